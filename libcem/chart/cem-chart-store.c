/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-pool-private.h"

/* --- Texts --- */

CemChartText *
_cem_chart_text_new (CemSchema *schema,
                     const char *text,
                     gsize length)
{
  CemChartText *self = g_malloc (sizeof *self + length + 1);
  CemDatum key = _cem_datum_string (text, length);

  self->n_refs = 1;
  self->length = (guint32) length;
  self->symbol = 0;
  memcpy (self->text, text, length);
  self->text[length] = '\0';
  if (schema != NULL)
    {
      _cem_schema_lock_symbols (schema);
      if (_cem_schema_find_symbol (schema, &key))
        self->symbol = key.symbol;
      _cem_schema_unlock_symbols (schema);
    }

  return self;
}

void
_cem_chart_text_unref (CemChartText *self)
{
  if (--self->n_refs == 0)
    g_free (self);
}

static CemDatum
text_to_datum (const CemChartText *text)
{
  CemDatum datum = _cem_datum_string (text->text, text->length);

  datum.symbol = text->symbol;
  datum.flags = text->symbol != 0 ? CEM_DATUM_SYMBOL : 0;
  return datum;
}

/* --- The layout --- */

static gsize
get_width (guint8 kind)
{
  if (kind == CEM_KIND_NULL)
    return sizeof (CemDatum);

  return kind == CEM_KIND_BOOL ? 1 : 8;
}

static void
lay_out (CemChartStore *self)
{
  static const gsize widths[] = { 16, 8, 1 };
  const CemChart *chart = self->chart;
  guint32 offset = 0;

  self->n_set = (chart->n_states + 7) / 8;
  self->offsets = g_new0 (guint32, MAX (chart->n_variables, 1));
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      for (guint j = 0; j < chart->n_variables; j++)
        {
          if (get_width (chart->variables[j].kind) != widths[i])
            continue;

          self->offsets[j] = offset;
          offset += (guint32) widths[i];
        }

      if (widths[i] != 8)
        continue;

      self->key_offset = offset;
      offset += chart->has_splits ? 8 : 0;
      self->timer_offset = offset;
      offset += chart->has_timers ? 4 : 0;
    }

  self->flags_offset = offset++;
  self->active_offset = offset;
  offset += self->n_set;
  self->history_offset = offset;
  offset += self->n_set * chart->n_histories;
  self->stride = (MAX (offset, 8) + 7) & ~7u;
}

/* --- Values --- */

static void
free_pointer (guint8 kind,
              gpointer pointer)
{
  if (kind == CEM_KIND_STRING)
    _cem_chart_text_unref (pointer);
  else
    cem_value_free (pointer);
}

static gboolean
is_pointer (guint8 kind)
{
  return kind == CEM_KIND_STRING || kind == CEM_KIND_BYTES || kind == CEM_KIND_LIST ||
         kind == CEM_KIND_MAP;
}

static gpointer
make_pointer (CemChartStore *self,
              const CemDatum *value)
{
  if (value->kind == CEM_KIND_STRING)
    return _cem_chart_text_new (self->chart->schema, value->v.s, (gsize) value->n);

  return _cem_value_new_from_datum (value);
}

static CemDatum
read_pointer (guint8 kind,
              gpointer pointer)
{
  return kind == CEM_KIND_STRING ? text_to_datum (pointer) : *_cem_value_get_datum (pointer);
}

static CemDatum
read_variable (const CemChartVariable *variable,
               const char *at)
{
  CemDatum datum = { .kind = variable->kind };

  if (variable->kind == CEM_KIND_NULL)
    {
      memcpy (&datum, at, sizeof datum);
      return is_pointer (datum.kind) ? read_pointer (datum.kind, (gpointer) datum.v.p) : datum;
    }

  if (variable->kind == CEM_KIND_BOOL)
    {
      datum.v.i = *at;
      return datum;
    }

  memcpy (&datum.v, at, sizeof datum.v);
  return is_pointer (variable->kind) ? read_pointer (variable->kind, (gpointer) datum.v.p) : datum;
}

static void
free_variable (const CemChartVariable *variable,
               char *at)
{
  CemDatum datum = { .kind = variable->kind };

  if (variable->kind == CEM_KIND_NULL)
    memcpy (&datum, at, sizeof datum);
  else if (is_pointer (variable->kind))
    memcpy (&datum.v, at, sizeof datum.v);
  if (is_pointer (datum.kind))
    free_pointer (datum.kind, (gpointer) datum.v.p);
}

