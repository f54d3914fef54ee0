/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-value-private.h"

#include <libcem/cem.h>

#include <math.h>

static void
check_string (CemValue *value,
              const char *expected)
{
  g_autofree char *text = cem_value_to_string (value);

  g_assert_cmpstr (text, ==, expected);
  cem_value_free (value);
}

static void
test_scalars (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("\0\xff", 2);
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 ("2026-03-01T09:00:00.25+08:00", NULL);

  g_test_summary ("Every kind has an exact text");

  check_string (cem_value_new_null (), "null");
  check_string (cem_value_new_bool (TRUE), "true");
  check_string (cem_value_new_int (G_MININT64), "-9223372036854775808");
  check_string (cem_value_new_uint (G_MAXUINT64), "18446744073709551615");
  check_string (cem_value_new_double (0.1), "0.1");
  check_string (cem_value_new_double (3), "3.0");
  check_string (cem_value_new_double (-INFINITY), "-Infinity");
  check_string (cem_value_new_string ("a \"b\"\n"), "a \"b\"\n");
  check_string (cem_value_new_string ("caf\xe9"), "caf\xef\xbf\xbd");
  check_string (cem_value_new_bytes (bytes), "AP8=");
  check_string (cem_value_new_timestamp (date), "2026-03-01T01:00:00.250Z");
  check_string (cem_value_new_duration (-1500000), "-1.5s");
}

static void
test_getters (void)
{
  g_autoptr (CemValue) number = cem_value_new_double (5.0);
  g_autoptr (CemValue) half = cem_value_new_double (0.5);
  g_autoptr (CemValue) big = cem_value_new_uint (G_MAXUINT64);
  g_autoptr (CemValue) edge = cem_value_new_double (0x1p63);
  g_autoptr (CemValue) text = cem_value_new_string ("5");
  g_autoptr (CemValue) time = NULL;
  g_autoptr (CemValue) span = cem_value_new_duration (-1500001);
  g_autoptr (GDateTime) date = g_date_time_new_utc (1, 1, 1, 0, 0, 0.5);
  g_autoptr (GDateTime) back = NULL;
  gint64 i = 0;
  guint64 u = 0;
  double d = 0;
  gboolean b = FALSE;
  GTimeSpan duration = 0;

  g_test_summary ("Getters convert numbers only where that is exact, and nothing else");

  g_assert_true (cem_value_get_int (number, &i));
  g_assert_cmpint (i, ==, 5);
  g_assert_false (cem_value_get_int (half, &i));
  g_assert_false (cem_value_get_int (big, &i));
  g_assert_false (cem_value_get_int (edge, &i));
  g_assert_false (cem_value_get_int (text, NULL));
  g_assert_true (cem_value_get_uint (big, &u));
  g_assert_cmpuint (u, ==, G_MAXUINT64);
  g_assert_true (cem_value_get_uint (edge, &u));
  g_assert_cmpuint (u, ==, G_GUINT64_CONSTANT (1) << 63);
  g_assert_false (cem_value_get_uint (span, &u));
  g_assert_true (cem_value_get_double (big, &d));
  g_assert_cmpfloat (d, ==, 0x1p64);
  g_assert_false (cem_value_get_double (text, &d));
  g_assert_false (cem_value_get_bool (number, &b));
  g_assert_true (cem_value_get_duration (span, &duration));
  g_assert_cmpint (duration, ==, -1500001);
  g_assert_false (cem_value_get_duration (number, &duration));
  g_assert_null (cem_value_dup_string (number));
  g_assert_null (cem_value_dup_bytes (text));
  g_assert_null (cem_value_dup_date_time (text));

  time = cem_value_new_timestamp (date);
  back = cem_value_dup_date_time (time);
  g_assert_true (g_date_time_equal (date, back));
}

static void
test_list (void)
{
  CemValue *items[2] = { cem_value_new_string ("a"), cem_value_new_int (1) };
  g_autoptr (CemValue) list = cem_value_new_list (items, 2);
  g_autoptr (CemValue) outer = cem_value_new_list (&list, 1);
  g_autoptr (CemValue) inner = NULL;
  g_autoptr (CemValue) item = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("A list keeps its items, and an item its list");

  cem_value_free (items[0]);
  cem_value_free (items[1]);
  cem_value_free (g_steal_pointer (&list));

  inner = cem_value_dup_item (outer, 0);
  cem_value_free (g_steal_pointer (&outer));
  g_assert_cmpuint (cem_value_get_length (inner), ==, 2);
  g_assert_null (cem_value_dup_item (inner, 2));
  item = cem_value_dup_item (inner, 0);
  cem_value_free (g_steal_pointer (&inner));
  text = cem_value_dup_string (item);
  g_assert_cmpstr (text, ==, "a");
  g_assert_cmpuint (cem_value_get_length (item), ==, 0);
}

