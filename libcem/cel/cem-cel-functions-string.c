/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"

/* The strings extension. Positions count code points. */

static CemDatum
fail_index (CemCelFrame *frame,
            gint64 index)
{
  return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                        "index out of range: %" G_GINT64_FORMAT, index);
}

static inline CemDatum
part_of (const CemDatum *text,
         gsize start,
         gsize end)
{
  return _cem_datum_string (text->v.s + start, end - start);
}

static inline gboolean
charge_text (CemCelFrame *frame,
             const CemDatum *text)
{
  return _cem_cel_charge (frame, 1 + (gsize) text->n / 4);
}

static CemDatum
char_at (CemCelFrame *frame,
         const CemDatum *args,
         guint n_args)
{
  gint64 index = args[1].v.i;
  gsize start = 0;

  if (!charge_text (frame, &args[0]))
    return _cem_cel_failed ();
  if (index < 0 || (guint64) index > _cem_cel_count_chars (&args[0]))
    return fail_index (frame, index);

  start = _cem_cel_find_char (&args[0], (gsize) index);
  return part_of (&args[0], start,
                  start + (start < (gsize) args[0].n
                             ? (gsize) g_utf8_skip[(guchar) args[0].v.s[start]] : 0));
}

static gint64
count_before (const CemDatum *text,
              const char *place)
{
  CemDatum before = _cem_datum_string (text->v.s, (gsize) (place - text->v.s));

  return (gint64) _cem_cel_count_chars (&before);
}

static CemDatum
index_of (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  gint64 start = n_args > 2 ? args[2].v.i : 0;
  gsize from = 0;
  const char *found = NULL;

  if (!charge_text (frame, &args[0]))
    return _cem_cel_failed ();
  if (args[1].n == 0)
    return _cem_datum_int (start);
  if (n_args > 2 && (start < 0 || (guint64) start >= _cem_cel_count_chars (&args[0])))
    return fail_index (frame, start);

  from = _cem_cel_find_char (&args[0], (gsize) start);
  found = _cem_cel_find_text (args[0].v.s + from, (gsize) args[0].n - from,
                              args[1].v.s, (gsize) args[1].n);
  return _cem_datum_int (found != NULL ? count_before (&args[0], found) : -1);
}

static CemDatum
last_index_of (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  gsize n = _cem_cel_count_chars (&args[0]);
  gint64 start = n_args > 2 ? args[2].v.i : (gint64) n;
  const char *p = NULL;

  if (!charge_text (frame, &args[0]))
    return _cem_cel_failed ();
  if (args[1].n == 0)
    return _cem_datum_int (start);
  if (n_args > 2 && (start < 0 || (guint64) start >= n))
    return fail_index (frame, start);
  if (args[1].n > args[0].n)
    return _cem_datum_int (-1);

  p = args[0].v.s + MIN (_cem_cel_find_char (&args[0], (gsize) start),
                         (gsize) (args[0].n - args[1].n));
  for (; p >= args[0].v.s; p--)
    {
      if (*p != *args[1].v.s)
        continue;
      if (!_cem_cel_charge (frame, (gsize) args[1].n / 16))
        return _cem_cel_failed ();
      if (memcmp (p, args[1].v.s, (gsize) args[1].n) == 0)
        return _cem_datum_int (count_before (&args[0], p));
    }

  return _cem_datum_int (-1);
}

static CemDatum
substring (CemCelFrame *frame,
           const CemDatum *args,
           guint n_args)
{
  gint64 n = (gint64) _cem_cel_count_chars (&args[0]);
  gint64 start = args[1].v.i;
  gint64 end = n_args > 2 ? args[2].v.i : n;

  if (!charge_text (frame, &args[0]))
    return _cem_cel_failed ();
  if (n_args > 2 && start > end)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "invalid substring range. start: %" G_GINT64_FORMAT
                          ", end: %" G_GINT64_FORMAT, start, end);
  if (start < 0 || start > n)
    return fail_index (frame, start);
  if (end < 0 || end > n)
    return fail_index (frame, end);

  return part_of (&args[0], _cem_cel_find_char (&args[0], (gsize) start),
                  _cem_cel_find_char (&args[0], (gsize) end));
}

/* --- Replacing, splitting, joining --- */

static void
append (char **out,
        const char *text,
        gsize length)
{
  memcpy (*out, text, length);
  *out += length;
}

