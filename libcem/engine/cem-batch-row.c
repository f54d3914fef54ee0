/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-batch-private.h"

#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/* What all events of a row have in common. */
typedef struct
{
  CemBatch *batch;
  CemRowMapper *mapper;
  CemCsvRow row; /* with its texts in the batch's arena */
  guint n_before;
  const char *origin;
  gint64 quarantined;
  const char *reading;
} Row;

static CemIncoming *
add_item (const Row *row,
          const char *event)
{
  CemIncoming *item = _cem_batch_add_item (row->batch);

  item->line = row->row.line;
  item->origin = row->origin;
  item->text = row->row.text;
  item->text_length = row->row.length;
  item->mapping = _cem_row_mapper_get_mapping (row->mapper);
  item->row_context = _cem_row_mapper_get_context (row->mapper);
  item->row_event = event;
  item->row_reading = row->reading;
  item->row_before = row->n_before;
  item->row_cut = row->row.cut;
  item->quarantined = row->quarantined;
  return item;
}

static void
add_fault (const Row *row,
           const char *event,
           const CemRowFault *fault)
{
  CemIncoming *item = add_item (row, event);

  item->reason = fault->reason;
  item->message = fault->message;
}

static void
add_event (const Row *row,
           guint number,
           const char *name)
{
  CemDatum datum = { 0 };
  CemRowFault fault = { 0 };
  CemIncoming *item = NULL;
  g_autoptr (GError) error = NULL;

  if (!_cem_row_mapper_happens (row->mapper, number, &fault) ||
      !_cem_row_mapper_build (row->mapper, number, &datum, &fault))
    {
      if (fault.reason != NULL)
        add_fault (row, name, &fault);
      return;
    }

  item = add_item (row, name);
  if (!_cem_batch_prepare_row (row->batch, item, &datum, &error))
    _cem_batch_reject (row->batch, item, error);
}

/* The row's texts belong to the reader, which goes on. */
static void
copy_row (Row *row,
          const CemCsvRow *from)
{
  CemArena *arena = _cem_batch_get_arena (row->batch);
  CemCsvField *fields = _cem_arena_alloc (arena, (from->n_fields + 1) * sizeof (CemCsvField));

  row->row = *from;
  row->row.text = _cem_arena_strndup (arena, from->text, from->length);
  for (guint i = 0; i < from->n_fields; i++)
    {
      fields[i] = from->fields[i];
      if (fields[i].text >= from->text && fields[i].text <= from->text + from->length)
        fields[i].text = row->row.text + (fields[i].text - from->text);
      else
        fields[i].text = _cem_arena_strndup (arena, fields[i].text, fields[i].length);
    }
  row->row.fields = fields;
}

/* TRUE when anything came of it. */
static gboolean
add_row (Row *row,
         int only)
{
  CemMapping *mapping = _cem_row_mapper_get_mapping (row->mapper);
  guint n_items = _cem_batch_get_n_items (row->batch);
  CemRowFault fault = { 0 };

  if (!_cem_row_mapper_begin (row->mapper, &row->row, row->n_before,
                              _cem_batch_get_arena (row->batch), &fault))
    {
      add_fault (row, NULL, &fault);
      return TRUE;
    }

  for (guint i = 0; i < mapping->events->len; i++)
    if (only < 0 || only == (int) i)
      add_event (row, i, _cem_mapping_get_event (mapping, i)->name);
  return _cem_batch_get_n_items (row->batch) > n_items;
}

void
_cem_batch_add_row (CemBatch *self,
                    CemRowMapper *mapper,
                    const CemCsvRow *from,
                    guint n_before,
                    int only,
                    const char *origin)
{
  Row row = { .batch = self, .mapper = mapper, .n_before = n_before, .origin = origin };

  copy_row (&row, from);
  add_row (&row, only);
}

/* --- out of the quarantine ---*/

static const char *
find_text (CemArena *arena,
           const CemDatum *json,
           const char *name)
{
  const CemDatum *member = _cem_map_find_string (json->v.map, name, strlen (name));

  return member != NULL && member->kind == CEM_KIND_STRING
           ? _cem_arena_strndup (arena, member->v.s, (gsize) member->n)
           : NULL;
}

static gboolean
read_reading (CemArena *arena,
              const char *reading,
              CemDatum *json)
{
  gsize length = reading != NULL ? strlen (reading) : 0;

  return length > 4 && strncmp (reading, "csv ", 4) == 0 &&
         _cem_json_read (arena, reading + 4, length - 4, &_cem_json_default_limits, json, NULL) &&
         json->kind == CEM_KIND_MAP;
}

gboolean
_cem_batch_find_mapping (const CemQuarantineRow *row,
                         char **name,
                         char **digest)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDatum json = { 0 };

  if (!read_reading (arena, row->reading, &json))
    return FALSE;

  *name = g_strdup (find_text (arena, &json, "mapping"));
  *digest = g_strdup (find_text (arena, &json, "digest"));
  return *name != NULL && *digest != NULL;
}

