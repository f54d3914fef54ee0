/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-pipeline-private.h"

#include "engine/cem-batch-private.h"
#include "intake/cem-line-reader-private.h"
#include "log/cem-quarantine-private.h"

/* Rows of the quarantine that are tried again together. */
#define RETRY_PAGE 1000

gboolean
_cem_intake_read_lines (CemIntakeRun *run,
                        GInputStream *stream,
                        GError **error)
{
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  GCancellable *cancellable = _cem_intake_run_get_cancellable (run);
  CemLine line = { 0 };
  GError *failure = NULL;

  while (_cem_line_reader_next (reader, &line, cancellable, &failure))
    {
      _cem_batch_add_line (_cem_intake_run_get_batch (run), &line);
      if (!_cem_intake_run_offer (run, _cem_line_reader_get_bytes (reader), error))
        return FALSE;
    }

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  return _cem_intake_run_hand_over (run, _cem_line_reader_get_bytes (reader), error);
}

/* The mapper must live until the last batch has been written. */
static gboolean
read_all_rows (CemIntakeRun *run,
               CemCsvReader *reader,
               CemRowMapper *mapper,
               GError **error)
{
  GCancellable *cancellable = _cem_intake_run_get_cancellable (run);
  gboolean counts = _cem_row_mapper_get_mapping (mapper)->counts;
  CemCsvRow row = { 0 };
  GError *failure = NULL;

  while (_cem_row_mapper_has_header (mapper) &&
         _cem_csv_reader_next (reader, &row, cancellable, &failure))
    {
      guint n_before = counts ? _cem_row_mapper_count (mapper, &row) : 0;

      _cem_batch_add_row (_cem_intake_run_get_batch (run), mapper, &row, n_before, -1, NULL);
      if (!_cem_intake_run_offer (run, _cem_csv_reader_get_bytes (reader), error))
        return FALSE;
    }

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  return _cem_intake_run_hand_over (run, _cem_csv_reader_get_bytes (reader), error);
}

gboolean
_cem_intake_read_rows (CemIntakeRun *run,
                       GInputStream *stream,
                       CemMapping *mapping,
                       const char *origin,
                       GError **error)
{
  g_autoptr (CemCsvReader) reader =
    _cem_csv_reader_new (stream, mapping->encoding, &mapping->dialect, error);
  CemRowMapper *mapper = NULL;

  if (reader == NULL)
    return FALSE;

  mapper = _cem_row_mapper_new (mapping);
  _cem_intake_run_keep (run, mapper, (GDestroyNotify) _cem_row_mapper_free);
  return _cem_row_mapper_read_header (mapper, reader, origin, NULL,
                                      _cem_intake_run_get_cancellable (run), error) &&
         read_all_rows (run, reader, mapper, error);
}

/* --- the quarantine ---*/

typedef struct
{
  CemIntake *intake;
  CemBatch *batch;
  GHashTable *mappers;
  gint64 after;
  guint n;
} Retry;

static gboolean
is_row_of_csv (const CemQuarantineRow *row)
{
  return row->reading != NULL && g_str_has_prefix (row->reading, "csv ");
}

static gboolean
add_quarantined (const CemQuarantineRow *row,
                 gpointer data,
                 GError **error)
{
  Retry *retry = data;

  /* Rows of mappings that nobody gave stay as they are. */
  if (!is_row_of_csv (row))
    _cem_batch_add_quarantined (retry->batch, row);
  else if (retry->intake->mapping != NULL)
    _cem_batch_add_quarantined_row (retry->batch, retry->intake->mapping, retry->mappers, row);

  retry->after = row->id;
  retry->n++;
  return TRUE;
}

static gpointer
read_quarantine (CemDb *db,
                 gpointer data,
                 GCancellable *cancellable,
                 GError **error)
{
  Retry *retry = data;

  if (!_cem_quarantine_list (db, retry->after, RETRY_PAGE, add_quarantined, retry, error))
    return NULL;

  return retry;
}

static void
free_mapper (gpointer mapper)
{
  if (mapper != NULL)
    _cem_row_mapper_free (mapper);
}

gboolean
_cem_intake_read_quarantine (CemIntakeRun *run,
                             GError **error)
{
  Retry retry = { .intake = _cem_intake_run_get_intake (run) };

  retry.mappers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_mapper);
  _cem_intake_run_keep (run, retry.mappers, (GDestroyNotify) g_hash_table_unref);
  do
    {
      retry.batch = _cem_intake_run_get_batch (run);
      retry.n = 0;
      if (_cem_engine_read (retry.intake->engine, read_quarantine, &retry,
                            _cem_intake_run_get_cancellable (run), error) == NULL ||
          !_cem_intake_run_hand_over (run, 0, error))
        return FALSE;
    }
  while (retry.n == RETRY_PAGE);

  return TRUE;
}
