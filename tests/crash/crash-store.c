/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "crash-store.h"

#include "engine/cem-processor-private.h"
#include "engine/cem-store-compare-private.h"

#include <glib/gstdio.h>

guint
crash_store_send (CemEngine *engine,
                  CrashStream *stream,
                  guint first,
                  guint last,
                  guint rows_per_commit,
                  gboolean durable,
                  GError **error)
{
  g_autoptr (CemIntake) intake = cem_intake_new (engine, CEM_INTAKE_MODE_HISTORY);
  g_autofree char *text = crash_stream_dup_text (stream, first, last);
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (text, -1, NULL);

  cem_intake_set_rows_per_commit (intake, rows_per_commit);
  cem_intake_set_durable (intake, durable);
  cem_intake_run_stream (intake, input, NULL, error);
  return cem_intake_get_n_accepted (intake);
}

gboolean
crash_store_send_one (CemEngine *engine,
                      CrashStream *stream,
                      guint number,
                      gboolean durable,
                      GError **error)
{
  g_autoptr (CemEvent) event =
    cem_event_new_from_text (g_ptr_array_index (stream->lines, number), NULL);
  g_autoptr (CemOutcome) outcome = NULL;
  CemIngestFlags flags = CEM_INGEST_FLAGS_HISTORY;

  if (event == NULL)
    return FALSE;
  if (durable)
    flags |= CEM_INGEST_FLAGS_DURABLE;

  outcome = cem_engine_ingest (engine, event, flags, NULL, error);
  return outcome != NULL;
}

void
crash_store_remove (const char *path)
{
  static const char *const endings[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static CemDb *
open_reader (const char *path)
{
  const CemDbOptions options = { .migrations = _cem_store_migrations };
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (path, CEM_DB_READ, &options, &error);

  g_assert_no_error (error);
  return db;
}

static gint64
query (CemDb *db,
       const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  _cem_db_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

void
crash_store_check_events (const char *path,
                          CrashStream *stream,
                          guint acknowledged)
{
  g_autoptr (CemDb) db = open_reader (path);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (CemDbStatement) statement = NULL;
  g_autoptr (GError) error = NULL;

  statement = _cem_db_prepare (db,
                               "SELECT s.text || ' ' || l.id FROM log AS l "
                               "JOIN name AS s ON s.id = l.source", &error);
  g_assert_no_error (error);
  while (_cem_db_step (statement, &error) == CEM_DB_ROW)
    if (!g_hash_table_add (there, g_strdup (_cem_db_column_text (statement, 0, NULL))))
      g_error ("%s is there twice", _cem_db_column_text (statement, 0, NULL));
  g_assert_no_error (error);

  for (guint i = 0; i < acknowledged; i++)
    {
      const char *key = g_ptr_array_index (stream->keys, i);

      if (key != NULL && !g_hash_table_contains (there, key))
        g_error ("%s is lost, line %u of %u acknowledged", key, i, acknowledged);
    }
}

void
crash_store_verify (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = cem_engine_open (path, NULL, NULL, &error);
  g_autoptr (CemVerification) verification = NULL;

  g_assert_no_error (error);
  verification = cem_verification_new (engine);
  cem_job_run (CEM_JOB (verification), NULL, &error);
  g_assert_no_error (error);
}

/* A store that was never disturbed, of the same secret. */
static char *
make_undisturbed (const char *store,
                  CrashStream *stream)
{
  g_autoptr (CemDb) db = open_reader (store);
  char *path = g_strconcat (store, ".undisturbed", NULL);
  g_autoptr (CemClock) clock = cem_clock_new ();
  g_autoptr (GError) error = NULL;
  guint8 secret[CEM_LOG_SECRET];
  CemProcessor *processor = NULL;
  g_autoptr (CemEngine) engine = NULL;

  g_assert_true (_cem_log_read_secret (db, secret, &error));
  processor = _cem_processor_open (path, clock, secret, &error);
  g_assert_no_error (error);
  _cem_processor_close (processor);

  engine = cem_engine_open (path, NULL, NULL, &error);
  g_assert_no_error (error);
  crash_store_send (engine, stream, 0, stream->lines->len, 10000, FALSE, &error);
  g_assert_no_error (error);
  return path;
}

static void
compare_logs (CemDb *a,
              CemDb *b)
{
  static const char sql[] =
    "SELECT l.seq, l.origin, l.history, l.at, l.time, s.text, l.id, t.text, l.cause, l.ordinal, "
    "l.piece FROM log AS l JOIN name AS s ON s.id = l.source JOIN name AS t ON t.id = l.type "
    "ORDER BY l.seq";
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) one = _cem_db_prepare (a, sql, &error);
  g_autoptr (CemDbStatement) other = _cem_db_prepare (b, sql, &error);

  g_assert_cmpint (query (a, "SELECT count(*) FROM log"), ==, query (b, "SELECT count(*) FROM log"));
  while (_cem_db_step (one, &error) == CEM_DB_ROW)
    {
      g_assert_cmpint (_cem_db_step (other, &error), ==, CEM_DB_ROW);
      if (!_cem_db_row_equal (one, other))
        g_error ("%s is not %s", _cem_db_row_to_text (one), _cem_db_row_to_text (other));
    }
  g_assert_no_error (error);
}

void
crash_store_compare (const char *store,
                     CrashStream *stream)
{
  g_autofree char *path = make_undisturbed (store, stream);
  g_autoptr (CemDb) a = open_reader (store);
  g_autoptr (CemDb) b = open_reader (path);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;

  compare_logs (a, b);
  g_assert_true (_cem_store_compare (a, b, CEM_COMPARE_ALL, diagnostics, &error));
  _cem_diagnostics_check (diagnostics, CEM_ERROR_DIVERGED, &error);
  g_assert_no_error (error);
  g_assert_cmpint (query (a, "SELECT count(*) FROM customer"), >, 5);

  g_clear_pointer (&a, _cem_db_close);
  g_clear_pointer (&b, _cem_db_close);
  crash_store_remove (path);
}
