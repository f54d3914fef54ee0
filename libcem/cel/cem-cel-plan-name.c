/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-plan-private.h"

static const CemCelPlanScope *
find_local (CemCelPlanner *self,
            const char *name)
{
  const CemCelPlanScope *scope = self->scope;

  while (scope != NULL && strcmp (scope->name, name) != 0)
    scope = scope->outer;

  return scope;
}

static const CemCelNode *
get_root (const CemCelNode *node)
{
  while (node->kind == CEM_CEL_SELECT)
    node = node->args[0];

  return node;
}

static gboolean
starts_with_local (CemCelPlanner *self,
                   const CemCelNode *node)
{
  const CemCelNode *root = get_root (node);

  return root->kind == CEM_CEL_IDENT && root->flags == 0 && find_local (self, root->name) != NULL;
}

const CemCelField *
_cem_cel_planner_find_variable (CemCelPlanner *self,
                                const CemCelNode *node)
{
  g_autofree char *name = _cem_cel_node_dup_qualified (node);

  if (name == NULL || starts_with_local (self, node))
    return NULL;

  return _cem_cel_env_find_variable (self->options->env, name);
}

static guint16
add_variable (CemCelPlanner *self,
              const char *name,
              const CemCelType *type)
{
  CemCelVariable variable = { name, type };

  for (guint i = 0; i < self->variables->len; i++)
    {
      if (strcmp (g_array_index (self->variables, CemCelVariable, i).name, name) == 0)
        return (guint16) i;
    }

  g_array_append_val (self->variables, variable);
  return (guint16) (self->variables->len - 1);
}

/* JSON has no times and one kind of numbers: what was declared decides. */
static CemCelStep *
coerce (CemCelPlanner *self,
        CemCelStep *step,
        const CemCelType *type)
{
  CemCelStep *outer;

  if (type == NULL ||
      (type->kind != CEM_CEL_TYPE_INT && type->kind != CEM_CEL_TYPE_UINT &&
       type->kind != CEM_CEL_TYPE_DOUBLE && type->kind != CEM_CEL_TYPE_TIMESTAMP &&
       type->kind != CEM_CEL_TYPE_DURATION))
    return step;

  outer = _cem_cel_planner_step (self, step->node, _cem_cel_run_coerce, 1);
  outer->args[0] = step;
  outer->op = type->kind;
  return _cem_cel_planner_finish (self, outer, TRUE);
}

static CemCelStep *
plan_variable (CemCelPlanner *self,
               const CemCelNode *node,
               const CemCelField *field)
{
  CemCelStep *step = _cem_cel_planner_step (self, node, _cem_cel_run_variable, 0);

  step->name = field->name;
  step->index = add_variable (self, field->name, field->type);
  return coerce (self, _cem_cel_planner_finish (self, step, FALSE), field->type);
}

/* The field of the schema that a chain of selects reaches, or NULL. */
static const CemCelField *
find_schema_field (CemCelPlanner *self,
                   const CemCelNode *node)
{
  const CemCelField *parent;

  if (node->kind == CEM_CEL_IDENT)
    {
      parent = _cem_cel_planner_find_variable (self, node);
      return parent != NULL && (parent->slot >= 0 || parent->type->param == 1) ? parent : NULL;
    }

  if (node->kind != CEM_CEL_SELECT || (node->flags & CEM_CEL_OPTIONAL) != 0)
    return NULL;

  /* A variable with a dotted name comes first. */
  if (_cem_cel_planner_find_variable (self, node) != NULL)
    return NULL;

  parent = find_schema_field (self, node->args[0]);
  if (parent == NULL || parent->type->kind != CEM_CEL_TYPE_OBJECT || parent->type->param != 1)
    return NULL;

  return g_hash_table_lookup (parent->type->fields, node->name);
}

static int
compare_fields (const void *a,
                const void *b)
{
  return strcmp (((const CemCelGathered *) a)->name, ((const CemCelGathered *) b)->name);
}

