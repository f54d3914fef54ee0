/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "power-cut.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define SECTOR 512

typedef struct
{
  sqlite3_file base;
  char *name;
  sqlite3_file *real;
} SyncedFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs synced_vfs;
static GMutex mutex; /* what is synced, and the two below */
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
  int result = SQLITE_IOERR_FSYNC;

  g_mutex_lock (&mutex);
  if (!fail_sync)
    result = self->real->pMethods->xSync (self->real, flags);
  if (result == SQLITE_OK && self->name != NULL)
    {
      n_wal_syncs += g_str_has_suffix (self->name, "-wal") ? 1 : 0;
      remember (self->name);
    }
  g_mutex_unlock (&mutex);

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

void
power_cut_register (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  synced_vfs = *real_vfs;
  synced_vfs.zName = "synced";
  synced_vfs.szOsFile = sizeof (SyncedFile);
  synced_vfs.xOpen = synced_open;
  g_assert_cmpint (sqlite3_vfs_register (&synced_vfs, 1), ==, SQLITE_OK);
}

/* A disk writes sectors in any order, and whole. */
static void
tear (const char *name,
      char **synced,
      gsize *synced_length,
      GRand *random)
{
  g_autofree char *now = NULL;
  gsize now_length = 0;
  gsize length = *synced_length;

  if (!g_file_get_contents (name, &now, &now_length, NULL))
    return;

  if (g_rand_boolean (random))
    length = now_length;
  *synced = g_realloc (*synced, length + 1);
  if (length > *synced_length)
    memset (*synced + *synced_length, 0, length - *synced_length);
  *synced_length = length;

  for (gsize at = 0; at < MIN (length, now_length); at += SECTOR)
    if (g_rand_boolean (random))
      memcpy (*synced + at, now + at, MIN (SECTOR, MIN (length, now_length) - at));
}

void
power_cut_copy (const char *path,
                const char *copy,
                GRand *random)
{
  static const char *const endings[] = { "", "-wal" };

  g_mutex_lock (&mutex);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strconcat (path, endings[i], NULL);
      g_autofree char *from = g_strconcat (name, ".synced", NULL);
      g_autofree char *to = g_strconcat (copy, endings[i], NULL);
      g_autofree char *content = NULL;
      gsize length = 0;

      g_remove (to);
      if (!g_file_get_contents (from, &content, &length, NULL))
        continue;
      if (random != NULL)
        tear (name, &content, &length, random);
      g_assert_true (g_file_set_contents (to, content, (gssize) length, NULL));
    }
  g_mutex_unlock (&mutex);
}

guint
power_cut_get_wal_syncs (void)
{
  guint n = 0;

  g_mutex_lock (&mutex);
  n = n_wal_syncs;
  g_mutex_unlock (&mutex);
  return n;
}

void
power_cut_set_fail_sync (gboolean fail)
{
  g_mutex_lock (&mutex);
  fail_sync = fail;
  g_mutex_unlock (&mutex);
}
