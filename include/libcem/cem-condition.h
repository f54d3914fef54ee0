/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_CONDITION (cem_condition_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemCondition, cem_condition, CEM, CONDITION, GObject)

CEM_AVAILABLE_IN_ALL
CemCondition *cem_condition_new_from_json (JsonNode *json,
                                           CemDiagnostics *diagnostics,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemCondition *cem_condition_new_from_text (const char *text,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_condition_to_json (CemCondition *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char *cem_condition_to_text (CemCondition *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
char **cem_condition_list_operators (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
