/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-mapping-reader-private.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "intake/cem-cloud-event-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-condition.h>

static const char *const cell_members[] = { "column", "cel",  "value", "members", "items",
                                            "digest", "kind", "format", "zone",   "unit", NULL };

/* --- expressions ---*/

/* Compiled later, into the cell's or condition's own place. */
static void
add_expression (CemMappingReader *self,
                const char *text,
                gsize length,
                CemExpressionFlags flags,
                CemExpression **into)
{
  CemPendingExpression pending = {
    .text = g_strndup (text, length),
    .pointer = g_strdup (self->pointer->str),
    .flags = flags,
    .into = into,
  };

  g_array_append_val (self->pending, pending);
}

/* The columns that an expression asks for. Mistakes in it are told when it is compiled. */
static void
add_columns_of (CemMappingReader *self,
                const CemPendingExpression *pending)
{
  g_autoptr (CemExpression) expression =
    cem_expression_compile (pending->text, NULL, CEM_EXPRESSION_UNCHECKED, NULL, NULL);
  g_auto (GStrv) fields = NULL;
  gsize before = self->pointer->len;

  if (expression == NULL)
    return;

  g_string_append (self->pointer, pending->pointer);
  fields = cem_expression_list_fields (expression);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_auto (GStrv) names = g_strsplit (fields[i], ".", 3);
      guint number = 0;
      CemMappingColumn *column = NULL;

      if (!g_str_equal (names[0], "row") || names[1] == NULL)
        continue;
      number = _cem_mapping_add_column_by_name (self, names[1]);
      column = _cem_mapping_get_column (self->mapping, number);
      if (column->slot == -1)
        column->slot = -2;
    }
  _cem_mapping_leave (self, before);
}

/* As expressions see it. */
static const char *
get_cel_type (const CemMappingColumn *column)
{
  switch (column->type.kind)
    {
    case CEM_CELL_INT:
      return "int?";
    case CEM_CELL_DOUBLE:
      return "double?";
    case CEM_CELL_BOOL:
      return "bool?";
    case CEM_CELL_TIMESTAMP:
      return "timestamp?";
    case CEM_CELL_DURATION:
      return "duration?";
    case CEM_CELL_STRING:
    case CEM_CELL_DATE:
    default:
      return "string?";
    }
}

static void
make_schema (CemMappingReader *self)
{
  CemMapping *mapping = self->mapping;

  for (guint i = 0; i < mapping->columns->len; i++)
    {
      CemMappingColumn *column = _cem_mapping_get_column (mapping, i);
      g_autofree char *path = g_strconcat ("row.", column->name, NULL);
      g_autoptr (GError) error = NULL;

      if (column->slot != -2)
        continue;
      column->slot = -1;
      if (mapping->schema == NULL)
        mapping->schema = cem_schema_new ();
      if (cem_schema_add_field (mapping->schema, path, get_cel_type (column), &error))
        column->slot = (int) cem_schema_get_n_fields (mapping->schema) - 1;
      else
        _cem_mapping_complain (self, "value", NULL, "%s", error->message);
    }

  mapping->declarations = cem_declarations_new ();
  if (mapping->schema != NULL)
    cem_declarations_add_schema (mapping->declarations, mapping->schema, NULL);
}

static void
copy_diagnostics (CemMappingReader *self,
                  CemDiagnostics *from,
                  const char *pointer)
{
  GListModel *list = G_LIST_MODEL (from);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (CemDiagnostic) one = g_list_model_get_item (list, i);
      CemPlace place = { .file = self->file,
                         .pointer = pointer,
                         .line = cem_diagnostic_get_line (one),
                         .column = cem_diagnostic_get_column (one) };

      /* Any cell may be empty: that a condition is not met then is what people expect. */
      if (cem_diagnostic_get_severity (one) == CEM_SEVERITY_ERROR)
        _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, cem_diagnostic_get_code (one),
                              &place, cem_diagnostic_get_suggestion (one), "%s",
                              cem_diagnostic_get_message (one));
    }
}

