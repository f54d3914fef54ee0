/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-expression-private.h"
#include "intake/cem-cell-private.h"
#include "intake/cem-csv-reader-private.h"

#include <libcem/cem-mapping.h>

G_BEGIN_DECLS

#define CEM_MAPPING_MAX_EVENTS 64
#define CEM_MAPPING_MAX_CELLS 4096
#define CEM_MAPPING_MAX_DEPTH 8
#define CEM_MAPPING_MAX_NAME 200

/* Where a part of an event comes from. */
typedef enum
{
  CEM_MAPPED_NOTHING,
  CEM_MAPPED_COLUMN,
  CEM_MAPPED_EXPRESSION,
  CEM_MAPPED_VALUE,   /* the same in every row */
  CEM_MAPPED_MEMBERS, /* an object */
  CEM_MAPPED_ITEMS,   /* a list */
  CEM_MAPPED_DIGEST   /* of all cells, and how many equal rows came before */
} CemMappedKind;

typedef struct _CemMappedCell CemMappedCell;

struct _CemMappedCell
{
  CemMappedKind kind;
  CemDatum name; /* of the member or identifier that it becomes */
  guint column;  /* of the mapping */
  const CemCellType *type; /* when it is another one than the column's, or NULL */
  CemExpression **expression; /* compiled after it was read; copies of the cell share it */
  CemDatum value;
  guint n;
  CemMappedCell *cells;
};

/* A column that the mapping speaks of. */
typedef struct
{
  const char *header; /* its name in the file; NULL while only expressions name it */
  const char *name;   /* in expressions: row.NAME */
  const char *pointer; /* where the mapping speaks of it first */
  CemCellType type;
  const GPtrArray *unknown; /* of the mapping, or its own */
  int slot; /* in the schema of the expressions, or -1 */
} CemMappingColumn;

typedef struct
{
  const char *name;
  CemMappedCell type;
  CemExpression *when; /* or NULL: always */
  CemMappedCell id;    /* ITEMS of columns, an EXPRESSION, or NOTHING: the digest of the row */
  CemMappedCell time;
  CemMappedCell subject;
  CemMappedCell identifiers; /* MEMBERS */
  CemMappedCell data;        /* MEMBERS */
} CemMappedEvent;

struct _CemMapping
{
  GObject parent_instance;

  CemArena *arena; /* of everything that has no owner below */
  CemDatum json;
  char *digest;
  const char *name;
  const char *description;
  const char *source;

  CemCsvDialect dialect;
  const char *encoding; /* NULL: UTF-8 */
  gboolean header;      /* the first row has the names of the columns */
  gboolean ragged;      /* rows may have fewer or more cells than there are columns */
  guint n_file_columns; /* 0: they stand in the header */
  const char **file_columns;
  GPtrArray *files; /* patterns of names */

  GArray *columns;  /* CemMappingColumn */
  GArray *events;   /* CemMappedEvent */
  CemSchema *schema; /* of row.NAME, or NULL when no expression asks for a column */
  CemDeclarations *declarations;
  gboolean counts;  /* ids are made of digests, so equal rows must be counted */

  GPtrArray *unknown; /* char *: cells that say nothing */
  GPtrArray *owned;   /* what is freed with it: formats, zones, expressions, arrays of texts */
};

/* Adds to the diagnostics; the mapping is of no use when they have errors. */
void _cem_mapping_read (CemMapping *self,
                        const char *file,
                        CemDiagnostics *diagnostics);

/* The canonical JSON that its digest is of. */
char *_cem_mapping_dup_text (CemMapping *self) G_GNUC_WARN_UNUSED_RESULT;

/* What a column is called in expressions when the mapping does not say: letters, digits and "_" stay,
 * everything else becomes "_". */
char *_cem_mapping_dup_column_name (const char *header);

static inline CemMappingColumn *
_cem_mapping_get_column (CemMapping *self,
                         guint i)
{
  return &g_array_index (self->columns, CemMappingColumn, i);
}

static inline CemMappedEvent *
_cem_mapping_get_event (CemMapping *self,
                        guint i)
{
  return &g_array_index (self->events, CemMappedEvent, i);
}

G_END_DECLS
