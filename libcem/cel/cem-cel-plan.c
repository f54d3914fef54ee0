/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-plan-private.h"

/* What computing a constant may cost, and how large it may get. */
#define FOLD_COST 10000
#define FOLD_BUDGET 200000
#define FOLD_MEMORY (256 * 1024)
#define FOLD_SIZE (16 * 1024)

CemCelStep *
_cem_cel_planner_step (CemCelPlanner *self,
                       const CemCelNode *node,
                       CemCelRun run,
                       guint n_args)
{
  CemCelStep *step = _cem_arena_alloc (self->arena, sizeof *step);

  memset (step, 0, sizeof *step);
  step->run = run;
  step->node = node;
  step->at = node->at;
  step->cost = 1;
  step->lowest = G_MAXUINT16;
  step->n_args = n_args;
  if (n_args > 0)
    {
      step->args = _cem_arena_alloc (self->arena, n_args * sizeof (gpointer));
      memset (step->args, 0, n_args * sizeof (gpointer));
    }

  return step;
}

static gboolean
is_constant (const CemCelStep *step)
{
  return step->run == _cem_cel_run_constant;
}

/* Computes a step that needs nothing from outside. One that fails is left for the evaluation. */
static void
fold (CemCelPlanner *self,
      CemCelStep *step)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (CemArena) copy_arena = NULL;
  const CemCelInput input = { NULL };
  CemCelProgram program = { .root = step };
  CemCelFailure failure;
  CemDatum value;

  arena->limit = FOLD_MEMORY;
  program.n_locals = self->max_locals + 1;
  value = _cem_cel_run (&program, &input, arena, MIN (FOLD_COST, self->fold_budget), NULL, &failure);
  self->fold_budget -= MIN (FOLD_COST, self->fold_budget) - failure.cost_left;
  if (value.kind == CEM_KIND_ERROR || _cem_arena_get_used (arena) > FOLD_SIZE)
    return;

  if (value.kind >= CEM_KIND_LIST)
    {
      /* Shared parts become many when they are copied. */
      CemCelEval eval = { .frame = { .arena = arena, .cost_left = FOLD_COST } };

      if (!_cem_cel_eval_charge_datum (&eval, step, &value))
        return;
    }

  step->constant = _cem_datum_copy (self->arena, &value);
  step->run = _cem_cel_run_constant;
}

CemCelStep *
_cem_cel_planner_finish (CemCelPlanner *self,
                         CemCelStep *step,
                         gboolean own)
{
  gboolean constant = own;
  guint64 cost = 1;

  for (guint i = 0; i < step->n_args; i++)
    {
      constant = constant && (step->args[i]->flags & CEM_CEL_STEP_CONSTANT) != 0;
      step->lowest = MIN (step->lowest, step->args[i]->lowest);
      cost += step->args[i]->cost;
    }

  step->cost = (guint32) MIN (cost, G_MAXUINT32);
  if (constant)
    {
      step->flags |= CEM_CEL_STEP_CONSTANT;
      if (step->lowest == G_MAXUINT16 && !is_constant (step) && !self->options->trace)
        fold (self, step);
    }

  return step;
}

static CemCelStep *
plan_generic (CemCelPlanner *self,
              const CemCelNode *node,
              CemCelRun run)
{
  CemCelStep *step = _cem_cel_planner_step (self, node, run, node->n_args);

  step->op = node->op;
  step->optional = node->optional;
  for (guint i = 0; i < node->n_args; i++)
    step->args[i] = _cem_cel_planner_plan (self, node->args[i]);

  if ((node->flags & CEM_CEL_OPTIONAL) != 0)
    step->flags |= CEM_CEL_STEP_OPTIONAL;

  return _cem_cel_planner_finish (self, step, TRUE);
}

/* Constants that cannot decide are left out; one that decides is the whole. */
static CemCelStep *
plan_logic (CemCelPlanner *self,
            const CemCelNode *node)
{
  const gboolean is_or = node->kind == CEM_CEL_OR;
  CemCelStep *step = _cem_cel_planner_step (self, node, is_or ? _cem_cel_run_or : _cem_cel_run_and,
                                            node->n_args);
  guint n = 0;

  for (guint i = 0; i < node->n_args; i++)
    {
      CemCelStep *arg = _cem_cel_planner_plan (self, node->args[i]);

      if (is_constant (arg) && arg->constant.kind == CEM_KIND_BOOL && !self->options->trace)
        {
          if ((arg->constant.v.i != 0) == is_or)
            return arg;
          continue;
        }

      step->args[n++] = arg;
    }

  step->n_args = n;
  step->name = is_or ? "||" : "&&";
  return _cem_cel_planner_finish (self, step, TRUE);
}

