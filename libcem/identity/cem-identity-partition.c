/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-partition-private.h"

typedef struct
{
  CemIdentityConfig *config;
  CemPartitionNode *nodes;
  guint n_nodes;
  const CemPartitionApart *aparts;
  guint n_aparts;
  guint *parent;
  guint *size;
  guint n_counted;  /* types with per_customer */
  gint *counted;    /* type index -> column, or -1 */
  guint *bounds;    /* column -> per_customer */
  gboolean *strong; /* column -> exceeding it is a conflict */
  guint16 *counts;  /* component's root x column */
} Partition;

static gint
compare_text (const char *a,
              const char *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);

  return strcmp (a, b);
}

/* Of one event, what the strongest identifier says comes first: someone who gives a partner's number stays
 * with his own address, and neither of them goes to the partner. */
static gint
compare_ranks (const CemPartitionNode *nodes,
               const CemPartitionEdge *a,
               const CemPartitionEdge *b)
{
  const guint first[2] = { nodes[a->a].type->rank, nodes[a->b].type->rank };
  const guint second[2] = { nodes[b->a].type->rank, nodes[b->b].type->rank };
  const gint strong = (gint) MIN (first[0], first[1]) - (gint) MIN (second[0], second[1]);

  return strong != 0 ? strong : (gint) MAX (first[0], first[1]) - (gint) MAX (second[0], second[1]);
}

static gint
compare_edges (gconstpointer first,
               gconstpointer second,
               gpointer data)
{
  const CemPartitionEdge *a = first;
  const CemPartitionEdge *b = second;
  const CemPartitionNode *nodes = data;
  gint text;

  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  if (a->rule != b->rule)
    return a->rule < b->rule ? -1 : 1;
  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;
  text = compare_text (a->source, b->source);
  if (text == 0)
    text = compare_text (a->id, b->id);
  if (text == 0)
    text = compare_ranks (nodes, a, b);
  if (text != 0)
    return text;
  if (nodes[a->a].id != nodes[b->a].id)
    return nodes[a->a].id < nodes[b->a].id ? -1 : 1;
  if (nodes[a->b].id != nodes[b->b].id)
    return nodes[a->b].id < nodes[b->b].id ? -1 : 1;

  return 0;
}

static guint
find_root (Partition *self,
           guint node)
{
  while (self->parent[node] != node)
    {
      self->parent[node] = self->parent[self->parent[node]];
      node = self->parent[node];
    }

  return node;
}

static gboolean
is_apart (Partition *self,
          guint a,
          guint b)
{
  for (guint i = 0; i < self->n_aparts; i++)
    {
      guint x = find_root (self, self->aparts[i].a);
      guint y = find_root (self, self->aparts[i].b);

      if ((x == a && y == b) || (x == b && y == a))
        return TRUE;
    }

  return FALSE;
}

static CemEdgeStatus
check_bounds (Partition *self,
              guint a,
              guint b)
{
  const guint16 *first = self->counts + (gsize) a * self->n_counted;
  const guint16 *second = self->counts + (gsize) b * self->n_counted;
  gboolean limit = self->size[a] + self->size[b] > _cem_identity_config_get_max_members (self->config);

  for (guint i = 0; i < self->n_counted; i++)
    if (first[i] > 0 && second[i] > 0 && (guint) first[i] + second[i] > self->bounds[i])
      {
        if (self->strong[i])
          return CEM_EDGE_CONFLICT;
        limit = TRUE;
      }

  return limit ? CEM_EDGE_LIMIT : CEM_EDGE_TAKEN;
}

static void
join (Partition *self,
      guint a,
      guint b)
{
  guint big = self->size[a] >= self->size[b] ? a : b;
  guint small = big == a ? b : a;

  self->parent[small] = big;
  self->size[big] += self->size[small];
  for (guint i = 0; i < self->n_counted; i++)
    {
      guint16 *count = &self->counts[(gsize) big * self->n_counted + i];
      guint sum = (guint) *count + self->counts[(gsize) small * self->n_counted + i];

      *count = (guint16) MIN (sum, G_MAXUINT16);
    }
}

static gboolean
is_passive (const CemPartitionNode *node)
{
  return !node->type->links;
}

