/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-record.h>
#include <libcem/cem-value.h>

G_BEGIN_DECLS

#define CEM_TYPE_CONTEXT (cem_context_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemContext, cem_context, CEM, CONTEXT, GObject)

CEM_AVAILABLE_IN_ALL
CemContext *cem_context_new (void) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
void cem_context_set_value (CemContext *self,
                            const char *name,
                            CemValue *value);
CEM_AVAILABLE_IN_ALL
gboolean cem_context_set_json (CemContext *self,
                               const char *name,
                               JsonNode *json,
                               GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_context_set_variables (CemContext *self,
                                    JsonNode *json,
                                    GError **error);
CEM_AVAILABLE_IN_ALL
void cem_context_set_record (CemContext *self,
                             CemRecord *record);
CEM_AVAILABLE_IN_ALL
void cem_context_set_now (CemContext *self,
                          GDateTime *now);
CEM_AVAILABLE_IN_ALL
void cem_context_set_max_cost (CemContext *self,
                               guint max_cost);
CEM_AVAILABLE_IN_ALL
void cem_context_clear (CemContext *self);

G_END_DECLS
