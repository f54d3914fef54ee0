/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "cel/cem-cel-program-private.h"

#define FEW 16

/* --- Failures --- */

CemDatum
_cem_cel_eval_fail (CemCelEval *eval,
                    const CemCelStep *step,
                    CemError code,
                    const char *format,
                    ...)
{
  char buffer[512];
  va_list args;

  va_start (args, format);
  g_vsnprintf (buffer, sizeof buffer, format, args);
  va_end (args);

  eval->failed = step;
  return _cem_cel_fail (&eval->frame, code, "%s", buffer);
}

CemDatum
_cem_cel_eval_missing (CemCelEval *eval,
                       const CemCelStep *step)
{
  eval->failed = step;
  eval->frame.code = CEM_ERROR_NO_SUCH_FIELD;
  eval->frame.message = NULL;
  return _cem_cel_failed ();
}

CemDatum
_cem_cel_eval_no_overload (CemCelEval *eval,
                           const CemCelStep *step,
                           const CemDatum *args,
                           guint n)
{
  char text[256] = "";

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_strlcat (text, i + 1 == n ? " and " : ", ", sizeof text);
      g_strlcat (text, _cem_kind_get_name (args[i].kind), sizeof text);
    }

  return _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION, "“%s” does not take %s",
                             step->name != NULL ? step->name : _cem_cel_op_get_text (step->op),
                             n > 0 ? text : "these arguments");
}

gboolean
_cem_cel_eval_charge (CemCelEval *eval,
                      const CemCelStep *step,
                      gsize cost)
{
  if (G_LIKELY (_cem_cel_charge (&eval->frame, cost)))
    return TRUE;

  eval->failed = step;
  return FALSE;
}

void
_cem_cel_eval_save (CemCelEval *eval,
                    CemCelFailure *failure)
{
  failure->code = eval->frame.code;
  failure->message = eval->frame.message;
  failure->step = eval->failed;
}

CemDatum
_cem_cel_eval_restore (CemCelEval *eval,
                       const CemCelFailure *failure)
{
  eval->frame.code = failure->code;
  eval->frame.message = failure->message;
  eval->failed = failure->step;
  return _cem_cel_failed ();
}

/* Counts what is inside, up to @limit. Shared parts count as often as they are met. */
gint64
_cem_cel_weigh (const CemDatum *datum,
                gint64 limit)
{
  gint64 weight = 1;

  if (datum->kind == CEM_KIND_LIST)
    {
      for (guint i = 0; i < datum->v.list->n && weight <= limit; i++)
        weight += _cem_cel_weigh (&datum->v.list->items[i], limit - weight);
    }
  else if (datum->kind == CEM_KIND_MAP)
    {
      for (guint i = 0; i < datum->v.map->n && weight <= limit; i++)
        weight += 1 + _cem_cel_weigh (&datum->v.map->entries[i].value, limit - weight);
    }
  else if (datum->kind == CEM_KIND_OPTIONAL && datum->v.box != NULL)
    weight += _cem_cel_weigh (datum->v.box, limit - weight);
  else if (datum->kind == CEM_KIND_STRING || datum->kind == CEM_KIND_BYTES)
    weight += datum->n / 64;

  return weight;
}

gboolean
_cem_cel_eval_charge_datum (CemCelEval *eval,
                            const CemCelStep *step,
                            const CemDatum *datum)
{
  return _cem_cel_eval_charge (eval, step, (gsize) _cem_cel_weigh (datum, eval->frame.cost_left));
}

/* --- Values --- */

CemDatum
_cem_cel_run_constant (const CemCelStep *self,
                       CemCelEval *eval)
{
  return self->constant;
}

CemDatum
_cem_cel_run_slot (const CemCelStep *self,
                   CemCelEval *eval)
{
  const CemDatum *value;

  if (G_UNLIKELY (eval->slots == NULL))
    return _cem_cel_step_run (self->args[0], eval);

  value = &eval->slots[self->index];
  if (G_UNLIKELY (value->kind == CEM_KIND_ERROR))
    return _cem_cel_eval_missing (eval, self);

  return *value;
}

