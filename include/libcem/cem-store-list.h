/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_STORE_LIST (cem_store_list_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemStoreList, cem_store_list, CEM, STORE_LIST, GObject)

CEM_AVAILABLE_IN_ALL
gboolean cem_store_list_get_loading (CemStoreList *self);
CEM_AVAILABLE_IN_ALL
const GError *cem_store_list_get_error (CemStoreList *self);

CEM_AVAILABLE_IN_ALL
gboolean cem_store_list_load (CemStoreList *self,
                              guint position,
                              guint n_items,
                              GCancellable *cancellable,
                              GError **error);
CEM_AVAILABLE_IN_ALL
void cem_store_list_load_async (CemStoreList *self,
                                guint position,
                                guint n_items,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_store_list_load_finish (CemStoreList *self,
                                     GAsyncResult *result,
                                     GError **error);

G_END_DECLS
