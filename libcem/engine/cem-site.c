/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"

#include <libcem/cem-site.h>

/**
 * CemSite:
 *
 * A home, a shop, a plant.
 *
 * Devices stand at sites, and customers live or work there.
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s, %s\n", cem_site_get_address (site), cem_site_get_city (site));
 * ```
 *
 * Since: 0.1
 */
struct _CemSite
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemSite, cem_site, CEM_TYPE_NOUN)

typedef enum
{
  PROP_NAME = 1,
  PROP_SITE_KIND,
  PROP_ADDRESS,
  PROP_CITY,
  PROP_REGION,
  PROP_LATITUDE,
  PROP_LONGITUDE,
  PROP_AREA
} CemSiteProperty;

static const char *const fields[] = {
  [PROP_NAME] = "name",
  [PROP_SITE_KIND] = "kind",
  [PROP_ADDRESS] = "address",
  [PROP_CITY] = "city",
  [PROP_REGION] = "region",
  [PROP_LATITUDE] = "latitude",
  [PROP_LONGITUDE] = "longitude",
  [PROP_AREA] = "area_m2",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_site_get_property (GObject *object,
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
cem_site_class_init (CemSiteClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_site_get_property;

  /**
   * CemSite:name: (getter get_name)
   *
   * What people call it.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * CemSite:site-kind: (getter get_site_kind)
   *
   * What kind of place it is, such as `apartment`.
   *
   * Since: 0.1
   */
  properties[PROP_SITE_KIND] = g_param_spec_string ("site-kind", NULL, NULL, NULL, flags);

  /**
   * CemSite:address: (getter get_address)
   *
   * The postal address.
   *
   * Since: 0.1
   */
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, flags);

  /**
   * CemSite:city: (getter get_city)
   *
   * The city.
   *
   * Since: 0.1
   */
  properties[PROP_CITY] = g_param_spec_string ("city", NULL, NULL, NULL, flags);

  /**
   * CemSite:region: (getter get_region)
   *
   * The region.
   *
   * Since: 0.1
   */
  properties[PROP_REGION] = g_param_spec_string ("region", NULL, NULL, NULL, flags);

  /**
   * CemSite:latitude: (getter get_latitude)
   *
   * The latitude in degrees, WGS 84.
   *
   * Since: 0.1
   */
  properties[PROP_LATITUDE] =
    g_param_spec_double ("latitude", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemSite:longitude: (getter get_longitude)
   *
   * The longitude in degrees, WGS 84.
   *
   * Since: 0.1
   */
  properties[PROP_LONGITUDE] =
    g_param_spec_double ("longitude", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  /**
   * CemSite:area: (getter get_area)
   *
   * The floor space in square metres.
   *
   * Since: 0.1
   */
  properties[PROP_AREA] =
    g_param_spec_double ("area", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_site_init (CemSite *self)
{
}

/**
 * cem_site_get_name: (get-property name)
 * @self: a site
 *
 * Gets what people call it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_site_get_name (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_NAME]);
}

/**
 * cem_site_get_site_kind: (get-property site-kind)
 * @self: a site
 *
 * Gets what kind of place it is, such as `apartment`.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_site_get_site_kind (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SITE_KIND]);
}

/**
 * cem_site_get_address: (get-property address)
 * @self: a site
 *
 * Gets the postal address.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_site_get_address (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_ADDRESS]);
}

/**
 * cem_site_get_city: (get-property city)
 * @self: a site
 *
 * Gets the city.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_site_get_city (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_CITY]);
}

/**
 * cem_site_get_region: (get-property region)
 * @self: a site
 *
 * Gets the region.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_site_get_region (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_REGION]);
}

/**
 * cem_site_get_latitude: (get-property latitude)
 * @self: a site
 *
 * Gets the latitude in degrees, WGS 84.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_site_get_latitude (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_LATITUDE]);
}

/**
 * cem_site_get_longitude: (get-property longitude)
 * @self: a site
 *
 * Gets the longitude in degrees, WGS 84.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_site_get_longitude (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_LONGITUDE]);
}

/**
 * cem_site_get_area: (get-property area)
 * @self: a site
 *
 * Gets the floor space in square metres.
 *
 * Returns: the number; NaN when it is not known, and while loading
 *
 * Since: 0.1
 */
double
cem_site_get_area (CemSite *self)
{
  g_return_val_if_fail (CEM_IS_SITE (self), 0);

  return _cem_noun_get_number (CEM_NOUN (self), fields[PROP_AREA]);
}
