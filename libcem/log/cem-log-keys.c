/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-keys-private.h"

#include <string.h>

/* Keys are hashes already, so their low bits are the slot. Sequence numbers begin with 1; 0 marks a
 * free slot. */
struct _CemKeyTable
{
  CemKeyEntry *slots;
  gsize mask;
  gsize size;
};

CemKeyTable *
_cem_key_table_new (gsize slots)
{
  CemKeyTable *self = g_new0 (CemKeyTable, 1);

  g_assert (slots > 0 && (slots & (slots - 1)) == 0);
  self->slots = g_new0 (CemKeyEntry, slots);
  self->mask = slots - 1;
  return self;
}

void
_cem_key_table_free (CemKeyTable *self)
{
  g_free (self->slots);
  g_free (self);
}

void
_cem_key_table_clear (CemKeyTable *self)
{
  memset (self->slots, 0, (self->mask + 1) * sizeof (CemKeyEntry));
  self->size = 0;
}

gsize
_cem_key_table_get_size (const CemKeyTable *self)
{
  return self->size;
}

static void
put (CemKeyTable *self,
     guint64 key,
     gint64 seq)
{
  gsize slot = key & self->mask;

  while (self->slots[slot].seq != 0)
    slot = (slot + 1) & self->mask;

  self->slots[slot].key = key;
  self->slots[slot].seq = seq;
}

static void
grow (CemKeyTable *self)
{
  CemKeyEntry *old = self->slots;
  gsize n_old = self->mask + 1;

  self->slots = g_new0 (CemKeyEntry, n_old * 2);
  self->mask = n_old * 2 - 1;

  for (gsize i = 0; i < n_old; i++)
    if (old[i].seq != 0)
      put (self, old[i].key, old[i].seq);

  g_free (old);
}

void
_cem_key_table_add (CemKeyTable *self,
                    guint64 key,
                    gint64 seq)
{
  if (self->size + self->size / 2 >= self->mask)
    grow (self);

  put (self, key, seq);
  self->size++;
}

void
_cem_key_table_find (const CemKeyTable *self,
                     guint64 key,
                     GArray *seqs)
{
  for (gsize slot = key & self->mask; self->slots[slot].seq != 0; slot = (slot + 1) & self->mask)
    if (self->slots[slot].key == key)
      g_array_append_val (seqs, self->slots[slot].seq);
}

static int
compare_entries (const void *a,
                 const void *b)
{
  const CemKeyEntry *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;

  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int
compare_keys (const void *a,
              const void *b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* Spreads by the top bits into about n / 4 buckets, then sorts by insertion, which is all but linear
 * when each bucket holds a few. Uneven keys make long buckets, which qsort takes. */
#define SMALL 24

void
_cem_key_entries_sort (CemKeyEntry *entries,
                       gsize n_entries)
{
  g_autofree CemKeyEntry *spread = NULL;
  g_autofree guint32 *starts = NULL;
  guint bits = g_bit_storage (n_entries) > 3 ? g_bit_storage (n_entries) - 3 : 1;
  gsize n_buckets = (gsize) 1 << bits;
  guint shift = 64 - bits;

  if (n_entries < 64)
    {
      if (n_entries > 1)
        qsort (entries, n_entries, sizeof *entries, compare_entries);
      return;
    }

  spread = g_new (CemKeyEntry, n_entries);
  starts = g_new0 (guint32, n_buckets + 1);

  for (gsize i = 0; i < n_entries; i++)
    starts[(entries[i].key >> shift) + 1]++;
  for (gsize b = 1; b <= n_buckets; b++)
    starts[b] += starts[b - 1];
  for (gsize i = 0; i < n_entries; i++)
    spread[starts[entries[i].key >> shift]++] = entries[i];

  for (gsize b = 0, first = 0; b < n_buckets; first = starts[b], b++)
    {
      gsize n = starts[b] - first;

      if (n > SMALL)
        {
          qsort (spread + first, n, sizeof *spread, compare_entries);
          continue;
        }

      for (gsize i = first + 1; i < first + n; i++)
        {
          CemKeyEntry entry = spread[i];
          gsize j = i;

          for (; j > first && compare_entries (&spread[j - 1], &entry) > 0; j--)
            spread[j] = spread[j - 1];
          spread[j] = entry;
        }
    }

  memcpy (entries, spread, n_entries * sizeof *entries);
}

void
_cem_keys_sort (guint64 *keys,
                gsize n_keys)
{
  if (n_keys > 1)
    qsort (keys, n_keys, sizeof *keys, compare_keys);
}

CemKeyEntry *
_cem_key_table_steal_sorted (CemKeyTable *self,
                             gsize *n_entries)
{
  CemKeyEntry *entries = g_new (CemKeyEntry, MAX (self->size, 1));
  gsize n = 0;

  for (gsize slot = 0; slot <= self->mask; slot++)
    if (self->slots[slot].seq != 0)
      entries[n++] = self->slots[slot];

  _cem_key_table_clear (self);
  _cem_key_entries_sort (entries, n);
  *n_entries = n;
  return entries;
}
