/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* Facts -> snapshot: a pure fold over the facts in the order of (time, source, id). */

/* Persons named in a snapshot. */
#define MAX_PERSONS 32

/* A value as the snapshot has it: times as timestamps. */
static CemDatum
present (const CemVocabularyMember *member,
         const CemDatum *value)
{
  gint64 us = 0;

  if ((member->kind == CEM_MEMBER_TIMESTAMP || member->kind == CEM_MEMBER_DATE) &&
      _cem_member_read_time (value, &us))
    return _cem_datum_from_us (us);

  return *value;
}

/* The last word counts; null takes a value back; what is of a wrong kind says nothing. */
static void
fold_members (CemNounFold *fold,
              const CemFact *fact)
{
  if (fact->data.kind != CEM_KIND_MAP)
    return;

  for (guint i = 0; i < fact->data.v.map->n; i++)
    {
      const CemEntry *entry = &fact->data.v.map->entries[i];
      const CemVocabularyMember *member = NULL;

      if (entry->key.kind != CEM_KIND_STRING)
        continue;
      if (fact->type != NULL)
        member = _cem_vocabulary_find_member (fact->type, entry->key.v.s, (gsize) entry->key.n);
      if (member == NULL && (fold->flags & CEM_NOUN_STANDARD) != 0)
        continue;
      if (member == NULL)
        _cem_fields_set_n (fold->custom, entry->key.v.s, (gsize) entry->key.n, entry->value);
      else if (member->field == NULL)
        continue;
      else if (entry->value.kind == CEM_KIND_NULL)
        _cem_fields_unset (fold->fields, member->field);
      else if (_cem_member_accepts (member, &entry->value))
        _cem_fields_set (fold->fields, member->field, present (member, &entry->value));
    }
}

/* The state that a fact moves its noun to; NULL: none. */
static const char *
get_state (CemNounFold *fold,
           const CemFact *fact)
{
  const CemDatum *named = NULL;

  if (fact->type == NULL)
    return NULL;
  if (_cem_vocabulary_find_member (fact->type, "state", 5) != NULL)
    named = _cem_fact_get (fact, "state", CEM_KIND_STRING);
  if (named != NULL && named->n > 0)
    return _cem_arena_strndup (fold->arena, named->v.s, (gsize) named->n);

  return fact->type->state;
}

static void
fold_stamp (const CemFact *fact,
            GArray *stamps)
{
  if (fact->type == NULL || fact->type->stamp == NULL)
    return;
  if (fact->type->first && _cem_fields_get (stamps, fact->type->stamp) != NULL)
    return;

  _cem_fields_set (stamps, fact->type->stamp, _cem_datum_from_us (fact->time));
}

static void
add_history (CemNounFold *fold,
             const CemFact *fact,
             const char *state)
{
  g_autoptr (GArray) fields = NULL;
  CemDatum item = { 0 };

  if ((fold->flags & CEM_NOUN_BRIEF) != 0)
    return;

  fields = g_array_sized_new (FALSE, FALSE, sizeof (CemEntry), 5);
  _cem_fields_set (fields, "at", _cem_datum_from_us (fact->time));
  _cem_fields_set (fields, "type", _cem_datum_from_text (fact->type_name));
  if (state != NULL)
    _cem_fields_set (fields, "state", _cem_datum_from_text (state));
  if (fact->fragment != 0)
    _cem_fields_set (fields, "person", _cem_datum_from_entity (fold->arena, 'c', fact->fragment));
  _cem_fields_set (fields, "source", _cem_datum_from_text (fact->source));
  item = _cem_fields_to_map (fold->arena, fields);
  g_array_append_val (fold->history, item);
}

void
_cem_noun_fold_facts (CemNounFold *fold)
{
  GArray *stamps = fold->stamps;
  guint rank = 0;

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);
      const char *state = get_state (fold, fact);

      fold->updated = MAX (fold->updated, fact->time);
      fold_members (fold, fact);
      fold_stamp (fact, stamps);
      add_history (fold, fact, state);
      if (state != NULL && fact->type->rank >= rank)
        {
          fold->state = state;
          rank = fact->type->rank;
        }
    }

  /* What was said of a time counts more than when it was said. */
  for (guint i = 0; i < stamps->len; i++)
    {
      const CemEntry *stamp = &g_array_index (stamps, CemEntry, i);
      const char *name = stamp->key.v.s;

      if (_cem_fields_get (fold->fields, name) == NULL)
        _cem_fields_set (fold->fields, name, stamp->value);
    }
}

static CemDatum
list_persons (CemNounFold *fold)
{
  gint64 persons[MAX_PERSONS];
  CemDatum items[MAX_PERSONS];
  guint n = 0;

  for (guint i = 0; i < fold->facts->len && n < MAX_PERSONS; i++)
    {
      gint64 fragment = g_array_index (fold->facts, CemFact, i).fragment;
      gboolean known = fragment == 0;

      for (guint j = 0; j < n && !known; j++)
        known = persons[j] == fragment;
      if (!known)
        {
          persons[n] = fragment;
          items[n++] = _cem_datum_from_entity (fold->arena, 'c', fragment);
        }
    }

  return _cem_datum_list (_cem_list_new (fold->arena, items, n));
}

