/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* Kills a process that takes in a stream, opens what it leaves, and sends the stream again.
 * usage: crash-intake [CRASHES], or CEM_CRASHES in the environment; 200 without either. */

#include "crash-store.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define N_LINES 2000
#define DEFAULT_CRASHES 200

/* How many acknowledgements a child may give before it is killed. */
#define MAX_ACKS 24

/* Every so many crashes the store is looked through, instead of being left to the next child. */
#define CHECK_EVERY 10

#define EXIT_LOST 4

static guint n_crashes = DEFAULT_CRASHES;

/* --- the child ----------------------------------------------------------------------------------*/

static void
die_of (const GError *error)
{
  g_printerr ("%s\n", error->message);
  _exit (3);
}

static void
acknowledge (guint n)
{
  char text[16];
  int length = g_snprintf (text, sizeof text, "%u\n", n);

  if (write (STDOUT_FILENO, text, (gsize) length) != length)
    _exit (2);
}

/* What has been acknowledged is sent again first: all of it must be known. */
static int
child_main (const char *path,
            guint32 stream_seed,
            guint acknowledged,
            guint32 seed)
{
  g_autoptr (CrashStream) stream = crash_stream_new (stream_seed, N_LINES);
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);

  if (engine == NULL)
    die_of (error);
  if (acknowledged > 0 && crash_store_send (engine, stream, 0, acknowledged, 500, FALSE, &error) > 0)
    return EXIT_LOST;
  if (error != NULL)
    die_of (error);

  for (guint i = acknowledged; i < N_LINES;)
    {
      gboolean durable = g_rand_int_range (random, 0, 8) == 0;
      guint n = (guint) g_rand_int_range (random, 1, 40);
      guint last = MIN (i + n, N_LINES);

      if (g_rand_boolean (random) && crash_store_send_one (engine, stream, i, durable, &error))
        last = i + 1;
      else if (error == NULL)
        crash_store_send (engine, stream, i, last, (guint) g_rand_int_range (random, 1, 16), durable,
                          &error);
      if (error != NULL)
        die_of (error);

      i = last;
      acknowledge (i);
    }

  return 0;
}

/* --- the parent ---------------------------------------------------------------------------------*/

typedef struct
{
  char *folder;
  char *path;
  guint32 seed;
  CrashStream *stream;
  guint acknowledged;
} Round;

static GSubprocess *
start_child (Round *round,
             guint32 seed)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *stream_seed = g_strdup_printf ("%u", round->seed);
  g_autofree char *acknowledged = g_strdup_printf ("%u", round->acknowledged);
  g_autofree char *own_seed = g_strdup_printf ("%u", seed);
  g_autoptr (GError) error = NULL;
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--child",
                                         round->path, stream_seed, acknowledged, own_seed, NULL);

  g_assert_no_error (error);
  return child;
}

/* Whether the child was killed; otherwise it has come to the end of the stream. */
static gboolean
run_child (Round *round,
           GRand *random)
{
  g_autoptr (GSubprocess) child = start_child (round, g_rand_int (random));
  g_autoptr (GDataInputStream) acks =
    g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  int n_acks = g_rand_int_range (random, 0, 4) == 0 ? 0 : g_rand_int_range (random, 1, MAX_ACKS);
  g_autoptr (GError) error = NULL;
  char *line = NULL;

  for (int n = 0; n == 0 || (line = g_data_input_stream_read_line (acks, NULL, NULL, &error)) != NULL; n++)
    {
      if (line != NULL)
        round->acknowledged = (guint) atoi (line);
      g_clear_pointer (&line, g_free);

      /* Without an acknowledgement it dies while it opens the store, or sends again what is known. */
      if (n == n_acks)
        {
          g_usleep ((gulong) g_rand_int_range (random, 0, n_acks == 0 ? 30000 : 3000));
          g_subprocess_force_exit (child);
        }
    }
  g_assert_no_error (error);

  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (child))
    return TRUE;

  g_assert_cmpint (g_subprocess_get_exit_status (child), ==, 0);
  return FALSE;
}

static void
round_start (Round *round,
             GRand *random)
{
  round->seed = g_rand_int (random);
  round->stream = crash_stream_new (round->seed, N_LINES);
  round->acknowledged = 0;
}

static void
round_end (Round *round)
{
  g_assert_cmpuint (round->acknowledged, ==, N_LINES);
  crash_store_check_events (round->path, round->stream, round->acknowledged);
  crash_store_verify (round->path);
  crash_store_compare (round->path, round->stream);
  crash_store_remove (round->path);
  g_clear_pointer (&round->stream, crash_stream_free);
}

static void
test_intake (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  Round round = { 0 };
  guint n = 0;
  guint n_rounds = 0;

  g_test_summary ("Nothing acknowledged is lost, nothing is there twice, and the end is the same");

  round.folder = g_dir_make_tmp ("cem-crash-XXXXXX", NULL);
  round.path = g_build_filename (round.folder, "store.cem", NULL);
  round_start (&round, random);

  while (n < n_crashes || round.acknowledged > 0)
    {
      if (run_child (&round, random))
        {
          n++;
          if (n % CHECK_EVERY == 0 && g_file_test (round.path, G_FILE_TEST_EXISTS) &&
              round.acknowledged > 0)
            {
              crash_store_check_events (round.path, round.stream, round.acknowledged);
              crash_store_verify (round.path);
            }
          continue;
        }

      round_end (&round);
      n_rounds++;
      round_start (&round, random);
    }

  g_test_message ("%u crashes in %u rounds", n, n_rounds);
  g_assert_cmpuint (n_rounds, >, 0);
  crash_stream_free (round.stream);
  crash_store_remove (round.path);
  g_rmdir (round.folder);
  g_free (round.path);
  g_free (round.folder);
}

int
main (int argc,
      char *argv[])
{
  const char *wanted = g_getenv ("CEM_CRASHES");

  if (argc == 6 && strcmp (argv[1], "--child") == 0)
    return child_main (argv[2], (guint32) g_ascii_strtoull (argv[3], NULL, 10),
                       (guint) atoi (argv[4]), (guint32) g_ascii_strtoull (argv[5], NULL, 10));

  g_test_init (&argc, &argv, NULL);
  if (argc > 1)
    wanted = argv[1];
  if (wanted != NULL)
    n_crashes = (guint) CLAMP (atoi (wanted), 1, 1000000);

  g_test_add_func ("/crash/intake", test_intake);
  return g_test_run ();
}
