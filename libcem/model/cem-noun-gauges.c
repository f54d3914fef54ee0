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

gboolean
_cem_noun_read_tallies (CemNounFold *fold,
                        CemDatum *map,
                        GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (fold->db,
                     "SELECT name, n, first, last FROM tally WHERE entity = ?1 "
                     "ORDER BY name LIMIT ?2",
                     error);
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, fold->noun.entity);
  _cem_db_bind_int (statement, 2, MAX_NAMES);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
      gsize length = 0;
      const char *name = copy_name (statement, 0, fold->arena, &length);

      fold->updated = MAX (fold->updated, _cem_db_column_int (statement, 3));

      _cem_fields_set (fields, "n", _cem_datum_int (_cem_db_column_int (statement, 1)));
      _cem_fields_set (fields, "first", _cem_datum_from_us (_cem_db_column_int (statement, 2)));
      _cem_fields_set (fields, "last", _cem_datum_from_us (_cem_db_column_int (statement, 3)));
      _cem_fields_set_n (names, name, length, _cem_fields_to_map (fold->arena, fields));
    }

  *map = names->len > 0 ? _cem_fields_to_map (fold->arena, names) : _cem_datum_null ();
  return step != CEM_DB_ERROR;
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
      if (!_cem_series_read_last (fold->db, fold->noun.entity, CEM_GAUGE_CONSUMABLE, name,
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

static gboolean
take_gauge (CemNounFold *fold,
            CemDbStatement *statement,
            Gauges *gauges,
            GError **error)
{
  gsize length = 0;
  gsize text_length = 0;
  const char *name = copy_name (statement, 1, fold->arena, &length);
  const char *text = copy_name (statement, 3, fold->arena, &text_length);
  gint64 time = _cem_db_column_int (statement, 2);
  CemDatum value = { 0 };
  CemDatum described = { 0 };

  fold->updated = MAX (fold->updated, time);
  if (!_cem_json_read (fold->arena, text, text_length, &_cem_json_default_limits, &value, error))
    return FALSE;

  switch (_cem_db_column_int (statement, 0))
    {
    case CEM_GAUGE_ONLINE:
      _cem_fields_set (fold->fields, "online", _cem_datum_bool (value.v.b));
      _cem_fields_set (fold->fields, "online_at", _cem_datum_from_us (time));
      return TRUE;
    case CEM_GAUGE_CONSUMABLE:
      if (gauges->consumables->len == MAX_NAMES)
        return TRUE;
      if (!describe_consumable (fold, name, &value, time, &described, error))
        return FALSE;
      _cem_fields_set_n (gauges->consumables, name, length, described);
      return TRUE;
    default:
      if (gauges->values->len < MAX_NAMES)
        {
          CemEntry entries[] = { { _cem_datum_string ("value", 5), value },
                                 { _cem_datum_string ("at", 2), _cem_datum_from_us (time) } };

          _cem_fields_set_n (gauges->values, name, length,
                             _cem_datum_map (_cem_map_new (fold->arena, entries, 2)));
        }
      return TRUE;
    }
}

static gboolean
read_gauges (CemNounFold *fold,
             Gauges *gauges,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (fold->db,
                     "SELECT kind, name, time, value FROM gauge WHERE entity = ?1 "
                     "ORDER BY kind, name",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, fold->noun.entity);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    if (!take_gauge (fold, statement, gauges, error))
      return FALSE;

  return step != CEM_DB_ERROR;
}

static gboolean
take_meter (CemNounFold *fold,
            CemDbStatement *statement,
            Gauges *gauges,
            GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  gsize length = 0;
  const char *name = copy_name (statement, 0, fold->arena, &length);
  gint64 n = _cem_db_column_int (statement, 1);
  double total = (double) _cem_db_column_int (statement, 2) / 1e6;
  guint unit = (guint) _cem_db_column_int (statement, 3);
  gint64 time = _cem_db_column_int (statement, 4);
  CemSeriesPoint last = { 0 };
  guint n_points = 0;
  double value = 0.0;

  fold->updated = MAX (fold->updated, time);
  if (!_cem_series_read_last (fold->db, fold->noun.entity, CEM_GAUGE_METER, name, time, 1, &last,
                              &n_points, error))
    return FALSE;

  if (n_points == 1 && _cem_unit_convert (last.value, last.unit, unit, &value))
    _cem_fields_set (fields, "value", _cem_datum_double (value));
  _cem_fields_set (fields, "total", _cem_datum_double (total));
  if (unit != 0)
    _cem_fields_set (fields, "unit", _cem_datum_from_text (_cem_unit_get_name (unit)));
  _cem_fields_set (fields, "at", _cem_datum_from_us (time));
  _cem_fields_set (fields, "n", _cem_datum_int (n));
  _cem_fields_set_n (gauges->meters, name, length, _cem_fields_to_map (fold->arena, fields));
  return TRUE;
}

static gboolean
read_meters (CemNounFold *fold,
             Gauges *gauges,
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

  _cem_db_bind_int (statement, 1, fold->noun.entity);
  _cem_db_bind_int (statement, 2, MAX_NAMES);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    if (!take_meter (fold, statement, gauges, error))
      return FALSE;

  return step != CEM_DB_ERROR;
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
