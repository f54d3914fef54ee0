/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "trickle.h"

#include "intake/cem-csv-reader-private.h"

#include <libcem/cem-error.h>

#include <string.h>

static CemCsvReader *
open_bytes (const char *bytes,
            gsize length,
            gsize step,
            const char *encoding,
            const CemCsvDialect *dialect)
{
  g_autoptr (GBytes) content = g_bytes_new (bytes, length);
  g_autoptr (GInputStream) stream = trickle_new (content, step);
  g_autoptr (GError) error = NULL;
  CemCsvReader *reader = NULL;

  reader = _cem_csv_reader_new (stream, encoding, dialect, &error);
  g_assert_no_error (error);
  return reader;
}

/* Rows as "LINE:cell|cell" or "LINE!reason", one a line. */
static char *
read_rows (CemCsvReader *reader)
{
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  CemCsvRow row = { 0 };

  while (_cem_csv_reader_next (reader, &row, NULL, &error))
    {
      g_string_append_printf (out, "%" G_GINT64_FORMAT, row.line);
      if (row.reason != NULL)
        {
          g_assert_nonnull (row.message);
          g_string_append_printf (out, "!%s", row.reason);
        }
      for (guint i = 0; i < row.n_fields; i++)
        {
          g_string_append_c (out, i == 0 ? ':' : '|');
          g_string_append_len (out, row.fields[i].text, (gssize) row.fields[i].length);
        }
      g_string_append_c (out, '\n');
    }
  g_assert_no_error (error);
  return g_string_free (out, FALSE);
}

static const CemCsvDialect plain = { .separator = ',', .quote = '"' };

static void
check (const CemCsvDialect *dialect,
       const char *bytes,
       gsize length,
       const char *encoding,
       const char *expected)
{
  static const gsize steps[] = { 1, 2, 3, 7, 1000000 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (CemCsvReader) reader = open_bytes (bytes, length, steps[i], encoding, dialect);
      g_autofree char *rows = read_rows (reader);

      g_assert_cmpstr (rows, ==, expected);
    }
}

