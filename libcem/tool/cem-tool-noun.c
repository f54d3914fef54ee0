/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <string.h>

/* What lists of nouns show beside key, state and time: the first of these fields that a noun has, of each
 * row. The words are those of the command line; label and title are for people, to be translated. */
typedef struct
{
  const char *word;
  const char *plural;
  const char *noun;
  const char *label;
  const char *title;
  const char *fields[4];
} Kind;

static const Kind kinds[] = {
  { "device", "devices", "device", N_ ("Device"), N_ ("DEVICES"),
    { "model", "name", "online", NULL } },
  { "order", "orders", "order", N_ ("Order"), N_ ("ORDERS"),
    { "amount", "currency", "channel", NULL } },
  { "work-order", "work-orders", "work_order", N_ ("Work order"), N_ ("WORK ORDERS"),
    { "title", "priority", "staff", NULL } },
  { "site", "sites", "site", N_ ("Site"), N_ ("SITES"),
    { "name", "city", "address", NULL } },
  { "contract", "contracts", "contract", N_ ("Contract"), N_ ("CONTRACTS"),
    { "kind", "amount", "until", NULL } },
  { "household", "households", "household", N_ ("Household"), N_ ("HOUSEHOLDS"),
    { "name", NULL } },
  { "lead", "leads", "lead", N_ ("Lead"), N_ ("LEADS"),
    { "source", "segment", "amount", NULL } },
  { "appointment", "appointments", "appointment", N_ ("Appointment"), N_ ("APPOINTMENTS"),
    { "kind", "at", "place", NULL } },
  { "task", "tasks", "task", N_ ("Task"), N_ ("TASKS"),
    { "title", "staff", "due", NULL } },
  { "staff", "staff", "staff", N_ ("Staff"), N_ ("STAFF"),
    { "name", "role", "team", NULL } },
  { "coupon", "coupons", "coupon", N_ ("Coupon"), N_ ("COUPONS"),
    { "template", "value", "expires", NULL } },
  { "response", "responses", "response", N_ ("Response"), N_ ("RESPONSES"),
    { "kind", "score", "text", NULL } },
  { "campaign", "campaigns", "campaign", N_ ("Campaign"), N_ ("CAMPAIGNS"),
    { "name", "kind", NULL } },
  { "survey", "surveys", "survey", N_ ("Survey"), N_ ("SURVEYS"),
    { "name", "kind", NULL } },
  { "invitation", "invitations", "invitation", N_ ("Invitation"), N_ ("INVITATIONS"),
    { "survey", "kind", "about", NULL } },
  { "post", "posts", "post", N_ ("Post"), N_ ("POSTS"),
    { "platform", "text", NULL } },
  { "call", "calls", "call", N_ ("Call"), N_ ("CALLS"),
    { "channel", "reason", "duration_s", NULL } },
};

static const Kind *
find_kind (const char *word,
           gboolean plural)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (plural ? kinds[i].plural : kinds[i].word, word) == 0)
      return &kinds[i];

  return NULL;
}

static const Kind *
find_noun (const char *noun)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i].noun, noun) == 0)
      return &kinds[i];

  return NULL;
}

char **
_cem_tool_list_nouns (gboolean plural)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (plural)
    g_strv_builder_add (builder, "customers");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    g_strv_builder_add (builder, plural ? kinds[i].plural : kinds[i].word);
  return g_strv_builder_end (builder);
}

/* --- values as text ---*/

static char *
describe_value (CemValue *value)
{
  switch (cem_value_get_kind (value))
    {
    case CEM_VALUE_KIND_STRING:
      return cem_value_dup_string (value);
    case CEM_VALUE_KIND_TIMESTAMP:
      {
        g_autofree char *text = NULL;
        g_autoptr (GDateTime) time = cem_value_dup_date_time (value);

        text = g_date_time_format_iso8601 (time);
        return _cem_tool_format_time (text);
      }
    default:
      return cem_value_to_text (value);
    }
}

static char *
describe_field (CemNoun *noun,
                const char *name)
{
  g_autoptr (CemValue) value = cem_noun_dup_field (noun, name);

  return value != NULL ? describe_value (value) : g_strdup ("");
}

/* Empty when there is but the one of the head line. */
static char *
describe_keys (CemNoun *noun)
{
  g_auto (GStrv) keys = cem_noun_list_keys (noun);

  return g_strv_length (keys) > 1 ? g_strjoinv (", ", keys) : g_strdup ("");
}

static char *
describe_time (GDateTime *time)
{
  g_autofree char *text = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  return _cem_tool_format_time (text);
}

/* --- rows ---*/

