/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity-fixture.h"

/* What people expect of identity, story by story. */

static gboolean
is_one (Store *store,
        const char *first,
        const char *second)
{
  gint64 a = store_find (store, first);
  gint64 b = store_find (store, second);

  g_assert_cmpint (a, !=, 0);
  g_assert_cmpint (b, !=, 0);
  return a == b;
}

static guint
count_proposals (Store *store,
                 const char *key)
{
  g_autoptr (GArray) proposals = g_array_new (FALSE, FALSE, sizeof (CemIdentityProposal));
  g_autoptr (GError) error = NULL;

  _cem_identity_list_proposals (store->db, store->arena, key != NULL ? store_find (store, key) : 0,
                                FALSE, NULL, 100, proposals, &error);
  g_assert_no_error (error);
  return proposals->len;
}

/* The tables of what is known now, without what was decided on the way. */
static char *
dump_knowledge (Store *store)
{
  char *dump = store_dump (store);
  char *customers = strstr (dump, "\nmember\n");
  GString *out = g_string_new (customers);
  char *p = NULL;

  /* A customer that anybody decided on is looked at more closely: its last column says so. */
  while ((p = strstr (out->str, " 1\n")) != NULL)
    p[1] = '0';
  g_free (dump);
  return g_string_free (out, FALSE);
}

static void
assert_change (Store *store,
               guint index,
               CemIdentityChangeKind kind)
{
  g_assert_cmpuint (index, <, store->result.n_changes);
  g_assert_cmpint (store->result.changes[index].kind, ==, kind);
}

static void
test_login (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  gint64 before;

  g_test_summary ("A visitor who logs in is one customer, and the old id still finds it");

  g_assert_true (store_event (store, 1, "{\"anonymous_id\":\"a1\"}"));
  assert_change (store, 0, CEM_IDENTITY_NEW_CUSTOMER);
  before = store->result.customer;
  g_assert_true (store_event (store, 2, "{\"anonymous_id\":\"a1\",\"user_id\":\"u1\"}"));
  g_assert_cmpuint (store->result.n_changes, ==, 1);
  assert_change (store, 0, CEM_IDENTITY_MERGED);
  g_assert_cmpint (store->result.changes[0].other, ==, before);
  g_assert_cmpint (store->result.changes[0].customer, ==, store->result.customer);
  g_assert_true (is_one (store, "anonymous_id:a1", "user_id:u1"));
  g_assert_cmpint (store_find (store, "user_id:u1"), ==, store->result.fragment);

  g_assert_true (store_event (store, 3, "{\"anonymous_id\":\"a1\",\"user_id\":\"u1\"}"));
  g_assert_cmpuint (store->result.n_changes, ==, 0);
}

static void
test_shared_device (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autoptr (GArray) proposals = g_array_new (FALSE, FALSE, sizeof (CemIdentityProposal));
  g_autoptr (GError) error = NULL;

  g_test_summary ("Two accounts on one tablet stay two; the later is a proposal a person can confirm");

  store_event (store, 1, "{\"session_id\":\"tablet\",\"user_id\":\"u1\"}");
  store_event (store, 2, "{\"session_id\":\"tablet\",\"user_id\":\"u2\"}");
  assert_change (store, 0, CEM_IDENTITY_NEW_CUSTOMER);
  assert_change (store, 1, CEM_IDENTITY_PROPOSED);
  g_assert_false (is_one (store, "user_id:u1", "user_id:u2"));
  g_assert_true (is_one (store, "user_id:u1", "session_id:tablet"));
  g_assert_cmpuint (count_proposals (store, "user_id:u2"), ==, 1);
  g_assert_cmpuint (count_proposals (store, NULL), ==, 1);
  _cem_identity_list_proposals (store->db, store->arena, 0, FALSE, NULL, 9, proposals, &error);
  g_assert_cmpint (g_array_index (proposals, CemIdentityProposal, 0).reason, ==, CEM_EDGE_CONFLICT);

  store_decide (store, 3, "identifiers.linked", "user_id:u1", "user_id:u2", FALSE);
  assert_change (store, 0, CEM_IDENTITY_MERGED);
  g_assert_true (is_one (store, "user_id:u1", "user_id:u2"));
  g_assert_cmpuint (count_proposals (store, NULL), ==, 0);
}

