/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log-fixture.h"

#define N_ENTITIES 12

typedef struct
{
  gint64 entity;
  CemLogMoment moment;
} Entry;

static int
compare_moments (const void *a,
                 const void *b)
{
  const CemLogMoment *x = a, *y = b;

  if (x->time != y->time)
    return x->time > y->time ? -1 : 1;

  return x->seq > y->seq ? -1 : x->seq < y->seq;
}

static GArray *
naive (GArray *entries,
       const gint64 *entities,
       guint n_entities)
{
  GArray *moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      gboolean wanted = FALSE;

      for (guint e = 0; e < n_entities; e++)
        wanted = wanted || entities[e] == entry->entity;

      if (wanted)
        g_array_append_val (moments, entry->moment);
    }

  g_array_sort (moments, compare_moments);
  for (guint i = 0; i < moments->len; i++)
    {
      CemLogMoment moment = g_array_index (moments, CemLogMoment, i);

      if (n == 0 || g_array_index (moments, CemLogMoment, n - 1).seq != moment.seq)
        g_array_index (moments, CemLogMoment, n++) = moment;
    }

  g_array_set_size (moments, n);
  return moments;
}

static void
compare_pages (CemDb *db,
               GArray *entries,
               const gint64 *entities,
               guint n_entities,
               guint limit)
{
  g_autoptr (GArray) wanted = naive (entries, entities, n_entities);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (GError) error = NULL;
  guint before = 0;

  do
    {
      CemLogMoment last = { 0 };

      before = moments->len;
      if (before > 0)
        last = g_array_index (moments, CemLogMoment, before - 1);

      _cem_log_read_timeline (db, entities, n_entities, before > 0 ? &last : NULL, limit, moments, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (moments->len - before, <=, limit);
    }
  while (moments->len > before);

  g_assert_cmpmem (moments->data, moments->len * sizeof (CemLogMoment), wanted->data,
                   wanted->len * sizeof (CemLogMoment));
}

static void
fill (CemLog *log,
      GArray *entries,
      GRand *random,
      const gint64 *ids)
{
  gint64 now = 0;

  for (guint batch = 0; batch < 20; batch++)
    {
      fixture_begin (log);
      for (guint i = 0; i < 100; i++)
        {
          g_autofree char *id = g_strdup_printf ("%u-%u", batch, i);
          gint64 seq = fixture_append (log, "/s", id, "{}");
          guint n = (guint) g_rand_int_range (random, 0, 4);
          Entry entry = { .moment.seq = seq };

          now += g_rand_int_range (random, 0, 3);
          /* Some come late, a few very late, and many share a time. */
          entry.moment.time = now - (i % 10 == 0 ? g_rand_int_range (random, 0, 500) : 0) -
                              (i % 50 == 0 ? 5000 : 0);
          for (guint e = 0; e < n; e++)
            {
              entry.entity = ids[g_rand_int_range (random, 0, N_ENTITIES)];
              _cem_log_enter (log, entry.entity, entry.moment.time, seq);
              g_array_append_val (entries, entry);
            }
        }
      fixture_commit (log);
    }
}

static void
test_order (void)
{
  static const CemLogOptions options = { .timeline_shift = 6 };
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, &options);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  gint64 ids[N_ENTITIES] = { G_MININT64, -1, 0, 1, G_MAXINT64 };

  g_test_summary ("Pages of a timeline are what sorting everything would give.");

  for (guint i = 5; i < N_ENTITIES; i++)
    ids[i] = (gint64) ((guint64) g_rand_int (random) << 32 | g_rand_int (random));

  fill (log, entries, random, ids);

  for (guint limit = 1; limit < 1000; limit = limit * 3 + 1)
    for (guint n = 0; n <= 4; n++)
      compare_pages (db, entries, ids + g_rand_int_range (random, 0, N_ENTITIES - 4), n, limit);
}

static void
test_forget (void)
{
  static const CemLogOptions options = { .timeline_shift = 6 };
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, &options);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  const gint64 ids[N_ENTITIES] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
  gint64 before = 0;

  g_test_summary ("An entity that is forgotten has no entry left; the others have theirs.");

  fill (log, entries, random, ids);
  before = fixture_query (db, "SELECT count(*) FROM timeline WHERE entity <> 3");

  fixture_begin (log);
  _cem_log_enter (log, 3, 5, 1);
  g_assert_true (_cem_log_forget (log, 3, NULL));
  fixture_commit (log);

  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM timeline WHERE entity = 3"), ==, 0);
  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM timeline"), ==, before);

  fixture_begin (log);
  g_assert_true (_cem_log_clear_timeline (log, NULL));
  fixture_commit (log);
  g_assert_cmpint (fixture_query (db, "SELECT count(*) FROM timeline"), ==, 0);
}

static void
test_lazy (void)
{
  static const CemLogOptions options = { .timeline_shift = 6 };
  g_autoptr (CemDb) db = fixture_open (NULL);
  g_autoptr (CemLog) log = fixture_log (db, &options);
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  const gint64 entity = 5;
  guint64 steps = 0;

  g_test_summary ("The first page of a long history opens the newest buckets only.");

  for (guint i = 0; i < 200; i++)
    {
      fixture_begin (log);
      for (guint j = 0; j < 64; j++)
        {
          g_autofree char *id = g_strdup_printf ("%u-%u", i, j);
          gint64 seq = fixture_append (log, "/s", id, "{}");

          _cem_log_enter (log, entity, seq, seq);
        }
      fixture_commit (log);
    }

  steps = _cem_db_get_steps (db);
  g_assert_true (_cem_log_read_timeline (db, &entity, 1, NULL, 50, moments, NULL));
  g_assert_cmpuint (moments->len, ==, 50);
  g_assert_cmpuint (_cem_db_get_steps (db) - steps, <, 130);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/log/timeline/order", test_order);
  g_test_add_func ("/log/timeline/forget", test_forget);
  g_test_add_func ("/log/timeline/lazy", test_lazy);

  return g_test_run ();
}
