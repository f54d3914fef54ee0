/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

static char *
describe_intake (gpointer object)
{
  CemIntake *intake = object;
  g_autofree char *left = _cem_progress_describe_fraction (cem_intake_get_fraction (intake),
                                                           cem_intake_get_seconds_left (intake));
  g_autofree char *lines = _cem_tool_format_count (cem_intake_get_n_read (intake));
  g_autofree char *bytes = _cem_tool_format_bytes (cem_intake_get_bytes (intake));
  g_autofree char *rate = _cem_tool_format_count (cem_intake_get_rate (intake));

  return g_strdup_printf (_ ("%s lines, %s, %s/s  %s"), lines, bytes, rate, left);
}

static JsonObject *
summarise (CemIntake *intake,
           double seconds)
{
  JsonObject *object = _cem_tool_new_object ();

  if (cem_intake_get_origin (intake) != NULL)
    json_object_set_string_member (object, "origin", cem_intake_get_origin (intake));
  json_object_set_string_member (
      object, "mode", cem_intake_get_mode (intake) == CEM_INTAKE_MODE_HISTORY ? "history" : "live");
  json_object_set_int_member (object, "read", cem_intake_get_n_read (intake));
  json_object_set_int_member (object, "accepted", cem_intake_get_n_accepted (intake));
  json_object_set_int_member (object, "duplicates", cem_intake_get_n_duplicates (intake));
  json_object_set_int_member (object, "conflicts", cem_intake_get_n_conflicts (intake));
  json_object_set_int_member (object, "quarantined", cem_intake_get_n_quarantined (intake));
  json_object_set_double_member (object, "seconds", seconds);
  json_object_set_double_member (object, "events_per_second",
                                 seconds > 0 ? cem_intake_get_n_read (intake) / seconds : 0);
  return object;
}

static void
print_summary (CemTool *self,
               CemIntake *intake,
               double seconds)
{
  g_autofree char *read = _cem_tool_format_count (cem_intake_get_n_read (intake));
  g_autofree char *accepted = _cem_tool_format_count (cem_intake_get_n_accepted (intake));
  g_autofree char *duplicates = _cem_tool_format_count (cem_intake_get_n_duplicates (intake));
  g_autofree char *conflicts = _cem_tool_format_count (cem_intake_get_n_conflicts (intake));
  g_autofree char *quarantined = _cem_tool_format_count (cem_intake_get_n_quarantined (intake));
  g_autofree char *rate =
    _cem_tool_format_count (seconds > 0 ? cem_intake_get_n_read (intake) / seconds : 0);
  const gboolean bad =
      cem_intake_get_n_conflicts (intake) + cem_intake_get_n_quarantined (intake) > 0;

  if (self->json)
    {
      _cem_tool_print_object (summarise (intake, seconds));
      return;
    }

  _cem_tool_print (CEM_STYLE_PLAIN, _ ("%s read, "), read);
  _cem_tool_print (CEM_STYLE_GOOD, _ ("%s accepted"), accepted);
  _cem_tool_print (CEM_STYLE_PLAIN, _ (", %s duplicates, "), duplicates);
  _cem_tool_print (bad ? CEM_STYLE_BAD : CEM_STYLE_PLAIN, _ ("%s conflicts, %s quarantined"), conflicts,
                   quarantined);
  _cem_tool_print (CEM_STYLE_DIM, _ (" (%.1f s, %s/s)\n"), seconds, rate);
  if (bad)
    _cem_tool_print (CEM_STYLE_PLAIN, _ ("“cem quarantine %s” lists what was not taken, and why\n"),
                     self->arguments[0]);
}

CemProgress *
_cem_tool_watch_intake (CemIntake *intake)
{
  return _cem_progress_new (intake, describe_intake);
}

int
_cem_tool_finish_intake (CemTool *self,
                         CemIntake *intake,
                         CemProgress *progress,
                         CemFinishIntake finish)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = finish (intake, _cem_progress_wait (progress), &error);

  _cem_progress_free (progress);
  if (done || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    print_summary (self, intake, _cem_tool_get_seconds (self));
  if (!done)
    return _cem_tool_fail (self, self->n_arguments > 1 ? self->arguments[1] : self->arguments[0],
                           error);

  if (!cem_engine_close (self->engine, NULL, &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  return CEM_EXIT_OK;
}
