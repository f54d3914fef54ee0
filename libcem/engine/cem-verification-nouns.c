/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-verification-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-processor-internal-private.h"

/* Moments of a timeline that are read at a time. */
#define PAGE 1000

/* A noun with more events than this is left to a full verification. */
#define MAX_EVENTS 20000

/* Of each table, the rows of one entity. The series of a meter is compared by what it adds up to. */
static const char *const tables[] = {
  "SELECT kind, since, key FROM noun WHERE entity = ?1",
  "SELECT * FROM fact WHERE entity = ?1 ORDER BY time, source, id",
  "SELECT * FROM relation WHERE entity = ?1 ORDER BY kind, noun",
  "SELECT * FROM gauge WHERE entity = ?1 ORDER BY kind, name",
  "SELECT * FROM meter WHERE entity = ?1 ORDER BY name",
  "SELECT * FROM tally WHERE entity = ?1 ORDER BY name",
};

typedef struct
{
  CemProcessor *scratch;
  gint64 entity;
} Fold;

static gboolean
fold_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  Fold *fold = data;
  CemDatum event_data = { 0 };
  CemIdentitySet set = { 0 };

  if (row->origin != CEM_LOG_INPUT || row->piece == NULL)
    return TRUE;
  if (!_cem_processor_read_piece (fold->scratch, row, &event_data, &set, error))
    return FALSE;

  _cem_processor_fold_nouns (fold->scratch, row, &event_data, &set, fold->entity);
  _cem_arena_reset (fold->scratch->arena);
  return TRUE;
}

/* @whole FALSE: it has too many events. */
static gboolean
fold_noun (CemDb *db,
           Fold *fold,
           gboolean *whole,
           GError **error)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  guint before = 0;

  *whole = FALSE;
  do
    {
      const CemLogMoment *last =
        moments->len > 0 ? &g_array_index (moments, CemLogMoment, moments->len - 1) : NULL;
      CemLogMoment copy = last != NULL ? *last : (CemLogMoment){ 0 };

      before = moments->len;
      if (before > MAX_EVENTS)
        return TRUE;
      if (!_cem_log_read_timeline (db, &fold->entity, 1, before > 0 ? &copy : NULL, PAGE, moments,
                                   error))
        return FALSE;
    }
  while (moments->len == before + PAGE);

  *whole = TRUE;
  for (guint i = 0; i < moments->len; i++)
    if (!_cem_log_read_row (db, g_array_index (moments, CemLogMoment, i).seq, fold_row, fold, error))
      return FALSE;

  return _cem_model_flush (fold->scratch->model, error);
}

static char *
dup_row (CemDbStatement *statement,
         CemDbStep step)
{
  return step == CEM_DB_ROW ? _cem_db_row_to_text (statement) : g_strdup ("no row");
}

static gboolean
compare_table (CemDb *stored,
               CemDb *folded,
               const char *sql,
               gint64 entity,
               CemDiagnostics *diagnostics,
               GError **error)
{
  g_autoptr (CemDbStatement) one = _cem_db_prepare (stored, sql, error);
  g_autoptr (CemDbStatement) other = one != NULL ? _cem_db_prepare (folded, sql, error) : NULL;
  CemDbStep step_one = CEM_DB_ROW;
  CemDbStep step_other = CEM_DB_ROW;

  if (other == NULL)
    return FALSE;

  _cem_db_bind_int (one, 1, entity);
  _cem_db_bind_int (other, 1, entity);
  while (step_one == CEM_DB_ROW)
    {
      step_one = _cem_db_step (one, error);
      step_other = step_one != CEM_DB_ERROR ? _cem_db_step (other, error) : CEM_DB_ERROR;
      if (step_one == CEM_DB_ERROR || step_other == CEM_DB_ERROR)
        return FALSE;
      if (step_one != step_other || (step_one == CEM_DB_ROW && !_cem_db_row_equal (one, other)))
        {
          g_autofree char *found = dup_row (one, step_one);
          g_autofree char *expected = dup_row (other, step_other);
          char id[CEM_ID_BUFFER];

          _cem_id_format ('t', entity, id);
          _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "derived-differs", NULL,
                                W_ ("replay the log into a new store and use that"),
                                N_ ("Of the noun %s the store has %s where the log gives %s"), id,
                                found, expected);
          return TRUE;
        }
    }

  return TRUE;
}

static gboolean
check_noun (CemVerification *self,
            CemDb *db,
            CemProcessor *scratch,
            gint64 entity,
            GError **error)
{
  Fold fold = { scratch, entity };
  gboolean whole = FALSE;

  if (!fold_noun (db, &fold, &whole, error))
    return FALSE;

  for (guint i = 0; whole && i < G_N_ELEMENTS (tables); i++)
    if (!compare_table (db, _cem_processor_get_db (scratch), tables[i], entity, cem_job_get_diagnostics (CEM_JOB (self)),
                        error))
      return FALSE;

  return TRUE;
}

/* The first noun at or after a number; 0 when there is none. Numbers are hashes, so that even steps
 * between them are an even sample. */
static gboolean
find_noun (CemDb *db,
           gint64 from,
           gint64 *entity,
           GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db, "SELECT entity FROM noun WHERE entity >= ?1 ORDER BY entity LIMIT 1", error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, from);
  step = _cem_db_step (statement, error);
  *entity = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : 0;
  return step != CEM_DB_ERROR;
}

gboolean
_cem_verification_check_nouns (CemVerification *self,
                               CemDb *db,
                               CemProcessor *scratch,
                               GCancellable *cancellable,
                               GError **error)
{
  guint64 step = G_MAXUINT64 / self->sample;
  gint64 last = 0;

  if (!_cem_processor_begin (scratch, error))
    return FALSE;

  for (guint i = 0; i < self->sample; i++)
    {
      gint64 entity = 0;

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !find_noun (db, (gint64) ((guint64) G_MININT64 + i * step), &entity, error))
        break;
      if (entity != 0 && entity != last && !check_noun (self, db, scratch, entity, error))
        break;
      last = entity;
      if (i + 1 == self->sample)
        {
          _cem_processor_roll_back (scratch);
          return TRUE;
        }
    }

  _cem_processor_roll_back (scratch);
  return FALSE;
}
