/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-time-private.h"

#include "base/cem-time-private.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define NANOS G_GINT64_CONSTANT (1000000000)

/* More names than any zone database has; beyond that, zones are not kept. */
#define MAX_ZONES 2000

typedef __int128 Wide;

/* --- Arithmetic --- */

gboolean
_cem_cel_duration_to_nanos (const CemDatum *duration,
                            gint64 *nanos)
{
  Wide wide = (Wide) duration->v.i * NANOS + duration->n;

  if (wide < G_MININT64 || wide > G_MAXINT64)
    return FALSE;

  *nanos = (gint64) wide;
  return TRUE;
}

CemDatum
_cem_cel_duration_from_nanos (gint64 nanos)
{
  return _cem_datum_duration (nanos / NANOS, (gint32) (nanos % NANOS));
}

static gboolean
make_duration (Wide nanos,
               CemDatum *result)
{
  if (nanos < G_MININT64 || nanos > G_MAXINT64)
    return FALSE;

  *result = _cem_cel_duration_from_nanos ((gint64) nanos);
  return TRUE;
}

static inline Wide
to_wide (const CemDatum *datum)
{
  return (Wide) datum->v.i * NANOS + datum->n;
}

static gboolean
make_timestamp (Wide nanos,
                CemDatum *result)
{
  Wide seconds = nanos / NANOS;
  Wide rest = nanos % NANOS;

  if (rest < 0)
    {
      rest += NANOS;
      seconds--;
    }
  if (seconds < CEM_TIME_MIN || seconds > CEM_TIME_MAX)
    return FALSE;

  *result = _cem_datum_timestamp ((gint64) seconds, (gint32) rest);
  return TRUE;
}

gboolean
_cem_cel_timestamp_add (const CemDatum *timestamp,
                        const CemDatum *duration,
                        CemDatum *result)
{
  return make_timestamp (to_wide (timestamp) + to_wide (duration), result);
}

gboolean
_cem_cel_timestamp_sub (const CemDatum *timestamp,
                        const CemDatum *duration,
                        CemDatum *result)
{
  return make_timestamp (to_wide (timestamp) - to_wide (duration), result);
}

gboolean
_cem_cel_timestamp_diff (const CemDatum *a,
                         const CemDatum *b,
                         CemDatum *result)
{
  return make_duration (to_wide (a) - to_wide (b), result);
}

gboolean
_cem_cel_duration_add (const CemDatum *a,
                       const CemDatum *b,
                       CemDatum *result)
{
  return make_duration (to_wide (a) + to_wide (b), result);
}

gboolean
_cem_cel_duration_sub (const CemDatum *a,
                       const CemDatum *b,
                       CemDatum *result)
{
  return make_duration (to_wide (a) - to_wide (b), result);
}

gboolean
_cem_cel_duration_negate (const CemDatum *a,
                          CemDatum *result)
{
  return make_duration (-to_wide (a), result);
}

/* --- Durations as text --- */

typedef struct
{
  const char *name;
  gint64 nanos;
} Unit;

static const Unit units[] = {
  { "ns", 1 },
  { "us", 1000 },
  { "µs", 1000 },
  { "μs", 1000 },
  { "ms", 1000000 },
  { "s", NANOS },
  { "m", 60 * NANOS },
  { "h", 3600 * NANOS },
};

static const Unit *
find_unit (const char **p,
           const char *end)
{
  const char *start = *p;

  while (*p < end && **p != '.' && !g_ascii_isdigit (**p))
    (*p)++;

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].name) == (gsize) (*p - start) &&
        memcmp (units[i].name, start, (gsize) (*p - start)) == 0)
      return &units[i];

  return NULL;
}

/* Reads "1.5h" and adds it. */
static gboolean
read_component (const char **p,
                const char *end,
                Wide *total)
{
  Wide whole = 0, fraction = 0, scale = 1;
  const Unit *unit = NULL;
  guint n = 0;

  for (; *p < end && g_ascii_isdigit (**p); (*p)++, n++)
    {
      whole = whole * 10 + (**p - '0');
      if (whole > (Wide) G_MAXINT64 + 1)
        return FALSE;
    }
  if (*p < end && **p == '.')
    {
      for ((*p)++; *p < end && g_ascii_isdigit (**p); (*p)++, n++)
        if (scale < (Wide) NANOS * NANOS)
          {
            fraction = fraction * 10 + (**p - '0');
            scale *= 10;
          }
    }

  unit = n > 0 ? find_unit (p, end) : NULL;
  if (unit == NULL)
    return FALSE;

  *total += whole * unit->nanos + fraction * unit->nanos / scale;
  return *total <= (Wide) G_MAXINT64 + 1;
}

