/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine-fixture.h"

#define HISTORY CEM_INGEST_FLAGS_HISTORY
#define ACCEPTED CEM_OUTCOME_STATUS_ACCEPTED
#define WATCHDOG_SECONDS 60

static void
set_up (Fixture *self,
        gconstpointer data)
{
  fixture_set_up (self, data);
  assert_ingest (self, HISTORY,
                 "\"id\":\"e1\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-01T00:00:01Z\",\"identifiers\":{\"anonymous_id\":\"a1\"}",
                 ACCEPTED);
  assert_ingest (self, HISTORY,
                 "\"id\":\"e2\",\"source\":\"/web\",\"type\":\"app.login\","
                 "\"time\":\"2026-02-01T00:00:03Z\","
                 "\"identifiers\":{\"anonymous_id\":\"a1\",\"user_id\":\"7\"}",
                 ACCEPTED);
  assert_ingest (self, HISTORY,
                 "\"id\":\"e3\",\"source\":\"/shop\",\"type\":\"order.placed\","
                 "\"time\":\"2026-02-01T00:00:02Z\",\"data\":{\"amount\":12.5},"
                 "\"identifiers\":{\"user_id\":\"7\",\"serial\":\"sn1\"}",
                 ACCEPTED);
  assert_ingest (self, HISTORY,
                 "\"id\":\"e4\",\"source\":\"/crm\",\"type\":\"customer.identified\","
                 "\"time\":\"2026-02-01T00:00:04Z\",\"data\":{\"traits\":{\"city\":\"Lyon\"}},"
                 "\"identifiers\":{\"user_id\":\"7\"}",
                 ACCEPTED);
  assert_ingest (self, HISTORY,
                 "\"id\":\"e5\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-01T00:00:05Z\",\"identifiers\":{\"user_id\":\"8\"}",
                 ACCEPTED);
}

static void
identify (Fixture *self,
          const char *id,
          const char *city)
{
  g_autofree char *members =
    g_strdup_printf ("\"id\":\"%s\",\"source\":\"/app\",\"type\":\"customer.identified\","
                     "\"time\":\"2026-02-01T00:00:06Z\",\"data\":{\"traits\":{\"city\":\"%s\"}},"
                     "\"identifiers\":{\"user_id\":\"7\"}",
                     id, city);

  assert_ingest (self, HISTORY, members, ACCEPTED);
}

static gboolean
watchdog_cb (gpointer user_data)
{
  g_error ("nothing happened for %d seconds", WATCHDOG_SECONDS);
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                        \
  G_STMT_START                                                                     \
  {                                                                                \
    guint wait_dog = g_timeout_add_seconds (WATCHDOG_SECONDS, watchdog_cb, NULL);  \
                                                                                   \
    while (!(condition))                                                           \
      g_main_context_iteration (NULL, TRUE);                                       \
    g_source_remove (wait_dog);                                                    \
  }                                                                                \
  G_STMT_END

static void
done_cb (GObject *object,
         GAsyncResult *result,
         gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static char *
find_id (CemView *view,
         const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomer) customer = cem_view_find_customer (view, key, NULL, &error);

  g_assert_no_error (error);
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (customer)));
  return g_strdup (cem_customer_get_id (customer));
}

/* The ids of the inputs of a list, newest first, as one text. */
static char *
list_ids (CemStoreList *list)
{
  g_autoptr (GError) error = NULL;
  GString *ids = g_string_new (NULL);

  g_assert_true (cem_store_list_load (list, 0, 100, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), i);

      if (cem_log_entry_get_origin (entry) == CEM_LOG_ENTRY_ORIGIN_INPUT)
        g_string_append_printf (ids, "%s ", cem_log_entry_get_id (entry));
    }

  return g_string_free (ids, FALSE);
}

#define assert_ids(list, expected)                    \
  G_STMT_START                                        \
  {                                                   \
    g_autofree char *found_ids = list_ids (list);     \
                                                      \
    g_assert_cmpstr (found_ids, ==, expected);        \
  }                                                   \
  G_STMT_END

