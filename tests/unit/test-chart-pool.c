/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>

static CemChart *
compile (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemChart *chart = cem_chart_compile (text, CEM_CHART_NONE, NULL, &error);

  g_assert_no_error (error);
  return chart;
}

static CemChartPool *
new_pool (const char *text)
{
  g_autoptr (CemChart) chart = compile (text);

  return cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);
}

static guint
add (CemChartPool *pool)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  guint instance;

  g_assert_true (cem_chart_pool_add (pool, NULL, NULL, &instance, &error));
  g_assert_no_error (error);
  outcome = cem_chart_pool_start (pool, instance, &error);
  g_assert_no_error (error);
  return instance;
}

static void
send (CemChartPool *pool,
      guint instance,
      const char *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChartOutcome) outcome = cem_chart_pool_send (pool, instance, event, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (outcome);
}

static CemChartOutcome *
advance_to (CemChartPool *pool,
            gint64 ms)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (0);
  g_autoptr (GDateTime) now = g_date_time_add (start, ms * 1000);
  g_autoptr (GError) error = NULL;
  CemChartOutcome *outcome = cem_chart_pool_advance (pool, now, &error);

  g_assert_no_error (error);
  return outcome;
}

static char *
save (CemChartPool *pool,
      guint instance)
{
  g_autoptr (JsonNode) state = cem_chart_pool_dup_state (pool, instance);

  return json_to_string (state, FALSE);
}

static void
test_instances (void)
{
  g_autoptr (CemChartPool) pool =
    new_pool ("{\"context\": {\"s\": \"start\", \"m\": {\"a\": 1}, \"x\": null}, \"on\": {\"E\": "
              "{\"actions\": [{\"type\": \"assign\", \"var\": \"s\", \"expr\": \"s + '!'\"}, "
              "{\"type\": \"assign\", \"var\": \"x\", \"expr\": \"[s, x]\"}, {\"type\": \"assign\", "
              "\"var\": \"m\", \"expr\": \"{'a': s}\"}]}}}");
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  for (guint i = 0; i < 3000; i++)
    g_assert_cmpuint (add (pool), ==, i);

  for (guint i = 0; i < 4; i++)
    send (pool, 2999, "E");
  first = save (pool, 0);
  last = save (pool, 2999);
  g_assert_nonnull (strstr (first, "\"s\":\"start\",\"m\":{\"a\":1},\"x\":null"));
  g_assert_nonnull (strstr (last, "\"s\":\"start!!!!\",\"m\":{\"a\":\"start!!!!\"}"));
  g_assert_nonnull (strstr (last, "[\"start!!!!\",[\"start!!!\",[\"start!!\",[\"start!\",null]]]]"));

  cem_chart_pool_remove (pool, 7);
  cem_chart_pool_remove (pool, 9);
  cem_chart_pool_remove (pool, 9);
  cem_chart_pool_remove (pool, 100000);
  g_assert_cmpuint (cem_chart_pool_get_n_instances (pool), ==, 2998);
  g_assert_false (cem_chart_pool_contains (pool, 7));
  g_assert_cmpuint (add (pool), ==, 9);
  g_assert_cmpuint (add (pool), ==, 7);
  g_assert_cmpuint (add (pool), ==, 3000);
}

static void
test_size (void)
{
  g_autoptr (CemChartPool) pool =
    new_pool ("{\"context\": {\"a\": 1, \"b\": 2.5, \"c\": true, \"d\": \"text\"}, \"states\": {\"x\": "
              "{}, \"y\": {}}}");

  for (guint i = 0; i < CEM_CHART_BLOCK; i++)
    add (pool);

  /* 3 * 8 bytes, 1 byte, flags, states. */
  g_assert_cmpuint (cem_chart_pool_get_size (pool), ==, 32 * CEM_CHART_BLOCK);
}

