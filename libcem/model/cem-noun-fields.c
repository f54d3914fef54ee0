/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "base/cem-id-private.h"

/* Snapshots are put together from fields: names that are constants, or the arena's. */

static guint
find_field (GArray *fields,
            const char *name,
            gsize length)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const CemDatum *key = &g_array_index (fields, CemEntry, i).key;

      if ((gsize) key->n == length && memcmp (key->v.s, name, length) == 0)
        return i;
    }

  return fields->len;
}

void
_cem_fields_set_n (GArray *fields,
                   const char *name,
                   gsize length,
                   CemDatum value)
{
  CemEntry entry = { _cem_datum_string (name, length), value };
  guint at = find_field (fields, name, length);

  if (at < fields->len)
    g_array_index (fields, CemEntry, at).value = value;
  else
    g_array_append_val (fields, entry);
}

void
_cem_fields_set (GArray *fields,
                 const char *name,
                 CemDatum value)
{
  _cem_fields_set_n (fields, name, strlen (name), value);
}

void
_cem_fields_unset (GArray *fields,
                   const char *name)
{
  guint at = find_field (fields, name, strlen (name));

  if (at < fields->len)
    g_array_remove_index (fields, at);
}

const CemDatum *
_cem_fields_get (GArray *fields,
                 const char *name)
{
  guint at = find_field (fields, name, strlen (name));

  return at < fields->len ? &g_array_index (fields, CemEntry, at).value : NULL;
}

CemDatum
_cem_fields_to_map (CemArena *arena,
                    GArray *fields)
{
  return _cem_datum_map (_cem_map_new (arena, (const CemEntry *) fields->data, fields->len));
}

CemDatum
_cem_datum_from_us (gint64 us)
{
  gint64 seconds = us / G_USEC_PER_SEC;
  gint64 rest = us % G_USEC_PER_SEC;

  if (rest < 0)
    {
      seconds--;
      rest += G_USEC_PER_SEC;
    }
  return _cem_datum_timestamp (seconds, (gint32) rest * 1000);
}

CemDatum
_cem_datum_from_text (const char *text)
{
  return _cem_datum_string (text, strlen (text));
}

CemDatum
_cem_datum_from_entity (CemArena *arena,
                        char kind,
                        gint64 entity)
{
  char *id = _cem_arena_alloc (arena, CEM_ID_BUFFER);

  _cem_id_format (kind, entity, id);
  return _cem_datum_string (id, CEM_ID_BUFFER - 1);
}

const CemDatum *
_cem_fact_get (const CemFact *fact,
               const char *name,
               CemKind kind)
{
  const CemDatum *value = NULL;

  if (fact->data.kind == CEM_KIND_MAP)
    value = _cem_map_find_string (fact->data.v.map, name, strlen (name));
  return value != NULL && value->kind == kind ? value : NULL;
}

gboolean
_cem_fact_is (const CemFact *fact,
              const char *type)
{
  return strcmp (fact->type_name, type) == 0;
}

CemDatum
_cem_periods_to_list (CemArena *arena,
                      GArray *periods,
                      const char *role)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CemDatum));

  for (guint i = 0; i < periods->len; i++)
    {
      const CemPeriod *period = &g_array_index (periods, CemPeriod, i);
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
      CemDatum item = { 0 };

      if (role != NULL && strcmp (period->role, role) != 0)
        continue;
      _cem_fields_set (fields, "person", _cem_datum_from_entity (arena, 'c', period->fragment));
      if (role == NULL)
        _cem_fields_set (fields, "role", _cem_datum_from_text (period->role));
      _cem_fields_set (fields, "from", _cem_datum_from_us (period->from));
      if (period->until != CEM_MODEL_NO_TIME)
        _cem_fields_set (fields, "until", _cem_datum_from_us (period->until));
      item = _cem_fields_to_map (arena, fields);
      g_array_append_val (items, item);
    }

  return _cem_datum_list (_cem_list_new (arena, (const CemDatum *) items->data, items->len));
}
