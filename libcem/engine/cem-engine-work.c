/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-engine-internal-private.h"

#include "base/cem-clock-private.h"
#include "base/cem-words-private.h"

const guint8 *
_cem_engine_get_secret (CemEngine *self)
{
  return _cem_processor_get_secret (self->processor);
}

CemIdentityConfig *
_cem_engine_dup_identity_config (CemEngine *self)
{
  CemIdentityConfig *config = NULL;

  g_mutex_lock (&self->mutex);
  config = _cem_identity_config_ref (self->config);
  g_mutex_unlock (&self->mutex);

  return config;
}

gboolean
_cem_engine_check_open (CemEngine *self,
                        GError **error)
{
  gboolean closed = FALSE;

  g_mutex_lock (&self->mutex);
  closed = self->closed;
  g_mutex_unlock (&self->mutex);

  if (closed)
    _cem_set_error (error, CEM_ERROR_CLOSED, "The engine is closed; open it again");
  return !closed;
}

/* --- signals ---*/

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gboolean
emit_changed_cb (gpointer user_data)
{
  g_autoptr (CemEngine) self = g_weak_ref_get (user_data);

  if (self == NULL)
    return G_SOURCE_REMOVE;

  g_mutex_lock (&self->mutex);
  self->change_noted = FALSE;
  g_mutex_unlock (&self->mutex);

  _cem_engine_emit_changed (self);
  return G_SOURCE_REMOVE;
}

/* A program that never runs its main context must still be able to let go of the engine, so the
 * source holds no reference. */
static void
note_change (CemEngine *self)
{
  g_autoptr (GSource) source = NULL;
  GWeakRef *weak = NULL;
  gboolean noted = FALSE;

  g_mutex_lock (&self->mutex);
  noted = self->change_noted;
  self->change_noted = TRUE;
  g_mutex_unlock (&self->mutex);
  if (noted)
    return;

  weak = g_new0 (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  source = g_idle_source_new ();
  g_source_set_callback (source, emit_changed_cb, weak, weak_ref_free);
  g_source_attach (source, self->context);
}

void
_cem_engine_publish (CemEngine *self)
{
  CemIdentityConfig *config =
    _cem_identity_get_config (_cem_processor_get_identity (self->processor));
  gint64 next_due = _cem_processor_get_next_due (self->processor);
  gint64 now = _cem_clock_read_us (self->clock);

  g_mutex_lock (&self->mutex);
  if (config != self->config)
    {
      g_clear_pointer (&self->config, _cem_identity_config_unref);
      self->config = _cem_identity_config_ref (config);
    }
  self->next_due = next_due;
  _cem_engine_schedule (self, now);
  g_mutex_unlock (&self->mutex);
}

/* --- threads ---*/

/* Whoever waits for a call keeps the engine alive: the caller, or the task. */
typedef struct
{
  CemEngine *engine;
  CemReadWork read;
  CemWriteWork write;
} Call;

/* Lives as long as the task, which may be cancelled before its turn comes. */
static Call *
add_call (CemEngine *self,
          GTask *task,
          CemReadWork read,
          CemWriteWork write)
{
  Call *call = g_new0 (Call, 1);

  call->engine = self;
  call->read = read;
  call->write = write;
  g_object_set_data_full (G_OBJECT (task), "cem-call", call, g_free);
  return call;
}

typedef struct
{
  CemReadWork work;
  gpointer data;
  GCancellable *cancellable;
  gpointer result;
} Snapshot;

static gboolean
read_in_snapshot (CemDb *db,
                  gpointer data,
                  GError **error)
{
  Snapshot *snapshot = data;
  GError *local = NULL;

  snapshot->result = snapshot->work (db, snapshot->data, snapshot->cancellable, &local);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
begin_reading (CemEngine *self,
               GError **error)
{
  gboolean closed = FALSE;

  g_mutex_lock (&self->mutex);
  closed = self->closed;
  if (!closed)
    self->n_reading++;
  g_mutex_unlock (&self->mutex);

  return !closed || _cem_engine_check_open (self, error);
}

static void
end_reading (CemEngine *self)
{
  g_mutex_lock (&self->mutex);
  self->n_reading--;
  g_cond_broadcast (&self->idle);
  g_mutex_unlock (&self->mutex);
}

gpointer
_cem_engine_read (CemEngine *self,
                  CemReadWork work,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Snapshot snapshot = { work, data, cancellable, NULL };
  CemDb *db = NULL;

  if (!begin_reading (self, error))
    return NULL;

  db = _cem_db_pool_take (self->pool, cancellable, error);
  if (db != NULL)
    {
      _cem_db_set_cancellable (db, cancellable);
      if (!_cem_db_snapshot (db, read_in_snapshot, &snapshot, error))
        snapshot.result = NULL;
      _cem_db_set_cancellable (db, NULL);
      _cem_db_pool_give (self->pool, db);
    }

  end_reading (self);
  return snapshot.result;
}

static gpointer
read_thread (gpointer context,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  const Call *call = context;

  return _cem_engine_read (call->engine, call->read, data, cancellable, error);
}

void
_cem_engine_read_async (CemEngine *self,
                        CemReadWork work,
                        GTask *task,
                        GDestroyNotify result_free)
{
  _cem_worker_push (self->readers, task, read_thread, add_call (self, task, work, NULL),
                    result_free);
}

/* In the writer thread. */
static gpointer
write_now (CemEngine *self,
           CemWriteWork work,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  gpointer result = NULL;

  if (!_cem_engine_check_open (self, error))
    return NULL;

  result = work (self->processor, data, cancellable, error);
  _cem_engine_publish (self);
  note_change (self);
  return result;
}

static gpointer
write_thread (gpointer context,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  const Call *call = context;

  return write_now (call->engine, call->write, data, cancellable, error);
}

gpointer
_cem_engine_write (CemEngine *self,
                   CemWriteWork work,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  Call call = { self, NULL, work };

  return _cem_worker_call (self->writer, write_thread, &call, data, cancellable, error);
}

void
_cem_engine_write_async (CemEngine *self,
                         CemWriteWork work,
                         GTask *task,
                         GDestroyNotify result_free)
{
  _cem_worker_push (self->writer, task, write_thread, add_call (self, task, NULL, work),
                    result_free);
}

typedef struct
{
  CemEngine *engine;
  CemWriteWork work;
  CemWriteDone done;
  gpointer data;
} Post;

static gpointer
post_thread (gpointer context,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree Post *post = context;
  GError *failure = NULL;
  gpointer result = write_now (post->engine, post->work, post->data, NULL, &failure);

  post->done (result, failure, post->data);
  return NULL;
}

void
_cem_engine_post_write (CemEngine *self,
                        CemWriteWork work,
                        CemWriteDone done,
                        gpointer data)
{
  Post *post = g_new0 (Post, 1);

  post->engine = self;
  post->work = work;
  post->done = done;
  post->data = data;
  _cem_worker_post (self->writer, post_thread, post);
}
