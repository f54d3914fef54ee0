/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-line-reader-private.h"

#include <string.h>

#define CHUNK (256 * 1024)

struct _CemLineReader
{
  GInputStream *stream;
  GConverter *gunzip; /* (nullable) */
  guint8 *raw;        /* compressed bytes, CHUNK of them at most */
  gsize raw_start;
  gsize raw_end;
  gboolean raw_done;     /* the stream is at its end */
  gboolean inside_member; /* a gzip member has begun and not ended */
  guint64 bytes;

  char *buffer; /* CEM_LINE_MAX + CHUNK */
  gsize start;
  gsize end;
  gsize searched; /* no line feed before this */
  gint64 number;
  gboolean started;
  gboolean done; /* nothing more comes into the buffer */
};

CemLineReader *
_cem_line_reader_new (GInputStream *stream)
{
  CemLineReader *self = g_new0 (CemLineReader, 1);

  self->stream = g_object_ref (stream);
  self->raw = g_malloc (CHUNK);
  self->buffer = g_malloc (CEM_LINE_MAX + CHUNK);
  return self;
}

void
_cem_line_reader_free (CemLineReader *self)
{
  g_clear_object (&self->gunzip);
  g_object_unref (self->stream);
  g_free (self->raw);
  g_free (self->buffer);
  g_free (self);
}

guint64
_cem_line_reader_get_bytes (CemLineReader *self)
{
  return self->bytes;
}

/* Reads from the stream until something comes or it ends. */
static gboolean
read_raw (CemLineReader *self,
          guint8 *into,
          gsize room,
          gsize *n_read,
          GCancellable *cancellable,
          GError **error)
{
  gssize n = g_input_stream_read (self->stream, into, room, cancellable, error);

  if (n < 0)
    return FALSE;

  self->raw_done = n == 0;
  self->bytes += n;
  *n_read = n;
  return TRUE;
}

/* Refills the compressed bytes once all are used. */
static gboolean
refill_raw (CemLineReader *self,
            GCancellable *cancellable,
            GError **error)
{
  gsize n = 0;

  if (self->raw_start < self->raw_end || self->raw_done)
    return TRUE;
  if (!read_raw (self, self->raw, CHUNK, &n, cancellable, error))
    return FALSE;

  self->raw_start = 0;
  self->raw_end = n;
  return TRUE;
}

static gboolean
gunzip_some (CemLineReader *self,
             char *into,
             gsize room,
             gsize *n_read,
             GCancellable *cancellable,
             GError **error)
{
  *n_read = 0;

  while (*n_read == 0)
    {
      gsize taken = 0;
      GConverterResult result = G_CONVERTER_ERROR;

      if (!refill_raw (self, cancellable, error))
        return FALSE;
      if (self->raw_done && self->raw_start == self->raw_end && !self->inside_member)
        return TRUE;

      self->inside_member = TRUE;
      result = g_converter_convert (self->gunzip, self->raw + self->raw_start,
                                    self->raw_end - self->raw_start, into, room,
                                    self->raw_done ? G_CONVERTER_INPUT_AT_END : 0, &taken, n_read,
                                    error);
      if (result == G_CONVERTER_ERROR)
        return FALSE;

      self->raw_start += taken;
      if (result == G_CONVERTER_FINISHED)
        {
          self->inside_member = FALSE;
          g_converter_reset (self->gunzip);
        }
    }

  return TRUE;
}

static gboolean
read_some (CemLineReader *self,
           gsize *n_read,
           GCancellable *cancellable,
           GError **error)
{
  char *into = self->buffer + self->end;

  if (self->gunzip != NULL)
    return gunzip_some (self, into, CHUNK, n_read, cancellable, error);

  return read_raw (self, (guint8 *) into, CHUNK, n_read, cancellable, error);
}

/* Tells gzip from text by the first bytes, which may come one by one. */
static gboolean
start (CemLineReader *self,
       GCancellable *cancellable,
       GError **error)
{
  gsize n = 0;

  while (self->end < 3 && !self->raw_done)
    {
      if (!read_raw (self, (guint8 *) self->buffer + self->end, CHUNK - self->end, &n, cancellable,
                     error))
        return FALSE;
      self->end += n;
    }

  if (self->end >= 2 && memcmp (self->buffer, "\x1f\x8b", 2) == 0)
    {
      self->gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
      memcpy (self->raw, self->buffer, self->end);
      self->raw_end = self->end;
      self->end = 0;
      while (self->end < 3 && !self->done)
        {
          if (!read_some (self, &n, cancellable, error))
            return FALSE;
          self->end += n;
          self->done = n == 0;
        }
    }

  if (self->end >= 3 && memcmp (self->buffer, "\xef\xbb\xbf", 3) == 0)
    self->start = self->searched = 3;

  self->started = TRUE;
  return TRUE;
}

/* Moves what is left to the front and reads behind it. */
static gboolean
fill (CemLineReader *self,
      GCancellable *cancellable,
      GError **error)
{
  gsize n = 0;

  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
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
  if (!self->started && !start (self, cancellable, error))
    return FALSE;

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
          *line = (CemLine){ self->buffer, CEM_LINE_MAX, ++self->number, TRUE };
          return skip_rest (self, cancellable, error);
        }

      if (!fill (self, cancellable, error))
        return FALSE;
    }
}
