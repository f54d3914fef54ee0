/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

#include "base/cem-clock-private.h"
#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "engine/cem-log-entry-private.h"
#include "engine/cem-outcome-private.h"
#include "log/cem-definition-private.h"
#include "log/cem-quarantine-private.h"

const CemDbMigration _cem_store_migrations[] = {
  { 1, _cem_log_create },
  { 1, _cem_timer_create },
  { 1, _cem_model_create },
  { 1, _cem_identity_create },
  { 2, _cem_definition_create },
  { 3, _cem_model_create_recent },
  { 4, _cem_model_create_joined },
  { 0, NULL },
};

/* Timers that fire in one transaction of a long advance; more when they are due at one time. */
#define TIMERS_PER_COMMIT 1000

/* Between two attempts to empty the WAL after an erasure. */
#define CLEAN_WAL_AGAIN (10 * G_USEC_PER_SEC)

static CemIdentityConfig *
load_config (CemDb *db,
             GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDatum datum = { 0 };

  if (!_cem_meta_get_text (db, CEM_META_IDENTITY, &text, error))
    return NULL;
  if (text == NULL)
    return _cem_identity_config_new (NULL, NULL, error);
  if (!_cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, error))
    return NULL;

  return _cem_identity_config_new (&datum, NULL, error);
}

CemProcessor *
_cem_processor_open (const char *path,
                     CemClock *clock,
                     const guint8 *secret,
                     GError **error)
{
  g_autoptr (CemProcessor) self = g_new0 (CemProcessor, 1);
  g_autoptr (CemIdentityConfig) config = NULL;
  CemDbOptions options = { .migrations = _cem_store_migrations };

  self->clock = g_object_ref (clock);
  self->arena = _cem_arena_new (16 * 1024);
  self->scratch = g_string_new (NULL);
  self->sealer = _cem_log_sealer_new ();
  self->timer_kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  self->db = _cem_db_open (path, CEM_DB_CREATE, &options, error);
  if (self->db == NULL)
    return NULL;
  if (secret != NULL && !_cem_log_write_secret (self->db, secret, error))
    return NULL;
  self->log = _cem_log_open (self->db, NULL, error);
  if (self->log == NULL)
    return NULL;
  config = load_config (self->db, error);
  if (config == NULL || !_cem_timer_next_due (self->db, &self->next_due, error))
    return NULL;

  self->identity = _cem_identity_open (self->db, config, _cem_log_get_secret (self->log), NULL);
  self->model = _cem_model_open (self->db, _cem_log_get_secret (self->log));
  return g_steal_pointer (&self);
}

void
_cem_processor_close (CemProcessor *self)
{
  g_clear_pointer (&self->identity, _cem_identity_close);
  g_clear_pointer (&self->model, _cem_model_close);
  g_clear_pointer (&self->log, _cem_log_close);
  g_clear_pointer (&self->db, _cem_db_close);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->arena, _cem_arena_free);
  g_clear_pointer (&self->sealer, _cem_log_sealer_free);
  g_clear_pointer (&self->timer_kinds, g_hash_table_unref);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

CemDb *
_cem_processor_get_db (CemProcessor *self)
{
  return self->db;
}

CemIdentity *
_cem_processor_get_identity (CemProcessor *self)
{
  return self->identity;
}

const guint8 *
_cem_processor_get_secret (CemProcessor *self)
{
  return _cem_log_get_secret (self->log);
}

void
_cem_processor_set_nouns_idle (CemProcessor *self,
                               gboolean idle)
{
  _cem_model_set_idle (self->model, idle);
}

gint64
_cem_processor_get_next_due (CemProcessor *self)
{
  return self->next_due;
}

/* --- timers ---*/

typedef struct
{
  CemTimerFunc func;
  gpointer data;
} TimerKind;

void
_cem_processor_add_timer_kind (CemProcessor *self,
                               const char *kind,
                               CemTimerFunc func,
                               gpointer data)
{
  TimerKind *entry = g_new0 (TimerKind, 1);

  entry->func = func;
  entry->data = data;
  g_hash_table_insert (self->timer_kinds, g_strdup (kind), entry);
}

