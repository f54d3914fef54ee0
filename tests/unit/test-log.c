/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"


#include "log-fixture.h"

#include <string.h>

static void
fill (CemLog *log,
      guint n_batches,
      guint n_rows)
{
  for (guint b = 0; b < n_batches; b++)
    {
      fixture_begin (log);
      for (guint i = 0; i < n_rows; i++)
        {
          g_autofree char *id = g_strdup_printf ("event-%u-%u", b, i);
          g_autofree char *piece = g_strdup_printf ("{\"data\":{\"n\":%u,\"secret\":\"piece-%u-%u\"}}", i, b, i);

          fixture_append (log, i % 2 ? "/app/1" : "/app/2", id, piece);
        }
      fixture_commit (log);
    }
}

static gboolean
compare_with (const CemLogRow *row,
              gpointer data,
              GError **error)
{
  const CemLogRow *wanted = data;

  g_assert_cmpint (row->seq, ==, wanted->seq);
  g_assert_cmpint (row->origin, ==, wanted->origin);
  g_assert_cmpint (row->history, ==, wanted->history);
  g_assert_cmpint (row->at, ==, wanted->at);
  g_assert_cmpint (row->time, ==, wanted->time);
  g_assert_cmpint (row->received, ==, wanted->received);
  g_assert_cmpint (row->cause, ==, wanted->cause);
  g_assert_cmpint (row->ordinal, ==, wanted->ordinal);
  g_assert_cmpstr (row->source, ==, wanted->source);
  g_assert_cmpstr (row->id, ==, wanted->id);
  g_assert_cmpstr (row->type, ==, wanted->type);
  g_assert_cmpstr (row->actor, ==, wanted->actor);
  g_assert_cmpstr (row->piece, ==, wanted->piece);
  g_assert_cmpuint (row->piece_length, ==, wanted->piece_length);
  g_assert_cmpmem (row->salt, CEM_LOG_SALT, wanted->salt, CEM_LOG_SALT);
  g_assert_cmpmem (row->commitment, CEM_LOG_HASH, wanted->commitment, CEM_LOG_HASH);
  return TRUE;
}

