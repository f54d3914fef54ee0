/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem-manual-clock.h>

/**
 * CemManualClock:
 *
 * A clock that stands still until it is told the time.
 *
 * For tests, simulations and programs that replay the past. It may be set from the thread that
 * made it and is read from any thread; `notify::now` comes in the thread that sets it.
 *
 * ```c
 * g_autoptr (GDateTime) start = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);
 * g_autoptr (CemManualClock) clock = cem_manual_clock_new (start);
 *
 * cem_manual_clock_step (clock, 60.0);
 * ```
 *
 * Since: 0.1
 */
struct _CemManualClock
{
  CemClock parent_instance;

  GDateTime *now;
  GMutex mutex;
};

G_DEFINE_FINAL_TYPE (CemManualClock, cem_manual_clock, CEM_TYPE_CLOCK)

typedef enum
{
  PROP_NOW = 1
} CemManualClockProperty;

static GParamSpec *properties[PROP_NOW + 1];

static void
cem_manual_clock_finalize (GObject *object)
{
  CemManualClock *self = CEM_MANUAL_CLOCK (object);

  g_clear_pointer (&self->now, g_date_time_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (cem_manual_clock_parent_class)->finalize (object);
}

static void
cem_manual_clock_get_property (GObject *object,
                               guint prop_id,
                               GValue *value,
                               GParamSpec *pspec)
{
  CemManualClock *self = CEM_MANUAL_CLOCK (object);

  switch ((CemManualClockProperty) prop_id)
    {
    case PROP_NOW:
      g_value_set_boxed (value, self->now);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_manual_clock_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  CemManualClock *self = CEM_MANUAL_CLOCK (object);

  switch ((CemManualClockProperty) prop_id)
    {
    case PROP_NOW:
      cem_manual_clock_set_now (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static GDateTime *
cem_manual_clock_read_now (CemClock *clock)
{
  CemManualClock *self = CEM_MANUAL_CLOCK (clock);
  GDateTime *now = NULL;

  g_mutex_lock (&self->mutex);
  now = g_date_time_ref (self->now);
  g_mutex_unlock (&self->mutex);

  return now;
}

static void
cem_manual_clock_class_init (CemManualClockClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  CEM_CLOCK_CLASS (klass)->read_now = cem_manual_clock_read_now;
  object_class->finalize = cem_manual_clock_finalize;
  object_class->get_property = cem_manual_clock_get_property;
  object_class->set_property = cem_manual_clock_set_property;

  /**
   * CemManualClock:now: (getter get_now) (setter set_now)
   *
   * The time that the clock shows.
   *
   * Since: 0.1
   */
  properties[PROP_NOW] =
    g_param_spec_boxed ("now", NULL, NULL, G_TYPE_DATE_TIME,
                        G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
cem_manual_clock_init (CemManualClock *self)
{
  g_mutex_init (&self->mutex);
  self->now = g_date_time_new_from_unix_utc (0);
}

/**
 * cem_manual_clock_new:
 * @now: the time to show
 *
 * Makes a clock that shows @now.
 *
 * Returns: (transfer full): a clock
 *
 * Since: 0.1
 */
CemManualClock *
cem_manual_clock_new (GDateTime *now)
{
  g_return_val_if_fail (now != NULL, NULL);

  return g_object_new (CEM_TYPE_MANUAL_CLOCK, "now", now, NULL);
}

/**
 * cem_manual_clock_get_now: (get-property now)
 * @self: a manual clock
 *
 * Gets the time that the clock shows.
 *
 * Returns: (transfer none): the time that the clock shows
 *
 * Since: 0.1
 */
GDateTime *
cem_manual_clock_get_now (CemManualClock *self)
{
  g_return_val_if_fail (CEM_IS_MANUAL_CLOCK (self), NULL);

  return self->now;
}

/**
 * cem_manual_clock_set_now: (set-property now)
 * @self: a manual clock
 * @now: the time to show, which may be earlier than the present one
 *
 * Sets the time that the clock shows.
 *
 * An engine never goes back: it takes an earlier time for the last one that it saw.
 *
 * Since: 0.1
 */
void
cem_manual_clock_set_now (CemManualClock *self,
                          GDateTime *now)
{
  g_autoptr (GDateTime) previous = NULL;

  g_return_if_fail (CEM_IS_MANUAL_CLOCK (self));
  g_return_if_fail (now != NULL);

  g_mutex_lock (&self->mutex);
  previous = g_steal_pointer (&self->now);
  self->now = g_date_time_ref (now);
  g_mutex_unlock (&self->mutex);

  if (!g_date_time_equal (previous, now))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOW]);
}

/**
 * cem_manual_clock_step:
 * @self: a manual clock
 * @seconds: how far to step, in seconds; may be negative
 *
 * Moves the time that the clock shows.
 *
 * Since: 0.1
 */
void
cem_manual_clock_step (CemManualClock *self,
                       double seconds)
{
  g_autoptr (GDateTime) now = NULL;

  g_return_if_fail (CEM_IS_MANUAL_CLOCK (self));

  now = g_date_time_add_seconds (self->now, seconds);
  g_return_if_fail (now != NULL);

  cem_manual_clock_set_now (self, now);
}
