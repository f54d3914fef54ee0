/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

/* A lock that is paired: waits, tries again, asks for help after three failures. */
static const char *const lock_chart =
  "{\"id\": \"lock\", \"initial\": \"idle\", \"context\": {\"failures\": 0, \"name\": \"\"},"
  " \"meta\": {\"events\": {\"PAIRED\": {\"label\": \"Paired!\"}}},"
  " \"states\": {"
  "  \"idle\": {\"on\": {"
  "    \"PAIR\": {\"target\": \"waiting\", \"meta\": {\"label\": {\"en\": \"Pair\", \"zh_CN\": \"配对\"},"
  "                \"description\": {\"zh_CN\": \"开始配对\", \"en\": \"Begin\"}}},"
  "    \"NAME_IT\": {\"guard\": \"event.data != ''\", \"actions\": {\"type\": \"assign\", \"var\": \"name\","
  "                  \"expr\": \"event.data\"}, \"meta\": {\"parameter\": \"string\"}}}},"
  "  \"waiting\": {\"tags\": [\"busy\"], \"entry\": {\"type\": \"search\", \"params\": {\"radius\": 5}},"
  "    \"on\": {\"PAIRED\": {\"target\": \"paired\", \"guard\": \"isNear\"}, \"CANCEL\": \"idle\"},"
  "    \"after\": {\"30s\": \"failed\"}},"
  "  \"failed\": {\"entry\": {\"type\": \"assign\", \"var\": \"failures\", \"expr\": \"failures + 1\"},"
  "    \"always\": {\"target\": \"help\", \"guard\": \"failures >= 3\"},"
  "    \"on\": {\"PAIR\": {\"target\": \"waiting\", \"meta\": {\"label\": \"Try again\"}}}},"
  "  \"help\": {},"
  "  \"paired\": {\"type\": \"final\"}}}";

typedef struct
{
  CemManualClock *clock;
  CemStateMachine *machine;
  GString *heard;
  gboolean near;
} Lock;

static CemChart *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemChart *chart = cem_chart_compile (text, CEM_CHART_NONE, NULL, &error);

  g_assert_no_error (error);
  return chart;
}

static CemManualClock *
make_clock (void)
{
  g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 3, 1, 9, 0, 0.0);

  return cem_manual_clock_new (start);
}

static gboolean
is_near (CemChartCall *call,
         gpointer user_data)
{
  const Lock *lock = user_data;

  g_assert_cmpstr (cem_chart_call_get_name (call), ==, "isNear");
  return lock->near;
}

static void
entered_cb (CemStateMachine *machine,
            const char *state,
            GString *heard)
{
  g_string_append_printf (heard, "+%s ", state);
}

static void
left_cb (CemStateMachine *machine,
         const char *state,
         GString *heard)
{
  g_string_append_printf (heard, "-%s ", state);
}

static void
effect_cb (CemStateMachine *machine,
           CemChartCall *call,
           GString *heard)
{
  g_autoptr (JsonNode) params = cem_chart_call_dup_params (call);
  g_autofree char *text = params != NULL ? json_to_string (params, FALSE) : g_strdup ("");

  g_string_append_printf (heard, "!%s%s ", cem_chart_call_get_name (call), text);
}

static void
finished_cb (CemStateMachine *machine,
             GString *heard)
{
  g_string_append (heard, "done ");
}

static void
failed_cb (CemStateMachine *machine,
           GError *error,
           GString *heard)
{
  g_string_append_printf (heard, "?%d ", error->code);
}

static void
notify_cb (CemStateMachine *machine,
           GParamSpec *pspec,
           GString *heard)
{
  g_string_append_printf (heard, "%s=%s ", pspec->name, cem_state_machine_get_state (machine));
}

