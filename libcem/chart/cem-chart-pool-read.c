/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-entry-private.h"
#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/* Batches, and what can be asked of an instance. */

GDateTime *
_cem_chart_time_to (gint64 us)
{
  gint64 seconds = us / 1000000, rest = us % 1000000;
  g_autoptr (GDateTime) start = NULL;

  if (rest < 0)
    {
      rest += 1000000;
      seconds--;
    }

  start = g_date_time_new_from_unix_utc (seconds);
  return start != NULL ? g_date_time_add (start, rest) : NULL;
}

/**
 * cem_chart_pool_dup_now:
 * @self: a pool
 *
 * Gets the time of the pool.
 *
 * Returns: (transfer full): the time
 *
 * Since: 0.1
 */
GDateTime *
cem_chart_pool_dup_now (CemChartPool *self)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  return _cem_chart_time_to (self->now);
}

/**
 * cem_chart_pool_dup_next_due:
 * @self: a pool
 *
 * Gets when the next timer fires.
 *
 * Returns: (transfer full) (nullable): the time, or %NULL when there is no timer
 *
 * Since: 0.1
 */
GDateTime *
cem_chart_pool_dup_next_due (CemChartPool *self)
{
  guint32 timer;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  timer = _cem_chart_timers_peek (&self->timers);
  if (timer == CEM_CHART_NO_TIMER)
    return NULL;

  return _cem_chart_time_to (_cem_chart_timers_get (&self->timers, timer)->due);
}

/**
 * cem_chart_pool_intern_event:
 * @self: a pool
 * @event: the name of an event
 *
 * Gets a number for an event, for [method@ChartPool.send_batch]. The pool keeps the name.
 *
 * Returns: the number, which is never 0; the same for the same name
 *
 * Since: 0.1
 */
guint
cem_chart_pool_intern_event (CemChartPool *self,
                             const char *event)
{
  CemChartMessage message;
  gpointer known;
  char *name;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), 0);
  g_return_val_if_fail (event != NULL, 0);

  known = g_hash_table_lookup (self->interned, event);
  if (known != NULL)
    return GPOINTER_TO_UINT (known);

  name = g_strdup (event);
  _cem_chart_pool_fill_message (self, name, &message);
  g_array_append_val (self->messages, message);
  g_hash_table_insert (self->interned, name, GUINT_TO_POINTER (self->messages->len - 1));
  return self->messages->len - 1;
}

static gboolean
check_batch (CemChartPool *self,
             const guint *steps,
             gsize n_steps,
             GError **error)
{
  if (n_steps % 2 != 0)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "A batch has an instance and an event by turns, so an even number of items");
      return FALSE;
    }

  for (gsize i = 0; i < n_steps; i += 2)
    {
      if (!_cem_chart_pool_check (self, steps[i], error))
        return FALSE;

      if (steps[i + 1] >= self->messages->len)
        {
          _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                          "%u is the number of no event; intern its name first", steps[i + 1]);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * cem_chart_pool_send_batch:
 * @self: a pool
 * @steps: (array length=n_steps): the numbers of instances and of events by turns; the event 0 starts
 *   an instance
 * @n_steps: how many numbers there are
 * @error: where to say why it failed
 *
 * Sends many events, in order. This is the fast way.
 *
 * An instance that has not started, or does not come to rest, stays as it was, and is among the
 * errors of the outcome; the others go on.
 *
 * Fails, before anything is sent, with %CEM_ERROR_NOT_FOUND when there is no such instance or event.
 *
 * Returns: (transfer full): what came of it
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_pool_send_batch (CemChartPool *self,
                           const guint *steps,
                           gsize n_steps,
                           GError **error)
{
  CemChartOutcome *outcome;
  CemChartLog *log;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);
  g_return_val_if_fail (steps != NULL || n_steps == 0, NULL);

  if (!check_batch (self, steps, n_steps, error))
    return NULL;

  outcome = _cem_chart_pool_new_outcome (self);
  log = _cem_chart_outcome_get_log (outcome);
  for (gsize i = 0; i < n_steps; i += 2)
    {
      const CemChartMessage *message = &g_array_index (self->messages, CemChartMessage,
                                                       steps[i + 1]);
      g_autoptr (GError) failure = NULL;
      gboolean done = steps[i + 1] == 0
                        ? _cem_chart_pool_run_start (self, steps[i], log, &failure)
                        : _cem_chart_pool_run_send (self, steps[i], message, log, &failure);

      if (!done)
        _cem_chart_pool_note_failure (log, steps[i], failure);
    }

  return outcome;
}

