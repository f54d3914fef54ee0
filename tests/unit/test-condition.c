/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem.h>

#include <string.h>

static char *
to_text (const char *json,
         CemDiagnostics *diagnostics,
         GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (CemCondition) condition = NULL;

  g_assert_nonnull (node);
  condition = cem_condition_new_from_json (node, diagnostics, error);
  return condition != NULL ? cem_condition_to_text (condition) : NULL;
}

static JsonNode *
from_text (const char *text,
           GError **error)
{
  g_autoptr (CemCondition) condition = cem_condition_new_from_text (text, error);

  return condition != NULL ? cem_condition_to_json (condition) : NULL;
}

typedef struct
{
  const char *json;
  const char *text;
} Case;

static const Case both_ways[] = {
  { "{\"field\":\"event.data.rating\",\"op\":\"<=\",\"value\":2}", "event.data.rating <= 2" },
  { "{\"field\":\"x\",\"op\":\"==\",\"value\":-1.5}", "x == -1.5" },
  { "{\"field\":\"x\",\"op\":\"!=\",\"value\":null}", "x != null" },
  { "{\"field\":\"x\",\"op\":\"==\",\"value\":\"it's\"}", "x == 'it\\'s'" },
  { "{\"field\":\"x.a\",\"op\":\">\",\"value\":{\"field\":\"x.b\"}}", "x.a > x.b" },
  { "{\"field\":\"x\",\"op\":\"in\",\"value\":[\"a\",1,true]}", "x in ['a', 1, true]" },
  { "{\"field\":\"x\",\"op\":\"not_in\",\"value\":[]}", "!(x in [])" },
  { "{\"field\":\"customer.tags\",\"op\":\"includes\",\"value\":\"vip\"}", "'vip' in customer.tags" },
  { "{\"field\":\"customer.tags\",\"op\":\"not_includes\",\"value\":\"vip\"}",
    "!('vip' in customer.tags)" },
  { "{\"field\":\"x\",\"op\":\"contains\",\"value\":\"a\"}", "x.contains('a')" },
  { "{\"field\":\"x\",\"op\":\"not_contains\",\"value\":\"a\"}", "!x.contains('a')" },
  { "{\"field\":\"x\",\"op\":\"starts_with\",\"value\":{\"field\":\"y\"}}", "x.startsWith(y)" },
  { "{\"field\":\"x\",\"op\":\"ends_with\",\"value\":\"a\"}", "x.endsWith('a')" },
  { "{\"field\":\"x\",\"op\":\"matches\",\"value\":\"^a\"}", "x.matches('^a')" },
  { "{\"field\":\"x.y\",\"op\":\"between\",\"value\":[1,5]}", "x.y >= 1 && x.y <= 5" },
  { "{\"field\":\"x.y\",\"op\":\"exists\"}", "has(x.y)" },
  { "{\"field\":\"x.y\",\"op\":\"missing\"}", "!has(x.y)" },
  { "{\"field\":\"x.y\",\"op\":\"is_true\"}", "x.y" },
  { "{\"field\":\"x\",\"op\":\"is_false\"}", "!x" },
  { "{\"field\":\"x.t\",\"op\":\"within_last\",\"value\":\"P7D\"}",
    "now - timestamp(x.t) <= duration('P7D')" },
  { "{\"field\":\"x.t\",\"op\":\"older_than\",\"value\":\"12h\"}",
    "now - timestamp(x.t) > duration('12h')" },
  { "{\"field\":\"x.t\",\"op\":\"before\",\"value\":\"2026-01-01T00:00:00Z\"}",
    "timestamp(x.t) < timestamp('2026-01-01T00:00:00Z')" },
  { "{\"field\":\"x.t\",\"op\":\"after\",\"value\":{\"field\":\"y.t\"}}",
    "timestamp(x.t) > timestamp(y.t)" },
  { "{\"all\":[{\"field\":\"x\",\"op\":\"<\",\"value\":1},{\"any\":[{\"field\":\"y\",\"op\":\"is_true\"},"
    "{\"none\":[{\"field\":\"z\",\"op\":\"==\",\"value\":1},{\"field\":\"z\",\"op\":\"==\",\"value\":2}]}]}]}",
    "x < 1 && (y || !(z == 1 || z == 2))" },
  { "{\"none\":[{\"field\":\"x\",\"op\":\"<\",\"value\":1}]}", "!(x < 1)" },
  { "{\"all\":[]}", "true" },
  { "{\"any\":[]}", "false" },
  { "{\"all\":[{\"field\":\"x\",\"op\":\"is_true\"},{\"field\":\"y\",\"op\":\"between\",\"value\":[1,2]},"
    "{\"expression\":\"size(z) + 1 > 2\"}]}", "x && y >= 1 && y <= 2 && size(z) + 1 > 2" },
  { "{\"field\":\"x.odd-key\",\"op\":\"exists\"}", "has(x.`odd-key`)" },
  { "{\"field\":[\"x\",\"a.b\"],\"op\":\"==\",\"value\":1}", "x.`a.b` == 1" },
  { "{\"field\":\"x.中文\",\"op\":\"==\",\"value\":1}", "x['中文'] == 1" },
  { "{\"field\":\"x.in\",\"op\":\"==\",\"value\":1}", "x.`in` == 1" },
};

