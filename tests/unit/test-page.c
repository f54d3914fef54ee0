/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "noun-fixture.h"

static GListModel *
nouns_of (gpointer page,
          const char *noun)
{
  return cem_page_get_nouns (CEM_PAGE (page), noun);
}

static void
assert_state (GListModel *list,
              guint position,
              const char *id,
              const char *state)
{
  g_autoptr (CemNoun) row = g_list_model_get_item (list, position);

  g_assert_cmpstr (cem_noun_get_id (row), ==, id);
  g_assert_cmpstr (cem_noun_get_state (row), ==, state);
}

static void
test_customer (Fixture *self,
               gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "email:li@Example.ORG", NULL, &error);
  g_autoptr (CemNoun) trait = NULL;
  g_autoptr (CemOrder) order = NULL;
  g_autoptr (CemTouchpoint) touchpoint = NULL;
  g_autoptr (CemValue) value = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  assert_n (cem_customer_view_get_identifiers (page), 2);
  assert_n (cem_customer_view_get_traits (page), 3);
  assert_n (cem_customer_view_get_consents (page), 2);
  assert_n (cem_customer_view_get_facts (page), 2);
  assert_n (nouns_of (page, "site"), 1);
  assert_n (nouns_of (page, "household"), 1);
  assert_n (nouns_of (page, "contract"), 1);
  assert_n (nouns_of (page, "device"), 1);
  assert_n (nouns_of (page, "order"), 2);
  assert_n (nouns_of (page, "work_order"), 1);
  assert_n (nouns_of (page, "task"), 1);
  assert_n (nouns_of (page, "coupon"), 1);
  assert_n (nouns_of (page, "appointment"), 1);
  assert_n (nouns_of (page, "lead"), 1);
  assert_n (nouns_of (page, "response"), 1);

  assert_state (cem_customer_view_get_consents (page), 0, "marketing", "given");
  assert_state (cem_customer_view_get_consents (page), 1, "research", "withdrawn");
  trait = g_list_model_get_item (cem_customer_view_get_traits (page), 1);
  g_assert_cmpstr (cem_noun_get_id (trait), ==, "city");
  value = cem_noun_dup_field (trait, "value");
  text = cem_value_dup_string (value);
  g_assert_cmpstr (text, ==, "Shanghai");

  order = g_list_model_get_item (nouns_of (page, "order"), 0);
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (order)));
  g_assert_cmpstr (cem_noun_get_key (CEM_NOUN (order)), ==, "order_id:O2");

  /* All events but those of no stage. */
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_timeline (CEM_PAGE (page))), >, 18);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_touchpoints (CEM_PAGE (page))), <,
                    g_list_model_get_n_items (cem_page_get_timeline (CEM_PAGE (page))) - 3);
  touchpoint = g_list_model_get_item (cem_page_get_touchpoints (CEM_PAGE (page)), 0);
  g_assert_cmpstr (cem_touchpoint_get_event_type (touchpoint), ==, "lead.created");
  g_assert_cmpstr (cem_touchpoint_get_stage (touchpoint), ==, "awareness");
  g_assert_null (nouns_of (page, "staff"));
}

static char *
key_at (GListModel *list,
        guint position)
{
  g_autoptr (CemNoun) noun = g_list_model_get_item (list, position);

  return g_strdup (cem_noun_get_key (noun));
}

/* The first page of somebody who has very many does not look at all, and shows the same. */
static void
test_many (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  GListModel *orders = NULL;
  char *before[20] = { NULL };

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (lines,
                            "{\"specversion\":\"1.0\",\"id\":\"p%u\",\"source\":\"/many\","
                            "\"type\":\"order.placed\",\"time\":\"2026-02-%02uT%02u:%02u:00Z\","
                            "\"identifiers\":{\"order_id\":\"P%u\",\"user_id\":\"%s\"}}\n",
                            i, 1 + i % 5, i % 24, i % 60, i, i % 3 > 0 ? "u1" : "u2");
  g_object_unref (take_in (self->engine, CEM_INTAKE_MODE_HISTORY, lines->str));

  page = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  orders = nouns_of (page, "order");
  assert_n (orders, 20);
  g_assert_true (cem_store_list_get_loading (CEM_STORE_LIST (orders)));

  for (guint i = 0; i < 20; i++)
    before[i] = key_at (orders, i);

  g_assert_true (cem_store_list_load (CEM_STORE_LIST (orders), G_MAXUINT, 0, NULL, &error));
  g_assert_true (cem_store_list_load (CEM_STORE_LIST (orders), 0, 20, NULL, &error));
  assert_n (orders, 402);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *after = key_at (orders, i);

      g_assert_cmpstr (after, ==, before[i]);
      g_free (before[i]);
    }
}

