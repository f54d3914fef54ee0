/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "value/cem-json-private.h"

#include <math.h>

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* Names of each sort that a snapshot has; the store keeps all. */
#define MAX_NAMES 256

/* Points of a consumable's series that its rate is taken from, and what counts as a new one put in. */
#define RATE_POINTS 32
#define RENEWED 0.05

static const char *
copy_name (CemDbStatement *statement,
           int column,
           CemArena *arena,
           gsize *length)
{
  const char *text = _cem_db_column_text_or_empty (statement, column, length);

  return _cem_arena_strndup (arena, text, *length);
}

/* --- tallies ---*/

typedef struct
{
  const char *name;
  gsize length;
  gint64 n;
  gint64 first;
  gint64 last;
} Tally;

static int
compare_tallies (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (((const Tally *) a)->name, ((const Tally *) b)->name);
}

static gboolean
append_tallies (CemNounFold *fold,
                gint64 entity,
                GArray *tallies,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (fold->db,
                     "SELECT name, n, first, last FROM tally WHERE entity = ?1 "
                     "ORDER BY name LIMIT ?2",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  _cem_db_bind_int (statement, 2, MAX_NAMES);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      Tally tally = { NULL, 0, _cem_db_column_int (statement, 1), _cem_db_column_int (statement, 2),
                      _cem_db_column_int (statement, 3) };

      tally.name = copy_name (statement, 0, fold->arena, &tally.length);
      g_array_append_val (tallies, tally);
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_read_tallies (CemNounFold *fold,
                        CemDatum *map,
                        GError **error)
{
  g_autoptr (GArray) tallies = g_array_new (FALSE, FALSE, sizeof (Tally));
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < fold->members->len; i++)
    if (!append_tallies (fold, g_array_index (fold->members, gint64, i), tallies, error))
      return FALSE;
  if (fold->members->len > 1)
    g_array_sort (tallies, compare_tallies);

  for (guint i = 0; i < tallies->len && names->len < MAX_NAMES; i++)
    {
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
      Tally sum = g_array_index (tallies, Tally, i);

      for (; i + 1 < tallies->len && compare_tallies (&sum, &g_array_index (tallies, Tally, i + 1)) == 0;
           i++)
        {
          const Tally *more = &g_array_index (tallies, Tally, i + 1);

          sum.n += more->n;
          sum.first = MIN (sum.first, more->first);
          sum.last = MAX (sum.last, more->last);
        }

      fold->updated = MAX (fold->updated, sum.last);
      _cem_fields_set (fields, "n", _cem_datum_int (sum.n));
      _cem_fields_set (fields, "first", _cem_datum_from_us (sum.first));
      _cem_fields_set (fields, "last", _cem_datum_from_us (sum.last));
      _cem_fields_set_n (names, sum.name, sum.length, _cem_fields_to_map (fold->arena, fields));
    }

  *map = names->len > 0 ? _cem_fields_to_map (fold->arena, names) : _cem_datum_null ();
  return TRUE;
}

/* --- consumables ---*/

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* The median of the slopes between all pairs (Theil and Sen), newest point first, since it was renewed
 * last. FALSE with too few points, over too short a time, or when it does not run down. */
static gboolean
find_rate (const CemSeriesPoint *points,
           guint n,
           double *per_day)
{
  g_autoptr (GArray) slopes = g_array_new (FALSE, FALSE, sizeof (double));
  guint end = 1;

  while (end < n && points[end].value >= points[end - 1].value - RENEWED)
    end++;
  if (end < 3 || points[0].time - points[end - 1].time < DAY)
    return FALSE;

  for (guint i = 0; i < end; i++)
    for (guint j = i + 1; j < end; j++)
      {
        double days = (double) (points[i].time - points[j].time) / DAY;
        double slope = days > 0.0 ? (points[j].value - points[i].value) / days : 0.0;

        if (days > 0.0)
          g_array_append_val (slopes, slope);
      }
  if (slopes->len == 0)
    return FALSE;

  g_array_sort (slopes, compare_doubles);
  *per_day = (g_array_index (slopes, double, (slopes->len - 1) / 2) +
              g_array_index (slopes, double, slopes->len / 2)) / 2.0;
  return *per_day > 1e-6;
}

static gboolean
describe_consumable (CemNounFold *fold,
                     const char *name,
                     const CemDatum *life,
                     gint64 time,
                     CemDatum *described,
                     GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemSeriesPoint points[RATE_POINTS];
  guint n = 0;
  double per_day = 0.0;
  double left = life->kind == CEM_KIND_INT ? (double) life->v.i : life->v.d;

  _cem_fields_set (fields, "life", _cem_datum_double (left));
  _cem_fields_set (fields, "at", _cem_datum_from_us (time));
  if ((fold->flags & CEM_NOUN_BRIEF) == 0)
    {
      if (!_cem_series_read_last (fold->db, fold->members, CEM_GAUGE_CONSUMABLE, name,
                                  time, RATE_POINTS, points, &n, error))
        return FALSE;
      if (find_rate (points, n, &per_day))
        {
          /* Rounded, for it is shown and compared. */
          per_day = round (per_day * 1e6) / 1e6;
          _cem_fields_set (fields, "per_day", _cem_datum_double (per_day));
          if (per_day > 0.0 && left / per_day < 36500.0)
            _cem_fields_set (fields, "empty_at",
                             _cem_datum_from_us (time + (gint64) (left / per_day * 86400.0) *
                                                          G_USEC_PER_SEC));
        }
    }

  *described = _cem_fields_to_map (fold->arena, fields);
  return TRUE;
}

/* --- gauges ---*/

typedef struct
{
  GArray *values;
  GArray *consumables;
  GArray *meters;
} Gauges;

/* A row of the table gauge. */
typedef struct
{
  CemGaugeKind kind;
  const char *name;
  gsize length;
  gint64 time;
  gint64 tie;
  CemDatum value;
} Gauge;

/* Of one name the latest first. */
static int
compare_gauges (gconstpointer a,
                gconstpointer b)
{
  const Gauge *one = a;
  const Gauge *other = b;
  int names;

  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  names = strcmp (one->name, other->name);
  if (names != 0)
    return names;
  if (one->time != other->time)
    return one->time > other->time ? -1 : 1;
  return one->tie > other->tie ? -1 : one->tie < other->tie;
}

static gboolean
take_gauge (CemNounFold *fold,
            const Gauge *gauge,
            Gauges *gauges,
            GError **error)
{
  CemDatum described = { 0 };

  fold->updated = MAX (fold->updated, gauge->time);
  switch (gauge->kind)
    {
    case CEM_GAUGE_ONLINE:
      _cem_fields_set (fold->fields, "online", _cem_datum_bool (gauge->value.v.b));
      _cem_fields_set (fold->fields, "online_at", _cem_datum_from_us (gauge->time));
      return TRUE;
    case CEM_GAUGE_CONSUMABLE:
      if (gauges->consumables->len == MAX_NAMES)
        return TRUE;
      if (!describe_consumable (fold, gauge->name, &gauge->value, gauge->time, &described, error))
        return FALSE;
      _cem_fields_set_n (gauges->consumables, gauge->name, gauge->length, described);
      return TRUE;
    case CEM_GAUGE_VALUE:
    case CEM_GAUGE_METER:
    default:
      if (gauges->values->len < MAX_NAMES)
        {
          CemEntry entries[] = { { _cem_datum_string ("value", 5), gauge->value },
                                 { _cem_datum_string ("at", 2), _cem_datum_from_us (gauge->time) } };

          _cem_fields_set_n (gauges->values, gauge->name, gauge->length,
                             _cem_datum_map (_cem_map_new (fold->arena, entries, 2)));
        }
      return TRUE;
    }
}

static gboolean
append_gauges (CemNounFold *fold,
               gint64 entity,
               GArray *found,
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (fold->db,
                     "SELECT kind, name, time, value, tie FROM gauge WHERE entity = ?1 "
                     "ORDER BY kind, name",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      Gauge gauge = { .kind = (CemGaugeKind) _cem_db_column_int (statement, 0),
                      .time = _cem_db_column_int (statement, 2),
                      .tie = _cem_db_column_int (statement, 4) };
      gsize length = 0;
      const char *text = copy_name (statement, 3, fold->arena, &length);

      gauge.name = copy_name (statement, 1, fold->arena, &gauge.length);
      if (!_cem_json_read (fold->arena, text, length, &_cem_json_default_limits, &gauge.value, error))
        return FALSE;
      g_array_append_val (found, gauge);
    }

  return step != CEM_DB_ERROR;
}

static gboolean
read_gauges (CemNounFold *fold,
             Gauges *gauges,
             GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Gauge));
  const Gauge *last = NULL;

  for (guint i = 0; i < fold->members->len; i++)
    if (!append_gauges (fold, g_array_index (fold->members, gint64, i), found, error))
      return FALSE;
  if (fold->members->len > 1)
    g_array_sort (found, compare_gauges);

  for (guint i = 0; i < found->len; i++)
    {
      const Gauge *gauge = &g_array_index (found, Gauge, i);

      if (last != NULL && last->kind == gauge->kind && strcmp (last->name, gauge->name) == 0)
        continue;
      if (!take_gauge (fold, gauge, gauges, error))
        return FALSE;
      last = gauge;
    }

  return TRUE;
}

