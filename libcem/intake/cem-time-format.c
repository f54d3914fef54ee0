/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-time-format-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

#include <string.h>

#define MAX_PATTERN 128

struct _CemTimeFormat
{
  char *pattern;
};

/* What has been read of a time. */
typedef struct
{
  const char *p;
  const char *end;
  gint year;
  gint month;
  gint day;
  gint hour;
  gint minute;
  gint second;
  gint32 nanos;
  gboolean afternoon;
  gboolean has_half; /* am or pm */
  gboolean has_offset;
  gint64 offset;
  gboolean has_epoch;
  gint64 epoch;
} Parts;

static const char iso[] = "%Y-%m-%d";

/* --- patterns ---*/

static const char letters[] = "YymdeHIMSfpbBhaAzsTFDRnt%";

static gboolean
makes_date (const char *pattern)
{
  const char *const days[] = { "%d", "%e", "%D", "%F", NULL };
  const char *const months[] = { "%m", "%b", "%B", "%h", "%D", "%F", NULL };
  const char *const years[] = { "%Y", "%y", "%D", "%F", NULL };
  const char *const *const all[] = { days, months, years };

  if (strstr (pattern, "%s") != NULL)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      gboolean found = FALSE;

      for (guint j = 0; all[i][j] != NULL; j++)
        found = found || strstr (pattern, all[i][j]) != NULL;
      if (!found)
        return FALSE;
    }

  return TRUE;
}