static void
test_both_ways (void)
{
  g_test_summary ("A condition becomes an expression, and the same condition again");

  for (gsize i = 0; i < G_N_ELEMENTS (both_ways); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = to_text (both_ways[i].json, NULL, &error);
      g_autofree char *again = NULL;
      g_autofree char *json = NULL;
      g_autoptr (JsonNode) node = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, both_ways[i].text);

      node = from_text (text, &error);
      g_assert_no_error (error);
      json = json_to_string (node, FALSE);
      g_assert_cmpstr (json, ==, both_ways[i].json);
      again = to_text (json, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, text);
    }
}

static void
test_from_text (void)
{
  static const Case cases[] = {
    { "{\"field\":\"x\",\"op\":\">\",\"value\":5}", "5 < x" },
    { "{\"field\":\"x\",\"op\":\"==\",\"value\":5}", "5 == x" },
    { "{\"all\":[{\"expression\":\"x + 1 > 2\"},{\"field\":\"y\",\"op\":\"is_true\"}]}", "x + 1 > 2 && y" },
    { "{\"all\":[{\"field\":\"y\",\"op\":\"is_true\"},{\"field\":\"x\",\"op\":\"between\",\"value\":[1,2]}]}",
      "y && x >= 1 && x <= 2" },
    { "{\"none\":[{\"expression\":\"f(x)\"}]}", "!f(x)" },
    { NULL, "x + 1 > 2" },
    { NULL, "x == 5u" },
    { NULL, "x == b'a'" },
    { NULL, "x.all(y, y)" },
    { NULL, "x ? y : z" },
    { NULL, "1" },
    { NULL, "x in {'a': 1}" },
    { NULL, "has(x.y.z) == true" },
    { NULL, "x.?y == 1" },
    { NULL, "x[0] == 1" },
    { NULL, "x == '\\x00'" },
  };

  g_test_summary ("What fits is taken, also the other way round; the rest is an expression or refused");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = from_text (cases[i].text, &error);
      g_autofree char *json = node != NULL ? json_to_string (node, FALSE) : NULL;

      g_assert_cmpstr (json, ==, cases[i].json);
      if (node == NULL)
        g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
    }
}

