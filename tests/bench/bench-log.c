/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

/* The log room alone (append, dedup, timeline, chain; commitments apart, as another thread makes
 * them) beside the same rows in a bare table with two indexes. Parsing is done in blocks outside the
 * timed part.
 *
 * Then what a live event, opening, a page of a timeline and verify cost on that store.
 *
 * Usage: bench-log EVENTS.jsonl|N [ROWS_PER_COMMIT=10000] [FOLDER=/tmp] [log|plain|both] */

#include "log/cem-log-private.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

typedef struct
{
  char *id;
  char *source;
  char *type;
  char *time;
  char *subject;
  char *data;
  gint64 us;
  gint64 entities[2];
  guint n_entities;
} Event;

typedef struct
{
  FILE *file;
  char *line;
  size_t capacity;
  guint64 made;
  guint64 to_make; /* synthetic events, when there is no file */
  guint64 random;
  JsonParser *parser;
} Source;

typedef struct
{
  const char *name;
  gint64 us;
  gint64 seal_us;
  guint64 events;
  guint64 kept;
  GArray *marks; /* pairs of events and µs */
} Score;

static const guint8 entity_secret[16] = "bench-log-entity";

static gint64
entity_of (const char *text)
{
  gint64 id = 0;

  crypto_shorthash ((guint8 *) &id, (const guint8 *) text, strlen (text), entity_secret);
  return id;
}

static void
clear_event (Event *event)
{
  g_free (event->id);
  g_free (event->source);
  g_free (event->type);
  g_free (event->time);
  g_free (event->subject);
  g_free (event->data);
}

static guint64
next_random (Source *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 7;
  self->random ^= self->random << 17;
  return self->random;
}

/* The shape of gen_intake.py, without its text on a disk. */
static gboolean
make_event (Source *self,
            Event *event)
{
  guint64 r = 0;
  guint customer = 0;

  if (self->made == self->to_make)
    return FALSE;

  r = next_random (self);
  customer = (guint) ((r >> 40) * (r >> 40) >> 32) % 100000;
  event->us = G_GINT64_CONSTANT (1767225600000000) + (gint64) self->made * 200000;
  self->made++;
  event->id = g_strdup_printf ("%08x-%04x-4%03x-a%03x-%012" G_GINT64_MODIFIER "x", (guint) r,
                               (guint) (r >> 20) & 0xffff, (guint) (r >> 33) & 0xfff,
                               (guint) (r >> 45) & 0xfff, next_random (self) >> 16);
  event->source = g_strdup_printf ("/app/%u", customer % 7);
  event->type = g_strdup_printf ("type.%u", (guint) (r % 30));
  event->time = g_strdup_printf ("%020" G_GINT64_FORMAT, event->us);
  event->subject = g_strdup_printf ("u%06u", customer);
  event->data =
    g_strdup_printf ("{\"amount\":%u.25,\"channel\":\"web\",\"count\":%u,\"feature\":\"scene_%02u\","
                     "\"life\":0.%03u,\"note\":\"%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER
                     "x%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER
                     "x\",\"region\":\"CN-%02u\",\"version\":\"4.2.10\"}",
                     (guint) (r % 1000), (guint) (r % 50), (guint) (r % 40), (guint) (r % 1000), r, r, r,
                     r, (guint) (r % 50));
  event->entities[0] = entity_of (event->subject);
  event->entities[1] = entity_of (event->source) + customer;
  event->n_entities = r % 10 < 6 ? 2 : 1;
  return TRUE;
}

static gboolean
read_event (Source *self,
            Event *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDateTime) time = NULL;
  JsonObject *object = NULL, *identifiers = NULL;
  const char *serial = NULL;
  gssize length = 0;

  memset (event, 0, sizeof *event);
  if (self->file == NULL)
    return make_event (self, event);

  length = getline (&self->line, &self->capacity, self->file);
  if (length <= 0)
    return FALSE;

  if (!json_parser_load_from_data (self->parser, self->line, length, &error))
    g_error ("%s", error->message);

  object = json_node_get_object (json_parser_get_root (self->parser));
  identifiers = json_object_get_object_member (object, "identifiers");
  event->id = g_strdup (json_object_get_string_member (object, "id"));
  event->source = g_strdup (json_object_get_string_member (object, "source"));
  event->type = g_strdup (json_object_get_string_member (object, "type"));
  event->time = g_strdup (json_object_get_string_member (object, "time"));
  event->subject =
    g_strdup (json_object_get_string_member_with_default (identifiers, "user_id", NULL));
  if (event->subject == NULL)
    event->subject =
      g_strdup (json_object_get_string_member_with_default (identifiers, "anonymous_id", ""));
  event->data = json_to_string (json_object_get_member (object, "data"), FALSE);
  time = g_date_time_new_from_iso8601 (event->time, NULL);
  event->us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
  event->entities[event->n_entities++] = entity_of (event->subject);
  serial = json_object_get_string_member_with_default (identifiers, "serial", NULL);
  if (serial != NULL)
    event->entities[event->n_entities++] = entity_of (serial);

  return TRUE;
}

