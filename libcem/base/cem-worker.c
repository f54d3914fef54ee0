/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-worker-private.h"

struct _CemWorker
{
  GThreadPool *pool;
};

/* A task, a call that somebody waits for, or a post. */
typedef struct
{
  CemWork work;
  gpointer context;
  gboolean posted;

  GTask *task;
  GDestroyNotify result_free;
  GError *failure;

  gpointer data;
  GCancellable *cancellable;
  GError **error;
  gpointer result;
  gboolean done;
  GMutex mutex;
  GCond cond;
} Item;

static gboolean
finish_task_cb (gpointer user_data)
{
  Item *item = user_data;

  if (item->failure != NULL)
    g_task_return_error (item->task, g_steal_pointer (&item->failure));
  else
    g_task_return_pointer (item->task, item->result, item->result_free);

  return G_SOURCE_REMOVE;
}

static void
free_task_item (gpointer user_data)
{
  Item *item = user_data;

  g_clear_error (&item->failure);
  g_object_unref (item->task);
  g_free (item);
}

/* The task goes back to its context before it returns, so that the last reference to what it holds,
 * which may own this very thread, goes there and not here. */
static void
do_task (Item *item)
{
  GCancellable *cancellable = g_task_get_cancellable (item->task);
  g_autoptr (GSource) source = g_idle_source_new ();

  if (!g_cancellable_set_error_if_cancelled (cancellable, &item->failure))
    item->result = item->work (item->context, g_task_get_task_data (item->task), cancellable,
                               &item->failure);

  g_source_set_priority (source, g_task_get_priority (item->task));
  g_source_set_callback (source, finish_task_cb, item, free_task_item);
  g_source_attach (source, g_task_get_context (item->task));
}

static void
do_call (Item *item)
{
  if (!g_cancellable_set_error_if_cancelled (item->cancellable, item->error))
    item->result = item->work (item->context, item->data, item->cancellable, item->error);

  g_mutex_lock (&item->mutex);
  item->done = TRUE;
  g_cond_signal (&item->cond);
  g_mutex_unlock (&item->mutex);
}

static void
work_thread (gpointer data,
             gpointer user_data)
{
  Item *item = data;

  if (item->task != NULL)
    do_task (item);
  else if (item->posted)
    {
      item->work (item->context, NULL, NULL, NULL);
      g_free (item);
    }
  else
    do_call (item);
}

CemWorker *
_cem_worker_new (guint n_threads)
{
  CemWorker *self = g_new0 (CemWorker, 1);

  self->pool = g_thread_pool_new (work_thread, NULL, n_threads, TRUE, NULL);
  return self;
}

void
_cem_worker_free (CemWorker *self)
{
  g_thread_pool_free (self->pool, FALSE, TRUE);
  g_free (self);
}

gpointer
_cem_worker_call (CemWorker *self,
                  CemWork work,
                  gpointer context,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  Item item = {
    .work = work,
    .context = context,
    .data = data,
    .cancellable = cancellable,
    .error = error,
  };

  g_mutex_init (&item.mutex);
  g_cond_init (&item.cond);

  g_thread_pool_push (self->pool, &item, NULL);

  g_mutex_lock (&item.mutex);
  while (!item.done)
    g_cond_wait (&item.cond, &item.mutex);
  g_mutex_unlock (&item.mutex);

  g_mutex_clear (&item.mutex);
  g_cond_clear (&item.cond);
  return item.result;
}

void
_cem_worker_push (CemWorker *self,
                  GTask *task,
                  CemWork work,
                  gpointer context,
                  GDestroyNotify result_free)
{
  Item *item = g_new0 (Item, 1);

  item->work = work;
  item->context = context;
  item->task = task;
  item->result_free = result_free;
  g_thread_pool_push (self->pool, item, NULL);
}

void
_cem_worker_post (CemWorker *self,
                  CemWork work,
                  gpointer context)
{
  Item *item = g_new0 (Item, 1);

  item->work = work;
  item->context = context;
  item->posted = TRUE;
  g_thread_pool_push (self->pool, item, NULL);
}
