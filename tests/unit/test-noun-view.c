/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine-fixture.h"

#define HISTORY CEM_INGEST_FLAGS_HISTORY
#define WATCHDOG_SECONDS 60

/* One customer with two identifiers and something of everything, and another one. */
static const char *const events[] = {
  "customer.identified|user_id:u1,email:li@example.org|{\"traits\":{\"name\":\"Li\",\"city\":\"Shanghai\",\"age\":41}}",
  "customer.identified|user_id:u2|{\"traits\":{\"name\":\"Wu\",\"city\":\"Beijing\"}}",
  "customer.owner_assigned|user_id:u1|{\"staff\":\"E7\"}",
  "customer.referred|user_id:u1|{\"by\":\"user_id:u2\"}",
  "consent.given|user_id:u1|{\"purpose\":\"marketing\",\"channel\":\"app\"}",
  "consent.given|user_id:u1|{\"purpose\":\"research\"}",
  "consent.withdrawn|user_id:u1|{\"purpose\":\"research\"}",
  "site.added|site_id:S1,user_id:u1|{\"city\":\"Shanghai\",\"kind\":\"apartment\"}",
  "household.joined|household_id:H1,user_id:u1|{\"role\":\"owner\"}",
  "household.joined|household_id:H1,user_id:u2|{\"role\":\"guest\"}",
  "contract.signed|contract_id:K1,user_id:u1|{\"kind\":\"care\",\"amount\":120}",
  "device.registered|serial:SN1,user_id:u1|{\"model\":\"A1\",\"components\":[{\"name\":\"pump\",\"batch\":\"B1\"}],\"warranty_until\":\"2028-01-01\"}",
  "device.registered|serial:SN2,user_id:u2|{\"model\":\"B7\"}",
  "device.reading|serial:SN1|{\"consumables\":{\"filter\":0.12},\"meters\":{\"runtime\":10},\"units\":{\"runtime\":\"h\"}}",
  "device.reading|serial:SN2|{\"consumables\":{\"filter\":0.5}}",
  "device.online|serial:SN1|{}",
  "order.placed|order_id:O1,user_id:u1|{\"amount\":99.5,\"currency\":\"CNY\",\"promised\":\"2026-01-05T00:00:00Z\"}",
  "order.placed|order_id:O2,email:li@example.org|{\"amount\":7}",
  "order.placed|order_id:O3,user_id:u2|{\"amount\":40}",
  "order.delivered|order_id:O1|{}",
  "work_order.opened|work_order_id:W1,serial:SN1,user_id:u1|{\"title\":\"Leaks\",\"priority\":\"high\"}",
  "work_order.assigned|work_order_id:W1|{\"staff\":\"E7\"}",
  "work_order.part_used|work_order_id:W1|{\"part\":\"P-1\",\"quantity\":2}",
  "work_order.closed|work_order_id:W1|{\"resolution\":\"sealed\"}",
  "task.opened|task_id:T1,user_id:u1|{\"title\":\"Call\"}",
  "coupon.issued|coupon_id:C1,user_id:u1|{\"value\":20}",
  "appointment.booked|appointment_id:A1,user_id:u1|{\"kind\":\"installation\",\"at\":\"2026-04-01T10:00:00Z\"}",
  "response.received|user_id:u1|{\"kind\":\"nps\",\"score\":9,\"about\":\"order_id:O1\"}",
  "lead.created|lead_id:L1,user_id:u1|{\"source\":\"web\"}",
  "campaign.started|campaign_id:M1|{\"name\":\"Spring\"}",
  "weather.changed|user_id:u1|{}",
};

/* "TYPE|KEY,KEY|DATA", on a day of 2026, counted from 1 on. */
static void
tell (Fixture *self,
      guint day,
      const char *text)
{
  static guint n_told = 0;
  g_auto (GStrv) parts = g_strsplit (text, "|", 3);
  g_auto (GStrv) keys = g_strsplit (parts[1], ",", -1);
  g_autoptr (GString) identifiers = g_string_new (NULL);
  g_autofree char *members = NULL;

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_auto (GStrv) key = g_strsplit (keys[i], ":", 2);

      g_string_append_printf (identifiers, "%s\"%s\":\"%s\"", i > 0 ? "," : "", key[0], key[1]);
    }

  members = g_strdup_printf ("\"id\":\"n%u\",\"source\":\"/test\",\"type\":\"%s\","
                             "\"time\":\"2026-%02u-%02uT10:00:00Z\",\"identifiers\":{%s},\"data\":%s",
                             ++n_told, parts[0], 1 + (day - 1) / 31, 1 + (day - 1) % 31, identifiers->str, parts[2]);
  assert_ingest (self, HISTORY, members, CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
set_up (Fixture *self,
        gconstpointer data)
{
  fixture_set_up (self, data);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    tell (self, 1 + i, events[i]);
}

static void
assert_n (GListModel *list,
          guint n)
{
  g_assert_true (G_IS_LIST_MODEL (list));
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, n);
}