static CemCelStep *
plan_conditional (CemCelPlanner *self,
                  const CemCelNode *node)
{
  CemCelStep *step = plan_generic (self, node, _cem_cel_run_conditional);

  step->name = "?:";
  if (!self->options->trace && !is_constant (step) && is_constant (step->args[0]) &&
      step->args[0]->constant.kind == CEM_KIND_BOOL)
    return (CemCelStep *) step->args[step->args[0]->constant.v.i != 0 ? 1 : 2];

  return step;
}

static void
intern_constant (CemCelPlanner *self,
                 CemDatum *constant)
{
  guint16 symbol;

  if (self->options->intern == NULL || constant->kind != CEM_KIND_STRING)
    return;

  symbol = self->options->intern (self->options->intern_data, constant->v.s, (gsize) constant->n);
  if (symbol == 0)
    return;

  constant->symbol = symbol;
  constant->flags |= CEM_DATUM_SYMBOL;
}

static gboolean
is_plain (const CemDatum *item)
{
  return item->kind == CEM_KIND_STRING || item->kind == CEM_KIND_INT ||
         item->kind == CEM_KIND_UINT || item->kind == CEM_KIND_BOOL ||
         (item->kind == CEM_KIND_DOUBLE && item->v.d == item->v.d);
}

/* Turns "x in [constants]" into a look-up. */
static void
make_set (CemCelPlanner *self,
          CemCelStep *step)
{
  const CemList *list = step->args[1]->constant.v.list;
  g_autofree CemEntry *entries = g_new0 (CemEntry, list->n + 1);
  CemDatum *items = _cem_arena_alloc (self->arena, MAX (list->n, 1) * sizeof *items);
  const gboolean slot = step->args[0]->run == _cem_cel_run_slot;
  guint n = 0;

  if (list->n > 4096)
    return;

  for (guint i = 0; i < list->n; i++)
    {
      gboolean known = FALSE;

      if (!is_plain (&list->items[i]))
        return;

      for (guint j = 0; j < n && !known; j++)
        known = _cem_datum_equal (&entries[j].key, &list->items[i]);

      if (known)
        continue;

      entries[n].key = list->items[i];
      if (slot)
        intern_constant (self, &entries[n].key);
      items[n] = entries[n].key;
      n++;
    }

  step->data = _cem_map_new (self->arena, entries, n);
  step->constant = _cem_datum_list (_cem_list_new (self->arena, items, n));
  step->run = _cem_cel_run_in_set;
}

static gboolean
is_number_literal (const CemCelNode *node)
{
  return node->kind == CEM_CEL_LITERAL && node->literal.kind == CEM_KIND_INT;
}

static CemCelStep *
plan_binary (CemCelPlanner *self,
             const CemCelNode *node)
{
  CemCelStep *step;

  switch ((CemCelOp) node->op)
    {
    case CEM_CEL_OP_IN:
      step = plan_generic (self, node, _cem_cel_run_in);
      if (step->run == _cem_cel_run_in && is_constant (step->args[1]) &&
          step->args[1]->constant.kind == CEM_KIND_LIST)
        make_set (self, step);
      return step;
    case CEM_CEL_OP_EQUAL:
    case CEM_CEL_OP_NOT_EQUAL:
      step = plan_generic (self, node, _cem_cel_run_equal);
      for (guint i = 0; i < 2 && step->run == _cem_cel_run_equal; i++)
        {
          if (is_constant (step->args[i]) && step->args[1 - i]->run == _cem_cel_run_slot)
            intern_constant (self, &((CemCelStep *) step->args[i])->constant);
        }
      return step;
    case CEM_CEL_OP_LESS:
    case CEM_CEL_OP_LESS_EQUAL:
    case CEM_CEL_OP_GREATER:
    case CEM_CEL_OP_GREATER_EQUAL:
      return plan_generic (self, node, _cem_cel_run_order);
    default:
      break;
    }

  step = plan_generic (self, node, _cem_cel_run_arithmetic);
  if (!self->options->numbers || step->run != _cem_cel_run_arithmetic ||
      (is_number_literal (node->args[0]) && is_number_literal (node->args[1])))
    return step;

  /* A literal beside an undeclared number is as undeclared: "amount / 2" is no whole division. */
  step->flags |= CEM_CEL_STEP_NUMBERS;
  for (guint i = 0; i < 2; i++)
    {
      if (is_number_literal (node->args[i]) && is_constant (step->args[i]))
        ((CemCelStep *) step->args[i])->constant.flags |= CEM_DATUM_NUMBER;
    }

  return step;
}

