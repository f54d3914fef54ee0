/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "intake/cem-csv-reader-private.h"

#include <libcem/cem.h>

#include <string.h>

/* The first byte chooses the dialect, the rest is the file. Whatever it says: rows do not depend on the
 * pieces in which it comes, say where they stand, and give the same when they are read alone; and a
 * mapping that is proposed for it can be read and does not fail on it. */

static const CemCsvDialect dialects[] = {
  { .separator = ',', .quote = '"' },
  { .separator = ';', .quote = '\'', .trim = TRUE },
  { .separator = '\t' },
  { .separator = CEM_CSV_BLANKS, .quote = '"' },
  { .separator = ',', .quote = '"', .escape = '\\' },
  { .separator = ',', .quote = '"', .comment = '#', .skip = 1 },
};

static CemCsvReader *
open_reader (const CemCsvDialect *dialect,
             const guint8 *data,
             gsize size)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  CemCsvReader *reader = _cem_csv_reader_new (stream, NULL, dialect, NULL);

  FUZZ_ASSERT (reader != NULL);
  return reader;
}

static void
check_alone (const CemCsvDialect *dialect,
             const CemCsvRow *row)
{
  CemCsvDialect again = *dialect;
  g_autoptr (CemCsvReader) reader = NULL;
  CemCsvRow alone = { 0 };

  again.skip = 0;
  reader = _cem_csv_reader_new_for_text (row->text, row->length, row->line, &again);
  FUZZ_ASSERT (_cem_csv_reader_next (reader, &alone, NULL, NULL));
  FUZZ_ASSERT (alone.reason == NULL && alone.n_fields == row->n_fields && alone.line == row->line);
  for (guint i = 0; i < row->n_fields; i++)
    FUZZ_ASSERT (alone.fields[i].length == row->fields[i].length &&
                 memcmp (alone.fields[i].text, row->fields[i].text, row->fields[i].length) == 0);
}

static void
check_rows (const CemCsvDialect *dialect,
            const guint8 *data,
            gsize size)
{
  g_autoptr (CemCsvReader) stream = open_reader (dialect, data, size);
  g_autoptr (CemCsvReader) whole = NULL;
  gboolean gzip = size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
  gboolean mark = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0;
  const char *text = (const char *) data + (mark ? 3 : 0);
  gsize length = size - (mark ? 3 : 0);
  guint64 end = 0;
  CemCsvRow row = { 0 };
  g_autoptr (GError) error = NULL;

  while (_cem_csv_reader_next (stream, &row, NULL, &error))
    {
      FUZZ_ASSERT (row.line >= 1 && row.next >= row.offset + (row.cut ? 0 : row.length));
      FUZZ_ASSERT (row.reason == NULL || row.message != NULL);
      if (gzip)
        continue;
      FUZZ_ASSERT (row.offset >= end && row.offset + row.length <= length);
      FUZZ_ASSERT (memcmp (row.text, text + row.offset, row.length) == 0);
      end = row.next;
      if (row.reason == NULL)
        check_alone (dialect, &row);
    }
  FUZZ_ASSERT (error == NULL || gzip);
}

static void
check_proposal (const guint8 *data,
                gsize size)
{
  g_autoptr (GBytes) sample = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) proposed = cem_mapping_propose (sample, "fuzz", &error);
  g_autoptr (CemMapping) mapping = NULL;
  g_autoptr (JsonNode) preview = NULL;

  FUZZ_ASSERT ((proposed == NULL) == (error != NULL));
  if (proposed == NULL)
    return;

  mapping = cem_mapping_new_from_json (proposed, NULL, &error);
  if (mapping == NULL)
    FUZZ_FAIL ("the proposal is bad: %s", error->message);
  preview = cem_mapping_preview (mapping, sample, 0, &error);
  FUZZ_ASSERT ((preview == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  if (size == 0)
    return 0;

  check_rows (&dialects[data[0] % G_N_ELEMENTS (dialects)], data + 1, size - 1);
  check_proposal (data + 1, size - 1);
  return 0;
}
