/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-private.h"
#include "base/cem-clock-private.h"
#include "value/cem-value-private.h"

#include <math.h>

#include <libcem/cem-device.h>

/**
 * CemDevice:
 *
 * A product in use.
 *
 * Its owners over time, components, meters and consumables have names of their own, which the methods
 * here take; everything else that events said of it is a field, see [method@Noun.dup_field].
 *
 * It is a snapshot, as every [class@Noun], and belongs to the thread that got it.
 *
 * ```c
 * g_print ("%s, %s, filter at %.0f %%\n",
 *          cem_device_get_model (device),
 *          cem_device_get_online (device) ? "online" : "offline",
 *          100 * cem_device_get_consumable (device, "filter"));
 * ```
 *
 * Since: 0.1
 */
struct _CemDevice
{
  CemNoun parent_instance;
};

G_DEFINE_FINAL_TYPE (CemDevice, cem_device, CEM_TYPE_NOUN)

typedef enum
{
  PROP_MODEL = 1,
  PROP_NAME,
  PROP_BATCH,
  PROP_OWNER,
  PROP_SITE,
  PROP_ONLINE,
  PROP_FIRMWARE,
  PROP_SOLD,
  PROP_WARRANTY_UNTIL
} CemDeviceProperty;

static const char *const fields[] = {
  [PROP_MODEL] = "model",
  [PROP_NAME] = "name",
  [PROP_BATCH] = "batch",
  [PROP_OWNER] = "owner",
  [PROP_SITE] = "site",
  [PROP_ONLINE] = "online",
  [PROP_FIRMWARE] = "firmware",
  [PROP_SOLD] = "sold",
  [PROP_WARRANTY_UNTIL] = "warranty.until",
};

static GParamSpec *properties[G_N_ELEMENTS (fields)];

