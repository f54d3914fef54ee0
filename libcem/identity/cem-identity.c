/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "identity/cem-identity-config-internal.h"
#include "identity/cem-identity-rows-internal.h"

#define DEFAULT_HOT_BITS 19
#define DEFAULT_MAX_LOADED 131072

CemIdentity *
_cem_identity_open (CemDb *db,
                    CemIdentityConfig *config,
                    const guint8 secret[CEM_IDENTITY_SECRET],
                    const CemIdentityOptions *options)
{
  CemIdentity *self = g_new0 (CemIdentity, 1);
  guint bits = options != NULL && options->hot_bits > 0 ? MAX (options->hot_bits, 2)
                                                        : DEFAULT_HOT_BITS;

  self->db = db;
  self->config = _cem_identity_config_ref (config);
  memcpy (self->secret, secret, CEM_IDENTITY_SECRET);
  self->hot_mask = ((gsize) 1 << bits) - 1;
  self->hot = g_new0 (CemHotEntity, self->hot_mask + 1);
  self->hot_pairs = g_new0 (CemHotPair, self->hot_mask / 2 + 1);
  self->max_loaded =
      options != NULL && options->max_loaded > 0 ? options->max_loaded : DEFAULT_MAX_LOADED;
  self->arena = _cem_arena_new (4096);
  _cem_identity_rows_init (self);
  return self;
}

void
_cem_identity_close (CemIdentity *self)
{
  _cem_identity_rows_free (self);
  _cem_identity_config_unref (self->config);
  _cem_arena_free (self->arena);
  g_free (self->hot);
  g_free (self->hot_pairs);
  g_free (self);
}

CemIdentityConfig *
_cem_identity_get_config (CemIdentity *self)
{
  return self->config;
}

static void
forget_hot (CemIdentity *self)
{
  memset (self->hot, 0, (self->hot_mask + 1) * sizeof (CemHotEntity));
  memset (self->hot_pairs, 0, (self->hot_mask / 2 + 1) * sizeof (CemHotPair));
}

void
_cem_identity_committed (CemIdentity *self)
{
  if (g_hash_table_size (self->entities) + g_hash_table_size (self->pairs) > self->max_loaded)
    _cem_identity_rows_clear (self);
}

void
_cem_identity_forget_rows (CemIdentity *self)
{
  _cem_identity_rows_clear (self);
  forget_hot (self);
}

void
_cem_identity_rolled_back (CemIdentity *self)
{
  _cem_identity_forget_rows (self);
  g_hash_table_remove_all (self->regrouped);
}

gboolean
_cem_identity_reset (CemIdentity *self,
                     CemIdentityConfig *config,
                     GError **error)
{
  _cem_identity_rolled_back (self);
  if (config != NULL)
    {
      _cem_identity_config_ref (config);
      _cem_identity_config_unref (self->config);
      self->config = config;
    }

  return _cem_db_exec (self->db,
                       "DELETE FROM trait; DELETE FROM refused; DELETE FROM member;"
                       "DELETE FROM decision; DELETE FROM evidence;"
                       "DELETE FROM epoch; DELETE FROM entity;",
                       error);
}

CemIdentityEventKind
_cem_identity_event_kind (const char *type,
                          gsize length)
{
  static const struct
  {
    const char *type;
    CemIdentityEventKind kind;
  } kinds[] = {
    { "customer.identified", CEM_IDENTITY_IDENTIFIED },
    { "identifiers.linked", CEM_IDENTITY_LINKED },
    { "identifiers.unlinked", CEM_IDENTITY_UNLINKED },
    { "identifiers.kept_apart", CEM_IDENTITY_KEPT_APART },
  };

  if (length < 18 || (type[0] != 'c' && type[0] != 'i'))
    return CEM_IDENTITY_EVENT;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].type) == length && memcmp (kinds[i].type, type, length) == 0)
      return kinds[i].kind;

  return CEM_IDENTITY_EVENT;
}

/* --- the short way --------------------------------------------------------------------------------
 * All entities are known, so are the pairs, and all for longer than this event: nothing changes. */

static void
heat (CemIdentity *self,
      gint64 id,
      gint64 first,
      gint64 head,
      guint32 check)
{
  *_cem_identity_add_hot (self, id) = (CemHotEntity){ id, first, head, check, 0 };
}

/* A look at the row in memory or in the store, without keeping it. *hot is NULL when there is none, or
 * when it is that of another identifier: the long way will tell. */
