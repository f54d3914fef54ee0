/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

typedef struct
{
  const char *text;
  const char *result; /* as JSON, or NULL for an error */
} Case;

static char *
evaluate (const char *text,
          CemExpressionFlags flags,
          GError **error)
{
  g_autoptr (CemExpression) expression = cem_expression_compile (text, NULL, flags, NULL, error);
  g_autoptr (CemValue) value = NULL;

  if (expression == NULL)
    return NULL;

  value = cem_expression_evaluate (expression, NULL, error);
  return value != NULL ? cem_value_to_text (value) : NULL;
}

/* Each case checked and unchecked, and once more from its canonical text. */
static void
run_cases (const Case *cases,
           gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) unchecked_error = NULL;
      g_autofree char *result = evaluate (cases[i].text, CEM_EXPRESSION_NONE, &error);
      g_autofree char *unchecked = evaluate (cases[i].text, CEM_EXPRESSION_UNCHECKED,
                                             &unchecked_error);
      g_autoptr (CemExpression) expression = NULL;
      g_autofree char *again = NULL;

      g_test_message ("%s = %s %s", cases[i].text, result != NULL ? result : "error",
                      error != NULL ? error->message : "");
      g_assert_cmpstr (result, ==, cases[i].result);
      g_assert_cmpstr (unchecked, ==, cases[i].result);
      g_assert_true ((result == NULL) == (error != NULL));

      if (result == NULL)
        continue;

      expression = cem_expression_compile (cases[i].text, NULL, CEM_EXPRESSION_NONE, NULL, NULL);
      again = evaluate (cem_expression_get_canonical_text (expression), CEM_EXPRESSION_NONE, NULL);
      g_assert_cmpstr (again, ==, cases[i].result);
    }
}

