/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-private.h"

#include "intake/cem-line-reader-private.h"
#include "log/cem-quarantine-private.h"

#include <libcem/cem-error.h>

/* Rows of the quarantine that are tried again together. */
#define RETRY_PAGE 1000

typedef struct
{
  gint64 started;  /* monotonic */
  gint64 notified;
  guint n_before;  /* events of earlier runs */
  double size;     /* bytes of this stream; 0: unknown */
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
  if (course->size > 0)
    {
      self->fraction = MIN (bytes / course->size, 1.0);
      if (self->fraction > 0)
        self->seconds_left = seconds * (1.0 - self->fraction) / self->fraction;
    }
  g_mutex_unlock (&self->runner.mutex);
}

/* --- a run ---*/

/* One batch is written while the next is read. */
typedef struct
{
  CemIntake *intake;
  Course course;
  CemBatch *batches[2];
  guint filling;
  CemProcessingFlags flags;
  GCancellable *cancellable;

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

/* Hands the batch that has been filled to the writer, and goes on with the other one. */
static gboolean
hand_over (Run *run,
           guint64 bytes,
           GError **error)
{
  gint64 now = g_get_monotonic_time ();

  if (!wait_for_writer (run, error))
    return FALSE;
  if (now - run->course.notified >= G_USEC_PER_SEC / 5)
    {
      run->course.notified = now;
      _cem_runner_tell (&run->intake->runner);
    }

  run->filling = 1 - run->filling;
  run->bytes = bytes;
  run->tally = (CemTally){ 0 };
  run->under_way = TRUE;
  _cem_engine_post_write (run->intake->engine, write_work, write_done, run);

  reset_filling (run);
  return TRUE;
}

static gboolean
read_lines (Run *run,
            GInputStream *stream,
            GError **error)
{
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  CemLine line = { 0 };
  GError *failure = NULL;

  while (_cem_line_reader_next (reader, &line, run->cancellable, &failure))
    {
      CemBatch *batch = run->batches[run->filling];

      _cem_batch_add_line (batch, &line);
      if (_cem_batch_get_n_items (batch) >= run->intake->rows_per_commit &&
          !hand_over (run, _cem_line_reader_get_bytes (reader), error))
        return FALSE;
    }

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  return hand_over (run, _cem_line_reader_get_bytes (reader), error);
}

/* --- the quarantine ---*/

typedef struct
{
  CemBatch *batch;
  gint64 after;
  guint n;
} Retry;

static gboolean
add_quarantined (const CemQuarantineRow *row,
                 gpointer data,
                 GError **error)
{
  Retry *retry = data;

  _cem_batch_add_quarantined (retry->batch, row);
  retry->after = row->id;
  retry->n++;
  return TRUE;
}

static gpointer
read_quarantine (CemDb *db,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  Retry *retry = data;

  if (!_cem_quarantine_list (db, retry->after, RETRY_PAGE, add_quarantined, retry, error))
    return NULL;

  return retry;
}

static gboolean
retry_all (Run *run,
           GError **error)
{
  Retry retry = { 0 };

  do
    {
      retry.batch = run->batches[run->filling];
      retry.n = 0;
      if (_cem_engine_read (run->intake->engine, read_quarantine, &retry, run->cancellable,
                            error) == NULL ||
          !hand_over (run, 0, error))
        return FALSE;
    }
  while (retry.n == RETRY_PAGE);

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
                .size = size },
    .cancellable = cancellable,
    .flags = (self->mode == CEM_INTAKE_MODE_HISTORY ? CEM_PROCESSING_HISTORY : 0) |
             (self->durable ? CEM_PROCESSING_DURABLE : 0),
  };
  g_mutex_init (&run->mutex);
  g_cond_init (&run->cond);
  for (guint i = 0; i < 2; i++)
    {
      run->batches[i] = _cem_batch_new (_cem_engine_get_secret (self->engine), origin);
      _cem_batch_set_reading (run->batches[i], self->format, self->segment_source);
    }
  reset_filling (run);
}

static void
run_clear (Run *run)
{
  for (guint i = 0; i < 2; i++)
    _cem_batch_free (run->batches[i]);
  g_mutex_clear (&run->mutex);
  g_cond_clear (&run->cond);
}

gboolean
_cem_intake_run (CemIntake *self,
                 GInputStream *stream,
                 const char *origin,
                 double size,
                 GCancellable *cancellable,
                 GError **error)
{
  Run run;
  gboolean read = FALSE;
  GError *failure = NULL;

  if (!_cem_runner_claim (&self->runner, error))
    return FALSE;

  run_init (&run, self, origin, size, cancellable);
  read = stream != NULL ? read_lines (&run, stream, error) : retry_all (&run, error);
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
