/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* A parcel in a locker, as a state machine: without a store, and without waiting for three days. */
#include <libcem/cem.h>

static const char *const chart_text =
  "{\"id\": \"parcel\", \"initial\": \"waiting\", \"context\": {\"reminders\": 0},"
  " \"states\": {"
  "  \"waiting\": {"
  "   \"on\": {\"OPEN\": {\"target\": \"collected\", \"guard\": \"codeFits\","
  "                       \"meta\": {\"label\": \"Open the locker\", \"parameter\": \"map\"}}},"
  "   \"after\": {\"P1D\": ["
  "    {\"target\": \"returned\", \"guard\": \"reminders >= 2\"},"
  "    {\"target\": \"waiting\", \"reenter\": true,"
  "     \"actions\": [{\"type\": \"assign\", \"var\": \"reminders\", \"expr\": \"reminders + 1\"},"
  "                   {\"type\": \"remind\", \"params\": {\"by\": \"sms\"}}]}]}},"
  "  \"collected\": {\"type\": \"final\"},"
  "  \"returned\": {\"type\": \"final\"}}}";

static gboolean
code_fits (CemChartCall *call,
           gpointer user_data)
{
  g_autoptr (JsonNode) data = cem_chart_call_dup_data (call);

  return data != NULL &&
         g_strcmp0 (json_object_get_string_member (json_node_get_object (data), "code"), "4711") == 0;
}

static void
remind (CemChartCall *call,
        gpointer user_data)
{
  g_autoptr (JsonNode) params = cem_chart_call_dup_params (call);

  g_print ("remind by %s\n", json_object_get_string_member (json_node_get_object (params), "by"));
}

static void
notify_cb (CemStateMachine *machine,
           GParamSpec *pspec,
           gpointer user_data)
{
  g_print ("now %s\n", cem_state_machine_get_state (machine));
}

static gboolean
open_locker (CemStateMachine *machine,
             const char *code,
             GError **error)
{
  g_autoptr (JsonNode) data = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "code", code);
  json_node_set_object (data, object);
  return cem_state_machine_send (machine, "OPEN", data, error);
}

static void
print_events (CemStateMachine *machine)
{
  g_autoptr (GListModel) events = cem_state_machine_list_events (machine);

  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (CemMachineEvent) event = g_list_model_get_item (events, i);

      g_print ("%s: “%s”, enabled: %s\n", cem_machine_event_get_name (event),
               cem_machine_event_get_label (event),
               cem_machine_event_get_enabled (event) ? "yes" : "no");
    }
}

static gboolean
run (GError **error)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 3, 1, 9, 0, 0.0);
  g_autoptr (CemManualClock) clock = cem_manual_clock_new (start);
  g_autoptr (CemChart) chart = cem_chart_compile (chart_text, CEM_CHART_NONE, NULL, error);
  g_autoptr (CemStateMachine) machine = NULL;
  g_autoptr (JsonNode) saved = NULL;
  g_autofree char *context = NULL;

  if (chart == NULL)
    return FALSE;

  machine = cem_state_machine_new (chart, CEM_CLOCK (clock));
  g_signal_connect (machine, "notify::state", G_CALLBACK (notify_cb), NULL);
  if (!cem_state_machine_connect_guard (machine, "codeFits", code_fits, NULL, NULL, error) ||
      !cem_state_machine_connect_action (machine, "remind", remind, NULL, NULL, error) ||
      !cem_state_machine_start (machine, NULL, error))
    return FALSE;

  print_events (machine);
  cem_manual_clock_step (clock, 25 * 3600.0);
  cem_state_machine_advance (machine, NULL);
  if (!open_locker (machine, "0000", error))
    return FALSE;
  context = json_to_string (cem_state_machine_get_context (machine), FALSE);
  g_print ("still %s %s\n", cem_state_machine_get_state (machine), context);

  /* It can go on in another process. */
  saved = cem_state_machine_save (machine);
  cem_state_machine_stop (machine);
  return cem_state_machine_restore (machine, saved, error) && open_locker (machine, "4711", error) &&
         cem_state_machine_get_done (machine);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;

  if (run (&error))
    return 0;

  g_printerr ("%s\n", error != NULL ? error->message : "The parcel is still there");
  return 1;
}
