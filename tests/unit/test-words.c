/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/cem-words-private.h"

#include <string.h>

static void
expect (const char *words,
        const char *text)
{
  g_autofree char *said = _cem_words_say (words);
  g_autofree char *english = _cem_words_say_in_english (words);

  g_assert_cmpstr (said, ==, text);
  g_assert_cmpstr (english, ==, text);
}

static void
test_arguments (void)
{
  g_autofree char *words = _cem_words_new (
    N_ ("%s|%.*s|%5d|%u|%02x|%lld|%zu|%ld|%c|%.1f|%.2s|100 %%"), "text", 3, "cutting", -7, 4000000000u,
    0xabu, G_MININT64 + 0ll, (gsize) 42, -1l, 'x', 2.25, "long");

  g_test_summary ("Arguments of all kinds stand where a text has them");

  expect (words, "text|cut|   -7|4000000000|ab|-9223372036854775808|42|-1|x|2.2|lo|100 %");
}

static void
test_nested (void)
{
  g_autofree char *inner = _cem_words_new (N_ ("expected %s, found “%c”"), W_ ("a digit"), '%');
  g_autofree char *words = _cem_words_new (N_ ("line %u: %s"), 7u, inner);

  g_test_summary ("Words stand in words");

  expect (inner, "expected a digit, found “%”");
  expect (words, "line 7: expected a digit, found “%”");
  expect (W_ ("is empty"), "is empty");
}

/* What is not words is said as it is: what older libraries kept, and what the system says. */
static void
test_plain (void)
{
  g_test_summary ("What is not words is said as it is");

  expect ("No such file: 100 %s", "No such file: 100 %s");
  expect ("", "");
}

/* Strangers' data stay what they are, and end where they end. */
static void
test_hostile (void)
{
  static const char *const data[] = { "\036", "\035", "\037", "a\036b", "\036a\037\035b", "\035\036",
                                      "\036\036\035", "\037\037\037", "%s%n", "\036x" };
  char deep[400] = { 0 };

  g_test_summary ("Data cannot break out of the text that they stand in");

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    {
      g_autofree char *words = _cem_words_new (N_ ("“%s” of %s"), data[i], "me");
      g_autofree char *said = _cem_words_say (words);
      g_autofree char *plain = _cem_words_say (data[i]);

      g_assert_true (g_str_has_prefix (said, "“"));
      g_assert_true (g_str_has_suffix (said, "” of me"));
      g_assert_null (strpbrk (said, "\035\036\037"));
      g_assert_nonnull (plain);
    }

  /* Whole words among the data are said, and have nothing to fill in. */
  {
    g_autofree char *words = _cem_words_new (N_ ("“%s” of %s"), "\036a %s %2$s %\035", "me");
    g_autofree char *said = _cem_words_say (words);

    g_assert_true (g_str_has_suffix (said, "” of me"));
  }

  memset (deep, '\036', 190);
  memset (deep + 190, '\035', 190);
  {
    g_autofree char *said = _cem_words_say (deep);

    g_assert_nonnull (said);
  }
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) copy = NULL;
  g_autoptr (GError) outer = NULL;
  g_autoptr (GError) foreign = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "as it is");
  g_autofree char *english = NULL;

  g_test_summary ("An error keeps what it says, whatever becomes of it");

  _cem_set_error (NULL, CEM_ERROR_LIMIT, "more than %d", 3);
  _cem_set_error (&error, CEM_ERROR_LIMIT, "more than %d", 3);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  g_assert_cmpstr (error->message, ==, "more than 3");

  copy = g_error_copy (error);
  g_assert_cmpstr (_cem_error_get_words (copy), ==, _cem_error_get_words (error));
  _cem_set_error (&outer, copy->code, "at %s: %s", "/a", _cem_error_get_words (copy));
  english = _cem_error_dup_english (outer);
  g_assert_cmpstr (english, ==, "at /a: more than 3");

  g_assert_cmpstr (_cem_error_get_words (foreign), ==, "as it is");
  g_clear_error (&copy);
  copy = g_error_new_literal (CEM_ERROR, CEM_ERROR_FAILED, "plain");
  g_assert_cmpstr (_cem_error_get_words (copy), ==, "plain");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/arguments", test_arguments);
  g_test_add_func ("/words/nested", test_nested);
  g_test_add_func ("/words/plain", test_plain);
  g_test_add_func ("/words/hostile", test_hostile);
  g_test_add_func ("/words/errors", test_errors);

  return g_test_run ();
}
