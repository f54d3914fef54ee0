/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-quarantine-private.h"

#define DIGEST 32

static void
digest_of (const CemQuarantineRow *row,
           guint8 digest[DIGEST])
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize length = DIGEST;

  g_checksum_update (checksum, (const guchar *) row->text, (gssize) row->text_length);
  if (row->apart)
    g_checksum_update (checksum, (const guchar *) row->reading, -1);
  g_checksum_get_digest (checksum, digest, &length);
}

gboolean
_cem_quarantine_add (CemDb *db,
                     const CemQuarantineRow *row,
                     gint64 *id,
                     GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "INSERT INTO quarantine (digest, received, last_seen, seen, tries, origin, line, "
                     "code, message, text, reading) VALUES (?1, ?2, ?2, 1, 0, ?3, ?4, ?5, ?6, ?7, ?8) "
                     "ON CONFLICT (digest) DO UPDATE SET seen = seen + 1, last_seen = ?2, code = ?5, "
                     "message = ?6, reading = ?8 RETURNING id", error);
  guint8 digest[DIGEST];

  if (statement == NULL)
    return FALSE;

  digest_of (row, digest);
  _cem_db_bind_blob (statement, 1, digest, sizeof digest);
  _cem_db_bind_int (statement, 2, row->received);
  _cem_db_bind_text (statement, 3, row->origin, -1);
  _cem_db_bind_int (statement, 4, row->line);
  _cem_db_bind_text (statement, 5, row->code, -1);
  _cem_db_bind_text (statement, 6, row->message, -1);
  /* A text of no bytes is still a text. */
  _cem_db_bind_blob (statement, 7, row->text_length > 0 ? row->text : "", row->text_length);
  _cem_db_bind_text (statement, 8, row->reading, -1);

  if (_cem_db_step (statement, error) != CEM_DB_ROW)
    return FALSE;

  if (id != NULL)
    *id = _cem_db_column_int (statement, 0);

  return _cem_db_run (statement, error);
}

gboolean
_cem_quarantine_failed_again (CemDb *db,
                              gint64 id,
                              const char *code,
                              const char *message,
                              GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "UPDATE quarantine SET tries = tries + 1, code = ?, message = ? WHERE id = ?",
                     error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, code, -1);
  _cem_db_bind_text (statement, 2, message, -1);
  _cem_db_bind_int (statement, 3, id);
  return _cem_db_run (statement, error);
}

gboolean
_cem_quarantine_delete (CemDb *db,
                        gint64 id,
                        GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "DELETE FROM quarantine WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, id);
  return _cem_db_run (statement, error);
}

gboolean
_cem_quarantine_count (CemDb *db,
                       gint64 *count,
                       GError **error)
{
  return _cem_db_query_int (db, "SELECT count(*) FROM quarantine", count, error);
}

static void
get_row (CemDbStatement *statement,
         CemQuarantineRow *row)
{
  row->id = _cem_db_column_int (statement, 0);
  row->received = _cem_db_column_int (statement, 1);
  row->last_seen = _cem_db_column_int (statement, 2);
  row->seen = (guint) _cem_db_column_int (statement, 3);
  row->tries = (guint) _cem_db_column_int (statement, 4);
  row->origin = _cem_db_column_text (statement, 5, NULL);
  row->line = _cem_db_column_int (statement, 6);
  row->code = _cem_db_column_text (statement, 7, NULL);
  row->message = _cem_db_column_text (statement, 8, NULL);
  row->text = _cem_db_column_blob (statement, 9, &row->text_length);
  row->reading = _cem_db_column_is_null (statement, 10) ? NULL
                                                        : _cem_db_column_text (statement, 10, NULL);
}

gboolean
_cem_quarantine_list (CemDb *db,
                      gint64 after,
                      guint limit,
                      CemQuarantineFunc func,
                      gpointer data,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT id, received, last_seen, seen, tries, origin, line, code, message, text, "
                     "reading FROM quarantine WHERE id > ? ORDER BY id LIMIT ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, after);
  _cem_db_bind_int (statement, 2, limit > 0 ? (gint64) limit : -1);

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      GError *local_error = NULL;
      CemQuarantineRow row = { 0 };

      get_row (statement, &row);
      if (func (&row, data, &local_error))
        continue;

      if (local_error == NULL)
        return TRUE;

      g_propagate_error (error, local_error);
      return FALSE;
    }

  return step == CEM_DB_DONE;
}
