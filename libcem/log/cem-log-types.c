/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "log/cem-log-types-private.h"

#include "log/cem-log-private.h"

/* So that a row of the table stays within a page or two. */
#define MAX_PLACES 4096

/* Rows of one type in one commit. */
typedef struct
{
  gint64 type;
  gint64 first;
  gint64 last;
  guint n;
  GByteArray *more; /* (nullable): the distance of each further place, 7 bits a byte, the lowest first */
} Group;

struct _CemLogTypes
{
  CemDb *db;
  GPtrArray *groups; /* owned Group */
  GHashTable *open;  /* type -> Group */
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_clear_pointer (&group->more, g_byte_array_unref);
  g_free (group);
}

CemLogTypes *
_cem_log_types_new (CemDb *db)
{
  CemLogTypes *self = g_new0 (CemLogTypes, 1);

  self->db = db;
  self->groups = g_ptr_array_new_with_free_func (group_free);
  self->open = g_hash_table_new (g_int64_hash, g_int64_equal);
  return self;
}

void
_cem_log_types_free (CemLogTypes *self)
{
  g_hash_table_unref (self->open);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

void
_cem_log_types_drop (CemLogTypes *self)
{
  g_hash_table_remove_all (self->open);
  g_ptr_array_set_size (self->groups, 0);
}

static void
append_distance (Group *group,
                 guint64 distance)
{
  guint8 bytes[10];
  guint n = 0;

  if (group->more == NULL)
    group->more = g_byte_array_new ();

  for (; distance >= 0x80; distance >>= 7)
    bytes[n++] = (guint8) (distance | 0x80);
  bytes[n++] = (guint8) distance;
  g_byte_array_append (group->more, bytes, n);
}

void
_cem_log_types_add (CemLogTypes *self,
                    gint64 type,
                    gint64 seq)
{
  Group *group = g_hash_table_lookup (self->open, &type);

  if (group != NULL && group->n < MAX_PLACES)
    {
      append_distance (group, (guint64) (seq - group->last));
      group->last = seq;
      group->n++;
      return;
    }

  group = g_new0 (Group, 1);
  group->type = type;
  group->first = group->last = seq;
  group->n = 1;
  g_ptr_array_add (self->groups, group);
  g_hash_table_replace (self->open, &group->type, group);
}

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  const Group *x = *(const Group *const *) a;
  const Group *y = *(const Group *const *) b;

  if (x->type != y->type)
    return x->type < y->type ? -1 : 1;

  return x->first < y->first ? -1 : x->first > y->first;
}

gboolean
_cem_log_types_flush (CemLogTypes *self,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (self->groups->len == 0)
    return TRUE;

  statement = _cem_db_prepare (self->db, "INSERT INTO log_type (type, seq, more) VALUES (?, ?, ?)",
                               error);
  if (statement == NULL)
    return FALSE;

  g_ptr_array_sort (self->groups, compare_groups);
  for (guint i = 0; i < self->groups->len; i++)
    {
      const Group *group = self->groups->pdata[i];

      _cem_db_bind_int (statement, 1, group->type);
      _cem_db_bind_int (statement, 2, group->first);
      _cem_db_bind_blob (statement, 3, group->more != NULL ? group->more->data : NULL,
                         group->more != NULL ? group->more->len : 0);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  _cem_log_types_drop (self);
  return TRUE;
}

static gboolean
check_group (CemDbStatement *statement,
             const Group *group,
             GError **error)
{
  const gsize wanted = group->more != NULL ? group->more->len : 0;
  CemDbStep step = CEM_DB_ERROR;
  gsize length = 0;
  const void *more = NULL;

  _cem_db_bind_int (statement, 1, group->type);
  _cem_db_bind_int (statement, 2, group->first);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ERROR)
    return FALSE;

  if (step == CEM_DB_ROW)
    more = _cem_db_column_blob (statement, 0, &length);
  if (step == CEM_DB_ROW && length == wanted &&
      (wanted == 0 || memcmp (more, group->more->data, wanted) == 0))
    {
      _cem_db_statement_reset (statement);
      return TRUE;
    }

  g_set_error (error, CEM_ERROR, CEM_ERROR_CORRUPT,
               "The index of types is wrong for row %" G_GINT64_FORMAT
               "; replay the log into a new store", group->first);
  return FALSE;
}

gboolean
_cem_log_types_check (CemLogTypes *self,
                      guint64 *n_groups,
                      GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db, "SELECT more FROM log_type WHERE type = ? AND seq = ?", error);

  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < self->groups->len; i++)
    if (!check_group (statement, self->groups->pdata[i], error))
      return FALSE;

  *n_groups += self->groups->len;
  _cem_log_types_drop (self);
  return TRUE;
}

/* --- reading ---*/

/* FALSE when the bytes are no distances. */
static gboolean
read_places (gint64 first,
             const guint8 *more,
             gsize length,
             GArray *places)
{
  gint64 seq = first;

  g_array_set_size (places, 0);
  g_array_append_val (places, seq);
  for (gsize i = 0; i < length;)
    {
      guint64 distance = 0;
      guint shift = 0;

      for (; i < length && more[i] >= 0x80 && shift < 49; i++, shift += 7)
        distance |= (guint64) (more[i] & 0x7f) << shift;
      if (i == length || more[i] >= 0x80)
        return FALSE;

      distance |= (guint64) more[i++] << shift;
      if (distance == 0 || seq > G_MAXINT64 - (gint64) distance)
        return FALSE;

      seq += (gint64) distance;
      g_array_append_val (places, seq);
    }

  return TRUE;
}

static CemDbStatement *
select_type (CemDb *db,
             const char *type,
             GError **error)
{
  CemDbStatement *statement =
    _cem_db_prepare (db,
                     "SELECT seq, more FROM log_type "
                     "WHERE type = (SELECT id FROM name WHERE text = ?) ORDER BY seq DESC", error);

  if (statement != NULL)
    _cem_db_bind_text (statement, 1, type, -1);
  return statement;
}

gboolean
_cem_log_read_type (CemDb *db,
                    const char *type,
                    gint64 first,
                    guint limit,
                    GArray *seqs,
                    GError **error)
{
  g_autoptr (CemDbStatement) statement = select_type (db, type, error);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gint64));
  const guint end = limit > 0 ? seqs->len + limit : G_MAXUINT;
  CemDbStep step = CEM_DB_ERROR;

  if (statement == NULL)
    return FALSE;

  while (seqs->len < end && (step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gsize length = 0;
      const guint8 *more = _cem_db_column_blob (statement, 1, &length);

      if (!read_places (_cem_db_column_int (statement, 0), more, length, places))
        {
          g_set_error (error, CEM_ERROR, CEM_ERROR_CORRUPT,
                       "The index of types is damaged at row %" G_GINT64_FORMAT
                       "; replay the log into a new store", _cem_db_column_int (statement, 0));
          return FALSE;
        }

      /* Commits follow one another, so nothing before this one is newer. */
      for (guint i = places->len; i-- > 0 && seqs->len < end;)
        if (g_array_index (places, gint64, i) >= first)
          g_array_append_val (seqs, g_array_index (places, gint64, i));
      if (g_array_index (places, gint64, 0) < first)
        return TRUE;
    }

  return step != CEM_DB_ERROR || seqs->len >= end;
}
