/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

/**
 * CemChartOutcome:
 *
 * What came of running a chart: states entered and left, actions for the program, timers, errors.
 *
 * It is immutable, and may be used from any thread.
 *
 * ```c
 * for (guint i = 0; i < cem_chart_outcome_get_n_calls (chart_outcome); i++)
 *   {
 *     g_autoptr (CemChartCall) call = cem_chart_outcome_dup_call (chart_outcome, i);
 *
 *     g_print ("%s is to be done\n", cem_chart_call_get_name (call));
 *   }
 * ```
 *
 * Since: 0.1
 */
struct _CemChartOutcome
{
  GObject parent_instance;

  CemChart *chart;
  CemChartLog log;
  JsonNode *state;
};

G_DEFINE_FINAL_TYPE (CemChartOutcome, cem_chart_outcome, G_TYPE_OBJECT)

static void
cem_chart_outcome_finalize (GObject *object)
{
  CemChartOutcome *self = CEM_CHART_OUTCOME (object);

  g_array_unref (self->log.changes);
  _cem_arena_free (self->log.arena);
  g_clear_pointer (&self->state, json_node_unref);
  g_clear_object (&self->chart);

  G_OBJECT_CLASS (cem_chart_outcome_parent_class)->finalize (object);
}

static void
cem_chart_outcome_class_init (CemChartOutcomeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_chart_outcome_finalize;
}

static void
cem_chart_outcome_init (CemChartOutcome *self)
{
  self->log.arena = _cem_arena_new (256);
  self->log.changes = g_array_new (FALSE, FALSE, sizeof (CemChartChange));
}

CemChartOutcome *
_cem_chart_outcome_new (CemChart *chart,
                        gboolean states)
{
  CemChartOutcome *self = g_object_new (CEM_TYPE_CHART_OUTCOME, NULL);

  self->chart = g_object_ref (chart);
  self->log.states = states;
  return self;
}

CemChartLog *
_cem_chart_outcome_get_log (CemChartOutcome *self)
{
  return &self->log;
}

void
_cem_chart_outcome_take_state (CemChartOutcome *self,
                               JsonNode *state)
{
  self->state = state;
}

static const CemChartChange *
get_change (CemChartOutcome *self,
            guint i)
{
  return &g_array_index (self->log.changes, CemChartChange, i);
}

/**
 * cem_chart_outcome_get_n_handled:
 * @self: an outcome
 *
 * Gets how many of the events were handled: an active state had a transition for them whose guard
 * held. Timers that fired count as events.
 *
 * Returns: the number of events
 *
 * Since: 0.1
 */
guint
cem_chart_outcome_get_n_handled (CemChartOutcome *self)
{
  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), 0);

  return self->log.n_handled;
}

static char **
list_states (CemChartOutcome *self,
             CemChartChangeKind kind)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->log.changes->len; i++)
    {
      if (get_change (self, i)->kind == kind)
        g_strv_builder_add (builder, self->chart->states[get_change (self, i)->state].name);
    }

  return g_strv_builder_end (builder);
}

/**
 * cem_chart_outcome_list_entered:
 * @self: an outcome
 *
 * Lists the states that were entered, in order. A state that was entered twice is there twice.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; none when the pool does not note
 *   states
 *
 * Since: 0.1
 */
char **
cem_chart_outcome_list_entered (CemChartOutcome *self)
{
  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  return list_states (self, CEM_CHART_CHANGE_ENTERED);
}

/**
 * cem_chart_outcome_list_left:
 * @self: an outcome
 *
 * Lists the states that were left, in order. A state that was left twice is there twice.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; none when the pool does not note
 *   states
 *
 * Since: 0.1
 */
char **
cem_chart_outcome_list_left (CemChartOutcome *self)
{
  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  return list_states (self, CEM_CHART_CHANGE_LEFT);
}

/**
 * cem_chart_outcome_get_n_calls:
 * @self: an outcome
 *
 * Gets how many actions the program has to carry out.
 *
 * Returns: the number of actions
 *
 * Since: 0.1
 */
guint
cem_chart_outcome_get_n_calls (CemChartOutcome *self)
{
  guint n = 0;

  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), 0);

  for (guint i = 0; i < self->log.changes->len; i++)
    n += get_change (self, i)->kind == CEM_CHART_CHANGE_CALL;

  return n;
}

