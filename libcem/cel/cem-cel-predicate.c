/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-program-private.h"

/* A condition over slots as a row of tests with jumps: "a == 'x' && b > 5.0 && c in ['y', 'z']" is
 * three tests that each go on or end. A test looks at one slot only and never fails: what it is not
 * made for (a missing value, another kind, a string that was no symbol yet when the record was
 * bound) ends the row with "run the program". So the row is only a shorter way to the same result. */

#define MAX_TESTS 256
#define SMALL_SET 64

enum
{
  TEST_SYMBOL,  /* the slot is the string with this symbol */
  TEST_SET,     /* its symbol is among the bits */
  TEST_LARGE_SET,
  TEST_LESS,
  TEST_LESS_EQUAL,
  TEST_GREATER,
  TEST_GREATER_EQUAL,
  TEST_EQUAL,
  TEST_TRUE,    /* the slot is the bool true */
  TEST_HAS,
  TEST_PROGRAM  /* no test: run the program */
};

enum
{
  GO_FALSE = -1,
  GO_TRUE = -2
};

typedef struct
{
  guint8 kind;
  guint16 slot;
  guint16 symbol; /* the highest of a set */
  gint16 if_true; /* the next test, or GO_ */
  gint16 if_false;
  union
  {
    double number;
    guint64 bits;
    const guint64 *words;
  } v;
} Test;

typedef struct
{
  CemArena *arena;
  Test tests[MAX_TESTS]; /* filled from the end */
  gint16 first;
  gboolean failed;
} Builder;

static gint16
add_test (Builder *self,
          Test test,
          gint16 if_true,
          gint16 if_false)
{
  if (self->first == 0)
    {
      self->failed = TRUE;
      return 0;
    }

  test.if_true = if_true;
  test.if_false = if_false;
  self->tests[--self->first] = test;
  return self->first;
}

static gboolean
get_number (const CemDatum *constant,
            double *number)
{
  const gint64 exact = G_GINT64_CONSTANT (9007199254740992);

  if (constant->kind == CEM_KIND_DOUBLE && constant->v.d == constant->v.d)
    *number = constant->v.d;
  else if (constant->kind == CEM_KIND_INT && constant->v.i <= exact && constant->v.i >= -exact)
    *number = (double) constant->v.i;
  else
    return FALSE;

  return TRUE;
}

static gboolean
make_comparison (const CemCelStep *step,
                 Test *test,
                 gboolean *negated)
{
  static const guint8 kinds[] = {
    [CEM_CEL_OP_EQUAL] = TEST_EQUAL,     [CEM_CEL_OP_NOT_EQUAL] = TEST_EQUAL,
    [CEM_CEL_OP_LESS] = TEST_LESS,       [CEM_CEL_OP_LESS_EQUAL] = TEST_LESS_EQUAL,
    [CEM_CEL_OP_GREATER] = TEST_GREATER, [CEM_CEL_OP_GREATER_EQUAL] = TEST_GREATER_EQUAL,
  };
  static const guint8 mirrored[] = {
    [TEST_LESS] = TEST_GREATER, [TEST_LESS_EQUAL] = TEST_GREATER_EQUAL,
    [TEST_GREATER] = TEST_LESS, [TEST_GREATER_EQUAL] = TEST_LESS_EQUAL,
    [TEST_EQUAL] = TEST_EQUAL,
  };
  const gboolean swapped = step->args[1]->run == _cem_cel_run_slot;
  const CemCelStep *slot = step->args[swapped ? 1 : 0];
  const CemCelStep *constant = step->args[swapped ? 0 : 1];

  if (slot->run != _cem_cel_run_slot || constant->run != _cem_cel_run_constant)
    return FALSE;

  test->slot = slot->index;
  *negated = step->op == CEM_CEL_OP_NOT_EQUAL;
  if (constant->constant.kind == CEM_KIND_STRING)
    {
      test->kind = TEST_SYMBOL;
      test->symbol = constant->constant.symbol;
      return step->run == _cem_cel_run_equal && test->symbol != 0;
    }

  test->kind = swapped ? mirrored[kinds[step->op]] : kinds[step->op];
  return get_number (&constant->constant, &test->v.number);
}

static gboolean
make_set (Builder *self,
          const CemCelStep *step,
          Test *test)
{
  const CemList *list = step->constant.v.list;
  guint64 *words;
  guint16 highest = 0;

  if (step->args[0]->run != _cem_cel_run_slot)
    return FALSE;

  for (guint i = 0; i < list->n; i++)
    {
      if (list->items[i].symbol == 0)
        return FALSE;
      highest = MAX (highest, list->items[i].symbol);
    }

  test->slot = step->args[0]->index;
  test->symbol = highest;
  if (highest < SMALL_SET)
    {
      test->kind = TEST_SET;
      for (guint i = 0; i < list->n; i++)
        test->v.bits |= G_GUINT64_CONSTANT (1) << list->items[i].symbol;

      return TRUE;
    }

  words = _cem_arena_alloc (self->arena, (highest / 64 + 1) * sizeof *words);
  memset (words, 0, (highest / 64 + 1) * sizeof *words);
  for (guint i = 0; i < list->n; i++)
    words[list->items[i].symbol / 64] |= G_GUINT64_CONSTANT (1) << list->items[i].symbol % 64;

  test->kind = TEST_LARGE_SET;
  test->v.words = words;
  return TRUE;
}

