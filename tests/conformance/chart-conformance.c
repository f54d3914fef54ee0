/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <stdlib.h>

/* Runs public test cases of state machines, one JSON object a line:
 *
 *   chart-conformance FILE.jsonl
 *
 * Prints each case that fails, with what was expected and what came. */

#define SKIPPED 77
#define MAX_TIMERS 10000

typedef struct
{
  const char *id;
  CemChartPool *pool;
  guint instance;
  gint64 now; /* milliseconds */
  gboolean failed;
} Run;

static void fail (Run *run,
                  const char *format,
                  ...) G_GNUC_PRINTF (2, 3);

static void
fail (Run *run,
      const char *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%s: %s\n", run->id, message);
  run->failed = TRUE;
}

static int
compare_names (const void *a,
               const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static char *
join_sorted (char **names)
{
  qsort (names, g_strv_length (names), sizeof *names, compare_names);
  return g_strjoinv (" ", names);
}

static void
check_active (Run *run,
              JsonArray *expected,
              const char *when)
{
  g_auto (GStrv) active = cem_chart_pool_list_active (run->pool, run->instance);
  g_auto (GStrv) wanted = g_new0 (char *, json_array_get_length (expected) + 1);
  g_autofree char *active_text = NULL;
  g_autofree char *wanted_text = NULL;

  for (guint i = 0; i < json_array_get_length (expected); i++)
    wanted[i] = g_strdup (json_array_get_string_element (expected, i));

  active_text = join_sorted (active);
  wanted_text = join_sorted (wanted);
  if (strcmp (active_text, wanted_text) != 0)
    fail (run, "%s: expected %s, got %s", when, wanted_text, active_text);
}

static void
move_clock (Run *run,
            gint64 ms)
{
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (0);
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  run->now += ms;
  now = g_date_time_add (start, run->now * 1000);
  outcome = cem_chart_pool_advance (run->pool, now, &error);
  if (outcome == NULL)
    fail (run, "%s", error->message);
}

static void
run_clock (Run *run)
{
  for (guint i = 0; i < MAX_TIMERS && !cem_chart_pool_is_done (run->pool, run->instance); i++)
    {
      g_autoptr (GDateTime) due = cem_chart_pool_dup_next_due (run->pool);
      g_autoptr (CemChartOutcome) outcome = NULL;

      if (due == NULL)
        return;

      outcome = cem_chart_pool_advance (run->pool, due, NULL);
      if (outcome == NULL)
        return;
    }
}

static void
run_event (Run *run,
           JsonObject *step,
           guint number)
{
  JsonObject *event = json_object_get_object_member (step, "event");
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *when = g_strdup_printf ("event %u, %s", number,
                                           json_object_get_string_member (event, "name"));

  if (json_object_has_member (step, "after"))
    move_clock (run, json_object_get_int_member (step, "after"));

  outcome = cem_chart_pool_send (run->pool, run->instance,
                                 json_object_get_string_member (event, "name"),
                                 json_object_get_member (event, "data"), &error);
  if (outcome == NULL)
    fail (run, "%s: %s", when, error->message);
  else
    check_active (run, json_object_get_array_member (step, "nextConfiguration"), when);
}

static gboolean
run_case (JsonObject *test)
{
  Run run = { .id = json_object_get_string_member (test, "id") };
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = cem_chart_compile_json (json_object_get_member (test, "machine"),
                                                       CEM_CHART_LENIENT, NULL, &error);
  g_autoptr (CemChartPool) pool = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  JsonArray *events = json_object_get_array_member (test, "events");

  if (chart == NULL)
    {
      fail (&run, "%s", error->message);
      return FALSE;
    }

  run.pool = pool = cem_chart_pool_new (chart, CEM_CHART_POOL_NONE);
  if (cem_chart_pool_add (pool, NULL, "key", &run.instance, &error))
    outcome = cem_chart_pool_start (pool, run.instance, &error);
  if (outcome == NULL)
    {
      fail (&run, "%s", error->message);
      return FALSE;
    }

  if (json_object_get_boolean_member_with_default (test, "run_clock", FALSE))
    run_clock (&run);

  check_active (&run, json_object_get_array_member (test, "initialConfiguration"), "start");
  for (guint i = 0; i < json_array_get_length (events) && !run.failed; i++)
    run_event (&run, json_array_get_object_element (events, i), i + 1);

  return !run.failed;
}

int
main (int argc,
      char **argv)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint passed = 0, failed = 0;

  if (argc != 2)
    {
      g_printerr ("Usage: %s FILE.jsonl\n", argv[0]);
      return 2;
    }

  if (!g_file_get_contents (argv[1], &text, NULL, &error))
    {
      g_print ("Skipped: %s\n", error->message);
      return g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? SKIPPED : 2;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) test = NULL;

      if (lines[i][0] == '\0')
        continue;

      test = json_from_string (lines[i], &error);
      g_assert_no_error (error);
      if (run_case (json_node_get_object (test)))
        passed++;
      else
        failed++;
    }

  g_print ("chart: %u passed, %u failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
