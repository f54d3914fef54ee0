/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-regex-private.h"

#include <libcem/cem-error.h>

#define MAX_REPEAT 1000

typedef struct
{
  const char *start;
  const char *p;
  const char *end;
  GString *out;
  gboolean can_repeat; /* whether a repetition may follow */
  GError **error;
} Translator;

G_GNUC_PRINTF (2, 3)
static gboolean
fail (Translator *self,
      const char *format,
      ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (self->error, CEM_ERROR, CEM_ERROR_SYNTAX,
               "regular expression, at character %ld: %s",
               g_utf8_pointer_to_offset (self->start, self->p) + 1, what);
  return FALSE;
}

static inline gboolean
at (Translator *self,
    const char *text)
{
  gsize length = strlen (text);

  return (gsize) (self->end - self->p) >= length && memcmp (self->p, text, length) == 0;
}

static inline void
copy (Translator *self,
      gsize n)
{
  g_string_append_len (self->out, self->p, (gssize) n);
  self->p += n;
}

/* --- Escapes --- */

/* "\pN", "\p{Greek}", "\P{^Lu}". */
static gboolean
translate_property (Translator *self)
{
  const char *close = NULL;

  if (self->end - self->p < 3)
    return fail (self, "“\\p” needs the name of a class, such as \\p{L}");
  if (self->p[2] != '{')
    {
      if (!g_ascii_isalpha (self->p[2]))
        return fail (self, "“\\p” needs the name of a class, such as \\p{L}");
      copy (self, 3);
      return TRUE;
    }

  close = memchr (self->p, '}', (gsize) (self->end - self->p));
  if (close == NULL)
    return fail (self, "“\\p{” without “}”");

  copy (self, (gsize) (close + 1 - self->p));
  return TRUE;
}

static gboolean
append_code (Translator *self,
             guint code)
{
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return fail (self, "there is no character with the number %x", code);

  g_string_append_printf (self->out, "\\x{%x}", code);
  return TRUE;
}

/* "\x7F" and "\x{10FFFF}". */
static gboolean
translate_hex (Translator *self)
{
  const char *p = self->p + 2;
  gboolean braces = p < self->end && *p == '{';
  guint code = 0;
  guint n = 0;

  if (braces)
    p++;
  for (; p < self->end && g_ascii_isxdigit (*p) && n < (braces ? 8u : 2u); p++, n++)
    code = code * 16 + (guint) g_ascii_xdigit_value (*p);
  if (n == 0 || (!braces && n != 2) || (braces && (p == self->end || *p != '}')))
    return fail (self, "“\\x” needs two hexadecimal digits, or some in braces");
  if (!append_code (self, code))
    return FALSE;

  self->p = p + (braces ? 1 : 0);
  return TRUE;
}

/* "\0", "\012", "\141". What could be a back reference is none. */
static gboolean
translate_octal (Translator *self)
{
  const char *p = self->p + 1;
  guint code = 0;

  if (*p != '0' && (self->end - p < 2 || p[1] < '0' || p[1] > '7'))
    return fail (self, "back references are not supported");

  for (guint n = 0; p < self->end && n < 3 && *p >= '0' && *p <= '7'; p++, n++)
    code = code * 8 + (guint) (*p - '0');
  if (!append_code (self, code))
    return FALSE;

  self->p = p;
  return TRUE;
}

/* An escape that means the same inside and outside of a class. */
static gboolean
translate_common_escape (Translator *self)
{
  char c = self->p[1];

  if (c != '\0' && strchr ("dDwWafnrt", c) != NULL)
    {
      copy (self, 2);
      return TRUE;
    }
  if (c == 'v')
    {
      g_string_append (self->out, "\\x0b");
      self->p += 2;
      return TRUE;
    }
  if (c == 'x')
    return translate_hex (self);
  if (c == 'p' || c == 'P')
    return translate_property (self);
  if (c >= '0' && c <= '7')
    return translate_octal (self);
  if ((guchar) c < 0x80 && g_ascii_ispunct (c))
    {
      copy (self, 2);
      return TRUE;
    }
  if (c == '8' || c == '9' || c == 'k' || c == 'g')
    return fail (self, "back references are not supported");

  return fail (self, "the escape “\\%c” is not supported",
               g_ascii_isprint (c) ? c : '?');
}