static void
test_refusals (void)
{
  g_autoptr (CemChartPool) pool = new_pool ("{\"context\": {\"n\": 1}}");
  g_autoptr (JsonNode) wrong = json_from_string ("{\"n\": \"x\"}", NULL);
  g_autoptr (JsonNode) unknown = json_from_string ("{\"m\": 1}", NULL);
  g_autoptr (JsonNode) list = json_from_string ("[]", NULL);
  g_autoptr (GError) error = NULL;
  const guint bad_event[] = { 0, 99 }, odd[] = { 0 }, bad_instance[] = { 5, 0 };
  guint instance;

  g_assert_false (cem_chart_pool_add (pool, wrong, NULL, &instance, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_false (cem_chart_pool_add (pool, unknown, NULL, &instance, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cem_chart_pool_add (pool, list, NULL, &instance, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_cmpuint (cem_chart_pool_get_n_instances (pool), ==, 0);

  g_assert_true (cem_chart_pool_add (pool, NULL, NULL, &instance, &error));
  g_assert_null (cem_chart_pool_send (pool, instance, "E", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  g_clear_error (&error);
  g_object_unref (cem_chart_pool_start (pool, instance, NULL));
  g_assert_null (cem_chart_pool_start (pool, instance, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_null (cem_chart_pool_send_batch (pool, bad_event, 2, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cem_chart_pool_send_batch (pool, bad_instance, 2, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cem_chart_pool_send_batch (pool, odd, 1, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

static gboolean
reenter_cb (CemChartCall *call,
            gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  guint instance;

  g_assert_null (cem_chart_pool_send (user_data, 0, "E", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (cem_chart_pool_add (user_data, NULL, NULL, &instance, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_BUSY);
  cem_chart_pool_remove (user_data, 0);
  return TRUE;
}

static void
test_reentry (void)
{
  g_autoptr (CemChartPool) pool =
    new_pool ("{\"states\": {\"a\": {\"on\": {\"E\": {\"guard\": \"may\", \"target\": \"b\"}}}, "
              "\"b\": {}}}");

  cem_chart_pool_set_guard (pool, reenter_cb, pool, NULL);
  add (pool);
  send (pool, 0, "E");
  g_assert_true (cem_chart_pool_is_in (pool, 0, "b"));
}

static void
test_time (void)
{
  g_autoptr (CemChartPool) pool =
    new_pool ("{\"context\": {\"n\": 0}, \"states\": {\"a\": {\"after\": {\"10\": \"b\"}}, \"b\": "
              "{\"after\": {\"10\": \"a\"}}}}");
  g_autoptr (GDateTime) past = g_date_time_new_from_unix_utc (0);
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (JsonNode) changes = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *array;
  guint n = 0;

  g_object_unref (advance_to (pool, 1));
  add (pool);
  g_object_unref (advance_to (pool, 5));
  add (pool);

  outcome = advance_to (pool, 31);
  changes = cem_chart_outcome_dup_changes (outcome);
  array = json_node_get_array (changes);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      /* 11: the first, 15: the second, 21, 25, 31. */
      JsonObject *change = json_array_get_object_element (array, i);

      if (json_object_has_member (change, "left"))
        g_assert_cmpint (json_object_get_int_member (change, "instance"), ==, n++ % 2);
    }
  g_assert_cmpuint (n, ==, 5);

  g_assert_null (cem_chart_pool_advance (pool, past, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

static void
test_long_advance (void)
{
  g_autoptr (CemChartPool) pool =
    new_pool ("{\"states\": {\"a\": {\"after\": {\"0.001\": \"b\"}}, \"b\": {\"after\": {\"0.001\": "
              "\"a\"}}}}");
  g_autoptr (GDateTime) far = g_date_time_new_utc (2026, 3, 1, 0, 0, 0);
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GError) error = NULL;

  add (pool);
  g_assert_null (cem_chart_pool_advance (pool, far, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  now = cem_chart_pool_dup_now (pool);
  g_assert_cmpint (g_date_time_to_unix (now), ==, 1);
}

/* Timers that are set and cancelled at random, beside the same in a simple list. */
static void
test_heap (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  CemChartTimers timers;
  guint32 first[16];
  guint n = 0;

  _cem_chart_timers_init (&timers);
  memset (first, 0xff, sizeof first);
  for (guint i = 0; i < 20000; i++)
    {
      const guint32 instance = (guint32) g_rand_int_range (rand, 0, 16);

      if (g_rand_int_range (rand, 0, 5) < 3)
        {
          _cem_chart_timers_add (&timers, instance, &first[instance], g_rand_int_range (rand, 0, 500));
          n++;
        }
      else if (first[instance] != CEM_CHART_NO_TIMER)
        {
          guint32 victim = first[instance];
          const guint32 next = _cem_chart_timers_get (&timers, victim)->next;

          if (next != CEM_CHART_NO_TIMER && g_rand_boolean (rand))
            victim = next;
          _cem_chart_timers_remove (&timers, victim, &first[instance]);
          n--;
        }
    }

  for (gint64 due = -1; n > 0; n--)
    {
      const guint32 timer = _cem_chart_timers_peek (&timers);
      const CemChartTimer *found = _cem_chart_timers_get (&timers, timer);

      g_assert_cmpint (found->due, >=, due);
      due = found->due;
      _cem_chart_timers_remove (&timers, timer, &first[found->instance]);
    }

  g_assert_cmpuint (_cem_chart_timers_peek (&timers), ==, CEM_CHART_NO_TIMER);
  _cem_chart_timers_clear (&timers);
}

#define SAVED                                                                                      \
  "{\"context\": {\"n\": 1, \"any\": null}, \"states\": {\"a\": {\"after\": {\"1s\": \"b\"}, "     \
  "\"entry\": {\"type\": \"send\", \"event\": \"E\", \"delay\": 9, \"data\": {\"expr\": "          \
  "\"{'t': now, 'k': {1: 2u}}\"}}, \"on\": {\"E\": {\"actions\": {\"type\": \"assign\", \"var\": " \
  "\"any\", \"expr\": \"event.data\"}}}}, \"b\": {\"type\": \"parallel\", \"states\": {\"x\": "    \
  "{\"states\": {\"x1\": {}, \"x2\": {}, \"h\": {\"type\": \"history\"}}}, \"y\": {}}}}}"

static void
test_saving (void)
{
  g_autoptr (CemChartPool) pool = new_pool (SAVED);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (JsonNode) state = NULL;
  g_autoptr (GError) error = NULL;
  guint first = add (pool), second;

  g_object_unref (advance_to (pool, 10));
  text = save (pool, first);
  g_assert_nonnull (strstr (text, "{\"$cem\":\"timestamp\",\"value\":\"1970-01-01T00:00:00Z\"}"));
  g_assert_nonnull (strstr (text, "{\"$cem\":\"uint\",\"value\":\"2\"}"));
  state = json_from_string (text, &error);
  g_assert_true (cem_chart_pool_restore (pool, state, &second, &error));
  g_assert_no_error (error);
  again = save (pool, second);
  g_assert_cmpstr (text, ==, again);

  g_object_unref (advance_to (pool, 2000));
  g_assert_true (cem_chart_pool_is_in (pool, second, "x1"));
}

static void
test_bad_states (void)
{
  static const struct
  {
    const char *old;
    const char *new;
    int code;
  } changes[] = {
    { "\"format\":1", "\"format\":2", CEM_ERROR_NEWER_SCHEMA },
    { "\"format\":1", "\"form\":1", CEM_ERROR_INVALID_ARGUMENT },
    { "\"digest\":\"", "\"digest\":\"0", CEM_ERROR_REFUSED },
    { "[\"a\"]", "[]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "[\"a\",\"y\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "[\"x1\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "[\"x1\",\"x2\",\"y\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "[\"nobody\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "[7]", CEM_ERROR_INVALID_ARGUMENT },
    { "[\"a\"]", "\"a\"", CEM_ERROR_INVALID_ARGUMENT },
    { "\"n\":1", "\"n\":\"1\"", CEM_ERROR_TYPE },
    { "\"n\":1", "\"m\":1", CEM_ERROR_NOT_FOUND },
    { "\"any\":null", "\"any\":{\"$cem\":\"planet\",\"value\":\"x\"}", CEM_ERROR_INVALID_ARGUMENT },
    { "\"due\"", "\"dew\"", CEM_ERROR_INVALID_ARGUMENT },
    { "after.1s.a", "after.1s.b", CEM_ERROR_INVALID_ARGUMENT },
    { "\"history\":{", "\"history\":{\"h\":[\"y\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "\"history\":{", "\"history\":{\"h\":[\"x1\",\"x2\"]", CEM_ERROR_INVALID_ARGUMENT },
    { "\"at\":\"", "\"at\":\"x", CEM_ERROR_INVALID_ARGUMENT },
  };
  g_autoptr (CemChartPool) pool = new_pool (SAVED);
  g_autofree char *text = save (pool, add (pool));

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_auto (GStrv) parts = g_strsplit (text, changes[i].old, 2);
      g_autofree char *bad = g_strjoinv (changes[i].new, parts);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) state = json_from_string (bad, &error);
      guint instance;

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (parts), ==, 2);
      g_assert_false (cem_chart_pool_restore (pool, state, &instance, &error));
      if (!g_error_matches (error, CEM_ERROR, changes[i].code))
        g_error ("%s: %s", changes[i].new, error->message);
    }

  g_assert_cmpuint (cem_chart_pool_get_n_instances (pool), ==, 1);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_load_finish (result, &error);

  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_main_loop_quit (user_data);
}

static void
test_files (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GFile) missing = g_file_new_for_path ("/nowhere/chart.json");
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (CemDiagnostic) first = NULL;
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (cem_chart_load (missing, CEM_CHART_NONE, NULL, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  cem_chart_load_async (missing, CEM_CHART_NONE, NULL, NULL, loaded_cb, loop);
  g_main_loop_run (loop);

  g_assert_cmpint (g_file_open_tmp ("chart-XXXXXX.json", &path, &error), >=, 0);
  g_assert_true (g_file_set_contents (path, "{\"statse\": {}}", -1, &error));
  file = g_file_new_for_path (path);
  chart = cem_chart_load (file, CEM_CHART_NONE, diagnostics, NULL, &error);
  g_assert_null (chart);
  first = g_list_model_get_item (G_LIST_MODEL (diagnostics), 0);
  g_assert_true (g_str_has_prefix (cem_diagnostic_get_file (first), "chart-"));
  g_assert_cmpstr (cem_diagnostic_get_suggestion (first), ==, "did you mean “states”?");
  g_unlink (path);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Pools: instances that come and go, time, saving and restoring, refusals");
  g_test_add_func ("/chart-pool/instances", test_instances);
  g_test_add_func ("/chart-pool/size", test_size);
  g_test_add_func ("/chart-pool/refusals", test_refusals);
  g_test_add_func ("/chart-pool/reentry", test_reentry);
  g_test_add_func ("/chart-pool/time", test_time);
  g_test_add_func ("/chart-pool/long-advance", test_long_advance);
  g_test_add_func ("/chart-pool/heap", test_heap);
  g_test_add_func ("/chart-pool/saving", test_saving);
  g_test_add_func ("/chart-pool/bad-states", test_bad_states);
  g_test_add_func ("/chart-pool/files", test_files);
  return g_test_run ();
}