static void
test_rows (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;
  CemLogRow input, derived;

  g_test_summary ("A row comes back as it was appended.");

  fixture_row (log, &input, "/app/1", "1", "{}");
  input.history = TRUE;
  input.time = 17;
  input.actor = "ann";
  input.actor_length = 3;
  fixture_row (log, &derived, "cem", "2", "{\"data\":1}");
  derived.origin = CEM_LOG_DERIVED;
  derived.received = CEM_LOG_NO_TIME;
  derived.cause = 1;
  derived.ordinal = 0;

  fixture_begin (log);
  g_assert_true (_cem_log_append (log, &input, &error));
  g_assert_true (_cem_log_append (log, &derived, &error));
  fixture_commit (log);

  g_assert_cmpint (input.seq, ==, 1);
  g_assert_cmpint (derived.seq, ==, 2);
  g_assert_cmpint (_cem_log_get_last_seq (log), ==, 2);
  g_assert_true (_cem_log_read_row (db, 1, compare_with, &input, &error));
  g_assert_true (_cem_log_read_row (db, 2, compare_with, &derived, &error));
  g_assert_false (_cem_log_read_row (db, 3, compare_with, &derived, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);

  fixture_begin (log);
  fixture_row (log, &input, "/app/1", "3", "{}");
  input.at = derived.at - 1;
  g_assert_false (_cem_log_append (log, &input, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  _cem_log_rollback (log);
}

static gboolean
collect (const CemLogRow *row,
         gpointer data,
         GError **error)
{
  g_array_append_val ((GArray *) data, row->seq);
  return row->seq != 14;
}

static guint
read_seqs (CemDb *db,
           const CemLogQuery *query,
           gint64 *first)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;

  _cem_log_read (db, query, collect, seqs, &error);
  g_assert_no_error (error);
  *first = seqs->len > 0 ? g_array_index (seqs, gint64, 0) : 0;
  return seqs->len;
}

static void
test_read (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  gint64 first = 0;

  g_test_summary ("Rows are read by range and origin, in both directions, until told to stop.");

  fill (log, 2, 10);
  g_assert_cmpuint (read_seqs (db, &(CemLogQuery) { .last = 12 }, &first), ==, 12);
  g_assert_cmpint (first, ==, 1);
  g_assert_cmpuint (read_seqs (db, &(CemLogQuery) { .first = 5, .last = 7 }, &first), ==, 3);
  g_assert_cmpint (first, ==, 5);
  g_assert_cmpuint (read_seqs (db, &(CemLogQuery) { .first = 11 }, &first), ==, 4);
  g_assert_cmpuint (read_seqs (db, &(CemLogQuery) { .backward = TRUE, .limit = 3 }, &first), ==, 3);
  g_assert_cmpint (first, ==, 20);
  g_assert_cmpuint (read_seqs (db, &(CemLogQuery) { .origin = CEM_LOG_DERIVED }, &first), ==, 0);
}

static void
test_rollback (void)
{
  g_autofree char *path = fixture_path ();
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;
  CemLogVerdict verdict = CEM_LOG_CONFLICT;
  CemLogVerify state = { 0 };
  CemLogRow row;
  gint64 seq = 0;

  g_test_summary ("After a rollback or a failed commit the log is as before, and goes on.");

  fill (log, 1, 5);
  fixture_begin (log);
  fixture_append (log, "/new", "lost", "{}");
  _cem_log_enter (log, 1, 1, 6);
  _cem_log_rollback (log);
  g_assert_cmpint (_cem_log_get_last_seq (log), ==, 5);

  fixture_begin (log);
  fixture_row (log, &row, "/new", "lost", "{}");
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_NEW);
  g_assert_true (_cem_log_append (log, &row, &error));

  /* A commit that fails at the end. */
  g_assert_true (_cem_db_exec (db, "CREATE TABLE p (a INTEGER PRIMARY KEY); "
                               "CREATE TABLE q (a INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED); "
                               "INSERT INTO q VALUES (1)", &error));
  g_assert_false (_cem_log_commit (log, FALSE, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONSTRAINT);
  g_clear_error (&error);
  g_assert_cmpint (_cem_log_get_last_seq (log), ==, 5);

  fill (log, 1, 1);
  g_assert_cmpint (_cem_log_get_last_seq (log), ==, 6);
  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM timeline"), ==, 0);
  g_assert_true (_cem_log_verify (db, &state, 0, &error));
  g_assert_cmpuint (state.rows, ==, 6);
}

static void
test_reopen (void)
{
  g_autofree char *path = fixture_path ();
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };

  g_test_summary ("A store that is closed and opened goes on where it was.");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CemDb) db = fixture_open (path);
      g_autoptr (CemLog) log = fixture_log (db, NULL);
      g_autofree char *id = g_strdup_printf ("%u", i);
      g_autofree char *before = g_strdup_printf ("%u", i - 1);
      CemLogVerdict verdict = CEM_LOG_NEW;
      CemLogRow row;
      gint64 seq = 0;

      g_assert_cmpint (_cem_log_get_last_seq (log), ==, i);
      fixture_begin (log);
      fixture_row (log, &row, "/s", before, "{}");
      g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
      g_assert_cmpint (verdict, ==, i == 0 ? CEM_LOG_NEW : CEM_LOG_DUPLICATE);
      g_assert_cmpint (seq, ==, i);
      fixture_append (log, "/s", id, "{}");
      fixture_commit (log);
    }

  {
    g_autoptr (CemDb) reader = _cem_db_open (path, CEM_DB_READ, &fixture_options, &error);
    gint64 seq = 0;

    g_assert_no_error (error);
    g_assert_true (_cem_log_verify (reader, &state, 0, &error));
    g_assert_cmpuint (state.rows, ==, 5);
    g_assert_cmpuint (state.links, ==, 5);
    g_assert_true (_cem_log_lookup (reader, "/s", "3", &seq, &error));
    g_assert_cmpint (seq, ==, 4);
    g_assert_true (_cem_log_lookup (reader, "/s", "7", &seq, &error));
    g_assert_cmpint (seq, ==, 0);
  }
}

static void
test_verdicts (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;
  CemLogVerdict verdict = CEM_LOG_NEW;
  CemLogRow row;
  gint64 seq = 0;

  g_test_summary ("The same content is a duplicate whatever its time; other content is a conflict.");

  fixture_begin (log);
  fixture_append (log, "/s", "1", "{\"data\":1}");

  fixture_row (log, &row, "/s", "1", "{\"data\":1}");
  row.time = 5;
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_DUPLICATE);
  g_assert_cmpint (seq, ==, 1);
  fixture_commit (log);

  fixture_begin (log);
  fixture_row (log, &row, "/s", "1", "{\"data\":2}");
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_CONFLICT);
  fixture_row (log, &row, "/s", "1", "{\"data\":1}");
  row.type = "order.lost";
  row.type_length = strlen (row.type);
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_CONFLICT);
  fixture_row (log, &row, "/S", "1", "{\"data\":1}");
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_NEW);
  g_assert_cmpint (seq, ==, 0);

  g_assert_true (_cem_log_erase (log, 1, &error));
  fixture_row (log, &row, "/s", "1", "{\"data\":2}");
  g_assert_true (_cem_log_find (log, &row, &verdict, &seq, &error));
  g_assert_cmpint (verdict, ==, CEM_LOG_DUPLICATE);
  fixture_commit (log);
}

