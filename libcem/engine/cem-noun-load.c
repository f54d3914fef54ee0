/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-load-private.h"

#include "base/cem-id-private.h"
#include "identity/cem-identity-private.h"

gboolean
_cem_read_position (CemDb *db,
                    gint64 *position,
                    GError **error)
{
  return _cem_db_query_int (db, "SELECT ifnull (max (seq), 0) FROM log", position, error);
}

/* --- from fragments to customers ---*/

typedef struct
{
  CemDb *db;
  CemArena *arena;
  GHashTable *known; /* fragment -> customer; NULL until there is one */
  GArray *customers; /* CemDatum, each once */
  CemDatum owner;
} Naming;

/* 0 when the fragment is gone. */
static gboolean
find_customer (Naming *naming,
               gint64 fragment,
               gint64 *customer,
               GError **error)
{
  g_autoptr (GError) local_error = NULL;
  CemIdentityMember member = { 0 };

  if (_cem_identity_read_entity (naming->db, naming->arena, fragment, &member, &local_error))
    {
      *customer = member.customer;
      return TRUE;
    }

  *customer = 0;
  if (g_error_matches (local_error, CEM_ERROR, CEM_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static CemDatum
new_id (CemArena *arena,
        gint64 customer)
{
  char *id = _cem_arena_alloc (arena, CEM_ID_BUFFER);

  _cem_id_format ('c', customer, id);
  return _cem_datum_string (id, CEM_ID_BUFFER - 1);
}

/* The id of the customer for that of a fragment; null when it is gone. */
static gboolean
name_person (Naming *naming,
             const CemDatum *person,
             CemDatum *id,
             GError **error)
{
  const CemDatum *known = NULL;
  gint64 *key = NULL;
  CemDatum *copy = NULL;
  gint64 fragment = 0;
  gint64 customer = 0;
  char kind = 0;

  *id = _cem_datum_null ();
  if (person->kind != CEM_KIND_STRING || !_cem_id_parse (person->v.s, person->n, &kind, &fragment))
    return TRUE;

  if (naming->known == NULL)
    naming->known = g_hash_table_new (g_int64_hash, g_int64_equal);
  known = g_hash_table_lookup (naming->known, &fragment);
  if (known != NULL)
    {
      *id = *known;
      return TRUE;
    }

  if (!find_customer (naming, fragment, &customer, error))
    return FALSE;

  if (customer != 0)
    *id = new_id (naming->arena, customer);
  key = _cem_arena_alloc (naming->arena, sizeof (gint64));
  copy = _cem_arena_alloc (naming->arena, sizeof (CemDatum));
  *key = fragment;
  *copy = *id;
  g_hash_table_insert (naming->known, key, copy);
  return TRUE;
}

static void
add_customer (Naming *naming,
              const CemDatum *id)
{
  if (id->kind == CEM_KIND_NULL)
    return;

  for (guint i = 0; i < naming->customers->len; i++)
    if (_cem_datum_equal (&g_array_index (naming->customers, CemDatum, i), id))
      return;

  g_array_append_val (naming->customers, *id);
}

static gboolean
name_persons (Naming *naming,
              const CemDatum *persons,
              GError **error)
{
  if (persons->kind != CEM_KIND_LIST)
    return TRUE;

  for (guint i = 0; i < persons->v.list->n; i++)
    {
      CemDatum id = { 0 };

      if (!name_person (naming, &persons->v.list->items[i], &id, error))
        return FALSE;
      add_customer (naming, &id);
    }

  return TRUE;
}

/* A period gets `customer`; *@open is set to it when the period has not ended. */
static gboolean
name_period (Naming *naming,
             const CemDatum *period,
             CemDatum *named,
             CemDatum *open,
             GError **error)
{
  const CemDatum *person = _cem_datum_find_member (period, "person");
  CemEntry *entries = NULL;
  CemDatum id = { 0 };
  guint n = 0;

  *named = *period;
  if (person == NULL)
    return TRUE;
  if (!name_person (naming, person, &id, error))
    return FALSE;
  if (id.kind == CEM_KIND_NULL)
    return TRUE;

  n = period->v.map->n;
  entries = _cem_arena_alloc (naming->arena, sizeof (CemEntry) * (n + 1));
  memcpy (entries, period->v.map->entries, sizeof (CemEntry) * n);
  entries[n].key = _cem_datum_string ("customer", 8);
  entries[n].value = id;
  *named = _cem_datum_map (_cem_map_new (naming->arena, entries, n + 1));
  if (_cem_datum_find_member (period, "until") == NULL)
    *open = id;

  return TRUE;
}

static gboolean
name_periods (Naming *naming,
              CemDatum *periods,
              CemDatum *open,
              GError **error)
{
  g_autoptr (GArray) items = NULL;

  if (periods->kind != CEM_KIND_LIST)
    return TRUE;

  items = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  for (guint i = 0; i < periods->v.list->n; i++)
    {
      CemDatum named = { 0 };

      if (!name_period (naming, &periods->v.list->items[i], &named, open, error))
        return FALSE;
      g_array_append_val (items, named);
    }

  *periods = _cem_datum_list (
    _cem_list_new (naming->arena, (const CemDatum *) items->data, items->len));
  return TRUE;
}

static gboolean
is_key (const CemEntry *entry,
        const char *name)
{
  return entry->key.kind == CEM_KIND_STRING && (gsize) entry->key.n == strlen (name) &&
         memcmp (entry->key.v.s, name, strlen (name)) == 0;
}

static gboolean
name_all (Naming *naming,
          CemDatum *snapshot,
          GError **error)
{
  const CemMap *map = snapshot->v.map;
  CemEntry *entries = _cem_arena_alloc (naming->arena, sizeof (CemEntry) * (map->n + 2));
  CemDatum open = _cem_datum_null ();
  guint n = 0;

  for (guint i = 0; i < map->n; i++)
    {
      CemEntry entry = map->entries[i];
      gboolean done = TRUE;

      if (is_key (&entry, "persons"))
        done = name_persons (naming, &entry.value, error);
      else if (is_key (&entry, "owners"))
        done = name_periods (naming, &entry.value, &naming->owner, error);
      else if (is_key (&entry, "users") || is_key (&entry, "members"))
        done = name_periods (naming, &entry.value, &open, error);
      if (!done)
        return FALSE;
      entries[n++] = entry;
    }

  entries[n].key = _cem_datum_string ("customers", 9);
  entries[n++].value = _cem_datum_list (_cem_list_new (
    naming->arena, (const CemDatum *) naming->customers->data, naming->customers->len));
  if (naming->owner.kind != CEM_KIND_NULL)
    {
      entries[n].key = _cem_datum_string ("owner", 5);
      entries[n++].value = naming->owner;
    }

  *snapshot = _cem_datum_map (_cem_map_new (naming->arena, entries, n));
  return TRUE;
}

gboolean
_cem_noun_load_snapshot (CemDb *db,
                         gint64 entity,
                         CemNounFlags flags,
                         CemArena *arena,
                         CemDatum *snapshot,
                         GError **error)
{
  g_autoptr (GArray) customers = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  Naming naming = { .db = db, .arena = arena, .customers = customers };
  gboolean done = FALSE;

  if (!_cem_noun_read_snapshot (db, entity, flags, arena, snapshot, error))
    return FALSE;

  naming.owner = _cem_datum_null ();
  done = name_all (&naming, snapshot, error);
  g_clear_pointer (&naming.known, g_hash_table_unref);
  return done;
}

gpointer
_cem_noun_load (CemDb *db,
                gint64 entity,
                CemNounFlags flags,
                gint64 position,
                GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  const CemDatum *noun = NULL;
  CemDatum snapshot = { 0 };
  GType type = CEM_TYPE_NOUN;

  if (!_cem_noun_load_snapshot (db, entity, flags, arena, &snapshot, error))
    return NULL;

  noun = _cem_datum_find_member (&snapshot, "noun");
  if (noun != NULL && noun->kind == CEM_KIND_STRING)
    type = _cem_noun_find_type (_cem_arena_strndup (arena, noun->v.s, (gsize) noun->n));

  return _cem_noun_new_take (type, g_steal_pointer (&arena), &snapshot, position);
}