static guint8
get_flags (CemChartPool *self,
           guint instance)
{
  return *_cem_chart_store_flags (&self->store, _cem_chart_store_get (&self->store, instance));
}

/* The instance as it lies there; FALSE when there is none, or a guard is being asked. */
static gboolean
load (CemChartPool *self,
      guint instance)
{
  if (!_cem_chart_pool_check (self, instance, NULL))
    return FALSE;

  self->run.now = self->now;
  _cem_chart_run_reset (&self->run);
  _cem_chart_store_load (&self->store, instance, &self->run);
  return TRUE;
}

/**
 * cem_chart_pool_contains:
 * @self: a pool
 * @instance: a number
 *
 * Finds out whether there is an instance with this number.
 *
 * Returns: %TRUE if there is one
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_contains (CemChartPool *self,
                         guint instance)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);

  return instance < self->store.n_records &&
         (get_flags (self, instance) & CEM_CHART_RECORD_USED) != 0;
}

/**
 * cem_chart_pool_is_done:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Finds out whether an instance has come to its end.
 *
 * Returns: %TRUE if it is done; %FALSE also when there is no such instance
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_is_done (CemChartPool *self,
                        guint instance)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);

  return cem_chart_pool_contains (self, instance) &&
         (get_flags (self, instance) & CEM_CHART_RECORD_DONE) != 0;
}

/**
 * cem_chart_pool_is_in:
 * @self: a pool
 * @instance: the number of an instance
 * @state: the name of a state
 *
 * Finds out whether a state of an instance is active.
 *
 * Returns: %TRUE if it is active; %FALSE also when there is no such instance or state
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_is_in (CemChartPool *self,
                      guint instance,
                      const char *state)
{
  const char *record;
  guint index;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  index = _cem_chart_find_state (self->chart, state, strlen (state));
  if (index == CEM_CHART_NO_STATE || !cem_chart_pool_contains (self, instance))
    return FALSE;

  record = _cem_chart_store_get (&self->store, instance);
  return (record[self->store.active_offset + index / 8] >> index % 8 & 1) != 0;
}

static char **
list_active (CemChartPool *self,
             guint instance,
             gboolean atomic_only)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const CemChart *chart = self->chart;

  if (!load (self, instance))
    return g_new0 (char *, 1);

  for (guint i = _cem_chart_next_bit (self->run.active, chart->n_words, 1); i != CEM_CHART_NO_STATE;
       i = _cem_chart_next_bit (self->run.active, chart->n_words, i + 1))
    {
      if (!atomic_only || _cem_chart_bit (chart->atomic, i))
        g_strv_builder_add (builder, chart->states[i].name);
    }

  return g_strv_builder_end (builder);
}

/**
 * cem_chart_pool_list_active:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Lists the active states that have no states inside, in document order: one, or one in each of the
 * regions of parallel states.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; none when there is no such instance
 *
 * Since: 0.1
 */
char **
cem_chart_pool_list_active (CemChartPool *self,
                            guint instance)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  return list_active (self, instance, TRUE);
}

/**
 * cem_chart_pool_list_states:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Lists all active states but the machine itself, in document order.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; none when there is no such instance
 *
 * Since: 0.1
 */
char **
cem_chart_pool_list_states (CemChartPool *self,
                            guint instance)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  return list_active (self, instance, FALSE);
}

