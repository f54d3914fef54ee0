/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-store-item.h>

G_BEGIN_DECLS

/**
 * CemLogEntryOrigin:
 * @CEM_LOG_ENTRY_ORIGIN_INPUT: A fact, an accepted command, a configuration change: it cannot be computed again.
 * @CEM_LOG_ENTRY_ORIGIN_DERIVED: A consequence of another row.
 *
 * Where a row of the log comes from.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_LOG_ENTRY_ORIGIN_INPUT,
  CEM_LOG_ENTRY_ORIGIN_DERIVED
} CemLogEntryOrigin;

#define CEM_TYPE_LOG_ENTRY (cem_log_entry_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemLogEntry, cem_log_entry, CEM, LOG_ENTRY, CemStoreItem)

CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_position (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
CemLogEntryOrigin cem_log_entry_get_origin (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_id (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_source (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_event_type (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_log_entry_get_time (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_log_entry_get_at (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_actor (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
const char *cem_log_entry_get_cause (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_log_entry_get_erased (CemLogEntry *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_log_entry_get_piece (CemLogEntry *self);

G_END_DECLS
