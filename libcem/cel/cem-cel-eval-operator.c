/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "cel/cem-cel-program-private.h"

#include <math.h>

/* 10,000 years of 365.25 days, as in the specification. */
#define MAX_DURATION G_GINT64_CONSTANT (315576000000)

#define MAX_DISTANCE (G_MAXINT64 / 1000000000 - 1)
#define EXACT_DOUBLE G_GINT64_CONSTANT (9007199254740992)

static CemDatum
overflow (CemCelEval *eval,
          const CemCelStep *step,
          const char *type)
{
  return _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION, "the result of “%s” overflows %s",
                             _cem_cel_op_get_text (step->op), type);
}

static CemDatum
divide_by_zero (CemCelEval *eval,
                const CemCelStep *step)
{
  return _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION,
                             step->op == CEM_CEL_OP_MODULO ? "modulus by zero" : "division by zero");
}

static CemDatum
int_arithmetic (CemCelEval *eval,
                const CemCelStep *step,
                gint64 a,
                gint64 b)
{
  gint64 result = 0;
  gboolean wrong = FALSE;

  switch ((CemCelOp) step->op)
    {
    case CEM_CEL_OP_ADD:
      wrong = __builtin_add_overflow (a, b, &result);
      break;
    case CEM_CEL_OP_SUBTRACT:
      wrong = __builtin_sub_overflow (a, b, &result);
      break;
    case CEM_CEL_OP_MULTIPLY:
      wrong = __builtin_mul_overflow (a, b, &result);
      break;
    default:
      if (b == 0)
        return divide_by_zero (eval, step);

      wrong = a == G_MININT64 && b == -1;
      if (!wrong)
        result = step->op == CEM_CEL_OP_DIVIDE ? a / b : a % b;
    }

  return G_UNLIKELY (wrong) ? overflow (eval, step, "int") : _cem_datum_int (result);
}

static CemDatum
uint_arithmetic (CemCelEval *eval,
                 const CemCelStep *step,
                 guint64 a,
                 guint64 b)
{
  guint64 result = 0;
  gboolean wrong = FALSE;

  switch ((CemCelOp) step->op)
    {
    case CEM_CEL_OP_ADD:
      wrong = __builtin_add_overflow (a, b, &result);
      break;
    case CEM_CEL_OP_SUBTRACT:
      wrong = __builtin_sub_overflow (a, b, &result);
      break;
    case CEM_CEL_OP_MULTIPLY:
      wrong = __builtin_mul_overflow (a, b, &result);
      break;
    default:
      if (b == 0)
        return divide_by_zero (eval, step);

      result = step->op == CEM_CEL_OP_DIVIDE ? a / b : a % b;
    }

  return G_UNLIKELY (wrong) ? overflow (eval, step, "uint") : _cem_datum_uint (result);
}

static CemDatum
double_arithmetic (CemCelOp op,
                   double a,
                   double b)
{
  switch (op)
    {
    case CEM_CEL_OP_ADD:
      return _cem_datum_double (a + b);
    case CEM_CEL_OP_SUBTRACT:
      return _cem_datum_double (a - b);
    case CEM_CEL_OP_MULTIPLY:
      return _cem_datum_double (a * b);
    default:
      return _cem_datum_double (a / b);
    }
}

static CemDatum
concatenate (CemCelEval *eval,
             const CemCelStep *step,
             const CemDatum *a,
             const CemDatum *b)
{
  const gsize length = (gsize) a->n + (gsize) b->n;
  char *text;

  if (b->n == 0 || a->n == 0)
    {
      CemDatum same = b->n == 0 ? *a : *b;

      return same;
    }

  if (length > G_MAXINT32 || !_cem_cel_eval_charge (eval, step, length / 16 + 1))
    return _cem_cel_failed ();

  text = _cem_arena_alloc (eval->frame.arena, length + 1);
  memcpy (text, a->v.s, (gsize) a->n);
  memcpy (text + a->n, b->v.s, (gsize) b->n);
  text[length] = '\0';
  return a->kind == CEM_KIND_BYTES ? _cem_datum_bytes (text, length)
                                   : _cem_datum_string (text, length);
}

