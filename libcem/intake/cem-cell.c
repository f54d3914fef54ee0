/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-cell-private.h"

#include "base/cem-time-private.h"

#include <math.h>

#define NANOS G_GINT64_CONSTANT (1000000000)

/* Longest number in characters. */
#define MAX_NUMBER 64

const char *const _cem_cell_kind_names[] = {
  [CEM_CELL_STRING] = "string",       [CEM_CELL_INT] = "int",   [CEM_CELL_DOUBLE] = "double",
  [CEM_CELL_BOOL] = "bool",           [CEM_CELL_TIMESTAMP] = "timestamp",
  [CEM_CELL_DATE] = "date",           [CEM_CELL_DURATION] = "duration", NULL
};

const char *const _cem_cell_unit_names[] = { "ms", "s", "min", "h", "d", "w", NULL };

int
_cem_cell_kind_find (const char *name)
{
  for (int i = 0; _cem_cell_kind_names[i] != NULL; i++)
    if (g_str_equal (_cem_cell_kind_names[i], name))
      return i;

  return -1;
}

gint64
_cem_cell_unit_find (const char *name)
{
  static const gint64 units[] = { NANOS / 1000, NANOS,         60 * NANOS,
                                  3600 * NANOS, 86400 * NANOS, 7 * 86400 * NANOS };

  for (guint i = 0; _cem_cell_unit_names[i] != NULL; i++)
    if (g_str_equal (_cem_cell_unit_names[i], name))
      return units[i];

  return 0;
}

/* --- numbers ---*/

typedef struct
{
  char text[MAX_NUMBER + 1]; /* as C writes it */
  gsize length;
  guint64 digits; /* all of them, while there are at most 18 */
  guint n_digits;
  guint n_fraction;
  gboolean negative;
  gboolean exponent;
} Number;

/* Takes the marks of the file out. */
static gboolean
scan_number (const CemCellType *type,
             const char *text,
             gsize length,
             Number *number)
{
  gboolean fraction = FALSE;

  *number = (Number){ 0 };
  if (length == 0 || length > MAX_NUMBER)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      char c = text[i];

      if (g_ascii_isdigit (c))
        {
          number->n_digits += number->exponent ? 0 : 1;
          number->n_fraction += fraction && !number->exponent ? 1 : 0;
          if (number->n_digits <= 18 && !number->exponent)
            number->digits = number->digits * 10 + (guint64) (c - '0');
        }
      else if (c == type->thousands && c != '\0' && !fraction && !number->exponent &&
               number->n_digits > 0)
        continue;
      else if (c == type->decimal && !fraction && !number->exponent)
        {
          fraction = TRUE;
          c = '.';
        }
      else if ((c == 'e' || c == 'E') && !number->exponent && number->n_digits > 0)
        number->exponent = TRUE;
      else if ((c == '-' || c == '+') && number->length == 0)
        number->negative = c == '-';
      else if ((c != '-' && c != '+') || (text[i - 1] != 'e' && text[i - 1] != 'E'))
        return FALSE;
      number->text[number->length++] = c;
    }

  return number->n_digits > 0 && (g_ascii_isdigit (text[length - 1]) || text[length - 1] == type->decimal);
}

static gboolean
read_double (const CemCellType *type,
             const char *text,
             gsize length,
             double *value)
{
  static const double powers[] = { 1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  Number number;
  char *end = NULL;

  if (!scan_number (type, text, length, &number))
    return FALSE;

  /* Both are exact, so the quotient is rounded once, as it should be. */
  if (!number.exponent && number.n_digits <= 15)
    {
      *value = (double) number.digits / powers[number.n_fraction];
      if (number.negative)
        *value = -*value;
      return TRUE;
    }

  *value = g_ascii_strtod (number.text, &end);
  return *end == '\0' && isfinite (*value);
}

static gboolean
read_int (const CemCellType *type,
          const char *text,
          gsize length,
          gint64 *value)
{
  Number number;
  double real = 0.0;
  char *end = NULL;

  if (!scan_number (type, text, length, &number))
    return FALSE;
  if (!number.exponent && number.n_fraction == 0 && number.n_digits <= 18)
    {
      *value = number.negative ? -(gint64) number.digits : (gint64) number.digits;
      return TRUE;
    }
  if (!number.exponent && number.n_fraction == 0)
    {
      errno = 0;
      *value = g_ascii_strtoll (number.text, &end, 10);
      return errno == 0 && (*end == '\0' || *end == '.');
    }

  /* Programs that write missing numbers as NaN write the others as 5.0. */
  if (!read_double (type, text, length, &real) || real != trunc (real) ||
      fabs (real) > 9007199254740992.0)
    return FALSE;
  *value = (gint64) real;
  return TRUE;
}

static gboolean
read_bool (const char *text,
           gsize length,
           gboolean *value)
{
  static const struct
  {
    const char *text;
    gboolean value;
  } words[] = { { "true", TRUE },  { "false", FALSE }, { "yes", TRUE }, { "no", FALSE },
                { "1", TRUE },     { "0", FALSE },     { "t", TRUE },   { "f", FALSE },
                { "y", TRUE },     { "n", FALSE },     { "on", TRUE },  { "off", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i].text) == length && g_ascii_strncasecmp (words[i].text, text, length) == 0)
      {
        *value = words[i].value;
        return TRUE;
      }

  return FALSE;
}

