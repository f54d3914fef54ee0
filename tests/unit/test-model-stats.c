/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* Figures over all nouns. */
#include "model-fixture.h"

static JsonObject *
read_stats (Model *self)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  CemDatum stats = { 0 };

  _cem_model_read_stats (model_get_db (self), arena, NULL, &stats, &error);
  g_assert_no_error (error);
  node = _cem_datum_to_json_node (&stats);
  return json_node_dup_object (node);
}

static void
test_work_orders (Model *self,
                  gconstpointer data)
{
  g_autoptr (JsonObject) stats = NULL;

  g_test_summary ("States, times from open to close, and what was opened again");

  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *ids = g_strdup_printf ("\"work_order_id\":\"W%u\"", i);
      g_autofree char *closed = g_strdup_printf ("2026-01-%02uT00:00:00Z", 1 + i * i);

      model_take (self, "work_order.opened", "2026-01-01T00:00:00Z", ids,
                  i % 2 == 0 ? "\"made_sla\":true" : "\"made_sla\":false");
      if (i < 5)
        model_take (self, "work_order.closed", closed, ids, "");
    }
  model_take (self, "work_order.reopened", "2026-01-20T00:00:00Z", "\"work_order_id\":\"W1\"",
              "\"reason\":\"x\"");
  stats = read_stats (self);

  model_assert (stats, "work_orders.n", "5");
  model_assert (stats, "work_orders.by_state.open", "1");
  model_assert (stats, "work_orders.by_state.closed", "3");
  model_assert (stats, "work_orders.by_state.reopened", "1");
  model_assert (stats, "work_orders.reopened", "1");
  model_assert (stats, "work_orders.made_sla", "2");
  model_assert (stats, "work_orders.closed", "3");
  model_assert (stats, "work_orders.open_to_close_mean_d", "9.6666670000000003");
  model_assert (stats, "work_orders.open_to_close_median_d", "9.0");
}

static void
test_orders (Model *self,
             gconstpointer data)
{
  g_autoptr (JsonObject) stats = NULL;

  g_test_summary ("How long delivery takes, and how much of it is late");

  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *ids = g_strdup_printf ("\"order_id\":\"%u\"", i);
      g_autofree char *delivered = g_strdup_printf ("2026-01-%02uT00:00:00Z", 1 + i);

      model_take (self, "order.placed", "2026-01-01T00:00:00Z", ids,
                  "\"promised\":\"2026-01-04T00:00:00Z\"");
      model_take (self, "order.delivered", delivered, ids, "");
    }
  model_take (self, "response.received", "2026-02-01T00:00:00Z", "\"user_id\":\"u\"",
              "\"kind\":\"csat\",\"score\":2,\"about\":\"order_id:4\"");
  model_take (self, "response.received", "2026-02-01T00:00:00Z", "\"response_id\":\"r\"",
              "\"kind\":\"csat\",\"score\":5,\"about\":\"order_id:1\"");
  model_take (self, "lead.created", "2026-01-01T00:00:00Z", "\"lead_id\":\"a\"", "");
  model_take (self, "lead.created", "2026-01-01T00:00:00Z", "\"lead_id\":\"b\"", "");
  model_take (self, "lead.converted", "2026-01-01T00:00:00Z", "\"lead_id\":\"b\"", "");
  stats = read_stats (self);

  model_assert (stats, "orders", "4");
  model_assert (stats, "order_figures.by_state.delivered", "4");
  model_assert (stats, "order_figures.delivery_mean_d", "2.5");
  model_assert (stats, "order_figures.late", "1");
  model_assert (stats, "order_figures.late_share", "0.25");
  model_assert (stats, "order_figures.csat_late.mean", "2.0");
  model_assert (stats, "order_figures.csat_on_time.n", "1");
  model_assert (stats, "leads.n", "2");
  model_assert (stats, "leads.conversion", "0.5");
  model_assert (stats, "nouns.order", "4");
}

static void
test_responses (Model *self,
                gconstpointer data)
{
  static const char *const answers[] = {
    "\"kind\":\"nps\",\"score\":10,\"market\":\"UK\"",
    "\"kind\":\"nps\",\"score\":9,\"market\":\"US\"",
    "\"kind\":\"nps\",\"score\":0,\"market\":\"UK\"",
    "\"kind\":\"nps\",\"score\":8.5,\"market\":\"UK\"",
    "\"kind\":\"csat\",\"score\":4",
    "\"kind\":\"csat\",\"score\":1",
    "\"kind\":\"question\",\"text\":\"good\"",
  };
  g_autoptr (JsonObject) stats = NULL;

  g_test_summary ("Scores with their number and interval, by market and quarter");

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    model_take (self, "response.received", i == 2 ? "2026-04-01T00:00:00Z" : "2026-03-31T23:59:59Z",
                "\"user_id\":\"u\"", answers[i]);
  stats = read_stats (self);

  model_assert (stats, "responses.n", "7");
  model_assert (stats, "responses.nps.n", "3");
  model_assert (stats, "responses.nps.invalid", "1");
  model_assert (stats, "responses.nps.promoters", "2");
  model_assert (stats, "responses.nps.score", "33.333333000000003");
  model_assert (stats, "responses.nps.upper", "100.0");
  model_assert (stats, "responses.csat.score", "50.0");
  model_assert (stats, "responses.csat.mean", "2.5");
  model_assert (stats, "responses.nps_by_market.UK.n", "2");
  model_assert (stats, "responses.nps_by_quarter.2026-Q1.score", "100.0");
  model_assert (stats, "responses.nps_by_quarter.2026-Q2.score", "-100.0");
  model_assert (stats, "notices.0.code", "wrong-score");
}