/* Steps that bind variables: the locals from index on are their own. */
static CemCelStep *
plan_binder (CemCelPlanner *self,
             const CemCelNode *node,
             CemCelRun run)
{
  const CemCelPlanScope *outer = self->scope;
  const guint16 index = (guint16) self->n_locals;
  CemCelPlanScope first = { node->var, index, outer };
  CemCelPlanScope second = { node->var2, index + 1, &first };
  const guint n_variables = node->var2 != NULL ? 2 : 1;
  CemCelStep *step = _cem_cel_planner_step (self, node, run, node->n_args);
  guint16 outside;
  guint32 cost = 1;

  step->op = node->op;
  step->index = index;
  step->data = node->var2;
  step->name = node->kind == CEM_CEL_LOOP ? _cem_cel_loop_get_name (node->op, node->var2 != NULL)
               : node->kind == CEM_CEL_BIND ? "cel.bind"
                                            : "optMap";
  if ((node->flags & CEM_CEL_OPTIONAL) != 0)
    step->flags |= CEM_CEL_STEP_OPTIONAL;

  step->args[0] = _cem_cel_planner_plan (self, node->args[0]);
  outside = step->args[0]->lowest;

  self->scope = node->var2 != NULL ? &second : &first;
  self->n_locals += n_variables;
  self->max_locals = MAX (self->max_locals, self->n_locals);
  for (guint i = 1; i < node->n_args; i++)
    {
      step->args[i] = _cem_cel_planner_plan (self, node->args[i]);
      if (step->args[i]->lowest < index)
        outside = MIN (outside, step->args[i]->lowest);
      cost += MIN (step->args[i]->cost, 1000000);
    }

  self->n_locals -= n_variables;
  self->scope = outer;

  /* What only reads the step's own variables depends on nothing outside. */
  for (guint i = 0; i < node->n_args; i++)
    ((CemCelStep *) step->args[i])->lowest = outside;

  step = _cem_cel_planner_finish (self, step, TRUE);
  step->cost = cost;
  return step;
}

static CemCelStep *
plan_kind (CemCelPlanner *self,
           const CemCelNode *node)
{
  CemCelStep *step;

  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_LITERAL:
      step = _cem_cel_planner_step (self, node, _cem_cel_run_constant, 0);
      step->constant = _cem_datum_copy (self->arena, &node->literal);
      step->flags |= CEM_CEL_STEP_CONSTANT;
      return step;
    case CEM_CEL_IDENT:
    case CEM_CEL_SELECT:
      return _cem_cel_planner_name (self, node);
    case CEM_CEL_INDEX:
      step = plan_generic (self, node, _cem_cel_run_index);
      step->name = "[]";
      return step;
    case CEM_CEL_UNARY:
      return plan_generic (self, node, node->op == CEM_CEL_OP_NOT ? _cem_cel_run_not
                                                                  : _cem_cel_run_negate);
    case CEM_CEL_BINARY:
      return plan_binary (self, node);
    case CEM_CEL_AND:
    case CEM_CEL_OR:
      return plan_logic (self, node);
    case CEM_CEL_CONDITIONAL:
      return plan_conditional (self, node);
    case CEM_CEL_CALL:
      return _cem_cel_planner_call (self, node);
    case CEM_CEL_LIST:
      step = plan_generic (self, node, _cem_cel_run_list);
      step->name = "[?]";
      return step;
    case CEM_CEL_MAP:
      step = plan_generic (self, node, _cem_cel_run_map);
      step->name = "{?}";
      return step;
    case CEM_CEL_LOOP:
      return plan_binder (self, node, _cem_cel_run_loop);
    case CEM_CEL_BIND:
      return plan_binder (self, node, _cem_cel_run_bind);
    case CEM_CEL_OPTIONAL_MAP:
      return plan_binder (self, node, _cem_cel_run_optional_map);
    }

  g_assert_not_reached ();
}

CemCelStep *
_cem_cel_planner_plan (CemCelPlanner *self,
                       const CemCelNode *node)
{
  CemCelStep *step = plan_kind (self, node);
  CemCelStep *trace;

  if (!self->options->trace || node->kind == CEM_CEL_LITERAL)
    return step;

  trace = _cem_cel_planner_step (self, node, _cem_cel_run_trace, 1);
  trace->args[0] = step;
  trace->cost = step->cost;
  trace->lowest = step->lowest;
  return trace;
}

CemCelProgram *
_cem_cel_plan (CemArena *arena,
               const CemCelNode *root,
               const CemCelPlanOptions *options)
{
  g_autoptr (GArray) variables = g_array_new (FALSE, FALSE, sizeof (CemCelVariable));
  CemCelPlanner planner = { .arena = arena, .options = options, .variables = variables };
  CemCelProgram *program = _cem_arena_alloc (arena, sizeof *program);

  memset (program, 0, sizeof *program);
  planner.fold_budget = FOLD_BUDGET;
  program->root = _cem_cel_planner_plan (&planner, root);
  program->n_locals = planner.max_locals;
  program->n_variables = variables->len;
  program->variables = _cem_arena_alloc (arena, (variables->len + 1) * sizeof (CemCelVariable));
  if (variables->len > 0)
    memcpy (program->variables, variables->data, variables->len * sizeof (CemCelVariable));

  if (!options->trace)
    program->predicates = _cem_cel_predicates_build (arena, program->root);

  return program;
}
