/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-engine-internal-private.h"

#include "base/cem-clock-private.h"

#include <libcem/cem-command.h>

/* Is ready when the next timer is due, and then lets time pass until now. */
typedef struct
{
  GSource source;
  CemEngine *engine;
} TickSource;

static void
schedule (TickSource *tick,
          gint64 next_due,
          gint64 now)
{
  gint64 ready = -1;

  if (next_due != G_MAXINT64)
    ready = g_get_monotonic_time () + MAX (next_due - now, 0);
  g_source_set_ready_time ((GSource *) tick, ready);
}

static gboolean
tick_source_dispatch (GSource *source,
                      GSourceFunc callback,
                      gpointer user_data)
{
  TickSource *tick = (TickSource *) source;
  g_autoptr (GDateTime) now = cem_clock_read_now (tick->engine->clock);
  g_autoptr (CemCommand) command = cem_command_new_advance (now);

  g_source_set_ready_time (source, -1);
  cem_engine_execute_async (tick->engine, command, CEM_INGEST_FLAGS_NONE, NULL, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

static void
tick_source_finalize (GSource *source)
{
  TickSource *tick = (TickSource *) source;

  g_mutex_lock (&tick->engine->mutex);
  g_ptr_array_remove_fast (tick->engine->sources, tick);
  g_mutex_unlock (&tick->engine->mutex);
  g_object_unref (tick->engine);
}

static GSourceFuncs tick_source_funcs = {
  .dispatch = tick_source_dispatch,
  .finalize = tick_source_finalize,
};

void
_cem_engine_schedule (CemEngine *self,
                      gint64 now)
{
  for (guint i = 0; i < self->sources->len; i++)
    schedule (self->sources->pdata[i], self->next_due, now);
}

/**
 * cem_engine_create_source:
 * @self: an engine
 *
 * Makes a source that lets the engine keep real time.
 *
 * Attached to a main context, it lets time pass by itself whenever something is due, and sleeps
 * otherwise. It keeps the engine alive until it is destroyed.
 *
 * Returns: (transfer full): a source
 *
 * Since: 0.1
 */
GSource *
cem_engine_create_source (CemEngine *self)
{
  GSource *source = NULL;
  TickSource *tick = NULL;
  gint64 now = 0;

  g_return_val_if_fail (CEM_IS_ENGINE (self), NULL);

  source = g_source_new (&tick_source_funcs, sizeof (TickSource));
  g_source_set_static_name (source, "CemEngine");
  tick = (TickSource *) source;
  tick->engine = g_object_ref (self);
  now = _cem_clock_read_us (self->clock);

  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->sources, tick);
  schedule (tick, self->next_due, now);
  g_mutex_unlock (&self->mutex);
  return source;
}
