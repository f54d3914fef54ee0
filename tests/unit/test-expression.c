/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

#include <string.h>

static CemExpression *
compile (const char *text,
         CemDeclarations *declarations,
         CemExpressionFlags flags)
{
  g_autoptr (GError) error = NULL;
  CemExpression *expression = cem_expression_compile (text, declarations, flags, NULL, &error);

  g_assert_no_error (error);
  return expression;
}

static char *
evaluate_json (const char *text,
               const char *variables,
               CemExpressionFlags flags,
               GError **error)
{
  g_autoptr (CemExpression) expression = compile (text, NULL, flags | CEM_EXPRESSION_UNCHECKED);
  g_autoptr (JsonNode) json = json_from_string (variables, NULL);
  g_autoptr (JsonNode) result = cem_expression_evaluate_json (expression, json, error);

  return result != NULL ? json_to_string (result, FALSE) : NULL;
}

static void
test_results (void)
{
  g_autoptr (CemExpression) sum = compile ("1 + 2", NULL, CEM_EXPRESSION_NONE);
  g_autoptr (CemExpression) text = compile ("'a' + 'b'", NULL, CEM_EXPRESSION_NONE);
  g_autoptr (CemExpression) list = compile ("[1, 2.5, 'x']", NULL, CEM_EXPRESSION_NONE);
  g_autoptr (CemValue) value = NULL;
  g_autoptr (JsonNode) json = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *string = NULL;
  g_autofree char *string_of_sum = NULL;
  g_autofree char *json_text = NULL;
  double number = 0.0;
  gint64 integer = 0;

  g_assert_cmpstr (cem_expression_get_text (sum), ==, "1 + 2");
  g_assert_true (cem_expression_evaluate_double (sum, NULL, &number, &error));
  g_assert_cmpfloat (number, ==, 3.0);
  value = cem_expression_evaluate (sum, NULL, &error);
  g_assert_true (cem_value_get_int (value, &integer));
  g_assert_cmpint (integer, ==, 3);
  string = cem_expression_evaluate_string (text, NULL, &error);
  g_assert_cmpstr (string, ==, "ab");
  string_of_sum = cem_expression_evaluate_string (sum, NULL, &error);
  g_assert_cmpstr (string_of_sum, ==, "3");
  json = cem_expression_evaluate_json (list, NULL, &error);
  json_text = json_to_string (json, FALSE);
  g_assert_cmpstr (json_text, ==, "[1,2.5,\"x\"]");

  g_assert_false (cem_expression_evaluate_double (text, NULL, &number, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_clear_error (&error);
  g_assert_cmpint (cem_expression_test (sum, NULL, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
}

/* The place of a failure is that of the operator or field. */
static void
test_places (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *result = evaluate_json ("a.b > 1 &&\n  a.c.d > 2", "{\"a\":{\"b\":2}}",
                                           CEM_EXPRESSION_NONE, &error);

  g_assert_null (result);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NO_SUCH_FIELD);
  g_assert_nonnull (strstr (error->message, "“c”"));
  g_assert_nonnull (strstr (error->message, "(line 2, column 5)"));
}

static void
test_unknown (void)
{
  static const struct
  {
    const char *text;
    CemTruth truth;
    int code; /* with CEM_EXPRESSION_NONE, or -1 */
  } cases[] = {
    { "a.x > 1", CEM_TRUTH_UNKNOWN, CEM_ERROR_NO_SUCH_FIELD },
    { "a.x > 1 || true", CEM_TRUTH_TRUE, -1 },
    { "a.x > 1 && false", CEM_TRUTH_FALSE, -1 },
    { "a.x > 1 && true", CEM_TRUTH_UNKNOWN, CEM_ERROR_NO_SUCH_FIELD },
    { "has(a.x) && a.x > 1", CEM_TRUTH_FALSE, -1 },
    { "a['x'] > 1", CEM_TRUTH_UNKNOWN, CEM_ERROR_NO_SUCH_FIELD },
    { "a.n.x > 1", CEM_TRUTH_UNKNOWN, CEM_ERROR_NO_SUCH_FIELD },
    { "!(a.x > 1)", CEM_TRUTH_UNKNOWN, CEM_ERROR_NO_SUCH_FIELD },
    { "a.y > 1", CEM_TRUTH_TRUE, -1 },
  };
  g_autoptr (JsonNode) json = json_from_string ("{\"a\":{\"y\":2,\"n\":null}}", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemExpression) unknown =
        compile (cases[i].text, NULL, CEM_EXPRESSION_UNCHECKED | CEM_EXPRESSION_UNKNOWN);
      g_autoptr (CemExpression) strict = compile (cases[i].text, NULL, CEM_EXPRESSION_UNCHECKED);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (cem_expression_test_json (unknown, json, &error), ==, cases[i].truth);
      g_assert_no_error (error);
      g_assert_cmpint (cem_expression_test_json (strict, json, &error), ==, cases[i].truth);
      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, CEM_ERROR, cases[i].code);
    }
}

/* Other failures are failures. */
static void
test_unknown_is_no_excuse (void)
{
  g_autoptr (CemExpression) expression = compile ("1 / 0 > 0", NULL, CEM_EXPRESSION_UNKNOWN);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cem_expression_test (expression, NULL, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_EVALUATION);
}

static void
test_numbers (void)
{
  static const struct
  {
    const char *text;
    const char *strict; /* NULL for an error */
    const char *numbers;
  } cases[] = {
    { "whole + 1", "6", "6" },
    { "part + 1", NULL, "6.5" },
    { "whole + 1.5", NULL, "6.5" },
    { "whole / 2", "2", "2.5" },
    { "whole % 2", "1", "1" },
    { "part % 2", NULL, NULL },
    { "whole + part", NULL, "10.5" },
    { "whole * whole", "25", "25" },
    { "whole + size('ab')", "7", "7" },
    { "part + size('ab')", NULL, NULL },
    { "part + double(size('ab'))", "7.5", "7.5" },
    { "big + 1.5", NULL, NULL },
    { "whole > 4.5", "true", "true" },
    { "whole == 5.0", "true", "true" },
    { "math.ceil(whole)", NULL, "5.0" },
    { "1 / 2", "0", "0" },
    { "1 / 0", NULL, NULL },
    { "whole + 1u", NULL, "6" },
    { "-whole", "-5", "-5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *variables = "{\"whole\":5,\"part\":5.5,\"big\":9007199254740993}";
      g_autofree char *strict = evaluate_json (cases[i].text, variables, CEM_EXPRESSION_NONE, NULL);
      g_autofree char *numbers = evaluate_json (cases[i].text, variables, CEM_EXPRESSION_NUMBERS,
                                                NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (strict, ==, cases[i].strict);
      g_assert_cmpstr (numbers, ==, cases[i].numbers);
    }
}

/* What JSON has no type for is read as declared. */
static void
test_declared_kinds (void)
{
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (JsonNode) json = json_from_string ("{\"order\":{\"at\":\"2026-03-01T09:00:00+08:00\","
                                                "\"total\":5,\"wait\":\"PT1H\"},\"n\":3.0,"
                                                "\"t\":\"2026-03-01T01:00:00Z\"}",
                                                NULL);
  g_autoptr (GError) error = NULL;

  cem_declarations_add_field (declarations, "Order", "at", "timestamp", NULL);
  cem_declarations_add_field (declarations, "Order", "total", "double", NULL);
  cem_declarations_add_field (declarations, "Order", "wait", "duration", NULL);
  cem_declarations_add_variable (declarations, "order", "Order", NULL);
  cem_declarations_add_variable (declarations, "n", "int", NULL);
  cem_declarations_add_variable (declarations, "t", "timestamp", NULL);
  expression = compile ("order.at == t && order.total + 0.5 == 5.5 && n % 2 == 1 && "
                        "order.wait == duration('60m')",
                        declarations, CEM_EXPRESSION_NONE);
  g_assert_cmpint (cem_expression_test_json (expression, json, &error), ==, CEM_TRUTH_TRUE);
  g_assert_no_error (error);

  json = (json_node_unref (json), json_from_string ("{\"t\":\"yesterday\"}", NULL));
  g_assert_cmpint (cem_expression_test_json (expression, json, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_nonnull (error);
}

static void
test_references (void)
{
  g_autoptr (CemExpression) expression =
    compile ("event.data.amount > 3 && event['type'] == 'x' && tags.exists(t, t == me.name) && "
             "math.abs(n) > 1 && has(metrics.logins_30d) && items[i].x == 1 && int == type(1)",
             NULL, CEM_EXPRESSION_UNCHECKED);
  g_auto (GStrv) names = cem_expression_list_names (expression);
  g_auto (GStrv) fields = cem_expression_list_fields (expression);
  g_autofree char *name_text = g_strjoinv (" ", names);
  g_autofree char *field_text = g_strjoinv (" ", fields);

  g_assert_cmpstr (name_text, ==, "event i items me metrics n tags");
  g_assert_cmpstr (field_text, ==,
                   "event.data.amount event.type i items me.name metrics.logins_30d n tags");
  g_assert_cmpuint (cem_expression_get_cost (expression), >, 20);
}

static CemValue *
shout (CemValue *arguments,
       gpointer user_data,
       GError **error)
{
  g_autoptr (CemValue) text = cem_value_dup_item (arguments, 0);
  g_autofree char *string = cem_value_dup_string (text);
  g_autofree char *loud = g_ascii_strup (string, -1);

  (*(guint *) user_data)++;
  if (string[0] == '\0')
    {
      g_set_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT, "Nothing to shout");
      return NULL;
    }

  return strcmp (string, "number") == 0 ? cem_value_new_int (1) : cem_value_new_string (loud);
}

/* A function of the program that evaluates an expression itself. */
static CemValue *
twice (CemValue *arguments,
       gpointer user_data,
       GError **error)
{
  g_autoptr (CemExpression) expression = cem_expression_compile ("x + x", NULL,
                                                                 CEM_EXPRESSION_UNCHECKED, NULL,
                                                                 error);
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (CemValue) x = cem_value_dup_item (arguments, 0);

  cem_context_set_value (context, "x", x);
  return cem_expression_evaluate (expression, context, error);
}

static void
count_down (gpointer data)
{
  (*(guint *) data) = 0;
}

static void
test_functions (void)
{
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_assert_true (cem_declarations_add_function (declarations, "string.shout() -> string", shout,
                                                &calls, count_down, &error));
  g_assert_true (cem_declarations_add_function (declarations, "my.twice(A) -> A", twice, NULL, NULL,
                                                &error));
  g_assert_false (cem_declarations_add_function (declarations, "nonsense", twice, NULL, NULL,
                                                 &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  {
    g_autoptr (CemExpression) loud = compile ("'ab'.shout() + my.twice('x')", declarations,
                                              CEM_EXPRESSION_NONE);
    g_autoptr (CemExpression) fails = compile ("''.shout()", declarations, CEM_EXPRESSION_NONE);
    g_autoptr (CemExpression) absorbed = compile ("''.shout() == 'A' || true", declarations,
                                                  CEM_EXPRESSION_NONE);
    g_autoptr (CemExpression) wrong = compile ("'number'.shout()", declarations,
                                               CEM_EXPRESSION_NONE);
    g_autoptr (CemExpression) nested = compile ("my.twice([1, 2].map(x, my.twice(x)))", declarations,
                                                CEM_EXPRESSION_NONE);
    g_autofree char *result = cem_expression_evaluate_string (loud, NULL, &error);
    g_autofree char *lists = NULL;

    g_assert_no_error (error);
    g_assert_cmpstr (result, ==, "ABxx");
    g_assert_cmpuint (calls, ==, 1);

    lists = cem_expression_evaluate_string (nested, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (lists, ==, "[2,4,2,4]");

    g_assert_null (cem_expression_evaluate (fails, NULL, &error));
    g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
    g_assert_nonnull (strstr (error->message, "Nothing to shout"));
    g_clear_error (&error);
    g_assert_cmpint (cem_expression_test (absorbed, NULL, &error), ==, CEM_TRUTH_TRUE);
    g_assert_null (cem_expression_evaluate (wrong, NULL, &error));
    g_assert_error (error, CEM_ERROR, CEM_ERROR_EVALUATION);

    /* The expressions keep the declarations, and these the functions. */
    g_clear_object (&declarations);
    g_assert_cmpuint (calls, >, 0);
  }

  g_assert_cmpuint (calls, ==, 0);
}

static void
test_max_cost (void)
{
  g_autoptr (CemExpression) expression = compile ("list.all(x, x > 0)", NULL,
                                                  CEM_EXPRESSION_UNCHECKED);
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string ("{\"list\":[1,2,3,4,5,6,7,8,9,10]}", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cem_context_set_variables (context, json, &error));
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_TRUE);
  cem_context_set_max_cost (context, 10);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
}

static CemValue *
look_up (const char *name,
         gpointer user_data,
         GError **error)
{
  (*(guint *) user_data)++;
  if (strcmp (name, "broken") == 0)
    g_set_error (error, CEM_ERROR, CEM_ERROR_IO, "No disk");

  if (strcmp (name, "dear") != 0)
    return NULL;

  return cem_value_new_string ("computed");
}

/* A value that is computed when it is needed, and once. */
static void
test_lookup (void)
{
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (CemValue) flag = cem_value_new_bool (FALSE);
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  cem_declarations_add_variable (declarations, "flag", "bool", NULL);
  cem_declarations_add_variable (declarations, "dear", "string", NULL);
  cem_declarations_add_variable (declarations, "none", "string", NULL);
  cem_declarations_add_variable (declarations, "broken", "string", NULL);
  expression = compile ("flag && (dear + dear).startsWith(dear) && dear == 'computed'", declarations,
                        CEM_EXPRESSION_NONE);
  cem_context_set_lookup (context, look_up, &calls, count_down);
  cem_context_set_value (context, "flag", flag);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_FALSE);
  g_assert_cmpuint (calls, ==, 0);

  cem_value_free (flag);
  flag = cem_value_new_bool (TRUE);
  cem_context_set_value (context, "flag", flag);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_TRUE);
  g_assert_cmpuint (calls, ==, 1);

  g_object_unref (expression);
  expression = compile ("none == ''", declarations, CEM_EXPRESSION_NONE);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NO_SUCH_FIELD);
  g_clear_error (&error);
  g_object_unref (expression);
  expression = compile ("broken == ''", declarations, CEM_EXPRESSION_UNKNOWN);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  cem_context_clear (context);
  g_assert_cmpuint (calls, ==, 0);
}

static void
test_now (void)
{
  static const struct
  {
    const char *text;
    CemNowDependence dependence;
    const char *next; /* after 2026-03-01T00:00:00Z */
  } cases[] = {
    { "x > t", CEM_NOW_DEPENDENCE_NONE, NULL },
    { "now - t >= duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-12T00:00:00Z" },
    { "now - t > duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-12T00:00:00.000001Z" },
    { "now - t < duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-12T00:00:00Z" },
    { "now >= t + duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-12T00:00:00Z" },
    { "t <= now - duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-12T00:00:00Z" },
    { "x - now <= duration('P1D')", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-04T00:00:00Z" },
    { "now - t >= duration('P10D')", CEM_NOW_DEPENDENCE_INVERTIBLE, NULL },
    { "now == x", CEM_NOW_DEPENDENCE_INVERTIBLE, "2026-03-05T00:00:00Z" },
    { "flag && (now > x || !(now - t >= duration('P30D')))", CEM_NOW_DEPENDENCE_INVERTIBLE,
      "2026-03-05T00:00:00.000001Z" },
    { "flag ? now > x : now - t >= duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE,
      "2026-03-05T00:00:00.000001Z" },
    { "now - missing.t >= duration('P30D')", CEM_NOW_DEPENDENCE_INVERTIBLE, NULL },
    { "now - t == now - x", CEM_NOW_DEPENDENCE_INVERTIBLE, NULL },
    { "now.getHours() > 12", CEM_NOW_DEPENDENCE_OTHER, NULL },
    { "[1].exists(i, now > x)", CEM_NOW_DEPENDENCE_OTHER, NULL },
  };
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 0, 0, 0);
  g_autoptr (JsonNode) json = json_from_string ("{\"t\":\"2026-02-10T00:00:00Z\",\"flag\":true,"
                                                "\"x\":\"2026-03-05T00:00:00Z\",\"missing\":{}}",
                                                NULL);

  cem_declarations_add_variable (declarations, "t", "timestamp", NULL);
  cem_declarations_add_variable (declarations, "x", "timestamp", NULL);
  cem_declarations_add_variable (declarations, "flag", "bool", NULL);
  cem_declarations_add_variable (declarations, "missing", "dyn", NULL);
  cem_context_set_variables (context, json, NULL);
  cem_context_set_now (context, now);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemExpression) expression = compile (cases[i].text, declarations,
                                                      CEM_EXPRESSION_NONE);
      g_autoptr (GError) error = NULL;
      g_autoptr (GDateTime) next = cem_expression_find_next_turn (expression, context, &error);
      g_autofree char *text = next != NULL ? g_date_time_format_iso8601 (next) : NULL;

      g_test_message ("%s: %s", cases[i].text, text);
      g_assert_cmpint (cem_expression_get_now_dependence (expression), ==, cases[i].dependence);
      g_assert_cmpstr (text, ==, cases[i].next);
      if (cases[i].dependence == CEM_NOW_DEPENDENCE_OTHER)
        g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
      else
        g_assert_no_error (error);
    }
}

static void
test_now_is_given (void)
{
  g_autoptr (CemExpression) expression = compile ("now > timestamp('2026-01-01T00:00:00Z')", NULL,
                                                  CEM_EXPRESSION_NONE);
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 0, 0, 0);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_EVALUATION);
  g_clear_error (&error);
  cem_context_set_now (context, now);
  g_assert_cmpint (cem_expression_test (expression, context, &error), ==, CEM_TRUTH_TRUE);
}