static CemDatum
join_lists (CemCelEval *eval,
            const CemCelStep *step,
            const CemList *a,
            const CemList *b)
{
  const guint64 n = (guint64) a->n + b->n;
  CemList *list;
  CemDatum *items;

  if (n > G_MAXINT32 || !_cem_cel_eval_charge (eval, step, (gsize) n))
    return _cem_cel_failed ();

  list = _cem_arena_alloc (eval->frame.arena, sizeof *list);
  items = _cem_arena_alloc (eval->frame.arena, (gsize) n * sizeof *items);
  if (a->n > 0)
    memcpy (items, a->items, a->n * sizeof *items);
  if (b->n > 0)
    memcpy (items + a->n, b->items, b->n * sizeof *items);

  list->n = (guint) n;
  list->items = items;
  return _cem_datum_list (list);
}

/* Seconds and nanoseconds with a carry: nanoseconds of the seconds' sign for a duration, never
 * negative for a timestamp. */
static CemDatum
make_time (CemCelEval *eval,
           const CemCelStep *step,
           gboolean timestamp,
           gint64 seconds,
           gint64 nanos)
{
  seconds += nanos / 1000000000;
  nanos %= 1000000000;

  if (timestamp)
    {
      if (nanos < 0)
        {
          nanos += 1000000000;
          seconds--;
        }

      if (seconds < CEM_TIME_MIN || seconds > CEM_TIME_MAX)
        return overflow (eval, step, "the range of timestamps (years 1 to 9999)");

      return _cem_datum_timestamp (seconds, (gint32) nanos);
    }

  if (seconds > 0 && nanos < 0)
    {
      seconds--;
      nanos += 1000000000;
    }
  else if (seconds < 0 && nanos > 0)
    {
      seconds++;
      nanos -= 1000000000;
    }

  if (seconds < -MAX_DURATION || seconds > MAX_DURATION)
    return overflow (eval, step, "the range of durations (10000 years)");

  return _cem_datum_duration (seconds, (gint32) nanos);
}

static CemDatum
time_arithmetic (CemCelEval *eval,
                 const CemCelStep *step,
                 const CemDatum *a,
                 const CemDatum *b)
{
  const gboolean time_a = a->kind == CEM_KIND_TIMESTAMP;
  const gboolean time_b = b->kind == CEM_KIND_TIMESTAMP;

  if (step->op == CEM_CEL_OP_ADD && !(time_a && time_b))
    return make_time (eval, step, time_a || time_b, a->v.i + b->v.i,
                      (gint64) a->n + (gint64) b->n);

  /* The distance of two points in time is counted in nanoseconds of 64 bits, in CEL. */
  if (step->op == CEM_CEL_OP_SUBTRACT && time_a && time_b &&
      (a->v.i - b->v.i > MAX_DISTANCE || a->v.i - b->v.i < -MAX_DISTANCE))
    return overflow (eval, step, "the range of durations (292 years between two points in time)");

  if (step->op == CEM_CEL_OP_SUBTRACT && (time_a || !time_b))
    return make_time (eval, step, time_a && !time_b, a->v.i - b->v.i,
                      (gint64) a->n - (gint64) b->n);

  return _cem_cel_eval_no_overload (eval, step, (CemDatum[]){ *a, *b }, 2);
}

static inline gboolean
is_time (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_TIMESTAMP || datum->kind == CEM_KIND_DURATION;
}

static CemDatum
arithmetic (CemCelEval *eval,
            const CemCelStep *step,
            const CemDatum *a,
            const CemDatum *b)
{
  if (G_LIKELY (a->kind == b->kind))
    {
      switch ((CemKind) a->kind)
        {
        case CEM_KIND_INT:
          return int_arithmetic (eval, step, a->v.i, b->v.i);
        case CEM_KIND_UINT:
          return uint_arithmetic (eval, step, a->v.u, b->v.u);
        case CEM_KIND_DOUBLE:
          if (step->op != CEM_CEL_OP_MODULO)
            return double_arithmetic (step->op, a->v.d, b->v.d);
          break;
        case CEM_KIND_STRING:
        case CEM_KIND_BYTES:
          if (step->op == CEM_CEL_OP_ADD)
            return concatenate (eval, step, a, b);
          break;
        case CEM_KIND_LIST:
          if (step->op == CEM_CEL_OP_ADD)
            return join_lists (eval, step, a->v.list, b->v.list);
          break;
        default:
          break;
        }
    }

  if (is_time (a) && is_time (b))
    return time_arithmetic (eval, step, a, b);

  return _cem_cel_eval_no_overload (eval, step, (CemDatum[]){ *a, *b }, 2);
}

static inline gboolean
is_number (const CemDatum *datum)
{
  return datum->kind >= CEM_KIND_INT && datum->kind <= CEM_KIND_DOUBLE;
}

