/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

/* Runs a chart over many instances in one pool:
 *
 *   bench-chart JOURNEY.json [EVENTS.txt [N]]
 *
 * EVENTS.txt has a line for each instance: two numbers, the variables bucket and score, and then the
 * names of its events. The first event goes to every instance, then the second, and so on, so that
 * no instance stays in the cache. Without it, instances and events are made up. Prints one line of
 * JSON with a digest of the states in which the instances ended. */

#define N_MADE 100000
#define EVENTS_MADE 10

typedef struct
{
  int bucket;
  int score;
  guint first; /* of its events */
  guint n;
} Row;

typedef struct
{
  GArray *rows;   /* Row */
  GArray *events; /* guint */
  guint longest;
} Workload;

static double
get_seconds (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static void
finish_row (Workload *self,
            Row *row)
{
  row->n = self->events->len - row->first;
  self->longest = MAX (self->longest, row->n);
  g_array_append_vals (self->rows, row, 1);
}

static void
read_rows (Workload *self,
           CemChartPool *pool,
           const char *path,
           guint n)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && self->rows->len < n; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);
      Row row = { .first = self->events->len };

      if (g_strv_length (words) < 2)
        continue;

      row.bucket = atoi (words[0]);
      row.score = atoi (words[1]);
      for (guint j = 2; words[j] != NULL; j++)
        {
          guint event = cem_chart_pool_intern_event (pool, words[j]);

          g_array_append_val (self->events, event);
        }
      finish_row (self, &row);
    }
}

static void
make_rows (Workload *self,
           CemChartPool *pool)
{
  static const char *const names[] = { "OPEN", "OPEN", "CLICK", "TIMEOUT", "PURCHASE", "NPS",
                                       "CLICK", "OPT_OUT" };
  guint64 seed = 42;

  for (guint i = 0; i < N_MADE; i++)
    {
      Row row = { .first = self->events->len, .bucket = (int) (i % 100), .score = (int) (i % 11) };
      guint event = cem_chart_pool_intern_event (pool, "START");

      g_array_append_val (self->events, event);
      for (guint j = 1; j < EVENTS_MADE; j++)
        {
          seed = seed * G_GUINT64_CONSTANT (6364136223846793005) + 1442695040888963407;
          event = cem_chart_pool_intern_event (pool, names[seed >> 61]);
          g_array_append_val (self->events, event);
        }
      finish_row (self, &row);
    }
}

static void
add_instances (Workload *self,
               CemChartPool *pool)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);
      g_autoptr (JsonNode) context = json_node_new (JSON_NODE_OBJECT);
      g_autoptr (CemChartOutcome) outcome = NULL;
      guint instance;

      json_node_take_object (context, json_object_new ());
      json_object_set_int_member (json_node_get_object (context), "bucket", row->bucket);
      json_object_set_int_member (json_node_get_object (context), "score", row->score);
      if (cem_chart_pool_add (pool, context, NULL, &instance, &error))
        outcome = cem_chart_pool_start (pool, instance, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (instance, ==, i);
    }
}

/* One batch for each place in the rows. */
static guint
run_events (Workload *self,
            CemChartPool *pool,
            double *seconds)
{
  g_autofree guint *steps = g_new (guint, 2 * (gsize) self->rows->len);
  guint n_events = 0;

  for (guint i = 0; i < self->longest; i++)
    {
      g_autoptr (CemChartOutcome) outcome = NULL;
      g_autoptr (GError) error = NULL;
      gsize n = 0;
      double start;

      for (guint j = 0; j < self->rows->len; j++)
        {
          const Row *row = &g_array_index (self->rows, Row, j);

          if (i >= row->n)
            continue;

          steps[n++] = j;
          steps[n++] = g_array_index (self->events, guint, row->first + i);
        }

      start = get_seconds (CLOCK_MONOTONIC);
      outcome = cem_chart_pool_send_batch (pool, steps, n, &error);
      *seconds += get_seconds (CLOCK_MONOTONIC) - start;
      g_assert_no_error (error);
      n_events += (guint) (n / 2);
    }

  return n_events;
}

static guint64
digest_states (CemChartPool *pool,
               guint n)
{
  guint64 digest = 0;

  for (guint i = 0; i < n; i++)
    {
      g_auto (GStrv) active = cem_chart_pool_list_active (pool, i);
      g_autoptr (JsonNode) context = cem_chart_pool_dup_context (pool, i);
      JsonObject *variables = json_node_get_object (context);
      g_autofree char *key =
        g_strdup_printf ("%s/%d/%d", active[0], (int) json_object_get_int_member (variables, "opens"),
                         (int) json_object_get_int_member (variables, "nudges"));
      guint64 hash = 0;

      for (const char *p = key; *p != '\0'; p++)
        hash = (hash * 31 + (guint8) *p) % 1000003;
      digest = (digest + hash) % 1000000007;
    }

  return digest;
}

int
main (int argc,
      char **argv)
{
  Workload work = { g_array_new (FALSE, FALSE, sizeof (Row)),
                    g_array_new (FALSE, FALSE, sizeof (guint)), 0 };
  g_autoptr (GFile) file = NULL;
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (CemChartPool) pool = NULL;
  g_autoptr (GError) error = NULL;
  double start, cpu, create, seconds = 0.0;
  struct rusage usage;
  guint n_events;

  if (argc < 2 || argc > 4)
    {
      g_printerr ("Usage: %s JOURNEY.json [EVENTS.txt [N]]\n", argv[0]);
      return 2;
    }

  file = g_file_new_for_path (argv[1]);
  chart = cem_chart_load (file, CEM_CHART_NONE, NULL, NULL, &error);
  if (chart == NULL)
    g_error ("%s", error->message);

  pool = cem_chart_pool_new (chart, CEM_CHART_POOL_NONE);
  if (argc > 2)
    read_rows (&work, pool, argv[2], argc > 3 ? (guint) atoi (argv[3]) : G_MAXUINT);
  else
    make_rows (&work, pool);

  cpu = get_seconds (CLOCK_PROCESS_CPUTIME_ID);
  start = get_seconds (CLOCK_MONOTONIC);
  add_instances (&work, pool);
  create = get_seconds (CLOCK_MONOTONIC) - start;
  n_events = run_events (&work, pool, &seconds);
  cpu = get_seconds (CLOCK_PROCESS_CPUTIME_ID) - cpu;
  getrusage (RUSAGE_SELF, &usage);

  g_print ("{\"peer\":\"libcem\",\"version\":\"%s\",\"workload\":\"journey12\",\"instances\":%u,"
           "\"events\":%u,\"create_seconds\":%.6f,\"seconds\":%.6f,\"cpu_seconds\":%.6f,"
           "\"events_per_second\":%.0f,\"digest\":%" G_GUINT64_FORMAT ",\"rss_mb\":%ld,"
           "\"bytes_per_instance\":%.1f}\n",
           CEM_VERSION_S, work.rows->len, n_events, create, seconds, cpu,
           (double) n_events / seconds, digest_states (pool, work.rows->len), usage.ru_maxrss / 1024,
           (double) cem_chart_pool_get_size (pool) / (double) work.rows->len);

  g_array_unref (work.rows);
  g_array_unref (work.events);
  return 0;
}
