/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "base/cem-id-private.h"

#define DAY (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

/* Components of one device. */
#define MAX_COMPONENTS 1000

/* --- whose it is ---*/

static const char *
get_role (const CemFact *fact)
{
  const CemDatum *role = _cem_fact_get (fact, "role", CEM_KIND_STRING);

  return role != NULL && role->n == 4 && memcmp (role->v.s, "user", 4) == 0 ? "user" : "owner";
}

static gboolean
is_current (const CemPeriod *period,
            gint64 fragment,
            const char *role)
{
  return period->until == CEM_MODEL_NO_TIME && period->fragment == fragment &&
         strcmp (period->role, role) == 0;
}

static void
end_periods (GArray *periods,
             gint64 time)
{
  for (guint i = 0; i < periods->len; i++)
    if (g_array_index (periods, CemPeriod, i).until == CEM_MODEL_NO_TIME)
      g_array_index (periods, CemPeriod, i).until = time;
}

/* A new owner ends what was before him; a user comes beside. */
static void
begin_period (GArray *periods,
              const CemFact *fact)
{
  const char *role = get_role (fact);
  CemPeriod period = { fact->fragment, fact->time, CEM_MODEL_NO_TIME, role };

  for (guint i = 0; i < periods->len; i++)
    if (is_current (&g_array_index (periods, CemPeriod, i), fact->fragment, role))
      return;

  if (strcmp (role, "owner") == 0)
    end_periods (periods, fact->time);
  g_array_append_val (periods, period);
}

static void
fold_periods (CemNounFold *fold)
{
  g_autoptr (GArray) periods = g_array_new (FALSE, FALSE, sizeof (CemPeriod));

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);

      if (_cem_fact_is (fact, "device.retired"))
        end_periods (periods, fact->time);
      else if (fact->fragment != 0 && (_cem_fact_is (fact, "device.registered") ||
                                       _cem_fact_is (fact, "device.transferred")))
        begin_period (periods, fact);
    }

  _cem_fields_set (fold->fields, "owners", _cem_periods_to_list (fold->arena, periods, "owner"));
  _cem_fields_set (fold->fields, "users", _cem_periods_to_list (fold->arena, periods, "user"));
}

gint64
_cem_device_find_owner (const CemDatum *snapshot,
                        gint64 us)
{
  const CemDatum *owners = _cem_map_find_string (snapshot->v.map, "owners", 6);

  if (owners == NULL || owners->kind != CEM_KIND_LIST)
    return 0;

  for (guint i = 0; i < owners->v.list->n; i++)
    {
      const CemMap *period = owners->v.list->items[i].v.map;
      const CemDatum *until = _cem_map_find_string (period, "until", 5);
      gint64 from_us = G_MAXINT64;
      gint64 until_us = G_MAXINT64;
      gint64 fragment = 0;
      char kind = 0;

      _cem_member_read_time (_cem_map_find_string (period, "from", 4), &from_us);
      if (until != NULL)
        _cem_member_read_time (until, &until_us);
      if (from_us <= us && us < until_us &&
          _cem_id_parse (_cem_map_find_string (period, "person", 6)->v.s, CEM_ID_BUFFER - 1, &kind,
                         &fragment))
        return fragment;
    }

  return 0;
}

/* --- what it is made of ---*/

typedef struct
{
  CemDatum name;
  CemDatum serial;
  CemDatum batch;
  CemDatum part;
  gint64 since;
  gint64 replaced;
} Component;

static Component *
get_component (GArray *components,
               const CemDatum *name)
{
  Component fresh = { .name = *name };

  for (guint i = 0; i < components->len; i++)
    if (_cem_datum_equal (&g_array_index (components, Component, i).name, name))
      return &g_array_index (components, Component, i);
  if (components->len == MAX_COMPONENTS)
    return NULL;

  g_array_append_val (components, fresh);
  return &g_array_index (components, Component, components->len - 1);
}

static CemDatum
get_text (const CemMap *map,
          const char *name)
{
  const CemDatum *value = _cem_map_find_string (map, name, strlen (name));

  return value != NULL && value->kind == CEM_KIND_STRING ? *value : _cem_datum_null ();
}

