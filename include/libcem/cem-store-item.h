/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_STORE_ITEM (cem_store_item_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CemStoreItem, cem_store_item, CEM, STORE_ITEM, GObject)

/**
 * CemStoreItemClass:
 * @parent_class: the parent class
 *
 * The class of [class@StoreItem]. Only libcem derives from it.
 *
 * Since: 0.1
 */
struct _CemStoreItemClass
{
  GObjectClass parent_class;

  /*< private >*/
  gconstpointer hooks;
};

CEM_AVAILABLE_IN_ALL
gboolean cem_store_item_get_loading (CemStoreItem *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_store_item_to_json (CemStoreItem *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
