/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* One thing known by several identifiers. */
#include "noun-fixture.h"

static CemNoun *
find (Fixture *self,
      const char *key)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  CemNoun *noun = cem_view_find_noun (view, key, NULL, &error);

  g_assert_no_error (error);
  return noun;
}

/* @keys: all, the first one first, with commas; each finds the same. */
static void
assert_keys (Fixture *self,
             const char *keys)
{
  g_auto (GStrv) expected = g_strsplit (keys, ",", -1);
  g_autofree char *id = NULL;

  for (guint i = 0; expected[i] != NULL; i++)
    {
      g_autoptr (CemNoun) noun = find (self, expected[i]);
      g_auto (GStrv) found = cem_noun_list_keys (noun);
      g_autofree char *text = g_strjoinv (",", found);

      g_assert_cmpstr (text, ==, keys);
      g_assert_cmpstr (cem_noun_get_key (noun), ==, expected[0]);
      if (id != NULL)
        g_assert_cmpstr (cem_noun_get_id (noun), ==, id);
      else
        id = g_strdup (cem_noun_get_id (noun));
    }
}

static guint
count_rows (CemStoreList *list)
{
  g_autoptr (CemStoreList) own = list;
  g_autoptr (GError) error = NULL;

  cem_store_list_load (own, 0, 1000, NULL, &error);
  g_assert_no_error (error);
  return g_list_model_get_n_items (G_LIST_MODEL (own));
}

static guint
count_nouns (Fixture *self,
             const char *noun)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  CemStoreList *list = cem_view_list_nouns (view, noun, NULL, NULL, &error);

  g_assert_no_error (error);
  return count_rows (list);
}

static char *
explain (Fixture *self,
         const char *first,
         const char *second)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = cem_view_explain (view, first, second, NULL, &error);

  g_assert_no_error (error);
  return json_to_string (json, FALSE);
}

