/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-time-format-private.h"
#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* What the text of a cell becomes. */

typedef enum
{
  CEM_CELL_STRING,
  CEM_CELL_INT,
  CEM_CELL_DOUBLE,
  CEM_CELL_BOOL,
  CEM_CELL_TIMESTAMP,
  CEM_CELL_DATE,
  CEM_CELL_DURATION
} CemCellKind;

typedef struct
{
  CemCellKind kind;
  const CemTimeFormat *format; /* of a timestamp or date */
  GTimeZone *zone;             /* (nullable): UTC */
  gint64 unit;                 /* of a duration that is a number, in nanoseconds; 0: it is a text */
  char decimal;
  char thousands;              /* 0: none */
} CemCellType;

/* The kind of that name; -1 when there is none. The names end with NULL. */
extern const char *const _cem_cell_kind_names[];
int _cem_cell_kind_find (const char *name);

/* In nanoseconds; 0 when there is no such unit. The names end with NULL. */
extern const char *const _cem_cell_unit_names[];
gint64 _cem_cell_unit_find (const char *name);

/* FALSE when the text is not of the kind. A string points to @text, what else there is lies in
 * @arena. A date is its day's text as ISO 8601 has it. @clock belongs to the thread. */
gboolean _cem_cell_read (const CemCellType *type,
                         const char *text,
                         gsize length,
                         CemWallClock *clock,
                         CemArena *arena,
                         CemDatum *datum);

G_END_DECLS
