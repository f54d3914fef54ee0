/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-log-private.h"

#include <libcem/cem-log-entry.h>

G_BEGIN_DECLS

/* Copies what @row holds; any thread. */
CemLogEntry *_cem_log_entry_new (const CemLogRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