static void
assert_field (CemNoun *noun,
              const char *path,
              const char *expected)
{
  g_autoptr (CemValue) value = cem_noun_dup_field (noun, path);
  g_autofree char *text = cem_value_to_text (value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_one (Fixture *self,
          gconstpointer data)
{
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (CemNoun) car = NULL;
  g_autoptr (CemView) view = NULL;
  g_autoptr (CemNounView) page = NULL;
  g_autoptr (CemCustomerView) owner = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("What comes under any of a car's identifiers is known of the car");

  tell (self, 1, "device.reading|serial:t1|{\"meters\":{\"km\":10},\"units\":{\"km\":\"km\"}}");
  tell (self, 2, "device.error|vin:V1|{\"code\":\"E1\"}");
  g_assert_cmpuint (count_nouns (self, "device"), ==, 2);

  tell (self, 3, "device.registered|serial:T1,vin:v1,user_id:u1|{\"model\":\"X\"}");
  tell (self, 4, "device.reading|vin:V1|{\"meters\":{\"km\":30},\"units\":{\"km\":\"km\"}}");
  tell (self, 5, "device.error|serial:T1|{\"code\":\"E1\"}");
  tell (self, 6, "work_order.opened|work_order_id:W1,serial:T1|{}");
  outcome = ingest (self, CEM_INGEST_FLAGS_HISTORY,
                    "\"id\":\"o\",\"source\":\"/x\",\"type\":\"device.online\","
                    "\"time\":\"2026-01-20T00:00:00Z\","
                    "\"identifiers\":{\"serial\":\"T1\",\"vin\":\"V1\"}");

  assert_keys (self, "vin:V1,serial:T1");
  g_assert_cmpuint (count_nouns (self, "device"), ==, 1);
  car = find (self, "serial:T1");
  g_assert_cmpuint (g_strv_length ((char **) cem_outcome_get_thing_ids (outcome)), ==, 1);
  g_assert_cmpstr (cem_outcome_get_thing_ids (outcome)[0], ==, cem_noun_get_id (car));
  g_assert_cmpstr (cem_device_get_model (CEM_DEVICE (car)), ==, "X");
  assert_field (car, "meters.km.total", "30.0");
  assert_field (car, "errors.E1.n", "2");

  view = cem_engine_create_view (self->engine, NULL, NULL);
  page = cem_view_open_noun (view, "vin:V1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_timeline (CEM_PAGE (page))), ==, 8);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (page), "work_order")), ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (page), "device")), ==, 0);
  owner = cem_view_open_customer (view, "user_id:u1", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (cem_page_get_nouns (CEM_PAGE (owner), "device")), ==, 1);

  text = explain (self, "serial:T1", "vin:V1");
  g_assert_nonnull (strstr (text, "They are one thing"));
  g_assert_nonnull (strstr (text, "\"noun\":\"t"));
}

static void
test_apart (Fixture *self,
            gconstpointer data)
{
  g_autofree char *conflict = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("What names two of a type, two kinds, a part or a key joins nothing; the first join stays");

  tell (self, 1, "device.registered|serial:A,vin:V|{}");
  tell (self, 2, "device.registered|serial:B,vin:V|{}");
  tell (self, 3, "order.placed|order_id:O,serial:C|{}");
  tell (self, 4, "device.component_replaced|serial:C|{\"component\":\"pump\",\"old_serial\":\"A\",\"new_serial\":\"B\"}");
  tell (self, 5, "response.received|serial:C|{\"kind\":\"nps\",\"score\":9,\"about\":\"vin:W\"}");
  assert_ingest (self, CEM_INGEST_FLAGS_HISTORY,
                 "\"id\":\"two\",\"source\":\"/x\",\"type\":\"device.error\",\"time\":\"2026-01-20T00:00:00Z\","
                 "\"identifiers\":{\"serial\":[\"C\",\"D\"],\"device_id\":\"E\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);

  assert_keys (self, "vin:V,serial:A");
  assert_keys (self, "serial:B");
  assert_keys (self, "serial:C");
  assert_keys (self, "serial:D");
  assert_keys (self, "vin:W");
  assert_keys (self, "device_id:E");
  assert_keys (self, "order_id:O");
  conflict = explain (self, "serial:B", "vin:V");
  g_assert_nonnull (strstr (conflict, "\"status\":\"conflict\""));
  nothing = explain (self, "serial:C", "serial:D");
  g_assert_nonnull (strstr (nothing, "nothing connects them"));

  g_assert_null (cem_view_explain (view, "serial:A", "order_id:O", NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

static void
test_decisions (Fixture *self,
                gconstpointer data)
{
  g_test_summary ("A person joins and parts things of one kind, and keeps them apart");

  tell (self, 1, "device.registered|serial:A,vin:V|{\"model\":\"X\"}");
  tell (self, 2, "device.registered|serial:B|{}");
  tell (self, 3, "order.placed|order_id:O|{}");

  g_object_unref (execute (self, cem_command_new_unlink ("serial:A", "vin:V")));
  assert_keys (self, "vin:V");
  assert_keys (self, "serial:A");
  g_object_unref (execute (self, cem_command_new_link ("vin:V", "serial:B")));
  assert_keys (self, "vin:V,serial:B");
  g_object_unref (execute (self, cem_command_new_link ("serial:A", "serial:B")));
  assert_keys (self, "vin:V,serial:A,serial:B");
  g_object_unref (execute (self, cem_command_new_keep_apart ("serial:A", "vin:V")));
  g_assert_cmpuint (count_nouns (self, "device"), ==, 2);

  assert_refused (self, cem_command_new_link ("vin:V", "order_id:O"), CEM_ERROR_INVALID_ARGUMENT);
  assert_refused (self, cem_command_new_link ("vin:V", "order_id:X9"), CEM_ERROR_NOT_FOUND);
  assert_ingest (self, CEM_INGEST_FLAGS_HISTORY,
                 "\"id\":\"l\",\"source\":\"/x\",\"type\":\"identifiers.linked\","
                 "\"time\":\"2026-01-20T00:00:00Z\","
                 "\"data\":{\"first\":\"serial:NEW\",\"second\":\"device_id:N\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  assert_keys (self, "serial:NEW,device_id:N");
  g_assert_cmpuint (count_nouns (self, "device"), ==, 3);
  fixture_reopen (self);
  tell (self, 25, "device.registered|device_id:N|{\"model\":\"Y\"}");
  assert_keys (self, "serial:NEW,device_id:N");
}

static void
test_configured (Fixture *self,
                 gconstpointer data)
{
  g_autoptr (JsonNode) configuration = json_from_string (
    "{\"types\":{\"invoice\":{\"class\":\"thing\",\"noun\":\"order\",\"rank\":95},"
    "\"imei\":{\"class\":\"thing\",\"noun\":\"device\",\"per_customer\":2}}}", NULL);
  g_autoptr (JsonNode) apart = json_from_string (
    "{\"types\":{\"invoice\":{\"class\":\"thing\",\"noun\":\"order\",\"links\":false}}}", NULL);
  g_autoptr (CemView) view = NULL;
  g_autoptr (JsonNode) stats = NULL;
  g_autoptr (GError) error = NULL;
  JsonObject *figures = NULL;

  g_test_summary ("Types of one's own find things; an order is one under its number and its invoice's");

  tell (self, 1, "order.placed|order_id:O1,invoice:I1|{\"amount\":5,\"promised\":\"2026-01-03T00:00:00Z\"}");
  tell (self, 2, "order.delivered|invoice:I1|{}");
  tell (self, 3, "response.received|invoice:I1,order_id:O1|{\"kind\":\"csat\",\"score\":5}");
  tell (self, 4, "order.placed|order_id:O2|{\"amount\":5}");
  tell (self, 5, "device.registered|imei:1,serial:S|{}");
  tell (self, 6, "device.registered|imei:2,serial:S|{}");
  tell (self, 7, "device.registered|imei:3,serial:S|{}");
  g_assert_cmpuint (count_nouns (self, "order"), ==, 2);

  g_object_unref (execute (self, cem_command_new_configure_identity (configuration)));
  assert_keys (self, "order_id:O1,invoice:I1");
  assert_keys (self, "serial:S,imei:1,imei:2");
  g_assert_cmpuint (count_nouns (self, "order"), ==, 2);
  view = cem_engine_create_view (self->engine, NULL, NULL);
  stats = cem_view_read_stats (view, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (stats), "orders"), ==, 2);
  figures = json_object_get_object_member (json_node_get_object (stats), "order_figures");
  g_assert_cmpint (json_object_get_int_member (figures, "delivered"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (figures, "by_state"), "delivered"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (figures, "csat_on_time"), "n"), ==, 1);

  g_object_unref (execute (self, cem_command_new_configure_identity (apart)));
  assert_keys (self, "order_id:O1");
  assert_keys (self, "invoice:I1");
}

static void
test_crowd (Fixture *self,
            gconstpointer data)
{
  g_test_summary ("A placeholder that very many devices name joins none of them");

  tell (self, 1, "device.registered|serial:S0,vin:VIN|{}");
  assert_keys (self, "vin:VIN,serial:S0");
  for (guint i = 1; i < 30; i++)
    {
      g_autofree char *text = g_strdup_printf ("device.registered|serial:S%u,vin:VIN|{}", i);

      tell (self, 2, text);
    }
  assert_keys (self, "vin:VIN");
  assert_keys (self, "serial:S0");
  g_assert_cmpuint (count_nouns (self, "device"), ==, 31);
}

static void
test_erase (Fixture *self,
            gconstpointer data)
{
  g_test_summary ("What an erased event joined is apart again, and what else it said is gone");

  tell (self, 1, "device.registered|serial:A|{\"model\":\"X\"}");
  tell (self, 2, "device.error|vin:V|{\"code\":\"E1\"}");
  tell (self, 3, "device.registered|serial:A,vin:V,user_id:u1|{\"name\":\"mine\"}");
  tell (self, 4, "device.registered|serial:B,vin:V|{}");
  tell (self, 5, "device.registered|serial:C,vin:W,user_id:u1|{}");
  tell (self, 6, "device.error|serial:C,vin:W|{\"code\":\"E2\"}");
  assert_keys (self, "vin:V,serial:A");
  assert_keys (self, "serial:B");
  assert_keys (self, "vin:W,serial:C");

  g_object_unref (execute (self, cem_command_new_erase ("user_id:u1")));
  assert_keys (self, "vin:V,serial:B");
  assert_keys (self, "serial:A");
  assert_keys (self, "vin:W,serial:C");
}

/* --- one identifier or several ---*/

static const char *const templates[] = {
  "device.registered|%s|{\"model\":\"m%d\",\"meters\":{\"km\":{\"unit\":\"km\",\"rollover\":10%d}}}",
  "device.registered|%s|{\"components\":[{\"name\":\"c1\",\"serial\":\"x%d\"}],\"warranty_until\":\"2027-01-01\","
  "\"warranty_meter\":{\"meter\":\"km\",\"value\":1%d,\"unit\":\"km\"}}",
  "device.reading|%s|{\"meters\":{\"km\":%d,\"h\":%d},\"units\":{\"km\":\"mi\",\"h\":\"h\"}}",
  "device.reading|%s|{\"meters\":{\"km\":%d},\"values\":{\"t\":%d},\"consumables\":{\"f\":0.5}}",
  "device.reading|%s|{\"meters\":{\"h\":%d,\"km\":%d},\"units\":{\"h\":\"min\"},\"reset\":[\"km\"]}",
  "device.error|%s|{\"code\":\"E%d\",\"n\":%d}",
  "device.online|%s|{\"a\":%d,\"b\":%d}",
  "device.offline|%s|{\"a\":%d,\"b\":%d}",
  "device.component_replaced|%s|{\"component\":\"c1\",\"new_serial\":\"n%d\",\"part\":\"p%d\"}",
};

static char *
make_line (GRand *rand,
           guint n,
           guint device,
           gboolean several)
{
  const char *template = templates[g_rand_int_range (rand, 0, G_N_ELEMENTS (templates))];
  guint named = n < 6 ? 3 : (guint) g_rand_int_range (rand, 1, 4);
  guint first = g_rand_int_range (rand, 0, 10);
  guint second = g_rand_int_range (rand, 0, 10);
  g_auto (GStrv) parts = g_strsplit (template, "|", 3);
  g_auto (GStrv) pieces = g_strsplit (parts[2], "%d", -1);
  g_autofree char *serial = g_strdup_printf ("\"serial\":\"S%u\"", device);
  g_autofree char *vin = g_strdup_printf ("\"vin\":\"V%u\"", device);

  return g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"%u\",\"source\":\"/s\",\"type\":\"%s\","
                          "\"time\":\"2026-01-%02uT00:00:%02uZ\",\"identifiers\":{%s%s%s},"
                          "\"data\":%s%u%s%u%s}\n",
                          n, parts[0], 1 + n % 27, (n * 7) % 60,
                          several && (named & 1) != 0 ? serial : "",
                          several && named == 3 ? "," : "",
                          !several || (named & 2) != 0 ? vin : "", pieces[0], first, pieces[1], second,
                          pieces[2]);
}

static char *
make_stream (guint seed,
             gboolean several)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < 300; i++)
    g_ptr_array_add (lines, make_line (rand, i, i % 6, several));
  for (guint i = 300; i > 0; i--)
    {
      guint k = g_rand_int_range (rand, 0, i);
      gpointer line = lines->pdata[i - 1];

      lines->pdata[i - 1] = lines->pdata[k];
      lines->pdata[k] = line;
    }
  for (guint i = 0; i < 300; i++)
    g_string_append (text, lines->pdata[i]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Without what tells the two stores apart. */
static char *
read_device (Fixture *self,
             guint device)
{
  g_autofree char *key = g_strdup_printf ("vin:V%u", device);
  g_autoptr (CemNoun) noun = find (self, key);
  g_autoptr (JsonNode) json = cem_store_item_to_json (CEM_STORE_ITEM (noun));
  JsonObject *object = json_node_get_object (json);

  json_object_remove_member (object, "id");
  json_object_remove_member (object, "keys");
  json_object_remove_member (object, "position");
  return json_to_string (json, TRUE);
}

static char *
read_figures (Fixture *self)
{
  g_autoptr (CemView) view = cem_engine_create_view (self->engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) json = cem_view_read_stats (view, NULL, &error);
  JsonObject *object = NULL;

  g_assert_no_error (error);
  object = json_node_get_object (json);
  return json_to_string (json_object_get_member (object, "device_figures"), TRUE);
}

static void
test_same (void)
{
  g_test_summary ("Devices that are named by one identifier, another or both are as if they had but one");

  for (guint seed = 1; seed < 6; seed++)
    {
      Fixture one = { NULL };
      Fixture several = { NULL };
      g_autofree char *text = make_stream (seed, FALSE);
      g_autofree char *other_text = make_stream (seed, TRUE);
      g_autofree char *figures = NULL;
      g_autofree char *other_figures = NULL;

      fixture_set_up (&one, NULL);
      fixture_set_up (&several, NULL);
      g_object_unref (take_in (one.engine, CEM_INTAKE_MODE_HISTORY, text));
      g_object_unref (take_in (several.engine, CEM_INTAKE_MODE_HISTORY, other_text));
      for (guint i = 0; i < 6; i++)
        {
          g_autofree char *expected = read_device (&one, i);
          g_autofree char *found = read_device (&several, i);

          g_assert_cmpstr (found, ==, expected);
        }
      g_assert_cmpuint (count_nouns (&several, "device"), ==, 6);
      figures = read_figures (&one);
      other_figures = read_figures (&several);
      g_assert_cmpstr (other_figures, ==, figures);
      fixture_tear_down (&one, NULL);
      fixture_tear_down (&several, NULL);
    }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) \
  g_test_add ("/noun-keys/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("one", test_one);
  ADD ("apart", test_apart);
  ADD ("decisions", test_decisions);
  ADD ("configured", test_configured);
  ADD ("crowd", test_crowd);
  ADD ("erase", test_erase);
  g_test_add_func ("/noun-keys/same", test_same);

  return g_test_run ();
}
