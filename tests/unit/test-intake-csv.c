/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <unistd.h>

static CemMapping *
read_mapping (const char *text)
{
  g_autoptr (GError) error = NULL;
  CemMapping *mapping = cem_mapping_new_from_text (text, NULL, &error);

  g_assert_no_error (error);
  return mapping;
}

/* Purchases without ids, of which equal ones are different purchases. */
static CemMapping *
new_purchases (void)
{
  return read_mapping ("{\"name\": \"buys\", \"source\": \"/cd\", \"time\": \"day\","
                       " \"events\": [{\"type\": \"order.placed\","
                       "  \"identifiers\": {\"customer_id\": \"who\"},"
                       "  \"data\": {\"amount\": {\"column\": \"amount\", \"kind\": \"double\"}}}]}");
}

/* Each row is an order with up to three times. */
static CemMapping *
new_orders (void)
{
  return read_mapping ("{\"name\": \"orders\", \"source\": \"/shop\", \"id\": \"number\","
                       " \"identifiers\": {\"order_id\": \"number\"}, \"events\": ["
                       " {\"type\": \"order.placed\", \"time\": \"placed\"},"
                       " {\"type\": \"order.delivered\", \"time\": \"delivered\","
                       "  \"when\": \"has(row.delivered)\"}]}");
}

static const char orders_csv[] = "number,placed,delivered\n"
                                 "1,2025-01-01,2025-01-20\n"
                                 "2,2025-01-05,\n"
                                 "3,2024-12-30,2025-01-02\n";

static CemIntake *
take_csv (Fixture *fixture,
          CemMapping *mapping,
          const char *text)
{
  CemIntake *intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GInputStream) stream =
    g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  g_autoptr (GError) error = NULL;

  cem_intake_set_mapping (intake, mapping);
  cem_intake_set_rows_per_commit (intake, 2);
  cem_intake_run_stream (intake, stream, NULL, &error);
  g_assert_no_error (error);
  return intake;
}

static void
assert_figures (CemIntake *intake,
                guint accepted,
                guint duplicates,
                guint quarantined)
{
  g_assert_cmpuint (cem_intake_get_n_accepted (intake), ==, accepted);
  g_assert_cmpuint (cem_intake_get_n_duplicates (intake), ==, duplicates);
  g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, quarantined);
  g_assert_cmpuint (cem_intake_get_n_conflicts (intake), ==, 0);
}

/* "TYPE@DAY …", the oldest first. */
static char *
read_log (Fixture *fixture)
{
  g_autoptr (CemView) view = cem_engine_create_view (fixture->engine, "test", "test");
  g_autoptr (CemStoreList) list = cem_view_list_log (view, NULL);
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  guint n = 0;

  cem_store_list_load (list, 0, 1000, NULL, &error);
  g_assert_no_error (error);
  n = g_list_model_get_n_items (G_LIST_MODEL (list));
  for (guint i = n; i > 0; i--)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), i - 1);
      g_autofree char *day = g_date_time_format (cem_log_entry_get_at (entry), "%m-%d");

      g_string_append_printf (out, "%s%s@%s", out->len > 0 ? " " : "",
                              cem_log_entry_get_event_type (entry), day);
    }
  return g_string_free (out, FALSE);
}

static void
test_equal_rows (Fixture *fixture,
                 gconstpointer data)
{
  static const char text[] = "who,day,amount\n4,1997-01-01,29.33\n4,1997-01-18,2\n"
                             "4,1997-01-01,29.33\n4,1997-01-01,29.33\n";
  g_autoptr (CemMapping) mapping = new_purchases ();
  g_autoptr (CemIntake) first = take_csv (fixture, mapping, text);
  g_autoptr (CemIntake) again = take_csv (fixture, mapping, text);

  g_test_summary ("Equal rows all arrive, and none of them twice");
  assert_figures (first, 4, 0, 0);
  assert_figures (again, 0, 4, 0);
}