static gboolean
warm_up (CemIdentity *self,
         const CemIdentifier *identifier,
         guint i,
         CemHotEntity **hot,
         GError **error)
{
  CemEntityRow *row = g_hash_table_lookup (self->entities, &identifier->entity);
  g_autoptr (CemDbStatement) statement = NULL;
  gint64 first = CEM_NO_TIME;
  gint64 head = 0;
  guint32 check = 0;

  *hot = NULL;
  if (row != NULL)
    {
      first = row->first;
      head = row->head;
      check = row->check;
    }
  else
    {
      CemDbStep step;
      const char *value = NULL;
      gsize length = 0;

      statement = _cem_db_prepare (self->db, "SELECT value, epoch, first, head FROM entity WHERE id = ?1",
                                   error);
      if (statement == NULL)
        return FALSE;
      _cem_db_bind_int (statement, 1, identifier->entity);
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_ERROR)
        return FALSE;
      if (step == CEM_DB_DONE)
        {
          self->absent |= 1u << i;
          return TRUE;
        }

      value = _cem_db_column_text (statement, 0, &length);
      check = _cem_identity_check_hash (identifier->type, value, length,
                                        _cem_db_column_int (statement, 1));
      first = _cem_db_column_is_null (statement, 2) ? CEM_NO_TIME : _cem_db_column_int (statement, 2);
      head = _cem_db_column_int (statement, 3);
    }

  if (check != identifier->check)
    return TRUE;

  heat (self, identifier->entity, first, head, check);
  *hot = _cem_identity_find_hot (self, identifier->entity);
  return TRUE;
}

static gboolean
is_known_pair (CemIdentity *self,
               const CemIdentityEvent *event,
               guint i,
               guint j)
{
  gint64 x = event->set->identifiers[i].entity;
  gint64 y = event->set->identifiers[j].entity;
  const CemHotPair *hot = _cem_identity_hot_pair (self, MIN (x, y), MAX (x, y));

  return hot->a == MIN (x, y) && hot->b == MAX (x, y) && event->time > hot->time;
}

/* Of things, those that the event is evidence of. */
static inline gboolean
is_joint_pair (const CemIdentitySet *set,
               guint i,
               guint j)
{
  return (set->joint >> i & 1) != 0 && (set->joint >> j & 1) != 0 &&
         set->identifiers[i].type->noun == set->identifiers[j].type->noun;
}

static gboolean
is_known_for_longer (CemIdentity *self,
                     const CemIdentityEvent *event,
                     gboolean *known,
                     GError **error)
{
  const CemIdentitySet *set = event->set;
  guint n = set->n_fragments + set->n_things;

  *known = FALSE;
  for (guint i = 0; i < n; i++)
    {
      const CemIdentifier *identifier = &set->identifiers[i];
      CemHotEntity *hot = _cem_identity_find_hot (self, identifier->entity);

      if (hot == NULL && !warm_up (self, identifier, i, &hot, error))
        return FALSE;
      if (hot == NULL || hot->check != identifier->check)
        return TRUE;
      if (i < set->n_fragments && (hot->first == CEM_NO_TIME || event->time < hot->first))
        return TRUE;
    }

  for (guint i = 0; i + 1 < set->n_fragments; i++)
    for (guint j = i + 1; j < set->n_fragments; j++)
      if (!is_known_pair (self, event, i, j))
        return TRUE;
  for (guint i = set->n_fragments; set->joint != 0 && i + 1 < n; i++)
    for (guint j = i + 1; j < n; j++)
      if (is_joint_pair (set, i, j) && !is_known_pair (self, event, i, j))
        return TRUE;

  *known = TRUE;
  return TRUE;
}

static void
remember (CemIdentity *self,
          const CemIdentitySet *set,
          CemEntityRow *const *rows)
{
  for (guint i = 0; i < set->n_fragments + set->n_things; i++)
    heat (self, rows[i]->id, rows[i]->first, rows[i]->head, rows[i]->check);
}

/* --- the long way -------------------------------------------------------------------------------*/

typedef struct
{
  CemIdentity *self;
  const CemIdentityEvent *event;
  const char *source; /* pooled */
  char *id;
  guint n;            /* fragments */
  CemEntityRow *rows[CEM_IDENTITY_MAX_IDENTIFIERS];
  gboolean fresh[CEM_IDENTITY_MAX_IDENTIFIERS];    /* had no row */
  gboolean found[CEM_IDENTITY_MAX_IDENTIFIERS];    /* named for the first time */
  gboolean continues[CEM_IDENTITY_MAX_IDENTIFIERS]; /* its neighbour epochs are known */
  GArray *changed;  /* CemPairRow *: new evidence, or earlier, between two that may join */
  GPtrArray *seeds; /* of a recomputation; empty: none is needed */
} Apply;

