/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

static gboolean
run_for (CemDbStatement *statement,
         const gint64 *entities,
         gsize n_entities,
         GError **error)
{
  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < n_entities; i++)
    {
      _cem_db_bind_int (statement, 1, entities[i]);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

/* What others are related to, and related to them, is their own. */
static gboolean
delete_rows (CemDb *db,
             const gint64 *entities,
             gsize n,
             GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM noun_recent WHERE entity = ?1",
    "DELETE FROM noun_settled WHERE entity = ?1",
    "DELETE FROM fact WHERE entity = ?1",
    "DELETE FROM relation_recent WHERE entity = ?1",
    "DELETE FROM relation_settled WHERE entity = ?1",
    "DELETE FROM gauge WHERE entity = ?1",
    "DELETE FROM meter WHERE entity = ?1",
    "DELETE FROM tally WHERE entity = ?1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (CemDbStatement) statement = _cem_db_prepare (db, statements[i], error);

      if (!run_for (statement, entities, n, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
delete_readings (CemDb *db,
                 const gint64 *entities,
                 gsize n,
                 GError **error)
{
  g_autoptr (CemDbStatement) buckets =
    _cem_db_prepare (db, "SELECT min (bucket) FROM reading WHERE bucket > ?1", error);
  g_autoptr (CemDbStatement) statement =
    buckets != NULL
        ? _cem_db_prepare (db, "DELETE FROM reading WHERE bucket = ?1 AND entity = ?2", error)
        : NULL;
  gint64 bucket = G_MININT64;

  if (statement == NULL)
    return FALSE;

  while (TRUE)
    {
      _cem_db_bind_int (buckets, 1, bucket);
      if (_cem_db_step (buckets, error) == CEM_DB_ERROR)
        return FALSE;
      if (_cem_db_column_is_null (buckets, 0))
        return TRUE;
      bucket = _cem_db_column_int (buckets, 0);
      _cem_db_statement_reset (buckets);

      for (gsize i = 0; i < n; i++)
        {
          _cem_db_bind_int (statement, 1, bucket);
          _cem_db_bind_int (statement, 2, entities[i]);
          if (!_cem_db_run (statement, error))
            return FALSE;
        }
    }
}

gboolean
_cem_model_forget (CemModel *self,
                   const gint64 *entities,
                   gsize n_entities,
                   GError **error)
{
  if (self->idle || n_entities == 0)
    return TRUE;

  _cem_model_clear_hot (self);
  return _cem_model_flush (self, error) && delete_rows (self->db, entities, n_entities, error) &&
         delete_readings (self->db, entities, n_entities, error);
}

gboolean
_cem_model_reset (CemModel *self,
                  GError **error)
{
  _cem_model_clear_rows (self);
  _cem_model_clear_hot (self);
  return _cem_db_exec (self->db,
                       "DELETE FROM noun_recent; DELETE FROM noun_settled; DELETE FROM fact; "
                       "DELETE FROM relation_recent; DELETE FROM relation_settled; "
                       "DELETE FROM gauge; DELETE FROM meter; DELETE FROM reading; "
                       "DELETE FROM tally; DELETE FROM notice;",
                       error);
}
