/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-compare-private.h"

#include "base/cem-words-private.h"

/* Differences told of one table. */
#define MAX_TOLD 10

typedef struct
{
  const char *name;
  const char *sql;
  CemCompareScope scope;
} Table;

static const Table tables[] = {
  { "entity", "SELECT * FROM entity ORDER BY id" },
  { "epoch", "SELECT * FROM epoch ORDER BY chain, epoch" },
  { "evidence", "SELECT * FROM evidence ORDER BY a, b" },
  { "decision", "SELECT * FROM decision ORDER BY a, b, time, source, id" },
  { "refused", "SELECT * FROM refused ORDER BY a, b, kind" },
  { "member", "SELECT * FROM member ORDER BY head, entity" },
  { "customer", "SELECT * FROM customer ORDER BY head" },
  { "trait", "SELECT * FROM trait ORDER BY entity, field, source" },
  { "noun", "SELECT * FROM noun ORDER BY entity" },
  { "fact", "SELECT * FROM fact ORDER BY entity, time, source, id" },
  { "relation", "SELECT * FROM relation ORDER BY entity, kind, noun" },
  { "gauge", "SELECT * FROM gauge ORDER BY entity, kind, name" },
  { "meter", "SELECT * FROM meter ORDER BY entity, name" },
  { "reading", "SELECT * FROM reading ORDER BY bucket, entity, kind, name, time, tie" },
  { "tally", "SELECT * FROM tally ORDER BY entity, name" },
  { "notice", "SELECT * FROM notice ORDER BY type, code, member" },
  { "configuration", "SELECT * FROM configuration ORDER BY seq", CEM_COMPARE_ALL },
  { "timeline", "SELECT * FROM timeline ORDER BY bucket, entity, time, seq", CEM_COMPARE_ALL },
  { "timer", "SELECT * FROM timer ORDER BY due, key", CEM_COMPARE_ALL },
};

static void
tell (CemDiagnostics *diagnostics,
      const Table *table,
      CemDbStatement *expected,
      CemDbStatement *found)
{
  g_autofree char *one = expected != NULL ? _cem_db_row_to_text (expected) : g_strdup ("no row");
  g_autofree char *other = found != NULL ? _cem_db_row_to_text (found) : g_strdup ("no row");
  CemPlace place = { .pointer = table->name };

  _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "derived-differs", &place, NULL,
                        N_ ("The store has %s where the log gives %s"), one, other);
}

/* Goes on unless the rows have ended. */
static gboolean
step (CemDbStatement *statement,
      CemDbStep *last,
      GError **error)
{
  if (*last == CEM_DB_ROW)
    *last = _cem_db_step (statement, error);

  return *last != CEM_DB_ERROR;
}

/* Rows are compared in step; after the first difference the two sides may be out of step, so the rest
 * of a table is told only as far as it helps. */
static gboolean
compare_table (CemDb *a,
               CemDb *b,
               const Table *table,
               CemDiagnostics *diagnostics,
               GError **error)
{
  g_autoptr (CemDbStatement) one = _cem_db_prepare (a, table->sql, error);
  g_autoptr (CemDbStatement) other = one != NULL ? _cem_db_prepare (b, table->sql, error) : NULL;
  CemDbStep step_one = CEM_DB_ROW;
  CemDbStep step_other = CEM_DB_ROW;
  guint told = 0;

  if (other == NULL)
    return FALSE;

  while (told < MAX_TOLD)
    {
      if (!step (one, &step_one, error) || !step (other, &step_other, error))
        return FALSE;
      if (step_one == CEM_DB_DONE && step_other == CEM_DB_DONE)
        return TRUE;
      if (step_one == step_other && _cem_db_row_equal (one, other))
        continue;

      tell (diagnostics, table, step_one == CEM_DB_ROW ? one : NULL,
            step_other == CEM_DB_ROW ? other : NULL);
      told++;
    }

  return TRUE;
}

gboolean
_cem_store_compare (CemDb *a,
                    CemDb *b,
                    CemCompareScope scope,
                    CemDiagnostics *diagnostics,
                    GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (tables[i].scope <= scope && !compare_table (a, b, &tables[i], diagnostics, error))
      return FALSE;

  return TRUE;
}
