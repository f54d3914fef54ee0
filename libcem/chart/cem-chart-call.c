/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

/**
 * CemChartCall:
 *
 * Something that a chart names and the program defines: an action to carry out, or a guard to answer.
 *
 * It is immutable, and may be used from any thread. Actions are found in a [class@ChartOutcome]; guards are asked of a
 * [callback@ChartGuard].
 *
 * ```c
 * g_autoptr (CemChartCall) call = cem_chart_outcome_dup_call (chart_outcome, 0);
 *
 * if (g_str_equal (cem_chart_call_get_name (call), "notify"))
 *   g_print ("%s happened\n", cem_chart_call_get_event (call));
 * ```
 *
 * Since: 0.1
 */
struct _CemChartCall
{
  GObject parent_instance;

  char *name;
  char *event;
  guint instance;
  CemValue *params;
  CemValue *data;
  CemValue *context;
};

G_DEFINE_FINAL_TYPE (CemChartCall, cem_chart_call, G_TYPE_OBJECT)

static void
cem_chart_call_finalize (GObject *object)
{
  CemChartCall *self = CEM_CHART_CALL (object);

  g_free (self->name);
  g_free (self->event);
  g_clear_pointer (&self->params, cem_value_free);
  g_clear_pointer (&self->data, cem_value_free);
  g_clear_pointer (&self->context, cem_value_free);

  G_OBJECT_CLASS (cem_chart_call_parent_class)->finalize (object);
}

static void
cem_chart_call_class_init (CemChartCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_chart_call_finalize;
}

static void
cem_chart_call_init (CemChartCall *self)
{
}

static CemValue *
keep (const CemDatum *datum)
{
  return datum->kind != CEM_KIND_ERROR ? _cem_value_new_from_datum (datum) : NULL;
}

CemChartCall *
_cem_chart_call_new_for_change (CemChartOutcome *outcome,
                                const CemChartChange *change)
{
  CemChartCall *self = g_object_new (CEM_TYPE_CHART_CALL, NULL);

  self->name = g_strdup (change->name);
  self->event = g_strdup (change->event);
  self->instance = change->instance;
  self->params = keep (&change->params);
  self->data = keep (&change->data);
  return self;
}

static CemValue *
keep_context (CemChartRun *run)
{
  const guint n = run->chart->n_variables;
  CemEntry *entries = _cem_arena_alloc (run->arena, n * sizeof *entries);
  CemDatum datum;

  for (guint i = 0; i < n; i++)
    {
      const char *name = run->chart->variables[i].name;

      entries[i] = (CemEntry){ _cem_datum_string (name, strlen (name)),
                               run->slots[CEM_CHART_FIRST_SLOT + i] };
    }

  datum = _cem_datum_map (_cem_map_new (run->arena, entries, n));
  return _cem_value_new_from_datum (&datum);
}

CemChartCall *
_cem_chart_call_new_for_guard (CemChartRun *run,
                               const char *name,
                               const CemDatum *params)
{
  CemChartCall *self = g_object_new (CEM_TYPE_CHART_CALL, NULL);

  self->name = g_strdup (name);
  self->instance = run->instance;
  self->params = keep (params);
  self->context = keep_context (run);
  if (run->event != NULL)
    {
      self->event = g_strdup (run->event->name);
      self->data = keep (&run->event->data);
    }

  return self;
}

/**
 * cem_chart_call_get_name:
 * @self: a call
 *
 * Gets the name of the action or guard.
 *
 * Returns: (transfer none): the name
 *
 * Since: 0.1
 */
const char *
cem_chart_call_get_name (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), NULL);

  return self->name;
}

/**
 * cem_chart_call_get_instance:
 * @self: a call
 *
 * Gets the instance that calls.
 *
 * Returns: its number in the pool; 0 outside of one
 *
 * Since: 0.1
 */
guint
cem_chart_call_get_instance (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), 0);

  return self->instance;
}

/**
 * cem_chart_call_get_event:
 * @self: a call
 *
 * Gets the event that was being handled.
 *
 * Returns: (transfer none) (nullable): its name, or %NULL while the instance starts
 *
 * Since: 0.1
 */
const char *
cem_chart_call_get_event (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), NULL);

  return self->event;
}

static JsonNode *
to_json (CemValue *value)
{
  return value != NULL ? _cem_datum_to_json_node (_cem_value_get_datum (value)) : NULL;
}

/**
 * cem_chart_call_dup_params:
 * @self: a call
 *
 * Gets the parameters that the definition gives, computed.
 *
 * Returns: (transfer full) (nullable): the parameters, or %NULL when there are none
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_call_dup_params (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), NULL);

  return to_json (self->params);
}

/**
 * cem_chart_call_dup_data:
 * @self: a call
 *
 * Gets the data of the event.
 *
 * Returns: (transfer full) (nullable): the data, or %NULL when there are none
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_call_dup_data (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), NULL);

  return to_json (self->data);
}

/**
 * cem_chart_call_dup_context:
 * @self: a call
 *
 * Gets the context on which a guard is asked.
 *
 * Returns: (transfer full) (nullable): an object with a member for each variable, or %NULL of an
 *   action
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_call_dup_context (CemChartCall *self)
{
  g_return_val_if_fail (CEM_IS_CHART_CALL (self), NULL);

  return to_json (self->context);
}
