/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem-view.h>

#include "base/cem-words-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-noun-load-private.h"
#include "engine/cem-page-private.h"
#include "engine/cem-store-list-private.h"

#include <libcem/cem-customer-view.h>
#include <libcem/cem-noun-view.h>

/* A CemReadWork whose data is a subject. */
static gpointer
read_noun (CemDb *db,
           gpointer data,
           GCancellable *cancellable,
           GError **error)
{
  CemSubject *subject = data;
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 customer = 0;
  gint64 position = 0;

  if (!_cem_subject_resolve (subject, db, entities, &customer, error) ||
      !_cem_read_position (db, &position, error))
    return NULL;

  if (customer != 0)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "“%s” is a customer, not a thing; find the customer",
                      _cem_subject_get_key (subject));
      return NULL;
    }

  return _cem_noun_load (db, g_array_index (entities, gint64, 0), CEM_NOUN_ALL, position, error);
}

static CemNoun *
find_noun (CemView *self,
           const char *key,
           GCancellable *cancellable,
           GError **error)
{
  CemEngine *engine = cem_view_get_engine (self);
  g_autoptr (CemSubject) subject = _cem_subject_new (engine, key);

  return _cem_engine_read (engine, read_noun, subject, cancellable, error);
}

/**
 * cem_view_find_noun:
 * @self: a view
 * @key: an identifier of a thing as `TYPE:VALUE`, such as `serial:SN1`, or the id of a noun
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Finds a thing: a device, an order, a work order.
 *
 * What comes back is of the class of the noun, such as [class@Device], with its history.
 *
 * Fails with `CEM_ERROR_NOT_FOUND` when nothing is known by this key, or when it names a person, with
 * `CEM_ERROR_INVALID_ARGUMENT` when it is no key, and as [method@View.find_customer] does when the store
 * cannot be read.
 *
 * Returns: (transfer full): the noun
 *
 * Since: 0.1
 */
CemNoun *
cem_view_find_noun (CemView *self,
                    const char *key,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return find_noun (self, key, cancellable, error);
}

/**
 * cem_view_find_noun_async:
 * @self: a view
 * @key: an identifier of a thing as `TYPE:VALUE`, such as `serial:SN1`, or the id of a noun
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Finds a thing: a device, an order, a work order, see [method@View.find_noun].
 *
 * Since: 0.1
 */
void
cem_view_find_noun_async (CemView *self,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = NULL;
  CemEngine *engine = NULL;

  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  engine = cem_view_get_engine (self);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_view_find_noun_async);
  g_task_set_task_data (task, _cem_subject_new (engine, key), (GDestroyNotify) _cem_subject_unref);
  _cem_engine_read_async (engine, read_noun, task, g_object_unref);
}

/**
 * cem_view_find_noun_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.find_noun_async] began.
 *
 * Returns: (transfer full): the noun
 *
 * Since: 0.1
 */
