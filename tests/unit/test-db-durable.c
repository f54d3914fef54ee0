/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log-fixture.h"
#include "power-cut.h"

#include <string.h>

static gboolean
append (CemLog *log,
        guint number,
        gboolean durable,
        GError **error)
{
  g_autofree char *id = g_strdup_printf ("%u", number);

  fixture_begin (log);
  fixture_append (log, "/s", id, "{}");
  return _cem_log_commit (log, durable, error);
}

/* Opens what a power cut would have left and returns the last row; with @random, sectors of what was
 * not synced as well. */
static gint64
after_power_cut (const char *path,
                 GRand *random)
{
  g_autofree char *copy = fixture_path ();
  g_autoptr (CemDb) db = NULL;
  g_autoptr (CemLog) log = NULL;
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };

  power_cut_copy (path, copy, random);
  db = fixture_open (copy);
  log = fixture_log (db, NULL);
  g_assert_true (_cem_log_verify (db, &state, 0, &error));
  g_assert_no_error (error);
  return _cem_log_get_last_seq (log);
}

static void
test_durable (void)
{
  g_autofree char *path = fixture_path ();
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  gint64 durable_until = 0;
  guint n_plain_syncs = 0;

  g_test_summary ("After a power cut all is there that was acknowledged as durable, and what came before.");

  for (guint i = 1; i <= 120; i++)
    {
      gboolean durable = g_rand_int_range (random, 0, 5) == 0;
      guint syncs = power_cut_get_wal_syncs ();

      g_assert_true (append (log, i, durable, NULL));
      if (durable)
        {
          durable_until = i;
          g_assert_cmpuint (power_cut_get_wal_syncs (), >, syncs);
        }
      else
        {
          n_plain_syncs += power_cut_get_wal_syncs () - syncs;
        }

      if (i == 50)
        g_assert_true (_cem_db_checkpoint (db, FALSE, NULL));

      if (i % 3 == 0 && durable_until > 0)
        g_assert_cmpint (after_power_cut (path, i % 2 == 0 ? random : NULL), >=, durable_until);
    }

  /* A plain commit syncs only the head of a WAL that begins anew. */
  g_assert_cmpuint (n_plain_syncs, <=, 2);
}

static void
test_sync_fails (void)
{
  g_autofree char *path = fixture_path ();
  g_autoptr (CemDb) db = fixture_open (path);
  g_autoptr (CemLog) log = fixture_log (db, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A disk that cannot sync gives no durable acknowledgement, and the log goes on.");

  g_assert_true (append (log, 1, TRUE, NULL));
  power_cut_set_fail_sync (TRUE);
  g_assert_false (append (log, 2, TRUE, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  power_cut_set_fail_sync (FALSE);
  g_assert_true (append (log, 3, TRUE, NULL));
  g_assert_cmpint (after_power_cut (path, NULL), ==, 3);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  power_cut_register ();

  g_test_add_func ("/db/durable/power-cut", test_durable);
  g_test_add_func ("/db/durable/sync-fails", test_sync_fails);

  return g_test_run ();
}
