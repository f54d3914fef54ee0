/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-rows-internal.h"

/* What a batch changed, table by table, by key. */

static gint
compare_entities (gconstpointer first,
                  gconstpointer second)
{
  const CemEntityRow *a = *(const CemEntityRow *const *) first;
  const CemEntityRow *b = *(const CemEntityRow *const *) second;

  return a->id < b->id ? -1 : a->id > b->id;
}

static gint
compare_pairs (gconstpointer first,
               gconstpointer second)
{
  const CemPairRow *a = *(const CemPairRow *const *) first;
  const CemPairRow *b = *(const CemPairRow *const *) second;

  if (a->a != b->a)
    return a->a < b->a ? -1 : 1;

  return a->b < b->b ? -1 : a->b > b->b;
}

static gint
compare_customers (gconstpointer first,
                   gconstpointer second)
{
  const CemCustomerRow *a = *(const CemCustomerRow *const *) first;
  const CemCustomerRow *b = *(const CemCustomerRow *const *) second;

  return a->head < b->head ? -1 : a->head > b->head;
}

static gint
compare_member_changes (gconstpointer first,
                        gconstpointer second)
{
  const CemMemberChange *a = first;
  const CemMemberChange *b = second;

  if (a->head != b->head)
    return a->head < b->head ? -1 : 1;
  if (a->entity != b->entity)
    return a->entity < b->entity ? -1 : 1;

  return a->order < b->order ? -1 : a->order > b->order;
}

/* --- entities -----------------------------------------------------------------------------------*/

static void
bind_customer (CemDbStatement *statement,
               int first,
               CemCustomerRow *customer)
{
  if (customer == NULL || !customer->alive)
    {
      _cem_db_bind_null (statement, first);
      _cem_db_bind_int (statement, first + 1, 0);
      _cem_db_bind_int (statement, first + 2, 0);
      return;
    }

  if (customer->thing)
    _cem_db_bind_null (statement, first);
  else
    _cem_db_bind_int (statement, first, customer->since);
  _cem_db_bind_int (statement, first + 1, customer->n_members);
  _cem_db_bind_int (statement, first + 2, customer->contested ? 1 : 0);
}

static void
mark_stored (CemCustomerRow *customer)
{
  customer->stored = customer->alive;
  customer->stored_since = customer->since;
  customer->stored_members = customer->n_members;
  customer->stored_contested = customer->contested;
}

/* With the customer it is the head of. */
static gboolean
insert_entity (CemIdentity *self,
               CemDbStatement *statement,
               CemDbStatement *epoch,
               CemEntityRow *row,
               GError **error)
{
  CemCustomerRow *customer = g_hash_table_lookup (self->customers, &row->id);

  _cem_db_bind_int (statement, 1, row->id);
  _cem_db_bind_text (statement, 2, row->type->name, (gssize) row->type->name_length);
  _cem_db_bind_text (statement, 3, row->value, -1);
  _cem_db_bind_int (statement, 4, row->epoch);
  if (row->first == CEM_NO_TIME)
    _cem_db_bind_null (statement, 5);
  else
    _cem_db_bind_int (statement, 5, row->first);
  _cem_db_bind_int (statement, 6, row->head);
  _cem_db_bind_int (statement, 7, row->partners);
  _cem_db_bind_int (statement, 8, row->total);
  _cem_db_bind_int (statement, 9, row->decided);
  _cem_db_bind_int (statement, 10, row->has_traits);
  bind_customer (statement, 11, customer);
  if (customer != NULL)
    mark_stored (customer);
  if (!_cem_db_run (statement, error))
    return FALSE;
  if (row->type->valid == 0)
    return TRUE;

  _cem_db_bind_int (epoch, 1,
                    _cem_identity_chain (self->secret, row->type, row->value, strlen (row->value)));
  _cem_db_bind_int (epoch, 2, row->epoch);
  _cem_db_bind_int (epoch, 3, row->id);
  return _cem_db_run (epoch, error);
}

static gboolean
update_entity (CemDbStatement *statement,
               CemEntityRow *row,
               GError **error)
{
  if (row->first == CEM_NO_TIME)
    _cem_db_bind_null (statement, 1);
  else
    _cem_db_bind_int (statement, 1, row->first);
  _cem_db_bind_int (statement, 2, row->head);
  _cem_db_bind_int (statement, 3, row->partners);
  _cem_db_bind_int (statement, 4, row->total);
  _cem_db_bind_int (statement, 5, row->decided);
  _cem_db_bind_int (statement, 6, row->has_traits);
  _cem_db_bind_int (statement, 7, row->id);
  return _cem_db_run (statement, error);
}

