/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-erasure-private.h"

/* Erasing a customer: the pieces of its events go, and what others owe to them. */

/* How much of a timeline is read at a time. */
#define PAGE 1000

/* Moments of those that are folded anew, between two times that what they give is written. */
#define MOMENTS_IN_MEMORY 20000

static gboolean
is_known (GHashTable *set,
          gint64 entity)
{
  return g_hash_table_contains (set, &entity);
}

static void
add_entity (GHashTable *set,
            gint64 entity,
            CemTouched how)
{
  g_hash_table_replace (set, g_memdup2 (&entity, sizeof entity), GINT_TO_POINTER (how));
}

void
_cem_erasure_touch (CemErasure *erasure,
                    gint64 entity,
                    CemTouched how)
{
  add_entity (erasure->touched, entity, how);
}

CemTouched
_cem_erasure_get_touched (CemErasure *erasure,
                          gint64 entity)
{
  return (CemTouched) GPOINTER_TO_INT (g_hash_table_lookup (erasure->touched, &entity));
}

static gboolean
leave (CemErasure *erasure,
       const CemLogRow *row,
       gint64 entity,
       GError **error)
{
  gint64 time = row->time != CEM_LOG_NO_TIME ? row->time : row->at;

  return is_known (erasure->erased, entity) ||
         _cem_log_leave (erasure->processor->log, entity, time, row->seq, error);
}

/* Notes whom else an input names, and takes the row out of their timelines. */
static gboolean
untie_row (const CemLogRow *row,
           gpointer data,
           GError **error)
{
  CemErasure *erasure = data;
  CemProcessor *self = erasure->processor;
  CemDatum event_data = { 0 };
  CemIdentitySet set = { 0 };
  gint64 named[CEM_DERIVED_ENTITIES];
  guint n_named = 0;
  gint64 own = 0;

  if (row->piece == NULL)
    return TRUE;
  /* A decision names its two in its data, as keys. */
  if (_cem_identity_event_kind (row->type, row->type_length) >= CEM_IDENTITY_LINKED)
    {
      g_array_append_val (erasure->decisions, row->seq);
      return TRUE;
    }
  if (!_cem_processor_read_piece (self, row, &event_data, &set, error))
    return FALSE;

  own = _cem_processor_retract_nouns (self, row, &event_data, &set);
  if (own != 0)
    _cem_erasure_touch (erasure, own, CEM_TOUCHED_ANEW);
  for (guint i = 0; i < set.n_fragments; i++)
    if (!is_known (erasure->erased, set.identifiers[i].entity))
      _cem_erasure_touch (erasure, set.identifiers[i].entity, CEM_TOUCHED_FRAGMENT);
  if (!_cem_erasure_take_back_things (erasure, row, &event_data, &set, own, error) ||
      (own != 0 && !leave (erasure, row, own, error)))
    return FALSE;
  for (guint i = 0; i < set.n_fragments + set.n_things; i++)
    if (!leave (erasure, row, set.identifiers[i].entity, error))
      return FALSE;

  if (row->origin == CEM_LOG_DERIVED)
    n_named = _cem_processor_get_derived_entities (self, &event_data, named);
  for (guint i = 0; i < n_named; i++)
    if (!leave (erasure, row, named[i], error))
      return FALSE;

  _cem_arena_reset (self->arena);
  return TRUE;
}

/* Calls @func for each moment of an entity's timeline, newest first, page by page. */
typedef gboolean (*MomentFunc) (gint64 seq,
                                gpointer data,
                                GError **error);

static gboolean
for_each_moment (CemProcessor *self,
                 gint64 entity,
                 MomentFunc func,
                 gpointer data,
                 GError **error)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));
  CemLogMoment last = { 0 };
  gboolean first = TRUE;

  do
    {
      g_array_set_size (moments, 0);
      if (!_cem_log_read_timeline (self->db, &entity, 1, first ? NULL : &last, PAGE, moments,
                                   error))
        return FALSE;
      for (guint i = 0; i < moments->len; i++)
        if (!func (g_array_index (moments, CemLogMoment, i).seq, data, error))
          return FALSE;
      if (moments->len > 0)
        last = g_array_index (moments, CemLogMoment, moments->len - 1);
      first = FALSE;
    }
  while (moments->len == PAGE);

  return TRUE;
}

static gboolean
note_cause (const CemLogRow *row,
            gpointer data,
            GError **error)
{
  gint64 *cause = data;

  *cause = row->origin == CEM_LOG_DERIVED ? row->cause : 0;
  return TRUE;
}

