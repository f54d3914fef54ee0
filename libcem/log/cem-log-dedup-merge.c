/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-dedup-internal-private.h"

/* On average, when a level is full; 256 * 12 bytes and what chance adds fit one page. */
#define KEYS_PER_BLOCK 256

static guint64
capacity_of (const CemDedup *self,
             guint level)
{
  return (guint64) KEYS_PER_BLOCK << _cem_dedup_bits_of (self, level);
}

static void
put_seq (guint8 *bytes,
         gint64 seq)
{
  for (guint i = 0; i < 5; i++)
    bytes[i] = (guint8) (seq >> (32 - 8 * i));
}

static void
put_block_entry (guint8 *bytes,
                 const CemKeyEntry *entry)
{
  guint64 key = GUINT64_TO_BE (entry->key);

  memcpy (bytes, (guint8 *) &key + 1, 7);
  put_seq (bytes + 7, entry->seq);
}

void
_cem_dedup_add (CemDedup *self,
                guint64 key,
                gint64 seq)
{
  guint8 bytes[RECENT_ENTRY];
  guint64 big = GUINT64_TO_BE (key);

  memcpy (bytes, &big, sizeof big);
  put_seq (bytes + 8, seq);

  if (self->added->len == 0)
    self->added_first = seq;

  g_byte_array_append (self->added, bytes, sizeof bytes);
  _cem_key_table_add (self->recent, key, seq);
}

static gboolean
write_recent (CemDedup *self,
              GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      self->db, "INSERT OR REPLACE INTO dedup_recent (first, keys) VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;

  if (self->tail->len == 0 || self->tail->len + self->added->len > CEM_DEDUP_TAIL_SIZE)
    {
      g_byte_array_set_size (self->tail, 0);
      self->tail_first = self->added_first;
    }

  g_byte_array_append (self->tail, self->added->data, self->added->len);
  g_byte_array_set_size (self->added, 0);

  _cem_db_bind_int (statement, 1, self->tail_first);
  _cem_db_bind_blob (statement, 2, self->tail->data, self->tail->len);
  return _cem_db_run (statement, error);
}

/* Merges a block with @n sorted entries of its range into @merged. */
static void
merge_block (const guint8 *block,
             gsize length,
             guint64 top,
             const CemKeyEntry *entries,
             gsize n,
             GByteArray *merged)
{
  gsize n_old = length / BLOCK_ENTRY, old = 0;
  guint8 *out = NULL;

  g_byte_array_set_size (merged, (guint) ((n_old + n) * BLOCK_ENTRY));
  out = merged->data;

  for (gsize i = 0; i < n; i++)
    {
      gsize run = old;

      while (run < n_old)
        {
          CemKeyEntry there = _cem_dedup_get_block_entry (block + run * BLOCK_ENTRY, top);

          if (there.key > entries[i].key ||
              (there.key == entries[i].key && there.seq > entries[i].seq))
            break;

          run++;
        }

      if (run > old)
        memcpy (out, block + old * BLOCK_ENTRY, (run - old) * BLOCK_ENTRY);
      out += (run - old) * BLOCK_ENTRY;
      old = run;
      put_block_entry (out, &entries[i]);
      out += BLOCK_ENTRY;
    }

  if (old < n_old)
    memcpy (out, block + old * BLOCK_ENTRY, (n_old - old) * BLOCK_ENTRY);
}

static gboolean
merge_entries (CemDedup *self,
               guint level,
               const CemKeyEntry *entries,
               gsize n_entries,
               GError **error)
{
  g_autoptr (CemDbStatement) read =
      _cem_db_prepare (self->db, "SELECT keys FROM dedup_block WHERE id = ?", error);
  g_autoptr (CemDbStatement) write =
      read == NULL
          ? NULL
          : _cem_db_prepare (self->db,
                             "INSERT OR REPLACE INTO dedup_block (id, keys) VALUES (?, ?)", error);
  g_autoptr (GByteArray) merged = g_byte_array_new ();

  if (write == NULL)
    return FALSE;

  for (gsize i = 0, n = 0; i < n_entries; i += n)
    {
      guint64 prefix = _cem_dedup_prefix_of (self, level, entries[i].key);
      const guint8 *block = NULL;
      gsize length = 0;
      CemDbStep step = CEM_DB_ERROR;

      for (n = 1;
           i + n < n_entries && _cem_dedup_prefix_of (self, level, entries[i + n].key) == prefix;
           n++)
        ;

      _cem_db_bind_int (read, 1, _cem_dedup_block_id (level, prefix));
      step = _cem_db_step (read, error);
      if (step == CEM_DB_ERROR)
        return FALSE;

      if (step == CEM_DB_ROW)
        block = _cem_db_column_blob (read, 0, &length);

      merge_block (block, length, entries[i].key >> 56, &entries[i], n, merged);
      _cem_db_statement_reset (read);

      _cem_db_bind_int (write, 1, _cem_dedup_block_id (level, prefix));
      _cem_db_bind_blob (write, 2, merged->data, merged->len);
      if (!_cem_db_run (write, error))
        return FALSE;
    }

  return TRUE;
}

