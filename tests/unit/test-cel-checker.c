/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

static CemDeclarations *
new_declarations (void)
{
  static const char *const variables[] = {
    "i", "int", "u", "uint", "d", "double", "s", "string", "flag", "bool", "any", "dyn",
    "list", "list(int)", "names", "map(string, int)", "t", "timestamp", "maybe", "wrapper(int)",
    "opt", "optional(string)", "shop.name", "string", "customer", "Customer", NULL
  };
  CemDeclarations *declarations = cem_declarations_new ();
  g_autoptr (GError) error = NULL;

  cem_declarations_add_field (declarations, "Customer", "tier", "string", &error);
  g_assert_no_error (error);
  cem_declarations_add_field (declarations, "Customer", "age", "int?", &error);
  g_assert_no_error (error);
  cem_declarations_add_field (declarations, "Customer", "friend", "Customer", &error);
  g_assert_no_error (error);

  for (guint i = 0; variables[i] != NULL; i += 2)
    {
      cem_declarations_add_variable (declarations, variables[i], variables[i + 1], &error);
      g_assert_no_error (error);
    }

  return declarations;
}

static void
test_types (void)
{
  static const char *const cases[] = {
    "i + 1", "int", "d * 2.0", "double", "i > 1.5", "bool", "any", "dyn", "any + 1", "int",
    "any + any", "dyn", "any == 1", "bool", "[1, 2]", "list(int)", "[1, 'a']", "list(dyn)",
    "[]", "list(dyn)", "{'a': [1]}", "map(string, list(int))", "list[0]", "int",
    "names.x", "int", "names['x']", "int", "customer.tier", "string", "customer.friend.tier",
    "string", "list.map(x, x * 2)", "list(int)", "list.map(x, string(x))", "list(string)",
    "list.filter(x, x > 1)", "list(int)", "names.map(k, k)", "list(string)", "list.all(x, x > 0)",
    "bool", "names.transformMap(k, v, d)", "map(string, double)", "cel.bind(x, 'a', x)", "string",
    "s.?size", NULL, "names.?x", "optional(int)", "opt.orValue('a')", "string", "opt.optMap(x, x.size())",
    "optional(int)", "optional.of(i)", "optional(int)", "flag ? 1 : 2", "int", "flag ? any : 2", "dyn",
    "t - t", "duration", "t - duration('1s')", "timestamp", "shop.name", "string", "maybe + 1", "int",
    "maybe == null", "bool", "int", "type", "type(i)", "type", "dyn(i)", "dyn", "i in list", "bool",
    "s in names", "bool", "customer == null", "bool", "now", "timestamp", "math.abs(i)", "int",
    "math.greatest(i, 2, 3)", "int", "math.greatest(i, d, 3)", "dyn", "has(customer.age)", "bool",
    "s.split(',')", "list(string)", "[[]] + [[1]]", "list(list(int))",
  };
  g_autoptr (CemDeclarations) declarations = new_declarations ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i += 2)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExpression) expression =
        cem_expression_compile (cases[i], declarations, CEM_EXPRESSION_NONE, NULL, &error);

      if (cases[i + 1] == NULL)
        {
          g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
          continue;
        }

      g_test_message ("%s", cases[i]);
      g_assert_no_error (error);
      g_assert_cmpstr (cem_expression_get_result_type (expression), ==, cases[i + 1]);
    }
}

typedef struct
{
  const char *text;
  const char *code;
  guint line;
  guint column;
  const char *suggestion;
} Mistake;

static void
test_mistakes (void)
{
  static const Mistake mistakes[] = {
    { "custmer.tier", "unknown-name", 1, 1, "did you mean “customer”?" },
    { "customer.teir", "unknown-field", 1, 10, "did you mean “tier”?" },
    { "customer.friend.xyz", "unknown-field", 1, 17, NULL },
    { "flag &&\n  nothing", "unknown-name", 2, 3, NULL },
    { "s.startWith('a')", "unknown-function", 1, 3, "did you mean “startsWith”?" },
    { "s.startsWith(1)", "no-overload", 1, 3, NULL },
    { "i.startsWith('a')", "no-overload", 1, 3, NULL },
    { "d + 1", "no-overload", 1, 3, "write 1.0" },
    { "u + 1", "no-overload", 1, 3, "write 1u" },
    { "d == 1", "no-overload", 1, 3, "write 1.0" },
    { "i + d", "no-overload", 1, 3, "convert the other number with double()" },
    { "i + u", "no-overload", 1, 3, "convert one of them with int() or uint()" },
    { "i + s", "no-overload", 1, 3, NULL },
    { "'ä' + i", "no-overload", 1, 5, NULL },
    { "!i", "no-overload", 1, 1, NULL },
    { "-s", "no-overload", 1, 1, NULL },
    { "i && flag", "no-overload", 1, 1, NULL },
    { "flag ? 1 : 'a'", "no-overload", 1, 6, "give both the same type, or wrap one in dyn()" },
    { "i ? 1 : 2", "no-overload", 1, 1, NULL },
    { "list['a']", "no-overload", 1, 5, NULL },
    { "names[1]", "no-overload", 1, 6, NULL },
    { "i[0]", "no-overload", 1, 2, NULL },
    { "i.x", "no-fields", 1, 3, NULL },
    { "list < list", "no-overload", 1, 6, NULL },
    { "i in s", "no-overload", 1, 3, NULL },
    { "s in list", "no-overload", 1, 3, NULL },
    { "list == names", "no-overload", 1, 6, NULL },
    { "{1.5: 1}", "bad-key", 1, 2, NULL },
    { "i.all(x, true)", "no-overload", 1, 3, NULL },
    { "list.all(x, x)", "no-overload", 1, 13, NULL },
    { "list.filter(x, 'a')", "no-overload", 1, 16, NULL },
    { "list.map(x, x > 0, y)", "unknown-name", 1, 20, NULL },
    { "math.abs('a')", "no-overload", 1, 6, NULL },
    { "[?i]", "no-overload", 1, 3, NULL },
  };
  g_autoptr (CemDeclarations) declarations = new_declarations ();

  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExpression) expression =
        cem_expression_compile (mistakes[i].text, declarations, CEM_EXPRESSION_NONE, diagnostics,
                                &error);
      g_autoptr (CemDiagnostic) first = NULL;

      g_assert_null (expression);
      g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
      g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 1);
      first = g_list_model_get_item (G_LIST_MODEL (diagnostics), 0);
      g_test_message ("%s: %s (%s)", mistakes[i].text, cem_diagnostic_get_message (first),
                      cem_diagnostic_get_suggestion (first));
      g_assert_cmpstr (cem_diagnostic_get_code (first), ==, mistakes[i].code);
      g_assert_cmpuint (cem_diagnostic_get_line (first), ==, mistakes[i].line);
      g_assert_cmpuint (cem_diagnostic_get_column (first), ==, mistakes[i].column);
      g_assert_cmpstr (cem_diagnostic_get_suggestion (first), ==, mistakes[i].suggestion);
    }
}