static void
test_retry (Fixture *fixture,
            gconstpointer data)
{
  static const char text[] = "who,day,amount\n"
                             "4,1997-01-01,\"29,33\"\n4,1997-01-01,\"29,33\"\n"
                             "5,1997-01-01,1\n5\n";
  g_autoptr (CemMapping) mapping = new_purchases ();
  g_autoptr (CemMapping) mended = read_mapping (
    "{\"name\": \"buys\", \"source\": \"/cd\", \"time\": \"day\", \"file\": {\"decimal\": \",\"},"
    " \"events\": [{\"type\": \"order.placed\", \"identifiers\": {\"customer_id\": \"who\"},"
    "  \"data\": {\"amount\": {\"column\": \"amount\", \"kind\": \"double\"}}}]}");
  g_autoptr (CemMapping) other = new_orders ();
  g_autoptr (CemIntake) first = take_csv (fixture, mapping, text);
  g_autoptr (CemIntake) again = take_csv (fixture, mapping, text);
  g_autoptr (CemIntake) unfit = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (CemIntake) retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (CemIntake) sent_again = NULL;
  g_autoptr (CemView) view = cem_engine_create_view (fixture->engine, "test", "test");
  g_autoptr (CemStoreList) list = NULL;
  g_autoptr (CemQuarantineItem) item = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("Bad rows are kept one by one, and taken in once the mapping is mended");
  assert_figures (first, 1, 0, 3);
  assert_figures (again, 0, 1, 3);

  /* Neither with the mapping that the store has nor with one of another name. */
  g_assert_true (cem_intake_run_quarantine (unfit, NULL, &error));
  cem_intake_set_mapping (unfit, other);
  g_assert_true (cem_intake_run_quarantine (unfit, NULL, &error));
  assert_figures (unfit, 0, 0, 6);

  cem_intake_set_mapping (retry, mended);
  g_assert_true (cem_intake_run_quarantine (retry, NULL, &error));
  assert_figures (retry, 2, 0, 1);

  list = cem_view_list_quarantine (view);
  g_assert_true (cem_store_list_load (list, 0, 10, NULL, &error));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpuint (cem_quarantine_item_get_line (item), ==, 5);
  g_assert_cmpstr (cem_quarantine_item_get_reason (item), ==, "csv");
  g_assert_cmpstr (cem_quarantine_item_get_text (item), ==, "5");
  g_assert_cmpstr (cem_quarantine_item_get_mapping (item), ==, "buys");

  /* The rows have the ids that they would have had at first. */
  sent_again = take_csv (fixture, mended, text);
  g_assert_cmpuint (cem_intake_get_n_duplicates (sent_again), ==, 3);
}

/* One event of a row is bad: the other one is taken, and a retry takes only what is left. */
static void
test_half_rows (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders ();
  g_autoptr (CemMapping) mended = read_mapping (
    "{\"name\": \"orders\", \"source\": \"/shop\", \"id\": \"number\","
    " \"identifiers\": {\"order_id\": \"number\"}, \"columns\": {\"delivered\":"
    "  {\"kind\": \"timestamp\", \"format\": \"%d.%m.%Y\"}}, \"events\": ["
    " {\"type\": \"order.placed\", \"time\": \"placed\"},"
    " {\"type\": \"order.delivered\", \"time\": \"delivered\", \"when\": \"has(row.delivered)\"}]}");
  g_autoptr (CemIntake) first =
    take_csv (fixture, mapping, "number,placed,delivered\n7,2025-01-01,20.1.2025\n");
  g_autoptr (CemIntake) retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  assert_figures (first, 1, 0, 1);
  cem_intake_set_mapping (retry, mended);
  g_assert_true (cem_intake_run_quarantine (retry, NULL, &error));
  g_assert_no_error (error);
  assert_figures (retry, 1, 0, 0);
  g_assert_true (cem_intake_run_quarantine (retry, NULL, &error));
  assert_figures (retry, 1, 0, 0);

  log = read_log (fixture);
  g_assert_cmpstr (log, ==, "mapping.loaded@01-01 order.placed@01-01 mapping.loaded@01-20 order.delivered@01-20");
}

static GFile *
write_file (Fixture *fixture,
            const char *name,
            const char *text,
            gboolean gzip)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) plain = NULL;
  g_autoptr (GOutputStream) out = NULL;
  g_autoptr (GConverter) compressor =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  g_autoptr (GError) error = NULL;

  plain = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  g_assert_no_error (error);
  out = gzip ? g_converter_output_stream_new (G_OUTPUT_STREAM (plain), compressor)
             : g_object_ref (G_OUTPUT_STREAM (plain));
  g_output_stream_write_all (out, text, strlen (text), NULL, NULL, &error);
  g_output_stream_close (out, NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&file);
}

static void
test_order_of_time (Fixture *fixture,
                    gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders ();
  g_autoptr (GFile) file = write_file (fixture, "orders.csv", orders_csv, FALSE);
  g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  g_test_summary ("As history, the events of a file come in the order of their times");
  cem_intake_set_mapping (intake, mapping);
  g_assert_true (cem_intake_run_file (intake, file, NULL, &error));
  g_assert_no_error (error);
  assert_figures (intake, 5, 0, 0);
  log = read_log (fixture);
  g_assert_cmpstr (log, ==,
                   "mapping.loaded@12-30 order.placed@12-30 order.placed@01-01 order.delivered@01-02 "
                   "order.placed@01-05 order.delivered@01-20");
}

