/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* What an event has told a thing is taken back, for erasure, without folding the thing's whole
 * history again. The event is folded once more, into rows in memory, and each row is taken out of
 * the store instead of being put in. Only what was the first or the latest of its kind cannot be:
 * nobody knows what comes next. */

static gboolean
take_back_facts (CemModel *self,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      self->db, "DELETE FROM fact WHERE entity = ?1 AND time = ?2 AND source = ?3 AND id = ?4",
      error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->facts->len; i++)
    {
      const CemFactRow *row = &g_array_index (self->facts, CemFactRow, i);

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_int (statement, 2, row->time);
      _cem_db_bind_text (statement, 3, row->source, -1);
      _cem_db_bind_text (statement, 4, row->id, -1);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

/* Whether a row that @statement finds has the event's time at either end of what it sums up. */
static gboolean
is_at_end (CemDbStatement *statement,
           gint64 time,
           gboolean *at_end,
           GError **error)
{
  CemDbStep step = _cem_db_step (statement, error);

  if (step == CEM_DB_ROW)
    *at_end = *at_end || time <= _cem_db_column_int (statement, 0) ||
              time >= _cem_db_column_int (statement, 1);
  _cem_db_statement_reset (statement);
  return step != CEM_DB_ERROR;
}

static gboolean
take_back_tallies (CemModel *self,
                   gboolean *again,
                   GError **error)
{
  g_autoptr (CemDbStatement) ends = _cem_db_prepare (
    self->db, "SELECT first, last FROM tally WHERE entity = ?1 AND name = ?2", error);
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    self->db, "UPDATE tally SET n = n - 1 WHERE entity = ?1 AND name = ?2", error);

  if (ends == NULL || statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->tallies->len && !*again; i++)
    {
      const CemTallyRow *row = &g_array_index (self->tallies, CemTallyRow, i);

      _cem_db_bind_int (ends, 1, row->entity);
      _cem_db_bind_text (ends, 2, row->name, -1);
      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_text (statement, 2, row->name, -1);
      if (!is_at_end (ends, row->time, again, error) || !_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

/* A gauge has the latest value alone. */
static gboolean
look_at_gauges (CemModel *self,
                gboolean *again,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (self->db,
                       "SELECT 1 FROM gauge WHERE entity = ?1 AND kind = ?2 AND name = ?3 AND time "
                       "= ?4 AND tie = ?5",
                       error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->gauges->len && !*again; i++)
    {
      const CemGaugeRow *row = &g_array_index (self->gauges, CemGaugeRow, i);
      CemDbStep step;

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_int (statement, 2, row->kind);
      _cem_db_bind_text (statement, 3, row->name, -1);
      _cem_db_bind_int (statement, 4, row->time);
      _cem_db_bind_int (statement, 5, row->tie);
      step = _cem_db_step (statement, error);
      _cem_db_statement_reset (statement);
      if (step == CEM_DB_ERROR)
        return FALSE;
      *again = step == CEM_DB_ROW;
    }

  return TRUE;
}

static gboolean
look_at_noun (CemModel *self,
              gint64 entity,
              gint64 time,
              gboolean *again,
              GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    self->db, "SELECT since, 9223372036854775807 FROM noun WHERE entity = ?1", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  return is_at_end (statement, time, again, error);
}

static void
drop_rows (CemModel *self)
{
  g_hash_table_remove_all (self->nouns);
  g_ptr_array_set_size (self->dirty_nouns, 0);
  g_array_set_size (self->relations, 0);
  g_array_set_size (self->facts, 0);
  g_array_set_size (self->gauges, 0);
  g_array_set_size (self->readings, 0);
  g_array_set_size (self->tallies, 0);
  g_array_set_size (self->stale, 0);
  _cem_arena_reset (self->arena);
}

gboolean
_cem_model_take_back (CemModel *self,
                      const CemModelEvent *event,
                      gint64 entity,
                      gboolean *again,
                      GError **error)
{
  gboolean done = FALSE;

  *again = FALSE;
  if (self->idle)
    return TRUE;

  _cem_model_fold (self, event, entity);
  /* What a meter's unit was declared to be may change the whole series. */
  *again = self->stale->len > 0;
  done = look_at_noun (self, entity, event->time, again, error) &&
         look_at_gauges (self, again, error) &&
         (*again || (take_back_facts (self, error) && take_back_tallies (self, again, error) &&
                     _cem_model_take_back_readings (self, again, error)));
  drop_rows (self);
  return done;
}

gboolean
_cem_model_unrelate (CemModel *self,
                     gint64 entity,
                     CemNounKind kind,
                     gint64 noun,
                     GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM relation_recent WHERE entity = ?1 AND kind = ?2 AND noun = ?3",
    "DELETE FROM relation_settled WHERE entity = ?1 AND kind = ?2 AND noun = ?3",
  };

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    {
      g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, statements[i], error);

      if (statement == NULL)
        return FALSE;

      _cem_db_bind_int (statement, 1, entity);
      _cem_db_bind_int (statement, 2, kind);
      _cem_db_bind_int (statement, 3, noun);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}
