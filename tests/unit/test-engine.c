/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine-fixture.h"

#include "engine/cem-engine-private.h"

#define LIVE CEM_INGEST_FLAGS_NONE
#define HISTORY CEM_INGEST_FLAGS_HISTORY

static const char login[] = "\"id\":\"1\",\"source\":\"/app\",\"type\":\"app.login\","
                            "\"time\":\"2026-03-01T08:59:00Z\","
                            "\"identifiers\":{\"user_id\":\"7\",\"serial\":\"SN1\"},"
                            "\"data\":{\"a\":1}";

static void
test_outcome (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (CemOutcome) outcome = ingest (fixture, LIVE, login);
  const char *const *things = cem_outcome_get_thing_ids (outcome);

  g_test_summary ("An outcome names the customer and the things");

  g_assert_cmpint (cem_outcome_get_status (outcome), ==, CEM_OUTCOME_STATUS_ACCEPTED);
  g_assert_cmpint (cem_outcome_get_customer_id (outcome)[0], ==, 'c');
  g_assert_cmpuint (g_strv_length ((char **) things), ==, 1);
  g_assert_cmpint (things[0][0], ==, 't');
  g_assert_null (cem_outcome_get_message (outcome));
}

static void
test_duplicates (Fixture *fixture,
                 gconstpointer data)
{
  g_test_summary ("The same event changes nothing, whatever its time and the order of its members");

  assert_ingest (fixture, LIVE, login, CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, LIVE, login, CEM_OUTCOME_STATUS_DUPLICATE);
  assert_ingest (fixture, LIVE,
                 "\"data\":{\"a\":1},\"type\":\"app.login\",\"id\":\"1\",\"source\":\"/app\","
                 "\"identifiers\":{\"serial\":\"SN1\",\"user_id\":\"7\"}",
                 CEM_OUTCOME_STATUS_DUPLICATE);

  fixture_reopen (fixture);
  assert_ingest (fixture, HISTORY,
                 "\"id\":\"1\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"time\":\"2025-01-01T00:00:00Z\","
                 "\"identifiers\":{\"user_id\":\"7\",\"serial\":\"SN1\"},\"data\":{\"a\":1}",
                 CEM_OUTCOME_STATUS_DUPLICATE);
}

