/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <gio/gunixinputstream.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Reading the store: the log, customers, and why they are who they are. */

gboolean
_cem_tool_load (CemStoreList *list,
                int n,
                GError **error)
{
  return cem_store_list_load (list, G_MAXUINT, 0, NULL, error) &&
         cem_store_list_load (list, 0, (guint) MAX (n, 0), NULL, error);
}

/* --- rows of the log ---*/

/* What there is to say about an event, in a line. */
static char *
describe_piece (CemLogEntry *entry)
{
  JsonNode *piece = cem_log_entry_get_piece (entry);
  JsonObject *object = piece != NULL ? json_node_get_object (piece) : NULL;
  g_autofree char *data = NULL;
  g_autofree char *identifiers = NULL;

  if (cem_log_entry_get_erased (entry))
    return g_strdup (_ ("(erased)"));
  if (object == NULL)
    return g_strdup ("");

  if (json_object_has_member (object, "identifiers"))
    identifiers = _cem_tool_write_json (json_object_get_member (object, "identifiers"), FALSE);
  if (json_object_has_member (object, "data"))
    data = _cem_tool_write_json (json_object_get_member (object, "data"), FALSE);

  return g_strjoin (identifiers != NULL && data != NULL ? " " : "",
                    identifiers != NULL ? identifiers : "", data, NULL);
}