CemDatum
_cem_cel_run_has_slot (const CemCelStep *self,
                       CemCelEval *eval)
{
  if (eval->slots == NULL)
    return _cem_cel_step_run (self->args[0], eval);

  return _cem_datum_bool (eval->slots[self->index].kind != CEM_KIND_ERROR);
}

static const CemMap *
gather (const CemCelGathered *fields,
        guint n,
        CemCelEval *eval)
{
  CemEntry *entries = _cem_arena_alloc (eval->frame.arena, MAX (n, 1) * sizeof *entries);
  guint used = 0;

  for (guint i = 0; i < n; i++)
    {
      CemDatum value;

      if (fields[i].slot >= 0)
        value = eval->slots[fields[i].slot];
      else
        value = _cem_datum_map (gather (fields[i].inner->data, fields[i].inner->n_args, eval));

      if (value.kind == CEM_KIND_ERROR || (fields[i].slot < 0 && value.v.map->n == 0))
        continue;

      entries[used].key = _cem_datum_string (fields[i].name, strlen (fields[i].name));
      entries[used++].value = value;
    }

  return _cem_map_new (eval->frame.arena, entries, used);
}

CemDatum
_cem_cel_run_gather (const CemCelStep *self,
                     CemCelEval *eval)
{
  if (eval->slots == NULL)
    return _cem_cel_step_run (self->args[0], eval);

  return _cem_datum_map (gather (self->data, self->n_args, eval));
}

CemDatum
_cem_cel_run_local (const CemCelStep *self,
                    CemCelEval *eval)
{
  CemDatum value = eval->locals[self->index];

  if (G_UNLIKELY (value.kind == CEM_KIND_ERROR))
    return _cem_cel_eval_restore (eval, value.v.p);

  return value;
}

typedef enum
{
  FETCHED,
  NOT_THERE,
  FETCH_FAILED
} Fetched;

/* Asks the input for a variable. */
static Fetched
fetch (const CemCelStep *step,
       CemCelEval *eval,
       const char *name,
       CemDatum *value)
{
  const CemCelInput *input = eval->input;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (input->find == NULL)
    return NOT_THERE;

  if (input->find (input->find_data, name, eval->frame.arena, value, &error))
    return FETCHED;

  if (error == NULL)
    return NOT_THERE;

  message = _cem_error_dup_english (error);
  _cem_cel_eval_fail (eval, step,
                      error->domain == CEM_ERROR ? (CemError) error->code : CEM_ERROR_EVALUATION,
                      "“%s” could not be computed: %s", name, message);
  return FETCH_FAILED;
}

CemDatum
_cem_cel_run_variable (const CemCelStep *self,
                       CemCelEval *eval)
{
  CemDatum *value = &eval->variables[self->index];

  if (value->kind != CEM_KIND_ERROR)
    return *value;

  switch (fetch (self, eval, self->name, value))
    {
    case FETCHED:
      return *value;
    case NOT_THERE:
      value->kind = CEM_KIND_ERROR;
      return _cem_cel_eval_missing (eval, self);
    case FETCH_FAILED:
    default:
      value->kind = CEM_KIND_ERROR;
      return _cem_cel_failed ();
    }
}

/* A chain of names of which nobody knows where the variable ends and the fields begin. */
CemDatum
_cem_cel_run_dynamic (const CemCelStep *self,
                      CemCelEval *eval)
{
  const CemCelCandidate *candidate = self->data;

  for (; candidate->name != NULL; candidate++)
    {
      CemDatum value;

      Fetched fetched = fetch (self, eval, candidate->name, &value);

      if (fetched == FETCH_FAILED)
        return _cem_cel_failed ();
      if (fetched == NOT_THERE)
        continue;

      /* The arguments are the selects, from the outermost inwards; they read local 0 below. */
      if (candidate->n_fields == 0)
        return value;

      eval->locals[self->index] = value;
      return _cem_cel_step_run (self->args[candidate->n_fields - 1], eval);
    }

  if (self->constant.kind == CEM_KIND_TYPE)
    return self->constant;

  return _cem_cel_eval_fail (eval, self, CEM_ERROR_TYPE, "there is no “%s”", self->name);
}