static void
test_in_state (void)
{
  g_autoptr (CemExpression) expression = compile ("in('on') && 1 in [1]", NULL,
                                                  CEM_EXPRESSION_IN_STATE);
  g_autoptr (GError) error = NULL;

  /* Outside a chart there is nobody to ask. */
  g_assert_cmpint (cem_expression_test (expression, NULL, &error), ==, CEM_TRUTH_UNKNOWN);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_EVALUATION);
  g_clear_error (&error);
  g_assert_null (cem_expression_compile ("in('on')", NULL, CEM_EXPRESSION_NONE, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
}

static void
test_simplify (void)
{
  static const char *const cases[] = {
    "a == 1 && b > 2", "b > 2",
    "a == 2 && b > 2", "false",
    "a == 1 || b > 2", "true",
    "a == 2 || b > 2 || b < 0", "b > 2 || b < 0",
    "a == 1 ? b : c", "b",
    "b + a * 2", "b + 2",
    "b.f(a)", "b.f(1)",
    "1 / (a - 1) > 0 && b", "1 / 0 > 0 && b",
    "a == 1 && b", "b && true",
    "[b, a, m.x]", "[b, 1, [1, 2]]",
    "m.x.map(i, i + a)", "[2, 3]",
    "m.x.map(i, i + b + a)", "[1, 2].map(i, i + b + 1)",
    "has(m.x) && has(b.x)", "has(b.x)",
    "m.nope > 1 && b > 1", "m.nope > 1 && b > 1",
    "t - duration('1h') < b", "timestamp('2026-02-28T23:00:00Z') < b",
    "[b].all(a, a > 1)", "[b].all(a, a > 1)",
    "s + b", "'it\\'s' + b",
    "math.abs(a) + b", "1 + b",
  };
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string ("{\"a\":1,\"m\":{\"x\":[1,2]},\"s\":\"it's\"}",
                                                NULL);
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 1, 0, 0, 0);
  g_autoptr (CemValue) t = cem_value_new_timestamp (time);

  cem_context_set_variables (context, json, NULL);
  cem_context_set_value (context, "t", t);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i += 2)
    {
      g_autoptr (CemExpression) expression = compile (cases[i], NULL, CEM_EXPRESSION_UNCHECKED);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExpression) rest = cem_expression_simplify (expression, context, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cem_expression_get_canonical_text (rest), ==, cases[i + 1]);
    }
}

