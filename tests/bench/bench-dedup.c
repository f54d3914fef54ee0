/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* Ways to know whether a key has been seen, alone: random 64-bit keys in commits of 10,000, each looked
 * up and then entered. Prints keys per second for each tenth, so that one sees what stays flat.
 *
 * blocks  what the log uses: sorted blocks in levels
 * hash    a table WITHOUT ROWID on (key, seq), each batch sorted before it is entered
 * index   a table with a unique index on the text of the key, as it comes
 *
 * Usage: bench-dedup blocks|hash|index [KEYS=1000000] [FOLDER=/tmp] */

#include "log/cem-log-dedup-private.h"
#include "log/cem-log-keys-private.h"
#include "log/cem-log-private.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#define BATCH 10000

static gboolean
create (CemDb *db,
        GError **error)
{
  return _cem_log_create (db, error) &&
         _cem_db_exec (db,
                       "CREATE TABLE hashed (key INTEGER NOT NULL, seq INTEGER NOT NULL, "
                       "PRIMARY KEY (key, seq)) STRICT, WITHOUT ROWID;"
                       "CREATE TABLE indexed (seq INTEGER PRIMARY KEY, key TEXT UNIQUE) STRICT", error);
}

static const CemDbMigration migrations[] = { { 1, create }, { 0, NULL } };

static void
check (gboolean ok,
       GError *error)
{
  if (!ok)
    g_error ("%s", error != NULL ? error->message : "failed");
}

static void
put_blocks (CemDedup *dedup,
            const CemKeyEntry *entries,
            guint64 *keys)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < BATCH; i++)
    keys[i] = entries[i].key;

  check (_cem_dedup_prefetch (dedup, keys, BATCH, &error), error);
  for (guint i = 0; i < BATCH; i++)
    {
      check (_cem_dedup_find (dedup, entries[i].key, seqs, &error), error);
      _cem_dedup_add (dedup, entries[i].key, entries[i].seq);
    }

  check (_cem_dedup_flush (dedup, &error), error);
}

static void
put_hashed (CemDb *db,
            CemKeyEntry *entries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) find = _cem_db_prepare (db, "SELECT seq FROM hashed WHERE key = ?", &error);
  g_autoptr (CemDbStatement) add = _cem_db_prepare (db, "INSERT INTO hashed (key, seq) VALUES (?, ?)", &error);

  _cem_key_entries_sort (entries, BATCH);
  for (guint i = 0; i < BATCH; i++)
    {
      _cem_db_bind_int (find, 1, (gint64) entries[i].key);
      check (_cem_db_run (find, &error), error);
      _cem_db_bind_int (add, 1, (gint64) entries[i].key);
      _cem_db_bind_int (add, 2, entries[i].seq);
      check (_cem_db_run (add, &error), error);
    }
}

static void
put_indexed (CemDb *db,
             const CemKeyEntry *entries)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) add =
    _cem_db_prepare (db, "INSERT OR IGNORE INTO indexed (seq, key) VALUES (?, ?)", &error);

  for (guint i = 0; i < BATCH; i++)
    {
      char text[40];
      int length = g_snprintf (text, sizeof text, "/app/1 %016" G_GINT64_MODIFIER "x", entries[i].key);

      _cem_db_bind_int (add, 1, entries[i].seq);
      _cem_db_bind_text (add, 2, text, length);
      check (_cem_db_run (add, &error), error);
    }
}

static CemDb *
open_store (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "bench-dedup.db", NULL);
  g_autoptr (GError) error = NULL;
  CemDbOptions options = { .migrations = migrations };
  CemDb *db = NULL;

  g_unlink (path);
  db = _cem_db_open (path, CEM_DB_CREATE, &options, &error);
  check (db != NULL, error);
  return db;
}

int
main (int argc,
      char **argv)
{
  const char *way = argc > 1 ? argv[1] : "blocks";
  guint64 n_keys = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 1000000;
  guint64 n_batches = MAX (n_keys / BATCH, 10), random = 88172645463325252;
  CemDb *db = open_store (argc > 3 ? argv[3] : "/tmp");
  g_autofree CemKeyEntry *entries = g_new (CemKeyEntry, BATCH);
  g_autofree guint64 *keys = g_new (guint64, BATCH);
  g_autoptr (GError) error = NULL;
  CemDedup *dedup = _cem_dedup_open (db, 0, 0, &error);
  gint64 us = 0;
  gint64 seq = 0;

  check (dedup != NULL, error);
  printf ("{\"way\":\"%s\",\"keys\":%" G_GUINT64_FORMAT ",\"tenths\":[", way, n_batches * BATCH);

  for (guint64 b = 0; b < n_batches; b++)
    {
      gint64 start = 0;

      for (guint i = 0; i < BATCH; i++)
        {
          random ^= random << 13;
          random ^= random >> 7;
          random ^= random << 17;
          entries[i] = (CemKeyEntry) { .key = random * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15), .seq = ++seq };
        }

      start = g_get_monotonic_time ();
      check (_cem_db_begin (db, &error), error);
      if (g_str_equal (way, "blocks"))
        put_blocks (dedup, entries, keys);
      else if (g_str_equal (way, "hash"))
        put_hashed (db, entries);
      else
        put_indexed (db, entries);
      check (_cem_db_commit (db, FALSE, &error), error);
      us += g_get_monotonic_time () - start;

      if ((b + 1) % (n_batches / 10) == 0 && (b + 1) / (n_batches / 10) <= 10)
        {
          printf ("%s%.0f", b + 1 == n_batches / 10 ? "" : ",",
                  (double) (n_batches / 10) * BATCH * 1e6 / (double) us);
          fflush (stdout);
          us = 0;
        }
    }

  printf ("]}\n");
  _cem_dedup_free (dedup);
  _cem_db_close (db);
  return 0;
}