static void
take (Partition *self,
      CemPartitionEdge *edge)
{
  guint a = find_root (self, edge->a);
  guint b = find_root (self, edge->b);

  edge->tree = FALSE;
  if (edge->kind != CEM_EDGE_LINK)
    {
      CemPartitionNode *first = &self->nodes[edge->a];
      CemPartitionNode *second = &self->nodes[edge->b];

      if (edge->unlinked)
        {
          edge->status = CEM_EDGE_UNLINKED;
          return;
        }
      if (first->crowded || second->crowded)
        {
          edge->status = CEM_EDGE_CROWDED;
          return;
        }
      if (is_passive (first) || is_passive (second))
        {
          edge->status = CEM_EDGE_RULE_ONLY;
          return;
        }
    }

  edge->status = CEM_EDGE_TAKEN;
  if (a == b)
    return;

  if (is_apart (self, a, b))
    edge->status = CEM_EDGE_KEPT_APART;
  else if (edge->kind != CEM_EDGE_LINK)
    edge->status = check_bounds (self, a, b);

  if (edge->status != CEM_EDGE_TAKEN)
    return;

  edge->tree = TRUE;
  join (self, a, b);
}

/* --- match rules --------------------------------------------------------------------------------*/

/* Fragment @node shares entities tuple[0..k) with whoever has the same tuple, since the edge. */
typedef struct
{
  guint node;
  guint tuple; /* offset into the words */
  const CemPartitionEdge *last;
} RuleHit;

typedef struct
{
  Partition *partition;
  GArray *edges;
  guint *first; /* node -> first of its incident edges, CSR */
  guint *incident;
  GArray *words; /* guint */
  GArray *hits;  /* RuleHit */
  const CemIdentityType *const *types;
  guint n_types;
} RuleSearch;

static void
index_edges (RuleSearch *self)
{
  guint n = self->partition->n_nodes;
  guint *fill = g_new0 (guint, n + 1);

  self->first = g_new0 (guint, n + 1);
  self->incident = g_new (guint, (gsize) self->edges->len * 2 + 1);
  for (guint i = 0; i < self->edges->len; i++)
    {
      const CemPartitionEdge *edge = &g_array_index (self->edges, CemPartitionEdge, i);

      self->first[edge->a + 1]++;
      self->first[edge->b + 1]++;
    }
  for (guint i = 0; i < n; i++)
    self->first[i + 1] += self->first[i];
  for (guint i = 0; i < self->edges->len; i++)
    {
      const CemPartitionEdge *edge = &g_array_index (self->edges, CemPartitionEdge, i);

      self->incident[self->first[edge->a] + fill[edge->a]++] = i;
      self->incident[self->first[edge->b] + fill[edge->b]++] = i;
    }
  g_free (fill);
}

/* All ways to choose one neighbour of each of the rule's types; a fragment with very many identifiers
 * is matched on the first 64 combinations, which its own order determines. */
#define MAX_TUPLES 64

static void
extend_tuple (RuleSearch *self,
              guint node,
              guint depth,
              guint *chosen,
              const CemPartitionEdge *last,
              guint *budget)
{
  CemPartitionNode *nodes = self->partition->nodes;

  if (depth == self->n_types)
    {
      RuleHit hit = { node, self->words->len, last };

      if (*budget == 0)
        return;
      (*budget)--;
      g_array_append_vals (self->words, chosen, depth);
      g_array_append_val (self->hits, hit);
      return;
    }

  for (guint i = self->first[node]; i < self->first[node + 1] && *budget > 0; i++)
    {
      const CemPartitionEdge *edge = &g_array_index (self->edges, CemPartitionEdge, self->incident[i]);
      guint other = edge->a == node ? edge->b : edge->a;

      if (edge->kind != CEM_EDGE_EVIDENCE || edge->unlinked || nodes[other].crowded ||
          nodes[other].type != self->types[depth])
        continue;

      chosen[depth] = other;
      extend_tuple (self, node, depth + 1, chosen,
                    last == NULL || compare_edges (last, edge, nodes) < 0 ? edge : last, budget);
    }
}

static gint
compare_hits (gconstpointer first,
              gconstpointer second,
              gpointer data)
{
  RuleSearch *self = data;
  const RuleHit *a = first;
  const RuleHit *b = second;

  for (guint i = 0; i < self->n_types; i++)
    {
      guint x = g_array_index (self->words, guint, a->tuple + i);
      guint y = g_array_index (self->words, guint, b->tuple + i);

      if (x != y)
        return x < y ? -1 : 1;
    }

  return a->node < b->node ? -1 : a->node > b->node;
}

