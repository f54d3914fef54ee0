/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"

#include <string.h>

#define DAY 86400
#define NANOS 1000000000

/* 10,000 years, as far as durations reach elsewhere, too. */
#define DURATION_MAX G_GINT64_CONSTANT (315576000000)

/* --- Dates --- */

/* Howard Hinnant's algorithm: years begin in March and come in eras of 400. */
void
_cem_date_from_days (gint64 days,
                     gint *year,
                     gint *month,
                     gint *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  gint64 day_of_era = shifted - era * 146097;
  gint64 year_of_era =
    (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  gint64 day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  gint64 shifted_month = (5 * day_of_year + 2) / 153;

  *day = (gint) (day_of_year - (153 * shifted_month + 2) / 5 + 1);
  *month = (gint) (shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
  *year = (gint) (year_of_era + era * 400 + (*month <= 2));
}

gint64
_cem_date_to_days (gint year,
                   gint month,
                   gint day)
{
  gint64 y = (gint64) year - (month <= 2);
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

static gint
days_in_month (gint year,
               gint month)
{
  static const guint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
    return 29;
  return days[month - 1];
}

/* --- RFC 3339 --- */

/* Reads exactly @n digits. */
static gboolean
read_digits (const char **p,
             const char *end,
             guint n,
             gint *value)
{
  gint result = 0;

  if ((gsize) (end - *p) < n)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      guint digit = (guint) (guchar) (*p)[i] - '0';

      if (digit > 9)
        return FALSE;
      result = result * 10 + (gint) digit;
    }

  *p += n;
  *value = result;
  return TRUE;
}

static gboolean
read_char (const char **p,
           const char *end,
           char expected)
{
  if (*p == end || **p != expected)
    return FALSE;

  (*p)++;
  return TRUE;
}

/* One to nine digits after the point, as nanoseconds. */
static gboolean
read_fraction (const char **p,
               const char *end,
               gint32 *nanos)
{
  gint32 value = 0;
  guint n = 0;

  for (; *p < end && g_ascii_isdigit (**p); (*p)++, n++)
    {
      if (n == 9)
        return FALSE;
      value = value * 10 + (**p - '0');
    }

  if (n == 0)
    return FALSE;
  for (; n < 9; n++)
    value *= 10;

  *nanos = value;
  return TRUE;
}

static gboolean
read_offset (const char **p,
             const char *end,
             gint *offset)
{
  gint hours = 0, minutes = 0;
  gboolean negative = FALSE;

  *offset = 0;
  if (*p == end)
    return FALSE;
  if (**p == 'Z' || **p == 'z')
    {
      (*p)++;
      return TRUE;
    }
  if (**p != '+' && **p != '-')
    return FALSE;

  negative = **p == '-';
  (*p)++;
  if (!read_digits (p, end, 2, &hours) || !read_char (p, end, ':') ||
      !read_digits (p, end, 2, &minutes) || hours > 23 || minutes > 59)
    return FALSE;

  *offset = (hours * 60 + minutes) * 60 * (negative ? -1 : 1);
  return TRUE;
}

gboolean
_cem_time_parse (const char *text,
                 gsize length,
                 gint64 *seconds,
                 gint32 *nanos)
{
  const char *p = text;
  const char *end = text + length;
  gint year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offset = 0;
  gint32 fraction = 0;
  gint64 result = 0;

  if (!read_digits (&p, end, 4, &year) || !read_char (&p, end, '-') ||
      !read_digits (&p, end, 2, &month) || !read_char (&p, end, '-') ||
      !read_digits (&p, end, 2, &day))
    return FALSE;
  if (month < 1 || month > 12 || day < 1 || day > days_in_month (year, month))
    return FALSE;

  if (p == end || (*p != 'T' && *p != 't' && *p != ' '))
    return FALSE;
  p++;

  if (!read_digits (&p, end, 2, &hour) || !read_char (&p, end, ':') ||
      !read_digits (&p, end, 2, &minute) || !read_char (&p, end, ':') ||
      !read_digits (&p, end, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;

  if (p < end && *p == '.')
    {
      p++;
      if (!read_fraction (&p, end, &fraction))
        return FALSE;
    }
  if (!read_offset (&p, end, &offset) || p != end)
    return FALSE;

  result = _cem_date_to_days (year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset;
  if (result < CEM_TIME_MIN || result > CEM_TIME_MAX)
    return FALSE;

  *seconds = result;
  *nanos = fraction;
  return TRUE;
}

static char *
put_digits (char *p,
            guint value,
            guint n)
{
  for (guint i = n; i > 0; i--)
    {
      p[i - 1] = (char) ('0' + value % 10);
      value /= 10;
    }

  return p + n;
}

static char *
put_year (char *p,
          gint year)
{
  if (year < 0)
    *p++ = '-';
  year = ABS (year);
  return put_digits (p, (guint) year, year > 99999999 ? 10 : year > 9999 ? 8 : 4);
}

static char *
put_fraction (char *p,
              gint32 nanos)
{
  *p++ = '.';
  if (nanos % 1000000 == 0)
    return put_digits (p, (guint) nanos / 1000000, 3);
  if (nanos % 1000 == 0)
    return put_digits (p, (guint) nanos / 1000, 6);
  return put_digits (p, (guint) nanos, 9);
}

gsize
_cem_time_format (gint64 seconds,
                  gint32 nanos,
                  char buffer[CEM_TIME_BUFFER])
{
  gint64 days = seconds / DAY;
  gint64 rest = seconds % DAY;
  gint year = 0, month = 0, day = 0;
  char *p = buffer;

  if (rest < 0)
    {
      rest += DAY;
      days--;
    }

  _cem_date_from_days (days, &year, &month, &day);
  p = put_year (p, year);
  *p++ = '-';
  p = put_digits (p, (guint) month, 2);
  *p++ = '-';
  p = put_digits (p, (guint) day, 2);
  *p++ = 'T';
  p = put_digits (p, (guint) (rest / 3600), 2);
  *p++ = ':';
  p = put_digits (p, (guint) (rest / 60 % 60), 2);
  *p++ = ':';
  p = put_digits (p, (guint) (rest % 60), 2);
  if (nanos > 0)
    p = put_fraction (p, nanos);
  *p++ = 'Z';
  *p = '\0';

  return (gsize) (p - buffer);
}

gboolean
_cem_time_parse_us (const char *text,
                    gsize length,
                    gint64 *us)
{
  gint64 seconds = 0;
  gint32 nanos = 0;

  if (!_cem_time_parse (text, length, &seconds, &nanos))
    return FALSE;

  *us = seconds * G_USEC_PER_SEC + nanos / 1000;
  return TRUE;
}

gsize
_cem_time_format_us (gint64 us,
                     char buffer[CEM_TIME_BUFFER])
{
  gint64 seconds = us / G_USEC_PER_SEC;
  gint64 rest = us % G_USEC_PER_SEC;

  if (rest < 0)
    {
      rest += G_USEC_PER_SEC;
      seconds--;
    }

  return _cem_time_format (seconds, (gint32) rest * 1000, buffer);
}

/* --- ISO 8601 durations --- */

typedef struct
{
  const char *p;
  const char *end;
  gint64 seconds;
  gint64 nanos;
  gboolean had_fraction;
} DurationReader;

/* Reads a number; FALSE when there is none or it is too large for any duration. */
static gboolean
read_amount (DurationReader *self,
             gint64 *whole,
             gint32 *fraction)
{
  const char *start = self->p;

  *whole = 0;
  *fraction = 0;
  for (; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
    {
      *whole = *whole * 10 + (*self->p - '0');
      if (*whole > DURATION_MAX)
        return FALSE;
    }
  if (self->p == start)
    return FALSE;

  if (self->p < self->end && (*self->p == '.' || *self->p == ','))
    {
      self->p++;
      self->had_fraction = TRUE;
      return read_fraction (&self->p, self->end, fraction);
    }

  return TRUE;
}

/* Reads amounts with the letters of @units, each at most once and in their order. Only the very
 * last amount may have a fraction. */
static gboolean
read_amounts (DurationReader *self,
              const char *units,
              const gint *unit_seconds,
              guint *n)
{
  const char *next = units;

  *n = 0;
  while (self->p < self->end && *self->p != 'T')
    {
      gint64 whole = 0;
      gint32 fraction = 0;
      const char *unit = NULL;

      if (self->had_fraction || !read_amount (self, &whole, &fraction))
        return FALSE;
      if (self->p == self->end || *self->p == '\0' || (unit = strchr (next, *self->p)) == NULL)
        return FALSE;
      self->p++;
      next = unit + 1;
      (*n)++;

      self->seconds += whole * unit_seconds[unit - units];
      self->nanos += (gint64) fraction * unit_seconds[unit - units];
      if (self->seconds > DURATION_MAX)
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_duration_parse_iso (const char *text,
                         gsize length,
                         gint64 *seconds,
                         gint32 *nanos)
{
  static const gint date_units[] = { 7 * DAY, DAY };
  static const gint time_units[] = { 3600, 60, 1 };
  DurationReader reader = { text, text + length };
  gboolean negative = length > 0 && *text == '-';
  guint n_date = 0, n_time = 0;

  if (negative)
    reader.p++;
  if (!read_char (&reader.p, reader.end, 'P') ||
      !read_amounts (&reader, "WD", date_units, &n_date))
    return FALSE;

  if (reader.p < reader.end)
    {
      reader.p++;
      if (!read_amounts (&reader, "HMS", time_units, &n_time) || n_time == 0)
        return FALSE;
    }
  if (reader.p != reader.end || n_date + n_time == 0)
    return FALSE;

  reader.seconds += reader.nanos / NANOS;
  reader.nanos %= NANOS;
  if (reader.seconds > DURATION_MAX || (reader.seconds == DURATION_MAX && reader.nanos > 0))
    return FALSE;

  *seconds = negative ? -reader.seconds : reader.seconds;
  *nanos = (gint32) (negative ? -reader.nanos : reader.nanos);
  return TRUE;
}

gsize
_cem_duration_format_iso (gint64 seconds,
                          gint32 nanos,
                          char buffer[CEM_TIME_BUFFER])
{
  gboolean negative = seconds < 0 || nanos < 0;
  guint64 total = negative ? (guint64) 0 - (guint64) seconds : (guint64) seconds;
  guint32 fraction = (guint32) ABS (nanos);
  guint rest = (guint) (total % DAY);
  int n = 0;

  n = g_snprintf (buffer, CEM_TIME_BUFFER, negative ? "-P" : "P");
  if (total >= DAY)
    n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "%" G_GUINT64_FORMAT "D", total / DAY);
  if (rest == 0 && fraction == 0)
    {
      if (total == 0)
        n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "T0S");
      return (gsize) n;
    }

  buffer[n++] = 'T';
  if (rest >= 3600)
    n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "%uH", rest / 3600);
  if (rest / 60 % 60 > 0)
    n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "%uM", rest / 60 % 60);
  if (fraction > 0)
    {
      n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "%u.%09u", rest % 60, fraction);
      while (buffer[n - 1] == '0')
        n--;
      buffer[n++] = 'S';
    }
  else if (rest % 60 > 0)
    {
      n += g_snprintf (buffer + n, CEM_TIME_BUFFER - n, "%uS", rest % 60);
    }

  buffer[n] = '\0';
  return (gsize) n;
}
