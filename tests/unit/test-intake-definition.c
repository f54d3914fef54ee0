/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine-fixture.h"

#include "engine/cem-processor-private.h"

#include <string.h>

static CemMapping *
new_orders (const char *decimal)
{
  g_autofree char *text = g_strdup_printf (
    "{\"name\": \"orders\", \"source\": \"/shop\", \"id\": \"number\", \"time\": \"placed\","
    " \"file\": {\"decimal\": \"%s\"}, \"identifiers\": {\"order_id\": \"number\","
    "  \"customer_id\": \"who\"}, \"events\": [{\"type\": \"order.placed\","
    "  \"data\": {\"amount\": {\"column\": \"amount\", \"kind\": \"double\"}}}]}", decimal);
  g_autoptr (GError) error = NULL;
  CemMapping *mapping = cem_mapping_new_from_text (text, NULL, &error);

  g_assert_no_error (error);
  return mapping;
}

/* Rows without the header. @mapping NULL: the quarantine. */
static CemIntake *
take_rows (Fixture *fixture,
           CemMapping *mapping,
           const char *rows)
{
  CemIntake *intake = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_autofree char *text = g_strconcat ("number,placed,who,amount\n", rows, NULL);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (GError) error = NULL;

  cem_intake_set_mapping (intake, mapping);
  cem_intake_set_actor (intake, "Ann");
  if (rows != NULL)
    cem_intake_run_stream (intake, stream, NULL, &error);
  else
    cem_intake_run_quarantine (intake, NULL, &error);
  g_assert_no_error (error);
  return intake;
}

static void
assert_takes (Fixture *fixture,
              CemMapping *mapping,
              const char *rows,
              guint accepted,
              guint duplicates,
              guint quarantined)
{
  g_autoptr (CemIntake) intake = take_rows (fixture, mapping, rows);

  g_assert_cmpuint (cem_intake_get_n_accepted (intake), ==, accepted);
  g_assert_cmpuint (cem_intake_get_n_duplicates (intake), ==, duplicates);
  g_assert_cmpuint (cem_intake_get_n_quarantined (intake), ==, quarantined);
  g_assert_cmpuint (cem_intake_get_n_read (intake), ==, accepted + duplicates + quarantined);
}

/* "ID@DAY" of each event, the oldest first; of a mapping.loaded the first digits of its hash. */
static char *
read_log (Fixture *fixture)
{
  g_autoptr (CemView) view = cem_engine_create_view (fixture->engine, "test", "test");
  g_autoptr (CemStoreList) list = cem_view_list_log (view, NULL);
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);

  cem_store_list_load (list, 0, 1000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (list)); i > 0; i--)
    {
      g_autoptr (CemLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (list), i - 1);
      g_autofree char *day = g_date_time_format (cem_log_entry_get_at (entry), "%m-%d");
      JsonObject *piece = json_node_get_object (cem_log_entry_get_piece (entry));
      gboolean loaded = g_str_equal (cem_log_entry_get_event_type (entry), "mapping.loaded");

      if (loaded)
        g_assert_cmpstr (cem_log_entry_get_actor (entry), ==, "Ann");
      g_string_append_printf (
        out, "%s%.6s@%s", out->len > 0 ? " " : "",
        loaded ? json_object_get_string_member (json_object_get_object_member (piece, "data"), "hash")
               : cem_log_entry_get_id (entry),
        day);
    }
  return g_string_free (out, FALSE);
}

static void
assert_log (Fixture *fixture,
            const char *format,
            CemMapping *first,
            CemMapping *second)
{
  g_autofree char *log = read_log (fixture);
  g_auto (GStrv) parts = g_strsplit (format, "A@", -1);
  g_autofree char *one = g_strdup_printf ("%.6s@", cem_mapping_get_digest (first));
  g_autofree char *two = g_strdup_printf ("%.6s@", cem_mapping_get_digest (second));
  g_autofree char *half = g_strjoinv (one, parts);
  g_auto (GStrv) halves = g_strsplit (half, "B@", -1);
  g_autofree char *expected = g_strjoinv (two, halves);

  g_assert_cmpstr (log, ==, expected);
}

static void
verify (Fixture *fixture,
        const char *code)
{
  g_autoptr (CemVerification) verification = cem_verification_new (fixture->engine);
  CemDiagnostics *diagnostics = cem_job_get_diagnostics (CEM_JOB (verification));
  g_autoptr (GError) error = NULL;
  gboolean whole = cem_job_run (CEM_JOB (verification), NULL, &error);
  gboolean told = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (diagnostics)); i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (G_LIST_MODEL (diagnostics), i);

      told = told || g_strcmp0 (cem_diagnostic_get_code (one), code) == 0;
    }
  if (code == NULL)
    g_assert_no_error (error);
  g_assert_true (whole == (code == NULL) && told == (code != NULL));
}

