/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* New nouns and relations gather in small tables. When there are enough, they settle in the large ones: a
 * page of these takes several at once, where rows written one by one would each change a page of their own.
 * Readers see both as one, by the views noun and relation. */

/* So many settle at once. */
#define MAX_RECENT 16384

typedef struct
{
  const char *count;
  const char *settle;
} Settling;

static const Settling nouns = {
  "SELECT count(*) FROM noun_recent",
  "INSERT INTO noun_settled SELECT * FROM noun_recent ORDER BY entity; DELETE FROM noun_recent;",
};

static const Settling relations = {
  "SELECT count(*) FROM relation_recent",
  "INSERT INTO relation_settled SELECT * FROM relation_recent ORDER BY entity, kind, noun;"
  "DELETE FROM relation_recent;",
};

void
_cem_model_forget_recent (CemModel *self)
{
  self->max_recent_nouns = MAX_RECENT;
  self->max_recent_relations = MAX_RECENT;
}

/* @max_recent: at most so many are recent; they are counted only when they may be enough. */
static gboolean
settle (CemDb *db,
        const Settling *settling,
        gint64 *max_recent,
        guint n_more,
        GError **error)
{
  g_autoptr (CemDbStatement) count = NULL;

  *max_recent += n_more;
  if (*max_recent < MAX_RECENT)
    return TRUE;

  count = _cem_db_prepare (db, settling->count, error);
  if (count == NULL || _cem_db_step (count, error) != CEM_DB_ROW)
    return FALSE;

  *max_recent = _cem_db_column_int (count, 0);
  _cem_db_statement_reset (count);
  if (*max_recent < MAX_RECENT)
    return TRUE;

  *max_recent = 0;
  return _cem_db_exec (db, settling->settle, error);
}

/* --- nouns ---*/

static int
compare_nouns (gconstpointer a,
               gconstpointer b)
{
  const CemNounRow *one = *(CemNounRow *const *) a;
  const CemNounRow *other = *(CemNounRow *const *) b;

  return one->entity < other->entity ? -1 : one->entity > other->entity;
}

static gboolean
write_nouns (CemModel *self,
             GError **error)
{
  g_autoptr (CemDbStatement) insert =
    _cem_db_prepare (self->db,
                     "INSERT INTO noun_recent (entity, since, kind, key, head, begun) "
                     "SELECT ?1, ?2, ?3, ?4, 0, ?2 "
                     "WHERE NOT EXISTS (SELECT 1 FROM noun_settled WHERE entity = ?1) "
                     "ON CONFLICT DO UPDATE SET since = excluded.since, begun = min (begun, excluded.since) "
                     "WHERE excluded.since < noun_recent.since",
                     error);
  g_autoptr (CemDbStatement) update =
    insert == NULL
        ? NULL
        : _cem_db_prepare (
            self->db,
            "UPDATE noun_settled SET since = ?2, begun = min (begun, ?2) WHERE entity = ?1 AND since > ?2",
            error);

  if (update == NULL)
    return FALSE;

  for (guint i = 0; i < self->dirty_nouns->len; i++)
    {
      const CemNounRow *row = g_ptr_array_index (self->dirty_nouns, i);

      _cem_db_bind_int (insert, 1, row->entity);
      _cem_db_bind_int (insert, 2, row->since);
      _cem_db_bind_int (insert, 3, row->kind);
      _cem_db_bind_text (insert, 4, row->key, -1);
      _cem_db_bind_int (update, 1, row->entity);
      _cem_db_bind_int (update, 2, row->since);
      if (!_cem_db_run (update, error) || !_cem_db_run (insert, error) ||
          !_cem_model_note_since (self, row, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_model_flush_nouns (CemModel *self,
                        GError **error)
{
  guint n = self->dirty_nouns->len;

  if (n == 0)
    return TRUE;

  g_ptr_array_sort (self->dirty_nouns, compare_nouns);
  if (!write_nouns (self, error))
    return FALSE;

  g_hash_table_remove_all (self->nouns);
  g_ptr_array_set_size (self->dirty_nouns, 0);
  return settle (self->db, &nouns, &self->max_recent_nouns, n, error);
}

/* --- relations ---*/

static int
compare_relations (gconstpointer a,
                   gconstpointer b)
{
  const CemRelationRow *one = a;
  const CemRelationRow *other = b;

  if (one->entity != other->entity)
    return one->entity < other->entity ? -1 : 1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  return one->noun < other->noun ? -1 : one->noun > other->noun;
}

static gboolean
write_relations (CemModel *self,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "INSERT OR IGNORE INTO relation_recent SELECT ?1, ?2, ?3 WHERE NOT EXISTS "
                     "(SELECT 1 FROM relation_settled WHERE entity = ?1 AND kind = ?2 AND noun = ?3)",
                     error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->relations->len; i++)
    {
      const CemRelationRow *row = &g_array_index (self->relations, CemRelationRow, i);

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_int (statement, 2, row->kind);
      _cem_db_bind_int (statement, 3, row->noun);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_model_flush_relations (CemModel *self,
                            GError **error)
{
  guint n = self->relations->len;

  if (n == 0)
    return TRUE;

  g_array_sort (self->relations, compare_relations);
  if (!write_relations (self, error))
    return FALSE;

  g_array_set_size (self->relations, 0);
  return settle (self->db, &relations, &self->max_recent_relations, n, error);
}
