/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-expression-private.h"

#define FIRST_BLOCK (32 * 1024)

/* One arena for each thread, so that an evaluation which fits into it allocates nothing. A function
 * of the program may evaluate again while the arena is lent: that evaluation gets one of its own. */
typedef struct
{
  CemArena *arena;
  gboolean lent;
} ThreadArena;

static void
free_thread_arena (gpointer data)
{
  ThreadArena *self = data;

  _cem_arena_free (self->arena);
  g_free (self);
}

static GPrivate thread_arena = G_PRIVATE_INIT (free_thread_arena);

static CemArena *
new_arena (void)
{
  CemArena *arena = _cem_arena_new (FIRST_BLOCK);

  arena->limit = CEM_CEL_DEFAULT_MEMORY;
  return arena;
}

CemArena *
_cem_cel_borrow_arena (void)
{
  ThreadArena *own = g_private_get (&thread_arena);

  if (own == NULL)
    {
      own = g_new0 (ThreadArena, 1);
      own->arena = new_arena ();
      g_private_set (&thread_arena, own);
    }

  if (own->lent)
    return new_arena ();

  own->lent = TRUE;
  return own->arena;
}

void
_cem_cel_return_arena (CemArena *arena)
{
  ThreadArena *own = g_private_get (&thread_arena);

  if (own == NULL || own->arena != arena)
    {
      _cem_arena_free (arena);
      return;
    }

  own->lent = FALSE;
  _cem_arena_reset (arena);
}
