/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-types-private.h"

#include "base/cem-words-private.h"
#include "log/cem-log-private.h"

/* How many rows make it worth while to write. */
#define ENOUGH 512

/* So that a row of the table stays within a page or two. */
#define MAX_PLACES 4096

#define END_KEY "log_type_end"

typedef struct
{
  gint64 type;
  gint64 seq;
} Place;

struct _CemLogTypes
{
  CemDb *db;
  GArray *places; /* Place, as they came */
};

CemLogTypes *
_cem_log_types_new (CemDb *db)
{
  CemLogTypes *self = g_new0 (CemLogTypes, 1);

  self->db = db;
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  return self;
}

void
_cem_log_types_free (CemLogTypes *self)
{
  g_array_unref (self->places);
  g_free (self);
}

gboolean
_cem_log_types_reload (CemLogTypes *self,
                       GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step = CEM_DB_ERROR;
  gint64 until = 0;

  g_array_set_size (self->places, 0);
  if (!_cem_log_types_read_end (self->db, &until, error))
    return FALSE;

  statement = _cem_db_prepare (self->db, "SELECT type, seq FROM log WHERE seq > ? ORDER BY seq", error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, until);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    _cem_log_types_add (self, _cem_db_column_int (statement, 0), _cem_db_column_int (statement, 1));

  return step == CEM_DB_DONE;
}

