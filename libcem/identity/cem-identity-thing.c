/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-rows-internal.h"

/* What a thing is known by: groups of identifiers, which are clusters as customers are. */

gboolean
_cem_identity_is_joined_by (CemIdentity *self,
                            const CemIdentityEvent *event,
                            guint thing,
                            gboolean *joined,
                            GError **error)
{
  const CemIdentitySet *set = event->set;
  g_autofree char *source = NULL;
  g_autofree char *id = NULL;
  CemEntityRow *row = NULL;

  *joined = FALSE;
  if ((set->joint >> thing & 1) == 0)
    return TRUE;
  if (!_cem_identity_get_entity (self, set->identifiers[thing].entity, &row, error))
    return FALSE;
  if (row == NULL)
    return TRUE;
  if (!_cem_identity_load_pairs (self, row, error))
    return FALSE;

  *joined = row->first == event->time;
  source = g_strndup (event->source, event->source_length);
  id = g_strndup (event->id, event->id_length);
  for (guint i = 0; i < row->pairs->len && !*joined; i++)
    {
      const CemPairRow *pair = g_ptr_array_index (row->pairs, i);

      *joined = pair->id != NULL && _cem_identity_compare_keys (event->time, source, id, pair->time,
                                                               pair->source, pair->id) == 0;
    }
  return TRUE;
}

void
_cem_identity_note_regrouped (CemIdentity *self,
                              gint64 thing)
{
  if (thing != 0)
    g_hash_table_add (self->regrouped, g_memdup2 (&thing, sizeof thing));
}

static gint
compare_ids (gconstpointer first,
             gconstpointer second)
{
  gint64 a = *(const gint64 *) first;
  gint64 b = *(const gint64 *) second;

  return a < b ? -1 : a > b;
}

/* The head first. */
static gboolean
append_group (CemIdentity *self,
              const CemEntityRow *row,
              GArray *groups,
              GError **error)
{
  CemCustomerRow *customer = NULL;
  gint64 head = row->head != 0 ? row->head : row->id;
  gint64 n = 1;

  if (row->head != 0 && !_cem_identity_get_customer_row (self, head, &customer, error))
    return FALSE;
  if (customer != NULL && customer->alive && !_cem_identity_load_members (self, customer, error))
    return FALSE;
  if (customer != NULL && customer->alive)
    n = customer->members->len;

  g_array_append_val (groups, n);
  g_array_append_val (groups, head);
  for (guint i = 0; n > 1 && i < n; i++)
    {
      gint64 member = g_array_index (customer->members, gint64, i);

      if (member != head)
        g_array_append_val (groups, member);
    }
  return TRUE;
}

gboolean
_cem_identity_take_regrouped (CemIdentity *self,
                              GArray *groups,
                              GError **error)
{
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GArray) ids = NULL;
  GHashTableIter iter;
  gpointer key = NULL;

  if (g_hash_table_size (self->regrouped) == 0)
    return TRUE;

  seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_iter_init (&iter, self->regrouped);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (ids, key, 1);
  g_array_sort (ids, compare_ids);
  g_hash_table_remove_all (self->regrouped);

  for (guint i = 0; i < ids->len; i++)
    {
      CemEntityRow *row = NULL;
      gint64 head = 0;

      if (!_cem_identity_get_entity (self, g_array_index (ids, gint64, i), &row, error))
        return FALSE;
      if (row == NULL)
        continue;
      head = row->head != 0 ? row->head : row->id;
      if (g_hash_table_add (seen, g_memdup2 (&head, sizeof head)) &&
          !append_group (self, row, groups, error))
        return FALSE;
    }

  return TRUE;
}
