/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-pipeline-private.h"

#include <libcem/cem-error.h>

typedef struct
{
  gint64 started;  /* monotonic */
  gint64 notified;
  guint n_before;  /* events of earlier runs */
  double size;     /* bytes of this stream; 0: unknown */
  double share;    /* how far it is, when that is known better than by bytes; -1 otherwise */
  double bytes_before;
} Course;

static void
add_figures (CemIntake *self,
             Course *course,
             const CemTally *tally,
             guint n_read,
             guint64 bytes)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = (now - course->started) / 1e6;

  g_mutex_lock (&self->runner.mutex);
  self->n_read += n_read;
  self->n_accepted += tally->accepted;
  self->n_duplicates += tally->duplicates;
  self->n_conflicts += tally->conflicts;
  self->n_quarantined += tally->quarantined;
  self->bytes = course->bytes_before + bytes;
  if (seconds > 0)
    self->rate = (self->n_read - course->n_before) / seconds;
  if (course->share >= 0 || course->size > 0)
    {
      self->fraction = course->share >= 0 ? course->share : MIN (bytes / course->size, 1.0);
      if (self->fraction > 0)
        self->seconds_left = seconds * (1.0 - self->fraction) / self->fraction;
    }
  g_mutex_unlock (&self->runner.mutex);
}

/* --- a run ---*/

/* One batch is written while the next is read. */
typedef struct
{
  gpointer thing;
  GDestroyNotify free_func;
} Kept;

typedef struct _CemIntakeRun
{
  CemIntake *intake;
  Course course;
  CemBatch *batches[2];
  guint filling;
  CemProcessingFlags flags;
  GCancellable *cancellable;
  GArray *kept; /* Kept, until all is written */
  CemMappingsUsed mappings; /* of the writer thread */

  GMutex mutex; /* over what follows */
  GCond cond;
  gboolean under_way; /* the batch that is not being filled is being written */
  guint64 bytes;      /* read when it was handed over */
  CemTally tally;
  GError *failure;
} Run;

static gpointer
write_work (CemProcessor *processor,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  Run *run = data;

  if (!_cem_processor_run (processor, run->batches[1 - run->filling], run->flags, &run->tally, NULL,
                           run->cancellable, error))
    return NULL;

  return run;
}

/* In the writer thread. */
static void
write_done (gpointer result,
            GError *error,
            gpointer data)
{
  Run *run = data;

  if (result != NULL)
    add_figures (run->intake, &run->course, &run->tally,
                 _cem_batch_get_n_items (run->batches[1 - run->filling]), run->bytes);

  g_mutex_lock (&run->mutex);
  run->failure = error;
  run->under_way = FALSE;
  g_cond_signal (&run->cond);
  g_mutex_unlock (&run->mutex);
}

static gboolean
wait_for_writer (Run *run,
                 GError **error)
{
  g_mutex_lock (&run->mutex);
  while (run->under_way)
    g_cond_wait (&run->cond, &run->mutex);
  g_mutex_unlock (&run->mutex);

  if (run->failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&run->failure));
  return FALSE;
}

static void
reset_filling (Run *run)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (run->intake->engine);

  _cem_batch_reset (run->batches[run->filling], config);
}

void
_cem_intake_run_keep (CemIntakeRun *self,
                      gpointer thing,
                      GDestroyNotify free_func)
{
  Kept kept = { thing, free_func };

  g_array_append_val (self->kept, kept);
}

static void
tell_now_and_then (Run *run)
{
  gint64 now = g_get_monotonic_time ();

  if (now - run->course.notified < G_USEC_PER_SEC / 5)
    return;

  run->course.notified = now;
  _cem_runner_tell (&run->intake->runner);
}

CemIntake *
_cem_intake_run_get_intake (CemIntakeRun *self)
{
  return self->intake;
}

GCancellable *
_cem_intake_run_get_cancellable (CemIntakeRun *self)
{
  return self->cancellable;
}

CemBatch *
_cem_intake_run_get_batch (CemIntakeRun *self)
{
  return self->batches[self->filling];
}

void
_cem_intake_run_set_share (CemIntakeRun *self,
                           double share)
{
  g_mutex_lock (&self->intake->runner.mutex);
  self->course.share = share;
  self->intake->fraction = share;
  g_mutex_unlock (&self->intake->runner.mutex);
  tell_now_and_then (self);
}