static void
compile_one (CemMappingReader *self,
             CemPendingExpression *pending)
{
  g_autoptr (CemDiagnostics) found = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  CemPlace place = { .file = self->file, .pointer = pending->pointer };
  CemExpression *expression =
    _cem_expression_compile_at (pending->text, self->mapping->declarations, pending->flags, &place,
                                found, &error);

  copy_diagnostics (self, found, pending->pointer);
  if (expression == NULL)
    return;

  _cem_mapping_own (self->mapping, expression, g_object_unref);
  *pending->into = expression;
  if ((pending->flags & CEM_EXPRESSION_UNKNOWN) != 0 &&
      !g_str_equal (cem_expression_get_result_type (expression), "bool") &&
      !g_str_equal (cem_expression_get_result_type (expression), "dyn"))
    _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_ERROR, "type", &place, NULL,
                          N_ ("a condition is true or false, not %s"),
                          cem_expression_get_result_type (expression));
}

void
_cem_mapping_compile (CemMappingReader *self)
{
  for (guint i = 0; i < self->pending->len; i++)
    add_columns_of (self, &g_array_index (self->pending, CemPendingExpression, i));

  make_schema (self);
  for (guint i = 0; i < self->pending->len; i++)
    compile_one (self, &g_array_index (self->pending, CemPendingExpression, i));
}

/* --- cells ---*/

static void read_cell (CemMappingReader *self,
                       const CemDatum *json,
                       CemMappedCell *cell);

static void
read_column_cell (CemMappingReader *self,
                  const CemDatum *name,
                  CemMappedCell *cell)
{
  g_autofree char *header = NULL;

  if (name->kind != CEM_KIND_STRING || name->n == 0 || name->n > CEM_MAPPING_MAX_NAME ||
      memchr (name->v.s, '\0', (gsize) name->n) != NULL)
    {
      _cem_mapping_complain (self, "type", NULL, N_ ("must be the name of a column"));
      return;
    }

  header = g_strndup (name->v.s, (gsize) name->n);
  cell->kind = CEM_MAPPED_COLUMN;
  cell->column = _cem_mapping_add_column (self, header);
}

static void
read_expression_cell (CemMappingReader *self,
                      const CemDatum *text,
                      CemMappedCell *cell)
{
  if (text->kind != CEM_KIND_STRING)
    {
      _cem_mapping_complain (self, "type", NULL, N_ ("must be an expression, as text"));
      return;
    }

  cell->kind = CEM_MAPPED_EXPRESSION;
  cell->expression = _cem_arena_alloc (self->mapping->arena, sizeof *cell->expression);
  *cell->expression = NULL;
  add_expression (self, text->v.s, (gsize) text->n, CEM_EXPRESSION_NONE, cell->expression);
}

static void
read_children (CemMappingReader *self,
               const CemDatum *json,
               CemMappedCell *cell)
{
  gboolean map = cell->kind == CEM_MAPPED_MEMBERS;

  if (json->kind != (map ? CEM_KIND_MAP : CEM_KIND_LIST))
    {
      _cem_mapping_complain (self, "type", NULL,
                             map ? N_ ("must be an object: {\"NAME\": \"COLUMN\"}")
                                 : N_ ("must be a list"));
      return;
    }
  if (self->depth == CEM_MAPPING_MAX_DEPTH)
    {
      _cem_mapping_complain (self, "limit", NULL, N_ ("is nested more than %u deep"),
                             CEM_MAPPING_MAX_DEPTH);
      return;
    }

  self->depth++;
  cell->n = map ? json->v.map->n : json->v.list->n;
  cell->cells = _cem_arena_alloc (self->mapping->arena, MAX (cell->n, 1) * sizeof (CemMappedCell));
  for (guint i = 0; i < cell->n; i++)
    {
      const CemEntry *entry = map ? &json->v.map->entries[i] : NULL;
      gsize before = map ? _cem_mapping_enter (self, entry->key.v.s, entry->key.n)
                         : _cem_mapping_enter_item (self, i);

      cell->cells[i] = (CemMappedCell){ 0 };
      read_cell (self, map ? &entry->value : &json->v.list->items[i], &cell->cells[i]);
      if (map)
        cell->cells[i].name = entry->key;
      _cem_mapping_leave (self, before);
    }
  self->depth--;
}