static void
cem_device_get_property (GObject *object,
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
cem_device_class_init (CemDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cem_device_get_property;

  /**
   * CemDevice:model: (getter get_model)
   *
   * The model.
   *
   * Since: 0.1
   */
  properties[PROP_MODEL] = g_param_spec_string ("model", NULL, NULL, NULL, flags);

  /**
   * CemDevice:name: (getter get_name)
   *
   * What its owner calls it.
   *
   * Since: 0.1
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);

  /**
   * CemDevice:batch: (getter get_batch)
   *
   * The batch that it was made in.
   *
   * Since: 0.1
   */
  properties[PROP_BATCH] = g_param_spec_string ("batch", NULL, NULL, NULL, flags);

  /**
   * CemDevice:owner: (getter get_owner)
   *
   * The id of the customer who owns it now.
   *
   * Since: 0.1
   */
  properties[PROP_OWNER] = g_param_spec_string ("owner", NULL, NULL, NULL, flags);

  /**
   * CemDevice:site: (getter get_site)
   *
   * The key of the site where it stands.
   *
   * Since: 0.1
   */
  properties[PROP_SITE] = g_param_spec_string ("site", NULL, NULL, NULL, flags);

  /**
   * CemDevice:online: (getter get_online)
   *
   * Whether it is connected, as far as it said.
   *
   * Since: 0.1
   */
  properties[PROP_ONLINE] = g_param_spec_boolean ("online", NULL, NULL, FALSE, flags);

  /**
   * CemDevice:firmware: (getter get_firmware)
   *
   * The version of its firmware.
   *
   * Since: 0.1
   */
  properties[PROP_FIRMWARE] = g_param_spec_string ("firmware", NULL, NULL, NULL, flags);

  /**
   * CemDevice:sold: (getter get_sold)
   *
   * When it was sold.
   *
   * Since: 0.1
   */
  properties[PROP_SOLD] = g_param_spec_boxed ("sold", NULL, NULL, G_TYPE_DATE_TIME, flags);

  /**
   * CemDevice:warranty-until: (getter get_warranty_until)
   *
   * When its warranty ends, unless a meter ends it before.
   *
   * Since: 0.1
   */
  properties[PROP_WARRANTY_UNTIL] =
    g_param_spec_boxed ("warranty-until", NULL, NULL, G_TYPE_DATE_TIME, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_device_init (CemDevice *self)
{
}

/**
 * cem_device_get_model: (get-property model)
 * @self: a device
 *
 * Gets the model.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_model (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_MODEL]);
}

/**
 * cem_device_get_name: (get-property name)
 * @self: a device
 *
 * Gets what its owner calls it.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_name (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_NAME]);
}

/**
 * cem_device_get_batch: (get-property batch)
 * @self: a device
 *
 * Gets the batch that it was made in.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_batch (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_BATCH]);
}

/**
 * cem_device_get_owner: (get-property owner)
 * @self: a device
 *
 * Gets the id of the customer who owns it now.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_owner (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_OWNER]);
}

/**
 * cem_device_get_site: (get-property site)
 * @self: a device
 *
 * Gets the key of the site where it stands.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_site (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_SITE]);
}

/**
 * cem_device_get_online: (get-property online)
 * @self: a device
 *
 * Gets whether it is connected, as far as it said.
 *
 * Returns: whether it is so; `FALSE` when it is not known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_device_get_online (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), FALSE);

  return _cem_noun_get_flag (CEM_NOUN (self), fields[PROP_ONLINE]);
}

/**
 * cem_device_get_firmware: (get-property firmware)
 * @self: a device
 *
 * Gets the version of its firmware.
 *
 * Returns: (transfer none) (nullable): the text; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
const char *
cem_device_get_firmware (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_text (CEM_NOUN (self), fields[PROP_FIRMWARE]);
}

/**
 * cem_device_get_sold: (get-property sold)
 * @self: a device
 *
 * Gets when it was sold.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_device_get_sold (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_SOLD]);
}

/**
 * cem_device_get_warranty_until: (get-property warranty-until)
 * @self: a device
 *
 * Gets when its warranty ends, unless a meter ends it before.
 *
 * Returns: (transfer none) (nullable): the time, in UTC; `NULL` when it is not known, and while loading
 *
 * Since: 0.1
 */
GDateTime *
cem_device_get_warranty_until (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_get_time (CEM_NOUN (self), fields[PROP_WARRANTY_UNTIL]);
}

/**
 * cem_device_list_meters:
 * @self: a device
 *
 * Lists the names of its meters.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty when there are none, and while loading
 *
 * Since: 0.1
 */
char **
cem_device_list_meters (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_list_texts (CEM_NOUN (self), "meters");
}

/**
 * cem_device_list_consumables:
 * @self: a device
 *
 * Lists the names of its consumables.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty when there are none, and while loading
 *
 * Since: 0.1
 */
char **
cem_device_list_consumables (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_list_texts (CEM_NOUN (self), "consumables");
}

/**
 * cem_device_list_components:
 * @self: a device
 *
 * Lists the names of its components.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty when there are none, and while
 *   loading
 *
 * Since: 0.1
 */
char **
cem_device_list_components (CemDevice *self)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);

  return _cem_noun_list_members (CEM_NOUN (self), "components", "name");
}

/* What is said of a meter or a consumable: a map, or the number alone. */
static double
read_number (CemDevice *self,
             const char *field,
             const char *name,
             const char *member)
{
  const CemDatum *datum = _cem_noun_find_in (CEM_NOUN (self), field, name);

  if (datum != NULL && datum->kind == CEM_KIND_MAP)
    datum = _cem_datum_find_member (datum, member);

  return _cem_datum_to_double (datum);
}

/**
 * cem_device_get_meter:
 * @self: a device
 * @name: the name of a meter, such as `mileage`
 *
 * Gets how far a meter has come in all, over resets and roll-overs.
 *
 * Returns: the total; NaN when there is no such meter, and while loading
 *
 * Since: 0.1
 */
double
cem_device_get_meter (CemDevice *self,
                      const char *name)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NAN);
  g_return_val_if_fail (name != NULL, NAN);

  return read_number (self, "meters", name, "total");
}

/**
 * cem_device_dup_meter_unit:
 * @self: a device
 * @name: the name of a meter, such as `mileage`
 *
 * Gets the unit of a meter, such as `km`.
 *
 * Returns: (transfer full) (nullable): the unit; `NULL` when the meter has none or there is no such meter
 *
 * Since: 0.1
 */
