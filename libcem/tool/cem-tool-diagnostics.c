/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

static const char *const severities[] = {
  [CEM_SEVERITY_ERROR] = "error",
  [CEM_SEVERITY_WARNING] = "warning",
  [CEM_SEVERITY_HINT] = "hint",
};

static void
set_text (JsonObject *object,
          const char *name,
          const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

static JsonObject *
diagnostic_to_json (CemDiagnostic *one)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "severity", severities[cem_diagnostic_get_severity (one)]);
  json_object_set_string_member (object, "code", cem_diagnostic_get_code (one));
  json_object_set_string_member (object, "message", cem_diagnostic_get_message (one));
  set_text (object, "file", cem_diagnostic_get_file (one));
  set_text (object, "pointer", cem_diagnostic_get_pointer (one));
  if (cem_diagnostic_get_line (one) > 0)
    json_object_set_int_member (object, "line", cem_diagnostic_get_line (one));
  if (cem_diagnostic_get_column (one) > 0)
    json_object_set_int_member (object, "column", cem_diagnostic_get_column (one));
  set_text (object, "suggestion", cem_diagnostic_get_suggestion (one));
  return object;
}

JsonArray *
_cem_tool_diagnostics_to_json (CemDiagnostics *diagnostics)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diagnostics)); i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);

      json_array_add_object_element (array, diagnostic_to_json (one));
    }

  return array;
}

static void
print_json (CemDiagnostics *diagnostics)
{
  JsonObject *object = _cem_tool_new_object ();

  json_object_set_int_member (object, "errors", cem_diagnostics_get_n_errors (diagnostics));
  json_object_set_int_member (object, "warnings", cem_diagnostics_get_n_warnings (diagnostics));
  json_object_set_array_member (object, "diagnostics", _cem_tool_diagnostics_to_json (diagnostics));
  _cem_tool_print_object (object);
}

static void
print_lines (CemDiagnostics *diagnostics)
{
  const guint n_errors = cem_diagnostics_get_n_errors (diagnostics);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (diagnostics));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);
      g_autofree char *text = cem_diagnostic_to_string (one);
      const gboolean is_error = cem_diagnostic_get_severity (one) == CEM_SEVERITY_ERROR;

      _cem_tool_print (is_error ? CEM_STYLE_BAD : CEM_STYLE_PLAIN, "%s\n", text);
    }

  if (n == 0)
    _cem_tool_print (CEM_STYLE_GOOD, _ ("No mistakes\n"));
  else
    _cem_tool_print (n_errors > 0 ? CEM_STYLE_BAD : CEM_STYLE_GOOD, _ ("Errors: %u, warnings: %u\n"),
                     n_errors, cem_diagnostics_get_n_warnings (diagnostics));
}

int
_cem_tool_print_diagnostics (CemTool *self,
                             CemDiagnostics *diagnostics)
{
  if (self->json)
    print_json (diagnostics);
  else
    print_lines (diagnostics);

  return cem_diagnostics_get_n_errors (diagnostics) > 0 ? CEM_EXIT_FAILED : CEM_EXIT_OK;
}
