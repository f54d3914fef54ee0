/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-list-private.h"

#include "engine/cem-engine-private.h"
#include "engine/cem-list-items-private.h"
#include "engine/cem-list-job-private.h"
#include "engine/cem-store-item-private.h"

/* How many keys a list shows before it knows all, and how many it reads at least for a window. */
#define FIRST_KEYS 512
#define LEAST_KEYS 64
/* How many items it reads at a time. */
#define FETCH_ITEMS 256
/* How many it remembers to read before it looks which of them are needed. */
#define WANTED_ITEMS 4096
/* A refresh waits so many times as long as the last one took, to spare the readers. */
#define REST_FACTOR 4

/**
 * CemStoreList:
 *
 * A list of what is in a store, for people to scroll through.
 *
 * The list knows the keys of its rows, 8 bytes each, and reads the rows themselves, each a
 * [class@StoreItem], when they are asked for. [method@Gio.ListModel.get_item] returns at once: a row that has not been read is a placeholder
 * that is `loading`, which is filled and notifies a little later. When the store changes, the list
 * follows, once for many changes, and emits [signal@Gio.ListModel::items-changed] with the smallest
 * splice; a row whose content changed is replaced.
 *
 * A list belongs to the thread that made it: signals arrive in its main context. A program that runs no
 * main loop, such as a script, calls [method@StoreList.load] for the rows that it wants.
 *
 * ```c
 * g_autoptr (CemStoreList) list = cem_view_list_customers (view);
 *
 * if (!cem_store_list_load (list, 0, 20, NULL, &error))
 *   g_printerr ("%s\n", error->message);
 * g_print ("%u customers\n", g_list_model_get_n_items (G_LIST_MODEL (list)));
 * ```
 *
 * Since: 0.1
 */
struct _CemStoreList
{
  GObject parent_instance;

  CemListSource *source;
  GMainContext *context;

  CemListKeys *keys;
  gint64 stamp;
  guint generation; /* counts the keys that were there */
  gboolean complete;
  gboolean stale;
  gboolean failed;
  GError *error;

  CemListItems *items;
  GPtrArray *pinned; /* owned items of the last load () */

  GArray *wanted; /* keys of placeholders that were handed out, the newest last */
  guint max_wanted;
  GQueue loads;   /* owned GTask of load_async () */
  GSource *pump;
  GSource *rest;
  gint64 rested_at;
  gboolean busy;
  GCancellable *cancellable; /* of what is read without anybody waiting for it */
};

typedef struct
{
  guint position;
  guint n_items;
} Window;

static void cem_store_list_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CemStoreList, cem_store_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      cem_store_list_list_model_init))

typedef enum
{
  PROP_LOADING = 1,
  PROP_ERROR
} CemStoreListProperty;

static GParamSpec *properties[PROP_ERROR + 1];

/* --- taking over what was read ---*/

static void
set_error (CemStoreList *self,
           const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_keys (CemStoreList *self,
          CemListKeys *keys,
          gint64 stamp,
          gboolean complete)
{
  g_autoptr (CemListKeys) before = g_steal_pointer (&self->keys);
  const gboolean was_complete = self->complete;
  guint position = 0, removed = 0, added = 0;
  gboolean differ = _cem_list_keys_diff (before, keys, &position, &removed, &added);

  self->keys = _cem_list_keys_ref (keys);
  self->stamp = stamp;
  self->complete = complete;
  self->generation++;

  if (differ)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (complete && !was_complete)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/* Returns whether another object stands for the key from now on. */
static gboolean
take_item (CemStoreList *self,
           gint64 key,
           gpointer item,
           gboolean keep)
{
  gpointer known = _cem_list_items_find (self->items, key);

  if (known == NULL)
    {
      if (keep)
        _cem_list_items_add (self->items, key, item, FALSE);
      return FALSE;
    }

  if (cem_store_item_get_loading (known))
    {
      _cem_store_item_take (known, item);
      return FALSE;
    }

  if (_cem_store_item_same (known, item))
    return FALSE;

  _cem_list_items_add (self->items, key, item, TRUE);
  return TRUE;
}

typedef struct
{
  guint position;
  gint64 key;
} Place;

/* Handlers may change the list; a place that moved has been announced by then. */
static void
announce_replaced (CemStoreList *self,
                   GHashTable *replaced)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->keys->n && places->len < g_hash_table_size (replaced); i++)
    {
      Place place = { i, _cem_list_keys_get (self->keys, i) };

      if (g_hash_table_contains (replaced, &place.key))
        g_array_append_val (places, place);
    }

  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      if (place->position < self->keys->n &&
          _cem_list_keys_get (self->keys, place->position) == place->key)
        g_list_model_items_changed (G_LIST_MODEL (self), place->position, 1, 1);
    }
}

