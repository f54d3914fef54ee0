/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-quarantine-private.h"

#include <libcem/cem-quarantine-item.h>

G_BEGIN_DECLS

CemQuarantineItem *_cem_quarantine_item_new (const CemQuarantineRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
