/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"

#include <math.h>

#define MAX_PRECISION 100

/* One call of format(). The text grows in a GString; only the result goes to the arena. */
typedef struct
{
  CemCelFrame *frame;
  GString *out;
  gboolean failed;
} Formatter;

G_GNUC_PRINTF (2, 3)
static void
fail (Formatter *self,
      const char *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->failed)
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  _cem_cel_fail (self->frame, CEM_ERROR_EVALUATION, "%s", message);
  self->failed = TRUE;
}

static void
fail_kind (Formatter *self,
           const char *rule,
           const CemDatum *datum)
{
  fail (self, "error during formatting: %s, was given %s", rule,
        _cem_kind_get_name (datum->kind));
}

/* What is written is paid for before it grows beyond what is allowed. */
static gboolean
charge (Formatter *self,
        gsize length)
{
  if (self->failed)
    return FALSE;
  if (!_cem_arena_has_room (self->frame->arena, self->out->len + length))
    {
      _cem_cel_fail (self->frame, CEM_ERROR_LIMIT, "the result of format() is too large");
      self->failed = TRUE;
    }
  else if (!_cem_cel_charge (self->frame, 1 + length))
    {
      self->failed = TRUE;
    }

  return !self->failed;
}

/* --- %s --- */

static void append_any (Formatter *self,
                        const CemDatum *datum);

static void
append_list (Formatter *self,
             const CemList *list)
{
  g_string_append_c (self->out, '[');
  for (guint i = 0; i < list->n && !self->failed; i++)
    {
      if (i > 0)
        g_string_append (self->out, ", ");
      append_any (self, &list->items[i]);
    }
  g_string_append_c (self->out, ']');
}

typedef struct
{
  char *key;
  const CemDatum *value;
} Member;

static int
compare_members (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (((const Member *) a)->key, ((const Member *) b)->key);
}

/* Entries come by the text of their keys, so that one map has one text. */
static void
append_map (Formatter *self,
            const CemMap *map)
{
  g_autofree Member *members = g_new (Member, map->n);
  guint n = 0;

  for (; n < map->n && !self->failed; n++)
    {
      g_autoptr (GString) key = g_string_new (NULL);
      GString *out = self->out;

      self->out = key;
      append_any (self, &map->entries[n].key);
      self->out = out;
      members[n].key = g_string_free (g_steal_pointer (&key), FALSE);
      members[n].value = &map->entries[n].value;
    }

  qsort (members, n, sizeof (Member), compare_members);
  g_string_append_c (self->out, '{');
  for (guint i = 0; i < n; i++)
    {
      if (!self->failed)
        {
          g_string_append_printf (self->out, "%s%s: ", i > 0 ? ", " : "", members[i].key);
          append_any (self, members[i].value);
        }
      g_free (members[i].key);
    }
  g_string_append_c (self->out, '}');
}

static void
append_any (Formatter *self,
            const CemDatum *datum)
{
  CemDatum text = { 0 };

  if (!charge (self, datum->kind == CEM_KIND_STRING ? (gsize) datum->n : 8))
    return;

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_NULL:
      g_string_append (self->out, "null");
      return;
    case CEM_KIND_TYPE:
      g_string_append_len (self->out, datum->v.s, datum->n);
      return;
    case CEM_KIND_LIST:
      append_list (self, datum->v.list);
      return;
    case CEM_KIND_MAP:
      append_map (self, datum->v.map);
      return;
    case CEM_KIND_OPTIONAL:
    case CEM_KIND_OBJECT:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
      fail_kind (self, "string clause can only be used on strings, bools, bytes, ints, doubles, "
                 "maps, lists, types, durations, and timestamps", datum);
      return;
    default:
      if (_cem_cel_to_string (self->frame, datum, &text))
        g_string_append_len (self->out, text.v.s, text.n);
      else
        self->failed = TRUE;
    }
}

/* --- Numbers --- */

static const char *
name_special (double value)
{
  if (isnan (value))
    return "NaN";
  return value < 0 ? "-Infinity" : "Infinity";
}

static void
append_decimal (Formatter *self,
                const CemDatum *datum)
{
  char format[] = "%.00f";
  char text[512];

  if (datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT)
    {
      append_any (self, datum);
      return;
    }
  if (datum->kind != CEM_KIND_DOUBLE)
    {
      fail_kind (self, "decimal clause can only be used on integers", datum);
      return;
    }
  if (!isfinite (datum->v.d))
    {
      g_string_append (self->out, name_special (datum->v.d));
      return;
    }

  /* The fewest digits that read back. */
  for (int precision = 0; precision < 100; precision++)
    {
      format[2] = (char) ('0' + precision / 10);
      format[3] = (char) ('0' + precision % 10);
      g_ascii_formatd (text, sizeof text, format, datum->v.d);
      if (g_ascii_strtod (text, NULL) == datum->v.d)
        break;
    }
  g_string_append (self->out, text);
}

/* An integer in a base that is a power of two. */
static void
append_based (Formatter *self,
              const CemDatum *datum,
              guint bits,
              const char *digits)
{
  guint64 value = datum->v.u;
  char text[72];
  char *p = text + sizeof text;

  if (datum->kind == CEM_KIND_INT && datum->v.i < 0)
    value = 0 - value;

  do
    {
      *--p = digits[value & ((1u << bits) - 1)];
      value >>= bits;
    }
  while (value > 0);

  if (datum->kind == CEM_KIND_INT && datum->v.i < 0)
    *--p = '-';
  g_string_append_len (self->out, p, text + sizeof text - p);
}

static void
append_binary (Formatter *self,
               const CemDatum *datum)
{
  if (datum->kind == CEM_KIND_BOOL)
    g_string_append_c (self->out, datum->v.i ? '1' : '0');
  else if (datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT)
    append_based (self, datum, 1, "01");
  else
    fail_kind (self, "only integers and bools can be formatted as binary", datum);
}