CemTimeFormat *
_cem_time_format_new (const char *pattern,
                      GError **error)
{
  g_autoptr (CemTimeFormat) self = g_new0 (CemTimeFormat, 1);

  self->pattern = g_strdup (pattern);
  if (g_str_equal (pattern, "iso") || g_str_equal (pattern, "unix") ||
      g_str_equal (pattern, "unix_ms"))
    return g_steal_pointer (&self);

  if (strlen (pattern) > MAX_PATTERN)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "The format of a time has at most %u characters",
                      MAX_PATTERN);
      return NULL;
    }

  for (const char *p = strchr (pattern, '%'); p != NULL; p = strchr (p + 2, '%'))
    if (p[1] == '\0' || strchr (letters, p[1]) == NULL)
      {
        _cem_set_error (error, CEM_ERROR_SYNTAX,
                        "“%%%.1s” stands for nothing; there are %%Y %%y %%m %%d %%e %%b %%H %%I "
                        "%%M %%S %%f %%p %%a %%z %%s %%T %%F %%D %%R %%%%", p + 1);
        return NULL;
      }

  if (!makes_date (pattern))
    {
      _cem_set_error (error, CEM_ERROR_SYNTAX,
                      "“%s” makes no date: it needs a year (%%Y), a month (%%m) and a day (%%d), "
                      "or is “iso”, “unix” or “unix_ms”", pattern);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
_cem_time_format_free (CemTimeFormat *self)
{
  g_free (self->pattern);
  g_free (self);
}

/* --- parts ---*/

static gboolean
read_number (Parts *parts,
             guint max_digits,
             gint *number)
{
  guint n = 0;

  *number = 0;
  while (n < max_digits && parts->p < parts->end && g_ascii_isdigit (*parts->p))
    {
      *number = *number * 10 + (*parts->p++ - '0');
      n++;
    }

  return n > 0;
}

static gboolean
read_fraction (Parts *parts)
{
  gint32 unit = 100000000;
  guint n = 0;

  parts->nanos = 0;
  for (; parts->p < parts->end && g_ascii_isdigit (*parts->p); n++, parts->p++)
    {
      parts->nanos += unit * (*parts->p - '0');
      unit /= 10;
    }

  return n > 0;
}

static gboolean
read_name (Parts *parts,
           const char *const *names,
           gint *number)
{
  for (gint i = 0; names[i] != NULL; i++)
    {
      gsize full = strlen (names[i]);
      gsize left = (gsize) (parts->end - parts->p);

      if (left >= full && g_ascii_strncasecmp (parts->p, names[i], full) == 0)
        {
          parts->p += full;
          *number = i + 1;
          return TRUE;
        }
      if (left >= 3 && g_ascii_strncasecmp (parts->p, names[i], 3) == 0)
        {
          parts->p += 3;
          *number = i + 1;
          return TRUE;
        }
    }

  return FALSE;
}

static gboolean
read_half (Parts *parts)
{
  if (parts->end - parts->p < 2 || g_ascii_tolower (parts->p[1]) != 'm')
    return FALSE;

  parts->has_half = TRUE;
  parts->afternoon = g_ascii_tolower (parts->p[0]) == 'p';
  parts->p += 2;
  return parts->afternoon || g_ascii_tolower (parts->p[-2]) == 'a';
}

/* Z, UTC, +01, +0100 or +01:00. */
static gboolean
read_offset (Parts *parts)
{
  gint hours = 0;
  gint minutes = 0;
  gint sign = 1;

  parts->has_offset = TRUE;
  parts->offset = 0;
  if (parts->p < parts->end && (*parts->p == 'Z' || *parts->p == 'z'))
    {
      parts->p++;
      return TRUE;
    }
  if (parts->end - parts->p >= 3 && (memcmp (parts->p, "UTC", 3) == 0 || memcmp (parts->p, "GMT", 3) == 0))
    {
      parts->p += 3;
      return TRUE;
    }

  if (parts->p == parts->end || (*parts->p != '+' && *parts->p != '-'))
    return FALSE;
  sign = *parts->p++ == '-' ? -1 : 1;
  if (!read_number (parts, 2, &hours))
    return FALSE;
  if (parts->p < parts->end && *parts->p == ':')
    parts->p++;
  read_number (parts, 2, &minutes);
  parts->offset = sign * (hours * 3600 + minutes * 60);
  return hours <= 23 && minutes <= 59;
}

/* Seconds since 1970 that may be negative and have a fraction; @scale of them are a second. */
static gboolean
read_epoch (Parts *parts,
            gint64 scale)
{
  const char *start = parts->p;
  gboolean negative = parts->p < parts->end && *parts->p == '-';
  gint64 number = 0;

  if (negative)
    start = ++parts->p;
  for (; parts->p < parts->end && g_ascii_isdigit (*parts->p); parts->p++)
    {
      if (parts->p - start > 15)
        return FALSE;
      number = number * 10 + (*parts->p - '0');
    }
  if (parts->p == start)
    return FALSE;

  parts->nanos = (gint32) (number % scale * (1000000000 / scale));
  if (scale == 1 && parts->p + 1 < parts->end && *parts->p == '.')
    {
      parts->p++;
      if (!read_fraction (parts))
        return FALSE;
    }

  parts->has_epoch = TRUE;
  parts->epoch = number / scale;
  if (negative)
    {
      parts->epoch = -parts->epoch - (parts->nanos > 0 ? 1 : 0);
      parts->nanos = parts->nanos > 0 ? 1000000000 - parts->nanos : 0;
    }
  return TRUE;
}

static gboolean
read_short_year (Parts *parts)
{
  if (!read_number (parts, 2, &parts->year))
    return FALSE;

  parts->year += parts->year < 69 ? 2000 : 1900;
  return TRUE;
}

static gboolean read_pattern (Parts *parts,
                              const char *pattern);

static gboolean
read_letter (Parts *parts,
             char letter)
{
  static const char *const months[] = { "January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December", NULL };
  static const char *const weekdays[] = { "Monday", "Tuesday",  "Wednesday", "Thursday",
                                          "Friday", "Saturday", "Sunday",    NULL };
  const char *start = parts->p;
  gint ignored = 0;

  switch (letter)
    {
    case 'Y':
      return read_number (parts, 4, &parts->year) && parts->p - start == 4;
    case 'y':
      return read_short_year (parts);
    case 'm':
      return read_number (parts, 2, &parts->month);
    case 'e':
      if (parts->p < parts->end && *parts->p == ' ')
        parts->p++;
      return read_number (parts, 2, &parts->day);
    case 'd':
      return read_number (parts, 2, &parts->day);
    case 'H':
    case 'I':
      return read_number (parts, 2, &parts->hour) && (letter == 'H' || parts->hour <= 12);
    case 'M':
      return read_number (parts, 2, &parts->minute);
    case 'S':
      return read_number (parts, 2, &parts->second);
    case 'f':
      return read_fraction (parts);
    case 'p':
      return read_half (parts);
    case 'b':
    case 'B':
    case 'h':
      return read_name (parts, months, &parts->month);
    case 'a':
    case 'A':
      return read_name (parts, weekdays, &ignored);
    case 'z':
      return read_offset (parts);
    case 's':
      return read_epoch (parts, 1);
    case 'T':
      return read_pattern (parts, "%H:%M:%S");
    case 'R':
      return read_pattern (parts, "%H:%M");
    case 'F':
      return read_pattern (parts, iso);
    case 'D':
      return read_pattern (parts, "%m/%d/%y");
    case '%':
    default:
      return parts->p < parts->end && *parts->p++ == '%';
    }
}

static void
skip_space (Parts *parts)
{
  while (parts->p < parts->end && g_ascii_isspace (*parts->p))
    parts->p++;
}

static gboolean
read_pattern (Parts *parts,
              const char *pattern)
{
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (g_ascii_isspace (*p) || (*p == '%' && (p[1] == 'n' || p[1] == 't')))
        {
          skip_space (parts);
          p += *p == '%' ? 1 : 0;
        }
      else if (*p == '%')
        {
          if (!read_letter (parts, *++p))
            return FALSE;
        }
      else if (parts->p == parts->end || *parts->p++ != *p)
        return FALSE;
    }

  return TRUE;
}

