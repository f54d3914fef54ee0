/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-series-internal.h"

/* Readings of meters and consumables on their way into the store. */

/* --- rows ---*/

static gboolean
store_meter (CemModel *self,
             const CemMeter *meter,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "INSERT OR REPLACE INTO meter (entity, name, n, total, unit, rollover, since, time, tie) "
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                     error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, meter->entity);
  _cem_db_bind_text (statement, 2, meter->name, -1);
  _cem_db_bind_int (statement, 3, meter->n);
  _cem_db_bind_int (statement, 4, meter->total);
  _cem_db_bind_int (statement, 5, meter->unit);
  _cem_db_bind_double (statement, 6, meter->rollover);
  _cem_db_bind_int (statement, 7, meter->since);
  _cem_db_bind_int (statement, 8, meter->time);
  _cem_db_bind_int (statement, 9, meter->tie);
  return _cem_db_run (statement, error);
}

/* @fresh FALSE: it is there already. */
static gboolean
insert_reading (CemModel *self,
                const CemReadingRow *row,
                gboolean *fresh,
                GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    self->db,
    "INSERT OR IGNORE INTO reading (bucket, entity, kind, name, time, tie, value, unit, reset) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, _cem_series_get_bucket (row->time));
  _cem_db_bind_int (statement, 2, row->entity);
  _cem_db_bind_int (statement, 3, row->kind);
  _cem_db_bind_text (statement, 4, row->name, -1);
  _cem_db_bind_int (statement, 5, row->time);
  _cem_db_bind_int (statement, 6, row->tie);
  _cem_db_bind_double (statement, 7, row->value);
  _cem_db_bind_int (statement, 8, row->unit);
  _cem_db_bind_int (statement, 9, row->reset);
  if (!_cem_db_run (statement, error))
    return FALSE;

  *fresh = _cem_db_changes (self->db) > 0;
  return TRUE;
}

/* Adds a reading that is in the series by now. @again: the series is to be summed anew, because the
 * meter's unit may be another one from now on. */
static gboolean
add_to_meter (CemModel *self,
              CemMeter *meter,
              const CemReading *reading,
              gboolean *again,
              GError **error)
{
  gboolean last = meter->n == 0 || reading->time > meter->time ||
                  (reading->time == meter->time && reading->tie > meter->tie);
  gint64 first_bucket = _cem_series_get_bucket (meter->since);
  gint64 last_bucket = _cem_series_get_bucket (meter->time);
  CemReading before;
  CemReading after;
  gboolean has_before = FALSE;
  gboolean has_after = FALSE;

  if (meter->n == 0 || !_cem_meter_fits (meter, reading) ||
      (reading->unit != 0 && reading->unit != meter->unit && (!last || meter->unit == 0)))
    *again = TRUE;
  meter->since = meter->n == 0 ? reading->time : MIN (meter->since, reading->time);
  meter->n++;
  if (last)
    {
      meter->time = reading->time;
      meter->tie = reading->tie;
    }
  if (*again)
    return TRUE;

  if (!_cem_series_find_neighbour (self->db, meter->entity, CEM_GAUGE_METER, meter->name, reading, TRUE,
                       first_bucket, &before, &has_before, error) ||
      (!last && !_cem_series_find_neighbour (self->db, meter->entity, CEM_GAUGE_METER, meter->name, reading,
                                 FALSE, last_bucket, &after, &has_after, error)))
    return FALSE;
  if ((has_before && !_cem_meter_fits (meter, &before)) || (has_after && !_cem_meter_fits (meter, &after)))
    {
      *again = TRUE;
      return TRUE;
    }

  if (has_after)
    _cem_meter_add_gain (meter, has_before ? &before : NULL, &after, TRUE);
  _cem_meter_add_gain (meter, has_before ? &before : NULL, reading, FALSE);
  if (has_after)
    _cem_meter_add_gain (meter, reading, &after, FALSE);
  return TRUE;
}

/* --- flushing ---*/

static int
compare_readings (gconstpointer a,
                  gconstpointer b)
{
  const CemReadingRow *one = a;
  const CemReadingRow *other = b;
  int names;

  if (one->entity != other->entity)
    return one->entity < other->entity ? -1 : 1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  names = strcmp (one->name, other->name);
  if (names != 0)
    return names;
  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  return one->tie < other->tie ? -1 : one->tie > other->tie;
}

static gboolean
is_one_series (const CemReadingRow *a,
               const CemReadingRow *b)
{
  return a->entity == b->entity && a->kind == b->kind && strcmp (a->name, b->name) == 0;
}

