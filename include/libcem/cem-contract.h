/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_CONTRACT (cem_contract_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemContract, cem_contract, CEM, CONTRACT, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_contract_get_contract_kind (CemContract *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_contract_get_starts (CemContract *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_contract_get_ends (CemContract *self);
CEM_AVAILABLE_IN_ALL
double cem_contract_get_amount (CemContract *self);
CEM_AVAILABLE_IN_ALL
const char *cem_contract_get_currency (CemContract *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_contract_get_signed_at (CemContract *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_contract_get_renewed_at (CemContract *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_contract_get_ended_at (CemContract *self);

G_END_DECLS
