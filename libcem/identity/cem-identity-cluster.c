/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-rows-internal.h"

#include "base/cem-words-private.h"

/* --- where order cannot matter --------------------------------------------------------------------
 * While nothing was refused, nobody decided and no match rule applies, a customer is just what is
 * connected: its bounds hold for all of it, so they hold for every part, in whatever order it grew. */

static gboolean
starts_contested (const CemEntityRow *row)
{
  return row->decided || row->type->in_rule || !row->type->links;
}

void
_cem_identity_found (CemIdentity *self,
                     CemEntityRow *row)
{
  CemCustomerRow *customer = _cem_identity_add_customer (self, row->id);

  customer->since = row->first;
  customer->n_members = 1;
  customer->contested = starts_contested (row);
  g_array_append_val (customer->members, row->id);
  _cem_identity_set_head (self, row, row->id);
}

static gboolean
is_within_bounds (CemIdentity *self,
                  CemCustomerRow *a,
                  CemCustomerRow *b,
                  gboolean *within,
                  GError **error)
{
  CemCustomerRow *small = a->n_members <= b->n_members ? a : b;
  CemCustomerRow *big = small == a ? b : a;
  guint n_types = _cem_identity_config_get_n_types (self->config);
  gboolean counted = FALSE;

  *within = a->n_members + b->n_members <= _cem_identity_config_get_max_members (self->config);
  if (!*within)
    return TRUE;

  if (!_cem_identity_count_types (self, small, error))
    return FALSE;
  for (guint i = 0; i < n_types; i++)
    if (small->counts[i] > 0 && _cem_identity_config_get_type (self->config, i)->per_customer > 0)
      counted = TRUE;
  if (!counted)
    return TRUE;

  if (!_cem_identity_count_types (self, big, error))
    return FALSE;
  for (guint i = 0; i < n_types; i++)
    {
      guint bound = _cem_identity_config_get_type (self->config, i)->per_customer;

      if (bound > 0 && small->counts[i] > 0 && (guint) small->counts[i] + big->counts[i] > bound)
        *within = FALSE;
    }

  return TRUE;
}

static gboolean
is_before (const CemEntityRow *a,
           const CemEntityRow *b)
{
  if (a->type->rank != b->type->rank)
    return a->type->rank < b->type->rank;

  return a->id < b->id;
}

static gboolean
absorb (CemIdentity *self,
        CemCustomerRow *winner,
        CemCustomerRow *loser,
        GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!_cem_identity_load_members (self, loser, error))
    return FALSE;

  rows = g_ptr_array_sized_new (loser->members->len);
  for (guint i = 0; i < loser->members->len; i++)
    {
      CemEntityRow *row = NULL;

      if (!_cem_identity_get_entity (self, g_array_index (loser->members, gint64, i), &row, error))
        return FALSE;
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }

  _cem_identity_touch_customer (self, winner);
  _cem_identity_touch_customer (self, loser);
  for (guint i = 0; i < rows->len; i++)
    _cem_identity_set_head (self, g_ptr_array_index (rows, i), winner->head);

  g_array_append_vals (winner->members, loser->members->data, loser->members->len);
  winner->n_members += loser->n_members;
  winner->since = MIN (winner->since, loser->since);
  winner->contested = winner->contested || loser->contested;
  if (winner->counts != NULL && loser->counts != NULL)
    {
      for (guint i = 0; i < _cem_identity_config_get_n_types (self->config); i++)
        winner->counts[i] = (guint16) MIN ((guint) winner->counts[i] + loser->counts[i], G_MAXUINT16);
    }
  else
    g_clear_pointer (&winner->counts, g_free);

  loser->alive = FALSE;
  loser->n_members = 0;
  loser->members_loaded = TRUE;
  g_array_set_size (loser->members, 0);
  g_clear_pointer (&loser->counts, g_free);
  return TRUE;
}

static gboolean
get_customer_of (CemIdentity *self,
                 CemEntityRow *row,
                 CemCustomerRow **customer,
                 GError **error)
{
  if (!_cem_identity_get_customer_row (self, row->head, customer, error))
    return FALSE;
  if (*customer != NULL && (*customer)->alive)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "Fragment %lld belongs to customer %lld, which the store does not have: verify "
                  "the store", (long long) row->id, (long long) row->head);
  return FALSE;
}

