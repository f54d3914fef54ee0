/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* Timers as part of what follows from the log: they fire once, in order, before what is later, whatever
 * interrupts them, and a replay fires the same. */

#include "engine/cem-processor-private.h"
#include "engine/cem-store-compare-private.h"

#include <libcem/cem.h>

#include <glib/gstdio.h>
#include <string.h>

/* 2026-01-01T00:00:00Z */
#define START (G_GINT64_CONSTANT (1767225600) * G_USEC_PER_SEC)
#define MINUTE (60 * (gint64) G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  CemClock *clock;
  CemProcessor *processor;
  guint n_set;   /* timers for each event */
  guint spread;  /* how many minutes in the future, at most */
  guint fail_in; /* firings; 0: never */
} Fixture;

/* An event sets timers, some of them for times that have passed. */
static gboolean
set_timers (CemProcessor *processor,
            const CemLogRow *row,
            gpointer data,
            GError **error)
{
  Fixture *fixture = data;

  if (strncmp (row->type, "test.event", row->type_length) != 0)
    return TRUE;

  for (guint i = 0; i < fixture->n_set; i++)
    {
      g_autofree char *key = g_strdup_printf ("%.*s-%u", (int) row->id_length, row->id, i);
      gint64 minutes = g_str_hash (key) % fixture->spread;
      CemTimer timer = { .due = row->at + (minutes - 5) * MINUTE, .key = key, .kind = "test" };

      if (!_cem_processor_set_timer (processor, &timer, row->at, error))
        return FALSE;
    }

  return TRUE;
}

/* Each firing is a row, which says what fired; some set a further timer. */
static gboolean
fire (CemProcessor *processor,
      const CemTimer *timer,
      gpointer data,
      GError **error)
{
  Fixture *fixture = data;
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemEntry entries[] = {
    { _cem_datum_string ("due", 3), _cem_datum_int (timer->due) },
    { _cem_datum_string ("key", 3), _cem_datum_string (timer->key, strlen (timer->key)) },
  };
  CemDatum datum = _cem_datum_map (_cem_map_new (arena, entries, G_N_ELEMENTS (entries)));
  CemCause cause = {
    .source = "timer",
    .id = timer->key,
    .source_length = strlen ("timer"),
    .id_length = strlen (timer->key),
    .at = timer->due,
  };

  if (fixture->fail_in > 0 && --fixture->fail_in == 0)
    {
      g_set_error_literal (error, CEM_ERROR, CEM_ERROR_IO, "The lights went out");
      return FALSE;
    }
  if (g_str_has_suffix (timer->key, "-0"))
    {
      g_autofree char *key = g_strconcat (timer->key, "+", NULL);
      CemTimer next = { .due = timer->due + 7 * MINUTE, .key = key, .kind = "test" };

      if (!_cem_processor_set_timer (processor, &next, timer->due, error))
        return FALSE;
    }

  return _cem_processor_derive (processor, &cause, "test", "cem.test.fired", &datum, NULL, 0, error);
}

static CemProcessor *
open_processor (Fixture *fixture,
                const char *path,
                const guint8 *secret)
{
  g_autoptr (GError) error = NULL;
  CemProcessor *processor = _cem_processor_open (path, fixture->clock, secret, &error);

  g_assert_no_error (error);
  _cem_processor_add_timer_kind (processor, "test", fire, fixture);
  _cem_processor_set_input_func (processor, set_timers, fixture);
  return processor;
}

/* As a process that was killed: nothing is flushed. */
static void
reopen (Fixture *fixture)
{
  g_clear_pointer (&fixture->processor, _cem_processor_close);
  fixture->processor = open_processor (fixture, fixture->path, NULL);
}

static void
set_up (Fixture *fixture,
        gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 1, 1, 0, 0, 0);

  fixture->folder = g_dir_make_tmp ("cem-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "store.cem", NULL);
  fixture->clock = CEM_CLOCK (cem_manual_clock_new (now));
  fixture->n_set = 3;
  fixture->spread = 200;
  fixture->processor = open_processor (fixture, fixture->path, NULL);
}

