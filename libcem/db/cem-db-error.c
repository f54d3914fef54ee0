/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

#include "base/cem-words-private.h"

#include <errno.h>

#define PHRASE_LENGTH 80

static CemError
classify (int result,
          int system_error)
{
  switch (result)
    {
    case SQLITE_IOERR_CORRUPTFS:
    case SQLITE_IOERR_SHORT_READ:
      return CEM_ERROR_CORRUPT;
    case SQLITE_READONLY_DBMOVED:
      return CEM_ERROR_IO;
    default:
      break;
    }

  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return CEM_ERROR_BUSY;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
      return CEM_ERROR_CONSTRAINT;
    case SQLITE_CORRUPT:
      return CEM_ERROR_CORRUPT;
    case SQLITE_NOTADB:
      return CEM_ERROR_NOT_A_STORE;
    case SQLITE_FULL:
      return CEM_ERROR_NO_SPACE;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return CEM_ERROR_READ_ONLY;
    case SQLITE_TOOBIG:
      return CEM_ERROR_LIMIT;
    case SQLITE_CANTOPEN:
      if (system_error == EACCES || system_error == EROFS || system_error == EPERM)
        return CEM_ERROR_READ_ONLY;
      G_GNUC_FALLTHROUGH;
    case SQLITE_IOERR:
      return system_error == ENOSPC || system_error == EDQUOT ? CEM_ERROR_NO_SPACE : CEM_ERROR_IO;
    default:
      return CEM_ERROR_FAILED;
    }
}

static const char *
advice (CemError code)
{
  switch (code)
    {
    case CEM_ERROR_BUSY:
      return W_ ("; another program holds it, try again later");
    case CEM_ERROR_NO_SPACE:
      return W_ ("; make room, nothing that was committed is lost");
    case CEM_ERROR_READ_ONLY:
      return W_ ("; the file and its folder must be writable");
    case CEM_ERROR_CORRUPT:
      return W_ ("; restore it from a copy, or replay its log into a new store");
    case CEM_ERROR_NOT_A_STORE:
      return W_ ("; the file is no libcem store");
    default:
      return "";
    }
}

gboolean
_cem_db_set_error (CemDb *self,
                   int result,
                   const char *doing,
                   GError **error)
{
  CemError code = classify (result, self->handle != NULL ? sqlite3_system_errno (self->handle) : 0);
  const char *name = self->path != NULL ? self->path : W_ ("the store in memory");
  const char *message = self->handle != NULL ? sqlite3_errmsg (self->handle) : sqlite3_errstr (result);
  g_autofree char *valid = NULL;

  if ((result & 0xff) == SQLITE_INTERRUPT || g_cancellable_is_cancelled (self->cancellable))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           _cem_gettext (N_ ("The operation was cancelled")));
      return FALSE;
    }

  /* SQLite quotes what it found in a damaged file. */
  valid = g_utf8_make_valid (message, -1);
  _cem_set_error (error, code, "“%s”: %s (%d)%s, at: %.*s", name, valid, result, advice (code),
                  PHRASE_LENGTH, doing);
  return FALSE;
}