gboolean
_cem_identity_join (CemIdentity *self,
                    CemEntityRow *x,
                    CemEntityRow *y,
                    gboolean leaf,
                    gboolean *joined,
                    GError **error)
{
  CemCustomerRow *a = NULL;
  CemCustomerRow *b = NULL;
  CemEntityRow *head_a = NULL;
  CemEntityRow *head_b = NULL;
  gboolean within = FALSE;

  *joined = FALSE;
  if (!get_customer_of (self, x, &a, error) || !get_customer_of (self, y, &b, error))
    return FALSE;
  if (a->contested || (b->contested && !leaf))
    return TRUE;
  if (a == b)
    {
      *joined = TRUE;
      return TRUE;
    }

  if (!is_within_bounds (self, a, b, &within, error))
    return FALSE;
  if (!within)
    return TRUE;

  if (!_cem_identity_get_entity (self, a->head, &head_a, error) ||
      !_cem_identity_get_entity (self, b->head, &head_b, error))
    return FALSE;
  *joined = TRUE;
  return is_before (head_a, head_b) ? absorb (self, a, b, error) : absorb (self, b, a, error);
}

/* --- where it may -------------------------------------------------------------------------------*/

typedef CemCluster Cluster;

static gboolean
is_inside (Cluster *cluster,
           CemEntityRow *row)
{
  return row->node_stamp == cluster->self->node_stamp && row->node != G_MAXUINT;
}

static gboolean
push (Cluster *cluster,
      CemEntityRow *row,
      GError **error)
{
  gboolean known = FALSE;

  if (row->node_stamp == cluster->self->node_stamp)
    return TRUE;
  if (!_cem_identity_is_known (cluster->self, row, &known, error))
    return FALSE;

  row->node_stamp = cluster->self->node_stamp;
  row->node = known ? cluster->rows->len : G_MAXUINT;
  g_ptr_array_add (known ? cluster->rows : cluster->out, row);
  return TRUE;
}

static gboolean
get_other (CemIdentity *self,
           CemPairRow *pair,
           CemEntityRow *row,
           CemEntityRow **other,
           GError **error)
{
  gint64 id = pair->a == row->id ? pair->b : pair->a;

  if (!_cem_identity_get_entity (self, id, other, error))
    return FALSE;
  if (*other != NULL)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_CORRUPT,
                  "Fragment %lld stands in evidence with %lld, which the store does not have: "
                  "verify the store", (long long) row->id, (long long) id);
  return FALSE;
}

static gboolean
push_epoch (Cluster *cluster,
            CemEntityRow *row,
            gint64 epoch,
            GError **error)
{
  CemEntityRow *other = NULL;

  if (!_cem_identity_get_epoch (cluster->self, row, epoch, &other, error))
    return FALSE;
  if (other == NULL || _cem_entity_is_crowded (cluster->self, other))
    return TRUE;

  return push (cluster, other, error);
}

static gboolean
spread (Cluster *cluster,
        CemEntityRow *row,
        GError **error)
{
  CemIdentity *self = cluster->self;
  gboolean crowded = _cem_entity_is_crowded (self, row);

  if (!_cem_identity_load_pairs (self, row, error))
    return FALSE;

  for (guint i = 0; i < row->pairs->len; i++)
    {
      CemPairRow *pair = g_ptr_array_index (row->pairs, i);
      gboolean link = pair->verdict.link != NULL;
      CemEntityRow *other = NULL;

      if (!link && (pair->id == NULL || pair->verdict.unlinked || crowded))
        continue;
      if (!get_other (self, pair, row, &other, error))
        return FALSE;
      if ((link || cluster->curious || !_cem_entity_is_crowded (self, other)) &&
          !push (cluster, other, error))
        return FALSE;
    }

  return row->type->valid == 0 || crowded ||
         (push_epoch (cluster, row, row->epoch - 1, error) &&
          push_epoch (cluster, row, row->epoch + 1, error));
}

