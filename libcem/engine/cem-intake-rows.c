/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-pipeline-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-batch-private.h"
#include "intake/cem-line-reader-private.h"
#include "log/cem-definition-private.h"
#include "log/cem-quarantine-private.h"

#include <libcem/cem-error.h>

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
  CemMapping *given; /* (nullable) */
  CemBatch *batch;
  GHashTable *mappers;
  GHashTable *stored; /* digest -> CemMapping */
  char *unknown;      /* (nullable): the name of a mapping that the store does not hold */
  guint n_unknown;    /* rows that came by such mappings */
  CemDb *db;
  gint64 after;
  guint n;
} Retry;

/* What was loaded last under that name, or else what the row came by. NULL when the store holds neither. */
static gboolean
find_stored (Retry *retry,
             const char *name,
             const char *digest,
             CemMapping **mapping,
             GError **error)
{
  g_autofree char *last = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) local = NULL;

  if (!_cem_definition_find (retry->db, CEM_DEFINITION_MAPPING, name, &last, error))
    return FALSE;

  digest = last != NULL ? last : digest;
  *mapping = g_hash_table_lookup (retry->stored, digest);
  if (*mapping != NULL)
    return TRUE;
  if (!_cem_definition_read (retry->db, digest, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  *mapping = cem_mapping_new_from_text (text, NULL, &local);
  if (*mapping == NULL)
    {
      _cem_set_error (error, local->code, "The mapping “%s” as the store holds it: %s", name,
                      _cem_error_get_words (local));
      return FALSE;
    }
  g_hash_table_insert (retry->stored, g_strdup (digest), *mapping);
  return TRUE;
}

static gboolean
add_quarantined_row (Retry *retry,
                     const CemQuarantineRow *row,
                     const char *name,
                     const char *digest,
                     GError **error)
{
  CemMapping *mapping = retry->given;

  if ((mapping == NULL || !g_str_equal (mapping->name, name)) &&
      !find_stored (retry, name, digest, &mapping, error))
    return FALSE;
  if (mapping != NULL && _cem_batch_add_quarantined_row (retry->batch, mapping, retry->mappers, row))
    return TRUE;

  retry->n_unknown++;
  if (retry->unknown == NULL)
    retry->unknown = g_strdup (name);
  return TRUE;
}

static gboolean
add_quarantined (const CemQuarantineRow *row,
                 gpointer data,
                 GError **error)
{
  Retry *retry = data;
  g_autofree char *name = NULL;
  g_autofree char *digest = NULL;

  if (!_cem_batch_find_mapping (row, &name, &digest))
    _cem_batch_add_quarantined (retry->batch, row);
  else if (!add_quarantined_row (retry, row, name, digest, error))
    return FALSE;

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

  retry->db = db;
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

static gboolean
read_pages (CemIntakeRun *run,
            Retry *retry,
            GError **error)
{
  do
    {
      retry->batch = _cem_intake_run_get_batch (run);
      retry->n = 0;
      if (_cem_engine_read (retry->intake->engine, read_quarantine, retry,
                            _cem_intake_run_get_cancellable (run), error) == NULL ||
          !_cem_intake_run_hand_over (run, 0, error))
        return FALSE;
    }
  while (retry->n == RETRY_PAGE);

  return TRUE;
}

gboolean
_cem_intake_read_quarantine (CemIntakeRun *run,
                             GError **error)
{
  CemIntake *intake = _cem_intake_run_get_intake (run);
  Retry retry = {
    .intake = intake,
    .given = intake->mapping != NULL ? g_object_ref (intake->mapping) : NULL,
    .mappers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_mapper),
    .stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref),
  };
  g_autofree char *unknown = NULL;
  gboolean done = FALSE;

  if (retry.given != NULL)
    _cem_intake_run_keep (run, retry.given, g_object_unref);
  _cem_intake_run_keep (run, retry.stored, (GDestroyNotify) g_hash_table_unref);
  _cem_intake_run_keep (run, retry.mappers, (GDestroyNotify) g_hash_table_unref);
  done = read_pages (run, &retry, error);
  unknown = retry.unknown;
  if (!done || unknown == NULL || retry.given != NULL)
    return done;

  _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                  "%u rows of the quarantine stay as they are: they came by the mapping “%s”, "
                  "which the "
                  "store does not hold; give its file (--mapping)", retry.n_unknown, unknown);
  return FALSE;
}