/* Gives an undeclared number the kind @kind if that is exact. */
static gboolean
adapt (CemDatum *number,
       CemKind kind)
{
  if (number->kind == kind)
    return TRUE;

  if (kind == CEM_KIND_DOUBLE)
    {
      if (number->kind == CEM_KIND_UINT
            ? number->v.u > (guint64) EXACT_DOUBLE
            : number->v.i > EXACT_DOUBLE || number->v.i < -EXACT_DOUBLE)
        return FALSE;

      *number = _cem_datum_double (number->kind == CEM_KIND_UINT ? (double) number->v.u
                                                                 : (double) number->v.i);
      return TRUE;
    }

  if (number->kind == CEM_KIND_DOUBLE)
    {
      if (!(fabs (number->v.d) <= (double) EXACT_DOUBLE) || number->v.d != trunc (number->v.d))
        return FALSE;

      *number = _cem_datum_int ((gint64) number->v.d);
    }

  if (number->kind == kind)
    return TRUE;

  if (kind == CEM_KIND_UINT ? number->v.i < 0 : number->v.u > G_MAXINT64)
    return FALSE;

  number->kind = (guint8) kind;
  return TRUE;
}

/* Two undeclared numbers: whole ones stay whole, but a division is never cut off. */
static gboolean
adapt_both (CemCelOp op,
            CemDatum *a,
            CemDatum *b)
{
  CemDatum whole_a = *a, whole_b = *b;

  if (adapt (&whole_a, CEM_KIND_INT) && adapt (&whole_b, CEM_KIND_INT) && op != CEM_CEL_OP_DIVIDE)
    {
      *a = whole_a;
      *b = whole_b;
      return TRUE;
    }

  return op != CEM_CEL_OP_MODULO && adapt (a, CEM_KIND_DOUBLE) && adapt (b, CEM_KIND_DOUBLE);
}

static CemDatum
number_arithmetic (CemCelEval *eval,
                   const CemCelStep *step,
                   CemDatum a,
                   CemDatum b)
{
  const gboolean open_a = (a.flags & CEM_DATUM_NUMBER) != 0 && is_number (&a);
  const gboolean open_b = (b.flags & CEM_DATUM_NUMBER) != 0 && is_number (&b);
  const CemDatum args[2] = { a, b };
  gboolean exact = TRUE;
  CemDatum result;

  if (!is_number (&a) || !is_number (&b) || (!open_a && !open_b))
    return arithmetic (eval, step, &a, &b);

  if (open_a && open_b)
    exact = adapt_both (step->op, &a, &b);
  else if (open_a)
    exact = adapt (&a, b.kind);
  else
    exact = adapt (&b, a.kind);

  if (!exact)
    return _cem_cel_eval_fail (eval, step, CEM_ERROR_EVALUATION,
                               "the number on the %s side of “%s” is not exact as %s",
                               open_a ? "left" : "right", _cem_cel_op_get_text (step->op),
                               _cem_kind_get_name (args[open_a ? 1 : 0].kind));

  result = arithmetic (eval, step, &a, &b);
  if (open_a && open_b && result.kind != CEM_KIND_ERROR)
    result.flags |= CEM_DATUM_NUMBER;

  return result;
}

CemDatum
_cem_cel_run_arithmetic (const CemCelStep *self,
                         CemCelEval *eval)
{
  CemDatum a = _cem_cel_step_run (self->args[0], eval);
  CemDatum b;

  if (a.kind == CEM_KIND_ERROR)
    return a;

  b = _cem_cel_step_run (self->args[1], eval);
  if (b.kind == CEM_KIND_ERROR)
    return b;

  if ((self->flags & CEM_CEL_STEP_NUMBERS) != 0)
    return number_arithmetic (eval, self, a, b);

  return arithmetic (eval, self, &a, &b);
}

CemDatum
_cem_cel_run_negate (const CemCelStep *self,
                     CemCelEval *eval)
{
  CemDatum value = _cem_cel_step_run (self->args[0], eval);

  if (value.kind == CEM_KIND_DOUBLE)
    value.v.d = -value.v.d;
  else if (value.kind == CEM_KIND_INT)
    {
      if (value.v.i == G_MININT64)
        return overflow (eval, self, "int");
      value.v.i = -value.v.i;
    }
  else if (value.kind != CEM_KIND_ERROR)
    return _cem_cel_eval_no_overload (eval, self, &value, 1);

  return value;
}

