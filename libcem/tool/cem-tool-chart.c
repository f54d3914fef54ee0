/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  char *format;
  gboolean check;
} Options;

/* --- Pictures ---*/

static int
draw_svg (CemTool *self,
          const char *dot)
{
  g_autofree char *program = g_find_program_in_path ("dot");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *svg = NULL;
  g_autofree char *complaint = NULL;

  if (program == NULL)
    return _cem_tool_refuse (self, CEM_EXIT_FAILED, "no-graphviz",
                             _ ("Install the package graphviz, or take --format dot elsewhere"),
                             _ ("The program “dot” of Graphviz, which draws SVG, is not installed"));

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                G_SUBPROCESS_FLAGS_STDERR_PIPE,
                              &error, program, "-Tsvg", NULL);
  if (process == NULL ||
      !g_subprocess_communicate_utf8 (process, dot, NULL, &svg, &complaint, &error))
    return _cem_tool_fail (self, program, error);
  if (!g_subprocess_get_successful (process))
    return _cem_tool_refuse (self, CEM_EXIT_FAILED, "graphviz", _ ("Write --format dot to see what it got"),
                             _ ("Graphviz could not draw the chart: %s"),
                             complaint != NULL ? g_strstrip (complaint) : _ ("it does not say why"));

  fputs (svg, stdout);
  return CEM_EXIT_OK;
}

static int
draw (CemTool *self,
      CemChart *chart,
      const char *format)
{
  const gboolean is_mermaid = g_str_equal (format, "mermaid");
  g_autofree char *text =
    cem_chart_render (chart, is_mermaid ? CEM_CHART_PICTURE_MERMAID : CEM_CHART_PICTURE_DOT);

  if (g_str_equal (format, "svg"))
    return draw_svg (self, text);

  fputs (text, stdout);
  return CEM_EXIT_OK;
}

/* --- What it is ---*/

static void
add_names (JsonObject *object,
           const char *member,
           char **names)
{
  g_auto (GStrv) owned = names;
  JsonArray *array = json_array_new ();

  for (guint i = 0; owned[i] != NULL; i++)
    json_array_add_string_element (array, owned[i]);
  json_object_set_array_member (object, member, array);
}

static void
print_names (const char *title,
             char **names)
{
  g_auto (GStrv) owned = names;
  g_autofree char *text = g_strjoinv (", ", owned);

  _cem_tool_print (CEM_STYLE_HEAD, "%-12s", title);
  _cem_tool_print (CEM_STYLE_PLAIN, "%s\n", text[0] != '\0' ? text : "-");
}

static int
show (CemTool *self,
      CemChart *chart)
{
  const char *id = cem_chart_get_id (chart);
  const char *version = cem_chart_get_version (chart);
  JsonObject *object = NULL;

  if (!self->json)
    {
      _cem_tool_print (CEM_STYLE_HEAD, "%-12s", _ ("Chart"));
      _cem_tool_print (CEM_STYLE_PLAIN, "%s%s%s (%s)\n", id != NULL ? id : _ ("without an id"),
                       version != NULL ? " " : "", version != NULL ? version : "",
                       cem_chart_get_digest (chart));
      print_names (_ ("States"), cem_chart_list_states (chart));
      print_names (_ ("Events"), cem_chart_list_events (chart));
      print_names (_ ("Guards"), cem_chart_list_guards (chart));
      print_names (_ ("Actions"), cem_chart_list_actions (chart));
      return CEM_EXIT_OK;
    }

  object = _cem_tool_new_object ();
  if (id != NULL)
    json_object_set_string_member (object, "id", id);
  if (version != NULL)
    json_object_set_string_member (object, "version", version);
  json_object_set_string_member (object, "digest", cem_chart_get_digest (chart));
  add_names (object, "states", cem_chart_list_states (chart));
  add_names (object, "events", cem_chart_list_events (chart));
  add_names (object, "guards", cem_chart_list_guards (chart));
  add_names (object, "actions", cem_chart_list_actions (chart));
  _cem_tool_print_object (object);
  return CEM_EXIT_OK;
}

static int
run (CemTool *self,
     const Options *options)
{
  static const char *const formats[] = { "dot", "mermaid", "svg", NULL };
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (self->arguments[0]);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (GError) error = NULL;

  if (options->format != NULL && !g_strv_contains (formats, options->format))
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Write dot, mermaid or svg"),
                             _ ("There is no format “%s”"), options->format);
  if (options->format != NULL && (options->check || self->json))
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Write one of them"),
                             _ ("--format draws, and goes with neither --check nor --json"));

  chart = cem_chart_load (file, CEM_CHART_NONE, diagnostics, NULL, &error);
  if (options->check && g_list_model_get_n_items (G_LIST_MODEL (diagnostics)) > 0)
    return _cem_tool_print_diagnostics (self, diagnostics);
  if (chart == NULL && !g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND) &&
      cem_diagnostics_get_n_errors (diagnostics) > 0)
    return _cem_tool_refuse (self, CEM_EXIT_FAILED, "chart", _ ("With --check all mistakes are listed"),
                             "%s", error->message);
  if (chart == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);
  if (options->check)
    return _cem_tool_print_diagnostics (self, diagnostics);

  return options->format != NULL ? draw (self, chart, options->format) : show (self, chart);
}

int
_cem_tool_chart (CemTool *self,
                 char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_ ("Draw it: dot, mermaid or svg"),
      N_ ("FORMAT") },
    { "check", 'c', 0, G_OPTION_ARG_NONE, &options.check, N_ ("List all mistakes and warnings"), NULL },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  if (_cem_tool_parse (self, entries,
                       _ ("FILE is a statechart in JSON. Without an option its names are listed. SVG is\n"
                          "drawn by Graphviz:\n"
                          "  cem chart onboarding.json --format svg >onboarding.svg"),
                       1, 1, argv, &code))
    code = run (self, &options);

  g_free (options.format);
  return code;
}
