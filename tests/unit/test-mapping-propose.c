/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

/* What is proposed, after it has been read and has taken every row. */
static JsonObject *
propose (const char *bytes,
         gssize length)
{
  g_autoptr (GBytes) sample =
    g_bytes_new_static (bytes, length < 0 ? strlen (bytes) : (gsize) length);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cem_mapping_propose (sample, "My Table (2).csv", &error);
  g_autoptr (CemMapping) mapping = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  mapping = cem_mapping_new_from_json (node, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cem_mapping_check_sample (mapping, sample, diagnostics, &error));
  g_assert_no_error (error);
  found = cem_diagnostics_to_string (diagnostics);
  g_assert_cmpstr (found, ==, "");
  return json_object_ref (json_node_get_object (node));
}

static void
assert_member (JsonObject *object,
               const char *name,
               const char *expected)
{
  g_autofree char *text =
    json_object_has_member (object, name)
      ? json_to_string (json_object_get_member (object, name), FALSE) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
test_usual (void)
{
  g_autoptr (JsonObject) mapping = propose (
    "number,caller_id,email,opened_at,updated_at,made_sla,count,price\n"
    "007,C1,a@example.org,29/2/2016 01:16,29/2/2016 01:20,true,1,1.5\n"
    "008,C2,?,1/3/2016 01:16,1/3/2016 02:16,false,?,2\n"
    "009,C1,b@example.org,?,2/3/2016 02:16,true,3,2.25\n", -1);

  assert_member (mapping, "name", "\"my_table_2_csv\"");
  assert_member (mapping, "file", NULL);
  assert_member (mapping, "unknown", "[\"?\"]");
  assert_member (mapping, "columns",
                 "{\"opened_at\":{\"kind\":\"timestamp\",\"format\":\"%d/%m/%Y %H:%M\"},"
                 "\"updated_at\":{\"kind\":\"timestamp\",\"format\":\"%d/%m/%Y %H:%M\"},"
                 "\"made_sla\":{\"kind\":\"bool\"},\"count\":{\"kind\":\"int\"},"
                 "\"price\":{\"kind\":\"double\"}}");
  assert_member (mapping, "id", "[\"number\"]");
  assert_member (mapping, "time", "\"updated_at\"");
  assert_member (mapping, "identifiers", "{\"customer_id\":\"caller_id\",\"email\":\"email\"}");
}

static void
test_days (void)
{
  g_autoptr (JsonObject) american = propose ("a,b\n1/2/2020,12/31/2020\n3/4/2020,1/1/2020\n", -1);
  g_autoptr (JsonObject) either = propose ("a,b\n1/2/2020,x\n3/4/2020,y\n", -1);

  g_test_summary ("Whether day or month comes first is decided by the sample, also for other columns");
  assert_member (american, "columns",
                 "{\"a\":{\"kind\":\"timestamp\",\"format\":\"%m/%d/%Y\"},"
                 "\"b\":{\"kind\":\"timestamp\",\"format\":\"%m/%d/%Y\"}}");
  assert_member (either, "columns", "{\"a\":{\"kind\":\"timestamp\",\"format\":\"%d/%m/%Y\"}}");
  g_assert_nonnull (strstr (json_object_get_string_member (either, "description"), "“a”"));
}

static void
test_dialects (void)
{
  g_autoptr (JsonObject) german =
    propose ("Nr;Betrag;Datum\n1;1.234,50;01.02.2020\n2;12,5;28.02.2020\n", -1);
  g_autoptr (JsonObject) blanks = propose (" 4 0001 19970101 29.33\n 4 0002  19970118 2.00\n", -1);
  g_autoptr (JsonObject) titled = propose ("Report of today\n\na,b\n1,2\n3,4\n5,6\n", -1);

  assert_member (german, "file", "{\"separator\":\";\"}");
  assert_member (blanks, "file",
                 "{\"separator\":\"blanks\",\"columns\":[\"column_1\",\"column_2\",\"column_3\","
                 "\"column_4\"]}");
  assert_member (blanks, "time", "\"column_3\"");
  assert_member (titled, "file", "{\"skip_lines\":2}");
}

static void
test_encodings (void)
{
  g_autoptr (JsonObject) chinese =
    propose ("\xbf\xcd\xbb\xa7,\xc0\xee\n\xb1\xb1\xbe\xa9,2\n", -1);
  g_autoptr (JsonObject) latin = propose ("nom,ville\nZo\xe9 B,Li\xe8ge\n", -1);

  assert_member (chinese, "file", "{\"encoding\":\"GB18030\"}");
  assert_member (latin, "file", "{\"encoding\":\"WINDOWS-1252\"}");
}

static void
test_nothing (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) blank = g_bytes_new_static ("\n \n", 3);
  g_autoptr (GError) error = NULL;

  g_assert_null (cem_mapping_propose (empty, "x", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
  g_clear_error (&error);
  g_assert_null (cem_mapping_propose (blank, "x", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Mappings that are proposed from a sample.");

  g_test_add_func ("/mapping-propose/usual", test_usual);
  g_test_add_func ("/mapping-propose/days", test_days);
  g_test_add_func ("/mapping-propose/dialects", test_dialects);
  g_test_add_func ("/mapping-propose/encodings", test_encodings);
  g_test_add_func ("/mapping-propose/nothing", test_nothing);
  return g_test_run ();
}
