/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-store-item.h>

G_BEGIN_DECLS

#define CEM_TYPE_QUARANTINE_ITEM (cem_quarantine_item_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemQuarantineItem, cem_quarantine_item, CEM, QUARANTINE_ITEM, CemStoreItem)

CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_id (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_origin (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
guint cem_quarantine_item_get_line (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_reason (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_message (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_text (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
const char *cem_quarantine_item_get_mapping (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
guint cem_quarantine_item_get_n_seen (CemQuarantineItem *self);
CEM_AVAILABLE_IN_ALL
guint cem_quarantine_item_get_n_tries (CemQuarantineItem *self);

G_END_DECLS