static void
test_merge (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders ();
  g_autoptr (CemMapping) latin = read_mapping (
    "{\"name\": \"latin\", \"source\": \"/l\", \"file\": {\"encoding\": \"ISO-8859-1\"},"
    " \"time\": \"t\", \"events\": [{\"type\": \"latin\", \"data\": {\"c\": \"c\"}}]}");
  g_autoptr (GFile) orders = write_file (fixture, "orders.csv", orders_csv, FALSE);
  g_autoptr (GFile) packed = write_file (fixture, "latin.csv.gz", "t,c\n2025-01-03,caf\xe9\n", TRUE);
  g_autoptr (GFile) lines = write_file (
    fixture, "app.jsonl",
    "\xef\xbb\xbf{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"app.login\","
    "\"time\":\"2025-01-04T00:00:00Z\"}\nnonsense\n"
    "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/a\",\"type\":\"app.login\","
    "\"time\":\"2024-12-31T00:00:00Z\"}\n", FALSE);
  g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  g_test_summary ("Files of different kinds are merged by time");
  cem_intake_add_file (intake, orders, mapping);
  cem_intake_add_file (intake, packed, latin);
  cem_intake_add_file (intake, lines, NULL);
  g_assert_true (cem_intake_run_files (intake, NULL, &error));
  g_assert_no_error (error);
  assert_figures (intake, 8, 0, 1);
  g_assert_cmpfloat (cem_intake_get_fraction (intake), ==, 1.0);
  log = read_log (fixture);
  g_assert_cmpstr (log, ==,
                   "mapping.loaded@12-30 order.placed@12-30 app.login@12-31 order.placed@01-01 "
                   "order.delivered@01-02 mapping.loaded@01-03 latin@01-03 app.login@01-04 order.placed@01-05 order.delivered@01-20");

  /* The list has been used up. */
  g_assert_true (cem_intake_run_files (intake, NULL, &error));
  assert_figures (intake, 8, 0, 1);
}

static void
test_pipe (Fixture *fixture,
           gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders ();
  g_autoptr (GFile) orders = write_file (fixture, "orders.csv", orders_csv, FALSE);
  g_autoptr (GFile) pipe_file = NULL;
  g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  close (ends[1]);
  path = g_strdup_printf ("/dev/fd/%d", ends[0]);
  pipe_file = g_file_new_for_path (path);

  cem_intake_add_file (intake, orders, mapping);
  cem_intake_add_file (intake, pipe_file, NULL);
  g_assert_false (cem_intake_run_files (intake, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_REFUSED);
  assert_figures (intake, 0, 0, 0);
  close (ends[0]);
}

static void
test_missing_columns (Fixture *fixture,
                      gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders ();
  g_autoptr (GFile) file = write_file (fixture, "o.csv", "nummer,placed,delivered\n", FALSE);
  g_autoptr (GFile) empty = write_file (fixture, "e.csv", "", FALSE);
  g_autoptr (GError) error = NULL;

  for (CemIntakeMode mode = CEM_INTAKE_MODE_LIVE; mode <= CEM_INTAKE_MODE_HISTORY; mode++)
    {
      g_autoptr (CemIntake) intake = cem_intake_new (fixture->engine, mode);

      cem_intake_set_mapping (intake, mapping);
      g_assert_false (cem_intake_run_file (intake, file, NULL, &error));
      g_assert_error (error, CEM_ERROR, CEM_ERROR_TYPE);
      g_clear_error (&error);
      g_assert_true (cem_intake_run_file (intake, empty, NULL, &error));
      assert_figures (intake, 0, 0, 0);
    }
}

/* What is erased leaves the quarantine too, also where it is a cell of three digits. */
static void
test_erase (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_purchases ();
  g_autoptr (CemIntake) intake =
    take_csv (fixture, mapping, "who,day,amount\n421,1997-01-01,1\n421,1997-01-02,x\n422,1997-01-02,x\n");
  g_autoptr (CemOutcome) outcome = execute (fixture, cem_command_new_erase ("customer_id:421"));
  g_autoptr (CemView) view = cem_engine_create_view (fixture->engine, "test", "test");
  g_autoptr (CemStoreList) list = cem_view_list_quarantine (view);
  g_autoptr (CemQuarantineItem) item = NULL;
  g_autoptr (GError) error = NULL;

  assert_figures (intake, 1, 0, 2);
  g_assert_true (cem_store_list_load (list, 0, 10, NULL, &error));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_cmpstr (cem_quarantine_item_get_text (item), ==, "422,1997-01-02,x");
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Rows of CSV through a mapping into the engine, and files merged by time.");

  ADD ("/intake-csv/equal-rows", test_equal_rows);
  ADD ("/intake-csv/retry", test_retry);
  ADD ("/intake-csv/half-rows", test_half_rows);
  ADD ("/intake-csv/order-of-time", test_order_of_time);
  ADD ("/intake-csv/merge", test_merge);
  ADD ("/intake-csv/pipe", test_pipe);
  ADD ("/intake-csv/missing-columns", test_missing_columns);
  ADD ("/intake-csv/erase", test_erase);
  return g_test_run ();
}
