/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-runner-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

void
_cem_runner_init (CemRunner *self,
               gpointer owner,
               void (*notify) (gpointer owner))
{
  self->owner = owner;
  self->notify = notify;
  g_mutex_init (&self->mutex);
}

void
_cem_runner_clear (CemRunner *self)
{
  g_clear_pointer (&self->worker, _cem_worker_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_mutex_clear (&self->mutex);
}

gboolean
_cem_runner_claim (CemRunner *self,
                GError **error)
{
  gboolean running = FALSE;

  g_mutex_lock (&self->mutex);
  running = self->running;
  self->running = TRUE;
  g_mutex_unlock (&self->mutex);

  if (running)
    _cem_set_error (error, CEM_ERROR_BUSY,
                    "This %s is running; wait for its end or make another one",
                    G_OBJECT_TYPE_NAME (self->owner));
  return !running;
}

void
_cem_runner_release (CemRunner *self)
{
  g_mutex_lock (&self->mutex);
  self->running = FALSE;
  g_mutex_unlock (&self->mutex);
}

static gboolean
notify_cb (gpointer user_data)
{
  CemRunner *self = user_data;

  g_mutex_lock (&self->mutex);
  self->noted = FALSE;
  g_mutex_unlock (&self->mutex);

  self->notify (self->owner);
  return G_SOURCE_REMOVE;
}

static void
release_owner (gpointer user_data)
{
  CemRunner *self = user_data;

  g_object_unref (self->owner);
}

void
_cem_runner_tell (CemRunner *self)
{
  g_autoptr (GSource) source = NULL;
  gboolean noted = FALSE;

  if (self->context == NULL)
    {
      self->notify (self->owner);
      return;
    }

  g_mutex_lock (&self->mutex);
  noted = self->noted;
  self->noted = TRUE;
  g_mutex_unlock (&self->mutex);
  if (noted)
    return;

  g_object_ref (self->owner);
  source = g_idle_source_new ();
  g_source_set_callback (source, notify_cb, self, release_owner);
  g_source_attach (source, self->context);
}

void
_cem_runner_be_sync (CemRunner *self)
{
  g_clear_pointer (&self->context, g_main_context_unref);
}

void
_cem_runner_push (CemRunner *self,
               GTask *task,
               CemWork work)
{
  if (self->worker == NULL)
    self->worker = _cem_worker_new (1);
  g_clear_pointer (&self->context, g_main_context_unref);
  self->context = g_main_context_ref_thread_default ();
  _cem_worker_push (self->worker, task, work, self->owner, NULL);
}
