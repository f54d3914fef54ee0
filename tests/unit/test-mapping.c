/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

static CemMapping *
read_mapping (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemMapping *mapping = cem_mapping_new_from_text (text, NULL, &error);

  g_assert_no_error (error);
  return mapping;
}

static JsonObject *
preview (CemMapping *mapping,
         const char *csv)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (csv, strlen (csv));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = cem_mapping_preview (mapping, bytes, 0, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

/* The events and faults of a row as text. */
static char *
get_row (JsonObject *object,
         guint i,
         const char *member)
{
  JsonArray *rows = json_object_get_array_member (object, "rows");
  JsonObject *row = json_array_get_object_element (rows, i);

  return json_to_string (json_object_get_member (row, member), FALSE);
}

static const char tickets[] =
  "{\"name\": \"tickets\", \"source\": \"/desk\","
  " \"unknown\": [\"?\"], \"zone\": \"Europe/Vienna\","
  " \"columns\": {"
  "   \"opened at\": {\"kind\": \"timestamp\", \"format\": \"%d/%m/%Y %H:%M\"},"
  "   \"count\": {\"kind\": \"int\"}},"
  " \"id\": [\"number\", \"state\"], \"time\": \"opened at\","
  " \"identifiers\": {\"work_order_id\": \"number\", \"customer_id\": \"caller\"},"
  " \"events\": ["
  "   {\"type\": \"work_order.opened\", \"when\": \"row.state == 'New'\","
  "    \"data\": {\"priority\": {\"column\": \"prio\", \"kind\": \"int\"},"
  "             \"double\": {\"cel\": \"row.count * 2\"},"
  "             \"opened\": \"opened at\","
  "             \"kind\": {\"value\": \"repair\"},"
  "             \"where\": {\"members\": {\"city\": \"city\", \"country\": {\"value\": \"AT\"}}}}},"
  "   {\"type\": {\"cel\": \"'work_order.' + row.state.lowerAscii()\"},"
  "    \"name\": \"moved\", \"when\": {\"field\": \"row.state\", \"op\": \"!=\", \"value\": \"New\"}}]}";

static void
test_rows (void)
{
  g_autoptr (CemMapping) mapping = read_mapping (tickets);
  g_autoptr (JsonObject) rows = preview (
    mapping, "number,state,caller,opened at,prio,count,city\n"
             "7,New,C1,29/2/2016 01:16,3,4,Wien\n"
             "7,Closed,?,29/7/2016 01:16,?,?,\n"
             "8,?,C1,29/7/2016 01:16,1,1,x\n");
  g_autofree char *opened = get_row (rows, 0, "events");
  g_autofree char *closed = get_row (rows, 1, "events");
  g_autofree char *nothing = get_row (rows, 2, "events");

  g_assert_cmpstr (opened, ==,
                   "[{\"specversion\":\"1.0\",\"id\":\"7/New/work_order.opened\",\"source\":\"/desk\","
                   "\"type\":\"work_order.opened\",\"time\":\"2016-02-29T00:16:00Z\","
                   "\"identifiers\":{\"work_order_id\":\"7\",\"customer_id\":\"C1\"},"
                   "\"data\":{\"priority\":3,\"double\":8,\"opened\":\"2016-02-29T00:16:00Z\","
                   "\"kind\":\"repair\",\"where\":{\"city\":\"Wien\",\"country\":\"AT\"}}}]");
  g_assert_cmpstr (closed, ==,
                   "[{\"specversion\":\"1.0\",\"id\":\"7/Closed/moved\",\"source\":\"/desk\","
                   "\"type\":\"work_order.closed\",\"time\":\"2016-07-28T23:16:00Z\","
                   "\"identifiers\":{\"work_order_id\":\"7\"}}]");
  g_assert_cmpstr (nothing, ==, "[]");
}

static void
test_faults (void)
{
  static const struct
  {
    const char *row;
    const char *faults;
  } cases[] = {
    { "7,New,C1,31/2/2016 01:16,3,4,x",
      "[{\"event\":\"work_order.opened\",\"reason\":\"cell\",\"message\":\"In the column “opened at”: "
      "“31/2/2016 01:16” is no timestamp of the format that the mapping says\"}]" },
    { "7,New,C1,1/2/2016 01:16,high,4,x",
      "[{\"event\":\"work_order.opened\",\"reason\":\"cell\",\"message\":\"In the column “prio”: "
      "“high” is no int\"}]" },
    { "7,New,C1,1/2/2016 01:16,3,four,x",
      "[{\"reason\":\"cell\",\"message\":\"In the column “count”: “four” is no int\"}]" },
    { "7,New,C1,?,3,4,x",
      "[{\"event\":\"work_order.opened\",\"reason\":\"cell\",\"message\":\"The time of "
      "“work_order.opened” is unknown in this row; let its “when” ask whether there is one\"}]" },
    { "7,New,C1", NULL },
    { "7,New,\"C1\"x,1/2/2016 01:16,3,4,x", NULL },
  };
  g_autoptr (CemMapping) mapping = read_mapping (tickets);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *csv = g_strconcat ("number,state,caller,opened at,prio,count,city\n",
                                          cases[i].row, "\n", NULL);
      g_autoptr (JsonObject) rows = preview (mapping, csv);
      g_autofree char *events = get_row (rows, 0, "events");
      g_autofree char *faults = get_row (rows, 0, "faults");

      g_assert_cmpstr (events, ==, "[]");
      if (cases[i].faults != NULL)
        g_assert_cmpstr (faults, ==, cases[i].faults);
      else
        g_assert_nonnull (strstr (faults, "\"reason\":\"csv\""));
    }
}

