/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-function-private.h"

G_BEGIN_DECLS

/* What the function tables share. Text in expressions is counted in code points. */

/* Memory for a result, paid for. NULL, with the error set, when the evaluation may not have it. */
void *_cem_cel_alloc (CemCelFrame *frame,
                      gsize size);

/* A list of @n items that lie in the arena already. */
CemDatum _cem_cel_list_take (CemCelFrame *frame,
                             const CemDatum *items,
                             gsize n);

/* A string that is copied into the arena. */
CemDatum _cem_cel_string_copy (CemCelFrame *frame,
                               const char *text,
                               gsize length);

/* Takes the error of something that is not part of the language proper. */
CemDatum _cem_cel_fail_with (CemCelFrame *frame,
                             GError *error);

static inline CemDatum
_cem_cel_type_datum (const char *name)
{
  return (CemDatum){ .kind = CEM_KIND_TYPE, .n = (gint32) strlen (name), .v.s = name };
}

static inline gsize
_cem_cel_count_chars (const CemDatum *text)
{
  gsize n = 0;

  for (gint32 i = 0; i < text->n; i++)
    n += ((guchar) text->v.s[i] & 0xc0) != 0x80;
  return n;
}

/* The byte at which code point @index begins; the end of the text when there are not so many. */
static inline gsize
_cem_cel_find_char (const CemDatum *text,
                    gsize index)
{
  gsize length = (gsize) text->n;
  gsize i = 0;

  while (i < length && index > 0)
    {
      i++;
      while (i < length && ((guchar) text->v.s[i] & 0xc0) == 0x80)
        i++;
      index--;
    }

  return i;
}

/* The first place where @needle occurs in @text, or NULL; in linear time. */
const char *_cem_cel_find_text (const char *text,
                                gsize length,
                                const char *needle,
                                gsize needle_length);

/* As string() does for doubles: the shortest digits, with an exponent below 1e-4 and from 1e6. */
gsize _cem_cel_format_double (double value,
                              char buffer[G_ASCII_DTOSTR_BUF_SIZE]);

/* As string() does. FALSE when there is no such conversion (or with the error set, for bytes that
 * are not UTF-8): then @result is the error. */
gboolean _cem_cel_to_string (CemCelFrame *frame,
                             const CemDatum *datum,
                             CemDatum *result);

/* "format" of the strings extension. */
CemDatum _cem_cel_format (CemCelFrame *frame,
                          const CemDatum *args,
                          guint n_args);

/* White space as Unicode has it. */
gboolean _cem_cel_is_space (gunichar c);

/* Of the business functions. */
CemDatum _cem_cel_text_lower (CemCelFrame *frame,
                               const CemDatum *args,
                               guint n_args);
CemDatum _cem_cel_text_upper (CemCelFrame *frame,
                               const CemDatum *args,
                               guint n_args);
CemDatum _cem_cel_text_equals_ignore_case (CemCelFrame *frame,
                                            const CemDatum *args,
                                            guint n_args);
CemDatum _cem_cel_text_contains_ignore_case (CemCelFrame *frame,
                                              const CemDatum *args,
                                              guint n_args);
CemDatum _cem_cel_text_contains_any (CemCelFrame *frame,
                                      const CemDatum *args,
                                      guint n_args);
CemDatum _cem_cel_text_is_blank (CemCelFrame *frame,
                                  const CemDatum *args,
                                  guint n_args);
CemDatum _cem_cel_text_digits (CemCelFrame *frame,
                                const CemDatum *args,
                                guint n_args);
CemDatum _cem_cel_text_pad_start (CemCelFrame *frame,
                                   const CemDatum *args,
                                   guint n_args);
CemDatum _cem_cel_text_pad_end (CemCelFrame *frame,
                                 const CemDatum *args,
                                 guint n_args);
CemDatum _cem_cel_text_truncate (CemCelFrame *frame,
                                  const CemDatum *args,
                                  guint n_args);

G_END_DECLS
