/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-noun.h>

G_BEGIN_DECLS

#define CEM_TYPE_TOUCHPOINT (cem_touchpoint_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemTouchpoint, cem_touchpoint, CEM, TOUCHPOINT, CemNoun)

CEM_AVAILABLE_IN_ALL
const char *cem_touchpoint_get_event_type (CemTouchpoint *self);
CEM_AVAILABLE_IN_ALL
const char *cem_touchpoint_get_source (CemTouchpoint *self);
CEM_AVAILABLE_IN_ALL
GDateTime *cem_touchpoint_get_time (CemTouchpoint *self);
CEM_AVAILABLE_IN_ALL
const char *cem_touchpoint_get_stage (CemTouchpoint *self);
CEM_AVAILABLE_IN_ALL
const char *cem_touchpoint_get_channel (CemTouchpoint *self);
CEM_AVAILABLE_IN_ALL
const char *cem_touchpoint_get_stage_label (CemTouchpoint *self,
                                            const char *language);

G_END_DECLS