static void
append_octal (Formatter *self,
              const CemDatum *datum)
{
  if (datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT)
    append_based (self, datum, 3, "01234567");
  else
    fail_kind (self, "octal clause can only be used on integers", datum);
}

static void
append_hex (Formatter *self,
            const CemDatum *datum,
            const char *digits)
{
  if (datum->kind == CEM_KIND_INT || datum->kind == CEM_KIND_UINT)
    {
      append_based (self, datum, 4, digits);
      return;
    }
  if (datum->kind != CEM_KIND_STRING && datum->kind != CEM_KIND_BYTES)
    {
      fail_kind (self, "only integers, byte buffers, and strings can be formatted as hex", datum);
      return;
    }
  if (!charge (self, (gsize) datum->n * 2))
    return;

  for (gint32 i = 0; i < datum->n; i++)
    {
      g_string_append_c (self->out, digits[(guchar) datum->v.s[i] >> 4]);
      g_string_append_c (self->out, digits[(guchar) datum->v.s[i] & 15]);
    }
}

static gboolean
find_double (const CemDatum *datum,
             double *value)
{
  static const char *const names[] = { "NaN", "Infinity", "-Infinity" };
  const double values[] = { NAN, INFINITY, -INFINITY };

  if (datum->kind == CEM_KIND_DOUBLE)
    *value = datum->v.d;
  else if (datum->kind == CEM_KIND_INT)
    *value = (double) datum->v.i;
  else if (datum->kind == CEM_KIND_UINT)
    *value = (double) datum->v.u;
  else if (datum->kind != CEM_KIND_STRING)
    return FALSE;
  else
    {
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (strlen (names[i]) == (gsize) datum->n &&
            memcmp (names[i], datum->v.s, (gsize) datum->n) == 0)
          {
            *value = values[i];
            return TRUE;
          }
      return FALSE;
    }

  return TRUE;
}

static void
append_double (Formatter *self,
               const CemDatum *datum,
               char verb,
               int precision)
{
  char format[16];
  char text[512];
  double value = 0.0;

  if (!find_double (datum, &value))
    {
      fail_kind (self, verb == 'e' ? "scientific clause can only be used on doubles"
                                   : "fixed-point clause can only be used on doubles", datum);
      return;
    }
  if (!isfinite (value))
    {
      g_string_append (self->out, name_special (value));
      return;
    }

  g_snprintf (format, sizeof format, "%%.%d%c", precision >= 0 ? precision : 6, verb);
  g_string_append (self->out, g_ascii_formatd (text, sizeof text, format, value));
}

/* --- Clauses --- */

/* Reads ".3" at @p; -1 when there is none. */
static int
read_precision (Formatter *self,
                const char **p,
                const char *end)
{
  const char *start = *p;
  int precision = 0;

  if (*p == end || **p != '.')
    return -1;

  for ((*p)++; *p < end && g_ascii_isdigit (**p); (*p)++)
    precision = MIN (precision * 10 + (**p - '0'), 100000);
  if (*p - start == 1)
    fail (self, "could not parse formatting clause: no precision after “.”");
  else if (precision > MAX_PRECISION)
    fail (self, "could not parse formatting clause: a precision above %d", MAX_PRECISION);
  return precision;
}

static void
append_clause (Formatter *self,
               const char *verb,
               int precision,
               const CemDatum *datum)
{
  switch (*verb)
    {
    case 's':
      append_any (self, datum);
      return;
    case 'd':
      append_decimal (self, datum);
      return;
    case 'f':
    case 'e':
      append_double (self, datum, *verb, precision);
      return;
    case 'b':
      append_binary (self, datum);
      return;
    case 'x':
      append_hex (self, datum, "0123456789abcdef");
      return;
    case 'X':
      append_hex (self, datum, "0123456789ABCDEF");
      return;
    default:
      append_octal (self, datum);
    }
}

/* Reads and carries out one clause; @p is past its "%". */
static void
read_clause (Formatter *self,
             const char **p,
             const char *end,
             const CemList *list,
             guint *next)
{
  int precision = 0;

  if (*p < end && **p == '%')
    {
      g_string_append_c (self->out, '%');
      (*p)++;
      return;
    }

  precision = read_precision (self, p, end);
  if (self->failed)
    return;
  if (*p == end)
    {
      fail (self, "could not parse formatting clause: the text ends after “%%”");
      return;
    }
  if (**p == '\0' || strchr ("sdfebxXo", **p) == NULL)
    {
      fail (self, "could not parse formatting clause: unrecognized formatting clause \"%.*s\"",
            (int) MIN (g_utf8_skip[(guchar) **p], end - *p), *p);
      return;
    }
  if (*next >= list->n)
    {
      fail (self, "index %u out of range: format() has fewer arguments than clauses", *next);
      return;
    }

  append_clause (self, *p, precision, &list->items[(*next)++]);
  (*p)++;
}

CemDatum
_cem_cel_format (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Formatter self = { frame, out, FALSE };
  const char *p = args[0].v.s;
  const char *end = p + args[0].n;
  guint next = 0;

  while (p < end && !self.failed)
    {
      const char *percent = memchr (p, '%', (gsize) (end - p));
      gsize length = (gsize) ((percent != NULL ? percent : end) - p);

      if (!charge (&self, length))
        break;
      g_string_append_len (out, p, (gssize) length);
      p += length;
      if (percent == NULL)
        break;

      p++;
      read_clause (&self, &p, end, args[1].v.list, &next);
    }

  if (self.failed)
    return _cem_cel_failed ();
  return _cem_cel_string_copy (frame, out->str, out->len);
}
