/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-dedup-internal-private.h"

#include "base/cem-words-private.h"

#define DEFAULT_RECENT 131072
#define DEFAULT_LEVEL_BITS 12

/* So that the deepest level's blocks still fit below the level in a block's id. */
#define MAX_LEVEL_BITS 20

/* --- opening
 * ------------------------------------------------------------------------------------*/

static gboolean
read_levels (CemDedup *self,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      self->db, "SELECT level, bits, keys, cursor FROM dedup_level ORDER BY level", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  self->n_levels = 0;
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      guint level = self->n_levels;
      gint64 bits = _cem_db_column_int (statement, 1) - LEVEL_GROWTH * (gint64) level;
      gint64 cursor = _cem_db_column_int (statement, 3);

      /* What the store was made with wins over the options. */
      if (level == 0 && bits >= CEM_DEDUP_MIN_BITS && bits <= MAX_LEVEL_BITS)
        self->level_bits = (guint) bits;

      if (_cem_db_column_int (statement, 0) != level + 1 || level == MAX_LEVELS ||
          bits != self->level_bits || cursor < 0 || cursor >> (LEVEL_GROWTH * (level + 1)) != 0)
        {
          _cem_set_error (error, CEM_ERROR_CORRUPT,
                          "The levels of the dedup index are damaged; rebuild it");
          return FALSE;
        }

      self->levels[level].keys = _cem_db_column_int (statement, 2);
      self->levels[level].cursor = (guint64) cursor;
      self->n_levels++;
    }

  return step == CEM_DB_DONE;
}

static void
take_recent (CemDedup *self,
             gint64 first,
             const guint8 *bytes,
             gsize length)
{
  for (gsize i = 0; i + RECENT_ENTRY <= length; i += RECENT_ENTRY)
    _cem_key_table_add (self->recent, _cem_dedup_get_key (bytes + i),
                        _cem_dedup_get_seq (bytes + i + 8));

  g_byte_array_set_size (self->tail, 0);
  if (length < CEM_DEDUP_TAIL_SIZE)
    g_byte_array_append (self->tail, bytes, length);
  self->tail_first = first;
}