/* --- meters ---*/

static gboolean
take_meter (CemNounFold *fold,
            const CemMeterSum *meter,
            Gauges *gauges,
            GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemSeriesPoint last = { 0 };
  guint n_points = 0;
  double value = 0.0;

  fold->updated = MAX (fold->updated, meter->time);
  if (!_cem_series_read_last (fold->db, fold->members, CEM_GAUGE_METER, meter->name, meter->time, 1,
                              &last, &n_points, error))
    return FALSE;

  if (n_points == 1 && _cem_unit_convert (last.value, last.unit, meter->unit, &value))
    _cem_fields_set (fields, "value", _cem_datum_double (value));
  _cem_fields_set (fields, "total", _cem_datum_double ((double) meter->total / 1e6));
  if (meter->unit != 0)
    _cem_fields_set (fields, "unit", _cem_datum_from_text (_cem_unit_get_name (meter->unit)));
  _cem_fields_set (fields, "at", _cem_datum_from_us (meter->time));
  _cem_fields_set (fields, "n", _cem_datum_int (meter->n));
  _cem_fields_set (gauges->meters, meter->name, _cem_fields_to_map (fold->arena, fields));
  return TRUE;
}

static gboolean
append_meters (CemNounFold *fold,
               gint64 entity,
               GArray *meters,
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (fold->db,
                     "SELECT name, n, total, unit, time FROM meter WHERE entity = ?1 "
                     "ORDER BY name LIMIT ?2",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  _cem_db_bind_int (statement, 2, MAX_NAMES);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      CemMeterSum meter = { .name = copy_name (statement, 0, fold->arena, &length),
                            .n = _cem_db_column_int (statement, 1),
                            .total = _cem_db_column_int (statement, 2),
                            .unit = (guint) _cem_db_column_int (statement, 3),
                            .time = _cem_db_column_int (statement, 4) };

      g_array_append_val (meters, meter);
    }

  return step != CEM_DB_ERROR;
}

