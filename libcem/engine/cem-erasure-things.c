/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-erasure-private.h"

/* Things with long histories, such as a survey that a million people have answered, are not folded
 * anew because one of these is erased: what the erased events told them is taken back. */

/* So many moments of a history are read before it counts as long. */
#define LONG 64

/* Moments of one that are looked for in the history of the other. */
#define LOOK_AT 1000

/* A noun that a thing may be related to no more. */
typedef struct
{
  gint64 entity;
  gint64 noun;
  CemNounKind kind;
} Together;

static guint
hash_together (gconstpointer data)
{
  const Together *pair = data;
  guint64 mixed = (guint64) pair->entity * 31 + (guint64) pair->noun;

  return (guint) (mixed ^ mixed >> 32);
}

static gboolean
equal_together (gconstpointer a,
                gconstpointer b)
{
  const Together *one = a;
  const Together *other = b;

  return one->entity == other->entity && one->noun == other->noun;
}

GHashTable *
_cem_erasure_new_together (void)
{
  return g_hash_table_new_full (hash_together, equal_together, g_free, NULL);
}

static void
note_together (CemErasure *erasure,
               gint64 entity,
               CemNounKind kind,
               gint64 noun)
{
  Together pair = { entity, noun, kind };

  if (kind != CEM_NOUN_NONE && entity != noun && !g_hash_table_contains (erasure->together, &pair))
    g_hash_table_add (erasure->together, g_memdup2 (&pair, sizeof pair));
}

/* Decides, when a thing is met for the first time, or when this is the event by which it became one
 * with others. */
static gboolean
touch_thing (CemErasure *erasure,
             const CemLogRow *row,
             const CemIdentitySet *set,
             guint i,
             GError **error)
{
  g_autoptr (GArray) moments = NULL;
  gint64 entity = set->identifiers[i].entity;
  gboolean joined = FALSE;

  if (_cem_erasure_get_touched (erasure, entity) == CEM_TOUCHED_FRAGMENT)
    return TRUE;
  if (!_cem_processor_is_joined_by (erasure->processor, row, set, i, &joined, error))
    return FALSE;
  if (joined)
    {
      _cem_erasure_touch (erasure, entity, CEM_TOUCHED_FRAGMENT);
      return TRUE;
    }
  if (_cem_erasure_get_touched (erasure, entity) != 0)
    return TRUE;

  moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  if (!_cem_log_read_timeline (erasure->processor->db, &entity, 1, NULL, LONG, moments, error))
    return FALSE;

  _cem_erasure_touch (erasure, entity, moments->len < LONG ? CEM_TOUCHED_ANEW : CEM_TOUCHED_LONG);
  return TRUE;
}

static CemNounKind
get_kind (const CemIdentitySet *set,
          guint i)
{
  const CemIdentityType *type = set->identifiers[i].type;

  return type->noun;
}

static gboolean
take_back_thing (CemErasure *erasure,
                 const CemLogRow *row,
                 const CemDatum *data,
                 const CemIdentitySet *set,
                 gint64 thing,
                 gint64 own,
                 GError **error)
{
  gboolean again = FALSE;

  if (!_cem_processor_take_back_nouns (erasure->processor, row, data, set, thing, &again, error))
    return FALSE;
  if (again)
    {
      _cem_erasure_touch (erasure, thing, CEM_TOUCHED_ANEW);
      return TRUE;
    }

  for (guint i = set->n_fragments; i < set->n_fragments + set->n_things; i++)
    note_together (erasure, thing, get_kind (set, i), set->identifiers[i].entity);
  if (own != 0)
    note_together (erasure, thing, CEM_NOUN_RESPONSE, own);
  return TRUE;
}

gboolean
_cem_erasure_take_back_things (CemErasure *erasure,
                               const CemLogRow *row,
                               const CemDatum *data,
                               const CemIdentitySet *set,
                               gint64 own,
                               GError **error)
{
  for (guint i = set->n_fragments; i < set->n_fragments + set->n_things; i++)
    {
      gint64 thing = set->identifiers[i].entity;

      if (!touch_thing (erasure, row, set, i, error))
        return FALSE;
      if (_cem_erasure_get_touched (erasure, thing) == CEM_TOUCHED_LONG &&
          !take_back_thing (erasure, row, data, set, thing, own, error))
        return FALSE;
    }

  return TRUE;
}

/* --- who still belongs together ---*/

static gboolean
note_input (const CemLogRow *row,
            gpointer data,
            GError **error)
{
  *(gboolean *) data = row->origin == CEM_LOG_INPUT && row->piece != NULL &&
                       _cem_identity_event_kind (row->type, row->type_length) < CEM_IDENTITY_LINKED;
  return TRUE;
}

/* Whether one of the latest moments of @entity is one of @other, too. @sure: it has no more moments
 * than were looked at, or one was found. */
static gboolean
share_moment (CemProcessor *self,
              gint64 entity,
              gint64 other,
              gboolean *shared,
              gboolean *sure,
              GError **error)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));

  *shared = FALSE;
  if (!_cem_log_read_timeline (self->db, &entity, 1, NULL, LOOK_AT, moments, error))
    return FALSE;

  for (guint i = 0; i < moments->len && !*shared; i++)
    {
      const CemLogMoment *moment = &g_array_index (moments, CemLogMoment, i);

      if (!_cem_log_is_in (self->log, other, moment->time, moment->seq, shared, error) ||
          (*shared && !_cem_log_read_row (self->db, moment->seq, note_input, shared, error)))
        return FALSE;
    }

  *sure = *shared || moments->len < LOOK_AT;
  return TRUE;
}

static gboolean
settle (CemErasure *erasure,
        const Together *pair,
        GError **error)
{
  CemProcessor *self = erasure->processor;
  gboolean shared = FALSE;
  gboolean sure = FALSE;

  if (_cem_erasure_get_touched (erasure, pair->entity) != CEM_TOUCHED_LONG)
    return TRUE;
  if (!share_moment (self, pair->noun, pair->entity, &shared, &sure, error) ||
      (!sure && !share_moment (self, pair->entity, pair->noun, &shared, &sure, error)))
    return FALSE;

  if (!sure)
    _cem_erasure_touch (erasure, pair->entity, CEM_TOUCHED_ANEW);
  return !sure || shared ||
         _cem_model_unrelate (self->model, pair->entity, pair->kind, pair->noun, error);
}

gboolean
_cem_erasure_settle_things (CemErasure *erasure,
                            GError **error)
{
  GHashTableIter iter;
  gpointer pair = NULL;

  g_hash_table_iter_init (&iter, erasure->together);
  while (g_hash_table_iter_next (&iter, &pair, NULL))
    if (!settle (erasure, pair, error))
      return FALSE;

  return TRUE;
}
