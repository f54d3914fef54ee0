/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one waits for: opening a file, a customer's page, a single event, through the public API. One event
 * in 10, in 1,000 and in 100,000 is one customer's, for pages of long timelines and of short ones.
 * usage: bench-live [EVENTS=200000] [CUSTOMERS=20000] [FOLDER] */
#include "bench-stream.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_LIVE 5000
#define N_DURABLE 1000
#define N_PAGES 400

static const guint shares[] = { 10, 1000, 100000 };

typedef struct
{
  char *folder;
  char *events;
  char *path;
  guint n_events;
  guint n_customers;
} Bench;

static void
fail (const GError *error)
{
  if (error == NULL)
    return;

  g_printerr ("%s\n", error->message);
  exit (1);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* In milliseconds; sorts @times. */
static void
report (const char *what,
        GArray *times)
{
  g_array_sort (times, compare_doubles);
  printf ("{\"bench\":\"live\",\"what\":\"%s\",\"n\":%u,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
          "\"max_ms\":%.3f}\n",
          what, times->len, g_array_index (times, double, times->len / 2),
          g_array_index (times, double, times->len * 99 / 100),
          g_array_index (times, double, times->len - 1));
  fflush (stdout);
  g_array_set_size (times, 0);
}

static void
note (GArray *times,
      gint64 start)
{
  double ms = (g_get_monotonic_time () - start) / 1e3;

  g_array_append_val (times, ms);
}

static CemEngine *
open_engine (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  CemEngine *engine = cem_engine_open (bench->path, NULL, NULL, &error);

  fail (error);
  return engine;
}

static void
write_line (GOutputStream *out,
            const char *line)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (out, line, strlen (line), NULL, NULL, &error);
  fail (error);
  g_output_stream_write_all (out, "\n", 1, NULL, NULL, &error);
  fail (error);
}

static void
write_events (Bench *bench)
{
  g_autoptr (GFile) file = g_file_new_for_path (bench->events);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileOutputStream) stream =
    g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_autoptr (GOutputStream) out = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (42);

  fail (error);
  out = g_buffered_output_stream_new_sized (G_OUTPUT_STREAM (stream), 1 << 20);
  for (guint i = 0; i < bench->n_events; i++)
    {
      g_autofree char *event = bench_stream_dup_event (random, i, bench->n_customers);

      for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
        if (i % shares[s] == 0)
          {
            g_autofree char *own = bench_stream_dup_event_of (random, i, shares[s]);

            write_line (out, own);
          }
      write_line (out, event);
    }
  g_output_stream_close (out, NULL, &error);
  fail (error);
}

static void
fill (Bench *bench)
{
  g_autoptr (CemEngine) engine = open_engine (bench);
  g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GFile) file = g_file_new_for_path (bench->events);
  g_autoptr (GError) error = NULL;

  write_events (bench);
  cem_intake_run_file (intake, file, NULL, &error);
  fail (error);
}

static void
measure_opening (Bench *bench)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 10; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (CemEngine) engine = open_engine (bench);

      note (times, start);
    }
  report ("open", times);
}

static void
read_page (CemView *view,
           const char *key)
{
  g_autoptr (CemStoreList) list = cem_view_list_timeline (view, key);
  g_autoptr (GError) error = NULL;

  cem_store_list_load (list, 0, 50, NULL, &error);
  fail (error);
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    {
      g_printerr ("The timeline of %s is empty\n", key);
      exit (1);
    }
}

