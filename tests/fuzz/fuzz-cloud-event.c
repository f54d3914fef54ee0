/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "engine/cem-customer-private.h"
#include "engine/cem-processor-private.h"
#include "engine/cem-store-compare-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem.h>

/* Lines into a store in memory, as a file would come. Whatever they say: each is counted once, sent
 * again they change nothing, the log verifies, and a replay gives the same. */

#define LINES_PER_BATCH 3

static CemClock *
get_clock (void)
{
  static CemManualClock *manual;

  if (manual == NULL)
    {
      g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);

      manual = cem_manual_clock_new (now);
    }

  return CEM_CLOCK (manual);
}

static CemProcessor *
open_store (const guint8 *secret)
{
  g_autoptr (GError) error = NULL;
  CemProcessor *processor = _cem_processor_open (NULL, get_clock (), secret, &error);

  g_assert_no_error (error);
  return processor;
}

static void
run_batch (CemProcessor *processor,
           CemBatch *batch,
           CemProcessingFlags flags,
           CemTally *tally)
{
  CemTally counts = { 0 };
  g_autoptr (GError) error = NULL;

  _cem_processor_run (processor, batch, flags, &counts, NULL, NULL, &error);
  g_assert_no_error (error);
  FUZZ_ASSERT (counts.accepted + counts.duplicates + counts.conflicts + counts.quarantined ==
               _cem_batch_get_n_items (batch));
  tally->accepted += counts.accepted;
  tally->quarantined += counts.quarantined;

  for (guint i = 0; i < _cem_batch_get_n_items (batch); i++)
    {
      const CemIncoming *item = _cem_batch_get_item (batch, i);

      if (item->message != NULL)
        FUZZ_ASSERT (g_utf8_validate (item->message, -1, NULL));
    }
}

static void
take_in (CemProcessor *processor,
         const guint8 *data,
         gsize size,
         CemProcessingFlags flags,
         CemTally *tally)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (processor), "fuzz");
  CemIdentity *identity = _cem_processor_get_identity (processor);
  CemLine line = { 0 };
  GError *error = NULL;

  _cem_batch_reset (batch, _cem_identity_get_config (identity));
  while (_cem_line_reader_next (reader, &line, NULL, &error))
    {
      _cem_batch_add_line (batch, &line);
      if (_cem_batch_get_n_items (batch) < LINES_PER_BATCH)
        continue;

      run_batch (processor, batch, flags, tally);
      _cem_batch_reset (batch, _cem_identity_get_config (identity));
    }

  /* A stream that begins as gzip and is none. */
  g_clear_error (&error);
  run_batch (processor, batch, flags, tally);
}

static gboolean
replay_row (const CemLogRow *row,
            gpointer data,
            GError **error)
{
  return row->origin != CEM_LOG_INPUT || _cem_processor_replay_input (data, row, error);
}

static void
compare_logs (CemDb *a,
              CemDb *b)
{
  static const char sql[] = "SELECT seq, origin, at, time, id, cause, ordinal, piece FROM log";
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) one = _cem_db_prepare (a, sql, &error);
  g_autoptr (CemDbStatement) other = _cem_db_prepare (b, sql, &error);
  CemDbStep step = CEM_DB_ROW;

  while (step == CEM_DB_ROW)
    {
      step = _cem_db_step (one, &error);
      FUZZ_ASSERT (_cem_db_step (other, &error) == step);
      FUZZ_ASSERT (step != CEM_DB_ROW || _cem_db_row_equal (one, other));
    }
  g_assert_no_error (error);
}

static void
check_replay (CemProcessor *processor)
{
  g_autoptr (CemProcessor) again = open_store (_cem_processor_get_secret (processor));
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_processor_get_db (processor);
  CemLogQuery query = { .first = 1 };

  _cem_processor_begin (again, &error);
  g_assert_no_error (error);
  _cem_log_read (db, &query, replay_row, again, &error);
  g_assert_no_error (error);
  _cem_processor_commit (again, FALSE, &error);
  g_assert_no_error (error);

  compare_logs (db, _cem_processor_get_db (again));
  _cem_store_compare (db, _cem_processor_get_db (again), CEM_COMPARE_ALL, diagnostics, &error);
  g_assert_no_error (error);
  _cem_diagnostics_check (diagnostics, CEM_ERROR_DIVERGED, &error);
  g_assert_no_error (error);
}

static void
check_log (CemProcessor *processor)
{
  CemLogVerify log = { 0 };
  CemLogVerify keys = { 0 };
  g_autoptr (GError) error = NULL;

  _cem_log_verify (_cem_processor_get_db (processor), &log, 0, &error);
  g_assert_no_error (error);
  _cem_log_verify_dedup (_cem_processor_get_db (processor), &keys, 0, &error);
  g_assert_no_error (error);
}

static void
read_customers (CemProcessor *processor)
{
  CemDb *db = _cem_processor_get_db (processor);
  CemIdentityConfig *config = _cem_identity_get_config (_cem_processor_get_identity (processor));
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) error = NULL;

  _cem_identity_list_heads (db, 0, heads, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < heads->len; i++)
    {
      g_autoptr (CemCustomer) customer =
        _cem_customer_read (db, config, g_array_index (heads, gint64, i), &error);

      g_assert_no_error (error);
      FUZZ_ASSERT (customer != NULL);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  g_autoptr (CemProcessor) processor = open_store (NULL);
  CemTally first = { 0 };
  CemTally again = { 0 };

  take_in (processor, data, size, CEM_PROCESSING_HISTORY, &first);
  take_in (processor, data, size, CEM_PROCESSING_LIVE, &again);
  FUZZ_ASSERT (again.accepted <= first.quarantined);

  if (first.accepted > 0)
    {
      check_log (processor);
      read_customers (processor);
      check_replay (processor);
    }

  return 0;
}
