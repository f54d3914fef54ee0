/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trickle.h"

#include "intake/cem-line-reader-private.h"

#include <string.h>

static char *
join_lines (GBytes *bytes,
            gsize step)
{
  g_autoptr (GInputStream) stream = trickle_new (bytes, step);
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  g_autoptr (GError) error = NULL;
  GString *joined = g_string_new (NULL);
  CemLine line = { 0 };

  while (_cem_line_reader_next (reader, &line, NULL, &error))
    g_string_append_printf (joined, "%d%s[%.*s]", (int) line.number, line.cut ? "!" : "",
                            (int) MIN (line.length, 20), line.text);
  g_assert_no_error (error);
  g_assert_cmpuint (_cem_line_reader_get_bytes (reader), ==, g_bytes_get_size (bytes));
  return g_string_free (joined, FALSE);
}

static void
assert_lines (const char *text,
              gssize length,
              const char *expected)
{
  static const gsize steps[] = { 1, 2, 3, 7, 1000000 };
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autofree char *joined = join_lines (bytes, steps[i]);

      g_assert_cmpstr (joined, ==, expected);
    }
}

static GBytes *
gzip (const char *text)
{
  g_autoptr (GConverter) converter =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
  g_autofree char *out = g_malloc (65536);
  gsize read = 0;
  gsize written = 0;

  g_assert_cmpint (g_converter_convert (converter, text, strlen (text), out, 65536,
                                        G_CONVERTER_INPUT_AT_END, &read, &written, NULL),
                   ==, G_CONVERTER_FINISHED);
  return g_bytes_new (out, written);
}

static void
test_plain (void)
{
  g_test_summary ("Lines end with LF or CR LF, the last one with the stream");

  assert_lines ("", -1, "");
  assert_lines ("a", -1, "1[a]");
  assert_lines ("a\nb\r\n\nc", -1, "1[a]2[b]3[]4[c]");
  assert_lines ("a\0b\n", 4, "1[a]");
  assert_lines ("\xef\xbb\xbf{}\n\xef\xbb\xbf\n", -1, "1[{}]2[\xef\xbb\xbf]");
}

static void
test_gzip (void)
{
  g_autoptr (GBytes) one = gzip ("a\nb");
  g_autoptr (GBytes) other = gzip ("c\n\nd\n");
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_test_summary ("Members of gzip follow one another");

  g_byte_array_append (both, g_bytes_get_data (one, NULL), g_bytes_get_size (one));
  g_byte_array_append (both, g_bytes_get_data (other, NULL), g_bytes_get_size (other));
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&both));
  assert_lines (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "1[a]2[bc]3[]4[d]");
}

static void
test_truncated_gzip (void)
{
  g_autoptr (GBytes) whole = gzip ("{\"a\": 1}\n{\"b\": 2}\n");
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (whole, 0, g_bytes_get_size (whole) - 12);
  g_autoptr (GInputStream) stream = trickle_new (part, 5);
  g_autoptr (CemLineReader) reader = _cem_line_reader_new (stream);
  g_autoptr (GError) error = NULL;
  CemLine line = { 0 };

  g_test_summary ("A gzip file that ends too early is an error, not an end");

  while (_cem_line_reader_next (reader, &line, NULL, &error))
    ;
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new ("a\n");
  const gsize lengths[] = { CEM_LINE_MAX, CEM_LINE_MAX + 1, CEM_LINE_MAX + 300000,
                            3 * CEM_LINE_MAX };

  g_test_summary ("A line that is too long is cut and marked, and the ones around it are whole");

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      for (gsize k = 0; k < lengths[i]; k++)
        g_string_append_c (text, 'x');
      g_string_append (text, "\nb\n");
    }

  {
    g_autoptr (GBytes) bytes = g_bytes_new (text->str, text->len);
    g_autofree char *joined = join_lines (bytes, 100000);

    g_assert_cmpstr (joined, ==,
                     "1[a]2[xxxxxxxxxxxxxxxxxxxx]3[b]4![xxxxxxxxxxxxxxxxxxxx]5[b]"
                     "6![xxxxxxxxxxxxxxxxxxxx]7[b]8![xxxxxxxxxxxxxxxxxxxx]9[b]");
  }
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/line-reader/plain", test_plain);
  g_test_add_func ("/line-reader/gzip", test_gzip);
  g_test_add_func ("/line-reader/truncated-gzip", test_truncated_gzip);
  g_test_add_func ("/line-reader/long", test_long);

  return g_test_run ();
}
