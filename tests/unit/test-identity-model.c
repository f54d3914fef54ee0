/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "identity-fixture.h"

/* The store against a model that is too simple to be wrong and too slow to be used: it knows all
 * entities and all edges, tries each edge in order, and checks every rule by looking at everything. */

#define MAX_ENTITIES 128

typedef struct
{
  gint64 id;
  const CemIdentityType *type;
  char *value;
  gint64 epoch;
  gboolean seen;
  gboolean known;
  gboolean crowded;
  guint home; /* component */
} Thing;

typedef struct
{
  guint a, b;
  gint64 time;
  const char *source;
  const char *id;
  guint stage; /* link, evidence, rule 0, rule 1 …, continuation */
} Edge;

typedef struct
{
  guint a, b;
  gint64 time;
  const char *source;
  const char *id;
  CemIdentityEventKind kind;
  gboolean lifted;
} Word;

typedef struct
{
  CemIdentityConfig *config;
  Thing things[MAX_ENTITIES];
  guint n;
  GArray *evidence; /* Edge, each sighting */
  GArray *words;
} Model;

static Model *
model_new (CemIdentityConfig *config)
{
  Model *self = g_new0 (Model, 1);

  self->config = config;
  self->evidence = g_array_new (FALSE, FALSE, sizeof (Edge));
  self->words = g_array_new (FALSE, FALSE, sizeof (Word));
  return self;
}

static void
model_free (Model *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->things[i].value);
  g_array_unref (self->evidence);
  g_array_unref (self->words);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Model, model_free)

static guint
add_thing (Model *self,
           gint64 id,
           const CemIdentityType *type,
           const char *value,
           gint64 epoch)
{
  guint i;

  for (i = 0; i < self->n; i++)
    if (self->things[i].id == id)
      return i;

  g_assert_cmpuint (self->n, <, MAX_ENTITIES);
  self->things[self->n++] = (Thing){ id, type, g_strdup (value), epoch, FALSE, FALSE, FALSE, i };
  return i;
}

static void
model_add (Model *self,
           Store *store,
           const TestEvent *event)
{
  g_autoptr (GError) error = NULL;
  CemIdentityEventKind kind = _cem_identity_event_kind (event->type, strlen (event->type));
  guint named[CEM_IDENTITY_MAX_IDENTIFIERS];

  for (guint i = 0; i < store->named->len; i++)
    {
      CemIdentityMember member;
      gint64 id = g_array_index (store->named, gint64, i);

      _cem_identity_read_entity (store->db, store->arena, id, &member, &error);
      g_assert_no_error (error);
      named[i] = add_thing (self, id, _cem_identity_config_find_type (self->config, member.type, -1),
                            member.value, member.epoch);
    }

  if (kind >= CEM_IDENTITY_LINKED)
    {
      Word word = { named[0], named[1],  event->time, event->source,
                    event->id, kind, strstr (event->data, "lifted") != NULL };

      g_array_append_val (self->words, word);
      return;
    }

  for (guint i = 0; i < store->named->len; i++)
    {
      self->things[named[i]].seen = TRUE;
      for (guint j = i + 1; j < store->named->len; j++)
        {
          Edge edge = { named[i], named[j], event->time, event->source, event->id, 1 };

          g_array_append_val (self->evidence, edge);
        }
    }
}

static gint
compare_keys (const Edge *a,
              const Edge *b)
{
  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;
  if (g_strcmp0 (a->source, b->source) != 0)
    return g_strcmp0 (a->source, b->source);

  return g_strcmp0 (a->id, b->id);
}

typedef struct
{
  gboolean linked;
  gboolean unlinked;
  gboolean apart;
  Edge link;
} Standing;

static gint
compare_words (gconstpointer first,
               gconstpointer second)
{
  const Word *a = first;
  const Word *b = second;
  Edge x = { 0, 0, a->time, a->source, a->id, 0 };
  Edge y = { 0, 0, b->time, b->source, b->id, 0 };

  return compare_keys (&x, &y);
}