static void
test_couple (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);

  g_test_summary ("Who gives the number of a partner keeps what else the same event says");

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *first = g_strdup_printf (
        "{\"user_id\":\"a%u\",\"email\":\"a%u@x.org\",\"phone\":\"138000000%02u\"}", i, i, i);
      g_autofree char *second = g_strdup_printf (
        "{\"user_id\":\"b%u\",\"email\":\"b%u@x.org\",\"phone\":\"138000000%02u\"}", i, i, i);
      g_autofree char *one = g_strdup_printf ("user_id:a%u", i);
      g_autofree char *two = g_strdup_printf ("user_id:b%u", i);
      g_autofree char *email = g_strdup_printf ("email:b%u@x.org", i);

      store_event (store, 1 + 2 * i, first);
      store_event (store, 2 + 2 * i, second);
      g_assert_false (is_one (store, one, two));
      g_assert_true (is_one (store, two, email));
    }
}

static void
test_landline (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);

  g_test_summary ("A number that too many share joins nobody, not even the first");

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *json = g_strdup_printf (
          "{\"phone\":\"010-65529988\",\"%s\":\"m%u\"}", i == 1 ? "member_id" : "user_id", i);

      store_event (store, 1 + i, json);
      if (i == 1)
        g_assert_true (is_one (store, "user_id:m0", "member_id:m1"));
    }
  g_assert_false (is_one (store, "user_id:m0", "phone:+861065529988"));
  g_assert_false (is_one (store, "user_id:m0", "member_id:m1"));
  g_assert_cmpuint (count_proposals (store, NULL), ==, 0);
}

static void
test_recycled_phone (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);

  g_test_summary ("A number's next owner is not its last; a faithful owner keeps it over the years");

  store_event (store, 100, "{\"phone\":\"13800138000\",\"user_id\":\"u1\"}");
  store_event (store, 900, "{\"phone\":\"13800138000\",\"user_id\":\"u2\"}");
  g_assert_false (is_one (store, "user_id:u1", "user_id:u2"));
  g_assert_true (is_one (store, "phone:13800138000", "user_id:u2"));
  g_assert_cmpuint (count_proposals (store, NULL), ==, 0);

  store_event (store, 100, "{\"phone\":\"13900139000\",\"user_id\":\"u3\"}");
  store_event (store, 500, "{\"phone\":\"13900139000\"}");
  store_event (store, 900, "{\"phone\":\"13900139000\"}");
  g_assert_true (is_one (store, "phone:13900139000", "user_id:u3"));
}

static void
test_kept_apart (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (CemIdentityStanding));
  g_autoptr (GError) error = NULL;

  g_test_summary ("Kept apart wins over events and links, late or early, until it is lifted");

  store_event (store, 1, "{\"anonymous_id\":\"a\",\"user_id\":\"u\"}");
  store_decide (store, 2, "identifiers.kept_apart", "anonymous_id:a", "user_id:u", FALSE);
  assert_change (store, 0, CEM_IDENTITY_UNMERGED);
  g_assert_false (is_one (store, "anonymous_id:a", "user_id:u"));
  store_decide (store, 3, "identifiers.linked", "anonymous_id:a", "user_id:u", FALSE);
  store_event (store, 4, "{\"anonymous_id\":\"a\",\"email\":\"x@example.org\"}");
  store_event (store, 4, "{\"user_id\":\"u\",\"email\":\"x@example.org\"}");
  g_assert_false (is_one (store, "anonymous_id:a", "user_id:u"));
  g_assert_cmpuint (count_proposals (store, NULL), ==, 0);

  _cem_identity_list_decisions (store->db, store->arena, store_find (store, "user_id:u"), decisions,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpuint (decisions->len, ==, 2);
  g_assert_cmpint (g_array_index (decisions, CemIdentityStanding, 1).kind, ==,
                   CEM_DECISION_KEPT_APART);

  store_decide (store, 5, "identifiers.kept_apart", "user_id:u", "anonymous_id:a", TRUE);
  assert_change (store, 0, CEM_IDENTITY_MERGED);
  g_assert_true (is_one (store, "anonymous_id:a", "user_id:u"));
}

