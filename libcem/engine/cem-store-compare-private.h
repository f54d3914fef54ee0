/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-diagnostics-private.h"
#include "db/cem-db-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  CEM_COMPARE_KNOWLEDGE, /* who is who: equal for equal sets of facts */
  CEM_COMPARE_ALL        /* timelines and timers as well: equal for equal logs */
} CemCompareScope;

/* Compares derived tables of two stores row for row. Each difference becomes a diagnostic, at most ten
 * a table. */
gboolean _cem_store_compare (CemDb *a,
                             CemDb *b,
                             CemCompareScope scope,
                             CemDiagnostics *diagnostics,
                             GError **error);

G_END_DECLS
