/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include <libcem/cem.h>

#include <string.h>

/* The first byte chooses the flags, the rest is the text. The canonical text of what compiles must
 * compile to the same and give the same result. */

#define MAX_COST 20000

static const char *const variables[][2] = {
  { "b", "bool" }, { "i", "int" }, { "u", "uint" }, { "d", "double" }, { "s", "string" },
  { "y", "bytes" }, { "t", "timestamp" }, { "p", "duration" }, { "l", "list(int)" },
  { "m", "map(string, dyn)" }, { "x", "dyn" }, { "now", "timestamp" },
};

#define SOME_JSON "\"i\":-7,\"d\":2.5,\"s\":\"Straße 🐱\""

static const char some_json[] = "{" SOME_JSON "}";

static const char context_json[] =
  "{\"b\":true," SOME_JSON ",\"l\":[1,2,3],"
  "\"m\":{\"a\":1,\"b\":\"two\",\"c\":[1.5,null],\"d\":{\"e\":false},\"odd key\":3},"
  "\"x\":{\"rating\":2,\"tags\":[\"vip\"],\"amount\":577.35,\"none\":null}}";

static CemDeclarations *
make_declarations (void)
{
  CemDeclarations *declarations = cem_declarations_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    if (strcmp (variables[i][0], "now") != 0)
      FUZZ_ASSERT (cem_declarations_add_variable (declarations, variables[i][0], variables[i][1],
                                                  NULL));
  return declarations;
}

static CemContext *
make_context (void)
{
  CemContext *context = cem_context_new ();
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 1, 9, 0, 0.5);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\xff" "abc", 5);
  g_autoptr (CemValue) u = cem_value_new_uint (G_MAXUINT64);
  g_autoptr (CemValue) y = cem_value_new_bytes (bytes);
  g_autoptr (CemValue) t = cem_value_new_timestamp (time);
  g_autoptr (CemValue) p = cem_value_new_duration (-1500000);
  g_autoptr (JsonNode) json = json_from_string (context_json, NULL);

  FUZZ_ASSERT (cem_context_set_variables (context, json, NULL));
  cem_context_set_value (context, "u", u);
  cem_context_set_value (context, "y", y);
  cem_context_set_value (context, "t", t);
  cem_context_set_value (context, "p", p);
  cem_context_set_now (context, time);
  cem_context_set_max_cost (context, MAX_COST);
  return context;
}

/* The result as text; of an error its code. */
static char *
evaluate (CemExpression *expression,
          CemContext *context)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) value = cem_expression_evaluate (expression, context, &error);

  FUZZ_ASSERT ((value == NULL) == (error != NULL));
  if (value != NULL)
    {
      g_autofree char *text = cem_value_to_text (value);

      FUZZ_ASSERT (g_utf8_validate (text, -1, NULL));
      return g_strdup_printf ("%d %s", cem_value_get_kind (value), text);
    }

  FUZZ_ASSERT (error->domain == CEM_ERROR);
  FUZZ_ASSERT (g_utf8_validate (error->message, -1, NULL));
  return g_strdup_printf ("error %d", error->code);
}

static gboolean
is_limit (const char *result)
{
  static const char limit[] = { 'e', 'r', 'r', 'o', 'r', ' ', '0' + CEM_ERROR_LIMIT, '\0' };

  return g_str_equal (result, limit);
}

static void
check_condition (const char *text)
{
  g_autoptr (CemCondition) condition = cem_condition_new_from_text (text, NULL);
  g_autoptr (CemCondition) again = NULL;
  g_autoptr (JsonNode) json = NULL;

  if (condition == NULL)
    return;

  json = cem_condition_to_json (condition);
  again = cem_condition_new_from_json (json, NULL, NULL);

  /* A condition may be nested less deeply than an expression. */
  if (again != NULL)
    {
      g_autofree char *text_again = cem_condition_to_text (again);

      FUZZ_ASSERT (text_again != NULL);
    }
}

/* Only some variables. */
static CemContext *
make_some (void)
{
  CemContext *some = cem_context_new ();
  g_autoptr (JsonNode) json = json_from_string (some_json, NULL);

  FUZZ_ASSERT (cem_context_set_variables (some, json, NULL));
  cem_context_set_max_cost (some, MAX_COST);
  return some;
}

