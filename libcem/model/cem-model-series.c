/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-series-internal.h"

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

/* The month that a time is in. */
gint64
_cem_series_get_bucket (gint64 time)
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
              CemReading *reading)
{
  *reading = (CemReading){
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
gboolean
_cem_series_find_neighbour (CemDb *db,
                            gint64 entity,
                            CemGaugeKind kind,
                            const char *name,
                            const CemReading *from,
                            gboolean backward,
                            gint64 end,
                            CemReading *found,
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
to_grid (const CemMeter *meter,
         const CemReading *reading,
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
get_gain (const CemMeter *meter,
          const CemReading *from,
          const CemReading *to)
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

void
_cem_meter_add_gain (CemMeter *meter,
                     const CemReading *from,
                     const CemReading *to,
                     gboolean take_back)
{
  guint64 gain = (guint64) get_gain (meter, from, to);

  meter->total = (gint64) (take_back ? (guint64) meter->total - gain : (guint64) meter->total + gain);
}

gboolean
_cem_meter_fits (const CemMeter *meter,
                 const CemReading *reading)
{
  gint64 grid = 0;

  return to_grid (meter, reading, &grid);
}

/* --- the whole series again ---*/

/* FALSE when it says nothing of the meter. */
static gboolean
read_declaration (CemArena *arena,
                  const char *text,
                  gsize length,
                  CemMeter *meter)
{
  const CemDatum *found = NULL;
  const CemDatum *unit = NULL;
  const CemDatum *rollover = NULL;
  CemDatum data = { 0 };

  if (!_cem_json_read (arena, text, length, &_cem_json_default_limits, &data, NULL) ||
      data.kind != CEM_KIND_MAP)
    return FALSE;
  found = _cem_map_find_string (data.v.map, "meters", 6);
  if (found != NULL && found->kind == CEM_KIND_MAP)
    found = _cem_map_find_string (found->v.map, meter->name, strlen (meter->name));
  if (found == NULL || found->kind != CEM_KIND_MAP)
    return FALSE;

  meter->unit = 0;
  meter->rollover = 0.0;
  unit = _cem_map_find_string (found->v.map, "unit", 4);
  rollover = _cem_map_find_string (found->v.map, "rollover", 8);
  if (unit != NULL && unit->kind == CEM_KIND_STRING)
    meter->unit = _cem_unit_from_name (unit->v.s, (gsize) unit->n);
  if (rollover != NULL && rollover->kind == CEM_KIND_INT)
    meter->rollover = (double) rollover->v.i;
  else if (rollover != NULL && rollover->kind == CEM_KIND_DOUBLE)
    meter->rollover = rollover->v.d;
  if (!(meter->rollover > 0.0 && meter->rollover <= MAX_VALUE))
    meter->rollover = 0.0;
  return TRUE;
}

static guint
count_entities (const CemMeter *meter)
{
  return meter->members != NULL ? meter->members->len : 1;
}

static gint64
get_entity (const CemMeter *meter,
            guint i)
{
  return meter->members != NULL ? g_array_index (meter->members, gint64, i) : meter->entity;
}

typedef struct
{
  gint64 time;
  char *source; /* NULL: none yet */
  char *id;
} Declared;

/* The last that declares it, if it is later than *@last. */
static gboolean
read_declared_of (CemDb *db,
                  gint64 entity,
                  CemMeter *meter,
                  Declared *last,
                  GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT data, time, source, id FROM fact WHERE entity = ?1 "
                     "AND type = 'device.registered' ORDER BY time DESC, source DESC, id DESC",
                     error);
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDbStep step = CEM_DB_ROW;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      gint64 time = _cem_db_column_int (statement, 1);
      const char *source = _cem_db_column_text_or_empty (statement, 2, &length);
      const char *id = _cem_db_column_text_or_empty (statement, 3, &length);
      const char *text = _cem_db_column_text_or_empty (statement, 0, &length);
      int order = last->source == NULL ? 1 : time < last->time ? -1 : time > last->time;

      if (order == 0)
        order = strcmp (source, last->source) != 0 ? strcmp (source, last->source) : strcmp (id, last->id);
      if (order <= 0)
        return TRUE;
      if (!read_declaration (arena, text, length, meter))
        continue;

      g_free (last->source);
      g_free (last->id);
      *last = (Declared){ time, g_strdup (source), g_strdup (id) };
      return TRUE;
    }

  return step != CEM_DB_ERROR;
}

/* What device.registered says of the meter, last. */
static gboolean
read_declared (CemDb *db,
               CemMeter *meter,
               GError **error)
{
  Declared last = { 0 };
  gboolean done = TRUE;

  meter->unit = 0;
  meter->rollover = 0.0;
  for (guint i = 0; done && i < count_entities (meter); i++)
    done = read_declared_of (db, get_entity (meter, i), meter, &last, error);

  g_free (last.source);
  g_free (last.id);
  return done;
}

/* FALSE ends it. */
typedef gboolean (*ReadingFunc) (CemMeter *meter,
                                 const CemReading *reading,
                                 CemReading *last);

static gboolean
append_readings (CemDbStatement *statement,
                 const CemMeter *meter,
                 gint64 bucket,
                 GArray *readings,
                 GError **error)
{
  for (guint i = 0; i < count_entities (meter); i++)
    {
      CemDbStep step;

      _cem_db_bind_int (statement, 1, bucket);
      _cem_db_bind_int (statement, 2, get_entity (meter, i));
      _cem_db_bind_text (statement, 3, meter->name, -1);
      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          CemReading reading;

          take_reading (statement, bucket, &reading);
          g_array_append_val (readings, reading);
        }
      if (step == CEM_DB_ERROR)
        return FALSE;
      _cem_db_statement_reset (statement);
    }

  return TRUE;
}

static int
compare_moments (gconstpointer a,
                 gconstpointer b)
{
  const CemReading *one = a;
  const CemReading *other = b;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  return one->tie < other->tie ? -1 : one->tie > other->tie;
}

static gboolean
for_each_reading (CemDb *db,
                  CemMeter *meter,
                  ReadingFunc func,
                  CemReading *last,
                  GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT time, tie, value, unit, reset FROM reading WHERE bucket = ?1 AND "
                     "entity = ?2 AND kind = 4 AND name = ?3 ORDER BY time, tie",
                     error);
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (CemReading));
  gint64 bucket = _cem_series_get_bucket (meter->since);
  gint64 end = _cem_series_get_bucket (meter->time);

  if (statement == NULL)
    return FALSE;

  while (bucket != G_MININT64 && bucket <= end)
    {
      g_array_set_size (readings, 0);
      if (!append_readings (statement, meter, bucket, readings, error))
        return FALSE;
      if (count_entities (meter) > 1)
        g_array_sort (readings, compare_moments);
      for (guint i = 0; i < readings->len; i++)
        {
          const CemReading *reading = &g_array_index (readings, CemReading, i);

          /* One event may have come under two of them. */
          if ((i == 0 || compare_moments (reading - 1, reading) != 0) && !func (meter, reading, last))
            return TRUE;
        }
      if (!step_bucket (db, bucket, FALSE, &bucket, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_first_unit (CemMeter *meter,
                 const CemReading *reading,
                 CemReading *last)
{
  meter->unit = reading->unit;
  return meter->unit == 0;
}

/* @last has the bucket 0 before the first that fits. */
static gboolean
add_up (CemMeter *meter,
        const CemReading *reading,
        CemReading *last)
{
  meter->n++;
  if (!_cem_meter_fits (meter, reading))
    return TRUE;

  _cem_meter_add_gain (meter, last->bucket != G_MININT64 ? last : NULL, reading, FALSE);
  *last = *reading;
  return TRUE;
}

gboolean
_cem_meter_sum_again (CemDb *db,
                      CemMeter *meter,
                      GError **error)
{
  CemReading last = { .bucket = G_MININT64 };

  meter->n = 0;
  meter->total = 0;
  return read_declared (db, meter, error) &&
         (meter->unit != 0 || for_each_reading (db, meter, take_first_unit, &last, error)) &&
         for_each_reading (db, meter, add_up, &last, error);
}

/* --- rows ---*/

gboolean
_cem_meter_load (CemDb *db,
                 gint64 entity,
                 const char *name,
                 CemMeter *meter,
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

  *meter = (CemMeter){ .entity = entity, .name = name };
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

/* --- for snapshots ---*/

gboolean
_cem_series_read_last (CemDb *db,
                       GArray *members,
                       CemGaugeKind kind,
                       const char *name,
                       gint64 last,
                       guint max,
                       CemSeriesPoint *points,
                       guint *n,
                       GError **error)
{
  CemReading at = { .bucket = _cem_series_get_bucket (last), .time = G_MAXINT64, .tie = G_MAXINT64 };
  gint64 end = at.bucket - SERIES_MONTHS;

  *n = 0;
  while (*n < max)
    {
      CemReading latest = at;
      gboolean found = FALSE;

      for (guint i = 0; i < members->len; i++)
        {
          CemReading reading;
          gboolean there = FALSE;

          if (!_cem_series_find_neighbour (db, g_array_index (members, gint64, i), kind, name, &at, TRUE, end,
                               &reading, &there, error))
            return FALSE;
          if (there && (!found || compare_moments (&reading, &latest) > 0))
            latest = reading;
          found = found || there;
        }
      if (!found)
        return TRUE;
      at = latest;
      points[*n] = (CemSeriesPoint){ at.time, at.value, at.unit };
      *n += 1;
    }

  return TRUE;
}

typedef struct
{
  CemMeter meter;
  gint64 limit;
  gint64 reached;
} Reach;

/* The meter is the first member of its Reach. */
static gboolean
add_until_reached (CemMeter *meter,
                   const CemReading *reading,
                   CemReading *last)
{
  Reach *reach = (Reach *) meter;

  add_up (meter, reading, last);
  if (meter->total < reach->limit)
    return TRUE;

  reach->reached = reading->time;
  return FALSE;
}

/* The bounds of a meter, over all identifiers; n is 0 when there are no readings. With several, the sums
 * are left to _cem_meter_sum_again (). */
static gboolean
load_meters (CemDb *db,
             GArray *members,
             const char *name,
             CemMeter *meter,
             guint *n_found,
             GError **error)
{
  *meter = (CemMeter){ .name = name };
  *n_found = 0;
  for (guint i = 0; i < members->len; i++)
    {
      CemMeter part;
      gint64 since = meter->since;

      if (!_cem_meter_load (db, g_array_index (members, gint64, i), name, &part, error))
        return FALSE;
      if (part.n == 0)
        continue;
      if (*n_found == 0 || part.time > meter->time)
        *meter = part;
      meter->since = *n_found == 0 ? part.since : MIN (since, part.since);
      *n_found += 1;
    }

  if (*n_found > 1)
    meter->members = members;
  return TRUE;
}

gboolean
_cem_meter_sum (CemDb *db,
                GArray *members,
                CemMeterSum *sum,
                GError **error)
{
  CemMeter meter;
  guint n_found = 0;

  if (!load_meters (db, members, sum->name, &meter, &n_found, error) ||
      (n_found > 1 && !_cem_meter_sum_again (db, &meter, error)))
    return FALSE;

  *sum = (CemMeterSum){ sum->name, meter.n, meter.total, meter.unit, meter.time };
  return TRUE;
}

gboolean
_cem_meter_find_reached (CemDb *db,
                         GArray *members,
                         const char *name,
                         double limit,
                         guint unit,
                         gint64 *time,
                         GError **error)
{
  Reach reach = { .reached = CEM_MODEL_NO_TIME };
  CemReading last = { .bucket = G_MININT64 };
  double own = 0.0;
  guint n_found = 0;

  *time = CEM_MODEL_NO_TIME;
  if (!load_meters (db, members, name, &reach.meter, &n_found, error) ||
      (n_found > 1 && !_cem_meter_sum_again (db, &reach.meter, error)))
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
