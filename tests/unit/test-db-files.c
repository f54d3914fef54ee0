/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* Stores that are damaged, foreign, locked, out of reach: each a clear error, never a crash. */

#include "log-fixture.h"

#include <fcntl.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define NOBODY 65534

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

static void
make_store (const char *path,
            guint n_rows)
{
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      fixture_begin (log);
      fixture_append (log, "/s", id, "{\"data\":{\"text\":\"some text that takes room\"}}");
      fixture_commit (log);
    }
}

static void
refuses (const char *path,
         CemDbMode mode,
         CemError code)
{
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, mode, &fixture_options, &error);

  g_assert_null (db);
  g_assert_error (error, CEM_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_foreign (void)
{
  g_autofree char *text = fixture_path ();
  g_autofree char *empty = fixture_path ();
  g_autofree char *other = fixture_path ();
  g_autofree char *nowhere = g_build_filename (text, "below", "a-file", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  gsize n_before = 0, n_after = 0;
  CemDb *db = NULL;

  g_test_summary ("A file that is no store is refused and stays as it is.");

  g_assert_true (g_file_set_contents (text, "Dear diary, this is a text and no database at all.", -1, NULL));
  refuses (text, CEM_DB_CREATE, CEM_ERROR_NOT_A_STORE);
  refuses (text, CEM_DB_READ, CEM_ERROR_NOT_A_STORE);
  refuses (nowhere, CEM_DB_CREATE, CEM_ERROR_NOT_FOUND);
  refuses (g_get_user_data_dir (), CEM_DB_CREATE, CEM_ERROR_NOT_A_STORE);

  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  refuses (empty, CEM_DB_READ, CEM_ERROR_NOT_A_STORE);
  refuses (empty, CEM_DB_WRITE, CEM_ERROR_NOT_A_STORE);

  db = fixture_open (other);
  g_assert_true (_cem_db_exec (db, "PRAGMA application_id = 7", &error));
  _cem_db_close (db);
  g_assert_true (g_file_get_contents (other, &before, &n_before, NULL));
  refuses (other, CEM_DB_CREATE, CEM_ERROR_NOT_A_STORE);
  g_assert_true (g_file_get_contents (other, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_flipped (void)
{
  g_autofree char *path = fixture_path ();
  g_autofree char *content = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  gsize length = 0;
  guint n_noticed = 0;

  g_test_summary ("Flipped bytes end in an error of the right kind, or are not read.");

  make_store (path, 200);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *bad = g_memdup2 (content, length);
      g_autoptr (GError) error = NULL;
      CemLogVerify state = { 0 }, dedup = { 0 };
      CemDb *db = NULL;

      for (guint flips = 0; flips < 1 + i / 50; flips++)
        bad[g_rand_int_range (random, 0, i % 3 == 0 ? 200 : (gint) length)] ^=
          (char) (1 << g_rand_int_range (random, 0, 8));

      put_file (path, bad, length);
      db = _cem_db_open (path, i % 2 ? CEM_DB_WRITE : CEM_DB_READ, &fixture_options, &error);
      if (db != NULL && _cem_log_verify (db, &state, 0, &error))
        _cem_log_verify_dedup (db, &dedup, 0, &error);

      n_noticed += error != NULL ? 1 : 0;
      if (error != NULL && error->domain != CEM_ERROR)
        g_assert_no_error (error);
      g_clear_pointer (&db, _cem_db_close);
    }

  g_assert_cmpuint (n_noticed, >, 100);
}

static void
test_truncated (void)
{
  g_autofree char *path = fixture_path ();
  g_autofree char *content = NULL;
  gsize length = 0;

  g_test_summary ("A store that has lost its end says so.");

  make_store (path, 400);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));

  for (gsize cut = 100; cut < length; cut += length / 17)
    {
      g_autoptr (GError) error = NULL;
      CemDb *db = NULL;

      put_file (path, content, cut);
      db = _cem_db_open (path, CEM_DB_WRITE, &fixture_options, &error);
      if (db != NULL)
        {
          g_assert_false (_cem_db_check_integrity (db, &error));
          _cem_db_close (db);
        }

      g_assert_true (g_error_matches (error, CEM_ERROR, CEM_ERROR_CORRUPT) ||
                     g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_A_STORE));
    }
}

/* A store whose last commits are in the WAL alone, as after a crash. */
static char *
copy_while_open (guint n_rows)
{
  g_autofree char *path = fixture_path ();
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  char *copy = fixture_path ();
  g_autofree char *copy_wal = g_strconcat (copy, "-wal", NULL);
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autofree char *content = NULL;
  g_autofree char *wal_content = NULL;
  gsize length = 0;

  for (guint i = 0; i < n_rows; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      fixture_begin (log);
      fixture_append (log, "/s", id, "{}");
      fixture_commit (log);
    }

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  put_file (copy, content, length);
  g_assert_true (g_file_get_contents (wal, &wal_content, &length, NULL));
  put_file (copy_wal, wal_content, length);
  return copy;
}

static void
test_truncated_wal (void)
{
  g_autofree char *path = copy_while_open (50);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *content = NULL;
  g_autofree char *wal_content = NULL;
  gsize length = 0, wal_length = 0;
  gint64 last = 0;

  g_test_summary ("A WAL cut anywhere gives the last commit that is whole, and the log goes on.");

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_true (g_file_get_contents (wal, &wal_content, &wal_length, NULL));

  for (guint i = 0; i <= 60; i++)
    {
      g_autoptr (CemDb) db = NULL;
      g_autoptr (CemLog) log = NULL;
      g_autoptr (GError) error = NULL;
      CemLogVerify state = { 0 }, dedup = { 0 };

      put_file (path, content, length);
      put_file (wal, wal_content, wal_length * i / 60);
      db = fixture_open (path);
      log = fixture_log (db, NULL);
      g_assert_cmpint (_cem_log_get_last_seq (log), >=, last);
      last = _cem_log_get_last_seq (log);
      fixture_begin (log);
      g_assert_cmpint (fixture_append (log, "/s", "new", "{}"), ==, last + 1);
      fixture_commit (log);
      g_assert_true (_cem_log_verify (db, &state, 0, &error));
      g_assert_true (_cem_log_verify_dedup (db, &dedup, 0, &error));
    }

  g_assert_cmpint (last, ==, 50);
}

/* --- other processes: this program, told what to do ---------------------------------------------*/

static int
child_main (const char *what,
            const char *path)
{
  g_autoptr (GError) error = NULL;
  CemDb *db = NULL;

  if (g_str_has_prefix (what, "nobody-") && geteuid () == 0 && (setegid (NOBODY) < 0 || seteuid (NOBODY) < 0))
    return 77;

  db = _cem_db_open (path, g_str_has_suffix (what, "read") ? CEM_DB_READ : CEM_DB_CREATE, &fixture_options,
                     &error);
  g_clear_pointer (&db, _cem_db_close);
  return error == NULL ? 0 : error->domain == CEM_ERROR ? 100 + error->code : 99;
}

static int
run_child (const char *what,
           const char *path)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--child", what, path, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  return g_subprocess_get_exit_status (child);
}

