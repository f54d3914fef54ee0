/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config.h"

#include "cel/cem-cel-text-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <math.h>

void *
_cem_cel_alloc (CemCelFrame *frame,
                gsize size)
{
  if (size > G_MAXINT32 || !_cem_arena_has_room (frame->arena, size))
    {
      _cem_cel_fail (frame, CEM_ERROR_LIMIT, "the result of an operation is too large");
      return NULL;
    }
  if (!_cem_cel_charge (frame, size))
    return NULL;

  return _cem_arena_alloc (frame->arena, size);
}

CemDatum
_cem_cel_list_take (CemCelFrame *frame,
                    const CemDatum *items,
                    gsize n)
{
  CemList *list = _cem_arena_alloc (frame->arena, sizeof (CemList));

  list->n = (guint) n;
  list->items = items;
  return _cem_datum_list (list);
}

CemDatum
_cem_cel_string_copy (CemCelFrame *frame,
                      const char *text,
                      gsize length)
{
  char *copy = _cem_cel_alloc (frame, length + 1);

  if (copy == NULL)
    return _cem_cel_failed ();

  memcpy (copy, text, length);
  copy[length] = '\0';
  return _cem_datum_string (copy, length);
}

CemDatum
_cem_cel_fail_with (CemCelFrame *frame,
                    GError *error)
{
  g_autofree char *message = _cem_error_dup_english (error);
  CemDatum failure = _cem_cel_fail (frame, (CemError) error->code, "%s", message);

  g_error_free (error);
  return failure;
}

const char *
_cem_cel_find_text (const char *text,
                    gsize length,
                    const char *needle,
                    gsize needle_length)
{
  if (needle_length == 0)
    return text;
  return memmem (text, length, needle, needle_length);
}

gboolean
_cem_cel_is_space (gunichar c)
{
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}

/* Writes digits with a point after the first and an exponent. */
static gsize
put_scientific (char *buffer,
                const char *digits,
                gsize n,
                int exponent,
                gboolean negative)
{
  gsize length = 0;

  if (negative)
    buffer[length++] = '-';
  buffer[length++] = digits[0];
  if (n > 1)
    {
      buffer[length++] = '.';
      memcpy (buffer + length, digits + 1, n - 1);
      length += n - 1;
    }

  length += (gsize) g_snprintf (buffer + length, 8, "e%c%02d", exponent < 0 ? '-' : '+',
                                ABS (exponent));
  return length;
}

static gsize
put_plain (char *buffer,
           const char *digits,
           gsize n,
           int exponent,
           gboolean negative)
{
  gsize length = 0;

  if (negative)
    buffer[length++] = '-';
  if (exponent < 0)
    {
      buffer[length++] = '0';
      buffer[length++] = '.';
      for (int i = -1; i > exponent; i--)
        buffer[length++] = '0';
    }

  for (gsize i = 0; i < n || (int) i <= exponent; i++)
    {
      if (exponent >= 0 && (int) i == exponent + 1)
        buffer[length++] = '.';
      buffer[length++] = i < n ? digits[i] : '0';
    }

  buffer[length] = '\0';
  return length;
}

gsize
_cem_cel_format_double (double value,
                        char buffer[G_ASCII_DTOSTR_BUF_SIZE])
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  char digits[20];
  gsize n = 0;
  int precision = 0;
  int exponent = 0;

  if (!isfinite (value))
    return _cem_double_format (value, buffer);

  /* The shortest digits that read back: a digit more each time from 15 on. */
  for (precision = 14; precision <= 16; precision++)
    {
      char format[] = "%.00e";

      format[2] = (char) ('0' + precision / 10);
      format[3] = (char) ('0' + precision % 10);
      g_ascii_formatd (text, sizeof text, format, fabs (value));
      if (g_ascii_strtod (text, NULL) == fabs (value))
        break;
    }

  for (const char *p = text; *p != '\0' && *p != 'e'; p++)
    if (*p != '.' && n < sizeof digits)
      digits[n++] = *p;
  exponent = (int) g_ascii_strtoll (strchr (text, 'e') + 1, NULL, 10);
  while (n > 1 && digits[n - 1] == '0')
    n--;

  if (exponent < -4 || exponent >= 6)
    return put_scientific (buffer, digits, n, exponent, signbit (value));
  return put_plain (buffer, digits, n, exponent, signbit (value));
}

static CemDatum
timestamp_to_string (CemCelFrame *frame,
                     const CemDatum *datum)
{
  char buffer[CEM_TIME_BUFFER];
  gsize length = _cem_time_format (datum->v.i, datum->n, buffer);

  /* Without the zeros that fill a fraction up to 3, 6 or 9 digits. */
  if (datum->n != 0)
    {
      length--;
      while (buffer[length - 1] == '0')
        length--;
      buffer[length++] = 'Z';
    }

  return _cem_cel_string_copy (frame, buffer, length);
}

static CemDatum
bytes_to_string (CemCelFrame *frame,
                 const CemDatum *datum)
{
  if (datum->n > 0 && !g_utf8_validate_len (datum->v.s, (gsize) datum->n, NULL))
    {
      /* The validator refuses NUL, which is a character here. */
      for (gsize i = 0, start = 0; i <= (gsize) datum->n; i++)
        {
          if (i < (gsize) datum->n && datum->v.s[i] != '\0')
            continue;
          if (!g_utf8_validate_len (datum->v.s + start, i - start, NULL))
            return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                                  "invalid UTF-8 in bytes, cannot convert to string");
          start = i + 1;
        }
    }

  return _cem_datum_string (datum->v.s, (gsize) datum->n);
}

gboolean
_cem_cel_to_string (CemCelFrame *frame,
                    const CemDatum *datum,
                    CemDatum *result)
{
  char buffer[CEM_TIME_BUFFER];
  gsize length = 0;

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_STRING:
      *result = *datum;
      break;
    case CEM_KIND_BYTES:
      *result = bytes_to_string (frame, datum);
      break;
    case CEM_KIND_BOOL:
      *result = datum->v.i ? _cem_datum_string ("true", 4) : _cem_datum_string ("false", 5);
      break;
    case CEM_KIND_INT:
      length = (gsize) g_snprintf (buffer, sizeof buffer, "%" G_GINT64_FORMAT, datum->v.i);
      *result = _cem_cel_string_copy (frame, buffer, length);
      break;
    case CEM_KIND_UINT:
      length = (gsize) g_snprintf (buffer, sizeof buffer, "%" G_GUINT64_FORMAT, datum->v.u);
      *result = _cem_cel_string_copy (frame, buffer, length);
      break;
    case CEM_KIND_DOUBLE:
      length = _cem_cel_format_double (datum->v.d, buffer);
      *result = _cem_cel_string_copy (frame, buffer, length);
      break;
    case CEM_KIND_TIMESTAMP:
      *result = timestamp_to_string (frame, datum);
      break;
    case CEM_KIND_DURATION:
      length = _cem_duration_format (datum->v.i, datum->n, buffer);
      *result = _cem_cel_string_copy (frame, buffer, length);
      break;
    default:
      *result = _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                               "no such overload: string(%s)", _cem_kind_get_name (datum->kind));
    }

  return result->kind != CEM_KIND_ERROR;
}