/* Equal rows are told apart by how many came before, and by nothing else. */
static void
test_digests (void)
{
  g_autoptr (CemMapping) mapping = read_mapping (
    "{\"name\": \"buys\", \"source\": \"/cd\", \"file\": {\"columns\": [\"who\", \"day\"],"
    " \"separator\": \"blanks\"}, \"time\": {\"column\": \"day\", \"format\": \"%Y%m%d\"},"
    " \"events\": [{\"type\": \"order.placed\", \"identifiers\": {\"customer_id\": \"who\"}}]}");
  g_autoptr (JsonObject) rows = preview (mapping, " 1  19970101\n2 19970101\n1 19970101 \n");
  g_autoptr (JsonObject) again = preview (mapping, "1 19970101\n\n 1 19970101\n2   19970101");
  g_autofree char *first = get_row (rows, 0, "events");
  g_autofree char *second = get_row (rows, 1, "events");
  g_autofree char *third = get_row (rows, 2, "events");
  g_autofree char *again_first = get_row (again, 0, "events");
  g_autofree char *again_second = get_row (again, 1, "events");
  g_autofree char *again_third = get_row (again, 2, "events");

  g_assert_cmpstr (first, !=, third);
  g_assert_nonnull (strstr (third, "+1/order.placed\""));
  g_assert_cmpstr (first, ==, again_first);
  g_assert_cmpstr (third, ==, again_second);
  g_assert_cmpstr (second, ==, again_third);
}

static void
check_mistake (const char *text,
               const char *code,
               const char *pointer,
               const char *suggestion)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemMapping) mapping = cem_mapping_new_from_text (text, diagnostics, &error);
  gboolean found = FALSE;

  g_test_message ("%s", text);
  g_assert_null (mapping);
  g_assert_nonnull (error);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diagnostics)); i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);
      g_autofree char *line = cem_diagnostic_to_string (one);

      g_test_message ("%s", line);
      found = found || (g_strcmp0 (cem_diagnostic_get_code (one), code) == 0 &&
                        g_strcmp0 (cem_diagnostic_get_pointer (one), pointer) == 0 &&
                        g_strcmp0 (cem_diagnostic_get_suggestion (one), suggestion) == 0);
    }
  g_assert_true (found);
}

#define HEAD "{\"name\": \"m\", \"source\": \"/s\", \"time\": \"t\", "
#define EVENT HEAD "\"events\": [{\"type\": \"a\", "

