/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* Kills a process that takes in a stream, opens what it leaves, and sends the stream again.
 * usage: crash-intake [CRASHES], or CEM_CRASHES in the environment; 200 without either. */

#include "crash-stream.h"

#include "engine/cem-processor-private.h"
#include "engine/cem-store-compare-private.h"

#include <libcem/cem.h>

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

static guint
send_lines (CemEngine *engine,
            CrashStream *stream,
            guint first,
            guint last,
            guint rows_per_commit,
            gboolean durable)
{
  g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  g_autofree char *text = crash_stream_dup_text (stream, first, last);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;

  cem_intake_set_rows_per_commit (intake, rows_per_commit);
  cem_intake_set_durable (intake, durable);
  if (!cem_intake_run_stream (intake, input, NULL, &error))
    die_of (error);

  return cem_intake_get_n_accepted (intake);
}

/* FALSE for a line that is no event. */
static gboolean
send_one (CemEngine *engine,
          const char *line,
          gboolean durable)
{
  g_autoptr (CemEvent) event = cem_event_new_from_text (line, NULL);
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  CemIngestFlags flags = CEM_INGEST_FLAGS_HISTORY;

  if (event == NULL)
    return FALSE;
  if (durable)
    flags |= CEM_INGEST_FLAGS_DURABLE;

  outcome = cem_engine_ingest (engine, event, flags, NULL, &error);
  if (outcome == NULL)
    die_of (error);
  return TRUE;
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
  if (acknowledged > 0 && send_lines (engine, stream, 0, acknowledged, 500, FALSE) > 0)
    return EXIT_LOST;

  for (guint i = acknowledged; i < N_LINES;)
    {
      gboolean durable = g_rand_int_range (random, 0, 8) == 0;
      guint n = (guint) g_rand_int_range (random, 1, 40);
      guint last = MIN (i + n, N_LINES);

      if (g_rand_boolean (random) && send_one (engine, g_ptr_array_index (stream->lines, i), durable))
        last = i + 1;
      else
        send_lines (engine, stream, i, last, (guint) g_rand_int_range (random, 1, 16), durable);

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

static void
remove_store (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static CemDb *
open_reader (const char *path)
{
  const CemDbOptions options = { .migrations = _cem_store_migrations };
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, CEM_DB_READ, &options, &error);

  g_assert_no_error (error);
  return db;
}

static gint64
query (CemDb *db,
       const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  _cem_db_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* Not by the way that the child finds what it knows. */
static void
check_events (Round *round)
{
  g_autoptr (CemDb) db = open_reader (round->path);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CemDbStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  statement = _cem_db_prepare (db,
                               "SELECT s.text || ' ' || l.id FROM log AS l "
                               "JOIN name AS s ON s.id = l.source", &error);
  g_assert_no_error (error);
  while (_cem_db_step (statement, &error) == CEM_DB_ROW)
    if (!g_hash_table_add (there, g_strdup (_cem_db_column_text (statement, 0, NULL))))
      g_error ("%s is there twice", _cem_db_column_text (statement, 0, NULL));
  g_assert_no_error (error);

  for (guint i = 0; i < round->acknowledged; i++)
    {
      const char *key = g_ptr_array_index (round->stream->keys, i);

      if (key != NULL && !g_hash_table_contains (there, key))
        g_error ("%s is lost, line %u of %u acknowledged", key, i, round->acknowledged);
    }
}

static void
verify (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);
  g_autoptr (CemVerification) verification = NULL;

  g_assert_no_error (error);
  verification = cem_verification_new (engine);
  cem_verification_run (verification, NULL, &error);
  g_assert_no_error (error);
}

/* A store that was never disturbed, of the same secret. */
static char *
make_undisturbed (Round *round)
{
  g_autoptr (CemDb) db = open_reader (round->path);
  char *path = g_build_filename (round->folder, "undisturbed.cem", NULL);
  g_autoptr (CemClock) clock = cem_clock_new ();
  g_autoptr (GError) error = NULL;
  guint8 secret[CEM_LOG_SECRET];
  CemProcessor *processor = NULL;
  g_autoptr (CemEngine) engine = NULL;

  g_assert_true (_cem_log_read_secret (db, secret, &error));
  processor = _cem_processor_open (path, clock, secret, &error);
  g_assert_no_error (error);
  _cem_processor_close (processor);

  engine = cem_engine_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  send_lines (engine, round->stream, 0, N_LINES, 10000, FALSE);
  return path;
}

static void
compare_logs (CemDb *a,
              CemDb *b)
{
  static const char sql[] =
    "SELECT l.seq, l.origin, l.history, l.at, l.time, s.text, l.id, t.text, l.cause, l.ordinal, "
    "l.piece FROM log AS l JOIN name AS s ON s.id = l.source JOIN name AS t ON t.id = l.type "
    "ORDER BY l.seq";
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) one = _cem_db_prepare (a, sql, &error);
  g_autoptr (CemDbStatement) other = _cem_db_prepare (b, sql, &error);

  g_assert_cmpint (query (a, "SELECT count(*) FROM log"), ==, query (b, "SELECT count(*) FROM log"));
  while (_cem_db_step (one, &error) == CEM_DB_ROW)
    {
      g_assert_cmpint (_cem_db_step (other, &error), ==, CEM_DB_ROW);
      if (!_cem_db_row_equal (one, other))
        g_error ("%s is not %s", _cem_db_row_to_text (one), _cem_db_row_to_text (other));
    }
  g_assert_no_error (error);
}

static void
compare (Round *round)
{
  g_autofree char *path = make_undisturbed (round);
  g_autoptr (CemDb) a = open_reader (round->path);
  g_autoptr (CemDb) b = open_reader (path);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;

  compare_logs (a, b);
  g_assert_true (_cem_store_compare (a, b, CEM_COMPARE_ALL, diagnostics, &error));
  _cem_diagnostics_check (diagnostics, CEM_ERROR_DIVERGED, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query (a, "SELECT count(*) FROM customer"), >, 5);

  g_clear_pointer (&a, _cem_db_close);
  g_clear_pointer (&b, _cem_db_close);
  remove_store (path);
}

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
  check_events (round);
  verify (round->path);
  compare (round);
  remove_store (round->path);
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
              check_events (&round);
              verify (round.path);
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
  remove_store (round.path);
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
