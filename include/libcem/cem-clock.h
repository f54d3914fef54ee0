/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

#define CEM_TYPE_CLOCK (cem_clock_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_DERIVABLE_TYPE (CemClock, cem_clock, CEM, CLOCK, GObject)

/**
 * CemClockClass:
 * @parent_class: the parent class
 * @read_now: reads the present time; called in the engine's writer thread
 *
 * The virtual functions of [class@Clock].
 *
 * Since: 0.1
 */
struct _CemClockClass
{
  GObjectClass parent_class;

  GDateTime *(*read_now) (CemClock *self);
};

CEM_AVAILABLE_IN_ALL
CemClock *cem_clock_new (void) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
GDateTime *cem_clock_read_now (CemClock *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
