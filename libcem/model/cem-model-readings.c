/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "base/cem-time-private.h"
#include "value/cem-json-private.h"

#include <math.h>

/* The series of meters and consumables, and what meters add up to. A total is the sum over neighbours of
 * the series in whole millionths of the meter's unit: so it does not depend on the order in which they
 * came, and a late reading changes it by what its neighbours give. */

#define GRID 1e6
#define MAX_VALUE 1e11

/* How far back points of a series are read for a snapshot. */
#define SERIES_MONTHS 12

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  gint64 bucket;
  gint64 time;
  gint64 tie;
  double value;
  guint unit;
  gboolean reset;
} Reading;

typedef struct
{
  gint64 entity;
  const char *name;
  gint64 n;
  gint64 total; /* wraps, as sums in any order do */
  guint unit;
  double rollover; /* 0: does not turn over */
  gint64 since;    /* time of the first reading */
  gint64 time;
  gint64 tie;
} Meter;

/* The month that a time is in. */
static gint64
get_bucket (gint64 time)
{
  gint64 days = time / DAY - (time % DAY < 0 ? 1 : 0);
  gint year = 0;
  gint month = 0;
  gint day = 0;

  _cem_date_from_days (days, &year, &month, &day);
  return (gint64) year * 12 + month;
}

/* --- neighbours ---*/

/* The next bucket that holds anything, before or after one; G_MININT64 when none does. */
static gboolean
step_bucket (CemDb *db,
             gint64 bucket,
             gboolean backward,
             gint64 *next,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    backward ? _cem_db_prepare (db, "SELECT max (bucket) FROM reading WHERE bucket < ?1", error)
             : _cem_db_prepare (db, "SELECT min (bucket) FROM reading WHERE bucket > ?1", error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, bucket);
  step = _cem_db_step (statement, error);
  *next = step == CEM_DB_ROW && !_cem_db_column_is_null (statement, 0)
              ? _cem_db_column_int (statement, 0)
              : G_MININT64;
  return step != CEM_DB_ERROR;
}

static void
take_reading (CemDbStatement *statement,
              gint64 bucket,
              Reading *reading)
{
  *reading = (Reading){
    .bucket = bucket,
    .time = _cem_db_column_int (statement, 0),
    .tie = _cem_db_column_int (statement, 1),
    .value = _cem_db_column_double (statement, 2),
    .unit = (guint) _cem_db_column_int (statement, 3),
    .reset = _cem_db_column_int (statement, 4) != 0,
  };
}

static CemDbStatement *
prepare_neighbour (CemDb *db,
                   gboolean backward,
                   GError **error)
{
  return backward ? _cem_db_prepare (
                      db,
                      "SELECT time, tie, value, unit, reset FROM reading WHERE bucket = ?1 AND "
                      "entity = ?2 AND kind = ?3 AND name = ?4 AND (time, tie) < (?5, ?6) "
                      "ORDER BY time DESC, tie DESC LIMIT 1",
                      error)
                  : _cem_db_prepare (
                      db,
                      "SELECT time, tie, value, unit, reset FROM reading WHERE bucket = ?1 AND "
                      "entity = ?2 AND kind = ?3 AND name = ?4 AND (time, tie) > (?5, ?6) "
                      "ORDER BY time, tie LIMIT 1",
                      error);
}

/* @end: the last bucket to look into. */
static gboolean
find_neighbour (CemDb *db,
                gint64 entity,
                CemGaugeKind kind,
                const char *name,
                const Reading *from,
                gboolean backward,
                gint64 end,
                Reading *found,
                gboolean *is_found,
                GError **error)
{
  g_autoptr (CemDbStatement) statement = prepare_neighbour (db, backward, error);
  gint64 bucket = from->bucket;

  *is_found = FALSE;
  if (statement == NULL)
    return FALSE;

  while (bucket != G_MININT64 && (backward ? bucket >= end : bucket <= end))
    {
      CemDbStep step;

      _cem_db_bind_int (statement, 1, bucket);
      _cem_db_bind_int (statement, 2, entity);
      _cem_db_bind_int (statement, 3, kind);
      _cem_db_bind_text (statement, 4, name, -1);
      _cem_db_bind_int (statement, 5, from->time);
      _cem_db_bind_int (statement, 6, from->tie);
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_ERROR)
        return FALSE;
      if (step == CEM_DB_ROW)
        {
          take_reading (statement, bucket, found);
          *is_found = TRUE;
          return TRUE;
        }
      if (!step_bucket (db, bucket, backward, &bucket, error))
        return FALSE;
    }

  return TRUE;
}

