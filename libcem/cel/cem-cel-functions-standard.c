/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-regex-private.h"
#include "cel/cem-cel-text-private.h"
#include "cel/cem-cel-time-private.h"

#include <math.h>

static CemDatum
same (CemCelFrame *frame,
      const CemDatum *args,
      guint n_args)
{
  CemDatum result = args[0];

  /* What was converted on purpose is no longer an undeclared number. */
  result.flags &= (guint8) ~CEM_DATUM_NUMBER;
  return result;
}

static CemDatum
fail_range (CemCelFrame *frame,
            const char *type)
{
  return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                        "range error: the number does not fit into the type %s", type);
}

static CemDatum
fail_parse (CemCelFrame *frame,
            const CemDatum *text,
            const char *type)
{
  return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                        "type conversion error: cannot read “%.*s” as %s",
                        MIN (text->n, 100), text->v.s, type);
}

/* --- Conversions to numbers --- */

static CemDatum
int_from_uint (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  if (args[0].v.u > G_MAXINT64)
    return fail_range (frame, "int");
  return _cem_datum_int ((gint64) args[0].v.u);
}

static CemDatum
int_from_double (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  double value = args[0].v.d;

  /* Both ends are excluded: as doubles they stand for numbers beyond them, too. */
  if (!(value > -0x1p63 && value < 0x1p63))
    return fail_range (frame, "int");
  return _cem_datum_int ((gint64) value);
}

/* Reads digits; FALSE when there is none, something else, or more than 64 bits. */
static gboolean
read_digits (const char *text,
             gsize length,
             guint64 *value)
{
  *value = 0;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (text[i]) || __builtin_mul_overflow (*value, 10, value) ||
        __builtin_add_overflow (*value, (guint64) (text[i] - '0'), value))
      return FALSE;

  return length > 0;
}

static CemDatum
int_from_string (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  const char *text = args[0].v.s;
  gsize length = (gsize) args[0].n;
  gboolean negative = length > 0 && text[0] == '-';
  gsize sign = length > 0 && (text[0] == '-' || text[0] == '+');
  guint64 value = 0;

  if (!read_digits (text + sign, length - sign, &value) ||
      value > (guint64) G_MAXINT64 + negative)
    return fail_parse (frame, &args[0], "int");
  return _cem_datum_int ((gint64) (negative ? 0 - value : value));
}

static CemDatum
int_from_timestamp (CemCelFrame *frame,
                    const CemDatum *args,
                    guint n_args)
{
  return _cem_datum_int (args[0].v.i);
}

static CemDatum
int_from_duration (CemCelFrame *frame,
                   const CemDatum *args,
                   guint n_args)
{
  gint64 nanos = 0;

  if (!_cem_cel_duration_to_nanos (&args[0], &nanos))
    return fail_range (frame, "int");
  return _cem_datum_int (nanos);
}

static CemDatum
uint_from_int (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  if (args[0].v.i < 0)
    return fail_range (frame, "uint");
  return _cem_datum_uint ((guint64) args[0].v.i);
}

static CemDatum
uint_from_double (CemCelFrame *frame,
                  const CemDatum *args,
                  guint n_args)
{
  double value = args[0].v.d;

  if (!(value >= 0.0 && value < 0x1p64))
    return fail_range (frame, "uint");
  return _cem_datum_uint ((guint64) value);
}

static CemDatum
uint_from_string (CemCelFrame *frame,
                  const CemDatum *args,
                  guint n_args)
{
  guint64 value = 0;

  if (!read_digits (args[0].v.s, (gsize) args[0].n, &value))
    return fail_parse (frame, &args[0], "uint");
  return _cem_datum_uint (value);
}

static CemDatum
double_from_int (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  return _cem_datum_double ((double) args[0].v.i);
}

static CemDatum
double_from_uint (CemCelFrame *frame,
                  const CemDatum *args,
                  guint n_args)
{
  return _cem_datum_double ((double) args[0].v.u);
}

static gboolean
read_special_double (const char *text,
                     double *value)
{
  double sign = *text == '-' ? -1.0 : 1.0;

  if (*text == '+' || *text == '-')
    text++;
  if (g_ascii_strcasecmp (text, "inf") == 0 || g_ascii_strcasecmp (text, "infinity") == 0)
    *value = sign * INFINITY;
  else if (g_ascii_strcasecmp (text, "nan") == 0)
    *value = NAN;
  else
    return FALSE;

  return TRUE;
}

static CemDatum
double_from_string (CemCelFrame *frame,
                    const CemDatum *args,
                    guint n_args)
{
  char text[1024];
  gsize length = (gsize) args[0].n;
  char *end = NULL;
  double value = 0.0;

  if (length == 0 || length >= sizeof text)
    return fail_parse (frame, &args[0], "double");

  memcpy (text, args[0].v.s, length);
  text[length] = '\0';
  if (strlen (text) == length && read_special_double (text, &value))
    return _cem_datum_double (value);

  /* strtod would also skip spaces and read hexadecimal. */
  if (strspn (text, "+-.0123456789eE") != length)
    return fail_parse (frame, &args[0], "double");
  value = g_ascii_strtod (text, &end);
  if (end != text + length || !isfinite (value))
    return fail_parse (frame, &args[0], "double");
  return _cem_datum_double (value);
}

/* --- Other conversions --- */

static CemDatum
string_from_any (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  CemDatum result = { 0 };

  _cem_cel_to_string (frame, &args[0], &result);
  return result;
}

