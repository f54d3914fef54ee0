/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "cel/cem-cel-program-private.h"

#include <math.h>

static CemDatum
make_optional (CemCelEval *eval,
               const CemDatum *value)
{
  CemDatum result = { .kind = CEM_KIND_OPTIONAL };
  CemDatum *box;

  if (value == NULL)
    return result;

  box = _cem_arena_alloc (eval->frame.arena, sizeof *box);
  *box = *value;
  result.v.box = box;
  return result;
}

/* What a look-up gives: @result is an optional when @optional says so. */
typedef enum
{
  FOUND,
  ABSENT,
  FAILED
} Found;

static Found
find_field (const CemCelStep *step,
            CemCelEval *eval,
            const CemDatum *operand,
            CemDatum *value)
{
  const gsize length = (gsize) step->constant.n;

  if (operand->kind == CEM_KIND_MAP)
    {
      const CemDatum *found = _cem_map_find_string (operand->v.map, step->name, length);

      if (found == NULL)
        return ABSENT;

      *value = *found;
      return FOUND;
    }

  if (operand->kind == CEM_KIND_OBJECT)
    {
      const CemObject *object = operand->v.object;

      return object->klass->find (object, step->name, length, eval->frame.arena, value) ? FOUND
                                                                                        : ABSENT;
    }

  if (operand->kind == CEM_KIND_NULL)
    _cem_cel_eval_missing (eval, step);
  else
    _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION, "%s has no fields, so “.%s” cannot be read",
                        _cem_kind_get_name (operand->kind), step->name);
  return FAILED;
}

CemDatum
_cem_cel_run_select (const CemCelStep *self,
                     CemCelEval *eval)
{
  gboolean optional = (self->flags & CEM_CEL_STEP_OPTIONAL) != 0;
  CemDatum operand = _cem_cel_step_run (self->args[0], eval);
  CemDatum value;

  if (operand.kind == CEM_KIND_ERROR)
    return operand;

  if (operand.kind == CEM_KIND_OPTIONAL)
    {
      if (operand.v.box == NULL)
        return operand;

      operand = *operand.v.box;
      optional = TRUE;
    }

  switch (find_field (self, eval, &operand, &value))
    {
    case FOUND:
      return optional ? make_optional (eval, &value) : value;
    case ABSENT:
      return optional ? make_optional (eval, NULL) : _cem_cel_eval_missing (eval, self);
    case FAILED:
    default:
      return _cem_cel_failed ();
    }
}

CemDatum
_cem_cel_run_has (const CemCelStep *self,
                  CemCelEval *eval)
{
  CemDatum operand = _cem_cel_step_run (self->args[0], eval);
  CemDatum value;

  if (operand.kind == CEM_KIND_ERROR)
    return operand;

  if (operand.kind == CEM_KIND_OPTIONAL)
    {
      if (operand.v.box == NULL)
        return _cem_datum_bool (FALSE);

      operand = *operand.v.box;
    }

  switch (find_field (self, eval, &operand, &value))
    {
    case FOUND:
      return _cem_datum_bool (TRUE);
    case ABSENT:
      return _cem_datum_bool (FALSE);
    case FAILED:
    default:
      return _cem_cel_failed ();
    }
}

/* Gives a value the type that was declared for it, where JSON has no such type. @op is the
 * CemCelTypeKind. */
CemDatum
_cem_cel_run_coerce (const CemCelStep *self,
                     CemCelEval *eval)
{
  CemDatum value = _cem_cel_step_run (self->args[0], eval);
  const char *wanted = "double";

  switch ((CemCelTypeKind) self->op)
    {
    case CEM_CEL_TYPE_DOUBLE:
      if (value.kind == CEM_KIND_INT)
        return _cem_datum_double ((double) value.v.i);
      if (value.kind == CEM_KIND_UINT && (value.flags & CEM_DATUM_NUMBER) != 0)
        return _cem_datum_double ((double) value.v.u);
      break;
    case CEM_CEL_TYPE_UINT:
      if (value.kind == CEM_KIND_INT && value.v.i >= 0 && (value.flags & CEM_DATUM_NUMBER) != 0)
        return _cem_datum_uint ((guint64) value.v.i);
      break;
    case CEM_CEL_TYPE_INT:
      if (value.kind == CEM_KIND_DOUBLE && (value.flags & CEM_DATUM_NUMBER) != 0 &&
          value.v.d == trunc (value.v.d) && fabs (value.v.d) <= 9007199254740992.0)
        return _cem_datum_int ((gint64) value.v.d);
      value.flags &= (guint8) ~CEM_DATUM_NUMBER;
      break;
    case CEM_CEL_TYPE_TIMESTAMP:
    case CEM_CEL_TYPE_DURATION:
      if (value.kind == CEM_KIND_STRING)
        {
          const gboolean timestamp = self->op == CEM_CEL_TYPE_TIMESTAMP;
          gint64 seconds;
          gint32 nanos;

          if (timestamp ? _cem_time_parse (value.v.s, (gsize) value.n, &seconds, &nanos)
                        : _cem_duration_parse_iso (value.v.s, (gsize) value.n, &seconds, &nanos))
            return timestamp ? _cem_datum_timestamp (seconds, nanos)
                             : _cem_datum_duration (seconds, nanos);

          wanted = timestamp ? "a time such as 2026-03-01T09:00:00Z" : "a duration such as P30D";
          return _cem_cel_eval_fail (eval, self, CEM_ERROR_TYPE, "“%.*s” is not %s",
                                     MIN (value.n, 100), value.v.s, wanted);
        }
      break;
    default:
      break;
    }

  return value;
}