static int
compare_meters (gconstpointer a,
                gconstpointer b)
{
  return strcmp (((const CemMeterSum *) a)->name, ((const CemMeterSum *) b)->name);
}

/* What came under several identifiers is summed anew, over all of the series. */
static gboolean
read_meters (CemNounFold *fold,
             Gauges *gauges,
             GError **error)
{
  g_autoptr (GArray) meters = g_array_new (FALSE, FALSE, sizeof (CemMeterSum));

  for (guint i = 0; i < fold->members->len; i++)
    if (!append_meters (fold, g_array_index (fold->members, gint64, i), meters, error))
      return FALSE;
  if (fold->members->len > 1)
    g_array_sort (meters, compare_meters);

  for (guint i = 0; i < meters->len && gauges->meters->len < MAX_NAMES; i++)
    {
      CemMeterSum meter = g_array_index (meters, CemMeterSum, i);
      guint same = 1;

      while (i + same < meters->len &&
             compare_meters (&meter, &g_array_index (meters, CemMeterSum, i + same)) == 0)
        same++;
      if ((same > 1 && !_cem_meter_sum (fold->db, fold->members, &meter, error)) ||
          !take_meter (fold, &meter, gauges, error))
        return FALSE;
      i += same - 1;
    }

  return TRUE;
}

gboolean
_cem_noun_fold_gauges (CemNounFold *fold,
                       GError **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  g_autoptr (GArray) consumables = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  g_autoptr (GArray) meters = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Gauges gauges = { values, consumables, meters };

  if (!read_gauges (fold, &gauges, error) || !read_meters (fold, &gauges, error))
    return FALSE;

  _cem_fields_set (fold->fields, "meters", _cem_fields_to_map (fold->arena, meters));
  _cem_fields_set (fold->fields, "consumables", _cem_fields_to_map (fold->arena, consumables));
  _cem_fields_set (fold->fields, "values", _cem_fields_to_map (fold->arena, values));
  return TRUE;
}