/* With nothing to replace, the new text goes before each character and to the end. */
static CemDatum
replace_nothing (CemCelFrame *frame,
                 const CemDatum *text,
                 const CemDatum *with,
                 guint64 limit)
{
  guint64 n = MIN ((guint64) _cem_cel_count_chars (text) + 1, limit);
  gsize length = 0;
  char *copy = NULL;
  char *out = NULL;
  gsize i = 0;

  if (n > G_MAXINT32 / (guint64) MAX (with->n, 1))
    return _cem_cel_fail (frame, CEM_ERROR_LIMIT, "the result of an operation is too large");
  length = (gsize) text->n + (gsize) n * (gsize) with->n;
  copy = out = _cem_cel_alloc (frame, length);
  if (copy == NULL)
    return _cem_cel_failed ();

  for (; n > 0; n--)
    {
      gsize size = i < (gsize) text->n ? (gsize) g_utf8_skip[(guchar) text->v.s[i]] : 0;

      append (&out, with->v.s, (gsize) with->n);
      append (&out, text->v.s + i, size);
      i += size;
    }

  append (&out, text->v.s + i, (gsize) text->n - i);
  return _cem_datum_string (copy, length);
}

static CemDatum
replace (CemCelFrame *frame,
         const CemDatum *args,
         guint n_args)
{
  const CemDatum *text = &args[0], *old = &args[1], *with = &args[2];
  guint64 limit = n_args > 3 && args[3].v.i >= 0 ? (guint64) args[3].v.i : G_MAXUINT64;
  const char *end = text->v.s + text->n;
  const char *p = text->v.s;
  const char *found = NULL;
  guint64 n = 0;
  gint64 length = 0;
  char *copy = NULL;
  char *out = NULL;

  if (!charge_text (frame, text))
    return _cem_cel_failed ();
  if (limit == 0)
    return *text;
  if (old->n == 0)
    return replace_nothing (frame, text, with, limit);

  for (; n < limit; n++, p = found + old->n)
    if ((found = _cem_cel_find_text (p, (gsize) (end - p), old->v.s, (gsize) old->n)) == NULL)
      break;
  if (n == 0)
    return *text;

  length = text->n + (gint64) n * (with->n - old->n);
  copy = out = _cem_cel_alloc (frame, (gsize) length);
  if (copy == NULL)
    return _cem_cel_failed ();

  for (p = text->v.s; n > 0; n--, p = found + old->n)
    {
      found = _cem_cel_find_text (p, (gsize) (end - p), old->v.s, (gsize) old->n);
      append (&out, p, (gsize) (found - p));
      append (&out, with->v.s, (gsize) with->n);
    }

  append (&out, p, (gsize) (end - p));
  return _cem_datum_string (copy, (gsize) length);
}

/* The end of the next part, which begins at @start: at the separator or, without one, after a
 * character. NULL when there is only the rest. */
static const char *
find_part_end (const char *start,
               const char *end,
               const CemDatum *separator)
{
  const char *next = NULL;

  if (separator->n > 0)
    return _cem_cel_find_text (start, (gsize) (end - start), separator->v.s,
                               (gsize) separator->n);
  if (start == end)
    return NULL;

  next = start + g_utf8_skip[(guchar) *start];
  return next < end ? next : NULL;
}

static CemDatum
split (CemCelFrame *frame,
       const CemDatum *args,
       guint n_args)
{
  const CemDatum *text = &args[0], *separator = &args[1];
  guint64 limit = n_args > 2 && args[2].v.i >= 0 ? (guint64) args[2].v.i : G_MAXUINT64;
  const char *start = text->v.s;
  const char *end = start + text->n;
  const char *found = NULL;
  CemDatum *items = NULL;
  gsize n = 1;

  if (!charge_text (frame, text))
    return _cem_cel_failed ();
  if (limit == 0 || (separator->n == 0 && text->n == 0))
    return _cem_cel_list_take (frame, NULL, 0);

  while (n < limit && (found = find_part_end (start, end, separator)) != NULL)
    {
      start = found + separator->n;
      n++;
    }

  items = _cem_cel_alloc (frame, n * sizeof (CemDatum));
  if (items == NULL)
    return _cem_cel_failed ();

  start = text->v.s;
  for (gsize i = 0; i + 1 < n; i++)
    {
      found = find_part_end (start, end, separator);
      items[i] = _cem_datum_string (start, (gsize) (found - start));
      start = found + separator->n;
    }

  items[n - 1] = _cem_datum_string (start, (gsize) (end - start));
  return _cem_cel_list_take (frame, items, n);
}