static gboolean
same_tuple (RuleSearch *self,
            const RuleHit *a,
            const RuleHit *b)
{
  return memcmp (&g_array_index (self->words, guint, a->tuple),
                 &g_array_index (self->words, guint, b->tuple), self->n_types * sizeof (guint)) == 0;
}

static void
add_rule_edge (RuleSearch *self,
               GArray *made,
               guint rule,
               const RuleHit *a,
               const RuleHit *b)
{
  CemPartitionNode *nodes = self->partition->nodes;
  const CemPartitionEdge *last = compare_edges (a->last, b->last, nodes) < 0 ? b->last : a->last;
  gboolean swap = nodes[a->node].id > nodes[b->node].id;
  CemPartitionEdge edge = {
    .a = swap ? b->node : a->node,
    .b = swap ? a->node : b->node,
    .kind = CEM_EDGE_RULE,
    .rule = rule,
    .time = last->time,
    .source = last->source,
    .id = last->id,
  };

  g_array_append_val (made, edge);
}

static void
match_rule (RuleSearch *self,
            guint rule,
            GArray *made)
{
  guint chosen[8];

  self->types = _cem_identity_config_get_rule (self->partition->config, rule);
  for (self->n_types = 0; self->types[self->n_types] != NULL;)
    self->n_types++;
  g_array_set_size (self->words, 0);
  g_array_set_size (self->hits, 0);

  for (guint i = 0; i < self->partition->n_nodes; i++)
    {
      guint budget = MAX_TUPLES;

      if (!is_passive (&self->partition->nodes[i]) && !self->partition->nodes[i].crowded)
        extend_tuple (self, i, 0, chosen, NULL, &budget);
    }
  g_array_sort_with_data (self->hits, compare_hits, self);

  for (guint i = 0; i < self->hits->len; i++)
    {
      const RuleHit *hit = &g_array_index (self->hits, RuleHit, i);

      for (guint j = i + 1; j < self->hits->len; j++)
        {
          const RuleHit *other = &g_array_index (self->hits, RuleHit, j);

          if (!same_tuple (self, hit, other))
            break;
          if (other->node != hit->node)
            add_rule_edge (self, made, rule, hit, other);
        }
    }
}

/* One rule edge a pair and rule, the earliest. */
static void
add_rules (Partition *partition,
           GArray *edges)
{
  guint n_rules = _cem_identity_config_get_n_rules (partition->config);
  g_autoptr (GArray) made = NULL;
  RuleSearch self = { .partition = partition, .edges = edges };

  if (n_rules == 0)
    return;

  made = g_array_new (FALSE, FALSE, sizeof (CemPartitionEdge));
  self.words = g_array_new (FALSE, FALSE, sizeof (guint));
  self.hits = g_array_new (FALSE, FALSE, sizeof (RuleHit));
  index_edges (&self);
  for (guint i = 0; i < n_rules; i++)
    {
      g_autoptr (GHashTable) seen = NULL;
      guint start = made->len;
      guint kept = start;

      match_rule (&self, i, made);
      g_qsort_with_data (&g_array_index (made, CemPartitionEdge, start), (gint) (made->len - start),
                         sizeof (CemPartitionEdge), compare_edges, partition->nodes);
      seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      for (guint j = start; j < made->len; j++)
        {
          CemPartitionEdge edge = g_array_index (made, CemPartitionEdge, j);
          gint64 *key = g_new (gint64, 1);

          *key = (gint64) edge.a << 32 | edge.b;
          if (g_hash_table_add (seen, key))
            g_array_index (made, CemPartitionEdge, kept++) = edge;
        }
      g_array_set_size (made, kept);
    }

  if (made->len > 0)
    g_array_append_vals (edges, made->data, made->len);
  g_array_unref (self.words);
  g_array_unref (self.hits);
  g_free (self.first);
  g_free (self.incident);
}

/* --- continuations ------------------------------------------------------------------------------*/

typedef struct
{
  const CemIdentityType *type;
  gint64 chain; /* what its epochs have in common */
  gint64 epoch;
  guint node;
} EpochNode;

