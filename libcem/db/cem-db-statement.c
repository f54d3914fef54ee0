/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

#include "base/cem-words-private.h"

#define MAX_IDLE_STATEMENTS 128

static void
free_statement (CemDbStatement *self)
{
  sqlite3_finalize (self->stmt);
  g_free (self);
}

void
_cem_db_statements_init (CemDb *self)
{
  self->statements = g_hash_table_new (NULL, NULL);
  g_queue_init (&self->recently_used);
}

void
_cem_db_statements_clear (CemDb *self)
{
  if (self->statements == NULL)
    return;

  if (self->n_lent > 0)
    g_critical ("%u statements are still lent while their connection is closed", self->n_lent);

  g_clear_pointer (&self->statements, g_hash_table_unref);

  while (self->recently_used.head != NULL)
    {
      CemDbStatement *statement = self->recently_used.head->data;

      g_queue_unlink (&self->recently_used, &statement->link);
      free_statement (statement);
    }
}

static CemDbStatement *
prepare_new (CemDb *self,
             const char *sql,
             gboolean cached,
             GError **error)
{
  CemDbStatement *statement = NULL;
  sqlite3_stmt *stmt = NULL;
  int result = sqlite3_prepare_v3 (self->handle, sql, -1,
                                   cached ? SQLITE_PREPARE_PERSISTENT : 0, &stmt, NULL);

  if (result != SQLITE_OK || stmt == NULL)
    {
      _cem_db_set_error (self, result == SQLITE_OK ? SQLITE_MISUSE : result, sql, error);
      return NULL;
    }

  statement = g_new0 (CemDbStatement, 1);
  statement->stmt = stmt;
  statement->db = self;
  statement->cached = cached;
  statement->link.data = statement;
  statement->sql = sql;

  if (cached)
    g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

CemDbStatement *
_cem_db_prepare (CemDb *self,
                 const char *sql,
                 GError **error)
{
  CemDbStatement *statement = NULL;

  _cem_db_lock_shared (self);

  statement = g_hash_table_lookup (self->statements, sql);

  /* The text differs where an address was freed and used again. */
  if (statement != NULL && !statement->lent && g_str_equal (sqlite3_sql (statement->stmt), sql))
    g_queue_unlink (&self->recently_used, &statement->link);
  else
    statement = prepare_new (self, sql, statement == NULL, error);

  if (statement == NULL)
    {
      _cem_db_unlock_shared (self);
      return NULL;
    }

  statement->lent = TRUE;
  self->n_lent++;
  return statement;
}

static void
forget_oldest (CemDb *self)
{
  CemDbStatement *oldest = g_queue_peek_tail (&self->recently_used);

  g_queue_unlink (&self->recently_used, &oldest->link);
  g_hash_table_remove (self->statements, oldest->sql);
  free_statement (oldest);
}

void
_cem_db_statement_release (CemDbStatement *self)
{
  CemDb *db = self->db;

  db->n_lent--;

  if (self->cached)
    {
      sqlite3_reset (self->stmt);
      sqlite3_clear_bindings (self->stmt);
      self->bind_result = SQLITE_OK;
      self->lent = FALSE;
      g_queue_push_head_link (&db->recently_used, &self->link);

      if (db->recently_used.length > MAX_IDLE_STATEMENTS)
        forget_oldest (db);
    }
  else
    {
      free_statement (self);
    }

  _cem_db_unlock_shared (db);
}

static void
note_bind (CemDbStatement *self,
           int result)
{
  if (G_UNLIKELY (result != SQLITE_OK) && self->bind_result == SQLITE_OK)
    self->bind_result = result;
}

void
_cem_db_bind_int (CemDbStatement *self,
                  int index,
                  gint64 value)
{
  note_bind (self, sqlite3_bind_int64 (self->stmt, index, value));
}

void
_cem_db_bind_double (CemDbStatement *self,
                     int index,
                     double value)
{
  note_bind (self, sqlite3_bind_double (self->stmt, index, value));
}

void
_cem_db_bind_text (CemDbStatement *self,
                   int index,
                   const char *text,
                   gssize length)
{
  sqlite3_uint64 bytes = length < 0 && text != NULL ? strlen (text) : (gsize) MAX (length, 0);

  note_bind (self, sqlite3_bind_text64 (self->stmt, index, text, bytes, SQLITE_STATIC, SQLITE_UTF8));
}

void
_cem_db_bind_blob (CemDbStatement *self,
                   int index,
                   const void *data,
                   gsize length)
{
  note_bind (self, sqlite3_bind_blob64 (self->stmt, index, data, length, SQLITE_STATIC));
}

void
_cem_db_bind_null (CemDbStatement *self,
                   int index)
{
  note_bind (self, sqlite3_bind_null (self->stmt, index));
}

/* A failed statement can end the whole transaction (disk full, cancelled); what follows must not then
 * be committed by itself. */
static gboolean
check_transaction (CemDbStatement *self,
                   GError **error)
{
  if (self->db->depth == 0 || !sqlite3_get_autocommit (self->db->handle))
    return TRUE;

  _cem_set_error (error, CEM_ERROR_FAILED, "The transaction has been undone by an earlier error");
  return FALSE;
}

CemDbStep
_cem_db_step (CemDbStatement *self,
              GError **error)
{
  int result = self->bind_result;

  if (G_LIKELY (result == SQLITE_OK))
    {
      if (!check_transaction (self, error))
        return CEM_DB_ERROR;

      self->db->steps++;
      result = sqlite3_step (self->stmt);
    }

  if (result == SQLITE_ROW)
    return CEM_DB_ROW;

  self->bind_result = SQLITE_OK;

  if (result == SQLITE_DONE)
    {
      sqlite3_reset (self->stmt);
      return CEM_DB_DONE;
    }

  _cem_db_set_error (self->db, result, sqlite3_sql (self->stmt), error);
  sqlite3_reset (self->stmt);
  return CEM_DB_ERROR;
}

gboolean
_cem_db_run (CemDbStatement *self,
             GError **error)
{
  CemDbStep step = CEM_DB_ROW;

  while (step == CEM_DB_ROW)
    step = _cem_db_step (self, error);

  return step == CEM_DB_DONE;
}

void
_cem_db_statement_reset (CemDbStatement *self)
{
  sqlite3_reset (self->stmt);
}

gboolean
_cem_db_column_is_null (CemDbStatement *self,
                        int index)
{
  return sqlite3_column_type (self->stmt, index) == SQLITE_NULL;
}

gint64
_cem_db_column_int (CemDbStatement *self,
                    int index)
{
  return sqlite3_column_int64 (self->stmt, index);
}

double
_cem_db_column_double (CemDbStatement *self,
                       int index)
{
  return sqlite3_column_double (self->stmt, index);
}

/* g_utf8_validate () takes a NUL for an error. */
static gboolean
is_utf8 (const char *text,
         gsize length)
{
  const char *end = text + length;

  while (text < end && !g_utf8_validate (text, end - text, &text))
    {
      if (*text != '\0')
        return FALSE;
      text++;
    }

  return TRUE;
}

const char *
_cem_db_column_text (CemDbStatement *self,
                     int index,
                     gsize *length)
{
  const char *text = (const char *) sqlite3_column_text (self->stmt, index);
  gsize n = sqlite3_column_bytes (self->stmt, index);

  if (text != NULL && !is_utf8 (text, n))
    {
      text = NULL;
      n = 0;
    }
  if (length != NULL)
    *length = n;

  return text;
}

const char *
_cem_db_column_text_or_empty (CemDbStatement *self,
                              int index,
                              gsize *length)
{
  const char *text = _cem_db_column_text (self, index, length);

  return text != NULL ? text : "";
}

const void *
_cem_db_column_blob (CemDbStatement *self,
                     int index,
                     gsize *length)
{
  const void *blob = sqlite3_column_blob (self->stmt, index);

  *length = sqlite3_column_bytes (self->stmt, index);
  return blob;
}

static gboolean
is_blank (const char *sql)
{
  while (g_ascii_isspace (*sql) || *sql == ';')
    sql++;

  return *sql == '\0';
}

gboolean
_cem_db_exec (CemDb *self,
              const char *sql,
              GError **error)
{
  const char *rest = sql;
  gboolean ok = TRUE;

  _cem_db_lock_shared (self);

  while (ok && !is_blank (rest))
    {
      CemDbStatement statement = { .db = self };
      int result = sqlite3_prepare_v2 (self->handle, rest, -1, &statement.stmt, &rest);

      ok = result == SQLITE_OK ? _cem_db_run (&statement, error)
                               : _cem_db_set_error (self, result, sql, error);
      sqlite3_finalize (statement.stmt);
    }

  _cem_db_unlock_shared (self);
  return ok;
}

gboolean
_cem_db_query_int (CemDb *self,
                   const char *sql,
                   gint64 *value,
                   GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self, sql, error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ROW)
    {
      *value = _cem_db_column_int (statement, 0);
      return TRUE;
    }

  if (step == CEM_DB_DONE)
    _cem_set_error (error, CEM_ERROR_NOT_FOUND, "No row: %s", sql);

  return FALSE;
}

gint64
_cem_db_last_rowid (CemDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

int
_cem_db_changes (CemDb *self)
{
  return sqlite3_changes (self->handle);
}

guint64
_cem_db_get_steps (CemDb *self)
{
  return self->steps;
}
