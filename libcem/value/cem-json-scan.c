/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-scan-private.h"

#include "base/cem-words-private.h"

#include <math.h>

/* Longer numbers say nothing more in 64 bits. */
#define MAX_NUMBER 1024

gboolean
_cem_json_scan_fail (CemJsonScanner *self,
                     CemError code,
                     const char *place,
                     const char *format,
                     ...)
{
  g_autofree char *words = NULL;
  va_list args;

  self->code = code;
  self->place = MIN (place, self->end);
  va_start (args, format);
  words = _cem_words_new_valist (format, args);
  va_end (args);
  g_strlcpy (self->message, words, sizeof self->message);
  return FALSE;
}

gboolean
_cem_json_scan_fail_expected (CemJsonScanner *self,
                              const char *expected)
{
  guchar byte = self->p < self->end ? (guchar) *self->p : 0;

  if (self->p >= self->end)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, self->p,
                                N_ ("expected %s, found the end of the text"), expected);
  if (byte > 0x20 && byte < 0x7f)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, self->p, N_ ("expected %s, found “%c”"),
                                expected, byte);
  return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, self->p,
                              N_ ("expected %s, found the byte 0x%02x"), expected, byte);
}

/* --- Strings --- */

#define ONES G_GUINT64_CONSTANT (0x0101010101010101)
#define HIGHS G_GUINT64_CONSTANT (0x8080808080808080)

/* Whether a word holds a quote, a backslash, a control character or a byte above 0x7f. */
static inline guint64
find_special (guint64 word)
{
  guint64 quote = word ^ (ONES * '"');
  guint64 backslash = word ^ (ONES * '\\');

  return (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash) |
          ((word - ONES * 0x20) & ~word) | word) & HIGHS;
}

/* Skips plain ASCII and returns where something else stands. */
static inline const char *
skip_plain (const char *p,
            const char *end)
{
  while (end - p >= 8)
    {
      guint64 word = 0;
      guint64 special = 0;

      memcpy (&word, p, sizeof word);
      special = find_special (word);
      if (special != 0)
        {
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
          /* Borrows make false alarms only above the first true one. */
          return p + (__builtin_ctzll (special) >> 3);
#else
          break;
#endif
        }
      p += 8;
    }

  while (p < end && (guchar) *p >= 0x20 && (guchar) *p < 0x80 && *p != '"' && *p != '\\')
    p++;
  return p;
}

/* The length of the valid UTF-8 sequence at @p, which begins with a byte above 0x7f; 0 when it is
 * not valid (too long a form, a surrogate, beyond U+10FFFF, cut off). */
static inline guint
check_sequence (const char *p,
                const char *end)
{
  const guchar *s = (const guchar *) p;
  gsize left = (gsize) (end - p);

  if (s[0] < 0xc2 || s[0] > 0xf4 || left < 2 || (s[1] & 0xc0) != 0x80)
    return 0;
  if (s[0] < 0xe0)
    return 2;
  if (left < 3 || (s[2] & 0xc0) != 0x80)
    return 0;
  if (s[0] < 0xf0)
    return (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ? 0 : 3;
  if (left < 4 || (s[3] & 0xc0) != 0x80)
    return 0;
  return (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f) ? 0 : 4;
}

static gboolean
read_hex (CemJsonScanner *self,
          const char *p,
          guint *value)
{
  *value = 0;
  if (self->end - p < 4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      *value = *value * 16 + (guint) digit;
    }

  return TRUE;
}

/* Reads what follows "\u", a second half of a surrogate pair included. */
static gboolean
read_unicode_escape (CemJsonScanner *self,
                     const char **p,
                     gunichar *result)
{
  const char *start = *p - 2;
  guint high = 0, low = 0;

  if (!read_hex (self, *p, &high))
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, start,
                                N_ ("“\\u” needs four hexadecimal digits"));

  *p += 4;
  *result = high;
  if (high < 0xd800 || high > 0xdfff)
    return TRUE;

  if (high > 0xdbff || self->end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' ||
      !read_hex (self, *p + 2, &low) || low < 0xdc00 || low > 0xdfff)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, start,
                                N_ ("a surrogate without its other half"));

  *p += 6;
  *result = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
  return TRUE;
}