/**
 * cem_chart_pool_can:
 * @self: a pool
 * @instance: the number of an instance
 * @event: the name of an event
 * @data: (nullable): its data, or %NULL
 *
 * Finds out whether an event would be handled now. Guards are evaluated; nothing changes.
 *
 * Returns: %TRUE if an active state has a transition for it whose guard holds
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_can (CemChartPool *self,
                    guint instance,
                    const char *event,
                    JsonNode *data)
{
  g_autoptr (CemChartOutcome) outcome = NULL;
  g_autoptr (CemArena) arena = NULL;
  CemChartMessage message;
  gboolean result;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  if (!load (self, instance) || !self->run.started || self->run.done)
    return FALSE;

  _cem_chart_pool_fill_message (self, event, &message);
  if (!_cem_chart_has_candidates (self->chart, self->run.active, message.class_) ||
      !_cem_chart_message_read_data (&message, data, &arena, NULL))
    return FALSE;

  outcome = _cem_chart_pool_new_outcome (self);
  self->run.log = _cem_chart_outcome_get_log (outcome);
  self->busy = TRUE;
  result = _cem_chart_run_can (&self->run, &message);
  self->busy = FALSE;
  return result;
}

/**
 * cem_chart_pool_dup_context:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Gets the context of an instance.
 *
 * Returns: (transfer full) (nullable): an object with a member for each variable, or %NULL when
 *   there is no such instance
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_pool_dup_context (CemChartPool *self,
                            guint instance)
{
  const CemChart *chart;
  JsonObject *object;
  JsonNode *node;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  if (!load (self, instance))
    return NULL;

  chart = self->chart;
  object = json_object_new ();
  for (guint i = 0; i < chart->n_variables; i++)
    json_object_set_member (object, chart->variables[i].name,
                            _cem_datum_to_json_node (&self->run.slots[CEM_CHART_FIRST_SLOT + i]));

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  return node;
}

/**
 * cem_chart_pool_dup_output:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Gets what an instance gave when it was done: the `output` of the machine, or else of its final
 * state.
 *
 * Returns: (transfer full) (nullable): the output, or %NULL when there is none
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_pool_dup_output (CemChartPool *self,
                           guint instance)
{
  CemValue *output;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  output = g_hash_table_lookup (self->store.outputs, GUINT_TO_POINTER (instance));
  return output != NULL ? _cem_datum_to_json_node (_cem_value_get_datum (output)) : NULL;
}

/**
 * cem_chart_pool_dup_state:
 * @self: a pool
 * @instance: the number of an instance
 *
 * Gets an instance as JSON: active and remembered states, context, timers. Its form is described
 * in the manual and has a number.
 *
 * Returns: (transfer full) (nullable): the state, or %NULL when there is no such instance
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_pool_dup_state (CemChartPool *self,
                          guint instance)
{
  g_return_val_if_fail (CEM_IS_CHART_POOL (self), NULL);

  if (!_cem_chart_pool_check (self, instance, NULL))
    return NULL;

  return _cem_chart_pool_save (self, instance);
}

/**
 * cem_chart_pool_restore:
 * @self: a pool
 * @state: what [method@ChartPool.dup_state] gave
 * @instance: (out): where to put the number of the instance
 * @error: where to say why it failed
 *
 * Adds an instance with a state that was saved. Timers that are due by now fire when the pool's time
 * is moved.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when it is no state of the chart, %CEM_ERROR_REFUSED when it
 * belongs to another definition, and %CEM_ERROR_NEWER_SCHEMA when a newer libcem wrote it.
 *
 * Returns: %TRUE if it was added
 *
 * Since: 0.1
 */
gboolean
cem_chart_pool_restore (CemChartPool *self,
                        JsonNode *state,
                        guint *instance,
                        GError **error)
{
  gint64 at;

  g_return_val_if_fail (CEM_IS_CHART_POOL (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);
  g_return_val_if_fail (instance != NULL, FALSE);

  *instance = 0;
  if (self->busy)
    {
      _cem_set_error (error, CEM_ERROR_BUSY,
                      "The pool is in the midst of a step; a guard cannot use it");
      return FALSE;
    }

  return _cem_chart_pool_restore (self, state, &at, instance, error);
}
