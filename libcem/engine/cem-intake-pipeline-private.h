/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-intake-private.h"

G_BEGIN_DECLS

/* One run of an intake, for those who fill its batches: one is written while the next is filled. */
typedef struct _CemIntakeRun CemIntakeRun;

CemIntake *_cem_intake_run_get_intake (CemIntakeRun *self);
GCancellable *_cem_intake_run_get_cancellable (CemIntakeRun *self);

/* The batch to fill, until the next call below. */
CemBatch *_cem_intake_run_get_batch (CemIntakeRun *self);

/* Hands the batch over when it is full. @bytes: so many have been read. */
gboolean _cem_intake_run_offer (CemIntakeRun *self,
                                guint64 bytes,
                                GError **error);

/* … whether it is full or not. */
gboolean _cem_intake_run_hand_over (CemIntakeRun *self,
                                    guint64 bytes,
                                    GError **error);

/* For those who know better than by bytes how far they are, from 0 to 1. */
void _cem_intake_run_set_share (CemIntakeRun *self,
                                double share);

/* Keeps @thing until all batches have been written. */
void _cem_intake_run_keep (CemIntakeRun *self,
                           gpointer thing,
                           GDestroyNotify free_func);

/* cem-intake-rows.c */
gboolean _cem_intake_read_lines (CemIntakeRun *run,
                                 GInputStream *stream,
                                 GError **error);
gboolean _cem_intake_read_rows (CemIntakeRun *run,
                                GInputStream *stream,
                                CemMapping *mapping,
                                const char *origin,
                                GError **error);
gboolean _cem_intake_read_quarantine (CemIntakeRun *run,
                                      GError **error);

/* cem-intake-merge.c: all files in the order of time. */
gboolean _cem_intake_read_merged (CemIntakeRun *run,
                                  const CemIntakeFile *files,
                                  guint n_files,
                                  GError **error);

G_END_DECLS
