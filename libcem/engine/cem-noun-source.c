/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-noun-source-private.h"

#include "base/cem-clock-private.h"
#include "base/cem-id-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-noun-load-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-customer.h>

typedef struct
{
  CemListSource source;
  CemNounKind kind;
  CemListFilter *filter; /* (nullable) */
  CemSubject *subject;   /* (nullable) */
} NounSource;

static void
noun_source_finalize (CemListSource *source)
{
  NounSource *self = (NounSource *) source;

  g_clear_pointer (&self->filter, _cem_list_filter_unref);
  g_clear_pointer (&self->subject, _cem_subject_unref);
}

static NounSource *
new_source (CemEngine *engine,
            CemNounKind kind,
            CemListFilter *filter,
            CemSubject *subject)
{
  NounSource *self = (NounSource *) _cem_list_source_new (engine, sizeof (NounSource));

  self->source.read_stamp = _cem_list_source_read_position;
  self->source.finalize = noun_source_finalize;
  self->kind = kind;
  self->filter = filter;
  self->subject = subject != NULL ? _cem_subject_ref (subject) : NULL;
  return self;
}

static gboolean
nouns_read_items (CemListSource *source,
                  CemDb *db,
                  const gint64 *keys,
                  guint n_keys,
                  GPtrArray *items,
                  GError **error)
{
  gint64 position = 0;

  if (!_cem_read_position (db, &position, error))
    return FALSE;

  for (guint i = 0; i < n_keys; i++)
    {
      g_autoptr (GError) local_error = NULL;
      gpointer noun = _cem_noun_load (db, keys[i], CEM_NOUN_BRIEF, position, &local_error);

      if (noun == NULL && !_cem_list_source_is_gone (&local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_ptr_array_add (items, noun);
    }

  return TRUE;
}

static void
reverse (GArray *keys)
{
  for (guint i = 0, j = keys->len; i + 1 < j; i++)
    {
      const gint64 key = g_array_index (keys, gint64, i);

      j--;
      g_array_index (keys, gint64, i) = g_array_index (keys, gint64, j);
      g_array_index (keys, gint64, j) = key;
    }
}

/* --- with a condition ---*/

/* Reads what a condition sees of a row. */
typedef gboolean (*ReadRow) (NounSource *self,
                             CemDb *db,
                             gint64 key,
                             CemArena *arena,
                             CemDatum *row,
                             GError **error);

/* Without an order of its own, a list is content with its first rows. */
static CemListKeys *
sift (NounSource *self,
      CemDb *db,
      GArray *keys,
      guint limit,
      ReadRow read_row,
      GError **error)
{
  const gint64 now = _cem_clock_read_us (cem_engine_get_clock (self->source.engine));
  g_autoptr (CemListSift) sifted = _cem_list_sift_new (self->filter, now);
  g_autoptr (CemArena) arena = _cem_arena_new (8192);

  if (self->filter->order != NULL)
    limit = 0;

  for (guint i = 0; i < keys->len && (limit == 0 || _cem_list_sift_get_n (sifted) < limit); i++)
    {
      const gint64 key = g_array_index (keys, gint64, i);
      g_autoptr (GError) local_error = NULL;
      CemDatum row = { 0 };

      _cem_arena_reset (arena);
      if (read_row (self, db, key, arena, &row, &local_error) &&
          _cem_list_sift_add (sifted, key, &row, &local_error))
        continue;
      if (!_cem_list_source_is_gone (&local_error))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  return _cem_list_keys_new_take (_cem_list_sift_finish (sifted));
}

/* --- nouns of a kind ---*/

static gboolean
read_noun_row (NounSource *self,
               CemDb *db,
               gint64 key,
               CemArena *arena,
               CemDatum *row,
               GError **error)
{
  return _cem_noun_load_snapshot (db, key, CEM_NOUN_BRIEF, arena, row, error);
}

static CemListKeys *
nouns_read_keys (CemListSource *source,
                 CemDb *db,
                 guint limit,
                 const CemListKeys *known,
                 gint64 stamp,
                 GError **error)
{
  NounSource *self = (NounSource *) source;
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_noun_list (db, self->kind, 0, keys, error))
    return NULL;

  reverse (keys);
  if (self->filter != NULL)
    return sift (self, db, keys, limit, read_noun_row, error);

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

CemListSource *
_cem_list_source_new_nouns (CemEngine *engine,
                            CemNounKind kind,
                            CemListFilter *filter)
{
  NounSource *self = new_source (engine, kind, filter, NULL);

  self->source.item_type = _cem_noun_find_type (_cem_noun_kind_get_name (kind));
  self->source.read_keys = nouns_read_keys;
  self->source.read_items = nouns_read_items;
  return &self->source;
}

/* --- nouns of a subject ---*/

/* FALSE without an error when nothing is known by the key. */
static gboolean
resolve (NounSource *self,
         CemDb *db,
         GArray *entities,
         GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (_cem_subject_resolve (self->subject, db, entities, NULL, &local_error))
    return TRUE;

  if (!_cem_list_source_is_gone (&local_error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static CemListKeys *
related_read_keys (CemListSource *source,
                   CemDb *db,
                   guint limit,
                   const CemListKeys *known,
                   gint64 stamp,
                   GError **error)
{
  NounSource *self = (NounSource *) source;
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) local_error = NULL;

  if (resolve (self, db, entities, &local_error) &&
      _cem_noun_list_newest_related (db, (const gint64 *) entities->data, entities->len, self->kind,
                                     limit, keys, &local_error))
    return _cem_list_keys_new_take (g_steal_pointer (&keys));

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

CemListSource *
_cem_list_source_new_related (CemEngine *engine,
                              CemSubject *subject,
                              CemNounKind kind)
{
  NounSource *self = new_source (engine, kind, NULL, subject);

  self->source.item_type = _cem_noun_find_type (_cem_noun_kind_get_name (kind));
  self->source.read_keys = related_read_keys;
  self->source.read_items = nouns_read_items;
  return &self->source;
}

/* --- customers of a noun ---*/

static void
add_customers (const CemDatum *customers,
               GArray *keys)
{
  if (customers == NULL || customers->kind != CEM_KIND_LIST)
    return;

  for (guint i = 0; i < customers->v.list->n; i++)
    {
      const CemDatum *id = &customers->v.list->items[i];
      gint64 customer = 0;
      char kind = 0;

      if (_cem_id_parse (id->v.s, id->n, &kind, &customer))
        g_array_append_val (keys, customer);
    }
}

static CemListKeys *
customers_of_read_keys (CemListSource *source,
                        CemDb *db,
                        guint limit,
                        const CemListKeys *known,
                        gint64 stamp,
                        GError **error)
{
  NounSource *self = (NounSource *) source;
  g_autoptr (GArray) entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemArena) arena = _cem_arena_new (8192);
  g_autoptr (GError) local_error = NULL;
  CemDatum snapshot = { 0 };

  if (resolve (self, db, entities, &local_error) &&
      _cem_noun_load_snapshot (db, g_array_index (entities, gint64, 0), CEM_NOUN_BRIEF, arena,
                               &snapshot, &local_error))
    add_customers (_cem_datum_find_member (&snapshot, "customers"), keys);

  if (local_error != NULL && !_cem_list_source_is_gone (&local_error))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return _cem_list_keys_new_take (g_steal_pointer (&keys));
}

CemListSource *
_cem_list_source_new_customers_of (CemEngine *engine,
                                   CemSubject *subject)
{
  NounSource *self = new_source (engine, CEM_NOUN_NONE, NULL, subject);

  self->source.item_type = CEM_TYPE_CUSTOMER;
  self->source.read_keys = customers_of_read_keys;
  self->source.read_items = _cem_list_source_read_customers;
  return &self->source;
}

/* --- customers with a condition: what it sees of one is read as far as it is named ---*/

typedef struct
{
  CemDb *db;
  CemArena *arena;
  CemListFilter *filter;
  CemEntry entries[32];
  guint n;
} CustomerRow;

static void
set (CustomerRow *row,
     const char *name,
     CemDatum value)
{
  g_assert (row->n < G_N_ELEMENTS (row->entries));
  row->entries[row->n].key = _cem_datum_string (name, strlen (name));
  row->entries[row->n++].value = value;
}

static void
set_members (CustomerRow *row,
             GArray *members)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  gint64 since = G_MAXINT64;

  for (guint i = 0; i < members->len; i++)
    {
      const CemIdentityMember *member = &g_array_index (members, CemIdentityMember, i);
      g_autofree char *text = g_strconcat (member->type, ":", member->value, NULL);
      CemDatum key =
        _cem_datum_string (_cem_arena_strndup (row->arena, text, strlen (text)), strlen (text));

      g_array_append_val (keys, key);
      if (member->first != G_MININT64)
        since = MIN (since, member->first);
    }

  set (row, "identifiers",
       _cem_datum_list (_cem_list_new (row->arena, (const CemDatum *) keys->data, keys->len)));
  if (since != G_MAXINT64)
    set (row, "since", _cem_datum_new_us (since));
}

static gboolean
set_traits (CustomerRow *row,
            CemIdentityConfig *config,
            gint64 customer,
            GError **error)
{
  g_autoptr (GArray) traits = NULL;
  g_autoptr (GArray) entries = NULL;

  if (!_cem_list_filter_uses (row->filter, "traits"))
    return TRUE;

  traits = g_array_new (FALSE, FALSE, sizeof (CemIdentityTrait));
  entries = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  if (!_cem_identity_read_traits (row->db, config, row->arena, customer, traits, error))
    return FALSE;

  for (guint i = 0; i < traits->len; i++)
    {
      const CemIdentityTrait *trait = &g_array_index (traits, CemIdentityTrait, i);
      CemEntry entry = { _cem_datum_string (trait->field, strlen (trait->field)), { 0 } };

      if (trait->holds && _cem_json_read (row->arena, trait->value, strlen (trait->value),
                                          &_cem_json_default_limits, &entry.value, NULL))
        g_array_append_val (entries, entry);
    }

  set (row, "traits",
       _cem_datum_map (_cem_map_new (row->arena, (const CemEntry *) entries->data, entries->len)));
  return TRUE;
}

static gboolean
set_counts (CustomerRow *row,
            GArray *members,
            GError **error)
{
  g_autoptr (GArray) fragments = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < members->len; i++)
    g_array_append_val (fragments, g_array_index (members, CemIdentityMember, i).entity);

  for (guint i = 0; i < _cem_n_counted_nouns; i++)
    {
      const CemCountedNoun *counted = &_cem_counted_nouns[i];
      g_autoptr (GArray) nouns = NULL;

      if (!_cem_list_filter_uses (row->filter, counted->field))
        continue;

      nouns = g_array_new (FALSE, FALSE, sizeof (gint64));
      if (!_cem_noun_list_related (row->db, (const gint64 *) fragments->data, fragments->len,
                                   counted->kind, 0, nouns, error))
        return FALSE;
      set (row, counted->field, _cem_datum_int (nouns->len));
    }

  return TRUE;
}

static gboolean
read_customer_row (NounSource *self,
                   CemDb *db,
                   gint64 key,
                   CemArena *arena,
                   CemDatum *datum,
                   GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (self->source.engine);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));
  CustomerRow row = { .db = db, .arena = arena, .filter = self->filter };
  char *id = _cem_arena_alloc (arena, CEM_ID_BUFFER);

  if (!_cem_identity_read_members (db, config, arena, key, members, error))
    return FALSE;

  _cem_id_format ('c', key, id);
  set (&row, "id", _cem_datum_string (id, CEM_ID_BUFFER - 1));
  set_members (&row, members);
  if (!set_traits (&row, config, key, error) || !set_counts (&row, members, error))
    return FALSE;

  *datum = _cem_datum_map (_cem_map_new (arena, row.entries, row.n));
  return TRUE;
}

static CemListKeys *
filtered_customers_read_keys (CemListSource *source,
                              CemDb *db,
                              guint limit,
                              const CemListKeys *known,
                              gint64 stamp,
                              GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_identity_list_heads (db, 0, keys, error))
    return NULL;

  return sift ((NounSource *) source, db, keys, limit, read_customer_row, error);
}

CemListSource *
_cem_list_source_new_filtered_customers (CemEngine *engine,
                                         CemListFilter *filter)
{
  NounSource *self = new_source (engine, CEM_NOUN_NONE, filter, NULL);

  self->source.item_type = CEM_TYPE_CUSTOMER;
  self->source.read_keys = filtered_customers_read_keys;
  self->source.read_items = _cem_list_source_read_customers;
  return &self->source;
}
