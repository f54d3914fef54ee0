/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "noun-fixture.h"

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

/* --- in the background ---*/

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
  CemNoun *noun;
  GError *error;
  guint n;
} Found;

static void
found_cb (GObject *object,
          GAsyncResult *result,
          gpointer user_data)
{
  Found *found = user_data;

  found->noun = cem_view_find_noun_finish (CEM_VIEW (object), result, &found->error);
  found->n++;
}

static void
test_async (Fixture *self,
            gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  Found found = { NULL };

  g_cancellable_cancel (cancelled);
  cem_view_find_noun_async (view, "serial:SN1", cancelled, found_cb, &found);
  wait_for (&found.n);
  g_assert_error (found.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&found.error);

  cem_view_find_noun_async (view, "serial:SN1", NULL, found_cb, &found);
  wait_for (&found.n);
  g_assert_no_error (found.error);
  g_assert_finalize_object (found.noun);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Views of nouns: finding, lists by a condition");

  add_noun_test ("/noun-view/find", test_find);
  add_noun_test ("/noun-view/not-found", test_not_found);
  add_noun_test ("/noun-view/nouns", test_nouns);
  add_noun_test ("/noun-view/customers", test_customers);
  add_noun_test ("/noun-view/wrong", test_wrong);
  add_noun_test ("/noun-view/failing", test_failing);
  add_noun_test ("/noun-view/many", test_many);
  add_noun_test ("/noun-view/live-list", test_live_list);
  add_noun_test ("/noun-view/let-go", test_let_go);
  add_noun_test ("/noun-view/async", test_async);

  return g_test_run ();
}
