/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-machine-event.h>

G_BEGIN_DECLS

/* An event of a machine, named as the chart names it. */
CemMachineEvent *_cem_machine_event_new (const char *name,
                                         const char *action_name,
                                         const GVariantType *parameter_type);

/* Each of these notifies when something changes. @label may be NULL: then it is the name. */
void _cem_machine_event_set_text (CemMachineEvent *self,
                                  const char *label,
                                  const char *description);
gboolean _cem_machine_event_set_enabled (CemMachineEvent *self,
                                         gboolean enabled);

G_END_DECLS
