/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_HOUSEHOLD (cem_household_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemHousehold, cem_household, CEM, HOUSEHOLD, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_household_get_name (CemHousehold *self);
CEM_AVAILABLE_IN_ALL
guint cem_household_get_n_members (CemHousehold *self);

G_END_DECLS
