/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/cem-model-internal.h"

G_BEGIN_DECLS

/* What the files share that make figures of nouns. */

const CemDatum *_cem_snapshot_get (const CemMap *snapshot,
                                   const char *name,
                                   CemKind kind);
gboolean _cem_snapshot_get_us (const CemMap *snapshot,
                               const char *name,
                               gint64 *us);

/* Calls @func for each noun of a kind, by (since, entity), and counts them in @n. */
typedef gboolean (*CemSnapshotFunc) (gpointer figures,
                                     const CemMap *snapshot,
                                     gint64 entity,
                                     GError **error);
gboolean _cem_noun_walk (CemDb *db,
                         CemNounKind kind,
                         CemSnapshotFunc func,
                         gpointer figures,
                         GCancellable *cancellable,
                         gint64 *n,
                         GError **error);

/* To six places, the grid that figures are told on. */
double _cem_round_figure (double value);

CemDatum _cem_score_describe (CemArena *arena,
                              const CemScoreSums *score,
                              CemScoreKind kind);

gboolean _cem_responses_read_stats (CemDb *db,
                                    CemArena *arena,
                                    GCancellable *cancellable,
                                    CemDatum *figures,
                                    GError **error);

G_END_DECLS
