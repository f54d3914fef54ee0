/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* The power goes off: what was acknowledged as durable is there, and the rest can be sent again. */

#include "../crash/crash-store.h"
#include "engine-fixture.h"
#include "power-cut.h"

#include "engine/cem-engine-private.h"

#include <string.h>

#define N_LINES 400
#define N_ROUNDS 3

static gpointer
checkpoint (CemProcessor *processor,
            gpointer data,
            GCancellable *cancellable,
            GError **error)
{
  return _cem_db_checkpoint (_cem_processor_get_db (processor), FALSE, error) ? processor : NULL;
}

/* Returns whether something was missing of the lines before @acknowledged. */
static gboolean
check_cut (Fixture *fixture,
           GRand *random,
           CrashStream *stream,
           guint durable,
           guint acknowledged)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "cut.cem", NULL);
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  guint n_missing = 0;

  power_cut_copy (fixture->path, copy, g_rand_boolean (random) ? random : NULL);
  engine = cem_engine_open (copy, CEM_CLOCK (fixture->clock), NULL, &error);
  g_assert_no_error (error);
  crash_store_check_events (copy, stream, durable);
  g_clear_object (&engine);
  crash_store_verify (copy);

  engine = cem_engine_open (copy, CEM_CLOCK (fixture->clock), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (crash_store_send (engine, stream, 0, durable, 100, FALSE, &error), ==, 0);
  g_assert_no_error (error);
  n_missing = crash_store_send (engine, stream, 0, acknowledged, 100, FALSE, &error);
  g_assert_no_error (error);
  crash_store_send (engine, stream, 0, N_LINES, 100, FALSE, &error);
  g_assert_no_error (error);
  g_clear_object (&engine);

  crash_store_verify (copy);
  crash_store_compare (copy, stream);
  crash_store_remove (copy);
  return n_missing > 0;
}

static void
test_intake (Fixture *fixture,
             gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  guint n_cuts = 0;
  guint n_missing = 0;

  g_test_summary ("What was durable is there, and the same stream again gives what nobody disturbed.");

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (CrashStream) stream = crash_stream_new (g_rand_int (random), N_LINES);
      g_autoptr (GError) error = NULL;
      guint durable_until = 0;

      fixture_close (fixture);
      crash_store_remove (fixture->path);
      fixture_open (fixture);

      for (guint i = 0; i < N_LINES;)
        {
          gboolean durable = g_rand_int_range (random, 0, 6) == 0;
          guint n = (guint) g_rand_int_range (random, 1, 20);
          guint last = MIN (i + n, N_LINES);

          if (g_rand_boolean (random) &&
              crash_store_send_one (fixture->engine, stream, i, durable, &error))
            last = i + 1;
          else if (error == NULL)
            crash_store_send (fixture->engine, stream, i, last,
                              (guint) g_rand_int_range (random, 1, 16), durable, &error);
          g_assert_no_error (error);

          i = last;
          if (durable)
            durable_until = i;
          if (g_rand_int_range (random, 0, 12) == 0)
            g_assert_nonnull (_cem_engine_write (fixture->engine, checkpoint, NULL, NULL, &error));
          if (durable_until > 0 && g_rand_int_range (random, 0, 8) == 0)
            {
              n_cuts++;
              n_missing += check_cut (fixture, random, stream, durable_until, i) ? 1 : 0;
            }
        }
    }

  g_test_message ("%u power cuts, %u of which took what was plainly acknowledged", n_cuts, n_missing);
  g_assert_cmpuint (n_cuts, >, 0);
}

/* --- commands ---*/

static CemEngine *
open_cut (Fixture *fixture)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "cut.cem", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemEngine) engine = NULL;

  crash_store_remove (copy);
  power_cut_copy (fixture->path, copy, NULL);
  crash_store_verify (copy);
  engine = cem_engine_open (copy, CEM_CLOCK (fixture->clock), NULL, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&engine);
}

static char *
dup_customer (CemEngine *engine,
              const char *key)
{
  g_autoptr (CemView) view = cem_engine_create_view (engine, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CemCustomer) customer = cem_view_find_customer (view, key, NULL, &error);

  if (customer == NULL)
    {
      g_assert_error (error, CEM_ERROR, CEM_ERROR_NOT_FOUND);
      return NULL;
    }

  return g_strdup (cem_customer_get_id (customer));
}

/* Whether the two were one after a power cut now. */
static gboolean
are_one (Fixture *fixture)
{
  g_autoptr (CemEngine) engine = open_cut (fixture);
  g_autofree char *first = dup_customer (engine, "user_id:u1");
  g_autofree char *second = dup_customer (engine, "user_id:u2");

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  return g_str_equal (first, second);
}