static void
test_all_at_once (void)
{
  g_autoptr (CemDeclarations) declarations = new_declarations ();
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemExpression) expression =
    cem_expression_compile ("nope > 1 && customer.nope == 2 && s.nope() && d + 1 > 2.0",
                            declarations, CEM_EXPRESSION_NONE, diagnostics, &error);

  g_assert_null (expression);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_assert_nonnull (strstr (error->message, "3 more"));
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 4);
}

/* A text of nothing but mistakes takes no longer than another. */
static void
test_many_mistakes (void)
{
  g_autoptr (CemDeclarations) declarations = new_declarations ();
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GString) text = g_string_new ("[a");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (text, ", custome.tear.f%u()", i);

  g_string_append_c (text, ']');
  g_assert_null (cem_expression_compile (text->str, declarations, CEM_EXPRESSION_NONE, diagnostics,
                                         &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 100);
}

/* Where a missing value makes a condition unknown, and nobody asks has(). */
static void
test_unknown_warnings (void)
{
  g_autoptr (CemDeclarations) declarations = new_declarations ();
  static const struct
  {
    const char *text;
    guint n_warnings;
    guint n_items;
  } cases[] = {
    { "customer.age > 3", 1, 1 },
    { "has(customer.age) && customer.age > 3", 0, 0 },
    { "customer.tier == 'a'", 0, 0 },
    { "any.x > 3", 0, 1 },
    { "has(any.x) && any.x > 3", 0, 0 },
    { "any.?x.orValue(1) > 3", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      g_autoptr (GError) error = NULL;
      g_autoptr (CemExpression) expression =
        cem_expression_compile (cases[i].text, declarations, CEM_EXPRESSION_UNKNOWN, diagnostics,
                                &error);

      g_assert_no_error (error);
      g_assert_nonnull (expression);
      g_assert_cmpuint (cem_diagnostics_get_n_warnings (diagnostics), ==, cases[i].n_warnings);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (diagnostics)), ==,
                        cases[i].n_items);
    }
}

static void
test_declarations (void)
{
  g_autoptr (CemDeclarations) declarations = cem_declarations_new ();
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *type = NULL;

  g_assert_false (cem_declarations_add_variable (declarations, "1x", "int", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_declarations_add_variable (declarations, "x", "list(", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_declarations_add_variable (declarations, "x", "Unheard", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_declarations_add_field (declarations, "int", "x", "int", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (cem_declarations_set_container (declarations, "a..b", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);

  g_assert_true (cem_declarations_add_variable (declarations, "x", "map(string, list(int))", NULL));
  g_assert_true (cem_declarations_add_variable (declarations, "a.y", "int", NULL));
  g_assert_false (cem_declarations_add_variable (declarations, "x", "int", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_true (cem_declarations_set_container (declarations, "a.b", NULL));

  names = cem_declarations_list_variables (declarations);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpstr (names[0], ==, "a.y");
  type = cem_declarations_dup_variable_type (declarations, "x");
  g_assert_cmpstr (type, ==, "map(string, list(int))");

  expression = cem_expression_compile ("y + x.k[0]", declarations, CEM_EXPRESSION_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cem_declarations_add_variable (declarations, "z", "int", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel/checker/types", test_types);
  g_test_add_func ("/cel/checker/mistakes", test_mistakes);
  g_test_add_func ("/cel/checker/all-at-once", test_all_at_once);
  g_test_add_func ("/cel/checker/many-mistakes", test_many_mistakes);
  g_test_add_func ("/cel/checker/unknown-warnings", test_unknown_warnings);
  g_test_add_func ("/cel/checker/declarations", test_declarations);

  return g_test_run ();
}
