/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "log/cem-log-dedup-private.h"
#include "log/cem-log-seal-private.h"
#include "log/cem-log-timeline-private.h"
#include "log/cem-log-types-private.h"

#define DEFAULT_TIMELINE_SHIFT 18

/* Beyond this, names are looked up in the store again: a source for each device must not fill the
 * memory. */
#define MAX_CACHED_NAMES 65536

/* How many rows a rebuild holds in memory. */
#define REBUILD_BATCH 50000
#define REBUILD_KEY "dedup_rebuild"

/* A power of two. */
#define N_MEMOS 64

typedef struct
{
  const char *text;
  gsize length;
  gint64 id;
} NameMemo;

struct _CemLog
{
  CemDb *db;
  guint64 key_mask;
  guint8 secret[CEM_LOG_SECRET];
  gint64 last_seq;
  gint64 last_at;
  guint8 link[CEM_LOG_HASH]; /* of the last commit */
  gint64 batch_first;        /* the first row of the open batch; 0: none yet */
  GHashTable *names;         /* text -> id */
  NameMemo memo[N_MEMOS];    /* of the names that come again and again; text is the table's */
  CemDedup *dedup;
  CemTimeline *timeline;
  CemLogTypes *types;
  CemLinker linker;
  CemDbStatement *insert; /* lent while a batch is open */
  GError *broken;         /* (nullable): why it can take nothing more until it is opened again */
  GArray *seqs;
};

static gboolean
read_position (CemLog *self,
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT l.seq, l.at, c.last, c.link FROM log AS l, chain AS c "
                     "WHERE l.seq = (SELECT max (seq) FROM log) "
                     "AND c.last = (SELECT max (last) FROM chain)", error);
  CemDbStep step = CEM_DB_ERROR;
  const void *link = NULL;
  gsize length = 0;

  if (statement == NULL)
    return FALSE;

  self->last_seq = 0;
  self->last_at = G_MININT64;
  memset (self->link, 0, sizeof self->link);

  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  self->last_seq = _cem_db_column_int (statement, 0);
  self->last_at = _cem_db_column_int (statement, 1);
  link = _cem_db_column_blob (statement, 3, &length);

  if (_cem_db_column_int (statement, 2) != self->last_seq || length != sizeof self->link)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "The log ends at row %lld and its chain does not; the store is damaged",
                      (long long) self->last_seq);
      return FALSE;
    }

  memcpy (self->link, link, length);
  return TRUE;
}

static gboolean continue_rebuild (CemLog *self,
                                  GError **error);

