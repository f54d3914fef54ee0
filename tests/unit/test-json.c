/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

#include <math.h>

static CemDatum
read_json (CemArena *arena,
           const char *text)
{
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 };

  _cem_json_read (arena, text, strlen (text), NULL, &datum, &error);
  g_assert_no_error (error);
  return datum;
}

static void
check_written (const char *text,
               CemJsonWriteFlags flags,
               const char *expected)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GString) out = g_string_new (NULL);
  CemDatum datum = read_json (arena, text);

  _cem_json_write (out, &datum, flags);
  g_assert_cmpstr (out->str, ==, expected);
}

static void
test_values (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  const char *text = "\"plain\"";
  CemDatum datum = { 0 };

  g_test_summary ("Every kind of value is read as its own kind");

  g_assert_cmpint (read_json (arena, " null ").kind, ==, CEM_KIND_NULL);
  g_assert_cmpint (read_json (arena, "true").v.i, ==, 1);
  g_assert_cmpint (read_json (arena, "-9223372036854775808").v.i, ==, G_MININT64);
  datum = read_json (arena, "18446744073709551615");
  g_assert_cmpint (datum.kind, ==, CEM_KIND_UINT);
  g_assert_cmpuint (datum.v.u, ==, G_MAXUINT64);
  g_assert_cmpint (datum.flags, ==, CEM_DATUM_NUMBER);
  datum = read_json (arena, "1.0");
  g_assert_cmpint (datum.kind, ==, CEM_KIND_DOUBLE);
  g_assert_cmpint (datum.flags, ==, CEM_DATUM_NUMBER);
  g_assert_cmpint (read_json (arena, "1e2").kind, ==, CEM_KIND_DOUBLE);
  g_assert_true (signbit (read_json (arena, "-0.0").v.d));

  _cem_json_read (arena, text, 7, NULL, &datum, NULL);
  g_assert_true (datum.v.s == text + 1);
  datum = read_json (arena, "\"a\\u0000b\\ud83d\\ude00\"");
  g_assert_cmpmem (datum.v.s, datum.n, "a\0b\xf0\x9f\x98\x80", 7);
}

static void
test_doubles (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  g_test_summary ("Doubles are rounded correctly and written so that they read back");

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      char buffer[64];
      guint64 bits = ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand);
      double value = 0.0;
      CemDatum datum = { 0 };

      if (i % 2 == 0)
        value = (double) g_rand_int_range (rand, -100000, 100000) / 1000.0;
      else
        memcpy (&value, &bits, sizeof value);
      if (!isfinite (value))
        continue;

      g_ascii_formatd (buffer, sizeof buffer, i % 3 == 0 ? "%.16e" : "%.17g", value);
      if (strpbrk (buffer, ".e") == NULL)
        g_strlcat (buffer, ".0", sizeof buffer);
      _cem_arena_reset (arena);
      g_assert_true (read_json (arena, buffer).v.d == value);

      datum = _cem_datum_double (value);
      _cem_json_write (out, &datum, 0);
      datum = read_json (arena, out->str);
      g_assert_cmpint (datum.kind, ==, CEM_KIND_DOUBLE);
      g_assert_true (datum.v.d == value);
    }
}

static void
check_error (const char *text,
             const CemJsonLimits *limits,
             int code,
             const char *pattern)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 };

  g_assert_false (_cem_json_read (arena, text, strlen (text), limits, &datum, &error));
  g_assert_error (error, CEM_ERROR, code);
  if (!g_pattern_match_simple (pattern, error->message))
    g_error ("%s: %s", text, error->message);
}

