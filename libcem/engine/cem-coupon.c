/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-coupon.h>

/**
 * CemCoupon:
 *
 * A discount for a customer.
 *
 * It is issued, and redeemed or expired.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%g %s\n", cem_coupon_get_value (coupon), cem_coupon_get_currency (coupon));
 * ```
 *
 * Since: 0.1
 */
struct _CemCoupon
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemCoupon, cem_coupon, CEM_TYPE_NOUN)

typedef enum
{
  PROP_TEMPLATE = 1,
  PROP_VALUE,
  PROP_CURRENCY,
  PROP_ORDER,
  PROP_ISSUED_AT,
  PROP_EXPIRES,
  PROP_REDEEMED_AT
} CemCouponProperty;

static const char *const fields[] = {
  [PROP_TEMPLATE] = "template",
  [PROP_VALUE] = "value",
  [PROP_CURRENCY] = "currency",
  [PROP_ORDER] = "order",
  [PROP_ISSUED_AT] = "issued_at",
  [PROP_EXPIRES] = "expires",
  [PROP_REDEEMED_AT] = "redeemed_at",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_coupon_get_property (GObject *object,
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
cem_coupon_class_init (CemCouponClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_coupon_get_property;

  /**
   * CemCoupon:template: (getter get_template)
   *
   * The name of what it was made after.
   *
   * Since: 0.1
   */
  properties[PROP_TEMPLATE] = g_param_spec_string ("template", NULL, NULL, NULL, flags);

  /**
   * CemCoupon:value: (getter get_value)
   *
   * What it is worth.
   *
   * Since: 0.1
   */
  properties[PROP_VALUE] =
    g_param_spec_double ("value", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemCoupon:currency: (getter get_currency)
   *
   * The currency, as ISO 4217 has it.
   *
   * Since: 0.1
   */
  properties[PROP_CURRENCY] = g_param_spec_string ("currency", NULL, NULL, NULL, flags);

  /**
   * CemCoupon:order: (getter get_order)
   *
   * The key of the order that it was redeemed with.
   *
   * Since: 0.1
   */
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, NULL, flags);

  /**
   * CemCoupon:issued-at: (getter get_issued_at)
   *
   * When it was issued.
   *
   * Since: 0.1
   */
  properties[PROP_ISSUED_AT] =
    g_param_spec_boxed ("issued-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemCoupon:expires: (getter get_expires)
   *
   * When it expires.
   *
   * Since: 0.1
   */
  properties[PROP_EXPIRES] = g_param_spec_boxed ("expires", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemCoupon:redeemed-at: (getter get_redeemed_at)
   *
   * When it was redeemed.
   *
   * Since: 0.1
   */
  properties[PROP_REDEEMED_AT] =
    g_param_spec_boxed ("redeemed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_coupon_init (CemCoupon *self)
{
}

/**
 * cem_coupon_get_template: (get-property template)
 * @self: a coupon
 *
 * Gets the name of what it was made after.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_coupon_get_template (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TEMPLATE]);
}

/**
 * cem_coupon_get_value: (get-property value)
 * @self: a coupon
 *
 * Gets what it is worth.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_coupon_get_value (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_VALUE]);
}

/**
 * cem_coupon_get_currency: (get-property currency)
 * @self: a coupon
 *
 * Gets the currency, as ISO 4217 has it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_coupon_get_currency (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CURRENCY]);
}

/**
 * cem_coupon_get_order: (get-property order)
 * @self: a coupon
 *
 * Gets the key of the order that it was redeemed with.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_coupon_get_order (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ORDER]);
}

/**
 * cem_coupon_get_issued_at: (get-property issued-at)
 * @self: a coupon
 *
 * Gets when it was issued.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_coupon_get_issued_at (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_ISSUED_AT]);
}

/**
 * cem_coupon_get_expires: (get-property expires)
 * @self: a coupon
 *
 * Gets when it expires.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_coupon_get_expires (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_EXPIRES]);
}

/**
 * cem_coupon_get_redeemed_at: (get-property redeemed-at)
 * @self: a coupon
 *
 * Gets when it was redeemed.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_coupon_get_redeemed_at (CemCoupon *self)
{
  g_return_val_if_fail (CEM_IS_COUPON (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_REDEEMED_AT]);
}