static void
test_simplify_numbers (void)
{
  static const char *const cases[] = {
    "whole + part", "5 + part", /* an undeclared number may become a literal, which is as undeclared */
    "7 / 7 / part", "7 / 7 / part",
    "size('ab') + part", "size('ab') + part",
  };
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string ("{\"whole\":5}", NULL);

  g_test_summary ("What fails on an undeclared number does not succeed once simplified");

  cem_context_set_variables (context, json, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i += 2)
    {
      g_autoptr (CemExpression) expression =
        compile (cases[i], NULL, CEM_EXPRESSION_UNCHECKED | CEM_EXPRESSION_NUMBERS);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExpression) rest = cem_expression_simplify (expression, context, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (cem_expression_get_canonical_text (rest), ==, cases[i + 1]);
    }
}

static void
test_explain (void)
{
  static const struct
  {
    const char *text;
    const char *english;
    const char *chinese;
  } cases[] = {
    { "a.n <= 2 && 'x' in a.tags",
      "It does not hold because “a.n <= 2” is false: a.n is 4.",
      "条件不成立，因为“a.n <= 2”为假：a.n 是 4。" },
    { "a.n > 2 && a.n < 9", "It holds because all 2 clauses hold.",
      "条件成立，因为2 个子条件都成立。" },
    { "a.n > 5 || a.n < 3 || a.n == 1", "It does not hold because none of 3 clauses holds.",
      "条件不成立，因为3 个子条件都不成立。" },
    { "a.n > 5 || !(a.n > 7)", "It holds because “a.n > 7” is false: a.n is 4.", NULL },
    { "a.n > 5 || a.n == 4", "It holds because “a.n == 4” is true: a.n is 4.", NULL },
    { "a.x > 5", "It is unknown because “a.x” has no value.",
      "条件未知，因为“a.x”没有值。" },
    { "a.n + 1", "The result is 5.", "结果是 5。" },
    { "a.n / 0 > 1", "It could not be evaluated: division by zero.", NULL },
  };
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string ("{\"a\":{\"n\":4,\"tags\":[\"x\"]}}", NULL);

  cem_context_set_variables (context, json, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemExpression) expression = compile (cases[i].text, NULL,
                                                      CEM_EXPRESSION_UNCHECKED);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExplanation) explanation = cem_expression_explain (expression, context, &error);
      g_autofree char *english = cem_explanation_dup_sentence (explanation, NULL);
      g_autofree char *chinese = cem_explanation_dup_sentence (explanation, "zh_CN");

      g_assert_no_error (error);
      g_assert_cmpstr (english, ==, cases[i].english);
      if (cases[i].chinese != NULL)
        g_assert_cmpstr (chinese, ==, cases[i].chinese);
    }
}

