/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-worker-private.h"

G_BEGIN_DECLS

/* The thread of long work that shows how far it is: what CemJob and CemIntake have in common. */
typedef struct
{
  GObject *owner;
  void (*notify) (gpointer owner); /* of the figures */

  GMutex mutex; /* over the owner's figures too, which the running thread writes */
  gboolean running;
  gboolean noted;
  GMainContext *context; /* of an async run: where notifications arrive; NULL of a sync one */
  CemWorker *worker;     /* (nullable): the thread of async runs */
} CemRunner;

void _cem_runner_init (CemRunner *self,
                    gpointer owner,
                    void (*notify) (gpointer owner));
void _cem_runner_clear (CemRunner *self);

/* One run at a time: BUSY otherwise. */
gboolean _cem_runner_claim (CemRunner *self,
                         GError **error);
void _cem_runner_release (CemRunner *self);

/* Notifies of the figures: at once in a sync run, in the context that waits in an async one. */
void _cem_runner_tell (CemRunner *self);

/* A sync run is about to start, in this thread. */
void _cem_runner_be_sync (CemRunner *self);

/* Queues an async run: @work gets the owner as its context, and the task's data. Takes @task. */
void _cem_runner_push (CemRunner *self,
                    GTask *task,
                    CemWork work);

G_END_DECLS
