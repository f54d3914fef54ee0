/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

typedef struct
{
  char *actor;
  char *reason;
  gboolean durable;
  gboolean history;
} Options;

typedef CemCommand *(*NewCommand) (CemTool *self,
                                   int *code);

static void
print_outcome (CemOutcome *outcome)
{
  GListModel *derived = cem_outcome_get_derived (outcome);
  const char *customer = cem_outcome_get_customer_id (outcome);

  if (cem_outcome_get_status (outcome) == CEM_OUTCOME_STATUS_ACCEPTED)
    _cem_tool_print (CEM_STYLE_GOOD, _ ("Done"));
  else
    _cem_tool_print (CEM_STYLE_PLAIN, "%s", cem_outcome_get_message (outcome) != NULL
                                              ? cem_outcome_get_message (outcome)
                                              : _ ("Nothing changed"));
  if (customer != NULL)
    _cem_tool_print (CEM_STYLE_PLAIN, _ (": customer %s"), customer);
  _cem_tool_print (CEM_STYLE_PLAIN, "\n");

  for (guint i = 0; i < g_list_model_get_n_items (derived); i++)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (derived, i);
      JsonNode *piece = cem_log_entry_get_piece (entry);
      g_autofree char *text = piece != NULL ? _cem_tool_write_json (piece, FALSE) : g_strdup ("");

      _cem_tool_print (CEM_STYLE_DIM, "  %s %s\n", cem_log_entry_get_event_type (entry), text);
    }
}

static int
execute (CemTool *self,
         const Options *options,
         NewCommand new_command)
{
  g_autoptr (CemCommand) command = NULL;
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;
  CemIngestFlags flags = CEM_INGEST_FLAGS_NONE;
  int code = CEM_EXIT_OK;

  if (options->durable)
    flags |= CEM_INGEST_FLAGS_DURABLE;
  if (options->history)
    flags |= CEM_INGEST_FLAGS_HISTORY;

  command = new_command (self, &code);
  if (command == NULL)
    return code;
  cem_command_set_actor (command, options->actor != NULL ? options->actor : g_get_user_name ());
  if (options->reason != NULL)
    cem_command_set_reason (command, options->reason);

  if (!_cem_tool_open (self, FALSE, &code))
    return code;
  outcome = cem_engine_execute (self->engine, command, flags, NULL, &error);
  if (outcome == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    _cem_tool_print_json (cem_outcome_to_json (outcome));
  else
    print_outcome (outcome);

  if (!cem_engine_close (self->engine, NULL, &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  switch (cem_outcome_get_status (outcome))
    {
    case CEM_OUTCOME_STATUS_ACCEPTED:
    case CEM_OUTCOME_STATUS_DUPLICATE:
      return CEM_EXIT_OK;
    case CEM_OUTCOME_STATUS_CONFLICT:
    case CEM_OUTCOME_STATUS_QUARANTINED:
    default:
      return CEM_EXIT_FAILED;
    }
}

static int
parse_and_execute (CemTool *self,
                   char **argv,
                   const char *description,
                   guint n_arguments,
                   NewCommand new_command)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "actor", 'a', 0, G_OPTION_ARG_STRING, &options.actor, N_ ("Who decides (the user's name)"),
      N_ ("WHO") },
    { "reason", 'r', 0, G_OPTION_ARG_STRING, &options.reason, N_ ("Why"), N_ ("WHY") },
    { "durable", 'd', 0, G_OPTION_ARG_NONE, &options.durable, N_ ("Sync to the disk"), NULL },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &options.history, N_ ("While history is being taken in"),
      NULL },
    { NULL },
  };
  int code = CEM_EXIT_OK;

  if (_cem_tool_parse (self, entries, description, n_arguments, n_arguments, argv, &code))
    code = execute (self, &options, new_command);

  g_free (options.actor);
  g_free (options.reason);
  return code;
}

static CemCommand *
new_link (CemTool *self,
          int *code)
{
  return cem_command_new_link (self->arguments[1], self->arguments[2]);
}

static CemCommand *
new_unlink (CemTool *self,
            int *code)
{
  return cem_command_new_unlink (self->arguments[1], self->arguments[2]);
}

static CemCommand *
new_keep_apart (CemTool *self,
                int *code)
{
  return cem_command_new_keep_apart (self->arguments[1], self->arguments[2]);
}

static CemCommand *
new_let_together (CemTool *self,
                  int *code)
{
  return cem_command_new_let_together (self->arguments[1], self->arguments[2]);
}

static CemCommand *
new_erase (CemTool *self,
           int *code)
{
  return cem_command_new_erase (self->arguments[1]);
}

static CemCommand *
new_advance (CemTool *self,
             int *code)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (self->arguments[1], utc);
  g_autofree char *date = g_strconcat (self->arguments[1], "T00:00:00Z", NULL);

  if (time == NULL)
    time = g_date_time_new_from_iso8601 (date, NULL);
  if (time != NULL)
    return cem_command_new_advance (time);

  *code = _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage",
                            _ ("Write it as 2026-03-01T09:00:00+08:00 or 2026-03-01"),
                            _ ("“%s” is no time"), self->arguments[1]);
  return NULL;
}

static CemCommand *
new_configure_identity (CemTool *self,
                        int *code)
{
  g_autoptr (JsonNode) configuration = _cem_tool_read_json (self, self->arguments[1], code);

  return configuration != NULL ? cem_command_new_configure_identity (configuration) : NULL;
}

int
_cem_tool_link (CemTool *self,
                char **argv)
{
  return parse_and_execute (self, argv, _ ("It confirms a proposal as well."), 3, new_link);
}

int
_cem_tool_unlink (CemTool *self,
                  char **argv)
{
  return parse_and_execute (
      self, argv,
      _ ("What linked the two up to now counts no more; new evidence may link them again.\n"
      "“cem keep-apart” is for ever."),
      3, new_unlink);
}

int
_cem_tool_keep_apart (CemTool *self,
                      char **argv)
{
  return parse_and_execute (self, argv, _ ("“cem let-together” takes it back."), 3, new_keep_apart);
}

int
_cem_tool_let_together (CemTool *self,
                        char **argv)
{
  return parse_and_execute (self, argv, NULL, 3, new_let_together);
}

int
_cem_tool_erase (CemTool *self,
                 char **argv)
{
  return parse_and_execute (
      self, argv,
      _ ("What the events of the customer say is erased from the log and from everything that\n"
      "was derived; the rows stay, so that the log can still be verified. It cannot be undone."),
      2, new_erase);
}

int
_cem_tool_advance (CemTool *self,
                   char **argv)
{
  return parse_and_execute (
      self, argv,
      _ ("TIME is one as 2026-03-01T09:00:00+08:00, or a day: 2026-03-01 is its first moment in UTC.\n"
      "Timers that are due up to then fire."),
      2, new_advance);
}

int
_cem_tool_configure_identity (CemTool *self,
                              char **argv)
{
  return parse_and_execute (
      self, argv,
      _ ("FILE is a JSON object; customers are made anew by it from the events that are there."), 2,
      new_configure_identity);
}
