/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-plan-private.h"

static void
add_targets (CemCelPlanner *self,
             GArray *targets,
             const CemCelOverloads *set,
             gboolean member,
             guint n_args)
{
  for (guint i = 0; set != NULL && i < set->n; i++)
    {
      const CemCelOverloadInfo *info = &set->items[i];
      CemCelTarget target = { info->call, NULL, info->host };
      guint32 *masks;

      if (info->member != member || info->n_args != n_args)
        continue;

      masks = _cem_arena_alloc (self->arena, MAX (n_args, 1) * sizeof *masks);
      for (guint j = 0; j < n_args; j++)
        masks[j] = _cem_cel_type_get_mask (info->args[j]);

      target.masks = masks;
      g_array_append_val (targets, target);
    }
}

/* The arguments from @first on, as a list. */
static CemCelStep *
plan_list (CemCelPlanner *self,
           const CemCelNode *node,
           guint first)
{
  CemCelStep *step = _cem_cel_planner_step (self, node, _cem_cel_run_list, node->n_args - first);

  for (guint i = first; i < node->n_args; i++)
    step->args[i - first] = _cem_cel_planner_plan (self, node->args[i]);

  return _cem_cel_planner_finish (self, step, TRUE);
}

static CemCelStep *
plan_targets (CemCelPlanner *self,
              const CemCelNode *node,
              const char *name,
              gboolean member,
              guint first)
{
  const CemCelOverloads *library;
  CemCelOverloads own;
  const gboolean as_list = !member && _cem_cel_takes_list (name, node->n_args - first);
  const guint n_args = as_list ? 1 : node->n_args - first;
  CemCelStep *step = _cem_cel_planner_step (self, node, _cem_cel_run_call, n_args);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (CemCelTarget));
  CemCelTargets *targets;

  step->name = _cem_arena_strndup (self->arena, name, strlen (name));
  if (as_list)
    step->args[0] = plan_list (self, node, first);
  for (guint i = 0; i < n_args && !as_list; i++)
    step->args[i] = _cem_cel_planner_plan (self, node->args[first + i]);

  _cem_cel_env_find_functions (self->options->env, name, &library, &own);
  if (library == NULL && own.n == 0)
    {
      step->run = _cem_cel_run_unknown_call;
      return _cem_cel_planner_finish (self, step, FALSE);
    }

  add_targets (self, found, &own, member, n_args);
  add_targets (self, found, library, member, n_args);
  targets = _cem_arena_alloc (self->arena, sizeof *targets);
  targets->n = found->len;
  targets->items = _cem_arena_alloc (self->arena, (found->len + 1) * sizeof (CemCelTarget));
  if (found->len > 0)
    memcpy (targets->items, found->data, found->len * sizeof (CemCelTarget));

  step->data = targets;
  if (self->options->numbers)
    step->flags |= CEM_CEL_STEP_NUMBERS;

  /* Nobody knows what the program's own functions depend on. */
  return _cem_cel_planner_finish (self, step, own.n == 0);
}

/* The full name of a call with a name space before the dot ("math.abs"), or NULL. */
static char *
dup_spaced_name (CemCelPlanner *self,
                 const CemCelNode *node)
{
  g_autofree char *space = _cem_cel_node_dup_qualified (node->args[0]);
  g_autofree char *name = NULL;
  const CemCelOverloads *library;
  CemCelOverloads own;

  if (space == NULL || _cem_cel_planner_find_variable (self, node->args[0]) != NULL)
    return NULL;

  name = g_strconcat (space, ".", node->name, NULL);
  _cem_cel_env_find_functions (self->options->env, name, &library, &own);
  return library != NULL || own.n > 0 ? g_steal_pointer (&name) : NULL;
}

CemCelStep *
_cem_cel_planner_call (CemCelPlanner *self,
                       const CemCelNode *node)
{
  const gboolean member = (node->flags & CEM_CEL_MEMBER) != 0;
  g_autofree char *name = member ? dup_spaced_name (self, node) : NULL;
  CemCelStep *step;

  if (name != NULL)
    return plan_targets (self, node, name, FALSE, 1);

  if (!member && strcmp (node->name, "in") == 0 && node->n_args == 1)
    {
      step = _cem_cel_planner_step (self, node, _cem_cel_run_in_state, 1);
      step->args[0] = _cem_cel_planner_plan (self, node->args[0]);
      step->name = node->name;
      return _cem_cel_planner_finish (self, step, FALSE);
    }

  if (member && node->n_args == 2 &&
      (strcmp (node->name, "or") == 0 || strcmp (node->name, "orValue") == 0))
    {
      step = _cem_cel_planner_step (self, node, _cem_cel_run_optional_or, 2);
      step->args[0] = _cem_cel_planner_plan (self, node->args[0]);
      step->args[1] = _cem_cel_planner_plan (self, node->args[1]);
      step->name = node->name;
      if (node->name[2] == '\0')
        step->flags |= CEM_CEL_STEP_OPTIONAL;

      return _cem_cel_planner_finish (self, step, TRUE);
    }

  if (!member && (node->flags & CEM_CEL_LEADING_DOT) != 0)
    name = g_strconcat (".", node->name, NULL);

  return plan_targets (self, node, name != NULL ? name : node->name, member, 0);
}