static void
test_conflict (Fixture *fixture,
               gconstpointer data)
{
  g_test_summary ("Other content under the same source and id is a conflict");

  assert_ingest (fixture, LIVE, login, CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, LIVE,
                 "\"id\":\"1\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"identifiers\":{\"user_id\":\"7\",\"serial\":\"SN1\"},\"data\":{\"a\":2}",
                 CEM_OUTCOME_STATUS_CONFLICT);
  assert_ingest (fixture, LIVE,
                 "\"id\":\"1\",\"source\":\"/web\",\"type\":\"app.login\",\"data\":{\"a\":2}",
                 CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_refused_types (Fixture *fixture,
                    gconstpointer data)
{
  g_test_summary ("What is the engine's own is refused from outside");

  assert_ingest (fixture, LIVE, "\"id\":\"1\",\"source\":\"/s\",\"type\":\"cem.x\"",
                 CEM_OUTCOME_STATUS_QUARANTINED);
  assert_ingest (fixture, LIVE, "\"id\":\"1\",\"source\":\"/s\",\"type\":\"customer.erased\"",
                 CEM_OUTCOME_STATUS_QUARANTINED);
  assert_ingest (fixture, LIVE, "\"id\":\"1\",\"source\":\"cem\",\"type\":\"x\"",
                 CEM_OUTCOME_STATUS_QUARANTINED);
  assert_ingest (fixture, LIVE, "\"source\":\"/s\",\"type\":\"x\"", CEM_OUTCOME_STATUS_QUARANTINED);
  assert_ingest (fixture, LIVE, "\"id\":\"1\",\"source\":\"/s\",\"type\":\"cemetery\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_future (Fixture *fixture,
             gconstpointer data)
{
  g_test_summary ("An event may be ten minutes ahead, live; history sets the time itself");

  assert_ingest (fixture, LIVE,
                 "\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\",\"time\":\"2026-03-01T09:10:00Z\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, LIVE,
                 "\"id\":\"2\",\"source\":\"/s\",\"type\":\"x\",\"time\":\"2026-03-01T09:10:01Z\"",
                 CEM_OUTCOME_STATUS_QUARANTINED);
  assert_ingest (fixture, HISTORY,
                 "\"id\":\"3\",\"source\":\"/s\",\"type\":\"x\",\"time\":\"2026-04-01T00:00:00Z\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, LIVE,
                 "\"id\":\"2\",\"source\":\"/s\",\"type\":\"x\",\"time\":\"2026-03-01T09:10:01Z\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_time_never_goes_back (Fixture *fixture,
                           gconstpointer data)
{
  g_autoptr (GDateTime) later = g_date_time_new_utc (2026, 6, 1, 0, 0, 0);
  g_autoptr (GDateTime) earlier = g_date_time_new_utc (2026, 5, 1, 0, 0, 0);

  g_test_summary ("Time is advanced by command, and never back");

  g_object_unref (execute (fixture, cem_command_new_advance (later)));
  assert_refused (fixture, cem_command_new_advance (earlier), CEM_ERROR_REFUSED);
  assert_ingest (fixture, LIVE,
                 "\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\",\"time\":\"2026-05-31T00:00:00Z\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_link (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (CemOutcome) one = NULL;
  g_autoptr (CemOutcome) other = NULL;
  g_autoptr (CemOutcome) linked = NULL;
  g_autoptr (CemOutcome) unlinked = NULL;
  g_autoptr (CemOutcome) again = NULL;

  g_test_summary ("Two strong identifiers join by command, and come apart again");

  one = ingest (fixture, LIVE,
                "\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\",\"identifiers\":{\"user_id\":\"1\"}");
  other =
    ingest (fixture, LIVE,
            "\"id\":\"2\",\"source\":\"/s\",\"type\":\"x\",\"identifiers\":{\"user_id\":\"2\"}");
  g_assert_cmpstr (cem_outcome_get_customer_id (one), !=, cem_outcome_get_customer_id (other));

  linked = execute (fixture, cem_command_new_link ("user_id:1", "user_id:2"));
  g_assert_cmpuint (g_list_model_get_n_items (cem_outcome_get_derived (linked)), ==, 1);
  again =
    ingest (fixture, LIVE,
            "\"id\":\"3\",\"source\":\"/s\",\"type\":\"x\",\"identifiers\":{\"user_id\":\"1\"}");
  g_clear_object (&one);
  one =
    ingest (fixture, LIVE,
            "\"id\":\"4\",\"source\":\"/s\",\"type\":\"x\",\"identifiers\":{\"user_id\":\"2\"}");
  g_assert_cmpstr (cem_outcome_get_customer_id (one), ==, cem_outcome_get_customer_id (again));

  unlinked = execute (fixture, cem_command_new_unlink ("user_id:1", "user_id:2"));
  g_assert_cmpuint (g_list_model_get_n_items (cem_outcome_get_derived (unlinked)), ==, 1);
  assert_refused (fixture, cem_command_new_link ("user_id:1", "user_id:nobody"),
                  CEM_ERROR_NOT_FOUND);

  g_object_unref (execute (fixture, cem_command_new_keep_apart ("user_id:1", "user_id:2")));
  assert_refused (fixture, cem_command_new_link ("user_id:1", "user_id:2"), CEM_ERROR_REFUSED);
  g_object_unref (execute (fixture, cem_command_new_let_together ("user_id:1", "user_id:2")));
  g_object_unref (execute (fixture, cem_command_new_link ("user_id:1", "user_id:2")));
}

static void
test_closed (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CemEvent) event = event_from (login);
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A closed engine says so");

  g_assert_true (cem_engine_close (fixture->engine, NULL, &error));
  g_assert_no_error (error);
  outcome = cem_engine_ingest (fixture->engine, event, LIVE, NULL, &error);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CLOSED);
  g_clear_error (&error);
  g_assert_false (cem_engine_close (fixture->engine, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CLOSED);
}

static void
test_memory (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (NULL, NULL, NULL, &error);
  g_autoptr (CemEvent) event = event_from (login);
  g_autoptr (CemOutcome) outcome = NULL;

  g_test_summary ("A store can be in memory");

  g_assert_no_error (error);
  outcome = cem_engine_ingest (engine, event, LIVE, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cem_outcome_get_status (outcome), ==, CEM_OUTCOME_STATUS_ACCEPTED);
  g_assert_finalize_object (g_steal_pointer (&engine));
}

static void
ingested_cb (GObject *object,
             GAsyncResult *result,
             gpointer user_data)
{
  CemOutcome **outcome = user_data;
  g_autoptr (GError) error = NULL;

  *outcome = cem_engine_ingest_finish (CEM_ENGINE (object), result, &error);
  g_assert_no_error (error);
}

static void
count_cb (CemEngine *engine,
          guint *count)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  *count += 1;
}

static void
test_async (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemEvent) event = event_from (login);
  g_autoptr (CemOutcome) outcome = NULL;
  guint n_changes = 0;

  g_test_summary ("Results and signals come in the main context");

  g_signal_connect (fixture->engine, "changed", G_CALLBACK (count_cb), &n_changes);
  cem_engine_ingest_async (fixture->engine, event, LIVE, NULL, ingested_cb, &outcome);
  while (outcome == NULL || n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (cem_outcome_get_status (outcome), ==, CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_intake (Fixture *fixture,
             gconstpointer data)
{
  const char *text =
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\"}\n"
    "not json\n"
    "\n"
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\"}\n"
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"y\"}\n"
    "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/s\",\"type\":\"x\"}";
  guint rows[] = { 1, 2, 100 };

  g_test_summary ("Good lines are kept around bad ones, and a stream can be sent again");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_LIVE);
      g_autoptr (GInputStream) stream =
        g_memory_input_stream_new_from_data (text, strlen (text), NULL);
      g_autoptr (GError) error = NULL;

      cem_intake_set_rows_per_commit (intake, rows[i]);
      g_assert_true (cem_intake_run_stream (intake, stream, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (cem_intake_get_n_read (intake), ==, 5);
      g_assert_cmpuint (cem_intake_get_n_accepted (intake), ==, i == 0 ? 2 : 0);
      g_assert_cmpuint (cem_intake_get_n_duplicates (intake), ==, i == 0 ? 1 : 3);
      g_assert_cmpuint (cem_intake_get_n_conflicts (intake), ==, 1);
      g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, 1);
    }
}

static void
test_retry (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemIntake) intake = take_in (
    fixture->engine, CEM_INTAKE_MODE_LIVE,
    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"x\","
    "\"time\":\"2026-03-02T00:00:00Z\"}\n"
    "broken\n");
  g_autoptr (CemIntake) retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_LIVE);
  g_autoptr (CemIntake) once_more = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_LIVE);
  g_autoptr (GError) error = NULL;

  g_test_summary ("The quarantine is tried again when the reason may have gone");

  g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, 2);
  cem_manual_clock_step (fixture->clock, 86400);
  cem_intake_run_quarantine (retry, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cem_intake_get_n_accepted (retry), ==, 1);
  g_assert_cmpuint (cem_intake_get_n_quarantined (retry), ==, 1);

  g_assert_true (cem_intake_run_quarantine (once_more, NULL, &error));
  g_assert_cmpuint (cem_intake_get_n_read (once_more), ==, 1);
}