/* A type of its own makes the cell another one than its column's. */
static void
read_own_type (CemMappingReader *self,
               const CemDatum *json,
               CemMappedCell *cell)
{
  CemCellType *type = NULL;

  if (_cem_mapping_find (json, "kind") == NULL && _cem_mapping_find (json, "format") == NULL &&
      _cem_mapping_find (json, "zone") == NULL && _cem_mapping_find (json, "unit") == NULL)
    return;
  if (cell->kind != CEM_MAPPED_COLUMN)
    {
      _cem_mapping_complain (self, "value", NULL, N_ ("only a cell of a column has a kind"));
      return;
    }

  type = _cem_arena_alloc (self->mapping->arena, sizeof *type);
  *type = _cem_mapping_get_column (self->mapping, cell->column)->type;
  if (_cem_mapping_find (json, "kind") == NULL && type->kind != CEM_CELL_DATE &&
      _cem_mapping_find (json, "unit") == NULL)
    type->kind = CEM_CELL_TIMESTAMP;
  _cem_mapping_read_type (self, json, type);
  cell->type = type;
}

/* Exactly one member says where the value comes from. */
static const CemDatum *
find_origin (CemMappingReader *self,
             const CemDatum *json,
             const char **name)
{
  static const char *const origins[] = { "column", "cel", "value", "members", "items", "digest" };
  const CemDatum *found = NULL;
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    if (_cem_mapping_find (json, origins[i]) != NULL)
      {
        found = _cem_mapping_find (json, origins[i]);
        *name = origins[i];
        n++;
      }

  if (n == 1)
    return found;

  _cem_mapping_complain (self, "value", NULL,
                         N_ ("must have one of “column”, “cel”, “value”, “members”, “items” "
                             "and “digest”"));
  return NULL;
}

static void
read_cell (CemMappingReader *self,
           const CemDatum *json,
           CemMappedCell *cell)
{
  const char *name = NULL;
  const CemDatum *origin = NULL;
  gsize before = 0;

  if (self->n_cells++ >= CEM_MAPPING_MAX_CELLS)
    {
      if (self->n_cells == CEM_MAPPING_MAX_CELLS + 1)
        _cem_mapping_complain (self, "limit", NULL, N_ ("a mapping has at most %u cells"),
                               CEM_MAPPING_MAX_CELLS);
      return;
    }
  if (json->kind == CEM_KIND_STRING)
    {
      read_column_cell (self, json, cell);
      return;
    }
  if (!_cem_mapping_check_members (self, json, cell_members))
    return;

  origin = find_origin (self, json, &name);
  if (origin == NULL)
    return;

  before = _cem_mapping_enter (self, name, -1);
  if (g_str_equal (name, "column"))
    read_column_cell (self, origin, cell);
  else if (g_str_equal (name, "cel"))
    read_expression_cell (self, origin, cell);
  else if (g_str_equal (name, "value"))
    {
      cell->kind = CEM_MAPPED_VALUE;
      cell->value = *origin;
    }
  else if (g_str_equal (name, "digest"))
    {
      cell->kind = CEM_MAPPED_DIGEST;
      self->mapping->counts = TRUE;
      if (origin->kind != CEM_KIND_BOOL || origin->v.i == 0)
        _cem_mapping_complain (self, "type", NULL, N_ ("must be true"));
    }
  else
    {
      cell->kind = g_str_equal (name, "members") ? CEM_MAPPED_MEMBERS : CEM_MAPPED_ITEMS;
      read_children (self, origin, cell);
    }
  _cem_mapping_leave (self, before);
  read_own_type (self, json, cell);
}

/* --- parts of events ---*/