static void
execute_with (Fixture *fixture,
              CemCommand *command,
              CemIngestFlags flags)
{
  g_autoptr (CemCommand) own = command;
  g_autoptr (GError) error = NULL;
  g_autoptr (CemOutcome) outcome = cem_engine_execute (fixture->engine, own, flags, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cem_outcome_get_status (outcome), ==, CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
ingest_two (Fixture *fixture)
{
  assert_ingest (fixture, CEM_INGEST_FLAGS_NONE,
                 "\"id\":\"1\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"identifiers\":{\"user_id\":\"u1\",\"phone\":\"+8613900004321\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  assert_ingest (fixture, CEM_INGEST_FLAGS_DURABLE,
                 "\"id\":\"2\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"identifiers\":{\"user_id\":\"u2\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);
}

static void
test_commands (Fixture *fixture,
               gconstpointer data)
{
  g_test_summary ("A durable command is there; a plain one may be missing until something durable follows.");

  ingest_two (fixture);
  g_assert_false (are_one (fixture));
  execute_with (fixture, cem_command_new_link ("user_id:u1", "user_id:u2"), CEM_INGEST_FLAGS_DURABLE);
  g_assert_true (are_one (fixture));

  execute_with (fixture, cem_command_new_unlink ("user_id:u1", "user_id:u2"), CEM_INGEST_FLAGS_NONE);
  g_assert_true (are_one (fixture));
  assert_ingest (fixture, CEM_INGEST_FLAGS_DURABLE,
                 "\"id\":\"3\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"identifiers\":{\"user_id\":\"u3\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);
  g_assert_false (are_one (fixture));
}

static gboolean
file_has (const char *folder,
          const char *name,
          const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;
  gsize length = 0;

  return g_file_get_contents (path, &content, &length, NULL) &&
         memmem (content, length, text, strlen (text)) != NULL;
}

static void
test_erase (Fixture *fixture,
            gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "cut.cem", NULL);
  g_autoptr (CemEngine) engine = NULL;

  g_test_summary ("What has been erased is not on the disk when the power comes back, not even in the WAL.");

  ingest_two (fixture);
  power_cut_copy (fixture->path, copy, NULL);
  g_assert_true (file_has (fixture->folder, "cut.cem-wal", "13900004321"));

  execute_with (fixture, cem_command_new_erase ("user_id:u1"), CEM_INGEST_FLAGS_DURABLE);
  power_cut_copy (fixture->path, copy, NULL);
  g_assert_false (file_has (fixture->folder, "cut.cem-wal", "13900004321"));
  g_assert_false (file_has (fixture->folder, "cut.cem", "13900004321"));

  engine = open_cut (fixture);
  g_assert_null (dup_customer (engine, "user_id:u1"));
}

static void
test_sync_fails (Fixture *fixture,
                 gconstpointer data)
{
  static const char third[] = "\"id\":\"3\",\"source\":\"/app\",\"type\":\"app.login\","
                              "\"identifiers\":{\"user_id\":\"u2\",\"email\":\"u2@example.org\"}";
  g_autoptr (CemEvent) event = event_from (third);
  g_autoptr (CemCommand) command = cem_command_new_erase ("user_id:u1");
  g_autoptr (CemOutcome) outcome = NULL;
  g_autoptr (CemEngine) engine = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *customer = NULL;

  g_test_summary ("A disk that cannot sync gives no durable acknowledgement, and the engine goes on.");

  ingest_two (fixture);
  power_cut_set_fail_sync (TRUE);
  outcome = cem_engine_ingest (fixture->engine, event, CEM_INGEST_FLAGS_DURABLE, NULL, &error);
  g_assert_null (outcome);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  g_clear_error (&error);
  outcome = cem_engine_execute (fixture->engine, command, CEM_INGEST_FLAGS_DURABLE, NULL, &error);
  g_assert_null (outcome);
  g_assert_error (error, CEM_ERROR, CEM_ERROR_IO);
  power_cut_set_fail_sync (FALSE);

  /* It was committed all the same: only the disk does not know. */
  assert_ingest (fixture, CEM_INGEST_FLAGS_DURABLE, third, CEM_OUTCOME_STATUS_DUPLICATE);
  assert_ingest (fixture, CEM_INGEST_FLAGS_DURABLE,
                 "\"id\":\"4\",\"source\":\"/app\",\"type\":\"app.login\","
                 "\"identifiers\":{\"email\":\"u2@example.org\"}",
                 CEM_OUTCOME_STATUS_ACCEPTED);

  engine = open_cut (fixture);
  customer = dup_customer (engine, "email:u2@example.org");
  g_assert_nonnull (customer);
  g_assert_null (dup_customer (engine, "user_id:u1"));
  g_assert_false (file_has (fixture->folder, "cut.cem-wal", "13900004321"));
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  power_cut_register ();

#define ADD(path, func) \
  g_test_add ("/engine/power-cut/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

  ADD ("intake", test_intake);
  ADD ("commands", test_commands);
  ADD ("erase", test_erase);
  ADD ("sync-fails", test_sync_fails);

  return g_test_run ();
}