static Standing
stand (Model *self,
       guint a,
       guint b)
{
  Standing result = { FALSE, FALSE, FALSE, { 0 } };

  for (guint i = 0; i < self->words->len; i++)
    {
      const Word *word = &g_array_index (self->words, Word, i);

      if (!((word->a == a && word->b == b) || (word->a == b && word->b == a)))
        continue;
      if (word->kind == CEM_IDENTITY_LINKED && !result.linked)
        {
          result.linked = TRUE;
          result.link = (Edge){ a, b, word->time, word->source, word->id, 0 };
        }
      else if (word->kind == CEM_IDENTITY_UNLINKED)
        {
          result.unlinked = result.unlinked || !result.linked;
          result.linked = FALSE;
        }
      else if (word->kind == CEM_IDENTITY_KEPT_APART)
        result.apart = !word->lifted;
    }

  return result;
}

/* The earliest sighting of both that still counts. */
static gboolean
find_evidence (Model *self,
               guint a,
               guint b,
               Edge *edge)
{
  gboolean found = FALSE;

  if (stand (self, a, b).unlinked)
    return FALSE;
  for (guint i = 0; i < self->evidence->len; i++)
    {
      const Edge *one = &g_array_index (self->evidence, Edge, i);

      if (((one->a == a && one->b == b) || (one->a == b && one->b == a)) &&
          (!found || compare_keys (one, edge) < 0))
        {
          *edge = *one;
          found = TRUE;
        }
    }

  return found;
}

static gboolean
is_close (const Thing *thing)
{
  return thing->type->class_ == CEM_IDENTITY_PERSON || thing->type->class_ == CEM_IDENTITY_CONTACT;
}

static void
look_at_everything (Model *self)
{
  g_array_sort (self->words, compare_words);
  for (guint i = 0; i < self->n; i++)
    {
      Thing *thing = &self->things[i];
      guint close = 0;
      guint all = 0;
      Edge edge;

      thing->home = i;
      thing->known = thing->seen;
      for (guint j = 0; j < self->n; j++)
        {
          thing->known = thing->known || (i != j && stand (self, i, j).linked);
          if (i != j && find_evidence (self, i, j, &edge))
            {
              all++;
              close += is_close (&self->things[j]) ? 1 : 0;
            }
        }
      thing->crowded = (thing->type->limit > 0 && close > thing->type->limit) ||
                       all > _cem_identity_config_get_max_members (self->config);
    }
}

static void
add_edge (Model *self,
          GArray *edges,
          Edge edge,
          guint stage)
{
  edge.stage = stage;
  if (self->things[edge.a].id > self->things[edge.b].id)
    {
      guint swap = edge.a;

      edge.a = edge.b;
      edge.b = swap;
    }
  g_array_append_val (edges, edge);
}

/* When @node had shared all of the rule's types with the chosen ones. */
static gboolean
complete (Model *self,
          guint node,
          const guint *chosen,
          guint n,
          Edge *last)
{
  for (guint i = 0; i < n; i++)
    {
      Edge edge;

      if (chosen[i] == node || !find_evidence (self, node, chosen[i], &edge))
        return FALSE;
      if (i == 0 || compare_keys (&edge, last) > 0)
        *last = edge;
    }

  return TRUE;
}

static void
try_rule (Model *self,
          GArray *edges,
          guint rule,
          guint x,
          guint y)
{
  const CemIdentityType *const *types = _cem_identity_config_get_rule (self->config, rule);
  guint n = types[1] == NULL ? 1 : 2;
  gboolean found = FALSE;
  Edge best = { 0 };

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < (n == 1 ? 1 : self->n); j++)
      {
        guint chosen[2] = { i, j };
        Edge first;
        Edge second;

        if (self->things[i].type != types[0] || self->things[i].crowded ||
            (n == 2 && (self->things[j].type != types[1] || self->things[j].crowded)) ||
            !complete (self, x, chosen, n, &first) || !complete (self, y, chosen, n, &second))
          continue;
        if (compare_keys (&first, &second) < 0)
          first = second;
        if (!found || compare_keys (&first, &best) < 0)
          best = first;
        found = TRUE;
      }

  if (found)
    {
      best.a = x;
      best.b = y;
      add_edge (self, edges, best, 2 + rule);
    }
}

