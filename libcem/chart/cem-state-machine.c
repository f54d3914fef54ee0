/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-state-machine-private.h"

/**
 * CemStateMachine:
 *
 * A running chart, for applications.
 *
 * The machine takes events and follows its [class@Chart]. What a user interface needs of it are
 * properties and signals: [property@StateMachine:state] binds to the visible child of a stack, the
 * machine is a [iface@Gio.ActionGroup] with an action for each event, enabled when the event would
 * do something, and [method@StateMachine.list_events] has their labels. Guards and actions that the
 * chart only names are functions of the program.
 *
 * Delays go by the machine's clock. They end by themselves while the main context runs in which the
 * machine was made; with a [class@ManualClock] only [method@StateMachine.advance] and the events
 * that are sent let time pass.
 *
 * A step is done before anybody hears of it: first the properties change, then come the signals
 * [signal@StateMachine::left], [signal@StateMachine::entered] and [signal@StateMachine::effect] in
 * the order of the chart. What a handler sends is queued and handled next, before the outermost
 * call returns.
 *
 * A machine belongs to the thread that made it: all is called and emitted there. No store is needed.
 *
 * ```c
 * g_autoptr (CemStateMachine) machine = cem_state_machine_new (chart, NULL);
 *
 * cem_state_machine_start (machine, NULL, &error);
 * g_action_group_activate_action (G_ACTION_GROUP (machine), "OPEN", NULL);
 * g_print ("%s\n", cem_state_machine_get_state (machine));
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (CemStateMachine, cem_state_machine, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_ACTION_GROUP,
                                                      _cem_state_machine_action_group_init))

typedef enum
{
  PROP_CHART = 1,
  PROP_CLOCK,
  PROP_KEY,
  PROP_LANGUAGE,
  PROP_STATE,
  PROP_ACTIVE_STATES,
  PROP_CONTEXT,
  PROP_DONE
} CemStateMachineProperty;

static GParamSpec *properties[PROP_DONE + 1];

enum
{
  SIGNAL_ENTERED,
  SIGNAL_LEFT,
  SIGNAL_EFFECT,
  SIGNAL_FINISHED,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Signals --- */

void
_cem_state_machine_emit_change (CemStateMachine *self,
                                CemChartChangeKind kind,
                                const char *name)
{
  if (kind == CEM_CHART_CHANGE_DONE)
    g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
  else
    g_signal_emit (self, signals[kind == CEM_CHART_CHANGE_ENTERED ? SIGNAL_ENTERED : SIGNAL_LEFT],
                   0, name);
}

void
_cem_state_machine_emit_effect (CemStateMachine *self,
                                CemChartCall *call)
{
  g_signal_emit (self, signals[SIGNAL_EFFECT], 0, call);
}

void
_cem_state_machine_emit_failed (CemStateMachine *self,
                                GError *error)
{
  g_autoptr (GError) owned = error;

  g_signal_emit (self, signals[SIGNAL_FAILED], 0, owned);
}

/* --- What it is now --- */

static gboolean
replace_strv (char ***place,
              char **value)
{
  const gboolean same = g_strv_equal ((const char *const *) *place, (const char *const *) value);

  g_strfreev (*place);
  *place = value;
  return !same;
}

static void
update_state (CemStateMachine *self)
{
  const char *state = g_strv_length (self->active) == 1 ? self->active[0] : NULL;

  if (g_strcmp0 (self->state, state) == 0)
    return;

  g_free (self->state);
  self->state = g_strdup (state);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
update_context (CemStateMachine *self)
{
  JsonNode *context = self->running
    ? cem_chart_pool_dup_context (self->pool, self->instance)
    : NULL;
  gboolean same = context == self->context;

  if (context != NULL && self->context != NULL)
    same = json_node_equal (context, self->context);

  g_clear_pointer (&self->context, json_node_unref);
  self->context = context;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONTEXT]);
}

