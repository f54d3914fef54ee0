/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

static CemEvent *
read_event (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemEvent *event = cem_event_new_from_text (text, &error);

  g_assert_no_error (error);
  return event;
}

static void
assert_refused (const char *text,
                CemError code,
                const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEvent) event = cem_event_new_from_text (text, &error);

  g_assert_error (error, CEM_ERROR, (int) code);
  g_assert_null (event);
  if (strstr (error->message, place) == NULL)
    g_error ("“%s” does not name “%s”", error->message, place);
}

static void
test_round_trip (void)
{
  const char *text =
    "{\"data\":{\"a\":[1,2.5,null]},\"dataschema\":\"urn:x\",\"id\":\"1\","
    "\"identifiers\":{\"email\":[\"a@b.c\",\"d@e.f\"],\"user_id\":\"7\"},\"source\":\"/s\","
    "\"specversion\":\"1.0\",\"subject\":\"s\",\"time\":\"2026-01-02T03:04:05.678Z\","
    "\"type\":\"t\"}";
  g_autoptr (CemEvent) event = read_event (text);
  g_autoptr (JsonNode) json = cem_event_to_json (event);
  g_autoptr (JsonNode) expected = json_from_string (text, NULL);

  g_test_summary ("What is read is written again");

  g_assert_true (json_node_equal (json, expected));
  g_assert_cmpstr (cem_event_get_id (event), ==, "1");
  g_assert_cmpstr (cem_event_get_event_type (event), ==, "t");
  g_assert_cmpstr (cem_event_get_identifier (event, "email"), ==, "a@b.c");
}

static void
test_builder (void)
{
  g_autoptr (CemEvent) event = cem_event_new ("/shop", "order.placed");
  g_autoptr (GDateTime) time = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);
  g_auto (GStrv) types = NULL;

  g_test_summary ("Identifiers are set, added and removed");

  cem_event_set_id (event, "o1");
  cem_event_set_time (event, time);
  cem_event_set_identifier (event, "user_id", "7");
  cem_event_add_identifier (event, "phone", "1");
  cem_event_add_identifier (event, "phone", "2");
  types = cem_event_list_identifiers (event);
  g_assert_cmpuint (g_strv_length (types), ==, 2);
  g_assert_cmpstr (types[1], ==, "phone");

  cem_event_set_identifier (event, "phone", "3");
  g_assert_cmpstr (cem_event_get_identifier (event, "phone"), ==, "3");
  cem_event_set_identifier (event, "phone", NULL);
  g_assert_null (cem_event_get_identifier (event, "phone"));
  g_assert_true (g_date_time_equal (cem_event_get_time (event), time));

  g_assert_finalize_object (g_steal_pointer (&event));
}

static void
test_numbers_as_identifiers (void)
{
  g_autoptr (CemEvent) event =
    read_event ("{\"specversion\":\"1.0\",\"identifiers\":{\"user_id\":18446744073709551615}}");

  g_test_summary ("A whole number becomes its digits, all of them");

  g_assert_cmpstr (cem_event_get_identifier (event, "user_id"), ==, "18446744073709551615");
}

static void
test_bad (void)
{
  g_autofree char *long_id = g_strnfill (1025, 'x');
  g_autofree char *too_long =
    g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"%s\"}", long_id);

  g_test_summary ("What is wrong is told with its place");

  assert_refused ("[]", CEM_ERROR_SYNTAX, "object");
  assert_refused ("{}", CEM_ERROR_SYNTAX, "/specversion");
  assert_refused ("{\"specversion\":\"0.3\"}", CEM_ERROR_SYNTAX, "/specversion");
  assert_refused ("{\"specversion\":\"1.0\",\"id\":\"\"}", CEM_ERROR_SYNTAX, "/id");
  assert_refused ("{\"specversion\":\"1.0\",\"id\":7}", CEM_ERROR_SYNTAX, "/id");
  assert_refused ("{\"specversion\":\"1.0\",\"id\":\"a\\u0000b\"}", CEM_ERROR_SYNTAX, "/id");
  assert_refused (too_long, CEM_ERROR_LIMIT, "/id");
  assert_refused ("{\"specversion\":\"1.0\",\"time\":\"yesterday\"}", CEM_ERROR_SYNTAX, "/time");
  assert_refused ("{\"specversion\":\"1.0\",\"identifiers\":[]}", CEM_ERROR_SYNTAX,
                  "/identifiers");
  assert_refused ("{\"specversion\":\"1.0\",\"identifiers\":{\"a\":1.5}}", CEM_ERROR_SYNTAX,
                  "/identifiers");
  assert_refused ("{\"specversion\":\"1.0\",\"identifiers\":{\"a:b\":\"c\"}}", CEM_ERROR_SYNTAX,
                  "/identifiers");
  assert_refused ("{\"specversion\":\"1.0\",\"eventType\":\"x\"}", CEM_ERROR_SYNTAX,
                  "/eventType");
  assert_refused ("{\"specversion\":\"1.0\",\"id\":\"1\",\"id\":\"2\"}", CEM_ERROR_SYNTAX, "id");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/event/round-trip", test_round_trip);
  g_test_add_func ("/event/builder", test_builder);
  g_test_add_func ("/event/numbers-as-identifiers", test_numbers_as_identifiers);
  g_test_add_func ("/event/bad", test_bad);

  return g_test_run ();
}
