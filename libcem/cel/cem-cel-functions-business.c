/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"
#include "cel/cem-cel-time-private.h"

#include "base/cem-time-private.h"

#include <math.h>

/* What business rules need and the language lacks. All of it is deterministic.
 *
 *   geo.distance(lat1, lon1, lat2, lon2)  metres between two places given in degrees, along a great
 *   geo.distance(place, place)            circle (haversine) of a sphere of 6,371,008.8 m, rounded
 *                                         to millimetres; a place is a map with "lat" and "lon"
 *   t.localDate(zone), t.localTime(zone)  "2026-03-01", "09:00:00" as the zone's clocks show it
 *   t.startOfDay(zone), .startOfWeek(zone), .startOfMonth(zone)
 *                                         when that began in the zone; weeks begin on Monday
 *   t.addMonths(n, zone)                  the same local time n months later, or on the last day of
 *                                         a shorter month
 *   t.daysUntil(u, zone)                  how many midnights of the zone lie between, negative when
 *                                         u is earlier
 *   d.getDays()                           whole days of 24 hours
 *   s.lower(), s.upper()                  letters of all scripts, one by one
 *   s.equalsIgnoreCase(t), s.containsIgnoreCase(t), s.containsAny([t, …])
 *   s.isBlank()                           whether there is nothing but white space
 *   s.digits()                            the digits 0 to 9 alone, as of a telephone number
 *   s.padStart(n, fill), s.padEnd(n, fill), s.truncate(n)
 *                                         to at least, at most n characters */

#define DAY 86400
#define EARTH_RADIUS 6371008.8

/* --- Places --- */

static gboolean
is_degrees (double value,
            double limit)
{
  return value >= -limit && value <= limit;
}

static CemDatum
find_distance (CemCelFrame *frame,
               const double degrees[4])
{
  double lat1 = degrees[0] * (G_PI / 180.0);
  double lat2 = degrees[2] * (G_PI / 180.0);
  double half_lat = (lat2 - lat1) / 2.0;
  double half_lon = (degrees[3] - degrees[1]) * (G_PI / 180.0) / 2.0;
  double a = 0.0;

  if (!is_degrees (degrees[0], 90.0) || !is_degrees (degrees[2], 90.0) ||
      !is_degrees (degrees[1], 180.0) || !is_degrees (degrees[3], 180.0))
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "range error: geo.distance() takes a "
                          "latitude within ±90 degrees and a longitude within ±180");

  a = sin (half_lat) * sin (half_lat) +
      cos (lat1) * cos (lat2) * sin (half_lon) * sin (half_lon);
  a = 2.0 * EARTH_RADIUS * asin (sqrt (MIN (a, 1.0)));

  /* The C library's last digits are not the same everywhere. */
  return _cem_datum_double (round (a * 1000.0) / 1000.0);
}

static CemDatum
geo_distance (CemCelFrame *frame,
              const CemDatum *args,
              guint n_args)
{
  double degrees[4];

  for (guint i = 0; i < 4; i++)
    degrees[i] = args[i].v.d;
  return find_distance (frame, degrees);
}

static CemDatum
geo_distance_places (CemCelFrame *frame,
                     const CemDatum *args,
                     guint n_args)
{
  double degrees[4];

  for (guint i = 0; i < 4; i++)
    {
      const char *name = i % 2 == 0 ? "lat" : "lon";
      const CemDatum *found = _cem_map_find_string (args[i / 2].v.map, name, 3);

      if (found == NULL)
        return _cem_cel_fail (frame, CEM_ERROR_NO_SUCH_FIELD,
                              "no such key: a place of geo.distance() has no “%s”", name);
      if (found->kind == CEM_KIND_DOUBLE)
        degrees[i] = found->v.d;
      else if (found->kind == CEM_KIND_INT)
        degrees[i] = (double) found->v.i;
      else if (found->kind == CEM_KIND_UINT)
        degrees[i] = (double) found->v.u;
      else
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                              "no such overload: “%s” of a place is no number", name);
    }

  return find_distance (frame, degrees);
}

/* --- Local dates --- */

typedef struct
{
  gint64 days; /* since 1970-01-01 */
  gint64 rest; /* seconds of the day */
} Local;

static CemDatum
fail_zone (CemCelFrame *frame,
           const CemDatum *zone)
{
  return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                        "unknown time zone “%.*s”; use a name like Asia/Shanghai or an offset like "
                        "+08:00", MIN (zone->n, 100), zone->v.s);
}

static gboolean
find_local (const CemDatum *timestamp,
            const CemDatum *zone,
            Local *local)
{
  gint32 offset = 0;
  gint64 seconds = 0;

  if (!_cem_cel_zone_get_offset (zone->v.s, (gsize) zone->n, timestamp->v.i, &offset))
    return FALSE;

  seconds = timestamp->v.i + offset;
  local->days = seconds >= 0 ? seconds / DAY : -((DAY - 1 - seconds) / DAY);
  local->rest = seconds - local->days * DAY;
  return TRUE;
}

static CemDatum
from_local (CemCelFrame *frame,
            const Local *local,
            gint32 nanos,
            const CemDatum *zone)
{
  gint64 seconds = local->days * DAY + local->rest;
  gint32 offset = 0;

  if (!_cem_cel_zone_get_local_offset (zone->v.s, (gsize) zone->n, seconds, &offset))
    return fail_zone (frame, zone);
  if (seconds - offset < CEM_TIME_MIN || seconds - offset > CEM_TIME_MAX)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "range error: a timestamp lies in the years 1 to 9999");
  return _cem_datum_timestamp (seconds - offset, nanos);
}