CemDatum
_cem_cel_run_now (const CemCelStep *self,
                  CemCelEval *eval)
{
  CemDatum value;

  if (!eval->input->has_now)
    {
      gint64 seconds;
      gint32 nanos;

      if (fetch (self, eval, "now", &value) != FETCHED)
        return _cem_cel_eval_fail (eval, self, CEM_ERROR_EVALUATION,
                                   "“now” is not set; give the context a time");

      if (value.kind == CEM_KIND_STRING &&
          _cem_time_parse (value.v.s, (gsize) value.n, &seconds, &nanos))
        return _cem_datum_timestamp (seconds, nanos);

      return value;
    }

  return _cem_datum_timestamp (eval->input->now_seconds, eval->input->now_nanos);
}

CemDatum
_cem_cel_run_in_state (const CemCelStep *self,
                       CemCelEval *eval)
{
  CemDatum state = _cem_cel_step_run (self->args[0], eval);

  if (state.kind == CEM_KIND_ERROR)
    return state;

  if (state.kind != CEM_KIND_STRING || eval->input->in_state == NULL)
    return _cem_cel_eval_no_overload (eval, self, &state, 1);

  return _cem_datum_bool (eval->input->in_state (eval->input->in_state_data, state.v.s,
                                                 (gsize) state.n));
}

/* --- Logic --- */

static inline CemDatum
run_logic (const CemCelStep *self,
           CemCelEval *eval,
           gint64 decisive)
{
  CemCelFailure failure;
  gboolean failed = FALSE;

  for (guint i = 0; i < self->n_args; i++)
    {
      CemDatum value = _cem_cel_step_run (self->args[i], eval);

      if (G_LIKELY (value.kind == CEM_KIND_BOOL))
        {
          if (value.v.i == decisive)
            return value;
          continue;
        }

      if (value.kind != CEM_KIND_ERROR)
        _cem_cel_eval_no_overload (eval, self, &value, 1);

      /* A limit stays a limit. */
      if (eval->frame.code == CEM_ERROR_LIMIT)
        return _cem_cel_failed ();

      if (!failed)
        _cem_cel_eval_save (eval, &failure);
      failed = TRUE;
    }

  return failed ? _cem_cel_eval_restore (eval, &failure) : _cem_datum_bool (!decisive);
}

CemDatum
_cem_cel_run_and (const CemCelStep *self,
                  CemCelEval *eval)
{
  return run_logic (self, eval, 0);
}

CemDatum
_cem_cel_run_or (const CemCelStep *self,
                 CemCelEval *eval)
{
  return run_logic (self, eval, 1);
}

CemDatum
_cem_cel_run_conditional (const CemCelStep *self,
                          CemCelEval *eval)
{
  CemDatum condition = _cem_cel_step_run (self->args[0], eval);

  if (condition.kind == CEM_KIND_ERROR)
    return condition;

  if (condition.kind != CEM_KIND_BOOL)
    return _cem_cel_eval_no_overload (eval, self, &condition, 1);

  return _cem_cel_step_run (self->args[condition.v.i != 0 ? 1 : 2], eval);
}

/* --- Lists and maps --- */

CemDatum
_cem_cel_run_list (const CemCelStep *self,
                   CemCelEval *eval)
{
  CemList *list = _cem_arena_alloc (eval->frame.arena, sizeof *list);
  CemDatum *items = _cem_arena_alloc (eval->frame.arena, MAX (self->n_args, 1) * sizeof *items);
  guint n = 0;

  for (guint i = 0; i < self->n_args; i++)
    {
      CemDatum value = _cem_cel_step_run (self->args[i], eval);

      if (value.kind == CEM_KIND_ERROR)
        return value;

      if (self->optional != NULL && self->optional[i] != 0)
        {
          if (value.kind != CEM_KIND_OPTIONAL)
            return _cem_cel_eval_no_overload (eval, self, &value, 1);
          if (value.v.box == NULL)
            continue;
          value = *value.v.box;
        }

      items[n++] = value;
    }

  list->n = n;
  list->items = items;
  return _cem_datum_list (list);
}

static inline gboolean
is_key (const CemDatum *key)
{
  return key->kind == CEM_KIND_STRING || key->kind == CEM_KIND_INT ||
         key->kind == CEM_KIND_UINT || key->kind == CEM_KIND_BOOL;
}

