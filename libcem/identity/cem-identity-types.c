/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "identity/cem-identity-config-internal.h"
#include "value/cem-json-private.h"

/* What a configuration that has been read answers, and how it is written. */

CemIdentityConfig *
_cem_identity_config_alloc (void)
{
  CemIdentityConfig *self = g_new0 (CemIdentityConfig, 1);

  g_atomic_ref_count_init (&self->references);
  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->blocked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

CemIdentityConfig *
_cem_identity_config_ref (CemIdentityConfig *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
_cem_identity_config_unref (CemIdentityConfig *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_clear_pointer (&self->types, g_ptr_array_unref);
  g_ptr_array_unref (self->rules);
  g_hash_table_unref (self->sources);
  g_hash_table_unref (self->blocked);
  g_free ((char *) self->region);
  g_free (self->slots);
  g_free (self->text);
  g_free (self);
}

/* --- types --------------------------------------------------------------------------------------*/

void
_cem_identity_config_index (CemIdentityConfig *self)
{
  self->n_slots = 16;
  while (self->n_slots < self->types->len * 4)
    self->n_slots *= 2;
  self->slots = g_new0 (guint16, self->n_slots);

  for (guint i = 0; i < self->types->len; i++)
    {
      const CemIdentityType *type = g_ptr_array_index (self->types, i);
      guint slot = _cem_identity_hash (CEM_IDENTITY_HASH_SEED, type->name, type->name_length);

      while (self->slots[slot & (self->n_slots - 1)] != 0)
        slot++;
      self->slots[slot & (self->n_slots - 1)] = (guint16) (i + 1);
    }
}

const CemIdentityType *
_cem_identity_config_find_type (CemIdentityConfig *self,
                                const char *name,
                                gssize length)
{
  gsize n = length < 0 ? strlen (name) : (gsize) length;
  guint slot = _cem_identity_hash (CEM_IDENTITY_HASH_SEED, name, n);

  for (; self->slots[slot & (self->n_slots - 1)] != 0; slot++)
    {
      guint index = self->slots[slot & (self->n_slots - 1)] - 1u;
      const CemIdentityType *type = g_ptr_array_index (self->types, index);

      if (type->name_length == n && memcmp (type->name, name, n) == 0)
        return type;
    }

  return NULL;
}

guint
_cem_identity_config_get_n_types (CemIdentityConfig *self)
{
  return self->types->len;
}

const CemIdentityType *
_cem_identity_config_get_type (CemIdentityConfig *self,
                               guint index)
{
  return g_ptr_array_index (self->types, index);
}

guint
_cem_identity_config_get_max_members (CemIdentityConfig *self)
{
  return self->max_members;
}

guint
_cem_identity_config_get_n_rules (CemIdentityConfig *self)
{
  return self->rules->len;
}

const CemIdentityType *const *
_cem_identity_config_get_rule (CemIdentityConfig *self,
                               guint index)
{
  GPtrArray *rule = g_ptr_array_index (self->rules, index);

  return (const CemIdentityType *const *) rule->pdata;
}

guint
_cem_identity_config_get_source_priority (CemIdentityConfig *self,
                                          const char *source,
                                          gssize length)
{
  g_autofree char *name = NULL;
  gpointer place = NULL;

  if (g_hash_table_size (self->sources) == 0)
    return 0;
  if (length >= 0)
    source = name = g_strndup (source, (gsize) length);
  if (!g_hash_table_lookup_extended (self->sources, source, NULL, &place))
    return g_hash_table_size (self->sources);

  return GPOINTER_TO_UINT (place);
}

/* --- blocked values -----------------------------------------------------------------------------*/

static char *
blocked_key (const char *type,
             gsize type_length,
             const char *value,
             gsize length)
{
  GString *key = g_string_sized_new (type_length + length + 2);

  g_string_append_len (key, type, (gssize) type_length);
  g_string_append_c (key, '\n');
  for (gsize i = 0; i < length; i++)
    g_string_append_c (key, g_ascii_tolower (value[i]));

  return g_string_free (key, FALSE);
}

void
_cem_identity_config_block (CemIdentityConfig *self,
                            const char *type,
                            gsize type_length,
                            const char *value,
                            gsize length)
{
  guint bit = _cem_identity_hash_lower (CEM_IDENTITY_HASH_SEED, value, length) % CEM_BLOCKED_BITS;

  self->blocked_bits[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
  g_hash_table_add (self->blocked, blocked_key (type, type_length, value, length));
}

gboolean
_cem_identity_config_is_blocked (CemIdentityConfig *self,
                                 const CemIdentityType *type,
                                 const char *value,
                                 gsize length)
{
  guint bit = _cem_identity_hash_lower (CEM_IDENTITY_HASH_SEED, value, length) % CEM_BLOCKED_BITS;
  g_autofree char *any = NULL;
  g_autofree char *own = NULL;

  if ((self->blocked_bits[bit / 64] >> (bit % 64) & 1) == 0)
    return FALSE;

  any = blocked_key ("*", 1, value, length);
  own = blocked_key (type->name, type->name_length, value, length);
  return g_hash_table_contains (self->blocked, any) || g_hash_table_contains (self->blocked, own);
}

/* --- writing ------------------------------------------------------------------------------------*/

typedef struct
{
  CemArena *arena;
  GArray *entries; /* CemEntry */
} MapBuilder;

static void
add_member (MapBuilder *self,
            const char *key,
            CemDatum value)
{
  CemEntry entry = { _cem_datum_string (key, strlen (key)), value };

  g_array_append_val (self->entries, entry);
}

static MapBuilder
begin_map (CemArena *arena)
{
  return (MapBuilder){ arena, g_array_new (FALSE, FALSE, sizeof (CemEntry)) };
}

static CemDatum
end_map (MapBuilder *self)
{
  const CemMap *map = _cem_map_new (self->arena, (const CemEntry *) (const void *) self->entries->data,
                                    self->entries->len);

  g_array_unref (self->entries);
  return _cem_datum_map (map);
}

static CemDatum
text (const char *string)
{
  return _cem_datum_string (string, strlen (string));
}

static CemDatum
write_type (CemArena *arena,
            const CemIdentityType *type,
            const char *const *class_names,
            const char *const *normalise_names)
{
  MapBuilder map = begin_map (arena);
  char buffer[CEM_TIME_BUFFER];

  add_member (&map, "class", text (class_names[type->class_]));
  add_member (&map, "rank", _cem_datum_int (type->rank));
  add_member (&map, "normalise", text (normalise_names[type->normalise]));
  if (type->normalise == CEM_IDENTITY_NORMALISE_PHONE)
    add_member (&map, "region", text (type->region));
  if (type->class_ == CEM_IDENTITY_THING)
    add_member (&map, "noun",
                type->noun != CEM_NOUN_NONE ? text (_cem_noun_kind_get_name (type->noun))
                                            : _cem_datum_null ());
  if (type->class_ == CEM_IDENTITY_THING && type->noun == CEM_NOUN_NONE)
    return end_map (&map);

  if (type->valid > 0)
    {
      gsize length = _cem_duration_format_iso (type->valid / 1000000,
                                               (gint32) (type->valid % 1000000) * 1000, buffer);

      add_member (&map, "valid",
                  _cem_datum_string (_cem_arena_strndup (arena, buffer, length), length));
    }
  add_member (&map, "links", _cem_datum_bool (type->links));
  add_member (&map, "limit", _cem_datum_int (type->limit));
  if (type->valid == 0)
    add_member (&map, "per_customer", _cem_datum_int (type->per_customer));
  return end_map (&map);
}

static CemDatum
end_list (CemArena *arena,
          GArray *items)
{
  const CemList *list = _cem_list_new (arena, (const CemDatum *) (const void *) items->data, items->len);

  g_array_unref (items);
  return _cem_datum_list (list);
}

static CemDatum
write_blocked (CemIdentityConfig *self,
               CemArena *arena)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->blocked), (GCompareFunc) strcmp);
  MapBuilder map = begin_map (arena);

  for (GList *l = keys; l != NULL;)
    {
      const char *first = l->data;
      gsize length = (gsize) (strchr (first, '\n') - first);
      GArray *values = g_array_new (FALSE, FALSE, sizeof (CemDatum));

      for (; l != NULL && strncmp (l->data, first, length + 1) == 0; l = l->next)
        {
          CemDatum value = text ((const char *) l->data + length + 1);

          g_array_append_val (values, value);
        }
      add_member (&map, _cem_arena_strndup (arena, first, length), end_list (arena, values));
    }

  return end_map (&map);
}