static gboolean
refuse_collision (const CemIdentifier *identifier,
                  GError **error)
{
  _cem_set_error (error, CEM_ERROR_CONFLICT,
                  "/identifiers/%s: “%s” has the entity id of another identifier",
                  identifier->type->name, identifier->value);
  return FALSE;
}

static gboolean
load_rows (Apply *apply,
           GError **error)
{
  const CemIdentitySet *set = apply->event->set;

  for (guint i = 0; i < set->n_fragments + set->n_things; i++)
    {
      const CemIdentifier *identifier = &set->identifiers[i];

      if ((apply->self->absent >> i & 1) == 0 &&
          !_cem_identity_get_entity (apply->self, identifier->entity, &apply->rows[i], error))
        return FALSE;
      if (apply->rows[i] != NULL && apply->rows[i]->check != identifier->check)
        return refuse_collision (identifier, error);
      for (guint j = 0; j < i; j++)
        if (set->identifiers[j].entity == identifier->entity)
          return refuse_collision (identifier, error);
    }

  return TRUE;
}

static gboolean
lower_since (Apply *apply,
             CemEntityRow *row,
             GError **error)
{
  CemCustomerRow *customer = NULL;

  if (row->head == 0)
    return TRUE;
  if (!_cem_identity_get_customer_row (apply->self, row->head, &customer, error))
    return FALSE;
  if (customer != NULL && row->first < customer->since)
    {
      customer->since = row->first;
      _cem_identity_touch_customer (apply->self, customer);
    }

  return TRUE;
}

static gboolean
sight (Apply *apply,
       guint i,
       GError **error)
{
  CemIdentity *self = apply->self;
  const CemIdentifier *identifier = &apply->event->set->identifiers[i];
  CemEntityRow *row = apply->rows[i];

  if (row == NULL)
    {
      row = apply->rows[i] = _cem_identity_add_entity (self, identifier);
      apply->fresh[i] = TRUE;
    }
  if (i >= apply->n || (row->first != CEM_NO_TIME && row->first <= apply->event->time))
    return TRUE;

  apply->found[i] = row->first == CEM_NO_TIME;
  row->first = apply->event->time;
  _cem_identity_touch_entity (self, row);
  if (!apply->found[i])
    return lower_since (apply, row, error);

  if (row->head == 0)
    _cem_identity_found (self, row);
  if (row->decided)
    g_ptr_array_add (apply->seeds, row);

  for (gint64 epoch = row->epoch - 1; row->type->valid > 0 && epoch <= row->epoch + 1; epoch += 2)
    {
      CemEntityRow *other = NULL;

      if (!_cem_identity_get_epoch (self, row, epoch, &other, error))
        return FALSE;
      if (other == NULL || other->head == 0 || _cem_entity_is_crowded (self, other))
        continue;
      apply->continues[i] = TRUE;
    }

  return TRUE;
}

static gboolean
witness (Apply *apply,
         guint i,
         guint j,
         GError **error)
{
  CemIdentity *self = apply->self;
  CemEntityRow *x = apply->rows[i];
  CemEntityRow *y = apply->rows[j];
  CemPairRow *pair = NULL;
  gboolean first;

  if (!_cem_identity_get_pair (self, x, y, &pair, error))
    return FALSE;

  first = pair->id == NULL;
  if (first || _cem_identity_compare_keys (apply->event->time, apply->source, apply->id, pair->time,
                                           pair->source, pair->id) < 0)
    {
      pair->time = apply->event->time;
      pair->source = apply->source;
      g_free (pair->id);
      pair->id = g_strdup (apply->id);
      pair->evidence_dirty = TRUE;
      _cem_identity_touch_pair (self, pair);
      if (!pair->verdict.unlinked)
        g_array_append_val (apply->changed, pair);
      if (first && !pair->verdict.unlinked && _cem_identity_count_pair (self, x, y, 1) &&
          (!_cem_identity_seed (self, x, TRUE, apply->seeds, error) ||
           !_cem_identity_seed (self, y, TRUE, apply->seeds, error)))
        return FALSE;
    }

  *_cem_identity_hot_pair (self, pair->a, pair->b) = (CemHotPair){ pair->a, pair->b, pair->time };
  return TRUE;
}

static CemEntityRow *
find_row (Apply *apply,
          gint64 id)
{
  for (guint i = 0; i < apply->n; i++)
    if (apply->rows[i]->id == id)
      return apply->rows[i];

  return NULL;
}

/* New fragments that nothing bounds, in an event whose other fragments are one customer already and
 * said nothing new of each other: wherever this event falls in the order, they come in as leaves. */
