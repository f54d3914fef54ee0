/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-reading-private.h"

#include "engine/cem-noun-load-private.h"

CemPageJob *
_cem_page_job_new (const CemPageHooks *hooks,
                   CemEngine *engine,
                   CemSubject *subject)
{
  CemPageJob *self = g_new0 (CemPageJob, 1);

  self->hooks = hooks;
  self->engine = g_object_ref (engine);
  self->subject = _cem_subject_ref (subject);
  self->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) _cem_list_job_free);
  return self;
}

void
_cem_page_job_free (CemPageJob *self)
{
  g_object_unref (self->engine);
  _cem_subject_unref (self->subject);
  g_ptr_array_unref (self->jobs);
  g_free (self);
}

static CemPageResult *
new_result (CemPageJob *job)
{
  CemPageResult *self = g_new0 (CemPageResult, 1);

  self->reading.engine = job->engine;
  self->reading.subject = job->subject;
  self->results = g_ptr_array_new_with_free_func ((GDestroyNotify) _cem_list_result_free);
  for (guint i = 0; i < CEM_PAGE_MAX_ROWS; i++)
    self->reading.rows[i] = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

void
_cem_page_result_free (CemPageResult *self)
{
  g_clear_object (&self->reading.head);
  for (guint i = 0; i < CEM_PAGE_MAX_ROWS; i++)
    g_ptr_array_unref (self->reading.rows[i]);
  g_ptr_array_unref (self->results);
  g_free (self);
}

/* A page that is open outlives what it is about: it is empty then. */
static gboolean
read_head (CemPageJob *self,
           CemDb *db,
           CemPageResult *result,
           GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (self->hooks->read (&result->reading, db, &local_error))
    return TRUE;

  if (!self->opening && g_error_matches (local_error, CEM_ERROR, CEM_ERROR_NOT_FOUND))
    {
      g_clear_object (&result->reading.head);
      for (guint i = 0; i < CEM_PAGE_MAX_ROWS; i++)
        g_ptr_array_set_size (result->reading.rows[i], 0);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gpointer
_cem_page_job_run (CemDb *db,
                   gpointer data,
                   GCancellable *cancellable,
                   GError **error)
{
  CemPageJob *self = data;
  g_autoptr (CemPageResult) result = new_result (self);
  const gint64 start = g_get_monotonic_time ();

  if (!_cem_read_position (db, &result->reading.position, error) ||
      !read_head (self, db, result, error))
    return NULL;

  for (guint i = 0; i < self->jobs->len; i++)
    {
      gpointer one = _cem_list_job_run (db, self->jobs->pdata[i], cancellable, error);

      if (one == NULL)
        return NULL;
      g_ptr_array_add (result->results, one);
    }

  result->cost = g_get_monotonic_time () - start;
  return g_steal_pointer (&result);
}