static void
test_mistakes (void)
{
  check_mistake ("{", "syntax", NULL, NULL);
  check_mistake ("[]", "type", "", NULL);
  check_mistake ("{\"source\": \"/s\", \"events\": []}", "missing", "", NULL);
  check_mistake (HEAD "\"events\": []}", "type", "/events", NULL);
  check_mistake (HEAD "\"evnets\": [], \"events\": [{\"type\": \"a\"}]}", "unknown-key", "/evnets",
                 "did you mean “events”?");
  check_mistake (HEAD "\"source\": \"cem\", \"events\": [{\"type\": \"a\"}]}", "syntax", NULL, NULL);
  check_mistake ("{\"name\": \"m\", \"source\": \"cem\", \"events\": [{\"type\": \"a\"}]}", "value",
                 "/source", NULL);
  check_mistake (HEAD "\"events\": [{\"type\": \"cem.a\"}]}", "value", "/events/0/type", NULL);
  check_mistake (HEAD "\"events\": [{\"type\": \"a\"}, {\"type\": \"a\"}]}", "missing", "/events/1",
                 NULL);
  check_mistake (HEAD "\"zone\": \"Europe/Wien\", \"events\": [{\"type\": \"a\"}]}", "unknown-zone",
                 "/zone", NULL);
  check_mistake (HEAD "\"file\": {\"encoding\": \"KLINGON\"}, \"events\": [{\"type\": \"a\"}]}",
                 "encoding", "/file/encoding", NULL);
  check_mistake (HEAD "\"file\": {\"separator\": \"comma\"}, \"events\": [{\"type\": \"a\"}]}",
                 "value", "/file/separator", NULL);
  check_mistake (HEAD "\"file\": {\"header\": false}, \"events\": [{\"type\": \"a\"}]}", "missing",
                 "/file", NULL);
  check_mistake (HEAD "\"file\": {\"columns\": [\"time\", \"number\"]},"
                 " \"events\": [{\"type\": \"a\", \"time\": \"time\", \"subject\": \"nubmer\"}]}",
                 "unknown-column", "/events/0/subject", "did you mean “number”?");
  check_mistake (HEAD "\"columns\": {\"x/y\": {\"kind\": \"itn\"}}, \"events\": [{\"type\": \"a\"}]}",
                 "unknown-kind", "/columns/x~1y/kind", "did you mean “int”?");
  check_mistake (HEAD "\"columns\": {\"x\": {\"kind\": \"date\", \"format\": \"%Q\"}},"
                 " \"events\": [{\"type\": \"a\"}]}", "time-format", "/columns/x/format", NULL);
  check_mistake (HEAD "\"columns\": {\"x\": {\"kind\": \"duration\", \"unit\": \"fortnight\"}},"
                 " \"events\": [{\"type\": \"a\"}]}", "unit", "/columns/x/unit", NULL);
  check_mistake (EVENT "\"when\": \"row.x = 1\"}]}", "syntax", "/events/0/when", NULL);
  check_mistake (EVENT "\"when\": \"row.x\"}]}", "type", "/events/0/when", NULL);
  check_mistake (EVENT "\"when\": \"rwo.x == 'a'\"}]}", "unknown-name", "/events/0/when", NULL);
  check_mistake (EVENT "\"when\": \"row.x == 1\"}]}", "no-overload", "/events/0/when", NULL);
  check_mistake (EVENT "\"data\": {\"n\": {\"cel\": \"size(1)\"}}}]}", "no-overload",
                 "/events/0/data/n/cel", NULL);
  check_mistake (EVENT "\"data\": {\"n\": {\"column\": \"x\", \"cel\": \"1\"}}}]}", "value",
                 "/events/0/data/n", NULL);
  check_mistake (EVENT "\"data\": {\"n\": 5}}]}", "type", "/events/0/data/n", NULL);
  check_mistake (EVENT "\"id\": {\"value\": \"1\"}}]}", "value", "/events/0/id", NULL);
  check_mistake (EVENT "\"identifiers\": {\"a:b\": \"x\"}}]}", "value", "/events/0/identifiers",
                 NULL);
}

/* One reading tells them all. */
static void
test_all_mistakes (void)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemMapping) mapping = cem_mapping_new_from_text (
    "{\"nmae\": \"x\", \"source\": 5, \"zone\": \"Mars\", \"events\": [{\"when\": \"1 +\"}]}",
    diagnostics, &error);

  g_assert_null (mapping);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), ==, 6);
  g_assert_cmpuint (cem_diagnostics_get_n_warnings (diagnostics), ==, 1);
}

