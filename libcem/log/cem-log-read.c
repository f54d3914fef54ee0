/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "log/cem-log-dedup-private.h"
#include "log/cem-log-private.h"

#define COLUMNS                                                                              \
  "SELECT l.seq, l.origin, l.history, l.at, l.time, l.received, s.text, l.id, t.text, "      \
  "a.text, l.cause, l.ordinal, l.commitment, l.salt, l.piece FROM log AS l "                 \
  "LEFT JOIN name AS s ON s.id = l.source LEFT JOIN name AS t ON t.id = l.type "             \
  "LEFT JOIN name AS a ON a.id = l.actor "

static const char read_forward[] =
  COLUMNS "WHERE l.seq BETWEEN ?1 AND ?2 AND (?3 = 0 OR l.origin = ?3) "
  "ORDER BY l.seq LIMIT ?4";

static const char read_backward[] =
  COLUMNS "WHERE l.seq BETWEEN ?1 AND ?2 AND (?3 = 0 OR l.origin = ?3) "
  "ORDER BY l.seq DESC LIMIT ?4";

static gint64
get_time (CemDbStatement *statement,
          int column)
{
  if (_cem_db_column_is_null (statement, column))
    return CEM_LOG_NO_TIME;

  return _cem_db_column_int (statement, column);
}

static gboolean
get_bytes (CemDbStatement *statement,
           int column,
           guint8 *bytes,
           gsize wanted)
{
  gsize length = 0;
  const void *blob = _cem_db_column_blob (statement, column, &length);

  if (length != wanted)
    return FALSE;

  if (wanted > 0)
    memcpy (bytes, blob, wanted);

  return TRUE;
}

static gboolean
set_damaged (gint64 seq,
             GError **error)
{
  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "Row %lld of the log is damaged; restore the store from a copy", (long long) seq);
  return FALSE;
}

static gboolean
set_no_row (gint64 seq,
            GError **error)
{
  _cem_set_error (error, CEM_ERROR_NOT_FOUND, "The log has no row %lld", (long long) seq);
  return FALSE;
}

static gboolean
get_row (CemDbStatement *statement,
         CemLogRow *row,
         GError **error)
{
  memset (row, 0, sizeof *row);
  row->seq = _cem_db_column_int (statement, 0);
  row->origin = (CemLogOrigin) _cem_db_column_int (statement, 1);
  row->history = _cem_db_column_int (statement, 2) != 0;
  row->at = _cem_db_column_int (statement, 3);
  row->time = get_time (statement, 4);
  row->received = get_time (statement, 5);
  row->source = _cem_db_column_text (statement, 6, &row->source_length);
  row->id = _cem_db_column_text (statement, 7, &row->id_length);
  row->type = _cem_db_column_text (statement, 8, &row->type_length);
  row->actor = _cem_db_column_text (statement, 9, &row->actor_length);
  row->cause = _cem_db_column_int (statement, 10);
  row->ordinal = _cem_db_column_is_null (statement, 11) ? -1 : (gint) _cem_db_column_int (statement, 11);
  row->piece = _cem_db_column_text (statement, 14, &row->piece_length);

  if (row->source == NULL || row->id == NULL || row->type == NULL ||
      (row->piece == NULL && !_cem_db_column_is_null (statement, 14)) ||
      !get_bytes (statement, 12, row->commitment, CEM_LOG_HASH) ||
      !get_bytes (statement, 13, row->salt, row->piece != NULL ? CEM_LOG_SALT : 0))
    return set_damaged (row->seq, error);

  return TRUE;
}

gboolean
_cem_log_find_name (CemDb *db,
                    const char *text,
                    gint64 *id,
                    GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT id FROM name WHERE text = ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, text, -1);
  step = _cem_db_step (statement, error);
  *id = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : 0;
  return step != CEM_DB_ERROR;
}

