/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-datum-private.h"

#include <math.h>

static CemDatum
text (const char *value)
{
  return _cem_datum_string (value, strlen (value));
}

static gboolean
equal (CemDatum a,
       CemDatum b)
{
  gboolean forth = _cem_datum_equal (&a, &b);

  g_assert_cmpint (forth, ==, _cem_datum_equal (&b, &a));
  if (forth)
    g_assert_cmpuint (_cem_datum_hash (&a), ==, _cem_datum_hash (&b));
  return forth;
}

static void
test_numbers (void)
{
  g_test_summary ("Numbers are equal by value across kinds, and hash equally then");

  g_assert_true (equal (_cem_datum_int (1), _cem_datum_uint (1)));
  g_assert_true (equal (_cem_datum_int (1), _cem_datum_double (1.0)));
  g_assert_true (equal (_cem_datum_uint (7), _cem_datum_double (7.0)));
  g_assert_true (equal (_cem_datum_double (0.0), _cem_datum_double (-0.0)));
  g_assert_true (equal (_cem_datum_int (0), _cem_datum_double (-0.0)));
  g_assert_false (equal (_cem_datum_int (-1), _cem_datum_uint (G_MAXUINT64)));
  g_assert_false (equal (_cem_datum_int (1), _cem_datum_double (1.5)));
  g_assert_false (equal (_cem_datum_double (NAN), _cem_datum_double (NAN)));
  g_assert_false (equal (_cem_datum_int (1), _cem_datum_bool (TRUE)));
  g_assert_false (equal (_cem_datum_int (0), _cem_datum_null ()));
  g_assert_false (equal (_cem_datum_int (1), text ("1")));
}

static int
order (CemDatum a,
       CemDatum b)
{
  return _cem_datum_order (&a, &b);
}

static void
test_order (void)
{
  g_test_summary ("Order works across number kinds and is refused where CEL has none");

  g_assert_cmpint (order (_cem_datum_int (-1), _cem_datum_uint (0)), ==, -1);
  g_assert_cmpint (order (_cem_datum_uint (G_MAXUINT64), _cem_datum_int (G_MAXINT64)), ==, 1);
  g_assert_cmpint (order (_cem_datum_int (2), _cem_datum_double (2.5)), ==, -1);
  g_assert_cmpint (order (_cem_datum_int (G_MAXINT64), _cem_datum_double (0x1p63)), ==, 0);
  g_assert_cmpint (order (_cem_datum_int (1), _cem_datum_double (NAN)), ==, CEM_ORDER_NONE);
  g_assert_cmpint (order (text ("a"), text ("b")), ==, -1);
  g_assert_cmpint (order (text ("ab"), text ("a")), ==, 1);
  g_assert_cmpint (order (text (""), text ("")), ==, 0);
  g_assert_cmpint (order (text ("a"), _cem_datum_bytes ("a", 1)), ==, CEM_ORDER_NONE);
  g_assert_cmpint (order (_cem_datum_bool (FALSE), _cem_datum_bool (TRUE)), ==, -1);
  g_assert_cmpint (order (_cem_datum_timestamp (5, 1), _cem_datum_timestamp (5, 2)), ==, -1);
  g_assert_cmpint (order (_cem_datum_duration (-1, -5), _cem_datum_duration (-1, 0)), ==, -1);
  g_assert_cmpint (order (_cem_datum_null (), _cem_datum_null ()), ==, CEM_ORDER_NONE);
}

static void
test_lists (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemDatum a[] = { _cem_datum_int (1), text ("x") };
  CemDatum b[] = { _cem_datum_double (1.0), text ("x") };
  CemDatum c[] = { _cem_datum_int (1), text ("y") };
  CemDatum list = _cem_datum_list (_cem_list_new (arena, a, 2));
  CemDatum same = _cem_datum_list (_cem_list_new (arena, b, 2));
  CemDatum other = _cem_datum_list (_cem_list_new (arena, c, 2));
  CemDatum shorter = _cem_datum_list (_cem_list_new (arena, a, 1));
  CemDatum empty = _cem_datum_list (_cem_list_new (arena, NULL, 0));

  g_test_summary ("Lists are equal by content");

  g_assert_true (equal (list, same));
  g_assert_false (equal (list, other));
  g_assert_false (equal (list, shorter));
  g_assert_true (equal (empty, _cem_datum_list (_cem_list_new (arena, NULL, 0))));
}

static const CemMap *
new_numbered_map (CemArena *arena,
                  guint n,
                  gboolean backwards)
{
  g_autofree CemEntry *entries = g_new (CemEntry, n + 1);

  for (guint i = 0; i < n; i++)
    {
      guint number = backwards ? n - 1 - i : i;
      g_autofree char *name = g_strdup_printf ("key %u of the map", number);

      entries[i].key = _cem_datum_string (_cem_arena_strndup (arena, name, strlen (name)),
                                          strlen (name));
      entries[i].value = _cem_datum_int (number);
    }

  return _cem_map_new (arena, entries, n);
}

static void
test_maps (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);

  g_test_summary ("Maps of every size find what they hold and nothing else");

  for (guint n = 0; n < 300; n = n < 20 ? n + 1 : n + 70)
    {
      const CemMap *map = new_numbered_map (arena, n, FALSE);
      const CemMap *same = new_numbered_map (arena, n, TRUE);

      g_assert_cmpint (map->index != NULL, ==, n > 8);
      for (guint i = 0; i <= n; i++)
        {
          g_autofree char *name = g_strdup_printf ("key %u of the map", i);
          const CemDatum *found = _cem_map_find_string (map, name, strlen (name));

          g_assert_cmpint (found != NULL, ==, i < n);
          if (found != NULL)
            g_assert_cmpint (found->v.i, ==, i);
        }

      g_assert_true (equal (_cem_datum_map (map), _cem_datum_map (same)));
      if (n > 0)
        g_assert_false (equal (_cem_datum_map (map),
                               _cem_datum_map (new_numbered_map (arena, n - 1, FALSE))));
    }
}

