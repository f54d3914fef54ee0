/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-private.h"

#include <glib/gstdio.h>

static gboolean
create_notes (CemDb *db,
              GError **error)
{
  return _cem_db_exec (db,
                       "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, "
                       "number REAL, bytes BLOB) STRICT; "
                       "CREATE TABLE link (note INTEGER NOT NULL REFERENCES note (id)) STRICT",
                       error);
}

static gboolean
add_colour (CemDb *db,
            GError **error)
{
  return _cem_db_exec (db, "ALTER TABLE note ADD COLUMN colour TEXT", error);
}

static gboolean
fail_halfway (CemDb *db,
              GError **error)
{
  return _cem_db_exec (db, "CREATE TABLE half (x INTEGER)", error) &&
         _cem_db_exec (db, "INSERT INTO nowhere VALUES (1)", error);
}

static const CemDbMigration version_1[] = { { 1, create_notes }, { 0, NULL } };
static const CemDbMigration version_2[] = { { 1, create_notes }, { 2, add_colour }, { 0, NULL } };
static const CemDbMigration broken_2[] = { { 1, create_notes }, { 2, fail_halfway }, { 0, NULL } };

static const CemDbOptions options_1 = { .migrations = version_1 };

static char *
new_path (void)
{
  static guint count;
  g_autofree char *name = g_strdup_printf ("db-%u.cem", count++);

  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static CemDb *
open_db (const char *path,
         CemDbMode mode)
{
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, mode, &options_1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (db);
  return db;
}

static gboolean
insert (CemDb *db,
        const char *text,
        GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "INSERT INTO note (text) VALUES (?)", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, text, -1);
  return _cem_db_run (statement, error);
}

