/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <stdio.h>
#include <string.h>

/* How a command begins: its options, its store, a view of that. */

static gboolean
has_option (char **argv,
            const char *name,
            const char *letter)
{
  for (guint i = 1; argv[i] != NULL && !g_str_equal (argv[i], "--"); i++)
    if (g_str_equal (argv[i], name) || g_strcmp0 (argv[i], letter) == 0)
      return TRUE;

  return FALSE;
}

/* FALSE without an error: help was asked for, and printed. */
static gboolean
parse_options (CemTool *self,
               const GOptionEntry *entries,
               const char *description,
               char **argv,
               GError **error)
{
  const GOptionEntry common[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, N_ ("Print JSON"), NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &self->help, N_ ("Print this help"), NULL },
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
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  g_option_context_set_help_enabled (context, FALSE);

  if (self->help)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      fputs (help, stdout);
      return FALSE;
    }

  self->arguments = g_strdupv (argv);
  return g_option_context_parse_strv (context, &self->arguments, error);
}

static void
drop_first (char **arguments)
{
  g_free (arguments[0]);
  memmove (arguments, arguments + 1, g_strv_length (arguments + 1) * sizeof (char *) + sizeof (char *));
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

  *code = CEM_EXIT_OK;
  /* These two count even beside an option that is wrong. */
  self->json = has_option (argv, "--json", NULL);
  self->help = has_option (argv, "--help", "-h");

  if (!parse_options (self, entries, description, argv, &error))
    {
      if (error != NULL)
        *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", hint, "%s", error->message);
      return FALSE;
    }

  drop_first (self->arguments);
  if (self->arguments[0] != NULL && g_str_equal (self->arguments[0], "--"))
    drop_first (self->arguments);

  self->n_arguments = g_strv_length (self->arguments);
  if (self->n_arguments < min_arguments || self->n_arguments > max_arguments)
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", hint,
                              ngettext ("“cem %s” takes %s, but %u argument was given",
                                        "“cem %s” takes %s, but %u arguments were given",
                                        self->n_arguments),
                              self->command, self->parameters, self->n_arguments);
  else if (self->limit < 0)
    *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", hint,
                              _ ("--limit is a number from 0 on, not %d"), self->limit);
  else
    return TRUE;

  return FALSE;
}

gboolean
_cem_tool_open (CemTool *self,
                gboolean create,
                int *code)
{
  const char *path = self->arguments[0];
  g_autoptr (GError) error = NULL;

  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *hint = g_strdup_printf (_ ("“cem ingest %s FILE” makes one"), path);

      *code = _cem_tool_refuse (self, CEM_EXIT_NOT_FOUND, "not-found", hint,
                                _ ("There is no store “%s”"), path);
      return FALSE;
    }

  self->engine = cem_engine_open (path, NULL, NULL, &error);
  if (self->engine == NULL)
    {
      *code = _cem_tool_fail (self, path, error);
      return FALSE;
    }

  self->view = cem_engine_create_view (self->engine, NULL, NULL);
  return TRUE;
}

gboolean
_cem_tool_start (CemTool *self,
                 const GOptionEntry *entries,
                 const char *description,
                 guint n_arguments,
                 char **argv,
                 int *code)
{
  return _cem_tool_parse (self, entries, description, n_arguments, n_arguments, argv, code) &&
         _cem_tool_open (self, FALSE, code);
}

double
_cem_tool_get_seconds (CemTool *self)
{
  return (double) (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC;
}