static void
test_second_writer (void)
{
  g_autofree char *path = fixture_path ();
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);
  CemDb *writer = fixture_open (path);
  CemDb *reader = NULL;
  int fd = -1;

  g_test_summary ("There is one writer, in this process or another; others may read.");

  refuses (path, CEM_DB_WRITE, CEM_ERROR_BUSY);
  g_assert_cmpint (run_child ("write", path), ==, 100 + CEM_ERROR_BUSY);
  g_assert_cmpint (run_child ("read", path), ==, 0);

  reader = _cem_db_open (path, CEM_DB_READ, &fixture_options, NULL);
  _cem_db_close (reader);
  g_assert_cmpint (run_child ("write", path), ==, 100 + CEM_ERROR_BUSY);

  /* The writer goes, a reader stays: another process may write now, and must not clear away the
   * side files that the reader uses. */
  reader = _cem_db_open (path, CEM_DB_READ, &fixture_options, NULL);
  g_assert_cmpint (fixture_query (reader, "SELECT count(*) FROM log"), ==, 0);
  _cem_db_close (writer);
  g_assert_cmpint (run_child ("write", path), ==, 0);
  g_assert_true (g_file_test (shm, G_FILE_TEST_EXISTS));
  g_assert_cmpint (fixture_query (reader, "SELECT count(*) FROM log"), ==, 0);
  _cem_db_close (reader);

  /* A stranger's descriptor drops the locks of SQLite (POSIX has it so), but not the writer's. */
  writer = fixture_open (path);
  fd = open (path, O_RDONLY);
  close (fd);
  g_assert_cmpint (run_child ("write", path), ==, 100 + CEM_ERROR_BUSY);
  _cem_db_close (writer);
}

static void
test_read_only_folder (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "folder", NULL);
  g_autofree char *path = g_build_filename (folder, "a.cem", NULL);
  g_autofree char *fresh = g_build_filename (folder, "b.cem", NULL);

  g_test_summary ("A folder or a file that cannot be written to gives READ_ONLY, for readers too.");

  g_mkdir_with_parents (folder, 0755);
  make_store (path, 3);
  g_chmod (path, 0644);
  g_chmod (folder, 0555);

  /* The superuser may write everywhere, so the child is somebody else then. */
  if (geteuid () == 0)
    for (const char *p = path; (p = strchr (p + 1, '/')) != NULL;)
      {
        g_autofree char *above = g_strndup (path, (gsize) (p - path));

        if (g_str_has_prefix (above, g_get_tmp_dir ()) && strcmp (above, g_get_tmp_dir ()) != 0 &&
            strcmp (above, folder) != 0)
          g_chmod (above, 0755);
      }

  g_assert_cmpint (run_child ("nobody-write", path), ==, 100 + CEM_ERROR_READ_ONLY);
  g_assert_cmpint (run_child ("nobody-read", path), ==, 100 + CEM_ERROR_READ_ONLY);
  g_assert_cmpint (run_child ("nobody-write", fresh), ==, 100 + CEM_ERROR_READ_ONLY);

  g_chmod (folder, 0755);
  {
    g_autoptr (CemDb) db = fixture_open (path);

    g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM log"), ==, 3);
  }
}

int
main (int argc,
      char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--child") == 0)
    _exit (child_main (argv[2], argv[3]));

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/db/files/foreign", test_foreign);
  g_test_add_func ("/db/files/flipped", test_flipped);
  g_test_add_func ("/db/files/truncated", test_truncated);
  g_test_add_func ("/db/files/truncated-wal", test_truncated_wal);
  g_test_add_func ("/db/files/second-writer", test_second_writer);
  g_test_add_func ("/db/files/read-only-folder", test_read_only_folder);

  return g_test_run ();
}
