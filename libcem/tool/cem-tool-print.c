/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const escapes[] = {
  [CEM_STYLE_PLAIN] = "",
  [CEM_STYLE_HEAD] = "\033[1m",
  [CEM_STYLE_DIM] = "\033[2m",
  [CEM_STYLE_GOOD] = "\033[32m",
  [CEM_STYLE_BAD] = "\033[31m",
};

static gboolean
has_colour (void)
{
  const char *term = g_getenv ("TERM");

  return isatty (STDOUT_FILENO) && g_getenv ("NO_COLOR") == NULL && g_strcmp0 (term, "dumb") != 0;
}

static void
put (CemStyle style,
     const char *text)
{
  const gsize length = strlen (text);
  const gsize line = g_str_has_suffix (text, "\n") ? length - 1 : length;

  if (style == CEM_STYLE_PLAIN || !has_colour ())
    {
      fputs (text, stdout);
      return;
    }

  /* A line ends plain, whatever comes after it. */
  fputs (escapes[style], stdout);
  fwrite (text, 1, line, stdout);
  fputs ("\033[0m", stdout);
  fputs (text + line, stdout);
}

/* Data come from strangers: what would move the cursor or change colours is replaced. */
static char *
clean (const char *text,
       gboolean one_line)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\n' && !one_line)
        g_string_append_c (out, '\n');
      else if (g_unichar_iscntrl (c) ||
               (g_unichar_type (c) == G_UNICODE_FORMAT && c != 0x200c && c != 0x200d))
        g_string_append (out, c == '\n' || c == '\t' ? " " : "\xef\xbf\xbd");
      else
        g_string_append_unichar (out, c);
    }

  return g_string_free (out, FALSE);
}

void
_cem_tool_print (CemStyle style,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  g_autofree char *cleaned = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  cleaned = clean (text, FALSE);
  put (style, cleaned);
}

/* --- tables ---*/

struct _CemTable
{
  guint n_columns;
  guint n_rows;
  GPtrArray *cells; /* the headers first */
};

CemTable *
_cem_table_new (const char *const *headers)
{
  CemTable *self = g_new0 (CemTable, 1);

  self->cells = g_ptr_array_new_with_free_func (g_free);
  for (; headers[self->n_columns] != NULL; self->n_columns++)
    g_ptr_array_add (self->cells, g_strdup (headers[self->n_columns]));

  return self;
}

void
_cem_table_free (CemTable *self)
{
  g_ptr_array_unref (self->cells);
  g_free (self);
}

void
_cem_table_add (CemTable *self,
                const char *first,
                ...)
{
  const char *cell = first;
  va_list arguments;

  va_start (arguments, first);
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_ptr_array_add (self->cells, clean (cell != NULL ? cell : "", TRUE));
      if (i + 1 < self->n_columns)
        cell = va_arg (arguments, const char *);
    }
  va_end (arguments);
  self->n_rows++;
}

guint
_cem_table_get_n_rows (CemTable *self)
{
  return self->n_rows;
}

static guint
get_width (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;

  return g_unichar_iswide (c) ? 2 : 1;
}

static guint
measure (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    width += get_width (g_utf8_get_char (p));

  return width;
}

/* The width of the terminal; nothing is cut where there is none. */
static guint
get_room (void)
{
  struct winsize size = { 0 };

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20)
    return G_MAXUINT;

  return size.ws_col;
}

static char *
cut (const char *text,
     guint room)
{
  const char *p = text;
  guint width = 0;

  if (measure (text) <= room)
    return g_strdup (text);

  while (*p != '\0' && width + get_width (g_utf8_get_char (p)) < room)
    {
      width += get_width (g_utf8_get_char (p));
      p = g_utf8_next_char (p);
    }

  return g_strdup_printf ("%.*s…", (int) (p - text), text);
}

static void
print_row (CemTable *self,
           guint row,
           const guint *widths,
           guint room)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *shown = NULL;

  for (guint i = 0; i < self->n_columns; i++)
    {
      const char *cell = self->cells->pdata[row * self->n_columns + i];

      g_string_append (line, cell);
      if (i + 1 < self->n_columns)
        for (guint pad = measure (cell); pad < widths[i] + 2; pad++)
          g_string_append_c (line, ' ');
    }

  g_strchomp (line->str);
  shown = cut (line->str, room);
  put (row == 0 ? CEM_STYLE_HEAD : CEM_STYLE_PLAIN, shown);
  put (CEM_STYLE_PLAIN, "\n");
}

void
_cem_table_print (CemTable *self)
{
  g_autofree guint *widths = g_new0 (guint, self->n_columns);
  const guint room = get_room ();

  for (guint i = 0; i < self->cells->len; i++)
    widths[i % self->n_columns] =
        MAX (widths[i % self->n_columns], measure (self->cells->pdata[i]));

  for (guint row = 0; row <= self->n_rows; row++)
    print_row (self, row, widths, room);
}

/* --- figures ---*/

char *
_cem_tool_format_time (const char *text)
{
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) local = time != NULL ? g_date_time_to_local (time) : NULL;

  if (local == NULL)
    return g_strdup (text != NULL ? text : "");

  return g_date_time_format (local, "%F %T");
}

char *
_cem_tool_format_count (double count)
{
  g_autofree char *digits = g_strdup_printf ("%.0f", count);
  GString *out = g_string_new (NULL);
  const gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (out, ',');
      g_string_append_c (out, digits[i]);
    }

  return g_string_free (out, FALSE);
}

char *
_cem_tool_format_bytes (double bytes)
{
  return g_format_size ((guint64) MAX (bytes, 0));
}

gboolean
_cem_tool_check_language (CemTool *self,
                          const char *option,
                          int *code)
{
  if (option == NULL || g_str_has_prefix (option, "en") || g_str_has_prefix (option, "zh"))
    return TRUE;

  *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Write en or zh"),
                            _ ("There is no language “%s”"), option);
  return FALSE;
}

const char *
_cem_tool_choose_language (const char *option)
{
  const char *name = option != NULL ? option : g_get_language_names ()[0];

  return g_str_has_prefix (name, "zh") ? "zh_CN" : "en";
}

const char *
_cem_tool_translate (const char *const *known,
                     const char *word)
{
  return g_strv_contains (known, word) ? _ (word) : word;
}

const char *
_cem_tool_get_text (JsonObject *object,
                    const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

gint64
_cem_tool_get_int (JsonObject *object,
                   const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;
}
