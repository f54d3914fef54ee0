/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* Other sources beside CloudEvents, to committed nouns, and what comes out of them: rows of a service desk
 * through a mapping, Segment calls, and the whole page of customers with few and with very many events.
 * usage: bench-sources MAPPING.json [INCIDENTS.csv]
 * Without a file it makes rows of its own. Rates are told beside that of CloudEvents in the same run. */
#include "bench-stream.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_EVENTS 60000
#define N_CUSTOMERS 6000
#define N_INCIDENTS 9000
#define N_OPENINGS 20
#define N_PAGES 21

static const guint sizes[] = { 10, 1000, 100000 };

typedef struct
{
  char *folder;
  double plain; /* CloudEvents a second */
} Bench;

static void
fail (const GError *error)
{
  if (error == NULL)
    return;

  g_printerr ("%s\n", error->message);
  exit (1);
}

static char *
dup_path (Bench *bench,
          const char *name)
{
  return g_build_filename (bench->folder, name, NULL);
}

static CemEngine *
open_engine (const char *path)
{
  g_autoptr (GError) error = NULL;
  CemEngine *engine = cem_engine_open (path, NULL, NULL, &error);

  fail (error);
  return engine;
}

static void
write_file (const char *path,
            GString *text)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  fail (error);
}

/* Takes a file into a new store; events a second. */
static double
take_in (const char *path,
         const char *store,
         CemMapping *mapping)
{
  g_autoptr (CemEngine) engine = open_engine (store);
  g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  cem_intake_set_mapping (intake, mapping);
  cem_intake_run_file (intake, file, NULL, &error);
  fail (error);
  if (cem_intake_get_n_quarantined (intake) > 0)
    {
      g_printerr ("%u lines of %s went to the quarantine\n", cem_intake_get_n_quarantined (intake), path);
      exit (1);
    }

  return cem_intake_get_n_accepted (intake) / ((g_get_monotonic_time () - start) / 1e6);
}

static void
measure (Bench *bench,
         const char *what,
         const char *path,
         CemMapping *mapping)
{
  g_autofree char *name = g_strconcat (what, ".cem", NULL);
  g_autofree char *store = dup_path (bench, name);
  double rate = take_in (path, store, mapping);

  if (bench->plain == 0.0)
    bench->plain = rate;
  printf ("{\"bench\":\"sources\",\"what\":\"%s\",\"events_per_second\":%.0f,\"ratio\":%.2f}\n", what, rate,
          rate / bench->plain);
  fflush (stdout);
  g_unlink (store);
}

static void
measure_cloud_events (Bench *bench)
{
  g_autofree char *path = dup_path (bench, "events.jsonl");
  g_autoptr (GError) error = NULL;

  bench_stream_write (path, N_EVENTS, N_CUSTOMERS, 42, &error);
  fail (error);
  measure (bench, "cloud-events", path, NULL);
  g_unlink (path);
}

static void
write_incidents (const char *path)
{
  static const char *const states[] = { "New", "Active", "Active", "Awaiting User Info", "Resolved", "Closed" };
  g_autoptr (GString) text =
    g_string_new ("number,ident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_at,"
                  "sys_updated_at,contact_type,location,category,priority,assignment_group,assigned_to,closed_code,"
                  "resolved_at,closed_at\n");

  for (guint i = 0; i < N_INCIDENTS; i++)
    for (guint s = 0; s < G_N_ELEMENTS (states); s++)
      g_string_append_printf (text,
                              "%07u,%s,%u,0,%u,true,%u,%u/3/2016 %02u:%02u,%u/4/2016 %02u:%02u,Phone,%u,%u,3,%u,%u,6,"
                              "20/4/2016 10:00,25/4/2016 12:00\n",
                              i, states[s], s / 2, s, i % 3000, 1 + i % 28, i % 24, i % 60, 1 + s, i % 24, i % 60,
                              i % 200, i % 50, i % 70, i % 180);
  write_file (path, text);
}

