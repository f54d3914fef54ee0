/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-program-private.h"

#define FEW 16

CemDatum
_cem_cel_run_unknown_call (const CemCelStep *self,
                           CemCelEval *eval)
{
  return _cem_cel_eval_fail (eval, self, CEM_ERROR_TYPE, "there is no function “%s”", self->name);
}

static gboolean
fits (const CemCelTarget *target,
      const CemDatum *args,
      guint n)
{
  for (guint i = 0; i < n; i++)
    {
      if ((target->masks[i] >> args[i].kind & 1) == 0)
        return FALSE;
    }

  return TRUE;
}

/* Whether the target takes the arguments once undeclared numbers have another kind. */
static gboolean
fits_adapted (const CemCelTarget *target,
              CemDatum *args,
              guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const CemDatum arg = args[i];

      if ((target->masks[i] >> arg.kind & 1) != 0)
        continue;

      if ((arg.flags & CEM_DATUM_NUMBER) == 0)
        return FALSE;

      if ((target->masks[i] >> CEM_KIND_DOUBLE & 1) != 0 && arg.kind == CEM_KIND_INT)
        args[i] = _cem_datum_double ((double) arg.v.i);
      else if ((target->masks[i] >> CEM_KIND_INT & 1) != 0 && arg.kind == CEM_KIND_DOUBLE &&
               arg.v.d >= -9007199254740992.0 && arg.v.d <= 9007199254740992.0 &&
               arg.v.d == (double) (gint64) arg.v.d)
        args[i] = _cem_datum_int ((gint64) arg.v.d);
      else
        return FALSE;
    }

  return TRUE;
}

static CemDatum
call_target (const CemCelStep *self,
             CemCelEval *eval,
             const CemCelTarget *target,
             const CemDatum *args)
{
  CemDatum result = target->host != NULL
                      ? _cem_cel_call_host (target->host, &eval->frame, args, self->n_args)
                      : target->call (&eval->frame, args, self->n_args);

  if (result.kind == CEM_KIND_ERROR)
    eval->failed = self;

  return result;
}

CemDatum
_cem_cel_run_call (const CemCelStep *self,
                   CemCelEval *eval)
{
  const CemCelTargets *targets = self->data;
  CemDatum few[FEW];
  CemDatum *args = few;

  if (self->n_args > FEW)
    args = _cem_arena_alloc (eval->frame.arena, self->n_args * sizeof *args);

  for (guint i = 0; i < self->n_args; i++)
    {
      args[i] = _cem_cel_step_run (self->args[i], eval);
      if (args[i].kind == CEM_KIND_ERROR)
        return args[i];
    }

  for (guint i = 0; i < targets->n; i++)
    {
      if (fits (&targets->items[i], args, self->n_args))
        return call_target (self, eval, &targets->items[i], args);
    }

  for (guint i = 0; i < targets->n && (self->flags & CEM_CEL_STEP_NUMBERS) != 0; i++)
    {
      CemDatum adapted[FEW];

      if (self->n_args > FEW)
        break;

      memcpy (adapted, args, self->n_args * sizeof *args);
      if (fits_adapted (&targets->items[i], adapted, self->n_args))
        return call_target (self, eval, &targets->items[i], adapted);
    }

  return _cem_cel_eval_no_overload (eval, self, args, self->n_args);
}

/* a.or (b) and a.orValue (b): b is not asked for when a has a value. */
CemDatum
_cem_cel_run_optional_or (const CemCelStep *self,
                          CemCelEval *eval)
{
  CemDatum first = _cem_cel_step_run (self->args[0], eval);
  CemDatum second;

  if (first.kind == CEM_KIND_ERROR)
    return first;

  if (first.kind != CEM_KIND_OPTIONAL)
    return _cem_cel_eval_no_overload (eval, self, &first, 1);

  if (first.v.box != NULL)
    return (self->flags & CEM_CEL_STEP_OPTIONAL) != 0 ? first : *first.v.box;

  second = _cem_cel_step_run (self->args[1], eval);
  if ((self->flags & CEM_CEL_STEP_OPTIONAL) != 0 && second.kind != CEM_KIND_OPTIONAL &&
      second.kind != CEM_KIND_ERROR)
    return _cem_cel_eval_no_overload (eval, self, &second, 1);

  return second;
}
