/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-record.h>
#include <libcem/cem-value.h>

G_BEGIN_DECLS

/**
 * CemLookup:
 * @name: the name of a variable
 * @user_data: (closure): what was given with the function
 * @error: where to say why it failed
 *
 * Computes the value of a variable when an expression asks for it.
 *
 * It is called in the thread that evaluates, at most once for each variable and evaluation.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is none, or with @error set
 *
 * Since: 0.1
 */
typedef CemValue *(*CemLookup) (const char *name,
                                gpointer user_data,
                                GError **error);

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
void cem_context_set_lookup (CemContext *self,
                             CemLookup lookup,
                             gpointer user_data,
                             GDestroyNotify user_data_destroy);
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