static void
test_cells (void)
{
  static const struct
  {
    const char *text;
    const char *rows;
  } cases[] = {
    { "", "" },
    { "\n\r\n\n", "" },
    { "a,b\nc,d\n", "1:a|b\n2:c|d\n" },
    { "a,b\r\nc,d", "1:a|b\n2:c|d\n" },
    { "a,b\rc,d\r", "1:a|b\n2:c|d\n" },
    { ",\n,,\n", "1:|\n2:||\n" },
    { "a,", "1:a|\n" },
    { "a,\n", "1:a|\n" },
    { "\"\"\n", "1:\n" },
    { "\"\",\"\"\n", "1:|\n" },
    { "\"a,b\",c\n", "1:a,b|c\n" },
    { "\"a\"\"b\",\"\"\"\"\n", "1:a\"b|\"\n" },
    { "\"a\nb\",c\nd,e\n", "1:a\nb|c\n3:d|e\n" },
    { "\"a\r\n\r\nb\"\r\nc\r\n", "1:a\r\n\r\nb\n4:c\n" },
    { "a\"b,c \"d\" e\n", "1:a\"b|c \"d\" e\n" },
    { "a\n\n\nb\n", "1:a\n4:b\n" },
    { " a , b\n", "1: a | b\n" },
    { "\xef\xbb\xbf" "a,b\n", "1:a|b\n" },
    { "\xef\xbb\xbf", "" },
    { "\xef\xbb", "1!encoding\n" },
    { "客户,满意\n李,\"是\"\n", "1:客户|满意\n2:李|是\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&plain, cases[i].text, strlen (cases[i].text), NULL, cases[i].rows);
}

static void
test_bad_rows (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *rows;
  } cases[] = {
    /* What stands around is kept. */
    { "a,b\n\"c\"d,e\nf,g\n", 15, "1:a|b\n2!csv\n3:f|g\n" },
    { "a\n\"b\nc\nd\n", 9, "1:a\n2!csv\n3:c\n4:d\n" },
    { "a\n\"b", 4, "1:a\n2!csv\n" },
    { "a\nb\0c\nd\n", 8, "1:a\n2!csv\n3:d\n" },
    { "a\n\xff\xfe\nd\n", 7, "1:a\n2!encoding\n3:d\n" },
    { "\"a\nb\"x\nc\n", 9, "1!csv\n3:c\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&plain, cases[i].text, cases[i].length, NULL, cases[i].rows);
}

static void
test_dialects (void)
{
  const CemCsvDialect semicolon = { .separator = ';', .quote = '\'' };
  const CemCsvDialect tab = { .separator = '\t' };
  const CemCsvDialect blanks = { .separator = CEM_CSV_BLANKS, .quote = '"' };
  const CemCsvDialect trim = { .separator = ',', .quote = '"', .trim = TRUE };
  const CemCsvDialect escape = { .separator = ',', .quote = '"', .escape = '\\' };
  const CemCsvDialect skip = { .separator = ',', .quote = '"', .comment = '#', .skip = 2 };

  check (&semicolon, "a;'b;c';d,e\n", 12, NULL, "1:a|b;c|d,e\n");
  check (&tab, "a\t\"b\t\n\t\n", 8, NULL, "1:a|\"b|\n2:|\n");
  check (&blanks, "  1  2\t 3 \n\n4 \"5 6\"\n   \n7", 25, NULL, "1:1|2|3\n3:4|5 6\n5:7\n");
  check (&trim, " a , \"b \" ,c d \n", 16, NULL, "1:a|b |c d\n");
  check (&trim, " \"b\" x,c\n", 9, NULL, "1!csv\n");
  check (&escape, "\"a\\\"b\",\"c\\\\\",\"d\\\ne\"\nf\n", 22, NULL, "1:a\"b|c\\|d\ne\n3:f\n");
  check (&skip, "a \"title\nof it\n#x\nb,c\n#\"y\nd\n", 28, NULL, "4:b|c\n6:d\n");
}

static void
test_encodings (void)
{
  static const char gbk[] = "\xbf\xcd\xbb\xa7,\xc0\xee\n1,\x81\n2,\xff\n3,x\n";
  static const char utf16[] = "\xff\xfe" "a\0,\0\xe9\0\n\0";
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (GError) error = NULL;

  /* A byte that stands for nothing spoils its own row only. */
  check (&plain, gbk, sizeof gbk - 1, "GBK", "1:客户|李\n2!encoding\n3!encoding\n4:3|x\n");
  check (&plain, "a,\xe9\n", 4, "ISO-8859-1", "1:a|é\n");
  check (&plain, utf16, sizeof utf16 - 1, "UTF-16", "1:a|é\n");

  g_assert_null (_cem_csv_reader_new (stream, "KLINGON", &plain, &error));
  g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
}

static void
test_places (void)
{
  static const char text[] = "\xef\xbb\xbfhead\r\n\"a\nb\",1\r\n\r\nlast";
  static const guint64 offsets[] = { 0, 6, 17 };
  static const guint64 nexts[] = { 6, 15, 21 };
  g_autoptr (CemCsvReader) reader = open_bytes (text, sizeof text - 1, 2, NULL, &plain);
  g_autoptr (GError) error = NULL;
  CemCsvRow row = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_assert_true (_cem_csv_reader_next (reader, &row, NULL, &error));
      g_assert_cmpuint (row.offset, ==, offsets[i]);
      g_assert_cmpuint (row.next, ==, nexts[i]);
      g_assert_cmpmem (row.text, row.length, text + 3 + offsets[i],
                       i == 1 ? 7 : strlen (i == 0 ? "head" : "last"));
    }
  g_assert_false (_cem_csv_reader_next (reader, &row, NULL, &error));
  g_assert_no_error (error);
}

static void
test_long_rows (void)
{
  g_autoptr (GString) text = g_string_new ("a\n");
  g_autofree char *rows = NULL;
  g_autofree char *quoted_rows = NULL;
  g_autofree char *wide_rows = NULL;
  g_autoptr (CemCsvReader) reader = NULL;
  g_autoptr (CemCsvReader) quoted = NULL;
  g_autoptr (CemCsvReader) wide = NULL;

  for (guint i = 0; i < 3 * 1024 * 1024; i++)
    g_string_append_c (text, 'x');
  g_string_append (text, "\nb\n");
  reader = open_bytes (text->str, text->len, 100000, NULL, &plain);
  rows = read_rows (reader);
  g_assert_cmpstr (rows, ==, "1:a\n2!limit\n3:b\n");

  /* A quote that is not closed within a row's length spoils its own line. */
  g_string_assign (text, "a,\"b\n");
  for (guint i = 0; i < 40000; i++)
    g_string_append (text, "lines of some text, and more of it\n");
  quoted = open_bytes (text->str, text->len, 100000, NULL, &plain);
  quoted_rows = read_rows (quoted);
  g_assert_true (g_str_has_prefix (quoted_rows, "1!csv\n2:lines of some text| and more of it\n3:"));
  g_assert_true (g_str_has_suffix (quoted_rows, "\n40001:lines of some text| and more of it\n"));

  g_string_truncate (text, 0);
  for (guint i = 0; i < CEM_CSV_MAX_FIELDS; i++)
    g_string_append_c (text, ',');
  g_string_append (text, "\nb\n");
  wide = open_bytes (text->str, text->len, 100000, NULL, &plain);
  wide_rows = read_rows (wide);
  g_assert_cmpstr (wide_rows, ==, "1!limit\n2:b\n");
}

static void
test_text (void)
{
  g_autoptr (CemCsvReader) reader = _cem_csv_reader_new_for_text ("a,b", 3, 7, &plain);
  g_autofree char *first = read_rows (reader);
  g_autofree char *second = NULL;

  g_assert_cmpstr (first, ==, "7:a|b\n");
  _cem_csv_reader_set_text (reader, "\"c\"\"\",d\n", 8, 9);
  second = read_rows (reader);
  g_assert_cmpstr (second, ==, "9:c\"|d\n");
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("The reader of comma-separated values: deviations, damage, places and limits.");

  g_test_add_func ("/csv-reader/cells", test_cells);
  g_test_add_func ("/csv-reader/bad-rows", test_bad_rows);
  g_test_add_func ("/csv-reader/dialects", test_dialects);
  g_test_add_func ("/csv-reader/encodings", test_encodings);
  g_test_add_func ("/csv-reader/places", test_places);
  g_test_add_func ("/csv-reader/long-rows", test_long_rows);
  g_test_add_func ("/csv-reader/text", test_text);
  return g_test_run ();
}