gboolean
_cem_processor_set_timer (CemProcessor *self,
                          const CemTimer *timer,
                          gint64 now,
                          GError **error)
{
  CemTimer own = *timer;

  own.due = MAX (own.due, now);
  return _cem_timer_set (self->db, &own, error) &&
         _cem_timer_next_due (self->db, &self->next_due, error);
}

void
_cem_processor_set_input_func (CemProcessor *self,
                               CemInputFunc func,
                               gpointer data)
{
  self->on_input = func;
  self->on_input_data = data;
}

static gboolean
fire (CemProcessor *self,
      const CemTimer *timer,
      GError **error)
{
  TimerKind *kind = g_hash_table_lookup (self->timer_kinds, timer->kind);

  if (kind == NULL)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "Timer “%s” is of the unknown kind “%s”",
                      timer->key, timer->kind);
      return FALSE;
    }

  return kind->func (self, timer, kind->data, error);
}

gboolean
_cem_processor_fire_due (CemProcessor *self,
                         gint64 until,
                         GError **error)
{
  while (self->next_due <= until)
    {
      CemTimer timer = { 0 };
      gboolean found = FALSE;
      gboolean done = FALSE;

      if (!_cem_timer_take (self->db, until, &timer, &found, error))
        return FALSE;
      if (!found)
        {
          _cem_set_error (error, CEM_ERROR_CORRUPT,
                          "The table of timers is damaged: none is due where one must be");
          return FALSE;
        }
      done = fire (self, &timer, error);
      _cem_timer_clear (&timer);
      if (!done || !_cem_timer_next_due (self->db, &self->next_due, error))
        return FALSE;
    }

  return TRUE;
}

/* --- one item ---*/

static gint64
choose_at (CemProcessor *self,
           const CemIncoming *item,
           CemProcessingFlags flags)
{
  gint64 last = _cem_log_get_last_at (self->log);
  gint64 at = last;

  if ((flags & CEM_PROCESSING_HISTORY) == 0)
    at = _cem_clock_read_us (self->clock);
  else if (item->event.has_time)
    at = item->event.time;
  else if (last == G_MININT64)
    at = _cem_clock_read_us (self->clock);

  return MAX (at, last);
}

static gboolean
quarantine (CemProcessor *self,
            CemBatch *batch,
            CemIncoming *item,
            CemTally *tally,
            GError **error)
{
  gint64 now = g_get_real_time ();
  g_autofree char *reading = _cem_batch_dup_reading (batch, item);
  CemQuarantineRow row = {
    .received = now,
    .last_seen = now,
    .seen = 1,
    .origin = item->origin != NULL ? item->origin : _cem_batch_get_origin (batch),
    .line = item->line,
    .reading = reading,
    .apart = item->row_context != NULL,
    .code = item->reason,
    .message = item->message,
    .text = item->text,
    .text_length = item->text_length,
  };

  if (item->status == CEM_OUTCOME_STATUS_CONFLICT)
    tally->conflicts++;
  else
    {
      item->status = CEM_OUTCOME_STATUS_QUARANTINED;
      tally->quarantined++;
    }

  if (!_cem_processor_keep_mapping (self, batch, item, error))
    return FALSE;
  if (item->quarantined != 0 &&
      (item->row_context == NULL || g_strcmp0 (item->row_reading, reading) == 0))
    return _cem_quarantine_failed_again (self->db, item->quarantined, item->reason, item->message,
                                         error);

  /* A row of which now only one event is bad, or by a mapping that has been mended otherwise. */
  return (item->quarantined == 0 || _cem_quarantine_delete (self->db, item->quarantined, error)) &&
         _cem_quarantine_add (self->db, &row, NULL, error);
}

static void
reject (CemBatch *batch,
        CemIncoming *item,
        const char *reason,
        const char *message)
{
  item->reason = reason;
  item->message = _cem_arena_strndup (_cem_batch_get_arena (batch), message, strlen (message));
}

static gboolean
is_too_far_ahead (CemBatch *batch,
                  CemIncoming *item,
                  gint64 at)
{
  if (item->command || !item->event.has_time || item->event.time <= at + CEM_PROCESSOR_FUTURE)
    return FALSE;

  reject (batch, item, "future",
          W_ ("at “/time”: is more than 10 minutes ahead of the engine's time; "
              "mend the clock that it comes from, and retry it when its time has come"));
  return TRUE;
}