/* Reads one escape at @p, past the backslash, and writes its character. */
static gboolean
read_escape (CemJsonScanner *self,
             const char **p,
             char **out)
{
  gunichar c = 0;

  if (*p == self->end)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, *p,
                                N_ ("a string without its closing quote"));

  switch (*(*p)++)
    {
    case '"':
      c = '"';
      break;
    case '\\':
      c = '\\';
      break;
    case '/':
      c = '/';
      break;
    case 'b':
      c = '\b';
      break;
    case 'f':
      c = '\f';
      break;
    case 'n':
      c = '\n';
      break;
    case 'r':
      c = '\r';
      break;
    case 't':
      c = '\t';
      break;
    case 'u':
      if (!read_unicode_escape (self, p, &c))
        return FALSE;
      break;
    default:
      return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, *p - 2,
                                  N_ ("an escape other than \\\" \\\\ \\/ \\b \\f \\n \\r \\t "
                                      "\\u"));
    }

  *out += g_unichar_to_utf8 (c, *out);
  return TRUE;
}

static gboolean
fail_in_string (CemJsonScanner *self,
                const char *p)
{
  if (p >= self->end)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, p,
                                N_ ("a string without its closing quote"));
  if ((guchar) *p < 0x20)
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, p,
                                N_ ("the control character 0x%02x inside a string; "
                                    "write it as an escape"), (guchar) *p);
  return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, p,
                              N_ ("the byte 0x%02x, which is not valid UTF-8"), (guchar) *p);
}

/* Goes on with a string that has a backslash at @p. An escape is never shorter than what it means,
 * so the text up to the closing quote bounds the result. */
static gboolean
read_escaped_string (CemJsonScanner *self,
                     const char *start,
                     const char *p,
                     CemDatum *datum)
{
  const char *quote = p;
  char *copy = NULL;
  char *out = NULL;

  while (quote < self->end && *quote != '"')
    quote += *quote == '\\' && quote + 1 < self->end ? 2 : 1;

  copy = _cem_arena_alloc (self->arena, (gsize) (quote - start) + 1);
  memcpy (copy, start, (gsize) (p - start));
  out = copy + (p - start);

  while (TRUE)
    {
      const char *next = skip_plain (p, self->end);

      memcpy (out, p, (gsize) (next - p));
      out += next - p;
      p = next;

      if (p < self->end && *p == '"')
        break;
      if (p < self->end && *p == '\\')
        {
          p++;
          if (!read_escape (self, &p, &out))
            return FALSE;
        }
      else if (p < self->end && (guchar) *p >= 0x80)
        {
          guint length = check_sequence (p, self->end);

          if (length == 0)
            return fail_in_string (self, p);
          memcpy (out, p, length);
          out += length;
          p += length;
        }
      else
        {
          return fail_in_string (self, p);
        }
    }

  *out = '\0';
  *datum = _cem_datum_string (copy, (gsize) (out - copy));
  self->p = p + 1;
  return TRUE;
}

/* Reads a string; the present place is past its opening quote. */
gboolean
_cem_json_scan_string (CemJsonScanner *self,
             CemDatum *datum)
{
  const char *start = self->p;
  const char *p = start;

  while (TRUE)
    {
      guint length = 0;

      p = skip_plain (p, self->end);
      if (G_UNLIKELY (p == self->end))
        return fail_in_string (self, p);
      if (G_LIKELY (*p == '"'))
        break;
      if (*p == '\\')
        return read_escaped_string (self, start, p, datum);

      length = (guchar) *p >= 0x80 ? check_sequence (p, self->end) : 0;
      if (length == 0)
        return fail_in_string (self, p);
      p += length;
    }

  *datum = _cem_datum_string (start, (gsize) (p - start));
  self->p = p + 1;
  return TRUE;
}

/* --- Numbers --- */

static gboolean
read_double_slowly (CemJsonScanner *self,
                    const char *start,
                    const char *p,
                    CemDatum *datum)
{
  char copy[MAX_NUMBER + 1];
  gsize length = (gsize) (p - start);
  double value = 0.0;

  memcpy (copy, start, length);
  copy[length] = '\0';
  value = g_ascii_strtod (copy, NULL);
  if (!isfinite (value))
    return _cem_json_scan_fail (self, CEM_ERROR_LIMIT, start,
                                N_ ("a number beyond what a double can hold"));

  *datum = _cem_datum_double (value);
  return TRUE;
}

/* Powers of ten that are exact as doubles: a mantissa below 2^53 times or divided by one of them is
 * rounded once, so correctly. */