static gboolean
verifies (CemDb *db)
{
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };

  if (_cem_log_verify (db, &state, 0, &error))
    return TRUE;

  g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
  return FALSE;
}

static void
test_tampering (void)
{
  static const char *const attacks[] = {
    "UPDATE log SET seq = 1000 WHERE seq = 17",
    "UPDATE log SET origin = 2 WHERE seq = 3",
    "UPDATE log SET history = 1 WHERE seq = 3",
    "UPDATE log SET at = at + 1 WHERE seq = 20",
    "UPDATE log SET at = at - 5 WHERE seq = 7",
    "UPDATE log SET time = 5 WHERE seq = 3",
    "UPDATE log SET received = NULL WHERE seq = 3",
    "UPDATE log SET source = 3 - source WHERE seq = 3",
    "UPDATE log SET id = 'event-9-9' WHERE seq = 3",
    "UPDATE log SET type = source WHERE seq = 3",
    "UPDATE log SET actor = 1 WHERE seq = 3",
    "UPDATE log SET cause = 2 WHERE seq = 3",
    "UPDATE log SET ordinal = 2 WHERE seq = 3",
    "UPDATE log SET piece = replace (piece, 'secret', 'public') WHERE seq = 3",
    "UPDATE log SET salt = zeroblob (16) WHERE seq = 3",
    "UPDATE log SET salt = NULL WHERE seq = 3",
    "UPDATE log SET commitment = zeroblob (32) WHERE seq = 3",
    "UPDATE log SET salt = NULL, piece = NULL, commitment = zeroblob (32) WHERE seq = 3",
    "UPDATE name SET text = text || 'x'",
    "DELETE FROM log WHERE seq = 3",
    "DELETE FROM log WHERE seq = 20",
    "DELETE FROM chain WHERE last = 10",
    "DELETE FROM chain WHERE last = 20",
    "UPDATE chain SET link = zeroblob (32) WHERE last = 10",
    "UPDATE chain SET first = 2 WHERE last = 10",
    "INSERT INTO log SELECT seq + 1, origin, history, at, time, received, source, id, type, actor, "
    "cause, ordinal, commitment, salt, piece FROM log WHERE seq = 20",
  };
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("Whatever is changed in the log or its chain, verify notices.");

  fill (log, 2, 10);
  g_assert_true (verifies (db));

  for (gsize i = 0; i < G_N_ELEMENTS (attacks); i++)
    {
      g_assert_true (_cem_db_begin (db, &error));
      _cem_db_exec (db, attacks[i], &error);
      g_assert_no_error (error);
      if (verifies (db))
        g_error ("Not noticed: %s", attacks[i]);
      _cem_db_rollback (db);
    }

  g_assert_true (verifies (db));
}

static void
test_resume (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };
  guint rounds = 0;

  g_test_summary ("Verify goes on where it stopped, and adds up.");

  fill (log, 7, 10);
  do
    {
      g_assert_true (_cem_log_verify (db, &state, 15, &error));
      rounds++;
      g_assert_cmpuint (state.rows, <=, rounds * 20);
    }
  while (state.next != 0);

  g_assert_cmpuint (rounds, ==, 4);
  g_assert_cmpuint (state.rows, ==, 70);
  g_assert_cmpuint (state.links, ==, 7);

  /* From the middle of a link: the whole link. */
  state = (CemLogVerify) { .next = 65 };
  g_assert_true (_cem_log_verify (db, &state, 0, &error));
  g_assert_cmpuint (state.rows, ==, 10);
}

static gboolean
contains (GBytes *content,
          const char *text)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (content, &length);

  return data != NULL && memmem (data, length, text, strlen (text)) != NULL;
}

static GBytes *
read_file (const char *path)
{
  char *content = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &content, &length, NULL))
    return g_bytes_new (NULL, 0);

  return g_bytes_new_take (content, length);
}

