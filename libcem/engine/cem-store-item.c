/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-item-private.h"

#include "engine/cem-json-object-private.h"

typedef struct
{
  gboolean loading;
} CemStoreItemPrivate;

/**
 * CemStoreItem:
 *
 * Something that a [class@StoreList] lists: what all its rows have in common.
 *
 * An item is a snapshot. Inside a list it may still be [property@StoreItem:loading]: then it has no
 * content yet, its other properties are empty, and they notify when it has. It belongs to the thread
 * that got it.
 *
 * ```c
 * if (!cem_store_item_get_loading (store_item))
 *   {
 *     g_autoptr (JsonNode) node = cem_store_item_to_json (store_item);
 *     g_autofree char *text = json_to_string (node, TRUE);
 *
 *     g_print ("%s\n", text);
 *   }
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CemStoreItem, cem_store_item, G_TYPE_OBJECT)

typedef enum
{
  PROP_LOADING = 1
} CemStoreItemProperty;

static GParamSpec *properties[PROP_LOADING + 1];

static CemStoreItemPrivate *
private_of (CemStoreItem *self)
{
  return cem_store_item_get_instance_private (self);
}

static const CemStoreItemHooks *
hooks_of (CemStoreItem *self)
{
  return CEM_STORE_ITEM_GET_CLASS (self)->hooks;
}

static void
cem_store_item_get_property (GObject *object,
                             guint prop_id,
                             GValue *value,
                             GParamSpec *pspec)
{
  CemStoreItem *self = CEM_STORE_ITEM (object);

  switch ((CemStoreItemProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, private_of (self)->loading);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_store_item_class_init (CemStoreItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cem_store_item_get_property;

  /**
   * CemStoreItem:loading: (getter get_loading)
   *
   * Whether the content is still on its way from the store.
   *
   * Since: 0.1
   */
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_store_item_init (CemStoreItem *self)
{
}

void
_cem_store_item_class_set_hooks (CemStoreItemClass *klass,
                                 const CemStoreItemHooks *hooks)
{
  klass->hooks = hooks;
}

gpointer
_cem_store_item_new_loading (GType type)
{
  CemStoreItem *self = g_object_new (type, NULL);

  private_of (self)->loading = TRUE;
  return self;
}

static void
exchange (guint8 *a,
          guint8 *b,
          gsize size)
{
  for (gsize i = 0; i < size; i++)
    {
      const guint8 byte = a[i];

      a[i] = b[i];
      b[i] = byte;
    }
}

void
_cem_store_item_take (CemStoreItem *self,
                      CemStoreItem *other)
{
  const CemStoreItemHooks *hooks = hooks_of (self);
  g_autofree GParamSpec **pspecs = NULL;
  guint n_pspecs = 0;

  g_assert (private_of (self)->loading && !private_of (other)->loading);
  g_assert (G_OBJECT_TYPE (self) == G_OBJECT_TYPE (other));

  exchange ((guint8 *) self + hooks->offset, (guint8 *) other + hooks->offset, hooks->size);
  private_of (self)->loading = FALSE;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (self), &n_pspecs);
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < n_pspecs; i++)
    g_object_notify_by_pspec (G_OBJECT (self), pspecs[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
_cem_store_item_same (CemStoreItem *self,
                      CemStoreItem *other)
{
  return hooks_of (self)->same (self, other);
}

/**
 * cem_store_item_get_loading: (get-property loading)
 * @self: an item
 *
 * Gets whether the content is still on its way from the store.
 *
 * Returns: whether the content is missing yet
 *
 * Since: 0.1
 */
gboolean
cem_store_item_get_loading (CemStoreItem *self)
{
  g_return_val_if_fail (CEM_IS_STORE_ITEM (self), FALSE);

  return private_of (self)->loading;
}

/**
 * cem_store_item_to_json:
 * @self: an item
 *
 * Writes the item as a JSON object.
 *
 * The class of the item says which members it has; `schema`, the version of that description, is always
 * there. An item that is loading has `schema` and `loading` only. Times are in UTC.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_store_item_to_json (CemStoreItem *self)
{
  JsonObject *object = NULL;

  g_return_val_if_fail (CEM_IS_STORE_ITEM (self), NULL);

  if (!private_of (self)->loading)
    return hooks_of (self)->to_json (self);

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_boolean_member (object, "loading", TRUE);
  return _cem_json_node_take (object);
}
