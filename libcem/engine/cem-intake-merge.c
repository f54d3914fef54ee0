/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-intake-pipeline-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-batch-private.h"
#include "intake/cem-byte-source-private.h"
#include "intake/cem-line-reader-private.h"

#include <libcem/cem-error.h>

/* Files are read twice: first for the time and place of every event, then for the events in the order
 * of time. */

#define MAX_FILES 65535
#define OFFSET_BITS 48
#define LENGTH_BITS 21

/* As the number of an event. */
#define WHOLE 127 /* the row or line as it is */
#define CUT 126   /* … of which only the beginning is read, for it is too long */

/* How much of the work the first reading is. */
#define FIRST_SHARE 0.3

typedef struct
{
  gint64 time;
  guint64 place; /* the number of the file, and the offset in it */
  guint32 line;
  guint32 what; /* the number of the event, and the length of the row in bytes */
} Key;

typedef struct
{
  const CemIntakeFile *file;
  GInputStream *stream; /* of what can be read at any place: UTF-8 without a byte order mark */
  CemRowMapper *mapper; /* NULL for lines */
  CemCsvReader *again;  /* for the second reading */
  GHashTable *before;   /* offset -> how many equal rows came before, where there are any */
} Part;

typedef struct
{
  CemIntakeRun *run;
  GCancellable *cancellable;
  Part *parts;
  guint n_parts;
  GArray *keys;
  CemArena *arena;
  double bytes; /* of the files before */
  double size;
  char *buffer; /* CEM_LINE_MAX */
  guint64 held; /* the place that the buffer holds */
  gboolean holds;
} Merge;

/* --- making files seekable ---*/

static gboolean
is_plain (GInputStream *stream,
          gboolean *plain,
          GCancellable *cancellable,
          GError **error)
{
  guint8 head[3] = { 0 };
  gsize n = 0;

  if (!g_input_stream_read_all (stream, head, sizeof head, &n, cancellable, error) ||
      !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, error))
    return FALSE;

  *plain = !(n >= 2 && head[0] == 0x1f && head[1] == 0x8b) &&
           !(n == 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf);
  return TRUE;
}

static gboolean
copy_all (CemByteSource *source,
          GOutputStream *out,
          GCancellable *cancellable,
          GError **error)
{
  g_autofree char *buffer = g_malloc (CEM_BYTE_SOURCE_CHUNK);
  gsize n = 1;

  while (n > 0)
    if (!_cem_byte_source_read (source, buffer, &n, cancellable, error) ||
        !g_output_stream_write_all (out, buffer, n, NULL, cancellable, error))
      return FALSE;

  return TRUE;
}

/* A file that goes when it is closed. */
static GInputStream *
unpack (const CemIntakeFile *file,
        const char *encoding,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (CemByteSource) source = _cem_byte_source_new (file->stream, encoding, error);
  g_autoptr (GFileIOStream) both = NULL;
  g_autoptr (GFile) temporary = NULL;
  GInputStream *stream = NULL;
  gboolean copied = FALSE;

  if (source == NULL)
    return NULL;
  temporary = g_file_new_tmp ("libcem-XXXXXX", &both, error);
  if (temporary == NULL)
    return NULL;

  copied = copy_all (source, g_io_stream_get_output_stream (G_IO_STREAM (both)), cancellable, error);
  if (copied)
    stream = G_INPUT_STREAM (g_file_read (temporary, cancellable, error));
  g_file_delete (temporary, NULL, NULL);
  return stream;
}

static gboolean
open_part (Merge *merge,
           Part *part,
           GError **error)
{
  const CemIntakeFile *file = part->file;
  const char *encoding = file->mapping != NULL ? file->mapping->encoding : NULL;
  gboolean plain = FALSE;

  if (!G_IS_SEEKABLE (file->stream) || !g_seekable_can_seek (G_SEEKABLE (file->stream)))
    {
      _cem_set_error (error, CEM_ERROR_REFUSED,
                      "“%s” can be read only once, so it cannot be merged with other files; "
                      "write it into a file first", file->origin);
      return FALSE;
    }
  if (!is_plain (file->stream, &plain, merge->cancellable, error))
    return FALSE;

  if (plain && (encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0))
    part->stream = g_object_ref (file->stream);
  else
    part->stream = unpack (file, encoding, merge->cancellable, error);
  return part->stream != NULL;
}

/* --- the first reading ---*/

static void
add_key (Merge *merge,
         guint part,
         gint64 time,
         guint64 offset,
         gsize length,
         gint64 line,
         guint what)
{
  Key key = {
    .time = time,
    .place = (guint64) part << OFFSET_BITS | offset,
    .line = (guint32) MIN (line, G_MAXUINT32),
    .what = (guint32) what << LENGTH_BITS | (guint32) length,
  };

  g_array_append_val (merge->keys, key);
}

