/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 key;
  gint64 seq;
} CemKeyEntry;

/* A table of keyed hashes: several seqs may have one key. */
typedef struct _CemKeyTable CemKeyTable;

CemKeyTable *_cem_key_table_new (gsize slots);
void _cem_key_table_free (CemKeyTable *self);
void _cem_key_table_clear (CemKeyTable *self);
gsize _cem_key_table_get_size (const CemKeyTable *self);
void _cem_key_table_add (CemKeyTable *self,
                         guint64 key,
                         gint64 seq);
/* Appends the seqs of @key (gint64), in no order. */
void _cem_key_table_find (const CemKeyTable *self,
                          guint64 key,
                          GArray *seqs);
/* All entries by (key, seq); the table is empty then. */
CemKeyEntry *_cem_key_table_steal_sorted (CemKeyTable *self,
                                          gsize *n_entries);

/* Sorts; fast when the keys are spread evenly, right for any. */
void _cem_keys_sort (guint64 *keys,
                     gsize n_keys);
void _cem_key_entries_sort (CemKeyEntry *entries,
                            gsize n_entries);

G_END_DECLS