static void
fill_row (const CemIncoming *item,
          CemProcessingFlags flags,
          gint64 at,
          CemLogRow *row)
{
  *row = (CemLogRow){
    .origin = CEM_LOG_INPUT,
    .history = (flags & CEM_PROCESSING_HISTORY) != 0,
    .at = at,
    .time = item->event.has_time ? item->event.time : CEM_LOG_NO_TIME,
    .received = g_get_real_time (),
    .ordinal = -1,
    .source = item->event.source.v.s,
    .source_length = item->event.source.n,
    .id = item->event.id.v.s,
    .id_length = item->event.id.n,
    .type = item->event.type.v.s,
    .type_length = item->event.type.n,
    .actor = item->actor,
    .actor_length = item->actor != NULL ? strlen (item->actor) : 0,
    .piece = item->piece,
    .piece_length = item->piece_length,
    .key = item->key,
  };
  memcpy (row->salt, item->salt, CEM_LOG_SALT);
  memcpy (row->commitment, item->commitment, CEM_LOG_HASH);
}

/* Whether it is there already. @known: nothing more is to be done with it. */
static gboolean
find_known (CemProcessor *self,
            CemBatch *batch,
            CemIncoming *item,
            const CemLogRow *row,
            CemTally *tally,
            gboolean *known,
            GError **error)
{
  CemLogVerdict verdict = CEM_LOG_NEW;
  gint64 seq = 0;
  gboolean same = FALSE;

  if (!_cem_log_find (self->log, row, &verdict, &seq, error) ||
      (verdict == CEM_LOG_CONFLICT &&
       !_cem_processor_is_same_call (self, seq, row, &same, error)))
    return FALSE;
  if (same)
    verdict = CEM_LOG_DUPLICATE;

  *known = verdict != CEM_LOG_NEW;
  if (verdict == CEM_LOG_DUPLICATE)
    {
      item->status = CEM_OUTCOME_STATUS_DUPLICATE;
      tally->duplicates++;
      return item->quarantined == 0 || _cem_quarantine_delete (self->db, item->quarantined, error);
    }
  if (verdict == CEM_LOG_CONFLICT)
    {
      item->status = CEM_OUTCOME_STATUS_CONFLICT;
      reject (batch, item, "conflict",
              W_ ("Its source and id are those of an event with other content that is in the "
                  "log; correct it at its source under a new id"));
      return quarantine (self, batch, item, tally, error);
    }

  return TRUE;
}

/* @batch keeps what binding allocates. */
static gboolean
take_new (CemProcessor *self,
          CemBatch *batch,
          CemIncoming *item,
          CemLogRow *row,
          GError **error)
{
  CemIdentityConfig *config = _cem_identity_get_config (self->identity);
  gint64 time = item->event.has_time ? item->event.time : row->at;

  if ((!item->bound || config != _cem_batch_get_config (batch)) &&
      !_cem_batch_bind (batch, item, config, time, error))
    return FALSE;

  return _cem_processor_take (self, row, &item->event.data, item->event.has_data, &item->set,
                              error);
}

static gboolean
accept (CemProcessor *self,
        CemIncoming *item,
        CemTally *tally,
        GError **error)
{
  item->status = CEM_OUTCOME_STATUS_ACCEPTED;
  tally->accepted++;
  return item->quarantined == 0 || _cem_quarantine_delete (self->db, item->quarantined, error);
}

