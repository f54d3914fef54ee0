/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

static JsonNode *
read_with_json_glib (const char *text,
                     gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;
  return json_parser_steal_root (parser);
}

/* Numbers are compared as numbers: json-glib reads -0 and 1E3 its own way. */
static gboolean
same_tree (JsonNode *ours,
           JsonNode *theirs)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemDatum a = { 0 }, b = { 0 };

  return _cem_datum_from_json_node (arena, ours, &a, NULL) &&
         _cem_datum_from_json_node (arena, theirs, &b, NULL) && _cem_datum_equal (&a, &b);
}

static void
check_good (const char *text,
            gsize length,
            gboolean with_json_glib)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (JsonNode) ours = NULL;
  g_autoptr (JsonNode) theirs = NULL;
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 }, again = { 0 };

  _cem_json_read (arena, text, length, NULL, &datum, &error);
  g_assert_no_error (error);

  ours = _cem_datum_to_json_node (&datum);
  theirs = read_with_json_glib (text, length);
  if (with_json_glib)
    g_assert_true (theirs != NULL && same_tree (ours, theirs));
  else
    g_assert_false (theirs != NULL && same_tree (ours, theirs));

  _cem_json_write (written, &datum, CEM_JSON_WRITE_SORTED);
  _cem_json_read (arena, written->str, written->len, NULL, &again, &error);
  g_assert_no_error (error);
  g_assert_true (_cem_datum_equal (&datum, &again));
}

static void
check_bad (const char *text,
           gsize length)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  g_autoptr (GError) error = NULL;
  CemDatum datum = { 0 };

  g_assert_false (_cem_json_read (arena, text, length, NULL, &datum, &error));
  g_assert_cmpint (error->domain, ==, CEM_ERROR);
  g_assert_true (error->code == CEM_ERROR_SYNTAX || error->code == CEM_ERROR_LIMIT);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_document (gconstpointer data)
{
  const char *path = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *text = NULL;
  g_autofree char *exact = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_file_get_contents (path, &text, &length, &error);
  g_assert_no_error (error);

  /* Without the NUL that would hide reading past the end from a memory checker. */
  exact = g_memdup2 (text, length);
  if (g_str_has_prefix (name, "bad-"))
    check_bad (exact, length);
  else
    check_good (exact, length, g_str_has_prefix (name, "good-"));
}

int
main (int argc,
      char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = NULL;
  guint n = 0;

  g_test_init (&argc, &argv, NULL);

  folder = g_test_build_filename (G_TEST_DIST, "..", "data", "json", NULL);
  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *test = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;

      test = g_strdup_printf ("/json-corpus/%s", name);
      g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), test_document, g_free);
      n++;
    }

  g_assert_cmpuint (n, >, 100);
  return g_test_run ();
}
