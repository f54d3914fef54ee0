/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-log-private.h"

G_BEGIN_DECLS

/* One chain link being made: start, a row each, finish. */
typedef struct
{
  GChecksum *checksum;
  GByteArray *buffer;
} CemLinker;

void _cem_linker_init (CemLinker *self);
void _cem_linker_clear (CemLinker *self);
void _cem_linker_start (CemLinker *self,
                        const guint8 previous[CEM_LOG_HASH]);
void _cem_linker_add (CemLinker *self,
                      const CemLogRow *row);
void _cem_linker_finish (CemLinker *self,
                         gint64 first,
                         gint64 last,
                         guint8 link[CEM_LOG_HASH]);

G_END_DECLS