static void
listen (CemStateMachine *machine,
        GString *heard)
{
  g_signal_connect (machine, "entered", G_CALLBACK (entered_cb), heard);
  g_signal_connect (machine, "left", G_CALLBACK (left_cb), heard);
  g_signal_connect (machine, "effect", G_CALLBACK (effect_cb), heard);
  g_signal_connect (machine, "finished", G_CALLBACK (finished_cb), heard);
  g_signal_connect (machine, "failed", G_CALLBACK (failed_cb), heard);
  g_signal_connect (machine, "notify::state", G_CALLBACK (notify_cb), heard);
}

static void
lock_init (Lock *lock)
{
  g_autoptr (CemChart) chart = compile (lock_chart);
  g_autoptr (GError) error = NULL;

  lock->near = TRUE;
  lock->clock = make_clock ();
  lock->machine = cem_state_machine_new (chart, CEM_CLOCK (lock->clock));
  lock->heard = g_string_new (NULL);
  cem_state_machine_connect_guard (lock->machine, "isNear", is_near, lock, NULL, &error);
  g_assert_no_error (error);
  listen (lock->machine, lock->heard);
}

static void
lock_clear (Lock *lock)
{
  g_string_free (lock->heard, TRUE);
  g_object_unref (lock->clock);
  g_assert_finalize_object (lock->machine);
}

static void
send (CemStateMachine *machine,
      const char *event)
{
  g_autoptr (GError) error = NULL;

  cem_state_machine_send (machine, event, NULL, &error);
  g_assert_no_error (error);
}

static void
start (CemStateMachine *machine)
{
  g_autoptr (GError) error = NULL;

  cem_state_machine_start (machine, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_heard (GString *heard,
              const char *expected)
{
  g_assert_cmpstr (heard->str, ==, expected);
  g_string_truncate (heard, 0);
}

static void
wait_seconds (Lock *lock,
              double seconds)
{
  cem_manual_clock_step (lock->clock, seconds);
  cem_state_machine_advance (lock->machine, NULL);
}

static void
test_signals (void)
{
  Lock lock;

  lock_init (&lock);
  g_assert_null (cem_state_machine_get_state (lock.machine));
  start (lock.machine);
  assert_heard (lock.heard, "state=idle +idle ");
  send (lock.machine, "PAIR");
  assert_heard (lock.heard, "state=waiting -idle +waiting !search{\"radius\":5} ");
  g_assert_true (cem_state_machine_has_tag (lock.machine, "busy"));
  g_assert_true (cem_state_machine_is_in (lock.machine, "waiting"));
  send (lock.machine, "NOTHING");
  assert_heard (lock.heard, "");
  send (lock.machine, "PAIRED");
  assert_heard (lock.heard, "state=paired -waiting +paired done ");
  g_assert_true (cem_state_machine_get_done (lock.machine));
  g_assert_false (cem_state_machine_has_tag (lock.machine, "busy"));
  send (lock.machine, "PAIR");
  assert_heard (lock.heard, "");
  lock_clear (&lock);
}

static void
test_timers (void)
{
  Lock lock;
  g_autoptr (GDateTime) due = NULL;
  g_autofree char *text = NULL;

  lock_init (&lock);
  start (lock.machine);
  send (lock.machine, "PAIR");
  due = cem_state_machine_dup_next_due (lock.machine);
  text = g_date_time_format_iso8601 (due);
  g_assert_cmpstr (text, ==, "2026-03-01T09:00:30Z");
  wait_seconds (&lock, 29.0);
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "waiting");
  wait_seconds (&lock, 1.0);
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "failed");
  send (lock.machine, "PAIR");

  /* What is due comes before the event. */
  cem_manual_clock_step (lock.clock, 31.0);
  send (lock.machine, "CANCEL");
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "failed");
  send (lock.machine, "PAIR");
  g_string_truncate (lock.heard, 0);
  wait_seconds (&lock, 30.0);
  assert_heard (lock.heard, "state=help -waiting +failed -failed +help ");
  g_assert_null (cem_state_machine_dup_next_due (lock.machine));
  g_assert_cmpint (json_object_get_int_member (
                     json_node_get_object (cem_state_machine_get_context (lock.machine)),
                     "failures"),
                   ==, 3);
  lock_clear (&lock);
}