/* --- real time ---*/

static gboolean
count_fired (CemProcessor *processor,
             const CemTimer *timer,
             gpointer data,
             GError **error)
{
  g_atomic_int_inc ((gint *) data);
  return TRUE;
}

static gpointer
set_timer (CemProcessor *processor,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  CemTimer timer = { .due = g_get_real_time () + 20000, .key = "k", .kind = "test" };

  _cem_processor_add_timer_kind (processor, "test", count_fired, data);
  g_assert_true (_cem_processor_begin (processor, error));
  g_assert_true (_cem_processor_set_timer (processor, &timer, 0, error));
  g_assert_true (_cem_processor_commit (processor, FALSE, error));
  return data;
}

static void
test_source (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (NULL, NULL, NULL, &error);
  g_autoptr (GSource) source = cem_engine_create_source (engine);
  gint n_fired = 0;

  g_test_summary ("A source lets time pass when something is due, and sleeps otherwise");

  g_source_attach (source, NULL);
  g_assert_cmpint (g_source_get_ready_time (source), ==, -1);
  g_assert_nonnull (_cem_engine_write (engine, set_timer, &n_fired, NULL, &error));
  g_assert_cmpint (g_source_get_ready_time (source), !=, -1);

  while (g_atomic_int_get (&n_fired) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (cem_engine_close (engine, NULL, &error));
  g_assert_cmpint (n_fired, ==, 1);
  g_source_destroy (source);
  g_clear_pointer (&source, g_source_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (g_steal_pointer (&engine));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/engine/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("outcome", test_outcome);
  ADD ("duplicates", test_duplicates);
  ADD ("conflict", test_conflict);
  ADD ("refused-types", test_refused_types);
  ADD ("future", test_future);
  ADD ("time-never-goes-back", test_time_never_goes_back);
  ADD ("link", test_link);
  ADD ("closed", test_closed);
  ADD ("async", test_async);
  ADD ("intake", test_intake);
  ADD ("retry", test_retry);
  g_test_add_func ("/engine/memory", test_memory);
  g_test_add_func ("/engine/source", test_source);

  return g_test_run ();
}
