/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-arena-private.h"

typedef struct _CemArenaBlock
{
  struct _CemArenaBlock *previous;
  gsize size;
  char data[] __attribute__ ((aligned (8)));
} CemArenaBlock;

static void
add_block (CemArena *self,
           gsize size)
{
  CemArenaBlock *block = g_malloc (sizeof (CemArenaBlock) + size);

  if (self->blocks != NULL)
    self->used_before += self->next - self->blocks->data;

  block->previous = self->blocks;
  block->size = size;
  self->blocks = block;
  self->next = block->data;
  self->end = block->data + size;
}

CemArena *
_cem_arena_new (gsize first_block)
{
  CemArena *self = g_new0 (CemArena, 1);

  add_block (self, MAX (first_block, 64));
  return self;
}

static void
free_down_to (CemArena *self,
              CemArenaBlock *last)
{
  while (self->blocks != last)
    {
      CemArenaBlock *previous = self->blocks->previous;

      g_free (self->blocks);
      self->blocks = previous;
    }
}

void
_cem_arena_free (CemArena *self)
{
  free_down_to (self, NULL);
  g_free (self);
}

void
_cem_arena_reset (CemArena *self)
{
  CemArenaBlock *first = self->blocks;

  while (first->previous != NULL)
    first = first->previous;

  free_down_to (self, first);
  self->used_before = 0;
  self->next = first->data;
  self->end = first->data + first->size;
}

gsize
_cem_arena_get_used (const CemArena *self)
{
  return self->used_before + (gsize) (self->next - self->blocks->data);
}

gboolean
_cem_arena_has_room (const CemArena *self,
                     gsize size)
{
  gsize used = _cem_arena_get_used (self);

  return self->limit == 0 || (used <= self->limit && size <= self->limit - used);
}

void *
_cem_arena_alloc_slow (CemArena *self,
                       gsize size)
{
  gsize rounded = (size + 7) & ~(gsize) 7;

  add_block (self, MAX (rounded, MIN (self->blocks->size * 2, 1024 * 1024)));
  self->next += rounded;
  return self->blocks->data;
}
