/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-schema.h>
#include <libcem/cem-value.h>

G_BEGIN_DECLS

#define CEM_TYPE_RECORD (cem_record_get_type ())

CEM_AVAILABLE_IN_ALL
GType cem_record_get_type (void) G_GNUC_CONST;

CEM_AVAILABLE_IN_ALL
CemRecord *cem_record_new (CemSchema *schema) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemRecord *cem_record_copy (CemRecord *self);
CEM_AVAILABLE_IN_ALL
void cem_record_free (CemRecord *self);

CEM_AVAILABLE_IN_ALL
CemSchema *cem_record_get_schema (CemRecord *self);

CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_bool (CemRecord *self,
                              guint field,
                              gboolean value,
                              GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_int (CemRecord *self,
                             guint field,
                             gint64 value,
                             GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_double (CemRecord *self,
                                guint field,
                                double value,
                                GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_string (CemRecord *self,
                                guint field,
                                const char *value,
                                GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_time (CemRecord *self,
                              guint field,
                              GDateTime *value,
                              GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_value (CemRecord *self,
                               guint field,
                               CemValue *value,
                               GError **error);
CEM_AVAILABLE_IN_ALL
gboolean cem_record_set_json (CemRecord *self,
                              JsonNode *json,
                              GError **error);
CEM_AVAILABLE_IN_ALL
void cem_record_set_now (CemRecord *self,
                         GDateTime *now);
CEM_AVAILABLE_IN_ALL
void cem_record_unset (CemRecord *self,
                       guint field);
CEM_AVAILABLE_IN_ALL
void cem_record_clear (CemRecord *self);

CEM_AVAILABLE_IN_ALL
CemValue *cem_record_dup_value (CemRecord *self,
                                guint field) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemRecord, cem_record_free)

G_END_DECLS