static CemDatum
local_date (CemCelFrame *frame,
            const CemDatum *args,
            guint n_args)
{
  char buffer[32];
  gint year = 0, month = 0, day = 0;
  Local local;

  if (!find_local (&args[0], &args[1], &local))
    return fail_zone (frame, &args[1]);

  _cem_date_from_days (local.days, &year, &month, &day);
  g_snprintf (buffer, sizeof buffer, "%04d-%02d-%02d", year, month, day);
  return _cem_cel_string_copy (frame, buffer, strlen (buffer));
}

static CemDatum
local_time (CemCelFrame *frame,
            const CemDatum *args,
            guint n_args)
{
  char buffer[16];
  guint seconds = 0;
  Local local;

  if (!find_local (&args[0], &args[1], &local))
    return fail_zone (frame, &args[1]);

  seconds = (guint) local.rest;
  g_snprintf (buffer, sizeof buffer, "%02u:%02u:%02u", seconds / 3600 % 24, seconds / 60 % 60,
              seconds % 60);
  return _cem_cel_string_copy (frame, buffer, strlen (buffer));
}

static CemDatum
start_of_day (CemCelFrame *frame,
              const CemDatum *args,
              guint n_args)
{
  Local local;

  if (!find_local (&args[0], &args[1], &local))
    return fail_zone (frame, &args[1]);

  local.rest = 0;
  return from_local (frame, &local, 0, &args[1]);
}

static CemDatum
start_of_week (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  Local local;

  if (!find_local (&args[0], &args[1], &local))
    return fail_zone (frame, &args[1]);

  /* The first of January 1970 was a Thursday. */
  local.days -= ((local.days + 3) % 7 + 7) % 7;
  local.rest = 0;
  return from_local (frame, &local, 0, &args[1]);
}

static CemDatum
start_of_month (CemCelFrame *frame,
                const CemDatum *args,
                guint n_args)
{
  gint year = 0, month = 0, day = 0;
  Local local;

  if (!find_local (&args[0], &args[1], &local))
    return fail_zone (frame, &args[1]);

  _cem_date_from_days (local.days, &year, &month, &day);
  local.days -= day - 1;
  local.rest = 0;
  return from_local (frame, &local, 0, &args[1]);
}

static CemDatum
add_months (CemCelFrame *frame,
            const CemDatum *args,
            guint n_args)
{
  gint year = 0, month = 0, day = 0;
  gint64 months = args[1].v.i;
  gint64 first = 0, next = 0;
  Local local;

  if (!find_local (&args[0], &args[2], &local))
    return fail_zone (frame, &args[2]);
  if (months < -120000 || months > 120000)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "range error: a timestamp lies in the years 1 to 9999");

  _cem_date_from_days (local.days, &year, &month, &day);
  months += (gint64) year * 12 + month - 1;
  if (months < 0 || months > 12 * 10000)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "range error: a timestamp lies in the years 1 to 9999");

  first = _cem_date_to_days ((gint) (months / 12), (gint) (months % 12) + 1, 1);
  next = _cem_date_to_days ((gint) ((months + 1) / 12), (gint) ((months + 1) % 12) + 1, 1);
  local.days = MIN (first + day - 1, next - 1);
  return from_local (frame, &local, args[0].n, &args[2]);
}

static CemDatum
days_until (CemCelFrame *frame,
            const CemDatum *args,
            guint n_args)
{
  Local from, until;

  if (!find_local (&args[0], &args[2], &from) || !find_local (&args[1], &args[2], &until))
    return fail_zone (frame, &args[2]);
  return _cem_datum_int (until.days - from.days);
}

static CemDatum
get_days (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return _cem_datum_int (args[0].v.i / DAY);
}

const CemCelOverload _cem_cel_business_functions[] = {
  { "geo.distance(double, double, double, double) -> double", geo_distance },
  { "geo.distance(map(string, A), map(string, B)) -> double", geo_distance_places },

  { "timestamp.localDate(string) -> string", local_date },
  { "timestamp.localTime(string) -> string", local_time },
  { "timestamp.startOfDay(string) -> timestamp", start_of_day },
  { "timestamp.startOfWeek(string) -> timestamp", start_of_week },
  { "timestamp.startOfMonth(string) -> timestamp", start_of_month },
  { "timestamp.addMonths(int, string) -> timestamp", add_months },
  { "timestamp.daysUntil(timestamp, string) -> int", days_until },
  { "duration.getDays() -> int", get_days },

  { "string.lower() -> string", _cem_cel_text_lower },
  { "string.upper() -> string", _cem_cel_text_upper },
  { "string.equalsIgnoreCase(string) -> bool", _cem_cel_text_equals_ignore_case },
  { "string.containsIgnoreCase(string) -> bool", _cem_cel_text_contains_ignore_case },
  { "string.containsAny(list(string)) -> bool", _cem_cel_text_contains_any },
  { "string.isBlank() -> bool", _cem_cel_text_is_blank },
  { "string.digits() -> string", _cem_cel_text_digits },
  { "string.padStart(int, string) -> string", _cem_cel_text_pad_start },
  { "string.padEnd(int, string) -> string", _cem_cel_text_pad_end },
  { "string.truncate(int) -> string", _cem_cel_text_truncate },
  { NULL },
};
