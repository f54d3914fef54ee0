/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trickle.h"

#include <string.h>

#define TRICKLE_TYPE (trickle_get_type ())
G_DECLARE_FINAL_TYPE (Trickle, trickle, TEST, TRICKLE, GInputStream)

struct _Trickle
{
  GInputStream parent_instance;

  GBytes *bytes;
  gsize position;
  gsize step;
};

G_DEFINE_FINAL_TYPE (Trickle, trickle, G_TYPE_INPUT_STREAM)

static gssize
trickle_read (GInputStream *stream,
              void *buffer,
              gsize count,
              GCancellable *cancellable,
              GError **error)
{
  Trickle *self = TEST_TRICKLE (stream);
  gsize left = g_bytes_get_size (self->bytes) - self->position;
  gsize n = MIN (MIN (left, count), self->step);

  if (n > 0)
    memcpy (buffer, (const char *) g_bytes_get_data (self->bytes, NULL) + self->position, n);
  self->position += n;
  return n;
}

static void
trickle_finalize (GObject *object)
{
  g_bytes_unref (TEST_TRICKLE (object)->bytes);
  G_OBJECT_CLASS (trickle_parent_class)->finalize (object);
}

static void
trickle_class_init (TrickleClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = trickle_read;
  G_OBJECT_CLASS (klass)->finalize = trickle_finalize;
}

static void
trickle_init (Trickle *self)
{
}

GInputStream *
trickle_new (GBytes *bytes,
             gsize step)
{
  Trickle *self = g_object_new (TRICKLE_TYPE, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->step = step;
  return G_INPUT_STREAM (self);
}