/* The same by the system's clock and a main loop of its own. */
static gboolean
watchdog_cb (gpointer data)
{
  g_error ("The machine did not do what it was waited for");
  return G_SOURCE_REMOVE;
}

static void
test_main_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (CemStateMachine) machine = NULL;
  g_autoptr (GString) heard = g_string_new (NULL);
  guint watchdog = g_timeout_add_seconds (30, watchdog_cb, NULL);

  g_main_context_push_thread_default (context);
  chart = compile ("{\"initial\": \"a\", \"states\": {\"a\": {\"after\": {\"5\": \"b\"}},"
                   "\"b\": {\"after\": {\"5\": \"c\"}}, \"c\": {\"type\": \"final\"}}}");
  machine = cem_state_machine_new (chart, NULL);
  listen (machine, heard);
  start (machine);
  while (!cem_state_machine_get_done (machine))
    g_main_context_iteration (context, TRUE);
  assert_heard (heard, "state=a +a state=b -a +b state=c -b +c done ");

  /* A machine that goes away leaves no timer. */
  cem_state_machine_stop (machine);
  start (machine);
  g_assert_finalize_object (g_steal_pointer (&machine));
  g_assert_false (g_main_context_pending (context));
  g_main_context_pop_thread_default (context);
  g_source_remove (watchdog);
}

/* --- Handlers that go on --- */

static void
send_on_entry_cb (CemStateMachine *machine,
                  const char *state,
                  gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* All handlers see the state that has been reached, also when another one has sent. */
  if (g_str_equal (state, "waiting"))
    {
      g_assert_cmpstr (cem_state_machine_get_state (machine), ==, "waiting");
      cem_state_machine_send (machine, "PAIRED", NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (cem_state_machine_get_state (machine), ==, "waiting");
    }
}

static void
test_queue (void)
{
  Lock lock;

  lock_init (&lock);
  g_signal_connect (lock.machine, "entered", G_CALLBACK (send_on_entry_cb), NULL);
  start (lock.machine);
  g_string_truncate (lock.heard, 0);
  send (lock.machine, "PAIR");
  assert_heard (lock.heard, "state=waiting -idle +waiting !search{\"radius\":5} "
                            "state=paired -waiting +paired done ");
  lock_clear (&lock);
}

static void
restart_cb (CemStateMachine *machine,
            gpointer data)
{
  guint *n = data;
  g_autoptr (GError) error = NULL;

  if (++*n > 2)
    return;

  cem_state_machine_stop (machine);
  cem_state_machine_start (machine, NULL, &error);
  g_assert_no_error (error);
}

static void
test_restart (void)
{
  Lock lock;
  guint n = 0;

  lock_init (&lock);
  g_signal_connect (lock.machine, "finished", G_CALLBACK (restart_cb), &n);
  start (lock.machine);
  for (guint i = 0; i < 3; i++)
    {
      send (lock.machine, "PAIR");
      send (lock.machine, "PAIRED");
    }
  g_assert_cmpuint (n, ==, 3);
  g_assert_true (cem_state_machine_get_done (lock.machine));
  cem_state_machine_stop (lock.machine);
  g_assert_null (cem_state_machine_get_state (lock.machine));
  g_assert_null (cem_state_machine_get_context (lock.machine));
  g_assert_null (cem_state_machine_save (lock.machine));
  lock_clear (&lock);
}

/* What a handler of a delay sends is handled before the delays that end later. */
static void
send_b_cb (CemStateMachine *machine,
           const char *state,
           gpointer data)
{
  if (g_str_equal (state, "late"))
    send (machine, "GO");
}

static void
test_time_order (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"initial\": \"early\", \"states\": {\"early\": {\"after\": {\"1s\": \"late\"}},"
             "\"late\": {\"on\": {\"GO\": \"good\"}, \"after\": {\"1s\": \"bad\"}},"
             "\"good\": {\"after\": {\"1s\": \"end\"}}, \"bad\": {}, \"end\": {}}}");
  g_autoptr (CemManualClock) clock = make_clock ();
  g_autoptr (CemStateMachine) machine = cem_state_machine_new (chart, CEM_CLOCK (clock));
  g_autoptr (GString) heard = g_string_new (NULL);

  listen (machine, heard);
  g_signal_connect (machine, "entered", G_CALLBACK (send_b_cb), NULL);
  start (machine);
  g_string_truncate (heard, 0);
  cem_manual_clock_step (clock, 60.0);
  cem_state_machine_advance (machine, NULL);
  assert_heard (heard, "state=late -early +late state=good -late +good state=end -good +end ");
}