static void
test_arithmetic (void)
{
  static const Case cases[] = {
    { "1 + 2 * 3 - 4", "3" },
    { "7 / 2", "3" },
    { "-7 / 2", "-3" },
    { "-7 % 3", "-1" },
    { "7u % 4u", "3" },
    { "7.0 / 2.0", "3.5" },
    { "-(5)", "-5" },
    { "--5", "5" },
    { "'a' + 'b'", "\"ab\"" },
    { "[1] + [2, 3]", "[1,2,3]" },
    { "1 / 0", NULL },
    { "1 % 0", NULL },
    { "1.0 / 0.0 == double('Infinity')", "true" },
    { "9223372036854775807 + 1", NULL },
    { "-9223372036854775808 - 1", NULL },
    { "-(-9223372036854775808)", NULL },
    { "-9223372036854775808 / -1", NULL },
    { "-9223372036854775808 % -1", NULL },
    { "0u - 1u", NULL },
    { "5000000000 * 5000000000", NULL },
    { "1 + 1u", NULL },
    { "1 + 1.0", NULL },
    { "duration('1h') + duration('30m') == duration('90m')", "true" },
    { "timestamp('2026-01-01T00:00:00Z') - duration('1s') < timestamp('2026-01-01T00:00:00Z')",
      "true" },
    { "timestamp('9999-12-31T23:59:59Z') + duration('1s')", NULL },
    { "timestamp('2026-01-01T00:00:00Z') + timestamp('2026-01-01T00:00:00Z')", NULL },
    { "duration('0.5s') - duration('1.25s') == duration('-0.75s')", "true" },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_comparisons (void)
{
  static const Case cases[] = {
    { "1 == 1", "true" },
    { "dyn(1) == 1.0 && dyn(1u) == 1 && dyn(1.0) == 1u", "true" },
    { "dyn(1) == 'a'", "false" },
    { "1 < 1.5 && 2u > 1 && -1 < 0u", "true" },
    { "double('NaN') == double('NaN')", "false" },
    { "double('NaN') < 1.0 || double('NaN') >= 1.0", "false" },
    { "[1, 2] == [1, 2] && [1] != [2]", "true" },
    { "{'a': 1, 'b': 2} == {'b': 2, 'a': 1}", "true" },
    { "'a' < 'b' && b'a' < b'b' && false < true", "true" },
    { "null == null", "true" },
    { "dyn([1]) < dyn([2])", NULL },
    { "'1' < dyn(2)", NULL },
    { "1 in [1, 2] && !(3 in [1, 2])", "true" },
    { "'a' in {'a': 1} && !('b' in {'a': 1})", "true" },
    { "dyn(1u) in [1, 2]", "true" },
    { "dyn(1.0) in {1: 'x'}", "true" },
    { "'x' in ['a','b','c','d','e','f','g','h','i','x']", "true" },
    { "dyn(2) in ['a', 1, 2.0]", "true" },
    { "9007199254740993 == 9007199254740992", "false" },
    { "18446744073709551615u > 9223372036854775807", "true" },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_logic (void)
{
  static const Case cases[] = {
    { "true && false", "false" },
    { "1 / 0 > 0 && false", "false" },
    { "false && 1 / 0 > 0", "false" },
    { "1 / 0 > 0 || true", "true" },
    { "true || 1 / 0 > 0", "true" },
    { "1 / 0 > 0 && true", NULL },
    { "false || 1 / 0 > 0", NULL },
    { "1 / 0 > 0 || 1 / 0 > 0 || true", "true" },
    { "true ? 1 : 1 / 0", "1" },
    { "false ? 1 / 0 : 2", "2" },
    { "1 / 0 > 0 ? 1 : 2", NULL },
    { "!true || !false", "true" },
    { "dyn(1) && false", "false" },
    { "dyn(1) && true", NULL },
    { "!dyn(1)", NULL },
    { "dyn('x') ? 1 : 2", NULL },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_collections (void)
{
  static const Case cases[] = {
    { "[1, 2, 3][1]", "2" },
    { "[1, 2, 3][dyn(1.0)]", "2" },
    { "[1, 2, 3][dyn(1u)]", "2" },
    { "[1, 2, 3][dyn(1.5)]", NULL },
    { "[1][1]", NULL },
    { "[1][-1]", NULL },
    { "{'a': 1}['a'] + {'a': 1}.a", "2" },
    { "{'a': 1}['b']", NULL },
    { "{'a': 1}.b", NULL },
    { "has({'a': 1}.a) && !has({'a': 1}.b)", "true" },
    { "{1: 'a', 1: 'b'}", NULL },
    { "{dyn(1): 'a', dyn(1u): 'b'}", NULL },
    { "{dyn(1.5): 'a'}", NULL },
    { "{'a b': 1}.`a b`", "1" },
    { "size([1, 2]) + size('äö') + size({'a': 1})", "5" },
    { "dyn(1).a", NULL },
    { "dyn('a')[0]", NULL },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_macros (void)
{
  static const Case cases[] = {
    { "[1, 2, 3].all(x, x > 0)", "true" },
    { "[1, 0].all(x, 1 / x > 5)", "false" },
    { "[0, 2].all(x, 1 / x > 5)", "false" },
    { "[0, 1].all(x, 1 / x > 0)", NULL },
    { "[0, 1].exists(x, 1 / x > 0)", "true" },
    { "[].exists(x, x)", "false" },
    { "[1, 2, 2].exists_one(x, x == 1)", "true" },
    { "[1, 2, 2].existsOne(x, x == 2)", "false" },
    { "[1, 0].exists_one(x, 1 / x == 1)", NULL },
    { "[1, 2, 3].map(x, x * x)", "[1,4,9]" },
    { "[1, 2, 3].map(x, x > 1, x * 10)", "[20,30]" },
    { "[1, 2, 3].filter(x, x != 2)", "[1,3]" },
    { "{'a': 1, 'b': 2}.map(k, k)", "[\"a\",\"b\"]" },
    { "[[1], [2, 3]].map(l, l.map(x, x + size(l)))", "[[2],[4,5]]" },
    { "[1].map(x, [2].map(x, x))", "[[2]]" },
    { "['a', 'b'].all(i, v, i < 2 && v < 'c')", "true" },
    { "['a', 'b'].exists(i, v, i == 1 && v == 'b')", "true" },
    { "['a', 'b'].existsOne(i, v, v == 'b')", "true" },
    { "['a', 'b'].transformList(i, v, i > 0, v + string(i))", "[\"b1\"]" },
    { "['a', 'b'].transformMap(i, v, v + string(i))", "{\"0\":\"a0\",\"1\":\"b1\"}" },
    { "{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 2)", "{\"b\":4}" },
    { "{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k})", "{\"x\":\"a\",\"y\":\"b\"}" },
    { "{'a': 'x', 'b': 'x'}.transformMapEntry(k, v, {v: k})", NULL },
    { "cel.bind(x, 21, x + x)", "42" },
    { "cel.bind(x, 1 / 0, true)", "true" },
    { "cel.bind(x, 1 / 0, x > 1 || true)", "true" },
    { "cel.bind(x, 1 / 0, x)", NULL },
    { "cel.bind(a, [1], cel.bind(b, [a, a], b[1] == a))", "true" },
    { "dyn(1).all(x, true)", NULL },
    { "[1].all(x, dyn(1))", NULL },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_optionals (void)
{
  static const Case cases[] = {
    { "{'a': 1}.?a.value()", "1" },
    { "{'a': 1}.?b.hasValue()", "false" },
    { "{'a': 1}.?b.orValue(7)", "7" },
    { "{'a': {'b': 2}}.?a.b.orValue(7)", "2" },
    { "{'a': {'b': 2}}.?x.b.orValue(7)", "7" },
    { "[1, 2][?5].orValue(0)", "0" },
    { "optional.none().or(optional.of(3)).value()", "3" },
    { "optional.of(1).or(optional.of(1 / 0)).value()", "1" },
    { "optional.of(1).orValue(1 / 0)", "1" },
    { "optional.none().value()", NULL },
    { "optional.ofNonZeroValue('').hasValue()", "false" },
    { "[?optional.of(1), ?optional.none(), 2]", "[1,2]" },
    { "{?'a': optional.of(1), ?'b': optional.none()}", "{\"a\":1}" },
    { "[?dyn(1)]", NULL },
    { "optional.of(2).optMap(x, x * 2).value()", "4" },
    { "optional.none().optMap(x, x * 2).hasValue()", "false" },
    { "optional.of(2).optFlatMap(x, optional.of(x + 1)).value()", "3" },
    { "optional.of(1) == optional.of(1) && optional.of(1) != optional.none()", "true" },
    { "[optional.of(1), optional.none()].unwrapOpt()", "[1]" },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_types (void)
{
  static const Case cases[] = {
    { "type(1) == int && type(1u) == uint && type(1.0) == double", "true" },
    { "type('') == string && type(b'') == bytes && type(null) == null_type", "true" },
    { "type([]) == list && type({}) == map && type(int) == type", "true" },
    { "type(duration('1s')) == google.protobuf.Duration", "true" },
    { "type(optional.none()) == optional_type", "true" },
    { "math.greatest(1, 2, 3) == 3 && math.least([4, 2]) == 2", "true" },
    { "math.greatest(1, 'a', 2)", NULL },
    { "math.greatest(1, 2.5, 2u, -1)", "2.5" },
  };

  run_cases (cases, G_N_ELEMENTS (cases));
}

/* What a stranger's text could do is bounded. */
static void
test_limits (void)
{
  static const char *const texts[] = {
    /* Rounds of nested loops. */
    "[1,2,3,4,5,6,7,8,9,10].map(a, [1,2,3,4,5,6,7,8,9,10].map(b, [1,2,3,4,5,6,7,8,9,10].map(c, "
    "[1,2,3,4,5,6,7,8,9,10].map(d, [1,2,3,4,5,6,7,8,9,10].map(e, [1,2,3,4,5,6,7,8,9,10].map(f, "
    "[1,2,3,4,5,6,7,8,9,10].map(g, a + b + c + d + e + f + g)))))))",
    /* A string that doubles. */
    "cel.bind(a, 'xxxxxxxxxxxxxxxx', cel.bind(b, a+a+a+a+a+a+a+a, cel.bind(c, b+b+b+b+b+b+b+b, "
    "cel.bind(d, c+c+c+c+c+c+c+c, cel.bind(e, d+d+d+d+d+d+d+d, cel.bind(f, e+e+e+e+e+e+e+e, "
    "cel.bind(g, f+f+f+f+f+f+f+f, cel.bind(h, g+g+g+g+g+g+g+g, size(h+h+h+h+h+h+h+h)))))))))",
    /* Lists that share parts: small in memory, endless to compare. */
    "cel.bind(a, [1,1,1,1,1,1,1,1], cel.bind(b, [a,a,a,a,a,a,a,a], cel.bind(c, [b,b,b,b,b,b,b,b], "
    "cel.bind(d, [c,c,c,c,c,c,c,c], cel.bind(e, [d,d,d,d,d,d,d,d], cel.bind(f, [e,e,e,e,e,e,e,e], "
    "cel.bind(g, [f,f,f,f,f,f,f,f], cel.bind(h, [g,g,g,g,g,g,g,g], h == h))))))))",
    /* The same as a result. */
    "cel.bind(a, [1,1,1,1,1,1,1,1], cel.bind(b, [a,a,a,a,a,a,a,a], cel.bind(c, [b,b,b,b,b,b,b,b], "
    "cel.bind(d, [c,c,c,c,c,c,c,c], cel.bind(e, [d,d,d,d,d,d,d,d], cel.bind(f, [e,e,e,e,e,e,e,e], "
    "cel.bind(g, [f,f,f,f,f,f,f,f], cel.bind(h, [g,g,g,g,g,g,g,g], h))))))))",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *result = evaluate (texts[i], CEM_EXPRESSION_NONE, &error);

      g_assert_null (result);
      g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
    }
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel/language/arithmetic", test_arithmetic);
  g_test_add_func ("/cel/language/comparisons", test_comparisons);
  g_test_add_func ("/cel/language/logic", test_logic);
  g_test_add_func ("/cel/language/collections", test_collections);
  g_test_add_func ("/cel/language/macros", test_macros);
  g_test_add_func ("/cel/language/optionals", test_optionals);
  g_test_add_func ("/cel/language/types", test_types);
  g_test_add_func ("/cel/language/limits", test_limits);

  return g_test_run ();
}