static gboolean
read_cause (CemProcessor *self,
            gint64 seq,
            gint64 *cause,
            GError **error)
{
  return _cem_log_read_row (self->db, seq, note_cause, cause, error);
}

static gboolean
erase_row (CemErasure *erasure,
           gint64 seq,
           GError **error)
{
  return _cem_log_read_row (erasure->processor->db, seq, untie_row, erasure, error) &&
         _cem_log_erase (erasure->processor->log, seq, error);
}

/* A row, and what was derived from it, which follows it and may repeat what it said. */
static gboolean
erase_moment (gint64 seq,
              gpointer data,
              GError **error)
{
  CemErasure *erasure = data;
  gint64 last = _cem_log_get_last_seq (erasure->processor->log);

  if (!erase_row (erasure, seq, error))
    return FALSE;

  for (gint64 next = seq + 1; next <= last; next++)
    {
      gint64 cause = 0;

      if (!read_cause (erasure->processor, next, &cause, error))
        return FALSE;
      if (cause != seq)
        break;
      if (!erase_row (erasure, next, error))
        return FALSE;
    }

  return TRUE;
}

/* One of those that lost events. */
typedef struct
{
  CemProcessor *processor;
  gint64 entity;
  gboolean fragment;
  guint n; /* moments that have been folded and not written */
} Survivor;

static gboolean
fold_survivor_row (const CemLogRow *row,
                   gpointer data,
                   GError **error)
{
  Survivor *survivor = data;
  CemProcessor *self = survivor->processor;
  CemDatum event_data = { 0 };
  CemIdentitySet set = { 0 };
  gboolean done = FALSE;

  if (survivor->fragment || row->piece == NULL)
    done = _cem_processor_fold_again (self, row, survivor->entity, error);
  else if ((done = _cem_processor_read_piece (self, row, &event_data, &set, error)))
    _cem_processor_fold_nouns (self, row, &event_data, &set, survivor->entity);

  _cem_arena_reset (self->arena);
  return done;
}

static gboolean
fold_moment (gint64 seq,
             gpointer data,
             GError **error)
{
  Survivor *survivor = data;
  CemProcessor *self = survivor->processor;

  if (!_cem_log_read_row (self->db, seq, fold_survivor_row, survivor, error))
    return FALSE;
  if (++survivor->n < MOMENTS_IN_MEMORY)
    return TRUE;

  survivor->n = 0;
  return _cem_log_write_timeline (self->log, error) && _cem_model_flush (self->model, error);
}

static int
compare_entities (gconstpointer a,
                  gconstpointer b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static gboolean
forget_empty_thing (CemProcessor *self,
                    gint64 thing,
                    GError **error)
{
  g_autoptr (GArray) moments = g_array_new (FALSE, FALSE, sizeof (CemLogMoment));

  return _cem_log_read_timeline (self->db, &thing, 1, NULL, 1, moments, error) &&
         (moments->len > 0 || _cem_identity_forget_thing (self->identity, thing, error));
}

static GArray *
get_entities (GHashTable *set)
{
  GArray *entities = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (entities, key, 1);
  g_array_sort (entities, compare_entities);
  return entities;
}

static gboolean
fold_all (CemErasure *erasure,
          GArray *entities,
          GError **error)
{
  Survivor survivor = { .processor = erasure->processor };

  for (guint i = 0; i < entities->len; i++)
    {
      survivor.entity = g_array_index (entities, gint64, i);
      survivor.fragment =
          _cem_erasure_get_touched (erasure, survivor.entity) == CEM_TOUCHED_FRAGMENT;
      if (!for_each_moment (erasure->processor, survivor.entity, fold_moment, &survivor, error))
        return FALSE;
    }

  return TRUE;
}

/* What other people's fragments, and things, owe to erased events goes: they are folded anew from
 * what is left. */
static gboolean
fold_survivors (CemErasure *erasure,
                GError **error)
{
  CemProcessor *self = erasure->processor;
  g_autoptr (GArray) erased = get_entities (erasure->erased);
  g_autoptr (GArray) touched = get_entities (erasure->touched);
  g_autoptr (GArray) fragments = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) anew = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < touched->len; i++)
    {
      gint64 entity = g_array_index (touched, gint64, i);
      CemTouched how = _cem_erasure_get_touched (erasure, entity);

      if (how == CEM_TOUCHED_FRAGMENT)
        g_array_append_val (fragments, entity);
      else if (!forget_empty_thing (self, entity, error))
        return FALSE;
      else if (how == CEM_TOUCHED_ANEW)
        _cem_identity_note_regrouped (self->identity, entity);
      if (how != CEM_TOUCHED_LONG)
        g_array_append_val (anew, entity);
    }

  return _cem_identity_forget (self->identity, (gint64 *) fragments->data, fragments->len, error) &&
         _cem_model_forget (self->model, (gint64 *) erased->data, erased->len, error) &&
         _cem_model_forget (self->model, (gint64 *) anew->data, anew->len, error) &&
         fold_all (erasure, anew, error);
}

