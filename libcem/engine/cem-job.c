/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-job-private.h"

#include "engine/cem-runner-private.h"

#include <libcem/cem-diagnostics.h>
#include <libcem/cem-engine.h>

typedef struct
{
  CemEngine *engine;
  CemDiagnostics *diagnostics;
  double fraction; /* under the runner's mutex */
  CemRunner runner;
} CemJobPrivate;

/**
 * CemJob:
 *
 * Long work on a store that says how far it is and what it found.
 *
 * One run at a time: a second one fails with `CEM_ERROR_BUSY`. A run that has ended can be followed by
 * another. The diagnostics belong to the thread that runs the job; [property@Job:fraction] may be asked
 * for from any thread, and notifies in the thread that runs the job, or in the main context that waits
 * for it.
 *
 * ```c
 * g_autoptr (GError) error = NULL;
 *
 * if (!cem_job_run (job, NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CemJob, cem_job, G_TYPE_OBJECT)

typedef enum
{
  PROP_ENGINE = 1,
  PROP_FRACTION,
  PROP_DIAGNOSTICS
} CemJobProperty;

static GParamSpec *properties[PROP_DIAGNOSTICS + 1];

static CemJobPrivate *
private_of (CemJob *self)
{
  return cem_job_get_instance_private (self);
}

static void
cem_job_finalize (GObject *object)
{
  CemJobPrivate *self = private_of (CEM_JOB (object));

  _cem_runner_clear (&self->runner);
  g_clear_object (&self->engine);
  g_clear_object (&self->diagnostics);

  G_OBJECT_CLASS (cem_job_parent_class)->finalize (object);
}

static void
cem_job_get_property (GObject *object,
                      guint prop_id,
                      GValue *value,
                      GParamSpec *pspec)
{
  CemJob *self = CEM_JOB (object);

  switch ((CemJobProperty) prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, private_of (self)->engine);
      break;
    case PROP_FRACTION:
      g_value_set_double (value, cem_job_get_fraction (self));
      break;
    case PROP_DIAGNOSTICS:
      g_value_set_object (value, private_of (self)->diagnostics);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_job_set_property (GObject *object,
                      guint prop_id,
                      const GValue *value,
                      GParamSpec *pspec)
{
  CemJob *self = CEM_JOB (object);

  switch ((CemJobProperty) prop_id)
    {
    case PROP_ENGINE:
      private_of (self)->engine = g_value_dup_object (value);
      break;
    case PROP_FRACTION:
    case PROP_DIAGNOSTICS:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_job_class_init (CemJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cem_job_finalize;
  object_class->get_property = cem_job_get_property;
  object_class->set_property = cem_job_set_property;

  /**
   * CemJob:engine: (getter get_engine)
   *
   * The engine whose store is worked on.
   *
   * Since: 0.1
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, CEM_TYPE_ENGINE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  /**
   * CemJob:fraction: (getter get_fraction)
   *
   * How much of the work is done, from 0 to 1.
   *
   * Since: 0.1
   */
  properties[PROP_FRACTION] =
    g_param_spec_double ("fraction", NULL, NULL, 0.0, 1.0, 0.0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * CemJob:diagnostics: (getter get_diagnostics)
   *
   * What the last run found.
   *
   * Since: 0.1
   */
  properties[PROP_DIAGNOSTICS] =
    g_param_spec_object ("diagnostics", NULL, NULL, CEM_TYPE_DIAGNOSTICS,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
notify_fraction (gpointer owner)
{
  g_object_notify_by_pspec (owner, properties[PROP_FRACTION]);
}

static void
cem_job_init (CemJob *self)
{
  private_of (self)->diagnostics = cem_diagnostics_new ();
  _cem_runner_init (&private_of (self)->runner, self, notify_fraction);
}

void
_cem_job_class_set_hooks (CemJobClass *klass,
                          const CemJobHooks *hooks)
{
  klass->hooks = hooks;
}

void
_cem_job_set_fraction (CemJob *self,
                       double fraction)
{
  CemJobPrivate *job = private_of (self);

  g_mutex_lock (&job->runner.mutex);
  job->fraction = CLAMP (fraction, 0.0, 1.0);
  g_mutex_unlock (&job->runner.mutex);
  _cem_runner_tell (&job->runner);
}

static gpointer
run_work (gpointer context,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  CemJob *self = context;
  CemJobPrivate *job = private_of (self);
  const CemJobHooks *hooks = CEM_JOB_GET_CLASS (self)->hooks;
  gboolean done = FALSE;

  if (!_cem_runner_claim (&job->runner, error))
    return NULL;

  cem_diagnostics_clear (job->diagnostics);
  done = hooks->run (self, cancellable, error);
  _cem_runner_release (&job->runner);
  return done ? self : NULL;
}

/**
 * cem_job_get_engine: (get-property engine)
 * @self: a job
 *
 * Gets the engine whose store is worked on.
 *
 * Returns: (transfer none): the engine
 *
 * Since: 0.1
 */
CemEngine *
cem_job_get_engine (CemJob *self)
{
  g_return_val_if_fail (CEM_IS_JOB (self), NULL);

  return private_of (self)->engine;
}

/**
 * cem_job_get_fraction: (get-property fraction)
 * @self: a job
 *
 * Gets how much of the work is done.
 *
 * Returns: a number from 0 to 1
 *
 * Since: 0.1
 */
double
cem_job_get_fraction (CemJob *self)
{
  double fraction = 0.0;

  g_return_val_if_fail (CEM_IS_JOB (self), 0.0);

  g_mutex_lock (&private_of (self)->runner.mutex);
  fraction = private_of (self)->fraction;
  g_mutex_unlock (&private_of (self)->runner.mutex);

  return fraction;
}

/**
 * cem_job_get_diagnostics: (get-property diagnostics)
 * @self: a job
 *
 * Gets what the last run found.
 *
 * Returns: (transfer none): what was found
 *
 * Since: 0.1
 */
CemDiagnostics *
cem_job_get_diagnostics (CemJob *self)
{
  g_return_val_if_fail (CEM_IS_JOB (self), NULL);

  return private_of (self)->diagnostics;
}

/**
 * cem_job_run:
 * @self: a job
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Runs the job, in the calling thread.
 *
 * The class of the job says what it does and which errors it knows. Any job fails with
 * `G_IO_ERROR_CANCELLED` when it is cancelled, with `CEM_ERROR_BUSY` while it runs, and as reading
 * stores does.
 *
 * Returns: whether it came to its end and found nothing wrong
 *
 * Since: 0.1
 */
gboolean
cem_job_run (CemJob *self,
             GCancellable *cancellable,
             GError **error)
{
  g_return_val_if_fail (CEM_IS_JOB (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);

  _cem_runner_be_sync (&private_of (self)->runner);
  return run_work (self, NULL, cancellable, error) != NULL;
}

/**
 * cem_job_run_async:
 * @self: a job
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Job.run] does without blocking.
 *
 * Since: 0.1
 */
void
cem_job_run_async (CemJob *self,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CEM_IS_JOB (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_job_run_async);
  _cem_runner_push (&private_of (self)->runner, task, run_work);
}

/**
 * cem_job_run_finish:
 * @self: a job
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Job.run_async].
 *
 * Returns: whether it came to its end and found nothing wrong
 *
 * Since: 0.1
 */
gboolean
cem_job_run_finish (CemJob *self,
                    GAsyncResult *result,
                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