static char *
describe_noun (CemNoun *noun)
{
  const Kind *kind = find_noun (cem_noun_get_noun (noun));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; kind != NULL && kind->fields[i] != NULL; i++)
    {
      g_autofree char *value = describe_field (noun, kind->fields[i]);

      if (*value != '\0')
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "  " : "", kind->fields[i], value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
print_nouns (GListModel *list,
             guint n,
             const char *title)
{
  const char *const headers[] = { title, _ ("STATE"), _ ("SINCE"), _ ("WHAT"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemNoun) noun = g_list_model_get_item (list, i);
      g_autofree char *since = describe_time (cem_noun_get_since (noun));
      g_autofree char *what = describe_noun (noun);
      const char *key = cem_noun_get_key (noun);

      _cem_table_add (table, key != NULL ? key : cem_noun_get_id (noun), cem_noun_get_state (noun),
                      since, what);
    }

  _cem_table_print (table);
}

static void
print_customers (GListModel *list,
                 guint n,
                 const char *title)
{
  const char *const headers[] = { title, _ ("IDENTIFIERS"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CemCustomer) customer = g_list_model_get_item (list, i);
      g_autofree char *identifiers =
        g_strjoinv ("  ", (char **) cem_customer_get_identifiers (customer));

      _cem_table_add (table, cem_customer_get_id (customer), identifiers);
    }

  _cem_table_print (table);
}

static void
print_rows (GListModel *list,
            guint n,
            const char *title)
{
  if (g_type_is_a (g_list_model_get_item_type (list), CEM_TYPE_CUSTOMER))
    print_customers (list, n, title);
  else
    print_nouns (list, n, title);
}

/* --- pages ---*/

static gboolean
print_part (GListModel *list,
            const char *title,
            GError **error)
{
  guint n = 0;

  if (!_cem_tool_load (CEM_STORE_LIST (list), CEM_TOOL_PAGE_ROWS, error))
    return FALSE;

  n = g_list_model_get_n_items (list);
  if (n == 0)
    return TRUE;

  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  print_rows (list, MIN (n, CEM_TOOL_PAGE_ROWS), title);
  if (n > CEM_TOOL_PAGE_ROWS)
    _cem_tool_print (CEM_STYLE_DIM, _ ("%d of %u\n"), CEM_TOOL_PAGE_ROWS, n);

  return TRUE;
}

/* A page's lists that have something, each with how many there are. */
gboolean
_cem_tool_print_page (CemPage *page,
                      GError **error)
{
  static const char *const nouns[] = {
    "site", "household", "contract",    "device", "order",    "work_order",
    "task", "lead",      "appointment", "coupon", "response",
  };

  if (CEM_IS_NOUN_VIEW (page) &&
      !print_part (cem_noun_view_get_customers (CEM_NOUN_VIEW (page)), _ ("CUSTOMERS"), error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    if (!print_part (cem_page_get_nouns (page, nouns[i]), _ (find_noun (nouns[i])->title), error))
      return FALSE;

  return TRUE;
}

void
_cem_tool_print_consents (CemCustomerView *page)
{
  const char *const headers[] = { _ ("CONSENT"), _ ("STATE"), _ ("SINCE"), _ ("CHANNEL"), _ ("EXPIRES"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  GListModel *list = cem_customer_view_get_consents (page);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (CemNoun) consent = g_list_model_get_item (list, i);
      g_autofree char *since = describe_time (cem_noun_get_since (consent));
      g_autofree char *channel = describe_field (consent, "channel");
      g_autofree char *expires = describe_field (consent, "expires");

      _cem_table_add (table, cem_noun_get_id (consent), cem_noun_get_state (consent), since, channel,
                      expires);
    }

  if (_cem_table_get_n_rows (table) == 0)
    return;
  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  _cem_table_print (table);
}

/* All fields but those that the head line has, and what lists show. */
static void
print_fields (CemNoun *noun)
{
  static const char *const known[] = { "schema", "noun",    "id",        "key",     "state",  "since",
                                       "updated", "persons", "customers", "n_facts", "history", NULL };
  const char *const headers[] = { _ ("FIELD"), _ ("VALUE"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  g_auto (GStrv) names = cem_noun_list_fields (noun);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *value = NULL;

      if (g_strv_contains (known, names[i]))
        continue;
      value = strcmp (names[i], "keys") == 0 ? describe_keys (noun) : describe_field (noun, names[i]);
      if (value[0] != '\0' && strcmp (value, "[]") != 0 && strcmp (value, "{}") != 0)
        _cem_table_add (table, names[i], value);
    }

  if (_cem_table_get_n_rows (table) > 0)
    _cem_table_print (table);
}

static void
print_head (const Kind *kind,
            CemNoun *noun)
{
  const char *key = cem_noun_get_key (noun);
  g_autofree char *since = describe_time (cem_noun_get_since (noun));

  _cem_tool_print (CEM_STYLE_HEAD, "%s %s", _ (kind->label), key != NULL ? key : cem_noun_get_id (noun));
  if (cem_noun_get_state (noun) != NULL)
    _cem_tool_print (CEM_STYLE_GOOD, "  %s", cem_noun_get_state (noun));
  _cem_tool_print (CEM_STYLE_DIM, _ ("  since %s, read at position %s\n\n"), since,
                   cem_noun_get_position (noun));
}

static int
show_page (CemTool *self,
           const Kind *kind,
           CemNounView *page)
{
  CemStoreList *timeline = CEM_STORE_LIST (cem_page_get_timeline (CEM_PAGE (page)));
  CemNoun *noun = cem_noun_view_get_noun (page);
  g_autoptr (GError) error = NULL;

  if (!_cem_tool_load (timeline, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    {
      _cem_tool_print_json (cem_page_to_json (CEM_PAGE (page)));
      return CEM_EXIT_OK;
    }

  print_head (kind, noun);
  print_fields (noun);
  if (!_cem_tool_print_page (CEM_PAGE (page), &error))
    return _cem_tool_fail (self, self->arguments[0], error);
  _cem_tool_print_timeline (self, timeline);
  return CEM_EXIT_OK;
}

int
_cem_tool_show_noun (CemTool *self,
                     char **argv)
{
  const Kind *kind = find_kind (self->word, FALSE);
  g_autoptr (CemNounView) page = NULL;
  g_autoptr (GError) error = NULL;
  const char *noun = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start_page (self, argv, &code))
    return code;

  page = cem_view_open_noun (self->view, self->arguments[1], NULL, &error);
  if (page == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  noun = cem_noun_get_noun (cem_noun_view_get_noun (page));
  if (g_strcmp0 (noun, kind->noun) != 0)
    {
      const Kind *other = find_noun (noun);
      g_autofree char *hint =
        g_strdup_printf (_ ("“cem show %s” shows it"), other != NULL ? other->word : "thing");

      return _cem_tool_refuse (self, CEM_EXIT_NOT_FOUND, "not-found", hint,
                               _ ("“%s” is no %s"), self->arguments[1], kind->word);
    }

  return show_page (self, kind, page);
}

/* --- lists ---*/

int
_cem_tool_list (CemTool *self,
                char **argv)
{
  const Kind *kind = find_kind (self->word, TRUE);
  g_autofree char *condition = NULL;
  g_autofree char *sort = NULL;
  const GOptionEntry entries[] = {
    { "where", 'w', 0, G_OPTION_ARG_STRING, &condition, N_ ("Only those that the expression holds for"),
      "EXPR" },
    { "sort", 's', 0, G_OPTION_ARG_STRING, &sort,
      N_ ("Sort by a field; with “-” before it from the highest on"), N_ ("FIELD") },
    CEM_TOOL_LIMIT (self, N_ ("How many rows (20)")),
    { NULL },
  };
  g_autoptr (CemStoreList) list = NULL;
  g_autoptr (GError) error = NULL;
  guint total = 0;
  guint shown = 0;
  int code = CEM_EXIT_OK;

  self->limit = 20;
  if (!_cem_tool_start (self, entries,
                        _ ("EXPR is an expression in the Common Expression Language, such as\n"
                           "  cem list devices DB --where 'device.consumables.filter.life < 0.15'\n"
                           "  cem list customers DB --where \"customer.traits.city == 'Shanghai'\""),
                        1, argv, &code))
    return code;

  list = kind != NULL ? cem_view_list_nouns (self->view, kind->noun, condition, sort, &error)
                      : cem_view_filter_customers (self->view, condition, sort, &error);
  if (list == NULL)
    return _cem_tool_refuse (self, CEM_EXIT_USAGE, "expression",
                             _ ("The page “Views” of the manual says what an expression sees"), "%s",
                             error->message);
  if (!_cem_tool_load (list, self->limit, &error))
    return _cem_tool_fail (self, self->arguments[0], error);

  total = g_list_model_get_n_items (G_LIST_MODEL (list));
  shown = _cem_tool_count_shown (self, list);
  if (self->json)
    {
      JsonObject *object = _cem_tool_list_to_json (list, shown, "items");

      json_object_set_string_member (object, "list", self->word);
      _cem_tool_print_object (object);
      return CEM_EXIT_OK;
    }

  print_rows (G_LIST_MODEL (list), shown, kind != NULL ? _ (kind->title) : _ ("CUSTOMERS"));
  _cem_tool_print (CEM_STYLE_DIM, _ ("%u of %u\n"), shown, total);
  return CEM_EXIT_OK;
}