CemLog *
_cem_log_open (CemDb *db,
               const CemLogOptions *options,
               GError **error)
{
  static const CemLogOptions defaults = { 0 };
  g_autoptr (CemLog) self = g_new0 (CemLog, 1);

  if (options == NULL)
    options = &defaults;

  self->db = db;
  self->key_mask = options->key_mask != 0 ? options->key_mask : G_MAXUINT64;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->timeline = _cem_timeline_new (db, options->timeline_shift > 0 ? options->timeline_shift
                                                                       : DEFAULT_TIMELINE_SHIFT);
  self->types = _cem_log_types_new (db);
  _cem_linker_init (&self->linker);

  if (!_cem_log_read_secret (db, self->secret, error) || !read_position (self, error) ||
      !_cem_log_types_reload (self->types, error))
    return NULL;

  self->dedup = _cem_dedup_open (db, options->recent, options->level_bits, error);
  if (self->dedup == NULL || !continue_rebuild (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
_cem_log_close (CemLog *self)
{
  if (self->insert != NULL)
    _cem_log_rollback (self);

  g_clear_pointer (&self->dedup, _cem_dedup_free);
  _cem_timeline_free (self->timeline);
  _cem_log_types_free (self->types);
  _cem_linker_clear (&self->linker);
  g_hash_table_unref (self->names);
  g_array_unref (self->seqs);
  g_clear_error (&self->broken);
  g_free (self);
}

const guint8 *
_cem_log_get_secret (CemLog *self)
{
  return self->secret;
}

gint64
_cem_log_get_last_seq (CemLog *self)
{
  return self->last_seq;
}

gint64
_cem_log_get_last_at (CemLog *self)
{
  return self->last_at;
}

/* --- batches ------------------------------------------------------------------------------------*/

static void
forget_names (CemLog *self)
{
  memset (self->memo, 0, sizeof self->memo);
  g_hash_table_remove_all (self->names);
}

gboolean
_cem_log_begin (CemLog *self,
                GError **error)
{
  g_return_val_if_fail (self->insert == NULL, FALSE);

  if (self->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (self->broken));
      return FALSE;
    }
  if (!_cem_db_begin (self->db, error))
    return FALSE;

  self->insert =
    _cem_db_prepare (self->db,
                     "INSERT INTO log (seq, origin, history, at, time, received, source, id, type, "
                     "actor, cause, ordinal, commitment, salt, piece) "
                     "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
  if (self->insert == NULL)
    {
      _cem_db_rollback (self->db);
      return FALSE;
    }

  if (g_hash_table_size (self->names) > MAX_CACHED_NAMES)
    forget_names (self);

  self->batch_first = 0;
  _cem_linker_start (&self->linker, self->link);
  return TRUE;
}

/* Brings what is in memory back to what is committed. Where a damaged store does not allow it, the log
 * takes nothing more. */
static void
restore (CemLog *self)
{
  forget_names (self);
  _cem_timeline_drop (self->timeline);

  if (self->broken == NULL && read_position (self, &self->broken) &&
      _cem_log_types_reload (self->types, &self->broken))
    _cem_dedup_reload (self->dedup, &self->broken);
}

void
_cem_log_rollback (CemLog *self)
{
  g_return_if_fail (self->insert != NULL);

  g_clear_pointer (&self->insert, _cem_db_statement_release);
  _cem_db_rollback (self->db);
  restore (self);
}

static gboolean
write_link (CemLog *self,
            guint8 link[CEM_LOG_HASH],
            GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (self->batch_first == 0)
    return TRUE;

  statement = _cem_db_prepare (self->db, "INSERT INTO chain (last, first, link) VALUES (?, ?, ?)", error);
  if (statement == NULL)
    return FALSE;

  _cem_linker_finish (&self->linker, self->batch_first, self->last_seq, link);
  _cem_db_bind_int (statement, 1, self->last_seq);
  _cem_db_bind_int (statement, 2, self->batch_first);
  _cem_db_bind_blob (statement, 3, link, CEM_LOG_HASH);
  return _cem_db_run (statement, error);
}

gboolean
_cem_log_commit (CemLog *self,
                 gboolean durable,
                 GError **error)
{
  guint8 link[CEM_LOG_HASH];

  g_return_val_if_fail (self->insert != NULL, FALSE);

  memcpy (link, self->link, sizeof link);

  if (!write_link (self, link, error) ||
      !_cem_dedup_flush (self->dedup, error) ||
      !_cem_timeline_flush (self->timeline, error) ||
      !_cem_log_types_flush (self->types, error))
    {
      _cem_log_rollback (self);
      return FALSE;
    }

  g_clear_pointer (&self->insert, _cem_db_statement_release);
  if (!_cem_db_commit (self->db, durable, error))
    {
      restore (self);
      return FALSE;
    }

  memcpy (self->link, link, sizeof link);
  return TRUE;
}

/* --- rows ---------------------------------------------------------------------------------------*/

static gboolean
read_name (CemLog *self,
           const char *text,
           gsize length,
           gint64 *id,
           GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "SELECT id FROM name WHERE text = ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, text, (gssize) length);
  step = _cem_db_step (statement, error);
  *id = step == CEM_DB_ROW ? _cem_db_column_int (statement, 0) : 0;
  return step != CEM_DB_ERROR;
}

static gboolean
add_name (CemLog *self,
          const char *text,
          gsize length,
          gint64 *id,
          GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "INSERT INTO name (text) VALUES (?)", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_text (statement, 1, text, (gssize) length);
  if (!_cem_db_run (statement, error))
    return FALSE;

  *id = _cem_db_last_rowid (self->db);
  return TRUE;
}

/* Cheap, for text that differs in its length or its end. */
static NameMemo *
find_memo (CemLog *self,
           const char *text,
           gsize length)
{
  gsize hash = length;

  for (gsize i = length > 4 ? length - 4 : 0; i < length; i++)
    hash = hash * 31 + (guchar) text[i];

  return &self->memo[(hash ^ hash >> 6) & (N_MEMOS - 1)];
}

static gboolean
intern_slowly (CemLog *self,
               const char *text,
               gsize length,
               NameMemo *memo,
               GError **error)
{
  g_autofree char *copy = g_strndup (text, length);
  gpointer key = NULL;
  gpointer value = NULL;
  gint64 id = 0;

  if (!g_hash_table_lookup_extended (self->names, copy, &key, &value))
    {
      if (!read_name (self, text, length, &id, error) ||
          (id == 0 && !add_name (self, text, length, &id, error)))
        return FALSE;

      key = copy;
      value = (gpointer) (gsize) id;
      g_hash_table_insert (self->names, g_steal_pointer (&copy), value);
    }

  *memo = (NameMemo){ key, length, (gint64) (gsize) value };
  return TRUE;
}

static gboolean
intern (CemLog *self,
        const char *text,
        gsize length,
        gint64 *id,
        GError **error)
{
  NameMemo *memo = find_memo (self, text, length);

  if ((memo->text == NULL || memo->length != length || memcmp (memo->text, text, length) != 0) &&
      !intern_slowly (self, text, length, memo, error))
    return FALSE;

  *id = memo->id;
  return TRUE;
}

static void
bind_time (CemDbStatement *statement,
           int index,
           gint64 time)
{
  if (time == CEM_LOG_NO_TIME)
    _cem_db_bind_null (statement, index);
  else
    _cem_db_bind_int (statement, index, time);
}

static void
bind_nonzero (CemDbStatement *statement,
              int index,
              gint64 value)
{
  if (value == 0)
    _cem_db_bind_null (statement, index);
  else
    _cem_db_bind_int (statement, index, value);
}

static void
bind_row (CemDbStatement *statement,
          const CemLogRow *row,
          gint64 source,
          gint64 type,
          gint64 actor)
{
  gboolean erased = row->piece == NULL;

  _cem_db_bind_int (statement, 1, row->seq);
  _cem_db_bind_int (statement, 2, row->origin);
  _cem_db_bind_int (statement, 3, row->history ? 1 : 0);
  _cem_db_bind_int (statement, 4, row->at);
  bind_time (statement, 5, row->time);
  bind_time (statement, 6, row->received);
  _cem_db_bind_int (statement, 7, source);
  _cem_db_bind_text (statement, 8, row->id, (gssize) row->id_length);
  _cem_db_bind_int (statement, 9, type);
  bind_nonzero (statement, 10, actor);
  bind_nonzero (statement, 11, row->cause);
  if (row->ordinal < 0)
    _cem_db_bind_null (statement, 12);
  else
    _cem_db_bind_int (statement, 12, row->ordinal);
  _cem_db_bind_blob (statement, 13, row->commitment, CEM_LOG_HASH);
  _cem_db_bind_blob (statement, 14, erased ? NULL : row->salt, erased ? 0 : CEM_LOG_SALT);
  _cem_db_bind_text (statement, 15, row->piece, (gssize) row->piece_length);
}

gboolean
_cem_log_append (CemLog *self,
                 CemLogRow *row,
                 GError **error)
{
  gint64 source = 0, type = 0, actor = 0;

  g_return_val_if_fail (self->insert != NULL, FALSE);

  if (row->at < self->last_at)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "Event “%s” would take the log's time back", row->id);
      return FALSE;
    }

  if (!intern (self, row->source, row->source_length, &source, error) ||
      !intern (self, row->type, row->type_length, &type, error) ||
      (row->actor != NULL && !intern (self, row->actor, row->actor_length, &actor, error)))
    return FALSE;

  row->seq = self->last_seq + 1;
  bind_row (self->insert, row, source, type, actor);
  if (!_cem_db_run (self->insert, error))
    return FALSE;

  _cem_linker_add (&self->linker, row);
  _cem_log_types_add (self->types, type, row->seq);
  if (row->origin == CEM_LOG_INPUT)
    _cem_dedup_add (self->dedup, row->key & self->key_mask, row->seq);

  if (self->batch_first == 0)
    self->batch_first = row->seq;

  self->last_seq = row->seq;
  self->last_at = row->at;
  return TRUE;
}

void
_cem_log_enter (CemLog *self,
                gint64 entity,
                gint64 time,
                gint64 seq)
{
  _cem_timeline_enter (self->timeline, entity, time, seq);
}

/* --- finding ------------------------------------------------------------------------------------*/

gboolean
_cem_log_prefetch (CemLog *self,
                   const guint64 *keys,
                   gsize n_keys,
                   GError **error)
{
  g_autofree guint64 *masked = NULL;

  if (self->key_mask == G_MAXUINT64)
    return _cem_dedup_prefetch (self->dedup, keys, n_keys, error);

  masked = g_new (guint64, n_keys);
  for (gsize i = 0; i < n_keys; i++)
    masked[i] = keys[i] & self->key_mask;

  return _cem_dedup_prefetch (self->dedup, masked, n_keys, error);
}

static gboolean
text_equals (CemDbStatement *statement,
             int column,
             const char *text,
             gsize length)
{
  gsize there_length = 0;
  const char *there = _cem_db_column_text (statement, column, &there_length);

  return there != NULL && there_length == length && memcmp (there, text, length) == 0;
}

/* Compares a candidate; CEM_LOG_NEW: its hash is the same and it is another event. */
static gboolean
compare_row (CemLog *self,
             gint64 seq,
             const CemLogRow *row,
             CemLogVerdict *verdict,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT s.text, l.id, t.text, l.piece FROM log AS l "
                     "JOIN name AS s ON s.id = l.source JOIN name AS t ON t.id = l.type "
                     "WHERE l.seq = ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, seq);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ERROR)
    return FALSE;

  if (step == CEM_DB_DONE)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "The dedup index names row %lld, which the log does not have; "
                      "rebuild the index", (long long) seq);
      return FALSE;
    }

  if (!text_equals (statement, 0, row->source, row->source_length) ||
      !text_equals (statement, 1, row->id, row->id_length))
    *verdict = CEM_LOG_NEW;
  else if (_cem_db_column_is_null (statement, 3) ||
           (text_equals (statement, 2, row->type, row->type_length) &&
            text_equals (statement, 3, row->piece, row->piece_length)))
    *verdict = CEM_LOG_DUPLICATE;
  else
    *verdict = CEM_LOG_CONFLICT;

  return TRUE;
}

