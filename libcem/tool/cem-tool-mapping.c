/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>
#include <string.h>

/* --- mappings for files ---*/

static void
print_diagnostics (CemDiagnostics *diagnostics)
{
  GListModel *list = G_LIST_MODEL (diagnostics);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (list, i);
      g_autofree char *text = cem_diagnostic_to_string (one);

      fprintf (stderr, "     %s\n", text);
    }
}

static CemMapping *
load_mapping (CemTool *self,
              const char *path,
              int *code)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  CemMapping *mapping = cem_mapping_load (file, diagnostics, NULL, &error);

  if (mapping != NULL)
    return mapping;

  *code = _cem_tool_fail (self, path, error);
  if (!self->json && cem_diagnostics_get_n_errors (diagnostics) > 1)
    print_diagnostics (diagnostics);
  return NULL;
}

GPtrArray *
_cem_tool_load_mappings (CemTool *self,
                         char **paths,
                         int *code)
{
  g_autoptr (GPtrArray) mappings = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      CemMapping *mapping = load_mapping (self, paths[i], code);

      if (mapping == NULL)
        return NULL;
      g_ptr_array_add (mappings, mapping);
    }

  return g_steal_pointer (&mappings);
}

static gboolean
looks_like_lines (const char *name)
{
  const char *const ends[] = { ".jsonl", ".ndjson", ".json", NULL };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, ".gz"))
    lower[strlen (lower) - 3] = '\0';
  for (guint i = 0; ends[i] != NULL; i++)
    if (g_str_has_suffix (lower, ends[i]))
      return TRUE;

  return FALSE;
}

CemMapping *
_cem_tool_choose_mapping (GPtrArray *mappings,
                          const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  if (looks_like_lines (name))
    return NULL;
  for (guint i = 0; i < mappings->len; i++)
    if (cem_mapping_accepts (mappings->pdata[i], name))
      return mappings->pdata[i];

  return NULL;
}

/* --- files in memory ---*/

GBytes *
_cem_tool_read_bytes (CemTool *self,
                      const char *path,
                      int *code)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (GMappedFile) mapped = g_file_peek_path (file) != NULL
                                     ? g_mapped_file_new (g_file_peek_path (file), FALSE, NULL)
                                     : NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = NULL;

  if (mapped != NULL && g_mapped_file_get_length (mapped) > 0)
    return g_mapped_file_get_bytes (mapped);

  bytes = g_file_load_bytes (file, NULL, NULL, &error);
  if (bytes == NULL)
    *code = _cem_tool_fail (self, path, error);
  return bytes;
}

GDateTime *
_cem_tool_find_earliest_row (CemMapping *mapping,
                             GBytes *sample)
{
  g_autoptr (JsonNode) preview = cem_mapping_preview (mapping, sample, 100, NULL);
  JsonArray *rows = NULL;
  GDateTime *earliest = NULL;

  if (preview == NULL)
    return NULL;

  rows = json_object_get_array_member (json_node_get_object (preview), "rows");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonArray *events =
        json_object_get_array_member (json_array_get_object_element (rows, i), "events");

      for (guint j = 0; j < json_array_get_length (events); j++)
        {
          const char *text =
            _cem_tool_get_text (json_array_get_object_element (events, j), "time");
          g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;

          if (time != NULL && (earliest == NULL || g_date_time_compare (time, earliest) < 0))
            {
              g_clear_pointer (&earliest, g_date_time_unref);
              earliest = g_date_time_ref (time);
            }
        }
    }

  return earliest;
}

/* --- what rows would become ---*/

static void
print_preview_row (JsonObject *row)
{
  JsonArray *events = json_object_get_array_member (row, "events");
  JsonArray *faults = json_object_get_array_member (row, "faults");

  _cem_tool_print (CEM_STYLE_HEAD, "%" G_GINT64_FORMAT ": %s\n", _cem_tool_get_int (row, "line"),
                   _cem_tool_get_text (row, "text"));
  for (guint i = 0; i < json_array_get_length (events); i++)
    {
      g_autofree char *text = _cem_tool_write_json (json_array_get_element (events, i), TRUE);

      _cem_tool_print (CEM_STYLE_PLAIN, "%s\n", text);
    }
  for (guint i = 0; i < json_array_get_length (faults); i++)
    {
      JsonObject *fault = json_array_get_object_element (faults, i);
      const char *event = _cem_tool_get_text (fault, "event");

      _cem_tool_print (CEM_STYLE_BAD, _ ("quarantine (%s): %s%s%s\n"),
                       _cem_tool_show_reason (_cem_tool_get_text (fault, "reason")),
                       event != NULL ? event : "", event != NULL ? ": " : "",
                       _cem_tool_get_text (fault, "message"));
    }
  if (json_array_get_length (events) + json_array_get_length (faults) == 0)
    _cem_tool_print (CEM_STYLE_DIM, _ ("nothing\n"));
}

