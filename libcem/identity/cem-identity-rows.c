/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "identity/cem-identity-config-internal.h"
#include "identity/cem-identity-rows-internal.h"

/* --- life ---------------------------------------------------------------------------------------*/

void
_cem_trait_row_free (gpointer data)
{
  CemTraitRow *row = data;

  g_free (row->field);
  g_free (row->value);
  g_free (row->id);
  g_free (row);
}

static void
entity_free (gpointer data)
{
  CemEntityRow *row = data;

  g_free (row->value);
  g_clear_pointer (&row->pairs, g_ptr_array_unref);
  g_clear_pointer (&row->traits, g_ptr_array_unref);
  g_free (row);
}

static void
pair_free (gpointer data)
{
  CemPairRow *row = data;

  g_free (row->id);
  for (guint i = 0; i < G_N_ELEMENTS (row->refused_id); i++)
    g_free (row->refused_id[i]);
  for (guint i = 0; row->decisions != NULL && i < row->decisions->len; i++)
    g_free ((char *) g_array_index (row->decisions, CemDecision, i).id);
  g_clear_pointer (&row->decisions, g_array_unref);
  g_free (row);
}

static void
customer_free (gpointer data)
{
  CemCustomerRow *row = data;

  g_array_unref (row->members);
  g_free (row->counts);
  g_free (row);
}

static guint
pair_hash (gconstpointer key)
{
  const CemPairRow *pair = key;
  guint64 mixed = (guint64) pair->a ^ ((guint64) pair->b << 1 | (guint64) pair->b >> 63);

  return (guint) (mixed ^ mixed >> 32);
}

static gboolean
pair_equal (gconstpointer first,
            gconstpointer second)
{
  const CemPairRow *a = first;
  const CemPairRow *b = second;

  return a->a == b->a && a->b == b->b;
}

void
_cem_identity_rows_init (CemIdentity *self)
{
  self->entities = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, entity_free);
  self->pairs = g_hash_table_new_full (pair_hash, pair_equal, NULL, pair_free);
  self->customers = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, customer_free);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->dirty_entities = g_ptr_array_new ();
  self->dirty_pairs = g_ptr_array_new ();
  self->dirty_customers = g_ptr_array_new ();
  self->dirty_traits_of = g_ptr_array_new ();
  self->member_changes = g_array_new (FALSE, FALSE, sizeof (CemMemberChange));
  self->moved = g_ptr_array_new ();
  self->touched_customers = g_ptr_array_new ();
  self->changes = g_array_new (FALSE, FALSE, sizeof (CemIdentityChange));
  self->change_texts = g_ptr_array_new_with_free_func (g_free);
  self->regrouped = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

void
_cem_identity_rows_clear (CemIdentity *self)
{
  g_ptr_array_set_size (self->dirty_entities, 0);
  g_ptr_array_set_size (self->dirty_pairs, 0);
  g_ptr_array_set_size (self->dirty_customers, 0);
  g_ptr_array_set_size (self->dirty_traits_of, 0);
  g_array_set_size (self->member_changes, 0);
  g_ptr_array_set_size (self->moved, 0);
  g_ptr_array_set_size (self->touched_customers, 0);
  g_hash_table_remove_all (self->entities);
  g_hash_table_remove_all (self->pairs);
  g_hash_table_remove_all (self->customers);
  g_hash_table_remove_all (self->texts);
}

void
_cem_identity_rows_free (CemIdentity *self)
{
  _cem_identity_rows_clear (self);
  g_hash_table_unref (self->entities);
  g_hash_table_unref (self->pairs);
  g_hash_table_unref (self->customers);
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->dirty_entities);
  g_ptr_array_unref (self->dirty_pairs);
  g_ptr_array_unref (self->dirty_customers);
  g_ptr_array_unref (self->dirty_traits_of);
  g_array_unref (self->member_changes);
  g_ptr_array_unref (self->moved);
  g_ptr_array_unref (self->touched_customers);
  g_array_unref (self->changes);
  g_ptr_array_unref (self->change_texts);
  g_hash_table_unref (self->regrouped);
}

const char *
_cem_identity_pool (CemIdentity *self,
                    const char *text,
                    gssize length)
{
  g_autofree char *copy = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  gpointer found = NULL;

  if (g_hash_table_lookup_extended (self->texts, copy, &found, NULL))
    return found;

  found = copy;
  g_hash_table_add (self->texts, g_steal_pointer (&copy));
  return found;
}

