/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-engine-internal-private.h"

#include <libcem/cem-view.h>

/**
 * CemEngine:
 *
 * A store and all that libcem does with it.
 *
 * An engine takes in events and commands, one at a time ([method@Engine.ingest],
 * [method@Engine.execute]) or as a stream ([class@Intake]), and is read through a [class@View]. It is
 * the only writer of its file; other processes may read.
 *
 * All methods may be called from any thread. The blocking ones wait for the engine's own writer
 * thread; the results of their async forms, and signals, come in the main context of the caller, and
 * of the thread that opened the engine.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 * g_autoptr (CemEngine) engine = cem_engine_open ("customers.cem", NULL, NULL, &error);
 *
 * if (engine == NULL)
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemEngine, cem_engine, G_TYPE_OBJECT)

/* Read connections, and threads for the async forms of reading. */
#define N_READERS 4

typedef enum
{
  PROP_PATH = 1,
  PROP_CLOCK
} CemEngineProperty;

static GParamSpec *properties[PROP_CLOCK + 1];

typedef enum
{
  SIGNAL_CHANGED
} CemEngineSignal;

static guint signals[SIGNAL_CHANGED + 1];

static void shut (CemEngine *self);

static void
cem_engine_finalize (GObject *object)
{
  CemEngine *self = CEM_ENGINE (object);

  shut (self);
  g_clear_pointer (&self->writer, _cem_worker_free);
  g_clear_pointer (&self->readers, _cem_worker_free);
  g_clear_pointer (&self->config, _cem_identity_config_unref);
  g_ptr_array_unref (self->sources);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->idle);
  g_free (self->path);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (cem_engine_parent_class)->finalize (object);
}