/**
 * cem_chart_outcome_dup_call:
 * @self: an outcome
 * @position: which action, counted from 0 in the order in which they are to be carried out
 *
 * Gets an action that the program has to carry out.
 *
 * Returns: (transfer full) (nullable): the action, or %NULL when there are not so many
 *
 * Since: 0.1
 */
CemChartCall *
cem_chart_outcome_dup_call (CemChartOutcome *self,
                            guint position)
{
  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  for (guint i = 0; i < self->log.changes->len; i++)
    {
      if (get_change (self, i)->kind == CEM_CHART_CHANGE_CALL && position-- == 0)
        return _cem_chart_call_new_for_change (self, get_change (self, i));
    }

  return NULL;
}

/**
 * cem_chart_outcome_list_errors:
 * @self: an outcome
 *
 * Lists what went wrong inside: guards and actions that failed, each of which raised
 * `error.execution`, and instances that did not come to rest and stayed as they were.
 *
 * Returns: (transfer full) (array zero-terminated=1): messages
 *
 * Since: 0.1
 */
char **
cem_chart_outcome_list_errors (CemChartOutcome *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  for (guint i = 0; i < self->log.changes->len; i++)
    {
      if (get_change (self, i)->kind == CEM_CHART_CHANGE_ERROR)
        g_strv_builder_add (builder, get_change (self, i)->name);
    }

  return g_strv_builder_end (builder);
}

static void
set_datum (JsonObject *object,
           const char *member,
           const CemDatum *datum)
{
  if (datum->kind != CEM_KIND_ERROR)
    json_object_set_member (object, member, _cem_datum_to_json_node (datum));
}

static JsonObject *
change_to_json (CemChartOutcome *self,
                const CemChartChange *change)
{
  static const char *const members[] = { "entered", "left", "call", "timer_set", "timer_cancelled",
                                         "error", "done" };
  const char *member = members[change->kind];
  JsonObject *object = json_object_new ();
  char due[CEM_TIME_BUFFER];

  json_object_set_int_member (object, "instance", change->instance);
  if (change->kind == CEM_CHART_CHANGE_ENTERED || change->kind == CEM_CHART_CHANGE_LEFT)
    json_object_set_string_member (object, member, self->chart->states[change->state].name);
  else if (change->kind == CEM_CHART_CHANGE_DONE)
    json_object_set_boolean_member (object, member, TRUE);
  else
    json_object_set_string_member (object, member, change->name);

  if (change->event != NULL)
    json_object_set_string_member (object, "event", change->event);
  if (change->kind == CEM_CHART_CHANGE_TIMER_SET)
    {
      _cem_time_format_us (change->due, due);
      json_object_set_string_member (object, "due", due);
    }

  set_datum (object, change->kind == CEM_CHART_CHANGE_DONE ? "output" : "params", &change->params);
  set_datum (object, "data", &change->data);
  return object;
}

/**
 * cem_chart_outcome_dup_changes:
 * @self: an outcome
 *
 * Gets all that happened, in order, as a list of objects. Each has the number of its `instance` and
 * one of `entered`, `left` (a state), `call` (an action, with `event`, `data` and `params`),
 * `timer_set` (an id, with `due` and `event`), `timer_cancelled` (an id), `error` (a message) and
 * `done` (with `output`).
 *
 * Returns: (transfer full): the list
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_outcome_dup_changes (CemChartOutcome *self)
{
  JsonArray *array;
  JsonNode *node;

  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  array = json_array_new ();
  for (guint i = 0; i < self->log.changes->len; i++)
    json_array_add_object_element (array, change_to_json (self, get_change (self, i)));

  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, array);
  return node;
}

/**
 * cem_chart_outcome_dup_state:
 * @self: an outcome
 *
 * Gets the state after a step of [method@Chart.start] or [method@Chart.step].
 *
 * Returns: (transfer full) (nullable): the state, or %NULL of a pool's outcome
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_outcome_dup_state (CemChartOutcome *self)
{
  g_return_val_if_fail (CEM_IS_CHART_OUTCOME (self), NULL);

  return self->state != NULL ? json_node_copy (self->state) : NULL;
}
