/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "tool/cem-tool-private.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define INTERVAL_MS 100

struct _CemProgress
{
  gpointer object;
  CemDescribe describe;
  GMainLoop *loop;
  GCancellable *cancellable;
  GAsyncResult *result;
  guint timer;
  guint interrupt;
  guint terminate;
  gboolean shown;
};

static gboolean
show_cb (gpointer data)
{
  CemProgress *self = data;
  g_autofree char *line = self->describe (self->object);

  fprintf (stderr, "\r\033[K%s", line);
  fflush (stderr);
  self->shown = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Long work ends at its next commit; a second interrupt ends the process. */
static gboolean
interrupt_cb (gpointer data)
{
  CemProgress *self = data;

  g_cancellable_cancel (self->cancellable);
  signal (SIGINT, SIG_DFL);
  signal (SIGTERM, SIG_DFL);
  return G_SOURCE_CONTINUE;
}

CemProgress *
_cem_progress_new (gpointer object,
                   CemDescribe describe)
{
  CemProgress *self = g_new0 (CemProgress, 1);

  self->object = g_object_ref (object);
  self->describe = describe;
  self->loop = g_main_loop_new (NULL, FALSE);
  self->cancellable = g_cancellable_new ();
  self->interrupt = g_unix_signal_add (SIGINT, interrupt_cb, self);
  self->terminate = g_unix_signal_add (SIGTERM, interrupt_cb, self);
  if (isatty (STDERR_FILENO))
    self->timer = g_timeout_add (INTERVAL_MS, show_cb, self);
  return self;
}

void
_cem_progress_free (CemProgress *self)
{
  if (self->timer != 0)
    g_source_remove (self->timer);
  g_source_remove (self->interrupt);
  g_source_remove (self->terminate);
  if (self->shown)
    fputs ("\r\033[K", stderr);
  g_main_loop_unref (self->loop);
  g_object_unref (self->cancellable);
  g_clear_object (&self->result);
  g_object_unref (self->object);
  g_free (self);
}

GCancellable *
_cem_progress_get_cancellable (CemProgress *self)
{
  return self->cancellable;
}

void
_cem_progress_done_cb (GObject *object,
                       GAsyncResult *result,
                       gpointer data)
{
  CemProgress *self = data;

  self->result = g_object_ref (result);
  g_main_loop_quit (self->loop);
}

GAsyncResult *
_cem_progress_wait (CemProgress *self)
{
  g_main_loop_run (self->loop);
  return self->result;
}

char *
_cem_progress_describe_fraction (double fraction,
                                 double seconds_left)
{
  const guint left = (guint) CLAMP (seconds_left, 0, 359999);

  if (fraction < 0)
    return g_strdup ("");
  if (seconds_left < 0)
    return g_strdup_printf ("%3.0f %%", fraction * 100);
  if (left >= 3600)
    return g_strdup_printf (_ ("%3.0f %%, %u:%02u:%02u left"), fraction * 100, left / 3600,
                            left / 60 % 60, left % 60);

  return g_strdup_printf (_ ("%3.0f %%, %u:%02u left"), fraction * 100, left / 60, left % 60);
}