static gint
compare_epochs (gconstpointer first,
                gconstpointer second)
{
  const EpochNode *a = first;
  const EpochNode *b = second;

  if (a->chain != b->chain)
    return a->chain < b->chain ? -1 : 1;
  if (a->epoch != b->epoch)
    return a->epoch < b->epoch ? -1 : 1;

  return a->node < b->node ? -1 : a->node > b->node;
}

static void
add_continuations (Partition *self,
                   GArray *edges)
{
  g_autoptr (GArray) epochs = g_array_new (FALSE, FALSE, sizeof (EpochNode));

  for (guint i = 0; i < self->n_nodes; i++)
    {
      EpochNode node = { self->nodes[i].type, self->nodes[i].chain, self->nodes[i].epoch, i };

      if (self->nodes[i].type->valid > 0)
        g_array_append_val (epochs, node);
    }
  g_array_sort (epochs, compare_epochs);

  for (guint i = 1; i < epochs->len; i++)
    {
      const EpochNode *a = &g_array_index (epochs, EpochNode, i - 1);
      const EpochNode *b = &g_array_index (epochs, EpochNode, i);
      CemPartitionEdge edge = { .kind = CEM_EDGE_CONTINUATION, .time = b->epoch * b->type->valid };

      if (a->chain != b->chain || a->epoch + 1 != b->epoch)
        continue;

      edge.a = self->nodes[a->node].id < self->nodes[b->node].id ? a->node : b->node;
      edge.b = edge.a == a->node ? b->node : a->node;
      g_array_append_val (edges, edge);
    }
}

/* --- heads --------------------------------------------------------------------------------------*/

static gint
compare_node_ids (gconstpointer first,
                  gconstpointer second,
                  gpointer data)
{
  const CemPartitionNode *nodes = data;
  gint64 a = nodes[*(const guint *) first].id;
  gint64 b = nodes[*(const guint *) second].id;

  return a < b ? -1 : a > b;
}

/* An identifier that joins nobody belongs to the customer that all who used it belong to. */
static void
attach_passive (Partition *self,
                GArray *edges)
{
  g_autofree guint *home = g_new (guint, self->n_nodes);
  g_autofree guint *order = g_new (guint, self->n_nodes);
  g_autofree gboolean *shared = g_new0 (gboolean, self->n_nodes);

  for (guint i = 0; i < self->n_nodes; i++)
    home[i] = G_MAXUINT;

  for (guint i = 0; i < edges->len; i++)
    {
      CemPartitionEdge *edge = &g_array_index (edges, CemPartitionEdge, i);
      guint passive = is_passive (&self->nodes[edge->a]) ? edge->a : edge->b;
      guint other = passive == edge->a ? edge->b : edge->a;
      guint root = find_root (self, other);

      if (edge->status != CEM_EDGE_RULE_ONLY || is_passive (&self->nodes[other]))
        continue;
      if (home[passive] == G_MAXUINT)
        home[passive] = root;
      else if (home[passive] != root)
        shared[passive] = TRUE;
    }

  for (guint i = 0; i < self->n_nodes; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) self->n_nodes, sizeof (guint), compare_node_ids, self->nodes);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      guint node = order[i];
      guint target = home[node] == G_MAXUINT ? node : find_root (self, home[node]);

      if (target == node || shared[node] || self->parent[node] != node || self->size[node] > 1 ||
          is_apart (self, node, target))
        continue;
      self->parent[node] = target;
      self->size[target]++;
    }

  for (guint i = 0; i < edges->len; i++)
    {
      CemPartitionEdge *edge = &g_array_index (edges, CemPartitionEdge, i);

      if (edge->status == CEM_EDGE_RULE_ONLY &&
          find_root (self, edge->a) == find_root (self, edge->b))
        edge->status = CEM_EDGE_TAKEN;
    }
}

static gboolean
is_before (const CemPartitionNode *a,
           const CemPartitionNode *b)
{
  if (a->type->rank != b->type->rank)
    return a->type->rank < b->type->rank;

  return a->id < b->id;
}