/* --- times ---*/

static gboolean
read_timestamp (const CemCellType *type,
                const char *text,
                gsize length,
                CemWallClock *clock,
                CemDatum *datum)
{
  CemWallTime time = { 0 };

  if (!_cem_time_format_parse (type->format, text, length, &time))
    return FALSE;

  if (!time.has_offset)
    {
      if (clock->zone != type->zone)
        *clock = (CemWallClock){ .zone = type->zone };
      time.seconds = _cem_wall_clock_to_utc (clock, time.seconds);
    }
  *datum = _cem_datum_timestamp (time.seconds, time.nanos);
  return TRUE;
}

static gboolean
read_date (const CemCellType *type,
           const char *text,
           gsize length,
           CemArena *arena,
           CemDatum *datum)
{
  CemWallTime time = { 0 };
  char day[CEM_TIME_BUFFER];

  if (!_cem_time_format_parse (type->format, text, length, &time))
    return FALSE;

  _cem_time_format (time.seconds, 0, day);
  *datum = _cem_datum_string (_cem_arena_strndup (arena, day, 10), 10);
  return TRUE;
}

/* 1:30 or 1:30:15. */
static gboolean
read_clock (const char *text,
            gsize length,
            gint64 *seconds)
{
  gint64 parts[3] = { 0 };
  guint n = 0;
  gboolean digit = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isdigit (text[i]) && parts[n] < 1000000)
        {
          parts[n] = parts[n] * 10 + (text[i] - '0');
          digit = TRUE;
        }
      else if (text[i] == ':' && digit && n < 2)
        {
          n++;
          digit = FALSE;
        }
      else
        return FALSE;
    }

  *seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  return n > 0 && digit && parts[1] < 60 && parts[2] < 60;
}

static gboolean
read_duration (const CemCellType *type,
               const char *text,
               gsize length,
               CemDatum *datum)
{
  gint64 seconds = 0;
  gint32 nanos = 0;
  double value = 0.0;
  double whole = 0.0;

  if (type->unit == 0)
    {
      if (!_cem_duration_parse_iso (text, length, &seconds, &nanos) &&
          !read_clock (text, length, &seconds))
        return FALSE;
      *datum = _cem_datum_duration (seconds, nanos);
      return TRUE;
    }

  if (!read_double (type, text, length, &value) || fabs (value) > 1e9)
    return FALSE;

  /* To the microsecond: binary fractions of seconds are no durations anybody wrote. */
  value = value * (double) (type->unit / 1000);
  whole = trunc (round (value) / 1e6);
  *datum = _cem_datum_duration ((gint64) whole, (gint32) (round (value) - whole * 1e6) * 1000);
  return TRUE;
}

gboolean
_cem_cell_read (const CemCellType *type,
                const char *text,
                gsize length,
                CemWallClock *clock,
                CemArena *arena,
                CemDatum *datum)
{
  gint64 integer = 0;
  double real = 0.0;
  gboolean truth = FALSE;

  switch (type->kind)
    {
    case CEM_CELL_INT:
      if (!read_int (type, text, length, &integer))
        return FALSE;
      *datum = _cem_datum_int (integer);
      return TRUE;
    case CEM_CELL_DOUBLE:
      if (!read_double (type, text, length, &real))
        return FALSE;
      *datum = _cem_datum_double (real);
      return TRUE;
    case CEM_CELL_BOOL:
      if (!read_bool (text, length, &truth))
        return FALSE;
      *datum = _cem_datum_bool (truth);
      return TRUE;
    case CEM_CELL_TIMESTAMP:
      return read_timestamp (type, text, length, clock, datum);
    case CEM_CELL_DATE:
      return read_date (type, text, length, arena, datum);
    case CEM_CELL_DURATION:
      return read_duration (type, text, length, datum);
    case CEM_CELL_STRING:
    default:
      *datum = _cem_datum_string (text, length);
      return TRUE;
    }
}