gboolean
_cem_log_find (CemLog *self,
               const CemLogRow *row,
               CemLogVerdict *verdict,
               gint64 *seq,
               GError **error)
{
  *verdict = CEM_LOG_NEW;
  *seq = 0;

  g_array_set_size (self->seqs, 0);
  if (!_cem_dedup_find (self->dedup, row->key & self->key_mask, self->seqs, error))
    return FALSE;

  for (guint i = 0; i < self->seqs->len && *verdict == CEM_LOG_NEW; i++)
    {
      gint64 candidate = g_array_index (self->seqs, gint64, i);

      if (!compare_row (self, candidate, row, verdict, error))
        return FALSE;

      if (*verdict != CEM_LOG_NEW)
        *seq = candidate;
    }

  return TRUE;
}

/* --- erasing and rebuilding ---------------------------------------------------------------------*/

gboolean
_cem_log_erase (CemLog *self,
                gint64 seq,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "UPDATE log SET salt = NULL, piece = NULL WHERE seq = ?", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, seq);
  return _cem_db_run (statement, error);
}

/* Adds the keys of the next inputs. @next is where to go on, 0 at the end. */
static gboolean
rebuild_range (CemLog *self,
               gint64 *next,
               GError **error)
{
  g_autoptr (CemDbStatement) read =
    _cem_db_prepare (self->db,
                     "SELECT l.seq, s.text, l.id FROM log AS l JOIN name AS s ON s.id = l.source "
                     "WHERE l.seq >= ? AND l.origin = 1 ORDER BY l.seq LIMIT ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (read == NULL)
    return FALSE;

  _cem_db_bind_int (read, 1, *next);
  _cem_db_bind_int (read, 2, REBUILD_BATCH);
  *next = 0;
  while ((step = _cem_db_step (read, error)) == CEM_DB_ROW)
    {
      gsize source_length = 0, id_length = 0;
      const char *source = _cem_db_column_text_or_empty (read, 1, &source_length);
      const char *id = _cem_db_column_text_or_empty (read, 2, &id_length);
      gint64 seq = _cem_db_column_int (read, 0);
      guint64 key = _cem_log_key (self->secret, source, source_length, id, id_length);

      _cem_dedup_add (self->dedup, key & self->key_mask, seq);
      *next = seq + 1;
    }

  return step == CEM_DB_DONE;
}

/* One transaction of a rebuild; how far it is stands in the store, so that an interrupted one is
 * continued when the store is opened again. */
static gboolean
rebuild_step (CemLog *self,
              gboolean afresh,
              gint64 *next,
              GError **error)
{
  if (!_cem_log_begin (self, error))
    return FALSE;

  if ((afresh && !_cem_dedup_clear (self->dedup, error)) ||
      !rebuild_range (self, next, error) ||
      !_cem_meta_set_int (self->db, REBUILD_KEY, *next, error))
    {
      _cem_log_rollback (self);
      return FALSE;
    }

  return _cem_log_commit (self, FALSE, error);
}

static gboolean
continue_rebuild (CemLog *self,
                  GError **error)
{
  gint64 next = 0;

  if (!_cem_meta_get_int (self->db, REBUILD_KEY, 0, &next, error))
    return FALSE;

  while (next > 0 && _cem_db_is_writer (self->db))
    if (!rebuild_step (self, FALSE, &next, error))
      return FALSE;

  return TRUE;
}

gboolean
_cem_log_rebuild_dedup (CemLog *self,
                        GCancellable *cancellable,
                        GError **error)
{
  gint64 next = 1;

  if (!rebuild_step (self, TRUE, &next, error))
    return FALSE;

  while (next > 0)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !rebuild_step (self, FALSE, &next, error))
      return FALSE;

  return TRUE;
}

gboolean
_cem_log_forget (CemLog *self,
                 gint64 entity,
                 GError **error)
{
  return _cem_timeline_forget (self->timeline, entity, error);
}

gboolean
_cem_log_leave (CemLog *self,
                gint64 entity,
                gint64 time,
                gint64 seq,
                GError **error)
{
  return _cem_timeline_leave (self->timeline, entity, time, seq, error);
}

gboolean
_cem_log_is_in (CemLog *self,
                gint64 entity,
                gint64 time,
                gint64 seq,
                gboolean *found,
                GError **error)
{
  return _cem_timeline_has (self->timeline, entity, time, seq, found, error);
}

gboolean
_cem_log_leave_all (CemLog *self,
                    gint64 *seqs,
                    gsize n_seqs,
                    GError **error)
{
  return _cem_timeline_leave_all (self->timeline, seqs, n_seqs, error);
}

gboolean
_cem_log_write_timeline (CemLog *self,
                         GError **error)
{
  return _cem_timeline_flush (self->timeline, error);
}

gboolean
_cem_log_clear_timeline (CemLog *self,
                         GError **error)
{
  return _cem_timeline_clear (self->timeline, error);
}
