/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_APPOINTMENT (cem_appointment_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemAppointment, cem_appointment, CEM, APPOINTMENT, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_appointment_get_appointment_kind (CemAppointment *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_appointment_get_at (CemAppointment *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_appointment_get_until (CemAppointment *self);
CEM_AVAILABLE_IN_ALL
const char *cem_appointment_get_place (CemAppointment *self);
CEM_AVAILABLE_IN_ALL
const char *cem_appointment_get_staff (CemAppointment *self);

G_END_DECLS