/* --- sums ---*/

/* In whole millionths of the meter's unit; FALSE when it measures something else. */
static gboolean
to_grid (const Meter *meter,
         const Reading *reading,
         gint64 *grid)
{
  double value = 0.0;

  if (!_cem_unit_convert (reading->value, reading->unit, meter->unit, &value) ||
      fabs (value) > MAX_VALUE)
    return FALSE;

  *grid = llround (value * GRID);
  return TRUE;
}

/* What the meter has gained from one reading to the next; NULL: from none. */
static gint64
get_gain (const Meter *meter,
          const Reading *from,
          const Reading *to)
{
  gint64 turn = llround (meter->rollover * GRID);
  gint64 before = 0;
  gint64 after = 0;

  to_grid (meter, to, &after);
  if (from == NULL || to->reset)
    return after;

  to_grid (meter, from, &before);
  if (after >= before)
    return after - before;

  return turn >= before && turn > 0 ? turn - before + after : after;
}

static void
add_gain (Meter *meter,
          const Reading *from,
          const Reading *to,
          gboolean take_back)
{
  guint64 gain = (guint64) get_gain (meter, from, to);

  meter->total = (gint64) (take_back ? (guint64) meter->total - gain : (guint64) meter->total + gain);
}

static gboolean
fits (const Meter *meter,
      const Reading *reading)
{
  gint64 grid = 0;

  return to_grid (meter, reading, &grid);
}

/* --- the whole series again ---*/

/* What device.registered says of the meter, last. */
static gboolean
read_declared (CemModel *self,
               Meter *meter,
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT data FROM fact WHERE entity = ?1 AND type = 'device.registered' "
                     "ORDER BY time DESC, source DESC, id DESC",
                     error);
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDbStep step = CEM_DB_ROW;

  if (statement == NULL)
    return FALSE;

  meter->unit = 0;
  meter->rollover = 0.0;
  _cem_db_bind_int (statement, 1, meter->entity);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      const char *text = _cem_db_column_text_or_empty (statement, 0, &length);
      const CemDatum *found = NULL;
      CemDatum data = { 0 };

      if (!_cem_json_read (arena, text, length, &_cem_json_default_limits, &data, NULL) ||
          data.kind != CEM_KIND_MAP)
        continue;
      found = _cem_map_find_string (data.v.map, "meters", 6);
      if (found != NULL && found->kind == CEM_KIND_MAP)
        found = _cem_map_find_string (found->v.map, meter->name, strlen (meter->name));
      if (found == NULL || found->kind != CEM_KIND_MAP)
        continue;

      {
        const CemDatum *unit = _cem_map_find_string (found->v.map, "unit", 4);
        const CemDatum *rollover = _cem_map_find_string (found->v.map, "rollover", 8);

        if (unit != NULL && unit->kind == CEM_KIND_STRING)
          meter->unit = _cem_unit_from_name (unit->v.s, (gsize) unit->n);
        if (rollover != NULL && rollover->kind == CEM_KIND_INT)
          meter->rollover = (double) rollover->v.i;
        else if (rollover != NULL && rollover->kind == CEM_KIND_DOUBLE)
          meter->rollover = rollover->v.d;
        if (!(meter->rollover > 0.0 && meter->rollover <= MAX_VALUE))
          meter->rollover = 0.0;
      }
      return TRUE;
    }

  return step != CEM_DB_ERROR;
}

/* FALSE ends it. */
typedef gboolean (*ReadingFunc) (Meter *meter,
                                 const Reading *reading,
                                 Reading *last);