static void
apply_result (CemStoreList *self,
              const CemListJob *job,
              CemListResult *result)
{
  g_autoptr (GHashTable) replaced = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) pinned = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < result->read->len; i++)
    {
      gint64 *key = &g_array_index (result->read, gint64, i);
      gpointer item = result->items->pdata[i];

      if (item == NULL)
        continue;
      if (take_item (self, *key, item, i >= result->window))
        g_hash_table_add (replaced, key);
      if (i >= result->window)
        g_ptr_array_add (pinned, g_object_ref (_cem_list_items_find (self->items, *key)));
    }

  if (job->n_items > 0)
    {
      g_ptr_array_unref (self->pinned);
      self->pinned = g_steal_pointer (&pinned);
    }

  self->failed = FALSE;
  set_error (self, NULL);

  /* Keys that were read before others which the list has by now are no news. */
  if (result->keys != NULL && job->generation == self->generation)
    set_keys (self, result->keys, result->stamp,
              job->limit == 0 || (result->keys->n != job->limit && !result->keys->partial));
  else if (result->keys != NULL)
    self->stale = TRUE;

  if (g_hash_table_size (replaced) > 0)
    announce_replaced (self, replaced);
}

/* --- reading in the background ---*/

static void schedule (CemStoreList *self);

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
static CemListJob *
new_load_job (CemStoreList *self,
              const Window *window)
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
      apply_result (self, job, result);
    }
  else if (load == NULL)
    {
      self->failed = TRUE;
      set_error (self, error);
    }

  if (load != NULL && error != NULL)
    g_task_return_error (load, g_steal_pointer (&error));
  else if (load != NULL)
    g_task_return_boolean (load, TRUE);

  schedule (self);
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

  start_job (self, new_load_job (self, g_task_get_task_data (load)), load);
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
  schedule (self);
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

/* Sees to it that the list does what there is to do, from its main context. */
static void
schedule (CemStoreList *self)
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

static void
changed_cb (CemStoreList *self)
{
  self->stale = TRUE;
  self->failed = FALSE;
  schedule (self);
}

/* --- the object ---*/

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
cem_store_list_dispose (GObject *object)
{
  CemStoreList *self = CEM_STORE_LIST (object);

  g_cancellable_cancel (self->cancellable);
  clear_source (&self->pump);
  clear_source (&self->rest);
  _cem_list_items_release (self->items);
  g_ptr_array_set_size (self->pinned, 0);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (cem_store_list_parent_class)->dispose (object);
}

static void
cem_store_list_finalize (GObject *object)
{
  CemStoreList *self = CEM_STORE_LIST (object);

  _cem_list_items_free (self->items);
  g_ptr_array_unref (self->pinned);
  g_array_unref (self->wanted);
  _cem_list_keys_unref (self->keys);
  g_clear_pointer (&self->source, _cem_list_source_unref);
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (cem_store_list_parent_class)->finalize (object);
}

