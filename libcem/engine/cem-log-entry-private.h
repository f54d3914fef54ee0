/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-log-private.h"

#include <libcem/cem-log-entry.h>

G_BEGIN_DECLS

/* A placeholder that is still loading. */
CemLogEntry *_cem_log_entry_new_empty (void) G_GNUC_WARN_UNUSED_RESULT;

/* Copies what @row holds; any thread. */
CemLogEntry *_cem_log_entry_new (const CemLogRow *row) G_GNUC_WARN_UNUSED_RESULT;

/* Moves what @other holds into the placeholder @self, and notifies. @other is of no use then. */
void _cem_log_entry_take (CemLogEntry *self,
                          CemLogEntry *other);

/* Whether a reader would see no difference. */
gboolean _cem_log_entry_same (CemLogEntry *self,
                              CemLogEntry *other);

G_END_DECLS
