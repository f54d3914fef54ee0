/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-cell-private.h"
#include "intake/cem-csv-reader-private.h"

#include <libcem/cem-mapping.h>

G_BEGIN_DECLS

/* What the cells of a sample look like, for those who propose a mapping. */

typedef struct
{
  const char *name; /* of the table's header, or made up */
  CemCellKind kind;
  const char *format;   /* of a timestamp; static */
  gboolean either_way;  /* day and month may also be month and day */
  guint n_known;
  guint n_unknown;      /* empty cells too */
  gboolean unique;      /* all cells are known and no two are equal */
  gboolean emails;
  gboolean digits;      /* nothing but digits and marks of telephone numbers */
} CemGuess;

typedef struct
{
  GPtrArray *rows;    /* char **, without the header */
  guint n_columns;
  CemGuess *guesses;  /* of the columns */
  char **names;
  gboolean header;
  gboolean comma;     /* decimal commas */
  GPtrArray *unknown; /* static texts: marks that say nothing */
} CemSampleTable;

/* Takes @rows, of which the first may be a header, and looks at their cells. */
CemSampleTable *_cem_sample_table_new (GPtrArray *rows,
                            guint n_columns,
                            char separator);
void _cem_sample_table_free (CemSampleTable *self);

/* Whether no two rows have equal cells in both columns. */
gboolean _cem_sample_table_is_unique (const CemSampleTable *self,
                               guint one,
                               guint other);

G_END_DECLS