/* --- finding ---*/

static void
test_find (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemNoun) device = cem_view_find_noun (view, "serial:SN1", NULL, &error);
  g_autoptr (CemNoun) again = NULL;
  g_autoptr (CemCustomer) customer = NULL;
  g_autoptr (CemValue) history = NULL;
  g_autofree char *owner = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 2, 1, 0, 0, 0);

  g_assert_no_error (error);
  g_assert_true (CEM_IS_DEVICE (device));
  g_assert_cmpstr (cem_noun_get_key (device), ==, "serial:SN1");
  g_assert_cmpstr (cem_device_get_model (CEM_DEVICE (device)), ==, "A1");
  g_assert_true (cem_device_get_online (CEM_DEVICE (device)));
  g_assert_cmpfloat (cem_device_get_consumable (CEM_DEVICE (device), "filter"), ==, 0.12);
  g_assert_true (cem_device_is_in_warranty (CEM_DEVICE (device), now));
  history = cem_noun_dup_field (device, "history");
  g_assert_nonnull (history);

  customer = cem_view_find_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  owner = cem_device_find_owner (CEM_DEVICE (device), now);
  g_assert_cmpstr (owner, ==, cem_customer_get_id (customer));
  g_assert_cmpstr (cem_device_get_owner (CEM_DEVICE (device)), ==, owner);

  again = cem_view_find_noun (view, cem_noun_get_id (device), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cem_noun_get_key (again), ==, "serial:SN1");
}

static void
assert_not_found (CemView *view,
                  const char *key,
                  CemError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) page_error = NULL;

  g_assert_null (cem_view_find_noun (view, key, NULL, &error));
  g_assert_error (error, CEM_ERROR, (int) code);
  g_assert_null (cem_view_open_noun (view, key, NULL, &page_error));
  g_assert_error (page_error, CEM_ERROR, (int) code);
}

static void
test_not_found (Fixture *self,
                gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;

  assert_not_found (view, "serial:SN9", CEM_ERROR_NOT_FOUND);
  assert_not_found (view, "user_id:u1", CEM_ERROR_NOT_FOUND);
  assert_not_found (view, "t0000000000001", CEM_ERROR_NOT_FOUND);
  assert_not_found (view, "nonsense", CEM_ERROR_INVALID_ARGUMENT);
  g_assert_null (cem_view_open_customer (view, "serial:SN1", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cem_view_open_customer (view, "user_id:u9", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
}

/* --- lists ---*/

/* The keys of what is listed, with spaces between them. */
static char *
list_keys (CemStoreList *list)
{
  g_autoptr (GString) keys = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean done = cem_store_list_load (list, 0, 100, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (done);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CemStoreItem) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_string_append_printf (keys, "%s%s", i > 0 ? " " : "",
                              CEM_IS_NOUN (item)
                                  ? cem_noun_get_key (CEM_NOUN (item))
                                  : cem_customer_get_identifiers (CEM_CUSTOMER (item))[0]);
    }

  return g_string_free (g_steal_pointer (&keys), FALSE);
}

static void
assert_nouns (Fixture *self,
              const char *noun,
              const char *condition,
              const char *sort,
              const char *expected)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) list = cem_view_list_nouns (view, noun, condition, sort, &error);
  g_autofree char *keys = NULL;

  g_assert_no_error (error);
  keys = list_keys (list);
  g_assert_cmpstr (keys, ==, expected);
}

static void
assert_customers (Fixture *self,
                  const char *condition,
                  const char *sort,
                  const char *expected)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) list = cem_view_filter_customers (view, condition, sort, &error);
  g_autofree char *keys = NULL;

  g_assert_no_error (error);
  keys = list_keys (list);
  g_assert_cmpstr (keys, ==, expected);
}

