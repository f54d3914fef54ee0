/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* A full disk, a folder that cannot be written to, a store that is damaged, foreign or too new: each a
 * clear error of the engine, and what was committed is still there. */

#include "engine-fixture.h"

#include "engine/cem-engine-private.h"

#include <errno.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define NOBODY 65534

static char *
dup_line (guint number)
{
  return g_strdup_printf ("\"id\":\"%u\",\"source\":\"/app\",\"type\":\"app.login\","
                          "\"time\":\"2026-03-01T08:%02u:00Z\",\"identifiers\":{\"user_id\":\"u%u\"},"
                          "\"data\":{\"note\":\"%0*u\"}",
                          number, number % 60, number % 50, 500, number);
}

static gboolean
try_ingest (CemEngine *engine,
            guint number,
            CemOutcomeStatus status,
            GError **error)
{
  g_autofree char *line = dup_line (number);
  g_autoptr (CemEvent) event = event_from (line);
  g_autoptr (CemOutcome) outcome =
    cem_engine_ingest (engine, event, CEM_INGEST_FLAGS_NONE, NULL, error);

  if (outcome == NULL)
    return FALSE;

  g_assert_cmpint (cem_outcome_get_status (outcome), ==, status);
  return TRUE;
}

static void
ingest_range (CemEngine *engine,
              guint first,
              guint last,
              CemOutcomeStatus status)
{
  for (guint i = first; i < last; i++)
    {
      g_autoptr (GError) error = NULL;

      try_ingest (engine, i, status, &error);
      g_assert_no_error (error);
    }
}

static void
verify (CemEngine *engine)
{
  g_autoptr (CemVerification) verification = cem_verification_new (engine);
  g_autoptr (GError) error = NULL;

  cem_job_run (CEM_JOB (verification), NULL, &error);
  g_assert_no_error (error);
}

static void
assert_refuses (const char *path,
                CemError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);

  g_assert_null (engine);
  g_assert_error (error, CEM_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
put_file (const char *path,
          const char *content,
          gsize length)
{
  FILE *file = g_fopen (path, "wb");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (content, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* --- no room ---*/

static gpointer
limit_pages (CemProcessor *processor,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  CemDb *db = _cem_processor_get_db (processor);
  gint64 n = 0;

  g_assert_true (_cem_db_query_int (db, "PRAGMA page_count", &n, NULL));
  _cem_db_set_max_pages (db, (guint) n + GPOINTER_TO_UINT (data));
  return processor;
}

static void
allow_pages (CemEngine *engine,
             guint n)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (_cem_engine_write (engine, limit_pages, GUINT_TO_POINTER (n), NULL, &error));
}

static CemIntake *
send_many (CemEngine *engine,
           guint last,
           GError **error)
{
  CemIntake *intake = cem_intake_new (engine, CEM_INTAKE_MODE_LIVE);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GInputStream) stream = NULL;

  for (guint i = 0; i < last; i++)
    {
      g_autofree char *line = dup_line (i);

      g_string_append_printf (text, "{\"specversion\":\"1.0\",%s}\n", line);
    }

  cem_intake_set_rows_per_commit (intake, 20);
  stream = g_memory_input_stream_new_from_data (text->str, (gssize) text->len, NULL);
  cem_intake_run_stream (intake, stream, NULL, error);
  return intake;
}

/* Fills the store until there is no room, one at a time and as a stream, and checks what is there when
 * there is room again. @make_room is called with @fixture. */
static void
check_no_space (Fixture *fixture,
                void (*make_room) (Fixture *fixture))
{
  g_autoptr (CemIntake) cut = NULL;
  g_autoptr (CemIntake) whole = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 10;

  while (try_ingest (fixture->engine, n, CEM_OUTCOME_STATUS_ACCEPTED, &error))
    n++;
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NO_SPACE);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_clear_error (&error);

  cut = send_many (fixture->engine, n + 500, &error);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NO_SPACE);
  g_clear_error (&error);

  make_room (fixture);
  ingest_range (fixture->engine, 0, n, CEM_OUTCOME_STATUS_DUPLICATE);
  whole = send_many (fixture->engine, n + 500, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cem_intake_get_n_duplicates (whole), ==, n + cem_intake_get_n_accepted (cut));
  g_assert_cmpuint (cem_intake_get_n_accepted (whole), ==, 500 - cem_intake_get_n_accepted (cut));
  verify (fixture->engine);
}

static void
allow_more_pages (Fixture *fixture)
{
  allow_pages (fixture->engine, 100000);
}

