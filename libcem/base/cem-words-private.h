/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* Texts for people are in the language of the locale; what the store keeps must not be. So a text that may
 * be kept is *words*: an English text that is looked up in the translations, together with its arguments,
 * and with the words that stand in it. Any other text is words as well, which nobody translates. Words end
 * where what has just been made of them is shown. */

#define CEM_WORDS_BEGIN "\036"
#define CEM_WORDS_END "\035"

/* Marks a text for translation where it stands. */
#define N_(text) (text)

/* Words without arguments, which may be an argument of others. */
#define W_(text) CEM_WORDS_BEGIN text CEM_WORDS_END

/* An argument of “%s” that is words itself is said in the same language; all else is data. Only integers,
 * characters, doubles and strings. */
char *_cem_words_new (const char *text,
                      ...) G_GNUC_PRINTF (1, 2) G_GNUC_WARN_UNUSED_RESULT;
char *_cem_words_new_valist (const char *text,
                             va_list args) G_GNUC_PRINTF (1, 0) G_GNUC_WARN_UNUSED_RESULT;

/* In the language of the locale. */
char *_cem_words_say (const char *words) G_GNUC_WARN_UNUSED_RESULT;
char *_cem_words_say_in_english (const char *words) G_GNUC_WARN_UNUSED_RESULT;

/* Words, said at once. */
char *_cem_words_format (const char *text,
                         ...) G_GNUC_PRINTF (1, 2) G_GNUC_WARN_UNUSED_RESULT;

/* A translation of a text without arguments. */
const char *_cem_gettext (const char *text) G_GNUC_FORMAT (1);

/* An error of libcem: its message is said, and its words are kept. @text is marked by this. */
void _cem_set_error (GError **error,
                     int code,
                     const char *text,
                     ...) G_GNUC_PRINTF (3, 4);

void _cem_set_error_words (GError **error,
                           int code,
                           const char *words);

/* Of an error of any kind: its message where it has none. */
const char *_cem_error_get_words (const GError *error);
/* For what programs keep, or compare. */
char *_cem_error_dup_english (const GError *error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