gint
_cem_identity_compare_keys (gint64 time_a,
                            const char *source_a,
                            const char *id_a,
                            gint64 time_b,
                            const char *source_b,
                            const char *id_b)
{
  gint text;

  if (time_a != time_b)
    return time_a < time_b ? -1 : 1;
  text = strcmp (source_a, source_b);

  return text != 0 ? text : strcmp (id_a, id_b);
}

/* --- entities -----------------------------------------------------------------------------------*/

static CemEntityRow *
insert_entity (CemIdentity *self,
               gint64 id,
               const CemIdentityType *type,
               const char *value,
               gsize length,
               gint64 epoch)
{
  CemEntityRow *row = g_new0 (CemEntityRow, 1);

  row->id = id;
  row->type = type;
  row->value = g_strndup (value, length);
  row->epoch = epoch;
  row->first = CEM_NO_TIME;
  row->check = _cem_identity_check_hash (type, value, length, epoch);
  g_hash_table_insert (self->entities, &row->id, row);
  return row;
}

gboolean
_cem_identity_get_entity (CemIdentity *self,
                          gint64 id,
                          CemEntityRow **row,
                          GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  const CemIdentityType *type = NULL;
  const char *text = NULL;
  gsize length = 0;
  CemDbStep step;

  *row = g_hash_table_lookup (self->entities, &id);
  if (*row != NULL)
    return TRUE;

  statement = _cem_db_prepare (self->db,
                               "SELECT type, value, epoch, first, head, partners, total, decided, "
                               "traits FROM entity WHERE id = ?1",
                               error);
  if (statement == NULL)
    return FALSE;
  _cem_db_bind_int (statement, 1, id);
  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  text = _cem_db_column_text_or_empty (statement, 0, &length);
  type = _cem_identity_config_find_type (self->config, text, (gssize) length);
  if (type == NULL)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "Entity %lld is of type “%s”, which the identity configuration "
                      "does not have: verify the store", (long long) id, text);
      return FALSE;
    }

  text = _cem_db_column_text_or_empty (statement, 1, &length);
  *row = insert_entity (self, id, type, text, length, _cem_db_column_int (statement, 2));
  if (!_cem_db_column_is_null (statement, 3))
    (*row)->first = _cem_db_column_int (statement, 3);
  (*row)->head = _cem_db_column_int (statement, 4);
  (*row)->partners = (guint) _cem_db_column_int (statement, 5);
  (*row)->total = (guint) _cem_db_column_int (statement, 6);
  (*row)->decided = _cem_db_column_int (statement, 7) != 0;
  (*row)->has_traits = _cem_db_column_int (statement, 8) != 0;
  (*row)->stored = TRUE;
  return TRUE;
}

CemEntityRow *
_cem_identity_add_entity (CemIdentity *self,
                          const CemIdentifier *identifier)
{
  CemEntityRow *row = insert_entity (self, identifier->entity, identifier->type, identifier->value,
                                     identifier->length, identifier->epoch);

  row->born = self->stamp;
  row->pairs_loaded = TRUE;
  row->traits_loaded = TRUE;
  _cem_identity_touch_entity (self, row);
  return row;
}

void
_cem_identity_touch_entity (CemIdentity *self,
                            CemEntityRow *row)
{
  if (row->dirty)
    return;

  row->dirty = TRUE;
  g_ptr_array_add (self->dirty_entities, row);
}

gboolean
_cem_identity_get_epoch (CemIdentity *self,
                         CemEntityRow *row,
                         gint64 epoch,
                         CemEntityRow **other,
                         GError **error)
{
  gint64 id = _cem_identity_entity_id (self->secret, row->type->name, row->type->name_length,
                                       row->value, strlen (row->value), epoch);

  return _cem_identity_get_entity (self, id, other, error);
}

gboolean
_cem_identity_is_known (CemIdentity *self,
                        CemEntityRow *row,
                        gboolean *known,
                        GError **error)
{
  *known = row->first != CEM_NO_TIME;
  if (*known || !row->decided)
    return TRUE;

  if (!_cem_identity_load_pairs (self, row, error))
    return FALSE;
  for (guint i = 0; i < row->pairs->len && !*known; i++)
    *known = ((CemPairRow *) g_ptr_array_index (row->pairs, i))->verdict.link != NULL;

  return TRUE;
}

