/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* The dedup index: 64-bit keys to sequence numbers, exact (all seqs of a key are found, the caller
 * compares), with key locality whatever the keys. Recent keys are in memory and in dedup_recent;
 * older ones in levels of sorted blocks, each 8 times as large as the one before. A level that is
 * full gives up one slice of its key range at a time to the next, so the work per key stays the
 * same and no commit carries a whole level. */
typedef struct _CemDedup CemDedup;

/* At least as many as bytes of a key that blocks leave out. */
#define CEM_DEDUP_MIN_BITS 8

CemDedup *_cem_dedup_open (CemDb *db,
                           guint recent,
                           guint level_bits,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_dedup_free (CemDedup *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemDedup, _cem_dedup_free)

/* Forgets what is in memory and reads it again: after a rollback. */
gboolean _cem_dedup_reload (CemDedup *self,
                            GError **error);

gboolean _cem_dedup_prefetch (CemDedup *self,
                              const guint64 *keys,
                              gsize n_keys,
                              GError **error);

/* Appends the seqs of @key to @seqs (gint64). */
gboolean _cem_dedup_find (CemDedup *self,
                          guint64 key,
                          GArray *seqs,
                          GError **error);

/* The same for one key through any connection, without what an open index keeps in memory. */
gboolean _cem_dedup_lookup (CemDb *db,
                            guint64 key,
                            GArray *seqs,
                            GError **error);

void _cem_dedup_add (CemDedup *self,
                     guint64 key,
                     gint64 seq);

/* Writes what was added, and moves keys down the levels when there are enough: before a commit. */
gboolean _cem_dedup_flush (CemDedup *self,
                           GError **error);

/* Takes all keys out of the tables and the memory. */
gboolean _cem_dedup_clear (CemDedup *self,
                           GError **error);

/* How many keys there are. */
gboolean _cem_dedup_count (CemDedup *self,
                           guint64 *count,
                           GError **error);

G_END_DECLS