static gboolean
flush_entities (CemIdentity *self,
                GError **error)
{
  g_autoptr (CemDbStatement) insert = NULL;
  g_autoptr (CemDbStatement) epoch = NULL;
  g_autoptr (CemDbStatement) update = NULL;

  insert = _cem_db_prepare (self->db,
                            "INSERT INTO entity (id, type, value, epoch, first, head, partners, total, "
                            "decided, traits, since, members, contested) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                            error);
  if (insert == NULL)
    return FALSE;
  epoch = _cem_db_prepare (self->db,
                           "INSERT INTO epoch (chain, epoch, entity) VALUES (?1, ?2, ?3)", error);
  if (epoch == NULL)
    return FALSE;
  update = _cem_db_prepare (self->db,
                            "UPDATE entity SET first = ?1, head = ?2, partners = ?3, total = ?4, "
                            "decided = ?5, traits = ?6 WHERE id = ?7",
                            error);
  if (update == NULL)
    return FALSE;

  g_ptr_array_sort (self->dirty_entities, compare_entities);
  for (guint i = 0; i < self->dirty_entities->len; i++)
    {
      CemEntityRow *row = g_ptr_array_index (self->dirty_entities, i);

      if (row->stored ? !update_entity (update, row, error)
                      : !insert_entity (self, insert, epoch, row, error))
        return FALSE;
      row->stored = TRUE;
      row->dirty = FALSE;
    }

  g_ptr_array_set_size (self->dirty_entities, 0);
  return TRUE;
}

/* --- pairs --------------------------------------------------------------------------------------*/

typedef struct
{
  CemDbStatement *evidence;
  CemDbStatement *decision;
  CemDbStatement *refuse;
  CemDbStatement *accept;
} PairStatements;

static void
bind_pair (CemDbStatement *statement,
           const CemPairRow *row)
{
  _cem_db_bind_int (statement, 1, row->a);
  _cem_db_bind_int (statement, 2, row->b);
}

static gboolean
write_evidence (PairStatements *use,
                CemPairRow *row,
                GError **error)
{
  if (!row->evidence_dirty)
    return TRUE;

  bind_pair (use->evidence, row);
  _cem_db_bind_int (use->evidence, 3, row->time);
  _cem_db_bind_text (use->evidence, 4, row->source, -1);
  _cem_db_bind_text (use->evidence, 5, row->id, -1);
  row->evidence_dirty = FALSE;
  row->evidence_stored = TRUE;
  return _cem_db_run (use->evidence, error);
}

/* Sorting moves stored decisions about; those that are there already are ignored. */
static gboolean
write_decisions (PairStatements *use,
                 CemPairRow *row,
                 GError **error)
{
  if (row->decisions == NULL || row->n_decisions_stored == row->decisions->len)
    return TRUE;

  for (guint i = 0; i < row->decisions->len; i++)
    {
      const CemDecision *decision = &g_array_index (row->decisions, CemDecision, i);

      bind_pair (use->decision, row);
      _cem_db_bind_int (use->decision, 3, decision->time);
      _cem_db_bind_text (use->decision, 4, decision->source, -1);
      _cem_db_bind_text (use->decision, 5, decision->id, -1);
      _cem_db_bind_int (use->decision, 6, decision->kind);
      if (!_cem_db_run (use->decision, error))
        return FALSE;
    }

  row->n_decisions_stored = row->decisions->len;
  return TRUE;
}

static gboolean
write_refusals (PairStatements *use,
                CemPairRow *row,
                GError **error)
{
  for (guint kind = 1; kind < G_N_ELEMENTS (row->refused); kind++)
    {
      CemDbStatement *statement = row->refused[kind] != 0 ? use->refuse : use->accept;

      if (row->refused[kind] == 0 && row->refused_stored[kind] == 0)
        continue;

      bind_pair (statement, row);
      _cem_db_bind_int (statement, 3, kind);
      if (row->refused[kind] != 0)
        {
          _cem_db_bind_int (statement, 4, row->refused[kind]);
          _cem_db_bind_int (statement, 5, row->refused_time[kind]);
          _cem_db_bind_text (statement, 6, row->refused_source[kind], -1);
          _cem_db_bind_text (statement, 7, row->refused_id[kind], -1);
        }
      if (!_cem_db_run (statement, error))
        return FALSE;
      row->refused_stored[kind] = row->refused[kind];
    }

  return TRUE;
}

static gboolean
flush_pairs (CemIdentity *self,
             GError **error)
{
  g_autoptr (CemDbStatement) evidence = NULL;
  g_autoptr (CemDbStatement) decision = NULL;
  g_autoptr (CemDbStatement) refuse = NULL;
  g_autoptr (CemDbStatement) accept = NULL;
  PairStatements use;

  evidence = _cem_db_prepare (self->db,
                              "INSERT OR REPLACE INTO evidence (a, b, time, source, id) "
                              "VALUES (?1, ?2, ?3, ?4, ?5)",
                              error);
  if (evidence == NULL)
    return FALSE;
  decision = _cem_db_prepare (self->db,
                              "INSERT OR IGNORE INTO decision (a, b, time, source, id, kind) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                              error);
  if (decision == NULL)
    return FALSE;
  refuse = _cem_db_prepare (self->db,
                            "INSERT OR REPLACE INTO refused (a, b, kind, reason, time, source, id) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                            error);
  if (refuse == NULL)
    return FALSE;
  accept = _cem_db_prepare (self->db, "DELETE FROM refused WHERE a = ?1 AND b = ?2 AND kind = ?3",
                            error);
  if (accept == NULL)
    return FALSE;

  use = (PairStatements){ evidence, decision, refuse, accept };
  g_ptr_array_sort (self->dirty_pairs, compare_pairs);
  for (guint i = 0; i < self->dirty_pairs->len; i++)
    {
      CemPairRow *row = g_ptr_array_index (self->dirty_pairs, i);

      if (!write_evidence (&use, row, error) || !write_decisions (&use, row, error) ||
          !write_refusals (&use, row, error))
        return FALSE;
      row->queued = FALSE;
    }

  g_ptr_array_set_size (self->dirty_pairs, 0);
  return TRUE;
}

/* --- customers ----------------------------------------------------------------------------------*/

static gboolean
is_stored (const CemCustomerRow *row)
{
  if (!row->alive)
    return !row->stored;

  return row->stored && row->since == row->stored_since && row->n_members == row->stored_members &&
         row->contested == row->stored_contested;
}

/* After the entities: each head has its row by now. */
static gboolean
flush_customers (CemIdentity *self,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  statement = _cem_db_prepare (self->db,
                               "UPDATE entity SET since = ?2, members = ?3, contested = ?4 "
                               "WHERE id = ?1",
                               error);
  if (statement == NULL)
    return FALSE;

  g_ptr_array_sort (self->dirty_customers, compare_customers);
  for (guint i = 0; i < self->dirty_customers->len; i++)
    {
      CemCustomerRow *row = g_ptr_array_index (self->dirty_customers, i);

      /* Those that the store lacked are about to be in it. */
      if (!row->members_loaded)
        g_array_set_size (row->members, 0);
      row->dirty = FALSE;
      if (is_stored (row))
        continue;

      _cem_db_bind_int (statement, 1, row->head);
      bind_customer (statement, 2, row);
      mark_stored (row);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  g_ptr_array_set_size (self->dirty_customers, 0);
  return TRUE;
}

static gboolean
flush_members (CemIdentity *self,
               GError **error)
{
  g_autoptr (CemDbStatement) insert = NULL;
  g_autoptr (CemDbStatement) remove = NULL;

  insert = _cem_db_prepare (self->db, "INSERT OR IGNORE INTO member (head, entity) VALUES (?1, ?2)",
                            error);
  if (insert == NULL)
    return FALSE;
  remove = _cem_db_prepare (self->db, "DELETE FROM member WHERE head = ?1 AND entity = ?2", error);
  if (remove == NULL)
    return FALSE;

  g_array_sort (self->member_changes, compare_member_changes);
  for (guint i = 0; i < self->member_changes->len; i++)
    {
      const CemMemberChange *change = &g_array_index (self->member_changes, CemMemberChange, i);
      CemDbStatement *statement = change->insert ? insert : remove;

      /* Of several changes of one row, the last counts. */
      if (i + 1 < self->member_changes->len && change[1].head == change->head &&
          change[1].entity == change->entity)
        continue;

      _cem_db_bind_int (statement, 1, change->head);
      _cem_db_bind_int (statement, 2, change->entity);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }

  g_array_set_size (self->member_changes, 0);
  return TRUE;
}

/* --- traits -------------------------------------------------------------------------------------*/

static gboolean
flush_traits (CemIdentity *self,
              GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (self->dirty_traits_of->len == 0)
    return TRUE;

  statement = _cem_db_prepare (self->db,
                               "INSERT OR REPLACE INTO trait (entity, field, source, value, time, id) "
                               "VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                               error);
  if (statement == NULL)
    return FALSE;

  g_ptr_array_sort (self->dirty_traits_of, compare_entities);
  for (guint i = 0; i < self->dirty_traits_of->len; i++)
    {
      CemEntityRow *row = g_ptr_array_index (self->dirty_traits_of, i);

      for (guint j = 0; j < row->traits->len; j++)
        {
          CemTraitRow *trait = g_ptr_array_index (row->traits, j);

          if (!trait->dirty)
            continue;

          _cem_db_bind_int (statement, 1, row->id);
          _cem_db_bind_text (statement, 2, trait->field, -1);
          _cem_db_bind_text (statement, 3, trait->source, -1);
          _cem_db_bind_text (statement, 4, trait->value, -1);
          _cem_db_bind_int (statement, 5, trait->time);
          _cem_db_bind_text (statement, 6, trait->id, -1);
          if (!_cem_db_run (statement, error))
            return FALSE;
          trait->dirty = FALSE;
        }
    }

  g_ptr_array_set_size (self->dirty_traits_of, 0);
  return TRUE;
}

gboolean
_cem_identity_flush (CemIdentity *self,
                     GError **error)
{
  return (self->dirty_entities->len == 0 || flush_entities (self, error)) &&
         (self->dirty_pairs->len == 0 || flush_pairs (self, error)) &&
         (self->dirty_customers->len == 0 || flush_customers (self, error)) &&
         (self->member_changes->len == 0 || flush_members (self, error)) &&
         flush_traits (self, error);
}