static gboolean
translate_quoted (Translator *self)
{
  self->p += 2;
  while (self->p < self->end && !at (self, "\\E"))
    {
      if ((guchar) *self->p < 0x80 && g_ascii_ispunct (*self->p))
        g_string_append_c (self->out, '\\');
      g_string_append_c (self->out, *self->p++);
    }

  if (self->p < self->end)
    self->p += 2;
  return TRUE;
}

static gboolean
translate_escape (Translator *self)
{
  if (self->end - self->p < 2)
    return fail (self, "the pattern ends with a backslash");

  self->can_repeat = TRUE;
  switch (self->p[1])
    {
    case 'A':
    case 'b':
    case 'B':
    case 'z':
      copy (self, 2);
      return TRUE;
    case 'Q':
      return translate_quoted (self);
    case 's':
      g_string_append (self->out, "[\\t\\n\\f\\r ]");
      self->p += 2;
      return TRUE;
    case 'S':
      g_string_append (self->out, "[^\\t\\n\\f\\r ]");
      self->p += 2;
      return TRUE;
    default:
      return translate_common_escape (self);
    }
}

/* --- Classes --- */

static gboolean
translate_named_class (Translator *self)
{
  static const char *const names[] = {
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
    "lower", "print", "punct", "space", "upper", "word", "xdigit",
  };
  const char *name = self->p + 2;

  if (*name == '^')
    name++;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      gsize length = strlen (names[i]);

      if ((gsize) (self->end - name) >= length + 2 && memcmp (name, names[i], length) == 0 &&
          memcmp (name + length, ":]", 2) == 0)
        {
          copy (self, (gsize) (name + length + 2 - self->p));
          return TRUE;
        }
    }

  return fail (self, "an unknown class of characters “[:…:]”");
}

static gboolean
translate_class_item (Translator *self)
{
  if (at (self, "[:"))
    return translate_named_class (self);
  if (*self->p == '[')
    {
      g_string_append (self->out, "\\[");
      self->p++;
      return TRUE;
    }
  if (*self->p != '\\')
    {
      copy (self, 1);
      return TRUE;
    }
  if (self->end - self->p < 2)
    return fail (self, "the pattern ends with a backslash");
  if (self->p[1] == 's')
    {
      g_string_append (self->out, "\\t\\n\\f\\r ");
      self->p += 2;
      return TRUE;
    }
  if (self->p[1] == 'S')
    {
      copy (self, 2);
      return TRUE;
    }

  return translate_common_escape (self);
}

static gboolean
translate_class (Translator *self)
{
  const char *open = self->p;

  copy (self, 1);
  if (self->p < self->end && *self->p == '^')
    copy (self, 1);
  if (self->p < self->end && *self->p == ']')
    {
      g_string_append (self->out, "\\]");
      self->p++;
    }

  while (self->p < self->end && *self->p != ']')
    if (!translate_class_item (self))
      return FALSE;

  if (self->p == self->end)
    {
      self->p = open;
      return fail (self, "“[” without “]”");
    }

  copy (self, 1);
  self->can_repeat = TRUE;
  return TRUE;
}

/* --- Groups and repetitions --- */

/* "(?i)", "(?s-i:". */
static gboolean
translate_flags (Translator *self)
{
  const char *p = self->p + 2;
  gboolean negated = FALSE;
  guint n = 0;

  for (; p < self->end && *p != ')' && *p != ':'; p++)
    {
      if (*p == '-' && !negated)
        {
          negated = TRUE;
          n = 0;
          continue;
        }
      if (*p == '\0' || strchr ("imsU", *p) == NULL)
        return fail (self, "“(?%.*s” is not supported (no look-around, atomic groups, recursion, "
                     "conditions or comments)", (int) MIN (self->end - self->p - 2, 2),
                     self->p + 2);
      n++;
    }

  if (p == self->end || (negated && n == 0))
    return fail (self, "“(?” without its end");

  self->can_repeat = FALSE;
  copy (self, (gsize) (p + 1 - self->p));
  return TRUE;
}