static void
measure_incidents (Bench *bench,
                   const char *mapping_path,
                   const char *csv)
{
  g_autoptr (GFile) file = g_file_new_for_path (mapping_path);
  g_autofree char *path = csv != NULL ? g_strdup (csv) : dup_path (bench, "incidents.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (CemMapping) mapping = cem_mapping_load (file, NULL, NULL, &error);

  fail (error);
  if (csv == NULL)
    write_incidents (path);
  measure (bench, "csv-incidents", path, mapping);
  if (csv == NULL)
    g_unlink (path);
}

static void
measure_segment (Bench *bench)
{
  g_autofree char *path = dup_path (bench, "segment.jsonl");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < N_EVENTS; i++)
    g_string_append_printf (text,
                            "{\"type\":\"track\",\"messageId\":\"m%08u\",\"userId\":\"u%06u\",\"anonymousId\":\"a%06u\","
                            "\"event\":\"Application Opened\",\"timestamp\":\"2026-01-%02uT%02u:%02u:%02uZ\","
                            "\"properties\":{\"version\":\"4.%u\",\"from_background\":false}}\n",
                            i, i % N_CUSTOMERS, i % N_CUSTOMERS, 1 + i / 3000, i / 125 % 24, i % 60, i / 60 % 60,
                            i % 10);
  write_file (path, text);
  measure (bench, "segment", path, NULL);
  g_unlink (path);
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

/* Milliseconds: what the clock on the wall says, and what the thread worked, which other programs on the
 * machine do not disturb. */
typedef struct
{
  GArray *wall;
  GArray *cpu;
} Times;

static Times
new_times (void)
{
  return (Times){ g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

static double
get_quantile (GArray *times,
              guint percent)
{
  return g_array_index (times, double, times->len * percent / 100);
}

/* Frees @times. */
static void
report (const char *what,
        guint n_events,
        Times times)
{
  g_array_sort (times.wall, compare_doubles);
  g_array_sort (times.cpu, compare_doubles);
  printf ("{\"bench\":\"sources\",\"what\":\"%s\",\"events\":%u,\"p50_ms\":%.3f,\"p99_ms\":%.3f,"
          "\"cpu_p50_ms\":%.3f,\"cpu_p99_ms\":%.3f}\n",
          what, n_events, get_quantile (times.wall, 50), get_quantile (times.wall, 99),
          get_quantile (times.cpu, 50), get_quantile (times.cpu, 99));
  fflush (stdout);
  g_array_unref (times.wall);
  g_array_unref (times.cpu);
}

static double
get_cpu_ms (void)
{
  struct timespec now = { 0 };

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static void
open_page (CemView *view,
           const char *key,
           Times times)
{
  const gint64 start = g_get_monotonic_time ();
  const double cpu_start = get_cpu_ms ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, key, NULL, &error);
  const double wall = (g_get_monotonic_time () - start) / 1e3;
  const double cpu = get_cpu_ms () - cpu_start;

  fail (error);
  g_array_append_val (times.wall, wall);
  g_array_append_val (times.cpu, cpu);
}

/* All of the customer's page: identifiers, traits, nouns, and the first rows of the timeline; in a store
 * that has been open, and in one newly opened. */
static void
measure_page (const char *store,
              guint n_events)
{
  g_autofree char *key = g_strdup_printf ("user_id:one-in-%u", n_events);
  Times times = new_times ();
  Times cold = new_times ();

  for (guint i = 0; i < N_OPENINGS; i++)
    {
      g_autoptr (CemEngine) engine = open_engine (store);
      g_autoptr (CemView) view = cem_engine_create_view (engine, NULL, NULL);

      for (guint n = 0; n < N_PAGES; n++)
        open_page (view, key, n == 0 ? cold : times);
    }
  report ("customer-page", n_events, times);
  report ("customer-page-newly-opened", n_events, cold);
}

static void
measure_pages (Bench *bench)
{
  g_autofree char *path = dup_path (bench, "pages.jsonl");
  g_autofree char *store = dup_path (bench, "pages.cem");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (42);

  for (guint i = 0; i < sizes[G_N_ELEMENTS (sizes) - 1]; i++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      if (i < sizes[s])
        {
          g_autofree char *event = bench_stream_dup_event_of (random, i, sizes[s]);

          g_string_append_printf (text, "%s\n", event);
        }
  write_file (path, text);
  take_in (path, store, NULL);
  g_unlink (path);

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    measure_page (store, sizes[s]);
  g_unlink (store);
}

int
main (int argc,
      char *argv[])
{
  Bench bench = { 0 };
  g_autoptr (GError) error = NULL;

  if (argc < 2)
    {
      g_printerr ("usage: bench-sources MAPPING.json [INCIDENTS.csv]\n");
      return 2;
    }

  bench.folder = g_dir_make_tmp ("cem-bench-XXXXXX", &error);
  fail (error);
  measure_cloud_events (&bench);
  measure_incidents (&bench, argv[1], argc > 2 ? argv[2] : NULL);
  measure_segment (&bench);
  measure_pages (&bench);
  g_rmdir (bench.folder);
  g_free (bench.folder);
  return 0;
}
