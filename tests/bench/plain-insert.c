/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "plain-insert.h"

#include "base/cem-arena-private.h"
#include "intake/cem-line-reader-private.h"
#include "value/cem-json-private.h"

#include <sqlite3.h>

#include <libcem/cem-error.h>

enum
{
  ID,
  SOURCE,
  TYPE,
  TIME,
  SUBJECT,
  DATA,
  N_COLUMNS
};

typedef struct
{
  const char *text[N_COLUMNS];
  int length[N_COLUMNS];
} Row;

typedef struct
{
  sqlite3 *db;
  sqlite3_stmt *insert;
  CemArena *arena;
  GArray *rows;  /* Row */
  GArray *marks; /* Mark */
  PlainInsert *result;
} Plain;

typedef struct
{
  guint events;
  double seconds;
} Mark;

static gboolean
check (Plain *self,
       int code,
       GError **error)
{
  if (code == SQLITE_OK || code == SQLITE_DONE)
    return TRUE;

  g_set_error (error, CEM_ERROR, CEM_ERROR_FAILED, "%s", sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
open_table (Plain *self,
            const char *path,
            GError **error)
{
  static const char schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; "
    "PRAGMA wal_autocheckpoint = 20000; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; "
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, id TEXT, source TEXT, type TEXT, time TEXT, "
    "  subject TEXT, data TEXT) STRICT; "
    "CREATE UNIQUE INDEX event_by_key ON event (source, id); "
    "CREATE INDEX event_by_subject ON event (subject, time);";
  static const char insert[] = "INSERT OR IGNORE INTO event (id, source, type, time, subject, data) "
                               "VALUES (?, ?, ?, ?, ?, ?)";

  return check (self, sqlite3_open (path, &self->db), error) &&
         check (self, sqlite3_exec (self->db, schema, NULL, NULL, NULL), error) &&
         check (self,
                sqlite3_prepare_v3 (self->db, insert, -1, SQLITE_PREPARE_PERSISTENT, &self->insert, NULL),
                error);
}

static void
take_text (Row *row,
           int column,
           const CemDatum *datum)
{
  if (datum == NULL || datum->kind != CEM_KIND_STRING)
    return;

  row->text[column] = datum->v.s;
  row->length[column] = (int) datum->n;
}

static gboolean
add_row (Plain *self,
         const CemLine *line,
         GError **error)
{
  static const char *const names[] = { "id", "source", "type", "time" };
  const char *text = _cem_arena_strndup (self->arena, line->text, line->length);
  g_autoptr (GString) json = g_string_new (NULL);
  const CemDatum *member = NULL;
  CemDatum event = { 0 };
  Row row = { 0 };

  if (!_cem_json_read (self->arena, text, line->length, &_cem_json_default_limits, &event, error))
    return FALSE;

  for (int i = ID; i <= TIME; i++)
    take_text (&row, i, _cem_map_find_string (event.v.map, names[i], strlen (names[i])));

  member = _cem_map_find_string (event.v.map, "identifiers", 11);
  if (member != NULL && member->kind == CEM_KIND_MAP)
    {
      take_text (&row, SUBJECT, _cem_map_find_string (member->v.map, "anonymous_id", 12));
      take_text (&row, SUBJECT, _cem_map_find_string (member->v.map, "user_id", 7));
    }

  member = _cem_map_find_string (event.v.map, "data", 4);
  if (member != NULL)
    _cem_json_write (json, member, CEM_JSON_WRITE_COMPACT);
  row.text[DATA] = _cem_arena_strndup (self->arena, json->str, json->len);
  row.length[DATA] = (int) json->len;
  g_array_append_val (self->rows, row);
  return TRUE;
}

/* One commit: what is measured. */
static gboolean
insert_rows (Plain *self,
             GError **error)
{
  gint64 start = g_get_monotonic_time ();
  Mark mark = { 0 };

  if (!check (self, sqlite3_exec (self->db, "BEGIN IMMEDIATE", NULL, NULL, NULL), error))
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = &g_array_index (self->rows, Row, i);

      for (int column = 0; column < N_COLUMNS; column++)
        sqlite3_bind_text (self->insert, column + 1, row->text[column], row->length[column], SQLITE_STATIC);
      if (!check (self, sqlite3_step (self->insert), error))
        return FALSE;
      self->result->kept += (guint) sqlite3_changes (self->db);
      sqlite3_reset (self->insert);
    }
  if (!check (self, sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL), error))
    return FALSE;

  self->result->seconds += (g_get_monotonic_time () - start) / 1e6;
  self->result->events += self->rows->len;
  mark.events = self->result->events;
  mark.seconds = self->result->seconds;
  g_array_append_val (self->marks, mark);
  g_array_set_size (self->rows, 0);
  _cem_arena_reset (self->arena);
  return TRUE;
}

static gboolean
insert_stream (Plain *self,
               GInputStream *stream,
               guint rows_per_commit,
               GError **error)
{
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  CemLine line = { 0 };
  GError *failure = NULL;

  while (_cem_line_reader_next (reader, &line, NULL, &failure))
    if (!add_row (self, &line, error) ||
        (self->rows->len >= rows_per_commit && !insert_rows (self, error)))
      return FALSE;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  return insert_rows (self, error);
}

static void
measure_last_tenth (Plain *self)
{
  Mark before = { 0 };

  for (guint i = 0; i < self->marks->len; i++)
    {
      Mark mark = g_array_index (self->marks, Mark, i);

      if (mark.events <= self->result->events * 0.9)
        before = mark;
    }

  self->result->last_tenth_events = self->result->events - before.events;
  self->result->last_tenth_seconds = self->result->seconds - before.seconds;
}

gboolean
plain_insert_run (const char *events,
                  const char *path,
                  guint rows_per_commit,
                  PlainInsert *result,
                  GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (events);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, error);
  Plain self = { .result = result };
  gboolean done = FALSE;

  *result = (PlainInsert){ 0 };
  if (stream == NULL)
    return FALSE;

  self.arena = _cem_arena_new (1 << 20);
  self.rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self.marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  done = open_table (&self, path, error) &&
         insert_stream (&self, G_INPUT_STREAM (stream), rows_per_commit, error);
  measure_last_tenth (&self);

  sqlite3_finalize (self.insert);
  sqlite3_close (self.db);
  g_array_unref (self.rows);
  g_array_unref (self.marks);
  _cem_arena_free (self.arena);
  return done;
}
