/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nouns: what events make of orders, work orders, devices and the rest. */
#include "model-fixture.h"

static void
test_order (Model *self,
            gconstpointer data)
{
  g_autoptr (JsonObject) order = NULL;

  g_test_summary ("An order goes from placed to delivered, in whatever order its facts come");

  model_take (self, "order.delivered", "2026-01-09T10:00:00Z", "\"order_id\":\"77\"", "");
  model_take (self, "order.paid", "2026-01-10T10:00:00Z", "\"order_id\":\"77\"",
              "\"amount\":90,\"method\":\"cash\"");
  model_take (self, "order.placed", "2026-01-01T10:00:00Z",
              "\"order_id\":\"77\",\"user_id\":\"u1\"",
              "\"amount\":99.5,\"currency\":\"EUR\",\"promised\":\"2026-01-08T00:00:00Z\","
              "\"shop\":\"north\",\"items\":[{\"sku\":\"a\"}]");
  order = model_read (self, "order_id:77");

  model_assert (order, "schema", "1");
  model_assert (order, "noun", "order");
  model_assert (order, "key", "order_id:77");
  model_assert (order, "state", "delivered");
  model_assert (order, "since", "2026-01-01T10:00:00Z");
  model_assert (order, "updated", "2026-01-10T10:00:00Z");
  model_assert (order, "amount", "99.5");
  model_assert (order, "paid", "90");
  model_assert (order, "payment_method", "cash");
  model_assert (order, "promised", "2026-01-08T00:00:00Z");
  model_assert (order, "placed_at", "2026-01-01T10:00:00Z");
  model_assert (order, "delivered_at", "2026-01-09T10:00:00Z");
  model_assert (order, "items.0.sku", "a");
  model_assert (order, "custom.shop", "north");
  model_assert (order, "n_facts", "3");
  model_assert (order, "history.0.type", "order.placed");
  model_assert (order, "history.2.state", "paid");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (order, "persons")), ==, 1);
}

static void
test_fields (Model *self,
             gconstpointer data)
{
  g_autoptr (JsonObject) contract = NULL;

  g_test_summary ("The last word counts, null takes it back, and a wrong kind says nothing");

  model_take (self, "contract.signed", "2026-01-01T00:00:00Z", "\"contract_id\":\"c\"",
              "\"kind\":\"care\",\"amount\":10,\"currency\":\"EUR\",\"from\":\"2026-01-01\"");
  model_take (self, "contract.renewed", "2026-02-01T00:00:00Z", "\"contract_id\":\"c\"",
              "\"kind\":null,\"amount\":\"eleven\",\"currency\":\"CNY\",\"until\":\"soon\"");
  contract = model_read (self, "contract_id:c");

  model_assert (contract, "state", "active");
  model_assert (contract, "kind", "");
  model_assert (contract, "amount", "10");
  model_assert (contract, "currency", "CNY");
  model_assert (contract, "from", "2026-01-01T00:00:00Z");
  model_assert (contract, "until", "");
}

static void
test_work_order (Model *self,
                 gconstpointer data)
{
  const char *ids = "\"work_order_id\":\"W1\"";
  g_autoptr (JsonObject) work_order = NULL;

  g_test_summary ("A work order's states, parts, times and reopening");

  model_take (self, "work_order.opened", "2026-01-01T08:00:00Z",
              "\"work_order_id\":\"W1\",\"serial\":\"S1\",\"phone\":\"+8613800138000\"",
              "\"kind\":\"repair\",\"opened_at\":\"2026-01-01T07:30:00Z\",\"made_sla\":true");
  model_take (self, "work_order.assigned", "2026-01-01T09:00:00Z", ids, "\"staff\":\"E7\"");
  model_take (self, "work_order.moved", "2026-01-01T10:00:00Z", ids, "\"state\":\"on the way\"");
  model_take (self, "work_order.part_used", "2026-01-01T11:00:00Z", ids,
              "\"part\":\"pump\",\"serial\":\"P2\"");
  model_take (self, "work_order.closed", "2026-01-01T12:00:00Z", ids, "\"resolution\":\"swapped\"");
  model_take (self, "work_order.reopened", "2026-01-02T12:00:00Z", ids, "\"reason\":\"leaks\"");
  work_order = model_read (self, "work_order_id:W1");

  model_assert (work_order, "state", "reopened");
  model_assert (work_order, "staff", "E7");
  model_assert (work_order, "opened_at", "2026-01-01T07:30:00Z");
  model_assert (work_order, "closed_at", "");
  model_assert (work_order, "reopen_count", "1");
  model_assert (work_order, "made_sla", "true");
  model_assert (work_order, "parts.0.part", "pump");
  model_assert (work_order, "parts.0.quantity", "1");
  model_assert (work_order, "states.2.state", "on the way");
  model_assert (work_order, "states.4.from", "2026-01-02T12:00:00Z");
  g_clear_pointer (&work_order, json_object_unref);

  model_take (self, "work_order.closed", "2026-01-03T12:00:00Z", ids, "\"first_time_fixed\":false");
  work_order = model_read (self, "work_order_id:W1");
  model_assert (work_order, "state", "closed");
  model_assert (work_order, "closed_at", "2026-01-03T12:00:00Z");
}

