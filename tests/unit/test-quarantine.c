/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log-fixture.h"

#include "log/cem-quarantine-private.h"

static gint64
add (CemDb *db,
     const char *text,
     gsize length,
     gint64 received,
     const char *code)
{
  CemQuarantineRow row = { .received = received, .origin = "a.jsonl", .line = 3, .code = code,
                           .message = "A sentence", .text = text, .text_length = length };
  g_autoptr (GError) error = NULL;
  gint64 id = 0;

  _cem_quarantine_add (db, &row, &id, &error);
  g_assert_no_error (error);
  return id;
}

static gboolean
check_row (const CemQuarantineRow *row,
           gpointer data,
           GError **error)
{
  guint *n = data;

  (*n)++;
  if (row->id != 1)
    return TRUE;

  g_assert_cmpint (row->received, ==, 10);
  g_assert_cmpint (row->last_seen, ==, 20);
  g_assert_cmpuint (row->seen, ==, 2);
  g_assert_cmpuint (row->tries, ==, 1);
  g_assert_cmpstr (row->origin, ==, "a.jsonl");
  g_assert_cmpint (row->line, ==, 3);
  g_assert_cmpstr (row->code, ==, "conflict");
  g_assert_cmpstr (row->message, ==, "Still");
  g_assert_cmpmem (row->text, row->text_length, "{\0x", 3);
  return TRUE;
}

static gboolean
stop (const CemQuarantineRow *row,
      gpointer data,
      GError **error)
{
  (*(guint *) data)++;
  return FALSE;
}

static void
test_rows (void)
{
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (GError) error = NULL;
  gint64 count = 0;
  guint n = 0;

  g_test_summary ("What is bad is kept once, byte for byte, however often it is sent.");

  g_assert_cmpint (add (db, "{\0x", 3, 10, "syntax"), ==, 1);
  g_assert_cmpint (add (db, "", 0, 11, "syntax"), ==, 2);
  g_assert_cmpint (add (db, "{\0x", 3, 20, "limit"), ==, 1);
  g_assert_cmpint (add (db, "{\0y", 3, 20, "limit"), ==, 3);
  g_assert_true (_cem_quarantine_failed_again (db, 1, "conflict", "Still", &error));
  g_assert_true (_cem_quarantine_count (db, &count, &error));
  g_assert_cmpint (count, ==, 3);

  g_assert_true (_cem_quarantine_list (db, 0, 0, check_row, &n, &error));
  g_assert_cmpuint (n, ==, 3);

  n = 0;
  g_assert_true (_cem_quarantine_list (db, 1, 0, check_row, &n, &error));
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (_cem_quarantine_list (db, 0, 0, stop, &n, &error));
  g_assert_cmpuint (n, ==, 3);

  g_assert_true (_cem_quarantine_delete (db, 1, &error));
  g_assert_true (_cem_quarantine_count (db, &count, &error));
  g_assert_cmpint (count, ==, 2);
  g_assert_cmpint (add (db, "{\0x", 3, 30, "syntax"), ==, 4);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/quarantine/rows", test_rows);

  return g_test_run ();
}