/* Rows @first to @end are of one meter. */
static gboolean
flush_meter (CemModel *self,
             guint first,
             guint end,
             GError **error)
{
  const CemReadingRow *rows = &g_array_index (self->readings, CemReadingRow, first);
  CemMeter meter;
  gboolean again = FALSE;
  gboolean fresh = FALSE;

  if (!_cem_meter_load (self->db, rows->entity, rows->name, &meter, error))
    return FALSE;

  for (guint i = 0; i < end - first; i++)
    {
      CemReading reading = { _cem_series_get_bucket (rows[i].time), rows[i].time, rows[i].tie,
                          rows[i].value, rows[i].unit, rows[i].reset };

      if (!insert_reading (self, &rows[i], &fresh, error) ||
          (fresh && !add_to_meter (self, &meter, &reading, &again, error)))
        return FALSE;
    }

  return (!again || _cem_meter_sum_again (self->db, &meter, error)) && store_meter (self, &meter, error);
}

static gboolean
flush_stale (CemModel *self,
             GError **error)
{
  for (guint i = 0; i < self->stale->len; i++)
    {
      const CemStaleMeter *stale = &g_array_index (self->stale, CemStaleMeter, i);
      CemMeter meter;

      if (!_cem_meter_load (self->db, stale->entity, stale->name, &meter, error) ||
          (meter.n > 0 &&
           (!_cem_meter_sum_again (self->db, &meter, error) || !store_meter (self, &meter, error))))
        return FALSE;
    }

  g_array_set_size (self->stale, 0);
  return TRUE;
}

gboolean
_cem_model_flush_readings (CemModel *self,
                           GError **error)
{
  gboolean fresh = FALSE;
  guint first = 0;

  g_array_sort (self->readings, compare_readings);
  for (guint i = 0; i < self->readings->len; i++)
    {
      const CemReadingRow *row = &g_array_index (self->readings, CemReadingRow, i);
      gboolean last = i + 1 == self->readings->len || !is_one_series (row, row + 1);

      if (row->kind != CEM_GAUGE_METER && !insert_reading (self, row, &fresh, error))
        return FALSE;
      if (last && row->kind == CEM_GAUGE_METER && !flush_meter (self, first, i + 1, error))
        return FALSE;
      if (last)
        first = i + 1;
    }
  g_array_set_size (self->readings, 0);

  return flush_stale (self, error);
}

/* --- taking back ---*/

static gboolean
delete_reading (CemModel *self,
                const CemReadingRow *row,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (self->db,
                       "DELETE FROM reading WHERE bucket = ?1 AND entity = ?2 AND kind = ?3 AND "
                       "name = ?4 AND time = ?5 AND tie = ?6",
                       error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, _cem_series_get_bucket (row->time));
  _cem_db_bind_int (statement, 2, row->entity);
  _cem_db_bind_int (statement, 3, row->kind);
  _cem_db_bind_text (statement, 4, row->name, -1);
  _cem_db_bind_int (statement, 5, row->time);
  _cem_db_bind_int (statement, 6, row->tie);
  return _cem_db_run (statement, error);
}

/* The series is without it by now. @again: the meter's unit, or its ends, may be others now. */
static gboolean
take_from_meter (CemModel *self,
                 const CemReadingRow *row,
                 gboolean *again,
                 GError **error)
{
  CemReading reading = {
    _cem_series_get_bucket (row->time), row->time, row->tie, row->value, row->unit, row->reset
  };
  gboolean has_before = FALSE;
  gboolean has_after = FALSE;
  CemReading before;
  CemReading after;
  CemMeter meter;

  if (!_cem_meter_load (self->db, row->entity, row->name, &meter, error))
    return FALSE;

  *again = row->time <= meter.since || row->time >= meter.time || !_cem_meter_fits (&meter, &reading);
  if (*again)
    return TRUE;
  if (!_cem_series_find_neighbour (self->db, meter.entity, CEM_GAUGE_METER, meter.name, &reading,
                                   TRUE, _cem_series_get_bucket (meter.since), &before,
                                   &has_before, error) ||
      !_cem_series_find_neighbour (self->db, meter.entity, CEM_GAUGE_METER, meter.name, &reading,
                                   FALSE, _cem_series_get_bucket (meter.time), &after, &has_after,
                                   error))
    return FALSE;

  *again = !has_before || !has_after || (before.unit == 0 && reading.unit != 0) ||
           !_cem_meter_fits (&meter, &before) || !_cem_meter_fits (&meter, &after);
  if (*again)
    return TRUE;

  meter.n--;
  _cem_meter_add_gain (&meter, &before, &reading, TRUE);
  _cem_meter_add_gain (&meter, &reading, &after, TRUE);
  _cem_meter_add_gain (&meter, &before, &after, FALSE);
  return store_meter (self, &meter, error);
}

gboolean
_cem_model_take_back_readings (CemModel *self,
                               gboolean *again,
                               GError **error)
{
  for (guint i = 0; i < self->readings->len && !*again; i++)
    {
      const CemReadingRow *row = &g_array_index (self->readings, CemReadingRow, i);

      if (!delete_reading (self, row, error) ||
          (row->kind == CEM_GAUGE_METER && !take_from_meter (self, row, again, error)))
        return FALSE;
    }

  return TRUE;
}