/* NULL when the columns are not those of the mapping. */
static CemRowMapper *
make_mapper (CemMapping *mapping,
             const CemDatum *columns)
{
  g_autoptr (CemRowMapper) mapper = _cem_row_mapper_new (mapping);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean bound = FALSE;

  for (guint i = 0; columns != NULL && columns->kind == CEM_KIND_LIST && i < columns->v.list->n; i++)
    {
      const CemDatum *name = &columns->v.list->items[i];

      g_ptr_array_add (names, g_strndup (name->kind == CEM_KIND_STRING ? name->v.s : "",
                                         name->kind == CEM_KIND_STRING ? (gsize) name->n : 0));
    }

  if (mapping->n_file_columns > 0)
    bound = _cem_row_mapper_set_header (mapper, mapping->file_columns, mapping->n_file_columns, NULL,
                                        NULL, NULL);
  else
    bound = _cem_row_mapper_set_header (mapper, (const char *const *) names->pdata, names->len, NULL,
                                        NULL, NULL);
  return bound ? g_steal_pointer (&mapper) : NULL;
}

static CemRowMapper *
find_mapper (CemMapping *mapping,
             GHashTable *mappers,
             const CemDatum *columns)
{
  g_autoptr (GString) key = g_string_new (mapping->digest);
  CemRowMapper *mapper = NULL;

  if (columns != NULL)
    _cem_json_write (key, columns, CEM_JSON_WRITE_COMPACT);
  if (g_hash_table_lookup_extended (mappers, key->str, NULL, (gpointer *) &mapper))
    return mapper;

  mapper = make_mapper (mapping, columns);
  g_hash_table_insert (mappers, g_strdup (key->str), mapper);
  return mapper;
}

/* The number of the event; -1: all of the row. */
static int
find_event (CemMapping *mapping,
            const char *name)
{
  for (guint i = 0; name != NULL && i < mapping->events->len; i++)
    if (g_str_equal (_cem_mapping_get_event (mapping, i)->name, name))
      return (int) i;

  return -1;
}

static CemCsvReader *
read_again (CemMapping *mapping,
            const CemQuarantineRow *row)
{
  CemCsvDialect dialect = mapping->dialect;
  g_autoptr (GInputStream) stream = NULL;

  dialect.skip = 0;
  if (mapping->encoding == NULL || g_utf8_validate_len (row->text, row->text_length, NULL))
    return _cem_csv_reader_new_for_text (row->text, row->text_length, MAX (row->line, 1), &dialect);

  stream = g_memory_input_stream_new_from_data (row->text, (gssize) row->text_length, NULL);
  return _cem_csv_reader_new (stream, mapping->encoding, &dialect, NULL);
}

/* All that comes out of the text, which is one row unless the dialect has been mended. */
static void
add_again (Row *row,
           const CemQuarantineRow *kept,
           gboolean cut,
           int only)
{
  CemMapping *mapping = _cem_row_mapper_get_mapping (row->mapper);
  g_autoptr (CemCsvReader) reader = read_again (mapping, kept);
  CemCsvRow read = { 0 };
  gboolean any = FALSE;

  while (_cem_csv_reader_next (reader, &read, NULL, NULL))
    {
      if (cut && read.reason == NULL)
        {
          read.reason = "limit";
          read.message =
            W_ ("Only the beginning of the row was kept; mend the file and send it again");
        }
      read.cut = cut;
      read.line = kept->line;
      copy_row (row, &read);
      any = add_row (row, only) || any;
    }

  if (any)
    return;
  row->row = (CemCsvRow){ .text = "" };
  add_item (row, NULL)->nothing = TRUE;
}

/* Its file has not all the columns of the mapping. */
static void
add_unfit (CemBatch *self,
           const CemQuarantineRow *kept)
{
  CemIncoming *item = _cem_batch_add_item (self);

  item->quarantined = kept->id;
  item->text = _cem_arena_strndup (_cem_batch_get_arena (self), kept->text, kept->text_length);
  item->text_length = kept->text_length;
  item->reason = "columns";
  item->message =
    W_ ("The file that the row is of has not all the columns that the mapping speaks of");
}

gboolean
_cem_batch_add_quarantined_row (CemBatch *self,
                                CemMapping *mapping,
                                GHashTable *mappers,
                                const CemQuarantineRow *kept)
{
  CemArena *arena = _cem_batch_get_arena (self);
  CemDatum json = { 0 };
  const CemDatum *before = NULL;
  Row row = { .batch = self, .quarantined = kept->id };

  if (!read_reading (arena, kept->reading, &json) ||
      g_strcmp0 (find_text (arena, &json, "mapping"), mapping->name) != 0)
    return FALSE;

  row.mapper = find_mapper (mapping, mappers, _cem_map_find_string (json.v.map, "columns", 7));
  if (row.mapper == NULL)
    {
      add_unfit (self, kept);
      return TRUE;
    }

  before = _cem_map_find_string (json.v.map, "before", 6);
  row.n_before = before != NULL && before->kind == CEM_KIND_INT ? (guint) before->v.i : 0;
  row.reading = _cem_arena_strndup (arena, kept->reading, strlen (kept->reading));
  row.origin = kept->origin != NULL
                 ? _cem_arena_strndup (arena, kept->origin, strlen (kept->origin)) : NULL;
  add_again (&row, kept, _cem_map_find_string (json.v.map, "cut", 3) != NULL,
             find_event (mapping, find_text (arena, &json, "event")));
  return TRUE;
}
