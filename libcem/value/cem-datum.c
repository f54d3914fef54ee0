/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-datum-private.h"

#include <math.h>

/* Up to this many entries a look-up compares key by key; it is as fast as hashing and needs no memory. */
#define SMALL_MAP 8

/* --- Hashing --- */

/* Keys come from strangers, so the hash differs from process to process. Nothing may depend on the
 * order that it gives. */
static guint64
get_seed (void)
{
  static guint64 seed;
  guint64 value = __atomic_load_n (&seed, __ATOMIC_RELAXED);

  if (G_UNLIKELY (value == 0))
    {
      guint64 none = 0;

      value = ((guint64) g_random_int () << 32) | g_random_int () | 1;
      if (!__atomic_compare_exchange_n (&seed, &none, value, FALSE,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
        value = none;
    }

  return value;
}

static inline guint64
mix (guint64 a,
     guint64 b)
{
  unsigned __int128 product = (unsigned __int128) a * b;

  return (guint64) product ^ (guint64) (product >> 64);
}

static inline guint64
read_word (const char *text)
{
  guint64 word = 0;

  memcpy (&word, text, sizeof word);
  return word;
}

static guint64
hash_text (const char *text,
           gsize length,
           guint64 seed)
{
  guint64 hash = seed ^ (length * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
  guint64 last = 0;

  while (length > 8)
    {
      hash = mix (hash ^ read_word (text), G_GUINT64_CONSTANT (0xe7037ed1a0b428db) ^ seed);
      text += 8;
      length -= 8;
    }

  if (length > 0)
    memcpy (&last, text, length);
  return mix (hash ^ last, G_GUINT64_CONSTANT (0x8ebc6af09c88c6e3) ^ seed);
}

/* Numbers that are equal across kinds are equal as doubles. */
static guint64
hash_double (double value,
             guint64 seed)
{
  guint64 bits = 0;

  if (value == 0.0)
    value = 0.0;
  memcpy (&bits, &value, sizeof bits);
  return mix (bits ^ seed, G_GUINT64_CONSTANT (0xa0761d6478bd642f));
}

static guint64
hash_datum (const CemDatum *datum,
            guint64 seed)
{
  guint64 hash = mix (seed ^ datum->kind, G_GUINT64_CONSTANT (0x589965cc75374cc3));

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_BOOL:
      return mix (hash ^ (guint64) datum->v.i, seed);
    case CEM_KIND_INT:
      return hash_double ((double) datum->v.i, seed);
    case CEM_KIND_UINT:
      return hash_double ((double) datum->v.u, seed);
    case CEM_KIND_DOUBLE:
      return hash_double (datum->v.d, seed);
    case CEM_KIND_STRING:
      return hash_text (datum->v.s, (gsize) datum->n, seed);
    case CEM_KIND_BYTES:
    case CEM_KIND_TYPE:
      return hash ^ hash_text (datum->v.s, (gsize) datum->n, seed);
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return mix (hash ^ (guint64) datum->v.i, seed ^ (guint64) (gint64) datum->n);
    case CEM_KIND_LIST:
      for (guint i = 0; i < datum->v.list->n; i++)
        hash = mix (hash ^ hash_datum (&datum->v.list->items[i], seed), seed);
      return hash;
    case CEM_KIND_MAP:
      for (guint i = 0; i < datum->v.map->n; i++)
        hash += mix (hash_datum (&datum->v.map->entries[i].key, seed),
                     hash_datum (&datum->v.map->entries[i].value, seed) ^ seed);
      return hash;
    case CEM_KIND_OPTIONAL:
      return datum->v.box != NULL ? mix (hash ^ hash_datum (datum->v.box, seed), seed) : hash;
    case CEM_KIND_OBJECT:
      return mix (hash ^ (guint64) (gsize) datum->v.p, seed);
    case CEM_KIND_NULL:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
    default:
      return hash;
    }
}

guint
_cem_datum_hash (const CemDatum *datum)
{
  guint64 hash = hash_datum (datum, get_seed ());

  return (guint) (hash ^ (hash >> 32));
}

/* --- Equality and order --- */

static inline gboolean
same_text (const CemDatum *a,
           const CemDatum *b)
{
  return a->n == b->n && (a->n == 0 || memcmp (a->v.s, b->v.s, (gsize) a->n) == 0);
}

static inline gboolean
is_number (const CemDatum *datum)
{
  return datum->kind >= CEM_KIND_INT && datum->kind <= CEM_KIND_DOUBLE;
}

static inline double
as_double (const CemDatum *datum)
{
  if (datum->kind == CEM_KIND_INT)
    return (double) datum->v.i;
  if (datum->kind == CEM_KIND_UINT)
    return (double) datum->v.u;
  return datum->v.d;
}

#define ORDER(a, b) (((a) > (b)) - ((a) < (b)))

static int
order_numbers (const CemDatum *a,
               const CemDatum *b)
{
  double x = 0.0, y = 0.0;

  if (a->kind == CEM_KIND_INT && b->kind == CEM_KIND_INT)
    return ORDER (a->v.i, b->v.i);
  if (a->kind == CEM_KIND_UINT && b->kind == CEM_KIND_UINT)
    return ORDER (a->v.u, b->v.u);
  if (a->kind == CEM_KIND_INT && b->kind == CEM_KIND_UINT)
    return a->v.i < 0 ? -1 : ORDER ((guint64) a->v.i, b->v.u);
  if (a->kind == CEM_KIND_UINT && b->kind == CEM_KIND_INT)
    return b->v.i < 0 ? 1 : ORDER (a->v.u, (guint64) b->v.i);

  /* CEL compares an integer with a double as two doubles. */
  x = as_double (a);
  y = as_double (b);
  if (isnan (x) || isnan (y))
    return CEM_ORDER_NONE;
  return ORDER (x, y);
}

static int
order_texts (const CemDatum *a,
             const CemDatum *b)
{
  gsize length = (gsize) MIN (a->n, b->n);
  int order = length > 0 ? memcmp (a->v.s, b->v.s, length) : 0;

  return order != 0 ? ORDER (order, 0) : ORDER (a->n, b->n);
}

int
_cem_datum_order (const CemDatum *a,
                  const CemDatum *b)
{
  if (is_number (a) && is_number (b))
    return order_numbers (a, b);
  if (a->kind != b->kind)
    return CEM_ORDER_NONE;

  switch ((CemKind) a->kind)
    {
    case CEM_KIND_BOOL:
      return ORDER (a->v.i != 0, b->v.i != 0);
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
      return order_texts (a, b);
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return a->v.i != b->v.i ? ORDER (a->v.i, b->v.i) : ORDER (a->n, b->n);
    case CEM_KIND_NULL:
    case CEM_KIND_INT:
    case CEM_KIND_UINT:
    case CEM_KIND_DOUBLE:
    case CEM_KIND_LIST:
    case CEM_KIND_MAP:
    case CEM_KIND_TYPE:
    case CEM_KIND_OPTIONAL:
    case CEM_KIND_OBJECT:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
    default:
      return CEM_ORDER_NONE;
    }
}

static gboolean
equal_lists (const CemList *a,
             const CemList *b)
{
  if (a == b && a->n == 0)
    return TRUE;
  if (a->n != b->n)
    return FALSE;

  for (guint i = 0; i < a->n; i++)
    if (!_cem_datum_equal (&a->items[i], &b->items[i]))
      return FALSE;

  return TRUE;
}

static gboolean
equal_maps (const CemMap *a,
            const CemMap *b)
{
  if (a->n != b->n)
    return FALSE;

  for (guint i = 0; i < a->n; i++)
    {
      const CemDatum *other = _cem_map_find (b, &a->entries[i].key);

      if (other == NULL || !_cem_datum_equal (&a->entries[i].value, other))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_datum_equal (const CemDatum *a,
                  const CemDatum *b)
{
  if (a->kind != b->kind)
    return is_number (a) && is_number (b) && order_numbers (a, b) == 0;

  switch ((CemKind) a->kind)
    {
    case CEM_KIND_NULL:
      return TRUE;
    case CEM_KIND_BOOL:
      return (a->v.i != 0) == (b->v.i != 0);
    case CEM_KIND_INT:
      return a->v.i == b->v.i;
    case CEM_KIND_UINT:
      return a->v.u == b->v.u;
    case CEM_KIND_DOUBLE:
      return a->v.d == b->v.d;
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
    case CEM_KIND_TYPE:
      return same_text (a, b);
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
      return a->v.i == b->v.i && a->n == b->n;
    case CEM_KIND_LIST:
      return equal_lists (a->v.list, b->v.list);
    case CEM_KIND_MAP:
      return equal_maps (a->v.map, b->v.map);
    case CEM_KIND_OPTIONAL:
      if (a->v.box == NULL || b->v.box == NULL)
        return a->v.box == b->v.box;
      return _cem_datum_equal (a->v.box, b->v.box);
    case CEM_KIND_OBJECT:
      return a->v.object == b->v.object;
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
    default:
      return FALSE;
    }
}

/* --- Lists and maps --- */

const CemList *
_cem_list_new (CemArena *arena,
               const CemDatum *items,
               guint n)
{
  CemList *list = _cem_arena_alloc (arena, sizeof (CemList));
  CemDatum *copy = NULL;

  if (n > 0)
    {
      copy = _cem_arena_alloc (arena, n * sizeof (CemDatum));
      memcpy (copy, items, n * sizeof (CemDatum));
    }

  list->n = n;
  list->items = copy;
  return list;
}

static guint
get_index_size (guint n)
{
  guint size = 32;

  while (size < n * 2)
    size *= 2;
  return size;
}

/* Returns the number of the first entry whose key an earlier entry has, or @n. */
static guint
fill_index (const CemEntry *entries,
            guint n,
            guint32 *index,
            guint size)
{
  memset (index, 0, size * sizeof (guint32));

  for (guint i = 0; i < n; i++)
    {
      guint slot = _cem_datum_hash (&entries[i].key) & (size - 1);

      while (index[slot] != 0)
        {
          if (_cem_datum_equal (&entries[index[slot] - 1].key, &entries[i].key))
            return i;
          slot = (slot + 1) & (size - 1);
        }

      index[slot] = i + 1;
    }

  return n;
}

static guint
find_duplicate (const CemEntry *entries,
                guint n)
{
  for (guint i = 1; i < n; i++)
    for (guint j = 0; j < i; j++)
      if (_cem_datum_equal (&entries[i].key, &entries[j].key))
        return i;

  return n;
}

const CemMap *
_cem_map_new_checked (CemArena *arena,
                      const CemEntry *entries,
                      guint n,
                      guint *duplicate)
{
  CemMap *map = _cem_arena_alloc (arena, sizeof (CemMap));
  CemEntry *copy = NULL;
  guint32 *index = NULL;
  guint first = n;

  if (n > 0)
    {
      copy = _cem_arena_alloc (arena, n * sizeof (CemEntry));
      memcpy (copy, entries, n * sizeof (CemEntry));
    }

  if (n > SMALL_MAP)
    {
      guint size = get_index_size (n);

      index = _cem_arena_alloc (arena, size * sizeof (guint32));
      first = fill_index (copy, n, index, size);
    }
  else if (duplicate != NULL)
    {
      first = find_duplicate (copy, n);
    }

  if (duplicate != NULL)
    *duplicate = first;
  if (first < n)
    return NULL;

  map->n = n;
  map->entries = copy;
  map->index = index;
  return map;
}

const CemMap *
_cem_map_new (CemArena *arena,
              const CemEntry *entries,
              guint n)
{
  const CemMap *map = _cem_map_new_checked (arena, entries, n, NULL);

  g_assert (map != NULL);
  return map;
}

const CemDatum *
_cem_map_find (const CemMap *map,
               const CemDatum *key)
{
  guint mask = 0;

  if (key->kind == CEM_KIND_STRING)
    return _cem_map_find_string (map, key->v.s, (gsize) key->n);

  if (map->index == NULL)
    {
      for (guint i = 0; i < map->n; i++)
        if (_cem_datum_equal (&map->entries[i].key, key))
          return &map->entries[i].value;
      return NULL;
    }

  mask = get_index_size (map->n) - 1;
  for (guint slot = _cem_datum_hash (key) & mask; map->index[slot] != 0; slot = (slot + 1) & mask)
    {
      const CemEntry *entry = &map->entries[map->index[slot] - 1];

      if (_cem_datum_equal (&entry->key, key))
        return &entry->value;
    }

  return NULL;
}

static inline gboolean
is_key (const CemDatum *datum,
        const char *key,
        gsize length)
{
  return datum->kind == CEM_KIND_STRING && (gsize) datum->n == length &&
         (length == 0 || memcmp (datum->v.s, key, length) == 0);
}

const CemDatum *
_cem_map_find_string (const CemMap *map,
                      const char *key,
                      gsize length)
{
  guint64 hash = 0;
  guint mask = 0;

  if (map->index == NULL)
    {
      for (guint i = 0; i < map->n; i++)
        if (is_key (&map->entries[i].key, key, length))
          return &map->entries[i].value;
      return NULL;
    }

  mask = get_index_size (map->n) - 1;
  hash = hash_text (key, length, get_seed ());
  for (guint slot = (guint) (hash ^ (hash >> 32)) & mask;
       map->index[slot] != 0;
       slot = (slot + 1) & mask)
    {
      const CemEntry *entry = &map->entries[map->index[slot] - 1];

      if (is_key (&entry->key, key, length))
        return &entry->value;
    }

  return NULL;
}

/* --- Copies and names --- */

static CemDatum
copy_list (CemArena *arena,
           const CemList *list)
{
  CemList *copy = _cem_arena_alloc (arena, sizeof (CemList));
  CemDatum *items = list->n > 0 ? _cem_arena_alloc (arena, list->n * sizeof (CemDatum)) : NULL;

  for (guint i = 0; i < list->n; i++)
    items[i] = _cem_datum_copy (arena, &list->items[i]);

  copy->n = list->n;
  copy->items = items;
  return _cem_datum_list (copy);
}

static CemDatum
copy_map (CemArena *arena,
          const CemMap *map)
{
  CemMap *copy = _cem_arena_alloc (arena, sizeof (CemMap));
  CemEntry *entries = map->n > 0 ? _cem_arena_alloc (arena, map->n * sizeof (CemEntry)) : NULL;
  guint32 *index = NULL;

  for (guint i = 0; i < map->n; i++)
    {
      entries[i].key = _cem_datum_copy (arena, &map->entries[i].key);
      entries[i].value = _cem_datum_copy (arena, &map->entries[i].value);
    }

  if (map->index != NULL)
    {
      gsize size = get_index_size (map->n) * sizeof (guint32);

      index = _cem_arena_alloc (arena, size);
      memcpy (index, map->index, size);
    }

  copy->n = map->n;
  copy->entries = entries;
  copy->index = index;
  return _cem_datum_map (copy);
}

CemDatum
_cem_datum_copy (CemArena *arena,
                 const CemDatum *datum)
{
  CemDatum copy = *datum;

  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
    case CEM_KIND_TYPE:
      copy.v.s = datum->n > 0 ? _cem_arena_strndup (arena, datum->v.s, (gsize) datum->n) : "";
      return copy;
    case CEM_KIND_LIST:
      return copy_list (arena, datum->v.list);
    case CEM_KIND_MAP:
      return copy_map (arena, datum->v.map);
    case CEM_KIND_OPTIONAL:
      if (datum->v.box != NULL)
        {
          CemDatum *box = _cem_arena_alloc (arena, sizeof (CemDatum));

          *box = _cem_datum_copy (arena, datum->v.box);
          copy.v.box = box;
        }
      return copy;
    case CEM_KIND_OBJECT:
    case CEM_KIND_ERROR:
    case CEM_KIND_UNKNOWN:
      return _cem_datum_null ();
    case CEM_KIND_NULL:
    case CEM_KIND_BOOL:
    case CEM_KIND_INT:
    case CEM_KIND_UINT:
    case CEM_KIND_DOUBLE:
    case CEM_KIND_TIMESTAMP:
    case CEM_KIND_DURATION:
    default:
      return copy;
    }
}

const char *
_cem_kind_get_name (CemKind kind)
{
  static const char *const names[] = {
    [CEM_KIND_NULL] = "null_type",
    [CEM_KIND_BOOL] = "bool",
    [CEM_KIND_INT] = "int",
    [CEM_KIND_UINT] = "uint",
    [CEM_KIND_DOUBLE] = "double",
    [CEM_KIND_STRING] = "string",
    [CEM_KIND_BYTES] = "bytes",
    [CEM_KIND_TIMESTAMP] = "google.protobuf.Timestamp",
    [CEM_KIND_DURATION] = "google.protobuf.Duration",
    [CEM_KIND_LIST] = "list",
    [CEM_KIND_MAP] = "map",
    [CEM_KIND_TYPE] = "type",
    [CEM_KIND_OPTIONAL] = "optional_type",
    [CEM_KIND_OBJECT] = "object",
    [CEM_KIND_ERROR] = "error",
    [CEM_KIND_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (names), "unknown");

  return names[kind];
}