/* --- ISO 8601 ---*/

static gboolean
read_iso_clock (Parts *parts)
{
  if (!read_pattern (parts, "%H:%M"))
    return FALSE;

  if (parts->p < parts->end && *parts->p == ':')
    {
      parts->p++;
      if (!read_number (parts, 2, &parts->second))
        return FALSE;
    }
  if (parts->p < parts->end && (*parts->p == '.' || *parts->p == ','))
    {
      parts->p++;
      if (!read_fraction (parts))
        return FALSE;
    }

  skip_space (parts);
  return parts->p == parts->end || read_offset (parts);
}

/* A date, and a time behind it where there is one. */
static gboolean
read_iso (Parts *parts)
{
  if (!read_pattern (parts, iso))
    return FALSE;
  if (parts->p == parts->end)
    return TRUE;

  if (*parts->p != 'T' && *parts->p != 't' && *parts->p != ' ')
    return FALSE;
  parts->p++;
  return read_iso_clock (parts);
}

static gboolean
is_date (const Parts *parts)
{
  static const gint lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean leap =
    (parts->year % 4 == 0 && parts->year % 100 != 0) || parts->year % 400 == 0;

  return parts->year >= 1 && parts->month >= 1 && parts->month <= 12 && parts->day >= 1 &&
         parts->day <= lengths[parts->month - 1] + (leap && parts->month == 2 ? 1 : 0) &&
         parts->hour <= 23 && parts->minute <= 59 && parts->second <= 60;
}

gboolean
_cem_time_format_parse (const CemTimeFormat *self,
                        const char *text,
                        gsize length,
                        CemWallTime *time)
{
  Parts parts = { .p = text, .end = text + length };
  gboolean read = FALSE;

  if (g_str_equal (self->pattern, "iso"))
    read = read_iso (&parts);
  else if (g_str_equal (self->pattern, "unix"))
    read = read_epoch (&parts, 1);
  else if (g_str_equal (self->pattern, "unix_ms"))
    read = read_epoch (&parts, 1000);
  else
    read = read_pattern (&parts, self->pattern);

  skip_space (&parts);
  if (!read || parts.p != parts.end)
    return FALSE;

  if (!parts.has_epoch)
    {
      if (parts.has_half)
        parts.hour = parts.hour % 12 + (parts.afternoon ? 12 : 0);
      if (!is_date (&parts))
        return FALSE;
      parts.epoch = _cem_date_to_days (parts.year, parts.month, parts.day) * 86400 +
                    parts.hour * 3600 + parts.minute * 60 + parts.second - parts.offset;
    }

  *time = (CemWallTime){ parts.epoch, parts.nanos, parts.has_epoch || parts.has_offset };
  return parts.epoch >= CEM_TIME_MIN && parts.epoch <= CEM_TIME_MAX;
}

/* --- zones ---*/

static gboolean
find_offset (GTimeZone *zone,
             gint64 *seconds,
             gint32 *offset)
{
  gint64 asked = *seconds;
  gint interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_DAYLIGHT, seconds);

  *offset = g_time_zone_get_offset (zone, interval);
  return asked == *seconds;
}

/* Remembers the offset of a quarter of an hour in which the clock is not set. */
static void
remember (CemWallClock *self,
          gint64 quarter)
{
  gint64 first = (quarter - 1) * 900;
  gint64 last = first + 899;
  gint32 at_first = 0;
  gint32 at_last = 0;

  self->quarter = 0;
  if (!find_offset (self->zone, &first, &at_first) || !find_offset (self->zone, &last, &at_last) ||
      at_first != at_last)
    return;

  self->quarter = quarter;
  self->offset = at_first;
}

gint64
_cem_wall_clock_to_utc (CemWallClock *self,
                        gint64 seconds)
{
  gint64 quarter = (seconds >= 0 ? seconds / 900 : (seconds - 899) / 900) + 1;
  gint32 offset = 0;

  if (self->zone == NULL)
    return seconds;
  if (self->quarter != quarter)
    remember (self, quarter);
  if (self->quarter == quarter && quarter != 0)
    return seconds - self->offset;

  find_offset (self->zone, &seconds, &offset);
  return seconds - offset;
}
