/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_PAGE (cem_page_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CemPage, cem_page, CEM, PAGE, GObject)

/**
 * CemPageClass:
 * @parent_class: the parent class
 *
 * The class of [class@Page]. Only libcem derives from it.
 *
 * Since: 0.1
 */
struct _CemPageClass
{
  GObjectClass parent_class;

  /*< private >*/
  gconstpointer hooks;
};

CEM_AVAILABLE_IN_ALL
CemView *cem_page_get_view (CemPage *self);
CEM_AVAILABLE_IN_ALL
const char *cem_page_get_key (CemPage *self);
CEM_AVAILABLE_IN_ALL
const char *cem_page_get_position (CemPage *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_page_get_live (CemPage *self);
CEM_AVAILABLE_IN_ALL
void cem_page_set_live (CemPage *self,
                        gboolean live);
CEM_AVAILABLE_IN_ALL
const GError *cem_page_get_error (CemPage *self);

CEM_AVAILABLE_IN_ALL
GListModel *cem_page_get_timeline (CemPage *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_page_get_touchpoints (CemPage *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_page_get_nouns (CemPage *self,
                                const char *noun);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_page_to_json (CemPage *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_page_renew (CemPage *self,
                         GCancellable *cancellable,
                         GError **error);
CEM_AVAILABLE_IN_ALL
void cem_page_renew_async (CemPage *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_page_renew_finish (CemPage *self,
                                GAsyncResult *result,
                                GError **error);

G_END_DECLS