static void
test_nouns (Fixture *self,
            gconstpointer data)
{
  assert_nouns (self, "device", NULL, NULL, "serial:SN2 serial:SN1");
  assert_nouns (self, "device", "device.consumables.filter.life < 0.15", NULL, "serial:SN1");
  assert_nouns (self, "device", "device.model.startsWith('B')", NULL, "serial:SN2");
  assert_nouns (self, "device", "device.online", NULL, "serial:SN1");
  assert_nouns (self, "device", "now - device.since > duration('240h')", "since",
                "serial:SN1 serial:SN2");
  assert_nouns (self, "device", NULL, "consumables.filter.life", "serial:SN1 serial:SN2");
  assert_nouns (self, "device", NULL, "-consumables.filter.life", "serial:SN2 serial:SN1");
  assert_nouns (self, "device", "device.components.pump.batch == 'B1'", NULL, "serial:SN1");
  /* What has no value comes last, whichever way. */
  assert_nouns (self, "device", NULL, "online", "serial:SN1 serial:SN2");
  assert_nouns (self, "device", NULL, "-online", "serial:SN1 serial:SN2");
  assert_nouns (self, "order", NULL, "-amount", "order_id:O1 order_id:O3 order_id:O2");
  assert_nouns (self, "order", "order.amount >= 40 && order.state == 'placed'", NULL, "order_id:O3");
  assert_nouns (self, "work_order", "work_order.priority == 'high' && work_order.parts.exists(p, p.quantity > 1)",
                NULL, "work_order_id:W1");
  assert_nouns (self, "campaign", "campaign.name == 'Spring'", NULL, "campaign_id:M1");
  assert_nouns (self, "staff", NULL, NULL, "staff_id:E7");
  assert_nouns (self, "post", NULL, NULL, "");
}

static void
test_customers (Fixture *self,
                gconstpointer data)
{
  assert_customers (self, "customer.traits.city == 'Shanghai'", NULL, "user_id:u1");
  assert_customers (self, "customer.traits.age > 40", NULL, "user_id:u1");
  assert_customers (self, "customer.n_orders >= 1", "n_orders", "user_id:u2 user_id:u1");
  assert_customers (self, "customer.n_orders == 2 && customer.n_devices == 1", NULL, "user_id:u1");
  assert_customers (self, NULL, "traits.city", "user_id:u2 user_id:u1");
  assert_customers (self, NULL, "-traits.age", "user_id:u1 user_id:u2");
  assert_customers (self, "customer.since < now && 'user_id:u2' in customer.identifiers", NULL,
                    "user_id:u2");
  assert_customers (self, NULL, NULL, "user_id:u1 user_id:u2");
}

static void
assert_wrong (Fixture *self,
              const char *noun,
              const char *condition,
              const char *sort,
              const char *part)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) list =
    noun != NULL ? cem_view_list_nouns (view, noun, condition, sort, &error)
                 : cem_view_filter_customers (view, condition, sort, &error);

  g_assert_null (list);
  g_assert_nonnull (error);
  g_assert_true (error->domain == CEM_ERROR);
  if (strstr (error->message, part) == NULL)
    g_error ("%s: %s", condition != NULL ? condition : sort, error->message);
}

static void
test_wrong (Fixture *self,
            gconstpointer data)
{
  assert_wrong (self, "device", "device.modell == 'A1'", NULL, "modell");
  assert_wrong (self, "device", "device.model ==", NULL, "1:");
  assert_wrong (self, "device", "order.amount > 1", NULL, "order");
  assert_wrong (self, "device", "device.model > 7", NULL, ">");
  assert_wrong (self, "device", "device.model", NULL, "true or false");
  assert_wrong (self, "device", "device.history.size() > 3", NULL, "history");
  assert_wrong (self, "device", NULL, "modell", "modell");
  assert_wrong (self, "device", NULL, "model + 'x'", "sorted");
  assert_wrong (self, "device", NULL, "", "sorted");
  assert_wrong (self, "device", NULL, "-", "sorted");
  assert_wrong (self, "devices", NULL, NULL, "work_order");
  assert_wrong (self, "person", NULL, NULL, "no noun");
  assert_wrong (self, NULL, "customer.trait.city == 'x'", NULL, "trait");
  assert_wrong (self, NULL, NULL, "-age", "age");
}

