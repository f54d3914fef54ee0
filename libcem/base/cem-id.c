/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-id-private.h"

#include <string.h>

static const char base32[] = "0123456789abcdefghjkmnpqrstvwxyz";

void
_cem_id_format (char kind,
                gint64 entity,
                char id[CEM_ID_BUFFER])
{
  guint64 bits = (guint64) entity;

  id[0] = kind;
  for (gint i = 13; i >= 1; i--)
    {
      id[i] = base32[bits & 31];
      bits >>= 5;
    }
  id[14] = '\0';
}

gboolean
_cem_id_parse (const char *id,
               gssize length,
               char *kind,
               gint64 *entity)
{
  gsize n = length < 0 ? strlen (id) : (gsize) length;
  guint64 bits = 0;

  if (n != 14 || (id[0] != 'c' && id[0] != 't'))
    return FALSE;

  for (guint i = 1; i <= 13; i++)
    {
      const char *digit = id[i] != '\0' ? strchr (base32, id[i]) : NULL;

      if (digit == NULL || (i == 1 && digit - base32 > 15))
        return FALSE;
      bits = bits << 5 | (guint64) (digit - base32);
    }

  *kind = id[0];
  *entity = (gint64) bits;
  return bits != 0;
}