static void
tear_down (Fixture *fixture,
           gconstpointer data)
{
  g_clear_pointer (&fixture->processor, _cem_processor_close);
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_clear_object (&fixture->clock);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static gboolean
run (Fixture *fixture,
     CemBatch *batch)
{
  g_autoptr (GError) error = NULL;
  CemTally tally = { 0 };
  gboolean done = _cem_processor_run (fixture->processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL,
                                      NULL, &error);

  if (!done && !g_error_matches (error, CEM_ERROR, CEM_ERROR_IO) &&
      !g_error_matches (error, CEM_ERROR, CEM_ERROR_NO_SPACE))
    g_assert_no_error (error);
  for (guint i = 0; done && i < _cem_batch_get_n_items (batch); i++)
    g_assert_cmpstr (_cem_batch_get_item (batch, i)->message, ==, NULL);
  return done;
}

static CemBatch *
new_batch (Fixture *fixture)
{
  CemBatch *batch = _cem_batch_new (_cem_processor_get_secret (fixture->processor), NULL);

  _cem_batch_reset (batch, _cem_identity_get_config (_cem_processor_get_identity (fixture->processor)));
  return batch;
}

/* Events from @first to before @last, ten minutes apart. */
static gboolean
take_in (Fixture *fixture,
         guint first,
         guint last)
{
  g_autoptr (CemBatch) batch = new_batch (fixture);

  for (guint i = first; i < last; i++)
    {
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc ((START + i * 10 * MINUTE) / G_USEC_PER_SEC);
      g_autofree char *stamp = g_date_time_format (time, "%FT%TZ");
      g_autofree char *text =
        g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"e%u\",\"source\":\"/s\","
                         "\"type\":\"test.event\",\"time\":\"%s\","
                         "\"identifiers\":{\"user_id\":\"u%u\"},\"data\":{\"n\":%u}}",
                         i, stamp, i % 4, i);
      CemLine line = { text, strlen (text), i, FALSE };

      _cem_batch_add_line (batch, &line);
    }

  return run (fixture, batch);
}

static gboolean
advance (Fixture *fixture,
         const char *to)
{
  g_autoptr (CemBatch) batch = new_batch (fixture);
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemEntry entry = { _cem_datum_string ("to", 2), _cem_datum_string (to, strlen (to)) };
  CemDatum data = _cem_datum_map (_cem_map_new (arena, &entry, 1));

  _cem_batch_add_command (batch, "clock.advanced", NULL, &data);
  return run (fixture, batch);
}

static gint64
query (CemDb *db,
       const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  _cem_db_query_int (db, sql, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* --- what must hold ---*/

static void
check_fired (Fixture *fixture,
             guint n_expected)
{
  static const char sql[] =
    "SELECT l.piece ->> '$.data.due', l.piece ->> '$.data.key', l.at FROM log AS l "
    "JOIN name AS t ON t.id = l.type WHERE t.text = 'cem.test.fired' ORDER BY l.seq";
  CemDb *db = _cem_processor_get_db (fixture->processor);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (db, sql, &error);

  while (_cem_db_step (statement, &error) == CEM_DB_ROW)
    {
      g_assert_true (g_hash_table_add (keys, g_strdup (_cem_db_column_text (statement, 1, NULL))));
      g_assert_cmpint (_cem_db_column_int (statement, 0), ==, _cem_db_column_int (statement, 2));
    }
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (keys), ==, n_expected);

  /* Whatever fires does so at its due time, and time never goes back: so before all that is later. */
  g_assert_cmpint (query (db, "SELECT count(*) FROM (SELECT at, lag(at) OVER (ORDER BY seq) AS before "
                              "FROM log) WHERE at < before"), ==, 0);
  /* Of one due time, those that were set before the first of them fired go by key; the second ones
   * ("+") were set later. */
  g_assert_cmpint (query (db, "SELECT count(*) FROM (SELECT at, id, piece ->> '$.data.key' AS key, "
                              "lag(at) OVER w AS before_at, lag(piece ->> '$.data.key') OVER w AS before "
                              "FROM log WHERE origin = 2 WINDOW w AS (ORDER BY seq)) "
                              "WHERE at = before_at AND key < before AND key NOT LIKE '%+' "
                              "AND before NOT LIKE '%+' AND at NOT IN (SELECT at FROM log WHERE origin = 1)"),
                   ==, 0);
  g_assert_cmpint (query (db, "SELECT count(*) FROM timer"), ==, 0);
}

/* --- replay ---*/

typedef struct
{
  CemProcessor *processor;
  GString *expected;
  GString *made;
} Replay;

static void
describe (GString *text,
          const CemLogRow *row)
{
  g_string_append_printf (text, "%.*s %.*s %" G_GINT64_FORMAT " %.*s\n", (int) row->id_length, row->id,
                          (int) row->type_length, row->type, row->at, (int) row->piece_length, row->piece);
}

static gboolean
note_made (const CemLogRow *row,
           gpointer data,
           GError **error)
{
  Replay *replay = data;

  describe (replay->made, row);
  return TRUE;
}

static gboolean
replay_row (const CemLogRow *row,
            gpointer data,
            GError **error)
{
  Replay *replay = data;

  if (row->origin == CEM_LOG_INPUT)
    return _cem_processor_replay_input (replay->processor, row, error);

  describe (replay->expected, row);
  return _cem_processor_replay_derived (replay->processor, row, error);
}

static void
check_replay (Fixture *fixture)
{
  Fixture again = *fixture;
  CemDb *db = _cem_processor_get_db (fixture->processor);
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) made = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  Replay replay = { NULL, expected, made };
  CemLogQuery all = { .first = 1 };

  again.fail_in = 0;
  replay.processor = open_processor (&again, NULL, _cem_processor_get_secret (fixture->processor));
  _cem_processor_set_derived_func (replay.processor, note_made, &replay);
  g_assert_true (_cem_processor_begin (replay.processor, &error));
  g_assert_true (_cem_log_read (db, &all, replay_row, &replay, &error));
  g_assert_true (_cem_processor_commit (replay.processor, FALSE, &error));
  g_assert_cmpstr (made->str, ==, expected->str);

  g_assert_true (_cem_store_compare (db, _cem_processor_get_db (replay.processor), CEM_COMPARE_ALL,
                                     diagnostics, &error));
  _cem_diagnostics_check (diagnostics, CEM_ERROR_DIVERGED, &error);
  g_assert_no_error (error);
  _cem_processor_close (replay.processor);
}