CemDatum
_cem_cel_run_map (const CemCelStep *self,
                  CemCelEval *eval)
{
  const gsize size = MAX (self->n_args / 2, 1) * sizeof (CemEntry);
  CemEntry *entries = _cem_arena_alloc (eval->frame.arena, size);
  const CemMap *map;
  guint n = 0;
  guint duplicate = 0;

  for (guint i = 0; i + 1 < self->n_args; i += 2)
    {
      CemDatum key = _cem_cel_step_run (self->args[i], eval);
      CemDatum value;

      if (key.kind == CEM_KIND_ERROR)
        return key;

      if (!is_key (&key))
        return _cem_cel_eval_fail (eval, self, CEM_ERROR_EVALUATION,
                                   "a key is bool, int, uint or string, not %s",
                                   _cem_kind_get_name (key.kind));

      value = _cem_cel_step_run (self->args[i + 1], eval);
      if (value.kind == CEM_KIND_ERROR)
        return value;

      if (self->optional != NULL && self->optional[i] != 0)
        {
          if (value.kind != CEM_KIND_OPTIONAL)
            return _cem_cel_eval_no_overload (eval, self, &value, 1);
          if (value.v.box == NULL)
            continue;
          value = *value.v.box;
        }

      entries[n].key = key;
      entries[n++].value = value;
    }

  map = _cem_map_new_checked (eval->frame.arena, entries, n, &duplicate);
  if (map == NULL)
    return _cem_cel_eval_fail (eval, self, CEM_ERROR_EVALUATION, "a key of the map is repeated");

  return _cem_datum_map (map);
}

/* --- The whole --- */

/* Notes the value of a node for an explanation; of a node in a loop, that of the last round. */
CemDatum
_cem_cel_run_trace (const CemCelStep *self,
                    CemCelEval *eval)
{
  CemDatum value = _cem_cel_step_run (self->args[0], eval);

  if (eval->trace != NULL)
    {
      CemDatum *copy = _cem_arena_alloc (eval->frame.arena, sizeof *copy);

      *copy = value;
      if (value.kind == CEM_KIND_ERROR)
        copy->v.i = eval->frame.code;
      g_hash_table_insert (eval->trace, (gpointer) self->node, copy);
    }

  return value;
}

CemDatum
_cem_cel_run (const CemCelProgram *program,
              const CemCelInput *input,
              CemArena *arena,
              gint64 cost,
              GHashTable *trace,
              CemCelFailure *failure)
{
  CemDatum few_locals[FEW];
  CemDatum few_variables[FEW];
  CemDatum result;
  CemCelEval eval;

  memset (&eval, 0, sizeof eval);
  eval.frame.arena = arena;
  eval.frame.cost_left = cost;
  eval.frame.now_seconds = input->now_seconds;
  eval.frame.now_nanos = input->now_nanos;
  eval.input = input;
  eval.slots = input->slots;
  eval.n_symbols = input->n_symbols;
  eval.locals = few_locals;
  eval.variables = few_variables;
  eval.trace = trace;

  if (program->n_locals > FEW)
    eval.locals = _cem_arena_alloc (arena, program->n_locals * sizeof (CemDatum));
  if (program->n_variables > FEW)
    eval.variables = _cem_arena_alloc (arena, program->n_variables * sizeof (CemDatum));
  for (guint i = 0; i < program->n_variables; i++)
    eval.variables[i] = _cem_cel_failed ();

  result = _cem_cel_step_run (program->root, &eval);
  if (result.kind == CEM_KIND_ERROR)
    _cem_cel_eval_save (&eval, failure);

  failure->cost_left = eval.frame.cost_left;
  return result;
}

char *
_cem_cel_failure_dup_message (const CemCelFailure *failure)
{
  const CemCelStep *step = failure->step;

  if (failure->message != NULL)
    return g_strdup (failure->message);

  if (step == NULL || step->node == NULL)
    return g_strdup ("a value is missing");

  if (step->node->kind == CEM_CEL_IDENT)
    return g_strdup_printf ("“%s” has no value", step->name);

  if (step->node->kind == CEM_CEL_INDEX)
    {
      g_autofree char *text = _cem_cel_node_to_string (step->node);

      return g_strdup_printf ("no such key: %s", text);
    }

  return g_strdup_printf ("no such field: “%s”",
                          step->node->name != NULL ? step->node->name : "?");
}
