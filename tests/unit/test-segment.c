/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine-fixture.h"

#define IDS "\"messageId\":\"m1\",\"userId\":\"7\",\"anonymousId\":\"a1\""

static CemEvent *
read_call (const char *text,
           GError **error)
{
  g_autoptr (JsonNode) call = json_from_string (text, NULL);

  g_assert_nonnull (call);
  return cem_event_new_from_segment (call, NULL, error);
}

/* That @call becomes @expected, which lacks specversion, id and source. */
static void
assert_becomes (const char *call,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEvent) event = read_call (call, &error);
  g_autofree char *text =
    g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"m1\",\"source\":\"segment\",%s}", expected);
  g_autoptr (JsonNode) wanted = json_from_string (text, NULL);
  g_autoptr (JsonNode) json = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (wanted);
  json = cem_event_to_json (event);
  if (!json_node_equal (json, wanted))
    {
      g_autofree char *have = json_to_string (json, TRUE);
      g_autofree char *want = json_to_string (wanted, TRUE);

      g_error ("%s became\n%s\nand not\n%s", call, have, want);
    }
}

static void
assert_bad (const char *call,
            const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEvent) event = read_call (call, &error);

  g_assert_null (event);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
  if (strstr (error->message, place) == NULL)
    g_error ("“%s” does not name “%s”", error->message, place);
}

static void
test_identify (void)
{
  g_test_summary ("Traits are traits; an e-mail address and a phone number name the person too");

  assert_becomes ("{\"type\":\"identify\"," IDS ",\"traits\":{\"name\":\"Li\",\"email\":\"a@b.co\","
                  "\"phone\":13800138000}}",
                  "\"type\":\"customer.identified\","
                  "\"identifiers\":{\"email\":\"a@b.co\",\"phone\":\"13800138000\","
                  "\"user_id\":\"7\",\"anonymous_id\":\"a1\"},"
                  "\"data\":{\"traits\":{\"name\":\"Li\",\"email\":\"a@b.co\",\"phone\":13800138000}}");
  assert_becomes ("{\"type\":\"identify\",\"messageId\":\"m1\",\"userId\":7,\"anonymousId\":\"\"}",
                  "\"type\":\"customer.identified\",\"identifiers\":{\"user_id\":\"7\"},"
                  "\"data\":{\"traits\":{}}");
  assert_becomes ("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m1\",\"anonymousId\":\"a1\","
                  "\"context\":{\"traits\":{\"email\":\"a@b.co\"},\"device\":{\"id\":\"D\"}}}",
                  "\"type\":\"track.x\",\"identifiers\":{\"anonymous_id\":\"a1\","
                  "\"email\":\"a@b.co\"},\"data\":{},"
                  "\"context\":{\"traits\":{\"email\":\"a@b.co\"},\"device\":{\"id\":\"D\"}}");
}

static void
test_orders (void)
{
  g_test_summary ("Segment's own words for shopping are ours");

  assert_becomes ("{\"type\":\"track\",\"event\":\"Order Completed\"," IDS ",\"properties\":{"
                  "\"order_id\":\"O1\",\"total\":12.5,\"revenue\":10,\"currency\":\"EUR\","
                  "\"products\":[{\"product_id\":\"P\",\"sku\":\"S\",\"name\":\"n\",\"price\":5,"
                  "\"quantity\":2},7,{\"product_id\":\"P\"}]}}",
                  "\"type\":\"order.placed\","
                  "\"identifiers\":{\"user_id\":\"7\",\"anonymous_id\":\"a1\",\"order_id\":\"O1\"},"
                  "\"data\":{\"order_id\":\"O1\",\"total\":12.5,\"revenue\":10,"
                  "\"currency\":\"EUR\",\"products\":[{\"product_id\":\"P\",\"sku\":\"S\","
                  "\"name\":\"n\",\"price\":5,\"quantity\":2},7,{\"product_id\":\"P\"}],"
                  "\"amount\":12.5,\"items\":[{\"sku\":\"S\",\"name\":\"n\",\"quantity\":2,"
                  "\"price\":5},{\"sku\":\"P\"}]}");
  assert_becomes ("{\"type\":\"track\",\"event\":\"orderRefunded\"," IDS ",\"properties\":{"
                  "\"orderId\":1,\"total\":3,\"amount\":2}}",
                  "\"type\":\"order.returned\","
                  "\"identifiers\":{\"user_id\":\"7\",\"anonymous_id\":\"a1\",\"order_id\":\"1\"},"
                  "\"data\":{\"orderId\":1,\"total\":3,\"amount\":2}");
  assert_becomes ("{\"type\":\"track\",\"event\":\"Product Viewed\",\"messageId\":\"m1\","
                  "\"anonymousId\":\"a1\",\"properties\":{\"name\":\"Lamp\","
                  "\"url\":\"https://shop.example/lamps/1?x=2\"}}",
                  "\"type\":\"page.viewed\",\"identifiers\":{\"anonymous_id\":\"a1\"},\"data\":{"
                  "\"name\":\"Lamp\",\"url\":\"https://shop.example/lamps/1?x=2\","
                  "\"title\":\"Lamp\",\"path\":\"/lamps/1\"}");
}

