/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "engine/cem-customer-private.h"
#include "engine/cem-processor-private.h"
#include "log/cem-quarantine-private.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>

/* Opens, reads and writes a damaged store. The first byte of an input says how it is damaged: even,
 * the rest is the file itself; odd, the rest are changes to a good store, six bytes each: where (three
 * bytes), what is done (one byte: set, cut, clear, double a page), two bytes to do it with. Everything
 * may fail, with an error of this library; nothing may crash or hang. */

#define PAGE_SIZE 4096
#define MAX_ROWS 500

static char *folder;
static char *path;
static guint8 *good;
static gsize good_length;

static const char lines[] =
  "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"app.login\","
  "\"time\":\"2026-01-01T00:00:00Z\",\"identifiers\":{\"user_id\":\"1\",\"anonymous_id\":\"x\"}}\n"
  "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/a\",\"type\":\"customer.identified\","
  "\"time\":\"2026-01-02T00:00:00Z\",\"identifiers\":{\"user_id\":\"2\",\"email\":\"a@example.org\"},"
  "\"data\":{\"traits\":{\"name\":\"Ann\",\"size\":3}}}\n"
  "{\"specversion\":\"1.0\",\"id\":\"3\",\"source\":\"/b\",\"type\":\"device.online\","
  "\"time\":\"2026-01-03T00:00:00Z\",\"identifiers\":{\"user_id\":\"2\",\"serial\":\"SN1\"}}\n"
  "{\"specversion\":\"1.0\",\"id\":\"4\",\"source\":\"/b\",\"type\":\"identifiers.linked\","
  "\"time\":\"2026-01-04T00:00:00Z\",\"data\":{\"first\":\"user_id:1\",\"second\":\"user_id:2\"}}\n"
  "not an event\n"
  "{\"specversion\":\"1.0\",\"id\":\"5\",\"source\":\"/b\",\"type\":\"order.placed\","
  "\"time\":\"2026-01-05T00:00:00Z\",\"identifiers\":{\"phone\":\"+86 139 0000 0000\"}}\n";

static CemProcessor *
open_store (GError **error)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);
  g_autoptr (CemManualClock) clock = cem_manual_clock_new (now);

  return _cem_processor_open (path, CEM_CLOCK (clock), NULL, error);
}

static gboolean
take_in (CemProcessor *processor,
         guint rows_per_commit,
         GError **error)
{
  g_autoptr (GInputStream) stream =
    g_memory_input_stream_new_from_data (lines, sizeof lines - 1, NULL);
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (processor), "fuzz");
  CemIdentity *identity = _cem_processor_get_identity (processor);
  CemLine line = { 0 };
  CemTally tally = { 0 };

  _cem_batch_reset (batch, _cem_identity_get_config (identity));
  while (_cem_line_reader_next (reader, &line, NULL, error))
    {
      _cem_batch_add_line (batch, &line);
      if (_cem_batch_get_n_items (batch) < rows_per_commit)
        continue;

      if (!_cem_processor_run (processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL, NULL, error))
        return FALSE;
      _cem_batch_reset (batch, _cem_identity_get_config (identity));
    }

  return _cem_processor_run (processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL, NULL, error);
}