void
_cem_state_machine_update (CemStateMachine *self)
{
  const gboolean done = self->running && cem_chart_pool_is_done (self->pool, self->instance);
  char **active = NULL;

  g_object_freeze_notify (G_OBJECT (self));
  active = self->running ? cem_chart_pool_list_active (self->pool, self->instance)
                         : g_new0 (char *, 1);
  if (replace_strv (&self->active, active))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE_STATES]);
  replace_strv (&self->configuration,
                self->running ? cem_chart_pool_list_states (self->pool, self->instance)
                              : g_new0 (char *, 1));
  if (self->done != done)
    {
      self->done = done;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DONE]);
    }
  update_state (self);
  update_context (self);
  _cem_state_machine_update_events (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- The class --- */

static void
cem_state_machine_constructed (GObject *object)
{
  CemStateMachine *self = CEM_STATE_MACHINE (object);

  G_OBJECT_CLASS (cem_state_machine_parent_class)->constructed (object);

  if (self->clock == NULL)
    self->clock = cem_clock_new ();
  if (self->chart == NULL)
    {
      g_critical ("A state machine needs a chart");
      self->chart = cem_chart_compile ("{\"states\": {}}", CEM_CHART_NONE, NULL, NULL);
    }

  self->pool = cem_chart_pool_new (self->chart, CEM_CHART_POOL_STATES);
  cem_chart_pool_set_guard (self->pool, _cem_state_machine_ask, self, NULL);
  _cem_state_machine_init_events (self);
}

static void
cem_state_machine_dispose (GObject *object)
{
  CemStateMachine *self = CEM_STATE_MACHINE (object);

  if (self->timer != NULL)
    {
      g_source_destroy (self->timer);
      g_clear_pointer (&self->timer, g_source_unref);
    }
  g_queue_clear_full (&self->tasks, (GDestroyNotify) _cem_machine_task_free);
  g_hash_table_remove_all (self->guards);
  g_hash_table_remove_all (self->actions);

  G_OBJECT_CLASS (cem_state_machine_parent_class)->dispose (object);
}

static void
cem_state_machine_finalize (GObject *object)
{
  CemStateMachine *self = CEM_STATE_MACHINE (object);

  _cem_state_machine_clear_events (self);
  g_hash_table_unref (self->guards);
  g_hash_table_unref (self->actions);
  g_clear_object (&self->pool);
  g_clear_object (&self->chart);
  g_clear_object (&self->clock);
  g_main_context_unref (self->main_context);
  g_strfreev (self->active);
  g_strfreev (self->configuration);
  g_clear_pointer (&self->context, json_node_unref);
  g_free (self->state);
  g_free (self->key);
  g_free (self->language);

  G_OBJECT_CLASS (cem_state_machine_parent_class)->finalize (object);
}

static void
cem_state_machine_get_property (GObject *object,
                                guint prop_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  CemStateMachine *self = CEM_STATE_MACHINE (object);

  switch ((CemStateMachineProperty) prop_id)
    {
    case PROP_CHART:
      g_value_set_object (value, self->chart);
      break;
    case PROP_CLOCK:
      g_value_set_object (value, self->clock);
      break;
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;
    case PROP_LANGUAGE:
      g_value_set_string (value, self->language);
      break;
    case PROP_STATE:
      g_value_set_string (value, self->state);
      break;
    case PROP_ACTIVE_STATES:
      g_value_set_boxed (value, self->active);
      break;
    case PROP_CONTEXT:
      g_value_set_boxed (value, self->context);
      break;
    case PROP_DONE:
      g_value_set_boolean (value, self->done);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cem_state_machine_set_property (GObject *object,
                                guint prop_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  CemStateMachine *self = CEM_STATE_MACHINE (object);

  switch ((CemStateMachineProperty) prop_id)
    {
    case PROP_CHART:
      self->chart = g_value_dup_object (value);
      break;
    case PROP_CLOCK:
      self->clock = g_value_dup_object (value);
      break;
    case PROP_KEY:
      cem_state_machine_set_key (self, g_value_get_string (value));
      break;
    case PROP_LANGUAGE:
      cem_state_machine_set_language (self, g_value_get_string (value));
      break;
    case PROP_STATE:
    case PROP_ACTIVE_STATES:
    case PROP_CONTEXT:
    case PROP_DONE:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_given_properties (void)
{
  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags free = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * CemStateMachine:chart: (getter get_chart)
   *
   * The definition.
   *
   * Since: 0.1
   */
  properties[PROP_CHART] = g_param_spec_object ("chart", NULL, NULL, CEM_TYPE_CHART, once);

  /**
   * CemStateMachine:clock: (getter get_clock)
   *
   * Where the machine takes the time from: the system, unless another one is given.
   *
   * Since: 0.1
   */
  properties[PROP_CLOCK] = g_param_spec_object ("clock", NULL, NULL, CEM_TYPE_CLOCK, once);

  /**
   * CemStateMachine:key: (getter get_key) (setter set_key)
   *
   * What random choices are made by, such as the id of the user; taken when the machine starts.
   *
   * Since: 0.1
   */
  properties[PROP_KEY] = g_param_spec_string ("key", NULL, NULL, NULL, free);

  /**
   * CemStateMachine:language: (getter get_language) (setter set_language)
   *
   * The language of labels, such as `zh_CN`; %NULL goes by the locale.
   *
   * Since: 0.1
   */
  properties[PROP_LANGUAGE] = g_param_spec_string ("language", NULL, NULL, NULL, free);
}

static void
install_state_properties (void)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  /**
   * CemStateMachine:state: (getter get_state)
   *
   * The name of the one active state without states inside, or %NULL when there are several, in the
   * regions of a parallel state, or none, before the machine has started.
   *
   * Since: 0.1
   */
  properties[PROP_STATE] = g_param_spec_string ("state", NULL, NULL, NULL, flags);

  /**
   * CemStateMachine:active-states: (getter get_active_states)
   *
   * The names of the active states without states inside, in document order.
   *
   * Since: 0.1
   */
  properties[PROP_ACTIVE_STATES] =
    g_param_spec_boxed ("active-states", NULL, NULL, G_TYPE_STRV, flags);

  /**
   * CemStateMachine:context: (getter get_context)
   *
   * The variables as a JSON object, or %NULL before the machine has started.
   *
   * Since: 0.1
   */
  properties[PROP_CONTEXT] = g_param_spec_boxed ("context", NULL, NULL, JSON_TYPE_NODE, flags);

  /**
   * CemStateMachine:done: (getter get_done)
   *
   * Whether the machine has reached a final state.
   *
   * Since: 0.1
   */
  properties[PROP_DONE] = g_param_spec_boolean ("done", NULL, NULL, FALSE, flags);
}

static void
install_signals (GType type)
{
  /**
   * CemStateMachine::entered:
   * @self: the machine
   * @state: the name of the state
   *
   * A state was entered.
   *
   * Since: 0.1
   */
  signals[SIGNAL_ENTERED] = g_signal_new ("entered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * CemStateMachine::left:
   * @self: the machine
   * @state: the name of the state
   *
   * A state was left.
   *
   * Since: 0.1
   */
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * CemStateMachine::effect:
   * @self: the machine
   * @call: what is asked: the action's name and parameters, and the event
   *
   * The chart asks the program to do something: an action that it names and does not define. A
   * function connected with [method@StateMachine.connect_action] has been called before.
   *
   * Since: 0.1
   */
  signals[SIGNAL_EFFECT] = g_signal_new ("effect", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, CEM_TYPE_CHART_CALL);

  /**
   * CemStateMachine::finished:
   * @self: the machine
   *
   * The machine has reached a final state. [method@StateMachine.dup_output] has its output.
   *
   * Since: 0.1
   */
  signals[SIGNAL_FINISHED] = g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);

  /**
   * CemStateMachine::failed:
   * @self: the machine
   * @error: what went wrong
   *
   * Something went wrong that no caller could be told: an expression of the chart failed (the chart
   * goes on, see `error.execution`) or a step that the end of a delay began came to no rest (it is
   * undone), both %CEM_ERROR_EVALUATION; or an event that a handler or an action sent failed, with the
   * code of [method@StateMachine.send].
   *
   * Since: 0.1
   */
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
cem_state_machine_class_init (CemStateMachineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = cem_state_machine_constructed;
  object_class->dispose = cem_state_machine_dispose;
  object_class->finalize = cem_state_machine_finalize;
  object_class->get_property = cem_state_machine_get_property;
  object_class->set_property = cem_state_machine_set_property;
  install_given_properties ();
  install_state_properties ();
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
cem_state_machine_init (CemStateMachine *self)
{
  self->main_context = g_main_context_ref_thread_default ();
  self->active = g_new0 (char *, 1);
  self->configuration = g_new0 (char *, 1);
  self->guards = _cem_state_machine_new_functions ();
  self->actions = _cem_state_machine_new_functions ();
  g_queue_init (&self->tasks);
}

/**
 * cem_state_machine_new:
 * @chart: the definition
 * @clock: (nullable): where to take the time from; %NULL is the system's clock
 *
 * Makes a machine, which does nothing until it is started.
 *
 * Returns: (transfer full): a machine
 *
 * Since: 0.1
 */
CemStateMachine *
cem_state_machine_new (CemChart *chart,
                       CemClock *clock)
{
  g_return_val_if_fail (CEM_IS_CHART (chart), NULL);
  g_return_val_if_fail (clock == NULL || CEM_IS_CLOCK (clock), NULL);

  return g_object_new (CEM_TYPE_STATE_MACHINE, "chart", chart, "clock", clock, NULL);
}

/**
 * cem_state_machine_get_chart: (get-property chart)
 * @self: a machine
 *
 * Gets the definition.
 *
 * Returns: (transfer none): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_state_machine_get_chart (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->chart;
}

/**
 * cem_state_machine_get_clock: (get-property clock)
 * @self: a machine
 *
 * Gets the clock.
 *
 * Returns: (transfer none): the clock
 *
 * Since: 0.1
 */
CemClock *
cem_state_machine_get_clock (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->clock;
}

/**
 * cem_state_machine_get_key: (get-property key)
 * @self: a machine
 *
 * Gets what random choices are made by.
 *
 * Returns: (transfer none) (nullable): the key, or %NULL
 *
 * Since: 0.1
 */
const char *
cem_state_machine_get_key (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->key;
}

static gboolean
set_text (CemStateMachine *self,
          char **place,
          const char *text,
          CemStateMachineProperty property)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;

  g_free (*place);
  *place = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
  return TRUE;
}

/**
 * cem_state_machine_set_key: (set-property key)
 * @self: a machine
 * @key: (nullable): what random choices are made by, such as the id of the user
 *
 * Sets what random choices are made by. The same key always takes the same arm of a split. It is
 * taken when the machine starts.
 *
 * Since: 0.1
 */
void
cem_state_machine_set_key (CemStateMachine *self,
                           const char *key)
{
  g_return_if_fail (CEM_IS_STATE_MACHINE (self));

  set_text (self, &self->key, key, PROP_KEY);
}

/**
 * cem_state_machine_get_language: (get-property language)
 * @self: a machine
 *
 * Gets the language of labels.
 *
 * Returns: (transfer none) (nullable): the language, or %NULL when the locale decides
 *
 * Since: 0.1
 */
const char *
cem_state_machine_get_language (CemStateMachine *self)
{
  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), NULL);

  return self->language;
}

/**
 * cem_state_machine_set_language: (set-property language)
 * @self: a machine
 * @language: (nullable): a language such as `zh_CN` or `en`; %NULL goes by the locale
 *
 * Sets the language of labels and descriptions. Where a text is missing in it, English is taken, or
 * else the first there is.
 *
 * Since: 0.1
 */
void
cem_state_machine_set_language (CemStateMachine *self,
                                const char *language)
{
  g_return_if_fail (CEM_IS_STATE_MACHINE (self));

  if (set_text (self, &self->language, language, PROP_LANGUAGE) && self->events != NULL)
    _cem_state_machine_update_events (self);
}
