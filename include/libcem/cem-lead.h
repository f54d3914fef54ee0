/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_LEAD (cem_lead_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemLead, cem_lead, CEM, LEAD, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_lead_get_source (CemLead *self);
CEM_AVAILABLE_IN_ALL
const char *cem_lead_get_campaign (CemLead *self);
CEM_AVAILABLE_IN_ALL
const char *cem_lead_get_segment (CemLead *self);
CEM_AVAILABLE_IN_ALL
double cem_lead_get_amount (CemLead *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_lead_get_lost (CemLead *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_lead_get_created_at (CemLead *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_lead_get_converted_at (CemLead *self);

G_END_DECLS
