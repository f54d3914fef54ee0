/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "timer/cem-timer-private.h"

#include "base/cem-words-private.h"

gboolean
_cem_timer_create (CemDb *db,
                   GError **error)
{
  return _cem_db_exec (db,
                       "CREATE TABLE timer ("
                       "  due INTEGER NOT NULL,  key TEXT NOT NULL UNIQUE,  kind TEXT NOT "
                       "NULL,  payload TEXT,  PRIMARY KEY (due, key)) STRICT, WITHOUT "
                       "ROWID;", error);
}

gboolean
_cem_timer_set (CemDb *db,
                const CemTimer *timer,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "INSERT INTO timer (due, key, kind, payload) VALUES (?1, ?2, ?3, ?4) "
                     "ON CONFLICT (key) DO UPDATE SET due = ?1, kind = ?3, payload = ?4", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, timer->due);
  _cem_db_bind_text (statement, 2, timer->key, -1);
  _cem_db_bind_text (statement, 3, timer->kind, -1);
  _cem_db_bind_text (statement, 4, timer->payload, -1);
  return _cem_db_run (statement, error);
}

gboolean
_cem_timer_cancel (CemDb *db,
                   const char *key,
                   GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "DELETE FROM timer WHERE key = ?", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, key, -1);
  return _cem_db_run (statement, error);
}

gboolean
_cem_timer_next_due (CemDb *db,
                     gint64 *due,
                     GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT due FROM timer ORDER BY due, key LIMIT 1", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  step = _cem_db_step (statement, error);
  *due = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : G_MAXINT64;
  return step != CEM_DB_ERROR;
}

gboolean
_cem_timer_later_due (CemDb *db,
                      guint skip,
                      gint64 *due,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT due FROM timer ORDER BY due, key LIMIT 1 OFFSET ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, skip);
  step = _cem_db_step (statement, error);
  *due = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : G_MAXINT64;
  return step != CEM_DB_ERROR;
}

static gboolean
set_damaged (GError **error)
{
  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "The table of timers is damaged; replay the log into a new store");
  return FALSE;
}

gboolean
_cem_timer_take (CemDb *db,
                 gint64 until,
                 CemTimer *timer,
                 gboolean *found,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT due, key, kind, payload FROM timer WHERE due <= ? "
                     "ORDER BY due, key LIMIT 1", error);
  CemDbStep step = CEM_DB_ERROR;

  *found = FALSE;
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, until);
  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  timer->due = _cem_db_column_int (statement, 0);
  timer->key = g_strdup (_cem_db_column_text_or_empty (statement, 1, NULL));
  timer->kind = g_strdup (_cem_db_column_text_or_empty (statement, 2, NULL));
  timer->payload = g_strdup (_cem_db_column_text (statement, 3, NULL));
  _cem_db_statement_reset (statement);

  /* What cannot be taken out would fire for ever. */
  if (timer->key == NULL || timer->kind == NULL || !_cem_timer_cancel (db, timer->key, error) ||
      _cem_db_changes (db) != 1)
    {
      if (error == NULL || *error == NULL)
        set_damaged (error);
      _cem_timer_clear (timer);
      return FALSE;
    }

  *found = TRUE;
  return TRUE;
}

void
_cem_timer_clear (CemTimer *timer)
{
  g_free ((char *) timer->key);
  g_free ((char *) timer->kind);
  g_free ((char *) timer->payload);
  *timer = (CemTimer) { 0 };
}