static void
test_devices (Model *self,
              gconstpointer data)
{
  g_autoptr (JsonObject) stats = NULL;

  g_test_summary ("Devices online, their errors, and components that were really replaced");

  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *ids = g_strdup_printf ("\"serial\":\"S%u\"", i);

      model_take (self, "device.online", "2026-01-01T00:00:00Z", ids, "");
      model_take (self, i == 1 ? "device.offline" : "device.online", "2026-01-02T00:00:00Z", ids,
                  "");
      model_take (self, "device.error", "2026-01-01T00:00:00Z", ids, "\"code\":\"E1\"");
      model_take (self, "device.component_replaced", "2026-01-01T00:00:00Z", ids,
                  i == 1 ? "" : "\"component\":\"pump\"");
    }
  /* Counted like an error, but no device's. */
  model_take (self, "campaign.joined", "2026-01-01T00:00:00Z",
              "\"campaign_id\":\"C\",\"user_id\":\"u\"", "");
  stats = read_stats (self);

  model_assert (stats, "devices", "3");
  model_assert (stats, "device_figures.online", "2");
  model_assert (stats, "device_figures.errors", "3");
  model_assert (stats, "device_figures.components_replaced", "2");
}

#define N_STATES 450u

static void
test_many_states (Model *self,
                  gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) stats = NULL;
  JsonObject *states = NULL;

  g_test_summary ("Of more states than can be told, the first by name, each counted in full");

  for (guint i = 0; i < 2 * N_STATES; i++)
    {
      g_autofree char *ids = g_strdup_printf ("\"work_order_id\":\"W%u\"", i + 1);
      g_autofree char *state = g_strdup_printf ("\"state\":\"S%03u\"", i * 7 % N_STATES);

      g_ptr_array_add (lines, model_make_line (++self->n, "work_order.moved",
                                               "2026-01-01T00:00:00Z", ids, state));
    }
  model_take_lines (self, (const char *const *) lines->pdata, lines->len);
  stats = read_stats (self);
  states = json_object_get_object_member (json_object_get_object_member (stats, "work_orders"),
                                          "by_state");

  g_assert_cmpuint (json_object_get_size (states), ==, 400);
  for (guint i = 0; i < 400; i++)
    {
      g_autofree char *state = g_strdup_printf ("S%03u", i);

      g_assert_cmpint (json_object_get_int_member (states, state), ==, 2);
    }
}

static void
test_many_facts (Model *self,
                 gconstpointer data)
{
  const char *ids = "\"work_order_id\":\"W1\"";
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) stats = NULL;

  g_test_summary (
      "Of a noun with very many facts, the oldest and the newest count, as its snapshot has it");

  g_ptr_array_add (
      lines, model_make_line (++self->n, "work_order.opened", "2026-01-01T00:00:00Z", ids, ""));
  for (guint i = 0; i < 5000; i++)
    g_ptr_array_add (lines, model_make_line (++self->n, "work_order.moved", "2026-01-02T00:00:00Z",
                                             ids, "\"state\":\"moved\""));
  g_ptr_array_add (
      lines, model_make_line (++self->n, "work_order.closed", "2026-01-03T00:00:00Z", ids, ""));
  model_take_lines (self, (const char *const *) lines->pdata, lines->len);
  model_take (self, "work_order.moved", "2026-01-01T00:00:00Z", "\"work_order_id\":\"W2\"",
              "\"state\":\"moved\"");
  stats = read_stats (self);

  model_assert (stats, "work_orders.n", "2");
  model_assert (stats, "work_orders.by_state.closed", "1");
  model_assert (stats, "work_orders.by_state.moved", "1");
  model_assert (stats, "work_orders.open_to_close_mean_d", "2.0");
}

static void
test_cancelled (Model *self,
                gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GError) error = NULL;
  CemDatum stats = { 0 };

  g_test_summary ("Nobody waits for figures that are not wanted any more");

  model_take (self, "work_order.opened", "2026-01-01T00:00:00Z", "\"work_order_id\":\"W1\"", "");
  g_cancellable_cancel (cancellable);

  g_assert_false (_cem_model_read_stats (model_get_db (self), arena, cancellable, &stats, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/model-stats/" path, Model, NULL, model_set_up, func, model_tear_down)

  ADD ("work-orders", test_work_orders);
  ADD ("orders", test_orders);
  ADD ("responses", test_responses);
  ADD ("devices", test_devices);
  ADD ("many-states", test_many_states);
  ADD ("many-facts", test_many_facts);
  ADD ("cancelled", test_cancelled);

  return g_test_run ();
}