static void
test_explain_tree (void)
{
  g_autoptr (CemContext) context = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string ("{\"a\":{\"n\":4}}", NULL);
  g_autoptr (CemExpression) expression = compile ("a.n > 5 && a.x > 1 || math.abs(a.n) == 4", NULL,
                                                  CEM_EXPRESSION_UNCHECKED);
  g_autoptr (CemExplanation) explanation = NULL;
  g_autoptr (CemExplanation) and = NULL;
  g_autoptr (CemExplanation) skipped = NULL;
  g_autoptr (CemExplanation) decides = NULL;
  g_autoptr (JsonNode) tree = NULL;

  cem_context_set_variables (context, json, NULL);
  explanation = cem_expression_explain (expression, context, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (cem_explanation_get_parts (explanation)), ==, 2);
  and = g_list_model_get_item (cem_explanation_get_parts (explanation), 0);
  g_assert_cmpstr (cem_explanation_get_text (and), ==, "a.n > 5 && a.x > 1");
  g_assert_false (cem_explanation_get_decides (and));
  skipped = g_list_model_get_item (cem_explanation_get_parts (and), 1);
  g_assert_cmpint (cem_explanation_get_status (skipped), ==, CEM_EXPLANATION_STATUS_SKIPPED);
  decides = g_list_model_get_item (cem_explanation_get_parts (explanation), 1);
  g_assert_true (cem_explanation_get_decides (decides));
  tree = cem_explanation_to_json (explanation);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (tree), "value"));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/expression/results", test_results);
  g_test_add_func ("/expression/places", test_places);
  g_test_add_func ("/expression/unknown", test_unknown);
  g_test_add_func ("/expression/unknown-is-no-excuse", test_unknown_is_no_excuse);
  g_test_add_func ("/expression/numbers", test_numbers);
  g_test_add_func ("/expression/declared-kinds", test_declared_kinds);
  g_test_add_func ("/expression/references", test_references);
  g_test_add_func ("/expression/functions", test_functions);
  g_test_add_func ("/expression/max-cost", test_max_cost);
  g_test_add_func ("/expression/lookup", test_lookup);
  g_test_add_func ("/expression/now", test_now);
  g_test_add_func ("/expression/now-is-given", test_now_is_given);
  g_test_add_func ("/expression/in-state", test_in_state);
  g_test_add_func ("/expression/simplify", test_simplify);
  g_test_add_func ("/expression/simplify-numbers", test_simplify_numbers);
  g_test_add_func ("/expression/explain", test_explain);
  g_test_add_func ("/expression/explain-tree", test_explain_tree);

  return g_test_run ();
}