/* Touchpoints that lie behind many other events: a page looks at some hundred events, and at all when asked. */
static void
test_rare (Fixture *self,
           gconstpointer data)
{
  static const guint n_others[] = { 300, 900 };
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (n_others); i++)
    {
      const gboolean few = i == 0;
      g_autoptr (GString) lines = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CemCustomerView) page = NULL;
      GListModel *touchpoints = NULL;

      for (guint n = 0; n <= n_others[i]; n++)
        g_string_append_printf (lines,
                                "{\"specversion\":\"1.0\",\"id\":\"%u of %u\",\"source\":\"/rare\","
                                "\"type\":\"%s\",\"time\":\"2026-02-%02uT10:%02u:%02uZ\","
                                "\"identifiers\":{\"user_id\":\"r%u\"}}\n",
                                n, i, n == 0 ? "order.placed" : "weather.changed", 1 + n / 3600, n / 60 % 60,
                                n % 60, i);
      g_object_unref (take_in (self->engine, CEM_INTAKE_MODE_HISTORY, lines->str));

      page = cem_view_open_customer (view, few ? "user_id:r0" : "user_id:r1", NULL, &error);
      g_assert_no_error (error);
      touchpoints = cem_page_get_touchpoints (CEM_PAGE (page));
      assert_n (touchpoints, few ? 1 : 0);
      g_assert_cmpint (cem_store_list_get_loading (CEM_STORE_LIST (touchpoints)), ==, !few);
      g_assert_true (cem_store_list_load (CEM_STORE_LIST (touchpoints), G_MAXUINT, 0, NULL, &error));
      assert_n (touchpoints, 1);
      g_assert_false (cem_store_list_get_loading (CEM_STORE_LIST (touchpoints)));
    }
}

static void
test_json (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = NULL;
  JsonObject *orders = NULL;
  JsonObject *order = NULL;

  g_assert_no_error (error);
  node = cem_page_to_json (CEM_PAGE (page));
  object = json_node_get_object (node);
  g_assert_cmpint (json_object_get_int_member (object, "schema"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "position"), >=,
                   (int) G_N_ELEMENTS (noun_events));
  g_assert_true (json_object_has_member (object, "customer"));
  orders = json_object_get_object_member (object, "orders");
  g_assert_cmpint (json_object_get_int_member (orders, "total"), ==, 2);
  g_assert_true (json_object_get_boolean_member (orders, "complete"));
  order = json_array_get_object_element (json_object_get_array_member (orders, "items"), 1);
  g_assert_cmpstr (json_object_get_string_member (order, "key"), ==, "order_id:O1");
  g_assert_false (json_object_has_member (order, "loading"));
}

static void
test_noun (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemNounView) device = cem_view_open_noun (view, "serial:SN1", NULL, &error);
  g_autoptr (CemNounView) work_order = NULL;
  g_autoptr (CemNounView) response = NULL;
  g_autoptr (CemCustomerView) customer = NULL;
  g_autoptr (CemResponse) answer = NULL;
  g_auto (GStrv) parts = NULL;

  g_assert_no_error (error);
  g_assert_true (CEM_IS_DEVICE (cem_noun_view_get_noun (device)));
  assert_n (cem_noun_view_get_customers (device), 1);
  assert_n (nouns_of (device, "work_order"), 1);
  assert_n (cem_page_get_timeline (CEM_PAGE (device)), 4);

  work_order = cem_view_open_noun (view, "work_order_id:W1", NULL, &error);
  g_assert_no_error (error);
  parts = cem_work_order_list_parts (CEM_WORK_ORDER (cem_noun_view_get_noun (work_order)));
  g_assert_cmpuint (g_strv_length (parts), ==, 1);
  assert_n (nouns_of (work_order, "device"), 1);
  assert_n (cem_noun_view_get_customers (work_order), 1);

  /* An answer has no identifier, but an id. */
  customer = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  answer = g_list_model_get_item (nouns_of (customer, "response"), 0);
  g_assert_null (cem_noun_get_key (CEM_NOUN (answer)));
  response = cem_view_open_noun (view, cem_noun_get_id (CEM_NOUN (answer)), NULL, &error);
  g_assert_no_error (error);
  assert_n (cem_page_get_timeline (CEM_PAGE (response)), 1);
}

/* Linking two customers makes one page of them; unlinking takes it apart again. */
static void
test_link (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "user_id:u1", NULL, &error);

  g_assert_no_error (error);
  g_object_unref (execute (self, cem_command_new_link ("user_id:u1", "user_id:u2")));
  assert_n (nouns_of (page, "device"), 1);
  g_assert_true (cem_page_renew (CEM_PAGE (page), NULL, &error));
  assert_n (nouns_of (page, "device"), 2);
  assert_n (nouns_of (page, "order"), 3);

  g_object_unref (execute (self, cem_command_new_unlink ("user_id:u1", "user_id:u2")));
  g_assert_true (cem_page_renew (CEM_PAGE (page), NULL, &error));
  assert_n (nouns_of (page, "device"), 1);
}

