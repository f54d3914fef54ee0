/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

#include "base/cem-words-private.h"

#include <unistd.h>

#define WRITER_CACHE_KIB (64 * 1024)
#define READER_CACHE_KIB (8 * 1024)
#define WAL_AUTOCHECKPOINT 20000
#define BUSY_TIMEOUT_MS 5000
#define BUSY_SLEEP_US 2000

/* How many steps of SQLite's machine lie between two looks at the cancellable: some 20 µs. */
#define PROGRESS_STEPS 2000

static gboolean
set_pragma (CemDb *self,
            const char *name,
            gint64 value,
            GError **error)
{
  char sql[80];

  /* A PRAGMA takes no parameters; both parts come from this file. */
  g_snprintf (sql, sizeof sql, "PRAGMA %s = %" G_GINT64_FORMAT, name, value);
  return _cem_db_exec (self, sql, error);
}

static int
busy_cb (void *data,
         int count)
{
  CemDb *self = data;
  gint64 now = g_get_monotonic_time ();

  if (count == 0)
    self->busy_since = now;

  if (g_cancellable_is_cancelled (self->cancellable))
    return 0;

  if (now - self->busy_since > (gint64) self->busy_timeout_ms * 1000)
    return 0;

  g_usleep (BUSY_SLEEP_US);
  return 1;
}

static int
progress_cb (void *data)
{
  CemDb *self = data;

  return g_cancellable_is_cancelled (self->cancellable);
}

void
_cem_db_set_cancellable (CemDb *self,
                         GCancellable *cancellable)
{
  self->cancellable = cancellable;

  if (cancellable != NULL)
    sqlite3_progress_handler (self->handle, PROGRESS_STEPS, progress_cb, self);
  else
    sqlite3_progress_handler (self->handle, 0, NULL, NULL);
}

static gboolean
open_handle (CemDb *self,
             GError **error)
{
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  int result = SQLITE_OK;

  if (self->mode == CEM_DB_READ)
    flags |= SQLITE_OPEN_READONLY;
  else
    flags |= SQLITE_OPEN_READWRITE | (self->path == NULL ? SQLITE_OPEN_CREATE : 0);

  result = sqlite3_open_v2 (self->path != NULL ? self->path : ":memory:", &self->handle, flags, NULL);
  if (result != SQLITE_OK)
    return _cem_db_set_error (self, result, "open the store", error);

  sqlite3_busy_handler (self->handle, busy_cb, self);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  return TRUE;
}

/* A database in a folder that cannot be written to opens only while somebody keeps its side files
 * there; SQLite's own words for that do not help anybody. */
static gboolean
explain_unreadable (CemDb *self,
                    GError **error)
{
  g_autofree char *folder = NULL;

  if (self->path == NULL || self->mode != CEM_DB_READ)
    return FALSE;

  folder = g_path_get_dirname (self->path);
  if (access (folder, W_OK) == 0)
    return FALSE;

  g_clear_error (error);
  _cem_set_error (error, CEM_ERROR_READ_ONLY,
                  "“%s” cannot be read: its folder cannot be written to, which readers of a "
                  "store need; change the folder's permissions or copy the file", self->path);
  return TRUE;
}

/* Looks at the header before anything is changed, so that a stranger's file stays as it is.
 * @fresh: there is nothing in it yet. */