static void
test_sample (void)
{
  g_autoptr (CemMapping) mapping = read_mapping (tickets);
  g_autoptr (CemDiagnostics) good = cem_diagnostics_new ();
  g_autoptr (CemDiagnostics) bad = cem_diagnostics_new ();
  g_autoptr (GBytes) rows = g_bytes_new_static (
    "number,state,caller,opened at,prio,count,city\n7,New,C1,1/2/2016 01:16,x,4,x\n", 75);
  g_autoptr (GBytes) other = g_bytes_new_static ("numbr,state,opened at,prio,count,city\n", 38);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDiagnostic) first = NULL;
  g_autoptr (CemDiagnostic) row = NULL;
  g_autofree char *described = NULL;

  g_assert_true (cem_mapping_check_sample (mapping, rows, good, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cem_diagnostics_get_n_warnings (good), ==, 3);
  row = g_list_model_get_item (G_LIST_MODEL (good), 0);
  g_assert_cmpuint (cem_diagnostic_get_line (row), ==, 2);
  described = cem_diagnostic_to_string (row);
  g_assert_true (g_str_has_prefix (described, "2: warning: "));

  g_assert_false (cem_mapping_check_sample (mapping, other, bad, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
  g_assert_cmpuint (cem_diagnostics_get_n_errors (bad), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (bad), 0);
  g_assert_cmpstr (cem_diagnostic_get_suggestion (first), ==, "did you mean “numbr”?");
  g_assert_cmpstr (cem_diagnostic_get_pointer (first), ==, "/id/0");
}

static void
test_names (void)
{
  g_autoptr (CemMapping) mapping = read_mapping (
    "{\"name\": \"m\", \"source\": \"/s\", \"files\": [\"orders*.csv\"],"
    " \"columns\": {\"客户\": {\"as\": \"customer\"}}, \"time\": \"time:stamp\","
    " \"events\": [{\"type\": \"a\", \"data\": {\"b\": {\"cel\": \"row.customer + row.time_stamp\"}}}]}");
  g_autoptr (JsonObject) rows = preview (mapping, "客户,time:stamp\n李,2026-01-01\n");
  g_autofree char *events = get_row (rows, 0, "events");
  g_auto (GStrv) columns = cem_mapping_list_columns (mapping);

  g_assert_nonnull (strstr (events, "\"b\":\"李2026-01-01\""));
  g_assert_cmpuint (g_strv_length (columns), ==, 2);
  g_assert_cmpstr (columns[0], ==, "客户");
  g_assert_true (cem_mapping_accepts (mapping, "orders-7.csv"));
  g_assert_false (cem_mapping_accepts (mapping, "leads.csv"));
  g_assert_cmpuint (strlen (cem_mapping_get_digest (mapping)), ==, 64);
}

static void
test_ragged (void)
{
  g_autoptr (CemMapping) mapping = read_mapping (
    "{\"name\": \"m\", \"source\": \"/s\", \"file\": {\"ragged\": true}, \"time\": \"t\","
    " \"events\": [{\"type\": \"a\", \"data\": {\"b\": \"b\"}}]}");
  g_autoptr (JsonObject) rows = preview (mapping, "t,b\n2026-01-01\n2026-01-02,x,y\n");
  g_autofree char *few = get_row (rows, 0, "events");
  g_autofree char *many = get_row (rows, 1, "events");

  g_assert_null (strstr (few, "data"));
  g_assert_nonnull (strstr (many, "\"data\":{\"b\":\"x\"}"));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Mappings: what rows become, what is wrong with a row, a file or a mapping.");

  g_test_add_func ("/mapping/rows", test_rows);
  g_test_add_func ("/mapping/faults", test_faults);
  g_test_add_func ("/mapping/digests", test_digests);
  g_test_add_func ("/mapping/mistakes", test_mistakes);
  g_test_add_func ("/mapping/all-mistakes", test_all_mistakes);
  g_test_add_func ("/mapping/sample", test_sample);
  g_test_add_func ("/mapping/names", test_names);
  g_test_add_func ("/mapping/ragged", test_ragged);
  return g_test_run ();
}
