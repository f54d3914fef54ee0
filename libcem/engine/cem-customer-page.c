/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-customer-page-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-customer-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-noun-private.h"
#include "value/cem-json-private.h"

/* In the order of the page's rows. */
enum
{
  ROWS_IDENTIFIERS,
  ROWS_TRAITS,
  ROWS_CONSENTS,
  ROWS_FACTS
};

/* --- a row: a plain noun of some members ---*/

typedef struct
{
  CemArena *arena;
  GArray *entries;
} Row;

static void
row_set (Row *row,
         const char *name,
         CemDatum value)
{
  CemEntry entry = { _cem_datum_string (name, strlen (name)), value };

  g_array_append_val (row->entries, entry);
}

static void
row_set_text (Row *row,
              const char *name,
              const char *text)
{
  row_set (row, name,
           _cem_datum_string (_cem_arena_strndup (row->arena, text, strlen (text)), strlen (text)));
}

static void
row_begin (Row *row,
           const char *noun,
           const char *id)
{
  row->arena = _cem_arena_new (1024);
  row->entries = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  row_set (row, "schema", _cem_datum_int (1));
  row_set_text (row, "noun", noun);
  row_set_text (row, "id", id);
}

/* The members of a map, but for those that the row has; times become times. */
static void
row_add (Row *row,
         const CemDatum *map)
{
  static const char *const times[] = { "time", "first" };
  CemDatum copy = _cem_datum_copy (row->arena, map);

  for (guint i = 0; i < copy.v.map->n; i++)
    {
      CemEntry entry = copy.v.map->entries[i];
      gboolean known = FALSE;
      gint64 us = 0;

      for (guint j = 0; j < row->entries->len; j++)
        known |= _cem_datum_equal (&g_array_index (row->entries, CemEntry, j).key, &entry.key);
      for (guint j = 0; j < G_N_ELEMENTS (times) && entry.value.kind == CEM_KIND_STRING; j++)
        if (strncmp (entry.key.v.s, times[j], MAX ((gsize) entry.key.n, strlen (times[j]))) == 0 &&
            _cem_time_parse_us (entry.value.v.s, (gsize) entry.value.n, &us))
          entry.value = _cem_datum_new_us (us);
      if (!known)
        g_array_append_val (row->entries, entry);
    }
}

static void
row_end (Row *row,
         CemPageReading *reading,
         guint rows)
{
  CemDatum map = _cem_datum_map (
    _cem_map_new (row->arena, (const CemEntry *) row->entries->data, row->entries->len));

  g_ptr_array_add (reading->rows[rows],
                   _cem_noun_new_take (CEM_TYPE_NOUN, row->arena, &map, reading->position));
  g_array_unref (row->entries);
}

/* --- what the customer says ---*/

static void
add_identifiers (CemPageReading *reading,
                 const CemDatum *identifiers)
{
  for (guint i = 0; identifiers != NULL && i < identifiers->v.list->n; i++)
    {
      const CemDatum *identifier = &identifiers->v.list->items[i];
      const CemDatum *id = _cem_datum_find_member (identifier, "id");
      g_autofree char *text = id != NULL ? g_strndup (id->v.s, (gsize) id->n) : g_strdup ("");
      Row row;

      row_begin (&row, "identifier", text);
      row_add (&row, identifier);
      row_end (&row, reading, ROWS_IDENTIFIERS);
    }
}

static void
add_traits (CemPageReading *reading,
            const CemDatum *traits)
{
  for (guint i = 0; traits != NULL && i < traits->v.map->n; i++)
    {
      const CemEntry *trait = &traits->v.map->entries[i];
      g_autofree char *name = g_strndup (trait->key.v.s, (gsize) trait->key.n);
      Row row;

      row_begin (&row, "trait", name);
      row_set_text (&row, "name", name);
      row_add (&row, &trait->value);
      row_end (&row, reading, ROWS_TRAITS);
    }
}

static gboolean
read_customer (CemPageReading *reading,
               CemDb *db,
               gint64 customer,
               GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (reading->engine);
  g_autoptr (CemArena) arena = _cem_arena_new (8192);
  g_autoptr (JsonNode) node = NULL;
  CemDatum datum = { 0 };

  reading->head = (CemStoreItem *) _cem_customer_read (db, config, customer, error);
  if (reading->head == NULL)
    return FALSE;

  node = cem_store_item_to_json (reading->head);
  if (!_cem_datum_from_json_node (arena, node, &datum, error))
    return FALSE;

  add_identifiers (reading, _cem_datum_find_member (&datum, "identifiers"));
  add_traits (reading, _cem_datum_find_member (&datum, "traits"));
  return TRUE;
}

/* --- what events say of the person beside traits ---*/

static void
add_consent (CemPageReading *reading,
             const CemEntry *consent)
{
  const CemDatum *given = _cem_datum_find_member (&consent->value, "given");
  const CemDatum *at = _cem_datum_find_member (&consent->value, "at");
  g_autofree char *purpose = g_strndup (consent->key.v.s, (gsize) consent->key.n);
  Row row;

  row_begin (&row, "consent", purpose);
  row_set_text (&row, "purpose", purpose);
  row_set_text (&row, "state",
                given != NULL && given->kind == CEM_KIND_BOOL && given->v.i != 0 ? "given"
                                                                                 : "withdrawn");
  if (at != NULL)
    row_set (&row, "since", *at);
  row_add (&row, &consent->value);
  row_end (&row, reading, ROWS_CONSENTS);
}

static void
add_fact (CemPageReading *reading,
          const char *noun,
          const char *name,
          const CemDatum *fact)
{
  const CemDatum *id = _cem_datum_find_member (fact, name);
  g_autofree char *text = NULL;
  Row row;

  if (id == NULL || id->kind != CEM_KIND_STRING)
    return;

  text = g_strndup (id->v.s, (gsize) id->n);
  row_begin (&row, noun, text);
  row_add (&row, fact);
  row_end (&row, reading, ROWS_FACTS);
}

static gboolean
read_person (CemPageReading *reading,
             CemDb *db,
             GArray *fragments,
             GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  CemDatum person = { 0 };
  const CemDatum *consents = NULL;
  const CemDatum *referrals = NULL;

  if (!_cem_person_read_snapshot (db, (const gint64 *) fragments->data, fragments->len, arena,
                                  &person, error))
    return FALSE;

  consents = _cem_datum_find_member (&person, "consents");
  for (guint i = 0; consents != NULL && i < consents->v.map->n; i++)
    add_consent (reading, &consents->v.map->entries[i]);

  add_fact (reading, "owner", "staff", _cem_datum_find_member (&person, "owner"));
  referrals = _cem_datum_find_member (&person, "referrals");
  for (guint i = 0; referrals != NULL && i < referrals->v.list->n; i++)
    add_fact (reading, "referral", "by", &referrals->v.list->items[i]);

  return TRUE;
}

gboolean
_cem_customer_page_read (CemPageReading *reading,
                         CemDb *db,
                         GError **error)
{
  g_autoptr (GArray) fragments = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 customer = 0;

  if (!_cem_subject_resolve (reading->subject, db, fragments, &customer, error))
    return FALSE;

  if (customer == 0)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "“%s” is a thing, not a customer; open the thing's page",
                      _cem_subject_get_key (reading->subject));
      return FALSE;
    }

  return read_customer (reading, db, customer, error) &&
         read_person (reading, db, fragments, error);
}