static void
assert_type (const char *name,
             const char *who,
             const char *type)
{
  g_autofree char *call =
    g_strdup_printf ("{\"type\":\"track\",\"event\":\"%s\",\"messageId\":\"m\",%s}", name, who);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEvent) event = read_call (call, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cem_event_get_event_type (event), ==, type);
}

static void
test_names (void)
{
  const char *user = "\"userId\":\"7\"";
  const char *nobody = "\"anonymousId\":\"a\"";

  g_test_summary ("Tracked names become types");

  assert_type ("Application Opened", user, "app.login");
  assert_type ("Application Opened", nobody, "track.application_opened");
  assert_type ("Signed In", nobody, "app.login");
  assert_type ("feature.used", user, "feature.used");
  assert_type ("Feature.Used", user, "track.feature_used");
  assert_type (".used", user, "track.used");
  assert_type ("a..b", user, "track.a_b");
  assert_type ("Video -- Playback: Started!", user, "track.video_playback_started");
  assert_type ("iPhone13Sold", user, "track.i_phone13_sold");
  assert_type ("URL Opened", user, "track.url_opened");
  assert_type ("打开 场景", user, "track.打开_场景");
  assert_type ("Größe Geändert", user, "track.größe_geändert");
}

static void
test_pages (void)
{
  g_test_summary ("Pages and screens are views");

  assert_becomes ("{\"type\":\"page\",\"name\":\"Home\",\"category\":\"Docs\"," IDS
                  ",\"properties\":{\"path\":\"/h\",\"url\":\"https://x.example/y\"}}",
                  "\"type\":\"page.viewed\","
                  "\"identifiers\":{\"user_id\":\"7\",\"anonymous_id\":\"a1\"},"
                  "\"data\":{\"path\":\"/h\",\"url\":\"https://x.example/y\",\"kind\":\"page\","
                  "\"title\":\"Home\",\"category\":\"Docs\"}");
  assert_becomes ("{\"type\":\"screen\",\"name\":\"Scenes\"," IDS "}",
                  "\"type\":\"page.viewed\","
                  "\"identifiers\":{\"user_id\":\"7\",\"anonymous_id\":\"a1\"},"
                  "\"data\":{\"kind\":\"screen\",\"title\":\"Scenes\"}");
}

static void
test_groups (void)
{
  g_test_summary ("A group is a home when it says so");

  assert_becomes ("{\"type\":\"group\",\"messageId\":\"m1\",\"userId\":\"7\",\"groupId\":\"G\","
                  "\"traits\":{\"plan\":\"x\",\"email\":\"office@b.co\"}}",
                  "\"type\":\"group.joined\",\"identifiers\":{\"user_id\":\"7\"},"
                  "\"data\":{\"group\":\"G\",\"traits\":{\"plan\":\"x\",\"email\":\"office@b.co\"}}");
  assert_becomes ("{\"type\":\"group\",\"messageId\":\"m1\",\"userId\":\"7\",\"groupId\":12,"
                  "\"traits\":{\"type\":\"household\",\"role\":\"owner\"}}",
                  "\"type\":\"household.joined\","
                  "\"identifiers\":{\"user_id\":\"7\",\"household_id\":\"12\"},"
                  "\"data\":{\"role\":\"owner\",\"traits\":{\"type\":\"household\","
                  "\"role\":\"owner\"}}");
}