static void
register_components (const CemFact *fact,
                     GArray *components)
{
  const CemDatum *list = _cem_fact_get (fact, "components", CEM_KIND_LIST);

  for (guint i = 0; list != NULL && i < list->v.list->n; i++)
    {
      const CemDatum *item = &list->v.list->items[i];
      CemDatum name = item->kind == CEM_KIND_MAP ? get_text (item->v.map, "name") : *item;
      Component *component = name.kind == CEM_KIND_STRING ? get_component (components, &name) : NULL;

      if (component == NULL)
        continue;
      component->since = fact->time;
      if (item->kind != CEM_KIND_MAP)
        continue;
      component->serial = get_text (item->v.map, "serial");
      component->batch = get_text (item->v.map, "batch");
      component->part = get_text (item->v.map, "part");
    }
}

static void
set_known (GArray *fields,
           const char *name,
           CemDatum value)
{
  if (value.kind != CEM_KIND_NULL)
    _cem_fields_set (fields, name, value);
}

/* The old serial number is as the event says it, or as it was known. */
static void
replace_component (CemNounFold *fold,
                   const CemFact *fact,
                   GArray *components,
                   GArray *swaps)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  const CemDatum *name = _cem_fact_get (fact, "component", CEM_KIND_STRING);
  Component *component = name != NULL ? get_component (components, name) : NULL;
  const CemMap *data = fact->data.kind == CEM_KIND_MAP ? fact->data.v.map : NULL;
  CemDatum old = { 0 };
  CemDatum part = { 0 };
  CemDatum swap = { 0 };

  if (component == NULL)
    return;

  old = get_text (data, "old_serial");
  part = get_text (data, "part");
  _cem_fields_set (fields, "at", _cem_datum_from_us (fact->time));
  _cem_fields_set (fields, "component", *name);
  set_known (fields, "old_serial", old.kind != CEM_KIND_NULL ? old : component->serial);
  set_known (fields, "old_batch", component->batch);
  component->serial = get_text (data, "new_serial");
  component->batch = get_text (data, "new_batch");
  component->part = part.kind != CEM_KIND_NULL ? part : component->part;
  component->since = fact->time;
  component->replaced++;
  set_known (fields, "new_serial", component->serial);
  set_known (fields, "new_batch", component->batch);
  set_known (fields, "part", part);
  set_known (fields, "reason", get_text (data, "reason"));
  set_known (fields, "work_order", get_text (data, "work_order"));
  swap = _cem_fields_to_map (fold->arena, fields);
  g_array_append_val (swaps, swap);
}

static void
fold_components (CemNounFold *fold)
{
  g_autoptr (GArray) components = g_array_new (FALSE, FALSE, sizeof (Component));
  g_autoptr (GArray) swaps = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  g_autoptr (GArray) map = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);

      if (_cem_fact_is (fact, "device.registered"))
        register_components (fact, components);
      else if (_cem_fact_is (fact, "device.component_replaced"))
        replace_component (fold, fact, components, swaps);
    }

  for (guint i = 0; i < components->len; i++)
    {
      const Component *component = &g_array_index (components, Component, i);
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

      set_known (fields, "serial", component->serial);
      set_known (fields, "batch", component->batch);
      set_known (fields, "part", component->part);
      _cem_fields_set (fields, "since", _cem_datum_from_us (component->since));
      _cem_fields_set (fields, "replaced", _cem_datum_int (component->replaced));
      _cem_fields_set_n (map, component->name.v.s, (gsize) component->name.n,
                         _cem_fields_to_map (fold->arena, fields));
    }

  _cem_fields_set (fold->fields, "components", _cem_fields_to_map (fold->arena, map));
  _cem_fields_set (fold->fields, "swaps",
                   _cem_datum_list (_cem_list_new (fold->arena, (const CemDatum *) swaps->data,
                                                   swaps->len)));
}

/* --- warranty: until a day, or until a meter has come so far, whichever is first ---*/

