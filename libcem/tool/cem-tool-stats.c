/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <string.h>

/* Tells how much there is in a store, and what comes of it. */

/* Names of members that are shown, in the language of the locale. */
static const struct
{
  const char *name;
  const char *shown;
} names[] = {
  { "customers", N_ ("customers") },
  { "events", N_ ("events") },
  { "inputs", N_ ("inputs") },
  { "derived", N_ ("derived") },
  { "erasures", N_ ("erasures") },
  { "duplicates", N_ ("duplicates") },
  { "conflicts", N_ ("conflicts") },
  { "quarantined", N_ ("quarantined") },
  { "device", N_ ("devices") },
  { "order", N_ ("orders") },
  { "work_order", N_ ("work orders") },
  { "contract", N_ ("contracts") },
  { "site", N_ ("sites") },
  { "household", N_ ("households") },
  { "lead", N_ ("leads") },
  { "appointment", N_ ("appointments") },
  { "task", N_ ("tasks") },
  { "staff", N_ ("staff") },
  { "coupon", N_ ("coupons") },
  { "campaign", N_ ("campaigns") },
  { "survey", N_ ("surveys") },
  { "invitation", N_ ("invitations") },
  { "response", N_ ("responses") },
  { "post", N_ ("posts") },
  { "call", N_ ("calls") },
  { "person", N_ ("persons with facts of their own") },
};

static const char *
show_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      return _ (names[i].shown);

  return name;
}

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
add_count (CemTable *table,
           const char *what,
           gint64 n)
{
  g_autofree char *count = _cem_tool_format_count ((double) n);

  _cem_table_add (table, what, count);
}

static void
add_counts (CemTable *table,
            JsonObject *object)
{
  static const char *const counts[] = { "customers", "events", "inputs", "derived", "erasures",
                                        "duplicates", "conflicts", "quarantined" };

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    if (json_object_has_member (object, counts[i]))
      add_count (table, show_name (counts[i]), _cem_tool_get_int (object, counts[i]));
}

/* Members that are numbers, each as a row with @prefix before its name. */
static void
add_members (CemTable *table,
             JsonObject *object,
             const char *prefix)
{
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  if (object == NULL)
    return;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (JSON_NODE_HOLDS_VALUE (member) && json_node_get_value_type (member) == G_TYPE_INT64)
      {
        g_autofree char *what = g_strconcat (prefix, show_name (name), NULL);

        add_count (table, what, json_node_get_int (member));
      }
}

static void
add_figure (CemTable *table,
            JsonObject *object,
            const char *name,
            const char *what,
            const char *unit)
{
  g_autofree char *text = NULL;

  if (object == NULL || !json_object_has_member (object, name))
    return;

  text = g_strdup_printf ("%.2f%s", json_object_get_double_member (object, name), unit);
  _cem_table_add (table, what, text);
}

/* "30.0 [19.2, 40.8], n 200" */
static void
add_score (CemTable *table,
           JsonObject *responses,
           const char *name,
           const char *what,
           const char *unit)
{
  JsonObject *score = responses != NULL ? get_object (responses, name) : NULL;
  g_autofree char *text = NULL;

  if (score == NULL || !json_object_has_member (score, "score"))
    return;

  text = g_strdup_printf ("%.1f%s [%.1f, %.1f], n %" G_GINT64_FORMAT,
                          json_object_get_double_member (score, "score"), unit,
                          json_object_get_double_member (score, "lower"),
                          json_object_get_double_member (score, "upper"),
                          _cem_tool_get_int (score, "n"));
  _cem_table_add (table, what, text);
}

static void
add_nouns (CemTable *table,
           JsonObject *object)
{
  JsonObject *work_orders = get_object (object, "work_orders");
  JsonObject *orders = get_object (object, "order_figures");
  JsonObject *responses = get_object (object, "responses");

  add_members (table, get_object (object, "nouns"), "");
  if (orders != NULL)
    add_members (table, get_object (orders, "by_state"), _ ("order, "));
  add_figure (table, orders, "delivery_mean_d", _ ("delivery takes"), " d");
  if (work_orders != NULL && _cem_tool_get_int (work_orders, "n") > 0)
    {
      add_members (table, get_object (work_orders, "by_state"), _ ("work order, "));
      add_count (table, _ ("work orders reopened"), _cem_tool_get_int (work_orders, "reopened"));
    }
  add_figure (table, work_orders, "open_to_close_mean_d", _ ("open to close, mean"), " d");
  add_figure (table, work_orders, "open_to_close_median_d", _ ("open to close, median"), " d");
  add_score (table, responses, "nps", _ ("NPS"), "");
  add_score (table, responses, "csat", _ ("CSAT"), " %");
  add_score (table, responses, "ces", _ ("CES"), " %");
}

static void
print_notices (JsonObject *object)
{
  const char *const headers[] = { _ ("NOTICE"), _ ("TYPE"), _ ("MEMBER"), _ ("HOW MUCH"), _ ("MEANT?"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  JsonArray *notices = json_object_has_member (object, "notices")
                           ? json_object_get_array_member (object, "notices")
                           : NULL;

  for (guint i = 0; notices != NULL && i < json_array_get_length (notices); i++)
    {
      JsonObject *notice = json_array_get_object_element (notices, i);
      g_autofree char *n = _cem_tool_format_count ((double) _cem_tool_get_int (notice, "n"));
      const char *member = _cem_tool_get_text (notice, "member");
      const char *suggestion = _cem_tool_get_text (notice, "suggestion");

      _cem_table_add (table, _cem_tool_get_text (notice, "code"), _cem_tool_get_text (notice, "type"),
                      member != NULL ? member : "", n, suggestion != NULL ? suggestion : "");
    }

  if (_cem_table_get_n_rows (table) == 0)
    return;

  _cem_tool_print (CEM_STYLE_PLAIN, "\n");
  _cem_table_print (table);
}

static void
print_stats (JsonObject *object)
{
  const char *const headers[] = { _ ("WHAT"), _ ("HOW MUCH"), NULL };
  g_autoptr (CemTable) table = _cem_table_new (headers);
  g_autofree char *first = _cem_tool_format_time (_cem_tool_get_text (object, "first_at"));
  g_autofree char *last = _cem_tool_format_time (_cem_tool_get_text (object, "last_at"));
  g_autofree char *bytes = _cem_tool_format_bytes ((double) _cem_tool_get_int (object, "bytes"));

  add_counts (table, object);
  _cem_table_add (table, _ ("first at"), first);
  _cem_table_add (table, _ ("last at"), last);
  _cem_table_add (table, _ ("size"), bytes);
  add_nouns (table, object);
  _cem_table_print (table);
  print_notices (object);
}

int
_cem_tool_stats (CemTool *self,
                 char **argv)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  int code = CEM_EXIT_OK;

  if (!_cem_tool_start (self, NULL, NULL, 1, argv, &code))
    return code;

  node = cem_view_read_stats (self->view, NULL, &error);
  if (node == NULL)
    return _cem_tool_fail (self, self->arguments[0], error);

  if (self->json)
    _cem_tool_print_json (g_steal_pointer (&node));
  else
    print_stats (json_node_get_object (node));
  return CEM_EXIT_OK;
}
