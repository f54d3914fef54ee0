/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"

/* The pure step: a pool of one, which lives as long as the call. */

static CemChartPool *
new_pool (CemChart *chart,
          CemChartGuard guard,
          gpointer user_data)
{
  CemChartPool *pool = cem_chart_pool_new (chart, CEM_CHART_POOL_STATES);

  cem_chart_pool_set_guard (pool, guard, user_data, NULL);
  return pool;
}

static CemChartOutcome *
finish (CemChartPool *pool,
        guint instance,
        CemChartOutcome *outcome)
{
  _cem_chart_outcome_take_state (outcome, _cem_chart_pool_save (pool, instance));
  return outcome;
}

/**
 * cem_chart_start:
 * @self: a chart
 * @context: (nullable): values of variables in the place of the initial ones, or %NULL
 * @key: (nullable): by what a split decides, such as the id of a customer; charts with splits need it
 * @now: (nullable): the present time, or %NULL when neither timers nor expressions need it
 * @guard: (nullable) (scope call) (closure user_data): who answers guards that are names
 * @user_data: what to give @guard
 * @error: where to say why it failed
 *
 * Starts an instance, as a pure function: the same arguments give the same outcome.
 *
 * Fails with %CEM_ERROR_TYPE or %CEM_ERROR_NOT_FOUND when the context does not fit,
 * %CEM_ERROR_INVALID_ARGUMENT when a key is missing, and %CEM_ERROR_LIMIT when the chart does not
 * come to rest.
 *
 * Returns: (transfer full): what came of it, with the new state
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_start (CemChart *self,
                 JsonNode *context,
                 const char *key,
                 GDateTime *now,
                 CemChartGuard guard,
                 gpointer user_data,
                 GError **error)
{
  g_autoptr (CemChartPool) pool = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  guint instance;

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  pool = new_pool (self, guard, user_data);
  outcome = _cem_chart_outcome_new (self, TRUE);
  if (now != NULL)
    pool->now = _cem_chart_time_from (now);
  if (!cem_chart_pool_add (pool, context, key, &instance, error) ||
      !_cem_chart_pool_run_start (pool, instance, _cem_chart_outcome_get_log (outcome), error))
    return NULL;

  return finish (pool, instance, g_steal_pointer (&outcome));
}

/**
 * cem_chart_step:
 * @self: a chart
 * @state: the state, as an outcome had it
 * @event: (nullable): the name of an event, or %NULL to let time pass only
 * @data: (nullable): the event's data, or %NULL
 * @now: (nullable): the present time, or %NULL when it is still the same
 * @guard: (nullable) (scope call) (closure user_data): who answers guards that are names
 * @user_data: what to give @guard
 * @error: where to say why it failed
 *
 * Makes a step, as a pure function: the same arguments give the same outcome.
 *
 * Timers that are due at or before @now fire first, each at its time; then the event is handled.
 * An event that no active state has a transition for is ignored.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when @state is no state of the chart or @now lies before
 * it, %CEM_ERROR_REFUSED when it belongs to another definition, and %CEM_ERROR_LIMIT when the chart
 * does not come to rest.
 *
 * Returns: (transfer full): what came of it, with the new state
 *
 * Since: 0.1
 */
CemChartOutcome *
cem_chart_step (CemChart *self,
                JsonNode *state,
                const char *event,
                JsonNode *data,
                GDateTime *now,
                CemChartGuard guard,
                gpointer user_data,
                GError **error)
{
  g_autoptr (CemChartPool) pool = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;
  CemChartLog *log;
  guint instance;
  gint64 at;

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);
  g_return_val_if_fail (state != NULL, NULL);

  pool = new_pool (self, guard, user_data);
  if (!_cem_chart_pool_restore (pool, state, &at, &instance, error))
    return NULL;

  pool->now = at;
  outcome = _cem_chart_outcome_new (self, TRUE);
  log = _cem_chart_outcome_get_log (outcome);
  if (now != NULL &&
      !_cem_chart_pool_run_advance (pool, _cem_chart_time_from (now), log, error))
    return NULL;

  if (event != NULL)
    {
      CemChartMessage message;
      g_autoptr (CemArena) arena = NULL;

      _cem_chart_pool_fill_message (pool, event, &message);
      if (!_cem_chart_message_read_data (&message, data, &arena, error) ||
          !_cem_chart_pool_run_send (pool, instance, &message, log, error))
        return NULL;
    }

  return finish (pool, instance, g_steal_pointer (&outcome));
}