/* All events of a row, each at its time; @last is the time of what stood before. */
static void
add_row_keys (Merge *merge,
              guint number,
              const CemCsvRow *row,
              guint n_before,
              gint64 *last)
{
  Part *part = &merge->parts[number];
  CemMapping *mapping = part->file->mapping;
  CemRowFault fault = { 0 };

  if (n_before > 0)
    {
      guint64 *offset = g_new (guint64, 1);

      *offset = row->offset;
      g_hash_table_insert (part->before, offset, GUINT_TO_POINTER (n_before));
    }

  _cem_arena_reset (merge->arena);
  if (row->cut || !_cem_row_mapper_begin (part->mapper, row, n_before, merge->arena, &fault))
    {
      add_key (merge, number, *last, row->offset, row->length, row->line, row->cut ? CUT : WHOLE);
      return;
    }

  for (guint i = 0; i < mapping->events->len; i++)
    {
      gint64 time = *last;

      if (!_cem_row_mapper_happens (part->mapper, i, &fault) && fault.reason == NULL)
        continue;
      if (fault.reason == NULL)
        _cem_row_mapper_get_time (part->mapper, i, &time, &fault);
      add_key (merge, number, time, row->offset, row->length, row->line, i);
      *last = time;
    }
}

static void
tell_first (Merge *merge,
            double bytes)
{
  if (merge->size > 0)
    _cem_intake_run_set_share (merge->run,
                               MIN ((merge->bytes + bytes) / merge->size, 1.0) * FIRST_SHARE);
}

