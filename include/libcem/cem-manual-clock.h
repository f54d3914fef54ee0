/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#include <libcem/cem-clock.h>

#define CEM_TYPE_MANUAL_CLOCK (cem_manual_clock_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemManualClock, cem_manual_clock, CEM, MANUAL_CLOCK, CemClock)

CEM_AVAILABLE_IN_ALL
CemManualClock *cem_manual_clock_new (GDateTime *now) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
GDateTime *cem_manual_clock_get_now (CemManualClock *self);
CEM_AVAILABLE_IN_ALL
void cem_manual_clock_set_now (CemManualClock *self,
                               GDateTime *now);
CEM_AVAILABLE_IN_ALL
void cem_manual_clock_step (CemManualClock *self,
                            double seconds);

G_END_DECLS
