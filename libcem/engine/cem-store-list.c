/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-list-internal-private.h"

#include "engine/cem-engine-private.h"
#include "engine/cem-store-item-private.h"

/**
 * CemStoreList:
 *
 * A list of what is in a store, for people to scroll through.
 *
 * The list knows the keys of its rows, 8 bytes each, and reads the rows themselves, each a
 * [class@StoreItem], when they are asked for. [method@Gio.ListModel.get_item] returns at once: a row that
 * has not been read is a placeholder that is `loading`, which is filled and notifies a little later. When
 * the store changes, the list follows, once for many changes, and emits
 * [signal@Gio.ListModel::items-changed] with the smallest splice; a row whose content changed is replaced.
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
  self->max_wanted = CEM_STORE_LIST_WANTED;
  g_queue_init (&self->loads);
  self->cancellable = g_cancellable_new ();
  self->context = g_main_context_ref_thread_default ();
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
  _cem_store_list_want (self, key);
  _cem_store_list_schedule (self);
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
  CemListJob *job = _cem_store_list_new_load_job (self, &(CemListWindow){ 0, n_items });

  /* A page shows little of each of its lists at first, so it is content with the keys of that. */
  if (self->generation == 0)
    job->limit = n_items;
  _cem_list_job_read_again (job, _cem_list_items_take_keys (self->items));
  return job;
}

void
_cem_store_list_end (CemStoreList *self,
                     CemListJob *job,
                     CemListResult *result)
{
  _cem_store_list_apply (self, job, result);
  _cem_store_list_schedule (self);
}

CemStoreList *
_cem_store_list_new (CemListSource *source)
{
  CemStoreList *self = _cem_store_list_new_page (source);

  g_signal_connect_object (source->engine, "changed", G_CALLBACK (_cem_store_list_changed), self,
                           G_CONNECT_SWAPPED);
  _cem_store_list_schedule (self);
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
  const CemListWindow window = { position, n_items };
  g_autoptr (CemListJob) job = NULL;
  g_autoptr (CemListResult) result = NULL;

  g_return_val_if_fail (CEM_IS_STORE_LIST (self), FALSE);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  job = _cem_store_list_new_load_job (self, &window);
  result = _cem_engine_read (self->source->engine, _cem_list_job_run, job, cancellable, error);
  if (result == NULL)
    return FALSE;

  _cem_store_list_apply (self, job, result);
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
  CemListWindow *window = NULL;

  g_return_if_fail (CEM_IS_STORE_LIST (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  window = g_new0 (CemListWindow, 1);
  window->position = position;
  window->n_items = n_items;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_store_list_load_async);
  g_task_set_task_data (task, window, g_free);
  g_queue_push_tail (&self->loads, task);
  _cem_store_list_schedule (self);
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