static gboolean
check_header (CemDb *self,
              gboolean *fresh,
              int *version,
              GError **error)
{
  gint64 application_id = 0, user_version = 0, n_tables = 0;

  if (!_cem_db_query_int (self, "PRAGMA application_id", &application_id, error) ||
      !_cem_db_query_int (self, "PRAGMA user_version", &user_version, error) ||
      !_cem_db_query_int (self, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    {
      if (g_error_matches (*error, CEM_ERROR, CEM_ERROR_IO) ||
          g_error_matches (*error, CEM_ERROR, CEM_ERROR_READ_ONLY))
        explain_unreadable (self, error);
      return FALSE;
    }

  *version = (int) user_version;
  *fresh = application_id == 0 && user_version == 0 && n_tables == 0;

  if (*fresh && self->mode == CEM_DB_CREATE)
    return TRUE;

  if (application_id != CEM_DB_APPLICATION_ID)
    {
      _cem_set_error (error, CEM_ERROR_NOT_A_STORE, "“%s” is no libcem store but %s", self->path,
                      *fresh ? W_ ("an empty file") : W_ ("a database of another program"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
set_wal (CemDb *self,
         GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  const char *answer = NULL;

  if (self->path == NULL)
    return TRUE;

  statement = _cem_db_prepare (self, "PRAGMA journal_mode = WAL", error);
  if (statement == NULL || _cem_db_step (statement, error) != CEM_DB_ROW)
    return FALSE;

  answer = _cem_db_column_text (statement, 0, NULL);
  if (g_strcmp0 (answer, "wal") == 0)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_IO,
                  "“%s” cannot use a write-ahead log (the journal is “%s”); move it to a local "
                  "disk", self->path, answer);
  return FALSE;
}

static gboolean
configure (CemDb *self,
           const CemDbOptions *options,
           GError **error)
{
  gboolean reader = self->mode == CEM_DB_READ;
  guint cache = options->cache_kib;

  if (cache == 0)
    cache = reader ? READER_CACHE_KIB : WRITER_CACHE_KIB;

  if (!set_pragma (self, "cache_size", -(gint64) cache, error) ||
      !_cem_db_exec (self, "PRAGMA temp_store = MEMORY", error))
    return FALSE;

  if (reader)
    return TRUE;

  if (!set_wal (self, error) ||
      !_cem_db_exec (self, "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON", error) ||
      !set_pragma (self, "wal_autocheckpoint",
                   options->wal_autocheckpoint > 0 ? options->wal_autocheckpoint : WAL_AUTOCHECKPOINT,
                   error))
    return FALSE;

  _cem_db_set_max_pages (self, options->max_pages);
  return TRUE;
}

void
_cem_db_set_max_pages (CemDb *self,
                       guint max_pages)
{
  if (max_pages > 0)
    set_pragma (self, "max_page_count", max_pages, NULL);
}

typedef struct
{
  const CemDbMigration *migrations;
  int from;
  int to;
} Climb;

static gboolean
climb (CemDb *self,
       gpointer data,
       GError **error)
{
  const Climb *task = data;

  for (const CemDbMigration *step = task->migrations; step->version != 0; step++)
    if (step->version > task->from && !step->apply (self, error))
      return FALSE;

  return set_pragma (self, "application_id", CEM_DB_APPLICATION_ID, error) &&
         set_pragma (self, "user_version", task->to, error);
}

static gboolean
migrate (CemDb *self,
         const CemDbMigration *migrations,
         int version,
         gboolean fresh,
         GError **error)
{
  Climb task = { .migrations = migrations, .from = version };

  for (const CemDbMigration *step = migrations; step != NULL && step->version != 0; step++)
    {
      g_assert (step->version >= task.to);
      task.to = step->version;
    }

  self->schema_version = task.to;

  if (version > task.to)
    {
      _cem_set_error (error, CEM_ERROR_NEWER_SCHEMA,
                      "“%s” was written by a newer libcem (schema %d, this one knows %d); use "
                      "that one", self->path, version, task.to);
      return FALSE;
    }

  if (version == task.to && !fresh)
    return TRUE;

  if (self->mode == CEM_DB_READ)
    {
      _cem_set_error (error, CEM_ERROR_READ_ONLY,
                      "“%s” was written by an older libcem (schema %d, this one needs %d); open "
                      "it once for writing", self->path, version, task.to);
      return FALSE;
    }

  return task.to == 0 || _cem_db_transaction (self, climb, &task, error);
}

static gboolean
open_and_check (CemDb *self,
                const CemDbOptions *options,
                GError **error)
{
  gboolean fresh = FALSE;
  int version = 0;

  if (self->path != NULL)
    {
      self->file = _cem_db_file_open (self->path, self->mode, error);
      if (self->file == NULL)
        return FALSE;
    }

  return open_handle (self, error) &&
         check_header (self, &fresh, &version, error) &&
         configure (self, options, error) &&
         migrate (self, options->migrations, version, fresh, error);
}

CemDb *
_cem_db_open (const char *path,
              CemDbMode mode,
              const CemDbOptions *options,
              GError **error)
{
  static const CemDbOptions defaults = { 0 };
  g_autoptr (CemDb) self = g_new0 (CemDb, 1);
  GError *local_error = NULL;

  if (options == NULL)
    options = &defaults;

  g_rec_mutex_init (&self->shared);
  _cem_db_statements_init (self);
  self->mode = mode;
  self->path = g_strcmp0 (path, ":memory:") == 0 ? NULL : g_strdup (path);
  self->busy_timeout_ms = options->busy_timeout_ms > 0 ? options->busy_timeout_ms : BUSY_TIMEOUT_MS;

  if (!open_and_check (self, options, &local_error))
    {
      g_propagate_error (error, local_error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

void
_cem_db_close (CemDb *self)
{
  while (self->depth > 0)
    _cem_db_rollback (self);

  _cem_db_statements_clear (self);
  sqlite3_close_v2 (self->handle);

  if (self->file != NULL)
    _cem_db_file_close (self->file, self->mode);

  g_rec_mutex_clear (&self->shared);
  g_free (self->path);
  g_free (self);
}

const char *
_cem_db_get_path (CemDb *self)
{
  return self->path;
}

gboolean
_cem_db_is_memory (CemDb *self)
{
  return self->path == NULL;
}

gboolean
_cem_db_is_writer (CemDb *self)
{
  return self->mode != CEM_DB_READ;
}

int
_cem_db_get_schema_version (CemDb *self)
{
  return self->schema_version;
}

void
_cem_db_lock_shared (CemDb *self)
{
  if (self->path == NULL)
    g_rec_mutex_lock (&self->shared);
}

void
_cem_db_unlock_shared (CemDb *self)
{
  if (self->path == NULL)
    g_rec_mutex_unlock (&self->shared);
}

gboolean
_cem_db_checkpoint (CemDb *self,
                    gboolean truncate,
                    GError **error)
{
  int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int result = SQLITE_OK;

  if (self->path == NULL)
    return TRUE;

  result = sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, NULL, NULL);
  if (result == SQLITE_BUSY && !truncate)
    return TRUE;

  /* SQLite leaves it to chance when the disk learns that the file is empty. */
  if (result == SQLITE_OK)
    return !truncate || _cem_db_sync_wal (self, error);

  return _cem_db_set_error (self, result, "checkpoint the write-ahead log", error);
}

static gboolean
check_pages (CemDb *self,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self, "PRAGMA integrity_check (1)", error);
  const char *answer = NULL;

  if (statement == NULL || _cem_db_step (statement, error) != CEM_DB_ROW)
    return FALSE;

  answer = _cem_db_column_text (statement, 0, NULL);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "“%s” is damaged (%s); restore it from a copy, or replay its log into a new "
                  "store", self->path, answer);
  return FALSE;
}

gboolean
_cem_db_check_integrity (CemDb *self,
                         GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step = CEM_DB_ERROR;

  if (!check_pages (self, error))
    return FALSE;

  statement = _cem_db_prepare (self, "PRAGMA foreign_key_check", error);
  if (statement == NULL)
    return FALSE;

  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "“%s” is damaged: row %lld of table %s names one in %s that is missing",
                  self->path, (long long) (_cem_db_column_int (statement, 1)),
                  _cem_db_column_text (statement, 0, NULL),
                  _cem_db_column_text (statement, 2, NULL));
  return FALSE;
}
