/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/cem-arena-private.h"

static void
test_grows_and_resets (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (64);
  char *first = NULL;
  char *second = NULL;

  g_test_summary ("What does not fit goes to a new block, and a reset returns to the first");

  first = _cem_arena_alloc (arena, 40);
  second = _cem_arena_alloc (arena, 4000);
  memset (first, 1, 40);
  memset (second, 2, 4000);
  g_assert_cmpuint (_cem_arena_get_used (arena), ==, 4040);

  _cem_arena_reset (arena);
  g_assert_cmpuint (_cem_arena_get_used (arena), ==, 0);
  g_assert_true (_cem_arena_alloc (arena, 8) == first);
}

static void
test_limit (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (64);

  g_test_summary ("The limit counts what all blocks hold");

  arena->limit = 1000;
  g_assert_true (_cem_arena_has_room (arena, 1000));
  _cem_arena_alloc (arena, 600);
  g_assert_true (_cem_arena_has_room (arena, 400));
  g_assert_false (_cem_arena_has_room (arena, 401));
  g_assert_false (_cem_arena_has_room (arena, G_MAXSIZE));
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/arena/grows-and-resets", test_grows_and_resets);
  g_test_add_func ("/arena/limit", test_limit);

  return g_test_run ();
}