static gboolean
translate_named_group (Translator *self,
                       gsize prefix)
{
  const char *p = self->p + prefix;
  const char *name = p;

  while (p < self->end && (g_ascii_isalnum (*p) || *p == '_'))
    p++;
  if (p == name || p == self->end || *p != '>' || p - name > 32 || g_ascii_isdigit (*name))
    return fail (self, "a group's name is of at most 32 letters, digits and “_”");

  /* Nothing refers to a group, so its name need not be kept; two may be the same then. */
  g_string_append_c (self->out, '(');
  self->p = p + 1;
  return TRUE;
}

static gboolean
translate_group (Translator *self)
{
  self->can_repeat = FALSE;
  if (at (self, "(*"))
    return fail (self, "nothing to repeat before “*”");
  if (!at (self, "(?"))
    {
      /* Without captures there is less to do. */
      g_string_append (self->out, "(?:");
      self->p++;
      return TRUE;
    }
  if (at (self, "(?:"))
    {
      copy (self, 3);
      return TRUE;
    }
  if (at (self, "(?P<"))
    return translate_named_group (self, 4);
  if (at (self, "(?<=") || at (self, "(?<!") || at (self, "(?=") || at (self, "(?!"))
    return fail (self, "look-ahead and look-behind are not supported");
  if (at (self, "(?<"))
    return translate_named_group (self, 3);

  return translate_flags (self);
}

/* The length of "{2}", "{2,}", "{2,5}" at p; 0 when it is no repetition but text. */
static gsize
measure_repetition (Translator *self,
                    guint *most)
{
  const char *p = self->p + 1;
  guint parts = 0;

  *most = 0;
  while (p < self->end)
    {
      guint value = 0;
      guint n = 0;

      for (; p < self->end && g_ascii_isdigit (*p); p++, n++)
        value = MIN (value * 10 + (guint) (*p - '0'), 100000);
      if (n == 0 && parts == 0)
        return 0;
      *most = MAX (*most, value);
      if (p == self->end)
        return 0;
      if (*p == '}')
        return (gsize) (p + 1 - self->p);
      if (*p != ',' || parts++ > 0)
        return 0;
      p++;
    }

  return 0;
}

static gboolean
translate_repetition (Translator *self)
{
  gsize length = 1;
  guint most = 0;

  if (*self->p == '{')
    {
      length = measure_repetition (self, &most);
      if (length == 0)
        {
          g_string_append (self->out, "\\{");
          self->p++;
          self->can_repeat = TRUE;
          return TRUE;
        }
      if (most > MAX_REPEAT)
        return fail (self, "more than %d repetitions", MAX_REPEAT);
    }

  if (!self->can_repeat)
    return fail (self, "nothing to repeat before “%.*s”", (int) length, self->p);
  copy (self, length);
  self->can_repeat = FALSE;

  if (self->p < self->end && *self->p == '?')
    copy (self, 1);
  else if (self->p < self->end && *self->p == '+')
    return fail (self, "possessive repetitions are not supported");
  return TRUE;
}

gboolean
_cem_cel_regex_translate (const char *pattern,
                          gsize length,
                          GString *out,
                          GError **error)
{
  Translator self = { pattern, pattern, pattern + length, out, FALSE, error };

  while (self.p < self.end)
    {
      gboolean good = TRUE;

      switch (*self.p)
        {
        case '\\':
          good = translate_escape (&self);
          break;
        case '[':
          good = translate_class (&self);
          break;
        case '(':
          good = translate_group (&self);
          break;
        case '*':
        case '+':
        case '?':
        case '{':
          good = translate_repetition (&self);
          break;
        case '|':
          self.can_repeat = FALSE;
          copy (&self, 1);
          break;
        case '\0':
          g_string_append (out, "\\x{0}");
          self.p++;
          self.can_repeat = TRUE;
          break;
        default:
          self.can_repeat = TRUE;
          copy (&self, 1);
        }

      if (!good)
        return FALSE;
    }

  return TRUE;
}
