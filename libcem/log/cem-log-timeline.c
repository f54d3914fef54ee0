/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-private.h"
#include "log/cem-log-timeline-private.h"

typedef struct
{
  gint64 entity;
  gint64 time;
  gint64 seq;
} Entry;

struct _CemTimeline
{
  CemDb *db;
  guint shift;
  GArray *entries;
};

CemTimeline *
_cem_timeline_new (CemDb *db,
                   guint shift)
{
  CemTimeline *self = g_new0 (CemTimeline, 1);

  self->db = db;
  self->shift = shift;
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
_cem_timeline_free (CemTimeline *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

void
_cem_timeline_enter (CemTimeline *self,
                     gint64 entity,
                     gint64 time,
                     gint64 seq)
{
  Entry entry = { .entity = entity, .time = time, .seq = seq };

  g_array_append_val (self->entries, entry);
}

void
_cem_timeline_drop (CemTimeline *self)
{
  g_array_set_size (self->entries, 0);
}

static int
compare (const void *a,
         const void *b)
{
  const Entry *x = a, *y = b;

  if (x->entity != y->entity)
    return x->entity < y->entity ? -1 : 1;

  if (x->time != y->time)
    return x->time < y->time ? -1 : 1;

  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static gboolean
write_bucket (CemTimeline *self,
              gint64 bucket,
              const Entry *entries,
              gsize n,
              GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "INSERT INTO timeline_bucket (bucket, min_time, max_time) VALUES (?1, ?2, ?3) "
                     "ON CONFLICT (bucket) DO UPDATE SET "
                     "min_time = min (min_time, ?2), max_time = max (max_time, ?3)", error);
  gint64 min = G_MAXINT64, max = G_MININT64;

  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < n; i++)
    {
      min = MIN (min, entries[i].time);
      max = MAX (max, entries[i].time);
    }

  _cem_db_bind_int (statement, 1, bucket);
  _cem_db_bind_int (statement, 2, min);
  _cem_db_bind_int (statement, 3, max);
  return _cem_db_run (statement, error);
}

static gboolean
write_entries (CemTimeline *self,
               gint64 bucket,
               const Entry *entries,
               gsize n,
               GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "INSERT OR IGNORE INTO timeline (bucket, entity, time, seq) VALUES (?, ?, ?, ?)",
                     error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, bucket);
  for (gsize i = 0; i < n; i++)
    {
      _cem_db_bind_int (statement, 2, entries[i].entity);
      _cem_db_bind_int (statement, 3, entries[i].time);
      _cem_db_bind_int (statement, 4, entries[i].seq);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_timeline_flush (CemTimeline *self,
                     GError **error)
{
  Entry *entries = (Entry *) (void *) self->entries->data;
  gsize n_entries = self->entries->len;

  /* Rows of a batch follow one another, so their buckets do. */
  for (gsize i = 0, n = 0; i < n_entries; i += n)
    {
      gint64 bucket = entries[i].seq >> self->shift;

      for (n = 1; i + n < n_entries && entries[i + n].seq >> self->shift == bucket; n++)
        ;

      qsort (entries + i, n, sizeof *entries, compare);
      if (!write_entries (self, bucket, entries + i, n, error) ||
          !write_bucket (self, bucket, entries + i, n, error))
        return FALSE;
    }

  _cem_timeline_drop (self);
  return TRUE;
}

gboolean
_cem_timeline_forget (CemTimeline *self,
                      gint64 entity,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "DELETE FROM timeline WHERE bucket IN (SELECT bucket FROM timeline_bucket) "
                     "AND entity = ?", error);
  Entry *entries = (Entry *) (void *) self->entries->data;
  guint n = 0;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    if (entries[i].entity != entity)
      entries[n++] = entries[i];

  g_array_set_size (self->entries, n);
  _cem_db_bind_int (statement, 1, entity);
  return _cem_db_run (statement, error);
}

gboolean
_cem_timeline_leave (CemTimeline *self,
                     gint64 entity,
                     gint64 time,
                     gint64 seq,
                     GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "DELETE FROM timeline WHERE bucket = ? AND entity = ? AND time = ? AND seq = ?",
                     error);

  if (statement == NULL || !_cem_timeline_flush (self, error))
    return FALSE;

  _cem_db_bind_int (statement, 1, seq >> self->shift);
  _cem_db_bind_int (statement, 2, entity);
  _cem_db_bind_int (statement, 3, time);
  _cem_db_bind_int (statement, 4, seq);
  return _cem_db_run (statement, error);
}

gboolean
_cem_timeline_has (CemTimeline *self,
                   gint64 entity,
                   gint64 time,
                   gint64 seq,
                   gboolean *found,
                   GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT 1 FROM timeline WHERE bucket = ? AND entity = ? AND time = ? AND seq = ?",
                     error);
  CemDbStep step;

  if (statement == NULL || !_cem_timeline_flush (self, error))
    return FALSE;

  _cem_db_bind_int (statement, 1, seq >> self->shift);
  _cem_db_bind_int (statement, 2, entity);
  _cem_db_bind_int (statement, 3, time);
  _cem_db_bind_int (statement, 4, seq);
  step = _cem_db_step (statement, error);
  *found = step == CEM_DB_ROW;
  return step != CEM_DB_ERROR;
}

