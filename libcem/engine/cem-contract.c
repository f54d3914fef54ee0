/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-contract.h>

/**
 * CemContract:
 *
 * An agreement with a customer.
 *
 * It holds from a day until another one, and may be renewed.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%g %s\n", cem_contract_get_amount (contract), cem_contract_get_currency (contract));
 * ```
 *
 * Since: 0.1
 */
struct _CemContract
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemContract, cem_contract, CEM_TYPE_NOUN)

typedef enum
{
  PROP_CONTRACT_KIND = 1,
  PROP_STARTS,
  PROP_ENDS,
  PROP_AMOUNT,
  PROP_CURRENCY,
  PROP_SIGNED_AT,
  PROP_RENEWED_AT,
  PROP_ENDED_AT
} CemContractProperty;

static const char *const fields[] = {
  [PROP_CONTRACT_KIND] = "kind",
  [PROP_STARTS] = "from",
  [PROP_ENDS] = "until",
  [PROP_AMOUNT] = "amount",
  [PROP_CURRENCY] = "currency",
  [PROP_SIGNED_AT] = "signed_at",
  [PROP_RENEWED_AT] = "renewed_at",
  [PROP_ENDED_AT] = "ended_at",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_contract_get_property (GObject *object,
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
cem_contract_class_init (CemContractClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_contract_get_property;

  /**
   * CemContract:contract-kind: (getter get_contract_kind)
   *
   * What it is about.
   *
   * Since: 0.1
   */
  properties[PROP_CONTRACT_KIND] = g_param_spec_string ("contract-kind", NULL, NULL, NULL, flags);

  /**
   * CemContract:starts: (getter get_starts)
   *
   * When it begins to hold.
   *
   * Since: 0.1
   */
  properties[PROP_STARTS] = g_param_spec_boxed ("starts", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemContract:ends: (getter get_ends)
   *
   * When it ceases to hold.
   *
   * Since: 0.1
   */
  properties[PROP_ENDS] = g_param_spec_boxed ("ends", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemContract:amount: (getter get_amount)
   *
   * What it costs, in units of its currency.
   *
   * Since: 0.1
   */
  properties[PROP_AMOUNT] =
    g_param_spec_double ("amount", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemContract:currency: (getter get_currency)
   *
   * The currency, as ISO 4217 has it.
   *
   * Since: 0.1
   */
  properties[PROP_CURRENCY] = g_param_spec_string ("currency", NULL, NULL, NULL, flags);

  /**
   * CemContract:signed-at: (getter get_signed_at)
   *
   * When it was signed.
   *
   * Since: 0.1
   */
  properties[PROP_SIGNED_AT] =
    g_param_spec_boxed ("signed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemContract:renewed-at: (getter get_renewed_at)
   *
   * When it was renewed last.
   *
   * Since: 0.1
   */
  properties[PROP_RENEWED_AT] =
    g_param_spec_boxed ("renewed-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemContract:ended-at: (getter get_ended_at)
   *
   * When it was ended.
   *
   * Since: 0.1
   */
  properties[PROP_ENDED_AT] = g_param_spec_boxed ("ended-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_contract_init (CemContract *self)
{
}

/**
 * cem_contract_get_contract_kind: (get-property contract-kind)
 * @self: a contract
 *
 * Gets what it is about.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_contract_get_contract_kind (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CONTRACT_KIND]);
}

/**
 * cem_contract_get_starts: (get-property starts)
 * @self: a contract
 *
 * Gets when it begins to hold.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_contract_get_starts (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_STARTS]);
}

/**
 * cem_contract_get_ends: (get-property ends)
 * @self: a contract
 *
 * Gets when it ceases to hold.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_contract_get_ends (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_ENDS]);
}

/**
 * cem_contract_get_amount: (get-property amount)
 * @self: a contract
 *
 * Gets what it costs, in units of its currency.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_contract_get_amount (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_AMOUNT]);
}

/**
 * cem_contract_get_currency: (get-property currency)
 * @self: a contract
 *
 * Gets the currency, as ISO 4217 has it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_contract_get_currency (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CURRENCY]);
}

/**
 * cem_contract_get_signed_at: (get-property signed-at)
 * @self: a contract
 *
 * Gets when it was signed.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_contract_get_signed_at (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_SIGNED_AT]);
}

/**
 * cem_contract_get_renewed_at: (get-property renewed-at)
 * @self: a contract
 *
 * Gets when it was renewed last.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_contract_get_renewed_at (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_RENEWED_AT]);
}

/**
 * cem_contract_get_ended_at: (get-property ended-at)
 * @self: a contract
 *
 * Gets when it was ended.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_contract_get_ended_at (CemContract *self)
{
  g_return_val_if_fail (CEM_IS_CONTRACT (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_ENDED_AT]);
}
