/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_STAFF (cem_staff_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemStaff, cem_staff, CEM, STAFF, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_staff_get_name (CemStaff *self);
CEM_AVAILABLE_IN_ALL
const char *cem_staff_get_role (CemStaff *self);
CEM_AVAILABLE_IN_ALL
const char *cem_staff_get_region (CemStaff *self);
CEM_AVAILABLE_IN_ALL
const char *cem_staff_get_team (CemStaff *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_staff_get_active (CemStaff *self);
CEM_AVAILABLE_IN_ALL
char **cem_staff_list_skills (CemStaff *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
