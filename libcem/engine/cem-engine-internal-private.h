/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-engine-private.h"

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* For the files of the engine only. */

struct _CemEngine
{
  GObject parent_instance;

  char *path;
  CemClock *clock;

  GMainContext *context;
  CemWorker *writer;
  CemWorker *readers;
  CemDbPool *pool;
  CemProcessor *processor; /* of the writer thread */

  GMutex mutex;              /* over all that follows */
  gboolean closed;
  CemIdentityConfig *config; /* as of the last commit */
  gint64 next_due;
  GPtrArray *sources;        /* TickSource, unowned */
  gboolean change_noted;
  guint n_reading;
  GCond idle;                /* nobody reads any more */
};

gboolean _cem_engine_check_open (CemEngine *self,
                                 GError **error);

/* In the context of the thread that opened the engine. */
void _cem_engine_emit_changed (CemEngine *self);

/* What other threads may know of the processor, after it has worked. */
void _cem_engine_publish (CemEngine *self);

/* Tells the engine's sources when to be ready; under its mutex. */
void _cem_engine_schedule (CemEngine *self,
                           gint64 now);

G_END_DECLS
