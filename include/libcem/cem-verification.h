/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-job.h>

G_BEGIN_DECLS

#define CEM_TYPE_VERIFICATION (cem_verification_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemVerification, cem_verification, CEM, VERIFICATION, CemJob)

CEM_AVAILABLE_IN_ALL
CemVerification *cem_verification_new (CemEngine *engine) G_GNUC_WARN_UNUSED_RESULT;

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
JsonNode *cem_verification_to_json (CemVerification *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
