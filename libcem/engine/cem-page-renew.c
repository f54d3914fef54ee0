/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-reading-private.h"

#include <libcem/cem-noun.h>

/* How a page is read: when it is opened, on demand, and by itself. */

/* Rows of each list that are there when a page has been read. */
#define FIRST_ITEMS 20
/* A renewal waits so many times as long as the last one took. */
#define REST_FACTOR 4

static CemPageJob *
new_job (CemPage *self)
{
  CemPageState *p = _cem_page_get_state (self);
  CemPageJob *job = _cem_page_job_new (_cem_page_get_hooks (self), _cem_page_get_engine (self), p->subject);

  for (guint i = 0; i < p->lists->len; i++)
    g_ptr_array_add (job->jobs, _cem_store_list_begin (p->lists->pdata[i], FIRST_ITEMS));

  return job;
}

/* The smallest splice that makes the store say what was read. */
static void
take_rows (GListStore *store,
           GPtrArray *rows)
{
  const guint n_before = g_list_model_get_n_items (G_LIST_MODEL (store));
  const guint both = MIN (n_before, rows->len);
  guint prefix = 0;
  guint suffix = 0;

  while (prefix < both)
    {
      g_autoptr (CemStoreItem) item = g_list_model_get_item (G_LIST_MODEL (store), prefix);

      if (!_cem_store_item_same (item, rows->pdata[prefix]))
        break;
      prefix++;
    }

  while (suffix < both - prefix)
    {
      g_autoptr (CemStoreItem) item =
        g_list_model_get_item (G_LIST_MODEL (store), n_before - 1 - suffix);

      if (!_cem_store_item_same (item, rows->pdata[rows->len - 1 - suffix]))
        break;
      suffix++;
    }

  if (n_before > prefix + suffix || rows->len > prefix + suffix)
    g_list_store_splice (store, prefix, n_before - prefix - suffix, rows->pdata + prefix,
                         rows->len - prefix - suffix);
}

static void
take_head (CemPage *self,
           CemStoreItem *head)
{
  CemPageState *p = _cem_page_get_state (self);

  if (p->head == NULL && head == NULL)
    return;
  if (p->head != NULL && head != NULL && _cem_store_item_same (p->head, head))
    return;

  g_set_object (&p->head, head);
  g_object_notify (G_OBJECT (self), _cem_page_get_hooks (self)->head);
}

static void
set_error (CemPage *self,
           const GError *error)
{
  CemPageState *p = _cem_page_get_state (self);

  if (p->error == NULL && error == NULL)
    return;

  g_clear_error (&p->error);
  if (error != NULL)
    p->error = g_error_copy (error);
  g_object_notify (G_OBJECT (self), "error");
}

static void
set_position (CemPage *self,
              gint64 position)
{
  CemPageState *p = _cem_page_get_state (self);
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, position);

  if (g_strcmp0 (text, p->position) == 0)
    return;

  g_free (p->position);
  p->position = g_steal_pointer (&text);
  g_object_notify (G_OBJECT (self), "position");
}

static void
take_result (CemPage *self,
             CemPageJob *job,
             CemPageResult *result)
{
  CemPageState *p = _cem_page_get_state (self);

  /* Handlers may let go of the page. */
  g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  p->rested_at = g_get_monotonic_time () + result->cost * REST_FACTOR;
  set_error (self, NULL);
  set_position (self, result->reading.position);
  take_head (self, result->reading.head);
  for (guint i = 0; _cem_page_get_hooks (self)->rows[i] != NULL; i++)
    take_rows (p->rows[i], result->reading.rows[i]);
  for (guint i = 0; i < p->lists->len; i++)
    _cem_store_list_end (p->lists->pdata[i], job->jobs->pdata[i], result->results->pdata[i]);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
}

static gboolean
renew (CemPage *self,
       gboolean opening,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (CemPageJob) job = new_job (self);
  g_autoptr (CemPageResult) result = NULL;

  job->opening = opening;
  result = _cem_engine_read (_cem_page_get_engine (self), _cem_page_job_run, job, cancellable, error);
  if (result == NULL)
    return FALSE;

  take_result (self, job, result);
  return TRUE;
}

/* --- in the background ---*/

typedef struct
{
  CemPage *page;
  GTask *task; /* (nullable): who waits */
  gboolean opening;
} Waiting;

static void
return_to (Waiting *waiting,
           GError *error)
{
  if (waiting->task == NULL)
    {
      if (error != NULL)
        set_error (waiting->page, error);
      g_clear_error (&error);
      return;
    }

  if (error != NULL)
    g_task_return_error (waiting->task, error);
  else if (waiting->opening)
    g_task_return_pointer (waiting->task, g_object_ref (waiting->page), g_object_unref);
  else
    g_task_return_boolean (waiting->task, TRUE);
}

static void
read_done_cb (GObject *object,
              GAsyncResult *async_result,
              gpointer user_data)
{
  g_autofree Waiting *waiting = user_data;
  CemPage *self = CEM_PAGE (object);
  CemPageJob *job = g_task_get_task_data (G_TASK (async_result));
  GError *error = NULL;
  g_autoptr (CemPageResult) result = g_task_propagate_pointer (G_TASK (async_result), &error);

  _cem_page_get_state (self)->busy = FALSE;
  if (result != NULL)
    take_result (self, job, result);
  return_to (waiting, error);
  g_clear_object (&waiting->task);
  _cem_page_schedule (self);
}