static gboolean
process_event (CemProcessor *self,
               CemBatch *batch,
               CemIncoming *item,
               CemProcessingFlags flags,
               CemTally *tally,
               GError **error)
{
  gint64 at = choose_at (self, item, flags);
  CemLogRow row = { 0 };
  gboolean known = FALSE;
  g_autoptr (GError) local = NULL;

  if (item->reason != NULL || is_too_far_ahead (batch, item, at))
    return quarantine (self, batch, item, tally, error);

  fill_row (item, flags, at, &row);
  if (!find_known (self, batch, item, &row, tally, &known, error))
    return FALSE;
  if (known)
    return TRUE;

  if (!_cem_processor_fire_due (self, at, error) ||
      !_cem_processor_load_mapping (self, batch, item, &row, error))
    return FALSE;

  if (!take_new (self, batch, item, &row, &local))
    {
      if (!_cem_processor_is_event_error (local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      _cem_batch_reject (batch, item, local);
      return quarantine (self, batch, item, tally, error);
    }

  return accept (self, item, tally, error);
}

/* A command is refused as a whole, and cannot be a duplicate: its id is its place in the log. */
static gboolean
process_command (CemProcessor *self,
                 CemBatch *batch,
                 CemIncoming *item,
                 CemProcessingFlags flags,
                 CemTally *tally,
                 GError **error)
{
  gint64 at = choose_at (self, item, flags);
  CemLogRow row = { 0 };

  if (!_cem_command_check (self, batch, item, &at, error) ||
      !_cem_processor_fire_due (self, at, error) ||
      !_cem_batch_name_command (batch, item, _cem_log_get_last_seq (self->log) + 1, error))
    return FALSE;

  fill_row (item, flags, at, &row);
  return take_new (self, batch, item, &row, error) && accept (self, item, tally, error);
}

static gboolean
process_item (CemProcessor *self,
              CemBatch *batch,
              CemIncoming *item,
              CemProcessingFlags flags,
              CemTally *tally,
              GError **error)
{
  if (item->command)
    return process_command (self, batch, item, flags, tally, error);
  if (item->nothing)
    return _cem_quarantine_delete (self->db, item->quarantined, error);

  return process_event (self, batch, item, flags, tally, error);
}

/* --- a batch ---*/

gboolean
_cem_processor_begin (CemProcessor *self,
                      GError **error)
{
  self->erased = FALSE;
  return _cem_log_begin (self->log, error);
}

/* After the log has gone back. */
static void
forget_batch (CemProcessor *self)
{
  _cem_identity_rolled_back (self->identity);
  _cem_model_rolled_back (self->model);
  if (!_cem_timer_next_due (self->db, &self->next_due, NULL))
    self->next_due = G_MAXINT64;
  self->n_derived = 0;
}

void
_cem_processor_roll_back (CemProcessor *self)
{
  _cem_log_rollback (self->log);
  forget_batch (self);
}

/* What has been erased must not linger in the WAL. While somebody reads it cannot be emptied: that is
 * tried again after a while, and closing the store does it at the latest. */
static gboolean
clean_wal (CemProcessor *self,
           GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_get_monotonic_time () < self->clean_wal_at)
    return TRUE;

  if (_cem_db_checkpoint (self->db, TRUE, &local))
    {
      self->clean_wal_at = 0;
      return TRUE;
    }

  self->clean_wal_at = g_get_monotonic_time () + CLEAN_WAL_AGAIN;
  if (g_error_matches (local, CEM_ERROR, CEM_ERROR_BUSY))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
count_up (CemProcessor *self,
          const char *key,
          gint64 n,
          GError **error)
{
  gint64 value = 0;

  return n == 0 || (_cem_meta_get_int (self->db, key, 0, &value, error) &&
                    _cem_meta_set_int (self->db, key, value + n, error));
}

gboolean
_cem_processor_commit (CemProcessor *self,
                       gboolean durable,
                       GError **error)
{
  if (!count_up (self, CEM_META_DERIVED, self->n_derived, error) ||
      !_cem_processor_join_nouns (self, error) || !_cem_identity_flush (self->identity, error) ||
      !_cem_model_flush (self->model, error))
    {
      _cem_processor_roll_back (self);
      return FALSE;
    }
  /* Also when the commit fails: it may be in the WAL, and lack the sync alone. */
  if (self->erased)
    self->clean_wal_at = g_get_monotonic_time ();
  if (!_cem_log_commit (self->log, durable, error))
    {
      forget_batch (self);
      return FALSE;
    }

  _cem_identity_committed (self->identity);
  _cem_model_committed (self->model);
  self->n_derived = 0;
  return self->clean_wal_at == 0 || clean_wal (self, error);
}

static gboolean
prefetch (CemProcessor *self,
          CemBatch *batch,
          GError **error)
{
  guint n = _cem_batch_get_n_items (batch);
  g_autofree guint64 *keys = NULL;
  gsize n_keys = 0;

  if (n < 2)
    return TRUE;

  keys = g_new (guint64, n);
  for (guint i = 0; i < n; i++)
    {
      const CemIncoming *item = _cem_batch_get_item (batch, i);

      if (item->reason == NULL && !item->command)
        keys[n_keys++] = item->key;
    }

  return _cem_log_prefetch (self->log, keys, n_keys, error);
}

static gboolean
process_batch (CemProcessor *self,
               CemBatch *batch,
               CemProcessingFlags flags,
               CemTally *tally,
               GCancellable *cancellable,
               GError **error)
{
  guint n = _cem_batch_get_n_items (batch);

  if (!prefetch (self, batch, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      if (i % 256 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!process_item (self, batch, _cem_batch_get_item (batch, i), flags, tally, error))
        return FALSE;
      _cem_arena_reset (self->arena);
    }

  return count_up (self, CEM_META_DUPLICATES, tally->duplicates, error) &&
         count_up (self, CEM_META_CONFLICTS, tally->conflicts, error);
}

static gboolean
commit_batch (CemProcessor *self,
              CemBatch *batch,
              CemProcessingFlags flags,
              CemTally *tally,
              GCancellable *cancellable,
              GError **error)
{
  if (!_cem_processor_begin (self, error))
    return FALSE;
  if (!process_batch (self, batch, flags, tally, cancellable, error))
    {
      _cem_processor_roll_back (self);
      return FALSE;
    }

  return _cem_processor_commit (self, (flags & CEM_PROCESSING_DURABLE) != 0, error);
}

static CemBatch *
new_advance (CemProcessor *self,
             const CemIncoming *item,
             gint64 to)
{
  CemBatch *batch = _cem_batch_new (_cem_processor_get_secret (self), NULL);
  char buffer[CEM_TIME_BUFFER];
  CemEntry entry = { _cem_datum_string ("to", 2), _cem_datum_null () };
  CemDatum data = { 0 };

  _cem_batch_reset (batch, _cem_identity_get_config (self->identity));
  _cem_time_format_us (to, buffer);
  entry.value = _cem_datum_string (buffer, strlen (buffer));
  data = _cem_datum_map (_cem_map_new (_cem_batch_get_arena (batch), &entry, 1));
  _cem_batch_add_command (batch, "clock.advanced", item->actor, &data);
  return batch;
}

/* A long advance is taken in portions, each an advance of its own: so a crash in the midst of it loses
 * nothing, and a replay fires the same timers, wherever it ended. */
static gboolean
advance_in_portions (CemProcessor *self,
                     const CemIncoming *item,
                     gint64 until,
                     CemProcessingFlags flags,
                     GCancellable *cancellable,
                     GError **error)
{
  gint64 due = 0;

  while (_cem_timer_later_due (self->db, TIMERS_PER_COMMIT - 1, &due, error))
    {
      g_autoptr (CemBatch) batch = NULL;
      CemTally tally = { 0 };

      due = MAX (due, _cem_log_get_last_at (self->log));
      if (due >= until)
        return TRUE;

      batch = new_advance (self, item, due);
      if (!commit_batch (self, batch, flags, &tally, cancellable, error))
        return FALSE;
    }

  return FALSE;
}

gboolean
_cem_processor_run (CemProcessor *self,
                    CemBatch *batch,
                    CemProcessingFlags flags,
                    CemTally *tally,
                    CemOutcome **outcome,
                    GCancellable *cancellable,
                    GError **error)
{
  CemTally counts = { 0 };
  gint64 advance_to = 0;
  CemOutcome *result = NULL;
  gboolean committed = FALSE;

  if (_cem_batch_get_n_items (batch) == 0)
    return TRUE;
  if (_cem_command_is_advance (_cem_batch_get_item (batch, 0), &advance_to) &&
      !advance_in_portions (self, _cem_batch_get_item (batch, 0), advance_to, flags, cancellable,
                            error))
    return FALSE;

  if (outcome != NULL)
    self->outcome = result = _cem_outcome_new ();

  committed = commit_batch (self, batch, flags, &counts, cancellable, error);
  self->outcome = NULL;
  if (!committed)
    {
      g_clear_object (&result);
      return FALSE;
    }

  if (outcome != NULL)
    {
      CemIncoming *item = _cem_batch_get_item (batch, 0);

      _cem_outcome_set_status (result, item->status, item->reason, item->message);
      *outcome = result;
    }
  tally->accepted += counts.accepted;
  tally->duplicates += counts.duplicates;
  tally->conflicts += counts.conflicts;
  tally->quarantined += counts.quarantined;
  return TRUE;
}
