/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"

typedef struct
{
  char *words; /* (nullable): what the message says, in no language yet */
} CemErrorPrivate;

/* G_DEFINE_EXTENDED_ERROR does this as well, but names the domain after the type, which is not what
 * error domains are called elsewhere. */
static CemErrorPrivate *
get_private (const GError *error)
{
  const gsize unit = 2 * sizeof (gsize);
  const gsize size = (sizeof (CemErrorPrivate) + unit - 1) / unit * unit;

  return (CemErrorPrivate *) (void *) ((guint8 *) error - size);
}

static void
init_private (GError *error)
{
}

static void
copy_private (const GError *from,
              GError *to)
{
  get_private (to)->words = g_strdup (get_private (from)->words);
}

static void
clear_private (GError *error)
{
  g_free (get_private (error)->words);
}

/**
 * cem_error_quark:
 *
 * Gets the quark of libcem's error domain.
 *
 * Returns: the quark
 *
 * Since: 0.1
 */
GQuark
cem_error_quark (void)
{
  static gsize quark = 0;

  if (g_once_init_enter (&quark))
    g_once_init_leave (&quark, g_error_domain_register_static ("cem-error-quark", sizeof (CemErrorPrivate),
                                                               init_private, copy_private,
                                                               clear_private));

  return (GQuark) quark;
}

void
_cem_set_error_words (GError **error,
                      int code,
                      const char *words)
{
  g_autofree char *message = NULL;
  GError *made = NULL;

  if (error == NULL)
    return;

  message = _cem_words_say (words);
  made = g_error_new_literal (CEM_ERROR, code, message);
  get_private (made)->words = g_strdup (words);
  g_propagate_error (error, made);
}

void
_cem_set_error (GError **error,
                int code,
                const char *text,
                ...)
{
  g_autofree char *words = NULL;
  va_list args;

  if (error == NULL)
    return;

  va_start (args, text);
  words = _cem_words_new_valist (text, args);
  va_end (args);
  _cem_set_error_words (error, code, words);
}

const char *
_cem_error_get_words (const GError *error)
{
  if (error->domain == CEM_ERROR && get_private (error)->words != NULL)
    return get_private (error)->words;

  return error->message;
}

char *
_cem_error_dup_english (const GError *error)
{
  return _cem_words_say_in_english (_cem_error_get_words (error));
}