static void
test_max_pages (Fixture *fixture,
                gconstpointer data)
{
  g_test_summary ("A store that must not grow says so, and goes on when it may");

  ingest_range (fixture->engine, 0, 10, CEM_OUTCOME_STATUS_ACCEPTED);
  allow_pages (fixture->engine, 30);
  check_no_space (fixture, allow_more_pages);
}

static void
remove_filler (Fixture *fixture)
{
  g_autofree char *filler = g_build_filename (fixture->folder, "filler", NULL);

  g_assert_cmpint (g_unlink (filler), ==, 0);
}

/* Whether a small file system could be mounted over the fixture's folder. */
static gboolean
mount_small (Fixture *fixture)
{
  g_autofree char *filler = g_build_filename (fixture->folder, "filler", NULL);
  g_autofree char *zeros = g_malloc0 (8 << 20);

  fixture_close (fixture);
  remove_folder (fixture->folder);
  g_mkdir (fixture->folder, 0700);
  if (mount ("none", fixture->folder, "tmpfs", 0, "size=9m") != 0)
    return FALSE;

  put_file (filler, zeros, 8 << 20);
  return TRUE;
}

static void
test_full_disk (Fixture *fixture,
                gconstpointer data)
{
  g_autofree char *rest = g_build_filename (fixture->folder, "rest", NULL);
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh.cem", NULL);
  g_autofree char *zeros = g_malloc0 (1 << 20);
  FILE *file = NULL;

  g_test_summary ("A full disk is an error, and all that was committed is there when there is room");

  if (!mount_small (fixture))
    {
      g_autofree char *why = g_strdup_printf ("a tmpfs cannot be mounted here: %s", g_strerror (errno));

      g_test_skip (why);
      return;
    }

  fixture_open (fixture);
  ingest_range (fixture->engine, 0, 10, CEM_OUTCOME_STATUS_ACCEPTED);
  check_no_space (fixture, remove_filler);

  /* And no room for a store at all. */
  file = g_fopen (rest, "wb");
  while (fwrite (zeros, 1, 1 << 20, file) == 1 << 20 && fflush (file) == 0)
    continue;
  fclose (file);
  assert_refuses (fresh, CEM_ERROR_NO_SPACE);

  fixture_close (fixture);
  g_assert_cmpint (umount2 (fixture->folder, MNT_DETACH), ==, 0);
}

/* --- no permission ---*/

static int
child_main (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = NULL;

  if (geteuid () == 0 && (setegid (NOBODY) < 0 || seteuid (NOBODY) < 0))
    return 77;

  engine = cem_engine_open (path, NULL, NULL, &error);
  return error == NULL ? 0 : error->domain == CEM_ERROR ? 100 + error->code : 99;
}

/* This program, as it is called before it has mounts of its own. */
static char *self;

static int
run_child (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child =
    g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--child", path, NULL);

  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  return g_subprocess_get_exit_status (child);
}

static void
test_read_only (Fixture *fixture,
                gconstpointer data)
{
  g_autofree char *fresh = g_build_filename (fixture->folder, "fresh.cem", NULL);

  g_test_summary ("A folder that cannot be written to gives READ_ONLY");

  ingest_range (fixture->engine, 0, 10, CEM_OUTCOME_STATUS_ACCEPTED);
  fixture_close (fixture);
  g_chmod (fixture->path, 0444);
  g_chmod (fixture->folder, 0555);
  g_assert_cmpint (run_child (fixture->path), ==, 100 + CEM_ERROR_READ_ONLY);
  g_assert_cmpint (run_child (fresh), ==, 100 + CEM_ERROR_READ_ONLY);

  g_chmod (fixture->folder, 0755);
  g_chmod (fixture->path, 0600);
  fixture_open (fixture);
  ingest_range (fixture->engine, 0, 10, CEM_OUTCOME_STATUS_DUPLICATE);
}

/* --- damage ---*/

static void
test_truncated_wal (Fixture *fixture,
                    gconstpointer data)
{
  g_autofree char *wal = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *content = NULL;
  g_autofree char *wal_content = NULL;
  gsize length = 0;
  gsize wal_length = 0;
  guint before = 0;

  g_test_summary ("A WAL cut anywhere gives what was committed until there, and the store goes on");

  ingest_range (fixture->engine, 0, 40, CEM_OUTCOME_STATUS_ACCEPTED);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  g_assert_true (g_file_get_contents (wal, &wal_content, &wal_length, NULL));
  fixture_close (fixture);

  for (guint i = 0; i <= 12; i++)
    {
      g_autoptr (CemIntake) intake = NULL;
      g_autoptr (GError) error = NULL;
      guint n = 0;

      put_file (fixture->path, content, length);
      put_file (wal, wal_content, wal_length * i / 12);
      fixture_open (fixture);
      intake = send_many (fixture->engine, 40, &error);
      g_assert_no_error (error);
      n = cem_intake_get_n_duplicates (intake);
      g_assert_cmpuint (n, >=, before);
      g_assert_cmpuint (n + cem_intake_get_n_accepted (intake), ==, 40);
      before = n;
      verify (fixture->engine);
      g_clear_object (&intake);
      fixture_close (fixture);
    }

  g_assert_cmpuint (before, ==, 40);
}

