/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-program-private.h"

/* The steps of a loop: args are range, body and perhaps a filter; index is the first local, the
 * second follows; data is not NULL when there are two variables. */

typedef struct
{
  const CemCelStep *step;
  CemCelEval *eval;
  CemDatum range;
  guint n;
} Loop;

static gboolean
begin (Loop *loop,
       const CemCelStep *step,
       CemCelEval *eval)
{
  loop->step = step;
  loop->eval = eval;
  loop->range = _cem_cel_step_run (step->args[0], eval);

  switch ((CemKind) loop->range.kind)
    {
    case CEM_KIND_LIST:
      loop->n = loop->range.v.list->n;
      return TRUE;
    case CEM_KIND_MAP:
      loop->n = loop->range.v.map->n;
      return TRUE;
    case CEM_KIND_ERROR:
      return FALSE;
    default:
      _cem_cel_eval_no_overload (eval, step, &loop->range, 1);
      return FALSE;
    }
}

/* Sets the variables of round @i. FALSE when the budget is used up. */
static inline gboolean
bind_round (Loop *loop,
            guint i)
{
  CemDatum *first = &loop->eval->locals[loop->step->index];

  if (!_cem_cel_eval_charge (loop->eval, loop->step, loop->step->cost))
    return FALSE;

  if (loop->range.kind == CEM_KIND_MAP)
    {
      first[0] = loop->range.v.map->entries[i].key;
      if (loop->step->data != NULL)
        first[1] = loop->range.v.map->entries[i].value;
    }
  else if (loop->step->data != NULL)
    {
      first[0] = _cem_datum_int (i);
      first[1] = loop->range.v.list->items[i];
    }
  else
    first[0] = loop->range.v.list->items[i];

  return TRUE;
}

/* all and exists: like && and || over the rounds. */
static CemDatum
run_quantifier (Loop *loop,
                gint64 decisive)
{
  CemCelFailure failure;
  gboolean failed = FALSE;

  for (guint i = 0; i < loop->n; i++)
    {
      CemDatum value;

      if (!bind_round (loop, i))
        return _cem_cel_failed ();

      value = _cem_cel_step_run (loop->step->args[1], loop->eval);
      if (G_LIKELY (value.kind == CEM_KIND_BOOL))
        {
          if (value.v.i == decisive)
            return value;
          continue;
        }

      if (value.kind != CEM_KIND_ERROR)
        _cem_cel_eval_no_overload (loop->eval, loop->step, &value, 1);

      if (loop->eval->frame.code == CEM_ERROR_LIMIT)
        return _cem_cel_failed ();

      if (!failed)
        _cem_cel_eval_save (loop->eval, &failure);
      failed = TRUE;
    }

  return failed ? _cem_cel_eval_restore (loop->eval, &failure) : _cem_datum_bool (!decisive);
}

static CemDatum
run_exists_one (Loop *loop)
{
  guint n = 0;

  for (guint i = 0; i < loop->n; i++)
    {
      CemDatum value;

      if (!bind_round (loop, i))
        return _cem_cel_failed ();

      value = _cem_cel_step_run (loop->step->args[1], loop->eval);
      if (value.kind == CEM_KIND_ERROR)
        return value;

      if (value.kind != CEM_KIND_BOOL)
        return _cem_cel_eval_no_overload (loop->eval, loop->step, &value, 1);

      n += value.v.i != 0 ? 1 : 0;
    }

  return _cem_datum_bool (n == 1);
}

/* Whether the round's value is kept: 1, 0, or -1 after a failure. */
static int
passes (Loop *loop,
        const CemCelStep *condition)
{
  CemDatum value = _cem_cel_step_run (condition, loop->eval);

  if (value.kind == CEM_KIND_BOOL)
    return value.v.i != 0 ? 1 : 0;

  if (value.kind != CEM_KIND_ERROR)
    _cem_cel_eval_no_overload (loop->eval, loop->step, &value, 1);

  return -1;
}

static CemDatum
run_list (Loop *loop)
{
  const gboolean filter = loop->step->op == CEM_CEL_LOOP_FILTER;
  const CemCelStep *condition = filter ? loop->step->args[1]
                                : loop->step->n_args == 3 ? loop->step->args[2]
                                                          : NULL;
  CemArena *arena = loop->eval->frame.arena;
  CemList *list;
  CemDatum *items;
  guint n = 0;

  if (!_cem_cel_eval_charge (loop->eval, loop->step, loop->n))
    return _cem_cel_failed ();

  list = _cem_arena_alloc (arena, sizeof *list);
  items = _cem_arena_alloc (arena, MAX (loop->n, 1) * sizeof *items);
  for (guint i = 0; i < loop->n; i++)
    {
      int pass = 1;

      if (!bind_round (loop, i))
        return _cem_cel_failed ();

      if (condition != NULL)
        pass = passes (loop, condition);
      if (pass < 0)
        return _cem_cel_failed ();
      if (pass == 0)
        continue;

      items[n] = filter ? loop->eval->locals[loop->step->index]
                        : _cem_cel_step_run (loop->step->args[1], loop->eval);
      if (items[n].kind == CEM_KIND_ERROR)
        return items[n];

      n++;
    }

  list->n = n;
  list->items = items;
  return _cem_datum_list (list);
}

