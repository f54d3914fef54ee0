/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "identity/cem-identity-rows-internal.h"
#include "value/cem-json-private.h"

#define MAX_TRAITS 256
#define MAX_FIELD 256

/* Negative when the first is to be believed rather than the second. */
gint
_cem_trait_compare (CemIdentityConfig *config,
                    const char *source_a,
                    gint64 time_a,
                    const char *id_a,
                    const char *source_b,
                    gint64 time_b,
                    const char *id_b)
{
  guint a = _cem_identity_config_get_source_priority (config, source_a, -1);
  guint b = _cem_identity_config_get_source_priority (config, source_b, -1);

  if (a != b)
    return a < b ? -1 : 1;

  return -_cem_identity_compare_keys (time_a, source_a, id_a, time_b, source_b, id_b);
}

static const CemMap *
get_traits (const CemIdentityEvent *event)
{
  const CemDatum *traits = event->data;

  if (traits != NULL && traits->kind == CEM_KIND_MAP)
    {
      const CemDatum *inner = _cem_map_find_string (traits->v.map, "traits", 6);

      if (inner != NULL)
        traits = inner;
    }

  return traits != NULL && traits->kind == CEM_KIND_MAP ? traits->v.map : NULL;
}

gboolean
_cem_identity_check_traits (const CemIdentityEvent *event,
                            GError **error)
{
  const CemMap *traits = get_traits (event);

  if (event->data == NULL || event->data->kind == CEM_KIND_NULL)
    return TRUE;

  if (traits == NULL)
    {
      _cem_set_error (error, CEM_ERROR_TYPE, "/data/traits: must be an object of traits");
      return FALSE;
    }
  if (event->set->n_fragments == 0)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "/identifiers: traits need an identifier of the person they are about");
      return FALSE;
    }
  if (traits->n > MAX_TRAITS)
    {
      _cem_set_error (error, CEM_ERROR_LIMIT, "/data/traits: an event sets at most %d traits",
                      MAX_TRAITS);
      return FALSE;
    }

  for (guint i = 0; i < traits->n; i++)
    {
      const CemDatum *key = &traits->entries[i].key;

      if (key->kind != CEM_KIND_STRING || key->n == 0 || key->n > MAX_FIELD ||
          memchr (key->v.s, '\0', (gsize) key->n) != NULL)
        {
          _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                          "/data/traits: the name of a trait has 1 to %d bytes", MAX_FIELD);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
_cem_identity_load_traits (CemIdentity *self,
                           CemEntityRow *row,
                           GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  g_autoptr (GPtrArray) traits = NULL;
  CemDbStep step = CEM_DB_DONE;

  if (row->traits != NULL)
    return TRUE;

  traits = g_ptr_array_new_with_free_func (_cem_trait_row_free);
  if (row->has_traits && !row->traits_loaded)
    {
      statement = _cem_db_prepare (self->db,
                                   "SELECT field, source, value, time, id FROM trait WHERE entity = ?1",
                                   error);
      if (statement == NULL)
        return FALSE;
      _cem_db_bind_int (statement, 1, row->id);
      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          CemTraitRow *trait = g_new0 (CemTraitRow, 1);

          trait->field = g_strdup (_cem_db_column_text_or_empty (statement, 0, NULL));
          trait->source =
            _cem_identity_pool (self, _cem_db_column_text_or_empty (statement, 1, NULL), -1);
          trait->value = g_strdup (_cem_db_column_text_or_empty (statement, 2, NULL));
          trait->time = _cem_db_column_int (statement, 3);
          trait->id = g_strdup (_cem_db_column_text_or_empty (statement, 4, NULL));
          g_ptr_array_add (traits, trait);
        }
    }

  row->traits_loaded = TRUE;
  if (step == CEM_DB_DONE)
    row->traits = g_steal_pointer (&traits);
  return step == CEM_DB_DONE;
}

/* What the customer's fragments say, NULL for nothing. Their traits are loaded. */
static const CemTraitRow *
find_winner (CemIdentity *self,
             GPtrArray *holders,
             const char *field)
{
  const CemTraitRow *best = NULL;

  for (guint i = 0; i < holders->len; i++)
    {
      CemEntityRow *row = g_ptr_array_index (holders, i);

      for (guint j = 0; j < row->traits->len; j++)
        {
          const CemTraitRow *trait = g_ptr_array_index (row->traits, j);

          if (strcmp (trait->field, field) != 0 || strcmp (trait->value, "null") == 0)
            continue;
          if (best == NULL ||
              _cem_trait_compare (self->config, trait->source, trait->time, trait->id, best->source,
                                  best->time, best->id) < 0)
            best = trait;
        }
    }

  return best;
}

