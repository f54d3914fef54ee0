/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-row-mapper-private.h"

G_BEGIN_DECLS

/* What the files of the row mapper share. */

#define CEM_ROW_DIGEST 16

typedef enum
{
  UNREAD,
  READ,
  UNKNOWN,
  BAD
} CellState;

struct _CemRowMapper
{
  CemMapping *mapping;
  gboolean bound;
  guint n_columns;   /* of the file */
  int *places;       /* of the mapping's columns in the file */
  char *context;
  CemWallClock clock;
  GHashTable *counts; /* digests of rows -> how many there were */

  /* The row */
  const CemCsvRow *row;
  CemArena *row_arena;
  guint n_before;
  CellState *states;
  CemDatum *cells;
  CemDatum *slots; /* what expressions see */
  CemCelInput input;
  gboolean has_digest;
  guint8 digest[CEM_ROW_DIGEST];
};

/* Of the cells and not of the text, so that other quotes and line ends give the same. */
void _cem_row_digest (const CemCsvRow *row,
                      guint8 digest[CEM_ROW_DIGEST]);

G_END_DECLS