static void
choose_heads (Partition *self)
{
  g_autofree guint *best = g_new (guint, self->n_nodes);

  for (guint i = 0; i < self->n_nodes; i++)
    best[i] = G_MAXUINT;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      guint root = find_root (self, i);

      if (best[root] == G_MAXUINT || is_before (&self->nodes[i], &self->nodes[best[root]]))
        best[root] = i;
    }
  for (guint i = 0; i < self->n_nodes; i++)
    {
      self->nodes[i].root = best[find_root (self, i)];
      self->nodes[i].head = self->nodes[self->nodes[i].root].id;
    }
}

static void
set_up (Partition *self)
{
  guint n_types = _cem_identity_config_get_n_types (self->config);

  self->parent = g_new (guint, self->n_nodes);
  self->size = g_new (guint, self->n_nodes);
  self->counted = g_new (gint, n_types);
  self->bounds = g_new0 (guint, n_types);
  self->strong = g_new0 (gboolean, n_types);
  for (guint i = 0; i < n_types; i++)
    {
      const CemIdentityType *type = _cem_identity_config_get_type (self->config, i);

      self->counted[i] = -1;
      if (type->per_customer == 0)
        continue;
      self->counted[i] = (gint) self->n_counted;
      self->bounds[self->n_counted] = type->per_customer;
      self->strong[self->n_counted] =
        type->class_ == CEM_IDENTITY_PERSON || type->class_ == CEM_IDENTITY_THING;
      self->n_counted++;
    }

  self->counts = g_new0 (guint16, (gsize) self->n_nodes * self->n_counted + 1);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      gint column = self->counted[self->nodes[i].type->index];

      self->parent[i] = i;
      self->size[i] = 1;
      if (column >= 0)
        self->counts[(gsize) i * self->n_counted + (guint) column] = 1;
    }
}

static void
tear_down (Partition *self)
{
  g_free (self->parent);
  g_free (self->size);
  g_free (self->counted);
  g_free (self->bounds);
  g_free (self->strong);
  g_free (self->counts);
}

void
_cem_partition_run (CemIdentityConfig *config,
                    CemPartitionNode *nodes,
                    guint n_nodes,
                    GArray *edges,
                    const CemPartitionApart *aparts,
                    guint n_aparts)
{
  Partition self = {
    .config = config,
    .nodes = nodes,
    .n_nodes = n_nodes,
    .aparts = aparts,
    .n_aparts = n_aparts,
  };

  for (guint i = 0; i < edges->len; i++)
    {
      CemPartitionEdge *edge = &g_array_index (edges, CemPartitionEdge, i);

      if (nodes[edge->a].id > nodes[edge->b].id)
        {
          guint swap = edge->a;

          edge->a = edge->b;
          edge->b = swap;
        }
    }
  g_array_sort_with_data (edges, compare_edges, nodes);

  set_up (&self);
  add_rules (&self, edges);
  add_continuations (&self, edges);
  g_array_sort_with_data (edges, compare_edges, nodes);
  for (guint i = 0; i < edges->len; i++)
    take (&self, &g_array_index (edges, CemPartitionEdge, i));
  attach_passive (&self, edges);
  choose_heads (&self);
  tear_down (&self);
}

/* --- decisions ----------------------------------------------------------------------------------*/

static gint
compare_decisions (gconstpointer first,
                   gconstpointer second,
                   gpointer data)
{
  const CemDecision *a = first;
  const CemDecision *b = second;
  gint text;

  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;
  text = compare_text (a->source, b->source);

  return text != 0 ? text : compare_text (a->id, b->id);
}

void
_cem_decisions_fold (CemDecision *decisions,
                     guint n_decisions,
                     CemVerdict *verdict)
{
  memset (verdict, 0, sizeof *verdict);
  if (n_decisions > 1)
    g_qsort_with_data (decisions, (gint) n_decisions, sizeof (CemDecision), compare_decisions, NULL);

  for (guint i = 0; i < n_decisions; i++)
    switch (decisions[i].kind)
      {
      case CEM_DECISION_LINKED:
        if (verdict->link == NULL)
          verdict->link = &decisions[i];
        break;
      case CEM_DECISION_UNLINKED:
        if (verdict->link == NULL)
          verdict->unlinked = TRUE;
        verdict->link = NULL;
        break;
      case CEM_DECISION_KEPT_APART:
        if (verdict->apart == NULL)
          verdict->apart = &decisions[i];
        break;
      case CEM_DECISION_LIFTED:
      default:
        verdict->apart = NULL;
        break;
      }
}