static void
test_erased (Fixture *self,
             gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_object_unref (execute (self, cem_command_new_erase ("user_id:u1")));
  g_assert_null (cem_view_open_customer (view, "user_id:u1", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (cem_page_renew (CEM_PAGE (page), NULL, &error));
  g_assert_no_error (error);
  g_assert_null (cem_customer_view_get_customer (page));
  assert_n (cem_customer_view_get_traits (page), 0);
  assert_n (nouns_of (page, "order"), 0);
  assert_n (cem_page_get_timeline (CEM_PAGE (page)), 0);
  node = cem_page_to_json (CEM_PAGE (page));
  text = json_to_string (node, FALSE);
  g_assert_null (strstr (text, "Shanghai"));
}

/* --- live ---*/

static void
test_live (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_autoptr (CemOrder) first = NULL;
  guint n_orders = 0;
  guint n_customer = 0;
  guint n_traits = 0;

  g_assert_no_error (error);
  g_signal_connect_swapped (nouns_of (page, "order"), "items-changed",
                            G_CALLBACK (count_cb), &n_orders);
  g_signal_connect_swapped (cem_customer_view_get_traits (page), "items-changed",
                            G_CALLBACK (count_cb), &n_traits);
  g_signal_connect_swapped (page, "notify::customer", G_CALLBACK (count_cb), &n_customer);
  cem_page_set_live (CEM_PAGE (page), TRUE);
  g_assert_true (cem_page_get_live (CEM_PAGE (page)));

  tell (self, 41, "order.placed|order_id:O9,user_id:u1|{\"amount\":1}");
  wait_for (&n_orders);
  assert_n (nouns_of (page, "order"), 3);
  first = g_list_model_get_item (nouns_of (page, "order"), 0);
  g_assert_cmpstr (cem_noun_get_key (CEM_NOUN (first)), ==, "order_id:O9");
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (first)));

  /* The row of a noun that changed is replaced. */
  tell (self, 42, "order.delivered|order_id:O9|{}");
  wait_for (&n_orders);
  g_clear_object (&first);
  first = g_list_model_get_item (nouns_of (page, "order"), 0);
  g_assert_cmpstr (cem_noun_get_state (CEM_NOUN (first)), ==, "delivered");

  g_assert_cmpuint (n_traits, ==, 0);
  tell (self, 43, "customer.identified|user_id:u1|{\"traits\":{\"city\":\"Suzhou\"}}");
  wait_for (&n_customer);
  g_assert_cmpuint (n_traits, ==, 1);

  g_object_unref (execute (self, cem_command_new_erase ("user_id:u1")));
  wait_for (&n_customer);
  g_assert_null (cem_customer_view_get_customer (page));
  assert_n (nouns_of (page, "order"), 0);
  g_assert_null (cem_page_get_error (CEM_PAGE (page)));

  cem_page_set_live (CEM_PAGE (page), FALSE);
}

typedef struct
{
  gpointer page;
  GError *error;
  guint n;
} Opened;

static void
opened_cb (GObject *object,
           GAsyncResult *result,
           gpointer user_data)
{
  Opened *opened = user_data;

  opened->page = cem_view_open_customer_finish (CEM_VIEW (object), result, &opened->error);
  opened->n++;
}

static void
test_async (Fixture *self,
            gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  Opened opened = { NULL };

  cem_view_open_customer_async (view, "user_id:u1", NULL, opened_cb, &opened);
  wait_for (&opened.n);
  g_assert_no_error (opened.error);
  assert_n (nouns_of (opened.page, "order"), 2);
  g_assert_finalize_object (opened.page);

  cem_view_open_customer_async (view, "user_id:u9", NULL, opened_cb, &opened);
  wait_for (&opened.n);
  g_assert_error (opened.error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&opened.error);
}

static void
test_closed (Fixture *self,
             gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = cem_view_open_customer (view, "user_id:u1", NULL, &error);

  g_assert_no_error (error);
  g_assert_true (cem_engine_close (self->engine, NULL, &error));
  g_assert_false (cem_page_renew (CEM_PAGE (page), NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CLOSED);
  assert_n (nouns_of (page, "order"), 2);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Pages: all that is known of a customer or a thing");

  add_noun_test ("/page/customer", test_customer);
  add_noun_test ("/page/many", test_many);
  add_noun_test ("/page/rare", test_rare);
  add_noun_test ("/page/json", test_json);
  add_noun_test ("/page/noun", test_noun);
  add_noun_test ("/page/link", test_link);
  add_noun_test ("/page/erased", test_erased);
  add_noun_test ("/page/live", test_live);
  add_noun_test ("/page/async", test_async);
  add_noun_test ("/page/closed", test_closed);

  return g_test_run ();
}