static int
compare_seqs (const void *a,
              const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

/* Appends those entries of a bucket to @entries that are of rows out of @seqs. */
static gboolean
find_rows (CemTimeline *self,
           gint64 bucket,
           const gint64 *seqs,
           gsize n,
           GArray *entries,
           GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "SELECT entity, time, seq FROM timeline WHERE bucket = ?", error);
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, bucket);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      Entry entry = { .seq = _cem_db_column_int (statement, 2) };

      if (bsearch (&entry.seq, seqs, n, sizeof *seqs, compare_seqs) == NULL)
        continue;
      entry.entity = _cem_db_column_int (statement, 0);
      entry.time = _cem_db_column_int (statement, 1);
      g_array_append_val (entries, entry);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_timeline_leave_all (CemTimeline *self,
                         gint64 *seqs,
                         gsize n_seqs,
                         GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));

  if (!_cem_timeline_flush (self, error))
    return FALSE;
  if (n_seqs == 0)
    return TRUE;

  qsort (seqs, n_seqs, sizeof *seqs, compare_seqs);
  for (gsize i = 0, n = 0; i < n_seqs; i += n)
    {
      gint64 bucket = seqs[i] >> self->shift;

      for (n = 1; i + n < n_seqs && seqs[i + n] >> self->shift == bucket; n++)
        ;

      if (!find_rows (self, bucket, seqs + i, n, entries, error))
        return FALSE;
    }

  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (!_cem_timeline_leave (self, entry->entity, entry->time, entry->seq, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_timeline_clear (CemTimeline *self,
                     GError **error)
{
  _cem_timeline_drop (self);
  return _cem_db_exec (self->db, "DELETE FROM timeline; DELETE FROM timeline_bucket", error);
}

/* --- reading ------------------------------------------------------------------------------------*/

typedef struct
{
  CemDb *db;
  const gint64 *entities;
  gsize n_entities;
  CemLogMoment before;
  guint limit;
  GArray *page; /* CemLogMoment, newest first */
} Reading;

static int
compare_moments (const void *a,
                 const void *b)
{
  const CemLogMoment *x = a, *y = b;

  if (x->time != y->time)
    return x->time > y->time ? -1 : 1;

  return x->seq > y->seq ? -1 : x->seq < y->seq;
}

static void
tidy_page (Reading *self)
{
  CemLogMoment *moments = (CemLogMoment *) (void *) self->page->data;
  guint n = 0;

  g_array_sort (self->page, compare_moments);

  for (guint i = 0; i < self->page->len; i++)
    if (n == 0 || compare_moments (&moments[n - 1], &moments[i]) != 0)
      moments[n++] = moments[i];

  g_array_set_size (self->page, MIN (n, self->limit));
}

static gboolean
read_bucket (Reading *self,
             gint64 bucket,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT time, seq FROM timeline WHERE bucket = ?1 AND entity = ?2 "
                     "AND (time, seq) < (?3, ?4) ORDER BY time DESC, seq DESC LIMIT ?5", error);

  if (statement == NULL)
    return FALSE;

  for (gsize i = 0; i < self->n_entities; i++)
    {
      CemDbStep step = CEM_DB_ERROR;

      _cem_db_bind_int (statement, 1, bucket);
      _cem_db_bind_int (statement, 2, self->entities[i]);
      _cem_db_bind_int (statement, 3, self->before.time);
      _cem_db_bind_int (statement, 4, self->before.seq);
      _cem_db_bind_int (statement, 5, self->limit);

      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          CemLogMoment moment = { .time = _cem_db_column_int (statement, 0),
                                  .seq = _cem_db_column_int (statement, 1) };

          g_array_append_val (self->page, moment);
        }

      if (step == CEM_DB_ERROR)
        return FALSE;
    }

  tidy_page (self);
  return TRUE;
}

gboolean
_cem_log_read_timeline (CemDb *db,
                        const gint64 *entities,
                        gsize n_entities,
                        const CemLogMoment *before,
                        guint limit,
                        GArray *moments,
                        GError **error)
{
  g_autoptr (GArray) page = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  g_autoptr (CemDbStatement) buckets =
    _cem_db_prepare (db,
                     "SELECT bucket, max_time FROM timeline_bucket WHERE min_time <= ? "
                     "ORDER BY max_time DESC, bucket DESC", error);
  Reading reading = { .db = db, .entities = entities, .n_entities = n_entities, .limit = limit,
                      .page = page, .before = { G_MAXINT64, G_MAXINT64 } };
  CemDbStep step = CEM_DB_ERROR;

  if (buckets == NULL)
    return FALSE;

  if (before != NULL)
    reading.before = *before;

  _cem_db_bind_int (buckets, 1, reading.before.time);
  while ((step = _cem_db_step (buckets, error)) == CEM_DB_ROW)
    {
      /* The page is full of what is newer than all that this bucket, and those after it, can hold. */
      if (limit == 0 ||
          (page->len == limit &&
           g_array_index (page, CemLogMoment, limit - 1).time > _cem_db_column_int (buckets, 1)))
        break;

      if (!read_bucket (&reading, _cem_db_column_int (buckets, 0), error))
        return FALSE;
    }

  if (step == CEM_DB_ERROR)
    return FALSE;

  g_array_append_vals (moments, page->data, page->len);
  return TRUE;
}
