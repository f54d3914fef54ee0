/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What a power cut leaves: a layer below SQLite that remembers what has been synced. */

#include <glib.h>

G_BEGIN_DECLS

/* From now on every store of this process lies on the layer. */
void power_cut_register (void);

/* Puts what would be on the disk of the store at @path, if the power went off now, at @copy. With
 * @random, some sectors that have been written since the last sync are there, and others are not. */
void power_cut_copy (const char *path,
                     const char *copy,
                     GRand *random);

/* How often a WAL has been synced. */
guint power_cut_get_wal_syncs (void);

/* Makes each sync fail, as that of a dying disk does. */
void power_cut_set_fail_sync (gboolean fail);

G_END_DECLS