void
_cem_log_types_add (CemLogTypes *self,
                    gint64 type,
                    gint64 seq)
{
  const Place place = { type, seq };

  g_array_append_val (self->places, place);
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const Place *x = a, *y = b;

  if (x->type != y->type)
    return x->type < y->type ? -1 : 1;

  return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* 7 bits a byte, the lowest first. */
static void
append_distance (GByteArray *more,
                 guint64 distance)
{
  guint8 bytes[10];
  guint n = 0;

  for (; distance >= 0x80; distance >>= 7)
    bytes[n++] = (guint8) (distance | 0x80);
  bytes[n++] = (guint8) distance;
  g_byte_array_append (more, bytes, n);
}

static gboolean
write_groups (CemLogTypes *self,
              GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "INSERT INTO log_type (type, seq, more) VALUES (?, ?, ?)", error);
  g_autoptr (GByteArray) more = g_byte_array_new ();
  const Place *places = (const Place *) (const void *) self->places->data;

  if (statement == NULL)
    return FALSE;

  for (guint i = 0, n = 0; i < self->places->len; i += n)
    {
      g_byte_array_set_size (more, 0);
      for (n = 1; n < MAX_PLACES && i + n < self->places->len && places[i + n].type == places[i].type; n++)
        append_distance (more, (guint64) (places[i + n].seq - places[i + n - 1].seq));

      _cem_db_bind_int (statement, 1, places[i].type);
      _cem_db_bind_int (statement, 2, places[i].seq);
      _cem_db_bind_blob (statement, 3, more->data, more->len);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_log_types_flush (CemLogTypes *self,
                      GError **error)
{
  gint64 until = 0;

  if (self->places->len < ENOUGH)
    return TRUE;

  until = g_array_index (self->places, Place, self->places->len - 1).seq;
  g_array_sort (self->places, compare_places);
  if (!write_groups (self, error) || !_cem_meta_set_int (self->db, END_KEY, until, error))
    return FALSE;

  g_array_set_size (self->places, 0);
  return TRUE;
}

/* --- reading ---*/

gboolean
_cem_log_types_read_end (CemDb *db,
                         gint64 *until,
                         GError **error)
{
  return _cem_meta_get_int (db, END_KEY, 0, until, error);
}

/* The places of a row of the table; CORRUPT when the bytes are no distances. */
static gboolean
read_places (CemDbStatement *statement,
             int column,
             GArray *seqs,
             GError **error)
{
  gint64 seq = _cem_db_column_int (statement, column);
  gsize length = 0;
  const guint8 *more = _cem_db_column_blob (statement, column + 1, &length);
  gboolean sound = seq > 0;

  g_array_set_size (seqs, 0);
  g_array_append_val (seqs, seq);
  for (gsize i = 0; sound && i < length;)
    {
      guint64 distance = 0;
      guint shift = 0;

      for (; i < length && more[i] >= 0x80 && shift < 49; i++, shift += 7)
        distance |= (guint64) (more[i] & 0x7f) << shift;
      sound = i < length && more[i] < 0x80;
      if (sound)
        distance |= (guint64) more[i++] << shift;

      sound = sound && distance > 0 && seq <= G_MAXINT64 - (gint64) distance;
      seq += sound ? (gint64) distance : 0;
      g_array_append_val (seqs, seq);
    }

  if (!sound)
    _cem_set_error (error, CEM_ERROR_CORRUPT,
                    "The index of types is damaged at row %lld; replay the log into a new store",
                    (long long) (_cem_db_column_int (statement, column)));
  return sound;
}

/* What the table does not have yet, newest first. */
static gboolean
read_latest (CemDb *db,
             gint64 type,
             gint64 first,
             guint end,
             GArray *seqs,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT seq FROM log WHERE seq >= ? AND type = ? ORDER BY seq DESC", error);
  CemDbStep step = CEM_DB_DONE;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, first);
  _cem_db_bind_int (statement, 2, type);
  while (seqs->len < end && (step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      const gint64 seq = _cem_db_column_int (statement, 0);

      g_array_append_val (seqs, seq);
    }

  return step != CEM_DB_ERROR;
}

static gboolean
read_table (CemDb *db,
            gint64 type,
            gint64 first,
            guint end,
            GArray *seqs,
            GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT seq, more FROM log_type WHERE type = ? ORDER BY seq DESC", error);
  g_autoptr (GArray) group = g_array_new (FALSE, FALSE, sizeof (gint64));
  CemDbStep step = CEM_DB_DONE;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, type);
  while (seqs->len < end && (step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      if (!read_places (statement, 0, group, error))
        return FALSE;

      /* Nothing before this one is newer. */
      for (guint i = group->len; i-- > 0 && seqs->len < end;)
        if (g_array_index (group, gint64, i) >= first)
          g_array_append_val (seqs, g_array_index (group, gint64, i));
      if (g_array_index (group, gint64, 0) < first)
        return TRUE;
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_log_read_type (CemDb *db,
                    const char *type,
                    gint64 first,
                    guint limit,
                    GArray *seqs,
                    GError **error)
{
  const guint end = limit > 0 ? seqs->len + limit : G_MAXUINT;
  gint64 until = 0;
  gint64 id = 0;

  if (!_cem_log_find_name (db, type, &id, error) || !_cem_log_types_read_end (db, &until, error))
    return FALSE;

  return id == 0 || (read_latest (db, id, MAX (first, until + 1), end, seqs, error) &&
                     read_table (db, id, first, end, seqs, error));
}

/* --- checking ---*/

void
_cem_log_types_sum_add (CemLogTypesSum *self,
                        gint64 type,
                        gint64 seq)
{
  guint64 x = (guint64) seq * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) +
              (guint64) type * G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f);

  x = (x ^ x >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  self->sum += x ^ x >> 31;
  self->n++;
}

gboolean
_cem_log_types_read_sum (CemDb *db,
                         gint64 until,
                         CemLogTypesSum *sum,
                         GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT type, seq, more FROM log_type WHERE seq <= ?", error);
  g_autoptr (GArray) group = g_array_new (FALSE, FALSE, sizeof (gint64));
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, until);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      if (!read_places (statement, 1, group, error))
        return FALSE;
      for (guint i = 0; i < group->len; i++)
        _cem_log_types_sum_add (sum, _cem_db_column_int (statement, 0), g_array_index (group, gint64, i));
    }

  return step == CEM_DB_DONE;
}