/* A column of a time is a timestamp, whether the mapping says so or not. */
static void
make_time (CemMappingReader *self,
           CemMappedCell *cell)
{
  const CemCellType *type = NULL;
  CemCellType *own = NULL;
  CemTimeFormat *format = NULL;
  gint64 us = 0;

  if (cell->kind == CEM_MAPPED_VALUE &&
      (cell->value.kind != CEM_KIND_STRING ||
       !_cem_time_parse_us (cell->value.v.s, (gsize) cell->value.n, &us)))
    _cem_mapping_complain (self, "value", NULL,
                           N_ ("must be a time such as 2026-03-01T09:00:00+08:00"));
  if (cell->kind == CEM_MAPPED_MEMBERS || cell->kind == CEM_MAPPED_ITEMS)
    _cem_mapping_complain (self, "value", NULL, N_ ("must be one value"));
  if (cell->kind != CEM_MAPPED_COLUMN)
    return;

  type = cell->type != NULL ? cell->type
                            : &_cem_mapping_get_column (self->mapping, cell->column)->type;
  if (type->kind == CEM_CELL_TIMESTAMP)
    return;

  own = _cem_arena_alloc (self->mapping->arena, sizeof *own);
  *own = *type;
  own->kind = CEM_CELL_TIMESTAMP;
  if (own->format == NULL)
    {
      format = _cem_time_format_new ("iso", NULL);
      _cem_mapping_own (self->mapping, format, (GDestroyNotify) _cem_time_format_free);
      own->format = format;
    }
  cell->type = own;
}

static void
read_time (CemMappingReader *self,
           const CemDatum *json,
           CemMappedCell *cell)
{
  const CemDatum *time = _cem_mapping_find (json, "time");
  gsize before = 0;

  if (time == NULL)
    return;

  before = _cem_mapping_enter (self, "time", -1);
  *cell = (CemMappedCell){ 0 };
  if (time->kind != CEM_KIND_NULL)
    {
      read_cell (self, time, cell);
      make_time (self, cell);
    }
  _cem_mapping_leave (self, before);
}

static void
read_subject (CemMappingReader *self,
              const CemDatum *json,
              CemMappedCell *cell)
{
  const CemDatum *subject = _cem_mapping_find (json, "subject");
  gsize before = 0;

  if (subject == NULL)
    return;

  before = _cem_mapping_enter (self, "subject", -1);
  *cell = (CemMappedCell){ 0 };
  if (subject->kind != CEM_KIND_NULL)
    read_cell (self, subject, cell);
  _cem_mapping_leave (self, before);
}

static void
read_id (CemMappingReader *self,
         const CemDatum *json,
         CemMappedCell *cell)
{
  const CemDatum *id = _cem_mapping_find (json, "id");
  gsize before = 0;

  if (id == NULL)
    return;

  before = _cem_mapping_enter (self, "id", -1);
  *cell = (CemMappedCell){ 0 };
  if (id->kind == CEM_KIND_STRING)
    {
      cell->kind = CEM_MAPPED_ITEMS;
      cell->n = 1;
      cell->cells = _cem_arena_alloc (self->mapping->arena, sizeof (CemMappedCell));
      cell->cells[0] = (CemMappedCell){ 0 };
      read_column_cell (self, id, &cell->cells[0]);
    }
  else if (id->kind == CEM_KIND_LIST)
    {
      cell->kind = CEM_MAPPED_ITEMS;
      read_children (self, id, cell);
      if (cell->n == 0)
        _cem_mapping_complain (self, "value", NULL, N_ ("must name a column at least"));
    }
  else if (id->kind != CEM_KIND_NULL)
    {
      read_cell (self, id, cell);
      if (cell->kind == CEM_MAPPED_VALUE || cell->kind == CEM_MAPPED_MEMBERS ||
          cell->kind == CEM_MAPPED_ITEMS)
        _cem_mapping_complain (self, "value", NULL,
                               N_ ("must be a column, a list of columns or an expression; else "
                                   "all rows would be one event"));
    }
  _cem_mapping_leave (self, before);
}