typedef struct
{
  gint64 until; /* CEM_MODEL_NO_TIME: none */
  CemDatum meter;
  double limit;
  guint unit;
} Warranty;

static gboolean
get_number (const CemDatum *value,
            double *number)
{
  if (value == NULL || (value->kind != CEM_KIND_INT && value->kind != CEM_KIND_DOUBLE))
    return FALSE;

  *number = value->kind == CEM_KIND_INT ? (double) value->v.i : value->v.d;
  return TRUE;
}

static void
read_warranty (const CemFact *fact,
               Warranty *warranty)
{
  const CemDatum *until = _cem_fact_get (fact, "warranty_until", CEM_KIND_STRING);
  const CemDatum *meter = _cem_fact_get (fact, "warranty_meter", CEM_KIND_MAP);
  gint64 us = 0;
  CemDatum name = { 0 };
  CemDatum unit = { 0 };

  /* The last day is one of it. */
  if (until != NULL && _cem_member_read_time (until, &us))
    warranty->until = until->n == 10 ? us + DAY : us;
  if (meter == NULL)
    return;

  name = get_text (meter->v.map, "meter");
  unit = get_text (meter->v.map, "unit");
  if (name.kind == CEM_KIND_NULL ||
      !get_number (_cem_map_find_string (meter->v.map, "value", 5), &warranty->limit))
    return;
  warranty->meter = name;
  warranty->unit = unit.kind != CEM_KIND_NULL ? _cem_unit_from_name (unit.v.s, (gsize) unit.n) : 0;
}

static gboolean
fold_warranty (CemNounFold *fold,
               GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Warranty warranty = { .until = CEM_MODEL_NO_TIME, .meter = _cem_datum_null () };
  gint64 reached = CEM_MODEL_NO_TIME;
  gint64 ends = CEM_MODEL_NO_TIME;

  for (guint i = 0; i < fold->facts->len; i++)
    if (_cem_fact_is (&g_array_index (fold->facts, CemFact, i), "device.registered"))
      read_warranty (&g_array_index (fold->facts, CemFact, i), &warranty);

  ends = warranty.until;
  if (ends != CEM_MODEL_NO_TIME)
    _cem_fields_set (fields, "until", _cem_datum_from_us (ends));
  if (warranty.meter.kind != CEM_KIND_NULL)
    {
      const char *name =
        _cem_arena_strndup (fold->arena, warranty.meter.v.s, (gsize) warranty.meter.n);

      if (!_cem_meter_find_reached (fold->db, fold->members, name, warranty.limit,
                                    warranty.unit, &reached, error))
        return FALSE;
      _cem_fields_set (fields, "meter", warranty.meter);
      _cem_fields_set (fields, "limit", _cem_datum_double (warranty.limit));
      if (warranty.unit != 0)
        _cem_fields_set (fields, "unit",
                         _cem_datum_from_text (_cem_unit_get_name (warranty.unit)));
      if (reached != CEM_MODEL_NO_TIME)
        _cem_fields_set (fields, "reached_at", _cem_datum_from_us (reached));
    }
  if (reached != CEM_MODEL_NO_TIME && (ends == CEM_MODEL_NO_TIME || reached < ends))
    ends = reached;
  if (ends != CEM_MODEL_NO_TIME)
    _cem_fields_set (fields, "ends_at", _cem_datum_from_us (ends));
  if (fields->len > 0)
    _cem_fields_set (fold->fields, "warranty", _cem_fields_to_map (fold->arena, fields));
  return TRUE;
}

gboolean
_cem_noun_fold_device (CemNounFold *fold,
                       GError **error)
{
  CemDatum errors = { 0 };

  fold_periods (fold);
  fold_components (fold);
  if (!fold_warranty (fold, error) || !_cem_noun_fold_gauges (fold, error) ||
      !_cem_noun_read_tallies (fold, &errors, error))
    return FALSE;

  if (errors.kind == CEM_KIND_MAP)
    _cem_fields_set (fold->fields, "errors", errors);
  return TRUE;
}