static void
remove_side_files (void)
{
  static const char *const endings[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static void
remove_folder (void)
{
  remove_side_files ();
  g_unlink (path);
  g_rmdir (folder);
}

static void
make_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CemProcessor) processor = NULL;

  folder = g_dir_make_tmp ("cem-fuzz-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (folder, "store.cem", NULL);
  atexit (remove_folder);

  processor = open_store (&error);
  g_assert_no_error (error);
  take_in (processor, 2, &error);
  g_assert_no_error (error);
  g_clear_pointer (&processor, _cem_processor_close);

  g_file_get_contents (path, (char **) &good, &good_length, &error);
  g_assert_no_error (error);
}

static gsize
damage (guint8 *copy,
        gsize length,
        const guint8 *data,
        gsize size)
{
  for (gsize i = 0; i + 6 <= size && length > 0; i += 6)
    {
      gsize place = (data[i] | data[i + 1] << 8 | data[i + 2] << 16) % length;
      gsize page = place / PAGE_SIZE * PAGE_SIZE;
      gsize other = (data[i + 4] | data[i + 5] << 8) * (gsize) PAGE_SIZE % length;

      switch (data[i + 3] % 4)
        {
        case 0:
          copy[place] = data[i + 4];
          if (place + 1 < length)
            copy[place + 1] = data[i + 5];
          break;
        case 1:
          memset (copy + place, data[i + 5], MIN ((gsize) data[i + 4], length - place));
          break;
        case 2:
          length = MAX (place, 1);
          break;
        default:
          if (page + PAGE_SIZE <= length && other + PAGE_SIZE <= length)
            memmove (copy + page, copy + other, PAGE_SIZE);
        }
    }

  return length;
}

static void
put_store (const guint8 *data,
           gsize size)
{
  g_autofree guint8 *copy = NULL;
  FILE *file = g_fopen (path, "wb");
  gsize length = size - 1;

  if (data[0] % 2 == 0)
    {
      copy = g_memdup2 (data + 1, length);
    }
  else
    {
      copy = g_memdup2 (good, good_length);
      length = damage (copy, good_length, data + 1, size - 1);
    }

  FUZZ_ASSERT (file != NULL);
  if (length > 0)
    FUZZ_ASSERT (fwrite (copy, 1, length, file) == length);
  FUZZ_ASSERT (fclose (file) == 0);
}

static void
check_error (GError **error)
{
  if (*error == NULL)
    return;

  if ((*error)->domain != CEM_ERROR || !g_utf8_validate ((*error)->message, -1, NULL))
    {
      g_printerr ("%s: %s\n", g_quark_to_string ((*error)->domain), (*error)->message);
      abort ();
    }
  g_clear_error (error);
}

static gboolean
note_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  guint *n = data;

  *n += 1;
  return *n < MAX_ROWS;
}

static gboolean
note_quarantined (const CemQuarantineRow *row,
                  gpointer data,
                  GError **error)
{
  return TRUE;
}

static void
read_customer (CemProcessor *processor,
               gint64 head)
{
  CemDb *db = _cem_processor_get_db (processor);
  CemIdentityConfig *config = _cem_identity_get_config (_cem_processor_get_identity (processor));
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (CemCustomer) customer = NULL;
  CemDatum explanation = { 0 };
  GError *error = NULL;

  customer = _cem_customer_read (db, config, head, &error);
  check_error (&error);
  _cem_log_read_timeline (db, &head, 1, NULL, 10, moments, &error);
  check_error (&error);
  _cem_identity_explain (db, config, arena, head, head ^ 1, "en", &explanation, &error);
  check_error (&error);
}

static void
read_all (CemProcessor *processor)
{
  CemDb *db = _cem_processor_get_db (processor);
  CemLogQuery query = { .first = 0 };
  CemLogQuery backward = { .backward = TRUE, .limit = 10 };
  CemLogVerify log = { 0 };
  CemLogVerify keys = { 0 };
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) seqs = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 seq = 0;
  guint n = 0;
  GError *error = NULL;

  _cem_log_read (db, &query, note_row, &n, &error);
  check_error (&error);
  _cem_log_read (db, &backward, note_row, &n, &error);
  check_error (&error);
  _cem_log_read_type (db, "app.login", 1, 10, seqs, &error);
  check_error (&error);
  _cem_log_verify (db, &log, MAX_ROWS, &error);
  check_error (&error);
  _cem_log_verify_dedup (db, &keys, MAX_ROWS, &error);
  check_error (&error);
  _cem_log_lookup (db, "/a", "1", &seq, &error);
  check_error (&error);
  _cem_quarantine_list (db, 0, 10, note_quarantined, NULL, &error);
  check_error (&error);
  _cem_identity_list_heads (db, 10, heads, &error);
  check_error (&error);
  for (guint i = 0; i < heads->len; i++)
    read_customer (processor, g_array_index (heads, gint64, i));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  g_autoptr (CemProcessor) processor = NULL;
  GError *error = NULL;

  if (size == 0)
    return 0;
  if (good == NULL)
    make_good ();

  remove_side_files ();
  put_store (data, size);
  processor = open_store (&error);
  check_error (&error);
  if (processor == NULL)
    return 0;

  read_all (processor);
  take_in (processor, 1, &error);
  check_error (&error);
  take_in (processor, 4, &error);
  check_error (&error);
  read_all (processor);
  return 0;
}
