/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-text-private.h"

/* The encoders extension: Base64 of RFC 4648. */

static CemDatum
base64_encode (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  gsize length = ((gsize) args[0].n + 2) / 3 * 4;
  g_autofree char *text = NULL;

  if (!_cem_cel_charge (frame, length) || !_cem_arena_has_room (frame->arena, length))
    return _cem_cel_fail (frame, CEM_ERROR_LIMIT, "the result of an operation is too large");

  text = g_base64_encode (args[0].v.p, (gsize) args[0].n);
  return _cem_cel_string_copy (frame, text, length);
}

static int
find_value (char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+')
    return 62;
  return c == '/' ? 63 : -1;
}

/* With or without the padding, but nothing else may be missing or too much. */
static CemDatum
base64_decode (CemCelFrame *frame,
               const CemDatum *args,
               guint n_args)
{
  const char *text = args[0].v.s;
  gsize length = (gsize) args[0].n;
  guint32 group = 0;
  guchar *bytes = NULL;
  gsize n = 0;

  if (length % 4 == 0 && length > 0 && text[length - 1] == '=')
    length -= text[length - 2] == '=' ? 2 : 1;
  if (length % 4 == 1)
    return _cem_cel_fail (frame, CEM_ERROR_EVALUATION, "the text is not valid Base64");

  bytes = _cem_cel_alloc (frame, length * 3 / 4 + 1);
  if (bytes == NULL)
    return _cem_cel_failed ();

  for (gsize i = 0; i < length; i++)
    {
      int value = find_value (text[i]);

      if (value < 0)
        return _cem_cel_fail (frame, CEM_ERROR_EVALUATION,
                              "the text is not valid Base64 at byte %" G_GSIZE_FORMAT, i);
      group = group << 6 | (guint32) value;
      if (i % 4 != 0)
        bytes[n++] = (guchar) (group >> (6 - i % 4 * 2));
    }

  return _cem_datum_bytes (bytes, n);
}

const CemCelOverload _cem_cel_encoder_functions[] = {
  { "base64.decode(string) -> bytes", base64_decode },
  { "base64.encode(bytes) -> string", base64_encode },
  { NULL },
};
