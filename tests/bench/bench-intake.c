/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* From JSON Lines to committed, through the public API.
 * usage: bench-intake EVENTS.jsonl [ROWS_PER_COMMIT=10000] [STORE] */
#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

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

int
main (int argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (CemIntake) intake = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  Watch watch = { 0, marks };

  if (argc < 2)
    {
      g_printerr ("usage: %s EVENTS.jsonl [ROWS_PER_COMMIT] [STORE]\n", argv[0]);
      return 2;
    }

  folder = argc > 3 ? NULL : g_dir_make_tmp ("cem-bench-XXXXXX", &error);
  path = argc > 3 ? g_strdup (argv[3]) : g_build_filename (folder, "store.cem", NULL);
  engine = cem_engine_open (path, NULL, NULL, &error);
  if (engine != NULL)
    {
      intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
      if (argc > 2)
        cem_intake_set_rows_per_commit (intake, atoi (argv[2]));
      g_signal_connect (intake, "notify::n-read", G_CALLBACK (read_cb), &watch);
      file = g_file_new_for_path (argv[1]);
      watch.start = g_get_monotonic_time ();
      if (cem_intake_run_file (intake, file, NULL, &error))
        report (intake, &watch, (g_get_monotonic_time () - watch.start) / 1e6);
    }

  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }

  if (folder != NULL)
    {
      cem_engine_close (engine, NULL, NULL);
      g_unlink (path);
      g_rmdir (folder);
    }
  return 0;
}
