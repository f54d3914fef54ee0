/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-diagnostics.h>
#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* Where a diagnostic points to. File, pointer and suggestion may be NULL; line and column count
 * from 1 (columns in characters), 0 means unknown. */
typedef struct
{
  const char *file;
  const char *pointer;
  guint line;
  guint column;
} CemPlace;

void _cem_diagnostics_add (CemDiagnostics *self,
                           CemSeverity severity,
                           const char *code,
                           const CemPlace *place,
                           const char *suggestion,
                           const char *format,
                           ...) G_GNUC_PRINTF (6, 7);

/* Sets @error from the first error among the diagnostics ("… and 3 more"), if there is one.
 * Returns TRUE when there is none. */
gboolean _cem_diagnostics_check (CemDiagnostics *self,
                                 CemError code,
                                 GError **error);

G_END_DECLS
