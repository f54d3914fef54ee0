/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-clock-private.h"
#include "chart/cem-state-machine-private.h"

/**
 * cem_state_machine_get_state: (get-property state)
 * @self: a machine
 *
 * Gets the name of the one active state without states inside. The names are those of
 * [method@Chart.list_states].
 *
 * Returns: (transfer none) (nullable): the name, or %NULL when there are several or none
 *
 * Since: 0.1
 */
const char *
cem_state_machine_get_state (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->state;
}

/**
 * cem_state_machine_get_active_states: (get-property active-states)
 * @self: a machine
 *
 * Gets the names of the active states without states inside, in document order.
 *
 * Returns: (transfer none) (array zero-terminated=1): the names; none before the machine has started
 *
 * Since: 0.1
 */
const char *const *
cem_state_machine_get_active_states (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return (const char *const *) self->active;
}

/**
 * cem_state_machine_get_context: (get-property context)
 * @self: a machine
 *
 * Gets the variables.
 *
 * Returns: (transfer none) (nullable): a JSON object, or %NULL before the machine has started
 *
 * Since: 0.1
 */
JsonNode *
cem_state_machine_get_context (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->context;
}

/**
 * cem_state_machine_get_done: (get-property done)
 * @self: a machine
 *
 * Says whether the machine has reached a final state. It takes no events then.
 *
 * Returns: %TRUE if it has
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_get_done (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);

  return self->done;
}

/**
 * cem_state_machine_dup_output:
 * @self: a machine
 *
 * Gets the output of a machine that is done.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is none
 *
 * Since: 0.1
 */
JsonNode *
cem_state_machine_dup_output (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->running ? cem_chart_pool_dup_output (self->pool, self->instance) : NULL;
}

/**
 * cem_state_machine_is_in:
 * @self: a machine
 * @state: the name of a state, with or without states inside
 *
 * Says whether a state is active.
 *
 * Returns: %TRUE if it is
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_is_in (CemStateMachine *self,
                         const char *state)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  return self->running && cem_chart_pool_is_in (self->pool, self->instance, state);
}

/**
 * cem_state_machine_has_tag:
 * @self: a machine
 * @tag: a tag
 *
 * Says whether any active state has a tag, such as `busy`.
 *
 * Returns: %TRUE if one has
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_has_tag (CemStateMachine *self,
                           const char *tag)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (tag != NULL, FALSE);

  for (guint i = 0; self->configuration[i] != NULL; i++)
    {
      g_auto (GStrv) tags = cem_chart_list_state_tags (self->chart, self->configuration[i]);

      if (g_strv_contains ((const char *const *) tags, tag))
        return TRUE;
    }

  return FALSE;
}

/**
 * cem_state_machine_dup_next_due:
 * @self: a machine
 *
 * Gets when the next delay ends.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL when the machine waits for nothing
 *
 * Since: 0.1
 */
GDateTime *
cem_state_machine_dup_next_due (CemStateMachine *self)
{
  gint64 due;

  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  due = _cem_state_machine_get_next_due (self);
  return due != CEM_MACHINE_NEVER ? _cem_date_time_from_us (due) : NULL;
}

/**
 * cem_state_machine_save:
 * @self: a machine
 *
 * Writes down all that the machine is: its states, variables, history and delays. It can be restored
 * by a machine with the same chart, also in another process, and is what [method@Chart.step] and
 * [method@ChartPool.restore] take. Events that handlers have sent and that still wait are not in it.
 *
 * Returns: (transfer full) (nullable): a JSON object, or %NULL when the machine has not started
 *
 * Since: 0.1
 */
JsonNode *
cem_state_machine_save (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->running ? cem_chart_pool_dup_state (self->pool, self->instance) : NULL;
}