static void
test_aliases (void)
{
  g_test_summary ("An alias links; a previous id is a session when it looks like one");

  assert_becomes ("{\"type\":\"alias\",\"messageId\":\"m1\",\"userId\":\"7\",\"previousId\":\"old\"}",
                  "\"type\":\"identifiers.linked\","
                  "\"data\":{\"first\":\"user_id:7\",\"second\":\"user_id:old\"}");
  assert_becomes ("{\"type\":\"alias\"," IDS ",\"previousId\":\"a1\"}",
                  "\"type\":\"identifiers.linked\","
                  "\"data\":{\"first\":\"user_id:7\",\"second\":\"anonymous_id:a1\"}");
  assert_becomes ("{\"type\":\"alias\",\"messageId\":\"m1\",\"userId\":\"7\","
                  "\"previousId\":\"0f8fad5b-d9cb-469f-a165-70867728950E\"}",
                  "\"type\":\"identifiers.linked\",\"data\":{\"first\":\"user_id:7\","
                  "\"second\":\"anonymous_id:0f8fad5b-d9cb-469f-a165-70867728950E\"}");
}

static void
assert_time (const char *members,
             const char *expected)
{
  g_autofree char *call = g_strdup_printf (
    "{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"userId\":\"7\"%s}", members);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEvent) event = read_call (call, &error);
  g_autofree char *time = NULL;

  g_assert_no_error (error);
  if (cem_event_get_time (event) != NULL)
    time = g_date_time_format_iso8601 (cem_event_get_time (event));
  g_assert_cmpstr (time, ==, expected);
}

static void
test_clocks (void)
{
  g_test_summary ("A sender's clock that is off is put right by when the call was sent and came");

  assert_time ("", NULL);
  assert_time (",\"originalTimestamp\":\"2026-01-01T10:00:00Z\",\"sentAt\":\"2026-01-01T10:00:05Z\","
               "\"receivedAt\":\"2026-01-01T09:00:06Z\"",
               "2026-01-01T09:00:01Z");
  assert_time (",\"originalTimestamp\":\"2026-01-01T10:00:00Z\",\"sentAt\":\"2026-01-01T10:00:05Z\","
               "\"receivedAt\":\"2026-01-01T09:00:06Z\",\"timestamp\":\"2026-01-01T08:00:00Z\"",
               "2026-01-01T08:00:00Z");
  assert_time (",\"originalTimestamp\":\"2026-01-01T10:00:00+08:00\","
               "\"sentAt\":\"2026-01-01T10:00:05Z\"",
               "2026-01-01T02:00:00Z");
  assert_time (",\"receivedAt\":\"2026-01-01T09:00:06Z\",\"sentAt\":\"2026-01-01T10:00:05Z\"",
               "2026-01-01T09:00:06Z");
  assert_time (",\"sentAt\":\"2026-01-01T10:00:05Z\"", "2026-01-01T10:00:05Z");

  assert_becomes ("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m1\",\"userId\":\"7\","
                  "\"originalTimestamp\":\"2026-01-01T10:00:00Z\","
                  "\"sentAt\":\"2026-01-01T10:00:05Z\",\"receivedAt\":\"2026-01-01T09:00:06Z\"}",
                  "\"type\":\"track.x\",\"time\":\"2026-01-01T09:00:01Z\","
                  "\"identifiers\":{\"user_id\":\"7\"},\"data\":{},"
                  "\"originaltimestamp\":\"2026-01-01T10:00:00Z\","
                  "\"sentat\":\"2026-01-01T10:00:05Z\",\"receivedat\":\"2026-01-01T09:00:06Z\"");
}