static void
test_errors (void)
{
  g_test_summary ("An error says what, with line, column in characters and JSON Pointer");

  check_error ("", NULL, CEM_ERROR_SYNTAX, "*line 1, column 1,*expected a value*end of the text");
  check_error ("{\"a\":\n  [1, x]}", NULL, CEM_ERROR_SYNTAX,
               "*line 2, column 7, at “/a/1”: expected a value, found “x”");
  check_error ("{\"中文\": \"é\", \"b\": tru}", NULL, CEM_ERROR_SYNTAX, "*line 1, column 18, at “/b”*");
  check_error ("{\"a/b~c\": {\"d\": -}}", NULL, CEM_ERROR_SYNTAX, "*at “/a~1b~0c/d”: expected a digit*");
  check_error ("[{\"a\":1,\"b\":2,\"a\":3}]", NULL, CEM_ERROR_SYNTAX,
               "*column 15, at “/0/a”: the key occurs twice*");
  check_error ("{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":0,\"i\":1}",
               NULL, CEM_ERROR_SYNTAX, "*column 62, at “/i”: the key occurs twice*");
  check_error ("[1e400]", NULL, CEM_ERROR_LIMIT, "*column 2, at “/0”: a number beyond*");
  check_error ("18446744073709551616", NULL, CEM_ERROR_LIMIT, "*beyond 64 bits");
  check_error ("\"\\ud800\"", NULL, CEM_ERROR_SYNTAX, "*column 2,*surrogate*");
  check_error ("\"a\tb\"", NULL, CEM_ERROR_SYNTAX, "*column 3,*control character 0x09*");
  check_error ("\"\xc3(\"", NULL, CEM_ERROR_SYNTAX, "*0xc3*UTF-8*");
  check_error ("{\"\\u0000\xff\":1}", NULL, CEM_ERROR_SYNTAX, "*0xff*");
}

static void
test_limits (void)
{
  const CemJsonLimits limits = { .max_depth = 2, .max_keys = 3, .max_length = 40 };

  g_test_summary ("Depth, keys and length are bounded");

  check_error ("[[[]]]", &limits, CEM_ERROR_LIMIT, "*nested more than 2 deep");
  check_error ("[{\"a\":1,\"b\":2},{\"a\":1,\"b\":2}]", &limits, CEM_ERROR_LIMIT, "*more than 3 keys");
  check_error ("\"0123456789012345678901234567890123456789\"", &limits, CEM_ERROR_LIMIT,
               "*more than 40 bytes");
}

static void
test_write (void)
{
  g_test_summary ("What is written is compact, sorted or pretty, and keeps the kinds");

  check_written (" { \"b\" : [ 1 , 2.0 , null ] , \"a\" : { } } ", 0,
                 "{\"b\":[1,2.0,null],\"a\":{}}");
  check_written ("{\"b\":1,\"aa\":2,\"a\":{\"d\":1,\"c\":2}}", CEM_JSON_WRITE_SORTED,
                 "{\"a\":{\"c\":2,\"d\":1},\"aa\":2,\"b\":1}");
  check_written ("{\"b\":[1,[]],\"a\":{}}", CEM_JSON_WRITE_PRETTY,
                 "{\n  \"b\": [\n    1,\n    []\n  ],\n  \"a\": {}\n}");
  check_written ("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\u000b\\\"\\\\\\/é\"", 0,
                 "\"\\u0000\\u001f\\b\\t\\n\\f\\r\\u000b\\\"\\\\/é\"");
  check_written ("[1e300,1e22,1e15,1e14,0.1,1e-7,-0.0,5e-324,123.456,-9223372036854775808]", 0,
                 "[1e+300,1e+22,1e+15,100000000000000.0,0.1,1e-07,-0.0,4.94065645841247e-324,123.456,"
                 "-9223372036854775808]");
}

