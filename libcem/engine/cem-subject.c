/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-subject-private.h"

#include "base/cem-id-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-noun-load-private.h"

struct _CemSubject
{
  gatomicrefcount ref_count;
  CemEngine *engine;
  char *key;

  GMutex mutex;
  gint64 position; /* of the log, at which the next two were found; -1: never */
  GArray *entities;
  gint64 customer;
};

CemSubject *
_cem_subject_new (CemEngine *engine,
                  const char *key)
{
  CemSubject *self = g_new0 (CemSubject, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->engine = g_object_ref (engine);
  self->key = g_strdup (key);
  self->position = -1;
  self->entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

CemSubject *
_cem_subject_ref (CemSubject *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_cem_subject_unref (CemSubject *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_object_unref (self->engine);
  g_free (self->key);
  g_array_unref (self->entities);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

const char *
_cem_subject_get_key (CemSubject *self)
{
  return self->key;
}

/* An answer that has no identifier of its own is known as a noun only. */
static gboolean
is_noun (CemSubject *self,
         CemDb *db,
         gint64 *entity)
{
  g_autoptr (CemArena) arena = _cem_arena_new (256);
  CemNounHead head = { 0 };
  char kind = 0;

  return _cem_id_parse (self->key, -1, &kind, entity) && kind == 't' &&
         _cem_noun_read (db, *entity, arena, &head, NULL);
}

static gboolean
look_up (CemSubject *self,
         CemDb *db,
         GError **error)
{
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (self->engine);
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));
  CemIdentityFound found = { 0 };
  gint64 entity = 0;

  g_array_set_size (self->entities, 0);
  self->customer = 0;
  if (is_noun (self, db, &entity))
    return _cem_noun_list_entities (db, entity, self->entities, error);

  if (!_cem_identity_find (db, config, _cem_engine_get_secret (self->engine), self->key, &found,
                           error))
    return FALSE;

  if (found.thing)
    return _cem_noun_list_entities (db, found.entity, self->entities, error);
  if (found.customer == 0)
    {
      g_array_append_val (self->entities, found.entity);
      return TRUE;
    }

  if (!_cem_identity_read_members (db, config, arena, found.customer, members, error))
    return FALSE;

  self->customer = found.customer;
  for (guint i = 0; i < members->len; i++)
    g_array_append_val (self->entities, g_array_index (members, CemIdentityMember, i).entity);

  return TRUE;
}

gboolean
_cem_subject_resolve (CemSubject *self,
                      CemDb *db,
                      GArray *entities,
                      gint64 *customer,
                      GError **error)
{
  gint64 position = 0;
  gboolean done = TRUE;

  if (!_cem_read_position (db, &position, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  if (position != self->position)
    {
      done = look_up (self, db, error);
      self->position = done ? position : -1;
    }
  if (done)
    {
      g_array_append_vals (entities, self->entities->data, self->entities->len);
      if (customer != NULL)
        *customer = self->customer;
    }
  g_mutex_unlock (&self->mutex);

  return done;
}