static void
test_map (void)
{
  CemValue *entries[] = {
    cem_value_new_string ("x"), cem_value_new_int (1), cem_value_new_uint (2),
    cem_value_new_string ("two"), cem_value_new_int (2), cem_value_new_null (),
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) map = cem_value_new_map (entries, 4, &error);
  g_autoptr (CemValue) key = cem_value_new_double (2.0);
  g_autoptr (CemValue) found = NULL;
  g_autoptr (CemValue) first = NULL;
  g_autofree char *text = NULL;

  g_test_summary ("A map finds its values, and refuses keys that are equal or unfit");

  g_assert_no_error (error);
  found = cem_value_lookup_value (map, key);
  text = cem_value_dup_string (found);
  g_assert_cmpstr (text, ==, "two");
  g_assert_null (cem_value_lookup (map, "y"));
  g_assert_null (cem_value_lookup (found, "y"));
  first = cem_value_dup_key (map, 0);
  check_string (g_steal_pointer (&first), "x");
  check_string (cem_value_lookup (map, "x"), "1");
  g_assert_null (cem_value_dup_key (map, 2));

  g_assert_null (cem_value_new_map (entries, 6, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (cem_value_new_map (entries, 3, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (cem_value_new_map (&key, 1, &error));
  g_clear_error (&error);
  g_assert_null (cem_value_new_map (entries + 5, 1, &error));
  g_clear_error (&error);
  entries[4] = (cem_value_free (entries[4]), cem_value_new_double (1.5));
  g_assert_null (cem_value_new_map (entries, 6, &error));
  g_assert_nonnull (strstr (error->message, "double"));

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    cem_value_free (entries[i]);
}

static void
test_json (void)
{
  const char *text = "{\"a\":[1,2.0,18446744073709551615],\"b\":null}";
  g_autoptr (GError) error = NULL;
  g_autoptr (CemValue) value = cem_value_new_from_text (text, &error);
  g_autoptr (CemValue) again = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *written = NULL;

  g_test_summary ("JSON text comes back as it was, and trees go both ways");

  g_assert_no_error (error);
  written = cem_value_to_text (value);
  g_assert_cmpstr (written, ==, text);

  node = cem_value_to_json (value);
  again = cem_value_new_from_json (node, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cem_value_get_length (again), ==, 2);

  g_assert_null (cem_value_new_from_text ("{\"a\":1,\"a\":2}", &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_SYNTAX);
}

static void
test_compare (void)
{
  g_autoptr (CemValue) one = cem_value_new_int (1);
  g_autoptr (CemValue) same = cem_value_new_double (1.0);
  g_autoptr (CemValue) two = cem_value_new_uint (2);
  g_autoptr (CemValue) text = cem_value_new_string ("1");
  int order = 0;

  g_test_summary ("Values are equal and ordered as in expressions");

  g_assert_true (cem_value_equal (one, same));
  g_assert_cmpuint (cem_value_hash (one), ==, cem_value_hash (same));
  g_assert_false (cem_value_equal (one, text));
  g_assert_true (cem_value_compare (one, two, &order));
  g_assert_cmpint (order, <, 0);
  g_assert_false (cem_value_compare (one, text, &order));
}

static void
test_deep (void)
{
  CemValue *value = cem_value_new_null ();

  g_test_summary ("A value of any depth is freed without recursion");

  for (guint i = 0; i < 200000; i++)
    {
      CemValue *outer = cem_value_new_list (&value, 1);

      cem_value_free (value);
      value = outer;
    }

  cem_value_free (value);
}

static void
test_from_datum (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (64);
  CemDatum text = _cem_datum_string (_cem_arena_strndup (arena, "abc", 3), 3);
  CemDatum object = { .kind = CEM_KIND_OBJECT };
  CemDatum some = { .kind = CEM_KIND_OPTIONAL, .v.box = &text };
  g_autoptr (CemValue) value = _cem_value_new_from_datum (&some);
  g_autoptr (CemValue) none = _cem_value_new_from_datum (&object);

  g_test_summary ("A value made from a datum owns all of it");

  memset ((char *) text.v.s, 'x', 3);
  g_assert_cmpint (cem_value_get_kind (value), ==, CEM_VALUE_KIND_OPTIONAL);
  check_string (cem_value_dup_item (value, 0), "abc");
  g_assert_cmpint (cem_value_get_kind (none), ==, CEM_VALUE_KIND_NULL);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/value/scalars", test_scalars);
  g_test_add_func ("/value/getters", test_getters);
  g_test_add_func ("/value/list", test_list);
  g_test_add_func ("/value/map", test_map);
  g_test_add_func ("/value/json", test_json);
  g_test_add_func ("/value/compare", test_compare);
  g_test_add_func ("/value/deep", test_deep);
  g_test_add_func ("/value/from-datum", test_from_datum);

  return g_test_run ();
}