/* Takes @task. Runs inside the page's main context. */
static void
start (CemPage *self,
       GTask *task,
       gboolean opening)
{
  CemPageState *p = _cem_page_get_state (self);
  Waiting *waiting = g_new0 (Waiting, 1);
  CemPageJob *job = new_job (self);
  GTask *read = NULL;

  waiting->page = self;
  waiting->task = task;
  waiting->opening = opening;
  job->opening = opening;
  p->busy = TRUE;
  p->stale = FALSE;

  g_main_context_push_thread_default (p->context);
  read = g_task_new (self, task != NULL ? g_task_get_cancellable (task) : NULL, read_done_cb,
                     waiting);
  g_main_context_pop_thread_default (p->context);
  g_task_set_source_tag (read, start);
  g_task_set_task_data (read, job, (GDestroyNotify) _cem_page_job_free);
  _cem_engine_read_async (_cem_page_get_engine (self), _cem_page_job_run, read,
                          (GDestroyNotify) _cem_page_result_free);
}

static gboolean
pump_cb (gpointer user_data)
{
  CemPage *self = user_data;
  CemPageState *p = _cem_page_get_state (self);

  g_clear_pointer (&p->pump, g_source_unref);
  if (p->stale && p->live && !p->busy)
    start (self, NULL, FALSE);

  return G_SOURCE_REMOVE;
}

void
_cem_page_schedule (CemPage *self)
{
  CemPageState *p = _cem_page_get_state (self);
  const gint64 wait = MAX (p->rested_at - g_get_monotonic_time (), 0);

  if (!p->stale || !p->live || p->busy || p->pump != NULL || p->context == NULL)
    return;

  p->pump = g_timeout_source_new ((guint) (wait / 1000));
  g_source_set_static_name (p->pump, "[cem] page renews itself");
  g_source_set_callback (p->pump, pump_cb, self, NULL);
  g_source_attach (p->pump, p->context);
}

void
_cem_page_changed (CemPage *self)
{
  _cem_page_get_state (self)->stale = TRUE;
  _cem_page_schedule (self);
}

static void
add_list (CemPage *self,
          CemListSource *source)
{
  g_ptr_array_add (_cem_page_get_state (self)->lists, _cem_store_list_new_page (source));
}

static CemPage *
new_page (GType type,
          CemView *view,
          const char *key)
{
  CemPage *self = g_object_new (type, NULL);
  CemPageState *p = _cem_page_get_state (self);
  const CemPageHooks *hooks = _cem_page_get_hooks (self);
  CemEngine *engine = cem_view_get_engine (view);
  guint n_lists = 0;
  const CemPageList *lists = _cem_page_get_lists (self, &n_lists);

  p->view = g_object_ref (view);
  p->subject = _cem_subject_new (engine, key);
  for (guint i = 0; hooks->rows[i] != NULL; i++)
    p->rows[i] = g_list_store_new (CEM_TYPE_NOUN);
  add_list (self, _cem_list_source_new_events_of (engine, p->subject));
  add_list (self, _cem_list_source_new_touchpoints_of (engine, p->subject));
  for (guint i = 0; i < n_lists; i++)
    add_list (self, lists[i].kind == CEM_NOUN_NONE
                      ? _cem_list_source_new_customers_of (engine, p->subject)
                      : _cem_list_source_new_related (engine, p->subject, lists[i].kind));

  return self;
}

gpointer
_cem_page_open (GType type,
                CemView *view,
                const char *key,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CemPage) self = new_page (type, view, key);

  return renew (self, TRUE, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

void
_cem_page_open_async (GType type,
                      CemView *view,
                      const char *key,
                      gpointer tag,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (CemPage) self = new_page (type, view, key);
  GTask *task = g_task_new (view, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  start (self, task, TRUE);
}


/**
 * cem_page_renew:
 * @self: a page
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Reads the page again, in the calling thread. What it is about may be gone by then: the page is empty
 * then.
 *
 * Fails as [method@View.find_customer] does when the store cannot be read.
 *
 * Returns: whether it could be read
 *
 * Since: 0.1
 */
gboolean
cem_page_renew (CemPage *self,
                GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), FALSE);
  g_return_val_if_fail (_cem_page_is_open (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return renew (self, FALSE, cancellable, error);
}

/**
 * cem_page_renew_async:
 * @self: a page
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Reads the page again, see [method@Page.renew].
 *
 * Since: 0.1
 */
void
cem_page_renew_async (CemPage *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CEM_IS_PAGE (self));
  g_return_if_fail (_cem_page_is_open (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_page_renew_async);
  start (self, task, FALSE);
}

/**
 * cem_page_renew_finish:
 * @self: a page
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@Page.renew_async] began.
 *
 * Returns: whether it could be read
 *
 * Since: 0.1
 */
gboolean
cem_page_renew_finish (CemPage *self,
                       GAsyncResult *result,
                       GError **error)
{
  g_return_val_if_fail (CEM_IS_PAGE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