static void
write_variable (CemChartStore *self,
                const CemChartVariable *variable,
                char *at,
                const CemDatum *value)
{
  CemDatum datum = *value;

  if (is_pointer (datum.kind))
    datum.v.p = make_pointer (self, value);
  if (variable->kind == CEM_KIND_NULL)
    memcpy (at, &datum, sizeof datum);
  else if (variable->kind == CEM_KIND_BOOL)
    *at = datum.v.i != 0;
  else
    memcpy (at, &datum.v, sizeof datum.v);
}

/* A copy of the prototype shares its texts and values. */
static void
share_variable (const CemChartVariable *variable,
                char *at)
{
  CemDatum datum = { .kind = variable->kind };

  if (variable->kind == CEM_KIND_NULL)
    memcpy (&datum, at, sizeof datum);
  else if (is_pointer (variable->kind))
    memcpy (&datum.v, at, sizeof datum.v);

  if (datum.kind == CEM_KIND_STRING)
    ((CemChartText *) datum.v.p)->n_refs++;
  else if (is_pointer (datum.kind))
    cem_value_copy ((CemValue *) datum.v.p);
}

/* --- Records --- */

void
_cem_chart_store_init (CemChartStore *self,
                       CemChart *chart)
{
  memset (self, 0, sizeof *self);
  self->chart = g_object_ref (chart);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->outputs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) cem_value_free);
  lay_out (self);

  self->prototype = g_malloc0 (self->stride);
  for (guint i = 0; i < chart->n_variables; i++)
    write_variable (self, &chart->variables[i], self->prototype + self->offsets[i],
                    &chart->variables[i].initial);
  if (chart->has_timers)
    memset (self->prototype + self->timer_offset, 0xff, 4);
  *_cem_chart_store_flags (self, self->prototype) = CEM_CHART_RECORD_USED;
}

static void
free_record (CemChartStore *self,
             char *record)
{
  for (guint i = 0; i < self->chart->n_variables; i++)
    free_variable (&self->chart->variables[i], record + self->offsets[i]);
}

void
_cem_chart_store_clear (CemChartStore *self)
{
  for (guint i = 0; i < self->n_records; i++)
    {
      char *record = _cem_chart_store_get (self, i);

      if ((*_cem_chart_store_flags (self, record) & CEM_CHART_RECORD_USED) != 0)
        free_record (self, record);
    }

  free_record (self, self->prototype);
  g_free (self->prototype);
  g_free (self->offsets);
  g_ptr_array_unref (self->blocks);
  g_hash_table_unref (self->outputs);
  g_object_unref (self->chart);
}

guint32
_cem_chart_store_add (CemChartStore *self)
{
  guint32 number = self->n_records;
  char *record;

  if (self->first_free != 0)
    {
      number = self->first_free - 1;
      memcpy (&self->first_free, _cem_chart_store_get (self, number), sizeof self->first_free);
    }
  else
    {
      if (number % CEM_CHART_BLOCK == 0)
        g_ptr_array_add (self->blocks, g_malloc ((gsize) self->stride * CEM_CHART_BLOCK));
      self->n_records++;
    }

  record = _cem_chart_store_get (self, number);
  memcpy (record, self->prototype, self->stride);
  for (guint i = 0; i < self->chart->n_variables; i++)
    share_variable (&self->chart->variables[i], record + self->offsets[i]);

  self->n_used++;
  return number;
}

void
_cem_chart_store_remove (CemChartStore *self,
                         guint32 number)
{
  char *record = _cem_chart_store_get (self, number);

  free_record (self, record);
  g_hash_table_remove (self->outputs, GUINT_TO_POINTER (number));
  memset (record, 0, self->stride);
  memcpy (record, &self->first_free, sizeof self->first_free);
  self->first_free = number + 1;
  *_cem_chart_store_flags (self, record) = 0;
  self->n_used--;
}

static void
load_set (const CemChartStore *self,
          guint64 *set,
          const char *bytes)
{
  set[self->chart->n_words - 1] = 0;
  memcpy (set, bytes, self->n_set);
#if G_BYTE_ORDER == G_BIG_ENDIAN
  for (guint i = 0; i < self->chart->n_words; i++)
    set[i] = GUINT64_FROM_LE (set[i]);
#endif
}

