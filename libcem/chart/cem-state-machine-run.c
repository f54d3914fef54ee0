/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-clock-private.h"
#include "base/cem-words-private.h"
#include "chart/cem-state-machine-private.h"

#include <libcem/cem-error.h>
#include <libcem/cem-manual-clock.h>

/* The system's clock may be set, and stands still for timeouts while a computer sleeps: look again. */
#define MAX_WAIT_US (60 * G_USEC_PER_SEC)

CemMachineTask *
_cem_machine_task_new (CemMachineTaskKind kind,
                       const char *event,
                       JsonNode *json)
{
  CemMachineTask *self = g_new0 (CemMachineTask, 1);

  self->kind = kind;
  self->now = CEM_MACHINE_NO_TIME;
  self->event = g_strdup (event);
  self->json = json != NULL ? json_node_copy (json) : NULL;
  return self;
}

void
_cem_machine_task_free (CemMachineTask *self)
{
  g_free (self->event);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

/* --- Time --- */

gint64
_cem_state_machine_get_next_due (CemStateMachine *self)
{
  guint32 timer = CEM_CHART_NO_TIMER;

  if (self->running)
    timer = _cem_chart_timers_peek (&self->pool->timers);

  return timer == CEM_CHART_NO_TIMER ? CEM_MACHINE_NEVER
                                     : _cem_chart_timers_get (&self->pool->timers, timer)->due;
}

static gboolean
timer_cb (gpointer data)
{
  CemStateMachine *self = data;

  g_clear_pointer (&self->timer, g_source_unref);
  _cem_state_machine_submit (self, _cem_machine_task_new (CEM_MACHINE_ADVANCE, NULL, NULL), NULL);
  return G_SOURCE_REMOVE;
}

/* With a manual clock nothing happens by itself. */
static void
arm_timer (CemStateMachine *self)
{
  gint64 due = _cem_state_machine_get_next_due (self);
  gint64 wait;

  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_clear_pointer (&self->timer, g_source_unref);
    }
  if (due == CEM_MACHINE_NEVER || CEM_IS_MANUAL_CLOCK (self->clock))
    return;

  wait = CLAMP (due - _cem_clock_read_us (self->clock), 0, MAX_WAIT_US);
  self->timer = g_timeout_source_new ((guint) ((wait + 999) / 1000));
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_set_static_name (self->timer, "CemStateMachine");
  g_source_attach (self->timer, self->main_context);
}

/* --- What came of a step --- */

static void
tell_change (CemStateMachine *self,
             CemChartOutcome *outcome,
             const CemChartChange *change)
{
  g_autoptr (CemChartCall) call = NULL;

  switch ((CemChartChangeKind) change->kind)
    {
    case CEM_CHART_CHANGE_ENTERED:
    case CEM_CHART_CHANGE_LEFT:
      if (change->state != 0)
        _cem_state_machine_emit_change (self, change->kind, self->chart->states[change->state].name);
      break;
    case CEM_CHART_CHANGE_CALL:
      call = _cem_chart_call_new_for_change (outcome, change);
      _cem_state_machine_call (self, call);
      _cem_state_machine_emit_effect (self, call);
      break;
    case CEM_CHART_CHANGE_ERROR:
      _cem_state_machine_emit_failed (
        self, g_error_new (CEM_ERROR, CEM_ERROR_EVALUATION, "%s", change->name));
      break;
    case CEM_CHART_CHANGE_DONE:
      _cem_state_machine_emit_change (self, change->kind, NULL);
      break;
    case CEM_CHART_CHANGE_TIMER_SET:
    case CEM_CHART_CHANGE_TIMER_CANCELLED:
    default:
      break;
    }
}

static void
tell (CemStateMachine *self,
      CemChartOutcome *outcome)
{
  const CemChartLog *log = _cem_chart_outcome_get_log (outcome);

  _cem_state_machine_update (self);
  for (guint i = 0; i < log->changes->len; i++)
    tell_change (self, outcome, &g_array_index (log->changes, CemChartChange, i));
}

/* Takes @outcome, which is NULL after a failure. */
static gboolean
finish_step (CemStateMachine *self,
             CemChartOutcome *outcome)
{
  g_autoptr (CemChartOutcome) owned = outcome;

  self->stepping = FALSE;
  if (outcome == NULL)
    return FALSE;

  tell (self, outcome);
  return TRUE;
}

/* --- Tasks --- */

/* When nothing is due until then. */
static gboolean
set_time (CemStateMachine *self,
          gint64 now,
          GError **error)
{
  g_autoptr (GDateTime) time = NULL;
  g_autoptr (CemChartOutcome) outcome = NULL;

  if (now <= self->pool->now)
    return TRUE;

  time = _cem_date_time_from_us (now);
  outcome = cem_chart_pool_advance (self->pool, time, error);
  return outcome != NULL;
}

static void
fire_timer (CemStateMachine *self)
{
  CemChartOutcome *outcome = _cem_chart_outcome_new (self->chart, TRUE);

  self->stepping = TRUE;
  _cem_chart_pool_fire_next (self->pool, _cem_state_machine_get_next_due (self),
                             _cem_chart_outcome_get_log (outcome));
  finish_step (self, outcome);
}

