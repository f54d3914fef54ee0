/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "log/cem-log-dedup-private.h"
#include "log/cem-log-keys-private.h"

#include <string.h>

G_BEGIN_DECLS

/* What the two files of the dedup index share. */

#define MAX_LEVELS 5

/* log2 of how many times larger a level is than the one before. */
#define LEVEL_GROWTH 3

/* In a block: 7 bytes of the key (its block says the first) and 5 of the sequence, big-endian, so
 * that bytes compare as (key, seq). In dedup_recent: all 8 bytes of the key. */
#define BLOCK_ENTRY 12
#define RECENT_ENTRY 13

#define BLOCK_LEVEL_SHIFT 40

/* The last row of dedup_recent grows up to this, so that small commits fill pages. */
#define CEM_DEDUP_TAIL_SIZE 3900

typedef struct
{
  guint64 keys;
  guint64 cursor; /* the slice to give up next */
} Level;

struct _CemDedup
{
  CemDb *db;
  guint max_recent;
  guint level_bits;
  guint n_levels; /* in use, 0..MAX_LEVELS */
  Level levels[MAX_LEVELS];
  gboolean levels_changed;
  CemKeyTable *recent;
  GByteArray *tail; /* entries of the last row of dedup_recent */
  gint64 tail_first;
  GByteArray *added; /* entries that are not in dedup_recent yet */
  gint64 added_first;
  GArray *prefetched; /* guint64, sorted */
  GArray *matches;    /* CemKeyEntry, sorted: what the levels hold of the prefetched */
};

static inline guint
_cem_dedup_bits_of (const CemDedup *self,
                    guint level)
{
  return self->level_bits + LEVEL_GROWTH * level;
}

static inline guint64
_cem_dedup_prefix_of (const CemDedup *self,
                      guint level,
                      guint64 key)
{
  return key >> (64 - _cem_dedup_bits_of (self, level));
}

static inline gint64
_cem_dedup_block_id (guint level,
                     guint64 prefix)
{
  return ((gint64) (level + 1) << BLOCK_LEVEL_SHIFT) | (gint64) prefix;
}

static inline gint64
_cem_dedup_get_seq (const guint8 *bytes)
{
  gint64 seq = 0;

  for (guint i = 0; i < 5; i++)
    seq = seq << 8 | bytes[i];

  return seq;
}

static inline guint64
_cem_dedup_get_key (const guint8 *bytes)
{
  guint64 key = 0;

  memcpy (&key, bytes, sizeof key);
  return GUINT64_FROM_BE (key);
}

/* @top: the first byte of the key, from the block's place. */
static inline CemKeyEntry
_cem_dedup_get_block_entry (const guint8 *bytes,
                            guint64 top)
{
  CemKeyEntry entry = { .key = (_cem_dedup_get_key (bytes) >> 8) | top << 56,
                        .seq = _cem_dedup_get_seq (bytes + 7) };

  return entry;
}

G_END_DECLS
