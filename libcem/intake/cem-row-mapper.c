/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-row-mapper-internal.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "intake/cem-cloud-event-private.h"
#include "value/cem-json-private.h"

#include <sodium.h>

/* An expression over one row does not need much. */
#define MAX_COST 100000

static const CemDatum missing = { .kind = CEM_KIND_ERROR };

static guint
hash_digest (gconstpointer key)
{
  guint hash = 0;

  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
equal_digests (gconstpointer a,
               gconstpointer b)
{
  return memcmp (a, b, CEM_ROW_DIGEST) == 0;
}

CemRowMapper *
_cem_row_mapper_new (CemMapping *mapping)
{
  CemRowMapper *self = g_new0 (CemRowMapper, 1);
  guint n = mapping->columns->len;
  guint n_slots = mapping->schema != NULL ? cem_schema_get_n_fields (mapping->schema) : 0;
  int sodium = sodium_init ();

  g_assert (sodium >= 0);
  self->mapping = g_object_ref (mapping);
  self->places = g_new0 (int, n + 1);
  self->states = g_new0 (CellState, n + 1);
  self->cells = g_new0 (CemDatum, n + 1);
  self->slots = g_new0 (CemDatum, n_slots + 1);
  self->input.slots = self->slots;
  self->counts = g_hash_table_new_full (hash_digest, equal_digests, g_free, NULL);
  return self;
}

void
_cem_row_mapper_free (CemRowMapper *self)
{
  g_object_unref (self->mapping);
  g_free (self->context);
  g_free (self->places);
  g_free (self->states);
  g_free (self->cells);
  g_free (self->slots);
  g_hash_table_unref (self->counts);
  g_free (self);
}

/* --- faults ---*/

G_GNUC_PRINTF (4, 5)
static gboolean
fail (CemRowMapper *self,
      CemRowFault *fault,
      const char *reason,
      const char *format,
      ...)
{
  g_autofree char *words = NULL;
  va_list args;

  va_start (args, format);
  words = _cem_words_new_valist (format, args);
  va_end (args);

  fault->reason = reason;
  fault->message = _cem_arena_strndup (self->row_arena, words, strlen (words));
  return FALSE;
}

/* The beginning of a text that may be long. */
static char *
dup_excerpt (const char *text,
             gsize length)
{
  g_autofree char *whole = g_strndup (text, MIN (length, 63));
  g_autofree char *valid = g_utf8_make_valid (whole, -1);

  return length > 63 ? g_strconcat (valid, "…", NULL) : g_steal_pointer (&valid);
}

static gboolean
fail_cell (CemRowMapper *self,
           const CemMappingColumn *column,
           const CemCellType *type,
           const CemCsvField *field,
           CemRowFault *fault)
{
  g_autofree char *text = dup_excerpt (field->text, field->length);
  const char *name = column->header != NULL ? column->header : column->name;

  if (type->kind == CEM_CELL_TIMESTAMP || type->kind == CEM_CELL_DATE)
    return fail (self, fault, "cell",
                 N_ ("In the column “%s”: “%s” is no %s of the format that the mapping says"), name,
                 text, _cem_cell_kind_names[type->kind]);
  return fail (self, fault, "cell", N_ ("In the column “%s”: “%s” is no %s"), name, text,
               _cem_cell_kind_names[type->kind]);
}

/* --- cells ---*/

static gboolean
is_unknown (const GPtrArray *unknown,
            const CemCsvField *field)
{
  if (field->length == 0)
    return TRUE;

  for (guint i = 0; i < unknown->len; i++)
    {
      const char *text = unknown->pdata[i];

      if (strncmp (text, field->text, field->length) == 0 && text[field->length] == '\0')
        return TRUE;
    }

  return FALSE;
}

/* NULL where a ragged row has no such cell. */
static const CemCsvField *
get_field (CemRowMapper *self,
           guint column)
{
  guint place = (guint) self->places[column];

  return place < self->row->n_fields ? &self->row->fields[place] : NULL;
}

static CellState
read_cell (CemRowMapper *self,
           guint number,
           const CemCellType *type,
           CemDatum *datum,
           CemRowFault *fault)
{
  const CemMappingColumn *column = _cem_mapping_get_column (self->mapping, number);
  const CemCsvField *field = get_field (self, number);

  if (field == NULL || is_unknown (column->unknown, field))
    return UNKNOWN;
  if (_cem_cell_read (type, field->text, field->length, &self->clock, self->row_arena, datum))
    return READ;

  fail_cell (self, column, type, field, fault);
  return BAD;
}

/* Of the column's own kind, read once for a row. */
static CellState
read_column (CemRowMapper *self,
             guint number,
             CemRowFault *fault)
{
  if (self->states[number] == UNREAD || self->states[number] == BAD)
    self->states[number] =
      read_cell (self, number, &_cem_mapping_get_column (self->mapping, number)->type,
                 &self->cells[number], fault);

  return self->states[number];
}

static gboolean
fill_slots (CemRowMapper *self,
            CemRowFault *fault)
{
  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      int slot = _cem_mapping_get_column (self->mapping, i)->slot;

      if (slot < 0)
        continue;
      switch (read_column (self, i, fault))
        {
        case READ:
          self->slots[slot] = self->cells[i];
          break;
        case UNKNOWN:
          self->slots[slot] = missing;
          break;
        case UNREAD:
        case BAD:
        default:
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
_cem_row_mapper_begin (CemRowMapper *self,
                       const CemCsvRow *row,
                       guint n_before,
                       CemArena *arena,
                       CemRowFault *fault)
{
  g_assert (self->bound);

  *fault = (CemRowFault){ 0 };
  self->row = row;
  self->row_arena = arena;
  self->n_before = n_before;
  self->has_digest = FALSE;
  memset (self->states, 0, self->mapping->columns->len * sizeof (CellState));
  if (row->reason != NULL)
    {
      fault->reason = row->reason;
      fault->message = row->message;
      return FALSE;
    }
  if (row->n_fields != self->n_columns && !self->mapping->ragged)
    return fail (self, fault, "csv",
                 N_ ("The row has %u cells, and there are %u columns; if that is meant to be "
                     "so, say {\"file\": {\"ragged\": true}} in the mapping"), row->n_fields,
                 self->n_columns);

  return fill_slots (self, fault);
}

/* --- values ---*/

static gboolean
fail_expression (CemRowMapper *self,
                 CemExpression *expression,
                 const GError *error,
                 CemRowFault *fault)
{
  g_autofree char *excerpt = _cem_expression_dup_excerpt (expression);

  return fail (self, fault, "cel", N_ ("The expression “%s” failed: %s"), excerpt,
               _cem_error_get_words (error));
}

/* JSON has no durations; ISO 8601 writes them as text. */
static CemDatum
to_json (CemRowMapper *self,
         CemDatum datum)
{
  char text[CEM_TIME_BUFFER];
  gsize length = 0;

  if (datum.kind == CEM_KIND_OPTIONAL)
    return datum.v.box != NULL ? to_json (self, *datum.v.box) : missing;
  if (datum.kind != CEM_KIND_DURATION)
    return datum;

  length = _cem_duration_format_iso (datum.v.i, datum.n, text);
  return _cem_datum_string (_cem_arena_strndup (self->row_arena, text, length), length);
}

static CellState
evaluate (CemRowMapper *self,
          CemExpression *expression,
          CemDatum *datum,
          CemRowFault *fault)
{
  g_autoptr (GError) error = NULL;

  if (_cem_expression_run (expression, &self->input, self->row_arena, MAX_COST, datum, &error))
    {
      *datum = to_json (self, *datum);
      return datum->kind != CEM_KIND_ERROR ? READ : UNKNOWN;
    }
  if (g_error_matches (error, CEM_ERROR, CEM_ERROR_NO_SUCH_FIELD))
    return UNKNOWN;

  fail_expression (self, expression, error, fault);
  return BAD;
}

static CemDatum
make_digest (CemRowMapper *self)
{
  char text[2 * CEM_ROW_DIGEST + 16];
  gsize length = 2 * CEM_ROW_DIGEST;

  if (!self->has_digest)
    _cem_row_digest (self->row, self->digest);
  self->has_digest = TRUE;
  sodium_bin2hex (text, sizeof text, self->digest, CEM_ROW_DIGEST);
  if (self->n_before > 0)
    length += (gsize) g_snprintf (text + length, sizeof text - length, "+%u", self->n_before);
  return _cem_datum_string (_cem_arena_strndup (self->row_arena, text, length), length);
}

static CellState make (CemRowMapper *self,
                       const CemMappedCell *cell,
                       CemDatum *datum,
                       CemRowFault *fault);

/* Members and items without a value are left out; an object of none has no value itself. */
static CellState
make_children (CemRowMapper *self,
               const CemMappedCell *cell,
               CemDatum *datum,
               CemRowFault *fault)
{
  gboolean map = cell->kind == CEM_MAPPED_MEMBERS;
  CemEntry *entries = _cem_arena_alloc (self->row_arena, (cell->n + 1) * sizeof (CemEntry));
  CemDatum *items = (CemDatum *) entries;
  guint n = 0;

  for (guint i = 0; i < cell->n; i++)
    {
      CemDatum value = { 0 };
      CellState state = make (self, &cell->cells[i], &value, fault);

      if (state == BAD)
        return BAD;
      if (state == UNKNOWN)
        continue;
      if (map)
        entries[n++] = (CemEntry){ cell->cells[i].name, value };
      else
        items[n++] = value;
    }

  if (n == 0)
    return UNKNOWN;
  *datum = map ? _cem_datum_map (_cem_map_new (self->row_arena, entries, n))
               : _cem_datum_list (_cem_list_new (self->row_arena, items, n));
  return READ;
}

static CellState
make_column (CemRowMapper *self,
             const CemMappedCell *cell,
             CemDatum *datum,
             CemRowFault *fault)
{
  CellState state = UNREAD;

  if (cell->type != NULL)
    state = read_cell (self, cell->column, cell->type, datum, fault);
  else
    {
      state = read_column (self, cell->column, fault);
      *datum = self->cells[cell->column];
    }

  if (state == READ)
    *datum = to_json (self, *datum);
  return state;
}

static CellState
make (CemRowMapper *self,
      const CemMappedCell *cell,
      CemDatum *datum,
      CemRowFault *fault)
{
  switch (cell->kind)
    {
    case CEM_MAPPED_COLUMN:
      return make_column (self, cell, datum, fault);
    case CEM_MAPPED_EXPRESSION:
      return evaluate (self, *cell->expression, datum, fault);
    case CEM_MAPPED_VALUE:
      *datum = cell->value;
      return READ;
    case CEM_MAPPED_DIGEST:
      *datum = make_digest (self);
      return READ;
    case CEM_MAPPED_MEMBERS:
    case CEM_MAPPED_ITEMS:
      return make_children (self, cell, datum, fault);
    case CEM_MAPPED_NOTHING:
    default:
      return UNKNOWN;
    }
}

/* The text of the row's own cell, whatever kind the column has: an id is what stands there. */
static CellState
make_text (CemRowMapper *self,
           const CemMappedCell *cell,
           CemDatum *datum,
           CemRowFault *fault)
{
  const CemCsvField *field = NULL;
  CellState state = UNREAD;

  if (cell->kind == CEM_MAPPED_COLUMN && cell->type == NULL)
    {
      field = get_field (self, cell->column);
      if (field == NULL ||
          is_unknown (_cem_mapping_get_column (self->mapping, cell->column)->unknown, field))
        return UNKNOWN;
      *datum = _cem_datum_string (field->text, field->length);
      return READ;
    }

  state = make (self, cell, datum, fault);
  if (state == READ && datum->kind == CEM_KIND_NULL)
    return UNKNOWN;
  if (state == READ && datum->kind != CEM_KIND_STRING && datum->kind != CEM_KIND_LIST)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gsize quote = 0;

      _cem_json_write (text, datum, CEM_JSON_WRITE_COMPACT);
      quote = text->len > 1 && text->str[0] == '"' ? 1 : 0;
      *datum = _cem_datum_string (
        _cem_arena_strndup (self->row_arena, text->str + quote, text->len - 2 * quote),
        text->len - 2 * quote);
    }
  return state;
}

/* --- events ---*/

gboolean
_cem_row_mapper_happens (CemRowMapper *self,
                         guint event,
                         CemRowFault *fault)
{
  CemExpression *when = _cem_mapping_get_event (self->mapping, event)->when;
  g_autoptr (GError) error = NULL;
  CemTruth truth = CEM_TRUTH_TRUE;

  *fault = (CemRowFault){ 0 };
  if (when == NULL)
    return TRUE;

  truth = _cem_expression_test_input (when, &self->input, MAX_COST, &error);
  if (error != NULL)
    return fail_expression (self, when, error, fault);
  return truth == CEM_TRUTH_TRUE;
}

/* A timestamp, or nothing. */
static CellState
make_time (CemRowMapper *self,
           const CemMappedEvent *event,
           CemDatum *datum,
           CemRowFault *fault)
{
  CellState state = make (self, &event->time, datum, fault);
  gint64 seconds = 0;
  gint32 nanos = 0;

  if (state == READ && datum->kind == CEM_KIND_STRING &&
      _cem_time_parse (datum->v.s, (gsize) datum->n, &seconds, &nanos))
    *datum = _cem_datum_timestamp (seconds, nanos);
  if (state == BAD || event->time.kind == CEM_MAPPED_NOTHING)
    return state;
  if (state == READ && datum->kind == CEM_KIND_TIMESTAMP)
    return READ;

  if (state == READ)
    fail (self, fault, "cell", N_ ("The time of “%s” is no time but %s"), event->name,
          _cem_kind_get_name (datum->kind));
  else
    fail (self, fault, "cell",
          N_ ("The time of “%s” is unknown in this row; let its “when” ask whether there is one"),
          event->name);
  return BAD;
}

gboolean
_cem_row_mapper_get_time (CemRowMapper *self,
                          guint event,
                          gint64 *time,
                          CemRowFault *fault)
{
  CemDatum datum = { 0 };

  *fault = (CemRowFault){ 0 };
  if (make_time (self, _cem_mapping_get_event (self->mapping, event), &datum, fault) != READ)
    return FALSE;

  *time = datum.v.i * G_USEC_PER_SEC + datum.n / 1000;
  return TRUE;
}

static void
append_digest (CemRowMapper *self,
               GString *id)
{
  CemDatum digest = make_digest (self);

  g_string_append_len (id, digest.v.s, digest.n);
  g_string_append_c (id, '/');
}

/* CELL/CELL/NAME: events of one row must not be taken for each other, and those of one thing sort
 * together. */
static CellState
append_cells (CemRowMapper *self,
              const CemMappedEvent *event,
              GString *id,
              CemRowFault *fault)
{
  for (guint i = 0; i < event->id.n; i++)
    {
      CemDatum cell = { 0 };
      CellState state = make_text (self, &event->id.cells[i], &cell, fault);

      if (state == BAD)
        return BAD;
      if (state == READ && cell.kind == CEM_KIND_STRING)
        g_string_append_len (id, cell.v.s, cell.n);
      g_string_append_c (id, '/');
    }

  return READ;
}

static gboolean
make_id (CemRowMapper *self,
         const CemMappedEvent *event,
         CemDatum *datum,
         CemRowFault *fault)
{
  g_autoptr (GString) id = NULL;

  if (event->id.kind == CEM_MAPPED_EXPRESSION)
    {
      if (make_text (self, &event->id, datum, fault) == READ)
        return TRUE;
      return fault->reason == NULL
               ? fail (self, fault, "cell", N_ ("The id of “%s” is unknown in this row"),
                       event->name)
               : FALSE;
    }

  id = g_string_sized_new (64);
  if (event->id.kind == CEM_MAPPED_NOTHING)
    append_digest (self, id);
  else if (append_cells (self, event, id, fault) == BAD)
    return FALSE;

  g_string_append (id, event->name);
  *datum = _cem_datum_string (_cem_arena_strndup (self->row_arena, id->str, id->len), id->len);
  return TRUE;
}

static void
add (CemEntry *entries,
     guint *n,
     const char *name,
     CemDatum value)
{
  entries[(*n)++] = (CemEntry){ _cem_datum_string (name, strlen (name)), value };
}

/* Identifiers are texts, whatever kinds their columns have. */
static CellState
make_identifiers (CemRowMapper *self,
                  const CemMappedCell *cell,
                  CemDatum *datum,
                  CemRowFault *fault)
{
  CemEntry *entries = _cem_arena_alloc (self->row_arena, (cell->n + 1) * sizeof (CemEntry));
  guint n = 0;

  for (guint i = 0; i < cell->n; i++)
    {
      CemDatum value = { 0 };
      CellState state = make_text (self, &cell->cells[i], &value, fault);

      if (state == BAD)
        return BAD;
      if (state == READ)
        entries[n++] = (CemEntry){ cell->cells[i].name, value };
    }

  *datum = _cem_datum_map (_cem_map_new (self->row_arena, entries, n));
  return n > 0 ? READ : UNKNOWN;
}

static gboolean
add_rest (CemRowMapper *self,
          const CemMappedEvent *event,
          CemEntry *entries,
          guint *n,
          CemRowFault *fault)
{
  CemDatum datum = { 0 };
  CellState state = make_time (self, event, &datum, fault);

  if (state == READ)
    add (entries, n, "time", datum);
  if (state != BAD)
    state = make_text (self, &event->subject, &datum, fault);
  if (state == READ && event->subject.kind != CEM_MAPPED_NOTHING)
    add (entries, n, "subject", datum);
  if (state != BAD)
    state = make_identifiers (self, &event->identifiers, &datum, fault);
  if (state == READ)
    add (entries, n, "identifiers", datum);
  if (state != BAD)
    state = make (self, &event->data, &datum, fault);
  if (state == READ)
    add (entries, n, "data", datum);

  return state != BAD;
}

gboolean
_cem_row_mapper_build (CemRowMapper *self,
                       guint number,
                       CemDatum *datum,
                       CemRowFault *fault)
{
  const CemMappedEvent *event = _cem_mapping_get_event (self->mapping, number);
  CemEntry entries[8] = { 0 };
  CemDatum id = { 0 };
  CemDatum type = { 0 };
  guint n = 0;

  *fault = (CemRowFault){ 0 };
  if (!make_id (self, event, &id, fault))
    return FALSE;
  if (make (self, &event->type, &type, fault) != READ)
    return fault->reason != NULL
             ? FALSE
             : fail (self, fault, "cell", N_ ("The type of “%s” is unknown in this row"),
                     event->name);

  add (entries, &n, "specversion", _cem_datum_string ("1.0", 3));
  add (entries, &n, "id", id);
  add (entries, &n, "source",
       _cem_datum_string (self->mapping->source, strlen (self->mapping->source)));
  add (entries, &n, "type", type);
  if (!add_rest (self, event, entries, &n, fault))
    return FALSE;

  *datum = _cem_datum_map (_cem_map_new (self->row_arena, entries, n));
  return TRUE;
}
