/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-env-private.h"

#include <libcem/cem-record.h>
#include <libcem/cem-schema.h>

G_BEGIN_DECLS

/* The variables of a schema: roots whose types have fields, and so on down to the slots. */
const CemCelEnv *_cem_schema_get_env (CemSchema *self);
const CemCelType *_cem_schema_get_field_type (CemSchema *self,
                                              guint field);

/* Gives the field at @slot a second path. FALSE when that path is taken or the schema
 * is sealed. */
gboolean _cem_schema_add_alias (CemSchema *self,
                                const char *path,
                                guint slot);

/* No field can be added from now on. */
void _cem_schema_seal (CemSchema *self);

/* The symbol of a constant of an expression; 0 when there are too many. Only these become symbols,
 * so strangers' data cannot fill the table. Thread-safe. */
guint16 _cem_schema_intern (CemSchema *self,
                            const char *text,
                            gsize length);

/* Between these, symbols can be looked up. */
void _cem_schema_lock_symbols (CemSchema *self);
void _cem_schema_unlock_symbols (CemSchema *self);
guint _cem_schema_get_n_symbols (CemSchema *self);

/* Makes a string a symbol if it is one: its text then belongs to the schema. */
gboolean _cem_schema_find_symbol (CemSchema *self,
                                  CemDatum *string);

struct _CemRecord
{
  gatomicrefcount ref_count;
  CemSchema *schema;
  CemArena *arena; /* of texts and nested values; NULL until there are any */
  guint n_symbols;
  gboolean has_now;
  gint32 now_nanos;
  gint64 now_seconds;
  CemDatum slots[];
};

/* Sets a field from a datum; what it points to is copied unless @borrow, and must then outlive the
 * record's contents. FALSE when the type does not fit: the field has no value then. */
gboolean _cem_record_set_datum (CemRecord *self,
                                guint field,
                                const CemDatum *value,
                                gboolean borrow,
                                GError **error);

/* Sets all fields that a map of maps has values for; the others keep theirs. FALSE with the first
 * mistake; what fits is set anyway. */
gboolean _cem_record_set_map (CemRecord *self,
                              const CemMap *map,
                              gboolean borrow,
                              GError **error);

G_END_DECLS