static void
test_bad (void)
{
  g_autofree char *name = g_strnfill (1100, 'a');
  g_autofree char *long_name = g_strdup_printf (
    "{\"type\":\"track\",\"event\":\"%s\"," IDS "}", name);

  g_test_summary ("What is wrong with a call is said, with its place");

  assert_bad ("[]", "object");
  assert_bad ("{\"type\":\"delete\"," IDS "}", "/type");
  assert_bad ("{" IDS "}", "/type");
  assert_bad ("{\"batch\":[]}", "/batch");
  assert_bad ("{\"type\":\"track\",\"event\":\"x\",\"userId\":\"7\"}", "/messageId");
  assert_bad ("{\"type\":\"track\",\"event\":\"x\",\"userId\":\"7\",\"messageId\":\"\"}",
              "/messageId");
  assert_bad ("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\"}", "/userId");
  assert_bad ("{\"type\":\"track\",\"event\":\"x\",\"messageId\":\"m\",\"userId\":[]}", "/userId");
  assert_bad ("{\"type\":\"track\"," IDS "}", "/event");
  assert_bad ("{\"type\":\"track\",\"event\":\"?!\"," IDS "}", "/event");
  assert_bad (long_name, "/event");
  assert_bad ("{\"type\":\"track\",\"event\":\"x\"," IDS ",\"properties\":[]}", "/properties");
  assert_bad ("{\"type\":\"identify\"," IDS ",\"traits\":\"x\"}", "/traits");
  assert_bad ("{\"type\":\"page\"," IDS ",\"context\":1}", "/context");
  assert_bad ("{\"type\":\"page\"," IDS ",\"sentAt\":\"now\"}", "/sentAt");
  assert_bad ("{\"type\":\"page\"," IDS ",\"timestamp\":17}", "/timestamp");
  assert_bad ("{\"type\":\"page\"," IDS ",\"originalTimestamp\":\"9999-01-01T00:00:00Z\","
              "\"sentAt\":\"0001-01-01T00:00:00Z\",\"receivedAt\":\"9999-01-01T00:00:00Z\"}",
              "/originalTimestamp");
  assert_bad ("{\"type\":\"group\"," IDS "}", "/groupId");
  assert_bad ("{\"type\":\"alias\"," IDS "}", "/previousId");
  assert_bad ("{\"type\":\"alias\",\"messageId\":\"m\",\"previousId\":\"a\"}", "/userId");
}

/* --- in an engine ---*/

#define LINE "{\"type\":\"track\",\"event\":\"Signed In\",\"messageId\":\"m1\",\"userId\":\"7\","       \
             "\"anonymousId\":\"a1\",\"originalTimestamp\":\"2026-01-01T10:00:00Z\""

static void
run_lines (Fixture *fixture,
           CemIntakeFormat format,
           const char *source,
           const char *lines,
           const guint expected[4])
{
  g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (lines, -1, NULL);
  g_autoptr (GError) error = NULL;

  cem_intake_set_format (intake, format);
  cem_intake_set_segment_source (intake, source);
  cem_intake_run_stream (intake, stream, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cem_intake_get_n_accepted (intake), ==, expected[0]);
  g_assert_cmpuint (cem_intake_get_n_duplicates (intake), ==, expected[1]);
  g_assert_cmpuint (cem_intake_get_n_conflicts (intake), ==, expected[2]);
  g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, expected[3]);
}

