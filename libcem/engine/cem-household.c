/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-household.h>

/**
 * CemHousehold:
 *
 * People who live together.
 *
 * Who belongs to it, and from when to when, is its field `members`.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s has %u members\n",
 *          cem_household_get_name (household),
 *          cem_household_get_n_members (household));
 * ```
 *
 * Since: 0.1
 */
struct _CemHousehold
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemHousehold, cem_household, CEM_TYPE_NOUN)

typedef enum
{
  PROP_NAME = 1
} CemHouseholdProperty;

static const char *const fields[] = {
  [PROP_NAME] = "name",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_household_get_property (GObject *object,
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
cem_household_class_init (CemHouseholdClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_household_get_property;

  /**
   * CemHousehold:name: (getter get_name)
   *
   * What people call it.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_household_init (CemHousehold *self)
{
}

/**
 * cem_household_get_name: (get-property name)
 * @self: a household
 *
 * Gets what people call it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_household_get_name (CemHousehold *self)
{
  g_return_val_if_fail (CEM_IS_HOUSEHOLD (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_NAME]);
}

/**
 * cem_household_get_n_members:
 * @self: a household
 *
 * Gets how many people belong to it now.
 *
 * Returns: the number; 0 while loading
 *
 * Since: 0.1
 */
guint
cem_household_get_n_members (CemHousehold *self)
{
  const CemDatum *members = NULL;
  guint n = 0;

  g_return_val_if_fail (CEM_IS_HOUSEHOLD (self), 0);

  members = _cem_noun_find (CEM_NOUN (self), "members");
  if (members == NULL || members->kind != CEM_KIND_LIST)
    return 0;

  for (guint i = 0; i < members->v.list->n; i++)
    if (_cem_datum_find_member (&members->v.list->items[i], "until") == NULL)
      n++;

  return n;
}
