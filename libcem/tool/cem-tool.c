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
  { "list", "NOUNS", "DB", N_ ("List customers, devices, orders … by a condition"), _cem_tool_list },
  { "show", "thing", "DB KEY", N_ ("Show what happened to a thing"), _cem_tool_show_thing },
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

      fprintf (stream, "  %-26s %s\n", words, _ (commands[i].summary));
    }
  fputs (_ ("\nEvery command takes --json and --help. Exit codes: 0 done, 1 failed or refused, 2 "
         "wrong usage,\n"
         "3 nothing found, 4 a check found differences, 5 another process writes to the store,\n"
         "130 interrupted. See cem(1).\n"),
         stream);
}

static gboolean
parse_options (CemTool *self,
               const GOptionEntry *entries,
               const char *description,
               char **argv,
               GError **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (self->parameters);
  g_autofree char *name = g_strconcat ("cem ", self->command, NULL);

  /* The usage line takes the program's name from here. */
  g_free (argv[0]);
  argv[0] = g_steal_pointer (&name);
  g_set_prgname (argv[0]);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, self->summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, common, NULL);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_help_enabled (context, FALSE);

  for (guint i = 1; argv[i] != NULL; i++)
    if (g_str_equal (argv[i], "--"))
      break;
    else if (g_str_equal (argv[i], "--help") || g_str_equal (argv[i], "-h"))
      {
        g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

        fputs (help, stdout);
        return FALSE;
      }

  self->arguments = g_strdupv (argv);
  return g_option_context_parse_strv (context, &self->arguments, error);
}

gboolean
_cem_tool_parse (CemTool *self,
                 const GOptionEntry *entries,
                 const char *description,
                 guint min_arguments,
                 guint max_arguments,
                 char **argv,
                 int *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hint = g_strdup_printf (_ ("%s“cem %s --help” lists the options"),
                                           self->hint != NULL ? self->hint : "", self->command);
  guint n = 0;

  *code = CEM_EXIT_OK;
  for (guint i = 1; argv[i] != NULL && !g_str_equal (argv[i], "--"); i++)
    self->json = self->json || g_str_equal (argv[i], "--json");

  if (!parse_options (self, entries, description, argv, &error))
    {
      if (error != NULL)
        *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", hint, "%s", error->message);
      return FALSE;
    }

  g_free (self->arguments[0]);
  memmove (self->arguments, self->arguments + 1,
           g_strv_length (self->arguments + 1) * sizeof (char *) + sizeof (char *));
  if (self->arguments[0] != NULL && g_str_equal (self->arguments[0], "--"))
    {
      g_free (self->arguments[0]);
      memmove (self->arguments, self->arguments + 1,
               (g_strv_length (self->arguments + 1) + 1) * sizeof (char *));
    }

  n = g_strv_length (self->arguments);
  self->n_arguments = n;
  if (n >= min_arguments && n <= max_arguments)
    return TRUE;

  *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", hint,
                            ngettext ("“cem %s” takes %s, but %u argument was given",
                                      "“cem %s” takes %s, but %u arguments were given", n),
                            self->command, self->parameters, n);
  return FALSE;
}

/* --- errors ---*/

static void
print_error (CemTool *self,
             CemExit code,
             const char *word,
             const char *hint,
             const char *message)
{
  if (self->json)
    {
      g_autoptr (JsonObject) error = json_object_new ();
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      g_autofree char *text = NULL;

      json_object_set_int_member (error, "schema", 1);
      json_object_set_string_member (error, "error", word);
      json_object_set_int_member (error, "exit_code", code);
      json_object_set_string_member (error, "message", message);
      if (hint != NULL)
        json_object_set_string_member (error, "hint", hint);
      json_node_set_object (node, error);
      text = _cem_tool_write_json (node, FALSE);
      fprintf (stderr, "%s\n", text);
      return;
    }

  fprintf (stderr, "cem: %s\n", message);
  if (hint != NULL)
    fprintf (stderr, "     %s\n", hint);
}

int
_cem_tool_refuse (CemTool *self,
                  CemExit code,
                  const char *word,
                  const char *hint,
                  const char *format,
                  ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  print_error (self, code, word, hint, message);
  return code;
}

static const struct
{
  CemError code;
  CemExit exit;
  const char *word;
  const char *hint;
} errors[] = {
  { CEM_ERROR_INVALID_ARGUMENT, CEM_EXIT_USAGE, "invalid-argument",
    N_ ("“cem %s --help” says what it takes") },
  { CEM_ERROR_SYNTAX, CEM_EXIT_FAILED, "syntax", NULL },
  { CEM_ERROR_TYPE, CEM_EXIT_FAILED, "type", NULL },
  { CEM_ERROR_EVALUATION, CEM_EXIT_FAILED, "evaluation", NULL },
  { CEM_ERROR_NO_SUCH_FIELD, CEM_EXIT_FAILED, "no-such-field", NULL },
  { CEM_ERROR_LIMIT, CEM_EXIT_FAILED, "limit", NULL },
  { CEM_ERROR_NOT_FOUND, CEM_EXIT_NOT_FOUND, "not-found",
    N_ ("“cem stats” and “cem log” show what is in the store") },
  { CEM_ERROR_CONFLICT, CEM_EXIT_FAILED, "conflict", NULL },
  { CEM_ERROR_REFUSED, CEM_EXIT_FAILED, "refused", NULL },
  { CEM_ERROR_BUSY, CEM_EXIT_BUSY, "busy", N_ ("Wait until the other process ends, or end it") },
  { CEM_ERROR_IO, CEM_EXIT_FAILED, "io", NULL },
  { CEM_ERROR_NO_SPACE, CEM_EXIT_FAILED, "no-space",
    N_ ("What was committed is safe; make room and send the same file again") },
  { CEM_ERROR_READ_ONLY, CEM_EXIT_FAILED, "read-only",
    N_ ("Check the permissions of the file and of its folder") },
  { CEM_ERROR_CORRUPT, CEM_EXIT_FAILED, "corrupt",
    N_ ("Restore a copy, or save what can be read with “cem replay DB --into NEW”") },
  { CEM_ERROR_NOT_A_STORE, CEM_EXIT_FAILED, "not-a-store",
    N_ ("Name another file; “cem ingest” makes a new store where there is none") },
  { CEM_ERROR_NEWER_SCHEMA, CEM_EXIT_FAILED, "newer-schema",
    N_ ("Use the libcem that wrote it, or a newer one") },
  { CEM_ERROR_DIVERGED, CEM_EXIT_DIFFERENT, "diverged",
    N_ ("The log says otherwise than this libcem derives; see the versions in the log") },
};