static void
check (gboolean ok,
       GError *error)
{
  if (!ok)
    g_error ("%s", error != NULL ? error->message : "failed");
}

/* --- the two sides ------------------------------------------------------------------------------*/

typedef struct
{
  CemDb *db;
  CemLog *log;
  CemLogSealer *sealer;
  gint64 at;
  Score score;
} Side;

static const CemDbMigration log_migrations[] = { { 1, _cem_log_create }, { 0, NULL } };

static gboolean
create_plain (CemDb *db,
              GError **error)
{
  return _cem_db_exec (db,
                       "CREATE TABLE log (seq INTEGER PRIMARY KEY, id TEXT, source TEXT, type TEXT, "
                       "time TEXT, subject TEXT, data TEXT) STRICT;"
                       "CREATE UNIQUE INDEX log_key ON log (source, id);"
                       "CREATE INDEX log_subject ON log (subject, time)", error);
}

static const CemDbMigration plain_migrations[] = { { 1, create_plain }, { 0, NULL } };

static void
open_side (Side *self,
           const char *folder,
           const char *name,
           const CemDbMigration *migrations)
{
  g_autofree char *file = g_strdup_printf ("bench-log-%s.db", name);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;
  CemDbOptions options = { .migrations = migrations };

  if (g_getenv ("CEM_BENCH_CACHE_KIB") != NULL)
    options.cache_kib = (guint) g_ascii_strtoull (g_getenv ("CEM_BENCH_CACHE_KIB"), NULL, 10);

  for (const char *const *suffix = (const char *const[]) { "", "-wal", "-shm", NULL }; *suffix; suffix++)
    {
      g_autofree char *old = g_strconcat (path, *suffix, NULL);

      g_unlink (old);
    }

  self->score.name = name;
  self->score.marks = g_array_new (FALSE, FALSE, 2 * sizeof (double));
  self->db = _cem_db_open (path, CEM_DB_CREATE, &options, &error);
  check (self->db != NULL, error);

  /* What it costs that deleted bytes are overwritten. */
  if (g_getenv ("CEM_BENCH_NO_SECURE_DELETE") != NULL)
    check (_cem_db_exec (self->db, "PRAGMA secure_delete = OFF", &error), error);
}

static void
put_plain (Side *self,
           const Event *events,
           guint n)
{
  g_autoptr (CemDbStatement) insert = NULL;
  g_autoptr (GError) error = NULL;

  check (_cem_db_begin (self->db, &error), error);
  insert = _cem_db_prepare (self->db,
                            "INSERT OR IGNORE INTO log (id, source, type, time, subject, data) "
                            "VALUES (?, ?, ?, ?, ?, ?)", &error);
  for (guint i = 0; i < n; i++)
    {
      _cem_db_bind_text (insert, 1, events[i].id, -1);
      _cem_db_bind_text (insert, 2, events[i].source, -1);
      _cem_db_bind_text (insert, 3, events[i].type, -1);
      _cem_db_bind_text (insert, 4, events[i].time, -1);
      _cem_db_bind_text (insert, 5, events[i].subject, -1);
      _cem_db_bind_text (insert, 6, events[i].data, -1);
      check (_cem_db_run (insert, &error), error);
      self->score.kept += (guint64) _cem_db_changes (self->db);
    }

  check (_cem_db_commit (self->db, FALSE, &error), error);
}

/* What another thread has done when the writer gets a batch: lengths, pieces, keys, commitments. */
static void
seal (Side *self,
      const Event *events,
      CemLogRow *rows,
      guint64 *keys,
      guint n)
{
  for (guint i = 0; i < n; i++)
    {
      CemLogRow *row = &rows[i];

      memset (row, 0, sizeof *row);
      row->origin = CEM_LOG_INPUT;
      row->history = TRUE;
      row->time = row->received = events[i].us;
      row->ordinal = -1;
      row->source = events[i].source;
      row->source_length = strlen (row->source);
      row->id = events[i].id;
      row->id_length = strlen (row->id);
      row->type = events[i].type;
      row->type_length = strlen (row->type);
      row->piece = events[i].data;
      row->piece_length = strlen (row->piece);
      row->key = keys[i] = _cem_log_key (_cem_log_get_secret (self->log), row->source,
                                         row->source_length, row->id, row->id_length);
      _cem_log_seal_piece (self->sealer, row->piece, row->piece_length, row->salt, row->commitment);
    }
}

