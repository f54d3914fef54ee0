/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-private.h"

#include <libcem/cem-error.h>

/* What an async run works on: files, or one stream, or nothing for the quarantine. */
typedef struct
{
  GPtrArray *files; /* AddedFile */
  GInputStream *stream;
} Source;

/* A file that a run is to read, with its mapping. */
typedef struct
{
  GFile *file;
  CemMapping *mapping;
} AddedFile;

static void
added_file_free (gpointer data)
{
  AddedFile *added = data;

  g_object_unref (added->file);
  g_clear_object (&added->mapping);
  g_free (added);
}

static GPtrArray *
files_new (void)
{
  return g_ptr_array_new_with_free_func (added_file_free);
}

static void
add_file (GPtrArray *files,
          GFile *file,
          CemMapping *mapping)
{
  AddedFile *added = g_new0 (AddedFile, 1);

  added->file = g_object_ref (file);
  added->mapping = mapping != NULL ? g_object_ref (mapping) : NULL;
  g_ptr_array_add (files, added);
}

static void
source_free (Source *source)
{
  g_clear_pointer (&source->files, g_ptr_array_unref);
  g_clear_object (&source->stream);
  g_free (source);
}

/* --- opened files ---*/

typedef struct
{
  CemIntakeFile *files;
  char **names;
  guint n;
} Opened;

static void
opened_clear (Opened *opened)
{
  for (guint i = 0; i < opened->n; i++)
    {
      g_clear_object (&opened->files[i].stream);
      g_free (opened->names[i]);
    }
  g_free (opened->files);
  g_free (opened->names);
}

static gboolean
open_file (CemIntake *self,
           Opened *opened,
           const AddedFile *added,
           GCancellable *cancellable,
           GError **error)
{
  GFileInputStream *stream = g_file_read (added->file, cancellable, error);
  CemIntakeFile *file = &opened->files[opened->n];
  g_autoptr (GFileInfo) info = NULL;

  if (stream == NULL)
    return FALSE;

  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  opened->names[opened->n] = g_file_get_basename (added->file);
  *file = (CemIntakeFile){
    .file = added->file,
    .stream = G_INPUT_STREAM (stream),
    .mapping = added->mapping,
    .origin = self->origin != NULL ? self->origin : opened->names[opened->n],
    .size = info != NULL ? g_file_info_get_size (info) : 0,
  };
  opened->n++;
  return TRUE;
}

static gboolean
can_seek (const Opened *opened)
{
  for (guint i = 0; i < opened->n; i++)
    if (!G_IS_SEEKABLE (opened->files[i].stream) ||
        !g_seekable_can_seek (G_SEEKABLE (opened->files[i].stream)))
      return FALSE;

  return TRUE;
}

/* As history, files are read in the order of time: several of them, and rows of which each may become
 * events of several times. */
static gboolean
wants_merge (CemIntake *self,
             const Opened *opened)
{
  return self->mode == CEM_INTAKE_MODE_HISTORY &&
         (opened->n > 1 || (opened->n == 1 && opened->files[0].mapping != NULL && can_seek (opened)));
}