static CemDatum
bytes_from_string (CemCelFrame *frame,
                   const CemDatum *args,
                   guint n_args)
{
  return _cem_datum_bytes (args[0].v.p, (gsize) args[0].n);
}

static CemDatum
bool_from_string (CemCelFrame *frame,
                  const CemDatum *args,
                  guint n_args)
{
  static const char *const names[] = {
    "1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strlen (names[i]) == (gsize) args[0].n &&
        memcmp (names[i], args[0].v.s, (gsize) args[0].n) == 0)
      return _cem_datum_bool (i < G_N_ELEMENTS (names) / 2);

  return fail_parse (frame, &args[0], "bool");
}

static CemDatum
type_of (CemCelFrame *frame,
         const CemDatum *args,
         guint n_args)
{
  return _cem_cel_type_datum (_cem_kind_get_name (args[0].kind));
}

/* --- Sizes --- */

static CemDatum
size_of_string (CemCelFrame *frame,
                const CemDatum *args,
                guint n_args)
{
  if (!_cem_cel_charge (frame, (gsize) args[0].n / 16))
    return _cem_cel_failed ();
  return _cem_datum_int ((gint64) _cem_cel_count_chars (&args[0]));
}

static CemDatum
size_of_bytes (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  return _cem_datum_int (args[0].n);
}

static CemDatum
size_of_list (CemCelFrame *frame,
              const CemDatum *args,
              guint n_args)
{
  return _cem_datum_int (args[0].v.list->n);
}

static CemDatum
size_of_map (CemCelFrame *frame,
             const CemDatum *args,
             guint n_args)
{
  return _cem_datum_int (args[0].v.map->n);
}

/* --- Tests of strings --- */

static CemDatum
string_starts_with (CemCelFrame *frame,
                    const CemDatum *args,
                    guint n_args)
{
  return _cem_datum_bool (args[0].n >= args[1].n &&
                          memcmp (args[0].v.s, args[1].v.s, (gsize) args[1].n) == 0);
}

static CemDatum
string_ends_with (CemCelFrame *frame,
                  const CemDatum *args,
                  guint n_args)
{
  return _cem_datum_bool (args[0].n >= args[1].n &&
                          memcmp (args[0].v.s + (args[0].n - args[1].n), args[1].v.s,
                                  (gsize) args[1].n) == 0);
}

static CemDatum
string_contains (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  if (!_cem_cel_charge (frame, (gsize) args[0].n / 16))
    return _cem_cel_failed ();
  return _cem_datum_bool (_cem_cel_find_text (args[0].v.s, (gsize) args[0].n,
                                              args[1].v.s, (gsize) args[1].n) != NULL);
}

static CemDatum
string_matches (CemCelFrame *frame,
                const CemDatum *args,
                guint n_args)
{
  GError *error = NULL;
  gboolean matched = FALSE;

  if (!_cem_cel_charge (frame, 1 + (gsize) args[0].n / 4 + (gsize) args[1].n) ||
      !_cem_cel_regex_match_text (args[1].v.s, (gsize) args[1].n,
                                  args[0].v.s, (gsize) args[0].n, &matched, &error))
    return error != NULL ? _cem_cel_fail_with (frame, error) : _cem_cel_failed ();

  return _cem_datum_bool (matched);
}

const CemCelOverload _cem_cel_standard_functions[] = {
  { "bool(bool) -> bool", same },
  { "bool(string) -> bool", bool_from_string },
  { "bytes(bytes) -> bytes", same },
  { "bytes(string) -> bytes", bytes_from_string },
  { "double(double) -> double", same },
  { "double(int) -> double", double_from_int },
  { "double(uint) -> double", double_from_uint },
  { "double(string) -> double", double_from_string },
  { "dyn(A) -> dyn", same },
  { "int(int) -> int", same },
  { "int(uint) -> int", int_from_uint },
  { "int(double) -> int", int_from_double },
  { "int(string) -> int", int_from_string },
  { "int(timestamp) -> int", int_from_timestamp },
  { "int(duration) -> int", int_from_duration },
  { "string(string) -> string", same },
  { "string(bool) -> string", string_from_any },
  { "string(int) -> string", string_from_any },
  { "string(uint) -> string", string_from_any },
  { "string(double) -> string", string_from_any },
  { "string(bytes) -> string", string_from_any },
  { "string(timestamp) -> string", string_from_any },
  { "string(duration) -> string", string_from_any },
  { "type(A) -> type", type_of },
  { "uint(uint) -> uint", same },
  { "uint(int) -> uint", uint_from_int },
  { "uint(double) -> uint", uint_from_double },
  { "uint(string) -> uint", uint_from_string },

  { "size(string) -> int", size_of_string },
  { "size(bytes) -> int", size_of_bytes },
  { "size(list(A)) -> int", size_of_list },
  { "size(map(A, B)) -> int", size_of_map },
  { "string.size() -> int", size_of_string },
  { "bytes.size() -> int", size_of_bytes },
  { "list(A).size() -> int", size_of_list },
  { "map(A, B).size() -> int", size_of_map },

  { "string.startsWith(string) -> bool", string_starts_with },
  { "string.endsWith(string) -> bool", string_ends_with },
  { "string.contains(string) -> bool", string_contains },
  { "string.matches(string) -> bool", string_matches },
  { "matches(string, string) -> bool", string_matches },
  { NULL },
};
