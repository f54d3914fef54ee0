/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-list-items-private.h"

/* How many items are held when nobody else does. */
#define RECENT_ITEMS 512

struct _CemListItems
{
  GHashTable *entries; /* key -> Entry */
  GQueue recent;       /* owned items */
};

typedef struct
{
  gint64 key;
  CemListItems *items;
  GObject *item; /* weak */
} Entry;

static void
item_gone (gpointer data,
           GObject *item)
{
  Entry *entry = data;

  entry->item = NULL;
  g_hash_table_remove (entry->items->entries, &entry->key);
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->item != NULL)
    g_object_weak_unref (entry->item, item_gone, entry);
  g_free (entry);
}

CemListItems *
_cem_list_items_new (void)
{
  CemListItems *self = g_new0 (CemListItems, 1);

  self->entries = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entry_free);
  g_queue_init (&self->recent);
  return self;
}

void
_cem_list_items_free (CemListItems *self)
{
  _cem_list_items_release (self);
  g_hash_table_unref (self->entries);
  g_free (self);
}

gpointer
_cem_list_items_find (CemListItems *self,
                      gint64 key)
{
  const Entry *entry = g_hash_table_lookup (self->entries, &key);

  return entry != NULL ? entry->item : NULL;
}

void
_cem_list_items_add (CemListItems *self,
                     gint64 key,
                     gpointer item,
                     gboolean hold)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->key = key;
  entry->items = self;
  entry->item = item;
  g_object_weak_ref (item, item_gone, entry);
  g_hash_table_replace (self->entries, &entry->key, entry);

  if (!hold)
    return;

  g_queue_push_tail (&self->recent, g_object_ref (item));
  if (self->recent.length > RECENT_ITEMS)
    g_object_unref (g_queue_pop_head (&self->recent));
}

GArray *
_cem_list_items_take_keys (CemListItems *self)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer value = NULL;

  _cem_list_items_release (self);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_array_append_val (keys, ((Entry *) value)->key);

  return keys;
}

void
_cem_list_items_release (CemListItems *self)
{
  g_queue_clear_full (&self->recent, g_object_unref);
}
