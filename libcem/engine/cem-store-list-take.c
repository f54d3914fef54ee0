/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-store-list-internal-private.h"

#include "engine/cem-store-item-private.h"

/* How a list takes over what was read, and tells of it. */

void
_cem_store_list_set_error (CemStoreList *self,
                           const GError *error)
{
  if (self->error == NULL && error == NULL)
    return;

  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify (G_OBJECT (self), "error");
}

static void
set_keys (CemStoreList *self,
          CemListKeys *keys,
          gint64 stamp,
          gboolean complete)
{
  g_autoptr (CemListKeys) before = g_steal_pointer (&self->keys);
  const gboolean was_complete = self->complete;
  guint position = 0, removed = 0, added = 0;
  gboolean differ = _cem_list_keys_diff (before, keys, &position, &removed, &added);

  self->keys = _cem_list_keys_ref (keys);
  self->stamp = stamp;
  self->complete = complete;
  self->generation++;

  if (differ)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  if (complete && !was_complete)
    g_object_notify (G_OBJECT (self), "loading");
}

/* Returns whether another object stands for the key from now on. */
static gboolean
take_item (CemStoreList *self,
           gint64 key,
           gpointer item,
           gboolean keep)
{
  gpointer known = _cem_list_items_find (self->items, key);

  if (known == NULL)
    {
      if (keep)
        _cem_list_items_add (self->items, key, item, FALSE);
      return FALSE;
    }

  if (cem_store_item_get_loading (known))
    {
      _cem_store_item_take (known, item);
      return FALSE;
    }

  if (_cem_store_item_same (known, item))
    return FALSE;

  _cem_list_items_add (self->items, key, item, TRUE);
  return TRUE;
}

typedef struct
{
  guint position;
  gint64 key;
} Place;

/* Handlers may change the list; a place that moved has been announced by then. */
static void
announce_replaced (CemStoreList *self,
                   GHashTable *replaced)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));

  for (guint i = 0; i < self->keys->n && places->len < g_hash_table_size (replaced); i++)
    {
      Place place = { i, _cem_list_keys_get (self->keys, i) };

      if (g_hash_table_contains (replaced, &place.key))
        g_array_append_val (places, place);
    }

  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      if (place->position < self->keys->n &&
          _cem_list_keys_get (self->keys, place->position) == place->key)
        g_list_model_items_changed (G_LIST_MODEL (self), place->position, 1, 1);
    }
}

void
_cem_store_list_apply (CemStoreList *self,
                       const CemListJob *job,
                       CemListResult *result)
{
  g_autoptr (GHashTable) replaced = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GPtrArray) pinned = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < result->read->len; i++)
    {
      gint64 *key = &g_array_index (result->read, gint64, i);
      gpointer item = result->items->pdata[i];

      if (item == NULL)
        continue;
      if (take_item (self, *key, item, i >= result->window))
        g_hash_table_add (replaced, key);
      if (i >= result->window)
        g_ptr_array_add (pinned, g_object_ref (_cem_list_items_find (self->items, *key)));
    }

  if (job->n_items > 0)
    {
      g_ptr_array_unref (self->pinned);
      self->pinned = g_steal_pointer (&pinned);
    }

  self->failed = FALSE;
  _cem_store_list_set_error (self, NULL);

  /* Keys that were read before others which the list has by now are no news. */
  if (result->keys != NULL && job->generation == self->generation)
    set_keys (self, result->keys, result->stamp,
              job->limit == 0 || (result->keys->n != job->limit && !result->keys->partial));
  else if (result->keys != NULL)
    self->stale = TRUE;

  if (g_hash_table_size (replaced) > 0)
    announce_replaced (self, replaced);
}
