/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-byte-source-private.h"

#include "base/cem-words-private.h"

#include <libcem/cem-error.h>

#include <string.h>

#define CHUNK CEM_BYTE_SOURCE_CHUNK

/* Longest sequence of an encoding that may be cut by the end of a chunk. */
#define MAX_CUT 16

typedef struct
{
  guint8 *bytes; /* CHUNK + MAX_CUT of them at most */
  gsize start;
  gsize end;
  gboolean done; /* nothing more comes in */
} Buffer;

struct _CemByteSource
{
  GInputStream *stream;
  GConverter *gunzip;  /* (nullable) */
  GConverter *charset; /* (nullable) */
  Buffer raw;          /* out of the stream */
  Buffer plain;        /* decompressed, where there is an encoding */
  gboolean inside_member; /* a gzip member has begun and not ended */
  gboolean started;
  gboolean begun; /* the byte order mark has been looked for */
  guint64 bytes;
};

CemByteSource *
_cem_byte_source_new (GInputStream *stream,
                      const char *encoding,
                      GError **error)
{
  g_autoptr (CemByteSource) self = g_new0 (CemByteSource, 1);

  self->stream = g_object_ref (stream);
  self->raw.bytes = g_malloc (CHUNK + MAX_CUT);
  if (encoding == NULL || g_ascii_strcasecmp (encoding, "UTF-8") == 0)
    return g_steal_pointer (&self);

  self->plain.bytes = g_malloc (CHUNK + MAX_CUT);
  self->charset = G_CONVERTER (g_charset_converter_new ("UTF-8", encoding, NULL));
  if (self->charset != NULL)
    return g_steal_pointer (&self);

  _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                  "The system knows no encoding “%s”; “iconv -l” lists those it knows", encoding);
  return NULL;
}

void
_cem_byte_source_free (CemByteSource *self)
{
  g_clear_object (&self->gunzip);
  g_clear_object (&self->charset);
  g_object_unref (self->stream);
  g_free (self->raw.bytes);
  g_free (self->plain.bytes);
  g_free (self);
}

guint64
_cem_byte_source_get_bytes (CemByteSource *self)
{
  return self->bytes;
}

static gboolean
read_stream (CemByteSource *self,
             guint8 *into,
             gsize room,
             gsize *n_read,
             GCancellable *cancellable,
             GError **error)
{
  gssize n = g_input_stream_read (self->stream, into, room, cancellable, error);

  if (n < 0)
    return FALSE;

  self->raw.done = n == 0;
  self->bytes += (gsize) n;
  *n_read = (gsize) n;
  return TRUE;
}

/* Refills the raw bytes once all are used. */
static gboolean
refill_raw (CemByteSource *self,
            GCancellable *cancellable,
            GError **error)
{
  Buffer *raw = &self->raw;
  gsize n = 0;

  if (raw->start < raw->end || raw->done)
    return TRUE;
  if (!read_stream (self, raw->bytes, CHUNK, &n, cancellable, error))
    return FALSE;

  raw->start = 0;
  raw->end = n;
  return TRUE;
}

/* Tells gzip from text by the first bytes, which may come one by one. */
static gboolean
start (CemByteSource *self,
       GCancellable *cancellable,
       GError **error)
{
  Buffer *raw = &self->raw;

  while (raw->end < 2 && !raw->done)
    {
      gsize n = 0;

      if (!read_stream (self, raw->bytes + raw->end, CHUNK - raw->end, &n, cancellable, error))
        return FALSE;
      raw->end += n;
    }

  if (raw->end >= 2 && memcmp (raw->bytes, "\x1f\x8b", 2) == 0)
    self->gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));

  self->started = TRUE;
  return TRUE;
}

static gboolean
gunzip_some (CemByteSource *self,
             guint8 *into,
             gsize room,
             gsize *n_read,
             GCancellable *cancellable,
             GError **error)
{
  Buffer *raw = &self->raw;

  while (*n_read == 0)
    {
      gsize taken = 0;
      GConverterResult result = G_CONVERTER_ERROR;

      if (!refill_raw (self, cancellable, error))
        return FALSE;
      if (raw->done && raw->start == raw->end && !self->inside_member)
        return TRUE;

      self->inside_member = TRUE;
      result = g_converter_convert (self->gunzip, raw->bytes + raw->start, raw->end - raw->start,
                                    into, room, raw->done ? G_CONVERTER_INPUT_AT_END : 0, &taken,
                                    n_read, error);
      if (result == G_CONVERTER_ERROR)
        return FALSE;

      raw->start += taken;
      if (result == G_CONVERTER_FINISHED)
        {
          self->inside_member = FALSE;
          g_converter_reset (self->gunzip);
        }
    }

  return TRUE;
}

