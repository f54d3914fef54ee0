/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-diagnostics.h>

G_BEGIN_DECLS

#define CEM_TYPE_MAPPING (cem_mapping_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemMapping, cem_mapping, CEM, MAPPING, GObject)

CEM_AVAILABLE_IN_ALL
CemMapping *cem_mapping_new_from_text (const char *text,
                                       CemDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemMapping *cem_mapping_new_from_json (JsonNode *json,
                                       CemDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemMapping *cem_mapping_load (GFile *file,
                              CemDiagnostics *diagnostics,
                              GCancellable *cancellable,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
void cem_mapping_load_async (GFile *file,
                             CemDiagnostics *diagnostics,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

CEM_AVAILABLE_IN_ALL
CemMapping *cem_mapping_load_finish (GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_mapping_get_name (CemMapping *self);

CEM_AVAILABLE_IN_ALL
const char *cem_mapping_get_description (CemMapping *self);

CEM_AVAILABLE_IN_ALL
const char *cem_mapping_get_source (CemMapping *self);

CEM_AVAILABLE_IN_ALL
const char *cem_mapping_get_digest (CemMapping *self);

CEM_AVAILABLE_IN_ALL
char **cem_mapping_list_columns (CemMapping *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_mapping_accepts (CemMapping *self,
                              const char *file_name);

CEM_AVAILABLE_IN_ALL
JsonNode *cem_mapping_to_json (CemMapping *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_mapping_check_sample (CemMapping *self,
                                   GBytes *sample,
                                   CemDiagnostics *diagnostics,
                                   GError **error);

CEM_AVAILABLE_IN_ALL
JsonNode *cem_mapping_preview (CemMapping *self,
                               GBytes *sample,
                               guint n_rows,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_mapping_propose (GBytes *sample,
                               const char *name,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