static void
test_write_other_kinds (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GString) out = g_string_new (NULL);
  CemDatum inner = _cem_datum_uint (G_MAXUINT64);
  CemDatum items[] = {
    _cem_datum_double (NAN), _cem_datum_double (-INFINITY), _cem_datum_bytes ("\0\xff", 2),
    _cem_datum_timestamp (1, 500000000), _cem_datum_duration (-1, -500000000),
    { .kind = CEM_KIND_OPTIONAL }, { .kind = CEM_KIND_OPTIONAL, .v.box = &inner },
    { .kind = CEM_KIND_TYPE, .n = 3, .v.s = "int" },
  };
  CemEntry entries[] = {
    { _cem_datum_int (2), _cem_datum_int (1) }, { _cem_datum_bool (TRUE), _cem_datum_int (2) },
    { _cem_datum_string ("2", 1), _cem_datum_int (3) }, { _cem_datum_uint (1), _cem_datum_int (4) },
  };
  CemDatum list = _cem_datum_list (_cem_list_new (arena, items, G_N_ELEMENTS (items)));
  CemDatum map = _cem_datum_map (_cem_map_new (arena, entries, G_N_ELEMENTS (entries)));

  g_test_summary ("Kinds that JSON lacks become strings, and no member is written twice");

  _cem_json_write (out, &list, 0);
  g_assert_cmpstr (out->str, ==,
                   "[\"NaN\",\"-Infinity\",\"AP8=\",\"1970-01-01T00:00:01.500Z\",\"-1.5s\",null,"
                   "18446744073709551615,\"int\"]");
  g_string_truncate (out, 0);
  _cem_json_write (out, &map, 0);
  g_assert_cmpstr (out->str, ==, "{\"2\":1,\"true\":2,\"1\":4}");
  g_string_truncate (out, 0);
  _cem_json_write (out, &map, CEM_JSON_WRITE_SORTED);
  g_assert_cmpstr (out->str, ==, "{\"1\":4,\"2\":1,\"true\":2}");
}

static void
test_nodes (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonNode) bad = json_node_init_double (json_node_alloc (), NAN);
  g_autoptr (GError) error = NULL;
  CemDatum datum = read_json (arena, "{\"a\":[1,2.5,true,null,\"x\"],\"b\":{},"
                                     "\"c\":18446744073709551615,\"d\":\"\\u0000\"}");
  CemDatum back = { 0 };
  JsonObject *object = NULL;

  g_test_summary ("Values go to the json-glib tree and back");

  node = _cem_datum_to_json_node (&datum);
  object = json_node_get_object (node);
  g_assert_cmpint (json_array_get_int_element (json_object_get_array_member (object, "a"), 0), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (object, "c"), ==, "18446744073709551615");
  g_assert_cmpstr (json_object_get_string_member (object, "d"), ==, "\xef\xbf\xbd");
  json_object_remove_member (object, "c");

  g_assert_true (_cem_datum_from_json_node (arena, node, &back, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (back.v.map->n, ==, 3);
  g_assert_true (_cem_datum_equal (_cem_map_find_string (datum.v.map, "a", 1),
                                   _cem_map_find_string (back.v.map, "a", 1)));
  g_assert_cmpint (_cem_map_find_string (back.v.map, "a", 1)->v.list->items[0].flags, ==,
                   CEM_DATUM_NUMBER);

  g_assert_false (_cem_datum_from_json_node (arena, bad, &back, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT);
}

static void
test_deep_node (void)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GError) error = NULL;
  JsonNode *node = json_node_init_null (json_node_alloc ());
  CemDatum datum = { 0 };

  g_test_summary ("A tree that is too deep is refused");

  for (guint i = 0; i < 200; i++)
    {
      JsonArray *array = json_array_new ();

      json_array_add_element (array, node);
      node = json_node_alloc ();
      json_node_init_array (node, array);
      json_array_unref (array);
    }

  g_assert_false (_cem_datum_from_json_node (arena, node, &datum, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_LIMIT);
  json_node_unref (node);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/values", test_values);
  g_test_add_func ("/json/doubles", test_doubles);
  g_test_add_func ("/json/errors", test_errors);
  g_test_add_func ("/json/limits", test_limits);
  g_test_add_func ("/json/write", test_write);
  g_test_add_func ("/json/write-other-kinds", test_write_other_kinds);
  g_test_add_func ("/json/nodes", test_nodes);
  g_test_add_func ("/json/deep-node", test_deep_node);

  return g_test_run ();
}