static void
check_error (GError **error)
{
  if (*error != NULL)
    g_assert_cmpstr (g_quark_to_string ((*error)->domain), ==, g_quark_to_string (CEM_ERROR));
  g_clear_error (error);
}

static gboolean
use_damaged (const char *path)
{
  GError *error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);
  g_autoptr (CemVerification) verification = NULL;
  g_autoptr (CemView) view = NULL;
  g_autoptr (CemCustomer) customer = NULL;
  gboolean sound = FALSE;

  check_error (&error);
  if (engine == NULL)
    return FALSE;

  view = cem_engine_create_view (engine, NULL, NULL);
  customer = cem_view_find_customer (view, "user_id:u1", NULL, &error);
  check_error (&error);
  verification = cem_verification_new (engine);
  sound = cem_job_run (CEM_JOB (verification), NULL, &error);
  check_error (&error);
  g_object_unref (send_many (engine, 60, &error));
  check_error (&error);
  return sound;
}

static void
test_flipped (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autofree char *content = NULL;
  gsize length = 0;
  guint n_noticed = 0;

  g_test_summary ("Flipped bytes end in an error of the right kind, or lie where nothing is");

  ingest_range (fixture->engine, 0, 50, CEM_OUTCOME_STATUS_ACCEPTED);
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *bad = g_memdup2 (content, length);

      for (guint flips = 0; flips < 1 + i / 4; flips++)
        bad[g_rand_int_range (random, 0, i % 4 == 0 ? 200 : (int) length)] ^=
          (char) (1 << g_rand_int_range (random, 0, 8));
      put_file (fixture->path, bad, length);
      n_noticed += use_damaged (fixture->path) ? 0 : 1;
    }

  g_assert_cmpuint (n_noticed, >, 10);
}

static void
test_foreign (Fixture *fixture,
              gconstpointer data)
{
  static const char diary[] = "Dear diary, this is a text and no database at all.";
  g_autofree char *text = g_build_filename (fixture->folder, "diary.txt", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "no", "folder.cem", NULL);
  g_autofree char *after = NULL;

  g_test_summary ("What is no store is refused, and stays as it is");

  put_file (text, diary, strlen (diary));
  assert_refuses (text, CEM_ERROR_NOT_A_STORE);
  assert_refuses (fixture->folder, CEM_ERROR_NOT_A_STORE);
  assert_refuses (nowhere, CEM_ERROR_NOT_FOUND);
  assert_refuses (fixture->path, CEM_ERROR_BUSY);
  g_assert_true (g_file_get_contents (text, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, diary);
}

static void
test_newer (Fixture *fixture,
            gconstpointer data)
{
  const CemDbOptions options = { .migrations = _cem_store_migrations };
  g_autoptr (GError) error = NULL;
  CemDb *db = NULL;

  g_test_summary ("A store of a later version is refused, and stays as it is");

  ingest_range (fixture->engine, 0, 10, CEM_OUTCOME_STATUS_ACCEPTED);
  fixture_close (fixture);
  db = _cem_db_open (fixture->path, CEM_DB_WRITE, &options, &error);
  g_assert_true (_cem_db_exec (db, "PRAGMA user_version = 99", &error));
  _cem_db_close (db);
  assert_refuses (fixture->path, CEM_ERROR_NEWER_SCHEMA);
}

int
main (int argc,
      char *argv[])
{
  int result = 0;

  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    _exit (child_main (argv[2]));

  self = g_file_read_link ("/proc/self/exe", NULL);

  /* Before there are threads: what is mounted here is nobody else's. */
  if (geteuid () == 0 && unshare (CLONE_NEWNS) == 0 &&
      mount ("none", "/", "none", MS_REC | MS_PRIVATE, NULL) != 0)
    g_printerr ("Mounts are shared: %s\n", g_strerror (errno));

  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/engine/trouble/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("max-pages", test_max_pages);
  ADD ("full-disk", test_full_disk);
  ADD ("read-only", test_read_only);
  ADD ("truncated-wal", test_truncated_wal);
  ADD ("flipped", test_flipped);
  ADD ("foreign", test_foreign);
  ADD ("newer", test_newer);

  result = g_test_run ();
  g_free (self);
  return result;
}