/* With the engine closed. */
static void
change_store (Fixture *fixture,
              const char *sql)
{
  const CemDbOptions options = { .migrations = _cem_store_migrations };
  g_autoptr (GError) error = NULL;
  CemDb *db = NULL;

  fixture_close (fixture);
  db = _cem_db_open (fixture->path, CEM_DB_WRITE, &options, &error);
  g_assert_no_error (error);
  g_assert_true (_cem_db_exec (db, sql, &error));
  _cem_db_close (db);
  fixture_open (fixture);
}

static gint64
count_in (const char *path,
          const char *sql)
{
  const CemDbOptions options = { .migrations = _cem_store_migrations };
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, CEM_DB_READ, &options, &error);
  gint64 n = 0;

  g_assert_no_error (error);
  g_assert_true (_cem_db_query_int (db, sql, &n, &error));
  _cem_db_close (db);
  return n;
}

static void
test_log (Fixture *fixture,
          gconstpointer data)
{
  static const char one[] = "1,2025-01-03,7,1.5\n2,2025-01-04,8,2.5\n";
  g_autoptr (CemMapping) mapping = new_orders (".");
  g_autoptr (CemMapping) other = new_orders (",");

  g_test_summary ("The log says by which mapping rows became events, before the first one of them");

  assert_takes (fixture, mapping, one, 2, 0, 0);
  assert_log (fixture, "A@01-03 1/orde@01-03 2/orde@01-04", mapping, other);

  /* The same again, and more of the same. */
  fixture_reopen (fixture);
  assert_takes (fixture, mapping, one, 0, 2, 0);
  assert_takes (fixture, mapping, "3,2025-01-05,7,1\n", 1, 0, 0);
  assert_log (fixture, "A@01-03 1/orde@01-03 2/orde@01-04 3/orde@01-05", mapping, other);

  /* Another one of the name, and back. */
  assert_takes (fixture, other, "1,2025-01-03,7,\"1,5\"\n4,2025-01-06,7,\"1,5\"\n", 1, 1, 0);
  assert_takes (fixture, mapping, "5,2025-01-01,7,1\n6,2025-01-09,7,1\n", 2, 0, 0);
  assert_log (fixture,
              "A@01-03 1/orde@01-03 2/orde@01-04 3/orde@01-05 B@01-06 4/orde@01-06 "
              "A@01-06 5/orde@01-06 6/orde@01-09", mapping, other);
  g_assert_cmpint (count_in (fixture->path, "SELECT count(*) FROM definition"), ==, 2);
  verify (fixture, NULL);
}

/* A first attempt of which nothing comes must not set the clock of an empty store. */
static void
test_nothing_taken (Fixture *fixture,
                    gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders (".");
  g_autoptr (CemMapping) mended = new_orders (",");

  assert_takes (fixture, mapping, "1,2025-01-03,7,\"1,5\"\n", 0, 0, 1);
  assert_log (fixture, "", mapping, mended);
  g_assert_cmpint (count_in (fixture->path, "SELECT count(*) FROM definition"), ==, 1);
  verify (fixture, NULL);

  /* Again by what the row came by, and then by the mended one. */
  assert_takes (fixture, NULL, NULL, 0, 0, 1);
  assert_takes (fixture, mended, NULL, 1, 0, 0);
  assert_log (fixture, "B@01-03 1/orde@01-03", mapping, mended);
}

static void
test_retry (Fixture *fixture,
            gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders (".");
  g_autoptr (CemMapping) mended = new_orders (",");

  g_test_summary ("The quarantine is tried again with the mapping that was loaded last");

  assert_takes (fixture, mapping, "1,2025-01-03,7,1\n2,2025-01-03,7,\"1,5\"\n", 1, 0, 1);
  assert_takes (fixture, NULL, NULL, 0, 0, 1);
  assert_takes (fixture, mended, "3,2025-01-04,7,\"2,5\"\n", 1, 0, 0);
  assert_takes (fixture, NULL, NULL, 1, 0, 0);
  assert_log (fixture, "A@01-03 1/orde@01-03 B@01-04 3/orde@01-04 2/orde@01-04", mapping, mended);
}

static void
test_replay (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders (".");
  g_autoptr (CemMapping) other = new_orders (",");
  g_autofree char *path = g_build_filename (fixture->folder, "again.cem", NULL);
  g_autoptr (CemReplay) replay = cem_replay_new (fixture->engine, path);
  g_autoptr (JsonNode) configuration = json_from_string ("{}", NULL);
  g_autoptr (CemOutcome) configured = NULL;
  g_autoptr (CemOutcome) erased = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A replay takes definitions over; neither erasure nor other rules touch them");

  assert_takes (fixture, mapping, "1,2025-01-03,7,1\n", 1, 0, 0);
  configured = execute (fixture, cem_command_new_configure_identity (configuration));
  assert_takes (fixture, other, "2,2025-01-03,8,\"1,5\"\n3,2025-01-03,8,1.5\n", 1, 0, 1);
  erased = execute (fixture, cem_command_new_erase ("customer_id:7"));
  g_assert_cmpint (count_in (fixture->path, "SELECT count(*) FROM log WHERE piece IS NULL"), ==, 1);
  verify (fixture, NULL);

  g_assert_true (cem_job_run (CEM_JOB (replay), NULL, &error));
  g_assert_no_error (error);
  g_clear_object (&replay);
  g_assert_cmpint (count_in (path, "SELECT count(*) FROM definition"), ==, 2);
  g_assert_cmpint (count_in (path, "SELECT count(*) FROM configuration"), ==, 2);

  /* The copy goes on where the store was. */
  fixture_close (fixture);
  g_free (fixture->path);
  fixture->path = g_steal_pointer (&path);
  fixture_open (fixture);
  assert_takes (fixture, other, "4,2025-01-03,8,\"1,5\"\n", 1, 0, 0);
  g_assert_cmpint (count_in (fixture->path, "SELECT count(*) FROM configuration"), ==, 2);
  verify (fixture, NULL);
}