static CemCelStep *
plan_gather (CemCelPlanner *self,
             const CemCelNode *node,
             const CemCelType *type)
{
  CemCelStep *step = _cem_cel_planner_step (self, node, _cem_cel_run_gather, 0);
  const guint n = g_hash_table_size (type->fields);
  CemCelGathered *fields = _cem_arena_alloc (self->arena, MAX (n, 1) * sizeof *fields);
  GHashTableIter iter;
  gpointer value;
  guint i = 0;

  g_hash_table_iter_init (&iter, type->fields);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CemCelField *field = value;

      fields[i].name = field->name;
      fields[i].slot = field->slot;
      fields[i].inner = field->slot < 0 ? plan_gather (self, node, field->type) : NULL;
      i++;
    }

  qsort (fields, n, sizeof *fields, compare_fields);
  step->data = fields;
  step->n_args = n;
  return step;
}

/* Reads a slot of the record; without a record, @otherwise is run. */
static CemCelStep *
plan_slot (CemCelPlanner *self,
           const CemCelNode *node,
           const CemCelField *field,
           CemCelStep *otherwise)
{
  const gboolean test = (node->flags & CEM_CEL_TEST) != 0;
  CemCelStep *step;

  if (field->slot < 0)
    {
      if (test)
        return otherwise;

      step = plan_gather (self, node, field->type);
      step->args = _cem_arena_alloc (self->arena, sizeof (gpointer));
      step->args[0] = otherwise;
      return step;
    }

  step = _cem_cel_planner_step (self, node, test ? _cem_cel_run_has_slot : _cem_cel_run_slot, 1);
  step->args[0] = otherwise;
  step->index = (guint16) field->slot;
  step->name = field->name;
  return _cem_cel_planner_finish (self, step, FALSE);
}

static CemCelStep *
plan_select (CemCelPlanner *self,
             const CemCelNode *node)
{
  const gboolean test = (node->flags & CEM_CEL_TEST) != 0;
  CemCelStep *step = _cem_cel_planner_step (self, node,
                                            test ? _cem_cel_run_has : _cem_cel_run_select, 1);

  step->args[0] = _cem_cel_planner_plan (self, node->args[0]);
  step->name = node->name;
  step->constant.n = (gint32) strlen (node->name);
  if ((node->flags & CEM_CEL_OPTIONAL) != 0)
    step->flags |= CEM_CEL_STEP_OPTIONAL;

  return _cem_cel_planner_finish (self, step, TRUE);
}

/* A chain whose first name nobody declared: which part of it is the variable shows at run time. */
static CemCelStep *
plan_dynamic (CemCelPlanner *self,
              const CemCelNode *node)
{
  g_autoptr (GArray) candidates = g_array_new (TRUE, TRUE, sizeof (CemCelCandidate));
  g_autofree char *full = _cem_cel_node_dup_qualified (node);
  CemCelStep *step = _cem_cel_planner_step (self, node, _cem_cel_run_dynamic, 0);
  CemCelStep *inner = _cem_cel_planner_step (self, node, _cem_cel_run_local, 0);
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();
  guint n_fields = 0;

  for (const CemCelNode *part = node;; part = part->args[0], n_fields++)
    {
      g_autofree char *name = _cem_cel_node_dup_qualified (part);
      g_auto (GStrv) names = _cem_cel_env_list_candidates (self->options->env, name);

      for (guint i = 0; names[i] != NULL; i++)
        {
          CemCelCandidate candidate = { NULL, n_fields };

          candidate.name = _cem_arena_strndup (self->arena, names[i], strlen (names[i]));
          g_array_append_val (candidates, candidate);
        }

      if (part->kind == CEM_CEL_IDENT)
        break;

      g_ptr_array_insert (chain, 0, (gpointer) part);
    }

  step->index = inner->index = (guint16) self->n_locals;
  self->max_locals = MAX (self->max_locals, self->n_locals + 1);
  step->name = _cem_arena_strndup (self->arena, full, strlen (full));
  step->args = _cem_arena_alloc (self->arena, (n_fields + 1) * sizeof (gpointer));

  /* args[n - 1] reads the last n fields below the local. */
  for (guint n = 1; n <= n_fields; n++)
    {
      CemCelStep *operand = inner;

      for (guint i = n_fields - n; i < n_fields; i++)
        {
          const CemCelNode *part = chain->pdata[i];
          CemCelStep *select = _cem_cel_planner_step (self, part, _cem_cel_run_select, 1);

          select->args[0] = operand;
          select->name = part->name;
          select->constant.n = (gint32) strlen (part->name);
          operand = select;
        }

      step->args[n - 1] = operand;
    }

  step->data = _cem_arena_alloc (self->arena, (candidates->len + 1) * sizeof (CemCelCandidate));
  memcpy ((gpointer) step->data, candidates->data,
          (candidates->len + 1) * sizeof (CemCelCandidate));
  return step;
}

