/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "log/cem-log-private.h"
#include "value/cem-json-private.h"

#include <math.h>

/* What events say that is summed up and not kept one by one. */

#define MAX_NAME 200
#define MAX_METER 1e9

static gboolean
is (const CemVocabularyType *type,
    const char *name)
{
  return strcmp (type->name, name) == 0;
}

static const CemMap *
get_map (const CemModelEvent *event,
         const char *name)
{
  const CemDatum *value = NULL;

  if (event->data == NULL || event->data->kind != CEM_KIND_MAP)
    return NULL;

  value = _cem_map_find_string (event->data->v.map, name, strlen (name));
  return value != NULL && value->kind == CEM_KIND_MAP ? value->v.map : NULL;
}

static const CemDatum *
get_text (const CemModelEvent *event,
          const char *name)
{
  const CemDatum *value = NULL;

  if (event->data == NULL || event->data->kind != CEM_KIND_MAP)
    return NULL;

  value = _cem_map_find_string (event->data->v.map, name, strlen (name));
  return value != NULL && value->kind == CEM_KIND_STRING && value->n <= MAX_NAME ? value : NULL;
}

static gboolean
get_number (const CemDatum *value,
            double *number)
{
  if (value->kind == CEM_KIND_DOUBLE)
    *number = value->v.d;
  else if (value->kind == CEM_KIND_INT)
    *number = (double) value->v.i;
  else if (value->kind == CEM_KIND_UINT)
    *number = (double) value->v.u;
  else
    return FALSE;

  return isfinite (*number);
}

static gboolean
is_name (const CemDatum *key)
{
  return key->kind == CEM_KIND_STRING && key->n > 0 && key->n <= MAX_NAME &&
         memchr (key->v.s, '\0', (gsize) key->n) == NULL;
}

/* Whether a meter's entry can be taken; @unit 0 when none is given. */
static gboolean
read_meter (const CemModelEvent *event,
            const CemEntry *entry,
            double *value,
            guint *unit,
            const char **problem)
{
  const CemMap *units = get_map (event, "units");
  const CemDatum *name = NULL;

  *unit = 0;
  *problem = "wrong-kind";
  if (!is_name (&entry->key) || !get_number (&entry->value, value) || *value < 0.0 ||
      *value > MAX_METER)
    return FALSE;

  name = units != NULL ? _cem_map_find_string (units, entry->key.v.s, (gsize) entry->key.n) : NULL;
  if (name == NULL || name->kind == CEM_KIND_NULL)
    return TRUE;

  *problem = "unknown-unit";
  if (name->kind == CEM_KIND_STRING)
    *unit = _cem_unit_from_name (name->v.s, (gsize) name->n);
  return *unit != 0;
}

static gboolean
read_consumable (const CemEntry *entry,
                 double *life)
{
  return is_name (&entry->key) && get_number (&entry->value, life) && *life >= 0.0 && *life <= 1.0;
}

void
_cem_model_check_readings (CemModel *self,
                           const CemModelEvent *event,
                           CemNoticeFunc note,
                           gint64 n)
{
  const CemMap *meters = get_map (event, "meters");
  const CemMap *consumables = get_map (event, "consumables");
  const char *problem = NULL;
  double value = 0.0;
  guint unit = 0;

  if (event->type_length != 14 || memcmp (event->type, "device.reading", 14) != 0)
    return;

  for (guint i = 0; meters != NULL && i < meters->n; i++)
    if (!read_meter (event, &meters->entries[i], &value, &unit, &problem))
      note (self, event->type, event->type_length, problem, "meters", 6, n);
  for (guint i = 0; consumables != NULL && i < consumables->n; i++)
    if (!read_consumable (&consumables->entries[i], &value))
      note (self, event->type, event->type_length, "wrong-kind", "consumables", 11, n);
}

/* --- folding ---*/

static gint64
get_tie (CemModel *self,
         const CemModelEvent *event)
{
  return (gint64) _cem_log_key (self->secret, event->source, event->source_length, event->id,
                                event->id_length);
}

static void
add_gauge (CemModel *self,
           const CemModelEvent *event,
           gint64 entity,
           CemGaugeKind kind,
           const CemDatum *name,
           const CemDatum *value)
{
  CemGaugeRow row = { .entity = entity, .kind = kind, .name = "", .time = event->time };

  g_string_truncate (self->scratch, 0);
  _cem_json_write (self->scratch, value, CEM_JSON_WRITE_SORTED);
  row.value = _cem_model_intern (self, self->scratch->str, self->scratch->len);
  if (name != NULL)
    row.name = _cem_model_intern (self, name->v.s, (gsize) name->n);
  row.tie = get_tie (self, event);
  g_array_append_val (self->gauges, row);
}