static void
test_link_unlink (void)
{
  guint rounds = g_test_thorough () ? 1000 : 60;
  guint tried = 0;

  g_test_summary ("After link and unlink all is as without either, whatever came between");

  for (guint seed = 0; seed < rounds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed + 900000);
      g_autoptr (GPtrArray) events = random_events (random, 40);
      g_autoptr (Store) with = store_new (random_config, NULL);
      g_autoptr (Store) without = store_new (random_config, NULL);
      guint at = (guint) g_rand_int_range (random, 2, 20);
      g_autofree char *expected = NULL;
      g_autofree char *got = NULL;

      /* Two that everybody knows and nobody decides on. */
      store_event (with, 0, "{\"user_id\":\"x1\",\"email\":\"p1@example.org\"}");
      store_event (without, 0, "{\"user_id\":\"x1\",\"email\":\"p1@example.org\"}");
      store_event (with, 0, "{\"member_id\":\"x2\",\"session_id\":\"v1\"}");
      store_event (without, 0, "{\"member_id\":\"x2\",\"session_id\":\"v1\"}");
      for (guint i = 0; i < events->len; i++)
        {
          store_begin (with);
          store_begin (without);
          store_apply (with, g_ptr_array_index (events, i));
          store_apply (without, g_ptr_array_index (events, i));
          store_commit (with);
          store_commit (without);
          if (i == at)
            {
              store_decide (with, 50, "identifiers.linked", "user_id:x1", "member_id:x2", FALSE);
              tried += with->result.n_changes > 0 ? 1 : 0;
            }
          if (i == at + 15)
            store_decide (with, 60, "identifiers.unlinked", "member_id:x2", "user_id:x1", FALSE);
        }

      expected = dump_knowledge (without);
      got = dump_knowledge (with);
      g_assert_cmpstr (got, ==, expected);
    }

  g_assert_cmpuint (tried, >, rounds / 2);
}

static void
test_unlink_evidence (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);

  g_test_summary ("Unlinking takes back what events said of the two, and of no one else");

  store_event (store, 1, "{\"user_id\":\"u\",\"phone\":\"13800138000\",\"anonymous_id\":\"a\"}");
  store_event (store, 2, "{\"user_id\":\"u\",\"email\":\"x@example.org\"}");
  store_decide (store, 3, "identifiers.unlinked", "user_id:u", "email:x@example.org", FALSE);
  g_assert_false (is_one (store, "user_id:u", "email:x@example.org"));
  g_assert_true (is_one (store, "user_id:u", "anonymous_id:a"));
  store_event (store, 4, "{\"user_id\":\"u\",\"email\":\"x@example.org\"}");
  g_assert_false (is_one (store, "user_id:u", "email:x@example.org"));
  store_decide (store, 5, "identifiers.linked", "user_id:u", "email:x@example.org", FALSE);
  g_assert_true (is_one (store, "user_id:u", "email:x@example.org"));
}

static void
test_rules (void)
{
  g_autoptr (Store) store =
      store_new ("{\"types\":{\"phone\":{\"links\":false,\"limit\":10},"
                 "\"email\":{\"links\":false,\"limit\":10}},\"rules\":[[\"email\",\"phone\"]]}",
                 NULL);

  g_test_summary ("A match rule asks for all its identifiers, not for one of them");

  store_event (store, 1, "{\"user_id\":\"u\",\"phone\":\"13800138000\",\"email\":\"x@example.org\"}");
  store_event (store, 2, "{\"member_id\":\"m\",\"phone\":\"13800138000\"}");
  store_event (store, 2, "{\"account_id\":\"o\",\"email\":\"x@example.org\"}");
  g_assert_false (is_one (store, "user_id:u", "member_id:m"));
  g_assert_false (is_one (store, "user_id:u", "account_id:o"));
  store_event (store, 3, "{\"member_id\":\"m\",\"email\":\"x@example.org\"}");
  g_assert_true (is_one (store, "user_id:u", "member_id:m"));
  g_assert_false (is_one (store, "user_id:u", "account_id:o"));
}

