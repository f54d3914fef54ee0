/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  const char *name;
  const char *sub; /* (nullable): the second word */
  const char *parameters;
  const char *summary;
  int (*run) (CemTool *self, char **argv);
} Command;

static const Command commands[] = {
  { "ingest", NULL, "DB FILE…|-",
    N_ ("Take in JSON Lines of CloudEvents or Segment calls, or CSV by --mapping"), _cem_tool_ingest },
  { "check", NULL, "MAPPING [FILE]", N_ ("Find all mistakes of a mapping, without a store"),
    _cem_tool_check },
  { "map", NULL, "FILE", N_ ("Propose a mapping for a CSV file, without a store"), _cem_tool_map },
  { "quarantine", NULL, "DB",
    N_ ("List what could not be taken in, or try it again"), _cem_tool_quarantine },
  { "find", NULL, "DB KEY|-", N_ ("Find the customer that an identifier belongs to"), _cem_tool_find },
  { "show", "customer", "DB KEY", N_ ("Show a customer's page"), _cem_tool_show_customer },
  { "show", "NOUN", "DB KEY", N_ ("Show the page of a device, an order, a work-order …"), _cem_tool_show_noun },
  { "show", "thing", "DB KEY", N_ ("Show what happened to a thing"), _cem_tool_show_thing },
  { "list", "NOUNS", "DB", N_ ("List customers, devices, orders … by a condition"), _cem_tool_list },
  { "log", NULL, "DB", N_ ("List the log, the newest row first"), _cem_tool_log },
  { "explain", NULL, "DB KEY KEY",
    N_ ("Say why two identifiers are one customer, or not"), _cem_tool_explain },
  { "link", NULL, "DB KEY KEY", N_ ("Say that two identifiers are one customer"), _cem_tool_link },
  { "unlink", NULL, "DB KEY KEY", N_ ("Take back what links two identifiers"), _cem_tool_unlink },
  { "keep-apart", NULL, "DB KEY KEY",
    N_ ("Say that two identifiers are never one customer"), _cem_tool_keep_apart },
  { "let-together", NULL, "DB KEY KEY", N_ ("Take back a keep-apart"), _cem_tool_let_together },
  { "erase", NULL, "DB KEY", N_ ("Erase what is personal of a customer, for good"), _cem_tool_erase },
  { "configure", "identity", "DB FILE",
    N_ ("Set the types of identifiers and the rules of matching"), _cem_tool_configure_identity },
  { "advance", NULL, "DB TIME", N_ ("Let time pass up to TIME"), _cem_tool_advance },
  { "replay", NULL, "DB --into NEW",
    N_ ("Derive everything again from the log, in a new store"), _cem_tool_replay },
  { "verify", NULL, "DB", N_ ("Check the log and all that is derived from it"), _cem_tool_verify },
  { "stats", NULL, "DB", N_ ("Count what is in the store"), _cem_tool_stats },
  { "chart", NULL, "FILE", N_ ("Show, check or draw a statechart, without a store"), _cem_tool_chart },
  { "eval", NULL, "EXPR", N_ ("Evaluate an expression, without a store"), _cem_tool_eval },
};

/* --- words ---*/

/* What may stand after the first word, NOUN and NOUNS spelled out; empty when it takes no second word. */
static char **
list_words (const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      const char *sub = commands[i].sub;

      if (sub == NULL || !g_str_equal (commands[i].name, name))
        continue;
      if (g_str_has_prefix (sub, "NOUN"))
        {
          g_auto (GStrv) nouns = _cem_tool_list_nouns (g_str_equal (sub, "NOUNS"));

          g_strv_builder_addv (builder, (const char **) nouns);
        }
      else
        g_strv_builder_add (builder, sub);
    }

  return g_strv_builder_end (builder);
}

static char **
list_names (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_strv_builder_add (builder, commands[i].name);
  g_strv_builder_add (builder, "help");
  return g_strv_builder_end (builder);
}

/* How many letters are to be put in, left out or changed. */
static guint
measure_distance (const char *from,
                  const char *to)
{
  const gsize n = strlen (to);
  g_autofree guint *row = g_new (guint, n + 1);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 1; from[i - 1] != '\0'; i++)
    {
      guint corner = row[0];

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          const guint above = row[j];

          row[j] = MIN (MIN (row[j], row[j - 1]) + 1, corner + (from[i - 1] != to[j - 1]));
          corner = above;
        }
    }

  return row[n];
}

/* NULL when nothing is like it. */
static const char *
find_similar (char **words,
              const char *word)
{
  const char *best = NULL;
  guint least = MIN ((guint) strlen (word) / 2, 2) + 1;

  if (strlen (word) > 40)
    return NULL;
  for (guint i = 0; words[i] != NULL; i++)
    {
      const guint distance = measure_distance (word, words[i]);

      if (distance < least)
        {
          least = distance;
          best = words[i];
        }
    }

  return best;
}

/* --- help ---*/

static void
print_command (FILE *stream,
               const char *words,
               const char *summary)
{
  fprintf (stream, "  %s%*s %s\n", words, (int) MAX (26 - g_utf8_strlen (words, -1), 0), "", _ (summary));
}

static void
print_help (FILE *stream)
{
  fputs (_ ("Usage: cem COMMAND [OPTION…] DB …\n\n"), stream);
  fputs (_ ("DB is the file of a store; KEY is an identifier as TYPE:VALUE, such as "
         "phone:13800138000, or an\n"
         "id of the store. Commands:\n\n"),
         stream);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *words = g_strjoin (
          " ", commands[i].name, commands[i].sub != NULL ? commands[i].sub : commands[i].parameters,
          commands[i].sub != NULL ? commands[i].parameters : NULL, NULL);

      print_command (stream, words, commands[i].summary);
    }
  fputs (_ ("\nEvery command takes --json and --help; “cem help COMMAND” prints its help as well. Exit "
            "codes:\n"
            "0 done, 1 failed or refused, 2 wrong usage, 3 nothing found, 4 a check found differences,\n"
            "5 another process writes to the store, 130 interrupted. See cem(1).\n"),
         stream);
}

