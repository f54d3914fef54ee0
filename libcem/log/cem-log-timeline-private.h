/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* The writer's side of the timeline: entries of one batch, written sorted. */
typedef struct _CemTimeline CemTimeline;

CemTimeline *_cem_timeline_new (CemDb *db,
                                guint shift) G_GNUC_WARN_UNUSED_RESULT;
void _cem_timeline_free (CemTimeline *self);
void _cem_timeline_enter (CemTimeline *self,
                          gint64 entity,
                          gint64 time,
                          gint64 seq);
gboolean _cem_timeline_flush (CemTimeline *self,
                              GError **error);
/* Takes all of an entity out, also what has not been written yet. */
gboolean _cem_timeline_forget (CemTimeline *self,
                               gint64 entity,
                               GError **error);
/* Takes one entry out. */
gboolean _cem_timeline_leave (CemTimeline *self,
                              gint64 entity,
                              gint64 time,
                              gint64 seq,
                              GError **error);
gboolean _cem_timeline_has (CemTimeline *self,
                            gint64 entity,
                            gint64 time,
                            gint64 seq,
                            gboolean *found,
                            GError **error);
gboolean _cem_timeline_leave_all (CemTimeline *self,
                                  gint64 *seqs,
                                  gsize n_seqs,
                                  GError **error);
gboolean _cem_timeline_clear (CemTimeline *self,
                              GError **error);
/* Forgets what has not been written: after a rollback. */
void _cem_timeline_drop (CemTimeline *self);

G_END_DECLS
