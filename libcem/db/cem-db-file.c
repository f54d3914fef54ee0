/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#ifndef _GNU_SOURCE
#endif

#include "db/cem-db-internal-private.h"

#include "base/cem-words-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Far beyond the bytes that SQLite locks and beyond the largest store. */
#define WRITER_LOCK_OFFSET G_GINT64_CONSTANT (0x4000000000000000)

/* A store holds personal data: the owner alone, unless somebody changes it. */
#define NEW_FILE_MODE 0600

struct _CemDbFile
{
  dev_t device;
  ino_t inode;
  int fd; /* -1 until there has been a writer */
  guint users;
  gboolean written;
};

static GMutex files_lock;
static GPtrArray *files;

static CemDbFile *
find_file (const struct stat *info)
{
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      CemDbFile *file = g_ptr_array_index (files, i);

      if (file->device == info->st_dev && file->inode == info->st_ino)
        return file;
    }

  return NULL;
}

static CemDbFile *
add_file (const struct stat *info)
{
  CemDbFile *file = g_new0 (CemDbFile, 1);

  file->device = info->st_dev;
  file->inode = info->st_ino;
  file->fd = -1;

  if (files == NULL)
    files = g_ptr_array_new ();

  g_ptr_array_add (files, file);
  return file;
}

static void
set_errno_error (const char *path,
                 int code,
                 GError **error)
{
  switch (code)
    {
    case ENOENT:
    case ENOTDIR:
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "There is no store “%s”; create it, or mend the path", path);
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      _cem_set_error (error, CEM_ERROR_READ_ONLY,
                      "“%s” cannot be opened: %s; change its permissions or those of its folder",
                      path, g_strerror (code));
      break;
    case ENOSPC:
    case EDQUOT:
      _cem_set_error (error, CEM_ERROR_NO_SPACE,
                      "“%s” cannot be created: %s; make room on the disk", path, g_strerror (code));
      break;
    default:
      _cem_set_error (error, CEM_ERROR_IO, "“%s” cannot be opened: %s", path, g_strerror (code));
    }
}

static int
try_lock (int fd)
{
#ifdef F_OFD_SETLK
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  lock.l_start = WRITER_LOCK_OFFSET;
  lock.l_len = 1;
  return fcntl (fd, F_OFD_SETLK, &lock);
#else
  return flock (fd, LOCK_EX | LOCK_NB);
#endif
}

static void
unlock (int fd)
{
#ifdef F_OFD_SETLK
  struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

  lock.l_start = WRITER_LOCK_OFFSET;
  lock.l_len = 1;
  fcntl (fd, F_OFD_SETLK, &lock);
#else
  flock (fd, LOCK_UN);
#endif
}

/* Opens the descriptor that carries the writer's lock. It is only opened for an inode that has none,
 * and only closed with the last connection. */
static CemDbFile *
open_for_writing (const char *path,
                  CemDbMode mode,
                  GError **error)
{
  int fd = open (path, O_RDWR | O_CLOEXEC | (mode == CEM_DB_CREATE ? O_CREAT : 0), NEW_FILE_MODE);
  CemDbFile *file = NULL;
  struct stat info;

  if (fd < 0 || fstat (fd, &info) < 0)
    {
      set_errno_error (path, errno, error);
      return NULL;
    }

  file = find_file (&info);
  if (file == NULL)
    file = add_file (&info);

  /* Lost a race against a rename: closing this one would drop the locks of the other. */
  if (file->fd < 0)
    file->fd = fd;

  return file;
}

static gboolean
lock_for_writing (CemDbFile *file,
                  const char *path,
                  GError **error)
{
  if (file->written)
    {
      _cem_set_error (error, CEM_ERROR_BUSY,
                      "“%s” is already open for writing in this program; use that engine, or "
                      "open it for reading", path);
      return FALSE;
    }

  if (try_lock (file->fd) < 0)
    {
      _cem_set_error (error, errno == EAGAIN || errno == EACCES ? CEM_ERROR_BUSY : CEM_ERROR_IO,
                      "“%s” is being written by another program; close that one, or open it for "
                      "reading (%s)", path, g_strerror (errno));
      return FALSE;
    }

  file->written = TRUE;
  return TRUE;
}

static void
drop_file (CemDbFile *file)
{
  if (file->users > 0)
    return;

  if (file->fd >= 0)
    close (file->fd);

  g_ptr_array_remove_fast (files, file);
  g_free (file);

  if (files->len == 0)
    g_clear_pointer (&files, g_ptr_array_unref);
}

static CemDbFile *
open_unlocked (const char *path,
               CemDbMode mode,
               GError **error)
{
  CemDbFile *file = NULL;
  struct stat info;
  gboolean exists = stat (path, &info) == 0;

  if (!exists && (mode != CEM_DB_CREATE || errno != ENOENT))
    {
      set_errno_error (path, errno, error);
      return NULL;
    }

  if (exists && !S_ISREG (info.st_mode))
    {
      _cem_set_error (error, CEM_ERROR_NOT_A_STORE, "“%s” is not a file", path);
      return NULL;
    }

  if (exists)
    {
      file = find_file (&info);
      if (file == NULL && mode == CEM_DB_READ)
        file = add_file (&info);
    }

  if (mode == CEM_DB_READ)
    return file;

  if (file == NULL || file->fd < 0)
    file = open_for_writing (path, mode, error);

  return file;
}

CemDbFile *
_cem_db_file_open (const char *path,
                   CemDbMode mode,
                   GError **error)
{
  CemDbFile *file = NULL;

  g_mutex_lock (&files_lock);

  file = open_unlocked (path, mode, error);
  if (file != NULL)
    {
      if (mode == CEM_DB_READ || lock_for_writing (file, path, error))
        {
          file->users++;
        }
      else
        {
          drop_file (file);
          file = NULL;
        }
    }

  g_mutex_unlock (&files_lock);
  return file;
}

void
_cem_db_file_close (CemDbFile *self,
                    CemDbMode mode)
{
  g_mutex_lock (&files_lock);

  if (mode != CEM_DB_READ)
    {
      unlock (self->fd);
      self->written = FALSE;
    }

  self->users--;
  drop_file (self);

  g_mutex_unlock (&files_lock);
}