static void
test_damage (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders (".");
  g_autofree char *path = g_build_filename (fixture->folder, "again.cem", NULL);
  g_autoptr (CemReplay) replay = NULL;
  g_autoptr (CemIntake) retry = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A definition that is gone or not what its hash says is found");

  assert_takes (fixture, mapping, "1,2025-01-03,7,1\n2,2025-01-03,7,x\n", 1, 0, 1);
  verify (fixture, NULL);
  change_store (fixture, "UPDATE definition SET text = replace (text, 'double', 'string')");
  verify (fixture, "definition-damaged");
  retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_assert_false (cem_intake_run_quarantine (retry, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_CORRUPT);
  g_clear_error (&error);
  g_clear_object (&retry);

  change_store (fixture, "DELETE FROM definition");
  verify (fixture, "definition-damaged");
  replay = cem_replay_new (fixture->engine, path);
  g_assert_false (cem_job_run (CEM_JOB (replay), NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_DIVERGED);
  g_clear_error (&error);
  g_clear_object (&replay);
  retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_assert_false (cem_intake_run_quarantine (retry, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“orders”"));
  g_clear_error (&error);
  g_clear_object (&retry);

  change_store (fixture, "DELETE FROM configuration");
  verify (fixture, "derived-differs");
}

static void
test_refused (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (CemOutcome) outcome =
    ingest (fixture, CEM_INGEST_FLAGS_NONE,
            "\"id\":\"1\",\"source\":\"/a\",\"type\":\"mapping.loaded\","
            "\"data\":{\"name\":\"orders\",\"source\":\"/shop\",\"hash\":\"00\"}");

  g_test_summary ("Nobody outside can say that a mapping was loaded");
  g_assert_cmpint (cem_outcome_get_status (outcome), ==, CEM_OUTCOME_STATUS_QUARANTINED);
  g_assert_cmpstr (cem_outcome_get_reason (outcome), ==, "refused");
}

static void
unpack_old (Fixture *fixture)
{
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "..", "data", "schema-v1.db.gz", NULL);
  g_autoptr (GFile) packed = g_file_new_for_path (from);
  g_autoptr (GFile) file = g_file_new_for_path (fixture->path);
  g_autoptr (GConverter) unzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) plain = g_file_read (packed, NULL, &error);
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GFileOutputStream) out = NULL;

  g_assert_no_error (error);
  in = g_converter_input_stream_new (G_INPUT_STREAM (plain), unzip);
  out = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_splice (G_OUTPUT_STREAM (out), in, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);
}

/* Made by the program of the first version: three rows of CSV, of which one is bad, two events, a line
 * that is none, and a decision. */
static void
test_old_store (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (CemMapping) mapping = new_orders (",");
  g_autoptr (CemIntake) retry = NULL;
  g_autoptr (GError) error = NULL;

  g_test_summary ("A store of schema 1 climbs, stays true, and asks for the mappings that it never had");

  fixture_close (fixture);
  remove_folder (fixture->folder);
  g_assert_cmpint (g_mkdir (fixture->folder, 0700), ==, 0);
  unpack_old (fixture);
  fixture_open (fixture);
  g_assert_cmpint (count_in (fixture->path, "PRAGMA user_version"), ==, 4);
  g_assert_cmpint (count_in (fixture->path, "SELECT count(*) FROM log"), ==, 8);
  verify (fixture, NULL);

  retry = cem_intake_new (fixture->engine, CEM_INTAKE_MODE_HISTORY);
  g_assert_false (cem_intake_run_quarantine (retry, NULL, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "“orders”"));
  assert_takes (fixture, mapping, NULL, 1, 0, 1);
  g_assert_cmpint (count_in (fixture->path, "SELECT seq FROM configuration"), ==, 9);
  verify (fixture, NULL);
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Mappings in the log, and their definitions in the store.");

  ADD ("/intake-definition/log", test_log);
  ADD ("/intake-definition/nothing-taken", test_nothing_taken);
  ADD ("/intake-definition/retry", test_retry);
  ADD ("/intake-definition/replay", test_replay);
  ADD ("/intake-definition/damage", test_damage);
  ADD ("/intake-definition/refused", test_refused);
  ADD ("/intake-definition/old-store", test_old_store);
  return g_test_run ();
}