static void
test_erase (void)
{
  g_autofree char *path = fixture_path ();
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GBytes) file = NULL;
  g_autoptr (GBytes) side = NULL;
  CemLogVerify state = { 0 };
  guint n_erased = 0;

  g_test_summary ("What is erased is in no byte of the files, and the chain still holds.");

  fill (log, 30, 100);
  for (guint round = 0; round < 10; round++)
    {
      fixture_begin (log);
      for (guint i = 0; i < 100; i++)
        g_assert_true (_cem_log_erase (log, g_rand_int_range (random, 1, 3001), &error));
      fixture_commit (log);
    }

  g_assert_true (_cem_db_checkpoint (db, TRUE, &error));
  file = read_file (path);
  side = read_file (wal);
  for (guint seq = 1; seq <= 3000; seq++)
    {
      g_autofree char *text = g_strdup_printf ("\"piece-%u-%u\"", (seq - 1) / 100, (seq - 1) % 100);
      g_autofree char *sql = g_strdup_printf ("SELECT piece IS NULL FROM log WHERE seq = %u", seq);
      gboolean erased = fixture_query (db, sql) != 0;

      n_erased += erased ? 1 : 0;
      g_assert_cmpint (contains (file, text), ==, !erased);
      g_assert_false (contains (side, text));
    }

  g_assert_true (_cem_log_verify (db, &state, 0, &error));
  g_assert_cmpuint (state.erased, ==, n_erased);
  g_assert_cmpuint (n_erased, >, 500);
}

static void
test_ids (void)
{
  char one[CEM_LOG_DERIVED_ID], two[CEM_LOG_DERIVED_ID];

  g_test_summary ("The id of a derived row depends on its cause, its maker and its ordinal, only.");

  _cem_log_derived_id ("/s", "1", "identity", 0, one);
  _cem_log_derived_id ("/s", "1", "identity", 0, two);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpuint (strlen (one), ==, 26);
  /* What the format is: other versions and other programs must find the same. */
  g_assert_cmpstr (one, ==, "n65tp829yjh4z34vdy7xcrapph");
  _cem_log_derived_id ("/s", "1", "identity", 1, two);
  g_assert_cmpstr (one, !=, two);
  _cem_log_derived_id ("/s1", "", "identity", 0, two);
  g_assert_cmpstr (one, !=, two);
}

static void
test_secret (void)
{
  g_autoptr (CemDb) one = fixture_open (NULL);
  g_autoptr (CemDb) two = fixture_open (NULL);
  g_autoptr (GError) error = NULL;
  guint8 first[CEM_LOG_SECRET], second[CEM_LOG_SECRET];

  g_test_summary ("Each store has a secret of its own; a replay can take over another's, at birth only.");

  g_assert_true (_cem_log_read_secret (one, first, &error));
  g_assert_true (_cem_log_read_secret (two, second, &error));
  g_assert_cmpint (memcmp (first, second, sizeof first), !=, 0);
  g_assert_true (_cem_log_write_secret (two, first, &error));
  g_assert_true (_cem_log_read_secret (two, second, &error));
  g_assert_cmpmem (first, sizeof first, second, sizeof second);

  {
    g_autoptr (CemLog) log = fixture_log (two, NULL);

    fill (log, 1, 1);
  }
  g_assert_false (_cem_log_write_secret (two, first, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
}

static void
test_meta (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autofree char *text = NULL;
  gint64 value = 0;

  g_test_summary ("Single values are kept by name.");

  g_assert_true (_cem_meta_get_int (db, "n", 7, &value, NULL));
  g_assert_cmpint (value, ==, 7);
  g_assert_true (_cem_meta_set_int (db, "n", 8, NULL));
  g_assert_true (_cem_meta_get_int (db, "n", 7, &value, NULL));
  g_assert_cmpint (value, ==, 8);
  g_assert_true (_cem_meta_get_text (db, "t", &text, NULL));
  g_assert_null (text);
  g_assert_true (_cem_meta_set_text (db, "t", "x", NULL));
  g_assert_true (_cem_meta_get_text (db, "t", &text, NULL));
  g_assert_cmpstr (text, ==, "x");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/log/rows", test_rows);
  g_test_add_func ("/log/read", test_read);
  g_test_add_func ("/log/rollback", test_rollback);
  g_test_add_func ("/log/reopen", test_reopen);
  g_test_add_func ("/log/verdicts", test_verdicts);
  g_test_add_func ("/log/tampering", test_tampering);
  g_test_add_func ("/log/resume", test_resume);
  g_test_add_func ("/log/erase", test_erase);
  g_test_add_func ("/log/ids", test_ids);
  g_test_add_func ("/log/secret", test_secret);
  g_test_add_func ("/log/meta", test_meta);

  return g_test_run ();
}
