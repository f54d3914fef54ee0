/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* Things with several identifiers. A store that has none pays nothing for them. */

void
_cem_model_join (CemModel *self,
                 const gint64 *members,
                 guint n_members)
{
  gint64 n = n_members;

  if (self->idle || n_members == 0)
    return;

  g_array_append_val (self->joins, n);
  g_array_append_vals (self->joins, members, n_members);
}

static gboolean
find_out (CemModel *self,
          GError **error)
{
  gint64 n = 0;

  if (self->knows_joined)
    return TRUE;
  if (!_cem_db_query_int (self->db, "SELECT count(*) FROM (SELECT 1 FROM noun WHERE head != 0 LIMIT 1)",
                          &n, error))
    return FALSE;

  self->has_joined = n > 0;
  self->knows_joined = TRUE;
  return TRUE;
}

static gboolean
lower_begun (CemModel *self,
             const char *sql,
             const CemNounRow *row,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, row->entity);
  _cem_db_bind_int (statement, 2, row->since);
  return _cem_db_run (statement, error);
}

gboolean
_cem_model_note_since (CemModel *self,
                       const CemNounRow *row,
                       GError **error)
{
  if (!find_out (self, error))
    return FALSE;

  return !self->has_joined ||
         (lower_begun (self,
                       "UPDATE noun_settled SET begun = ?2 WHERE begun > ?2 AND head != 0 AND "
                       "head = (SELECT head FROM noun WHERE entity = ?1)",
                       row, error) &&
          lower_begun (self,
                       "UPDATE noun_recent SET begun = ?2 WHERE begun > ?2 AND head != 0 AND "
                       "head = (SELECT head FROM noun WHERE entity = ?1)",
                       row, error));
}

static gboolean
find_begun (CemModel *self,
            const gint64 *members,
            gint64 n,
            gint64 *begun,
            GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "SELECT since FROM noun WHERE entity = ?1", error);

  *begun = G_MAXINT64;
  if (statement == NULL)
    return FALSE;

  for (gint64 i = 0; i < n; i++)
    {
      CemDbStep step;

      _cem_db_bind_int (statement, 1, members[i]);
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_ERROR)
        return FALSE;
      if (step == CEM_DB_ROW)
        *begun = MIN (*begun, _cem_db_column_int (statement, 0));
      _cem_db_statement_reset (statement);
    }

  return TRUE;
}

static gboolean
write_heads (CemModel *self,
             const char *sql,
             const gint64 *members,
             gint64 n,
             gint64 begun,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, sql, error);

  if (statement == NULL)
    return FALSE;

  for (gint64 i = 0; i < n; i++)
    {
      _cem_db_bind_int (statement, 1, members[i]);
      _cem_db_bind_int (statement, 2, n > 1 ? members[0] : 0);
      _cem_db_bind_int (statement, 3, begun);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_join (CemModel *self,
            const gint64 *members,
            gint64 n,
            GError **error)
{
  gint64 begun = 0;

  return find_begun (self, members, n, &begun, error) &&
         write_heads (self, "UPDATE noun_settled SET head = ?2, begun = ?3 WHERE entity = ?1", members,
                      n, begun, error) &&
         write_heads (self, "UPDATE noun_recent SET head = ?2, begun = ?3 WHERE entity = ?1", members,
                      n, begun, error);
}

gboolean
_cem_model_flush_joins (CemModel *self,
                        GError **error)
{
  for (guint i = 0; i < self->joins->len;)
    {
      gint64 n = g_array_index (self->joins, gint64, i);

      if (!write_join (self, &g_array_index (self->joins, gint64, i + 1), n, error))
        return FALSE;
      if (n > 1)
        self->has_joined = self->knows_joined = TRUE;
      i += 1 + (guint) n;
    }

  g_array_set_size (self->joins, 0);
  return TRUE;
}

/* --- reading ---*/

static gboolean
find_head (CemDb *db,
           gint64 entity,
           gint64 *head,
           GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT head FROM noun WHERE entity = ?1", error);
  CemDbStep step;

  *head = 0;
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ROW)
    *head = _cem_db_column_int (statement, 0);
  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_read_keys (CemDb *db,
                     gint64 entity,
                     CemArena *arena,
                     GArray *members,
                     GArray *keys,
                     GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  guint before = members->len;
  gint64 head = 0;
  CemDbStep step;

  if (!find_head (db, entity, &head, error))
    return FALSE;
  if (head == 0)
    return TRUE;

  statement = _cem_db_prepare (
    db, "SELECT entity, key FROM noun WHERE head = ?1 AND head != 0 ORDER BY key", error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, head);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 member = _cem_db_column_int (statement, 0);
      guint place = member == head ? before : members->len;
      gsize length = 0;
      const char *text = _cem_db_column_text_or_empty (statement, 1, &length);
      CemDatum key = _cem_datum_null ();

      g_array_insert_val (members, place, member);
      if (keys == NULL)
        continue;
      key = _cem_datum_string (_cem_arena_strndup (arena, text, length), length);
      g_array_insert_val (keys, place - before, key);
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_list_entities (CemDb *db,
                        gint64 entity,
                        GArray *members,
                        GError **error)
{
  guint before = members->len;

  if (!_cem_noun_read_keys (db, entity, NULL, members, NULL, error))
    return FALSE;
  if (members->len == before)
    g_array_append_val (members, entity);

  return TRUE;
}
