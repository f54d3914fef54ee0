/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-log-entry.h>
#include <libcem/cem-outcome.h>

G_BEGIN_DECLS

/* Filled in by the processor before anyone else sees it. */
CemOutcome *_cem_outcome_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _cem_outcome_set_status (CemOutcome *self,
                              CemOutcomeStatus status,
                              const char *reason,
                              const char *words);
void _cem_outcome_set_subjects (CemOutcome *self,
                                const char *customer_id,
                                const char *const *thing_ids);
void _cem_outcome_add_derived (CemOutcome *self,
                               CemLogEntry *entry);

G_END_DECLS