static void
put_log (Side *self,
         const Event *events,
         CemLogRow *rows,
         const guint64 *keys,
         guint n)
{
  g_autoptr (GError) error = NULL;

  check (_cem_log_begin (self->log, &error), error);
  check (_cem_log_prefetch (self->log, keys, n, &error), error);
  for (guint i = 0; i < n; i++)
    {
      CemLogVerdict verdict = CEM_LOG_NEW;
      gint64 seq = 0;

      check (_cem_log_find (self->log, &rows[i], &verdict, &seq, &error), error);
      if (verdict != CEM_LOG_NEW)
        continue;

      rows[i].at = self->at = MAX (self->at, rows[i].time);
      check (_cem_log_append (self->log, &rows[i], &error), error);
      for (guint e = 0; e < events[i].n_entities; e++)
        _cem_log_enter (self->log, events[i].entities[e], events[i].us, rows[i].seq);
      self->score.kept++;
    }

  check (_cem_log_commit (self->log, FALSE, &error), error);
}

static void
mark (Side *self,
      gint64 us,
      guint n)
{
  double pair[2];

  self->score.us += us;
  self->score.events += n;
  pair[0] = (double) self->score.events;
  pair[1] = (double) self->score.us;
  g_array_append_vals (self->score.marks, pair, 1);
}

static double
report (const Score *score,
        guint batch)
{
  const double *marks = (const double *) (const void *) score->marks->data;
  double n0 = 0, us0 = 0;
  struct rusage usage;

  for (guint i = 0; i < score->marks->len; i++)
    if (marks[2 * i] <= (double) score->events * 0.9)
      {
        n0 = marks[2 * i];
        us0 = marks[2 * i + 1];
      }

  getrusage (RUSAGE_SELF, &usage);
  printf ("{\"peer\":\"%s\",\"events\":%" G_GUINT64_FORMAT ",\"kept\":%" G_GUINT64_FORMAT
          ",\"rows_per_commit\":%u,\"seconds\":%.3f,\"events_per_second\":%.0f,"
          "\"last_tenth_per_second\":%.0f,\"seal_seconds\":%.3f,\"rss_mb\":%ld}\n",
          score->name, score->events, score->kept, batch, (double) score->us / 1e6,
          (double) score->events * 1e6 / (double) score->us,
          ((double) score->events - n0) * 1e6 / ((double) score->us - us0),
          (double) score->seal_us / 1e6, usage.ru_maxrss / 1024);
  fflush (stdout);
  return (double) score->events / (double) score->us;
}

/* --- what comes after ---------------------------------------------------------------------------*/

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
quantile (GArray *samples,
          double q)
{
  g_array_sort (samples, compare_doubles);
  return g_array_index (samples, double, (guint) (q * (samples->len - 1)));
}

/* One event, one transaction: what a live event costs in this room. */
static void
measure_live (Side *self)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("live-%u", i);
      Event event = { .id = id, .source = (char *) "/live", .type = (char *) "live", .data = (char *) "{}",
                      .us = self->at + 1, .n_entities = 1, .entities = { i % 7 } };
      CemLogRow row;
      guint64 key = 0;
      gint64 start = g_get_monotonic_time ();
      double us = 0;

      seal (self, &event, &row, &key, 1);
      put_log (self, &event, &row, &key, 1);
      us = (double) (g_get_monotonic_time () - start);
      g_array_append_val (samples, us);
    }

  printf ("{\"live_us_p50\":%.0f,\"live_us_p99\":%.0f}\n", quantile (samples, 0.5),
          quantile (samples, 0.99));
}

static void
measure_pages (CemDb *db)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
      g_autofree char *customer = g_strdup_printf ("u%06u", i * 99);
      gint64 entity = entity_of (customer), start = g_get_monotonic_time ();
      double us = 0;

      check (_cem_log_read_timeline (db, &entity, 1, NULL, 50, moments, &error), error);
      us = (double) (g_get_monotonic_time () - start);
      g_array_append_val (samples, us);
    }

  printf ("{\"timeline_page_us_p50\":%.0f,\"timeline_page_us_p99\":%.0f}\n", quantile (samples, 0.5),
          quantile (samples, 0.99));
}

