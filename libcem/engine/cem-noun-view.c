/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-page-private.h"

#include "base/cem-words-private.h"
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
 *          g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (page), "work_order")));
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
  PROP_CUSTOMERS
} CemNounViewProperty;

static const char *const rows[] = { NULL };

static GParamSpec *properties[PROP_CUSTOMERS + 1];

static void
cem_noun_view_get_property (GObject *object,
                            guint prop_id,
                            GValue *value,
                            GParamSpec *pspec)
{
  CemNounView *self = CEM_NOUN_VIEW (object);

  switch ((CemNounViewProperty) prop_id)
    {
    case PROP_NOUN:
      g_value_set_object (value, cem_noun_view_get_noun (self));
      break;
    case PROP_CUSTOMERS:
      g_value_set_object (value, cem_noun_view_get_customers (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
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
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
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
  .has_customers = TRUE,
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

  return _cem_page_get_list (CEM_PAGE (self), "customers");
}