/* What comes before the encoding is looked at. */
static gboolean
read_plain (CemByteSource *self,
            guint8 *into,
            gsize room,
            gsize *n_read,
            GCancellable *cancellable,
            GError **error)
{
  *n_read = 0;
  if (!self->started && !start (self, cancellable, error))
    return FALSE;
  if (self->gunzip != NULL)
    return gunzip_some (self, into, room, n_read, cancellable, error);
  if (self->raw.start == self->raw.end)
    return self->raw.done || read_stream (self, into, room, n_read, cancellable, error);

  *n_read = MIN (room, self->raw.end - self->raw.start);
  memcpy (into, self->raw.bytes + self->raw.start, *n_read);
  self->raw.start += *n_read;
  return TRUE;
}

static gboolean
refill_plain (CemByteSource *self,
              GCancellable *cancellable,
              GError **error)
{
  Buffer *plain = &self->plain;
  gsize n = 0;

  memmove (plain->bytes, plain->bytes + plain->start, plain->end - plain->start);
  plain->end -= plain->start;
  plain->start = 0;
  if (!read_plain (self, plain->bytes + plain->end, CHUNK + MAX_CUT - plain->end, &n, cancellable,
                   error))
    return FALSE;

  plain->end += n;
  plain->done = n == 0;
  return TRUE;
}

/* Steps over a byte that the encoding does not have. */
static void
skip_byte (CemByteSource *self,
           char *into,
           gsize *n_read)
{
  self->plain.start++;
  into[(*n_read)++] = (char) 0xff;
  g_converter_reset (self->charset);
}

static gboolean
convert_some (CemByteSource *self,
              char *into,
              gsize room,
              gsize *n_read,
              GCancellable *cancellable,
              GError **error)
{
  Buffer *plain = &self->plain;

  *n_read = 0;
  while (*n_read == 0)
    {
      g_autoptr (GError) local = NULL;
      gsize taken = 0;
      gsize written = 0;

      if (plain->end - plain->start < MAX_CUT && !plain->done &&
          !refill_plain (self, cancellable, error))
        return FALSE;
      if (plain->start == plain->end)
        {
          if (plain->done)
            return TRUE;
          continue;
        }

      if (g_converter_convert (self->charset, plain->bytes + plain->start,
                               plain->end - plain->start, into, room,
                               plain->done ? G_CONVERTER_INPUT_AT_END : 0, &taken, &written,
                               &local) == G_CONVERTER_ERROR)
        {
          taken = written = 0;
          if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) || plain->done ||
              plain->end - plain->start >= MAX_CUT)
            skip_byte (self, into, n_read);
          else if (!refill_plain (self, cancellable, error))
            return FALSE;
        }
      plain->start += taken;
      *n_read += written;
    }

  return TRUE;
}

static gboolean
read_some (CemByteSource *self,
           char *into,
           gsize room,
           gsize *n_read,
           GCancellable *cancellable,
           GError **error)
{
  if (self->charset != NULL)
    return convert_some (self, into, room, n_read, cancellable, error);

  return read_plain (self, (guint8 *) into, room, n_read, cancellable, error);
}

gboolean
_cem_byte_source_read (CemByteSource *self,
                       char *into,
                       gsize *n_read,
                       GCancellable *cancellable,
                       GError **error)
{
  gsize n = 1;

  if (self->begun)
    return read_some (self, into, CHUNK, n_read, cancellable, error);

  /* The byte order mark may come in pieces too. */
  self->begun = TRUE;
  *n_read = 0;
  while (*n_read < 3 && n > 0)
    {
      if (!read_some (self, into + *n_read, CHUNK - *n_read, &n, cancellable, error))
        return FALSE;
      *n_read += n;
    }
  if (*n_read < 3 || memcmp (into, "\xef\xbb\xbf", 3) != 0)
    return TRUE;

  *n_read -= 3;
  memmove (into, into + 3, *n_read);
  return *n_read > 0 || read_some (self, into, CHUNK, n_read, cancellable, error);
}