static guint
get_rank (Model *self,
          const Edge *edge,
          gboolean weaker)
{
  const guint a = self->things[edge->a].type->rank;
  const guint b = self->things[edge->b].type->rank;

  return weaker ? MAX (a, b) : MIN (a, b);
}

static gint
compare_edges (gconstpointer first,
               gconstpointer second,
               gpointer data)
{
  const Edge *a = first;
  const Edge *b = second;
  Model *self = data;
  gint keys = compare_keys (a, b);

  if (a->stage != b->stage)
    return a->stage < b->stage ? -1 : 1;
  if (keys != 0)
    return keys;
  for (guint weaker = 0; weaker < 2; weaker++)
    if (get_rank (self, a, weaker) != get_rank (self, b, weaker))
      return get_rank (self, a, weaker) < get_rank (self, b, weaker) ? -1 : 1;
  if (self->things[a->a].id != self->things[b->a].id)
    return self->things[a->a].id < self->things[b->a].id ? -1 : 1;

  return self->things[a->b].id < self->things[b->b].id ? -1 : 1;
}

static gboolean
may_join (Model *self,
          guint a,
          guint b,
          gboolean confirmed)
{
  guint n_types = _cem_identity_config_get_n_types (self->config);
  guint members = 0;

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++)
      if (self->things[i].home == a && self->things[j].home == b && stand (self, i, j).apart)
        return FALSE;
  if (confirmed)
    return TRUE;

  for (guint t = 0; t < n_types; t++)
    {
      const CemIdentityType *type = _cem_identity_config_get_type (self->config, t);
      guint in_a = 0;
      guint in_b = 0;

      for (guint i = 0; i < self->n; i++)
        if (self->things[i].type == type)
          {
            in_a += self->things[i].home == a ? 1 : 0;
            in_b += self->things[i].home == b ? 1 : 0;
          }
      if (type->per_customer > 0 && in_a > 0 && in_b > 0 && in_a + in_b > type->per_customer)
        return FALSE;
    }

  for (guint i = 0; i < self->n; i++)
    members += self->things[i].home == a || self->things[i].home == b ? 1 : 0;
  return members <= _cem_identity_config_get_max_members (self->config);
}

static void
move (Model *self,
      guint from,
      guint to)
{
  for (guint i = 0; i < self->n; i++)
    if (self->things[i].home == from)
      self->things[i].home = to;
}

static void
join_in_order (Model *self)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (Edge));

  for (guint i = 0; i < self->n; i++)
    for (guint j = i + 1; j < self->n; j++)
      {
        Thing *x = &self->things[i];
        Thing *y = &self->things[j];
        gboolean free_ends = !x->crowded && !y->crowded && x->type->links && y->type->links;
        Standing standing = stand (self, i, j);
        Edge edge;

        if (standing.linked)
          add_edge (self, edges, standing.link, 0);
        if (!free_ends)
          continue;
        if (find_evidence (self, i, j, &edge))
          add_edge (self, edges, edge, 1);
        for (guint rule = 0; rule < _cem_identity_config_get_n_rules (self->config); rule++)
          try_rule (self, edges, rule, i, j);
        if (x->type == y->type && x->type->valid > 0 && x->known && y->known &&
            strcmp (x->value, y->value) == 0 && ABS (x->epoch - y->epoch) == 1)
          add_edge (self, edges,
                    (Edge){ i, j, MAX (x->epoch, y->epoch) * x->type->valid, NULL, NULL, 0 }, 1000);
      }

  g_array_sort_with_data (edges, compare_edges, self);
  for (guint i = 0; i < edges->len; i++)
    {
      const Edge *edge = &g_array_index (edges, Edge, i);
      guint a = self->things[edge->a].home;
      guint b = self->things[edge->b].home;

      if (a != b && may_join (self, a, b, edge->stage == 0))
        move (self, b, a);
    }
}

