/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart-maker.h"

#define N_CHARTS 300
#define N_BYTES 600
#define N_EVENTS 20

static const char *const event_names[] = { "a", "b", "a.b", "a.b.c", "c", "unknown" };

/* The same random chart in a machine, in a pool and by the pure step. */
typedef struct
{
  CemChart *chart;
  CemManualClock *clock;
  CemStateMachine *machine;
  CemChartPool *pool;
  guint instance;
  JsonNode *state; /* of the pure step */
  GString *heard;
  GString *expected;
} Trio;

static gboolean
answer_cb (CemChartCall *call,
           gpointer user_data)
{
  return g_str_hash (cem_chart_call_get_name (call)) % 2 == 0;
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
  g_string_append_printf (heard, "!%s ", cem_chart_call_get_name (call));
}

/* Signals of a kind come in the order of the outcome; so compare kind by kind. */
static char *
pick (const char *heard,
      char kind)
{
  g_auto (GStrv) words = g_strsplit (heard, " ", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] == kind)
      g_string_append_printf (out, "%s ", words[i]);

  return g_string_free (out, FALSE);
}

static void
expect (Trio *self,
        CemChartOutcome *outcome)
{
  g_auto (GStrv) entered = cem_chart_outcome_list_entered (outcome);
  g_auto (GStrv) left = cem_chart_outcome_list_left (outcome);

  /* The machine itself is nothing that an application hears of. */
  for (guint i = 0; entered[i] != NULL; i++)
    if (g_strcmp0 (entered[i], cem_chart_get_id (self->chart)) != 0)
      g_string_append_printf (self->expected, "+%s ", entered[i]);
  for (guint i = 0; left[i] != NULL; i++)
    g_string_append_printf (self->expected, "-%s ", left[i]);
  for (guint i = 0; i < cem_chart_outcome_get_n_calls (outcome); i++)
    {
      g_autoptr (CemChartCall) call = cem_chart_outcome_dup_call (outcome, i);

      g_string_append_printf (self->expected, "!%s ", cem_chart_call_get_name (call));
    }
}

static void
compare (Trio *self)
{
  g_autoptr (JsonNode) saved = cem_state_machine_save (self->machine);
  g_autoptr (JsonNode) packed = cem_chart_pool_dup_state (self->pool, self->instance);
  g_autofree char *by_machine = json_to_string (saved, FALSE);
  g_autofree char *by_pool = json_to_string (packed, FALSE);
  g_autofree char *by_step = json_to_string (self->state, FALSE);
  g_auto (GStrv) active = cem_chart_pool_list_active (self->pool, self->instance);

  g_assert_cmpstr (by_machine, ==, by_pool);
  g_assert_cmpstr (by_step, ==, by_pool);
  g_assert_cmpstrv (cem_state_machine_get_active_states (self->machine), active);
  g_assert_cmpint (cem_state_machine_get_done (self->machine), ==,
                   cem_chart_pool_is_done (self->pool, self->instance));
  for (const char *kinds = "+-!"; *kinds != '\0'; kinds++)
    {
      g_autofree char *heard = pick (self->heard->str, *kinds);
      g_autofree char *expected = pick (self->expected->str, *kinds);

      g_assert_cmpstr (heard, ==, expected);
    }

  for (guint i = 0; i < G_N_ELEMENTS (event_names); i++)
    g_assert_cmpint (cem_state_machine_can (self->machine, event_names[i], NULL), ==,
                     cem_chart_pool_can (self->pool, self->instance, event_names[i], NULL));
}

/* What fails, fails in the same way everywhere and changes nothing. */
static void
take_step (Trio *self,
           const char *event,
           JsonNode *data)
{
  GDateTime *now = cem_manual_clock_get_now (self->clock);
  g_autoptr (GError) by_machine = NULL;
  g_autoptr (GError) by_pool = NULL;
  g_autoptr (GError) by_step = NULL;
  g_autoptr (CemChartOutcome) outcome = cem_chart_pool_advance (self->pool, now, &by_pool);
  g_autoptr (CemChartOutcome) sent = NULL;
  g_autoptr (CemChartOutcome) stepped = NULL;

  g_assert_no_error (by_pool);
  expect (self, outcome);
  if (event != NULL)
    {
      cem_state_machine_send (self->machine, event, data, &by_machine);
      sent = cem_chart_pool_send (self->pool, self->instance, event, data, &by_pool);
    }
  else
    cem_state_machine_advance (self->machine, NULL);
  if (sent != NULL)
    expect (self, sent);

  stepped = cem_chart_step (self->chart, self->state, event, data, now, answer_cb, NULL, &by_step);
  if (stepped == NULL)
    {
      /* The step is all or nothing; time has passed in the others. */
      g_assert_nonnull (by_pool);
      g_clear_error (&by_step);
      stepped = cem_chart_step (self->chart, self->state, NULL, NULL, now, answer_cb, NULL, &by_step);
      g_assert_no_error (by_step);
    }
  json_node_unref (self->state);
  self->state = cem_chart_outcome_dup_state (stepped);
  g_assert_cmpstr (by_machine != NULL ? by_machine->message : NULL, ==,
                   by_pool != NULL ? by_pool->message : NULL);
}

