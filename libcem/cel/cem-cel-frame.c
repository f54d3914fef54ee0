/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-function-private.h"

#include <stdarg.h>

CemDatum
_cem_cel_fail (CemCelFrame *frame,
               CemError code,
               const char *format,
               ...)
{
  char buffer[512];
  va_list args;
  int length;

  va_start (args, format);
  length = g_vsnprintf (buffer, sizeof buffer, format, args);
  va_end (args);

  /* A message that was cut may end inside a character. */
  length = (int) MIN ((gsize) length, strlen (buffer));
  while (length > 0 && !g_utf8_validate (buffer, length, NULL))
    length--;

  frame->code = code;
  frame->message = _cem_arena_strndup (frame->arena, buffer, (gsize) length);
  return _cem_cel_failed ();
}

gboolean
_cem_cel_charge (CemCelFrame *frame,
                 gsize cost)
{
  if (G_LIKELY ((gint64) MIN (cost, G_MAXINT64) <= frame->cost_left))
    {
      frame->cost_left -= (gint64) cost;
      if (G_LIKELY (_cem_arena_has_room (frame->arena, 0)))
        return TRUE;

      frame->code = CEM_ERROR_LIMIT;
      frame->message = (char *) "the evaluation needs too much memory";
      return FALSE;
    }

  frame->cost_left = 0;
  frame->code = CEM_ERROR_LIMIT;
  frame->message = (char *) "the evaluation takes too long: its cost limit is used up";
  return FALSE;
}
