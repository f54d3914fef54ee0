/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-reference-private.h"

/* When does a condition on now turn? A comparison whose sides differ by now plus something that
 * does not move turns where the difference is zero. As the difference moves one second a second,
 * its value at one instant gives that point; no algebra is needed. */

typedef struct
{
  CemArena *arena;
  const CemCelPlanOptions *options;
  GArray *turns;
  gboolean other;
  gboolean found;
} Search;

static gboolean
is_now (const CemCelNode *node,
        const CemCelEnv *env)
{
  return node->kind == CEM_CEL_IDENT && strcmp (node->name, "now") == 0 &&
         _cem_cel_env_find_variable (env, "now") == NULL;
}

static gboolean
mentions_now (const CemCelNode *node,
              const CemCelEnv *env)
{
  if (is_now (node, env) || (node->kind == CEM_CEL_CALL && strcmp (node->name, "now") == 0))
    return TRUE;

  for (guint i = 0; i < node->n_args; i++)
    {
      if (mentions_now (node->args[i], env))
        return TRUE;
    }

  return FALSE;
}

/* How a sum moves with now: 0 not at all, 1 and -1 with it and against it; FALSE for anything else. */
static gboolean
get_direction (const CemCelNode *node,
               const CemCelEnv *env,
               int *direction)
{
  int left, right;

  *direction = 0;
  if (!mentions_now (node, env))
    return TRUE;

  if (is_now (node, env))
    {
      *direction = 1;
      return TRUE;
    }

  if (node->kind != CEM_CEL_BINARY ||
      (node->op != CEM_CEL_OP_ADD && node->op != CEM_CEL_OP_SUBTRACT) ||
      !get_direction (node->args[0], env, &left) || !get_direction (node->args[1], env, &right))
    return FALSE;

  *direction = node->op == CEM_CEL_OP_ADD ? left + right : left - right;
  return *direction >= -1 && *direction <= 1;
}

static gboolean
add_turn (Search *self,
          const CemCelNode *node)
{
  const CemCelEnv *env = self->options->env;
  CemCelTurn turn = { NULL };
  int left, right;

  if (!get_direction (node->args[0], env, &left) || !get_direction (node->args[1], env, &right))
    return FALSE;

  turn.direction = left - right;
  turn.op = node->op;
  if (turn.direction == 0)
    return TRUE;

  if (turn.direction < -1 || turn.direction > 1)
    return FALSE;

  turn.left = _cem_cel_plan (self->arena, node->args[0], self->options);
  turn.right = _cem_cel_plan (self->arena, node->args[1], self->options);
  g_array_append_val (self->turns, turn);
  return TRUE;
}

static void
search (Search *self,
        const CemCelNode *node)
{
  if (self->other || !mentions_now (node, self->options->env))
    return;

  self->found = TRUE;
  if (node->kind == CEM_CEL_BINARY && node->op >= CEM_CEL_OP_EQUAL && node->op != CEM_CEL_OP_IN)
    {
      self->other = !add_turn (self, node);
      return;
    }

  /* Where the value of a part is a bool, the turns of the parts are those of the whole. */
  if (node->kind != CEM_CEL_AND && node->kind != CEM_CEL_OR && node->kind != CEM_CEL_CONDITIONAL &&
      (node->kind != CEM_CEL_UNARY || node->op != CEM_CEL_OP_NOT))
    {
      self->other = TRUE;
      return;
    }

  for (guint i = 0; i < node->n_args; i++)
    search (self, node->args[i]);
}

CemNowDependence
_cem_cel_find_turns (CemArena *arena,
                     const CemCelNode *root,
                     const CemCelPlanOptions *options,
                     GArray *turns)
{
  Search self = { arena, options, turns, FALSE, FALSE };

  search (&self, root);
  if (!self.found)
    return CEM_NOW_DEPENDENCE_NONE;

  return self.other ? CEM_NOW_DEPENDENCE_OTHER : CEM_NOW_DEPENDENCE_INVERTIBLE;
}

/* Nanoseconds in 128 bits: every timestamp and duration fits. */
static __int128
get_nanos (const CemDatum *time)
{
  return (__int128) time->v.i * 1000000000 + time->n;
}

static gint64
floor_to_us (__int128 nanos)
{
  __int128 us = nanos / 1000;

  return (gint64) (nanos < 0 && us * 1000 != nanos ? us - 1 : us);
}

gboolean
_cem_cel_turn_get_next (const CemCelTurn *turn,
                        const CemCelInput *input,
                        CemArena *arena,
                        gint64 *next_us)
{
  const gint64 now_us = input->now_seconds * 1000000 + input->now_nanos / 1000;
  CemCelFailure failure;
  CemDatum left = _cem_cel_run (turn->left, input, arena, CEM_CEL_DEFAULT_COST, NULL, &failure);
  CemDatum right = _cem_cel_run (turn->right, input, arena, CEM_CEL_DEFAULT_COST, NULL, &failure);
  __int128 instant;
  gint64 at, after;

  if (left.kind != right.kind ||
      (left.kind != CEM_KIND_TIMESTAMP && left.kind != CEM_KIND_DURATION))
    return FALSE;

  instant = (__int128) input->now_seconds * 1000000000 + input->now_nanos -
            turn->direction * (get_nanos (&left) - get_nanos (&right));

  /* Before the instant, at it and after it the comparison may differ: the microseconds that begin
   * the latter two. */
  at = floor_to_us (instant) + (floor_to_us (instant) * (__int128) 1000 == instant ? 0 : 1);
  after = floor_to_us (instant) + 1;

  if ((turn->op == CEM_CEL_OP_GREATER && turn->direction > 0) ||
      (turn->op == CEM_CEL_OP_LESS_EQUAL && turn->direction > 0) ||
      (turn->op == CEM_CEL_OP_LESS && turn->direction < 0) ||
      (turn->op == CEM_CEL_OP_GREATER_EQUAL && turn->direction < 0))
    at = after;

  *next_us = at > now_us ? at : after;
  if (at <= now_us && turn->op != CEM_CEL_OP_EQUAL && turn->op != CEM_CEL_OP_NOT_EQUAL)
    return FALSE;

  return *next_us > now_us;
}