static void
stop (CemStateMachine *self)
{
  if (!self->running)
    return;

  cem_chart_pool_remove (self->pool, self->instance);
  self->running = FALSE;
}

static gboolean
start (CemStateMachine *self,
       const CemMachineTask *task,
       GError **error)
{
  if (self->running)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "The machine has been started: stop it before it begins again");
      return FALSE;
    }
  if (!_cem_state_machine_check_guards (self, error) ||
      !cem_chart_pool_add (self->pool, task->json, self->key, &self->instance, error))
    return FALSE;

  self->running = TRUE;
  if (set_time (self, task->now, error))
    {
      self->stepping = TRUE;
      if (finish_step (self, cem_chart_pool_start (self->pool, self->instance, error)))
        return TRUE;
    }

  stop (self);
  return FALSE;
}

static gboolean
restore (CemStateMachine *self,
         const CemMachineTask *task,
         GError **error)
{
  guint instance = 0;
  gint64 at = 0;

  if (!_cem_state_machine_check_guards (self, error) ||
      !_cem_chart_pool_restore (self->pool, task->json, &at, &instance, error))
    return FALSE;

  stop (self);
  self->pool->now = MAX (self->pool->now, at);
  self->instance = instance;
  self->running = TRUE;
  _cem_state_machine_update (self);
  return TRUE;
}

static gboolean
send_event (CemStateMachine *self,
            const CemMachineTask *task,
            GError **error)
{
  if (!self->running)
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "The machine has not been started and cannot take the event “%s”",
                      task->event);
      return FALSE;
    }
  if (!set_time (self, task->now, error))
    return FALSE;

  self->stepping = TRUE;
  return finish_step (self, cem_chart_pool_send (self->pool, self->instance, task->event,
                                                 task->json, error));
}

static gboolean
perform (CemStateMachine *self,
         const CemMachineTask *task,
         GError **error)
{
  switch (task->kind)
    {
    case CEM_MACHINE_START:
      return start (self, task, error);
    case CEM_MACHINE_STOP:
      stop (self);
      _cem_state_machine_update (self);
      return TRUE;
    case CEM_MACHINE_SEND:
      return send_event (self, task, error);
    case CEM_MACHINE_ADVANCE:
      if (!self->running || !set_time (self, task->now, error))
        return !self->running;
      _cem_state_machine_update (self);
      return TRUE;
    case CEM_MACHINE_RESTORE:
      return restore (self, task, error);
    default:
      g_assert_not_reached ();
    }
}

/* By time, and at the same time in the order in which they were asked for. */
static int
compare_tasks (gconstpointer a,
               gconstpointer b,
               gpointer data)
{
  const CemMachineTask *waiting = a, *added = b;

  return waiting->now <= added->now ? -1 : 1;
}

/* One task, or a timer that is due before it. *@own is the caller's, until it is done. */
static gboolean
work_once (CemStateMachine *self,
           CemMachineTask **own,
           GError **error)
{
  CemMachineTask *task = g_queue_peek_head (&self->tasks);
  const gboolean is_own = task == *own;
  GError *local_error = NULL;

  if (task->kind != CEM_MACHINE_STOP && task->kind != CEM_MACHINE_RESTORE &&
      _cem_state_machine_get_next_due (self) <= task->now)
    {
      fire_timer (self);
      return TRUE;
    }

  g_queue_pop_head (&self->tasks);
  if (is_own)
    *own = NULL;
  perform (self, task, &local_error);
  _cem_machine_task_free (task);
  if (local_error == NULL)
    return TRUE;

  if (!is_own)
    {
      _cem_state_machine_emit_failed (self, local_error);
      return TRUE;
    }

  g_propagate_error (error, local_error);
  return FALSE;
}

/* Handlers that always send again. */
static gboolean
give_up (CemStateMachine *self,
         gboolean own,
         GError **error)
{
  g_autoptr (GError) local_error =
    g_error_new (CEM_ERROR, CEM_ERROR_LIMIT,
                 "The machine is kept going without an end: %d steps at one time; what was still to "
                 "be sent is dropped",
                 CEM_MACHINE_MAX_TASKS);

  if (own)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    _cem_state_machine_emit_failed (self, g_steal_pointer (&local_error));

  g_queue_clear_full (&self->tasks, (GDestroyNotify) _cem_machine_task_free);
  return !own;
}

static gboolean
work (CemStateMachine *self,
      CemMachineTask *own,
      GError **error)
{
  g_autoptr (CemStateMachine) alive = g_object_ref (self);
  gint64 now = self->pool->now;
  gboolean good = TRUE;
  guint n = 0;

  self->busy = TRUE;
  while (!g_queue_is_empty (&self->tasks))
    {
      good &= work_once (self, &own, error);
      if (self->pool->now != now)
        n = 0;
      now = self->pool->now;
      if (++n > CEM_MACHINE_MAX_TASKS)
        good &= give_up (self, own != NULL, error);
    }

  self->busy = FALSE;
  arm_timer (self);
  return good;
}

