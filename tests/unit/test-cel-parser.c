/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cel/cem-cel-ast-private.h"

#include <libcem/cem-diagnostics.h>

static CemCelNode *
parse (CemArena *arena,
       const char *text,
       CemDiagnostics *diagnostics)
{
  return _cem_cel_parse (arena, text, strlen (text), CEM_CEL_PARSE_NONE, NULL, diagnostics);
}

/* Text and canonical text parse to equal trees, and the canonical text is its own canonical text. */
static void
test_canonical (void)
{
  static const struct
  {
    const char *text;
    const char *canonical;
  } cases[] = {
    { "1+2*3", "1 + 2 * 3" },
    { "(1+2)*3", "(1 + 2) * 3" },
    { "1-(2-3)", "1 - (2 - 3)" },
    { "a&&b||c", "a && b || c" },
    { "a && (b || c)", "a && (b || c)" },
    { "(a && b) && c", "(a && b) && c" },
    { "a?b:c?d:e", "a ? b : c ? d : e" },
    { "(a?b:c)?d:e", "(a ? b : c) ? d : e" },
    { "a ? (b ? c : d) : e", "a ? (b ? c : d) : e" },
    { "-1", "-1" },
    { "-(1)", "-(1)" },
    { "- (-1)", "--1" },
    { "-(1.f())", "-(1.f())" },
    { "(-1).f()", "(-1).f()" },
    { "!!a", "!!a" },
    { "-9223372036854775808", "-9223372036854775808" },
    { "0x1Fu", "31u" },
    { "1e3", "1000.0" },
    { "1e300", "1e+300" },
    { "-0.0", "-0.0" },
    { ".5", "0.5" },
    { "\"it's\\n\"", "'it\\'s\\n'" },
    { "r'\\d'", "'\\\\d'" },
    { "b'\\xff\\000a'", "b'\\xff\\x00a'" },
    { "'''a'b'''", "'a\\'b'" },
    { "a.b.`c d`", "a.b.`c d`" },
    { ".a.b(1,2)", ".a.b(1, 2)" },
    { "a[0][?'x'].?b", "a[0][?'x'].?b" },
    { "[1,?a,]", "[1, ?a]" },
    { "{'a':1,?'b':c,}", "{'a': 1, ?'b': c}" },
    { "has(a.b)", "has(a.b)" },
    { "a.all(x,x>0)", "a.all(x, x > 0)" },
    { "a.existsOne(x, x)", "a.exists_one(x, x)" },
    { "a.exists_one(i, x, x)", "a.existsOne(i, x, x)" },
    { "a.map(x, x > 0, x*x)", "a.map(x, x > 0, x * x)" },
    { "a.transformMapEntry(k, v, {v: k})", "a.transformMapEntry(k, v, {v: k})" },
    { "cel.bind(x, 1, x+x)", "cel.bind(x, 1, x + x)" },
    { "a.optMap(x, x).optFlatMap(y, y)", "a.optMap(x, x).optFlatMap(y, y)" },
    { "1 // a remark\n + 2", "1 + 2" },
    { "{ 'as': 1 }.as", "{'as': 1}.as" },
    { "a in [1] in b", "a in [1] in b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemArena) arena = _cem_arena_new (4096);
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      CemCelNode *first = parse (arena, cases[i].text, diagnostics);
      CemCelNode *second;
      g_autofree char *canonical = NULL;

      g_assert_nonnull (first);
      canonical = _cem_cel_node_to_string (first);
      g_assert_cmpstr (canonical, ==, cases[i].canonical);
      second = parse (arena, canonical, diagnostics);
      g_assert_nonnull (second);
      g_assert_true (_cem_cel_node_equal (first, second));
    }
}

static void
test_mistakes (void)
{
  static const struct
  {
    const char *text;
    guint line;
    guint column;
  } cases[] = {
    { "", 1, 1 },
    { "1 +", 1, 4 },
    { "a = b", 1, 3 },
    { "a & b", 1, 3 },
    { "'abc", 1, 1 },
    { "'é' +\n  'a\\q'", 2, 5 },
    { "(1", 1, 3 },
    { "f(1,)", 1, 5 },
    { "a.1", 1, 2 },
    { "9223372036854775808", 1, 1 },
    { "18446744073709551616u", 1, 1 },
    { "1e999", 1, 1 },
    { "while", 1, 1 },
    { "a.in", 1, 3 },
    { "has(a)", 1, 5 },
    { "a.all(x.y, true)", 1, 9 },
    { "a.all(x, x, true)", 1, 10 },
    { "in('s')", 1, 1 },
    { "a.b{c: 1}", 1, 4 },
    { "b'\\u00ff'", 1, 3 },
    { "'\\ud800'", 1, 2 },
    { "1 2", 1, 3 },
    { "a.`b`()", 1, 6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CemArena) arena = _cem_arena_new (4096);
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      g_autoptr (CemDiagnostic) first = NULL;

      g_assert_null (parse (arena, cases[i].text, diagnostics));
      g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 1);
      first = g_list_model_get_item (G_LIST_MODEL (diagnostics), 0);
      g_assert_cmpstr (cem_diagnostic_get_code (first), ==, "syntax");
      g_test_message ("%s: %s", cases[i].text, cem_diagnostic_get_message (first));
      g_assert_cmpuint (cem_diagnostic_get_line (first), ==, cases[i].line);
      g_assert_cmpuint (cem_diagnostic_get_column (first), ==, cases[i].column);
    }
}

static void
test_in_state (void)
{
  const char *text = "in('on') && a in [1]";
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autofree char *canonical = NULL;
  CemCelNode *node = _cem_cel_parse (arena, text, strlen (text), CEM_CEL_PARSE_IN_STATE, NULL,
                                     diagnostics);

  g_assert_nonnull (node);
  canonical = _cem_cel_node_to_string (node);
  g_assert_cmpstr (canonical, ==, text);
}

static void
assert_limit (const char *text)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (CemDiagnostic) first = NULL;

  g_assert_null (parse (arena, text, diagnostics));
  first = g_list_model_get_item (G_LIST_MODEL (diagnostics), 0);
  g_assert_cmpstr (cem_diagnostic_get_code (first), ==, "limit");
}

static char *
repeat (const char *text,
        guint n,
        const char *end)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (out, text);

  g_string_append (out, end);
  return g_string_free (out, FALSE);
}

static void
test_limits (void)
{
  static const char *const parts[] = { "(", "[", "!", "- ", "a[", "f(", "1+", "true?1:", "{1:" };
  g_autofree char *wide = repeat ("a && ", 15000, "a");
  g_autofree char *many = repeat ("a,", 24000, "a");
  g_autofree char *list = g_strdup_printf ("[%s]", many);
  g_autofree char *long_text = repeat ("1 ", 60000, "");
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *text = repeat (parts[i], 20000, "a");

      assert_limit (text);
    }

  assert_limit (list);
  assert_limit (long_text);

  /* A chain of && is one node, however long. */
  g_assert_nonnull (parse (arena, wide, diagnostics));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel/parser/canonical-text", test_canonical);
  g_test_add_func ("/cel/parser/mistakes", test_mistakes);
  g_test_add_func ("/cel/parser/in-state", test_in_state);
  g_test_add_func ("/cel/parser/limits", test_limits);

  return g_test_run ();
}