static CemEntityRow *
find_trunk (Apply *apply)
{
  CemEntityRow *trunk = NULL;

  for (guint i = 0; i < apply->n; i++)
    {
      CemEntityRow *row = apply->rows[i];

      if (row->type->in_rule || !row->type->links)
        return NULL;
      if (apply->fresh[i])
        {
          if (row->type->per_customer > 0 || apply->continues[i] ||
              _cem_entity_is_crowded (apply->self, row))
            return NULL;
        }
      else if (_cem_entity_is_crowded (apply->self, row))
        continue;
      else if (apply->found[i] || (trunk != NULL && trunk->head != row->head))
        return NULL;
      else
        trunk = row;
    }
  for (guint i = 0; trunk != NULL && i < apply->changed->len; i++)
    {
      CemPairRow *pair = g_array_index (apply->changed, CemPairRow *, i);
      gboolean leaf = FALSE;

      for (guint j = 0; j < apply->n; j++)
        leaf = leaf || (apply->fresh[j] &&
                        (apply->rows[j]->id == pair->a || apply->rows[j]->id == pair->b));
      if (!leaf)
        return NULL;
    }

  return trunk;
}

static gboolean
join_leaves (Apply *apply,
             CemEntityRow *trunk,
             gboolean *joined,
             GError **error)
{
  *joined = TRUE;
  for (guint i = 0; i < apply->n && *joined; i++)
    if (apply->fresh[i] &&
        !_cem_identity_join (apply->self, apply->rows[i], trunk, TRUE, joined, error))
      return FALSE;

  return TRUE;
}

static gboolean
join_pairs (Apply *apply,
            gboolean *joined,
            GError **error)
{
  CemIdentity *self = apply->self;

  *joined = TRUE;
  for (guint i = 0; i < apply->changed->len && *joined; i++)
    {
      CemPairRow *pair = g_array_index (apply->changed, CemPairRow *, i);
      CemEntityRow *x = find_row (apply, pair->a);
      CemEntityRow *y = find_row (apply, pair->b);

      if (!_cem_entity_is_crowded (self, x) && !_cem_entity_is_crowded (self, y) &&
          !_cem_identity_join (self, x, y, FALSE, joined, error))
        return FALSE;
    }

  for (guint i = 0; i < apply->n && *joined; i++)
    for (gint epoch = -1; apply->continues[i] && epoch <= 1 && *joined; epoch += 2)
      {
        CemEntityRow *row = apply->rows[i];
        CemEntityRow *other = NULL;

        if (!_cem_identity_get_epoch (self, row, row->epoch + epoch, &other, error))
          return FALSE;
        if (other != NULL && other->head != 0 && !_cem_entity_is_crowded (self, other) &&
            !_cem_entity_is_crowded (self, row) &&
            !_cem_identity_join (self, row, other, FALSE, joined, error))
          return FALSE;
      }

  return TRUE;
}

static gboolean
settle (Apply *apply,
        GError **error)
{
  CemEntityRow *trunk = NULL;
  gboolean joined = FALSE;

  if (apply->seeds->len == 0)
    {
      trunk = find_trunk (apply);
      if (trunk != NULL && !join_leaves (apply, trunk, &joined, error))
        return FALSE;
      if (!joined && !join_pairs (apply, &joined, error))
        return FALSE;
      if (joined)
        return TRUE;
    }

  for (guint i = 0; i < apply->n; i++)
    g_ptr_array_add (apply->seeds, apply->rows[i]);
  return _cem_identity_recompute (apply->self, apply->seeds, error);
}

/* --- things with several identifiers ------------------------------------------------------------*/

/* Rare, so it is always the whole cluster that is computed again. */
static gboolean
apply_things (Apply *apply,
              GError **error)
{
  CemIdentity *self = apply->self;
  const CemIdentitySet *set = apply->event->set;
  guint n = set->n_fragments + set->n_things;

  g_array_set_size (apply->changed, 0);
  g_ptr_array_set_size (apply->seeds, 0);
  for (guint i = set->n_fragments; i < n; i++)
    {
      CemEntityRow *row = apply->rows[i];

      if ((set->joint >> i & 1) == 0 ||
          (row->first != CEM_NO_TIME && row->first <= apply->event->time))
        continue;
      if (row->first == CEM_NO_TIME)
        g_ptr_array_add (apply->seeds, row);
      row->first = apply->event->time;
      _cem_identity_touch_entity (self, row);
      if (row->head == 0)
        _cem_identity_found (self, row);
    }
  for (guint i = set->n_fragments; i + 1 < n; i++)
    for (guint j = i + 1; j < n; j++)
      if (is_joint_pair (set, i, j) && !witness (apply, i, j, error))
        return FALSE;
  if (apply->changed->len == 0 && apply->seeds->len == 0)
    return TRUE;

  for (guint i = set->n_fragments; i < n; i++)
    if ((set->joint >> i & 1) != 0)
      g_ptr_array_add (apply->seeds, apply->rows[i]);
  return _cem_identity_recompute (self, apply->seeds, error);
}