/* @first: the customers with low numbers are the busy ones. */
static void
measure_pages (Bench *bench,
               const char *who,
               guint first)
{
  g_autoptr (CemEngine) engine = open_engine (bench);
  g_autoptr (CemView) view = cem_engine_create_view (engine, NULL, NULL);
  g_autoptr (GArray) finding = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) paging = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree char *find_title = g_strconcat ("find-customer-", who, NULL);
  g_autofree char *page_title = g_strconcat ("timeline-page-", who, NULL);

  for (guint i = 0; finding->len < N_PAGES && i < bench->n_customers - first; i++)
    {
      g_autofree char *key = g_strdup_printf ("user_id:u%06u", first + i);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CemCustomer) customer = cem_view_find_customer (view, key, NULL, &error);

      if (customer == NULL && g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND))
        continue;
      fail (error);
      note (finding, start);
      start = g_get_monotonic_time ();
      read_page (view, key);
      note (paging, start);
    }

  report (find_title, finding);
  report (page_title, paging);
}

/* The first page of one customer's timeline, with the store open for long and newly opened. */
static void
measure_timeline (Bench *bench,
                  guint share)
{
  g_autofree char *key = g_strdup_printf ("user_id:one-in-%u", share);
  g_autofree char *title = g_strdup_printf ("first-page-of-%u-events", bench->n_events / share);
  g_autofree char *cold_title = g_strconcat (title, "-newly-opened", NULL);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) cold_times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < N_PAGES / 20; i++)
    {
      g_autoptr (CemEngine) engine = open_engine (bench);
      g_autoptr (CemView) view = cem_engine_create_view (engine, NULL, NULL);

      for (guint n = 0; n < 21; n++)
        {
          gint64 start = g_get_monotonic_time ();

          read_page (view, key);
          note (n == 0 ? cold_times : times, start);
        }
    }
  report (title, times);
  report (cold_title, cold_times);
}

static void
measure_ingest (Bench *bench,
                const char *what,
                guint n,
                CemIngestFlags flags)
{
  g_autoptr (CemEngine) engine = open_engine (bench);
  g_autoptr (GRand) random = g_rand_new_with_seed (n + (guint32) flags);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = bench_stream_dup_event (random, bench->n_events + i, bench->n_customers);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemEvent) event = cem_event_new_from_text (text, &error);
      g_autoptr (CemOutcome) outcome = NULL;
      gint64 start = 0;

      fail (error);
      start = g_get_monotonic_time ();
      outcome = cem_engine_ingest (engine, event, flags, NULL, &error);
      fail (error);
      note (times, start);
      if (cem_outcome_get_status (outcome) != CEM_OUTCOME_STATUS_ACCEPTED)
        {
          g_printerr ("%s\n", cem_outcome_get_message (outcome));
          exit (1);
        }
    }
  report (what, times);
}

int
main (int argc,
      char *argv[])
{
  Bench bench = { .n_events = 200000, .n_customers = 20000 };
  g_autoptr (GError) error = NULL;

  if (argc > 1)
    bench.n_events = (guint) atoi (argv[1]);
  if (argc > 2)
    bench.n_customers = (guint) MAX (atoi (argv[2]), 1000);

  bench.folder = argc > 3 ? g_strdup (argv[3]) : g_dir_make_tmp ("cem-bench-XXXXXX", &error);
  fail (error);
  bench.events = g_build_filename (bench.folder, "bench-live.jsonl", NULL);
  bench.path = g_build_filename (bench.folder, "bench-live.cem", NULL);
  g_unlink (bench.path);

  fill (&bench);
  g_unlink (bench.events);
  measure_opening (&bench);
  measure_pages (&bench, "busy", 0);
  measure_pages (&bench, "quiet", bench.n_customers * 9 / 10);
  for (guint s = 0; s < G_N_ELEMENTS (shares); s++)
    measure_timeline (&bench, shares[s]);
  measure_ingest (&bench, "ingest", N_LIVE, CEM_INGEST_FLAGS_HISTORY);
  measure_ingest (&bench, "ingest-durable", N_DURABLE,
                  CEM_INGEST_FLAGS_HISTORY | CEM_INGEST_FLAGS_DURABLE);

  g_unlink (bench.path);
  if (argc <= 3)
    g_rmdir (bench.folder);
  g_free (bench.folder);
  g_free (bench.events);
  g_free (bench.path);
  return 0;
}