/* Identifiers that join nobody go with those who used them, if these are one customer. */
static void
attach (Model *self)
{
  guint order[MAX_ENTITIES];
  guint homes[MAX_ENTITIES];

  for (guint i = 0; i < self->n; i++)
    {
      order[i] = i;
      homes[i] = G_MAXUINT;
    }
  for (guint i = 0; i < self->n; i++)
    for (guint j = i + 1; j < self->n; j++)
      if (self->things[order[j]].id < self->things[order[i]].id)
        {
          guint swap = order[i];

          order[i] = order[j];
          order[j] = swap;
        }

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < self->n; j++)
      {
        Edge edge;

        if (self->things[i].type->links || !self->things[j].type->links || self->things[i].crowded ||
            self->things[j].crowded || !find_evidence (self, i, j, &edge))
          continue;
        if (homes[i] == G_MAXUINT)
          homes[i] = self->things[j].home;
        else if (homes[i] != self->things[j].home)
          homes[i] = G_MAXUINT - 1;
      }

  for (guint k = 0; k < self->n; k++)
    {
      guint i = order[k];
      guint members = 0;

      for (guint j = 0; j < self->n; j++)
        members += self->things[j].home == self->things[i].home ? 1 : 0;
      if (homes[i] < G_MAXUINT - 1 && members == 1 &&
          may_join (self, self->things[i].home, homes[i], TRUE))
        move (self, self->things[i].home, homes[i]);
    }
}

static gint64
head_of (Model *self,
         guint node)
{
  const Thing *best = NULL;

  if (!self->things[node].known)
    return 0;
  for (guint i = 0; i < self->n; i++)
    {
      const Thing *thing = &self->things[i];

      if (thing->home != self->things[node].home)
        continue;
      if (best == NULL || thing->type->rank < best->type->rank ||
          (thing->type->rank == best->type->rank && thing->id < best->id))
        best = thing;
    }

  return best->id;
}

static void
test_model (void)
{
  guint rounds = g_test_thorough () ? 3000 : 80;
  guint joined = 0;
  guint apart = 0;

  g_test_summary ("Everyone's customer is the one that the slow model says");

  for (guint seed = 0; seed < rounds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed + 500000);
      guint n = (guint) g_rand_int_range (random, 4, 70);
      g_autoptr (GPtrArray) events = random_events (random, n);
      g_autoptr (Store) store = store_new (random_config, NULL);
      g_autoptr (Model) model = model_new (store->config);

      for (guint i = 0; i < events->len; i++)
        {
          store_begin (store);
          store_apply (store, g_ptr_array_index (events, i));
          store_commit (store);
          if (store->named->len > 0)
            model_add (model, store, g_ptr_array_index (events, i));
        }

      look_at_everything (model);
      join_in_order (model);
      attach (model);
      for (guint i = 0; i < model->n; i++)
        {
          g_autoptr (GError) error = NULL;
          CemIdentityMember member;

          _cem_identity_read_entity (store->db, store->arena, model->things[i].id, &member, &error);
          g_assert_no_error (error);
          if (member.customer != head_of (model, i))
            {
              g_test_message ("seed %u: %s:%s in epoch %" G_GINT64_FORMAT " is in %" G_GINT64_FORMAT
                              ", should be in %" G_GINT64_FORMAT,
                              seed, member.type, member.value, member.epoch, member.customer,
                              head_of (model, i));
              g_test_fail ();
              return;
            }
          if (member.customer != member.entity)
            joined++;
          else
            apart++;
        }
    }

  /* The generator must exercise both. */
  g_assert_cmpuint (joined, >, rounds * 2);
  g_assert_cmpuint (apart, >, rounds * 2);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/identity/model", test_model);

  return g_test_run ();
}