static void
ping_cb (CemStateMachine *machine,
         const char *state,
         gpointer data)
{
  send (machine, "GO");
}

static void
test_endless (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"initial\": \"a\", \"context\": {\"n\": 0}, \"states\": {\"a\": {\"on\": {\"GO\": \"b\"}},"
             "\"b\": {\"on\": {\"GO\": \"a\"}}}}");
  g_autoptr (CemChart) loop =
    compile ("{\"initial\": \"a\", \"states\": {\"a\": {\"on\": {\"GO\": \"b\"}, \"after\": {\"1s\": \"b\"}},"
             "\"b\": {\"always\": \"c\"}, \"c\": {\"always\": \"b\"}}}");
  g_autoptr (CemManualClock) clock = make_clock ();
  g_autoptr (CemStateMachine) machine = cem_state_machine_new (chart, CEM_CLOCK (clock));
  g_autoptr (CemStateMachine) looping = cem_state_machine_new (loop, CEM_CLOCK (clock));
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  /* Handlers that send for ever. */
  g_signal_connect (machine, "entered", G_CALLBACK (ping_cb), NULL);
  g_signal_connect (machine, "failed", G_CALLBACK (failed_cb), heard);
  g_assert_true (cem_state_machine_start (machine, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (heard->str, ==, "?6 ");

  /* A chart that comes to no rest: told to the caller, or by the signal when a delay began it. */
  g_string_truncate (heard, 0);
  listen (looping, heard);
  start (looping);
  g_assert_false (cem_state_machine_send (looping, "GO", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  assert_heard (heard, "state=a +a ");
  cem_manual_clock_step (clock, 2.0);
  cem_state_machine_advance (looping, NULL);
  g_assert_cmpstr (cem_state_machine_get_state (looping), ==, "a");
  g_assert_true (g_str_has_prefix (heard->str, "?"));
  g_assert_null (cem_state_machine_dup_next_due (looping));
}

/* --- Guards and actions --- */

typedef struct
{
  CemStateMachine *machine;
  guint n_asked;
} Nosy;

static gboolean
nosy_guard (CemChartCall *call,
            gpointer user_data)
{
  Nosy *nosy = user_data;
  g_autoptr (JsonNode) context = cem_chart_call_dup_context (call);

  /* A guard may look, and send; it is handled later. */
  g_assert_nonnull (context);
  g_assert_cmpstr (cem_state_machine_get_state (nosy->machine), ==, "a");
  cem_state_machine_can (nosy->machine, "GO", NULL);
  cem_state_machine_refresh (nosy->machine);
  if (nosy->n_asked++ == 0)
    send (nosy->machine, "NOTED");

  return TRUE;
}

static gint64
get_noted (CemStateMachine *machine)
{
  JsonNode *context = cem_state_machine_get_context (machine);

  return json_object_get_int_member (json_node_get_object (context), "noted");
}

static void
test_guard_reenters (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"initial\": \"a\", \"context\": {\"noted\": 0}, \"states\": {\"a\": {\"on\": {\"GO\":"
             "{\"target\": \"b\", \"guard\": \"nosy\"}}}, \"b\": {}}, \"on\": {\"NOTED\": {\"actions\":"
             "{\"type\": \"assign\", \"var\": \"noted\", \"expr\": \"noted + 1\"}}}}");
  g_autoptr (CemStateMachine) machine = cem_state_machine_new (chart, NULL);
  Nosy nosy = { machine, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_false (cem_state_machine_start (machine, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cem_state_machine_connect_guard (machine, "nozy", nosy_guard, &nosy, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  cem_state_machine_connect_guard (machine, "nosy", nosy_guard, &nosy, NULL, &error);
  g_assert_no_error (error);
  start (machine);
  g_assert_cmpint (get_noted (machine), ==, 1);

  /* Also when it is asked outside of a step. */
  nosy.n_asked = 0;
  g_assert_true (cem_state_machine_can (machine, "GO", NULL));
  g_assert_cmpint (get_noted (machine), ==, 2);
}

typedef struct
{
  CemStateMachine *machine;
  guint n;
  gboolean released;
} Pinger;

static void
release_pinger (gpointer data)
{
  ((Pinger *) data)->released = TRUE;
}

static void
ignore_action (CemChartCall *call,
               gpointer user_data)
{
}

static void
count_action (CemChartCall *call,
              gpointer user_data)
{
  Pinger *pinger = user_data;
  g_autoptr (GError) error = NULL;

  /* A function may take its own place, and sends what is handled next. */
  pinger->n++;
  g_assert_cmpstr (cem_chart_call_get_event (call), ==, "PAIR");
  cem_state_machine_connect_action (pinger->machine, "search", ignore_action, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (pinger->released);
  send (pinger->machine, "CANCEL");
}

static void
test_actions (void)
{
  Lock lock;
  Pinger pinger = { NULL };
  g_autoptr (GError) error = NULL;

  lock_init (&lock);
  pinger.machine = lock.machine;
  cem_state_machine_connect_action (lock.machine, "search", count_action, &pinger, release_pinger,
                                    &error);
  g_assert_no_error (error);
  start (lock.machine);
  send (lock.machine, "PAIR");
  g_assert_cmpuint (pinger.n, ==, 1);
  g_assert_true (pinger.released);
  pinger.released = FALSE;
  cem_state_machine_connect_action (lock.machine, "search", count_action, &pinger, release_pinger,
                                    &error);
  cem_state_machine_connect_action (lock.machine, "search", NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (pinger.released);
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "idle");
  lock_clear (&lock);
}

/* --- What an application binds to --- */

static void
enabled_cb (GActionGroup *group,
            const char *name,
            gboolean enabled,
            GString *heard)
{
  g_string_append_printf (heard, "%s:%d ", name, enabled);
}

static void
test_action_group (void)
{
  Lock lock;
  GActionGroup *group;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autofree char *names = NULL;
  g_auto (GStrv) actions = NULL;

  lock_init (&lock);
  group = G_ACTION_GROUP (lock.machine);
  g_signal_connect (group, "action-enabled-changed", G_CALLBACK (enabled_cb), heard);
  actions = g_action_group_list_actions (group);
  names = g_strjoinv (" ", actions);
  g_assert_cmpstr (names, ==, "CANCEL NAME-IT PAIR PAIRED");
  g_assert_false (g_action_group_get_action_enabled (group, "PAIR"));
  g_assert_false (g_action_group_has_action (group, "OTHER"));
  start (lock.machine);
  assert_heard (heard, "NAME-IT:1 PAIR:1 ");
  g_assert_true (g_action_group_has_action (group, "NAME_IT"));
  g_assert_true (g_variant_type_equal (g_action_group_get_action_parameter_type (group, "NAME-IT"),
                                       G_VARIANT_TYPE_STRING));
  g_assert_null (g_action_group_get_action_parameter_type (group, "PAIR"));
  g_action_group_activate_action (group, "NAME-IT", g_variant_new_string ("Front door"));
  g_assert_cmpstr (json_object_get_string_member (
                     json_node_get_object (cem_state_machine_get_context (lock.machine)), "name"),
                   ==, "Front door");
  g_action_group_activate_action (group, "PAIR", NULL);
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "waiting");
  assert_heard (heard, "CANCEL:1 NAME-IT:0 PAIR:0 PAIRED:1 ");

  /* A guard of the program that changes its mind. */
  lock.near = FALSE;
  cem_state_machine_refresh (lock.machine);
  assert_heard (heard, "PAIRED:0 ");
  g_action_group_activate_action (group, "PAIRED", NULL);
  g_assert_cmpstr (cem_state_machine_get_state (lock.machine), ==, "waiting");
  cem_state_machine_stop (lock.machine);
  assert_heard (heard, "CANCEL:0 ");
  lock_clear (&lock);
}

static CemMachineEvent *
find_event (CemStateMachine *machine,
            const char *name)
{
  g_autoptr (GListModel) events = cem_state_machine_list_events (machine);

  for (guint i = 0; i < g_list_model_get_n_items (events); i++)
    {
      g_autoptr (CemMachineEvent) event = g_list_model_get_item (events, i);

      if (g_str_equal (cem_machine_event_get_name (event), name))
        return g_steal_pointer (&event);
    }

  return NULL;
}

static void
test_labels (void)
{
  Lock lock;
  g_autoptr (CemMachineEvent) pair = NULL;
  g_autoptr (CemMachineEvent) paired = NULL;
  g_autoptr (CemMachineEvent) cancel = NULL;

  lock_init (&lock);
  cem_state_machine_set_language (lock.machine, "zh-CN");
  start (lock.machine);
  pair = find_event (lock.machine, "PAIR");
  paired = find_event (lock.machine, "PAIRED");
  cancel = find_event (lock.machine, "CANCEL");
  g_assert_null (find_event (lock.machine, "*"));
  g_assert_cmpstr (cem_machine_event_get_label (pair), ==, "配对");
  g_assert_cmpstr (cem_machine_event_get_description (pair), ==, "开始配对");
  g_assert_cmpstr (cem_machine_event_get_label (paired), ==, "Paired!");
  g_assert_cmpstr (cem_machine_event_get_label (cancel), ==, "CANCEL");
  g_assert_null (cem_machine_event_get_description (cancel));
  cem_state_machine_set_language (lock.machine, "zh");
  g_assert_cmpstr (cem_machine_event_get_label (pair), ==, "Pair");
  cem_state_machine_set_language (lock.machine, "zh_CN.UTF-8");
  g_assert_cmpstr (cem_machine_event_get_label (pair), ==, "配对");
  cem_state_machine_set_language (lock.machine, "fr_FR");
  g_assert_cmpstr (cem_machine_event_get_label (pair), ==, "Pair");
  g_assert_true (cem_machine_event_get_enabled (pair));

  /* The label is that of the transition in the present state. */
  send (lock.machine, "PAIR");
  g_assert_false (cem_machine_event_get_enabled (pair));
  wait_seconds (&lock, 30.0);
  g_assert_cmpstr (cem_machine_event_get_label (pair), ==, "Try again");
  g_assert_true (cem_machine_event_get_enabled (pair));
  lock_clear (&lock);
}

static void
test_parallel (void)
{
  g_autoptr (CemChart) chart =
    compile ("{\"type\": \"parallel\", \"states\": {\"door\": {\"initial\": \"shut\", \"states\":"
             "{\"shut\": {\"on\": {\"OPEN\": \"wide\"}}, \"wide\": {}}}, \"light\": {\"initial\":"
             "\"off\", \"states\": {\"off\": {}, \"on\": {}}}}}");
  g_autoptr (CemStateMachine) machine = cem_state_machine_new (chart, NULL);
  const char *const *active;
  const char *const expected[] = { "wide", "off", NULL };

  start (machine);
  send (machine, "OPEN");
  g_assert_null (cem_state_machine_get_state (machine));
  active = cem_state_machine_get_active_states (machine);
  g_assert_cmpstrv (active, expected);
  g_assert_true (cem_state_machine_is_in (machine, "door"));
}

/* --- Saving --- */

static void
test_save (void)
{
  Lock lock;
  Lock other;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (JsonNode) wrong = json_from_string ("{\"a\": 1}", NULL);
  g_autoptr (GError) error = NULL;

  lock_init (&lock);
  lock_init (&other);
  start (lock.machine);
  send (lock.machine, "PAIR");
  wait_seconds (&lock, 31.0);
  send (lock.machine, "PAIR");
  wait_seconds (&lock, 10.0);
  state = cem_state_machine_save (lock.machine);

  start (other.machine);
  g_string_truncate (other.heard, 0);
  cem_manual_clock_set_now (other.clock, cem_manual_clock_get_now (lock.clock));
  cem_state_machine_restore (other.machine, state, &error);
  g_assert_no_error (error);
  assert_heard (other.heard, "state=waiting ");
  again = cem_state_machine_save (other.machine);
  g_assert_true (json_node_equal (state, again));

  /* The delay goes on where it was. */
  wait_seconds (&other, 19.0);
  g_assert_cmpstr (cem_state_machine_get_state (other.machine), ==, "waiting");
  wait_seconds (&other, 1.0);
  g_assert_cmpstr (cem_state_machine_get_state (other.machine), ==, "failed");
  g_assert_false (cem_state_machine_restore (other.machine, wrong, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (cem_state_machine_get_state (other.machine), ==, "failed");
  lock_clear (&lock);
  lock_clear (&other);
}

static void
test_properties (void)
{
  Lock lock;
  g_autofree char *state = NULL;
  g_autofree char *key = NULL;
  g_auto (GStrv) active = NULL;
  g_autoptr (JsonNode) context = NULL;
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (CemClock) clock = NULL;
  g_autoptr (JsonNode) given = json_from_string ("{\"failures\": 2}", NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = TRUE;

  lock_init (&lock);
  cem_state_machine_set_key (lock.machine, "u1");
  cem_state_machine_start (lock.machine, given, &error);
  g_assert_no_error (error);
  g_object_get (lock.machine, "state", &state, "active-states", &active, "context", &context, "done",
                &done, "chart", &chart, "clock", &clock, "key", &key, NULL);
  g_assert_cmpstr (state, ==, "idle");
  g_assert_cmpuint (g_strv_length (active), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (context), "failures"), ==, 2);
  g_assert_false (done);
  g_assert_true (clock == CEM_CLOCK (lock.clock));
  g_assert_cmpstr (key, ==, "u1");
  g_assert_false (cem_state_machine_start (lock.machine, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  g_clear_error (&error);
  cem_state_machine_stop (lock.machine);
  g_assert_false (cem_state_machine_send (lock.machine, "PAIR", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  lock_clear (&lock);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("The state machine for applications: signals, actions, time, handlers that go on.");

  g_test_add_func ("/state-machine/signals", test_signals);
  g_test_add_func ("/state-machine/timers", test_timers);
  g_test_add_func ("/state-machine/main-context", test_main_context);
  g_test_add_func ("/state-machine/queue", test_queue);
  g_test_add_func ("/state-machine/restart", test_restart);
  g_test_add_func ("/state-machine/time-order", test_time_order);
  g_test_add_func ("/state-machine/endless", test_endless);
  g_test_add_func ("/state-machine/guard-reenters", test_guard_reenters);
  g_test_add_func ("/state-machine/actions", test_actions);
  g_test_add_func ("/state-machine/action-group", test_action_group);
  g_test_add_func ("/state-machine/labels", test_labels);
  g_test_add_func ("/state-machine/parallel", test_parallel);
  g_test_add_func ("/state-machine/save", test_save);
  g_test_add_func ("/state-machine/properties", test_properties);

  return g_test_run ();
}
