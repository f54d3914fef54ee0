/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemOutcomeStatus:
 * @CEM_OUTCOME_STATUS_ACCEPTED: It is in the log, for the first time.
 * @CEM_OUTCOME_STATUS_DUPLICATE: It was in the log already; nothing changed.
 * @CEM_OUTCOME_STATUS_CONFLICT: Its source and id are taken by an event with other content; it went to the quarantine.
 * @CEM_OUTCOME_STATUS_QUARANTINED: It cannot be accepted as it is; it went to the quarantine.
 *
 * What became of an event or a command.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_OUTCOME_STATUS_ACCEPTED,
  CEM_OUTCOME_STATUS_DUPLICATE,
  CEM_OUTCOME_STATUS_CONFLICT,
  CEM_OUTCOME_STATUS_QUARANTINED
} CemOutcomeStatus;

#define CEM_TYPE_OUTCOME (cem_outcome_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemOutcome, cem_outcome, CEM, OUTCOME, GObject)

CEM_AVAILABLE_IN_ALL
CemOutcomeStatus cem_outcome_get_status (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
const char *cem_outcome_get_customer_id (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
const char *const *cem_outcome_get_thing_ids (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
const char *cem_outcome_get_reason (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
const char *cem_outcome_get_message (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_outcome_get_derived (CemOutcome *self);
CEM_AVAILABLE_IN_ALL
JsonNode *cem_outcome_to_json (CemOutcome *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