static CemDatum
finish (CemNounFold *fold)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  const CemNounHead *noun = &fold->noun;

  _cem_fields_set (fields, "schema", _cem_datum_int (1));
  _cem_fields_set (fields, "noun",
                   _cem_datum_from_text (_cem_noun_kind_get_name (noun->kind) != NULL
                                             ? _cem_noun_kind_get_name (noun->kind)
                                             : "unknown"));
  _cem_fields_set (fields, "id", _cem_datum_from_entity (fold->arena, 't', noun->entity));
  if (noun->key[0] != '\0')
    {
      _cem_fields_set (fields, "key", _cem_datum_from_text (noun->key));
      _cem_fields_set (fields, "keys", fold->keys);
    }
  if (fold->state != NULL)
    _cem_fields_set (fields, "state", _cem_datum_from_text (fold->state));
  _cem_fields_set (fields, "since", _cem_datum_from_us (noun->since));
  if (fold->updated != CEM_MODEL_NO_TIME)
    _cem_fields_set (fields, "updated", _cem_datum_from_us (fold->updated));
  _cem_fields_set (fields, "persons", list_persons (fold));
  g_array_append_vals (fields, fold->fields->data, fold->fields->len);
  if (fold->custom->len > 0)
    _cem_fields_set (fields, "custom", _cem_fields_to_map (fold->arena, fold->custom));
  if ((fold->flags & CEM_NOUN_BRIEF) == 0)
    {
      _cem_fields_set (fields, "n_facts", _cem_datum_int (fold->n_facts));
      _cem_fields_set (fields, "history",
                       _cem_datum_list (_cem_list_new (
                         fold->arena, (const CemDatum *) fold->history->data,
                         fold->history->len)));
    }
  return _cem_fields_to_map (fold->arena, fields);
}

static gboolean
read_members (CemNounFold *fold,
              GError **error)
{
  g_autoptr (GArray) keys = NULL;
  CemDatum key = _cem_datum_from_text (fold->noun.key);

  if (!fold->noun.joined)
    {
      g_array_append_val (fold->members, fold->noun.entity);
      fold->keys = _cem_datum_list (_cem_list_new (fold->arena, &key, 1));
      return TRUE;
    }

  keys = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  if (!_cem_noun_read_keys (fold->db, fold->noun.entity, fold->arena, fold->members, keys, error))
    return FALSE;

  fold->keys = _cem_datum_list (_cem_list_new (fold->arena, (const CemDatum *) keys->data, keys->len));
  return TRUE;
}

void
_cem_noun_fold_init (CemNounFold *fold,
                     CemDb *db,
                     CemArena *arena,
                     CemNounFlags flags)
{
  *fold = (CemNounFold){
    .db = db,
    .arena = arena,
    .flags = flags,
    .updated = CEM_MODEL_NO_TIME,
    .members = g_array_sized_new (FALSE, FALSE, sizeof (gint64), 4),
    .facts = g_array_new (FALSE, FALSE, sizeof (CemFact)),
    .fields = g_array_new (FALSE, FALSE, sizeof (CemEntry)),
    .custom = g_array_new (FALSE, FALSE, sizeof (CemEntry)),
    .stamps = g_array_new (FALSE, FALSE, sizeof (CemEntry)),
    .history = g_array_new (FALSE, FALSE, sizeof (CemDatum)),
  };
}

void
_cem_noun_fold_begin (CemNounFold *fold,
                      gint64 entity,
                      CemNounKind kind)
{
  fold->noun = (CemNounHead){ .entity = entity, .kind = kind, .key = "" };
  fold->updated = CEM_MODEL_NO_TIME;
  fold->state = NULL;
  fold->n_facts = 0;
  g_array_set_size (fold->members, 0);
  g_array_append_val (fold->members, entity);
  g_array_set_size (fold->facts, 0);
  g_array_set_size (fold->fields, 0);
  g_array_set_size (fold->custom, 0);
  g_array_set_size (fold->stamps, 0);
  g_array_set_size (fold->history, 0);
}

void
_cem_noun_fold_clear (CemNounFold *fold)
{
  g_array_unref (fold->members);
  g_array_unref (fold->facts);
  g_array_unref (fold->fields);
  g_array_unref (fold->custom);
  g_array_unref (fold->stamps);
  g_array_unref (fold->history);
}

gboolean
_cem_noun_read_snapshot (CemDb *db,
                         gint64 entity,
                         CemNounFlags flags,
                         CemArena *arena,
                         CemDatum *snapshot,
                         GError **error)
{
  g_auto (CemNounFold) fold = { 0 };

  _cem_noun_fold_init (&fold, db, arena, flags);
  if (!_cem_noun_read (db, entity, arena, &fold.noun, error) ||
      !read_members (&fold, error) ||
      !_cem_facts_read (db, (const gint64 *) fold.members->data, fold.members->len, arena,
                        fold.facts, &fold.n_facts, error))
    return FALSE;

  _cem_noun_fold_facts (&fold);
  if (!(fold.noun.kind == CEM_NOUN_DEVICE ? _cem_noun_fold_device (&fold, error)
                                          : _cem_noun_fold_special (&fold, error)))
    return FALSE;

  *snapshot = finish (&fold);
  return TRUE;
}