void
_cem_identity_set_head (CemIdentity *self,
                        CemEntityRow *row,
                        gint64 head)
{
  CemHotEntity *hot = NULL;
  CemMemberChange change = { row->head, row->id, self->member_changes->len, FALSE };

  if (row->head == head)
    return;

  if (row->stamp != self->stamp)
    {
      row->stamp = self->stamp;
      row->head_before = row->head;
      g_ptr_array_add (self->moved, row);
    }
  if (row->head != 0 && row->head != row->id)
    g_array_append_val (self->member_changes, change);
  change = (CemMemberChange){ head, row->id, self->member_changes->len, TRUE };
  if (head != 0 && head != row->id)
    g_array_append_val (self->member_changes, change);

  if (_cem_entity_is_thing (row))
    {
      _cem_identity_note_regrouped (self, row->id);
      _cem_identity_note_regrouped (self, row->head);
      _cem_identity_note_regrouped (self, head);
    }
  row->head = head;
  hot = _cem_identity_find_hot (self, row->id);
  if (hot != NULL)
    hot->head = head;
  _cem_identity_touch_entity (self, row);
}

/* --- pairs --------------------------------------------------------------------------------------*/

static void
enlist (CemEntityRow *row,
        CemPairRow *pair)
{
  if (row->pairs == NULL)
    row->pairs = g_ptr_array_new ();
  g_ptr_array_add (row->pairs, pair);
}

static CemPairRow *
find_pair (CemIdentity *self,
           gint64 x,
           gint64 y)
{
  CemPairRow key;

  key.a = MIN (x, y);
  key.b = MAX (x, y);
  return g_hash_table_lookup (self->pairs, &key);
}

static CemPairRow *
insert_pair (CemIdentity *self,
             gint64 x,
             gint64 y)
{
  CemPairRow *row = g_new0 (CemPairRow, 1);

  row->a = MIN (x, y);
  row->b = MAX (x, y);
  g_hash_table_add (self->pairs, row);
  return row;
}

CemPairRow *
_cem_identity_add_pair (CemIdentity *self,
                        CemEntityRow *x,
                        CemEntityRow *y)
{
  CemPairRow *row = find_pair (self, x->id, y->id);

  if (row != NULL)
    return row;

  row = insert_pair (self, x->id, y->id);
  row->whole = TRUE;
  enlist (x, row);
  enlist (y, row);
  return row;
}

static void
read_evidence (CemIdentity *self,
               CemDbStatement *statement,
               CemPairRow *row)
{
  gsize length = 0;
  const char *text = NULL;

  row->time = _cem_db_column_int (statement, 2);
  text = _cem_db_column_text_or_empty (statement, 3, &length);
  row->source = _cem_identity_pool (self, text, (gssize) length);
  text = _cem_db_column_text_or_empty (statement, 4, &length);
  row->id = g_strndup (text, length);
  row->evidence_stored = TRUE;
}

/* Both ends have been looked up, so that the lists of an end that is loaded already hold the pair. */
gboolean
_cem_identity_get_pair (CemIdentity *self,
                        CemEntityRow *x,
                        CemEntityRow *y,
                        CemPairRow **row,
                        GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step;

  if (x->decided && y->decided && !_cem_identity_load_pairs (self, x, error))
    return FALSE;

  *row = find_pair (self, x->id, y->id);
  if (*row != NULL)
    return TRUE;
  if (x->pairs_loaded || y->pairs_loaded)
    {
      *row = _cem_identity_add_pair (self, x, y);
      return TRUE;
    }

  statement = _cem_db_prepare (self->db,
                               "SELECT a, b, time, source, id FROM evidence WHERE a = ?1 AND b = ?2",
                               error);
  if (statement == NULL)
    return FALSE;
  _cem_db_bind_int (statement, 1, MIN (x->id, y->id));
  _cem_db_bind_int (statement, 2, MAX (x->id, y->id));
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ERROR)
    return FALSE;

  *row = insert_pair (self, x->id, y->id);
  if (step == CEM_DB_ROW)
    read_evidence (self, statement, *row);
  /* The store does not know it, or not as evidence: loading the lists later must not lose it. */
  enlist (x, *row);
  enlist (y, *row);
  return TRUE;
}

void
_cem_identity_touch_pair (CemIdentity *self,
                          CemPairRow *row)
{
  if (row->queued)
    return;

  row->queued = TRUE;
  g_ptr_array_add (self->dirty_pairs, row);
}

typedef void (*ReadPair) (CemIdentity *self,
                          CemDbStatement *statement,
                          CemPairRow *row);

static void
read_new_evidence (CemIdentity *self,
                   CemDbStatement *statement,
                   CemPairRow *row)
{
  if (row->id == NULL && !row->evidence_stored && !row->whole)
    read_evidence (self, statement, row);
}