static gboolean
is_identifier_type (const CemDatum *name)
{
  return name->n > 0 && name->n <= CEM_CLOUD_EVENT_MAX_TEXT &&
         memchr (name->v.s, ':', (gsize) name->n) == NULL &&
         memchr (name->v.s, '\0', (gsize) name->n) == NULL;
}

static void
read_identifiers (CemMappingReader *self,
                  const CemDatum *json,
                  CemMappedCell *cell)
{
  const CemDatum *identifiers = _cem_mapping_find (json, "identifiers");
  gsize before = 0;

  if (identifiers == NULL)
    return;

  before = _cem_mapping_enter (self, "identifiers", -1);
  *cell = (CemMappedCell){ 0 };
  if (identifiers->kind != CEM_KIND_NULL)
    {
      cell->kind = CEM_MAPPED_MEMBERS;
      read_children (self, identifiers, cell);
    }
  for (guint i = 0; i < cell->n; i++)
    if (!is_identifier_type (&cell->cells[i].name))
      _cem_mapping_complain (self, "value", NULL,
                             N_ ("a type of identifier is a word without a colon, such as "
                                 "\"user_id\""));
  if (cell->n > CEM_CLOUD_EVENT_MAX_IDENTIFIERS)
    _cem_mapping_complain (self, "limit", NULL, N_ ("an event has at most %u identifiers"),
                           CEM_CLOUD_EVENT_MAX_IDENTIFIERS);
  _cem_mapping_leave (self, before);
}

static void
read_data (CemMappingReader *self,
           const CemDatum *json,
           CemMappedCell *cell)
{
  const CemDatum *data = _cem_mapping_find (json, "data");
  gsize before = 0;

  if (data == NULL || data->kind == CEM_KIND_NULL)
    return;

  before = _cem_mapping_enter (self, "data", -1);
  cell->kind = CEM_MAPPED_MEMBERS;
  read_children (self, data, cell);
  _cem_mapping_leave (self, before);
}

/* --- events ---*/

static void
read_type (CemMappingReader *self,
           const CemDatum *json,
           CemMappedCell *cell)
{
  const CemDatum *type = _cem_mapping_find (json, "type");
  CemCloudEvent event = { .id = _cem_datum_string ("x", 1), .source = _cem_datum_string ("x", 1) };
  g_autoptr (GError) error = NULL;
  gsize before = 0;

  if (type == NULL)
    {
      _cem_mapping_complain (self, "missing", NULL,
                             N_ ("has no “type”, which says what happened, such as "
                                 "\"order.placed\""));
      return;
    }

  before = _cem_mapping_enter (self, "type", -1);
  if (type->kind == CEM_KIND_STRING && type->n > 0 && type->n <= CEM_MAPPING_MAX_NAME)
    {
      cell->kind = CEM_MAPPED_VALUE;
      cell->value = event.type = *type;
      if (!_cem_cloud_event_check (&event, &error))
        _cem_mapping_complain (self, "value", NULL, "%s", error->message);
    }
  else if (type->kind == CEM_KIND_MAP)
    {
      read_cell (self, type, cell);
      if (cell->kind != CEM_MAPPED_EXPRESSION && cell->kind != CEM_MAPPED_COLUMN)
        _cem_mapping_complain (self, "value", NULL,
                               N_ ("must be a text, {\"cel\": …} or {\"column\": …}"));
    }
  else
    _cem_mapping_complain (self, "type", NULL,
                           N_ ("must be a text of 1 to %u bytes, or {\"cel\": …}"),
                           CEM_MAPPING_MAX_NAME);
  _cem_mapping_leave (self, before);
}

