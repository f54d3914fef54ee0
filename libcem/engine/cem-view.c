/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-customer-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-store-list-private.h"
#include "engine/cem-view-read-private.h"

#include <libcem/cem-view.h>

/**
 * CemView:
 *
 * What an actor sees of a store, for a purpose.
 *
 * Everything that is read is read through a view, which [method@Engine.create_view] makes. People and
 * things are named by a *key*: an identifier as `TYPE:VALUE`, such as `phone:+8613800138000`, or the id of
 * a customer (`c…`) or a thing (`t…`) in this store. A view belongs to the thread of its engine.
 *
 * ```c
 * g_autoptr (CemCustomer) customer = NULL;
 *
 * customer = cem_view_find_customer (view, "user_id:7", NULL, &error);
 * if (customer == NULL)
 *   g_printerr ("%s\n", error->message);
 * ```
 *
 * Since: 0.1
 */
struct _CemView
{
  GObject parent_instance;

  CemEngine *engine;
  char *actor;
  char *purpose;
};

G_DEFINE_FINAL_TYPE (CemView, cem_view, G_TYPE_OBJECT)

typedef enum
{
  PROP_ENGINE = 1,
  PROP_ACTOR,
  PROP_PURPOSE
} CemViewProperty;

static GParamSpec *properties[PROP_PURPOSE + 1];

static void
cem_view_finalize (GObject *object)
{
  CemView *self = CEM_VIEW (object);

  g_clear_object (&self->engine);
  g_free (self->actor);
  g_free (self->purpose);

  G_OBJECT_CLASS (cem_view_parent_class)->finalize (object);
}

