/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-order.h>

/**
 * CemOrder:
 *
 * A purchase.
 *
 * Each step has its time; an order that was cancelled or returned keeps the times of the steps before.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * if (cem_order_is_late (order))
 *   g_print ("%s came too late\n", cem_noun_get_key (CEM_NOUN (order)));
 * ```
 *
 * Since: 0.1
 */
struct _CemOrder
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemOrder, cem_order, CEM_TYPE_NOUN)

typedef enum
{
  PROP_AMOUNT = 1,
  PROP_CURRENCY,
  PROP_CHANNEL,
  PROP_PLACED_AT,
  PROP_PAID_AT,
  PROP_SHIPPED_AT,
  PROP_DELIVERED_AT,
  PROP_PROMISED
} CemOrderProperty;

static const char *const fields[] = {
  [PROP_AMOUNT] = "amount",
  [PROP_CURRENCY] = "currency",
  [PROP_CHANNEL] = "channel",
  [PROP_PLACED_AT] = "placed_at",
  [PROP_PAID_AT] = "paid_at",
  [PROP_SHIPPED_AT] = "shipped_at",
  [PROP_DELIVERED_AT] = "delivered_at",
  [PROP_PROMISED] = "promised",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_order_get_property (GObject *object,
                        guint prop_id,
                        GValue *value,
                        GParamSpec *pspec)
{
  if (prop_id == 0 || prop_id >= G_N_ELEMENTS (fields))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  else
    _cem_noun_get_property (CEM_NOUN (object), fields[prop_id], value);
}

static void
cem_order_class_init (CemOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_order_get_property;

  /**
   * CemOrder:amount: (getter get_amount)
   *
   * What it costs, in units of its currency.
   *
   * Since: 0.1
   */
  properties[PROP_AMOUNT] =
    g_param_spec_double ("amount", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemOrder:currency: (getter get_currency)
   *
   * The currency, as ISO 4217 has it.
   *
   * Since: 0.1
   */
  properties[PROP_CURRENCY] = g_param_spec_string ("currency", NULL, NULL, NULL, flags);

  /**
   * CemOrder:channel: (getter get_channel)
   *
   * Where it was placed.
   *
   * Since: 0.1
   */
  properties[PROP_CHANNEL] = g_param_spec_string ("channel", NULL, NULL, NULL, flags);

  /**
   * CemOrder:placed-at: (getter get_placed_at)
   *
   * When it was placed.
   *
   * Since: 0.1
   */
  properties[PROP_PLACED_AT] =
    g_param_spec_boxed ("placed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemOrder:paid-at: (getter get_paid_at)
   *
   * When it was paid.
   *
   * Since: 0.1
   */
  properties[PROP_PAID_AT] = g_param_spec_boxed ("paid-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemOrder:shipped-at: (getter get_shipped_at)
   *
   * When it was shipped.
   *
   * Since: 0.1
   */
  properties[PROP_SHIPPED_AT] =
    g_param_spec_boxed ("shipped-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemOrder:delivered-at: (getter get_delivered_at)
   *
   * When it was delivered.
   *
   * Since: 0.1
   */
  properties[PROP_DELIVERED_AT] =
    g_param_spec_boxed ("delivered-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemOrder:promised: (getter get_promised)
   *
   * By when it was promised.
   *
   * Since: 0.1
   */
  properties[PROP_PROMISED] = g_param_spec_boxed ("promised", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_order_init (CemOrder *self)
{
}

/**
 * cem_order_get_amount: (get-property amount)
 * @self: an order
 *
 * Gets what it costs, in units of its currency.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_order_get_amount (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_AMOUNT]);
}

/**
 * cem_order_get_currency: (get-property currency)
 * @self: an order
 *
 * Gets the currency, as ISO 4217 has it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_order_get_currency (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CURRENCY]);
}

/**
 * cem_order_get_channel: (get-property channel)
 * @self: an order
 *
 * Gets where it was placed.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_order_get_channel (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CHANNEL]);
}

/**
 * cem_order_get_placed_at: (get-property placed-at)
 * @self: an order
 *
 * Gets when it was placed.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_order_get_placed_at (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_PLACED_AT]);
}

/**
 * cem_order_get_paid_at: (get-property paid-at)
 * @self: an order
 *
 * Gets when it was paid.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_order_get_paid_at (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_PAID_AT]);
}

/**
 * cem_order_get_shipped_at: (get-property shipped-at)
 * @self: an order
 *
 * Gets when it was shipped.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_order_get_shipped_at (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_SHIPPED_AT]);
}

/**
 * cem_order_get_delivered_at: (get-property delivered-at)
 * @self: an order
 *
 * Gets when it was delivered.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_order_get_delivered_at (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_DELIVERED_AT]);
}

/**
 * cem_order_get_promised: (get-property promised)
 * @self: an order
 *
 * Gets by when it was promised.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_order_get_promised (CemOrder *self)
{
  g_return_val_if_fail (CEM_IS_ORDER (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_PROMISED]);
}

/**
 * cem_order_is_late:
 * @self: an order
 *
 * Gets whether it was delivered after the time that was promised.
 *
 * Returns: whether it was late; `FALSE` when it was not delivered, when nothing was promised, and while
 *   loading
 *
 * Since: 0.1
 */
gboolean
cem_order_is_late (CemOrder *self)
{
  gint64 promised = 0;

  g_return_val_if_fail (CEM_IS_ORDER (self), FALSE);

  promised = _cem_noun_get_us (CEM_NOUN (self), fields[PROP_PROMISED]);
  return promised != G_MININT64 &&
         _cem_noun_get_us (CEM_NOUN (self), fields[PROP_DELIVERED_AT]) > promised;
}
