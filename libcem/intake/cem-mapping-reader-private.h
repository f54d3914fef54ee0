/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-mapping-private.h"

G_BEGIN_DECLS

/* What the files that read a mapping share. */

typedef struct
{
  CemMapping *mapping;
  const char *file; /* (nullable) */
  GString *pointer; /* of the part that is being read */
  CemDiagnostics *diagnostics;
  const GPtrArray *unknown;
  GTimeZone *zone; /* (nullable): UTC */
  char decimal;
  char thousands;
  guint n_cells;
  guint depth;
  GHashTable *by_header; /* header -> number of the column + 1 */
  GHashTable *by_name;   /* name in expressions -> number of the column + 1 */
  GArray *pending;       /* CemPendingExpression */
} CemMappingReader;

/* An expression that is compiled once all columns are known. */
typedef struct
{
  char *text;
  char *pointer;
  CemExpressionFlags flags;
  CemExpression **into; /* in the arena */
} CemPendingExpression;

void _cem_mapping_own (CemMapping *mapping,
                       gpointer thing,
                       GDestroyNotify free_func);

/* Steps into a member or item of what is being read, and back. */
gsize _cem_mapping_enter (CemMappingReader *self,
                          const char *member,
                          gssize length);
gsize _cem_mapping_enter_item (CemMappingReader *self,
                               guint i);
void _cem_mapping_leave (CemMappingReader *self,
                         gsize before);

void _cem_mapping_complain (CemMappingReader *self,
                            const char *code,
                            const char *meant,
                            const char *format,
                            ...) G_GNUC_PRINTF (4, 5);
const char *_cem_mapping_suggest (const char *name,
                                  const char *const *names);

char *_cem_mapping_copy (CemMappingReader *self,
                         const CemDatum *text);

/* That it is an object with none but these members. FALSE when it is no object. */
gboolean _cem_mapping_check_members (CemMappingReader *self,
                                     const CemDatum *json,
                                     const char *const *names);
const CemDatum *_cem_mapping_find (const CemDatum *json,
                                   const char *name);

/* NULL when the member is not there or is no such text. */
const char *_cem_mapping_read_text (CemMappingReader *self,
                                    const CemDatum *json,
                                    const char *member,
                                    gsize max);
gboolean _cem_mapping_read_flag (CemMappingReader *self,
                                 const CemDatum *json,
                                 const char *member,
                                 gboolean value);
/* Owned by the mapping. */
GPtrArray *_cem_mapping_read_texts (CemMappingReader *self,
                                    const CemDatum *json,
                                    gsize max);

/* cem-mapping-read-file.c: the dialect, kinds of cells and columns. */
void _cem_mapping_read_file (CemMappingReader *self,
                             const CemDatum *json);
void _cem_mapping_read_columns (CemMappingReader *self,
                                const CemDatum *json);
void _cem_mapping_read_zone (CemMappingReader *self,
                             const CemDatum *json,
                             GTimeZone **zone);

/* The members kind, format, zone and unit of @json; those that are missing stay as they are. */
void _cem_mapping_read_type (CemMappingReader *self,
                             const CemDatum *json,
                             CemCellType *type);

/* The number of a column by its header; it is added where the mapping did not speak of it yet. */
guint _cem_mapping_add_column (CemMappingReader *self,
                               const char *header);

/* … and by its name in expressions. */
guint _cem_mapping_add_column_by_name (CemMappingReader *self,
                                       const char *name);

/* cem-mapping-read-event.c: the events and what they are made of. */
void _cem_mapping_read_events (CemMappingReader *self,
                               const CemDatum *json);

/* Compiles what is pending. */
void _cem_mapping_compile (CemMappingReader *self);

G_END_DECLS