static CemDatum
write_rules (CemIdentityConfig *self,
             CemArena *arena)
{
  GArray *rules = g_array_new (FALSE, FALSE, sizeof (CemDatum));

  for (guint i = 0; i < self->rules->len; i++)
    {
      const CemIdentityType *const *rule = _cem_identity_config_get_rule (self, i);
      GArray *names = g_array_new (FALSE, FALSE, sizeof (CemDatum));
      CemDatum datum;

      for (; *rule != NULL; rule++)
        {
          datum = text ((*rule)->name);
          g_array_append_val (names, datum);
        }
      datum = end_list (arena, names);
      g_array_append_val (rules, datum);
    }

  return end_list (arena, rules);
}

static CemDatum
write_sources (CemIdentityConfig *self,
               CemArena *arena)
{
  GArray *sources = g_array_new (FALSE, TRUE, sizeof (CemDatum));
  GHashTableIter iter;
  gpointer name;
  gpointer place;

  g_array_set_size (sources, g_hash_table_size (self->sources));
  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, &name, &place))
    g_array_index (sources, CemDatum, GPOINTER_TO_UINT (place)) = text (name);

  return end_list (arena, sources);
}

char *
_cem_identity_config_write (CemIdentityConfig *self,
                            const char *const *class_names,
                            const char *const *normalise_names)
{
  g_autoptr (CemArena) arena = _cem_arena_new (16384);
  GString *out = g_string_new (NULL);
  MapBuilder top = begin_map (arena);
  MapBuilder types = begin_map (arena);
  CemDatum datum;

  for (guint i = 0; i < self->types->len; i++)
    {
      const CemIdentityType *type = _cem_identity_config_get_type (self, i);

      add_member (&types, type->name, write_type (arena, type, class_names, normalise_names));
    }

  add_member (&top, "builtin", _cem_datum_bool (FALSE));
  add_member (&top, "region", text (self->region));
  add_member (&top, "max_members", _cem_datum_int (self->max_members));
  add_member (&top, "types", end_map (&types));
  add_member (&top, "blocked", write_blocked (self, arena));
  add_member (&top, "rules", write_rules (self, arena));
  add_member (&top, "sources", write_sources (self, arena));
  datum = end_map (&top);
  _cem_json_write (out, &datum, CEM_JSON_WRITE_SORTED);
  return g_string_free (out, FALSE);
}

const char *
_cem_identity_config_get_text (CemIdentityConfig *self)
{
  return self->text;
}