/* A condition that fails for somebody is an error of the list, not a list without him. */
static void
test_failing (Fixture *self,
              gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) list =
    cem_view_list_nouns (view, "work_order", "1 / (work_order.reopen_count) > 0", NULL, &error);

  g_assert_no_error (error);
  g_assert_false (cem_store_list_load (list, 0, 10, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_EVALUATION);
}

static void
test_many (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) sorted = NULL;
  g_autoptr (CemStoreList) even = NULL;
  g_autoptr (CemOrder) first = NULL;
  g_autoptr (CemOrder) last = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 1500; i++)
    g_string_append_printf (lines,
                            "{\"specversion\":\"1.0\",\"id\":\"m%u\",\"source\":\"/many\","
                            "\"type\":\"order.placed\",\"time\":\"2026-02-01T10:00:00Z\","
                            "\"identifiers\":{\"order_id\":\"M%u\"},\"data\":{\"amount\":%u}}\n",
                            i, i, 1000 + i * 7 % 1500);
  g_object_unref (take_in (self->engine, CEM_INTAKE_MODE_HISTORY, lines->str));

  sorted = cem_view_list_nouns (view, "order", "order.amount >= 1000", "amount", &error);
  g_assert_no_error (error);
  g_assert_true (cem_store_list_load (sorted, 1490, 10, NULL, &error));
  assert_n (G_LIST_MODEL (sorted), 1500);
  g_assert_true (cem_store_list_load (sorted, 0, 1, NULL, &error));
  first = g_list_model_get_item (G_LIST_MODEL (sorted), 0);
  g_assert_cmpfloat (cem_order_get_amount (first), ==, 1000);

  even = cem_view_list_nouns (view, "order", "order.amount >= 1000 && order.amount % 2 == 0", NULL,
                              &error);
  g_assert_no_error (error);
  g_assert_true (cem_store_list_load (even, 700, 50, NULL, &error));
  assert_n (G_LIST_MODEL (even), 750);
  last = g_list_model_get_item (G_LIST_MODEL (even), 749);
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (last)));
}

/* --- pages ---*/

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
test_customer_page (Fixture *self,
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
  assert_n (cem_customer_view_get_sites (page), 1);
  assert_n (cem_customer_view_get_households (page), 1);
  assert_n (cem_customer_view_get_contracts (page), 1);
  assert_n (cem_customer_view_get_devices (page), 1);
  assert_n (cem_customer_view_get_orders (page), 2);
  assert_n (cem_customer_view_get_work_orders (page), 1);
  assert_n (cem_customer_view_get_tasks (page), 1);
  assert_n (cem_customer_view_get_coupons (page), 1);
  assert_n (cem_customer_view_get_appointments (page), 1);
  assert_n (cem_customer_view_get_leads (page), 1);
  assert_n (cem_customer_view_get_responses (page), 1);

  assert_state (cem_customer_view_get_consents (page), 0, "marketing", "given");
  assert_state (cem_customer_view_get_consents (page), 1, "research", "withdrawn");
  trait = g_list_model_get_item (cem_customer_view_get_traits (page), 1);
  g_assert_cmpstr (cem_noun_get_id (trait), ==, "city");
  value = cem_noun_dup_field (trait, "value");
  text = cem_value_dup_string (value);
  g_assert_cmpstr (text, ==, "Shanghai");

  order = g_list_model_get_item (cem_customer_view_get_orders (page), 0);
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (order)));
  g_assert_cmpstr (cem_noun_get_key (CEM_NOUN (order)), ==, "order_id:O2");

  /* All events but those of no stage. */
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_timeline (CEM_PAGE (page))), >, 18);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_touchpoints (CEM_PAGE (page))), <,
                    g_list_model_get_n_items (cem_page_get_timeline (CEM_PAGE (page))) - 3);
  touchpoint = g_list_model_get_item (cem_page_get_touchpoints (CEM_PAGE (page)), 0);
  g_assert_cmpstr (cem_touchpoint_get_event_type (touchpoint), ==, "lead.created");
  g_assert_cmpstr (cem_touchpoint_get_stage (touchpoint), ==, "awareness");
  g_assert_true (cem_page_get_nouns (CEM_PAGE (page), "device") ==
                 cem_customer_view_get_devices (page));
  g_assert_null (cem_page_get_nouns (CEM_PAGE (page), "staff"));
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
test_page_of_many (Fixture *self,
                   gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomerView) page = NULL;
  g_autoptr (GString) lines = g_string_new (NULL);
  GListModel *orders = NULL;
  char *before[20] = { NULL };
  guint n_first = 0;

  for (guint i = 0; i < 600; i++)
    g_string_append_printf (lines,
                            "{\"specversion\":\"1.0\",\"id\":\"p%u\",\"source\":\"/many\","
                            "\"type\":\"order.placed\",\"time\":\"2026-02-%02uT%02u:%02u:00Z\","
                            "\"identifiers\":{\"order_id\":\"P%u\",\"user_id\":\"%s\"}}\n",
                            i, 1 + i % 5, i % 24, i % 60, i, i % 3 > 0 ? "u1" : "u2");
  g_object_unref (take_in (self->engine, CEM_INTAKE_MODE_HISTORY, lines->str));

  page = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  orders = cem_customer_view_get_orders (page);
  n_first = g_list_model_get_n_items (orders);
  g_assert_cmpuint (n_first, >=, 20);
  g_assert_cmpuint (n_first, <, 402);
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

