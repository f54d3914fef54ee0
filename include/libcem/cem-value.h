/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemValueKind:
 * @CEM_VALUE_KIND_NULL: Nothing.
 * @CEM_VALUE_KIND_BOOL: True or false.
 * @CEM_VALUE_KIND_INT: A signed integer of 64 bits.
 * @CEM_VALUE_KIND_UINT: An unsigned integer of 64 bits.
 * @CEM_VALUE_KIND_DOUBLE: A floating-point number of 64 bits.
 * @CEM_VALUE_KIND_STRING: Text.
 * @CEM_VALUE_KIND_BYTES: Bytes.
 * @CEM_VALUE_KIND_TIMESTAMP: A point in time, to the nanosecond.
 * @CEM_VALUE_KIND_DURATION: A length of time, to the nanosecond.
 * @CEM_VALUE_KIND_LIST: Values in order.
 * @CEM_VALUE_KIND_MAP: Values under unique keys, in the order in which they were written.
 * @CEM_VALUE_KIND_TYPE: The name of a type, as `type(1)` gives it in an expression.
 * @CEM_VALUE_KIND_OPTIONAL: A value or none; a list of at most one item.
 *
 * What a [struct@Value] is.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_VALUE_KIND_NULL,
  CEM_VALUE_KIND_BOOL,
  CEM_VALUE_KIND_INT,
  CEM_VALUE_KIND_UINT,
  CEM_VALUE_KIND_DOUBLE,
  CEM_VALUE_KIND_STRING,
  CEM_VALUE_KIND_BYTES,
  CEM_VALUE_KIND_TIMESTAMP,
  CEM_VALUE_KIND_DURATION,
  CEM_VALUE_KIND_LIST,
  CEM_VALUE_KIND_MAP,
  CEM_VALUE_KIND_TYPE,
  CEM_VALUE_KIND_OPTIONAL
} CemValueKind;

#define CEM_TYPE_VALUE (cem_value_get_type ())

CEM_AVAILABLE_IN_ALL
GType cem_value_get_type (void) G_GNUC_CONST;

CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_null (void) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_bool (gboolean value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_int (gint64 value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_uint (guint64 value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_double (double value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_string (const char *value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_bytes (GBytes *value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_timestamp (GDateTime *value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_duration (GTimeSpan value) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_list (CemValue *const *items,
                              gsize n_items) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_map (CemValue *const *entries,
                             gsize n_entries,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_from_json (JsonNode *json,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_new_from_text (const char *text,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemValue *cem_value_copy (CemValue *self);
CEM_AVAILABLE_IN_ALL
void cem_value_free (CemValue *self);

CEM_AVAILABLE_IN_ALL
CemValueKind cem_value_get_kind (CemValue *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_get_bool (CemValue *self,
                             gboolean *result);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_get_int (CemValue *self,
                            gint64 *result);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_get_uint (CemValue *self,
                             guint64 *result);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_get_double (CemValue *self,
                               double *result);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_get_duration (CemValue *self,
                                 GTimeSpan *result);
CEM_AVAILABLE_IN_ALL
char *cem_value_dup_string (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
GBytes *cem_value_dup_bytes (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
GDateTime *cem_value_dup_date_time (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
guint cem_value_get_length (CemValue *self);
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_dup_item (CemValue *self,
                              guint position) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_dup_key (CemValue *self,
                             guint position) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_lookup (CemValue *self,
                            const char *key) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_value_lookup_value (CemValue *self,
                                  CemValue *key) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
JsonNode *cem_value_to_json (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char *cem_value_to_text (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char *cem_value_to_string (CemValue *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
gboolean cem_value_equal (CemValue *self,
                          CemValue *other);
CEM_AVAILABLE_IN_ALL
guint cem_value_hash (CemValue *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_value_compare (CemValue *self,
                            CemValue *other,
                            int *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemValue, cem_value_free)

G_END_DECLS
