/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_MACHINE_EVENT (cem_machine_event_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemMachineEvent, cem_machine_event, CEM, MACHINE_EVENT, GObject)

CEM_AVAILABLE_IN_ALL
const char *cem_machine_event_get_name (CemMachineEvent *self);
CEM_AVAILABLE_IN_ALL
const char *cem_machine_event_get_action_name (CemMachineEvent *self);
CEM_AVAILABLE_IN_ALL
const char *cem_machine_event_get_label (CemMachineEvent *self);
CEM_AVAILABLE_IN_ALL
const char *cem_machine_event_get_description (CemMachineEvent *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_machine_event_get_enabled (CemMachineEvent *self);
CEM_AVAILABLE_IN_ALL
const GVariantType *cem_machine_event_get_parameter_type (CemMachineEvent *self);

G_END_DECLS