static void
test_blocked (void)
{
  g_autoptr (Store) store = store_new ("{\"blocked\":{\"email\":[\"Info@Example.org\"]}}", NULL);

  g_test_summary ("Blocked values never join anyone");

  store_event (store, 1, "{\"user_id\":\"u\",\"email\":\"info@example.org\",\"anonymous_id\":\"0000\"}");
  store_event (store, 2, "{\"member_id\":\"m\",\"email\":\"info@EXAMPLE.org\",\"anonymous_id\":\"0000\"}");
  g_assert_false (is_one (store, "user_id:u", "member_id:m"));
}

static void
test_things (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  CemIdentityFound found;

  g_test_summary ("A thing is found, and links nobody");

  store_event (store, 1, "{\"user_id\":\"u1\",\"serial\":\"sn 1\"}");
  store_event (store, 2, "{\"member_id\":\"m1\",\"serial\":\"SN 1\"}");
  g_assert_false (is_one (store, "user_id:u1", "member_id:m1"));
  g_assert_true (_cem_identity_find (store->db, store->config, test_secret, "serial: Sn 1", &found,
                                     &error));
  g_assert_true (found.thing);
  g_assert_cmpint (found.customer, ==, 0);
  g_assert_false (store_decide (store, 3, "identifiers.linked", "user_id:u1", "serial:SN 1", FALSE));
}

static void
test_limit (void)
{
  g_autoptr (Store) store = store_new ("{\"types\":{\"cookie\":{\"per_customer\":2}}}", NULL);

  g_test_summary ("More of a type than a customer may have is a proposal");

  store_event (store, 1, "{\"user_id\":\"u\",\"cookie\":\"c1\"}");
  store_event (store, 3, "{\"user_id\":\"u\",\"cookie\":\"c3\"}");
  store_event (store, 2, "{\"user_id\":\"u\",\"cookie\":\"c2\"}");
  g_assert_true (is_one (store, "user_id:u", "cookie:c1"));
  g_assert_true (is_one (store, "user_id:u", "cookie:c2"));
  g_assert_false (is_one (store, "user_id:u", "cookie:c3"));
  g_assert_cmpuint (count_proposals (store, "user_id:u"), ==, 1);
}