gboolean
_cem_cel_duration_parse (const char *text,
                         gsize length,
                         CemDatum *result)
{
  const char *p = text;
  const char *end = text + length;
  gboolean negative = length > 0 && *p == '-';
  gint64 seconds = 0;
  gint32 nanos = 0;
  Wide total = 0;

  if (_cem_duration_parse_iso (text, length, &seconds, &nanos))
    return make_duration ((Wide) seconds * NANOS + nanos, result);

  if (p < end && (*p == '-' || *p == '+'))
    p++;
  if (p == end)
    return FALSE;
  if (end - p == 1 && *p == '0')
    return make_duration (0, result);

  while (p < end)
    if (!read_component (&p, end, &total))
      return FALSE;

  return make_duration (negative ? -total : total, result);
}

/* --- Zones --- */

/* "+08:00", "-2:30" or "08:00". */
static gboolean
parse_offset (const char *zone,
              gsize length,
              gint32 *offset)
{
  const char *p = zone;
  const char *end = zone + length;
  gboolean negative = FALSE;
  gint32 parts[2] = { 0, 0 };

  if (p < end && (*p == '+' || *p == '-'))
    negative = *p++ == '-';

  for (guint i = 0; i < 2; i++)
    {
      guint n = 0;

      for (; p < end && g_ascii_isdigit (*p) && n < 2; p++, n++)
        parts[i] = parts[i] * 10 + (*p - '0');
      if (n == 0 || (i == 1 && n != 2))
        return FALSE;
      if (i == 0 && (p == end || *p++ != ':'))
        return FALSE;
    }
  if (p != end || parts[0] > 23 || parts[1] > 59)
    return FALSE;

  *offset = (parts[0] * 60 + parts[1]) * 60 * (negative ? -1 : 1);
  return TRUE;
}

/* Zones are files, so a name may hold nothing that leads out of their folder. */
static gboolean
is_zone_name (const char *zone,
              gsize length)
{
  if (length == 0 || length > 64 || !g_ascii_isalpha (zone[0]))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (zone[i]) && strchr ("_+-/", zone[i]) == NULL)
      return FALSE;

  return zone[length - 1] != '/';
}

/* GLib also takes rules such as "UTC0", and warns about what is no zone file. Whatever depends on the
 * machine is none of the language's. */
static gboolean
is_zone_file (const char *name)
{
  const char *folder = g_getenv ("TZDIR");
  g_autofree char *path = NULL;
  char magic[4] = { 0 };
  FILE *file = NULL;
  gsize n = 0;

  if (strcmp (name, "localtime") == 0 || strcmp (name, "posixrules") == 0)
    return FALSE;

  path = g_build_filename (folder != NULL ? folder : "/usr/share/zoneinfo", name, NULL);
  file = g_fopen (path, "rbe");
  if (file == NULL)
    return FALSE;

  n = fread (magic, 1, sizeof magic, file);
  fclose (file);
  return n == sizeof magic && memcmp (magic, "TZif", sizeof magic) == 0;
}

/* Zones are kept for good: reading one anew takes longer than a thousand comparisons. */
static GTimeZone *
get_zone (const char *name)
{
  static GMutex mutex;
  static GHashTable *zones;
  GTimeZone *zone = NULL;

  g_mutex_lock (&mutex);
  if (zones == NULL)
    zones = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify) g_time_zone_unref);
  zone = g_hash_table_lookup (zones, name);
  if (zone != NULL)
    {
      g_time_zone_ref (zone);
    }
  else
    {
      zone = is_zone_file (name) ? g_time_zone_new_identifier (name) : NULL;
      if (zone != NULL && g_hash_table_size (zones) < MAX_ZONES)
        g_hash_table_insert (zones, g_strdup (name), g_time_zone_ref (zone));
    }
  g_mutex_unlock (&mutex);

  return zone;
}

static gboolean
find_offset (const char *zone,
             gsize length,
             GTimeType type,
             gint64 seconds,
             gint32 *offset)
{
  g_autoptr (GTimeZone) found = NULL;
  char name[72];
  gint interval = 0;

  *offset = 0;
  if (length == 0 || (length == 3 && memcmp (zone, "UTC", 3) == 0))
    return TRUE;
  if (parse_offset (zone, length, offset))
    return TRUE;
  if (!is_zone_name (zone, length))
    return FALSE;

  memcpy (name, zone, length);
  name[length] = '\0';
  found = get_zone (name);
  if (found == NULL)
    return FALSE;

  if (type == G_TIME_TYPE_UNIVERSAL)
    interval = g_time_zone_find_interval (found, type, seconds);
  else
    interval = g_time_zone_adjust_time (found, type, &seconds);
  *offset = g_time_zone_get_offset (found, interval);
  return TRUE;
}

gboolean
_cem_cel_zone_get_offset (const char *zone,
                          gsize length,
                          gint64 seconds,
                          gint32 *offset)
{
  return find_offset (zone, length, G_TIME_TYPE_UNIVERSAL, seconds, offset);
}

gboolean
_cem_cel_zone_get_local_offset (const char *zone,
                                gsize length,
                                gint64 local,
                                gint32 *offset)
{
  return find_offset (zone, length, G_TIME_TYPE_DAYLIGHT, local, offset);
}