/* Adds the tests of @step, which go on to @if_true and @if_false; returns the first of them. */
static gint16
build (Builder *self,
       const CemCelStep *step,
       gint16 if_true,
       gint16 if_false)
{
  Test test = { .kind = TEST_PROGRAM };
  gboolean negated = FALSE;

  if (step->run == _cem_cel_run_not)
    return build (self, step->args[0], if_false, if_true);

  if (step->run == _cem_cel_run_and || step->run == _cem_cel_run_or)
    {
      const gboolean is_and = step->run == _cem_cel_run_and;
      gint16 next = is_and ? if_true : if_false;

      for (guint i = step->n_args; i > 0 && !self->failed; i--)
        next = is_and ? build (self, step->args[i - 1], next, if_false)
                      : build (self, step->args[i - 1], if_true, next);

      return next;
    }

  if (step->run == _cem_cel_run_slot || step->run == _cem_cel_run_has_slot)
    {
      test.kind = step->run == _cem_cel_run_slot ? TEST_TRUE : TEST_HAS;
      test.slot = step->index;
    }
  else if ((step->run == _cem_cel_run_equal || step->run == _cem_cel_run_order) &&
           make_comparison (step, &test, &negated))
    {
      if (negated)
        return add_test (self, test, if_false, if_true);
    }
  else if (step->run != _cem_cel_run_in_set || !make_set (self, step, &test))
    test.kind = TEST_PROGRAM;

  return add_test (self, test, if_true, if_false);
}

const void *
_cem_cel_predicates_build (CemArena *arena,
                           const CemCelStep *root)
{
  g_autofree Builder *builder = g_new0 (Builder, 1);
  gint16 first;
  guint n;
  Test *tests;

  if (root->run == _cem_cel_run_constant)
    return NULL;

  builder->arena = arena;
  builder->first = MAX_TESTS;
  first = build (builder, root, GO_TRUE, GO_FALSE);
  if (builder->failed || first < 0 || builder->tests[first].kind == TEST_PROGRAM)
    return NULL;

  n = MAX_TESTS - (guint) builder->first;
  tests = _cem_arena_alloc (arena, n * sizeof *tests);
  memcpy (tests, builder->tests + builder->first, n * sizeof *tests);
  for (guint i = 0; i < n; i++)
    {
      if (tests[i].if_true >= 0)
        tests[i].if_true -= builder->first;
      if (tests[i].if_false >= 0)
        tests[i].if_false -= builder->first;
    }

  /* The row is run from its start. */
  return first == builder->first ? tests : NULL;
}

/* 1, 0, or -1 for what the test is not made for. */
static inline int
compare_number (const Test *test,
                const CemDatum *value)
{
  double number = value->v.d;

  if (G_UNLIKELY (value->kind != CEM_KIND_DOUBLE))
    {
      const gint64 exact = G_GINT64_CONSTANT (9007199254740992);

      if (value->kind != CEM_KIND_INT || value->v.i > exact || value->v.i < -exact)
        return -1;
      number = (double) value->v.i;
    }

  switch (test->kind)
    {
    case TEST_LESS:
      return number < test->v.number;
    case TEST_LESS_EQUAL:
      return number <= test->v.number;
    case TEST_GREATER:
      return number > test->v.number;
    case TEST_GREATER_EQUAL:
      return number >= test->v.number;
    default:
      return number == test->v.number;
    }
}

static inline int
find_symbol (const Test *test,
             const CemDatum *value,
             guint n_symbols)
{
  if (G_LIKELY (value->symbol != 0))
    {
      if (test->kind == TEST_SYMBOL)
        return value->symbol == test->symbol;
      if (value->symbol > test->symbol)
        return 0;
      if (test->kind == TEST_SET)
        return (int) (test->v.bits >> value->symbol & 1);
      return (int) (test->v.words[value->symbol / 64] >> value->symbol % 64 & 1);
    }

  /* No symbol: it is none of those that were known when the record was bound. */
  return value->kind == CEM_KIND_STRING && test->symbol <= n_symbols ? 0 : -1;
}

int
_cem_cel_predicates_run (const void *predicates,
                         const CemDatum *slots,
                         guint n_symbols)
{
  const Test *tests = predicates;
  const Test *test = tests;

  for (;;)
    {
      const CemDatum *value = &slots[test->slot];
      int result;
      gint16 next;

      switch (test->kind)
        {
        case TEST_SYMBOL:
        case TEST_SET:
        case TEST_LARGE_SET:
          result = find_symbol (test, value, n_symbols);
          break;
        case TEST_LESS:
        case TEST_LESS_EQUAL:
        case TEST_GREATER:
        case TEST_GREATER_EQUAL:
        case TEST_EQUAL:
          result = compare_number (test, value);
          break;
        case TEST_TRUE:
          result = value->kind == CEM_KIND_BOOL ? value->v.i != 0 : -1;
          break;
        case TEST_HAS:
          result = value->kind != CEM_KIND_ERROR;
          break;
        default:
          return -1;
        }

      if (G_UNLIKELY (result < 0))
        return -1;

      next = result != 0 ? test->if_true : test->if_false;
      if (next < 0)
        return next == GO_TRUE;

      test = &tests[next];
    }
}