/* Each spelling of the customer's identifiers that may stand in a line nobody could read: the
 * normalised one, and a phone number without its plus. */
static gboolean
collect_values (CemErasure *erasure,
                gint64 customer,
                GError **error)
{
  CemProcessor *self = erasure->processor;
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (CemIdentityMember));

  if (!_cem_identity_read_members (self->db, _cem_identity_get_config (self->identity), arena,
                                   customer, members, error))
    return FALSE;

  for (guint i = 0; i < members->len; i++)
    {
      const CemIdentityMember *member = &g_array_index (members, CemIdentityMember, i);
      const char *value = member->value + (member->value[0] == '+' ? 1 : 0);

      g_hash_table_add (erasure->values, g_strdup (value));
    }

  return TRUE;
}

static void
erasure_clear (CemErasure *erasure)
{
  g_clear_pointer (&erasure->erased, g_hash_table_unref);
  g_clear_pointer (&erasure->touched, g_hash_table_unref);
  g_clear_pointer (&erasure->values, g_hash_table_unref);
  g_clear_pointer (&erasure->together, g_hash_table_unref);
  g_clear_pointer (&erasure->decisions, g_array_unref);
}

static gboolean
erase_rows (CemErasure *erasure,
            gint64 customer,
            GError **error)
{
  CemProcessor *self = erasure->processor;
  g_autoptr (GArray) erased = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) survivors = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_log_write_timeline (self->log, error) || !_cem_model_flush (self->model, error) ||
      !collect_values (erasure, customer, error) ||
      !_cem_identity_erase (self->identity, customer, erased, survivors, error))
    return FALSE;

  for (guint i = 0; i < erased->len; i++)
    add_entity (erasure->erased, g_array_index (erased, gint64, i), CEM_TOUCHED_FRAGMENT);
  for (guint i = 0; i < survivors->len; i++)
    _cem_erasure_touch (erasure, g_array_index (survivors, gint64, i), CEM_TOUCHED_FRAGMENT);

  for (guint i = 0; i < erased->len; i++)
    {
      gint64 entity = g_array_index (erased, gint64, i);

      if (!for_each_moment (self, entity, erase_moment, erasure, error) ||
          !_cem_log_forget (self->log, entity, error))
        return FALSE;
    }

  return _cem_log_leave_all (self->log, (gint64 *) (void *) erasure->decisions->data,
                             erasure->decisions->len, error) &&
         _cem_erasure_settle_things (erasure, error) && fold_survivors (erasure, error) &&
         _cem_erasure_clean_quarantine (erasure, error);
}

gboolean
_cem_processor_count_erased (CemDb *db,
                             gint64 *n,
                             GError **error)
{
  return _cem_meta_get_int (db, CEM_META_ERASED, 0, n, error);
}

static gboolean
count_erased (CemProcessor *self,
              GError **error)
{
  gint64 n = 0;

  return _cem_processor_count_erased (self->db, &n, error) &&
         _cem_meta_set_int (self->db, CEM_META_ERASED, n + 1, error);
}

gboolean
_cem_processor_erase_customer (CemProcessor *self,
                               const char *id,
                               GError **error)
{
  CemErasure erasure = {
    .processor = self,
    .erased = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
    .touched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL),
    .values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
    .together = _cem_erasure_new_together (),
    .decisions = g_array_new (FALSE, FALSE, sizeof (gint64)),
  };
  CemIdentityFound found = { 0 };
  g_autoptr (GError) local = NULL;
  gboolean done = FALSE;

  /* In a replay the customer may have left no trace. */
  if (!_cem_identity_find (self->db, _cem_identity_get_config (self->identity),
                           _cem_log_get_secret (self->log), id, &found, &local))
    {
      erasure_clear (&erasure);
      if (g_error_matches (local, CEM_ERROR, CEM_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  self->erased = TRUE;
  done = erase_rows (&erasure, found.customer, error) && count_erased (self, error);
  erasure_clear (&erasure);
  return done;
}
