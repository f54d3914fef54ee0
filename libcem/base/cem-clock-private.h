/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-clock.h>

G_BEGIN_DECLS

/* Microseconds since 1970, the unit of time inside. */
gint64 _cem_clock_read_us (CemClock *self);
gint64 _cem_date_time_to_us (GDateTime *time);
GDateTime *_cem_date_time_from_us (gint64 us);

G_END_DECLS
