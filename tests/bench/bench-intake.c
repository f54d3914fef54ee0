/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* From JSON Lines to committed, through the public API.
 * usage: bench-intake [--idle-nouns] EVENTS.jsonl [ROWS_PER_COMMIT=10000] [STORE]
 * With --idle-nouns the nouns are not folded: what they cost is the ratio of the two.
 * Without a file it makes a stream of its own, and inserts the same rows into a plain table for the
 * ratio of the two. */
#include "bench-stream.h"
#include "plain-insert.h"

#include "engine/cem-engine-private.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define N_EVENTS 300000
#define N_CUSTOMERS 100000
#define ROWS_PER_COMMIT 10000

static gboolean idle_nouns;

typedef struct
{
  double seconds;
  guint events;
} Mark;

typedef struct
{
  gint64 start;
  GArray *marks;
} Watch;

static void
read_cb (CemIntake *intake,
         GParamSpec *pspec,
         gpointer user_data)
{
  Watch *watch = user_data;
  Mark mark = { (g_get_monotonic_time () - watch->start) / 1e6,
                cem_intake_get_n_accepted (intake) + cem_intake_get_n_duplicates (intake) };

  g_array_append_val (watch->marks, mark);
}

static double
last_tenth (const Watch *watch,
            double seconds,
            guint total)
{
  Mark before = { 0 };

  for (guint i = 0; i < watch->marks->len; i++)
    {
      Mark mark = g_array_index (watch->marks, Mark, i);

      if (mark.events <= total * 0.9)
        before = mark;
    }

  return (total - before.events) / (seconds - before.seconds);
}

static void
report (CemIntake *intake,
        const Watch *watch,
        double seconds)
{
  guint total = cem_intake_get_n_read (intake);
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"peer\":\"libcem\",\"events\":%u,\"kept\":%u,\"seconds\":%.3f,"
          "\"events_per_second\":%.0f,\"last_tenth_per_second\":%.0f,\"rows_per_commit\":%u,"
          "\"rss_mb\":%ld}\n",
          total, cem_intake_get_n_accepted (intake), seconds, total / seconds,
          last_tenth (watch, seconds, total), cem_intake_get_rows_per_commit (intake),
          usage.ru_maxrss / 1024);
}

static void
report_plain (const PlainInsert *plain,
              guint rows_per_commit)
{
  printf ("{\"peer\":\"plain-insert\",\"events\":%u,\"kept\":%u,\"seconds\":%.3f,"
          "\"events_per_second\":%.0f,\"last_tenth_per_second\":%.0f,\"rows_per_commit\":%u}\n",
          plain->events, plain->kept, plain->seconds, plain->events / plain->seconds,
          plain->last_tenth_events / plain->last_tenth_seconds, rows_per_commit);
}

static gpointer
set_idle (CemProcessor *processor,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  _cem_processor_set_nouns_idle (processor, TRUE);
  return processor;
}

/* Events a second; 0 with @error. */
static double
measure (const char *events,
         const char *path,
         guint rows_per_commit,
         double *last_tenth_rate,
         GError **error)
{
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, error);
  g_autoptr (CemIntake) intake = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (events);
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  Watch watch = { 0, marks };
  double seconds = 0.0;

  if (engine == NULL)
    return 0.0;
  if (idle_nouns && _cem_engine_write (engine, set_idle, NULL, NULL, error) == NULL)
    return 0.0;

  intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  cem_intake_set_rows_per_commit (intake, rows_per_commit);
  g_signal_connect (intake, "notify::n-read", G_CALLBACK (read_cb), &watch);
  watch.start = g_get_monotonic_time ();
  if (!cem_intake_run_file (intake, file, NULL, error))
    return 0.0;

  seconds = (g_get_monotonic_time () - watch.start) / 1e6;
  report (intake, &watch, seconds);
  *last_tenth_rate = last_tenth (&watch, seconds, cem_intake_get_n_read (intake));
  return cem_intake_get_n_read (intake) / seconds;
}

/* Both sides in turn over a stream of its own. */
static void
compare (const char *folder,
         GError **error)
{
  g_autofree char *events = g_build_filename (folder, "events.jsonl", NULL);
  g_autofree char *path = g_build_filename (folder, "store.cem", NULL);
  g_autofree char *plain_path = g_build_filename (folder, "plain.db", NULL);
  PlainInsert plain = { 0 };
  double rate = 0.0;
  double tenth = 0.0;

  if (!bench_stream_write (events, N_EVENTS, N_CUSTOMERS, 42, error))
    return;

  rate = measure (events, path, ROWS_PER_COMMIT, &tenth, error);
  if (rate > 0.0 && plain_insert_run (events, plain_path, ROWS_PER_COMMIT, &plain, error))
    {
      report_plain (&plain, ROWS_PER_COMMIT);
      printf ("{\"bench\":\"intake\",\"ratio\":%.3f,\"last_tenth_ratio\":%.3f}\n",
              rate * plain.seconds / plain.events,
              tenth * plain.last_tenth_seconds / plain.last_tenth_events);
    }

  g_unlink (events);
  g_unlink (path);
  g_unlink (plain_path);
}

int
main (int argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  guint rows_per_commit = 0;
  double tenth = 0.0;

  idle_nouns = argc > 1 && strcmp (argv[1], "--idle-nouns") == 0;
  if (idle_nouns)
    {
      argc--;
      argv++;
    }
  rows_per_commit = argc > 2 ? (guint) atoi (argv[2]) : ROWS_PER_COMMIT;

  if (argc < 4)
    {
      folder = g_dir_make_tmp ("cem-bench-XXXXXX", &error);
      path = folder != NULL ? g_build_filename (folder, "store.cem", NULL) : NULL;
    }

  if (error == NULL && argc < 2)
    compare (folder, &error);
  else if (error == NULL)
    measure (argv[1], argc > 3 ? argv[3] : path, rows_per_commit, &tenth, &error);

  if (path != NULL)
    g_unlink (path);
  if (folder != NULL)
    g_rmdir (folder);
  if (error == NULL)
    return 0;

  g_printerr ("%s\n", error->message);
  return 1;
}