static void
test_page_json (Fixture *self,
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
                   (int) G_N_ELEMENTS (events));
  g_assert_true (json_object_has_member (object, "customer"));
  orders = json_object_get_object_member (object, "orders");
  g_assert_cmpint (json_object_get_int_member (orders, "total"), ==, 2);
  g_assert_true (json_object_get_boolean_member (orders, "complete"));
  order = json_array_get_object_element (json_object_get_array_member (orders, "items"), 1);
  g_assert_cmpstr (json_object_get_string_member (order, "key"), ==, "order_id:O1");
  g_assert_false (json_object_has_member (order, "loading"));
}

static void
test_noun_page (Fixture *self,
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
  assert_n (cem_noun_view_get_work_orders (device), 1);
  assert_n (cem_page_get_timeline (CEM_PAGE (device)), 4);

  work_order = cem_view_open_noun (view, "work_order_id:W1", NULL, &error);
  g_assert_no_error (error);
  parts = cem_work_order_list_parts (CEM_WORK_ORDER (cem_noun_view_get_noun (work_order)));
  g_assert_cmpuint (g_strv_length (parts), ==, 1);
  assert_n (cem_noun_view_get_devices (work_order), 1);
  assert_n (cem_noun_view_get_customers (work_order), 1);

  /* An answer has no identifier, but an id. */
  customer = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  answer = g_list_model_get_item (cem_customer_view_get_responses (customer), 0);
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
  assert_n (cem_customer_view_get_devices (page), 1);
  g_assert_true (cem_page_renew (CEM_PAGE (page), NULL, &error));
  assert_n (cem_customer_view_get_devices (page), 2);
  assert_n (cem_customer_view_get_orders (page), 3);

  g_object_unref (execute (self, cem_command_new_unlink ("user_id:u1", "user_id:u2")));
  g_assert_true (cem_page_renew (CEM_PAGE (page), NULL, &error));
  assert_n (cem_customer_view_get_devices (page), 1);
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
  assert_n (cem_customer_view_get_orders (page), 0);
  assert_n (cem_page_get_timeline (CEM_PAGE (page)), 0);
  node = cem_page_to_json (CEM_PAGE (page));
  text = json_to_string (node, FALSE);
  g_assert_null (strstr (text, "Shanghai"));
}

/* --- live ---*/

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
wait_for (guint *n)
{
  const guint watchdog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);

  *n = 0;
  while (*n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

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
  g_signal_connect_swapped (cem_customer_view_get_orders (page), "items-changed",
                            G_CALLBACK (count_cb), &n_orders);
  g_signal_connect_swapped (cem_customer_view_get_traits (page), "items-changed",
                            G_CALLBACK (count_cb), &n_traits);
  g_signal_connect_swapped (page, "notify::customer", G_CALLBACK (count_cb), &n_customer);
  cem_page_set_live (CEM_PAGE (page), TRUE);
  g_assert_true (cem_page_get_live (CEM_PAGE (page)));

  tell (self, 41, "order.placed|order_id:O9,user_id:u1|{\"amount\":1}");
  wait_for (&n_orders);
  assert_n (cem_customer_view_get_orders (page), 3);
  first = g_list_model_get_item (cem_customer_view_get_orders (page), 0);
  g_assert_cmpstr (cem_noun_get_key (CEM_NOUN (first)), ==, "order_id:O9");
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (first)));

  /* The row of a noun that changed is replaced. */
  tell (self, 42, "order.delivered|order_id:O9|{}");
  wait_for (&n_orders);
  g_clear_object (&first);
  first = g_list_model_get_item (cem_customer_view_get_orders (page), 0);
  g_assert_cmpstr (cem_noun_get_state (CEM_NOUN (first)), ==, "delivered");

  g_assert_cmpuint (n_traits, ==, 0);
  tell (self, 43, "customer.identified|user_id:u1|{\"traits\":{\"city\":\"Suzhou\"}}");
  wait_for (&n_customer);
  g_assert_cmpuint (n_traits, ==, 1);

  g_object_unref (execute (self, cem_command_new_erase ("user_id:u1")));
  wait_for (&n_customer);
  g_assert_null (cem_customer_view_get_customer (page));
  assert_n (cem_customer_view_get_orders (page), 0);
  g_assert_null (cem_page_get_error (CEM_PAGE (page)));

  cem_page_set_live (CEM_PAGE (page), FALSE);
}