static void
assert_related (Model *self,
                const char *key,
                CemNounKind kind,
                const char *other)
{
  g_autoptr (GArray) related = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 entity = model_find (self, key);

  _cem_noun_list_related (model_get_db (self), &entity, 1, kind, 0, related, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (related->len, ==, other != NULL ? 1 : 0);
  if (other != NULL)
    g_assert_cmpint (g_array_index (related, gint64, 0), ==, model_find (self, other));
}

static void
test_relations (Model *self,
                gconstpointer data)
{
  g_test_summary ("Who and what an event names is related, also by keys in its data");

  model_take (self, "work_order.opened", "2026-01-01T08:00:00Z",
              "\"work_order_id\":\"W1\",\"serial\":\"S1\",\"user_id\":\"u\"", "\"staff\":\"E7\"");
  model_take (self, "response.received", "2026-01-05T08:00:00Z",
              "\"user_id\":\"u\",\"response_id\":\"R\"",
              "\"kind\":\"csat\",\"score\":5,\"about\":\"work_order_id:W1\"");

  assert_related (self, "user_id:u", CEM_NOUN_WORK_ORDER, "work_order_id:W1");
  assert_related (self, "user_id:u", CEM_NOUN_DEVICE, "serial:S1");
  assert_related (self, "serial:S1", CEM_NOUN_WORK_ORDER, "work_order_id:W1");
  assert_related (self, "work_order_id:W1", CEM_NOUN_DEVICE, "serial:S1");
  assert_related (self, "staff_id:E7", CEM_NOUN_WORK_ORDER, "work_order_id:W1");
  assert_related (self, "work_order_id:W1", CEM_NOUN_RESPONSE, "response_id:R");
  assert_related (self, "user_id:u", CEM_NOUN_ORDER, NULL);
}

static void
test_list (Model *self,
           gconstpointer data)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  g_test_summary ("Nouns of a kind by the time of the first event that named them");

  model_take (self, "order.placed", "2026-01-03T00:00:00Z", "\"order_id\":\"c\"", "");
  model_take (self, "order.placed", "2026-01-02T00:00:00Z", "\"order_id\":\"b\"", "");
  model_take (self, "order.placed", "2026-01-04T00:00:00Z", "\"order_id\":\"a\"", "");
  model_take (self, "app.login", "2026-01-01T00:00:00Z", "\"order_id\":\"a\"", "");

  _cem_noun_list (model_get_db (self), CEM_NOUN_ORDER, 2, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (g_array_index (list, gint64, 0), ==, model_find (self, "order_id:a"));
  g_assert_cmpint (g_array_index (list, gint64, 1), ==, model_find (self, "order_id:b"));
  _cem_noun_count (model_get_db (self), CEM_NOUN_ORDER, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 3);
  g_assert_false (_cem_noun_read_snapshot (model_get_db (self), 12345, CEM_NOUN_ALL, NULL, NULL,
                                           &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
}

static void
test_own_response (Model *self,
                   gconstpointer data)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (JsonObject) response = NULL;
  g_autoptr (GError) error = NULL;
  gint64 user = 0;

  g_test_summary ("A response without an identifier is a noun of its own");

  model_take (self, "response.received", "2026-01-03T00:00:00Z", "\"user_id\":\"u\"",
              "\"kind\":\"nps\",\"score\":9,\"market\":\"UK\"");
  model_take (self, "response.received", "2026-01-04T00:00:00Z", "\"user_id\":\"u\"",
              "\"kind\":\"nps\",\"score\":3");

  user = model_find (self, "user_id:u");
  _cem_noun_list_related (model_get_db (self), &user, 1, CEM_NOUN_RESPONSE, 0, list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  response = model_read_entity (self, g_array_index (list, gint64, 0));
  model_assert (response, "score", "9");
  model_assert (response, "market", "UK");
  model_assert (response, "key", "");
}

static void
assert_notice (Model *self,
               const char *type,
               const char *code,
               const char *member,
               gint64 n,
               const char *suggestion)
{
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (CemNotice));
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GError) error = NULL;

  _cem_notice_list (model_get_db (self), arena, 0, notices, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < notices->len; i++)
    {
      const CemNotice *notice = &g_array_index (notices, CemNotice, i);

      if (strcmp (notice->type, type) != 0 || strcmp (notice->code, code) != 0 ||
          strcmp (notice->member, member) != 0)
        continue;
      g_assert_cmpint (notice->n, ==, n);
      g_assert_cmpstr (notice->suggestion, ==, suggestion);
      return;
    }

  g_error ("There is no notice %s of %s", code, type);
}

static void
test_notices (Model *self,
              gconstpointer data)
{
  gint64 n = 0;
  g_autoptr (GError) error = NULL;

  g_test_summary ("What is wrong with a fact is counted, and the fact is taken");

  model_take (self, "work_order.closd", "2026-01-01T00:00:00Z", "\"work_order_id\":\"W\"", "");
  model_take (self, "work_order.closd", "2026-01-02T00:00:00Z", "\"work_order_id\":\"W\"", "");
  model_take (self, "order.placed", "2026-01-01T00:00:00Z", "", "\"amount\":\"9\"");
  model_take (self, "work_order.assigned", "2026-01-01T00:00:00Z", "\"work_order_id\":\"W\"", "");
  model_take (self, "device.reading", "2026-01-01T00:00:00Z", "\"serial\":\"S\"",
              "\"meters\":{\"km\":7},\"units\":{\"km\":\"parsec\"}");
  model_take (self, "acme.exploded", "2026-01-01T00:00:00Z", "\"serial\":\"S\"", "");
  model_take (self, "call.received", "2026-01-01T00:00:00Z", "\"user_id\":\"u\"", "");

  assert_notice (self, "work_order.closd", "unknown-type", "", 2, "work_order.closed");
  assert_notice (self, "order.placed", "missing-identifier", "order_id", 1, NULL);
  assert_notice (self, "order.placed", "wrong-kind", "amount", 1, NULL);
  assert_notice (self, "work_order.assigned", "missing-member", "staff", 1, NULL);
  assert_notice (self, "device.reading", "unknown-unit", "meters", 1, NULL);
  _cem_db_query_int (model_get_db (self), "SELECT count(*) FROM notice", &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 5);
}

static void
test_many_facts (Model *self,
                 gconstpointer data)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonObject) site = NULL;

  g_test_summary ("Of very many facts the oldest and the newest are folded, and all are counted");

  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *time = g_strdup_printf ("2026-01-01T%02u:%02u:%02uZ", i / 3600, i / 60 % 60, i % 60);
      g_autofree char *values = g_strdup_printf ("\"name\":\"n%u\",\"rooms\":%u", i, i);

      g_ptr_array_add (lines, model_make_line (i, i == 0 ? "site.added" : "site.changed", time,
                                               "\"site_id\":\"s\"", values));
    }
  model_take_lines (self, (const char *const *) lines->pdata, lines->len);
  site = model_read (self, "site_id:s");

  model_assert (site, "n_facts", "5000");
  model_assert (site, "rooms", "4999");
  model_assert (site, "added_at", "2026-01-01T00:00:00Z");
  model_assert (site, "history.63.at", "2026-01-01T00:01:03Z");
  model_assert (site, "history.4095.at", "2026-01-01T01:23:19Z");
  model_assert (site, "history.4096", "");
}