/* An expression, or the tree of a condition. */
static void
read_when (CemMappingReader *self,
           const CemDatum *json,
           CemMappedEvent *event)
{
  const CemDatum *when = _cem_mapping_find (json, "when");
  g_autoptr (JsonNode) tree = NULL;
  g_autoptr (CemCondition) condition = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize before = 0;

  if (when == NULL || when->kind == CEM_KIND_NULL)
    return;

  before = _cem_mapping_enter (self, "when", -1);
  if (when->kind == CEM_KIND_STRING)
    add_expression (self, when->v.s, (gsize) when->n, CEM_EXPRESSION_UNKNOWN, &event->when);
  else
    {
      tree = _cem_datum_to_json_node (when);
      condition = cem_condition_new_from_json (tree, NULL, &error);
      if (condition == NULL)
        _cem_mapping_complain (self, "condition", NULL, "%s", error->message);
      else
        {
          text = cem_condition_to_text (condition);
          add_expression (self, text, strlen (text), CEM_EXPRESSION_UNKNOWN, &event->when);
        }
    }
  _cem_mapping_leave (self, before);
}

static void
read_event_name (CemMappingReader *self,
                 const CemDatum *json,
                 GHashTable *names,
                 CemMappedEvent *event)
{
  event->name = _cem_mapping_read_text (self, json, "name", 64);
  if (event->name == NULL && event->type.kind == CEM_MAPPED_VALUE)
    event->name = _cem_mapping_copy (self, &event->type.value);
  if (event->name == NULL)
    event->name = "row";

  if (!g_hash_table_add (names, (gpointer) event->name))
    _cem_mapping_complain (self, "missing", NULL,
                           N_ ("another event is called “%s” too; give this one a “name” of its "
                               "own, which becomes a part of its ids"), event->name);
}

static void
read_event (CemMappingReader *self,
            const CemDatum *json,
            const CemMappedEvent *common,
            GHashTable *names,
            CemMappedEvent *event)
{
  static const char *const members[] = { "name",    "type",        "when", "id", "time",
                                         "subject", "identifiers", "data", NULL };

  if (!_cem_mapping_check_members (self, json, members))
    return;

  *event = *common;
  read_type (self, json, &event->type);
  read_event_name (self, json, names, event);
  read_when (self, json, event);
  read_id (self, json, &event->id);
  read_time (self, json, &event->time);
  read_subject (self, json, &event->subject);
  read_identifiers (self, json, &event->identifiers);
  read_data (self, json, &event->data);

  if (event->id.kind == CEM_MAPPED_NOTHING)
    self->mapping->counts = TRUE;
  if (event->time.kind == CEM_MAPPED_NOTHING)
    {
      CemPlace place = { .file = self->file, .pointer = self->pointer->str };

      _cem_diagnostics_add (self->diagnostics, CEM_SEVERITY_WARNING, "no-time", &place, NULL,
                            N_ ("has no “time”: it will be taken as having happened when it is "
                                "taken in"));
    }
}

void
_cem_mapping_read_events (CemMappingReader *self,
                          const CemDatum *json)
{
  const CemDatum *events = _cem_mapping_find (json, "events");
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  CemMappedEvent common = { 0 };
  gsize before = 0;

  read_id (self, json, &common.id);
  read_time (self, json, &common.time);
  read_subject (self, json, &common.subject);
  read_identifiers (self, json, &common.identifiers);

  if (events == NULL)
    {
      _cem_mapping_complain (self, "missing", NULL, N_ ("has no “events”, which rows become"));
      return;
    }

  before = _cem_mapping_enter (self, "events", -1);
  if (events->kind != CEM_KIND_LIST || events->v.list->n == 0 ||
      events->v.list->n > CEM_MAPPING_MAX_EVENTS)
    _cem_mapping_complain (self, "type", NULL, N_ ("must be a list of 1 to %u events"),
                           CEM_MAPPING_MAX_EVENTS);
  else
    {
      /* Expressions are compiled into the events, which must not move. */
      g_array_set_size (self->mapping->events, events->v.list->n);
      for (guint i = 0; i < events->v.list->n; i++)
        {
          gsize inner = _cem_mapping_enter_item (self, i);

          read_event (self, &events->v.list->items[i], &common, names,
                      _cem_mapping_get_event (self->mapping, i));
          _cem_mapping_leave (self, inner);
        }
    }
  _cem_mapping_leave (self, before);
}