/* --- tests ---*/

static void
test_history (Fixture *fixture,
              gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  guint i = 0;

  g_test_summary ("Timers fire once, in order, before rows with a later time, whatever fails between");

  while (i < 120)
    {
      guint n = (guint) g_rand_int_range (random, 1, 20);

      if (g_rand_boolean (random))
        fixture->fail_in = (guint) g_rand_int_range (random, 1, 60);
      if (take_in (fixture, i, MIN (i + n, 120)))
        i = MIN (i + n, 120);
      if (g_rand_int_range (random, 0, 3) == 0)
        reopen (fixture);
    }
  fixture->fail_in = 0;
  g_assert_true (advance (fixture, "2026-02-01T00:00:00Z"));

  check_fired (fixture, 120 * 3 + 120);
  check_replay (fixture);
}

/* Fails in the midst of the advance until it is through; each time the store is opened anew, and what
 * it holds is what a replay gives. */
static void
test_long_advance (Fixture *fixture,
                   gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  guint n_failures = 0;
  gint64 n_before = 0;

  g_test_summary ("An advance that is interrupted goes on where it was");

  fixture->n_set = 80;
  fixture->spread = 30000;
  g_assert_true (take_in (fixture, 0, 40));
  n_before = query (_cem_processor_get_db (fixture->processor), "SELECT count(*) FROM timer");
  g_assert_cmpint (n_before, >, 2000);

  do
    {
      if (n_failures % 2 == 0)
        fixture->fail_in = (guint) g_rand_int_range (random, 1100, 1800);
      else
        _cem_db_set_max_pages (_cem_processor_get_db (fixture->processor),
                               (guint) query (_cem_processor_get_db (fixture->processor),
                                              "SELECT page_count + 20 FROM pragma_page_count"));
      if (advance (fixture, "2026-04-01T00:00:00Z"))
        break;

      n_failures++;
      fixture->fail_in = 0;
      reopen (fixture);
      check_replay (fixture);
    }
  while (n_failures < 2);

  fixture->fail_in = 0;
  g_assert_cmpuint (n_failures, ==, 2);
  g_assert_true (advance (fixture, "2026-04-01T00:00:00Z"));
  check_fired (fixture, 40 * 80 + 40);
  check_replay (fixture);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/processor/timer/history", Fixture, NULL, set_up, test_history, tear_down);
  g_test_add ("/processor/timer/long-advance", Fixture, NULL, set_up, test_long_advance, tear_down);

  return g_test_run ();
}
