/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Threads of one's own that do blocking work in order, so that each piece of it has a sync and an
 * async face. */
typedef struct _CemWorker CemWorker;

/* Returns a result of the caller's kind, or NULL with @error set. @context is what it works on, @data
 * what it is to do. */
typedef gpointer (*CemWork) (gpointer context,
                             gpointer data,
                             GCancellable *cancellable,
                             GError **error);

CemWorker *_cem_worker_new (guint n_threads) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until all work is done. Must not be called from the worker's own thread. */
void _cem_worker_free (CemWorker *self);

/* Does @work in a thread of the worker and waits for it. */
gpointer _cem_worker_call (CemWorker *self,
                           CemWork work,
                           gpointer context,
                           gpointer data,
                           GCancellable *cancellable,
                           GError **error);

/* Queues @work without waiting; @work tells by itself how it went. */
void _cem_worker_post (CemWorker *self,
                       CemWork work,
                       gpointer context);

/* Queues @task: its task data go to @work, whose result it returns as a pointer that is freed with
 * @result_free when nobody takes it. Takes the reference to @task. */
void _cem_worker_push (CemWorker *self,
                       GTask *task,
                       CemWork work,
                       gpointer context,
                       GDestroyNotify result_free);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemWorker, _cem_worker_free)

G_END_DECLS
