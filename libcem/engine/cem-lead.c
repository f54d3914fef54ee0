/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-lead.h>

/**
 * CemLead:
 *
 * Somebody who may buy.
 *
 * A lead is open until it is converted or lost.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("from %s\n", cem_lead_get_source (lead));
 * ```
 *
 * Since: 0.1
 */
struct _CemLead
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemLead, cem_lead, CEM_TYPE_NOUN)

typedef enum
{
  PROP_SOURCE = 1,
  PROP_CAMPAIGN,
  PROP_SEGMENT,
  PROP_AMOUNT,
  PROP_LOST,
  PROP_CREATED_AT,
  PROP_CONVERTED_AT
} CemLeadProperty;

static const char *const fields[] = {
  [PROP_SOURCE] = "source",
  [PROP_CAMPAIGN] = "campaign",
  [PROP_SEGMENT] = "segment",
  [PROP_AMOUNT] = "amount",
  [PROP_LOST] = "lost",
  [PROP_CREATED_AT] = "created_at",
  [PROP_CONVERTED_AT] = "converted_at",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_lead_get_property (GObject *object,
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
cem_lead_class_init (CemLeadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_lead_get_property;

  /**
   * CemLead:source: (getter get_source)
   *
   * Where it came from.
   *
   * Since: 0.1
   */
  properties[PROP_SOURCE] = g_param_spec_string ("source", NULL, NULL, NULL, flags);

  /**
   * CemLead:campaign: (getter get_campaign)
   *
   * The key of the campaign that brought it.
   *
   * Since: 0.1
   */
  properties[PROP_CAMPAIGN] = g_param_spec_string ("campaign", NULL, NULL, NULL, flags);

  /**
   * CemLead:segment: (getter get_segment)
   *
   * The market that it belongs to.
   *
   * Since: 0.1
   */
  properties[PROP_SEGMENT] = g_param_spec_string ("segment", NULL, NULL, NULL, flags);

  /**
   * CemLead:amount: (getter get_amount)
   *
   * What the deal is worth.
   *
   * Since: 0.1
   */
  properties[PROP_AMOUNT] =
    g_param_spec_double ("amount", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemLead:lost: (getter get_lost)
   *
   * Whether it came to nothing.
   *
   * Since: 0.1
   */
  properties[PROP_LOST] = g_param_spec_boolean ("lost", NULL, NULL, FALSE, flags);

  /**
   * CemLead:created-at: (getter get_created_at)
   *
   * When it was created.
   *
   * Since: 0.1
   */
  properties[PROP_CREATED_AT] =
    g_param_spec_boxed ("created-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemLead:converted-at: (getter get_converted_at)
   *
   * When it was converted.
   *
   * Since: 0.1
   */
  properties[PROP_CONVERTED_AT] =
    g_param_spec_boxed ("converted-at", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_lead_init (CemLead *self)
{
}

/**
 * cem_lead_get_source: (get-property source)
 * @self: a lead
 *
 * Gets where it came from.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_lead_get_source (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SOURCE]);
}

/**
 * cem_lead_get_campaign: (get-property campaign)
 * @self: a lead
 *
 * Gets the key of the campaign that brought it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_lead_get_campaign (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CAMPAIGN]);
}

/**
 * cem_lead_get_segment: (get-property segment)
 * @self: a lead
 *
 * Gets the market that it belongs to.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_lead_get_segment (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SEGMENT]);
}

/**
 * cem_lead_get_amount: (get-property amount)
 * @self: a lead
 *
 * Gets what the deal is worth.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_lead_get_amount (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_AMOUNT]);
}

/**
 * cem_lead_get_lost: (get-property lost)
 * @self: a lead
 *
 * Gets whether it came to nothing.
 *
 * Returns: whether it is so; `FALSE` when it is not known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_lead_get_lost (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), FALSE);

  return _cem_noun_get_flag (CEM_NOUN (self), fields[PROP_LOST]);
}

/**
 * cem_lead_get_created_at: (get-property created-at)
 * @self: a lead
 *
 * Gets when it was created.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_lead_get_created_at (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_CREATED_AT]);
}

/**
 * cem_lead_get_converted_at: (get-property converted-at)
 * @self: a lead
 *
 * Gets when it was converted.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_lead_get_converted_at (CemLead *self)
{
  g_return_val_if_fail (CEM_IS_LEAD (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_CONVERTED_AT]);
}
