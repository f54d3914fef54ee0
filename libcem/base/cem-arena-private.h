/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* A bump allocator: what one evaluation, one line or one batch needs, freed all at once.
 * Memory is aligned to 8 bytes and not zeroed. A reset keeps the first block, so that a loop
 * which fits into it allocates nothing in the steady state. Not thread-safe. */
typedef struct _CemArena CemArena;

struct _CemArena
{
  char *next;
  char *end;
  gsize used_before; /* bytes in the blocks before the current one */
  gsize limit;       /* 0: none */
  struct _CemArenaBlock *blocks;
};

CemArena *_cem_arena_new (gsize first_block);
void _cem_arena_free (CemArena *self);
void _cem_arena_reset (CemArena *self);
gsize _cem_arena_get_used (const CemArena *self);

/* Never fails: aborts like g_malloc when memory is out. Callers that run a stranger's text ask
 * _cem_arena_has_room first. */
void *_cem_arena_alloc_slow (CemArena *self,
                             gsize size);

static inline void *
_cem_arena_alloc (CemArena *self,
                  gsize size)
{
  gsize rounded = (size + 7) & ~(gsize) 7;
  char *start = self->next;

  if (G_UNLIKELY (rounded > (gsize) (self->end - start)))
    return _cem_arena_alloc_slow (self, size);

  self->next = start + rounded;
  return start;
}

/* Whether @size more bytes stay within the arena's limit. */
gboolean _cem_arena_has_room (const CemArena *self,
                              gsize size);

static inline char *
_cem_arena_strndup (CemArena *self,
                    const char *text,
                    gsize length)
{
  char *copy = _cem_arena_alloc (self, length + 1);

  memcpy (copy, text, length);
  copy[length] = '\0';
  return copy;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemArena, _cem_arena_free)

G_END_DECLS