CemDatum
_cem_cel_run_not (const CemCelStep *self,
                  CemCelEval *eval)
{
  CemDatum value = _cem_cel_step_run (self->args[0], eval);

  if (value.kind == CEM_KIND_BOOL)
    value.v.i = !value.v.i;
  else if (value.kind != CEM_KIND_ERROR)
    return _cem_cel_eval_no_overload (eval, self, &value, 1);

  return value;
}

static inline gboolean
is_nested (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_LIST || datum->kind == CEM_KIND_MAP ||
         datum->kind == CEM_KIND_OPTIONAL;
}

CemDatum
_cem_cel_run_equal (const CemCelStep *self,
                    CemCelEval *eval)
{
  const gboolean negated = self->op == CEM_CEL_OP_NOT_EQUAL;
  CemDatum a = _cem_cel_step_run (self->args[0], eval);
  CemDatum b;

  if (a.kind == CEM_KIND_ERROR)
    return a;

  b = _cem_cel_step_run (self->args[1], eval);
  if (b.kind == CEM_KIND_ERROR)
    return b;

  if (a.kind == CEM_KIND_STRING && b.kind == CEM_KIND_STRING && a.n != b.n)
    return _cem_datum_bool (negated);

  if (G_UNLIKELY (is_nested (&a)) && a.kind == b.kind &&
      !_cem_cel_eval_charge_datum (eval, self, &a))
    return _cem_cel_failed ();

  return _cem_datum_bool (_cem_datum_equal (&a, &b) != negated);
}

static inline gboolean
holds (CemCelOp op,
       int order)
{
  switch (op)
    {
    case CEM_CEL_OP_LESS:
      return order == -1;
    case CEM_CEL_OP_LESS_EQUAL:
      return order == -1 || order == 0;
    case CEM_CEL_OP_GREATER:
      return order == 1;
    default:
      return order == 1 || order == 0;
    }
}

static inline gboolean
is_ordered (const CemDatum *datum)
{
  return datum->kind >= CEM_KIND_BOOL && datum->kind <= CEM_KIND_DURATION;
}

CemDatum
_cem_cel_run_order (const CemCelStep *self,
                    CemCelEval *eval)
{
  CemDatum a = _cem_cel_step_run (self->args[0], eval);
  CemDatum b;

  if (a.kind == CEM_KIND_ERROR)
    return a;

  b = _cem_cel_step_run (self->args[1], eval);
  if (b.kind == CEM_KIND_ERROR)
    return b;

  if (a.kind != b.kind ? !is_number (&a) || !is_number (&b) : !is_ordered (&a))
    return _cem_cel_eval_no_overload (eval, self, (CemDatum[]){ a, b }, 2);

  return _cem_datum_bool (holds (self->op, _cem_datum_order (&a, &b)));
}

CemDatum
_cem_cel_run_in (const CemCelStep *self,
                 CemCelEval *eval)
{
  CemDatum item = _cem_cel_step_run (self->args[0], eval);
  CemDatum range;

  if (item.kind == CEM_KIND_ERROR)
    return item;

  range = _cem_cel_step_run (self->args[1], eval);
  if (range.kind == CEM_KIND_ERROR)
    return range;

  if (range.kind == CEM_KIND_MAP)
    return _cem_datum_bool (_cem_map_find (range.v.map, &item) != NULL);

  if (range.kind == CEM_KIND_OBJECT && item.kind == CEM_KIND_STRING)
    {
      CemDatum value;

      return _cem_datum_bool (range.v.object->klass->find (range.v.object, item.v.s,
                                                           (gsize) item.n, eval->frame.arena,
                                                           &value));
    }

  if (range.kind != CEM_KIND_LIST)
    return _cem_cel_eval_no_overload (eval, self, (CemDatum[]){ item, range }, 2);

  if (!_cem_cel_eval_charge (eval, self, range.v.list->n / 4))
    return _cem_cel_failed ();

  for (guint i = 0; i < range.v.list->n; i++)
    {
      if (G_UNLIKELY (is_nested (&item)) && !_cem_cel_eval_charge_datum (eval, self, &item))
        return _cem_cel_failed ();

      if (_cem_datum_equal (&item, &range.v.list->items[i]))
        return _cem_datum_bool (TRUE);
    }

  return _cem_datum_bool (FALSE);
}

/* In a constant list, which has become the keys of a map. */
CemDatum
_cem_cel_run_in_set (const CemCelStep *self,
                     CemCelEval *eval)
{
  CemDatum item = _cem_cel_step_run (self->args[0], eval);

  if (item.kind == CEM_KIND_ERROR)
    return item;

  return _cem_datum_bool (_cem_map_find (self->data, &item) != NULL);
}