static void
add_reading (CemModel *self,
             const CemModelEvent *event,
             gint64 entity,
             CemGaugeKind kind,
             const CemDatum *name,
             double value,
             guint unit,
             gboolean reset)
{
  CemReadingRow row = {
    .entity = entity,
    .kind = kind,
    .name = _cem_model_intern (self, name->v.s, (gsize) name->n),
    .time = event->time,
    .tie = get_tie (self, event),
    .value = value,
    .unit = unit,
    .reset = reset,
  };

  g_array_append_val (self->readings, row);
}

static void
add_tally (CemModel *self,
           const CemModelEvent *event,
           gint64 entity,
           const char *name,
           gsize length)
{
  CemTallyRow row = { entity, _cem_model_intern (self, name, length), event->time };

  g_array_append_val (self->tallies, row);
}

static gboolean
is_reset (const CemModelEvent *event,
          const CemDatum *name)
{
  const CemDatum *list = _cem_map_find_string (event->data->v.map, "reset", 5);

  if (list == NULL || list->kind != CEM_KIND_LIST)
    return FALSE;

  for (guint i = 0; i < list->v.list->n; i++)
    if (_cem_datum_equal (&list->v.list->items[i], name))
      return TRUE;

  return FALSE;
}

static void
fold_reading (CemModel *self,
              const CemModelEvent *event,
              gint64 entity)
{
  const CemMap *meters = get_map (event, "meters");
  const CemMap *consumables = get_map (event, "consumables");
  const CemMap *values = get_map (event, "values");
  const char *problem = NULL;
  double value = 0.0;
  guint unit = 0;

  for (guint i = 0; meters != NULL && i < meters->n; i++)
    {
      const CemEntry *entry = &meters->entries[i];

      if (read_meter (event, entry, &value, &unit, &problem))
        add_reading (self, event, entity, CEM_GAUGE_METER, &entry->key, value, unit,
                     is_reset (event, &entry->key));
    }
  for (guint i = 0; consumables != NULL && i < consumables->n; i++)
    {
      const CemEntry *entry = &consumables->entries[i];

      if (!read_consumable (entry, &value))
        continue;
      add_reading (self, event, entity, CEM_GAUGE_CONSUMABLE, &entry->key, value, 0, FALSE);
      add_gauge (self, event, entity, CEM_GAUGE_CONSUMABLE, &entry->key, &entry->value);
    }
  for (guint i = 0; values != NULL && i < values->n; i++)
    if (is_name (&values->entries[i].key))
      add_gauge (self, event, entity, CEM_GAUGE_VALUE, &values->entries[i].key,
                 &values->entries[i].value);
}

static void
fold_registered (CemModel *self,
                 const CemModelEvent *event,
                 gint64 entity)
{
  const CemMap *meters = get_map (event, "meters");

  for (guint i = 0; meters != NULL && i < meters->n; i++)
    if (is_name (&meters->entries[i].key))
      {
        const CemDatum *name = &meters->entries[i].key;
        CemStaleMeter stale = { entity, _cem_model_intern (self, name->v.s, (gsize) name->n) };

        g_array_append_val (self->stale, stale);
      }
}

void
_cem_model_fold_summary (CemModel *self,
                         const CemVocabularyType *type,
                         const CemModelEvent *event,
                         gint64 entity)
{
  CemDatum on = _cem_datum_bool (TRUE);
  CemDatum off = _cem_datum_bool (FALSE);
  const CemDatum *name = NULL;

  if (is (type, "device.reading"))
    fold_reading (self, event, entity);
  else if (is (type, "device.registered"))
    fold_registered (self, event, entity);
  else if (is (type, "device.online"))
    add_gauge (self, event, entity, CEM_GAUGE_ONLINE, NULL, &on);
  else if (is (type, "device.offline"))
    add_gauge (self, event, entity, CEM_GAUGE_ONLINE, NULL, &off);
  else if (is (type, "campaign.joined"))
    add_tally (self, event, entity, "joined", 6);
  else if (is (type, "device.error"))
    {
      name = get_text (event, "code");
      if (name != NULL)
        add_tally (self, event, entity, name->v.s, (gsize) name->n);
    }
  else if (is (type, "post.engaged"))
    {
      name = get_text (event, "kind");
      add_tally (self, event, entity, name != NULL ? name->v.s : "engaged",
                 name != NULL ? (gsize) name->n : 7);
    }
}
