/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The items of a CemStoreList that are alive, by key: all that somebody holds, and the latest ones.
 * For the thread of the list. */
typedef struct _CemListItems CemListItems;

CemListItems *_cem_list_items_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _cem_list_items_free (CemListItems *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemListItems, _cem_list_items_free)

/* (transfer none) (nullable) */
gpointer _cem_list_items_find (CemListItems *self,
                               gint64 key);

/* From now on @item stands for @key, as long as somebody holds it. With @hold the items do so
 * themselves, until enough others have come. */
void _cem_list_items_add (CemListItems *self,
                          gint64 key,
                          gpointer item,
                          gboolean hold);

/* Lets go of what is held, and returns the keys of what is alive still: on somebody's screen. */
GArray *_cem_list_items_take_keys (CemListItems *self) G_GNUC_WARN_UNUSED_RESULT;

void _cem_list_items_release (CemListItems *self);

G_END_DECLS
