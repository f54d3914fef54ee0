/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-event-keys-private.h"

#include "model/cem-vocabulary-private.h"

#include <libcem/cem-error.h>

/* Whether a key names a thing: "TYPE:VALUE", or a bare value of the type that its member means. Persons
 * are named by identifiers alone, for these are evidence. */
static gboolean
read_key (CemIdentityConfig *config,
          const CemVocabularyMember *member,
          const CemDatum *value,
          CemEntry *entry)
{
  const CemIdentityType *type = NULL;
  const char *colon = value->kind == CEM_KIND_STRING ? memchr (value->v.s, ':', value->n) : NULL;

  entry->value = *value;
  if (colon != NULL)
    type = _cem_identity_config_find_type (config, value->v.s, colon - value->v.s);
  if (type != NULL)
    entry->value = _cem_datum_string (colon + 1, (gsize) (value->v.s + value->n - colon - 1));
  else if (member->of != NULL)
    type = _cem_identity_config_find_type (config, member->of, -1);
  if (type == NULL || type->class_ != CEM_IDENTITY_THING)
    return FALSE;

  entry->key = _cem_datum_string (type->name, type->name_length);
  return TRUE;
}

static guint
collect_keys (CemIdentityConfig *config,
              const CemVocabularyType *type,
              const CemDatum *data,
              CemEntry *entries,
              guint max)
{
  guint n = 0;

  for (guint i = 0; i < type->n_members && n < max; i++)
    {
      const CemVocabularyMember *member = &type->members[i];
      const CemDatum *value = NULL;

      if (member->kind != CEM_MEMBER_KEY)
        continue;
      value = _cem_map_find_string (data->v.map, member->name, member->length);
      if (value != NULL && _cem_member_accepts (member, value) &&
          read_key (config, member, value, &entries[n]))
        n++;
    }

  return n;
}

/* What data name is no evidence of which thing an event is about. */
static void
drop_evidence (CemIdentityConfig *config,
               const CemEntry *keys,
               guint n,
               CemIdentitySet *set)
{
  for (guint i = 0; set->joint != 0 && i < n; i++)
    {
      const CemIdentityType *type =
        _cem_identity_config_find_type (config, keys[i].key.v.s, keys[i].key.n);

      for (guint j = set->n_fragments; j < set->n_fragments + set->n_things; j++)
        if (set->identifiers[j].type->noun == type->noun)
          set->joint &= ~((guint32) 1 << j);
    }
}

gboolean
_cem_event_bind (CemIdentityConfig *config,
                 const guint8 *secret,
                 CemArena *arena,
                 const char *type,
                 gsize type_length,
                 const CemDatum *identifiers,
                 const CemDatum *data,
                 gint64 time,
                 CemIdentitySet *set,
                 GError **error)
{
  const CemVocabularyType *known = NULL;
  CemEntry keys[CEM_IDENTITY_MAX_IDENTIFIERS];
  const CemMap *own = identifiers != NULL && identifiers->kind == CEM_KIND_MAP ? identifiers->v.map
                                                                               : NULL;
  CemMap map = { 0 };
  CemEntry *entries = NULL;
  CemDatum all = { 0 };
  guint n = 0;

  if (data != NULL && data->kind == CEM_KIND_MAP)
    known = _cem_vocabulary_find (type, type_length);
  if (known != NULL)
    n = collect_keys (config, known, data, keys, G_N_ELEMENTS (keys));
  if (n == 0 || (identifiers != NULL && own == NULL && identifiers->kind != CEM_KIND_NULL))
    return _cem_identity_bind (config, secret, arena, identifiers, time, set, error);

  map.n = n + (own != NULL ? own->n : 0);
  entries = _cem_arena_alloc (arena, map.n * sizeof *entries);
  if (own != NULL)
    memcpy (entries, own->entries, own->n * sizeof *entries);
  memcpy (entries + map.n - n, keys, n * sizeof *entries);
  map.entries = entries;
  all = _cem_datum_map (&map);

  /* Too many in all: keys are no reason to refuse a fact. */
  if (!_cem_identity_bind (config, secret, arena, &all, time, set, NULL))
    return _cem_identity_bind (config, secret, arena, identifiers, time, set, error);

  drop_evidence (config, keys, n, set);
  return TRUE;
}