static void
test_person (Model *self,
             gconstpointer data)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gint64 fragments[2] = { 0 };
  CemDatum snapshot = { 0 };
  JsonObject *person = NULL;

  g_test_summary ("Consents, owner and referrals are those of all fragments of a customer");

  model_take (self, "consent.given", "2026-01-01T00:00:00Z", "\"user_id\":\"u\"",
              "\"purpose\":\"marketing\",\"version\":\"2\",\"expires\":\"2027-01-01\"");
  model_take (self, "consent.withdrawn", "2026-03-01T00:00:00Z", "\"email\":\"u@example.org\"",
              "\"purpose\":\"marketing\"");
  model_take (self, "consent.given", "2026-02-01T00:00:00Z", "\"email\":\"u@example.org\"",
              "\"purpose\":\"service\"");
  model_take (self, "customer.owner_assigned", "2026-02-01T00:00:00Z", "\"user_id\":\"u\"",
              "\"staff\":7");
  model_take (self, "customer.referred", "2026-02-01T00:00:00Z", "\"user_id\":\"u\"",
              "\"by\":\"user_id:v\",\"campaign\":\"spring\"");

  fragments[0] = model_find (self, "user_id:u");
  fragments[1] = model_find (self, "email:u@example.org");
  _cem_person_read_snapshot (model_get_db (self), fragments, 2, arena, &snapshot, &error);
  g_assert_no_error (error);
  _cem_json_write (text, &snapshot, CEM_JSON_WRITE_COMPACT);
  node = json_from_string (text->str, NULL);
  person = json_node_get_object (node);

  model_assert (person, "consents.marketing.given", "false");
  model_assert (person, "consents.marketing.at", "2026-03-01T00:00:00Z");
  model_assert (person, "consents.service.given", "true");
  model_assert (person, "owner.staff", "staff_id:7");
  model_assert (person, "referrals.0.by", "user_id:v");
  model_assert (person, "referrals.0.campaign", "campaign_id:spring");
}