/* The names in the middle of the spectrum: types as values, and "now". */
static CemCelStep *
plan_builtin (CemCelPlanner *self,
              const CemCelNode *node,
              const char *name)
{
  const char *type = _cem_cel_env_find_type_value (name);
  CemCelStep *step;

  if (type != NULL)
    {
      /* Unchecked, a variable of that name comes first. */
      if (self->options->unchecked)
        step = plan_dynamic (self, node);
      else
        {
          step = _cem_cel_planner_step (self, node, _cem_cel_run_constant, 0);
          step->flags |= CEM_CEL_STEP_CONSTANT;
        }

      step->constant = _cem_datum_string (type, strlen (type));
      step->constant.kind = CEM_KIND_TYPE;
      return step;
    }

  if (strcmp (name, "now") == 0)
    return _cem_cel_planner_finish (self, _cem_cel_planner_step (self, node, _cem_cel_run_now, 0),
                                    FALSE);

  return NULL;
}

CemCelStep *
_cem_cel_planner_name (CemCelPlanner *self,
                       const CemCelNode *node)
{
  const CemCelField *field = _cem_cel_planner_find_variable (self, node);
  const CemCelField *schema_field = find_schema_field (self, node);
  g_autofree char *name = _cem_cel_node_dup_qualified (node);
  const CemCelPlanScope *local = NULL;
  CemCelStep *step = NULL;

  if (node->kind == CEM_CEL_IDENT && node->flags == 0)
    local = find_local (self, node->name);

  if (local != NULL)
    {
      step = _cem_cel_planner_step (self, node, _cem_cel_run_local, 0);
      step->index = local->index;
      step->lowest = local->index;
      step->name = node->name;
      step->flags |= CEM_CEL_STEP_CONSTANT;
      return step;
    }

  if (field != NULL)
    {
      step = plan_variable (self, node, field);
      return schema_field != NULL ? plan_slot (self, node, schema_field, step) : step;
    }

  if (name != NULL && !starts_with_local (self, node))
    {
      step = plan_builtin (self, node, name);
      if (step != NULL)
        return step;

      if (node->kind == CEM_CEL_IDENT ||
          (self->options->unchecked && find_schema_field (self, get_root (node)) == NULL))
        {
          const CemCelNode *part = node;

          /* A declared variable somewhere along the chain is found by planning the operand. */
          while (part->kind == CEM_CEL_SELECT &&
                 _cem_cel_planner_find_variable (self, part) == NULL)
            part = part->args[0];

          if (_cem_cel_planner_find_variable (self, part) == NULL)
            return plan_dynamic (self, node);
        }
    }

  step = plan_select (self, node);
  if (schema_field != NULL)
    return plan_slot (self, node, schema_field,
                      node->flags == 0 ? coerce (self, step, schema_field->type) : step);

  if (node->type != NULL && node->flags == 0 && node->args[0]->type != NULL &&
      node->args[0]->type->kind == CEM_CEL_TYPE_OBJECT)
    return coerce (self, step, node->type);

  return step;
}
