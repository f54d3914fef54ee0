/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-seal-private.h"

#include <sodium.h>

/* How many salts are drawn at a time. */
#define SALTS 256

struct _CemLogSealer
{
  GChecksum *checksum;
  guint next;
  guint8 salts[SALTS][CEM_LOG_SALT];
};

/* --- keys ---------------------------------------------------------------------------------------*/

#define KEY_BUFFER 512

guint64
_cem_log_key (const guint8 secret[CEM_LOG_SECRET],
              const char *source,
              gsize source_length,
              const char *id,
              gsize id_length)
{
  guint8 buffer[KEY_BUFFER];
  g_autofree guint8 *large = NULL;
  guint8 *text = buffer;
  guint32 length = GUINT32_TO_BE ((guint32) source_length);
  guint64 key = 0;

  G_STATIC_ASSERT (crypto_shorthash_KEYBYTES == CEM_LOG_SECRET);
  G_STATIC_ASSERT (crypto_shorthash_BYTES == sizeof key);

  if (sizeof length + source_length + id_length > sizeof buffer)
    text = large = g_malloc (sizeof length + source_length + id_length);

  memcpy (text, &length, sizeof length);
  memcpy (text + sizeof length, source, source_length);
  memcpy (text + sizeof length + source_length, id, id_length);
  crypto_shorthash ((guint8 *) &key, text, sizeof length + source_length + id_length, secret);
  return GUINT64_FROM_LE (key);
}

/* --- commitments --------------------------------------------------------------------------------*/

CemLogSealer *
_cem_log_sealer_new (void)
{
  CemLogSealer *self = g_new (CemLogSealer, 1);

  if (sodium_init () < 0)
    g_error ("The system has no source of random numbers");

  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->next = SALTS;
  return self;
}

void
_cem_log_sealer_free (CemLogSealer *self)
{
  g_checksum_free (self->checksum);
  sodium_memzero (self->salts, sizeof self->salts);
  g_free (self);
}

void
_cem_log_commitment (CemLogSealer *self,
                     const guint8 salt[CEM_LOG_SALT],
                     const char *piece,
                     gsize piece_length,
                     guint8 commitment[CEM_LOG_HASH])
{
  gsize length = CEM_LOG_HASH;

  g_checksum_reset (self->checksum);
  g_checksum_update (self->checksum, salt, CEM_LOG_SALT);
  g_checksum_update (self->checksum, (const guchar *) piece, (gssize) piece_length);
  g_checksum_get_digest (self->checksum, commitment, &length);
}

void
_cem_log_seal_piece (CemLogSealer *self,
                     const char *piece,
                     gsize piece_length,
                     guint8 salt[CEM_LOG_SALT],
                     guint8 commitment[CEM_LOG_HASH])
{
  if (self->next == SALTS)
    {
      randombytes_buf (self->salts, sizeof self->salts);
      self->next = 0;
    }

  memcpy (salt, self->salts[self->next], CEM_LOG_SALT);
  sodium_memzero (self->salts[self->next], CEM_LOG_SALT);
  self->next++;
  _cem_log_commitment (self, salt, piece, piece_length, commitment);
}

/* --- the canonical encoding ---------------------------------------------------------------------
 * Integers are big-endian; a text is its length in 4 bytes and its bytes; what may be missing has a
 * byte 0 or 1 before it. */

static void
put_int (GByteArray *buffer,
         gint64 value)
{
  guint64 big = GUINT64_TO_BE ((guint64) value);

  g_byte_array_append (buffer, (const guint8 *) &big, sizeof big);
}

static void
put_byte (GByteArray *buffer,
          guint8 value)
{
  g_byte_array_append (buffer, &value, 1);
}

static void
put_text (GByteArray *buffer,
          const char *text,
          gsize length)
{
  guint32 big = GUINT32_TO_BE ((guint32) length);

  g_byte_array_append (buffer, (const guint8 *) &big, sizeof big);
  g_byte_array_append (buffer, (const guint8 *) text, (guint) length);
}

static void
put_time (GByteArray *buffer,
          gint64 time)
{
  put_byte (buffer, time != CEM_LOG_NO_TIME);
  if (time != CEM_LOG_NO_TIME)
    put_int (buffer, time);
}

static void
encode_row (GByteArray *buffer,
            const CemLogRow *row)
{
  put_int (buffer, row->seq);
  put_byte (buffer, (guint8) row->origin);
  put_byte (buffer, row->history ? 1 : 0);
  put_int (buffer, row->at);
  put_time (buffer, row->time);
  put_time (buffer, row->received);
  put_text (buffer, row->source, row->source_length);
  put_text (buffer, row->id, row->id_length);
  put_text (buffer, row->type, row->type_length);
  put_byte (buffer, row->actor != NULL);
  if (row->actor != NULL)
    put_text (buffer, row->actor, row->actor_length);
  put_int (buffer, row->cause);
  put_int (buffer, row->ordinal);
  g_byte_array_append (buffer, row->commitment, CEM_LOG_HASH);
}

void
_cem_linker_init (CemLinker *self)
{
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->buffer = g_byte_array_sized_new (512);
}

void
_cem_linker_clear (CemLinker *self)
{
  g_checksum_free (self->checksum);
  g_byte_array_unref (self->buffer);
}

void
_cem_linker_start (CemLinker *self,
                   const guint8 previous[CEM_LOG_HASH])
{
  g_checksum_reset (self->checksum);
  g_checksum_update (self->checksum, previous, CEM_LOG_HASH);
}

void
_cem_linker_add (CemLinker *self,
                 const CemLogRow *row)
{
  g_byte_array_set_size (self->buffer, 0);
  encode_row (self->buffer, row);
  g_checksum_update (self->checksum, self->buffer->data, self->buffer->len);
}

void
_cem_linker_finish (CemLinker *self,
                    gint64 first,
                    gint64 last,
                    guint8 link[CEM_LOG_HASH])
{
  gsize length = CEM_LOG_HASH;

  g_byte_array_set_size (self->buffer, 0);
  put_int (self->buffer, first);
  put_int (self->buffer, last);
  g_checksum_update (self->checksum, self->buffer->data, self->buffer->len);
  g_checksum_get_digest (self->checksum, link, &length);
}

/* --- ids of derived rows ------------------------------------------------------------------------*/

void
_cem_log_derived_id (const char *cause_source,
                     const char *cause_id,
                     const char *maker,
                     guint ordinal,
                     char id[CEM_LOG_DERIVED_ID])
{
  static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 hash[CEM_LOG_HASH];
  gsize length = sizeof hash;

  put_text (buffer, cause_source, strlen (cause_source));
  put_text (buffer, cause_id, strlen (cause_id));
  put_text (buffer, maker, strlen (maker));
  put_int (buffer, ordinal);
  g_checksum_update (checksum, buffer->data, buffer->len);
  g_checksum_get_digest (checksum, hash, &length);

  for (guint i = 0; i < CEM_LOG_DERIVED_ID - 1; i++)
    {
      guint bit = i * 5;
      guint pair = (guint) hash[bit / 8] << 8 | hash[bit / 8 + 1];

      id[i] = digits[pair >> (11 - bit % 8) & 31];
    }

  id[CEM_LOG_DERIVED_ID - 1] = '\0';
}