gboolean
_cem_identity_seed (CemIdentity *self,
                    CemEntityRow *row,
                    gboolean crossed,
                    GPtrArray *seeds,
                    GError **error)
{
  CemEntityRow *other = NULL;

  g_ptr_array_add (seeds, row);
  for (gint64 epoch = row->epoch - 1; row->type->valid > 0 && epoch <= row->epoch + 1; epoch += 2)
    {
      if (!_cem_identity_get_epoch (self, row, epoch, &other, error))
        return FALSE;
      if (other != NULL)
        g_ptr_array_add (seeds, other);
    }

  if (!crossed)
    return TRUE;
  if (!_cem_identity_load_pairs (self, row, error))
    return FALSE;

  for (guint i = 0; i < row->pairs->len; i++)
    {
      if (!get_other (self, g_ptr_array_index (row->pairs, i), row, &other, error))
        return FALSE;
      g_ptr_array_add (seeds, other);
    }

  return TRUE;
}

static void
add_edge (Cluster *cluster,
          CemEntityRow *a,
          CemEntityRow *b,
          CemEdgeKind kind,
          gboolean unlinked,
          gint64 time,
          const char *source,
          const char *id)
{
  CemPartitionEdge edge = {
    .a = a->node,
    .b = b->node,
    .kind = kind,
    .unlinked = unlinked,
    .time = time,
    .source = source,
    .id = id,
  };

  g_array_append_val (cluster->edges, edge);
}

static CemEntityRow *
peek_other (CemIdentity *self,
            CemPairRow *pair,
            CemEntityRow *row)
{
  gint64 id = pair->a == row->id ? pair->b : pair->a;

  return g_hash_table_lookup (self->entities, &id);
}

/* Each pair once: at its a, or at its only end in the cluster. */
static gboolean
is_turn (Cluster *cluster,
         CemPairRow *pair,
         CemEntityRow *row,
         CemEntityRow *other)
{
  return pair->a == row->id || other == NULL || !is_inside (cluster, other);
}

static void
collect (Cluster *cluster,
         CemEntityRow *row)
{
  CemIdentity *self = cluster->self;
  CemPartitionNode node = {
    .id = row->id,
    .type = row->type,
    .epoch = row->epoch,
    .crowded = _cem_entity_is_crowded (self, row),
  };

  if (row->type->valid > 0)
    node.chain = _cem_identity_chain (self->secret, row->type, row->value, strlen (row->value));
  g_array_append_val (cluster->nodes, node);

  for (guint i = 0; i < row->pairs->len; i++)
    {
      CemPairRow *pair = g_ptr_array_index (row->pairs, i);
      CemEntityRow *other = peek_other (self, pair, row);

      if (!is_turn (cluster, pair, row, other))
        continue;

      memcpy (pair->refused_old, pair->refused, sizeof pair->refused);
      memset (pair->refused, 0, sizeof pair->refused);
      if (other == NULL || !is_inside (cluster, other))
        continue;

      if (pair->verdict.link != NULL)
        add_edge (cluster, row, other, CEM_EDGE_LINK, FALSE, pair->verdict.link->time,
                  pair->verdict.link->source, pair->verdict.link->id);
      if (pair->id != NULL)
        add_edge (cluster, row, other, CEM_EDGE_EVIDENCE, pair->verdict.unlinked, pair->time,
                  pair->source, pair->id);
      if (pair->verdict.apart != NULL)
        {
          CemPartitionApart apart = { row->node, other->node };

          g_array_append_val (cluster->aparts, apart);
        }
    }
}

static gboolean
is_refusal (CemEdgeStatus status)
{
  return status == CEM_EDGE_KEPT_APART || status == CEM_EDGE_CONFLICT || status == CEM_EDGE_LIMIT;
}