gboolean
_cem_chart_store_concerns (const CemChartStore *self,
                           const char *record,
                           guint32 class_)
{
  const CemChart *chart = self->chart;
  guint64 active;

  if (chart->n_words > 1)
    return TRUE;

  load_set (self, &active, record + self->active_offset);
  return (active & chart->with_always[0]) != 0 ||
         _cem_chart_has_candidates (chart, &active, class_);
}

static void
save_set (const CemChartStore *self,
          const guint64 *set,
          char *bytes)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  for (guint i = 0; i < self->n_set; i++)
    bytes[i] = (char) (set[i / 8] >> (i % 8 * 8));
#else
  memcpy (bytes, set, self->n_set);
#endif
}

void
_cem_chart_store_load (CemChartStore *self,
                       guint32 number,
                       CemChartRun *run)
{
  const CemChart *chart = self->chart;
  char *record = _cem_chart_store_get (self, number);
  const guint8 flags = *_cem_chart_store_flags (self, record);

  run->instance = number;
  run->started = (flags & CEM_CHART_RECORD_STARTED) != 0;
  run->done = (flags & CEM_CHART_RECORD_DONE) != 0;
  run->has_key = (flags & CEM_CHART_RECORD_KEY) != 0;
  if (chart->has_splits)
    memcpy (&run->key, record + self->key_offset, sizeof run->key);

  load_set (self, run->active, record + self->active_offset);
  for (guint i = 0; i < chart->n_histories; i++)
    load_set (self, run->history + i * chart->n_words,
              record + self->history_offset + i * self->n_set);

  for (guint i = 0; i < chart->n_variables; i++)
    {
      run->slots[CEM_CHART_FIRST_SLOT + i] = read_variable (&chart->variables[i],
                                                            record + self->offsets[i]);
      run->changed[CEM_CHART_FIRST_SLOT + i] = FALSE;
    }
}

typedef struct _Replaced Replaced;

struct _Replaced
{
  const CemChartVariable *variable;
  Replaced *next;
  char bytes[sizeof (CemDatum)];
};

void
_cem_chart_store_save (CemChartStore *self,
                       guint32 number,
                       CemChartRun *run)
{
  const CemChart *chart = self->chart;
  Replaced *old = NULL;
  char *record = _cem_chart_store_get (self, number);

  *_cem_chart_store_flags (self, record) =
    (guint8) (CEM_CHART_RECORD_USED | (run->started ? CEM_CHART_RECORD_STARTED : 0) |
              (run->done ? CEM_CHART_RECORD_DONE : 0) |
              (run->has_key ? CEM_CHART_RECORD_KEY : 0));
  if (chart->has_splits)
    memcpy (record + self->key_offset, &run->key, sizeof run->key);

  save_set (self, run->active, record + self->active_offset);
  for (guint i = 0; i < chart->n_histories; i++)
    save_set (self, run->history + i * chart->n_words,
              record + self->history_offset + i * self->n_set);

  for (guint i = 0; i < chart->n_variables; i++)
    {
      const CemChartVariable *variable = &chart->variables[i];
      char *at = record + self->offsets[i];

      if (!run->changed[CEM_CHART_FIRST_SLOT + i])
        continue;

      if (variable->kind == CEM_KIND_NULL || is_pointer (variable->kind))
        {
          Replaced *replaced = _cem_arena_alloc (run->arena, sizeof *replaced);

          replaced->variable = variable;
          replaced->next = old;
          memcpy (replaced->bytes, at, get_width (variable->kind));
          old = replaced;
        }
      write_variable (self, variable, at, &run->slots[CEM_CHART_FIRST_SLOT + i]);
    }

  if (run->output_changed)
    g_hash_table_insert (self->outputs, GUINT_TO_POINTER (number),
                         _cem_value_new_from_datum (&run->output));

  /* Not before: new values are made of old ones, also of other variables. */
  for (; old != NULL; old = old->next)
    free_variable (old->variable, old->bytes);
}

gsize
_cem_chart_store_get_size (const CemChartStore *self)
{
  return self->blocks->len * (gsize) self->stride * CEM_CHART_BLOCK;
}