static void
test_find (Fixture *self,
           gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, "ann", "test");
  g_autoptr (CemCustomer) customer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = find_id (view, "user_id:7");
  g_autofree char *by_session = find_id (view, "anonymous_id:a1");
  g_autofree char *by_id = find_id (view, id);
  static const struct
  {
    const char *key;
    CemError code;
  } bad[] = {
    { "user_id:9", CEM_ERROR_NOT_FOUND },
    { "serial:sn1", CEM_ERROR_NOT_FOUND },
    { "c0000000000001", CEM_ERROR_NOT_FOUND },
    { "nonsense", CEM_ERROR_INVALID_ARGUMENT },
    { "", CEM_ERROR_INVALID_ARGUMENT },
    { ":", CEM_ERROR_INVALID_ARGUMENT },
  };

  g_test_summary ("A customer is found by any identifier and by its id");

  g_assert_true (cem_view_get_engine (view) == self->engine);
  g_assert_cmpstr (cem_view_get_actor (view), ==, "ann");
  g_assert_cmpstr (cem_view_get_purpose (view), ==, "test");
  g_assert_cmpstr (id, ==, by_session);
  g_assert_cmpstr (id, ==, by_id);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      customer = cem_view_find_customer (view, bad[i].key, NULL, &error);
      g_assert_null (customer);
      g_assert_error (error, CEM_ERROR, (int) bad[i].code);
      g_clear_error (&error);
    }

  cem_view_find_customer_async (view, "user_id:8", NULL, done_cb, &result);
  WAIT_FOR (result != NULL);
  customer = cem_view_find_customer_finish (view, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cem_customer_get_identifiers (customer)[0], ==, "user_id:8");
  g_assert_null (cem_customer_get_identifiers (customer)[1]);

  g_clear_object (&customer);
  g_assert_true (cem_engine_close (self->engine, NULL, &error));
  customer = cem_view_find_customer (view, "user_id:8", NULL, &error);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CLOSED);

  g_clear_object (&result);
  g_clear_object (&view);
}

static void
test_traits (Fixture *self,
             gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (CemCustomer) customer = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *city = NULL;
  JsonObject *other = NULL;

  g_test_summary ("A customer shows its traits, where they come from, and what lost");

  identify (self, "e6", "Porto");
  customer = cem_view_find_customer (view, "user_id:7", NULL, NULL);
  g_assert_cmpstr (json_node_get_string (cem_customer_get_trait (customer, "city")), ==, "Porto");
  g_assert_null (cem_customer_get_trait (customer, "name"));
  g_assert_cmpint (g_ascii_strtoll (cem_customer_get_position (customer), NULL, 10), >=, 6);

  node = cem_store_item_to_json (CEM_STORE_ITEM (customer));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "schema"), ==, 1);
  city = json_object_get_object_member (
    json_object_get_object_member (json_node_get_object (node), "traits"), "city");
  g_assert_cmpstr (json_object_get_string_member (city, "source"), ==, "/app");
  g_assert_cmpstr (json_object_get_string_member (city, "event"), ==, "e6");
  g_assert_cmpstr (json_object_get_string_member (city, "identifier"), ==, "user_id:7");
  g_assert_true (json_object_get_boolean_member (city, "holds"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (city, "others")), ==, 1);
  other = json_array_get_object_element (json_object_get_array_member (city, "others"), 0);
  g_assert_cmpstr (json_object_get_string_member (other, "value"), ==, "Lyon");
  g_assert_cmpstr (json_object_get_string_member (other, "time"), ==, "2026-02-01T00:00:04Z");
}

static void
test_customers (Fixture *self,
                gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (CemStoreList) list = cem_view_list_customers (view);
  g_autoptr (CemCustomer) customer = NULL;
  g_autoptr (CemCustomer) newer = NULL;
  g_autoptr (CemOutcome) outcome = NULL;
  GListModel *model = G_LIST_MODEL (list);

  g_test_summary ("The list of customers follows the store");

  WAIT_FOR (g_list_model_get_n_items (model) == 2);
  customer = g_list_model_get_item (model, 0);
  g_assert_true (cem_store_item_get_loading (CEM_STORE_ITEM (customer)));
  g_assert_null (cem_customer_get_identifiers (customer)[0]);
  WAIT_FOR (!cem_store_item_get_loading (CEM_STORE_ITEM (customer)));
  g_assert_cmpstr (json_node_get_string (cem_customer_get_trait (customer, "city")), ==, "Lyon");

  identify (self, "e6", "Porto");
  do
    {
      g_clear_object (&newer);
      g_main_context_iteration (NULL, TRUE);
      newer = g_list_model_get_item (model, 0);
    }
  while (newer == customer);
  g_assert_cmpstr (json_node_get_string (cem_customer_get_trait (newer, "city")), ==, "Porto");
  g_assert_cmpstr (json_node_get_string (cem_customer_get_trait (customer, "city")), ==, "Lyon");

  outcome = execute (self, cem_command_new_link ("user_id:7", "user_id:8"));
  g_assert_cmpint (cem_outcome_get_status (outcome), ==, ACCEPTED);
  WAIT_FOR (g_list_model_get_n_items (model) == 1);
  g_clear_object (&outcome);
  outcome = execute (self, cem_command_new_unlink ("user_id:7", "user_id:8"));
  WAIT_FOR (g_list_model_get_n_items (model) == 2);

  assert_ingest (self, HISTORY,
                 "\"id\":\"e9\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-02T00:00:00Z\",\"identifiers\":{\"user_id\":\"9\"}",
                 ACCEPTED);
  WAIT_FOR (g_list_model_get_n_items (model) == 3);
  g_assert_null (cem_store_list_get_error (list));
}

