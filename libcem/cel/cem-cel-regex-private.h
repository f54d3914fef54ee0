/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Regular expressions of the language: the syntax of RE2, run by PCRE2. What RE2 lacks because it
 * cannot be matched in linear time (look-around, back references, possessive and atomic groups) is
 * refused by name. PCRE2 backtracks, so steps, depth and memory are bounded: a match that would
 * take longer is an error of the code CEM_ERROR_LIMIT, never a wrong answer and never a hang.
 *
 * A compiled expression never changes and may be used by several threads. */
typedef struct _CemCelRegex CemCelRegex;

CemCelRegex *_cem_cel_regex_compile (const char *pattern,
                                     gsize length,
                                     GError **error);
void _cem_cel_regex_free (CemCelRegex *self);

/* Whether the expression matches anywhere in @text, which is valid UTF-8. FALSE on an error. */
gboolean _cem_cel_regex_match (const CemCelRegex *self,
                               const char *text,
                               gsize length,
                               gboolean *matched,
                               GError **error);

/* The same for a pattern that is not known before: each thread keeps the last few. */
gboolean _cem_cel_regex_match_text (const char *pattern,
                                    gsize pattern_length,
                                    const char *text,
                                    gsize length,
                                    gboolean *matched,
                                    GError **error);

/* Translates from RE2's syntax to PCRE2's. */
gboolean _cem_cel_regex_translate (const char *pattern,
                                   gsize length,
                                   GString *out,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemCelRegex, _cem_cel_regex_free)

G_END_DECLS
