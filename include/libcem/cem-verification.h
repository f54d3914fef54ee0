/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_VERIFICATION (cem_verification_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemVerification, cem_verification, CEM, VERIFICATION, GObject)

CEM_AVAILABLE_IN_ALL
CemVerification *cem_verification_new (CemEngine *engine) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemEngine *cem_verification_get_engine (CemVerification *self);
CEM_AVAILABLE_IN_ALL
guint cem_verification_get_sample (CemVerification *self);
CEM_AVAILABLE_IN_ALL
void cem_verification_set_sample (CemVerification *self,
                                  guint sample);
CEM_AVAILABLE_IN_ALL
const char *cem_verification_get_resume_after (CemVerification *self);
CEM_AVAILABLE_IN_ALL
void cem_verification_set_resume_after (CemVerification *self,
                                        const char *resume_after);
CEM_AVAILABLE_IN_ALL
double cem_verification_get_fraction (CemVerification *self);
CEM_AVAILABLE_IN_ALL
CemDiagnostics *cem_verification_get_diagnostics (CemVerification *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_verification_to_json (CemVerification *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_verification_run (CemVerification *self,
                               GCancellable *cancellable,
                               GError **error);
CEM_AVAILABLE_IN_ALL
void cem_verification_run_async (CemVerification *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
CEM_AVAILABLE_IN_ALL
gboolean cem_verification_run_finish (CemVerification *self,
                                      GAsyncResult *result,
                                      GError **error);

G_END_DECLS
