/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"

#include <libintl.h>
#include <stdlib.h>
#include <string.h>

/* Words are BEGIN text (SEPARATOR argument)* END, where an argument may be words. */
#define BEGIN '\036'
#define SEPARATOR '\037'
#define END '\035'

#define MAX_ARGUMENTS 12
#define MAX_DEPTH 8

/* --- translations ---*/

static gpointer
bind_domain (gpointer data)
{
  /* For a program that is run where it was built; never for one with more rights than its user. */
  const char *folder = secure_getenv ("CEM_LOCALE_DIR");

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  return NULL;
}

const char *
_cem_gettext (const char *text)
{
  static GOnce once = G_ONCE_INIT;

  g_once (&once, bind_domain, NULL);
  return text[0] != '\0' ? g_dgettext (GETTEXT_PACKAGE, text) : text;
}

/* --- making words ---*/

/* A va_list that functions can go on in. */
typedef struct
{
  va_list list;
} Arguments;

static void
skip_width (const char **p,
            GString *spec,
            Arguments *args)
{
  for (; **p != '\0' && strchr ("-+ #0123456789.*", **p) != NULL; *p += 1)
    if (**p == '*')
      g_string_append_printf (spec, "%d", va_arg (args->list, int));
    else
      g_string_append_c (spec, **p);
}

static char *
format_integer (const char *spec,
                int n_longs,
                Arguments *args)
{
  g_autofree char *format = g_strdup_printf ("%.*sll%c", (int) strlen (spec) - 1, spec,
                                             spec[strlen (spec) - 1]);
  const gboolean is_signed = strchr ("di", spec[strlen (spec) - 1]) != NULL;
  long long value = 0;

  if (n_longs >= 2)
    value = va_arg (args->list, long long);
  else if (n_longs == 1)
    value = is_signed ? va_arg (args->list, long) : (long long) va_arg (args->list, unsigned long);
  else
    value = is_signed ? va_arg (args->list, int) : (long long) va_arg (args->list, unsigned int);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, value);
#pragma GCC diagnostic pop
}

/* The text of the argument for the conversion after a “%”, which @p is moved behind. */
static char *
take_argument (const char **p,
               Arguments *args)
{
  g_autoptr (GString) spec = g_string_new ("%");
  int n_longs = 0;

  skip_width (p, spec, args);
  for (; **p == 'l' || **p == 'z'; *p += 1)
    n_longs++;
  g_string_append_c (spec, **p);
  *p += 1;

  switch (spec->str[spec->len - 1])
    {
    case 'd':
    case 'i':
    case 'u':
    case 'x':
      return format_integer (spec->str, n_longs, args);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    case 'c':
      return g_strdup_printf (spec->str, va_arg (args->list, int));
    case 'f':
    case 'g':
      return g_strdup_printf (spec->str, va_arg (args->list, double));
    case 's':
      return g_strdup_printf (spec->str, va_arg (args->list, const char *));
#pragma GCC diagnostic pop
    default:
      g_assert_not_reached ();
    }
}

/* Where the words at @words end; NULL when they are none. */
static const char *
find_end (const char *words)
{
  guint depth = 0;

  if (*words != BEGIN)
    return NULL;
  for (const char *p = words; *p != '\0'; p++)
    {
      depth += *p == BEGIN;
      depth -= *p == END;
      if (depth == 0)
        return p + 1;
    }

  return NULL;
}

/* Data cannot pretend to be the frame that it is put into. */
static void
append_argument (GString *out,
                 const char *text)
{
  const char *end = find_end (text);
  const gsize start = out->len;

  if (end != NULL && *end == '\0')
    {
      g_string_append (out, text);
      return;
    }

  g_string_append (out, text);
  for (char *p = out->str + start; *p != '\0'; p++)
    if (*p == BEGIN || *p == SEPARATOR || *p == END)
      *p = ' ';
}

char *
_cem_words_new_valist (const char *text,
                       va_list args)
{
  GString *out = g_string_new (CEM_WORDS_BEGIN);
  Arguments arguments;

  va_copy (arguments.list, args);
  g_string_append (out, text);
  for (const char *p = strchr (text, '%'); p != NULL; p = strchr (p, '%'))
    {
      g_autofree char *argument = NULL;

      p++;
      if (*p == '%')
        {
          p++;
          continue;
        }
      argument = take_argument (&p, &arguments);
      g_string_append_c (out, SEPARATOR);
      append_argument (out, argument);
    }
  va_end (arguments.list);

  g_string_append_c (out, END);
  return g_string_free (out, FALSE);
}

char *
_cem_words_new (const char *text,
                ...)
{
  char *words = NULL;
  va_list args;

  va_start (args, text);
  words = _cem_words_new_valist (text, args);
  va_end (args);
  return words;
}

/* --- saying them ---*/

static void say (GString *out,
                 const char *words,
                 gsize length,
                 gboolean translate,
                 guint depth);

/* Puts the arguments in the places of the conversions, which a translation may number. */
static void
fill_in (GString *out,
         const char *text,
         char **arguments,
         guint n_arguments,
         gboolean translate,
         guint depth)
{
  guint next = 0;

  while (*text != '\0')
    {
      const gsize plain = strcspn (text, "%");
      char *end = NULL;
      guint64 number = 0;

      g_string_append_len (out, text, (gssize) plain);
      text += plain;
      if (*text == '\0')
        return;
      if (text[1] == '%')
        {
          g_string_append_c (out, '%');
          text += 2;
          continue;
        }

      number = g_ascii_strtoull (text + 1, &end, 10);
      if (end > text + 1 && *end == '$' && number > 0)
        next = (guint) number - 1;
      text += strcspn (text, "diuxcfgs");
      text += *text != '\0';
      if (next < n_arguments)
        say (out, arguments[next], strlen (arguments[next]), translate, depth + 1);
      next++;
    }
}

/* The parts of what stands between BEGIN and END: the text, then the arguments. */
static char **
split (const char *inner,
       gsize length)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  const char *start = inner;
  guint depth = 0;

  for (const char *p = inner; p < inner + length; p++)
    {
      depth += *p == BEGIN;
      depth -= depth > 0 && *p == END;
      if (*p == SEPARATOR && depth == 0 && parts->len < MAX_ARGUMENTS)
        {
          g_ptr_array_add (parts, g_strndup (start, (gsize) (p - start)));
          start = p + 1;
        }
    }

  g_ptr_array_add (parts, g_strndup (start, (gsize) (inner + length - start)));
  g_ptr_array_add (parts, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&parts), FALSE);
}

static void
say (GString *out,
     const char *words,
     gsize length,
     gboolean translate,
     guint depth)
{
  g_auto (GStrv) parts = NULL;

  if (depth > MAX_DEPTH || length < 2 || words[0] != BEGIN || words[length - 1] != END)
    {
      g_string_append_len (out, words, (gssize) length);
      return;
    }

  parts = split (words + 1, length - 2);
  fill_in (out, translate ? _cem_gettext (parts[0]) : parts[0], parts + 1, g_strv_length (parts + 1),
           translate, depth);
}

char *
_cem_words_say (const char *words)
{
  GString *out = g_string_new (NULL);

  say (out, words, strlen (words), TRUE, 0);
  return g_string_free (out, FALSE);
}

char *
_cem_words_say_in_english (const char *words)
{
  GString *out = g_string_new (NULL);

  say (out, words, strlen (words), FALSE, 0);
  return g_string_free (out, FALSE);
}

char *
_cem_words_format (const char *text,
                   ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, text);
  words = _cem_words_new_valist (text, args);
  va_end (args);
  return _cem_words_say (words);
}