/* What remains when some variables are known gives the same, but for running out of cost. */
static void
check_simplified (CemExpression *expression,
                  CemContext *context,
                  const char *result)
{
  static CemContext *some;
  g_autoptr (CemExpression) simplified = NULL;
  g_autofree char *again = NULL;

  /* There, what was computed before becomes a literal, which takes the other side's kind. */
  if (cem_expression_get_flags (expression) & CEM_EXPRESSION_NUMBERS)
    return;
  if (some == NULL)
    some = make_some ();

  simplified = cem_expression_simplify (expression, some, NULL);
  if (simplified == NULL)
    return;

  again = evaluate (simplified, context);
  if (!g_str_equal (result, again) && !is_limit (result) && !is_limit (again))
    FUZZ_FAIL ("“%s” gave %s, simplified to “%s” %s",
             cem_expression_get_canonical_text (expression), result,
             cem_expression_get_canonical_text (simplified), again);
}

static void
check_explanation (CemExpression *expression,
                   CemContext *context)
{
  static const char *const languages[] = { "en", "zh_CN" };
  g_autoptr (CemExplanation) explanation = cem_expression_explain (expression, context, NULL);
  g_autoptr (JsonNode) json = NULL;

  if (explanation == NULL)
    return;

  json = cem_explanation_to_json (explanation);
  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *sentence = cem_explanation_dup_sentence (explanation, languages[i]);

      FUZZ_ASSERT (sentence != NULL && g_utf8_validate (sentence, -1, NULL));
    }
}

static void
check_good (CemExpression *expression,
            CemDeclarations *declarations,
            CemContext *context,
            CemExpressionFlags flags)
{
  const char *canonical = cem_expression_get_canonical_text (expression);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemExpression) again = NULL;
  g_autofree char *result = evaluate (expression, context);
  g_autofree char *result_again = NULL;
  g_autoptr (GDateTime) turn = NULL;
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) fields = NULL;

  names = cem_expression_list_names (expression);
  fields = cem_expression_list_fields (expression);
  FUZZ_ASSERT (names != NULL && fields != NULL && g_utf8_validate (canonical, -1, NULL));
  check_condition (canonical);
  cem_expression_test (expression, context, NULL);
  cem_expression_get_now_dependence (expression);
  turn = cem_expression_find_next_turn (expression, context, NULL);
  check_simplified (expression, context, result);
  check_explanation (expression, context);

  again = cem_expression_compile (canonical, declarations, flags, NULL, &error);
  if (again == NULL && g_error_matches (error, CEM_ERROR, CEM_ERROR_LIMIT))
    return;
  if (again == NULL)
    FUZZ_FAIL ("the canonical text “%s” does not compile: %s", canonical, error->message);
  if (!g_str_equal (canonical, cem_expression_get_canonical_text (again)))
    FUZZ_FAIL ("“%s” became “%s”", canonical, cem_expression_get_canonical_text (again));

  result_again = evaluate (again, context);
  if (!g_str_equal (result, result_again))
    FUZZ_FAIL ("“%s” gave %s and then %s", canonical, result, result_again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  static CemDeclarations *declarations;
  static CemContext *context;
  g_autoptr (CemDiagnostics) diagnostics = NULL;
  g_autoptr (CemExpression) expression = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *list = NULL;
  CemExpressionFlags flags = CEM_EXPRESSION_NONE;

  if (size < 1)
    return 0;
  if (declarations == NULL)
    {
      declarations = make_declarations ();
      context = make_context ();
    }

  /* A letter or space, as in files that people write, means none. */
  if (data[0] < 0x20)
    flags = (CemExpressionFlags) (data[0] & 15);
  text = g_strndup ((const char *) data + 1, size - 1);

  diagnostics = cem_diagnostics_new ();
  expression = cem_expression_compile (text, declarations, flags, diagnostics, &error);
  FUZZ_ASSERT ((expression == NULL) == (error != NULL));
  list = cem_diagnostics_to_string (diagnostics);
  FUZZ_ASSERT (g_utf8_validate (list, -1, NULL));

  if (expression != NULL)
    check_good (expression, declarations, context, flags);
  else
    FUZZ_ASSERT (error->domain == CEM_ERROR && g_utf8_validate (error->message, -1, NULL));
  return 0;
}
