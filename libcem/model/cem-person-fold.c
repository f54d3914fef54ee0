/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* Facts about persons beside traits, over all fragments of a customer. */

static int
compare_facts (gconstpointer a,
               gconstpointer b)
{
  const CemFact *one = a;
  const CemFact *other = b;
  int order;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  order = strcmp (one->source, other->source);
  return order != 0 ? order : strcmp (one->id, other->id);
}

static void
copy_text (GArray *fields,
           const CemFact *fact,
           const char *name)
{
  const CemDatum *value = _cem_fact_get (fact, name, CEM_KIND_STRING);

  if (value != NULL)
    _cem_fields_set (fields, name, *value);
}

static CemDatum
describe_consent (CemArena *arena,
                  const CemFact *fact)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  const CemDatum *expires = _cem_fact_get (fact, "expires", CEM_KIND_STRING);
  gboolean given = _cem_fact_is (fact, "consent.given");
  gint64 us = 0;

  _cem_fields_set (fields, "given", _cem_datum_bool (given));
  _cem_fields_set (fields, "at", _cem_datum_from_us (fact->time));
  copy_text (fields, fact, "channel");
  copy_text (fields, fact, "version");
  copy_text (fields, fact, "proof");
  if (given && expires != NULL && _cem_member_read_time (expires, &us))
    _cem_fields_set (fields, "expires", _cem_datum_from_us (us));
  _cem_fields_set (fields, "source", _cem_datum_from_text (fact->source));
  return _cem_fields_to_map (arena, fields);
}

/* A key as it was written; a bare one gets the type that its member means. */
static CemDatum
describe_key (CemArena *arena,
              const CemFact *fact,
              const char *name)
{
  const CemVocabularyMember *member = _cem_vocabulary_find_member (fact->type, name, strlen (name));
  const CemDatum *text = _cem_fact_get (fact, name, CEM_KIND_STRING);
  const CemDatum *number = _cem_fact_get (fact, name, CEM_KIND_INT);
  g_autofree char *key = NULL;

  if (text != NULL && (member == NULL || member->of == NULL || memchr (text->v.s, ':', text->n) != NULL))
    return *text;
  if (text != NULL)
    key = g_strdup_printf ("%s:%.*s", member->of, text->n, text->v.s);
  else if (number != NULL && member != NULL && member->of != NULL)
    key = g_strdup_printf ("%s:%" G_GINT64_FORMAT, member->of, number->v.i);
  else
    return _cem_datum_null ();

  return _cem_datum_from_text (_cem_arena_strndup (arena, key, strlen (key)));
}

static CemDatum
describe_with_key (CemArena *arena,
                   const CemFact *fact,
                   const char *name,
                   const char *other)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemDatum key = describe_key (arena, fact, name);
  CemDatum more = other != NULL ? describe_key (arena, fact, other) : _cem_datum_null ();

  if (key.kind == CEM_KIND_NULL)
    return key;

  _cem_fields_set (fields, name, key);
  if (more.kind != CEM_KIND_NULL)
    _cem_fields_set (fields, other, more);
  _cem_fields_set (fields, "at", _cem_datum_from_us (fact->time));
  _cem_fields_set (fields, "source", _cem_datum_from_text (fact->source));
  return _cem_fields_to_map (arena, fields);
}

static void
fold_fact (CemArena *arena,
           const CemFact *fact,
           GArray *fields,
           GArray *consents,
           GArray *referrals)
{
  const CemDatum *purpose = _cem_fact_get (fact, "purpose", CEM_KIND_STRING);
  CemDatum described = { 0 };

  if (fact->type == NULL)
    return;
  if (_cem_fact_is (fact, "customer.owner_assigned"))
    {
      described = describe_with_key (arena, fact, "staff", NULL);
      if (described.kind != CEM_KIND_NULL)
        _cem_fields_set (fields, "owner", described);
    }
  else if (_cem_fact_is (fact, "customer.referred"))
    {
      described = describe_with_key (arena, fact, "by", "campaign");
      if (described.kind != CEM_KIND_NULL)
        g_array_append_val (referrals, described);
    }
  else if (purpose != NULL)
    _cem_fields_set_n (consents, purpose->v.s, (gsize) purpose->n, describe_consent (arena, fact));
}

gboolean
_cem_person_read_snapshot (CemDb *db,
                           const gint64 *fragments,
                           gsize n_fragments,
                           CemArena *arena,
                           CemDatum *snapshot,
                           GError **error)
{
  g_autoptr (GArray) facts = g_array_new (FALSE, FALSE, sizeof (CemFact));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  g_autoptr (GArray) consents = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  g_autoptr (GArray) referrals = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  gint64 n = 0;

  for (gsize i = 0; i < n_fragments; i++)
    if (!_cem_facts_read (db, &fragments[i], 1, arena, facts, &n, error))
      return FALSE;

  g_array_sort (facts, compare_facts);
  for (guint i = 0; i < facts->len; i++)
    fold_fact (arena, &g_array_index (facts, CemFact, i), fields, consents, referrals);

  _cem_fields_set (fields, "consents", _cem_fields_to_map (arena, consents));
  _cem_fields_set (fields, "referrals",
                   _cem_datum_list (_cem_list_new (arena, (const CemDatum *) referrals->data,
                                                   referrals->len)));
  *snapshot = _cem_fields_to_map (arena, fields);
  return TRUE;
}