gboolean
_cem_intake_run_offer (CemIntakeRun *self,
                       guint64 bytes,
                       GError **error)
{
  return _cem_batch_get_n_items (self->batches[self->filling]) < self->intake->rows_per_commit ||
         _cem_intake_run_hand_over (self, bytes, error);
}

gboolean
_cem_intake_run_hand_over (CemIntakeRun *run,
                           guint64 bytes,
                           GError **error)
{
  if (!wait_for_writer (run, error))
    return FALSE;
  tell_now_and_then (run);

  run->filling = 1 - run->filling;
  run->bytes = bytes;
  run->tally = (CemTally){ 0 };
  run->under_way = TRUE;
  _cem_engine_post_write (run->intake->engine, write_work, write_done, run);

  reset_filling (run);
  return TRUE;
}

static void
run_init (Run *run,
          CemIntake *self,
          const char *origin,
          double size,
          GCancellable *cancellable)
{
  *run = (Run){
    .intake = self,
    .course = { .started = g_get_monotonic_time (),
                .n_before = self->n_read,
                .bytes_before = self->bytes,
                .size = size,
                .share = -1 },
    .cancellable = cancellable,
    .kept = g_array_new (FALSE, FALSE, sizeof (Kept)),
    .mappings = { .actor = g_strdup (self->actor),
                  .kept = g_hash_table_new (NULL, NULL),
                  .loaded = g_hash_table_new (NULL, NULL) },
    .flags = (self->mode == CEM_INTAKE_MODE_HISTORY ? CEM_PROCESSING_HISTORY : 0) |
             (self->durable ? CEM_PROCESSING_DURABLE : 0),
  };
  g_mutex_init (&run->mutex);
  g_cond_init (&run->cond);
  for (guint i = 0; i < 2; i++)
    {
      run->batches[i] = _cem_batch_new (_cem_engine_get_secret (self->engine), origin);
      _cem_batch_set_reading (run->batches[i], self->format, self->segment_source);
      _cem_batch_set_mappings_used (run->batches[i], &run->mappings);
    }
  reset_filling (run);
}

static void
run_clear (Run *run)
{
  for (guint i = 0; i < 2; i++)
    _cem_batch_free (run->batches[i]);
  for (guint i = 0; i < run->kept->len; i++)
    {
      Kept *kept = &g_array_index (run->kept, Kept, i);

      kept->free_func (kept->thing);
    }
  g_array_unref (run->kept);
  g_free (run->mappings.actor);
  g_hash_table_unref (run->mappings.kept);
  g_hash_table_unref (run->mappings.loaded);
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->cond);
}

static double
add_sizes (const CemIntakeFile *files,
           guint n_files)
{
  double size = 0;

  for (guint i = 0; i < n_files; i++)
    {
      if (files[i].size == 0)
        return 0;
      size += files[i].size;
    }

  return size;
}

static gboolean
read_one (Run *run,
          const CemIntakeFile *file,
          GError **error)
{
  if (file->mapping != NULL)
    return _cem_intake_read_rows (run, file->stream, file->mapping, file->origin, error);

  return _cem_intake_read_lines (run, file->stream, error);
}

static gboolean
read_all (Run *run,
          const CemIntakeFile *files,
          guint n_files,
          gboolean merge,
          GError **error)
{
  if (n_files == 0)
    return _cem_intake_read_quarantine (run, error);
  if (merge)
    return _cem_intake_read_merged (run, files, n_files, error);

  return read_one (run, &files[0], error);
}

gboolean
_cem_intake_run (CemIntake *self,
                 const CemIntakeFile *files,
                 guint n_files,
                 gboolean merge,
                 GCancellable *cancellable,
                 GError **error)
{
  Run run;
  gboolean read = FALSE;
  GError *failure = NULL;

  if (!_cem_runner_claim (&self->runner, error))
    return FALSE;

  run_init (&run, self, n_files > 0 ? files[0].origin : NULL, add_sizes (files, n_files),
            cancellable);
  read = read_all (&run, files, n_files, merge, error);
  if (!wait_for_writer (&run, &failure))
    {
      /* The first failure is the one to tell. */
      if (read)
        g_propagate_error (error, failure);
      else
        g_error_free (failure);
      read = FALSE;
    }
  run_clear (&run);
  _cem_runner_tell (&self->runner);

  _cem_runner_release (&self->runner);
  return read;
}