/* Entries that grow: a transformMapEntry may give several a round. */
typedef struct
{
  CemEntry *items;
  guint n;
  guint room;
} Entries;

static void
add_entry (Loop *loop,
           Entries *entries,
           CemEntry entry)
{
  if (entries->n == entries->room)
    {
      CemEntry *old = entries->items;

      entries->room = MAX (entries->room * 2, MAX (loop->n, 4));
      entries->items = _cem_arena_alloc (loop->eval->frame.arena,
                                         entries->room * sizeof (CemEntry));
      if (entries->n > 0)
        memcpy (entries->items, old, entries->n * sizeof (CemEntry));
    }

  entries->items[entries->n++] = entry;
}

static CemDatum
run_map (Loop *loop)
{
  const CemCelStep *step = loop->step;
  Entries entries = { NULL, 0, 0 };
  const CemMap *map;
  guint duplicate;

  for (guint i = 0; i < loop->n; i++)
    {
      int pass = 1;
      CemDatum value;

      if (!bind_round (loop, i))
        return _cem_cel_failed ();

      if (step->n_args == 3)
        pass = passes (loop, step->args[2]);
      if (pass < 0)
        return _cem_cel_failed ();
      if (pass == 0)
        continue;

      value = _cem_cel_step_run (step->args[1], loop->eval);
      if (value.kind == CEM_KIND_ERROR)
        return value;

      if (step->op == CEM_CEL_LOOP_TRANSFORM)
        {
          add_entry (loop, &entries, (CemEntry) { loop->eval->locals[step->index], value });
          continue;
        }

      if (value.kind != CEM_KIND_MAP)
        return _cem_cel_eval_no_overload (loop->eval, step, &value, 1);

      if (!_cem_cel_eval_charge (loop->eval, step, value.v.map->n))
        return _cem_cel_failed ();

      for (guint j = 0; j < value.v.map->n; j++)
        add_entry (loop, &entries, value.v.map->entries[j]);
    }

  if (!_cem_cel_eval_charge (loop->eval, step, entries.n))
    return _cem_cel_failed ();

  map = _cem_map_new_checked (loop->eval->frame.arena, entries.items, entries.n, &duplicate);
  if (map == NULL)
    return _cem_cel_eval_fail (loop->eval, step, CEM_ERROR_EVALUATION,
                               "transformMapEntry() gives the same key twice");

  return _cem_datum_map (map);
}

CemDatum
_cem_cel_run_loop (const CemCelStep *self,
                   CemCelEval *eval)
{
  Loop loop;

  if (!begin (&loop, self, eval))
    return _cem_cel_failed ();

  switch ((CemCelLoop) self->op)
    {
    case CEM_CEL_LOOP_ALL:
      return run_quantifier (&loop, 0);
    case CEM_CEL_LOOP_EXISTS:
      return run_quantifier (&loop, 1);
    case CEM_CEL_LOOP_EXISTS_ONE:
      return run_exists_one (&loop);
    case CEM_CEL_LOOP_MAP:
    case CEM_CEL_LOOP_FILTER:
    case CEM_CEL_LOOP_LIST:
      return run_list (&loop);
    case CEM_CEL_LOOP_TRANSFORM:
    case CEM_CEL_LOOP_ENTRY:
    default:
      return run_map (&loop);
    }
}

/* A failure of the bound value shows only where the variable is read. */
static CemDatum
put_aside (CemCelEval *eval)
{
  CemCelFailure *failure = _cem_arena_alloc (eval->frame.arena, sizeof *failure);
  CemDatum result = _cem_cel_failed ();

  _cem_cel_eval_save (eval, failure);
  result.v.p = failure;
  return result;
}

CemDatum
_cem_cel_run_bind (const CemCelStep *self,
                   CemCelEval *eval)
{
  CemDatum value = _cem_cel_step_run (self->args[0], eval);

  if (value.kind == CEM_KIND_ERROR && eval->frame.code == CEM_ERROR_LIMIT)
    return value;

  eval->locals[self->index] = value.kind == CEM_KIND_ERROR ? put_aside (eval) : value;
  return _cem_cel_step_run (self->args[1], eval);
}

CemDatum
_cem_cel_run_optional_map (const CemCelStep *self,
                           CemCelEval *eval)
{
  CemDatum target = _cem_cel_step_run (self->args[0], eval);
  CemDatum value;
  CemDatum *box;

  if (target.kind == CEM_KIND_ERROR || (target.kind == CEM_KIND_OPTIONAL && target.v.box == NULL))
    return target;

  if (target.kind != CEM_KIND_OPTIONAL)
    return _cem_cel_eval_no_overload (eval, self, &target, 1);

  eval->locals[self->index] = *target.v.box;
  value = _cem_cel_step_run (self->args[1], eval);
  if (value.kind == CEM_KIND_ERROR)
    return value;

  if ((self->flags & CEM_CEL_STEP_OPTIONAL) != 0)
    return value.kind == CEM_KIND_OPTIONAL ? value
                                           : _cem_cel_eval_no_overload (eval, self, &value, 1);

  box = _cem_arena_alloc (eval->frame.arena, sizeof *box);
  *box = value;
  return (CemDatum) { .kind = CEM_KIND_OPTIONAL, .v.box = box };
}