static gboolean
apply_identifiers (Apply *apply,
                   GError **error)
{
  CemIdentity *self = apply->self;
  const CemIdentitySet *set = apply->event->set;

  for (guint i = 0; i < set->n_fragments + set->n_things; i++)
    if (!sight (apply, i, error))
      return FALSE;
  for (guint i = 0; i < apply->n; i++)
    for (guint j = i + 1; j < apply->n; j++)
      if (!witness (apply, i, j, error))
        return FALSE;
  if (!settle (apply, error) || (set->joint != 0 && !apply_things (apply, error)))
    return FALSE;

  remember (self, set, apply->rows);
  return TRUE;
}

static gboolean
take_long_way (CemIdentity *self,
               const CemIdentityEvent *event,
               GError **error)
{
  g_autofree char *id = g_strndup (event->id, event->id_length);
  g_autoptr (GArray) changed = NULL;
  g_autoptr (GPtrArray) seeds = NULL;
  Apply apply;

  memset (&apply, 0, sizeof apply);
  apply.self = self;
  apply.event = event;
  apply.n = event->set->n_fragments;
  if (!load_rows (&apply, error) ||
      (event->kind == CEM_IDENTITY_IDENTIFIED && !_cem_identity_check_traits (event, error)))
    return FALSE;

  apply.source = _cem_identity_pool (self, event->source, (gssize) event->source_length);
  apply.id = id;
  apply.changed = changed = g_array_new (FALSE, FALSE, sizeof (CemPairRow *));
  apply.seeds = seeds = g_ptr_array_new ();
  return apply_identifiers (&apply, error) &&
         (event->kind != CEM_IDENTITY_IDENTIFIED || apply.n == 0 ||
          _cem_identity_apply_traits (self, event, apply.rows[0], error));
}

gboolean
_cem_identity_apply (CemIdentity *self,
                     const CemIdentityEvent *event,
                     CemIdentityResult *result,
                     GError **error)
{
  const CemIdentitySet *set = event->set;
  gboolean decision = event->kind >= CEM_IDENTITY_LINKED;
  gboolean known = FALSE;
  CemEntityRow *row = NULL;

  memset (result, 0, sizeof *result);
  self->absent = 0;
  if (event->kind == CEM_IDENTITY_EVENT && !is_known_for_longer (self, event, &known, error))
    return FALSE;
  if (known)
    {
      if (set->n_fragments == 0)
        return TRUE;
      result->fragment = set->identifiers[0].entity;
      return _cem_identity_get_customer (self, result->fragment, &result->customer, error);
    }

  self->stamp++;
  g_ptr_array_set_size (self->moved, 0);
  g_ptr_array_set_size (self->touched_customers, 0);
  g_array_set_size (self->changes, 0);
  g_ptr_array_set_size (self->change_texts, 0);
  _cem_arena_reset (self->arena);
  if (decision ? !_cem_identity_decide (self, event, error) : !take_long_way (self, event, error))
    return FALSE;

  _cem_identity_collect_changes (self);
  result->changes = (const CemIdentityChange *) (const void *) self->changes->data;
  result->n_changes = self->changes->len;
  if (decision)
    {
      result->subjects = self->subjects;
      result->n_subjects = 2;
    }
  if (!decision && set->n_fragments == 0)
    return TRUE;

  result->fragment = decision ? self->subjects[0] : set->identifiers[0].entity;
  if (!_cem_identity_get_entity (self, result->fragment, &row, error))
    return FALSE;
  result->customer = row != NULL && !_cem_entity_is_thing (row) ? row->head : 0;
  return TRUE;
}

gboolean
_cem_identity_get_customer (CemIdentity *self,
                            gint64 fragment,
                            gint64 *customer,
                            GError **error)
{
  const CemHotEntity *hot = _cem_identity_find_hot (self, fragment);
  CemEntityRow *row = NULL;

  *customer = 0;
  if (hot != NULL)
    {
      *customer = hot->head;
      return TRUE;
    }
  if (!_cem_identity_get_entity (self, fragment, &row, error))
    return FALSE;

  *customer = row != NULL ? row->head : 0;
  return TRUE;
}