/* Of a command whose second word is not known yet. */
static void
print_group_help (const char *name)
{
  g_auto (GStrv) words = list_words (name);
  g_autofree char *joined = g_strjoinv (", ", words);

  printf (_ ("Usage: cem %s WORD [OPTION…] DB …\n\n"), name);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      {
        g_autofree char *line =
          g_strjoin (" ", name, commands[i].sub, commands[i].parameters, NULL);

        print_command (stdout, line, commands[i].summary);
      }
  printf (_ ("\nWORD is one of: %s.\n“cem %s %s --help” lists the options.\n"), joined, name, words[0]);
}

/* --- main ---*/

/* NOUN and NOUNS stand for any of them. */
static gboolean
is_sub (const char *sub,
        const char *word)
{
  if (g_str_has_prefix (sub, "NOUN"))
    {
      g_auto (GStrv) nouns = _cem_tool_list_nouns (g_str_equal (sub, "NOUNS"));

      return g_strv_contains ((const char *const *) nouns, word);
    }

  return g_str_equal (sub, word);
}

static const Command *
find_command (char **words)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, words[0]) &&
        (commands[i].sub == NULL || (words[1] != NULL && is_sub (commands[i].sub, words[1]))))
      return &commands[i];

  return NULL;
}

static int
run_command (const Command *command,
             char **words)
{
  const char *word = command->sub != NULL ? words[1] : NULL;
  g_autofree char *name = g_strjoin (" ", command->name, word, NULL);
  /* The place of the last word of the command is the program's name for the options. */
  g_auto (GStrv) argv = g_strdupv (words + (word != NULL ? 1 : 0));
  CemTool tool = { .command = name,
                   .word = word,
                   .parameters = command->parameters,
                   .summary = _ (command->summary),
                   .started = g_get_monotonic_time () };
  int code = command->run (&tool, argv);

  g_strfreev (tool.arguments);
  g_clear_object (&tool.view);
  g_clear_object (&tool.engine);
  if (fflush (stdout) != 0 && code == CEM_EXIT_OK)
    {
      fprintf (stderr, _ ("cem: The output could not be written\n"));
      code = CEM_EXIT_FAILED;
    }
  return code;
}

static gboolean
contains (char **words,
          const char *word)
{
  return g_strv_contains ((const char *const *) words, word);
}

static int
refuse_words (char **words)
{
  CemTool tool = { .command = words[0], .json = contains (words, "--json") };
  g_auto (GStrv) known = list_words (words[0]);
  const gboolean is_group = known[0] != NULL;
  g_auto (GStrv) names = is_group ? g_steal_pointer (&known) : list_names ();
  g_autofree char *given = is_group ? g_strjoin (" ", words[0], words[1], NULL) : g_strdup (words[0]);
  g_autofree char *all = is_group ? g_strdup_printf (_ ("“cem %s --help” lists the words"), words[0])
                                  : g_strdup (_ ("“cem --help” lists the commands"));
  g_autofree char *hint = NULL;
  const char *similar = NULL;

  if (is_group && (words[1] == NULL || words[1][0] == '-'))
    return _cem_tool_refuse (&tool, CEM_EXIT_USAGE, "usage", all,
                             _ ("“cem %s” takes another word first, such as “%s”"), words[0], names[0]);

  similar = find_similar (names, is_group ? words[1] : words[0]);
  if (similar != NULL)
    hint = g_strdup_printf (_ ("Did you mean “cem %s%s%s”? %s"), is_group ? words[0] : "",
                            is_group ? " " : "", similar, all);
  return _cem_tool_refuse (&tool, CEM_EXIT_USAGE, "usage", hint != NULL ? hint : all,
                           _ ("There is no command “%s”"), given);
}

static int
dispatch (char **words)
{
  const Command *command = find_command (words);
  g_auto (GStrv) known = list_words (words[0]);

  if (command != NULL)
    return run_command (command, words);
  if (known[0] == NULL || !(contains (words, "--help") || contains (words, "-h")))
    return refuse_words (words);

  print_group_help (words[0]);
  return CEM_EXIT_OK;
}

/* A machine may not have the locale that it is told to use; its language still counts. */
static void
set_language (void)
{
  const char *folder = g_getenv ("CEM_LOCALE_DIR");

  if (setlocale (LC_ALL, "") == NULL && setlocale (LC_ALL, "C.UTF-8") != NULL)
    {
      g_autofree char *languages = g_strjoinv (":", (char **) g_get_language_names ());

      g_setenv ("LANGUAGE", languages, FALSE);
    }

  bindtextdomain (GETTEXT_PACKAGE, folder != NULL ? folder : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc,
      char *argv[])
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  set_language ();
  if (argc < 2)
    {
      print_help (stderr);
      return CEM_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("cem %s\n", PACKAGE_VERSION);
      return CEM_EXIT_OK;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
      (g_str_equal (argv[1], "help") && (argc == 2 || argv[2][0] == '-')))
    {
      print_help (stdout);
      return CEM_EXIT_OK;
    }
  if (!g_str_equal (argv[1], "help"))
    return dispatch (argv + 1);

  g_strv_builder_addv (builder, (const char **) argv + 2);
  g_strv_builder_add (builder, "--help");
  words = g_strv_builder_end (builder);
  return dispatch (words);
}