static gboolean
load_holders (CemIdentity *self,
              CemEntityRow *row,
              GPtrArray *holders,
              GError **error)
{
  CemCustomerRow *customer = NULL;

  if (!_cem_identity_get_customer_row (self, row->head, &customer, error))
    return FALSE;
  if (customer != NULL && customer->n_members > 1 &&
      !_cem_identity_load_members (self, customer, error))
    return FALSE;

  for (guint i = 0; customer != NULL && customer->n_members > 1 && i < customer->members->len; i++)
    {
      CemEntityRow *member = NULL;

      if (!_cem_identity_get_entity (self, g_array_index (customer->members, gint64, i), &member,
                                     error))
        return FALSE;
      if (member == NULL || member == row || !member->has_traits)
        continue;
      if (!_cem_identity_load_traits (self, member, error))
        return FALSE;
      g_ptr_array_add (holders, member);
    }

  g_ptr_array_add (holders, row);
  return _cem_identity_load_traits (self, row, error);
}

/* FALSE when a later event has already spoken. */
static gboolean
set_trait (CemIdentity *self,
           const CemIdentityEvent *event,
           CemEntityRow *row,
           const char *field,
           const char *value)
{
  const char *source = _cem_identity_pool (self, event->source, (gssize) event->source_length);
  g_autofree char *id = g_strndup (event->id, event->id_length);
  CemTraitRow *trait = NULL;

  for (guint i = 0; i < row->traits->len && trait == NULL; i++)
    {
      CemTraitRow *candidate = g_ptr_array_index (row->traits, i);

      if (strcmp (candidate->field, field) == 0 && strcmp (candidate->source, source) == 0)
        trait = candidate;
    }

  if (trait != NULL &&
      _cem_identity_compare_keys (event->time, source, id, trait->time, source, trait->id) <= 0)
    return FALSE;

  if (trait == NULL)
    {
      trait = g_new0 (CemTraitRow, 1);
      trait->field = g_strdup (field);
      trait->source = source;
      g_ptr_array_add (row->traits, trait);
    }
  g_free (trait->value);
  g_free (trait->id);
  trait->value = g_strdup (value);
  trait->id = g_steal_pointer (&id);
  trait->time = event->time;
  trait->dirty = TRUE;
  return TRUE;
}

static const char *
keep_text (CemIdentity *self,
           const char *text)
{
  char *copy = g_strdup (text);

  if (copy != NULL)
    g_ptr_array_add (self->change_texts, copy);
  return copy;
}

static void
apply_trait (CemIdentity *self,
             const CemIdentityEvent *event,
             CemEntityRow *row,
             GPtrArray *holders,
             const CemEntry *entry)
{
  g_autofree char *field = g_strndup (entry->key.v.s, (gsize) entry->key.n);
  g_autoptr (GString) value = g_string_new (NULL);
  const CemTraitRow *winner = find_winner (self, holders, field);
  CemIdentityChange change = { .kind = CEM_IDENTITY_TRAIT_CHANGED, .customer = row->head };
  g_autofree char *before = winner != NULL ? g_strdup (winner->value) : NULL;

  _cem_json_write (value, &entry->value, CEM_JSON_WRITE_SORTED);
  if (!set_trait (self, event, row, field, value->str))
    return;

  winner = find_winner (self, holders, field);
  if (g_strcmp0 (before, winner != NULL ? winner->value : NULL) == 0)
    return;

  change.field = keep_text (self, field);
  change.old_value = keep_text (self, before);
  change.new_value = keep_text (self, winner != NULL ? winner->value : NULL);
  g_array_append_val (self->changes, change);
}

static int
compare_names (gconstpointer first,
               gconstpointer second)
{
  const CemDatum *a = &(*(const CemEntry *const *) first)->key;
  const CemDatum *b = &(*(const CemEntry *const *) second)->key;
  int order = memcmp (a->v.s, b->v.s, (gsize) MIN (a->n, b->n));

  return order != 0 ? order : a->n - b->n;
}

/* By name: what the log keeps is canonical, so a replay reads them in this order. */
static GPtrArray *
sort_traits (const CemMap *traits)
{
  GPtrArray *sorted = g_ptr_array_sized_new (traits->n);

  for (guint i = 0; i < traits->n; i++)
    g_ptr_array_add (sorted, (gpointer) &traits->entries[i]);

  g_ptr_array_sort (sorted, compare_names);
  return sorted;
}

gboolean
_cem_identity_apply_traits (CemIdentity *self,
                            const CemIdentityEvent *event,
                            CemEntityRow *row,
                            GError **error)
{
  const CemMap *traits = get_traits (event);
  g_autoptr (GPtrArray) holders = NULL;
  g_autoptr (GPtrArray) sorted = NULL;

  if (traits == NULL || traits->n == 0)
    return TRUE;

  holders = g_ptr_array_new ();
  if (!load_holders (self, row, holders, error))
    return FALSE;

  sorted = sort_traits (traits);
  for (guint i = 0; i < sorted->len; i++)
    apply_trait (self, event, row, holders, g_ptr_array_index (sorted, i));

  if (!row->has_traits)
    {
      row->has_traits = TRUE;
      _cem_identity_touch_entity (self, row);
    }
  g_ptr_array_add (self->dirty_traits_of, row);
  return TRUE;
}