gboolean
_cem_log_read (CemDb *db,
               const CemLogQuery *query,
               CemLogRowFunc func,
               gpointer data,
               GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step = CEM_DB_ERROR;
  CemLogRow row;

  statement = _cem_db_prepare (db, query->backward ? read_backward : read_forward, error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, MAX (query->first, 1));
  _cem_db_bind_int (statement, 2, query->last > 0 ? query->last : G_MAXINT64);
  _cem_db_bind_int (statement, 3, query->origin);
  _cem_db_bind_int (statement, 4, query->limit > 0 ? (gint64) query->limit : -1);

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      GError *local_error = NULL;

      if (!get_row (statement, &row, error))
        return FALSE;

      if (func (&row, data, &local_error))
        continue;

      if (local_error == NULL)
        return TRUE;

      g_propagate_error (error, local_error);
      return FALSE;
    }

  return step == CEM_DB_DONE;
}

typedef struct
{
  CemLogRowFunc func;
  gpointer data;
  gboolean found;
} One;

static gboolean
pass_on (const CemLogRow *row,
         gpointer data,
         GError **error)
{
  One *one = data;

  one->found = TRUE;
  return one->func (row, one->data, error);
}

gboolean
_cem_log_read_row (CemDb *db,
                   gint64 seq,
                   CemLogRowFunc func,
                   gpointer data,
                   GError **error)
{
  CemLogQuery query = { .first = seq, .last = seq };
  One one = { .func = func, .data = data };

  if (seq > 0 && !_cem_log_read (db, &query, pass_on, &one, error))
    return FALSE;

  if (one.found)
    return TRUE;

  return set_no_row (seq, error);
}

gboolean
_cem_log_read_types (CemDb *db,
                     const CemLogMoment *moments,
                     gsize n_moments,
                     CemLogTypeFunc func,
                     gpointer data,
                     GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db, "SELECT t.text FROM log AS l JOIN name AS t ON t.id = l.type WHERE l.seq = ?1", error);
  gboolean more = TRUE;

  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < n_moments && more; i++)
    {
      const gint64 seq = moments[i].seq;
      const char *type = NULL;
      gsize length = 0;
      CemDbStep step;

      _cem_db_bind_int (statement, 1, seq);
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_DONE)
        set_no_row (seq, error);
      if (step != CEM_DB_ROW)
        return FALSE;

      type = _cem_db_column_text_or_empty (statement, 0, &length);
      more = func (seq, type, length, data);
      _cem_db_statement_reset (statement);
    }

  return TRUE;
}

/* --- by source and id ---------------------------------------------------------------------------*/

static gboolean
names_row (CemDb *db,
           gint64 seq,
           const char *source,
           const char *id,
           gboolean *same,
           GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT 1 FROM log AS l JOIN name AS s ON s.id = l.source "
                     "WHERE l.seq = ? AND s.text = ? AND l.id = ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, seq);
  _cem_db_bind_text (statement, 2, source, -1);
  _cem_db_bind_text (statement, 3, id, -1);
  step = _cem_db_step (statement, error);
  *same = step == CEM_DB_ROW;
  return step != CEM_DB_ERROR;
}

gboolean
_cem_log_lookup (CemDb *db,
                 const char *source,
                 const char *id,
                 gint64 *seq,
                 GError **error)
{
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint8 secret[CEM_LOG_SECRET];
  guint64 key = 0;

  *seq = 0;
  if (!_cem_log_read_secret (db, secret, error))
    return FALSE;

  key = _cem_log_key (secret, source, strlen (source), id, strlen (id));
  if (!_cem_dedup_lookup (db, key, seqs, error))
    return FALSE;

  for (guint i = 0; i < seqs->len; i++)
    {
      gint64 candidate = g_array_index (seqs, gint64, i);
      gboolean same = FALSE;

      if (!names_row (db, candidate, source, id, &same, error))
        return FALSE;

      if (same)
        *seq = candidate;
    }

  return TRUE;
}
