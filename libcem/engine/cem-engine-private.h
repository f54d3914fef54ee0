/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-worker-private.h"
#include "db/cem-db-private.h"
#include "engine/cem-processor-private.h"

#include <libcem/cem-engine.h>

G_BEGIN_DECLS

/* What the other files of this room need of an engine. */

/* Reading: @work runs on a lent read connection, inside one snapshot. Sync in the calling thread;
 * async in a thread of the engine's readers, where @task carries the data and returns a pointer
 * (g_task_propagate_pointer). CLOSED once the engine is closed. */
typedef gpointer (*CemReadWork) (CemDb *db,
                                 gpointer data,
                                 GCancellable *cancellable,
                                 GError **error);

gpointer _cem_engine_read (CemEngine *self,
                           CemReadWork work,
                           gpointer data,
                           GCancellable *cancellable,
                           GError **error);
void _cem_engine_read_async (CemEngine *self,
                             CemReadWork work,
                             GTask *task,
                             GDestroyNotify result_free);

/* Writing: @work runs in the writer thread, which alone touches the processor. */
typedef gpointer (*CemWriteWork) (CemProcessor *processor,
                                  gpointer data,
                                  GCancellable *cancellable,
                                  GError **error);

gpointer _cem_engine_write (CemEngine *self,
                            CemWriteWork work,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error);
void _cem_engine_write_async (CemEngine *self,
                              CemWriteWork work,
                              GTask *task,
                              GDestroyNotify result_free);

/* Queues @work without waiting; @done is told in the writer thread, and takes @error. */
typedef void (*CemWriteDone) (gpointer result,
                              GError *error,
                              gpointer data);
void _cem_engine_post_write (CemEngine *self,
                             CemWriteWork work,
                             CemWriteDone done,
                             gpointer data);

const guint8 *_cem_engine_get_secret (CemEngine *self);
CemIdentityConfig *_cem_engine_dup_identity_config (CemEngine *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
