/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-private.h"

/* What a run is at, which its thread writes and any thread may read. */

/**
 * cem_intake_get_n_read: (get-property n-read)
 * @self: an intake
 *
 * Gets how many events have been read.
 *
 * Returns: how many events have been read
 *
 * Since: 0.1
 */
guint
cem_intake_get_n_read (CemIntake *self)
{
  guint value = 0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  g_mutex_lock (&self->runner.mutex);
  value = self->n_read;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_n_accepted: (get-property n-accepted)
 * @self: an intake
 *
 * Gets how many were accepted.
 *
 * Returns: how many were accepted
 *
 * Since: 0.1
 */
guint
cem_intake_get_n_accepted (CemIntake *self)
{
  guint value = 0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  g_mutex_lock (&self->runner.mutex);
  value = self->n_accepted;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_n_duplicates: (get-property n-duplicates)
 * @self: an intake
 *
 * Gets how many were in the log already.
 *
 * Returns: how many were in the log already
 *
 * Since: 0.1
 */
guint
cem_intake_get_n_duplicates (CemIntake *self)
{
  guint value = 0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  g_mutex_lock (&self->runner.mutex);
  value = self->n_duplicates;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_n_conflicts: (get-property n-conflicts)
 * @self: an intake
 *
 * Gets how many had the source and id of another event.
 *
 * Returns: how many had the source and id of another event
 *
 * Since: 0.1
 */
guint
cem_intake_get_n_conflicts (CemIntake *self)
{
  guint value = 0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  g_mutex_lock (&self->runner.mutex);
  value = self->n_conflicts;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_n_quarantined: (get-property n-quarantined)
 * @self: an intake
 *
 * Gets how many could not be taken and went to the quarantine, conflicts apart.
 *
 * Returns: how many could not be taken and went to the quarantine, conflicts apart
 *
 * Since: 0.1
 */
guint
cem_intake_get_n_quarantined (CemIntake *self)
{
  guint value = 0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0);

  g_mutex_lock (&self->runner.mutex);
  value = self->n_quarantined;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_bytes: (get-property bytes)
 * @self: an intake
 *
 * Gets how many bytes have been read, before decompression.
 *
 * Returns: how many bytes have been read, before decompression
 *
 * Since: 0.1
 */
double
cem_intake_get_bytes (CemIntake *self)
{
  double value = 0.0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0.0);

  g_mutex_lock (&self->runner.mutex);
  value = self->bytes;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_fraction: (get-property fraction)
 * @self: an intake
 *
 * Gets how much of the input has been read, from 0 to 1; -1 when its size is unknown.
 *
 * Returns: how much of the input has been read, from 0 to 1; -1 when its size is unknown
 *
 * Since: 0.1
 */
double
cem_intake_get_fraction (CemIntake *self)
{
  double value = 0.0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0.0);

  g_mutex_lock (&self->runner.mutex);
  value = self->fraction;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_rate: (get-property rate)
 * @self: an intake
 *
 * Gets how many events a second have been committed since the start.
 *
 * Returns: how many events a second have been committed since the start
 *
 * Since: 0.1
 */
double
cem_intake_get_rate (CemIntake *self)
{
  double value = 0.0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0.0);

  g_mutex_lock (&self->runner.mutex);
  value = self->rate;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}

/**
 * cem_intake_get_seconds_left: (get-property seconds-left)
 * @self: an intake
 *
 * Gets how many seconds the rest will take at this rate; -1 when that is unknown.
 *
 * Returns: how many seconds the rest will take at this rate; -1 when that is unknown
 *
 * Since: 0.1
 */
double
cem_intake_get_seconds_left (CemIntake *self)
{
  double value = 0.0;

  g_return_val_if_fail (CEM_IS_INTAKE (self), 0.0);

  g_mutex_lock (&self->runner.mutex);
  value = self->seconds_left;
  g_mutex_unlock (&self->runner.mutex);

  return value;
}