static void
test_mistakes (void)
{
  static const Case cases[] = {
    { "1", "*a condition is an object*" },
    { "\"x == 1\"", "*{\"expression\": *" },
    { "{}", "*no condition*" },
    { "{\"all\":1}", "/all: “all” takes a list*" },
    { "{\"all\":[],\"any\":[]}", "*does not belong here*" },
    { "{\"all\":[],\"op\":\"==\"}", "*belong to a “field”*" },
    { "{\"feild\":\"x\",\"op\":\"==\",\"value\":1}", "*“feild” does not belong*" },
    { "{\"field\":\"x\"}", "*without “op”*" },
    { "{\"field\":\"x\",\"op\":\"~\",\"value\":1}", "/op: there is no operator “~”*use one of ==*" },
    { "{\"field\":\"x\",\"op\":7,\"value\":1}", "/op:*" },
    { "{\"field\":\"x\",\"op\":\"==\"}", "*needs a “value”*" },
    { "{\"field\":\"x.y\",\"op\":\"exists\",\"value\":1}", "/value:*takes no “value”*" },
    { "{\"field\":\"x\",\"op\":\"exists\"}", "/field:*" },
    { "{\"field\":\"\",\"op\":\"is_true\"}", "/field:*" },
    { "{\"field\":\"x..y\",\"op\":\"is_true\"}", "/field:*empty name*" },
    { "{\"field\":\"x.\",\"op\":\"is_true\"}", "/field:*empty name*" },
    { "{\"field\":\"1x\",\"op\":\"is_true\"}", "/field:*" },
    { "{\"field\":\"in.x\",\"op\":\"is_true\"}", "/field:*" },
    { "{\"field\":[],\"op\":\"is_true\"}", "/field:*" },
    { "{\"field\":[\"x\",1],\"op\":\"is_true\"}", "/field:*" },
    { "{\"field\":\"x\",\"op\":\"in\",\"value\":1}", "/value:*takes a list*" },
    { "{\"field\":\"x\",\"op\":\"in\",\"value\":[[1]]}", "/value:*" },
    { "{\"field\":\"x\",\"op\":\"between\",\"value\":[1]}", "/value:*two values*" },
    { "{\"field\":\"x\",\"op\":\"contains\",\"value\":1}", "/value:*takes a text*" },
    { "{\"field\":\"x\",\"op\":\"within_last\",\"value\":7}", "/value:*takes a text*" },
    { "{\"field\":\"x\",\"op\":\"==\",\"value\":{\"a\":1}}", "/value:*" },
    { "{\"expression\":1}", "/expression:*" },
    { "{\"expression\":\"x +\"}", "*/expression:*" },
    { "{\"none\":[{\"all\":[{\"field\":\"x\",\"op\":\"=\",\"value\":1}]}]}", "/none/0/all/0/op:*" },
  };

  g_test_summary ("A mistake is named with its place");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = to_text (cases[i].json, NULL, &error);

      g_assert_null (text);
      g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
      if (!g_pattern_match_simple (cases[i].text, error->message))
        g_error ("%s: %s", cases[i].json, error->message);
    }
}

static void
test_all_mistakes (void)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
    to_text ("{\"any\":[{\"field\":\"x\",\"op\":\"~\"},{\"field\":\"x\",\"op\":\"is_true\"},{\"x\":1}]}",
             diagnostics, &error);

  g_test_summary ("All mistakes are found at once");

  g_assert_null (text);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 2);
  g_assert_nonnull (strstr (error->message, "and 1 more"));
}

static void
test_limits (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) operators = cem_condition_list_operators ();

  g_test_summary ("Nesting is bounded, and the operators are listed");

  for (guint i = 0; i < 60; i++)
    g_string_append (deep, "{\"all\":[");
  g_string_append (deep, "{\"field\":\"x\",\"op\":\"is_true\"}");
  for (guint i = 0; i < 60; i++)
    g_string_append (deep, "]}");

  text = to_text (deep->str, NULL, &error);
  g_assert_null (text);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
  g_assert_cmpuint (g_strv_length (operators), >=, 24);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/condition/both-ways", test_both_ways);
  g_test_add_func ("/condition/from-text", test_from_text);
  g_test_add_func ("/condition/mistakes", test_mistakes);
  g_test_add_func ("/condition/all-mistakes", test_all_mistakes);
  g_test_add_func ("/condition/limits", test_limits);

  return g_test_run ();
}