static void
measure_after (Side *self)
{
  g_autofree char *path = g_strdup (_cem_db_get_path (self->db));
  g_autoptr (GError) error = NULL;
  CemDbOptions options = { .migrations = log_migrations };
  CemLogVerify state = { 0 }, dedup = { 0 };
  gint64 t0 = 0, t1 = 0, t2 = 0, seq = 0;

  measure_live (self);
  _cem_log_close (self->log);
  _cem_db_close (self->db);

  t0 = g_get_monotonic_time ();
  self->db = _cem_db_open (path, CEM_DB_WRITE, &options, &error);
  check (self->db != NULL, error);
  self->log = _cem_log_open (self->db, NULL, &error);
  check (self->log != NULL, error);
  printf ("{\"open_ms\":%.1f}\n", (double) (g_get_monotonic_time () - t0) / 1000);

  measure_pages (self->db);

  t0 = g_get_monotonic_time ();
  check (_cem_log_lookup (self->db, "/live", "live-17", &seq, &error), error);
  printf ("{\"lookup_us\":%.0f}\n", (double) (g_get_monotonic_time () - t0));

  t0 = g_get_monotonic_time ();
  check (_cem_log_verify (self->db, &state, 0, &error), error);
  t1 = g_get_monotonic_time ();
  check (_cem_log_verify_dedup (self->db, &dedup, 0, &error), error);
  t2 = g_get_monotonic_time ();
  printf ("{\"verify_rows_per_second\":%.0f,\"verify_dedup_rows_per_second\":%.0f}\n",
          (double) state.rows * 1e6 / (double) (t1 - t0), (double) dedup.rows * 1e6 / (double) (t2 - t1));
}

int
main (int argc,
      char **argv)
{
  const char *folder = argc > 3 ? argv[3] : "/tmp";
  const char *what = argc > 4 ? argv[4] : "both";
  guint batch = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 10000;
  gboolean with_plain = !g_str_equal (what, "log"), with_log = !g_str_equal (what, "plain");
  g_autofree Event *events = NULL;
  g_autofree CemLogRow *rows = NULL;
  g_autofree guint64 *keys = NULL;
  g_autoptr (GError) error = NULL;
  Source source = { .parser = json_parser_new (), .random = 88172645463325252 };
  Side log = { 0 }, plain = { 0 };
  guint n = 0;

  if (argc < 2)
    {
      fprintf (stderr, "usage: %s EVENTS.jsonl|N [ROWS_PER_COMMIT] [FOLDER] [log|plain|both]\n", argv[0]);
      return 2;
    }

  if (!g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXUINT32, &source.to_make, NULL))
    source.file = fopen (argv[1], "r");

  if (source.file == NULL && source.to_make == 0)
    {
      perror (argv[1]);
      return 1;
    }

  events = g_new0 (Event, batch);
  rows = g_new0 (CemLogRow, batch);
  keys = g_new0 (guint64, batch);
  open_side (&log, folder, "log", log_migrations);
  open_side (&plain, folder, "plain", plain_migrations);
  log.log = _cem_log_open (log.db, NULL, &error);
  check (log.log != NULL, error);
  log.sealer = _cem_log_sealer_new ();

  do
    {
      gint64 t0 = 0, t1 = 0, t2 = 0, t3 = 0;

      for (n = 0; n < batch && read_event (&source, &events[n]);)
        n++;

      t0 = g_get_monotonic_time ();
      if (with_log)
        seal (&log, events, rows, keys, n);
      t1 = g_get_monotonic_time ();
      if (with_log)
        put_log (&log, events, rows, keys, n);
      t2 = g_get_monotonic_time ();
      if (with_plain)
        put_plain (&plain, events, n);
      t3 = g_get_monotonic_time ();

      log.score.seal_us += t1 - t0;
      mark (&log, t2 - t1, n);
      mark (&plain, t3 - t2, n);

      for (guint i = 0; i < n; i++)
        clear_event (&events[i]);
    }
  while (n == batch);

  if (with_log)
    report (&log.score, batch);
  if (with_plain)
    report (&plain.score, batch);
  if (with_log)
    measure_after (&log);
  if (with_log && with_plain)
    printf ("{\"ratio\":%.3f}\n", (double) plain.score.us / (double) log.score.us);

  _cem_log_sealer_free (log.sealer);
  _cem_log_close (log.log);
  _cem_db_close (log.db);
  _cem_db_close (plain.db);
  g_array_unref (log.score.marks);
  g_array_unref (plain.score.marks);
  g_object_unref (source.parser);
  free (source.line);
  return 0;
}
