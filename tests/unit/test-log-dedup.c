/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log-fixture.h"

typedef struct
{
  const char *name;
  CemLogOptions options;
  guint n_ids;
  guint n_events;
} Case;

/* Levels of 2^8 blocks and few recent keys: merges and slices happen all the time. A mask that leaves
 * few different hashes makes most finds meet strangers. */
static const Case cases[] = {
  { "memory-only", { .recent = 100000 }, 3000, 6000 },
  { "small-levels", { .recent = 64, .level_bits = 8 }, 20000, 30000 },
  { "collisions", { .recent = 64, .level_bits = 8, .key_mask = 0xff00000000000003 }, 600, 1500 },
  { "all-collide", { .recent = 16, .level_bits = 8, .key_mask = 1 }, 100, 300 },
  { "one-slice", { .recent = 64, .level_bits = 8, .key_mask = 0x00000000ffffffff }, 70000, 70000 },
};

static void
put (CemLog *log,
     GHashTable *seen,
     guint number,
     guint version)
{
  g_autofree char *source = g_strdup_printf ("/app/%u", number % 3);
  g_autofree char *id = g_strdup_printf ("%u", number / 3);
  g_autofree char *piece = g_strdup_printf ("{\"data\":%u}", version);
  g_autoptr (GError) error = NULL;
  gpointer known = g_hash_table_lookup (seen, GUINT_TO_POINTER (number));
  guint64 place = GPOINTER_TO_SIZE (known);
  CemLogVerdict verdict = CEM_LOG_NEW;
  CemLogRow row;
  gint64 seq = 0;

  fixture_row (log, &row, source, id, piece);
  _cem_log_find (log, &row, &verdict, &seq, &error);
  g_assert_no_error (error);

  if (known == NULL)
    {
      g_assert_cmpint (verdict, ==, CEM_LOG_NEW);
      g_assert_true (_cem_log_append (log, &row, &error));
      g_hash_table_insert (seen, GUINT_TO_POINTER (number),
                           GSIZE_TO_POINTER ((guint64) row.seq << 1 | version));
      return;
    }

  g_assert_cmpint (seq, ==, place >> 1);
  g_assert_cmpint (verdict, ==, (place & 1) == version ? CEM_LOG_DUPLICATE : CEM_LOG_CONFLICT);
}

static void
put_batch (CemLog *log,
           GHashTable *seen,
           GRand *random,
           const Case *c,
           guint n)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    {
      guint number = (guint) g_rand_int_range (random, 0, (gint) c->n_ids);
      g_autofree char *source = g_strdup_printf ("/app/%u", number % 3);
      g_autofree char *id = g_strdup_printf ("%u", number / 3);
      guint64 key = _cem_log_key (_cem_log_get_secret (log), source, strlen (source), id, strlen (id));

      g_array_append_val (numbers, number);
      /* One in four is found without having been fetched before. */
      if (i % 4 != 0)
        g_array_append_val (keys, key);
    }

  fixture_begin (log);
  g_assert_true (_cem_log_prefetch (log, (const guint64 *) (void *) keys->data, keys->len, &error));
  for (guint i = 0; i < n; i++)
    put (log, seen, g_array_index (numbers, guint, i), (guint) g_rand_int_range (random, 0, 2));
  fixture_commit (log);
}

static void
verify_dedup (CemDb *db,
              gboolean good)
{
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };
  gboolean ok = FALSE;

  do
    ok = _cem_log_verify_dedup (db, &state, 7000, &error);
  while (ok && state.next != 0);

  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
}

static void
test_exact (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *path = fixture_path ();
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  CemLog *log = fixture_log (db, &c->options);

  g_test_summary ("Over a random stream each event is found exactly when it has been before.");

  for (guint done = 0, round = 0; done < c->n_events; round++)
    {
      guint n = (guint) g_rand_int_range (random, 1, 2000);

      put_batch (log, seen, random, c, MIN (n, c->n_events - done));
      done += n;

      if (round % 5 == 4)
        {
          _cem_log_close (log);
          log = fixture_log (db, &c->options);
        }

      if (round % 7 == 6)
        {
          fixture_begin (log);
          fixture_append (log, "/rolled", "back", "{}");
          _cem_log_rollback (log);
        }
    }

  if (c->options.key_mask == 0)
    {
      verify_dedup (db, TRUE);
      g_assert_true (_cem_log_rebuild_dedup (log, NULL, NULL));
      verify_dedup (db, TRUE);
    }

  for (guint i = 0; i < 5; i++)
    put_batch (log, seen, random, c, 300);

  _cem_log_close (log);
}

static void
test_verify (void)
{
  static const Case c = { NULL, { .recent = 64, .level_bits = 8 }, 5000, 5000 };
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, &c.options);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_test_summary ("A damaged index is noticed and can be rebuilt, also in two goes.");

  put_batch (log, seen, random, &c, 5000);
  verify_dedup (db, TRUE);
  g_assert_true (_cem_db_exec (db,
                               "UPDATE dedup_block SET keys = substr (keys, 13) "
                               "WHERE id = (SELECT max (id) FROM dedup_block)", &error));
  verify_dedup (db, FALSE);
  g_assert_true (_cem_log_rebuild_dedup (log, NULL, &error));
  verify_dedup (db, TRUE);

  g_cancellable_cancel (cancellable);
  g_assert_true (_cem_db_exec (db, "DELETE FROM dedup_block", &error));
  g_assert_true (_cem_meta_set_int (db, "dedup_rebuild", 1, &error));
  {
    g_autoptr (CemLog) again = fixture_log (db, &c.options);

    g_assert_nonnull (again);
  }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/log/dedup/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_exact);
    }

  g_test_add_func ("/log/dedup/verify", test_verify);

  return g_test_run ();
}