/* A list's index: an int, or another number that is exactly one. */
static gboolean
get_position (const CemDatum *index,
              gint64 *position)
{
  switch ((CemKind) index->kind)
    {
    case CEM_KIND_INT:
      *position = index->v.i;
      return TRUE;
    case CEM_KIND_UINT:
      *position = index->v.u > G_MAXINT64 ? -1 : (gint64) index->v.u;
      return TRUE;
    case CEM_KIND_DOUBLE:
      if (index->v.d != trunc (index->v.d) || !(fabs (index->v.d) < 9.0e15))
        return FALSE;
      *position = (gint64) index->v.d;
      return TRUE;
    default:
      return FALSE;
    }
}

static Found
find_item (const CemCelStep *step,
           CemCelEval *eval,
           const CemDatum *operand,
           const CemDatum *index,
           CemDatum *value)
{
  gint64 position;

  if (operand->kind == CEM_KIND_LIST && get_position (index, &position))
    {
      if (position < 0 || position >= operand->v.list->n)
        return ABSENT;

      *value = operand->v.list->items[position];
      return FOUND;
    }

  if (operand->kind == CEM_KIND_MAP)
    {
      const CemDatum *found = _cem_map_find (operand->v.map, index);

      if (found == NULL)
        return ABSENT;

      *value = *found;
      return FOUND;
    }

  if (operand->kind == CEM_KIND_OBJECT && index->kind == CEM_KIND_STRING)
    return operand->v.object->klass->find (operand->v.object, index->v.s, (gsize) index->n,
                                           eval->frame.arena, value)
             ? FOUND
             : ABSENT;

  _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION, "%s cannot be indexed with %s",
                      _cem_kind_get_name (operand->kind), _cem_kind_get_name (index->kind));
  return FAILED;
}

static CemDatum
absent_item (const CemCelStep *step,
             CemCelEval *eval,
             const CemDatum *operand,
             const CemDatum *index)
{
  gint64 position = 0;

  if (operand->kind != CEM_KIND_LIST)
    return _cem_cel_eval_missing (eval, step);

  get_position (index, &position);
  return _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION,
                             "index %" G_GINT64_FORMAT " is outside a list of %u", position,
                             operand->v.list->n);
}

CemDatum
_cem_cel_run_index (const CemCelStep *self,
                    CemCelEval *eval)
{
  gboolean optional = (self->flags & CEM_CEL_STEP_OPTIONAL) != 0;
  CemDatum operand = _cem_cel_step_run (self->args[0], eval);
  CemDatum index;
  CemDatum value;
  gboolean wrapped = FALSE;

  if (operand.kind == CEM_KIND_ERROR)
    return operand;

  index = _cem_cel_step_run (self->args[1], eval);
  if (index.kind == CEM_KIND_ERROR)
    return index;

  if (operand.kind == CEM_KIND_OPTIONAL)
    {
      if (operand.v.box == NULL)
        return operand;

      wrapped = TRUE;
      operand = *operand.v.box;
    }

  switch (find_item (self, eval, &operand, &index, &value))
    {
    case FOUND:
      return optional || wrapped ? make_optional (eval, &value) : value;
    case ABSENT:
      if (optional || wrapped)
        return make_optional (eval, NULL);
      return absent_item (self, eval, &operand, &index);
    case FAILED:
    default:
      return _cem_cel_failed ();
    }
}
