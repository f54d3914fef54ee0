/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-clock-private.h"

/**
 * CemClock:
 *
 * Where an engine takes the time from.
 *
 * The class itself is the system's clock. A [class@ManualClock] stands still until it is told the
 * time; a program with another source of time derives its own class. A clock is read in the
 * engine's writer thread, so a derived class must be safe to read from any thread.
 *
 * ```c
 * g_autoptr (CemClock) clock = cem_clock_new ();
 * g_autoptr (GDateTime) now = cem_clock_read_now (clock);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_TYPE (CemClock, cem_clock, G_TYPE_OBJECT)

static GDateTime *
cem_clock_real_read_now (CemClock *self)
{
  return _cem_date_time_from_us (g_get_real_time ());
}

static void
cem_clock_class_init (CemClockClass *klass)
{
  klass->read_now = cem_clock_real_read_now;
}

static void
cem_clock_init (CemClock *self)
{
}

gint64
_cem_clock_read_us (CemClock *self)
{
  g_autoptr (GDateTime) now = NULL;

  if (CEM_CLOCK_GET_CLASS (self)->read_now == cem_clock_real_read_now)
    return g_get_real_time ();

  now = cem_clock_read_now (self);
  return _cem_date_time_to_us (now);
}

gint64
_cem_date_time_to_us (GDateTime *time)
{
  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

GDateTime *
_cem_date_time_from_us (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  gint64 rest = us % G_USEC_PER_SEC;
  g_autoptr (GDateTime) second = NULL;

  if (rest < 0)
    {
      seconds--;
      rest += G_USEC_PER_SEC;
    }

  second = g_date_time_new_from_unix_utc (seconds);
  return g_date_time_add (second, rest);
}

/**
 * cem_clock_new:
 *
 * Makes the system's clock.
 *
 * Returns: (transfer full): a clock
 *
 * Since: 0.1
 */
CemClock *
cem_clock_new (void)
{
  return g_object_new (CEM_TYPE_CLOCK, NULL);
}

/**
 * cem_clock_read_now: (virtual read_now)
 * @self: a clock
 *
 * Reads the present time.
 *
 * Returns: (transfer full): the time, in any time zone
 *
 * Since: 0.1
 */
GDateTime *
cem_clock_read_now (CemClock *self)
{
  g_return_val_if_fail (CEM_IS_CLOCK (self), NULL);

  return CEM_CLOCK_GET_CLASS (self)->read_now (self);
}
