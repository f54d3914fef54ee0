/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* What a power cut leaves: a layer below SQLite that remembers what has been synced. */

#include "log-fixture.h"

#include <sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file base;
  char *name;
  sqlite3_file *real;
} SyncedFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs synced_vfs;
static guint n_wal_syncs;
static gboolean fail_sync;

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((SyncedFile *) file)->real;
}

/* What is on the disk for certain is kept beside the file. */
static void
remember (const char *name)
{
  g_autofree char *content = NULL;
  g_autofree char *copy = g_strconcat (name, ".synced", NULL);
  gsize length = 0;

  if (g_file_get_contents (name, &content, &length, NULL))
    g_file_set_contents (copy, content, (gssize) length, NULL);
}

static int
synced_sync (sqlite3_file *file,
             int flags)
{
  SyncedFile *self = (SyncedFile *) file;
  int result = SQLITE_OK;

  if (fail_sync)
    return SQLITE_IOERR_FSYNC;

  result = self->real->pMethods->xSync (self->real, flags);
  if (self->name != NULL)
    {
      n_wal_syncs += g_str_has_suffix (self->name, "-wal") ? 1 : 0;
      remember (self->name);
    }

  return result;
}

static int
synced_close (sqlite3_file *file)
{
  SyncedFile *self = (SyncedFile *) file;
  int result = self->real->pMethods->xClose (self->real);

  g_free (self->real);
  g_free (self->name);
  return result;
}

static int
synced_read (sqlite3_file *file, void *data, int n, sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xRead (real_of (file), data, n, offset);
}

static int
synced_write (sqlite3_file *file, const void *data, int n, sqlite3_int64 offset)
{
  return real_of (file)->pMethods->xWrite (real_of (file), data, n, offset);
}

static int
synced_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  return real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
synced_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
synced_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
synced_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
synced_reserved (sqlite3_file *file, int *result)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), result);
}

static int
synced_control (sqlite3_file *file, int op, void *argument)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), op, argument);
}

static int
synced_sector (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
synced_characteristics (sqlite3_file *file)
{
  return real_of (file)->pMethods->xDeviceCharacteristics (real_of (file));
}

static int
synced_shm_map (sqlite3_file *file, int region, int size, int extend, void volatile **memory)
{
  return real_of (file)->pMethods->xShmMap (real_of (file), region, size, extend, memory);
}

static int
synced_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
synced_shm_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
synced_shm_unmap (sqlite3_file *file, int erase)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), erase);
}

static const sqlite3_io_methods synced_methods = {
  .iVersion = 2,
  .xClose = synced_close,
  .xRead = synced_read,
  .xWrite = synced_write,
  .xTruncate = synced_truncate,
  .xSync = synced_sync,
  .xFileSize = synced_size,
  .xLock = synced_lock,
  .xUnlock = synced_unlock,
  .xCheckReservedLock = synced_reserved,
  .xFileControl = synced_control,
  .xSectorSize = synced_sector,
  .xDeviceCharacteristics = synced_characteristics,
  .xShmMap = synced_shm_map,
  .xShmLock = synced_shm_lock,
  .xShmBarrier = synced_shm_barrier,
  .xShmUnmap = synced_shm_unmap,
};

static int
synced_open (sqlite3_vfs *vfs,
             const char *name,
             sqlite3_file *file,
             int flags,
             int *out_flags)
{
  SyncedFile *self = (SyncedFile *) file;
  int result = SQLITE_OK;

  self->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  result = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  if (result != SQLITE_OK)
    {
      g_clear_pointer (&self->real, g_free);
      self->base.pMethods = NULL;
      return result;
    }

  self->name = g_strdup (name);
  self->base.pMethods = &synced_methods;
  return SQLITE_OK;
}

static void
register_vfs (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  synced_vfs = *real_vfs;
  synced_vfs.zName = "synced";
  synced_vfs.szOsFile = sizeof (SyncedFile);
  synced_vfs.xOpen = synced_open;
  g_assert_cmpint (sqlite3_vfs_register (&synced_vfs, 1), ==, SQLITE_OK);
}

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

/* Opens what a power cut would have left and returns the last row. */
static gint64
after_power_cut (const char *path)
{
  g_autofree char *copy = fixture_path ();
  g_autoptr (CemDb) db = NULL;
  g_autoptr (CemLog) log = NULL;
  g_autoptr (GError) error = NULL;
  CemLogVerify state = { 0 };

  for (const char *const *suffix = (const char *const[]) { "", "-wal", NULL }; *suffix != NULL; suffix++)
    {
      g_autofree char *from = g_strconcat (path, *suffix, ".synced", NULL);
      g_autofree char *to = g_strconcat (copy, *suffix, NULL);
      g_autofree char *content = NULL;
      gsize length = 0;

      if (g_file_get_contents (from, &content, &length, NULL))
        g_file_set_contents (to, content, (gssize) length, NULL);
    }

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
      guint syncs = n_wal_syncs;

      g_assert_true (append (log, i, durable, NULL));
      if (durable)
        {
          durable_until = i;
          g_assert_cmpuint (n_wal_syncs, >, syncs);
        }
      else
        {
          n_plain_syncs += n_wal_syncs - syncs;
        }

      if (i == 50)
        g_assert_true (_cem_db_checkpoint (db, FALSE, NULL));

      if (i % 3 == 0 && durable_until > 0)
        g_assert_cmpint (after_power_cut (path), >=, durable_until);
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
  fail_sync = TRUE;
  g_assert_false (append (log, 2, TRUE, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  fail_sync = FALSE;
  g_assert_true (append (log, 3, TRUE, NULL));
  g_assert_cmpint (after_power_cut (path), ==, 3);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  register_vfs ();

  g_test_add_func ("/db/durable/power-cut", test_durable);
  g_test_add_func ("/db/durable/sync-fails", test_sync_fails);

  return g_test_run ();
}
