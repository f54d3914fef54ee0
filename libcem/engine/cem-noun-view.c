/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-private.h"

#include "engine/cem-noun-load-private.h"

#include <libcem/cem-noun.h>
#include <libcem/cem-noun-view.h>

/**
 * CemNounView:
 *
 * The page of a thing: a device's record, the history of an order or of a work order.
 *
 * It is opened with [method@View.open_noun]. Its lists hold what was named together with the thing: the
 * work orders of a device, the device and the order of a work order. [class@Page] says how it is read and
 * how it follows the store.
 * It belongs to the thread that opened it.
 *
 * ```c
 * g_autoptr (CemNounView) page = cem_view_open_noun (view, "serial:SN1", NULL, &error);
 *
 * g_print ("%s, %u work orders\n",
 *          cem_device_get_model (CEM_DEVICE (cem_noun_view_get_noun (page))),
 *          g_list_model_get_n_items (cem_noun_view_get_work_orders (page)));
 * ```
 *
 * Since: 0.1
 */
struct _CemNounView
{
  CemPage parent_instance;
};

G_DEFINE_FINAL_TYPE (CemNounView, cem_noun_view, CEM_TYPE_PAGE)

typedef enum
{
  PROP_NOUN = 1,
  PROP_CUSTOMERS,
  PROP_SITES,
  PROP_HOUSEHOLDS,
  PROP_CONTRACTS,
  PROP_DEVICES,
  PROP_ORDERS,
  PROP_WORK_ORDERS,
  PROP_TASKS,
  PROP_COUPONS,
  PROP_APPOINTMENTS,
  PROP_LEADS,
  PROP_RESPONSES
} CemNounViewProperty;

static const char *const names[] = {
  [PROP_CUSTOMERS] = "customers",
  [PROP_SITES] = "sites",
  [PROP_HOUSEHOLDS] = "households",
  [PROP_CONTRACTS] = "contracts",
  [PROP_DEVICES] = "devices",
  [PROP_ORDERS] = "orders",
  [PROP_WORK_ORDERS] = "work_orders",
  [PROP_TASKS] = "tasks",
  [PROP_COUPONS] = "coupons",
  [PROP_APPOINTMENTS] = "appointments",
  [PROP_LEADS] = "leads",
  [PROP_RESPONSES] = "responses",
};

static const CemPageList lists[] = {
  { "customers", CEM_NOUN_NONE },
  { "sites", CEM_NOUN_SITE },
  { "households", CEM_NOUN_HOUSEHOLD },
  { "contracts", CEM_NOUN_CONTRACT },
  { "devices", CEM_NOUN_DEVICE },
  { "orders", CEM_NOUN_ORDER },
  { "work_orders", CEM_NOUN_WORK_ORDER },
  { "tasks", CEM_NOUN_TASK },
  { "coupons", CEM_NOUN_COUPON },
  { "appointments", CEM_NOUN_APPOINTMENT },
  { "leads", CEM_NOUN_LEAD },
  { "responses", CEM_NOUN_RESPONSE },
};

static const char *const rows[] = { NULL };

static GParamSpec *properties[G_N_ELEMENTS (names)];

static void
cem_noun_view_get_property (GObject *object,
                            guint prop_id,
                            GValue *value,
                            GParamSpec *pspec)
{
  CemPage *page = CEM_PAGE (object);

  if (prop_id == PROP_NOUN)
    g_value_set_object (value, _cem_page_get_head (page));
  else if (prop_id < G_N_ELEMENTS (names))
    g_value_set_object (value, _cem_page_get_list (page, names[prop_id]));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static gboolean
read_head (CemPageReading *reading,
           CemDb *db,
           GError **error)
{
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 customer = 0;

  if (!_cem_subject_resolve (reading->subject, db, entities, &customer, error))
    return FALSE;

  if (customer != 0)
    {
      g_set_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND,
                   "“%s” is a customer, not a thing; open the customer's page",
                   _cem_subject_get_key (reading->subject));
      return FALSE;
    }

  reading->head = _cem_noun_load (db, g_array_index (entities, gint64, 0), CEM_NOUN_ALL,
                                  reading->position, error);
  return reading->head != NULL;
}