static gboolean
start (Trio *self)
{
  GDateTime *now = cem_manual_clock_get_now (self->clock);
  g_auto (GStrv) guards = cem_chart_list_guards (self->chart);
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (CemChartOutcome) stepped = NULL;
  g_autoptr (CemChartOutcome) advanced = NULL;
  g_autoptr (GError) error = NULL;
  gboolean started;

  for (guint i = 0; guards[i] != NULL; i++)
    cem_state_machine_connect_guard (self->machine, guards[i], answer_cb, NULL, NULL, &error);
  g_assert_no_error (error);

  cem_state_machine_set_key (self->machine, "k7");
  started = cem_state_machine_start (self->machine, NULL, NULL);
  cem_chart_pool_set_guard (self->pool, answer_cb, NULL, NULL);
  cem_chart_pool_add (self->pool, NULL, "k7", &self->instance, &error);
  g_assert_no_error (error);
  advanced = cem_chart_pool_advance (self->pool, now, &error);
  g_assert_no_error (error);
  outcome = cem_chart_pool_start (self->pool, self->instance, NULL);
  stepped = cem_chart_start (self->chart, NULL, "k7", now, answer_cb, NULL, NULL);
  g_assert_cmpint (started, ==, outcome != NULL);
  g_assert_cmpint (started, ==, stepped != NULL);
  if (!started)
    return FALSE;

  self->state = cem_chart_outcome_dup_state (stepped);
  expect (self, outcome);
  return TRUE;
}

static gboolean
run (CemChart *chart,
     ChartBytes *bytes)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0.0);
  g_autoptr (JsonNode) data = json_from_string ("{\"n\":1}", NULL);
  Trio trio = { chart };
  gboolean started;

  trio.clock = cem_manual_clock_new (now);
  trio.machine = cem_state_machine_new (chart, CEM_CLOCK (trio.clock));
  trio.pool = cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);
  trio.heard = g_string_new (NULL);
  trio.expected = g_string_new (NULL);
  g_signal_connect (trio.machine, "entered", G_CALLBACK (entered_cb), trio.heard);
  g_signal_connect (trio.machine, "left", G_CALLBACK (left_cb), trio.heard);
  g_signal_connect (trio.machine, "effect", G_CALLBACK (effect_cb), trio.heard);

  started = start (&trio);
  for (guint i = 0; i < N_EVENTS && started; i++)
    {
      const guint choice = chart_bytes_choose (bytes, 16);

      if (choice >= 12)
        cem_manual_clock_step (trio.clock, 0.001 * (choice - 10));
      take_step (&trio, choice < 12 ? event_names[choice / 2] : NULL, choice % 2 == 0 ? data : NULL);
      compare (&trio);
    }

  g_clear_pointer (&trio.state, json_node_unref);
  g_string_free (trio.heard, TRUE);
  g_string_free (trio.expected, TRUE);
  g_object_unref (trio.pool);
  g_assert_finalize_object (trio.machine);
  g_object_unref (trio.clock);
  return started;
}

static void
test_random (void)
{
  const char *chosen = g_getenv ("CEM_TEST_SEED");
  const guint32 first = chosen != NULL ? (guint32) g_ascii_strtoull (chosen, NULL, 10) : 5000;
  guint n_run = 0;

  for (guint32 seed = first; seed < first + N_CHARTS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree guint8 *random = g_malloc (N_BYTES);
      ChartBytes bytes = { random, N_BYTES, 0 };
      g_autofree char *definition = NULL;
      g_autoptr (CemChart) chart = NULL;

      for (guint i = 0; i < N_BYTES; i++)
        random[i] = (guint8) g_rand_int (rand);

      definition = chart_maker_make (&bytes);
      chart = cem_chart_compile (definition, CEM_CHART_LENIENT, NULL, NULL);
      g_test_message ("seed %u", seed);
      if (chart != NULL)
        n_run += run (chart, &bytes);
    }

  g_assert_cmpuint (n_run, >, N_CHARTS / 6);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Random charts and events: a machine, a pool and the pure step agree");
  g_test_add_func ("/state-machine/random", test_random);
  return g_test_run ();
}
