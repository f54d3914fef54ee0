/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

static int
retry (CemTool *self,
       CemMapping *mapping,
       gboolean history)
{
  g_autoptr (CemIntake) intake =
    cem_intake_new (self->engine, history ? CEM_INTAKE_MODE_HISTORY : CEM_INTAKE_MODE_LIVE);
  CemProgress *progress = _cem_tool_watch_intake (intake);

  cem_intake_set_mapping (intake, mapping);
  cem_intake_set_actor (intake, g_get_user_name ());
  cem_intake_run_quarantine_async (intake, _cem_progress_get_cancellable (progress),
                                   _cem_progress_done_cb, progress);
  return _cem_tool_finish_intake (self, intake, progress, cem_intake_run_quarantine_finish);
}

/* Why something was not taken. */
static const char *const reasons[] = {
  N_ ("syntax"), N_ ("limit"), N_ ("refused"), N_ ("identity"), N_ ("conflict"), N_ ("future"),
  N_ ("csv"), N_ ("encoding"), N_ ("columns"), N_ ("cell"), N_ ("cel"), N_ ("event"), NULL
};

const char *
_cem_tool_show_reason (const char *reason)
{
  return _cem_tool_translate (reasons, reason);
}

static void
print_quarantine (GListModel *list,
                  guint n)
{
  const char *const headers[] = { _ ("ID"), _ ("WHERE"), _ ("REASON"), _ ("SEEN"), _ ("MESSAGE"), _ ("TEXT"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemQuarantineItem) item = g_list_model_get_item (list, i);
      const char *origin = cem_quarantine_item_get_origin (item);
      g_autofree char *where = g_strdup_printf ("%s:%u", origin != NULL ? origin : "",
                                                cem_quarantine_item_get_line (item));
      g_autofree char *seen = g_strdup_printf ("%u", cem_quarantine_item_get_n_seen (item));

      _cem_table_add (table, cem_quarantine_item_get_id (item),
                      cem_quarantine_item_get_line (item) > 0 ? where : origin,
                      _cem_tool_show_reason (cem_quarantine_item_get_reason (item)), seen,
                      cem_quarantine_item_get_message (item), cem_quarantine_item_get_text (item));
    }

  _cem_table_print (table);
  if (n < g_list_model_get_n_items (list))
    _cem_tool_print (CEM_STYLE_DIM, _ ("%u of %u; --limit N lists more\n"), n,
                     g_list_model_get_n_items (list));
}

/* FALSE without a mapping when there is one to read and it is bad. */
static gboolean
load_one (CemTool *self,
          char *path,
          CemMapping **mapping,
          int *code)
{
  char *paths[] = { path, NULL };
  g_autoptr (GPtrArray) mappings = _cem_tool_load_mappings (self, paths, code);

  if (mappings == NULL)
    return FALSE;
  if (mappings->len > 0)
    *mapping = g_object_ref (mappings->pdata[0]);
  return TRUE;
}

static int
list_quarantine (CemTool *self)
{
  g_autoptr (CemStoreList) list = cem_view_list_quarantine (self->view);
  g_autoptr (GError) error = NULL;
  guint n = 0;

  if (!_cem_tool_load (list, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  n = _cem_tool_count_shown (self, list);
  if (self->json)
    _cem_tool_print_object (_cem_tool_list_to_json (list, n, "items"));
  else if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    _cem_tool_print (CEM_STYLE_PLAIN, _ ("The quarantine is empty\n"));
  else
    print_quarantine (G_LIST_MODEL (list), n);
  return CEM_EXIT_OK;
}

int
_cem_tool_quarantine (CemTool *self,
                      char **argv)
{
  gboolean again = FALSE;
  gboolean history = FALSE;
  g_autofree char *path = NULL;
  const GOptionEntry entries[] = {
    { "retry", 'r', 0, G_OPTION_ARG_NONE, &again, N_ ("Try all of it again"), NULL },
    { "mapping", 'm', 0, G_OPTION_ARG_FILENAME, &path,
      N_ ("With --retry: for rows that came by a mapping of this name, instead of the store's"), N_ ("FILE") },
    { "history", 'H', 0, G_OPTION_ARG_NONE, &history, N_ ("With --retry: at the events' own times"),
      NULL },
    CEM_TOOL_LIMIT (self, N_ ("How many to list (100)")),
    { NULL },
  };
  g_autoptr (CemMapping) mapping = NULL;
  int code = CEM_EXIT_OK;

  self->limit = 100;
  if (!_cem_tool_parse (self, entries, NULL, 1, 1, argv, &code))
    return code;
  if ((path != NULL || history) && !again)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "usage", _ ("Add --retry, or leave them out"),
                             _ ("--mapping and --history go with --retry"));
  if (!load_one (self, path, &mapping, &code) || !_cem_tool_open (self, FALSE, &code))
    return code;

  return again ? retry (self, mapping, history) : list_quarantine (self);
}
