/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-definition-private.h"

#include "base/cem-words-private.h"

static const char schema[] =
  "CREATE TABLE definition (hash TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;"
  "CREATE TABLE configuration ("
  "  seq INTEGER PRIMARY KEY,"
  "  kind TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  hash TEXT NOT NULL"
  ") STRICT;"
  "CREATE INDEX configuration_name ON configuration (kind, name, seq);";

gboolean
_cem_definition_create (CemDb *db,
                        GError **error)
{
  return _cem_db_exec (db, schema, error);
}

gboolean
_cem_definition_keep (CemDb *db,
                      const char *hash,
                      const char *text,
                      gsize length,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "INSERT INTO definition (hash, text) VALUES (?, ?) "
                     "ON CONFLICT (hash) DO NOTHING", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, hash, -1);
  _cem_db_bind_text (statement, 2, text, (gssize) length);
  return _cem_db_run (statement, error);
}

static gboolean
is_whole (const char *hash,
          const char *text,
          gsize length)
{
  g_autofree char *own =
    text != NULL ? g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, (gssize) length) : NULL;

  return g_strcmp0 (own, hash) == 0;
}

gboolean
_cem_definition_read (CemDb *db,
                      const char *hash,
                      char **text,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT text FROM definition WHERE hash = ?", error);
  CemDbStep step = CEM_DB_ERROR;
  const char *found = NULL;
  gsize length = 0;

  *text = NULL;
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, hash, -1);
  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  found = _cem_db_column_text (statement, 0, &length);
  if (!is_whole (hash, found, length))
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "The definition %.12s… in the store is not what its hash says", hash);
      return FALSE;
    }

  *text = g_strndup (found, length);
  return TRUE;
}

gboolean
_cem_definition_name (CemDb *db,
                      gint64 seq,
                      const char *kind,
                      const char *name,
                      const char *hash,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "INSERT INTO configuration (seq, kind, name, hash) VALUES (?, ?, ?, ?)",
                     error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, seq);
  _cem_db_bind_text (statement, 2, kind, -1);
  _cem_db_bind_text (statement, 3, name, -1);
  _cem_db_bind_text (statement, 4, hash, -1);
  return _cem_db_run (statement, error);
}

gboolean
_cem_definition_find (CemDb *db,
                      const char *kind,
                      const char *name,
                      char **hash,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT hash FROM configuration WHERE kind = ? AND name = ? "
                     "ORDER BY seq DESC LIMIT 1", error);
  CemDbStep step = CEM_DB_ERROR;

  *hash = NULL;
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, kind, -1);
  _cem_db_bind_text (statement, 2, name, -1);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ROW)
    *hash = g_strdup (_cem_db_column_text_or_empty (statement, 0, NULL));

  return step != CEM_DB_ERROR;
}

/* --- all of them ---*/

static void
tell_missing (const char *kind,
              const char *name,
              const char *hash,
              CemDefinitionFunc func,
              gpointer data)
{
  g_autofree char *message =
    g_strdup_printf ("The store does not hold the %s “%s” of the hash %.12s…, which its log names", kind,
                     name, hash);

  func (message, data);
}

static gboolean
copy_one (CemDb *from,
          CemDb *to,
          CemDbStatement *named,
          CemDefinitionFunc func,
          gpointer data,
          GError **error)
{
  const char *hash = _cem_db_column_text_or_empty (named, 0, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) failure = NULL;

  if (!_cem_definition_read (from, hash, &text, &failure))
    {
      if (!g_error_matches (failure, CEM_ERROR, CEM_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return FALSE;
        }
      func (failure->message, data);
      return TRUE;
    }
  if (text != NULL)
    return _cem_definition_keep (to, hash, text, strlen (text), error);

  tell_missing (_cem_db_column_text_or_empty (named, 1, NULL),
                _cem_db_column_text_or_empty (named, 2, NULL), hash, func, data);
  return TRUE;
}

gboolean
_cem_definition_copy (CemDb *from,
                      CemDb *to,
                      CemDefinitionFunc func,
                      gpointer data,
                      GError **error)
{
  g_autoptr (CemDbStatement) named =
    _cem_db_prepare (to,
                     "SELECT hash, min (kind), min (name) FROM configuration GROUP BY hash", error);
  CemDbStep step = CEM_DB_ERROR;

  if (named == NULL)
    return FALSE;

  while ((step = _cem_db_step (named, error)) == CEM_DB_ROW)
    if (!copy_one (from, to, named, func, data, error))
      return FALSE;

  return step == CEM_DB_DONE;
}

static gboolean
verify_hashes (CemDb *db,
               CemDefinitionFunc func,
               gpointer data,
               GError **error)
{
  g_autoptr (CemDbStatement) all = _cem_db_prepare (db, "SELECT hash, text FROM definition", error);
  CemDbStep step = CEM_DB_ERROR;

  if (all == NULL)
    return FALSE;

  while ((step = _cem_db_step (all, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      const char *hash = _cem_db_column_text_or_empty (all, 0, NULL);
      const char *text = _cem_db_column_text (all, 1, &length);
      g_autofree char *message = NULL;

      if (is_whole (hash, text, length))
        continue;
      message = g_strdup_printf ("The definition %.12s… in the store is not what its hash says", hash);
      func (message, data);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_definition_verify (CemDb *db,
                        CemDefinitionFunc func,
                        gpointer data,
                        GError **error)
{
  g_autoptr (CemDbStatement) missing =
    _cem_db_prepare (db,
                     "SELECT hash, min (kind), min (name) FROM configuration "
                     "WHERE hash NOT IN (SELECT hash FROM definition) GROUP BY hash", error);
  CemDbStep step = CEM_DB_ERROR;

  if (missing == NULL || !verify_hashes (db, func, data, error))
    return FALSE;

  while ((step = _cem_db_step (missing, error)) == CEM_DB_ROW)
    tell_missing (_cem_db_column_text_or_empty (missing, 1, NULL),
                  _cem_db_column_text_or_empty (missing, 2, NULL),
                  _cem_db_column_text_or_empty (missing, 0, NULL), func, data);

  return step == CEM_DB_DONE;
}