static const CemPageHooks hooks = {
  .head = "noun",
  .lists = lists,
  .n_lists = G_N_ELEMENTS (lists),
  .rows = rows,
  .read = read_head,
};

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * CemNounView:noun: (getter get_noun)
   *
   * The thing, with its history.
   *
   * Since: 0.1
   */
  properties[PROP_NOUN] =
    g_param_spec_object ("noun", NULL, NULL, CEM_TYPE_NOUN, flags);

  /**
   * CemNounView:customers: (getter get_customers)
   *
   * The customers that it belongs to, or did, the newest first: a list of [class@Customer].
   *
   * Since: 0.1
   */
  properties[PROP_CUSTOMERS] =
    g_param_spec_object ("customers", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:sites: (getter get_sites)
   *
   * The sites, the newest first: a list of [class@Site].
   *
   * Since: 0.1
   */
  properties[PROP_SITES] =
    g_param_spec_object ("sites", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:households: (getter get_households)
   *
   * The households, the newest first: a list of [class@Household].
   *
   * Since: 0.1
   */
  properties[PROP_HOUSEHOLDS] =
    g_param_spec_object ("households", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:contracts: (getter get_contracts)
   *
   * The contracts, the newest first: a list of [class@Contract].
   *
   * Since: 0.1
   */
  properties[PROP_CONTRACTS] =
    g_param_spec_object ("contracts", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:devices: (getter get_devices)
   *
   * The devices, the newest first: a list of [class@Device].
   *
   * Since: 0.1
   */
  properties[PROP_DEVICES] =
    g_param_spec_object ("devices", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:orders: (getter get_orders)
   *
   * The orders, the newest first: a list of [class@Order].
   *
   * Since: 0.1
   */
  properties[PROP_ORDERS] =
    g_param_spec_object ("orders", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:work-orders: (getter get_work_orders)
   *
   * The work orders, the newest first: a list of [class@WorkOrder].
   *
   * Since: 0.1
   */
  properties[PROP_WORK_ORDERS] =
    g_param_spec_object ("work-orders", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:tasks: (getter get_tasks)
   *
   * The tasks, the newest first: a list of [class@Task].
   *
   * Since: 0.1
   */
  properties[PROP_TASKS] =
    g_param_spec_object ("tasks", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:coupons: (getter get_coupons)
   *
   * The coupons, the newest first: a list of [class@Coupon].
   *
   * Since: 0.1
   */
  properties[PROP_COUPONS] =
    g_param_spec_object ("coupons", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:appointments: (getter get_appointments)
   *
   * The appointments, the newest first: a list of [class@Appointment].
   *
   * Since: 0.1
   */
  properties[PROP_APPOINTMENTS] =
    g_param_spec_object ("appointments", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:leads: (getter get_leads)
   *
   * The leads, the newest first: a list of [class@Lead].
   *
   * Since: 0.1
   */
  properties[PROP_LEADS] =
    g_param_spec_object ("leads", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  /**
   * CemNounView:responses: (getter get_responses)
   *
   * The answers to surveys, the newest first: a list of [class@Response].
   *
   * Since: 0.1
   */
  properties[PROP_RESPONSES] =
    g_param_spec_object ("responses", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_noun_view_class_init (CemNounViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cem_noun_view_get_property;
  install_properties (object_class);
  _cem_page_class_set_hooks (CEM_PAGE_CLASS (klass), &hooks);
}

static void
cem_noun_view_init (CemNounView *self)
{
}

/**
 * cem_noun_view_get_noun: (get-property noun)
 * @self: a page
 *
 * Gets the thing, with its history.
 *
 * Returns: (transfer none) (nullable): the noun; `NULL` when it is gone, after an erasure
 *
 * Since: 0.1
 */
CemNoun *
cem_noun_view_get_noun (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_head (CEM_PAGE (self));
}

/**
 * cem_noun_view_get_customers: (get-property customers)
 * @self: a page
 *
 * Gets the customers that it belongs to, or did, the newest first: a list of [class@Customer].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_customers (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_CUSTOMERS]);
}

/**
 * cem_noun_view_get_sites: (get-property sites)
 * @self: a page
 *
 * Gets the sites, the newest first: a list of [class@Site].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_sites (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_SITES]);
}

/**
 * cem_noun_view_get_households: (get-property households)
 * @self: a page
 *
 * Gets the households, the newest first: a list of [class@Household].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_households (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_HOUSEHOLDS]);
}

/**
 * cem_noun_view_get_contracts: (get-property contracts)
 * @self: a page
 *
 * Gets the contracts, the newest first: a list of [class@Contract].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_contracts (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_CONTRACTS]);
}

/**
 * cem_noun_view_get_devices: (get-property devices)
 * @self: a page
 *
 * Gets the devices, the newest first: a list of [class@Device].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_devices (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_DEVICES]);
}

/**
 * cem_noun_view_get_orders: (get-property orders)
 * @self: a page
 *
 * Gets the orders, the newest first: a list of [class@Order].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_orders (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_ORDERS]);
}

/**
 * cem_noun_view_get_work_orders: (get-property work-orders)
 * @self: a page
 *
 * Gets the work orders, the newest first: a list of [class@WorkOrder].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_work_orders (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_WORK_ORDERS]);
}

/**
 * cem_noun_view_get_tasks: (get-property tasks)
 * @self: a page
 *
 * Gets the tasks, the newest first: a list of [class@Task].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_tasks (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_TASKS]);
}

/**
 * cem_noun_view_get_coupons: (get-property coupons)
 * @self: a page
 *
 * Gets the coupons, the newest first: a list of [class@Coupon].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_coupons (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_COUPONS]);
}

/**
 * cem_noun_view_get_appointments: (get-property appointments)
 * @self: a page
 *
 * Gets the appointments, the newest first: a list of [class@Appointment].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_appointments (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_APPOINTMENTS]);
}

/**
 * cem_noun_view_get_leads: (get-property leads)
 * @self: a page
 *
 * Gets the leads, the newest first: a list of [class@Lead].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_leads (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_LEADS]);
}

/**
 * cem_noun_view_get_responses: (get-property responses)
 * @self: a page
 *
 * Gets the answers to surveys, the newest first: a list of [class@Response].
 *
 * The list belongs to the page's thread, and what it emits arrives in the page's main context.
 *
 * Returns: (transfer none): the list
 *
 * Since: 0.1
 */
GListModel *
cem_noun_view_get_responses (CemNounView *self)
{
  g_return_val_if_fail (CEM_IS_NOUN_VIEW (self), NULL);

  return _cem_page_get_list (CEM_PAGE (self), names[PROP_RESPONSES]);
}