static void
read_decision (CemIdentity *self,
               CemDbStatement *statement,
               CemPairRow *row)
{
  CemDecision decision = { 0, 0, NULL, NULL };
  gsize length = 0;
  const char *text = NULL;

  if (row->whole)
    return;

  decision.time = _cem_db_column_int (statement, 2);
  text = _cem_db_column_text_or_empty (statement, 3, &length);
  decision.source = _cem_identity_pool (self, text, (gssize) length);
  text = _cem_db_column_text_or_empty (statement, 4, &length);
  decision.id = g_strndup (text, length);
  decision.kind = (CemDecisionKind) _cem_db_column_int (statement, 5);
  if (row->decisions == NULL)
    row->decisions = g_array_new (FALSE, FALSE, sizeof (CemDecision));
  g_array_append_val (row->decisions, decision);
  row->n_decisions_stored++;
}

static void
read_refusal (CemIdentity *self,
              CemDbStatement *statement,
              CemPairRow *row)
{
  guint kind = (guint) _cem_db_column_int (statement, 2);
  const char *text = NULL;
  gsize length = 0;

  if (row->whole || kind == 0 || kind >= G_N_ELEMENTS (row->refused))
    return;

  row->refused[kind] = row->refused_stored[kind] = (guint8) _cem_db_column_int (statement, 3);
  row->refused_time[kind] = _cem_db_column_int (statement, 4);
  text = _cem_db_column_text (statement, 5, &length);
  row->refused_source[kind] = text != NULL ? _cem_identity_pool (self, text, (gssize) length) : NULL;
  text = _cem_db_column_text (statement, 6, &length);
  row->refused_id[kind] = text != NULL ? g_strndup (text, length) : NULL;
}

static gboolean
read_pairs (CemIdentity *self,
            CemEntityRow *row,
            GHashTable *found,
            const char *sql,
            ReadPair read,
            GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (self->db, sql, error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, row->id);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 a = _cem_db_column_int (statement, 0);
      gint64 b = _cem_db_column_int (statement, 1);
      CemPairRow *pair = find_pair (self, a, b);

      if (pair == NULL)
        pair = insert_pair (self, a, b);
      g_hash_table_add (found, pair);
      read (self, statement, pair);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_identity_load_pairs (CemIdentity *self,
                          CemEntityRow *row,
                          GError **error)
{
  static const struct
  {
    const char *sql;
    ReadPair read;
    gboolean decided;
  } queries[] = {
    { "SELECT a, b, time, source, id FROM evidence WHERE a = ?1", read_new_evidence, FALSE },
    { "SELECT a, b, time, source, id FROM evidence WHERE b = ?1", read_new_evidence, FALSE },
    { "SELECT a, b, time, source, id, kind FROM decision WHERE a = ?1", read_decision, TRUE },
    { "SELECT a, b, time, source, id, kind FROM decision WHERE b = ?1", read_decision, TRUE },
    { "SELECT a, b, kind, reason, time, source, id FROM refused WHERE a = ?1", read_refusal, FALSE },
    { "SELECT a, b, kind, reason, time, source, id FROM refused WHERE b = ?1", read_refusal, FALSE },
  };
  g_autoptr (GHashTable) found = NULL;
  GHashTableIter iter;
  gpointer key;

  if (row->pairs == NULL)
    row->pairs = g_ptr_array_new ();
  if (row->pairs_loaded)
    return TRUE;

  found = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < row->pairs->len; i++)
    g_hash_table_add (found, g_ptr_array_index (row->pairs, i));
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    if ((!queries[i].decided || row->decided) &&
        !read_pairs (self, row, found, queries[i].sql, queries[i].read, error))
      return FALSE;

  g_ptr_array_set_size (row->pairs, 0);
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      CemPairRow *pair = key;

      if (!pair->whole && pair->decisions != NULL)
        _cem_decisions_fold ((CemDecision *) (void *) pair->decisions->data, pair->decisions->len,
                             &pair->verdict);
      pair->whole = TRUE;
      g_ptr_array_add (row->pairs, pair);
    }
  row->pairs_loaded = TRUE;
  return TRUE;
}

