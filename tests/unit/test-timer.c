/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "timer/cem-timer-private.h"

static const CemDbMigration migrations[] = { { 1, _cem_timer_create }, { 0, NULL } };
static const CemDbOptions options = { .migrations = migrations };

static CemDb *
open_db (void)
{
  g_autoptr (GError) error = NULL;
  CemDb *db = _cem_db_open (NULL, CEM_DB_CREATE, &options, &error);

  g_assert_no_error (error);
  return db;
}

static void
set (CemDb *db,
     gint64 due,
     const char *key)
{
  CemTimer timer = { .due = due, .key = key, .kind = "test", .payload = key };
  g_autoptr (GError) error = NULL;

  _cem_timer_set (db, &timer, &error);
  g_assert_no_error (error);
}

static char *
take_all (CemDb *db,
          gint64 until)
{
  GString *taken = g_string_new (NULL);
  gboolean found = TRUE;

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      CemTimer timer = { 0 };

      _cem_timer_take (db, until, &timer, &found, &error);
      g_assert_no_error (error);
      if (!found)
        break;

      g_string_append_printf (taken, "%" G_GINT64_FORMAT "%s ", timer.due, timer.key);
      g_assert_cmpstr (timer.kind, ==, "test");
      g_assert_cmpstr (timer.payload, ==, timer.key);
      _cem_timer_clear (&timer);
    }

  return g_string_free (taken, FALSE);
}

static void
test_order (void)
{
  g_autoptr (CemDb) db = open_db ();
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  gint64 due = 0;

  g_test_summary ("Timers fire by (due, key), each once, none before it is due.");

  g_assert_true (_cem_timer_next_due (db, &due, NULL));
  g_assert_cmpint (due, ==, G_MAXINT64);

  set (db, 5, "b");
  set (db, 5, "a");
  set (db, 3, "z");
  set (db, -2, "y");
  set (db, 9, "c");
  g_assert_true (_cem_timer_next_due (db, &due, NULL));
  g_assert_cmpint (due, ==, -2);

  first = take_all (db, 5);
  g_assert_cmpstr (first, ==, "-2y 3z 5a 5b ");
  second = take_all (db, 8);
  g_assert_cmpstr (second, ==, "");
  third = take_all (db, 9);
  g_assert_cmpstr (third, ==, "9c ");
}

static void
test_move (void)
{
  g_autoptr (CemDb) db = open_db ();
  g_autofree char *taken = NULL;

  g_test_summary ("A key has one due time, which can be moved and cancelled.");

  set (db, 5, "a");
  set (db, 7, "a");
  set (db, 6, "b");
  set (db, 8, "c");
  g_assert_true (_cem_timer_cancel (db, "c", NULL));
  g_assert_true (_cem_timer_cancel (db, "nobody", NULL));

  taken = take_all (db, 100);
  g_assert_cmpstr (taken, ==, "6b 7a ");
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/timer/order", test_order);
  g_test_add_func ("/timer/move", test_move);

  return g_test_run ();
}