static gboolean
make_double (CemJsonScanner *self,
             const char *start,
             const char *p,
             guint64 mantissa,
             guint n_digits,
             gint exponent,
             CemDatum *datum)
{
  static const double powers[] = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  };
  double value = (double) mantissa;

  if (n_digits > 15 || exponent < -22 || exponent > 22)
    return read_double_slowly (self, start, p, datum);

  value = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
  *datum = _cem_datum_double (*start == '-' ? -value : value);
  return TRUE;
}

static gboolean
make_integer (CemJsonScanner *self,
              const char *start,
              guint64 value,
              gboolean overflow,
              CemDatum *datum)
{
  if (overflow || (*start == '-' && value > (guint64) G_MAXINT64 + 1))
    return _cem_json_scan_fail (self, CEM_ERROR_LIMIT, start, N_ ("an integer beyond 64 bits"));

  if (*start == '-')
    *datum = _cem_datum_int ((gint64) (0 - value));
  else if (value <= G_MAXINT64)
    *datum = _cem_datum_int ((gint64) value);
  else
    *datum = _cem_datum_uint (value);
  return TRUE;
}

static inline gboolean
is_digit (const char *p,
          const char *end)
{
  return p < end && (guchar) (*p - '0') <= 9;
}

/* Adds the digits at @p to the mantissa. */
static inline const char *
read_mantissa (const char *p,
               const char *end,
               guint64 *mantissa,
               guint *n_digits,
               gboolean *overflow)
{
  for (; is_digit (p, end); p++)
    {
      guint digit = (guint) (*p - '0');

      if (G_UNLIKELY (*n_digits >= 19) &&
          (__builtin_mul_overflow (*mantissa, 10, mantissa) ||
           __builtin_add_overflow (*mantissa, digit, mantissa)))
        *overflow = TRUE;
      else if (*n_digits < 19)
        *mantissa = *mantissa * 10 + digit;

      /* Leading zeros of a fraction cost no precision. */
      if (*mantissa != 0 || *overflow)
        (*n_digits)++;
    }

  return p;
}

static gboolean
read_exponent (CemJsonScanner *self,
               const char **p,
               gint *exponent)
{
  gboolean negative = FALSE;
  gint value = 0;

  if (*p < self->end && (**p == '+' || **p == '-'))
    negative = *(*p)++ == '-';

  self->p = *p;
  if (!is_digit (*p, self->end))
    return _cem_json_scan_fail_expected (self, W_ ("a digit of the exponent"));
  for (; is_digit (*p, self->end); (*p)++)
    if (value < 100000)
      value = value * 10 + (**p - '0');

  *exponent += negative ? -value : value;
  return TRUE;
}

gboolean
_cem_json_scan_number (CemJsonScanner *self,
             CemDatum *datum)
{
  const char *start = self->p;
  const char *p = start;
  guint64 mantissa = 0;
  guint n_digits = 0;
  gboolean overflow = FALSE;
  gboolean is_integer = TRUE;
  gint exponent = 0;

  if (*p == '-')
    p++;
  self->p = p;
  if (!is_digit (p, self->end))
    return _cem_json_scan_fail_expected (self, W_ ("a digit"));
  if (*p == '0' && is_digit (p + 1, self->end))
    return _cem_json_scan_fail (self, CEM_ERROR_SYNTAX, start, N_ ("a number with a leading zero"));
  p = read_mantissa (p, self->end, &mantissa, &n_digits, &overflow);

  if (p < self->end && *p == '.')
    {
      const char *fraction = ++p;

      is_integer = FALSE;
      self->p = p;
      if (!is_digit (p, self->end))
        return _cem_json_scan_fail_expected (self, W_ ("a digit after the decimal point"));
      p = read_mantissa (p, self->end, &mantissa, &n_digits, &overflow);
      exponent = p - fraction > MAX_NUMBER ? -MAX_NUMBER : -(gint) (p - fraction);
    }
  if (p < self->end && (*p == 'e' || *p == 'E'))
    {
      is_integer = FALSE;
      p++;
      if (!read_exponent (self, &p, &exponent))
        return FALSE;
    }

  self->p = p;
  if (p - start > MAX_NUMBER)
    return _cem_json_scan_fail (self, CEM_ERROR_LIMIT, start,
                                N_ ("a number of more than %d characters"), MAX_NUMBER);
  if (is_integer ? !make_integer (self, start, mantissa, overflow, datum)
                 : !make_double (self, start, p, mantissa, n_digits, exponent, datum))
    return FALSE;

  datum->flags = CEM_DATUM_NUMBER;
  return TRUE;
}
