/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-private.h"

typedef struct
{
  GFile *file;          /* one of these two, or neither for the quarantine */
  GInputStream *stream;
} Source;

static void
source_free (Source *source)
{
  g_clear_object (&source->file);
  g_clear_object (&source->stream);
  g_free (source);
}

static gboolean
run_file (CemIntake *self,
          GFile *file,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, error);
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *name = NULL;
  const char *origin = self->origin;

  if (stream == NULL)
    return FALSE;
  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  name = g_file_get_basename (file);

  return _cem_intake_run (self, G_INPUT_STREAM (stream), origin != NULL ? origin : name,
                          info != NULL ? g_file_info_get_size (info) : 0, cancellable, error);
}

static gpointer
run_work (gpointer context,
          gpointer data,
          GCancellable *cancellable,
          GError **error)
{
  CemIntake *self = context;
  Source *source = data;
  gboolean done = FALSE;

  if (source->file != NULL)
    done = run_file (self, source->file, cancellable, error);
  else
    done = _cem_intake_run (self, source->stream, self->origin, 0, cancellable, error);

  return done ? self : NULL;
}

static void
run_async (CemIntake *self,
           gpointer source_tag,
           GFile *file,
           GInputStream *stream,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Source *source = g_new0 (Source, 1);

  source->file = file != NULL ? g_object_ref (file) : NULL;
  source->stream = stream != NULL ? g_object_ref (stream) : NULL;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, source, (GDestroyNotify) source_free);

  _cem_runner_push (&self->runner, task, run_work);
}

static gboolean
run_finish (CemIntake *self,
            GAsyncResult *result,
            GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * cem_intake_run_file:
 * @self: an intake
 * @file: the file
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes in a file.
 *
 * Lines that cannot be taken are no error. Fails when the file cannot be read or the store cannot
 * be written, with `CEM_ERROR_BUSY` while another run is going on, and with
 * `G_IO_ERROR_CANCELLED`; what was committed until then stays.
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_file (CemIntake *self,
                     GFile *file,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  _cem_runner_be_sync (&self->runner);
  return run_file (self, file, cancellable, error);
}

/**
 * cem_intake_run_file_async:
 * @self: an intake
 * @file: the file
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Intake.run_file] does without blocking.
 *
 * Since: 0.1
 */
void
cem_intake_run_file_async (CemIntake *self,
                           GFile *file,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (G_IS_FILE (file));

  run_async (self, cem_intake_run_file_async, file, NULL, cancellable, callback, user_data);
}

/**
 * cem_intake_run_file_finish:
 * @self: an intake
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Intake.run_file_async].
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_file_finish (CemIntake *self,
                            GAsyncResult *result,
                            GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  return run_finish (self, result, error);
}

/**
 * cem_intake_run_stream:
 * @self: an intake
 * @stream: the stream, which is read to its end and not closed
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes in a stream; see [method@Intake.run_file].
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_stream (CemIntake *self,
                       GInputStream *stream,
                       GCancellable *cancellable,
                       GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);
  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), FALSE);

  _cem_runner_be_sync (&self->runner);
  return _cem_intake_run (self, stream, self->origin, 0, cancellable, error);
}

/**
 * cem_intake_run_stream_async:
 * @self: an intake
 * @stream: the stream, which is read to its end and not closed
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Intake.run_stream] does without blocking.
 *
 * Since: 0.1
 */
void
cem_intake_run_stream_async (CemIntake *self,
                             GInputStream *stream,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (G_IS_INPUT_STREAM (stream));

  run_async (self, cem_intake_run_stream_async, NULL, stream, cancellable, callback, user_data);
}

/**
 * cem_intake_run_stream_finish:
 * @self: an intake
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Intake.run_stream_async].
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_stream_finish (CemIntake *self,
                              GAsyncResult *result,
                              GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  return run_finish (self, result, error);
}

/**
 * cem_intake_run_quarantine:
 * @self: an intake
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Tries everything in the quarantine again.
 *
 * What can be taken now leaves the quarantine; the rest stays, with the newest reason.
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_quarantine (CemIntake *self,
                           GCancellable *cancellable,
                           GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  _cem_runner_be_sync (&self->runner);
  return _cem_intake_run (self, NULL, NULL, 0, cancellable, error);
}

/**
 * cem_intake_run_quarantine_async:
 * @self: an intake
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Intake.run_quarantine] does without blocking.
 *
 * Since: 0.1
 */
void
cem_intake_run_quarantine_async (CemIntake *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  run_async (self, cem_intake_run_quarantine_async, NULL, NULL, cancellable, callback, user_data);
}

/**
 * cem_intake_run_quarantine_finish:
 * @self: an intake
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Intake.run_quarantine_async].
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_quarantine_finish (CemIntake *self,
                                  GAsyncResult *result,
                                  GError **error)
{
  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  return run_finish (self, result, error);
}