static void
test_traits (void)
{
  g_autoptr (Store) store = store_new ("{\"sources\":[\"/crm\",\"/app\"]}", NULL);
  g_autoptr (GArray) traits = g_array_new (FALSE, FALSE, sizeof (CemIdentityTrait));
  g_autoptr (GError) error = NULL;
  const CemIdentityTrait *trait = NULL;

  g_test_summary ("The best source wins, then the latest; losers stay to be seen");

  store_identify (store, 1, "/crm", "{\"user_id\":\"u\"}", "{\"name\":\"Li\",\"city\":\"Wuhan\"}");
  assert_change (store, 1, CEM_IDENTITY_TRAIT_CHANGED);
  store_identify (store, 2, "/app", "{\"anonymous_id\":\"a\"}", "{\"traits\":{\"name\":\"Lee\"}}");
  store_identify (store, 3, "/app", "{\"anonymous_id\":\"a\",\"user_id\":\"u\"}", "{\"name\":\"Lisa\"}");
  for (guint i = 0; i < store->result.n_changes; i++)
    g_assert_cmpint (store->result.changes[i].kind, !=, CEM_IDENTITY_TRAIT_CHANGED);
  store_identify (store, 4, "/crm", "{\"user_id\":\"u\"}", "{\"city\":null}");
  assert_change (store, 0, CEM_IDENTITY_TRAIT_CHANGED);
  g_assert_cmpstr (store->result.changes[0].old_value, ==, "\"Wuhan\"");
  g_assert_null (store->result.changes[0].new_value);

  _cem_identity_read_traits (store->db, store->config, store->arena, store_find (store, "user_id:u"),
                             traits, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (traits->len, ==, 4);
  trait = &g_array_index (traits, CemIdentityTrait, 0);
  g_assert_cmpstr (trait[0].field, ==, "city");
  g_assert_false (trait[0].holds);
  g_assert_cmpstr (trait[1].value, ==, "\"Li\"");
  g_assert_true (trait[1].holds);
  g_assert_cmpstr (trait[2].value, ==, "\"Lisa\"");
  g_assert_false (trait[2].holds);
  g_assert_cmpstr (trait[3].value, ==, "\"Lee\"");
  g_assert_false (store_identify (store, 5, "/crm", "{}", "{\"name\":\"x\"}"));
  g_assert_false (store_identify (store, 5, "/crm", "{\"user_id\":\"u\"}", "{\"traits\":[]}"));
}

static char *
explain (Store *store,
         const char *first,
         const char *second,
         const char *language)
{
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  CemDatum datum = _cem_datum_null ();
  CemIdentityFound a;
  CemIdentityFound b;

  g_assert_true (_cem_identity_find (store->db, store->config, test_secret, first, &a, NULL));
  g_assert_true (_cem_identity_find (store->db, store->config, test_secret, second, &b, NULL));
  _cem_identity_explain (store->db, store->config, store->arena, a.entity, b.entity, language, &datum,
                         &error);
  g_assert_no_error (error);
  _cem_json_write (out, &datum, CEM_JSON_WRITE_SORTED);
  return g_string_free (out, FALSE);
}

static void
test_explain (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autofree char *chain = NULL;
  g_autofree char *conflict = NULL;
  g_autofree char *nothing = NULL;
  g_autofree char *chinese = NULL;

  g_test_summary ("The chain of events between two identifiers, or what broke it");

  store_event (store, 1, "{\"user_id\":\"u1\",\"phone\":\"13800138000\"}");
  store_event (store, 2, "{\"phone\":\"13800138000\",\"anonymous_id\":\"a\"}");
  store_event (store, 3, "{\"user_id\":\"u2\",\"anonymous_id\":\"a\"}");
  store_event (store, 4, "{\"user_id\":\"u3\"}");

  chain = explain (store, "user_id:u1", "anonymous_id:a", "en");
  g_assert_nonnull (strstr (chain, "\"same\":true"));
  g_assert_nonnull (strstr (chain, "\"from\":\"user_id:u1\""));
  g_assert_nonnull (strstr (chain, "\"to\":\"phone:+8613800138000\""));
  g_assert_nonnull (strstr (chain, "\"to\":\"anonymous_id:a\""));
  conflict = explain (store, "user_id:u1", "user_id:u2", "en");
  g_assert_nonnull (strstr (conflict, "\"same\":false"));
  g_assert_nonnull (strstr (conflict, "\"status\":\"conflict\""));
  nothing = explain (store, "user_id:u1", "user_id:u3", "en");
  g_assert_nonnull (strstr (nothing, "nothing connects them"));
  chinese = explain (store, "user_id:u1", "user_id:u3", "zh_CN");
  g_assert_nonnull (strstr (chinese, "没有任何事件"));
}

static gboolean
check (Store *store,
       CemIdentityEventKind kind,
       const char *first,
       const char *second,
       int code)
{
  g_autofree char *json = g_strdup_printf ("{\"first\":\"%s\",\"second\":\"%s\"}", first, second);
  g_autoptr (GError) error = NULL;
  CemDatum data = _cem_datum_null ();
  CemIdentitySet set = { NULL };
  CemIdentityEvent event = {
    .kind = kind, .time = 86400000000, .source = "/desk", .id = "c", .set = &set, .data = &data
  };

  g_assert_true (_cem_json_read (store->arena, json, strlen (json), &_cem_json_default_limits, &data,
                                 NULL));
  if (code < 0)
    return _cem_identity_check (store->identity, &event, NULL);

  return !_cem_identity_check (store->identity, &event, &error) &&
         g_error_matches (error, CEM_ERROR, code);
}

static void
test_check (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_test_summary ("A command that would change nothing is refused, and checking changes nothing");

  store_event (store, 1, "{\"user_id\":\"u1\",\"email\":\"x@example.org\"}");
  store_event (store, 1, "{\"user_id\":\"u2\"}");
  before = store_dump (store);
  g_assert_true (check (store, CEM_IDENTITY_LINKED, "user_id:u1", "user_id:u2", -1));
  g_assert_true (check (store, CEM_IDENTITY_LINKED, "user_id:u1", "user_id:u9", CEM_ERROR_NOT_FOUND));
  g_assert_true (
      check (store, CEM_IDENTITY_LINKED, "user_id:u1", "user_id:u1", CEM_ERROR_INVALID_ARGUMENT));
  g_assert_true (check (store, CEM_IDENTITY_LINKED, "user_id:u1", "u2", CEM_ERROR_INVALID_ARGUMENT));
  g_assert_true (check (store, CEM_IDENTITY_UNLINKED, "user_id:u1", "user_id:u2", CEM_ERROR_REFUSED));
  g_assert_true (check (store, CEM_IDENTITY_UNLINKED, "user_id:u1", "email:x@example.org", -1));
  store_begin (store);
  store_commit (store);
  after = store_dump (store);
  g_assert_cmpstr (before, ==, after);

  store_decide (store, 2, "identifiers.kept_apart", "user_id:u1", "user_id:u2", FALSE);
  g_assert_true (check (store, CEM_IDENTITY_LINKED, "user_id:u1", "user_id:u2", CEM_ERROR_REFUSED));
  g_assert_true (check (store, CEM_IDENTITY_KEPT_APART, "user_id:u2", "user_id:u1", CEM_ERROR_REFUSED));
}

static void
test_pages (void)
{
  g_autoptr (Store) store = store_new (NULL, NULL);
  g_autoptr (GArray) page = g_array_new (FALSE, FALSE, sizeof (CemIdentityCustomer));
  g_autoptr (GError) error = NULL;
  CemIdentityCustomer last;
  gint64 n = 0;

  g_test_summary ("Customers come in pages by their first event");

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"user_id\":\"u%u\"}", i);

      store_event (store, 100 - i, json);
    }
  _cem_identity_count_customers (store->db, &n, &error);
  g_assert_cmpint (n, ==, 25);
  _cem_identity_list_customers (store->db, NULL, 0, 10, page, &error);
  g_assert_cmpuint (page->len, ==, 10);
  last = g_array_index (page, CemIdentityCustomer, 9);
  g_assert_cmpint (last.since, ==, G_GINT64_CONSTANT (85) * 86400 * 1000000);
  _cem_identity_list_customers (store->db, &last, 0, 100, page, &error);
  g_assert_cmpuint (page->len, ==, 25);
  g_array_set_size (page, 0);
  _cem_identity_list_customers (store->db, NULL, 20, 100, page, &error);
  g_assert_cmpuint (page->len, ==, 5);
  g_assert_no_error (error);
}