static void
note_refusals (Cluster *cluster)
{
  for (guint i = 0; i < cluster->edges->len; i++)
    {
      const CemPartitionEdge *edge = &g_array_index (cluster->edges, CemPartitionEdge, i);
      CemPairRow *pair = NULL;

      if (!is_refusal (edge->status))
        continue;

      pair = _cem_identity_add_pair (cluster->self, g_ptr_array_index (cluster->rows, edge->a),
                                     g_ptr_array_index (cluster->rows, edge->b));
      if (pair->refused[edge->kind] != 0)
        continue;
      pair->refused[edge->kind] = (guint8) edge->status;
      pair->refused_time[edge->kind] = edge->time;
      pair->refused_source[edge->kind] = edge->source;
      if (pair->refused_id[edge->kind] == NULL || edge->id == NULL ||
          strcmp (pair->refused_id[edge->kind], edge->id) != 0)
        {
          g_free (pair->refused_id[edge->kind]);
          pair->refused_id[edge->kind] = g_strdup (edge->id);
        }
      _cem_identity_touch_pair (cluster->self, pair);
    }
}

static void
report_refusals (Cluster *cluster,
                 CemEntityRow *row)
{
  CemIdentity *self = cluster->self;

  for (guint i = 0; i < row->pairs->len; i++)
    {
      CemPairRow *pair = g_ptr_array_index (row->pairs, i);

      if (!is_turn (cluster, pair, row, peek_other (self, pair, row)))
        continue;

      for (guint kind = 1; kind < G_N_ELEMENTS (pair->refused); kind++)
        {
          guint8 reason = pair->refused[kind];
          CemIdentityChange change = {
            .kind = CEM_IDENTITY_PROPOSED,
            .a = pair->a,
            .b = pair->b,
            .reason = (CemEdgeStatus) reason,
          };

          if (reason == pair->refused_old[kind])
            continue;
          _cem_identity_touch_pair (self, pair);
          if (reason == CEM_EDGE_CONFLICT || reason == CEM_EDGE_LIMIT)
            g_array_append_val (self->changes, change);
        }
      memcpy (pair->refused_old, pair->refused, sizeof pair->refused);
    }
}

/* --- new customers ------------------------------------------------------------------------------*/

static gboolean
retire_old (Cluster *cluster,
            GPtrArray *rows,
            GError **error)
{
  for (guint i = 0; i < rows->len; i++)
    {
      CemEntityRow *row = g_ptr_array_index (rows, i);
      CemCustomerRow *old = NULL;

      if (row->head == 0)
        continue;
      if (!_cem_identity_get_customer_row (cluster->self, row->head, &old, error))
        return FALSE;
      if (old == NULL || !old->alive)
        continue;

      _cem_identity_touch_customer (cluster->self, old);
      old->alive = FALSE;
      old->n_members = 0;
      old->members_loaded = TRUE;
      g_array_set_size (old->members, 0);
      g_clear_pointer (&old->counts, g_free);
    }

  return TRUE;
}

static CemCustomerRow *
peek_customer (CemIdentity *self,
               gint64 head)
{
  return g_hash_table_lookup (self->customers, &head);
}

static void
appoint_new (Cluster *cluster)
{
  CemIdentity *self = cluster->self;

  for (guint i = 0; i < cluster->rows->len; i++)
    {
      const CemPartitionNode *node = &g_array_index (cluster->nodes, CemPartitionNode, i);

      if (node->head == node->id)
        _cem_identity_add_customer (self, node->id);
    }
  for (guint i = 0; i < cluster->rows->len; i++)
    {
      const CemPartitionNode *node = &g_array_index (cluster->nodes, CemPartitionNode, i);
      CemEntityRow *row = g_ptr_array_index (cluster->rows, i);
      CemCustomerRow *customer = peek_customer (self, node->head);

      customer->n_members++;
      g_array_append_val (customer->members, row->id);
      if (row->first != CEM_NO_TIME)
        customer->since = MIN (customer->since, row->first);
      customer->contested = customer->contested || starts_contested (row);
      _cem_identity_set_head (self, row, node->head);
    }
  for (guint i = 0; i < cluster->edges->len; i++)
    {
      const CemPartitionEdge *edge = &g_array_index (cluster->edges, CemPartitionEdge, i);
      CemEntityRow *a = g_ptr_array_index (cluster->rows, edge->a);
      CemEntityRow *b = g_ptr_array_index (cluster->rows, edge->b);

      if (is_refusal (edge->status))
        {
          peek_customer (self, a->head)->contested = TRUE;
          peek_customer (self, b->head)->contested = TRUE;
        }
      /* Known by a link alone: since then. */
      if (edge->kind == CEM_EDGE_LINK && a->first == CEM_NO_TIME)
        peek_customer (self, a->head)->since = MIN (peek_customer (self, a->head)->since, edge->time);
      if (edge->kind == CEM_EDGE_LINK && b->first == CEM_NO_TIME)
        peek_customer (self, b->head)->since = MIN (peek_customer (self, b->head)->since, edge->time);
    }
}

