/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-private.h"

#include "base/cem-words-private.h"

#include <sodium.h>

static const char schema[] =
  "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"
  "CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;CREATE TABLE log "
  "(  seq INTEGER PRIMARY KEY,  origin INTEGER NOT NULL,  history INTEGER NOT NULL,  at INTEGER "
  "NOT NULL,  time INTEGER,  received INTEGER,  source INTEGER NOT NULL,  id TEXT NOT NULL,  type "
  "INTEGER NOT NULL,  actor INTEGER,  cause INTEGER,  ordinal INTEGER,  commitment BLOB NOT NULL, "
  " salt BLOB,  piece TEXT) STRICT;CREATE TABLE chain (  last INTEGER PRIMARY KEY,  first INTEGER "
  "NOT NULL,  link BLOB NOT NULL) STRICT;CREATE TABLE dedup_recent (first INTEGER PRIMARY KEY, "
  "keys BLOB NOT NULL) STRICT;CREATE TABLE dedup_block (id INTEGER PRIMARY KEY, keys BLOB NOT "
  "NULL) STRICT;CREATE TABLE dedup_level (  level INTEGER PRIMARY KEY,  bits INTEGER NOT NULL,  "
  "keys INTEGER NOT NULL,  cursor INTEGER NOT NULL) STRICT;CREATE TABLE timeline (  bucket "
  "INTEGER NOT NULL,  entity INTEGER NOT NULL,  time INTEGER NOT NULL,  seq INTEGER NOT NULL,  "
  "PRIMARY KEY (bucket, entity, time, seq)) STRICT, WITHOUT ROWID;CREATE TABLE timeline_bucket (  "
  "bucket INTEGER PRIMARY KEY,  min_time INTEGER NOT NULL,  max_time INTEGER NOT NULL) "
  "STRICT;CREATE TABLE log_type (  type INTEGER NOT NULL,  seq INTEGER NOT NULL,  more BLOB,  "
  "PRIMARY KEY (type, seq)) STRICT, WITHOUT ROWID;CREATE TABLE quarantine (  id INTEGER PRIMARY "
  "KEY,  digest BLOB NOT NULL UNIQUE,  received INTEGER NOT NULL,  last_seen INTEGER NOT NULL,  "
  "seen INTEGER NOT NULL,  tries INTEGER NOT NULL,  origin TEXT,  line INTEGER NOT NULL,  reading "
  "TEXT,  code TEXT NOT NULL,  message TEXT NOT NULL,  text BLOB NOT NULL) STRICT;";

static gboolean
put_secret (CemDb *db,
            const guint8 secret[CEM_LOG_SECRET],
            GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "INSERT OR REPLACE INTO meta (key, value) VALUES ('secret', ?)", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_blob (statement, 1, secret, CEM_LOG_SECRET);
  return _cem_db_run (statement, error);
}

gboolean
_cem_log_create (CemDb *db,
                 GError **error)
{
  guint8 secret[CEM_LOG_SECRET];

  if (sodium_init () < 0)
    {
      _cem_set_error (error, CEM_ERROR_FAILED, "The system has no source of random numbers");
      return FALSE;
    }

  randombytes_buf (secret, sizeof secret);
  return _cem_db_exec (db, schema, error) && put_secret (db, secret, error);
}

gboolean
_cem_log_read_secret (CemDb *db,
                      guint8 secret[CEM_LOG_SECRET],
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT value FROM meta WHERE key = 'secret'", error);
  const void *value = NULL;
  gsize length = 0;
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ERROR)
    return FALSE;

  if (step == CEM_DB_ROW)
    value = _cem_db_column_blob (statement, 0, &length);

  if (length != CEM_LOG_SECRET)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "The store has lost its secret");
      return FALSE;
    }

  memcpy (secret, value, CEM_LOG_SECRET);
  return TRUE;
}

gboolean
_cem_log_write_secret (CemDb *db,
                       const guint8 secret[CEM_LOG_SECRET],
                       GError **error)
{
  gint64 rows = 0;

  if (!_cem_db_query_int (db, "SELECT count(*) FROM (SELECT 1 FROM log LIMIT 1)", &rows, error))
    return FALSE;

  if (rows > 0)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "The secret of a store that has events in its log cannot be changed");
      return FALSE;
    }

  return put_secret (db, secret, error);
}

static CemDbStatement *
prepare_get (CemDb *db,
             const char *key,
             CemDbStep *step,
             GError **error)
{
  CemDbStatement *statement = _cem_db_prepare (db, "SELECT value FROM meta WHERE key = ?", error);

  if (statement == NULL)
    return NULL;

  _cem_db_bind_text (statement, 1, key, -1);
  *step = _cem_db_step (statement, error);
  return statement;
}

gboolean
_cem_meta_get_int (CemDb *db,
                   const char *key,
                   gint64 fallback,
                   gint64 *value,
                   GError **error)
{
  CemDbStep step = CEM_DB_ERROR;
  g_autoptr (CemDbStatement) statement = prepare_get (db, key, &step, error);

  if (step == CEM_DB_ERROR)
    return FALSE;

  *value = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : fallback;
  return TRUE;
}

gboolean
_cem_meta_set_int (CemDb *db,
                   const char *key,
                   gint64 value,
                   GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, key, -1);
  _cem_db_bind_int (statement, 2, value);
  return _cem_db_run (statement, error);
}

gboolean
_cem_meta_get_text (CemDb *db,
                    const char *key,
                    char **value,
                    GError **error)
{
  CemDbStep step = CEM_DB_ERROR;
  g_autoptr (CemDbStatement) statement = prepare_get (db, key, &step, error);

  *value = NULL;
  if (step == CEM_DB_ERROR)
    return FALSE;

  if (step == CEM_DB_DONE || _cem_db_column_is_null (statement, 0))
    return TRUE;

  *value = g_strdup (_cem_db_column_text (statement, 0, NULL));
  if (*value == NULL)
    _cem_set_error (error, CEM_ERROR_CORRUPT,
                    "The setting “%s” of the store is damaged; restore the store from a copy", key);
  return *value != NULL;
}

gboolean
_cem_meta_set_text (CemDb *db,
                    const char *key,
                    const char *value,
                    GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, key, -1);
  _cem_db_bind_text (statement, 2, value, -1);
  return _cem_db_run (statement, error);
}