int
_cem_tool_preview (CemTool *self,
                   CemMapping *mapping,
                   const char *path,
                   guint n_rows)
{
  int code = CEM_EXIT_OK;
  g_autoptr (GBytes) bytes = _cem_tool_read_bytes (self, path, &code);
  g_autoptr (JsonNode) preview = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;
  JsonArray *rows = NULL;

  if (bytes == NULL)
    return code;
  preview = cem_mapping_preview (mapping, bytes, n_rows, &error);
  if (preview == NULL)
    return _cem_tool_fail (self, path, error);

  object = json_node_get_object (preview);
  json_object_set_int_member (object, "schema", 1);
  if (self->json)
    {
      _cem_tool_print_json (g_steal_pointer (&preview));
      return CEM_EXIT_OK;
    }

  rows = json_object_get_array_member (object, "rows");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    print_preview_row (json_array_get_object_element (rows, i));
  return CEM_EXIT_OK;
}

/* --- checking ---*/

/* FALSE: @code says why it could not even be looked at. */
static gboolean
check (CemTool *self,
       CemDiagnostics *diagnostics,
       int *code)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->arguments[0]);
  g_autoptr (CemMapping) mapping = NULL;
  g_autoptr (GBytes) sample = NULL;
  g_autoptr (GError) error = NULL;

  mapping = cem_mapping_load (file, diagnostics, NULL, &error);
  if (mapping == NULL)
    {
      if (cem_diagnostics_get_n_errors (diagnostics) > 0)
        return TRUE;
      *code = _cem_tool_fail (self, self->arguments[0], error);
      return FALSE;
    }
  if (self->n_arguments < 2)
    return TRUE;

  sample = _cem_tool_read_bytes (self, self->arguments[1], code);
  if (sample == NULL)
    return FALSE;
  if (cem_mapping_check_sample (mapping, sample, diagnostics, &error) ||
      g_error_matches (error, CEM_ERROR, CEM_ERROR_TYPE) ||
      cem_diagnostics_get_n_errors (diagnostics) > 0)
    return TRUE;

  *code = _cem_tool_fail (self, self->arguments[1], error);
  return FALSE;
}

int
_cem_tool_check (CemTool *self,
                 char **argv)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, NULL,
                        _ ("Tells all mistakes of a mapping at once. With FILE also the columns that "
                           "are not there, the\n"
                           "rows that would go to the quarantine, and the events that no row becomes."),
                        1, 2, argv, &code))
    return code;
  if (!check (self, diagnostics, &code))
    return code;

  return _cem_tool_print_diagnostics (self, diagnostics);
}

/* --- proposing ---*/

static int
print_stored (CemTool *self,
              const char *stored)
{
  g_autoptr (CemView) view = NULL;
  g_autoptr (CemMapping) mapping = NULL;
  g_autoptr (GError) error = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_open (self, FALSE, &code))
    return code;

  view = cem_engine_create_view (self->engine, NULL, NULL);
  mapping = cem_view_find_mapping (view, stored, NULL, &error);
  if (mapping == NULL)
    return _cem_tool_fail (self, stored, error);

  _cem_tool_print_json (cem_mapping_to_json (mapping));
  return CEM_EXIT_OK;
}

int
_cem_tool_map (CemTool *self,
               char **argv)
{
  g_autofree char *stored = NULL;
  const GOptionEntry entries[] = {
    { "stored", 's', 0, G_OPTION_ARG_STRING, &stored,
      N_ ("FILE is a store: print the mapping of this name, or hash, that it holds"), N_ ("NAME") },
    { NULL },
  };
  g_autoptr (GBytes) sample = NULL;
  g_autoptr (JsonNode) mapping = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  char *dot = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, entries,
                        _ ("The mapping is printed. Each row is one event with all its cells: write down "
                           "what events\n"
                           "they really are, and try it with “cem check” and a dry run of “cem ingest”."),
                        1, 1, argv, &code))
    return code;
  if (stored != NULL)
    return print_stored (self, stored);
  sample = _cem_tool_read_bytes (self, self->arguments[0], &code);
  if (sample == NULL)
    return code;

  name = g_path_get_basename (self->arguments[0]);
  dot = strchr (name, '.');
  if (dot != NULL && dot > name)
    *dot = '\0';
  mapping = cem_mapping_propose (sample, name, &error);
  if (mapping == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  _cem_tool_print_json (g_steal_pointer (&mapping));
  return CEM_EXIT_OK;
}
