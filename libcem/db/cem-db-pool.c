/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "db/cem-db-internal-private.h"

/* How often a caller that waits for a connection looks at its cancellable. */
#define WAIT_SLICE (20 * G_TIME_SPAN_MILLISECOND)

struct _CemDbPool
{
  GMutex lock;
  GCond returned;
  CemDb *writer; /* of a store in memory, else NULL */
  char *path;
  CemDbOptions options;
  guint max;
  guint n_open;
  guint n_lent;
  GQueue idle;
};

CemDbPool *
_cem_db_pool_new (CemDb *writer,
                  const char *path,
                  guint max,
                  const CemDbOptions *options)
{
  CemDbPool *self = g_new0 (CemDbPool, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->returned);
  g_queue_init (&self->idle);
  self->path = g_strdup (path);
  self->max = MAX (max, 1);

  if (writer != NULL && _cem_db_is_memory (writer))
    self->writer = writer;

  if (options != NULL)
    self->options = *options;

  return self;
}

/* Takes an idle connection or the right to open one (NULL). */
static gboolean
reserve (CemDbPool *self,
         GCancellable *cancellable,
         CemDb **db,
         GError **error)
{
  while (self->idle.length == 0 && self->n_open >= self->max)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      g_cond_wait_until (&self->returned, &self->lock, g_get_monotonic_time () + WAIT_SLICE);
    }

  *db = g_queue_pop_head (&self->idle);
  if (*db == NULL)
    self->n_open++;

  self->n_lent++;
  return TRUE;
}

static CemDb *
take_shared (CemDbPool *self,
             GError **error)
{
  g_mutex_lock (&self->lock);
  self->n_lent++;
  g_mutex_unlock (&self->lock);

  _cem_db_lock_shared (self->writer);
  return self->writer;
}

CemDb *
_cem_db_pool_take (CemDbPool *self,
                   GCancellable *cancellable,
                   GError **error)
{
  CemDb *db = NULL;
  gboolean ok = FALSE;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  if (self->writer != NULL)
    return take_shared (self, error);

  g_mutex_lock (&self->lock);
  ok = reserve (self, cancellable, &db, error);
  g_mutex_unlock (&self->lock);

  if (!ok)
    return NULL;

  if (db == NULL)
    db = _cem_db_open (self->path, CEM_DB_READ, &self->options, error);

  if (db == NULL)
    {
      g_mutex_lock (&self->lock);
      self->n_open--;
      self->n_lent--;
      g_cond_broadcast (&self->returned);
      g_mutex_unlock (&self->lock);
      return NULL;
    }

  _cem_db_set_cancellable (db, cancellable);
  return db;
}

void
_cem_db_pool_give (CemDbPool *self,
                   CemDb *db)
{
  if (db != self->writer)
    _cem_db_set_cancellable (db, NULL);
  else
    _cem_db_unlock_shared (db);

  g_mutex_lock (&self->lock);
  self->n_lent--;
  if (db != self->writer)
    g_queue_push_head (&self->idle, db);
  g_cond_broadcast (&self->returned);
  g_mutex_unlock (&self->lock);
}

gboolean
_cem_db_pool_warm (CemDbPool *self,
                   GError **error)
{
  CemDb *db = _cem_db_pool_take (self, NULL, error);

  if (db == NULL)
    return FALSE;

  _cem_db_pool_give (self, db);
  return TRUE;
}

void
_cem_db_pool_free (CemDbPool *self)
{
  CemDb *db = NULL;

  g_mutex_lock (&self->lock);
  while (self->n_lent > 0)
    g_cond_wait (&self->returned, &self->lock);
  g_mutex_unlock (&self->lock);

  while ((db = g_queue_pop_head (&self->idle)) != NULL)
    _cem_db_close (db);

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->returned);
  g_free (self->path);
  g_free (self);
}
