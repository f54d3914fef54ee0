/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"

/* The text helpers of the business functions, which are described there. */

#define MAX_PAD 10000

static CemDatum
change_case (CemCelFrame *frame,
             const CemDatum *text,
             gunichar (*change) (gunichar))
{
  const char *end = text->v.s + text->n;
  gsize length = 0;
  char *copy = NULL;
  char *out = NULL;

  /* A letter's other case may take more bytes. */
  for (const char *p = text->v.s; p < end; p = g_utf8_next_char (p))
    length += (gsize) g_unichar_to_utf8 (change (g_utf8_get_char (p)), NULL);

  copy = out = _cem_cel_alloc (frame, length);
  if (copy == NULL)
    return _cem_cel_failed ();

  for (const char *p = text->v.s; p < end; p = g_utf8_next_char (p))
    {
      char letter[6];
      gint n = g_unichar_to_utf8 (change (g_utf8_get_char (p)), letter);

      memcpy (out, letter, (gsize) n);
      out += n;
    }

  return _cem_datum_string (copy, length);
}

CemDatum
_cem_cel_text_lower (CemCelFrame *frame,
                     const CemDatum *args,
                     guint n_args)
{
  return change_case (frame, &args[0], g_unichar_tolower);
}

CemDatum
_cem_cel_text_upper (CemCelFrame *frame,
                     const CemDatum *args,
                     guint n_args)
{
  return change_case (frame, &args[0], g_unichar_toupper);
}

/* By way of the upper case, letters with two lower cases are one. */
static inline gunichar
fold (gunichar c)
{
  if (c < 0x80)
    return (gunichar) (guchar) g_ascii_tolower ((char) c);
  return g_unichar_tolower (g_unichar_toupper (c));
}

/* The length in @text of what equals @start of it but for the case; -1 when it does not. */
static gssize
match_start (const char *text,
             const char *end,
             const CemDatum *start)
{
  const char *p = text;
  const char *q = start->v.s;
  const char *q_end = q + start->n;

  while (q < q_end)
    {
      if (p >= end || fold (g_utf8_get_char (p)) != fold (g_utf8_get_char (q)))
        return -1;
      p = g_utf8_next_char (p);
      q = g_utf8_next_char (q);
    }

  return p - text;
}

CemDatum
_cem_cel_text_equals_ignore_case (CemCelFrame *frame,
                                  const CemDatum *args,
                                  guint n_args)
{
  if (!_cem_cel_charge (frame, (gsize) args[0].n / 4))
    return _cem_cel_failed ();
  return _cem_datum_bool (match_start (args[0].v.s, args[0].v.s + args[0].n, &args[1]) ==
                          args[0].n);
}

CemDatum
_cem_cel_text_contains_ignore_case (CemCelFrame *frame,
                                    const CemDatum *args,
                                    guint n_args)
{
  CemDatum text = { 0 }, part = { 0 };

  text = change_case (frame, &args[0], fold);
  if (text.kind == CEM_KIND_ERROR)
    return text;
  part = change_case (frame, &args[1], fold);
  if (part.kind == CEM_KIND_ERROR)
    return part;

  return _cem_datum_bool (_cem_cel_find_text (text.v.s, (gsize) text.n,
                                              part.v.s, (gsize) part.n) != NULL);
}

CemDatum
_cem_cel_text_contains_any (CemCelFrame *frame,
                            const CemDatum *args,
                            guint n_args)
{
  const CemList *list = args[1].v.list;

  for (guint i = 0; i < list->n; i++)
    {
      const CemDatum *part = &list->items[i];

      if (part->kind != CEM_KIND_STRING)
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "no such overload: containsAny() takes "
                              "a list of strings, and item %u is of type %s", i,
                              _cem_kind_get_name (part->kind));
      if (!_cem_cel_charge (frame, 1 + (gsize) args[0].n / 16))
        return _cem_cel_failed ();
      if (_cem_cel_find_text (args[0].v.s, (gsize) args[0].n, part->v.s, (gsize) part->n) != NULL)
        return _cem_datum_bool (TRUE);
    }

  return _cem_datum_bool (FALSE);
}

CemDatum
_cem_cel_text_is_blank (CemCelFrame *frame,
                        const CemDatum *args,
                        guint n_args)
{
  const char *end = args[0].v.s + args[0].n;

  for (const char *p = args[0].v.s; p < end; p = g_utf8_next_char (p))
    if (!_cem_cel_is_space (g_utf8_get_char (p)))
      return _cem_datum_bool (FALSE);

  return _cem_datum_bool (TRUE);
}

CemDatum
_cem_cel_text_digits (CemCelFrame *frame,
                      const CemDatum *args,
                      guint n_args)
{
  char *copy = _cem_cel_alloc (frame, (gsize) args[0].n);
  gsize n = 0;

  if (copy == NULL)
    return _cem_cel_failed ();

  for (gint32 i = 0; i < args[0].n; i++)
    if (g_ascii_isdigit (args[0].v.s[i]))
      copy[n++] = args[0].v.s[i];

  return _cem_datum_string (copy, n);
}

static CemDatum
pad (CemCelFrame *frame,
     const CemDatum *args,
     gboolean at_start)
{
  const CemDatum *text = &args[0], *fill = &args[2];
  gint64 missing = args[1].v.i - (gint64) _cem_cel_count_chars (text);
  gsize fill_length = 0;
  char *copy = NULL;

  if (_cem_cel_count_chars (fill) != 1)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "padStart() and padEnd() fill with exactly one character");
  if (args[1].v.i > MAX_PAD)
    return _cem_cel_fail (frame, CEM_ERROR_LIMIT,
                          "padStart() and padEnd() fill up to at most %d characters", MAX_PAD);
  if (missing <= 0)
    return *text;

  fill_length = (gsize) missing * (gsize) fill->n;
  copy = _cem_cel_alloc (frame, fill_length + (gsize) text->n);
  if (copy == NULL)
    return _cem_cel_failed ();

  memcpy (copy + (at_start ? fill_length : 0), text->v.s, (gsize) text->n);
  for (gsize i = 0; i < (gsize) missing; i++)
    memcpy (copy + (at_start ? 0 : text->n) + i * (gsize) fill->n, fill->v.s, (gsize) fill->n);
  return _cem_datum_string (copy, fill_length + (gsize) text->n);
}

CemDatum
_cem_cel_text_pad_start (CemCelFrame *frame,
                         const CemDatum *args,
                         guint n_args)
{
  return pad (frame, args, TRUE);
}

CemDatum
_cem_cel_text_pad_end (CemCelFrame *frame,
                       const CemDatum *args,
                       guint n_args)
{
  return pad (frame, args, FALSE);
}

CemDatum
_cem_cel_text_truncate (CemCelFrame *frame,
                        const CemDatum *args,
                        guint n_args)
{
  if (args[1].v.i < 0)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "truncate() to a negative number of characters");
  return _cem_datum_string (args[0].v.s, _cem_cel_find_char (&args[0], (gsize) args[1].v.i));
}