static void
test_intake (Fixture *fixture,
             gconstpointer data)
{
  const char *cloud = "{\"specversion\":\"1.0\",\"type\":\"track\",\"id\":\"1\",\"source\":\"/s\"}\n";
  const char *first = LINE ",\"sentAt\":\"2026-01-01T10:00:01Z\","
                           "\"receivedAt\":\"2026-01-01T10:00:02Z\"}\n";
  const char *again = LINE ",\"sentAt\":\"2026-01-01T11:00:01Z\","
                           "\"receivedAt\":\"2026-01-01T11:00:04Z\"}\n";
  const char *other = LINE ",\"properties\":{\"x\":1},\"sentAt\":\"2026-01-01T10:00:01Z\","
                           "\"receivedAt\":\"2026-01-01T10:00:02Z\"}\n";

  g_test_summary ("Lines are told apart; a call sent again with other clocks is the same call");

  run_lines (fixture, CEM_INTAKE_FORMAT_AUTO, "segment", cloud, (guint[]){ 1, 0, 0, 0 });
  run_lines (fixture, CEM_INTAKE_FORMAT_AUTO, "segment", first, (guint[]){ 1, 0, 0, 0 });
  run_lines (fixture, CEM_INTAKE_FORMAT_SEGMENT, "segment", again, (guint[]){ 0, 1, 0, 0 });
  run_lines (fixture, CEM_INTAKE_FORMAT_SEGMENT, "segment", other, (guint[]){ 0, 0, 1, 0 });
  run_lines (fixture, CEM_INTAKE_FORMAT_SEGMENT, "segment:app", other, (guint[]){ 1, 0, 0, 0 });
  run_lines (fixture, CEM_INTAKE_FORMAT_SEGMENT, "segment", cloud, (guint[]){ 0, 0, 0, 1 });
  run_lines (fixture, CEM_INTAKE_FORMAT_CLOUD_EVENTS, "segment", first, (guint[]){ 0, 0, 0, 1 });
  assert_ingest (fixture, CEM_INGEST_FLAGS_NONE,
                 "\"id\":\"e\",\"source\":\"/x\",\"type\":\"t\",\"sentat\":\"1\"",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, CEM_INGEST_FLAGS_NONE,
                 "\"id\":\"e\",\"source\":\"/x\",\"type\":\"u\",\"sentat\":\"2\"",
                 CEM_OUTCOME_STATUS_CONFLICT);
}

static void
test_retry (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemIntake) intake = NULL;
  g_autoptr (GDateTime) later = g_date_time_new_utc (2027, 1, 1, 0, 0, 0);
  g_autoptr (GError) error = NULL;

  g_test_summary ("What is tried again is read as it was, under the source it was given");

  run_lines (fixture, CEM_INTAKE_FORMAT_SEGMENT, "segment:my app",
             "{\"type\":\"page\",\"messageId\":\"m9\",\"userId\":\"7\","
             "\"timestamp\":\"2026-06-01T00:00:00Z\"}\n",
             (guint[]){ 1, 0, 0, 0 });
  intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_LIVE);
  cem_intake_set_segment_source (intake, "segment:my app");
  g_object_set (intake, "format", CEM_INTAKE_FORMAT_SEGMENT, NULL);
  {
    g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (
      "{\"type\":\"page\",\"messageId\":\"m10\",\"userId\":\"7\","
      "\"timestamp\":\"2026-12-01T00:00:00Z\"}\n", -1, NULL);

    cem_intake_run_stream (intake, stream, NULL, &error);
    g_assert_no_error (error);
  }
  g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, 1);

  cem_manual_clock_set_now (fixture->clock, later);
  g_clear_object (&intake);
  intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_LIVE);
  cem_intake_run_quarantine (intake, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cem_intake_get_n_accepted (intake), ==, 1);
  run_lines (fixture, CEM_INTAKE_FORMAT_AUTO, "segment:my app",
             "{\"type\":\"page\",\"messageId\":\"m10\",\"userId\":\"7\","
             "\"timestamp\":\"2026-12-01T00:00:00Z\"}\n",
             (guint[]){ 0, 1, 0, 0 });
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/segment/identify", test_identify);
  g_test_add_func ("/segment/orders", test_orders);
  g_test_add_func ("/segment/names", test_names);
  g_test_add_func ("/segment/pages", test_pages);
  g_test_add_func ("/segment/groups", test_groups);
  g_test_add_func ("/segment/aliases", test_aliases);
  g_test_add_func ("/segment/clocks", test_clocks);
  g_test_add_func ("/segment/bad", test_bad);
  g_test_add ("/segment/intake", Fixture, NULL, fixture_set_up, test_intake, fixture_tear_down);
  g_test_add ("/segment/retry", Fixture, NULL, fixture_set_up, test_retry, fixture_tear_down);

  return g_test_run ();
}
