/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-staff.h>

/**
 * CemStaff:
 *
 * A person on the staff.
 *
 * Work orders and tasks name them by key.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s, %s\n", cem_staff_get_name (staff), cem_staff_get_role (staff));
 * ```
 *
 * Since: 0.1
 */
struct _CemStaff
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemStaff, cem_staff, CEM_TYPE_NOUN)

typedef enum
{
  PROP_NAME = 1,
  PROP_ROLE,
  PROP_REGION,
  PROP_TEAM,
  PROP_ACTIVE
} CemStaffProperty;

static const char *const fields[] = {
  [PROP_NAME] = "name",
  [PROP_ROLE] = "role",
  [PROP_REGION] = "region",
  [PROP_TEAM] = "team",
  [PROP_ACTIVE] = "active",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_staff_get_property (GObject *object,
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
cem_staff_class_init (CemStaffClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_staff_get_property;

  /**
   * CemStaff:name: (getter get_name)
   *
   * The name.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * CemStaff:role: (getter get_role)
   *
   * The role, such as `engineer`.
   *
   * Since: 0.1
   */
  properties[PROP_ROLE] = g_param_spec_string ("role", NULL, NULL, NULL, flags);

  /**
   * CemStaff:region: (getter get_region)
   *
   * The region.
   *
   * Since: 0.1
   */
  properties[PROP_REGION] = g_param_spec_string ("region", NULL, NULL, NULL, flags);

  /**
   * CemStaff:team: (getter get_team)
   *
   * The team.
   *
   * Since: 0.1
   */
  properties[PROP_TEAM] = g_param_spec_string ("team", NULL, NULL, NULL, flags);

  /**
   * CemStaff:active: (getter get_active)
   *
   * Whether the person works there now.
   *
   * Since: 0.1
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_staff_init (CemStaff *self)
{
}

/**
 * cem_staff_get_name: (get-property name)
 * @self: a person on the staff
 *
 * Gets the name.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_staff_get_name (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_NAME]);
}

/**
 * cem_staff_get_role: (get-property role)
 * @self: a person on the staff
 *
 * Gets the role, such as `engineer`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_staff_get_role (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ROLE]);
}

/**
 * cem_staff_get_region: (get-property region)
 * @self: a person on the staff
 *
 * Gets the region.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_staff_get_region (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_REGION]);
}

/**
 * cem_staff_get_team: (get-property team)
 * @self: a person on the staff
 *
 * Gets the team.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_staff_get_team (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_TEAM]);
}

/**
 * cem_staff_get_active: (get-property active)
 * @self: a person on the staff
 *
 * Gets whether the person works there now.
 *
 * Returns: whether it is so; `FALSE` when it is not known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_staff_get_active (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), FALSE);

  return _cem_noun_get_flag (CEM_NOUN (self), fields[PROP_ACTIVE]);
}

/**
 * cem_staff_list_skills:
 * @self: a person on the staff
 *
 * Lists what the person has learnt.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty when there are none, and while loading
 *
 * Since: 0.1
 */
char **
cem_staff_list_skills (CemStaff *self)
{
  g_return_val_if_fail (CEM_IS_STAFF (self), NULL);

  return _cem_noun_list_texts (CEM_NOUN (self), "skills");
}