static void
test_number_keys (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemEntry entries[20];

  g_test_summary ("A number key is found by an equal number of another kind");

  for (guint n = 2; n <= 20; n += 18)
    {
      const CemMap *map = NULL;
      CemDatum key = { 0 };

      for (guint i = 0; i < n; i++)
        entries[i] = (CemEntry){ _cem_datum_int (i), _cem_datum_int (i * 10) };
      map = _cem_map_new (arena, entries, n);

      key = _cem_datum_uint (1);
      g_assert_cmpint (_cem_map_find (map, &key)->v.i, ==, 10);
      key = _cem_datum_double (1.0);
      g_assert_cmpint (_cem_map_find (map, &key)->v.i, ==, 10);
      key = _cem_datum_double (1.1);
      g_assert_null (_cem_map_find (map, &key));
      key = _cem_datum_double (NAN);
      g_assert_null (_cem_map_find (map, &key));
      key = text ("1");
      g_assert_null (_cem_map_find (map, &key));
    }
}

static void
test_duplicates (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemEntry entries[12];
  guint duplicate = 0;

  g_test_summary ("Equal keys are noticed in small and large maps");

  for (guint i = 0; i < 12; i++)
    entries[i] = (CemEntry){ _cem_datum_int (i), _cem_datum_null () };
  g_assert_nonnull (_cem_map_new_checked (arena, entries, 12, &duplicate));
  g_assert_cmpuint (duplicate, ==, 12);

  entries[3].key = _cem_datum_double (1.0);
  g_assert_null (_cem_map_new_checked (arena, entries, 12, &duplicate));
  g_assert_cmpuint (duplicate, ==, 3);
  g_assert_null (_cem_map_new_checked (arena, entries, 4, &duplicate));
  g_assert_cmpuint (duplicate, ==, 3);
  g_assert_nonnull (_cem_map_new_checked (arena, entries, 3, &duplicate));
}

static void
test_copy (void)
{
  g_autoptr (CemArena) first = _cem_arena_new (64);
  g_autoptr (CemArena) second = _cem_arena_new (64);
  CemDatum items[4] = { 0 };
  CemDatum list = { 0 }, copy = { 0 };

  g_test_summary ("A deep copy owes nothing to where it came from");

  items[0] = text (_cem_arena_strndup (first, "abc", 3));
  items[1] = _cem_datum_map (new_numbered_map (first, 30, FALSE));
  items[2] = (CemDatum){ .kind = CEM_KIND_OPTIONAL, .v.box = &items[0] };
  items[3] = text ("");
  list = _cem_datum_list (_cem_list_new (first, items, 4));
  copy = _cem_datum_copy (second, &list);
  g_assert_true (equal (list, copy));

  _cem_arena_reset (first);
  memset (_cem_arena_alloc (first, 64), 'x', 64);
  memset (items, 0xff, sizeof items);

  g_assert_cmpmem (copy.v.list->items[0].v.s, copy.v.list->items[0].n, "abc", 3);
  g_assert_cmpmem (copy.v.list->items[2].v.box->v.s, 3, "abc", 3);
  g_assert_cmpint (_cem_map_find_string (copy.v.list->items[1].v.map,
                                         "key 17 of the map", 17)->v.i, ==, 17);
}

static void
test_others (void)
{
  CemDatum one = _cem_datum_int (1);
  CemDatum none = { .kind = CEM_KIND_OPTIONAL };
  CemDatum some = { .kind = CEM_KIND_OPTIONAL, .v.box = &one };
  CemDatum type = { .kind = CEM_KIND_TYPE, .n = 3, .v.s = "int" };

  g_test_summary ("Optionals, types, times and bytes compare by content");

  g_assert_true (equal (none, none));
  g_assert_true (equal (some, some));
  g_assert_false (equal (none, some));
  g_assert_true (equal (type, type));
  g_assert_false (equal (type, text ("int")));
  g_assert_true (equal (_cem_datum_null (), _cem_datum_null ()));
  g_assert_true (equal (_cem_datum_bytes ("a\0b", 3), _cem_datum_bytes ("a\0b", 3)));
  g_assert_false (equal (_cem_datum_timestamp (1, 0), _cem_datum_duration (1, 0)));
  g_assert_true (equal (_cem_datum_duration (1, 5), _cem_datum_duration (1, 5)));

  g_assert_cmpstr (_cem_kind_get_name (CEM_KIND_MAP), ==, "map");
  g_assert_cmpstr (_cem_kind_get_name (CEM_KIND_TIMESTAMP), ==, "google.protobuf.Timestamp");
  g_assert_cmpstr (_cem_kind_get_name (CEM_KIND_NULL), ==, "null_type");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/datum/numbers", test_numbers);
  g_test_add_func ("/datum/order", test_order);
  g_test_add_func ("/datum/lists", test_lists);
  g_test_add_func ("/datum/maps", test_maps);
  g_test_add_func ("/datum/number-keys", test_number_keys);
  g_test_add_func ("/datum/duplicates", test_duplicates);
  g_test_add_func ("/datum/copy", test_copy);
  g_test_add_func ("/datum/others", test_others);

  return g_test_run ();
}