static void
cem_store_list_get_property (GObject *object,
                             guint prop_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  CemStoreList *self = CEM_STORE_LIST (object);

  switch ((CemStoreListProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, cem_store_list_get_loading (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_store_list_class_init (CemStoreListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = cem_store_list_dispose;
  object_class->finalize = cem_store_list_finalize;
  object_class->get_property = cem_store_list_get_property;

  /**
   * CemStoreList:loading: (getter get_loading)
   *
   * Whether the list does not know all of its rows yet.
   *
   * Since: 0.1
   */
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, TRUE, flags);

  /**
   * CemStoreList:error: (getter get_error)
   *
   * Why the list could not read the store when it last tried by itself.
   *
   * Since: 0.1
   */
  properties[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_store_list_init (CemStoreList *self)
{
  self->keys = _cem_list_keys_new_countdown (0, 0);
  self->items = _cem_list_items_new ();
  self->pinned = g_ptr_array_new_with_free_func (g_object_unref);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->max_wanted = WANTED_ITEMS;
  g_queue_init (&self->loads);
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
}

/* Without a main loop that reads, those that nobody holds any more are forgotten. */
static void
want_item (CemStoreList *self,
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
  self->max_wanted = 2 * n + WANTED_ITEMS;
}

static GType
cem_store_list_get_item_type (GListModel *model)
{
  return CEM_STORE_LIST (model)->source->item_type;
}

static guint
cem_store_list_get_n_items (GListModel *model)
{
  return CEM_STORE_LIST (model)->keys->n;
}

static gpointer
cem_store_list_get_item (GListModel *model,
                         guint position)
{
  CemStoreList *self = CEM_STORE_LIST (model);
  gpointer item = NULL;
  gint64 key = 0;

  if (position >= self->keys->n)
    return NULL;

  key = _cem_list_keys_get (self->keys, position);
  item = _cem_list_items_find (self->items, key);
  if (item != NULL)
    return g_object_ref (item);

  item = _cem_store_item_new_loading (self->source->item_type);
  _cem_list_items_add (self->items, key, item, TRUE);
  want_item (self, key);
  schedule (self);
  return item;
}

static void
cem_store_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cem_store_list_get_item_type;
  iface->get_n_items = cem_store_list_get_n_items;
  iface->get_item = cem_store_list_get_item;
}

CemStoreList *
_cem_store_list_new_page (CemListSource *source)
{
  CemStoreList *self = g_object_new (CEM_TYPE_STORE_LIST, NULL);

  self->source = source;
  return self;
}

CemListJob *
_cem_store_list_begin (CemStoreList *self,
                       guint n_items)
{
  CemListJob *job = new_load_job (self, &(Window){ 0, n_items });

  _cem_list_job_read_again (job, _cem_list_items_take_keys (self->items));
  return job;
}

void
_cem_store_list_end (CemStoreList *self,
                     CemListJob *job,
                     CemListResult *result)
{
  apply_result (self, job, result);
  schedule (self);
}

CemStoreList *
_cem_store_list_new (CemListSource *source)
{
  CemStoreList *self = _cem_store_list_new_page (source);

  g_signal_connect_object (source->engine, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  schedule (self);
  return self;
}

/**
 * cem_store_list_get_loading: (get-property loading)
 * @self: a list
 *
 * Gets whether the list does not know all of its rows yet.
 *
 * Returns: whether the number of items still grows
 *
 * Since: 0.1
 */
gboolean
cem_store_list_get_loading (CemStoreList *self)
{
  g_return_val_if_fail (CEM_IS_STORE_LIST (self), FALSE);

  return !self->complete;
}

/**
 * cem_store_list_get_error: (get-property error)
 * @self: a list
 *
 * Gets why the list could not read the store when it last tried by itself.
 *
 * Returns: (transfer none) (nullable): the error; `NULL` when all is well
 *
 * Since: 0.1
 */
const GError *
cem_store_list_get_error (CemStoreList *self)
{
  g_return_val_if_fail (CEM_IS_STORE_LIST (self), NULL);

  return self->error;
}

/**
 * cem_store_list_load:
 * @self: a list
 * @position: the first row, counted from 0
 * @n_items: how many rows; there may be fewer
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Brings the list up to date and reads some rows of it, in the calling thread.
 *
 * Afterwards these rows are not loading, and the list holds them until the next call. It may not know all
 * rows behind them: while the list is [property@StoreList:loading] there are more than
 * [method@Gio.ListModel.get_n_items] says. A main loop finds them by and by; a program that runs none
 * calls this with a @position of `G_MAXUINT` to learn how many there are.
 *
 * Returns: whether it could be read; the errors are those of [error@Error], and `G_IO_ERROR_CANCELLED`
 *
 * Since: 0.1
 */
gboolean
cem_store_list_load (CemStoreList *self,
                     guint position,
                     guint n_items,
                     GCancellable *cancellable,
                     GError **error)
{
  const Window window = { position, n_items };
  g_autoptr (CemListJob) job = NULL;
  g_autoptr (CemListResult) result = NULL;

  g_return_val_if_fail (CEM_IS_STORE_LIST (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  job = new_load_job (self, &window);
  result = _cem_engine_read (self->source->engine, _cem_list_job_run, job, cancellable, error);
  if (result == NULL)
    return FALSE;

  apply_result (self, job, result);
  return TRUE;
}

/**
 * cem_store_list_load_async:
 * @self: a list
 * @position: the first row, counted from 0
 * @n_items: how many rows; there may be fewer
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Brings the list up to date and reads some rows of it, see [method@StoreList.load].
 *
 * Since: 0.1
 */
void
cem_store_list_load_async (CemStoreList *self,
                           guint position,
                           guint n_items,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = NULL;
  Window *window = NULL;

  g_return_if_fail (CEM_IS_STORE_LIST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  window = g_new0 (Window, 1);
  window->position = position;
  window->n_items = n_items;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_store_list_load_async);
  g_task_set_task_data (task, window, g_free);
  g_queue_push_tail (&self->loads, task);
  schedule (self);
}

/**
 * cem_store_list_load_finish:
 * @self: a list
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@StoreList.load_async] began.
 *
 * Returns: whether it could be read
 *
 * Since: 0.1
 */
gboolean
cem_store_list_load_finish (CemStoreList *self,
                            GAsyncResult *result,
                            GError **error)
{
  g_return_val_if_fail (CEM_IS_STORE_LIST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
