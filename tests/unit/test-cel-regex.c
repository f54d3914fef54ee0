/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-regex-private.h"

#include <libcem/cem-error.h>

#include <string.h>

static void
test_match (void)
{
  static const struct
  {
    const char *pattern;
    const char *text;
    gboolean matched;
  } cases[] = {
    { "ubb", "hubba", TRUE },
    { "", "", TRUE },
    { "^$", "a", FALSE },
    { "^a", "ba", FALSE },
    { "^ba$", "ba", TRUE },
    { "a$", "ba\n", FALSE },
    { "(?m)a$", "ba\n", TRUE },
    { "gr(a|e)y", "grey", TRUE },
    { "^[0-9]{3}-\\d+$", "123-4567", TRUE },
    { "^[0-9]{3}-\\d+$", "12-4567", FALSE },
    { "(?i)STRASSE", "strasse", TRUE },
    { "(?i:A)b", "aB", FALSE },
    { "^中.$", "中文", TRUE },
    { "\\p{Han}+", "abc中", TRUE },
    { "^\\PN+$", "ab1", FALSE },
    { "^(?P<year>\\d{4})-(?P<year>\\d\\d)$", "2026-03", TRUE },
    { "(?<a>x)", "x", TRUE },
    { "^\\Qa.b*\\E$", "a.b*", TRUE },
    { "^\\x41\\x{42}\\103$", "ABC", TRUE },
    { "^\\v$", "\v", TRUE },
    { "\\s", "\v", FALSE },
    { "[\\s]", "\t", TRUE },
    { "^[]a]+$", "]a", TRUE },
    { "^[^]a]+$", "b", TRUE },
    { "[[:alpha:]]", "1", FALSE },
    { "^[[]$", "[", TRUE },
    { "a{,2}", "a{,2}", TRUE },
    { "x{", "x{", TRUE },
    { "^a{2,3}?$", "aaa", TRUE },
    { "\\d", "٣", FALSE },
    { "\\bfoo\\b", "a foo b", TRUE },
    { "(|a)*b", "aab", TRUE },
    { "(?U)a+", "aa", TRUE },
    { "(?s).", "\n", TRUE },
    { ".", "\n", FALSE },
  };

  g_test_summary ("RE2's syntax has RE2's meaning");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean matched = FALSE;

      _cem_cel_regex_match_text (cases[i].pattern, strlen (cases[i].pattern), cases[i].text,
                                 strlen (cases[i].text), &matched, &error);
      g_assert_no_error (error);
      if (matched != cases[i].matched)
        g_error ("%s on %s", cases[i].pattern, cases[i].text);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\k<a>", "\\g1", "(?>a)", "a++", "a*+", "a?+",
    "a{2}+", "(?|a)", "(?R)", "(?1)", "(?P=a)", "(?P>a)", "(?#a)", "(?(1)a)", "(*ACCEPT)", "\\C",
    "\\K", "\\R", "\\X", "\\G", "\\Z", "\\h", "\\N", "\\e", "\\cA", "(", ")", "[", "[a", "a**", "*",
    "+a", "|*", "(?i", "(?x)a", "a{1001}", "\\", "[\\", "\\p", "\\p{", "\\p{Nonsense}", "\\x", "\\x{",
    "\\x{110000}", "\\x{d800}", "[[:nonsense:]]", "[[:<:]]", "(?P<1a>x)", "(?P<>x)", "(?P<a", "[b-a]",
    "\\8", "(?i-)a", "(?'a'x)", "(?C)", "((a{900}){900}){900}",
  };

  g_test_summary ("What RE2 lacks or refuses is refused with a reason");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CemCelRegex) regex = _cem_cel_regex_compile (cases[i], strlen (cases[i]), &error);

      if (regex != NULL)
        g_error ("accepted: %s", cases[i]);
      g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
    }
}

static void
test_bounds (void)
{
  static const char *const patterns[] = {
    "(a+)+$", "(a|aa)+$", "(.*)*b$", "((a*)*)*$b", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$",
  };
  g_autofree char *text = g_strnfill (50000, 'a');
  g_autofree char *pattern = g_strnfill (5000, 'a');
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  gboolean matched = FALSE;

  g_test_summary ("A pattern that would backtrack for ever is an error soon, a long text is not");

  g_assert_true (_cem_cel_regex_match_text ("^(b|a)*$", 8, text, 50000, &matched, NULL));
  g_assert_true (matched);

  text[49999] = '!';
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autoptr (GError) limit = NULL;

      if (!_cem_cel_regex_match_text (patterns[i], strlen (patterns[i]), text, 50000,
                                      &matched, &limit))
        g_assert_error (limit, CEM_ERROR, CEM_ERROR_LIMIT);
      else
        g_assert_false (matched);
    }
  g_assert_cmpint (g_get_monotonic_time () - start, <, 30 * G_USEC_PER_SEC);

  g_assert_null (_cem_cel_regex_compile (pattern, 5000, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
}

static gpointer
match_thread (gpointer data)
{
  for (guint i = 0; i < 1000; i++)
    {
      gboolean matched = FALSE;

      g_assert_true (_cem_cel_regex_match (data, "2026-03-01", 10, &matched, NULL));
      g_assert_true (matched);
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (CemCelRegex) regex = _cem_cel_regex_compile ("^\\d{4}(-\\d\\d){2}$", 17, NULL);
  GThread *threads[4];

  g_test_summary ("One compiled expression serves several threads");

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("match", match_thread, regex);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cel-regex/match", test_match);
  g_test_add_func ("/cel-regex/refused", test_refused);
  g_test_add_func ("/cel-regex/bounds", test_bounds);
  g_test_add_func ("/cel-regex/threads", test_threads);

  return g_test_run ();
}
