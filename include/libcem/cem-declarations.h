/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-schema.h>
#include <libcem/cem-value.h>

G_BEGIN_DECLS

/**
 * CemFunction:
 * @arguments: the arguments as a list; of a function with a receiver it is the first
 * @user_data: (closure): what was given when the function was added
 * @error: where to say why it failed
 *
 * A function of the program that expressions can call.
 *
 * It is called in the thread that evaluates the expression, once for each call.
 *
 * Returns: (transfer full) (nullable): the result, or %NULL with @error set
 *
 * Since: 0.1
 */
typedef CemValue *(*CemFunction) (CemValue *arguments,
                                  gpointer user_data,
                                  GError **error);

#define CEM_TYPE_DECLARATIONS (cem_declarations_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemDeclarations, cem_declarations, CEM, DECLARATIONS, GObject)

CEM_AVAILABLE_IN_ALL
CemDeclarations *cem_declarations_new (void) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_declarations_add_variable (CemDeclarations *self,
                                        const char *name,
                                        const char *type,
                                        GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_declarations_add_field (CemDeclarations *self,
                                     const char *type_name,
                                     const char *field,
                                     const char *type,
                                     GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_declarations_add_function (CemDeclarations *self,
                                        const char *signature,
                                        CemFunction func,
                                        gpointer user_data,
                                        GDestroyNotify user_data_destroy,
                                        GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_declarations_add_schema (CemDeclarations *self,
                                      CemSchema *schema,
                                      GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_declarations_set_container (CemDeclarations *self,
                                         const char *container,
                                         GError **error);
CEM_AVAILABLE_IN_ALL
char **cem_declarations_list_variables (CemDeclarations *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char *cem_declarations_dup_variable_type (CemDeclarations *self,
                                          const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
