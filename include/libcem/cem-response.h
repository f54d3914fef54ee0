/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_RESPONSE (cem_response_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemResponse, cem_response, CEM, RESPONSE, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_response_get_response_kind (CemResponse *self);
CEM_AVAILABLE_IN_ALL
double cem_response_get_score (CemResponse *self);
CEM_AVAILABLE_IN_ALL
guint cem_response_get_scale (CemResponse *self);
CEM_AVAILABLE_IN_ALL
const char *cem_response_get_text (CemResponse *self);
CEM_AVAILABLE_IN_ALL
const char *cem_response_get_survey (CemResponse *self);
CEM_AVAILABLE_IN_ALL
const char *cem_response_get_question (CemResponse *self);
CEM_AVAILABLE_IN_ALL
const char *cem_response_get_about (CemResponse *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_response_get_received_at (CemResponse *self);

G_END_DECLS
