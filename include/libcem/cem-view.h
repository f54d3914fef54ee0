/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_VIEW (cem_view_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemView, cem_view, CEM, VIEW, GObject)

CEM_AVAILABLE_IN_ALL
CemEngine *cem_view_get_engine (CemView *self);
CEM_AVAILABLE_IN_ALL
const char *cem_view_get_actor (CemView *self);
CEM_AVAILABLE_IN_ALL
const char *cem_view_get_purpose (CemView *self);

CEM_AVAILABLE_IN_ALL
CemCustomer *cem_view_find_customer (CemView *self,
                                     const char *key,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_find_customer_async (CemView *self,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemCustomer *cem_view_find_customer_finish (CemView *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemNoun *cem_view_find_noun (CemView *self,
                             const char *key,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_find_noun_async (CemView *self,
                               const char *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemNoun *cem_view_find_noun_finish (CemView *self,
                                    GAsyncResult *result,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemMapping *cem_view_find_mapping (CemView *self,
                                   const char *name,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_find_mapping_async (CemView *self,
                                  const char *name,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemMapping *cem_view_find_mapping_finish (CemView *self,
                                          GAsyncResult *result,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemCustomerView *cem_view_open_customer (CemView *self,
                                         const char *key,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_open_customer_async (CemView *self,
                                   const char *key,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemCustomerView *cem_view_open_customer_finish (CemView *self,
                                                GAsyncResult *result,
                                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemNounView *cem_view_open_noun (CemView *self,
                                 const char *key,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_open_noun_async (CemView *self,
                               const char *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
CEM_AVAILABLE_IN_ALL
CemNounView *cem_view_open_noun_finish (CemView *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_view_explain (CemView *self,
                            const char *first,
                            const char *second,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_explain_async (CemView *self,
                             const char *first,
                             const char *second,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_view_explain_finish (CemView *self,
                                   GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_view_read_stats (CemView *self,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
void cem_view_read_stats_async (CemView *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_view_read_stats_finish (CemView *self,
                                      GAsyncResult *result,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_list_customers (CemView *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_filter_customers (CemView *self,
                                         const char *condition,
                                         const char *sort,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_list_nouns (CemView *self,
                                   const char *noun,
                                   const char *condition,
                                   const char *sort,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_list_timeline (CemView *self,
                                      const char *key) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_list_log (CemView *self,
                                 const char *type) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemStoreList *cem_view_list_quarantine (CemView *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
