/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-quarantine-private.h"

#include <libcem/cem-quarantine-item.h>

G_BEGIN_DECLS

/* As for log entries. */
CemQuarantineItem *_cem_quarantine_item_new_empty (void) G_GNUC_WARN_UNUSED_RESULT;
CemQuarantineItem *_cem_quarantine_item_new (const CemQuarantineRow *row) G_GNUC_WARN_UNUSED_RESULT;
void _cem_quarantine_item_take (CemQuarantineItem *self,
                                CemQuarantineItem *other);
gboolean _cem_quarantine_item_same (CemQuarantineItem *self,
                                    CemQuarantineItem *other);

G_END_DECLS