char *
cem_device_dup_meter_unit (CemDevice *self,
                           const char *name)
{
  const CemDatum *datum = NULL;

  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  datum = _cem_datum_find_member (_cem_noun_find_in (CEM_NOUN (self), "meters", name), "unit");
  return datum != NULL && datum->kind == CEM_KIND_STRING
           ? g_strndup (datum->v.s, (gsize) datum->n)
           : NULL;
}

/**
 * cem_device_get_consumable:
 * @self: a device
 * @name: the name of a consumable, such as `filter`
 *
 * Gets how much of the life of a consumable is left.
 *
 * Returns: the share that is left, 0 to 1; NaN when there is no such consumable, and while loading
 *
 * Since: 0.1
 */
double
cem_device_get_consumable (CemDevice *self,
                           const char *name)
{
  g_return_val_if_fail (CEM_IS_DEVICE (self), NAN);
  g_return_val_if_fail (name != NULL, NAN);

  return read_number (self, "consumables", name, "life");
}

/**
 * cem_device_dup_component:
 * @self: a device
 * @name: the name of a component
 *
 * Reads what is known of a component: its serial number and batch, and those that it had before.
 *
 * Returns: (transfer full) (nullable): a map; `NULL` when there is no such component, and while loading
 *
 * Since: 0.1
 */
CemValue *
cem_device_dup_component (CemDevice *self,
                          const char *name)
{
  const CemDatum *datum = NULL;

  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  datum = _cem_noun_find_named (CEM_NOUN (self), "components", name);
  return datum != NULL ? _cem_value_new_from_datum (datum) : NULL;
}

/**
 * cem_device_is_in_warranty:
 * @self: a device
 * @at: a time
 *
 * Gets whether the warranty holds at a time: until a date, or until a meter has come so far, whichever is
 * first.
 *
 * Returns: whether it holds; `FALSE` when no warranty is known, and while loading
 *
 * Since: 0.1
 */
gboolean
cem_device_is_in_warranty (CemDevice *self,
                           GDateTime *at)
{
  const CemDatum *warranty = NULL;
  gint64 ends = 0;

  g_return_val_if_fail (CEM_IS_DEVICE (self), FALSE);
  g_return_val_if_fail (at != NULL, FALSE);

  warranty = _cem_noun_find (CEM_NOUN (self), "warranty");
  if (warranty == NULL || warranty->kind != CEM_KIND_MAP || warranty->v.map->n == 0)
    return FALSE;

  ends = _cem_datum_to_us (_cem_datum_find_member (warranty, "ends_at"));
  return ends == G_MININT64 || _cem_date_time_to_us (at) < ends;
}

/**
 * cem_device_find_owner:
 * @self: a device
 * @at: a time
 *
 * Finds who owned it at a time.
 *
 * Returns: (transfer full) (nullable): the id of the customer; `NULL` when nobody is known, and while
 *   loading
 *
 * Since: 0.1
 */
char *
cem_device_find_owner (CemDevice *self,
                       GDateTime *at)
{
  const CemDatum *owners = NULL;
  const CemDatum *found = NULL;

  g_return_val_if_fail (CEM_IS_DEVICE (self), NULL);
  g_return_val_if_fail (at != NULL, NULL);

  owners = _cem_noun_find (CEM_NOUN (self), "owners");
  if (owners == NULL || owners->kind != CEM_KIND_LIST)
    return NULL;

  for (guint i = 0; i < owners->v.list->n; i++)
    {
      const CemDatum *owner = &owners->v.list->items[i];
      const gint64 from = _cem_datum_to_us (_cem_datum_find_member (owner, "from"));
      const gint64 until = _cem_datum_to_us (_cem_datum_find_member (owner, "until"));

      if (_cem_date_time_to_us (at) >= from &&
          (until == G_MININT64 || _cem_date_time_to_us (at) < until))
        found = _cem_datum_find_member (owner, "customer");
    }

  return found != NULL && found->kind == CEM_KIND_STRING
           ? g_strndup (found->v.s, (gsize) found->n)
           : NULL;
}
