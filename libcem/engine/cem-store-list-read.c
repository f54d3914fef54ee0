/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-list-internal-private.h"

#include "engine/cem-engine-private.h"
#include "engine/cem-store-item-private.h"

/* How a list reads by itself, from its main context. */

/* How many keys a list shows before it knows all, and how many it reads at least for a window. */
#define FIRST_KEYS 512
#define LEAST_KEYS 64
/* How many items it reads at a time. */
#define FETCH_ITEMS 256
/* A refresh waits so many times as long as the last one took, to spare the readers. */
#define REST_FACTOR 4

static CemListJob *
new_job (CemStoreList *self,
         GArray *again)
{
  CemListJob *job = _cem_list_job_new (self->source, self->keys, again);

  job->generation = self->generation;
  job->complete = self->complete;
  job->stamp = self->complete ? self->stamp : -1;
  return job;
}

/* Reads no more keys than the window needs, for the first page must not wait for all of them. Who goes
 * on page by page reads twice as many each time, so that this stays cheap to the end. */
CemListJob *
_cem_store_list_new_load_job (CemStoreList *self,
                              const CemListWindow *window)
{
  CemListJob *job = new_job (self, NULL);
  const guint64 end = (guint64) window->position + window->n_items;
  const guint known = self->keys->n;

  job->position = window->position;
  job->n_items = window->n_items;
  if (self->complete || end >= G_MAXUINT)
    return job;

  job->limit = (guint) MAX (MAX (end, LEAST_KEYS), MIN (2 * (guint64) known, G_MAXUINT));
  if (self->generation > 0 && end <= known)
    {
      job->stamp = self->stamp;
      job->limit = known;
    }

  return job;
}

/* Who does not wait does not keep the list: when it goes, what it was reading is cancelled. */
typedef struct
{
  GWeakRef list;
  GTask *load; /* (nullable): who waits, and holds the list */
} Pending;

static void
job_done_cb (GObject *object,
             GAsyncResult *async_result,
             gpointer user_data)
{
  g_autofree Pending *pending = user_data;
  g_autoptr (CemStoreList) self = g_weak_ref_get (&pending->list);
  g_autoptr (GTask) load = pending->load;
  g_autoptr (GError) error = NULL;
  CemListJob *job = g_task_get_task_data (G_TASK (async_result));
  g_autoptr (CemListResult) result = g_task_propagate_pointer (G_TASK (async_result), &error);

  g_weak_ref_clear (&pending->list);
  if (self == NULL)
    return;

  self->busy = FALSE;
  if (result != NULL)
    {
      if (result->keys != NULL)
        self->rested_at = g_get_monotonic_time () + result->cost * REST_FACTOR;
      _cem_store_list_apply (self, job, result);
    }
  else if (load == NULL)
    {
      self->failed = TRUE;
      _cem_store_list_set_error (self, error);
    }

  if (load != NULL && error != NULL)
    g_task_return_error (load, g_steal_pointer (&error));
  else if (load != NULL)
    g_task_return_boolean (load, TRUE);

  _cem_store_list_schedule (self);
}

/* Runs inside the list's main context. @load is taken. */
static void
start_job (CemStoreList *self,
           CemListJob *job,
           GTask *load)
{
  Pending *pending = g_new0 (Pending, 1);
  GTask *task = NULL;

  g_weak_ref_init (&pending->list, self);
  pending->load = load;
  g_main_context_push_thread_default (self->context);
  task = g_task_new (NULL, load != NULL ? g_task_get_cancellable (load) : self->cancellable,
                     job_done_cb, pending);
  g_main_context_pop_thread_default (self->context);

  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, (GDestroyNotify) _cem_list_job_free);
  self->busy = TRUE;
  _cem_engine_read_async (self->source->engine, _cem_list_job_run, task,
                          (GDestroyNotify) _cem_list_result_free);
}

static void
start_load (CemStoreList *self)
{
  GTask *load = g_queue_pop_head (&self->loads);

  start_job (self, _cem_store_list_new_load_job (self, g_task_get_task_data (load)), load);
}

static void
start_refresh (CemStoreList *self)
{
  CemListJob *job = new_job (self, _cem_list_items_take_keys (self->items));

  if (self->generation == 0)
    job->limit = FIRST_KEYS;
  self->stale = FALSE;
  start_job (self, job, NULL);
}

static void
start_fetch (CemStoreList *self)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  CemListJob *job = NULL;

  while (self->wanted->len > 0 && keys->len < FETCH_ITEMS)
    {
      gint64 key = g_array_index (self->wanted, gint64, self->wanted->len - 1);
      gpointer item = _cem_list_items_find (self->items, key);

      g_array_set_size (self->wanted, self->wanted->len - 1);
      if (item != NULL && cem_store_item_get_loading (item))
        g_array_append_val (keys, key);
    }

  if (keys->len == 0)
    return;

  job = new_job (self, g_steal_pointer (&keys));
  job->stamp = self->stamp;
  start_job (self, job, NULL);
}

static gboolean
pump_cb (gpointer user_data)
{
  CemStoreList *self = user_data;

  g_clear_pointer (&self->pump, g_source_unref);
  if (self->busy)
    return G_SOURCE_REMOVE;

  if (self->loads.length > 0)
    start_load (self);
  else if ((self->stale || !self->complete) && !self->failed && self->rest == NULL)
    start_refresh (self);
  else if (self->wanted->len > 0)
    start_fetch (self);

  return G_SOURCE_REMOVE;
}

static gboolean
rest_cb (gpointer user_data)
{
  CemStoreList *self = user_data;

  g_clear_pointer (&self->rest, g_source_unref);
  _cem_store_list_schedule (self);
  return G_SOURCE_REMOVE;
}

static GSource *
attach (CemStoreList *self,
        GSource *source,
        GSourceFunc callback,
        const char *name)
{
  g_source_set_static_name (source, name);
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
  return source;
}

void
_cem_store_list_schedule (CemStoreList *self)
{
  const gint64 wait = self->rested_at - g_get_monotonic_time ();
  const gboolean refresh = (self->stale || !self->complete) && !self->failed;

  if (self->context == NULL || self->busy)
    return;

  /* The rest of the keys, after the first ones, come without delay. */
  if (refresh && self->complete && wait > 0 && self->rest == NULL)
    self->rest = attach (self, g_timeout_source_new ((guint) (wait / 1000 + 1)), rest_cb,
                         "[cem] store list rests");

  if (self->pump != NULL)
    return;
  if (self->loads.length > 0 || self->wanted->len > 0 || (refresh && self->rest == NULL))
    self->pump = attach (self, g_timeout_source_new (0), pump_cb, "[cem] store list reads");
}

void
_cem_store_list_changed (CemStoreList *self)
{
  self->stale = TRUE;
  self->failed = FALSE;
  _cem_store_list_schedule (self);
}

/* Without a main loop that reads, those that nobody holds any more are forgotten. */
void
_cem_store_list_want (CemStoreList *self,
                      gint64 key)
{
  guint n = 0;

  g_array_append_val (self->wanted, key);
  if (self->wanted->len < self->max_wanted)
    return;

  for (guint i = 0; i < self->wanted->len; i++)
    if (_cem_list_items_find (self->items, g_array_index (self->wanted, gint64, i)) != NULL)
      g_array_index (self->wanted, gint64, n++) = g_array_index (self->wanted, gint64, i);

  g_array_set_size (self->wanted, n);
  self->max_wanted = 2 * n + CEM_STORE_LIST_WANTED;
}