/* Statements do not grow with the events of the customers that are linked. */
static void
test_cost (void)
{
  guint64 steps[2];

  g_test_summary ("Link and unlink cost the same with one event behind them or with thousands");

  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (Store) store = store_new (NULL, NULL);

      for (guint i = 0; i < (round == 0 ? 1 : 3000); i++)
        {
          store_event (store, 10 + i, "{\"user_id\":\"u1\",\"email\":\"x@example.org\"}");
          store_event (store, 10 + i, "{\"user_id\":\"u2\",\"anonymous_id\":\"a\"}");
        }
      store_begin (store);
      store_rollback (store);
      steps[round] = _cem_db_get_steps (store->db);
      store_decide (store, 5000, "identifiers.linked", "user_id:u1", "user_id:u2", FALSE);
      store_decide (store, 5001, "identifiers.unlinked", "user_id:u1", "user_id:u2", FALSE);
      steps[round] = _cem_db_get_steps (store->db) - steps[round];
    }

  g_assert_cmpuint (steps[0], ==, steps[1]);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/login", test_login);
  g_test_add_func ("/identity/shared-device", test_shared_device);
  g_test_add_func ("/identity/couple", test_couple);
  g_test_add_func ("/identity/landline", test_landline);
  g_test_add_func ("/identity/recycled-phone", test_recycled_phone);
  g_test_add_func ("/identity/kept-apart", test_kept_apart);
  g_test_add_func ("/identity/link-unlink", test_link_unlink);
  g_test_add_func ("/identity/unlink-evidence", test_unlink_evidence);
  g_test_add_func ("/identity/rules", test_rules);
  g_test_add_func ("/identity/blocked", test_blocked);
  g_test_add_func ("/identity/things", test_things);
  g_test_add_func ("/identity/limit", test_limit);
  g_test_add_func ("/identity/traits", test_traits);
  g_test_add_func ("/identity/explain", test_explain);
  g_test_add_func ("/identity/check", test_check);
  g_test_add_func ("/identity/pages", test_pages);
  g_test_add_func ("/identity/cost", test_cost);

  return g_test_run ();
}