gboolean
_cem_state_machine_submit (CemStateMachine *self,
                           CemMachineTask *task,
                           GError **error)
{
  if (task->now == CEM_MACHINE_NO_TIME)
    task->now = self->busy ? self->pool->now : _cem_clock_read_us (self->clock);
  if (self->running)
    task->now = MAX (task->now, self->pool->now);

  g_queue_insert_sorted (&self->tasks, task, compare_tasks, NULL);
  return self->busy || self->stepping || work (self, task, error);
}

void
_cem_state_machine_catch_up (CemStateMachine *self)
{
  if (!self->busy && !g_queue_is_empty (&self->tasks))
    work (self, NULL, NULL);
}

/**
 * cem_state_machine_start:
 * @self: a machine
 * @context: (nullable): variables that begin with other values than the chart gives them, a JSON
 *   object
 * @error: where to say why it failed
 *
 * Starts the machine: it enters the initial state. Called from a handler of the machine, this is
 * queued as an event is.
 *
 * Fails with %CEM_ERROR_REFUSED when it has been started already, %CEM_ERROR_NOT_FOUND when a guard
 * that the chart names has no function, %CEM_ERROR_TYPE when @context does not fit, and
 * %CEM_ERROR_LIMIT when the machine comes to no rest.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_start (CemStateMachine *self,
                         JsonNode *context,
                         GError **error)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);

  return _cem_state_machine_submit (self, _cem_machine_task_new (CEM_MACHINE_START, NULL, context),
                                    error);
}

/**
 * cem_state_machine_stop:
 * @self: a machine
 *
 * Stops the machine where it is, without exit actions: no state is active, and no delay goes on.
 * [method@StateMachine.start] begins anew. Called from a handler of the machine, this is queued as
 * an event is.
 *
 * Since: 0.1
 */
void
cem_state_machine_stop (CemStateMachine *self)
{
  g_return_if_fail (CEM_IS_STATE_MACHINE (self));

  _cem_state_machine_submit (self, _cem_machine_task_new (CEM_MACHINE_STOP, NULL, NULL), NULL);
}

/**
 * cem_state_machine_send:
 * @self: a machine
 * @event: the name of the event
 * @data: (nullable): what there is to say about it, as JSON; guards and actions see it as
 *   `event.data`
 * @error: where to say why it failed
 *
 * Sends an event. Delays that have ended by now come first. An event for which the active states have
 * no transition does nothing, which is no error; see [method@StateMachine.can].
 *
 * Called from a handler of the machine, the event is queued: it is handled before the outermost call
 * returns, and what fails then is told by [signal@StateMachine::failed].
 *
 * Fails with %CEM_ERROR_REFUSED when the machine has not been started, and with %CEM_ERROR_LIMIT when
 * it comes to no rest; then it is as it was before.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_send (CemStateMachine *self,
                        const char *event,
                        JsonNode *data,
                        GError **error)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  return _cem_state_machine_submit (self, _cem_machine_task_new (CEM_MACHINE_SEND, event, data),
                                    error);
}

/**
 * cem_state_machine_advance:
 * @self: a machine
 * @now: (nullable): until when; %NULL is the clock's time
 *
 * Lets time pass: delays that end until then end one after the other, and what handlers send is
 * handled in between, at the time of the delay. A time that has passed already changes nothing. What
 * fails is told by [signal@StateMachine::failed].
 *
 * A program needs this only with a [class@ManualClock].
 *
 * Since: 0.1
 */
void
cem_state_machine_advance (CemStateMachine *self,
                           GDateTime *now)
{
  CemMachineTask *task;

  g_return_if_fail (CEM_IS_STATE_MACHINE (self));

  task = _cem_machine_task_new (CEM_MACHINE_ADVANCE, NULL, NULL);
  if (now != NULL)
    task->now = _cem_date_time_to_us (now);

  _cem_state_machine_submit (self, task, NULL);
}

/**
 * cem_state_machine_restore:
 * @self: a machine
 * @state: what [method@StateMachine.save] has written
 * @error: where to say why it failed
 *
 * Makes the machine what it was when it was saved, whatever it is now. Nothing is entered or left, and
 * no action is called: only the properties change. Delays that have ended since then end at once, or
 * with a [class@ManualClock] when time is next let pass. Called from a handler of the machine, this is
 * queued as an event is.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when it is no state of a chart, %CEM_ERROR_REFUSED when it is
 * that of another definition, %CEM_ERROR_NEWER_SCHEMA when a newer libcem wrote it, and
 * %CEM_ERROR_NOT_FOUND when a guard that the chart names has no function; then the machine is as it was
 * before.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_restore (CemStateMachine *self,
                           JsonNode *state,
                           GError **error)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (state != NULL, FALSE);

  return _cem_state_machine_submit (self, _cem_machine_task_new (CEM_MACHINE_RESTORE, NULL, state),
                                    error);
}
