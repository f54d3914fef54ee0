/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

static gboolean
run_cached (CemDb *self,
            const char *sql,
            GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self, sql, error);

  return statement != NULL && _cem_db_run (statement, error);
}

static gboolean
begin (CemDb *self,
       const char *outermost,
       GError **error)
{
  _cem_db_lock_shared (self);

  if (!run_cached (self, self->depth == 0 ? outermost : "SAVEPOINT inner_work", error))
    {
      _cem_db_unlock_shared (self);
      return FALSE;
    }

  self->depth++;
  return TRUE;
}

gboolean
_cem_db_begin (CemDb *self,
               GError **error)
{
  return begin (self, "BEGIN IMMEDIATE", error);
}

gboolean
_cem_db_begin_read (CemDb *self,
                    GError **error)
{
  return begin (self, "BEGIN", error);
}

gboolean
_cem_db_in_transaction (CemDb *self)
{
  return self->depth > 0;
}

void
_cem_db_rollback (CemDb *self)
{
  g_return_if_fail (self->depth > 0);

  /* A cancelled caller still gets its rollback. */
  sqlite3_progress_handler (self->handle, 0, NULL, NULL);
  self->depth--;

  /* SQLite has rolled back already after some errors (disk full, cancelled). */
  if (!sqlite3_get_autocommit (self->handle))
    {
      guint outer = self->depth;

      self->depth = 0;
      if (outer == 0)
        {
          run_cached (self, "ROLLBACK", NULL);
        }
      else
        {
          run_cached (self, "ROLLBACK TO inner_work", NULL);
          run_cached (self, "RELEASE inner_work", NULL);
        }
      self->depth = outer;
    }

  _cem_db_set_cancellable (self, self->cancellable);
  _cem_db_unlock_shared (self);
}

/* What synchronous=FULL does after each commit, for this one: the WAL reaches the disk, and with it
 * all earlier commits in it. */
gboolean
_cem_db_sync_wal (CemDb *self,
                  GError **error)
{
  sqlite3_file *wal = NULL;
  int result = SQLITE_OK;

  if (self->path == NULL)
    return TRUE;

  result = sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal);
  if (result == SQLITE_OK && wal != NULL && wal->pMethods != NULL)
    result = wal->pMethods->xSync (wal, SQLITE_SYNC_NORMAL);

  if (result != SQLITE_OK)
    return _cem_db_set_error (self, result, "sync the write-ahead log", error);

  return TRUE;
}

gboolean
_cem_db_commit (CemDb *self,
                gboolean durable,
                GError **error)
{
  gboolean outermost = self->depth == 1;

  g_return_val_if_fail (self->depth > 0, FALSE);

  if (!run_cached (self, outermost ? "COMMIT" : "RELEASE inner_work", error))
    {
      _cem_db_rollback (self);
      return FALSE;
    }

  self->depth--;

  if (durable && outermost && !_cem_db_sync_wal (self, error))
    {
      _cem_db_unlock_shared (self);
      return FALSE;
    }

  _cem_db_unlock_shared (self);
  return TRUE;
}

gboolean
_cem_db_transaction (CemDb *self,
                     CemDbWork work,
                     gpointer data,
                     GError **error)
{
  if (!_cem_db_begin (self, error))
    return FALSE;

  if (!work (self, data, error))
    {
      _cem_db_rollback (self);
      return FALSE;
    }

  return _cem_db_commit (self, FALSE, error);
}

gboolean
_cem_db_snapshot (CemDb *self,
                  CemDbWork work,
                  gpointer data,
                  GError **error)
{
  gboolean ok = FALSE;

  if (!_cem_db_begin_read (self, error))
    return FALSE;

  ok = work (self, data, error);
  _cem_db_rollback (self);
  return ok;
}