static void
test_household (Model *self,
                gconstpointer data)
{
  g_autoptr (JsonObject) household = NULL;

  g_test_summary ("A household has members for periods");

  model_take (self, "household.joined", "2026-01-01T00:00:00Z",
              "\"household_id\":\"h\",\"user_id\":\"a\"", "\"role\":\"owner\"");
  model_take (self, "household.joined", "2026-01-02T00:00:00Z",
              "\"household_id\":\"h\",\"user_id\":\"b\"", "");
  model_take (self, "household.left", "2026-01-03T00:00:00Z",
              "\"household_id\":\"h\",\"user_id\":\"a\"", "");
  household = model_read (self, "household_id:h");

  model_assert (household, "members.0.role", "owner");
  model_assert (household, "members.0.until", "2026-01-03T00:00:00Z");
  model_assert (household, "members.1.role", "member");
  model_assert (household, "members.1.until", "");
}

static void
test_damaged_heads (Model *self,
                    gconstpointer data)
{
  g_autoptr (JsonObject) device = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("Two identifiers that each name the other as the first of a thing do no harm");

  model_take (self, "device.online", "2026-01-01T00:00:00Z", "\"serial\":\"S1\"", "");
  model_take (self, "device.online", "2026-01-01T00:00:00Z", "\"serial\":\"S2\"", "");
  _cem_db_exec (model_get_db (self),
                "UPDATE noun_recent SET head = (SELECT other.entity FROM noun_recent AS other "
                "WHERE other.entity != noun_recent.entity)",
                &error);
  g_assert_no_error (error);
  device = model_read (self, "serial:S1");

  model_assert (device, "noun", "device");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add ("/model/" path, Model, NULL, model_set_up, func, model_tear_down)

  ADD ("order", test_order);
  ADD ("fields", test_fields);
  ADD ("work-order", test_work_order);
  ADD ("relations", test_relations);
  ADD ("list", test_list);
  ADD ("own-response", test_own_response);
  ADD ("notices", test_notices);
  ADD ("many-facts", test_many_facts);
  ADD ("person", test_person);
  ADD ("household", test_household);
  ADD ("damaged-heads", test_damaged_heads);

  return g_test_run ();
}
