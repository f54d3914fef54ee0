/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-private.h"

#include "engine/cem-customer-page-private.h"

#include <libcem/cem-customer.h>
#include <libcem/cem-customer-view.h>

/**
 * CemCustomerView:
 *
 * The page of a customer: all that is known of somebody, from every source.
 *
 * It is opened with [method@View.open_customer]; [class@Page] says how it is read and how it follows the
 * store.
 * It belongs to the thread that opened it.
 *
 * ```c
 * g_autoptr (CemCustomerView) page =
 *   cem_view_open_customer (view, "phone:+86 138 0000 0000", NULL, &error);
 *
 * g_print ("%u devices, %u orders\n",
 *          g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (page), "device")),
 *          g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (page), "order")));
 * ```
 *
 * Since: 0.1
 */
struct _CemCustomerView
{
  CemPage parent_instance;
};

G_DEFINE_FINAL_TYPE (CemCustomerView, cem_customer_view, CEM_TYPE_PAGE)

typedef enum
{
  PROP_CUSTOMER = 1,
  PROP_IDENTIFIERS,
  PROP_TRAITS,
  PROP_CONSENTS,
  PROP_FACTS
} CemCustomerViewProperty;

static const char *const names[] = {
  [PROP_IDENTIFIERS] = "identifiers",
  [PROP_TRAITS] = "traits",
  [PROP_CONSENTS] = "consents",
  [PROP_FACTS] = "facts",
};

static const char *const rows[] = { "identifiers", "traits", "consents", "facts", NULL };

static GParamSpec *properties[G_N_ELEMENTS (names)];

static void
cem_customer_view_get_property (GObject *object,
                                guint prop_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  CemPage *page = CEM_PAGE (object);

  if (prop_id == PROP_CUSTOMER)
    g_value_set_object (value, _cem_page_get_head (page));
  else if (prop_id < G_N_ELEMENTS (names))
    g_value_set_object (value, _cem_page_get_list (page, names[prop_id]));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static const CemPageHooks hooks = {
  .head = "customer",
  .rows = rows,
  .read = _cem_customer_page_read,
};

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * CemCustomerView:customer: (getter get_customer)
   *
   * The customer.
   *
   * Since: 0.1
   */
  properties[PROP_CUSTOMER] =
    g_param_spec_object ("customer", NULL, NULL, CEM_TYPE_CUSTOMER, flags);

  /**
   * CemCustomerView:identifiers: (getter get_identifiers)
   *
   * The identifiers, the one that gives the id first: plain nouns with `key`, `type`, `value`, `first`.
   *
   * Since: 0.1
   */
  properties[PROP_IDENTIFIERS] =
    g_param_spec_object ("identifiers", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemCustomerView:traits: (getter get_traits)
   *
   * The traits, by name: plain nouns with `name`, `value`, `source`, `time`, `identifier`, `holds`, and
   * the `others` that lost.
   *
   * Since: 0.1
   */
  properties[PROP_TRAITS] =
    g_param_spec_object ("traits", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemCustomerView:consents: (getter get_consents)
   *
   * The consents, by purpose: plain nouns with `purpose`, `state` (`given`, `withdrawn`), `since`,
   * `channel`, `version`, `proof`, `expires`.
   *
   * Since: 0.1
   */
  properties[PROP_CONSENTS] =
    g_param_spec_object ("consents", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemCustomerView:facts: (getter get_facts)
   *
   * What else is known of the person: plain nouns `owner` (who on the staff looks after the customer:
   * `staff`) and `referral` (`by`, `campaign`).
   *
   * Since: 0.1
   */
  properties[PROP_FACTS] =
    g_param_spec_object ("facts", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_customer_view_class_init (CemCustomerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cem_customer_view_get_property;
  install_properties (object_class);
  _cem_page_class_set_hooks (CEM_PAGE_CLASS (klass), &hooks);
}

static void
cem_customer_view_init (CemCustomerView *self)
{
}

/**
 * cem_customer_view_get_customer: (get-property customer)
 * @self: a page
 *
 * Gets the customer.
 *
 * Returns: (transfer none) (nullable): the customer; `NULL` when it is gone, after an erasure
 *
 * Since: 0.1
 */
CemCustomer *
cem_customer_view_get_customer (CemCustomerView *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER_VIEW (self), NULL);

  return _cem_page_get_head (CEM_PAGE (self));
}

/**
 * cem_customer_view_get_identifiers: (get-property identifiers)
 * @self: a page
 *
 * Gets the identifiers, the one that gives the id first: plain nouns with `key`, `type`, `value`,
 * `first`.
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_customer_view_get_identifiers (CemCustomerView *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_IDENTIFIERS]);
}

/**
 * cem_customer_view_get_traits: (get-property traits)
 * @self: a page
 *
 * Gets the traits, by name: plain nouns with `name`, `value`, `source`, `time`, `identifier`, `holds`,
 * and the `others` that lost.
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_customer_view_get_traits (CemCustomerView *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_TRAITS]);
}

/**
 * cem_customer_view_get_consents: (get-property consents)
 * @self: a page
 *
 * Gets the consents, by purpose: plain nouns with `purpose`, `state` (`given`, `withdrawn`), `since`,
 * `channel`, `version`, `proof`, `expires`.
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_customer_view_get_consents (CemCustomerView *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_CONSENTS]);
}

/**
 * cem_customer_view_get_facts: (get-property facts)
 * @self: a page
 *
 * Gets what else is known of the person: plain nouns `owner` (who on the staff looks after the
 * customer: `staff`) and `referral` (`by`, `campaign`).
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_customer_view_get_facts (CemCustomerView *self)
{
  g_return_val_if_fail (CEM_IS_CUSTOMER_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_FACTS]);
}
