/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem.h>

#include <glib/gstdio.h>

/* A store in a folder of its own, and a clock that stands at 2026-03-01T09:00:00Z. */
typedef struct
{
  char *folder;
  char *path;
  CemManualClock *clock;
  CemEngine *engine;
} Fixture;

static inline void
fixture_open (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->engine = cem_engine_open (fixture->path, CEM_CLOCK (fixture->clock), NULL, &error);
  g_assert_no_error (error);
}

static inline void
fixture_close (Fixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->engine));
}

static inline void
fixture_reopen (Fixture *fixture)
{
  fixture_close (fixture);
  fixture_open (fixture);
}

static inline void
fixture_set_up (Fixture *fixture,
                gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 3, 1, 9, 0, 0);

  fixture->folder = g_dir_make_tmp ("cem-test-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "store.cem", NULL);
  fixture->clock = cem_manual_clock_new (now);
  fixture_open (fixture);
}

static inline void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

static inline void
fixture_tear_down (Fixture *fixture,
                   gconstpointer data)
{
  if (fixture->engine != NULL)
    fixture_close (fixture);
  g_clear_object (&fixture->clock);
  remove_folder (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* An event from a line of JSON without "specversion". */
static inline CemEvent *
event_from (const char *members)
{
  g_autofree char *text = g_strdup_printf ("{\"specversion\":\"1.0\",%s}", members);
  g_autoptr (GError) error = NULL;
  CemEvent *event = cem_event_new_from_text (text, &error);

  g_assert_no_error (error);
  return event;
}

static inline CemOutcome *
ingest (Fixture *fixture,
        CemIngestFlags flags,
        const char *members)
{
  g_autoptr (CemEvent) event = event_from (members);
  g_autoptr (GError) error = NULL;
  CemOutcome *outcome = cem_engine_ingest (fixture->engine, event, flags, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static inline void
assert_ingest (Fixture *fixture,
               CemIngestFlags flags,
               const char *members,
               CemOutcomeStatus status)
{
  g_autoptr (CemOutcome) outcome = ingest (fixture, flags, members);

  if (cem_outcome_get_status (outcome) != status)
    g_error ("%s: %s", members, cem_outcome_get_message (outcome));
}

/* Takes the reference to @command. */
static inline CemOutcome *
execute (Fixture *fixture,
         CemCommand *command)
{
  g_autoptr (CemCommand) own = command;
  g_autoptr (GError) error = NULL;
  CemOutcome *outcome =
    cem_engine_execute (fixture->engine, own, CEM_INGEST_FLAGS_NONE, NULL, &error);

  g_assert_no_error (error);
  return outcome;
}

static inline void
assert_refused (Fixture *fixture,
                CemCommand *command,
                CemError code)
{
  g_autoptr (CemCommand) own = command;
  g_autoptr (GError) error = NULL;
  g_autoptr (CemOutcome) outcome =
    cem_engine_execute (fixture->engine, own, CEM_INGEST_FLAGS_NONE, NULL, &error);

  g_assert_null (outcome);
  g_assert_error (error, CEM_ERROR, (int) code);
}

static inline CemIntake *
take_in (CemEngine *engine,
         CemIntakeMode mode,
         const char *text)
{
  CemIntake *intake = cem_intake_new (engine, mode);
  g_autoptr (GInputStream) stream =
    g_memory_input_stream_new_from_data (g_strdup (text), -1, g_free);
  g_autoptr (GError) error = NULL;

  cem_intake_run_stream (intake, stream, NULL, &error);
  g_assert_no_error (error);
  return intake;
}