static gboolean
read_recent (CemDedup *self,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (self->db, "SELECT first, keys FROM dedup_recent ORDER BY first", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      const guint8 *bytes = _cem_db_column_blob (statement, 1, &length);

      take_recent (self, _cem_db_column_int (statement, 0), bytes, length);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_dedup_reload (CemDedup *self,
                   GError **error)
{
  _cem_key_table_clear (self->recent);
  g_byte_array_set_size (self->tail, 0);
  g_byte_array_set_size (self->added, 0);
  g_array_set_size (self->prefetched, 0);
  g_array_set_size (self->matches, 0);
  self->levels_changed = FALSE;

  return read_levels (self, error) && read_recent (self, error);
}

CemDedup *
_cem_dedup_open (CemDb *db,
                 guint recent,
                 guint level_bits,
                 GError **error)
{
  g_autoptr (CemDedup) self = g_new0 (CemDedup, 1);

  self->db = db;
  self->max_recent = recent > 0 ? recent : DEFAULT_RECENT;
  self->level_bits = level_bits > 0 ? level_bits : DEFAULT_LEVEL_BITS;
  self->recent = _cem_key_table_new (1024);
  self->tail = g_byte_array_new ();
  self->added = g_byte_array_new ();
  self->prefetched = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->matches = g_array_new (FALSE, FALSE, sizeof (CemKeyEntry));

  g_assert (self->level_bits >= CEM_DEDUP_MIN_BITS);
  g_assert (self->level_bits <= MAX_LEVEL_BITS);

  if (!_cem_dedup_reload (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
_cem_dedup_free (CemDedup *self)
{
  _cem_key_table_free (self->recent);
  g_byte_array_unref (self->tail);
  g_byte_array_unref (self->added);
  g_array_unref (self->prefetched);
  g_array_unref (self->matches);
  g_free (self);
}

/* --- looking up
 * ---------------------------------------------------------------------------------*/

/* The first entry of a block that is not before @key. */
static gsize
lower_bound (const guint8 *block,
             gsize n_entries,
             guint64 key)
{
  guint64 wanted = key << 8 >> 8;
  gsize low = 0, high = n_entries;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (_cem_dedup_get_key (block + middle * BLOCK_ENTRY) >> 8 < wanted)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static void
match_in_block (const guint8 *block,
                gsize length,
                guint64 key,
                GArray *matches)
{
  gsize n_entries = length / BLOCK_ENTRY;

  for (gsize i = lower_bound (block, n_entries, key); i < n_entries; i++)
    {
      CemKeyEntry entry = _cem_dedup_get_block_entry (block + i * BLOCK_ENTRY, key >> 56);

      if (entry.key != key)
        break;

      g_array_append_val (matches, entry);
    }
}

/* Looks up @keys, which are sorted, in one level: a descent for each block that they fall into. */
static gboolean
probe_level (CemDedup *self,
             guint level,
             const guint64 *keys,
             gsize n_keys,
             GArray *matches,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (self->db, "SELECT keys FROM dedup_block WHERE id = ?", error);

  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < n_keys;)
    {
      guint64 prefix = _cem_dedup_prefix_of (self, level, keys[i]);
      const guint8 *block = NULL;
      gsize length = 0;
      CemDbStep step = CEM_DB_ERROR;

      _cem_db_bind_int (statement, 1, _cem_dedup_block_id (level, prefix));
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_ERROR)
        return FALSE;

      if (step == CEM_DB_ROW)
        block = _cem_db_column_blob (statement, 0, &length);

      for (; i < n_keys && _cem_dedup_prefix_of (self, level, keys[i]) == prefix; i++)
        match_in_block (block, length, keys[i], matches);

      _cem_db_statement_reset (statement);
    }

  return TRUE;
}

static gboolean
probe (CemDedup *self,
       const guint64 *keys,
       gsize n_keys,
       GArray *matches,
       GError **error)
{
  for (guint level = 0; level < self->n_levels; level++)
    if (self->levels[level].keys > 0 && !probe_level (self, level, keys, n_keys, matches, error))
      return FALSE;

  return TRUE;
}

gboolean
_cem_dedup_prefetch (CemDedup *self,
                     const guint64 *keys,
                     gsize n_keys,
                     GError **error)
{
  g_array_set_size (self->prefetched, 0);
  g_array_set_size (self->matches, 0);

  if (self->n_levels == 0)
    return TRUE;

  g_array_append_vals (self->prefetched, keys, n_keys);
  _cem_keys_sort ((guint64 *) (void *) self->prefetched->data, n_keys);

  if (!probe (self, (const guint64 *) (void *) self->prefetched->data, n_keys, self->matches,
              error))
    {
      g_array_set_size (self->prefetched, 0);
      return FALSE;
    }

  _cem_key_entries_sort ((CemKeyEntry *) (void *) self->matches->data, self->matches->len);
  return TRUE;
}

static int
compare_keys (const void *a,
              const void *b)
{
  guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

static void
add_matches (const GArray *matches,
             guint64 key,
             GArray *seqs)
{
  const CemKeyEntry *entries = (const CemKeyEntry *) (const void *) matches->data;
  gsize low = 0, high = matches->len;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if (entries[middle].key < key)
        low = middle + 1;
      else
        high = middle;
    }

  /* A key that was asked for twice has its matches twice. */
  for (; low < matches->len && entries[low].key == key; low++)
    if (low + 1 == matches->len || entries[low + 1].key != key ||
        entries[low + 1].seq != entries[low].seq)
      g_array_append_val (seqs, entries[low].seq);
}

gboolean
_cem_dedup_find (CemDedup *self,
                 guint64 key,
                 GArray *seqs,
                 GError **error)
{
  g_autoptr (GArray) matches = NULL;

  _cem_key_table_find (self->recent, key, seqs);

  if (self->n_levels == 0)
    return TRUE;

  if (self->prefetched->len > 0 &&
      bsearch (&key, self->prefetched->data, self->prefetched->len, sizeof key, compare_keys) !=
      NULL)
    {
      add_matches (self->matches, key, seqs);
      return TRUE;
    }

  matches = g_array_new (FALSE, FALSE, sizeof (CemKeyEntry));
  if (!probe (self, &key, 1, matches, error))
    return FALSE;

  for (guint i = 0; i < matches->len; i++)
    g_array_append_val (seqs, g_array_index (matches, CemKeyEntry, i).seq);

  return TRUE;
}

static gboolean
scan_recent (CemDb *db,
             guint64 key,
             GArray *seqs,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (db, "SELECT keys FROM dedup_recent", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      const guint8 *bytes = _cem_db_column_blob (statement, 0, &length);

      for (gsize i = 0; i + RECENT_ENTRY <= length; i += RECENT_ENTRY)
        if (_cem_dedup_get_key (bytes + i) == key)
          {
            gint64 seq = _cem_dedup_get_seq (bytes + i + 8);

            g_array_append_val (seqs, seq);
          }
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_dedup_lookup (CemDb *db,
                   guint64 key,
                   GArray *seqs,
                   GError **error)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (CemKeyEntry));
  CemDedup self = { .db = db };

  if (!scan_recent (db, key, seqs, error) || !read_levels (&self, error) ||
      !probe (&self, &key, 1, matches, error))
    return FALSE;

  for (guint i = 0; i < matches->len; i++)
    g_array_append_val (seqs, g_array_index (matches, CemKeyEntry, i).seq);

  return TRUE;
}
