/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-store-item.h>

G_BEGIN_DECLS

/* What a row of a list brings along.
 *
 * A new type of row, CemThing:
 *
 * 1. include/libcem/cem-thing.h declares it: G_DECLARE_FINAL_TYPE (…, CEM, THING, CemStoreItem).
 * 2. cem-thing.c keeps all that is read from the store in one struct, `Content c`, which is all that
 *    finalize () clears, and has getters and properties over it. What init () leaves there is what
 *    people see while the row is loading. Its class_init () ends with
 *
 *        _cem_store_item_class_set_hooks (CEM_STORE_ITEM_CLASS (klass), &hooks);
 *
 *    It does not repeat `loading` and to_json (); what JSON there is stands in the class's comment.
 * 3. cem-thing-private.h has what makes one from a row of the store, in any thread.
 * 4. A CemListSource with item_type CEM_TYPE_THING that reads keys and makes these objects is all that a
 *    CemStoreList of them needs; see cem-list-source.c. */
typedef struct
{
  /* Where the content is from the instance on (private data are before it); in a placeholder it is
   * exchanged for what was read. */
  gssize offset;
  gsize size;

  /* Whether a reader would see no difference. */
  gboolean (*same) (CemStoreItem *self,
                    CemStoreItem *other);

  /* Of one that is not loading. */
  JsonNode *(*to_json) (CemStoreItem *self);
} CemStoreItemHooks;

#define CEM_STORE_ITEM_CONTENT(Type, member) \
  .offset = G_STRUCT_OFFSET (Type, member), .size = sizeof (((Type *) NULL)->member)

/* @hooks is static. */
void _cem_store_item_class_set_hooks (CemStoreItemClass *klass,
                                      const CemStoreItemHooks *hooks);

/* A placeholder that is loading. */
gpointer _cem_store_item_new_loading (GType type) G_GNUC_WARN_UNUSED_RESULT;

/* Moves what @other holds, of the same type, into the placeholder @self, and notifies. @other is of no
 * use then. */
void _cem_store_item_take (CemStoreItem *self,
                           CemStoreItem *other);

/* Whether a reader would see no difference between two rows that are loaded. */
gboolean _cem_store_item_same (CemStoreItem *self,
                               CemStoreItem *other);

G_END_DECLS
