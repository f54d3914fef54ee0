/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"

#include <math.h>

/* The math extension. */

/* --- Greatest and least --- */

static CemDatum
pick (CemCelFrame *frame,
      const CemDatum *items,
      guint n,
      int sign,
      const char *name)
{
  const CemDatum *best = NULL;

  if (n == 0)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                          "%s() of an empty list; it needs at least one number", name);
  if (!_cem_cel_charge (frame, n))
    return _cem_cel_failed ();

  for (guint i = 0; i < n; i++)
    {
      if (items[i].kind < CEM_KIND_INT || items[i].kind > CEM_KIND_DOUBLE)
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                              "no such overload: %s() of a value of type %s", name,
                              _cem_kind_get_name (items[i].kind));
      if (best == NULL || _cem_datum_order (&items[i], best) == sign)
        best = &items[i];
    }

  return *best;
}

static CemDatum
greatest (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  if (args[0].kind == CEM_KIND_LIST)
    return pick (frame, args[0].v.list->items, args[0].v.list->n, 1, "math.greatest");
  return pick (frame, args, n_args, 1, "math.greatest");
}

static CemDatum
least (CemCelFrame *frame,
       const CemDatum *args,
       guint n_args)
{
  if (args[0].kind == CEM_KIND_LIST)
    return pick (frame, args[0].v.list->items, args[0].v.list->n, -1, "math.least");
  return pick (frame, args, n_args, -1, "math.least");
}

/* --- Rounding --- */

#define DEFINE_DOUBLE(name, expression)                                                            \
  static CemDatum                                                                                  \
  name (CemCelFrame *frame,                                                                        \
        const CemDatum *args,                                                                      \
        guint n_args)                                                                              \
  {                                                                                                \
    double x = args[0].v.d;                                                                        \
                                                                                                   \
    return expression;                                                                             \
  }

DEFINE_DOUBLE (math_ceil, _cem_datum_double (ceil (x)))
DEFINE_DOUBLE (math_floor, _cem_datum_double (floor (x)))
DEFINE_DOUBLE (math_round, _cem_datum_double (round (x)))
DEFINE_DOUBLE (math_trunc, _cem_datum_double (trunc (x)))
DEFINE_DOUBLE (math_is_inf, _cem_datum_bool (isinf (x)))
DEFINE_DOUBLE (math_is_nan, _cem_datum_bool (isnan (x)))
DEFINE_DOUBLE (math_is_finite, _cem_datum_bool (isfinite (x)))
DEFINE_DOUBLE (math_sqrt, _cem_datum_double (sqrt (x)))
DEFINE_DOUBLE (abs_double, _cem_datum_double (fabs (x)))
DEFINE_DOUBLE (sign_double, _cem_datum_double (isnan (x) ? x : (double) ((x > 0.0) - (x < 0.0))))

static CemDatum
sqrt_int (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return _cem_datum_double (sqrt ((double) args[0].v.i));
}

static CemDatum
sqrt_uint (CemCelFrame *frame,
           const CemDatum *args,
           guint n_args)
{
  return _cem_datum_double (sqrt ((double) args[0].v.u));
}

/* --- Signs --- */

static CemDatum
abs_int (CemCelFrame *frame,
         const CemDatum *args,
         guint n_args)
{
  if (args[0].v.i == G_MININT64)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "integer overflow");
  return _cem_datum_int (ABS (args[0].v.i));
}

static CemDatum
abs_uint (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return args[0];
}

static CemDatum
sign_int (CemCelFrame *frame,
          const CemDatum *args,
          guint n_args)
{
  return _cem_datum_int ((args[0].v.i > 0) - (args[0].v.i < 0));
}

static CemDatum
sign_uint (CemCelFrame *frame,
           const CemDatum *args,
           guint n_args)
{
  return _cem_datum_uint (args[0].v.u > 0);
}

/* --- Bits --- */

/* The bits are the same for int and uint; the result is of the first argument's kind. */
static inline CemDatum
bits (const CemDatum *like,
      guint64 value)
{
  return (CemDatum){ .kind = like->kind, .v.u = value };
}

