/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_SCHEMA (cem_schema_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemSchema, cem_schema, CEM, SCHEMA, GObject)

CEM_AVAILABLE_IN_ALL
CemSchema *cem_schema_new (void) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_schema_add_field (CemSchema *self,
                               const char *path,
                               const char *type,
                               GError **error);
CEM_AVAILABLE_IN_ALL
guint cem_schema_get_n_fields (CemSchema *self);
CEM_AVAILABLE_IN_ALL
int cem_schema_find_field (CemSchema *self,
                           const char *path);
CEM_AVAILABLE_IN_ALL
const char *cem_schema_get_field_path (CemSchema *self,
                                       guint field);
CEM_AVAILABLE_IN_ALL
char *cem_schema_dup_field_type (CemSchema *self,
                                 guint field) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