static void
cem_engine_get_property (GObject *object,
                         guint prop_id,
                         GValue *value,
                         GParamSpec *pspec)
{
  CemEngine *self = CEM_ENGINE (object);

  switch ((CemEngineProperty) prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_engine_class_init (CemEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_engine_finalize;
  object_class->get_property = cem_engine_get_property;

  /**
   * CemEngine:path: (getter get_path)
   *
   * The file of the store.
   *
   * Since: 0.1
   */
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemEngine:clock: (getter get_clock)
   *
   * The clock that engine time follows.
   *
   * Since: 0.1
   */
  properties[PROP_CLOCK] =
    g_param_spec_object ("clock", NULL, NULL, CEM_TYPE_CLOCK,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * CemEngine::changed:
   * @self: the engine
   *
   * Something was committed.
   *
   * Emitted in the main context of the thread that opened the engine, once for the commits that
   * came since its last turn.
   *
   * Since: 0.1
   */
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CEM_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
cem_engine_init (CemEngine *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->idle);
  self->context = g_main_context_ref_thread_default ();
  self->sources = g_ptr_array_new ();
  self->next_due = G_MAXINT64;
  self->closed = TRUE;
}

void
_cem_engine_emit_changed (CemEngine *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- opening and closing ---*/

static gpointer
open_thread (gpointer context,
             gpointer data,
             GCancellable *cancellable,
             GError **error)
{
  CemEngine *self = context;
  CemDbOptions options = { .migrations = _cem_store_migrations };

  self->processor = _cem_processor_open (self->path, self->clock, NULL, error);
  if (self->processor == NULL)
    return NULL;

  self->pool = _cem_db_pool_new (_cem_processor_get_db (self->processor), self->path, N_READERS,
                                 &options);
  if (!_cem_db_pool_warm (self->pool, error))
    return NULL;

  _cem_engine_publish (self);
  g_mutex_lock (&self->mutex);
  self->closed = FALSE;
  g_mutex_unlock (&self->mutex);
  return self;
}

static CemEngine *
engine_new (const char *path,
            CemClock *clock)
{
  CemEngine *self = g_object_new (CEM_TYPE_ENGINE, NULL);

  self->path = g_strdup (path);
  self->clock = clock != NULL ? g_object_ref (clock) : cem_clock_new ();
  self->writer = _cem_worker_new (1);
  self->readers = _cem_worker_new (N_READERS);
  return self;
}

/* Once; after this every call fails with CLOSED. */
static void
shut (CemEngine *self)
{
  g_mutex_lock (&self->mutex);
  self->closed = TRUE;
  while (self->n_reading > 0)
    g_cond_wait (&self->idle, &self->mutex);
  g_mutex_unlock (&self->mutex);

  g_clear_pointer (&self->pool, _cem_db_pool_free);
  g_clear_pointer (&self->processor, _cem_processor_close);
}

/**
 * cem_engine_open:
 * @path: (type filename) (nullable): the file of the store, which is made when there is none, or
 * `NULL` for a store in memory
 * @clock: (nullable): the clock to follow, or `NULL` for the system's
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Opens a store.
 *
 * Fails with `CEM_ERROR_BUSY` when another process is writing to it, `CEM_ERROR_NOT_A_STORE`,
 * `CEM_ERROR_NEWER_SCHEMA`, `CEM_ERROR_CORRUPT`, `CEM_ERROR_READ_ONLY`, `CEM_ERROR_NO_SPACE` or
 * `CEM_ERROR_IO`.
 *
 * Returns: (transfer full): the engine
 *
 * Since: 0.1
 */
CemEngine *
cem_engine_open (const char *path,
                 CemClock *clock,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (CemEngine) self = engine_new (path, clock);

  if (_cem_worker_call (self->writer, open_thread, self, NULL, cancellable, error) == NULL)
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * cem_engine_open_async:
 * @path: (type filename) (nullable): the file of the store, which is made when there is none, or
 * `NULL` for a store in memory
 * @clock: (nullable): the clock to follow, or `NULL` for the system's
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Opens a store without blocking; see [func@Engine.open].
 *
 * Since: 0.1
 */
void
cem_engine_open_async (const char *path,
                       CemClock *clock,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  CemEngine *self = engine_new (path, clock);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, cem_engine_open_async);
  g_task_set_task_data (task, self, g_object_unref);
  _cem_worker_push (self->writer, task, open_thread, self, NULL);
}

/**
 * cem_engine_open_finish:
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [func@Engine.open_async].
 *
 * Returns: (transfer full): the engine
 *
 * Since: 0.1
 */
CemEngine *
cem_engine_open_finish (GAsyncResult *result,
                        GError **error)
{
  CemEngine *self = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  self = g_task_propagate_pointer (G_TASK (result), error);
  return self != NULL ? g_object_ref (self) : NULL;
}

/**
 * cem_engine_get_path: (get-property path)
 * @self: an engine
 *
 * Gets the file of the store.
 *
 * Returns: (transfer none) (nullable) (type filename): the file of the store
 *
 * Since: 0.1
 */
const char *
cem_engine_get_path (CemEngine *self)
{
  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);

  return self->path;
}

/**
 * cem_engine_get_clock: (get-property clock)
 * @self: an engine
 *
 * Gets the clock that engine time follows.
 *
 * Returns: (transfer none): the clock that engine time follows
 *
 * Since: 0.1
 */
CemClock *
cem_engine_get_clock (CemEngine *self)
{
  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);

  return self->clock;
}

/**
 * cem_engine_create_view:
 * @self: an engine
 * @actor: (nullable): who looks; `NULL` for the program itself
 * @purpose: (nullable): what for
 *
 * Makes a view, through which everything is read.
 *
 * Today every actor sees everything.
 *
 * Returns: (transfer full): a view
 *
 * Since: 0.1
 */
CemView *
cem_engine_create_view (CemEngine *self,
                        const char *actor,
                        const char *purpose)
{
  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);

  return g_object_new (CEM_TYPE_VIEW, "engine", self, "actor", actor, "purpose", purpose, NULL);
}

static gpointer
close_thread (gpointer context,
              gpointer data,
              GCancellable *cancellable,
              GError **error)
{
  CemEngine *self = context;

  if (!_cem_engine_check_open (self, error))
    return NULL;

  shut (self);
  return self;
}

/**
 * cem_engine_close:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Closes the store after all work that is queued is done.
 *
 * Every later call fails with `CEM_ERROR_CLOSED`, a second close too. An engine that is finalized
 * is closed.
 *
 * Returns: `TRUE` when it has been closed
 *
 * Since: 0.1
 */
gboolean
cem_engine_close (CemEngine *self,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (CEM_IS_ENGINE (self), FALSE);

  return _cem_worker_call (self->writer, close_thread, self, NULL, cancellable, error) != NULL;
}

/**
 * cem_engine_close_async:
 * @self: an engine
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Engine.close] does without blocking.
 *
 * Since: 0.1
 */
void
cem_engine_close_async (CemEngine *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CEM_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_engine_close_async);
  _cem_worker_push (self->writer, task, close_thread, self, NULL);
}

/**
 * cem_engine_close_finish:
 * @self: an engine
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Engine.close_async].
 *
 * Returns: `TRUE` when it has been closed
 *
 * Since: 0.1
 */
gboolean
cem_engine_close_finish (CemEngine *self,
                         GAsyncResult *result,
                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