CemNoun *
cem_view_find_noun_finish (CemView *self,
                           GAsyncResult *result,
                           GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_view_open_customer:
 * @self: a view
 * @key: an identifier of a person, a contact or a session as `TYPE:VALUE`, or the id of a customer
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Opens the page of a customer.
 *
 * The customer, and the first rows of all lists, are there when it returns: read in one snapshot.
 *
 * Fails as [method@View.find_customer] does.
 *
 * Returns: (transfer full): the page
 *
 * Since: 0.1
 */
CemCustomerView *
cem_view_open_customer (CemView *self,
                        const char *key,
                        GCancellable *cancellable,
                        GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _cem_page_open (CEM_TYPE_CUSTOMER_VIEW, self, key, cancellable, error);
}

/**
 * cem_view_open_customer_async:
 * @self: a view
 * @key: an identifier of a person, a contact or a session as `TYPE:VALUE`, or the id of a customer
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Opens the page of a customer, see [method@View.open_customer].
 *
 * Since: 0.1
 */
void
cem_view_open_customer_async (CemView *self,
                              const char *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _cem_page_open_async (CEM_TYPE_CUSTOMER_VIEW, self, key, cem_view_open_customer_async, cancellable,
                        callback, user_data);
}

/**
 * cem_view_open_customer_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.open_customer_async] began.
 *
 * Returns: (transfer full): the page
 *
 * Since: 0.1
 */
CemCustomerView *
cem_view_open_customer_finish (CemView *self,
                               GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * cem_view_open_noun:
 * @self: a view
 * @key: an identifier of a thing as `TYPE:VALUE`, such as `serial:SN1`, or the id of a noun
 * @cancellable: (nullable): what can stop it
 * @error: return location for a [struct@GLib.Error]
 *
 * Opens the page of a thing: a device's record, the history of an order or of a work order.
 *
 * The thing, and the first rows of all lists, are there when it returns: read in one snapshot.
 *
 * Fails as [method@View.find_noun] does.
 *
 * Returns: (transfer full): the page
 *
 * Since: 0.1
 */
CemNounView *
cem_view_open_noun (CemView *self,
                    const char *key,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return _cem_page_open (CEM_TYPE_NOUN_VIEW, self, key, cancellable, error);
}

/**
 * cem_view_open_noun_async:
 * @self: a view
 * @key: an identifier of a thing as `TYPE:VALUE`, such as `serial:SN1`, or the id of a noun
 * @cancellable: (nullable): what can stop it
 * @callback: (scope async) (closure user_data) (nullable): what to call when it is done
 * @user_data: what to give to @callback
 *
 * Opens the page of a thing: a device's record, the history of an order or of a work order, see [method@View.open_noun].
 *
 * Since: 0.1
 */
void
cem_view_open_noun_async (CemView *self,
                          const char *key,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (CEM_IS_VIEW (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  _cem_page_open_async (CEM_TYPE_NOUN_VIEW, self, key, cem_view_open_noun_async, cancellable, callback,
                        user_data);
}

/**
 * cem_view_open_noun_finish:
 * @self: a view
 * @result: what the callback got
 * @error: return location for a [struct@GLib.Error]
 *
 * Ends what [method@View.open_noun_async] began.
 *
 * Returns: (transfer full): the page
 *
 * Since: 0.1
 */
CemNounView *
cem_view_open_noun_finish (CemView *self,
                           GAsyncResult *result,
                           GError **error)
{
  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- lists ---*/

/* FALSE with an error; *@filter is NULL when nothing is asked for. */
static gboolean
new_filter (const char *variable,
            CemDeclarations *declarations,
            const char *condition,
            const char *sort,
            CemListFilter **filter,
            GError **error)
{
  g_autoptr (CemDeclarations) owned = declarations;
  GError *local_error = NULL;

  *filter = _cem_list_filter_new (variable, owned, condition, sort, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);
  return FALSE;
}

/**
 * cem_view_filter_customers:
 * @self: a view
 * @condition: (nullable): which customers to list; `NULL` for all
 * @sort: (nullable): the field to sort by, with `-` before it to begin with the highest; `NULL` for the
 *   order of their first events
 * @error: return location for a [struct@GLib.Error]
 *
 * Lists customers by a condition.
 *
 * The condition is an expression that sees `now` and `customer` with `id`, `since`, `identifiers`, `traits`
 * (values by name), and how many nouns there are: `n_devices`, `n_orders`, `n_work_orders`, `n_contracts`,
 * `n_sites`, `n_households`, `n_leads`, `n_appointments`, `n_tasks`, `n_coupons`, `n_responses`. A customer
 * for whom it cannot be told, because a trait is missing, is not listed.
 *
 * The list looks at all customers, in the background or when it is loaded, and again when the store has
 * changed. It keeps 8 bytes for each one that it shows, and while it sorts up to 100 more; those that have
 * no value come last, and of texts the first 64 bytes count. When the condition fails for somebody, as by a
 * division by zero, the list has that error.
 *
 * Fails with `CEM_ERROR_SYNTAX`, `CEM_ERROR_TYPE` or `CEM_ERROR_LIMIT` and the place when the
 * condition is wrong, and with `CEM_ERROR_INVALID_ARGUMENT` when @sort is no field.
 *
 * Returns: (transfer full): a list of [class@Customer]
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_filter_customers (CemView *self,
                           const char *condition,
                           const char *sort,
                           GError **error)
{
  CemListFilter *filter = NULL;

  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!new_filter ("customer", _cem_declare_customer (), condition, sort, &filter, error))
    return NULL;
  if (filter == NULL)
    return cem_view_list_customers (self);

  return _cem_store_list_new (
    _cem_list_source_new_filtered_customers (cem_view_get_engine (self), filter));
}

static gboolean
check_kind (const char *noun,
            CemNounKind *kind,
            GError **error)
{
  g_autoptr (GString) names = NULL;

  *kind = _cem_noun_kind_from_name (noun);
  if (*kind != CEM_NOUN_NONE && *kind != CEM_NOUN_PERSON)
    return TRUE;

  names = g_string_new (NULL);
  for (int i = 1; i < CEM_NOUN_N_KINDS; i++)
    if (i != CEM_NOUN_PERSON)
      g_string_append_printf (names, " %s", _cem_noun_kind_get_name ((CemNounKind) i));
  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "“%s” is no noun; there are:%s", noun,
                  names->str);
  return FALSE;
}

/**
 * cem_view_list_nouns:
 * @self: a view
 * @noun: which nouns, such as `device` or `work_order`
 * @condition: (nullable): which of them to list; `NULL` for all
 * @sort: (nullable): the field to sort by, with `-` before it to begin with the highest; `NULL` for the
 *   newest first
 * @error: return location for a [struct@GLib.Error]
 *
 * Lists nouns of a kind, all or by a condition.
 *
 * The condition is an expression that sees `now` and the noun by its name with all of its fields but for
 * its history: `device.state == 'installed' && device.consumables.filter.life < 0.15`. What events say
 * beside the vocabulary is in `custom`. A noun for which it cannot be told, because a field is missing, is
 * not listed.
 *
 * How the list works, and what it costs, is as with [method@View.filter_customers]; so are the errors, and
 * `CEM_ERROR_INVALID_ARGUMENT` when there is no such noun.
 *
 * Returns: (transfer full): a list of [class@Noun], of the class of that noun
 *
 * Since: 0.1
 */
CemStoreList *
cem_view_list_nouns (CemView *self,
                     const char *noun,
                     const char *condition,
                     const char *sort,
                     GError **error)
{
  CemListFilter *filter = NULL;
  CemNounKind kind = CEM_NOUN_NONE;

  g_return_val_if_fail (CEM_IS_VIEW (self), NULL);
  g_return_val_if_fail (noun != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!check_kind (noun, &kind, error) ||
      !new_filter (noun, _cem_declare_noun (kind), condition, sort, &filter, error))
    return NULL;

  return _cem_store_list_new (
    _cem_list_source_new_nouns (cem_view_get_engine (self), kind, filter));
}