static void
cem_view_get_property (GObject *object,
                       guint prop_id,
                       GValue *value,
                       GParamSpec *pspec)
{
  CemView *self = CEM_VIEW (object);

  switch ((CemViewProperty) prop_id)
    {
    case PROP_ENGINE:
      g_value_set_object (value, self->engine);
      break;
    case PROP_ACTOR:
      g_value_set_string (value, self->actor);
      break;
    case PROP_PURPOSE:
      g_value_set_string (value, self->purpose);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_view_set_property (GObject *object,
                       guint prop_id,
                       const GValue *value,
                       GParamSpec *pspec)
{
  CemView *self = CEM_VIEW (object);

  switch ((CemViewProperty) prop_id)
    {
    case PROP_ENGINE:
      self->engine = g_value_dup_object (value);
      break;
    case PROP_ACTOR:
      self->actor = g_value_dup_string (value);
      break;
    case PROP_PURPOSE:
      self->purpose = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_view_class_init (CemViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = cem_view_finalize;
  object_class->get_property = cem_view_get_property;
  object_class->set_property = cem_view_set_property;

  /**
   * CemView:engine: (getter get_engine)
   *
   * The engine whose store is read.
   *
   * Since: 0.1
   */
  properties[PROP_ENGINE] =
    g_param_spec_object ("engine", NULL, NULL, CEM_TYPE_ENGINE, flags);

  /**
   * CemView:actor: (getter get_actor)
   *
   * Who looks.
   *
   * Since: 0.1
   */
  properties[PROP_ACTOR] =
    g_param_spec_string ("actor", NULL, NULL, NULL, flags);

  /**
   * CemView:purpose: (getter get_purpose)
   *
   * What for.
   *
   * Since: 0.1
   */
  properties[PROP_PURPOSE] =
    g_param_spec_string ("purpose", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_view_init (CemView *self)
{
}

/* Both faces of a reading: @request is taken. */
static gpointer
read_sync (CemView *self,
           CemReadWork work,
           CemViewRequest *request,
           GCancellable *cancellable,
           GError **error)
{
  gpointer result = _cem_engine_read (self->engine, work, request, cancellable, error);

  _cem_view_request_free (request);
  return result;
}

static void
read_async (CemView *self,
            CemReadWork work,
            CemViewRequest *request,
            GDestroyNotify result_free,
            gpointer tag,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, (GDestroyNotify) _cem_view_request_free);
  _cem_engine_read_async (self->engine, work, task, result_free);
}

/**
 * cem_view_get_engine: (get-property engine)
 * @self: a view
 *
 * Gets the engine whose store is read.
 *
 * Returns: (transfer none): the engine
 *
 * Since: 0.1
 */
CemEngine *
cem_view_get_engine (CemView *self)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return self->engine;
}

/**
 * cem_view_get_actor: (get-property actor)
 * @self: a view
 *
 * Gets who looks.
 *
 * Returns: (transfer none) (nullable): the actor; `NULL` for the program itself
 *
 * Since: 0.1
 */
const char *
cem_view_get_actor (CemView *self)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return self->actor;
}

/**
 * cem_view_get_purpose: (get-property purpose)
 * @self: a view
 *
 * Gets what the actor looks for.
 *
 * Returns: (transfer none) (nullable): the purpose, as it was given
 *
 * Since: 0.1
 */
const char *
cem_view_get_purpose (CemView *self)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return self->purpose;
}

/**
 * cem_view_find_customer:
 * @self: a view
 * @key: an identifier of a person, a contact or a session as `TYPE:VALUE`, or the id of a customer
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Finds a customer.
 *
 * The value is normalised as that of an event is, so any spelling of a phone number finds it. The id
 * of a customer that became part of another finds that other one.
 *
 * Fails with `CEM_ERROR_NOT_FOUND` when nobody is known by this key, or when it names a thing, with
 * `CEM_ERROR_INVALID_ARGUMENT` when it is no key, and with `CEM_ERROR_CLOSED`, `CEM_ERROR_IO` or
 * `CEM_ERROR_CORRUPT` when the store cannot be read.
 *
 * Returns: (transfer full): the customer
 *
 * Since: 0.1
 */
CemCustomer *
cem_view_find_customer (CemView *self,
                        const char *key,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return read_sync (self, _cem_view_read_customer,
                    _cem_view_request_new (self->engine, key, NULL), cancellable, error);
}

/**
 * cem_view_find_customer_async:
 * @self: a view
 * @key: an identifier of a person, a contact or a session as `TYPE:VALUE`, or the id of a customer
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Finds a customer, see [method@View.find_customer].
 *
 * Since: 0.1
 */
void
cem_view_find_customer_async (CemView *self,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  read_async (self, _cem_view_read_customer, _cem_view_request_new (self->engine, key, NULL),
              g_object_unref, cem_view_find_customer_async, cancellable, callback, user_data);
}

/**
 * cem_view_find_customer_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.find_customer_async] began.
 *
 * Returns: (transfer full): the customer
 *
 * Since: 0.1
 */
CemCustomer *
cem_view_find_customer_finish (CemView *self,
                               GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_view_explain:
 * @self: a view
 * @first: a key of a person, a contact or a session; or of a thing
 * @second: another one
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Says why two identifiers are one customer, or one thing, or why they are not: the chain of events.
 *
 * The object has
 *
 * - `schema`: 1; `first`, `second`: the identifiers as they are known
 * - `same`: whether they are one; `customer`, or of things `noun`: its id, when they are
 * - `text`: a sentence, as an object by language: `en` and `zh_CN`
 * - `steps`: the chain, a list of objects with `from` and `to` (identifiers), `kind` (`link`, `evidence`,
 *   `rule` or `continuation`), `status` (`taken`, or why it joins nobody), `source`, `id` and `time` of the
 *   event, `rule` (its types), and `text` as above
 * - `decisions`: what people decided on the pair itself, with `kind`, `source`, `id` and `time`
 *
 * Fails with `CEM_ERROR_NOT_FOUND` when one of the two is not known, with `CEM_ERROR_INVALID_ARGUMENT`
 * when one is no key, or the two are not both of persons or of things of one kind, and as
 * [method@View.find_customer] does.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_view_explain (CemView *self,
                  const char *first,
                  const char *second,
                  GCancellable *cancellable,
                  GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (first != NULL, NULL);
  g_return_val_if_fail (second != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return read_sync (self, _cem_view_read_explanation,
                    _cem_view_request_new (self->engine, first, second), cancellable, error);
}

/**
 * cem_view_explain_async:
 * @self: a view
 * @first: a key of a person, a contact or a session
 * @second: another one
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Says why two identifiers are one customer, or not, see [method@View.explain].
 *
 * Since: 0.1
 */
void
cem_view_explain_async (CemView *self,
                        const char *first,
                        const char *second,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (first != NULL);
  g_return_if_fail (second != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  read_async (self, _cem_view_read_explanation,
              _cem_view_request_new (self->engine, first, second), (GDestroyNotify) json_node_unref,
              cem_view_explain_async, cancellable, callback, user_data);
}

/**
 * cem_view_explain_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.explain_async] began.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_view_explain_finish (CemView *self,
                         GAsyncResult *result,
                         GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_view_read_stats:
 * @self: a view
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Reads how much there is in the store.
 *
 * The object has `schema` (1), `customers`, `events` (rows of the log), of these `inputs` and `derived`,
 * `erasures` (customers that were erased), `duplicates` and `conflicts` (that came in), `quarantined`
 * (items there now), `first_at` and `last_at` (engine time of the first and the last row, in UTC), and
 * `bytes` (the size of the files; not in memory).
 *
 * Of the nouns it has `devices` and `orders` (numbers), `order_figures`, `work_orders`, `leads` and
 * `responses` (objects), `nouns` (how many of each kind) and `notices`, as the page on nouns describes them.
 * For these all facts of the store are read, once: some seconds for a million nouns, in bounded memory. A
 * cancelled reading ends at once.
 *
 * Fails as [method@View.find_customer] does.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_view_read_stats (CemView *self,
                     GCancellable *cancellable,
                     GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return read_sync (self, _cem_view_read_stats, _cem_view_request_new (self->engine, NULL, NULL),
                    cancellable, error);
}

/**
 * cem_view_read_stats_async:
 * @self: a view
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Reads how much there is in the store, see [method@View.read_stats].
 *
 * Since: 0.1
 */
void
cem_view_read_stats_async (CemView *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  read_async (self, _cem_view_read_stats, _cem_view_request_new (self->engine, NULL, NULL),
              (GDestroyNotify) json_node_unref, cem_view_read_stats_async, cancellable, callback,
              user_data);
}

/**
 * cem_view_read_stats_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.read_stats_async] began.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_view_read_stats_finish (CemView *self,
                            GAsyncResult *result,
                            GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_view_list_customers:
 * @self: a view
 *
 * Lists all customers, in the order of their first events.
 *
 * Returns: (transfer full): a list of [class@Customer]
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_list_customers (CemView *self)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return _cem_store_list_new (_cem_list_source_new_customers (self->engine));
}

/**
 * cem_view_list_timeline:
 * @self: a view
 * @key: a key of a customer or a thing
 *
 * Lists what happened to a customer or a thing, the newest first, by the time of the events.
 *
 * The timeline of a customer holds the events of all its identifiers. Somebody who is not known yet has
 * an empty timeline, which fills up when he is.
 *
 * Returns: (transfer full): a list of [class@LogEntry]
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_list_timeline (CemView *self,
                        const char *key)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return _cem_store_list_new (_cem_list_source_new_timeline (self->engine, key));
}

/**
 * cem_view_list_log:
 * @self: a view
 * @type: (nullable): the type of the events; `NULL` for all
 *
 * Lists the log, the newest row first.
 *
 * The list of one type reads through the whole log once, for the log has no index of types.
 *
 * Returns: (transfer full): a list of [class@LogEntry]
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_list_log (CemView *self,
                   const char *type)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return _cem_store_list_new (_cem_list_source_new_log (self->engine, type));
}

/**
 * cem_view_list_quarantine:
 * @self: a view
 *
 * Lists what came in and could not be taken, in the order in which it came.
 *
 * Returns: (transfer full): a list of [class@QuarantineItem]
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_list_quarantine (CemView *self)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);

  return _cem_store_list_new (_cem_list_source_new_quarantine (self->engine));
}