static CemDatum
join (CemCelFrame *frame,
      const CemDatum *args,
      guint n_args)
{
  const CemList *list = args[0].v.list;
  CemDatum separator = n_args > 1 ? args[1] : _cem_datum_string ("", 0);
  guint64 length = 0;
  char *copy = NULL;
  char *out = NULL;

  if (!_cem_cel_charge (frame, list->n))
    return _cem_cel_failed ();
  for (guint i = 0; i < list->n; i++)
    {
      if (list->items[i].kind != CEM_KIND_STRING)
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "no such overload: join() takes a list "
                              "of strings, and item %u is of type %s", i,
                              _cem_kind_get_name (list->items[i].kind));
      length += (guint64) list->items[i].n + (i > 0 ? (guint64) separator.n : 0);
    }

  copy = out = _cem_cel_alloc (frame, (gsize) length);
  if (copy == NULL)
    return _cem_cel_failed ();

  for (guint i = 0; i < list->n; i++)
    {
      if (i > 0)
        append (&out, separator.v.s, (gsize) separator.n);
      append (&out, list->items[i].v.s, (gsize) list->items[i].n);
    }

  return _cem_datum_string (copy, (gsize) length);
}

/* --- Characters --- */

static CemDatum
trim (CemCelFrame *frame,
      const CemDatum *args,
      guint n_args)
{
  const char *start = args[0].v.s;
  const char *end = start + args[0].n;

  while (start < end && _cem_cel_is_space (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start)
    {
      const char *last = g_utf8_prev_char (end);

      if (!_cem_cel_is_space (g_utf8_get_char (last)))
        break;
      end = last;
    }

  return _cem_datum_string (start, (gsize) (end - start));
}

static CemDatum
change_case (CemCelFrame *frame,
             const CemDatum *text,
             char (*change) (char))
{
  char *copy = _cem_cel_alloc (frame, (gsize) text->n);

  if (copy == NULL)
    return _cem_cel_failed ();

  for (gint32 i = 0; i < text->n; i++)
    copy[i] = change (text->v.s[i]);
  return _cem_datum_string (copy, (gsize) text->n);
}

static CemDatum
lower_ascii (CemCelFrame *frame,
             const CemDatum *args,
             guint n_args)
{
  return change_case (frame, &args[0], g_ascii_tolower);
}

static CemDatum
upper_ascii (CemCelFrame *frame,
             const CemDatum *args,
             guint n_args)
{
  return change_case (frame, &args[0], g_ascii_toupper);
}

static CemDatum
reverse (CemCelFrame *frame,
         const CemDatum *args,
         guint n_args)
{
  gsize length = (gsize) args[0].n;
  char *copy = _cem_cel_alloc (frame, length);

  if (copy == NULL)
    return _cem_cel_failed ();

  for (gsize i = 0; i < length;)
    {
      gsize size = (gsize) g_utf8_skip[(guchar) args[0].v.s[i]];

      memcpy (copy + length - i - size, args[0].v.s + i, size);
      i += size;
    }

  return _cem_datum_string (copy, length);
}

static CemDatum
quote (CemCelFrame *frame,
       const CemDatum *args,
       guint n_args)
{
  static const char from[] = "\a\b\f\n\r\t\v\\\"";
  static const char to[] = "abfnrtv\\\"";
  char *copy = _cem_cel_alloc (frame, (gsize) args[0].n * 2 + 2);
  char *out = copy;

  if (copy == NULL)
    return _cem_cel_failed ();

  *out++ = '"';
  for (gint32 i = 0; i < args[0].n; i++)
    {
      char c = args[0].v.s[i];
      const char *special = c != '\0' ? strchr (from, c) : NULL;

      if (special != NULL)
        *out++ = '\\';
      *out++ = special != NULL ? to[special - from] : c;
    }

  *out++ = '"';
  return _cem_datum_string (copy, (gsize) (out - copy));
}

const CemCelOverload _cem_cel_string_functions[] = {
  { "string.charAt(int) -> string", char_at },
  { "string.format(list(dyn)) -> string", _cem_cel_format },
  { "string.indexOf(string) -> int", index_of },
  { "string.indexOf(string, int) -> int", index_of },
  { "string.lastIndexOf(string) -> int", last_index_of },
  { "string.lastIndexOf(string, int) -> int", last_index_of },
  { "list(string).join() -> string", join },
  { "list(string).join(string) -> string", join },
  { "string.lowerAscii() -> string", lower_ascii },
  { "string.upperAscii() -> string", upper_ascii },
  { "string.replace(string, string) -> string", replace },
  { "string.replace(string, string, int) -> string", replace },
  { "string.reverse() -> string", reverse },
  { "string.split(string) -> list(string)", split },
  { "string.split(string, int) -> list(string)", split },
  { "string.substring(int) -> string", substring },
  { "string.substring(int, int) -> string", substring },
  { "string.trim() -> string", trim },
  { "strings.quote(string) -> string", quote },
  { NULL },
};