int
_cem_tool_fail (CemTool *self,
                const char *path,
                const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return _cem_tool_refuse (self, CEM_EXIT_CANCELLED, "cancelled",
                             _ ("What was committed stays; the same command can be run again"),
                             _ ("Interrupted"));

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    if (g_error_matches (error, CEM_ERROR, (int) errors[i].code))
      {
        g_autofree char *hint = NULL;

        if (errors[i].hint != NULL)
          {
            g_auto (GStrv) parts = g_strsplit (_ (errors[i].hint), "%s", 2);

            hint = g_strjoinv (self->command, parts);
          }
        return _cem_tool_refuse (self, errors[i].exit, errors[i].word, hint, "%s", error->message);
      }

  if (path != NULL)
    return _cem_tool_refuse (self, CEM_EXIT_FAILED, "failed", NULL, "%s: %s", path, error->message);
  return _cem_tool_refuse (self, CEM_EXIT_FAILED, "failed", NULL, "%s", error->message);
}

CemEngine *
_cem_tool_open (CemTool *self,
                gboolean create,
                int *code)
{
  const char *path = self->arguments[0];
  g_autoptr (GError) error = NULL;
  CemEngine *engine = NULL;

  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *hint = g_strdup_printf (_ ("“cem ingest %s FILE” makes one"), path);

      *code = _cem_tool_refuse (self, CEM_EXIT_NOT_FOUND, "not-found", hint,
                                _ ("There is no store “%s”"), path);
      return NULL;
    }

  engine = cem_engine_open (path, NULL, NULL, &error);
  if (engine == NULL)
    *code = _cem_tool_fail (self, path, error);
  return engine;
}

/* --- main ---*/

/* NOUN and NOUNS stand for any of them. */
static gboolean
is_sub (const char *sub,
        const char *word)
{
  if (g_str_equal (sub, "NOUN") || g_str_equal (sub, "NOUNS"))
    return _cem_tool_is_noun (word, g_str_equal (sub, "NOUNS"));

  return g_str_equal (sub, word);
}

static const Command *
find_command (char **argv,
              guint *n_words)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      if (!g_str_equal (commands[i].name, argv[1]))
        continue;
      if (commands[i].sub == NULL)
        {
          *n_words = 1;
          return &commands[i];
        }
      if (argv[2] != NULL && is_sub (commands[i].sub, argv[2]))
        {
          *n_words = 2;
          return &commands[i];
        }
    }

  return NULL;
}

static gboolean
takes_word (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name) && commands[i].sub != NULL)
      return TRUE;

  return FALSE;
}

static int
run_command (const Command *command,
             const char *word,
             char **argv)
{
  g_autofree char *words = g_strjoin (" ", command->name, word, NULL);
  CemTool tool = { .command = words,
                   .word = word,
                   .parameters = command->parameters,
                   .summary = _ (command->summary) };
  int code = command->run (&tool, argv);

  g_strfreev (tool.arguments);
  if (fflush (stdout) != 0 && code == CEM_EXIT_OK)
    {
      fprintf (stderr, _ ("cem: The output could not be written\n"));
      code = CEM_EXIT_FAILED;
    }
  return code;
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
  g_auto (GStrv) rest = NULL;
  const Command *command = NULL;
  guint n_words = 0;

  set_language ();
  if (argc < 2)
    {
      print_help (stderr);
      return CEM_EXIT_USAGE;
    }
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
      g_str_equal (argv[1], "help"))
    {
      print_help (stdout);
      return CEM_EXIT_OK;
    }
  if (g_str_equal (argv[1], "--version"))
    {
      printf ("cem %s\n", PACKAGE_VERSION);
      return CEM_EXIT_OK;
    }

  command = find_command (argv, &n_words);
  if (command == NULL)
    {
      fprintf (stderr, _ ("cem: There is no command “%s%s%s”\n     “cem --help” lists the commands\n"),
               argv[1],
               argc > 2 && takes_word (argv[1]) ? " " : "",
               argc > 2 && takes_word (argv[1]) ? argv[2] : "");
      return CEM_EXIT_USAGE;
    }

  g_strv_builder_add (builder, argv[0]);
  for (int i = 1 + (int) n_words; i < argc; i++)
    g_strv_builder_add (builder, argv[i]);
  rest = g_strv_builder_end (builder);
  return run_command (command, n_words == 2 ? argv[2] : NULL, rest);
}
