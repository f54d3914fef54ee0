/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "intake/cem-mapping-private.h"

G_BEGIN_DECLS

/* From the rows of one file to events in the form of CloudEvents. For one thread. */
typedef struct _CemRowMapper CemRowMapper;

/* Why a row, or an event of it, cannot be made. */
typedef struct
{
  const char *reason; /* a short word; NULL: there is no fault */
  const char *message; /* words, in the arena of the row */
} CemRowFault;

CemRowMapper *_cem_row_mapper_new (CemMapping *mapping) G_GNUC_WARN_UNUSED_RESULT;
void _cem_row_mapper_free (CemRowMapper *self);

/* Finds the columns of the mapping in the names that a header has. Each column that is not there is
 * an error among the diagnostics. */
gboolean _cem_row_mapper_set_header (CemRowMapper *self,
                                     const char *const *names,
                                     guint n,
                                     const char *file,
                                     CemDiagnostics *diagnostics,
                                     GError **error);
gboolean _cem_row_mapper_has_header (CemRowMapper *self);

/* The header that the mapping says, out of @reader when it is the first row there. TRUE without a
 * header when there is no row at all. */
gboolean _cem_row_mapper_read_header (CemRowMapper *self,
                                      CemCsvReader *reader,
                                      const char *file,
                                      CemDiagnostics *diagnostics,
                                      GCancellable *cancellable,
                                      GError **error);

/* What must be kept with a row so that it can be read again: members of a JSON object. */
const char *_cem_row_mapper_get_context (CemRowMapper *self);
CemMapping *_cem_row_mapper_get_mapping (CemRowMapper *self);

/* How many rows of these cells came before in this file. Call it once for each row, in their order,
 * if the mapping counts. */
guint _cem_row_mapper_count (CemRowMapper *self,
                             const CemCsvRow *row);

/* Begins with a row; its text must live as long as @arena, in which everything else is made. FALSE
 * with @fault when it is no row or a cell that conditions ask for is bad. */
gboolean _cem_row_mapper_begin (CemRowMapper *self,
                                const CemCsvRow *row,
                                guint n_before,
                                CemArena *arena,
                                CemRowFault *fault);

/* Whether the event of that number comes out of the row. */
gboolean _cem_row_mapper_happens (CemRowMapper *self,
                                  guint event,
                                  CemRowFault *fault);

/* In microseconds since 1970. FALSE when it has none, or cannot be made. */
gboolean _cem_row_mapper_get_time (CemRowMapper *self,
                                   guint event,
                                   gint64 *time,
                                   CemRowFault *fault);

/* The whole event, as a map with the members of a CloudEvent. */
gboolean _cem_row_mapper_build (CemRowMapper *self,
                                guint event,
                                CemDatum *datum,
                                CemRowFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemRowMapper, _cem_row_mapper_free)

G_END_DECLS
