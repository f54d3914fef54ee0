/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity/cem-identity-private.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* bench-identity [EVENTS] [CUSTOMERS] [ROWS_PER_COMMIT]: binding and applying the stream that
 * bench-intake reads (four events of five name a user, the others a browser, six of ten a device, 5 %
 * come late), in a file under the temporary folder. */

#define NAME_ROOM 24

typedef struct
{
  CemDb *db;
  CemIdentity *identity;
  CemIdentityConfig *config;
  CemArena *arena;
  guint64 random;
  guint customers;
  gint64 now;
  gint64 bind_ns;
  gint64 apply_ns;
  gint64 commit_ns;
} Bench;

static const guint8 secret[CEM_IDENTITY_SECRET] = "bench";

static void
check (gboolean ok,
       GError *error)
{
  if (!ok)
    {
      fprintf (stderr, "bench-identity: %s\n", error->message);
      exit (1);
    }
}

static double
next (Bench *self)
{
  self->random = self->random * G_GUINT64_CONSTANT (6364136223846793005) +
                 G_GUINT64_CONSTANT (1442695040888963407);
  return (double) (self->random >> 11) / (double) (G_GUINT64_CONSTANT (1) << 53);
}

/* Of this thread's processor, so that busy neighbours do not count. */
static gint64
clock_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

typedef struct
{
  gint64 time;
  char id[NAME_ROOM];
  char who[NAME_ROOM];
  char what[NAME_ROOM];
  CemEntry entries[2];
  CemMap map;
  CemIdentitySet set;
} Event;

static void
make_event (Bench *self,
            Event *event,
            guint i)
{
  double where = next (self);
  guint customer = (guint) (self->customers * where * where);
  gboolean user = next (self) < 0.8;

  self->now += (gint64) (next (self) * 400000);
  event->time = next (self) < 0.05 ? self->now - (gint64) (next (self) * 259200e6) : self->now;
  g_snprintf (event->id, sizeof event->id, "e%u", i);
  g_snprintf (event->who, sizeof event->who, "%c%06u", user ? 'u' : 'a', customer);
  g_snprintf (event->what, sizeof event->what, "SN%07u", customer * 2 + (guint) (next (self) * 2));
  event->entries[0].key =
      user ? _cem_datum_string ("user_id", 7) : _cem_datum_string ("anonymous_id", 12);
  event->entries[0].value = _cem_datum_string (event->who, strlen (event->who));
  event->entries[1].key = _cem_datum_string ("serial", 6);
  event->entries[1].value = _cem_datum_string (event->what, strlen (event->what));
  event->map = (CemMap){ next (self) < 0.6 ? 2 : 1, event->entries, NULL };
}

static void
one_batch (Bench *self,
           Event *events,
           guint n,
           guint first)
{
  GError *error = NULL;
  gint64 start;

  for (guint i = 0; i < n; i++)
    make_event (self, &events[i], first + i);

  _cem_arena_reset (self->arena);
  start = clock_ns ();
  for (guint i = 0; i < n; i++)
    {
      CemDatum map = _cem_datum_map (&events[i].map);

      check (_cem_identity_bind (self->config, secret, self->arena, &map, events[i].time,
                                 &events[i].set, &error),
             error);
    }
  self->bind_ns += clock_ns () - start;

  check (_cem_db_begin (self->db, &error), error);
  start = clock_ns ();
  for (guint i = 0; i < n; i++)
    {
      CemIdentityEvent event = {
        .time = events[i].time,
        .source = "/app",
        .source_length = 4,
        .id = events[i].id,
        .id_length = strlen (events[i].id),
        .set = &events[i].set,
      };
      CemIdentityResult result;

      check (_cem_identity_apply (self->identity, &event, &result, &error), error);
    }
  self->apply_ns += clock_ns () - start;

  start = clock_ns ();
  check (_cem_identity_flush (self->identity, &error), error);
  check (_cem_db_commit (self->db, FALSE, &error), error);
  _cem_identity_committed (self->identity);
  self->commit_ns += clock_ns () - start;
}

int
main (int argc,
      char *argv[])
{
  static const CemDbMigration migrations[] = { { 1, _cem_identity_create }, { 0, NULL } };
  static const CemDbOptions options = { .migrations = migrations };
  guint events = argc > 1 ? (guint) atoi (argv[1]) : 500000;
  guint rows = argc > 3 ? (guint) atoi (argv[3]) : 5000;
  g_autofree char *folder = g_dir_make_tmp ("bench-identity-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bench.db", NULL);
  Bench self = { .customers = argc > 2 ? (guint) atoi (argv[2]) : 100000, .random = 42 };
  g_autofree Event *batch = g_new (Event, rows);
  struct rusage usage;
  GError *error = NULL;

  self.db = _cem_db_open (path, CEM_DB_CREATE, &options, &error);
  check (self.db != NULL, error);
  self.config = _cem_identity_config_new (NULL, NULL, &error);
  check (self.config != NULL, error);
  self.identity = _cem_identity_open (self.db, self.config, secret, NULL);
  self.arena = _cem_arena_new (4096);
  self.now = G_GINT64_CONSTANT (1767225600000000);

  for (guint tenth = 0; tenth < 10; tenth++)
    {
      self.bind_ns = self.apply_ns = self.commit_ns = 0;
      for (guint i = 0; i < events / 10; i += rows)
        one_batch (&self, batch, MIN (rows, events / 10 - i), tenth * (events / 10) + i);
      printf ("{\"bench\":\"identity\",\"tenth\":%u,\"bind_ns\":%" G_GINT64_FORMAT
              ",\"apply_ns\":%" G_GINT64_FORMAT ",\"commit_ns\":%" G_GINT64_FORMAT "}\n",
              tenth + 1, self.bind_ns / (events / 10), self.apply_ns / (events / 10),
              self.commit_ns / (events / 10));
    }

  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"bench\":\"identity\",\"events\":%u,\"customers\":%u,\"rss_mb\":%ld}\n", events,
          self.customers, usage.ru_maxrss / 1024);
  _cem_identity_close (self.identity);
  _cem_identity_config_unref (self.config);
  _cem_arena_free (self.arena);
  _cem_db_close (self.db);
  remove (path);
  remove (folder);
  return 0;
}