gboolean
_cem_identity_count_pair (CemIdentity *self,
                          CemEntityRow *x,
                          CemEntityRow *y,
                          gint by)
{
  gboolean x_before = _cem_entity_is_crowded (self, x);
  gboolean y_before = _cem_entity_is_crowded (self, y);

  x->total += (guint) by;
  y->total += (guint) by;
  if (_cem_entity_is_close (y))
    x->partners += (guint) by;
  if (_cem_entity_is_close (x))
    y->partners += (guint) by;
  _cem_identity_touch_entity (self, x);
  _cem_identity_touch_entity (self, y);
  return _cem_entity_is_crowded (self, x) != x_before || _cem_entity_is_crowded (self, y) != y_before;
}

/* --- customers ----------------------------------------------------------------------------------*/

static CemCustomerRow *
insert_customer (CemIdentity *self,
                 gint64 head)
{
  CemCustomerRow *row = g_new0 (CemCustomerRow, 1);

  row->head = head;
  row->members = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_hash_table_insert (self->customers, &row->head, row);
  return row;
}

gboolean
_cem_identity_get_customer_row (CemIdentity *self,
                                gint64 head,
                                CemCustomerRow **row,
                                GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step;

  *row = g_hash_table_lookup (self->customers, &head);
  if (*row != NULL)
    return TRUE;

  statement = _cem_db_prepare (self->db,
                               "SELECT since, members, contested FROM entity "
                               "WHERE id = ?1 AND members > 0",
                               error);
  if (statement == NULL)
    return FALSE;
  _cem_db_bind_int (statement, 1, head);
  step = _cem_db_step (statement, error);
  if (step != CEM_DB_ROW)
    return step == CEM_DB_DONE;

  *row = insert_customer (self, head);
  (*row)->thing = _cem_db_column_is_null (statement, 0);
  (*row)->since = (*row)->thing ? G_MAXINT64 : _cem_db_column_int (statement, 0);
  (*row)->n_members = (guint) _cem_db_column_int (statement, 1);
  (*row)->contested = _cem_db_column_int (statement, 2) != 0;
  (*row)->stored_since = (*row)->since;
  (*row)->stored_members = (*row)->n_members;
  (*row)->stored_contested = (*row)->contested;
  (*row)->alive = TRUE;
  (*row)->stored = TRUE;
  return TRUE;
}

CemCustomerRow *
_cem_identity_add_customer (CemIdentity *self,
                            gint64 head)
{
  CemCustomerRow *row = g_hash_table_lookup (self->customers, &head);
  const CemEntityRow *entity = g_hash_table_lookup (self->entities, &head);

  if (row == NULL)
    row = insert_customer (self, head);
  row->thing = entity != NULL && _cem_entity_is_thing (entity);
  _cem_identity_touch_customer (self, row);
  row->alive = TRUE;
  row->contested = FALSE;
  row->n_members = 0;
  row->since = G_MAXINT64;
  row->members_loaded = TRUE;
  g_array_set_size (row->members, 0);
  g_clear_pointer (&row->counts, g_free);
  return row;
}

void
_cem_identity_touch_customer (CemIdentity *self,
                              CemCustomerRow *row)
{
  if (row->stamp != self->stamp)
    {
      row->stamp = self->stamp;
      row->alive_before = row->alive;
      g_ptr_array_add (self->touched_customers, row);
    }
  if (row->dirty)
    return;

  row->dirty = TRUE;
  g_ptr_array_add (self->dirty_customers, row);
}

gboolean
_cem_identity_load_members (CemIdentity *self,
                            CemCustomerRow *row,
                            GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step;

  if (row->members_loaded)
    return TRUE;

  statement = _cem_db_prepare (self->db, "SELECT entity FROM member WHERE head = ?1", error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, row->head);
  g_array_append_val (row->members, row->head);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 entity = _cem_db_column_int (statement, 0);

      g_array_append_val (row->members, entity);
    }

  row->members_loaded = step == CEM_DB_DONE;
  return row->members_loaded;
}

gboolean
_cem_identity_count_types (CemIdentity *self,
                           CemCustomerRow *row,
                           GError **error)
{
  g_autofree guint16 *counts = NULL;

  if (row->counts != NULL)
    return TRUE;
  if (!_cem_identity_load_members (self, row, error))
    return FALSE;

  counts = g_new0 (guint16, _cem_identity_config_get_n_types (self->config));
  for (guint i = 0; i < row->members->len; i++)
    {
      CemEntityRow *member = NULL;

      if (!_cem_identity_get_entity (self, g_array_index (row->members, gint64, i), &member, error))
        return FALSE;
      if (member != NULL)
        counts[member->type->index]++;
    }

  row->counts = g_steal_pointer (&counts);
  return TRUE;
}