static gboolean
scan_rows (Merge *merge,
           guint number,
           GError **error)
{
  Part *part = &merge->parts[number];
  CemMapping *mapping = part->file->mapping;
  g_autoptr (CemCsvReader) reader =
    _cem_csv_reader_new (part->stream, NULL, &mapping->dialect, error);
  CemCsvRow row = { 0 };
  GError *failure = NULL;
  gint64 last = G_MININT64;
  guint n = 0;

  part->mapper = _cem_row_mapper_new (mapping);
  if (!_cem_row_mapper_read_header (part->mapper, reader, part->file->origin, NULL,
                                    merge->cancellable, error))
    return FALSE;

  while (_cem_row_mapper_has_header (part->mapper) &&
         _cem_csv_reader_next (reader, &row, merge->cancellable, &failure))
    {
      add_row_keys (merge, number, &row,
                    mapping->counts ? _cem_row_mapper_count (part->mapper, &row) : 0, &last);
      if (++n % 10000 == 0)
        tell_first (merge, _cem_csv_reader_get_bytes (reader));
    }

  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* The time of an event that is a line of JSON; anything else is for the second reading to judge. */
static gboolean
find_time (Merge *merge,
           const CemLine *line,
           gint64 *time)
{
  CemIntake *intake = _cem_intake_run_get_intake (merge->run);

  _cem_arena_reset (merge->arena);
  return _cem_batch_find_time (merge->arena, intake->format, line->text, line->length, time);
}

static gboolean
scan_lines (Merge *merge,
            guint number,
            GError **error)
{
  Part *part = &merge->parts[number];
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (part->stream);
  CemLine line = { 0 };
  GError *failure = NULL;
  gint64 last = G_MININT64;
  guint n = 0;

  while (_cem_line_reader_next (reader, &line, merge->cancellable, &failure))
    {
      if (!line.cut)
        find_time (merge, &line, &last);
      add_key (merge, number, last, line.offset, line.length, line.number, line.cut ? CUT : WHOLE);
      if (++n % 10000 == 0)
        tell_first (merge, _cem_line_reader_get_bytes (reader));
    }

  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
scan_part (Merge *merge,
           guint number,
           GError **error)
{
  Part *part = &merge->parts[number];
  gboolean done = part->file->mapping != NULL ? scan_rows (merge, number, error)
                                              : scan_lines (merge, number, error);

  merge->bytes += part->file->size;
  return done;
}

/* --- the second reading ---*/

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  if (one->place != other->place)
    return one->place < other->place ? -1 : 1;
  return one->what < other->what ? -1 : one->what > other->what;
}

static gboolean
read_text (Merge *merge,
           const Key *key,
           gsize length,
           GError **error)
{
  Part *part = &merge->parts[key->place >> OFFSET_BITS];
  guint64 offset = key->place & ((G_GUINT64_CONSTANT (1) << OFFSET_BITS) - 1);
  gsize n = 0;

  if (merge->holds && merge->held == key->place)
    return TRUE;

  if (!g_seekable_seek (G_SEEKABLE (part->stream), (goffset) offset, G_SEEK_SET, merge->cancellable,
                        error) ||
      !g_input_stream_read_all (part->stream, merge->buffer, length, &n, merge->cancellable, error))
    return FALSE;
  if (n < length)
    {
      _cem_set_error (error, CEM_ERROR_IO, "“%s” became shorter while it was read; send it again",
                      part->file->origin);
      return FALSE;
    }

  merge->holds = TRUE;
  merge->held = key->place;
  return TRUE;
}

static void
add_cut_row (Merge *merge,
             Part *part,
             const Key *key,
             gsize length)
{
  const CemCsvRow row = {
    .text = merge->buffer,
    .length = length,
    .line = key->line,
    .reason = "limit",
    .message = W_ ("The row is longer than 1 MiB; only its beginning is kept here"),
    .cut = TRUE,
  };

  _cem_batch_add_row (_cem_intake_run_get_batch (merge->run), part->mapper, &row, 0, -1,
                      part->file->origin);
}

static void
add_row (Merge *merge,
         Part *part,
         const Key *key,
         gsize length,
         guint what)
{
  guint64 offset = key->place & ((G_GUINT64_CONSTANT (1) << OFFSET_BITS) - 1);
  CemCsvRow row = { 0 };

  if (what == CUT)
    {
      add_cut_row (merge, part, key, length);
      return;
    }

  if (part->again == NULL)
    {
      CemCsvDialect dialect = part->file->mapping->dialect;

      dialect.skip = 0;
      part->again = _cem_csv_reader_new_for_text (merge->buffer, length, key->line, &dialect);
    }
  else
    _cem_csv_reader_set_text (part->again, merge->buffer, length, key->line);

  if (_cem_csv_reader_next (part->again, &row, NULL, NULL))
    _cem_batch_add_row (
      _cem_intake_run_get_batch (merge->run), part->mapper, &row,
      GPOINTER_TO_UINT (g_hash_table_lookup (part->before, &offset)),
      what == WHOLE ? -1 : (int) what, part->file->origin);
}

static gboolean
add_event (Merge *merge,
           const Key *key,
           GError **error)
{
  Part *part = &merge->parts[key->place >> OFFSET_BITS];
  gsize length = key->what & ((1u << LENGTH_BITS) - 1);
  guint what = key->what >> LENGTH_BITS;
  const CemLine line = { merge->buffer, length, key->line, what == CUT, 0 };

  if (!read_text (merge, key, length, error))
    return FALSE;

  if (part->mapper != NULL)
    add_row (merge, part, key, length, what);
  else
    _cem_batch_add_line_of (_cem_intake_run_get_batch (merge->run), &line, part->file->origin);
  return _cem_intake_run_offer (merge->run, (guint64) merge->bytes, error);
}

static gboolean
read_in_order (Merge *merge,
               GError **error)
{
  for (guint i = 0; i < merge->keys->len; i++)
    {
      if (i % 4096 == 0)
        {
          if (g_cancellable_set_error_if_cancelled (merge->cancellable, error))
            return FALSE;
          _cem_intake_run_set_share (merge->run,
                                     FIRST_SHARE + (1 - FIRST_SHARE) * i / merge->keys->len);
        }
      if (!add_event (merge, &g_array_index (merge->keys, Key, i), error))
        return FALSE;
    }

  _cem_intake_run_set_share (merge->run, 1.0);
  return _cem_intake_run_hand_over (merge->run, (guint64) merge->bytes, error);
}

/* --- all of it ---*/

/* The mappers' contexts are in the batches, which are written later. */
static void
keep_parts (Merge *merge)
{
  for (guint i = 0; i < merge->n_parts; i++)
    {
      Part *part = &merge->parts[i];

      g_clear_object (&part->stream);
      g_clear_pointer (&part->again, _cem_csv_reader_free);
      g_clear_pointer (&part->before, g_hash_table_unref);
      if (part->mapper != NULL)
        _cem_intake_run_keep (merge->run, part->mapper, (GDestroyNotify) _cem_row_mapper_free);
    }
}

static gboolean
merge_files (Merge *merge,
             const CemIntakeFile *files,
             GError **error)
{
  for (guint i = 0; i < merge->n_parts; i++)
    {
      Part *part = &merge->parts[i];

      part->file = &files[i];
      part->before = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      merge->size += files[i].size;
    }

  for (guint i = 0; i < merge->n_parts; i++)
    if (!open_part (merge, &merge->parts[i], error) || !scan_part (merge, i, error))
      return FALSE;

  g_array_sort (merge->keys, compare_keys);
  return read_in_order (merge, error);
}

gboolean
_cem_intake_read_merged (CemIntakeRun *run,
                         const CemIntakeFile *files,
                         guint n_files,
                         GError **error)
{
  Merge merge = { .run = run, .n_parts = n_files };
  gboolean done = FALSE;

  if (n_files > MAX_FILES)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "At most %u files can be merged", MAX_FILES);
      return FALSE;
    }

  merge.cancellable = _cem_intake_run_get_cancellable (run);
  merge.parts = g_new0 (Part, n_files);
  merge.keys = g_array_new (FALSE, FALSE, sizeof (Key));
  merge.arena = _cem_arena_new (16 * 1024);
  merge.buffer = g_malloc (CEM_LINE_MAX + 1);
  done = merge_files (&merge, files, error);

  keep_parts (&merge);
  g_free (merge.parts);
  g_array_unref (merge.keys);
  _cem_arena_free (merge.arena);
  g_free (merge.buffer);
  return done;
}