static gboolean
for_each_reading (CemDb *db,
                  Meter *meter,
                  ReadingFunc func,
                  Reading *last,
                  GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT time, tie, value, unit, reset FROM reading WHERE bucket = ?1 AND "
                     "entity = ?2 AND kind = 4 AND name = ?3 ORDER BY time, tie",
                     error);
  gint64 bucket = get_bucket (meter->since);
  gint64 end = get_bucket (meter->time);

  if (statement == NULL)
    return FALSE;

  while (bucket != G_MININT64 && bucket <= end)
    {
      CemDbStep step;

      _cem_db_bind_int (statement, 1, bucket);
      _cem_db_bind_int (statement, 2, meter->entity);
      _cem_db_bind_text (statement, 3, meter->name, -1);
      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          Reading reading;

          take_reading (statement, bucket, &reading);
          if (!func (meter, &reading, last))
            return TRUE;
        }
      if (step == CEM_DB_ERROR || !step_bucket (db, bucket, FALSE, &bucket, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_first_unit (Meter *meter,
                 const Reading *reading,
                 Reading *last)
{
  meter->unit = reading->unit;
  return meter->unit == 0;
}

/* @last has the bucket 0 before the first that fits. */
static gboolean
add_up (Meter *meter,
        const Reading *reading,
        Reading *last)
{
  meter->n++;
  if (!fits (meter, reading))
    return TRUE;

  add_gain (meter, last->bucket != G_MININT64 ? last : NULL, reading, FALSE);
  *last = *reading;
  return TRUE;
}

static gboolean
sum_again (CemModel *self,
           Meter *meter,
           GError **error)
{
  Reading last = { .bucket = G_MININT64 };

  meter->n = 0;
  meter->total = 0;
  return read_declared (self, meter, error) &&
         (meter->unit != 0 ||
          for_each_reading (self->db, meter, take_first_unit, &last, error)) &&
         for_each_reading (self->db, meter, add_up, &last, error);
}

/* --- rows ---*/

static gboolean
load_meter (CemDb *db,
            gint64 entity,
            const char *name,
            Meter *meter,
            GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT n, total, unit, rollover, since, time, tie FROM meter "
                     "WHERE entity = ?1 AND name = ?2",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  *meter = (Meter){ .entity = entity, .name = name };
  _cem_db_bind_int (statement, 1, entity);
  _cem_db_bind_text (statement, 2, name, -1);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ROW)
    {
      meter->n = _cem_db_column_int (statement, 0);
      meter->total = _cem_db_column_int (statement, 1);
      meter->unit = (guint) _cem_db_column_int (statement, 2);
      meter->rollover = _cem_db_column_double (statement, 3);
      meter->since = _cem_db_column_int (statement, 4);
      meter->time = _cem_db_column_int (statement, 5);
      meter->tie = _cem_db_column_int (statement, 6);
    }
  return step != CEM_DB_ERROR;
}

static gboolean
store_meter (CemModel *self,
             const Meter *meter,
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

  _cem_db_bind_int (statement, 1, get_bucket (row->time));
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
              Meter *meter,
              const Reading *reading,
              gboolean *again,
              GError **error)
{
  gboolean last = meter->n == 0 || reading->time > meter->time ||
                  (reading->time == meter->time && reading->tie > meter->tie);
  gint64 first_bucket = get_bucket (meter->since);
  gint64 last_bucket = get_bucket (meter->time);
  Reading before;
  Reading after;
  gboolean has_before = FALSE;
  gboolean has_after = FALSE;

  if (meter->n == 0 || !fits (meter, reading) ||
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

  if (!find_neighbour (self->db, meter->entity, CEM_GAUGE_METER, meter->name, reading, TRUE,
                       first_bucket, &before, &has_before, error) ||
      (!last && !find_neighbour (self->db, meter->entity, CEM_GAUGE_METER, meter->name, reading,
                                 FALSE, last_bucket, &after, &has_after, error)))
    return FALSE;
  if ((has_before && !fits (meter, &before)) || (has_after && !fits (meter, &after)))
    {
      *again = TRUE;
      return TRUE;
    }

  if (has_after)
    add_gain (meter, has_before ? &before : NULL, &after, TRUE);
  add_gain (meter, has_before ? &before : NULL, reading, FALSE);
  if (has_after)
    add_gain (meter, reading, &after, FALSE);
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
  Meter meter;
  gboolean again = FALSE;
  gboolean fresh = FALSE;

  if (!load_meter (self->db, rows->entity, rows->name, &meter, error))
    return FALSE;

  for (guint i = 0; i < end - first; i++)
    {
      Reading reading = { get_bucket (rows[i].time), rows[i].time, rows[i].tie,
                          rows[i].value, rows[i].unit, rows[i].reset };

      if (!insert_reading (self, &rows[i], &fresh, error) ||
          (fresh && !add_to_meter (self, &meter, &reading, &again, error)))
        return FALSE;
    }

  return (!again || sum_again (self, &meter, error)) && store_meter (self, &meter, error);
}

static gboolean
flush_stale (CemModel *self,
             GError **error)
{
  for (guint i = 0; i < self->stale->len; i++)
    {
      const CemStaleMeter *stale = &g_array_index (self->stale, CemStaleMeter, i);
      Meter meter;

      if (!load_meter (self->db, stale->entity, stale->name, &meter, error) ||
          (meter.n > 0 &&
           (!sum_again (self, &meter, error) || !store_meter (self, &meter, error))))
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

  _cem_db_bind_int (statement, 1, get_bucket (row->time));
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
  Reading reading = {
    get_bucket (row->time), row->time, row->tie, row->value, row->unit, row->reset
  };
  gboolean has_before = FALSE;
  gboolean has_after = FALSE;
  Reading before;
  Reading after;
  Meter meter;

  if (!load_meter (self->db, row->entity, row->name, &meter, error))
    return FALSE;

  *again = row->time <= meter.since || row->time >= meter.time || !fits (&meter, &reading);
  if (*again)
    return TRUE;
  if (!find_neighbour (self->db, meter.entity, CEM_GAUGE_METER, meter.name, &reading, TRUE,
                       get_bucket (meter.since), &before, &has_before, error) ||
      !find_neighbour (self->db, meter.entity, CEM_GAUGE_METER, meter.name, &reading, FALSE,
                       get_bucket (meter.time), &after, &has_after, error))
    return FALSE;

  *again = !has_before || !has_after || (before.unit == 0 && reading.unit != 0) ||
           !fits (&meter, &before) || !fits (&meter, &after);
  if (*again)
    return TRUE;

  meter.n--;
  add_gain (&meter, &before, &reading, TRUE);
  add_gain (&meter, &reading, &after, TRUE);
  add_gain (&meter, &before, &after, FALSE);
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

/* --- for snapshots ---*/

gboolean
_cem_series_read_last (CemDb *db,
                       gint64 entity,
                       CemGaugeKind kind,
                       const char *name,
                       gint64 last,
                       guint max,
                       CemSeriesPoint *points,
                       guint *n,
                       GError **error)
{
  Reading at = { .bucket = get_bucket (last), .time = G_MAXINT64, .tie = G_MAXINT64 };
  gint64 end = at.bucket - SERIES_MONTHS;

  *n = 0;
  while (*n < max)
    {
      gboolean found = FALSE;

      if (!find_neighbour (db, entity, kind, name, &at, TRUE, end, &at, &found, error))
        return FALSE;
      if (!found)
        return TRUE;
      points[*n] = (CemSeriesPoint){ at.time, at.value, at.unit };
      *n += 1;
    }

  return TRUE;
}

typedef struct
{
  Meter meter;
  gint64 limit;
  gint64 reached;
} Reach;

/* The meter is the first member of its Reach. */
static gboolean
add_until_reached (Meter *meter,
                   const Reading *reading,
                   Reading *last)
{
  Reach *reach = (Reach *) meter;

  add_up (meter, reading, last);
  if (meter->total < reach->limit)
    return TRUE;

  reach->reached = reading->time;
  return FALSE;
}

gboolean
_cem_meter_find_reached (CemDb *db,
                         gint64 entity,
                         const char *name,
                         double limit,
                         guint unit,
                         gint64 *time,
                         GError **error)
{
  Reach reach = { .reached = CEM_MODEL_NO_TIME };
  Reading last = { .bucket = G_MININT64 };
  double own = 0.0;

  *time = CEM_MODEL_NO_TIME;
  if (!load_meter (db, entity, name, &reach.meter, error))
    return FALSE;
  if (reach.meter.n == 0 || !_cem_unit_convert (limit, unit, reach.meter.unit, &own) ||
      fabs (own) > MAX_VALUE)
    return TRUE;

  reach.limit = llround (own * GRID);
  if (reach.meter.total < reach.limit)
    return TRUE;

  reach.meter.total = 0;
  if (!for_each_reading (db, &reach.meter, add_until_reached, &last, error))
    return FALSE;

  *time = reach.reached;
  return TRUE;
}