static gint64
query (CemDb *db,
       const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = -1;

  _cem_db_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

static gint64
count (CemDb *db)
{
  return query (db, "SELECT count(*) FROM note");
}

static void
test_open (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, CEM_DB_WRITE, &options_1, &error);
  CemDb *reader = NULL;
  GStatBuf info;

  g_test_summary ("A store is made only on request, with the settings that the project relies on.");

  g_assert_null (db);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  db = open_db (path, CEM_DB_CREATE);
  g_assert_cmpstr (_cem_db_get_path (db), ==, path);
  g_assert_true (_cem_db_is_writer (db));
  g_assert_false (_cem_db_is_memory (db));
  g_assert_cmpint (_cem_db_get_schema_version (db), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA application_id"), ==, CEM_DB_APPLICATION_ID);
  g_assert_cmpint (query (db, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA synchronous"), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (query (db, "PRAGMA trusted_schema"), ==, 0);
  g_assert_cmpint (query (db, "PRAGMA secure_delete"), ==, 1);
  g_assert_cmpint (query (db, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"),
                   ==, 1);
  g_assert_true (insert (db, "one", NULL));

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);

  reader = open_db (path, CEM_DB_READ);
  g_assert_cmpint (count (reader), ==, 1);
  _cem_db_close (reader);
  _cem_db_close (db);

  db = open_db (path, CEM_DB_WRITE);
  g_assert_cmpint (count (db), ==, 1);
  _cem_db_close (db);
}

static void
test_read_only_connection (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDb) db = open_db (path, CEM_DB_CREATE);
  g_autoptr (CemDb) reader = open_db (path, CEM_DB_READ);

  g_test_summary ("A reader cannot write.");

  g_assert_false (insert (reader, "two", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_READ_ONLY);
}

static void
test_values (void)
{
  g_autoptr (CemDb) db = open_db (NULL, CEM_DB_CREATE);
  g_autoptr (CemDbStatement) write = NULL;
  g_autoptr (CemDbStatement) read = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 bytes[] = { 0, 1, 0, 255 };
  const guint8 *blob = NULL;
  gsize length = 0;

  g_test_summary ("Each type of value comes back as it was bound.");

  write = _cem_db_prepare (db, "INSERT INTO note (text, number, bytes) VALUES (?, ?, ?)", &error);
  g_assert_no_error (error);
  _cem_db_bind_text (write, 1, "naïve text", 6);
  _cem_db_bind_double (write, 2, 0.1);
  _cem_db_bind_blob (write, 3, bytes, sizeof bytes);
  g_assert_true (_cem_db_run (write, &error));
  g_assert_cmpint (_cem_db_last_rowid (db), ==, 1);
  _cem_db_bind_null (write, 2);
  g_assert_true (_cem_db_run (write, &error));

  read = _cem_db_prepare (db, "SELECT id, text, number, bytes FROM note ORDER BY id", &error);
  g_assert_cmpint (_cem_db_step (read, &error), ==, CEM_DB_ROW);
  g_assert_cmpint (_cem_db_column_int (read, 0), ==, 1);
  g_assert_cmpstr (_cem_db_column_text (read, 1, &length), ==, "naïve");
  g_assert_cmpuint (length, ==, 6);
  g_assert_cmpfloat (_cem_db_column_double (read, 2), ==, 0.1);
  blob = _cem_db_column_blob (read, 3, &length);
  g_assert_cmpmem (blob, length, bytes, sizeof bytes);
  g_assert_cmpint (_cem_db_step (read, &error), ==, CEM_DB_ROW);
  g_assert_true (_cem_db_column_is_null (read, 2));
  g_assert_cmpint (_cem_db_step (read, &error), ==, CEM_DB_DONE);

  _cem_db_bind_int (write, 9, 1);
  g_assert_false (_cem_db_run (write, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_FAILED);
}

static void
test_text_of_damage (void)
{
  GError *error = NULL;
  g_autoptr (CemDb) db = _cem_db_open (NULL, CEM_DB_CREATE, NULL, &error);
  g_autoptr (CemDbStatement) read =
    _cem_db_prepare (db, "SELECT CAST(x'61D0' AS TEXT), CAST(x'610062' AS TEXT)", &error);
  gsize length = 1;

  g_test_summary ("Text that is not UTF-8, which only a damaged file holds, reads as none.");

  g_assert_no_error (error);
  g_assert_cmpint (_cem_db_step (read, &error), ==, CEM_DB_ROW);
  g_assert_null (_cem_db_column_text (read, 0, &length));
  g_assert_cmpuint (length, ==, 0);
  g_assert_cmpstr (_cem_db_column_text_or_empty (read, 0, NULL), ==, "");
  g_assert_cmpmem (_cem_db_column_text (read, 1, &length), length, "a\0b", 3);
}

static void
test_cache (void)
{
  g_autoptr (CemDb) db = open_db (NULL, CEM_DB_CREATE);
  CemDbStatement *one = _cem_db_prepare (db, "SELECT 1", NULL);
  CemDbStatement *two = _cem_db_prepare (db, "SELECT 1", NULL);
  CemDbStatement *three = NULL;

  g_test_summary ("A statement is kept by its text, and never lent twice at once.");

  g_assert_true (one != two);
  g_assert_cmpint (_cem_db_step (one, NULL), ==, CEM_DB_ROW);
  g_assert_cmpint (_cem_db_step (two, NULL), ==, CEM_DB_ROW);
  _cem_db_statement_release (two);
  _cem_db_statement_release (one);

  three = _cem_db_prepare (db, "SELECT 1", NULL);
  g_assert_true (three == one);
  _cem_db_statement_release (three);

  for (int i = 0; i < 400; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %d", i);
      g_autoptr (CemDbStatement) statement = _cem_db_prepare (db, sql, NULL);

      g_assert_cmpint (_cem_db_step (statement, NULL), ==, CEM_DB_ROW);
      g_assert_cmpint (_cem_db_column_int (statement, 0), ==, i);
    }
}

static gboolean
insert_two_then_fail (CemDb *db,
                      gpointer data,
                      GError **error)
{
  if (!insert (db, "a", error) || !insert (db, "b", error))
    return FALSE;

  if (GPOINTER_TO_INT (data))
    return TRUE;

  g_set_error_literal (error, CEM_ERROR, CEM_ERROR_REFUSED, "no");
  return FALSE;
}

static gboolean
outer_work (CemDb *db,
            gpointer data,
            GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (!insert (db, "outer", error))
    return FALSE;

  g_assert_false (_cem_db_transaction (db, insert_two_then_fail, GINT_TO_POINTER (FALSE), &inner));
  g_assert_error (inner, CEM_ERROR, CEM_ERROR_REFUSED);
  g_assert_cmpint (count (db), ==, 1);
  return _cem_db_transaction (db, insert_two_then_fail, GINT_TO_POINTER (TRUE), error);
}

static void
test_transaction (void)
{
  g_autoptr (CemDb) db = open_db (NULL, CEM_DB_CREATE);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A transaction is all or nothing, and so is each one inside it.");

  g_assert_false (_cem_db_transaction (db, insert_two_then_fail, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  g_assert_cmpint (count (db), ==, 0);
  g_assert_false (_cem_db_in_transaction (db));
  g_clear_error (&error);

  g_assert_true (_cem_db_transaction (db, outer_work, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (db), ==, 3);

  g_assert_true (_cem_db_begin (db, &error));
  g_assert_true (insert (db, "lost", &error));
  _cem_db_rollback (db);
  g_assert_cmpint (count (db), ==, 3);
}

static void
test_constraint (void)
{
  g_autoptr (CemDb) db = open_db (NULL, CEM_DB_CREATE);
  g_autoptr (GError) error = NULL;

  g_test_summary ("Foreign keys and NOT NULL hold, and a failed commit leaves nothing open.");

  g_assert_false (insert (db, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONSTRAINT);
  g_clear_error (&error);

  g_assert_false (_cem_db_exec (db, "INSERT INTO link VALUES (7)", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONSTRAINT);
  g_clear_error (&error);

  g_assert_true (_cem_db_begin (db, &error));
  g_assert_true (_cem_db_exec (db, "PRAGMA defer_foreign_keys = ON; INSERT INTO link VALUES (7)",
                               &error));
  g_assert_false (_cem_db_commit (db, FALSE, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONSTRAINT);
  g_assert_false (_cem_db_in_transaction (db));
  g_assert_cmpint (query (db, "SELECT count(*) FROM link"), ==, 0);
  g_clear_error (&error);

  g_assert_true (_cem_db_check_integrity (db, &error));
  g_assert_true (_cem_db_exec (db, "PRAGMA foreign_keys = OFF; INSERT INTO link VALUES (7)", &error));
  g_assert_false (_cem_db_check_integrity (db, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
}

static void
test_migrations (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (GError) error = NULL;
  CemDbOptions options = { .migrations = broken_2 };
  CemDb *db = open_db (path, CEM_DB_CREATE);

  g_test_summary ("The climb is all or nothing, and a newer file is refused.");

  g_assert_true (insert (db, "kept", NULL));
  _cem_db_close (db);

  g_assert_null (_cem_db_open (path, CEM_DB_WRITE, &options, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_FAILED);
  g_clear_error (&error);

  db = open_db (path, CEM_DB_WRITE);
  g_assert_cmpint (query (db, "SELECT count(*) FROM sqlite_schema WHERE name = 'half'"), ==, 0);
  g_assert_cmpint (count (db), ==, 1);
  _cem_db_close (db);

  options.migrations = version_2;
  g_assert_null (_cem_db_open (path, CEM_DB_READ, &options, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_READ_ONLY);
  g_clear_error (&error);

  db = _cem_db_open (path, CEM_DB_WRITE, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query (db, "SELECT count(*) FROM note WHERE colour IS NULL"), ==, 1);
  _cem_db_close (db);

  g_assert_null (_cem_db_open (path, CEM_DB_WRITE, &options_1, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NEWER_SCHEMA);
  g_clear_error (&error);
  g_assert_null (_cem_db_open (path, CEM_DB_READ, &options_1, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NEWER_SCHEMA);
}

static void
test_cancel (void)
{
  static const char *const endless =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
  g_autoptr (CemDb) db = open_db (NULL, CEM_DB_CREATE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  g_test_summary ("A cancelled query ends; a cancelled transaction can be rolled back.");

  g_cancellable_cancel (cancellable);
  g_assert_true (_cem_db_begin (db, &error));
  g_assert_true (insert (db, "lost", &error));
  _cem_db_set_cancellable (db, cancellable);
  g_assert_false (_cem_db_query_int (db, endless, &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  _cem_db_rollback (db);
  _cem_db_set_cancellable (db, NULL);
  g_assert_cmpint (count (db), ==, 0);
}

static void
test_full (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *big = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  CemDb *db = open_db (path, CEM_DB_CREATE);

  g_test_summary ("A full disk undoes the transaction, says so, and loses nothing committed.");

  g_assert_true (insert (db, "kept", NULL));
  _cem_db_set_max_pages (db, 20);
  g_assert_true (_cem_db_begin (db, &error));
  g_assert_true (insert (db, "lost", &error));
  g_assert_false (insert (db, big, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NO_SPACE);
  g_clear_error (&error);

  /* What a careless caller does next must neither succeed nor be committed by itself. */
  insert (db, "careless", NULL);
  _cem_db_rollback (db);
  g_assert_cmpint (count (db), ==, 1);

  _cem_db_set_max_pages (db, 1000);
  g_assert_true (insert (db, big, &error));
  g_assert_cmpint (count (db), ==, 2);
  _cem_db_close (db);
}

static gpointer
read_many (gpointer data)
{
  CemDbPool *pool = data;

  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GError) error = NULL;
      CemDb *db = _cem_db_pool_take (pool, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (count (db) % 2, ==, 0);
      _cem_db_pool_give (pool, db);
    }

  return NULL;
}

static void
test_pool (gconstpointer data)
{
  gboolean memory = GPOINTER_TO_INT (data);
  g_autofree char *path = memory ? NULL : new_path ();
  g_autoptr (CemDb) db = open_db (path, CEM_DB_CREATE);
  CemDbPool *pool = _cem_db_pool_new (db, path, 2, &options_1);
  GThread *threads[4];

  g_test_summary ("Many threads read whole transactions while one writes.");

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_many, pool);

  for (int i = 0; i < 200; i++)
    g_assert_true (_cem_db_transaction (db, insert_two_then_fail, GINT_TO_POINTER (TRUE), NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  _cem_db_pool_free (pool);
  g_assert_cmpint (count (db), ==, 400);
}

static gboolean
count_twice (CemDb *reader,
             gpointer data,
             GError **error)
{
  gint64 before = count (reader);

  g_assert_true (insert (data, "later", error));
  g_assert_cmpint (count (reader), ==, before);
  return TRUE;
}

static void
test_snapshot (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (CemDb) db = open_db (path, CEM_DB_CREATE);
  g_autoptr (CemDb) reader = open_db (path, CEM_DB_READ);

  g_test_summary ("A snapshot does not see what is committed meanwhile.");

  g_assert_true (_cem_db_snapshot (reader, count_twice, db, NULL));
  g_assert_cmpint (count (reader), ==, 1);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/db/open", test_open);
  g_test_add_func ("/db/read-only-connection", test_read_only_connection);
  g_test_add_func ("/db/values", test_values);
  g_test_add_func ("/db/text-of-damage", test_text_of_damage);
  g_test_add_func ("/db/cache", test_cache);
  g_test_add_func ("/db/transaction", test_transaction);
  g_test_add_func ("/db/constraint", test_constraint);
  g_test_add_func ("/db/migrations", test_migrations);
  g_test_add_func ("/db/cancel", test_cancel);
  g_test_add_func ("/db/full", test_full);
  g_test_add_data_func ("/db/pool/file", GINT_TO_POINTER (FALSE), test_pool);
  g_test_add_data_func ("/db/pool/memory", GINT_TO_POINTER (TRUE), test_pool);
  g_test_add_func ("/db/snapshot", test_snapshot);

  return g_test_run ();
}