static void
test_timeline (Fixture *self,
               gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (CemStoreList) customer = cem_view_list_timeline (view, "anonymous_id:a1");
  g_autoptr (CemStoreList) thing = cem_view_list_timeline (view, "serial:SN1");
  g_autoptr (CemStoreList) later = cem_view_list_timeline (view, "user_id:99");
  g_autoptr (CemStoreList) nonsense = cem_view_list_timeline (view, "nonsense");
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A timeline has the events of all of a customer's identifiers, the newest first");

  assert_ids (customer, "e4 e2 e3 e1 ");
  assert_ids (thing, "e3 ");
  assert_ids (later, "");

  outcome = execute (self, cem_command_new_link ("user_id:7", "user_id:8"));
  g_clear_object (&outcome);
  {
    g_autofree char *ids = list_ids (customer);

    g_assert_true (g_str_has_suffix (ids, "e5 e4 e2 e3 e1 "));
  }
  assert_ingest (self, HISTORY,
                 "\"id\":\"e9\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-02T00:00:00Z\",\"identifiers\":{\"user_id\":\"99\"}",
                 ACCEPTED);
  assert_ids (later, "e9 ");

  g_assert_false (cem_store_list_load (nonsense, 0, 1, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

static void
test_log (Fixture *self,
          gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (CemStoreList) list = cem_view_list_log (view, NULL);
  g_autoptr (CemStoreList) pages = cem_view_list_log (view, "page.viewed");
  g_autoptr (CemStoreList) none = cem_view_list_log (view, "no.such");
  g_autoptr (CemLogEntry) entry = NULL;
  g_autoptr (CemLogEntry) erased = NULL;
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *when = NULL;
  guint n = 0;

  g_test_summary (
      "The log lists its rows, the newest first, also of one type, and shows what was erased");

  assert_ids (list, "e5 e4 e3 e2 e1 ");
  assert_ids (pages, "e5 e1 ");

  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  entry = g_list_model_get_item (G_LIST_MODEL (list), n - 1);
  g_assert_cmpstr (cem_log_entry_get_position (entry), ==, "1");
  g_assert_cmpstr (cem_log_entry_get_source (entry), ==, "/web");
  g_assert_cmpstr (cem_log_entry_get_event_type (entry), ==, "page.viewed");
  g_assert_null (cem_log_entry_get_actor (entry));
  g_assert_null (cem_log_entry_get_cause (entry));
  g_assert_false (cem_store_item_get_loading (CEM_STORE_ITEM (entry)));
  g_assert_false (cem_log_entry_get_erased (entry));
  when = g_date_time_format_iso8601 (cem_log_entry_get_time (entry));
  g_assert_cmpstr (when, ==, "2026-02-01T00:00:01Z");
  g_assert_nonnull (cem_log_entry_get_at (entry));
  node = cem_store_item_to_json (CEM_STORE_ITEM (entry));
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (node), "id"), ==, "e1");
  g_assert_true (json_object_has_member (json_node_get_object (node), "identifiers"));
  g_assert_false (json_object_has_member (json_node_get_object (node), "data"));
  g_assert_true (JSON_NODE_HOLDS_OBJECT (cem_log_entry_get_piece (entry)));

  assert_ingest (self, HISTORY,
                 "\"id\":\"e6\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-02T00:00:00Z\",\"identifiers\":{\"user_id\":\"8\"}",
                 ACCEPTED);
  assert_ids (pages, "e6 e5 e1 ");
  assert_ids (none, "");

  outcome = execute (self, cem_command_new_erase ("user_id:7"));
  g_assert_true (cem_store_list_load (list, 0, 100, NULL, &error));
  g_assert_no_error (error);
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  erased = g_list_model_get_item (G_LIST_MODEL (list), n - 1);
  g_assert_true (erased != entry);
  g_assert_true (cem_log_entry_get_erased (erased));
  g_assert_null (cem_log_entry_get_piece (erased));
}

static void
test_quarantine (Fixture *self,
                 gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (CemStoreList) list = cem_view_list_quarantine (view);
  g_autoptr (CemIntake) intake = NULL;
  g_autoptr (CemQuarantineItem) item = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_test_summary ("The quarantine lists what could not be taken, and follows");

  WAIT_FOR (!cem_store_list_get_loading (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);

  intake = take_in (self->engine, CEM_INTAKE_MODE_HISTORY, "\n{\"specversion\":\n");
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  WAIT_FOR (!cem_store_item_get_loading (CEM_STORE_ITEM (item)));
  g_assert_cmpuint (cem_quarantine_item_get_line (item), ==, 2);
  g_assert_cmpuint (cem_quarantine_item_get_n_seen (item), ==, 1);
  g_assert_cmpuint (cem_quarantine_item_get_n_tries (item), ==, 0);
  g_assert_cmpstr (cem_quarantine_item_get_text (item), ==, "{\"specversion\":");
  g_assert_nonnull (cem_quarantine_item_get_id (item));
  g_assert_nonnull (cem_quarantine_item_get_reason (item));
  g_assert_nonnull (cem_quarantine_item_get_message (item));
  node = cem_store_item_to_json (CEM_STORE_ITEM (item));
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (node), "line"), ==, 2);
}