static void
print_entries (GListModel *list,
               guint n)
{
  const char *const headers[] = { _ ("POSITION"), _ ("TIME"), _ ("TYPE"), _ ("SOURCE"), _ ("CONTENT"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (list, i);
      GDateTime *moment = cem_log_entry_get_time (entry);
      g_autoptr (GDateTime) local =
        g_date_time_to_local (moment != NULL ? moment : cem_log_entry_get_at (entry));
      g_autofree char *time = g_date_time_format (local, "%F %T");
      g_autofree char *content = describe_piece (entry);

      _cem_table_add (table, cem_log_entry_get_position (entry), time,
                      cem_log_entry_get_event_type (entry), cem_log_entry_get_source (entry),
                      content);
    }

  _cem_table_print (table);
}

guint
_cem_tool_count_shown (CemTool *self,
                       CemStoreList *list)
{
  return MIN (g_list_model_get_n_items (G_LIST_MODEL (list)), (guint) self->limit);
}

int
_cem_tool_log (CemTool *self,
               char **argv)
{
  g_autofree char *type = NULL;
  const GOptionEntry entries[] = {
    { "type", 't', 0, G_OPTION_ARG_STRING, &type, N_ ("Only events of this type"), N_ ("TYPE") },
    CEM_TOOL_LIMIT (self, N_ ("How many rows (20)")),
    { NULL },
  };
  g_autoptr (CemStoreList) list = NULL;
  g_autoptr (GError) error = NULL;
  guint n = 0;
  int code = CEM_EXIT_OK;

  self->limit = 20;
  if (!_cem_tool_start (self, entries, NULL, 1, argv, &code))
    return code;

  list = cem_view_list_log (self->view, type);
  if (!_cem_tool_load (list, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  n = _cem_tool_count_shown (self, list);
  if (self->json)
    {
      _cem_tool_print_object (_cem_tool_list_to_json (list, n, "entries"));
      return CEM_EXIT_OK;
    }

  print_entries (G_LIST_MODEL (list), n);
  _cem_tool_print (CEM_STYLE_DIM, _ ("%u of %u\n"), n, g_list_model_get_n_items (G_LIST_MODEL (list)));
  return CEM_EXIT_OK;
}

/* --- a customer's page ---*/

static char *
value_to_text (JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "value");
  const char *text = _cem_tool_get_text (object, "value");

  if (text != NULL)
    return g_strdup (text);

  return node != NULL ? _cem_tool_write_json (node, FALSE) : g_strdup ("");
}

static void
add_trait (CemTable *table,
           const char *name,
           JsonObject *trait)
{
  g_autofree char *value = value_to_text (trait);
  g_autofree char *time = _cem_tool_format_time (_cem_tool_get_text (trait, "time"));

  _cem_table_add (table, name, value, _cem_tool_get_text (trait, "source"),
                  _cem_tool_get_text (trait, "identifier"), time);
}

static void
print_traits (JsonObject *traits)
{
  const char *const headers[] = { _ ("TRAIT"), _ ("VALUE"), _ ("SOURCE"), _ ("OF"), _ ("TIME"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *node = NULL;

  json_object_iter_init_ordered (&iter, traits);
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      JsonObject *trait = json_node_get_object (node);
      JsonArray *others = json_object_get_array_member (trait, "others");
      g_autofree char *taken_back = NULL;

      if (!json_object_get_boolean_member (trait, "holds"))
        taken_back = g_strconcat (name, _ (" (none)"), NULL);
      add_trait (table, taken_back != NULL ? taken_back : name, trait);
      for (guint i = 0; i < json_array_get_length (others); i++)
        add_trait (table, _ ("  not"), json_array_get_object_element (others, i));
    }

  if (_cem_table_get_n_rows (table) == 0)
    return;
  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  _cem_table_print (table);
}

static void
print_identifiers (JsonArray *identifiers)
{
  const char *const headers[] = { _ ("IDENTIFIER"), _ ("VALUE"), _ ("FIRST SEEN"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < json_array_get_length (identifiers); i++)
    {
      JsonObject *identifier = json_array_get_object_element (identifiers, i);
      g_autofree char *first = _cem_tool_format_time (_cem_tool_get_text (identifier, "first"));

      _cem_table_add (table, _cem_tool_get_text (identifier, "type"),
                      _cem_tool_get_text (identifier, "value"), first);
    }

  _cem_table_print (table);
}

/* Proposals and decisions: pairs of identifiers with a word for what they are. */
static void
print_pairs (const char *title,
             const char *word,
             JsonArray *pairs)
{
  const char *const headers[] = { title, _ ("FIRST"), _ ("SECOND"), _ ("SOURCE"), _ ("TIME"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonObject *pair = json_array_get_object_element (pairs, i);
      g_autofree char *time = _cem_tool_format_time (_cem_tool_get_text (pair, "time"));

      _cem_table_add (table, _cem_tool_get_text (pair, word), _cem_tool_get_text (pair, "first"),
                      _cem_tool_get_text (pair, "second"), _cem_tool_get_text (pair, "source"),
                      time);
    }

  if (_cem_table_get_n_rows (table) == 0)
    return;
  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  _cem_table_print (table);
}

static void
print_customer (CemCustomer *customer)
{
  g_autoptr (JsonNode) node = cem_store_item_to_json (CEM_STORE_ITEM (customer));
  JsonObject *object = json_node_get_object (node);
  g_autofree char *since = _cem_tool_format_time (_cem_tool_get_text (object, "since"));

  _cem_tool_print (CEM_STYLE_HEAD, _ ("Customer %s"), cem_customer_get_id (customer));
  _cem_tool_print (CEM_STYLE_DIM, _ ("  since %s, read at position %s\n\n"), since,
                   cem_customer_get_position (customer));
  print_identifiers (json_object_get_array_member (object, "identifiers"));
  print_traits (json_object_get_object_member (object, "traits"));
  print_pairs (_ ("PROPOSAL"), "reason", json_object_get_array_member (object, "proposals"));
  print_pairs (_ ("DECISION"), "kind", json_object_get_array_member (object, "decisions"));
}

void
_cem_tool_print_timeline (CemTool *self,
                          CemStoreList *timeline)
{
  const guint total = g_list_model_get_n_items (G_LIST_MODEL (timeline));
  const guint n = _cem_tool_count_shown (self, timeline);

  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  print_entries (G_LIST_MODEL (timeline), n);
  if (n < total)
    _cem_tool_print (CEM_STYLE_DIM, _ ("%u of %u events; --limit N shows more\n"), n, total);
}

static void
set_timeline (CemTool *self,
              JsonObject *object,
              CemStoreList *timeline)
{
  json_object_set_int_member (object, "events", g_list_model_get_n_items (G_LIST_MODEL (timeline)));
  json_object_set_array_member (
    object, "timeline",
    _cem_tool_items_to_json (timeline, _cem_tool_count_shown (self, timeline)));
}

/* The timeline is a list of entries here; the page's other lists stay as they are. */
static JsonNode *
page_to_json (CemTool *self,
              CemPage *page)
{
  JsonNode *node = cem_page_to_json (page);
  JsonObject *object = json_node_get_object (node);

  json_object_remove_member (object, "touchpoints");
  set_timeline (self, object, CEM_STORE_LIST (cem_page_get_timeline (page)));
  return node;
}

gboolean
_cem_tool_start_page (CemTool *self,
                      char **argv,
                      int *code)
{
  const GOptionEntry entries[] = {
    CEM_TOOL_LIMIT (self, N_ ("How many events (10)")),
    { NULL },
  };

  self->limit = 10;
  return _cem_tool_start (self, entries, NULL, 2, argv, code);
}

int
_cem_tool_show_customer (CemTool *self,
                         char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = NULL;
  CemStoreList *timeline = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start_page (self, argv, &code))
    return code;

  page = cem_view_open_customer (self->view, self->arguments[1], NULL, &error);
  if (page == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  timeline = CEM_STORE_LIST (cem_page_get_timeline (CEM_PAGE (page)));
  if (!_cem_tool_load (timeline, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    {
      _cem_tool_print_json (page_to_json (self, CEM_PAGE (page)));
      return CEM_EXIT_OK;
    }

  print_customer (cem_customer_view_get_customer (page));
  _cem_tool_print_consents (page);
  if (!_cem_tool_print_page (CEM_PAGE (page), &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  _cem_tool_print_timeline (self, timeline);
  return CEM_EXIT_OK;
}

int
_cem_tool_show_thing (CemTool *self,
                      char **argv)
{
  g_autoptr (CemStoreList) timeline = NULL;
  g_autoptr (GError) error = NULL;
  const char *key = NULL;
  JsonObject *object = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start_page (self, argv, &code))
    return code;

  key = self->arguments[1];
  timeline = cem_view_list_timeline (self->view, key);
  if (!_cem_tool_load (timeline, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  if (g_list_model_get_n_items (G_LIST_MODEL (timeline)) == 0)
    return _cem_tool_refuse (self, CEM_EXIT_NOT_FOUND, "not-found", _ ("“cem log” shows what there is"),
                             _ ("No event has named “%s”"), key);

  if (!self->json)
    {
      _cem_tool_print (CEM_STYLE_HEAD, _ ("Thing %s\n"), key);
      _cem_tool_print_timeline (self, timeline);
      return CEM_EXIT_OK;
    }

  object = _cem_tool_new_object ();
  json_object_set_string_member (object, "thing", key);
  set_timeline (self, object, timeline);
  _cem_tool_print_object (object);
  return CEM_EXIT_OK;
}

static void
print_found (const char *key,
             CemCustomer *customer)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "key", key);
  if (customer != NULL)
    json_object_set_member (object, "customer", cem_store_item_to_json (CEM_STORE_ITEM (customer)));
  else
    json_object_set_null_member (object, "customer");
  json_node_take_object (node, object);
  text = _cem_tool_write_json (node, FALSE);
  printf ("%s\n", text);
}

/* One line for each key on standard input, in their order; who is not known has an empty place, or null. */
static int
find_all (CemTool *self)
{
  g_autoptr (GInputStream) base = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (base);
  g_autoptr (GError) error = NULL;
  char *line = NULL;

  while ((line = g_data_input_stream_read_line_utf8 (input, NULL, NULL, &error)) != NULL)
    {
      g_autofree char *key = line;
      g_autoptr (CemCustomer) customer = cem_view_find_customer (self->view, key, NULL, &error);

      if (customer == NULL && !g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND))
        return _cem_tool_fail (self, key, error);

      g_clear_error (&error);
      if (self->json)
        print_found (key, customer);
      else
        printf ("%s\t%s\n", key, customer != NULL ? cem_customer_get_id (customer) : "");
    }

  return error != NULL ? _cem_tool_fail (self, "-", error) : CEM_EXIT_OK;
}

int
_cem_tool_find (CemTool *self,
                char **argv)
{
  g_autoptr (CemCustomer) customer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *identifiers = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start (self, NULL,
                        _ ("KEY is “-” for standard input: one KEY a line, and a line is printed for each."),
                        2, argv, &code))
    return code;
  if (g_str_equal (self->arguments[1], "-"))
    return find_all (self);

  customer = cem_view_find_customer (self->view, self->arguments[1], NULL, &error);
  if (customer == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    {
      _cem_tool_print_json (cem_store_item_to_json (CEM_STORE_ITEM (customer)));
      return CEM_EXIT_OK;
    }

  identifiers = g_strjoinv ("  ", (char **) cem_customer_get_identifiers (customer));
  _cem_tool_print (CEM_STYLE_HEAD, "%s", cem_customer_get_id (customer));
  _cem_tool_print (CEM_STYLE_PLAIN, "  %s\n", identifiers);
  return CEM_EXIT_OK;
}

/* --- explain ---*/

static const char *
get_sentence (JsonObject *object,
              const char *language)
{
  JsonNode *node = json_object_get_member (object, "text");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? _cem_tool_get_text (json_node_get_object (node), language)
           : NULL;
}

static void
print_explanation (JsonObject *object,
                   const char *language)
{
  JsonArray *steps = json_object_has_member (object, "steps")
                         ? json_object_get_array_member (object, "steps")
                         : NULL;
  const char *sentence = get_sentence (object, language);

  _cem_tool_print (json_object_get_boolean_member (object, "same") ? CEM_STYLE_GOOD : CEM_STYLE_BAD,
                   "%s\n", sentence != NULL ? sentence : "");
  for (guint i = 0; steps != NULL && i < json_array_get_length (steps); i++)
    {
      const char *step = get_sentence (json_array_get_object_element (steps, i), language);

      _cem_tool_print (CEM_STYLE_PLAIN, "  %u. %s\n", i + 1, step != NULL ? step : "");
    }
}

int
_cem_tool_explain (CemTool *self,
                   char **argv)
{
  g_autofree char *language = NULL;
  const GOptionEntry entries[] = {
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, N_ ("en or zh (by the locale)"), N_ ("LANGUAGE") },
    { NULL },
  };
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start (self, entries, NULL, 3, argv, &code) ||
      !_cem_tool_check_language (self, language, &code))
    return code;

  node = cem_view_explain (self->view, self->arguments[1], self->arguments[2], NULL, &error);
  if (node == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    _cem_tool_print_json (g_steal_pointer (&node));
  else
    print_explanation (json_node_get_object (node),
                       _cem_tool_choose_language (language));
  return CEM_EXIT_OK;
}