static gboolean
build (Cluster *cluster,
       GPtrArray *seeds,
       GError **error)
{
  CemIdentity *self = cluster->self;

  self->node_stamp++;
  for (guint i = 0; i < seeds->len; i++)
    if (!push (cluster, g_ptr_array_index (seeds, i), error))
      return FALSE;
  for (guint i = 0; i < cluster->rows->len; i++)
    if (!spread (cluster, g_ptr_array_index (cluster->rows, i), error))
      return FALSE;
  for (guint i = 0; i < cluster->out->len; i++)
    if (!_cem_identity_load_pairs (self, g_ptr_array_index (cluster->out, i), error))
      return FALSE;

  return TRUE;
}

void
_cem_cluster_clear (CemCluster *cluster)
{
  g_clear_pointer (&cluster->rows, g_ptr_array_unref);
  g_clear_pointer (&cluster->out, g_ptr_array_unref);
  g_clear_pointer (&cluster->nodes, g_array_unref);
  g_clear_pointer (&cluster->edges, g_array_unref);
  g_clear_pointer (&cluster->aparts, g_array_unref);
}

gboolean
_cem_identity_survey (CemIdentity *self,
                      GPtrArray *seeds,
                      gboolean curious,
                      CemCluster *cluster,
                      GError **error)
{
  cluster->self = self;
  cluster->curious = curious;
  cluster->rows = g_ptr_array_new ();
  cluster->out = g_ptr_array_new ();
  cluster->nodes = g_array_new (FALSE, FALSE, sizeof (CemPartitionNode));
  cluster->edges = g_array_new (FALSE, FALSE, sizeof (CemPartitionEdge));
  cluster->aparts = g_array_new (FALSE, FALSE, sizeof (CemPartitionApart));
  if (!build (cluster, seeds, error))
    return FALSE;

  for (guint i = 0; i < cluster->rows->len; i++)
    collect (cluster, g_ptr_array_index (cluster->rows, i));
  _cem_partition_run (self->config, (CemPartitionNode *) (void *) cluster->nodes->data,
                      cluster->nodes->len, cluster->edges,
                      (const CemPartitionApart *) (const void *) cluster->aparts->data,
                      cluster->aparts->len);
  return TRUE;
}

gboolean
_cem_identity_recompute (CemIdentity *self,
                         GPtrArray *seeds,
                         GError **error)
{
  g_auto (CemCluster) cluster = { NULL };

  if (!_cem_identity_survey (self, seeds, FALSE, &cluster, error) ||
      !retire_old (&cluster, cluster.rows, error) || !retire_old (&cluster, cluster.out, error))
    return FALSE;

  note_refusals (&cluster);
  for (guint i = 0; i < cluster.rows->len; i++)
    report_refusals (&cluster, g_ptr_array_index (cluster.rows, i));
  for (guint i = 0; i < cluster.out->len; i++)
    _cem_identity_set_head (self, g_ptr_array_index (cluster.out, i), 0);
  appoint_new (&cluster);
  return TRUE;
}

/* --- what changed -------------------------------------------------------------------------------*/

typedef struct
{
  gint64 before;
  gint64 after;
} Move;

static gint
compare_moves (gconstpointer first,
               gconstpointer second)
{
  const Move *a = first;
  const Move *b = second;

  if (a->before != b->before)
    return a->before < b->before ? -1 : 1;

  return a->after < b->after ? -1 : a->after > b->after;
}

