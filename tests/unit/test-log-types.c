/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log-fixture.h"

#include <string.h>

static const char *const types[] = { "a.often", "b.sometimes", "c.rare", "d.once" };

/* Appends @n rows in one commit, and notes of which type they are. */
static void
fill (CemLog *log,
      GRand *random,
      guint n,
      GArray *rows[G_N_ELEMENTS (types)])
{
  fixture_begin (log);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, _cem_log_get_last_seq (log));
      const int dice = g_rand_int_range (random, 0, 1000);
      const guint type = dice < 900 ? 0 : dice < 990 ? 1 : 2;
      g_autoptr (GError) error = NULL;
      CemLogRow row;

      fixture_row (log, &row, "/s", id, "{}");
      row.type = types[type];
      row.type_length = strlen (types[type]);
      g_assert_true (_cem_log_append (log, &row, &error));
      g_array_append_val (rows[type], row.seq);
    }
  fixture_commit (log);
}

static void
check (CemDb *db,
       GRand *random,
       const char *type,
       GArray *rows)
{
  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GError) error = NULL;
      const guint limit = round % 3 == 0 ? 0 : (guint) g_rand_int_range (random, 1, 6000);
      const gint64 first = round % 4 == 0 ? 1 : g_rand_int_range (random, 1, 15000);
      guint n = 0;

      g_assert_true (_cem_log_read_type (db, type, first, limit, seqs, &error));
      for (guint i = rows->len; i-- > 0 && (limit == 0 || n < limit);)
        {
          if (g_array_index (rows, gint64, i) < first)
            break;
          g_assert_cmpuint (n, <, seqs->len);
          g_assert_cmpint (g_array_index (seqs, gint64, n), ==, g_array_index (rows, gint64, i));
          n++;
        }
      g_assert_cmpuint (n, ==, seqs->len);
    }
}

static void
test_read (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GArray) often = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) sometimes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) rare = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) never = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *rows[] = { often, sometimes, rare, never };
  CemLogVerify state = { 0 };
  g_autoptr (GError) error = NULL;

  g_test_summary ("The rows of a type are found, newest first, however they were committed.");

  fill (log, random, 10000, rows);
  for (guint i = 0; i < 200; i++)
    fill (log, random, (guint) g_rand_int_range (random, 1, 30), rows);

  fixture_begin (log);
  fixture_append (log, "/s", "lost", "{}");
  _cem_log_rollback (log);
  fill (log, random, 1, rows);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    check (db, random, types[i], rows[i]);

  /* A commit of 10,000 rows is a handful of entries, and the 200 small ones are as few. */
  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM log_type WHERE seq <= 10000"), <=, 6);
  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM log_type"), <=, 50);
  g_assert_true (_cem_log_verify (db, &state, 0, &error));
}

static void
test_reopen (void)
{
  g_autofree char *path = fixture_path ();
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GArray) often = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) sometimes = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) rare = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) never = g_array_new (FALSE, FALSE, sizeof (gint64));
  GArray *rows[] = { often, sometimes, rare, never };
  g_autoptr (GError) error = NULL;

  g_test_summary ("What had not been written when the store was closed, or went back, is written later.");

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (CemDb) db = fixture_open (path);
      g_autoptr (CemLog) log = fixture_log (db, NULL);
      CemLogVerify state = { 0 };

      fill (log, random, (guint) g_rand_int_range (random, 1, 300), rows);
      fixture_begin (log);
      for (guint n = 0; n < 300 + 300 * (i % 3); n++)
        {
          g_autofree char *id = g_strdup_printf ("lost %u", n);

          fixture_append (log, "/s", id, "{}");
        }
      _cem_log_rollback (log);
      fill (log, random, (guint) g_rand_int_range (random, 1, 300), rows);

      for (guint t = 0; t < G_N_ELEMENTS (types); t++)
        check (db, random, types[t], rows[t]);
      g_assert_true (_cem_log_verify (db, &state, 0, &error));
    }
}

static void
test_damage (void)
{
  static const char *const damage[] = {
    "DELETE FROM log_type WHERE seq = (SELECT max (seq) FROM log_type)",
    "INSERT INTO log_type (type, seq, more) VALUES (99, 5, NULL)",
    "UPDATE log_type SET more = x'01' WHERE seq = (SELECT max (seq) FROM log_type)",
    "UPDATE log_type SET type = type + 1000 WHERE seq = (SELECT max (seq) FROM log_type)",
    "UPDATE log_type SET more = x'8080' WHERE type = (SELECT min (type) FROM log_type)",
  };

  g_test_summary ("Verifying notices an index of types that is not the log's.");

  for (guint i = 0; i < G_N_ELEMENTS (damage); i++)
    {
      g_autoptr (CemDb) db = fixture_open (NULL);
      g_autoptr (CemLog) log = fixture_log (db, NULL);
      g_autoptr (GRand) random = g_rand_new_with_seed (i);
      g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
      GArray *rows[] = { all, all, all, all };
      CemLogVerify state = { 0 };
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 20; n++)
        fill (log, random, 40, rows);
      while (_cem_log_verify (db, &state, 100, &error) && state.next > 0)
        continue;
      g_assert_no_error (error);

      g_assert_true (_cem_db_exec (db, damage[i], &error));
      memset (&state, 0, sizeof state);
      while (_cem_log_verify (db, &state, 100, &error) && state.next > 0)
        continue;
      g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
      g_clear_error (&error);

      /* Who goes on in the middle does not count, and reads what is there. */
      state = (CemLogVerify) { .next = 790 };
      if (i == 1)
        g_assert_true (_cem_log_verify (db, &state, 0, &error));
      if (!_cem_log_read_type (db, types[0], 1, 0, seqs, &error))
        g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
      g_assert_true ((error != NULL) == (i == 4));
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/log/types/read", test_read);
  g_test_add_func ("/log/types/reopen", test_reopen);
  g_test_add_func ("/log/types/damage", test_damage);

  return g_test_run ();
}
