/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>
#include <string.h>

static void write_node (GString *out,
                        JsonNode *node,
                        guint indent,
                        gboolean pretty);

static void
start_line (GString *out,
            guint indent,
            gboolean pretty)
{
  if (!pretty)
    return;

  g_string_append_c (out, '\n');
  for (guint i = 0; i < indent; i++)
    g_string_append (out, "  ");
}

static void
write_text (GString *out,
            const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_printf (out, "\\%c", *p);
      else if (*p == '\n')
        g_string_append (out, "\\n");
      else if ((guchar) *p < 0x20 || *p == 0x7f)
        g_string_append_printf (out, "\\u%04x", (guint) (guchar) *p);
      else
        g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* The shortest digits that read back as the same number; the tree's own writer has always 17. */
static void
write_double (GString *out,
              double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint digits = 15; digits <= 17; digits++)
    {
      char format[] = "%.15g";

      format[3] = (char) ('0' + digits - 10);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  g_string_append (out, buffer);
  if (strpbrk (buffer, ".en") == NULL)
    g_string_append (out, ".0");
}

static void
write_object (GString *out,
              JsonObject *object,
              guint indent,
              gboolean pretty)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;
  guint n = 0;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (n++ > 0)
        g_string_append_c (out, ',');
      start_line (out, indent + 1, pretty);
      write_text (out, name);
      g_string_append (out, pretty ? ": " : ":");
      write_node (out, member, indent + 1, pretty);
    }
  if (n > 0)
    start_line (out, indent, pretty);
  g_string_append_c (out, '}');
}

static void
write_array (GString *out,
             JsonArray *array,
             guint indent,
             gboolean pretty)
{
  const guint n = json_array_get_length (array);

  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      start_line (out, indent + 1, pretty);
      write_node (out, json_array_get_element (array, i), indent + 1, pretty);
    }
  if (n > 0)
    start_line (out, indent, pretty);
  g_string_append_c (out, ']');
}

static void
write_node (GString *out,
            JsonNode *node,
            guint indent,
            gboolean pretty)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (out, json_node_get_object (node), indent, pretty);
  else if (JSON_NODE_HOLDS_ARRAY (node))
    write_array (out, json_node_get_array (node), indent, pretty);
  else if (JSON_NODE_HOLDS_NULL (node))
    g_string_append (out, "null");
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    write_text (out, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    write_double (out, json_node_get_double (node));
  else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

char *
_cem_tool_write_json (JsonNode *node,
                      gboolean pretty)
{
  GString *out = g_string_new (NULL);

  write_node (out, node, 0, pretty);
  return g_string_free (out, FALSE);
}

/* Through the library's own reader: duplicate members and numbers that do not fit are errors. */
JsonNode *
_cem_tool_read_json (CemTool *self,
                     const char *path,
                     int *code)
{
  g_autofree char *text = NULL;
  g_autoptr (CemValue) value = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (g_str_equal (path, "-") ? "/dev/stdin" : path, &text, NULL, &error))
    {
      *code = _cem_tool_fail (self, NULL, error);
      return NULL;
    }

  value = cem_value_new_from_text (text, &error);
  if (value != NULL)
    return cem_value_to_json (value);

  g_prefix_error (&error, "%s: ", path);
  *code = _cem_tool_fail (self, NULL, error);
  return NULL;
}

JsonObject *
_cem_tool_new_object (void)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "schema", 1);
  return object;
}

void
_cem_tool_print_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  _cem_tool_print_json (node);
}

JsonArray *
_cem_tool_items_to_json (CemStoreList *list,
                         guint n)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemStoreItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      json_array_add_element (array, cem_store_item_to_json (item));
    }

  return array;
}

JsonObject *
_cem_tool_list_to_json (CemStoreList *list,
                        guint n,
                        const char *member)
{
  JsonObject *object = _cem_tool_new_object ();

  json_object_set_int_member (object, "total", g_list_model_get_n_items (G_LIST_MODEL (list)));
  json_object_set_array_member (object, member, _cem_tool_items_to_json (list, n));
  return object;
}

void
_cem_tool_print_json (JsonNode *node)
{
  g_autofree char *text = _cem_tool_write_json (node, TRUE);

  json_node_unref (node);
  puts (text);
}
