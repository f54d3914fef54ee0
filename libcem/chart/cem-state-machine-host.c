/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-state-machine-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

/* A function of the program; counted, because it may replace itself while it runs. */
typedef struct
{
  GCallback call;
  gpointer user_data;
  GDestroyNotify user_data_destroy;
} Function;

static void
clear_function (gpointer data)
{
  Function *self = data;

  if (self->user_data_destroy != NULL)
    self->user_data_destroy (self->user_data);
}

static void
function_unref (gpointer data)
{
  g_rc_box_release_full (data, clear_function);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Function, function_unref)

GHashTable *
_cem_state_machine_new_functions (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, function_unref);
}

static Function *
find_function (GHashTable *functions,
               const char *name)
{
  Function *function = g_hash_table_lookup (functions, name);

  return function != NULL ? g_rc_box_acquire (function) : NULL;
}

gboolean
_cem_state_machine_ask (CemChartCall *call,
                        gpointer user_data)
{
  CemStateMachine *self = user_data;
  g_autoptr (Function) function = find_function (self->guards, cem_chart_call_get_name (call));

  return function != NULL && ((CemChartGuard) function->call) (call, function->user_data);
}

void
_cem_state_machine_call (CemStateMachine *self,
                         CemChartCall *call)
{
  g_autoptr (Function) function = find_function (self->actions, cem_chart_call_get_name (call));

  if (function != NULL)
    ((CemStateMachineAction) function->call) (call, function->user_data);
}

gboolean
_cem_state_machine_check_guards (CemStateMachine *self,
                                 GError **error)
{
  for (guint i = 0; self->chart->guard_names[i] != NULL; i++)
    {
      const char *name = self->chart->guard_names[i];

      if (g_hash_table_contains (self->guards, name))
        continue;

      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "The chart asks the guard “%s”, which has no function: connect one before "
                      "the machine starts", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
connect_function (GHashTable *functions,
                  char **names,
                  const char *what,
                  const char *name,
                  Function function,
                  GError **error)
{
  g_autofree char *known = NULL;

  if (g_strv_contains ((const char *const *) names, name))
    {
      if (function.call == NULL)
        g_hash_table_remove (functions, name);
      else
        g_hash_table_replace (functions, g_strdup (name), g_rc_box_dup (sizeof function, &function));
      return TRUE;
    }

  known = g_strjoinv (", ", names);
  _cem_set_error (error, CEM_ERROR_NOT_FOUND, "The chart names no %s “%s”; %s%s", what, name,
                  names[0] != NULL ? "it names: " : "it names none", known);
  clear_function (&function);
  return FALSE;
}

/**
 * cem_state_machine_connect_guard:
 * @self: a machine
 * @name: the name of the guard in the chart
 * @guard: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): answers whether
 *   it holds; %NULL takes the function away
 * @user_data: what to give the function
 * @user_data_destroy: called when the function is not needed any more
 * @error: where to say why it failed
 *
 * Gives a function to a guard that the chart names and does not define. Another one for the same
 * name takes its place. When what it answers changes without an event, call
 * [method@StateMachine.refresh].
 *
 * The function is called inside a step and must not wait. What it sends to the machine is queued. It
 * is kept until another one takes its place or the machine is gone; in JavaScript a function that
 * refers to the machine keeps it alive, so take it away when it is not needed any more.
 *
 * Fails with %CEM_ERROR_NOT_FOUND when the chart names no such guard.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_connect_guard (CemStateMachine *self,
                                 const char *name,
                                 CemChartGuard guard,
                                 gpointer user_data,
                                 GDestroyNotify user_data_destroy,
                                 GError **error)
{
  Function function = { G_CALLBACK (guard), user_data, user_data_destroy };

  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return connect_function (self->guards, self->chart->guard_names, "guard", name, function, error);
}

/**
 * cem_state_machine_connect_action:
 * @self: a machine
 * @name: the name of the action in the chart
 * @action: (nullable) (scope notified) (closure user_data) (destroy user_data_destroy): does what is
 *   asked; %NULL takes the function away
 * @user_data: what to give the function
 * @user_data_destroy: called when the function is not needed any more
 * @error: where to say why it failed
 *
 * Gives a function to an action that the chart names and does not define. Another one for the same
 * name takes its place. All actions are also told by [signal@StateMachine::effect], which keeps nothing
 * alive.
 *
 * Fails with %CEM_ERROR_NOT_FOUND when the chart names no such action.
 *
 * Returns: %TRUE, or %FALSE with @error set
 *
 * Since: 0.1
 */
gboolean
cem_state_machine_connect_action (CemStateMachine *self,
                                  const char *name,
                                  CemStateMachineAction action,
                                  gpointer user_data,
                                  GDestroyNotify user_data_destroy,
                                  GError **error)
{
  Function function = { G_CALLBACK (action), user_data, user_data_destroy };

  g_return_val_if_fail (CEM_IS_STATE_MACHINE (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return connect_function (self->actions, self->chart->action_names, "action", name, function, error);
}