static void
test_explain (Fixture *self,
              gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (JsonNode) same = NULL;
  g_autoptr (JsonNode) apart = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *step = NULL;
  JsonObject *text = NULL;

  g_test_summary ("Why two identifiers are one customer is told with the events, in two languages");

  same = cem_view_explain (view, "anonymous_id:a1", "user_id:7", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (json_object_get_boolean_member (json_node_get_object (same), "same"));
  step = json_array_get_object_element (
    json_object_get_array_member (json_node_get_object (same), "steps"), 0);
  g_assert_cmpstr (json_object_get_string_member (step, "id"), ==, "e2");
  text = json_object_get_object_member (json_node_get_object (same), "text");
  g_assert_cmpstr (json_object_get_string_member (text, "en"), !=, "");
  g_assert_cmpstr (json_object_get_string_member (text, "en"), !=,
                   json_object_get_string_member (text, "zh_CN"));

  cem_view_explain_async (view, "user_id:8", "user_id:7", NULL, done_cb, &result);
  WAIT_FOR (result != NULL);
  apart = cem_view_explain_finish (view, result, &error);
  g_assert_no_error (error);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (apart), "same"));

  g_assert_null (cem_view_explain (view, "user_id:7", "serial:SN1", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (cem_view_explain (view, "user_id:7", "user_id:99", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
}

static void
test_stats (Fixture *self,
            gconstpointer data)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (JsonNode) stats = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *object = NULL;

  g_test_summary ("What is in the store is counted");

  assert_ingest (self, HISTORY,
                 "\"id\":\"e5\",\"source\":\"/web\",\"type\":\"page.viewed\","
                 "\"time\":\"2026-02-01T00:00:05Z\",\"identifiers\":{\"user_id\":\"8\"}",
                 CEM_OUTCOME_STATUS_DUPLICATE);
  cem_view_read_stats_async (view, NULL, done_cb, &result);
  WAIT_FOR (result != NULL);
  stats = cem_view_read_stats_finish (view, result, &error);
  g_assert_no_error (error);
  object = json_node_get_object (stats);
  g_assert_cmpint (json_object_get_int_member (object, "customers"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (object, "duplicates"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "quarantined"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (object, "events"), >=, 5);
  g_assert_cmpint (json_object_get_int_member (object, "inputs"), ==, 5);
  g_assert_cmpint (json_object_get_int_member (object, "derived"), ==,
                   json_object_get_int_member (object, "events") - 5);
  g_assert_cmpint (json_object_get_int_member (object, "bytes"), >, 0);
  g_assert_cmpstr (json_object_get_string_member (object, "first_at"), ==, "2026-02-01T00:00:01Z");
}

#define ADD(path, test) \
  g_test_add (path, Fixture, NULL, set_up, test, fixture_tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/view/find", test_find);
  ADD ("/view/traits", test_traits);
  ADD ("/view/customers", test_customers);
  ADD ("/view/timeline", test_timeline);
  ADD ("/view/log", test_log);
  ADD ("/view/quarantine", test_quarantine);
  ADD ("/view/explain", test_explain);
  ADD ("/view/stats", test_stats);

  return g_test_run ();
}
