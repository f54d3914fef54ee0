/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>

static void
print_diagnostics (CemDiagnostics *diagnostics)
{
  g_autofree char *text = cem_diagnostics_to_string (diagnostics);

  if (g_list_model_get_n_items (G_LIST_MODEL (diagnostics)) > 0)
    fprintf (stderr, "%s\n", text);
}

static char *
describe_job (gpointer object)
{
  return _cem_progress_describe_fraction (cem_job_get_fraction (object), -1);
}

/* Runs it and shows how far it is. */
static gboolean
run_job (CemJob *job,
         GError **error)
{
  CemProgress *progress = _cem_progress_new (job, describe_job);
  gboolean done = FALSE;

  cem_job_run_async (job, _cem_progress_get_cancellable (progress), _cem_progress_done_cb, progress);
  done = cem_job_run_finish (job, _cem_progress_wait (progress), error);
  _cem_progress_free (progress);
  return done;
}

/* --- replay ---*/

static int
replay (CemTool *self,
        const char *path)
{
  g_autoptr (CemReplay) replay = cem_replay_new (self->engine, path);
  CemDiagnostics *diagnostics = cem_job_get_diagnostics (CEM_JOB (replay));
  g_autoptr (GError) error = NULL;
  const gboolean same = run_job (CEM_JOB (replay), &error);
  const double seconds = _cem_tool_get_seconds (self);

  if (error != NULL && !g_error_matches (error, CEM_ERROR, CEM_ERROR_DIVERGED))
    return _cem_tool_fail (self, path, error);

  if (self->json)
    {
      JsonObject *object = _cem_tool_new_object ();

      json_object_set_boolean_member (object, "same", same);
      json_object_set_string_member (object, "into", path);
      json_object_set_double_member (object, "seconds", seconds);
      json_object_set_array_member (object, "differences", _cem_tool_diagnostics_to_json (diagnostics));
      _cem_tool_print_object (object);
      return same ? CEM_EXIT_OK : CEM_EXIT_DIFFERENT;
    }

  print_diagnostics (diagnostics);
  if (!same)
    return _cem_tool_fail (self, path, error);

  _cem_tool_print (CEM_STYLE_GOOD, _ ("The replay is equal"));
  _cem_tool_print (CEM_STYLE_DIM, _ (" (%.1f s)\n"), seconds);
  return CEM_EXIT_OK;
}

int
_cem_tool_replay (CemTool *self,
                  char **argv)
{
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "into", 'i', 0, G_OPTION_ARG_FILENAME, &path, N_ ("The new store, a file that is not there yet"),
      N_ ("NEW") },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, entries, _ ("It is compared with what the log says was derived."), 1, 1,
                        argv, &code))
    return code;
  if (path == NULL)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage",
                             _ ("Name a file that is not there yet: --into NEW"),
                             _ ("A replay needs a new store to go into"));
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Name a file that is not there yet"),
                             _ ("“%s” exists already"), path);

  return _cem_tool_open (self, FALSE, &code) ? replay (self, path) : code;
}

/* --- verify ---*/

/* What a verification counts. */
static const char *const counted[] = {
  N_ ("rows"), N_ ("links"), N_ ("keys"), N_ ("erased"), N_ ("customers"), N_ ("errors"),
  N_ ("position"), N_ ("all"), NULL
};

static void
print_verification (JsonObject *object)
{
  const char *const headers[] = { _ ("WHAT"), _ ("HOW MUCH"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      g_autofree char *text = NULL;

      if (g_str_equal (name, "schema") || !JSON_NODE_HOLDS_VALUE (node))
        continue;
      if (json_node_get_value_type (node) == G_TYPE_INT64)
        text = _cem_tool_format_count ((double) json_node_get_int (node));
      else
        text = g_strdup (_cem_tool_translate (counted, json_node_get_string (node)));
      _cem_table_add (table, _cem_tool_translate (counted, name), text);
    }

  _cem_table_print (table);
}

static int
verify (CemTool *self,
        guint sample,
        const char *position)
{
  g_autoptr (CemVerification) verification = cem_verification_new (self->engine);
  CemDiagnostics *diagnostics = cem_job_get_diagnostics (CEM_JOB (verification));
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = FALSE;

  cem_verification_set_sample (verification, sample);
  if (position != NULL)
    cem_verification_set_resume_after (verification, position);
  good = run_job (CEM_JOB (verification), &error);

  node = cem_verification_to_json (verification);
  if (self->json)
    {
      json_object_set_array_member (json_node_get_object (node), "differences",
                                    _cem_tool_diagnostics_to_json (diagnostics));
      _cem_tool_print_json (g_steal_pointer (&node));
    }
  else
    {
      print_diagnostics (diagnostics);
      print_verification (json_node_get_object (node));
      if (good)
        _cem_tool_print (CEM_STYLE_GOOD, _ ("All is as it should be\n"));
    }
  if (good)
    return CEM_EXIT_OK;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _cem_tool_refuse (self, CEM_EXIT_CANCELLED, "cancelled",
                             _ ("--resume POS goes on after the position that is told above"),
                             _ ("Interrupted"));
  if (g_error_matches (error, CEM_ERROR, CEM_ERROR_CORRUPT) ||
      g_error_matches (error, CEM_ERROR, CEM_ERROR_DIVERGED))
    return _cem_tool_refuse (
        self, CEM_EXIT_DIFFERENT, "different",
        _ ("Restore a copy; “cem replay DB --into NEW” derives everything again from the log"), "%s",
        error->message);
  return _cem_tool_fail (self, self->arguments[0], error);
}

int
_cem_tool_verify (CemTool *self,
                  char **argv)
{
  g_autofree char *position = NULL;
  int sample = 0;
  const GOptionEntry entries[] = {
    { "sample", 's', 0, G_OPTION_ARG_INT, &sample, N_ ("Compare only N customers with a rebuild"), "N" },
    { "resume", 0, 0, G_OPTION_ARG_STRING, &position, N_ ("Go on after this position"), N_ ("POS") },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  if (!_cem_tool_parse (self, entries, NULL, 1, 1, argv, &code))
    return code;
  if (sample < 0)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", NULL, _ ("--sample is a number above 0"));

  return _cem_tool_open (self, FALSE, &code) ? verify (self, (guint) sample, position) : code;
}