/* Takes one slice of the key range out of a level: as many keys as came in. */
static gboolean
take_slice (CemDedup *self,
            guint level,
            GArray *slice,
            GError **error)
{
  guint slice_bits = LEVEL_GROWTH * (level + 1);
  guint shift = _cem_dedup_bits_of (self, level) - slice_bits;
  guint64 first = self->levels[level].cursor << shift;
  guint64 last = first + ((guint64) 1 << shift) - 1;
  g_autoptr (CemDbStatement) read = _cem_db_prepare (
      self->db, "SELECT id, keys FROM dedup_block WHERE id BETWEEN ? AND ? ORDER BY id", error);
  g_autoptr (CemDbStatement) erase =
      read == NULL
          ? NULL
          : _cem_db_prepare (self->db, "DELETE FROM dedup_block WHERE id BETWEEN ? AND ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (erase == NULL)
    return FALSE;

  _cem_db_bind_int (read, 1, _cem_dedup_block_id (level, first));
  _cem_db_bind_int (read, 2, _cem_dedup_block_id (level, last));
  while ((step = _cem_db_step (read, error)) == CEM_DB_ROW)
    {
      guint64 prefix =
          (guint64) _cem_db_column_int (read, 0) & (((guint64) 1 << BLOCK_LEVEL_SHIFT) - 1);
      guint64 top = prefix >> (_cem_dedup_bits_of (self, level) - 8);
      gsize length = 0;
      const guint8 *block = _cem_db_column_blob (read, 1, &length);

      for (gsize i = 0; i + BLOCK_ENTRY <= length; i += BLOCK_ENTRY)
        {
          CemKeyEntry entry = _cem_dedup_get_block_entry (block + i, top);

          g_array_append_val (slice, entry);
        }
    }

  self->levels[level].cursor = (self->levels[level].cursor + 1) % ((guint64) 1 << slice_bits);
  self->levels[level].keys -= MIN (self->levels[level].keys, slice->len);

  _cem_db_bind_int (erase, 1, _cem_dedup_block_id (level, first));
  _cem_db_bind_int (erase, 2, _cem_dedup_block_id (level, last));
  return step == CEM_DB_DONE && _cem_db_run (erase, error);
}

/* Brings sorted entries into a level; what no longer fits goes further down. */
static gboolean
merge_into (CemDedup *self,
            guint level,
            const CemKeyEntry *entries,
            gsize n_entries,
            GError **error)
{
  if (level == self->n_levels)
    {
      self->n_levels++;
      self->levels[level] = (Level){ 0 };
    }

  if (!merge_entries (self, level, entries, n_entries, error))
    return FALSE;

  self->levels[level].keys += n_entries;
  self->levels_changed = TRUE;

  while (level + 1 < MAX_LEVELS && self->levels[level].keys > capacity_of (self, level))
    {
      g_autoptr (GArray) slice = g_array_new (FALSE, FALSE, sizeof (CemKeyEntry));

      if (!take_slice (self, level, slice, error))
        return FALSE;

      if (slice->len > 0 &&
          !merge_into (self, level + 1, (const CemKeyEntry *) (void *) slice->data, slice->len,
                       error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
write_levels (CemDedup *self,
              GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (self->db,
                       "INSERT OR REPLACE INTO dedup_level (level, bits, keys, cursor) "
                       "VALUES (?, ?, ?, ?)",
                       error);

  if (statement == NULL)
    return FALSE;

  for (guint level = 0; level < self->n_levels; level++)
    {
      _cem_db_bind_int (statement, 1, level + 1);
      _cem_db_bind_int (statement, 2, _cem_dedup_bits_of (self, level));
      _cem_db_bind_int (statement, 3, (gint64) self->levels[level].keys);
      _cem_db_bind_int (statement, 4, (gint64) self->levels[level].cursor);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  self->levels_changed = FALSE;
  return TRUE;
}

static gboolean
empty_recent (CemDedup *self,
              GError **error)
{
  g_autofree CemKeyEntry *entries = NULL;
  gsize n_entries = 0;

  entries = _cem_key_table_steal_sorted (self->recent, &n_entries);
  g_byte_array_set_size (self->tail, 0);
  g_byte_array_set_size (self->added, 0);

  return merge_into (self, 0, entries, n_entries, error) &&
         _cem_db_exec (self->db, "DELETE FROM dedup_recent", error) && write_levels (self, error);
}

gboolean
_cem_dedup_flush (CemDedup *self,
                  GError **error)
{
  g_array_set_size (self->prefetched, 0);
  g_array_set_size (self->matches, 0);

  if (self->added->len == 0)
    return TRUE;

  if (_cem_key_table_get_size (self->recent) >= self->max_recent)
    return empty_recent (self, error);

  return write_recent (self, error);
}

gboolean
_cem_dedup_clear (CemDedup *self,
                  GError **error)
{
  return _cem_db_exec (self->db,
                       "DELETE FROM dedup_recent; DELETE FROM dedup_block; DELETE FROM dedup_level",
                       error) &&
         _cem_dedup_reload (self, error);
}

gboolean
_cem_dedup_count (CemDedup *self,
                  guint64 *count,
                  GError **error)
{
  gint64 bytes = 0;

  if (!_cem_db_query_int (self->db, "SELECT coalesce(sum(length(keys)), 0) FROM dedup_block",
                          &bytes, error))
    return FALSE;

  *count = bytes / BLOCK_ENTRY + _cem_key_table_get_size (self->recent);
  return TRUE;
}
