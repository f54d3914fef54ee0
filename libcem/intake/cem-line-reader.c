/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-line-reader-private.h"

#include "intake/cem-byte-source-private.h"

#include <string.h>

struct _CemLineReader
{
  CemByteSource *source;
  char *buffer; /* CEM_LINE_MAX + CEM_BYTE_SOURCE_CHUNK */
  gsize start;
  gsize end;
  gsize searched; /* no line feed before this */
  gint64 number;
  guint64 base; /* the offset of the buffer's first byte */
  gboolean done; /* nothing more comes into the buffer */
};

CemLineReader *
_cem_line_reader_new (GInputStream *stream)
{
  CemLineReader *self = g_new0 (CemLineReader, 1);

  /* Only an encoding can be unknown. */
  self->source = _cem_byte_source_new (stream, NULL, NULL);
  self->buffer = g_malloc (CEM_LINE_MAX + CEM_BYTE_SOURCE_CHUNK);
  return self;
}

void
_cem_line_reader_free (CemLineReader *self)
{
  _cem_byte_source_free (self->source);
  g_free (self->buffer);
  g_free (self);
}

guint64
_cem_line_reader_get_bytes (CemLineReader *self)
{
  return _cem_byte_source_get_bytes (self->source);
}

static gboolean
read_some (CemLineReader *self,
           gsize *n_read,
           GCancellable *cancellable,
           GError **error)
{
  return _cem_byte_source_read (self->source, self->buffer + self->end, n_read, cancellable, error);
}

/* Moves what is left to the front and reads behind it. */
static gboolean
fill (CemLineReader *self,
      GCancellable *cancellable,
      GError **error)
{
  gsize n = 0;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->base += self->start;
  self->end -= self->start;
  self->searched -= self->start;
  self->start = 0;

  if (!read_some (self, &n, cancellable, error))
    return FALSE;

  self->end += n;
  self->done = n == 0;
  return TRUE;
}

static const char *
find_line_feed (CemLineReader *self)
{
  const char *found =
    memchr (self->buffer + self->searched, '\n', self->end - self->searched);

  self->searched = self->end;
  return found;
}

/* Drops what is left of a line that was cut. The cut text stays at the front of the buffer. */
static gboolean
skip_rest (CemLineReader *self,
           GCancellable *cancellable,
           GError **error)
{
  const char *feed = NULL;

  while (feed == NULL)
    {
      gsize n = 0;

      self->base += self->end - CEM_LINE_MAX;
      self->end = self->searched = CEM_LINE_MAX;
      if (!read_some (self, &n, cancellable, error))
        return FALSE;
      if (n == 0)
        {
          self->done = TRUE;
          self->start = self->end;
          return TRUE;
        }
      self->end += n;
      feed = find_line_feed (self);
    }

  self->start = self->searched = feed + 1 - self->buffer;
  return TRUE;
}

static void
take_line (CemLineReader *self,
           CemLine *line,
           gsize length,
           gsize next)
{
  line->text = self->buffer + self->start;
  line->cut = length > CEM_LINE_MAX;
  line->length = MIN (length, CEM_LINE_MAX);
  line->number = ++self->number;
  line->offset = self->base + self->start;
  if (!line->cut && length > 0 && line->text[length - 1] == '\r')
    line->length--;

  self->start = self->searched = next;
}

gboolean
_cem_line_reader_next (CemLineReader *self,
                       CemLine *line,
                       GCancellable *cancellable,
                       GError **error)
{
  *line = (CemLine){ 0 };

  while (TRUE)
    {
      const char *feed = find_line_feed (self);

      if (feed != NULL)
        {
          take_line (self, line, feed - (self->buffer + self->start), feed + 1 - self->buffer);
          return TRUE;
        }

      if (self->done)
        {
          if (self->start == self->end)
            return FALSE;
          take_line (self, line, self->end - self->start, self->end);
          return TRUE;
        }

      if (self->end - self->start > CEM_LINE_MAX)
        {
          memmove (self->buffer, self->buffer + self->start, CEM_LINE_MAX);
          self->base += self->start;
          self->end -= self->start;
          *line = (CemLine){ self->buffer, CEM_LINE_MAX, ++self->number, TRUE, self->base };
          return skip_rest (self, cancellable, error);
        }

      if (!fill (self, cancellable, error))
        return FALSE;
    }
}