/* A list with a condition follows the store by itself. */
static void
test_live_list (Fixture *self,
                gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemStoreList) list =
    cem_view_list_nouns (view, "device", "device.consumables.filter.life < 0.15", NULL, &error);
  guint n = 0;

  g_assert_no_error (error);
  g_signal_connect_swapped (list, "items-changed", G_CALLBACK (count_cb), &n);
  wait_for (&n);
  assert_n (G_LIST_MODEL (list), 1);

  tell (self, 41, "device.reading|serial:SN2|{\"consumables\":{\"filter\":0.05}}");
  wait_for (&n);
  assert_n (G_LIST_MODEL (list), 2);
}

/* What a list reads does not keep it: it goes at once, and its reading is cancelled. */
static void
test_let_go (Fixture *self,
             gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  CemStoreList *list = cem_view_list_nouns (view, "device", "device.online", NULL, &error);

  g_assert_no_error (error);
  g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (list);
  while (G_OBJECT (self->engine)->ref_count > 2)
    g_main_context_iteration (NULL, FALSE);
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
found_cb (GObject *object,
          GAsyncResult *result,
          gpointer user_data)
{
  Opened *opened = user_data;

  opened->page = cem_view_find_noun_finish (CEM_VIEW (object), result, &opened->error);
  opened->n++;
}

static void
test_async (Fixture *self,
            gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  Opened opened = { NULL };

  cem_view_open_customer_async (view, "user_id:u1", NULL, opened_cb, &opened);
  wait_for (&opened.n);
  g_assert_no_error (opened.error);
  assert_n (cem_customer_view_get_orders (opened.page), 2);
  g_assert_finalize_object (opened.page);

  cem_view_open_customer_async (view, "user_id:u9", NULL, opened_cb, &opened);
  wait_for (&opened.n);
  g_assert_error (opened.error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_clear_error (&opened.error);

  g_cancellable_cancel (cancelled);
  cem_view_find_noun_async (view, "serial:SN1", cancelled, found_cb, &opened);
  wait_for (&opened.n);
  g_assert_error (opened.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&opened.error);

  cem_view_find_noun_async (view, "serial:SN1", NULL, found_cb, &opened);
  wait_for (&opened.n);
  g_assert_no_error (opened.error);
  g_assert_finalize_object (opened.page);
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
  assert_n (cem_customer_view_get_orders (page), 2);
}

static void
add (const char *path,
     void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, fixture_tear_down);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Views of nouns: finding, lists by a condition, pages");

  add ("/noun-view/find", test_find);
  add ("/noun-view/not-found", test_not_found);
  add ("/noun-view/nouns", test_nouns);
  add ("/noun-view/customers", test_customers);
  add ("/noun-view/wrong", test_wrong);
  add ("/noun-view/failing", test_failing);
  add ("/noun-view/many", test_many);
  add ("/noun-view/customer-page", test_customer_page);
  add ("/noun-view/page-of-many", test_page_of_many);
  add ("/noun-view/page-json", test_page_json);
  add ("/noun-view/noun-page", test_noun_page);
  add ("/noun-view/link", test_link);
  add ("/noun-view/erased", test_erased);
  add ("/noun-view/live", test_live);
  add ("/noun-view/live-list", test_live_list);
  add ("/noun-view/let-go", test_let_go);
  add ("/noun-view/async", test_async);
  add ("/noun-view/closed", test_closed);

  return g_test_run ();
}