static gint
compare_changes (gconstpointer first,
                 gconstpointer second)
{
  const CemIdentityChange *a = first;
  const CemIdentityChange *b = second;
  const gint64 x[] = { a->kind, a->customer, a->other, a->a, a->b, a->reason };
  const gint64 y[] = { b->kind, b->customer, b->other, b->a, b->b, b->reason };

  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    if (x[i] != y[i])
      return x[i] < y[i] ? -1 : 1;

  return 0;
}

static void
add_change (CemIdentity *self,
            CemIdentityChangeKind kind,
            gint64 customer,
            gint64 other)
{
  CemIdentityChange change = { .kind = kind, .customer = customer, .other = other };

  g_array_append_val (self->changes, change);
}

/* The members that one customer lost, by where they went. */
static void
report_moves (CemIdentity *self,
              const Move *moves,
              guint n)
{
  gint64 before = moves[0].before;
  CemCustomerRow *old = peek_customer (self, before);
  CemEntityRow *head = g_hash_table_lookup (self->entities, &before);
  gint64 heir = before;

  /* The customer lives on where its head is, or where others are when nobody knows that any more. */
  if (old == NULL || !old->alive)
    heir = head != NULL ? head->head : 0;
  for (guint i = 0; heir == 0 && i < n; i++)
    heir = moves[i].after;
  for (guint i = 0; i < n; i++)
    {
      if (moves[i].after == 0 || (i > 0 && moves[i].after == moves[i - 1].after))
        continue;
      if (moves[i].after == heir)
        add_change (self, CEM_IDENTITY_MERGED, heir, before);
      else
        add_change (self, CEM_IDENTITY_UNMERGED, heir, moves[i].after);
    }
}

/* A thing that has no head is the only identifier of its noun. */
static Move
get_move (CemIdentity *self,
          const CemEntityRow *row)
{
  Move move = { row->head_before, row->head };

  if (_cem_entity_is_thing (row) && move.before == 0 && row->born != self->stamp)
    move.before = row->id;
  if (_cem_entity_is_thing (row) && move.after == 0)
    move.after = row->id;
  return move;
}

void
_cem_identity_collect_changes (CemIdentity *self)
{
  g_autoptr (GArray) moves = NULL;
  g_autoptr (GHashTable) explained = NULL;
  guint start = 0;

  if (self->moved->len > 0)
    {
      moves = g_array_new (FALSE, FALSE, sizeof (Move));
      explained = g_hash_table_new (g_int64_hash, g_int64_equal);
      for (guint i = 0; i < self->moved->len; i++)
        {
          CemEntityRow *row = g_ptr_array_index (self->moved, i);
          Move move = get_move (self, row);

          if (move.before != move.after)
            g_array_append_val (moves, move);
        }
      g_array_sort (moves, compare_moves);

      for (guint i = 1; i <= moves->len; i++)
        {
          const Move *first = &g_array_index (moves, Move, start);

          if (i < moves->len && g_array_index (moves, Move, i).before == first->before)
            continue;
          if (first->before != 0)
            report_moves (self, first, i - start);
          start = i;
        }
      for (guint i = 0; i < moves->len; i++)
        if (g_array_index (moves, Move, i).before != 0)
          g_hash_table_add (explained, &g_array_index (moves, Move, i).after);

      for (guint i = 0; i < self->touched_customers->len; i++)
        {
          CemCustomerRow *customer = g_ptr_array_index (self->touched_customers, i);

          if (customer->alive && !customer->alive_before &&
              !g_hash_table_contains (explained, &customer->head))
            add_change (self, CEM_IDENTITY_NEW_CUSTOMER, customer->head, 0);
        }
    }

  for (guint i = 0; i < self->changes->len; i++)
    {
      CemIdentityChange *change = &g_array_index (self->changes, CemIdentityChange, i);
      const gint64 id = change->kind == CEM_IDENTITY_PROPOSED ? change->a : change->customer;
      const CemEntityRow *row = g_hash_table_lookup (self->entities, &id);

      change->thing = row != NULL && _cem_entity_is_thing (row);
    }
  if (self->changes->len > 1)
    g_array_sort (self->changes, compare_changes);
}