static gboolean
run_opened (CemIntake *self,
            const Opened *opened,
            GCancellable *cancellable,
            GError **error)
{
  if (wants_merge (self, opened))
    return _cem_intake_run (self, opened->files, opened->n, TRUE, cancellable, error);

  for (guint i = 0; i < opened->n; i++)
    if (!_cem_intake_run (self, &opened->files[i], 1, FALSE, cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
run_files (CemIntake *self,
           GPtrArray *files,
           GCancellable *cancellable,
           GError **error)
{
  Opened opened = {
    .files = g_new0 (CemIntakeFile, files->len + 1),
    .names = g_new0 (char *, files->len + 1),
  };
  gboolean done = TRUE;

  for (guint i = 0; done && i < files->len; i++)
    done = open_file (self, &opened, files->pdata[i], cancellable, error);
  done = done && run_opened (self, &opened, cancellable, error);

  opened_clear (&opened);
  return done;
}

static gboolean
run_file (CemIntake *self,
          GFile *file,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GPtrArray) files = files_new ();

  add_file (files, file, self->mapping);
  return run_files (self, files, cancellable, error);
}

static gboolean
run_stream (CemIntake *self,
            GInputStream *stream,
            GCancellable *cancellable,
            GError **error)
{
  CemIntakeFile file = { .stream = stream, .mapping = self->mapping, .origin = self->origin };

  return _cem_intake_run (self, &file, 1, FALSE, cancellable, error);
}

/* What has been added is run once. */
static GPtrArray *
take_files (CemIntake *self)
{
  GPtrArray *files = self->files != NULL ? g_steal_pointer (&self->files) : files_new ();

  return files;
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

  if (source->files != NULL)
    done = run_files (self, source->files, cancellable, error);
  else if (source->stream != NULL)
    done = run_stream (self, source->stream, cancellable, error);
  else
    done = _cem_intake_run (self, NULL, 0, FALSE, cancellable, error);

  return done ? self : NULL;
}

/* Takes @files. */
static void
run_async (CemIntake *self,
           gpointer source_tag,
           GPtrArray *files,
           GInputStream *stream,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Source *source = g_new0 (Source, 1);

  source->files = files;
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
 * With a mapping and as history, a file is read twice, first for the times only: its events are taken
 * in the order of time, whatever the order of its rows.
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
  GPtrArray *files = NULL;

  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (G_IS_FILE (file));

  files = files_new ();
  add_file (files, file, self->mapping);
  run_async (self, cem_intake_run_file_async, files, NULL, cancellable, callback, user_data);
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
 * cem_intake_add_file:
 * @self: an intake
 * @file: the file
 * @mapping: (nullable): which events its rows are, or `NULL` for a file of JSON Lines
 *
 * Adds a file to those that [method@Intake.run_files] takes in.
 *
 * Since: 0.1
 */
void
cem_intake_add_file (CemIntake *self,
                     GFile *file,
                     CemMapping *mapping)
{
  g_return_if_fail (CEM_IS_INTAKE (self));
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (mapping == NULL || CEM_IS_MAPPING (mapping));

  if (self->files == NULL)
    self->files = files_new ();
  add_file (self->files, file, mapping);
}

/**
 * cem_intake_run_files:
 * @self: an intake
 * @cancellable: (nullable): a cancellable
 * @error: return location for an error
 *
 * Takes in the files that were added since the last such run.
 *
 * As history they are read twice, first for the times only, and all their events are taken in the
 * order of time (by file and place where times are equal; what has no time comes behind what stands
 * before it). That takes 24 bytes of memory for each event. Files that are compressed or in another
 * encoding are unpacked into files without a name for that. Live, the files are taken in one after the
 * other.
 *
 * Fails as [method@Intake.run_file] does, and as history with `CEM_ERROR_REFUSED` when something among
 * several files is a pipe, which cannot be read twice.
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_files (CemIntake *self,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_val_if_fail (CEM_IS_INTAKE (self), FALSE);

  files = take_files (self);
  _cem_runner_be_sync (&self->runner);
  return run_files (self, files, cancellable, error);
}

/**
 * cem_intake_run_files_async:
 * @self: an intake
 * @cancellable: (nullable): a cancellable
 * @callback: (scope async) (closure user_data): called when it is done
 * @user_data: data for @callback
 *
 * Does what [method@Intake.run_files] does without blocking.
 *
 * Since: 0.1
 */
void
cem_intake_run_files_async (CemIntake *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (CEM_IS_INTAKE (self));

  run_async (self, cem_intake_run_files_async, take_files (self), NULL, cancellable, callback,
             user_data);
}

/**
 * cem_intake_run_files_finish:
 * @self: an intake
 * @result: the result that the callback was given
 * @error: return location for an error
 *
 * Finishes [method@Intake.run_files_async].
 *
 * Returns: `TRUE` when all of it has been committed
 *
 * Since: 0.1
 */
gboolean
cem_intake_run_files_finish (CemIntake *self,
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
  return run_stream (self, stream, cancellable, error);
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
 * What can be taken now leaves the quarantine; the rest stays, with the newest reason. Rows of CSV
 * are tried with [property@Intake:mapping] when they came by a mapping of that name, and otherwise
 * with the mapping that was loaded last under their mapping's name, which the store holds.
 *
 * Fails as [method@Intake.run_file] does, and, after everything else has been tried, with
 * `CEM_ERROR_NOT_FOUND` when no mapping was given and there are rows whose mapping the store does not
 * hold (as in one that an earlier version of the library wrote).
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
  return _cem_intake_run (self, NULL, 0, FALSE, cancellable, error);
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