#define DEFINE_BITS(name, expression)                                                              \
  static CemDatum                                                                                  \
  name (CemCelFrame *frame,                                                                        \
        const CemDatum *args,                                                                      \
        guint n_args)                                                                              \
  {                                                                                                \
    return bits (&args[0], expression);                                                            \
  }

DEFINE_BITS (bit_and, args[0].v.u & args[1].v.u)
DEFINE_BITS (bit_or, args[0].v.u | args[1].v.u)
DEFINE_BITS (bit_xor, args[0].v.u ^ args[1].v.u)
DEFINE_BITS (bit_not, ~args[0].v.u)

static CemDatum
shift (CemCelFrame *frame,
       const CemDatum *args,
       gboolean left)
{
  gint64 n = args[1].v.i;

  if (n < 0)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "%s() negative offset: %" G_GINT64_FORMAT,
                          left ? "math.bitShiftLeft" : "math.bitShiftRight", n);
  if (n >= 64)
    return bits (&args[0], 0);
  return bits (&args[0], left ? args[0].v.u << n : args[0].v.u >> n);
}

static CemDatum
bit_shift_left (CemCelFrame *frame,
                const CemDatum *args,
                guint n_args)
{
  return shift (frame, args, TRUE);
}

/* Zeros come in from the left, also for negative numbers. */
static CemDatum
bit_shift_right (CemCelFrame *frame,
                 const CemDatum *args,
                 guint n_args)
{
  return shift (frame, args, FALSE);
}

#define PICK_OVERLOADS(name, function)                                                             \
  { name "(int) -> int", function },                                                               \
  { name "(uint) -> uint", function },                                                             \
  { name "(double) -> double", function },                                                         \
  { name "(list(int)) -> int", function },                                                         \
  { name "(list(uint)) -> uint", function },                                                       \
  { name "(list(double)) -> double", function },                                                   \
  { name "(list(dyn)) -> dyn", function },                                                         \
  { name "(int, int) -> int", function },                                                          \
  { name "(uint, uint) -> uint", function },                                                       \
  { name "(double, double) -> double", function },                                                 \
  { name "(int, uint) -> dyn", function },                                                         \
  { name "(int, double) -> dyn", function },                                                       \
  { name "(uint, int) -> dyn", function },                                                         \
  { name "(uint, double) -> dyn", function },                                                      \
  { name "(double, int) -> dyn", function },                                                       \
  { name "(double, uint) -> dyn", function }

const CemCelOverload _cem_cel_math_functions[] = {
  PICK_OVERLOADS ("math.greatest", greatest),
  PICK_OVERLOADS ("math.least", least),

  { "math.ceil(double) -> double", math_ceil },
  { "math.floor(double) -> double", math_floor },
  { "math.round(double) -> double", math_round },
  { "math.trunc(double) -> double", math_trunc },
  { "math.isInf(double) -> bool", math_is_inf },
  { "math.isNaN(double) -> bool", math_is_nan },
  { "math.isFinite(double) -> bool", math_is_finite },
  { "math.sqrt(double) -> double", math_sqrt },
  { "math.sqrt(int) -> double", sqrt_int },
  { "math.sqrt(uint) -> double", sqrt_uint },

  { "math.abs(int) -> int", abs_int },
  { "math.abs(uint) -> uint", abs_uint },
  { "math.abs(double) -> double", abs_double },
  { "math.sign(int) -> int", sign_int },
  { "math.sign(uint) -> uint", sign_uint },
  { "math.sign(double) -> double", sign_double },

  { "math.bitAnd(int, int) -> int", bit_and },
  { "math.bitAnd(uint, uint) -> uint", bit_and },
  { "math.bitOr(int, int) -> int", bit_or },
  { "math.bitOr(uint, uint) -> uint", bit_or },
  { "math.bitXor(int, int) -> int", bit_xor },
  { "math.bitXor(uint, uint) -> uint", bit_xor },
  { "math.bitNot(int) -> int", bit_not },
  { "math.bitNot(uint) -> uint", bit_not },
  { "math.bitShiftLeft(int, int) -> int", bit_shift_left },
  { "math.bitShiftLeft(uint, int) -> uint", bit_shift_left },
  { "math.bitShiftRight(int, int) -> int", bit_shift_right },
  { "math.bitShiftRight(uint, int) -> uint", bit_shift_right },
  { NULL },
};
