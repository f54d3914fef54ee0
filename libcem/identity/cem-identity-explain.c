/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "base/cem-words-private.h"
#include "identity/cem-identity-rows-internal.h"
#include "log/cem-log-private.h"

#define MAX_MEMBERS 12

typedef struct
{
  CemArena *arena;
  CemIdentityConfig *config;
  const CemCluster *cluster;
  gboolean chinese;
  gboolean thing;
  guint first; /* nodes */
  guint second;
} Explanation;

typedef struct
{
  CemEntry entries[MAX_MEMBERS];
  guint n;
} Map;

/* --- datums -------------------------------------------------------------------------------------*/

static CemDatum
text (CemArena *arena,
      const char *string)
{
  gsize length = strlen (string);

  return _cem_datum_string (_cem_arena_strndup (arena, string, length), length);
}

static void
set (Map *map,
     const char *key,
     CemDatum value)
{
  g_assert (map->n < MAX_MEMBERS);
  map->entries[map->n++] = (CemEntry){ _cem_datum_string (key, strlen (key)), value };
}

static CemDatum
finish (Explanation *self,
        const Map *map)
{
  return _cem_datum_map (_cem_map_new (self->arena, map->entries, map->n));
}

static CemDatum
finish_list (Explanation *self,
             GArray *items)
{
  return _cem_datum_list (
      _cem_list_new (self->arena, (const CemDatum *) (const void *) items->data, items->len));
}

static CemDatum
timestamp (gint64 us)
{
  gint64 seconds = us / 1000000;
  gint64 rest = us % 1000000;

  if (rest < 0)
    {
      seconds--;
      rest += 1000000;
    }

  return _cem_datum_timestamp (seconds, (gint32) rest * 1000);
}

static CemDatum
key_of (Explanation *self,
        guint node)
{
  const CemEntityRow *row = g_ptr_array_index (self->cluster->rows, node);
  g_autofree char *key = g_strconcat (row->type->name, ":", row->value, NULL);

  return text (self->arena, key);
}

/* --- the chain ----------------------------------------------------------------------------------*/

static const CemPartitionEdge *
edge_at (const CemCluster *cluster,
         guint i)
{
  return &g_array_index (cluster->edges, CemPartitionEdge, i);
}

/* Breadth first from the first fragment, edges in their order. Returns edge indexes, from the second
 * fragment back to the first; NULL when there is no chain. */
static GArray *
find_chain (Explanation *self,
            gboolean holding)
{
  const CemCluster *cluster = self->cluster;
  guint n = cluster->rows->len;
  g_autofree guint *via = g_new (guint, n);
  g_autofree guint *queue = g_new (guint, n);
  g_autoptr (GPtrArray) incident = g_ptr_array_new_full (n, (GDestroyNotify) g_array_unref);
  GArray *chain = NULL;
  guint head = 0;
  guint tail = 0;

  for (guint i = 0; i < n; i++)
    {
      via[i] = G_MAXUINT;
      g_ptr_array_add (incident, g_array_new (FALSE, FALSE, sizeof (guint)));
    }
  for (guint i = 0; i < cluster->edges->len; i++)
    {
      const CemPartitionEdge *edge = edge_at (cluster, i);

      if (holding && edge->status != CEM_EDGE_TAKEN)
        continue;
      g_array_append_val (g_ptr_array_index (incident, edge->a), i);
      g_array_append_val (g_ptr_array_index (incident, edge->b), i);
    }

  queue[tail++] = self->first;
  while (head < tail)
    {
      guint node = queue[head++];
      GArray *edges = g_ptr_array_index (incident, node);

      for (guint i = 0; i < edges->len; i++)
        {
          guint index = g_array_index (edges, guint, i);
          const CemPartitionEdge *edge = edge_at (cluster, index);
          guint other = edge->a == node ? edge->b : edge->a;

          if (other == self->first || via[other] != G_MAXUINT)
            continue;
          via[other] = index;
          queue[tail++] = other;
        }
    }

  if (via[self->second] == G_MAXUINT)
    return NULL;

  chain = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint node = self->second; node != self->first;)
    {
      const CemPartitionEdge *edge = edge_at (cluster, via[node]);

      g_array_append_val (chain, via[node]);
      node = edge->a == node ? edge->b : edge->a;
    }

  return chain;
}

/* --- sentences ----------------------------------------------------------------------------------*/

static char *
say_rule (Explanation *self,
          guint rule)
{
  const CemIdentityType *const *type = _cem_identity_config_get_rule (self->config, rule);
  g_autoptr (GString) out = g_string_new (NULL);

  for (; *type != NULL; type++)
    g_string_append_printf (out, "%s%s",
                            out->len == 0 ? "" : self->chinese ? "、" : " and ", (*type)->name);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
say_edge (Explanation *self,
          const CemPartitionEdge *edge)
{
  g_autofree char *rule = NULL;
  char when[CEM_TIME_BUFFER];

  _cem_time_format_us (edge->time, when);
  switch (edge->kind)
    {
    case CEM_EDGE_LINK:
      return self->chinese
                 ? g_strdup_printf ("有人在 %s 确认二者属于同一%s(%s 的事件 %s)", when,
                                    self->thing ? "事物" : "客户", edge->source, edge->id)
                 : g_strdup_printf ("a person linked them at %s (event %s of %s)", when, edge->id,
                                    edge->source);
    case CEM_EDGE_EVIDENCE:
      return self->chinese
                 ? g_strdup_printf ("%s 的事件 %s 在 %s 同时出现二者", edge->source, edge->id, when)
                 : g_strdup_printf ("event %s of %s named both at %s", edge->id, edge->source, when);
    case CEM_EDGE_RULE:
      rule = say_rule (self, edge->rule);
      return self->chinese ? g_strdup_printf ("二者共用 %s,符合匹配规则 %u", rule, edge->rule + 1)
                           : g_strdup_printf ("they share %s, as match rule %u asks", rule,
                                              edge->rule + 1);
    case CEM_EDGE_CONTINUATION:
    default:
      return self->chinese ? g_strdup ("这是同一标识在相邻的两个有效期")
                           : g_strdup ("it is one identifier in two periods that follow each other");
    }
}

static const char *
say_status (Explanation *self,
            CemEdgeStatus status)
{
  switch (status)
    {
    case CEM_EDGE_KEPT_APART:
      return self->chinese ? ";但有人要求将二者分开" : "; but a person keeps the two sides apart";
    case CEM_EDGE_CONFLICT:
      return self->chinese ? ";但两边各有一个同类的强标识,需要有人确认"
                           : "; but each side has a strong identifier of the same type: a person has "
                             "to confirm it";
    case CEM_EDGE_LIMIT:
      return self->chinese ? ";但合并后会超出上限,需要有人确认"
                           : "; but the two together would exceed a limit: a person has to confirm it";
    case CEM_EDGE_CROWDED:
      return self->chinese ? ";但其中一个标识使用者过多,不再用于合并"
                           : "; but one of the two is shared by too many to join anyone";
    case CEM_EDGE_RULE_ONLY:
      return self->chinese ? ";但这类标识只在匹配规则中起作用"
                           : "; but identifiers of this type join only within a match rule";
    case CEM_EDGE_UNLINKED:
      return self->chinese ? ";但有人撤销了这一关联" : "; but a person took this evidence back";
    case CEM_EDGE_TAKEN:
    default:
      return "";
    }
}

static CemDatum
write_step (Explanation *self,
            const CemPartitionEdge *edge,
            guint from,
            guint to)
{
  g_autofree char *what = say_edge (self, edge);
  g_autofree char *sentence = g_strconcat (what, say_status (self, edge->status), NULL);
  Map map = { .n = 0 };

  set (&map, "from", key_of (self, from));
  set (&map, "to", key_of (self, to));
  set (&map, "kind", text (self->arena, _cem_edge_kind_get_name (edge->kind)));
  set (&map, "status", text (self->arena, _cem_edge_status_get_name (edge->status)));
  if (edge->source != NULL)
    set (&map, "source", text (self->arena, edge->source));
  if (edge->id != NULL)
    set (&map, "id", text (self->arena, edge->id));
  set (&map, "time", timestamp (edge->time));
  if (edge->kind == CEM_EDGE_RULE)
    {
      const CemIdentityType *const *type = _cem_identity_config_get_rule (self->config, edge->rule);
      g_autoptr (GArray) types = g_array_new (FALSE, FALSE, sizeof (CemDatum));

      for (; *type != NULL; type++)
        {
          CemDatum name = text (self->arena, (*type)->name);

          g_array_append_val (types, name);
        }
      set (&map, "rule", finish_list (self, types));
    }
  set (&map, "text", text (self->arena, sentence));
  return finish (self, &map);
}

/* --- decisions ----------------------------------------------------------------------------------*/

static void
write_decision (Explanation *self,
                GArray *out,
                const CemPairRow *pair,
                const CemDecision *decision)
{
  Map map = { .n = 0 };
  CemDatum datum;
  char id[CEM_ID_BUFFER];

  set (&map, "kind", text (self->arena, _cem_decision_kind_get_name (decision->kind)));
  _cem_id_format (self->thing ? 't' : 'c', pair->a, id);
  set (&map, "first", text (self->arena, id));
  _cem_id_format (self->thing ? 't' : 'c', pair->b, id);
  set (&map, "second", text (self->arena, id));
  set (&map, "source", text (self->arena, decision->source));
  set (&map, "id", text (self->arena, decision->id));
  set (&map, "time", timestamp (decision->time));
  datum = finish (self, &map);
  g_array_append_val (out, datum);
}

static gint
compare_pair_rows (gconstpointer first,
                   gconstpointer second)
{
  const CemPairRow *a = *(const CemPairRow *const *) first;
  const CemPairRow *b = *(const CemPairRow *const *) second;

  if (a->a != b->a)
    return a->a < b->a ? -1 : 1;

  return a->b < b->b ? -1 : a->b > b->b;
}

/* Whatever was decided on the two themselves, and what keeps their customers apart. */
static CemDatum
write_decisions (Explanation *self)
{
  const CemPartitionNode *nodes = (const CemPartitionNode *) (const void *) self->cluster->nodes->data;
  gint64 heads[] = { nodes[self->first].head, nodes[self->second].head };
  gint64 ids[] = { nodes[self->first].id, nodes[self->second].id };
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (CemDatum));

  for (guint i = 0; i < self->cluster->rows->len; i++)
    {
      CemEntityRow *row = g_ptr_array_index (self->cluster->rows, i);

      if (nodes[i].head != heads[0] && nodes[i].head != heads[1])
        continue;
      g_ptr_array_sort (row->pairs, compare_pair_rows);
      for (guint j = 0; j < row->pairs->len; j++)
        {
          const CemPairRow *pair = g_ptr_array_index (row->pairs, j);
          CemEntityRow *other = g_hash_table_lookup (self->cluster->self->entities, &pair->b);
          gboolean own = (pair->a == ids[0] && pair->b == ids[1]) ||
                         (pair->a == ids[1] && pair->b == ids[0]);

          if (pair->a != row->id || pair->decisions == NULL)
            continue;
          for (guint k = 0; own && k < pair->decisions->len; k++)
            write_decision (self, out, pair, &g_array_index (pair->decisions, CemDecision, k));
          if (!own && pair->verdict.apart != NULL && other != NULL &&
              (other->head == heads[0] || other->head == heads[1]))
            write_decision (self, out, pair, pair->verdict.apart);
        }
    }

  return finish_list (self, out);
}

/* --- all of it ----------------------------------------------------------------------------------*/

static const char *
say_all (Explanation *self,
         gboolean one,
         gboolean same,
         gboolean steps)
{
  if (one)
    return self->chinese ? "这是同一个标识" : "They are the same identifier";
  if (same && self->thing)
    return self->chinese ? "二者是同一事物:下列每一步都成立" : "They are one thing: each step holds";
  if (same)
    return self->chinese ? "二者是同一客户:下列每一步都成立" : "They are one customer: each step holds";
  if (steps && self->thing)
    return self->chinese ? "二者不是同一事物:下列至少有一步不成立"
                         : "They are not one thing: at least one step does not hold";
  if (steps)
    return self->chinese ? "二者不是同一客户:下列至少有一步不成立"
                         : "They are not one customer: at least one step does not hold";
  if (self->thing)
    return self->chinese ? "二者不是同一事物:没有任何事件把它们联系起来"
                         : "They are not one thing: nothing connects them";

  return self->chinese ? "二者不是同一客户:没有任何事件把它们联系起来"
                       : "They are not one customer: nothing connects them";
}

static CemDatum
write_explanation (Explanation *self)
{
  const CemPartitionNode *nodes = (const CemPartitionNode *) (const void *) self->cluster->nodes->data;
  gboolean same = nodes[self->first].head == nodes[self->second].head;
  g_autoptr (GArray) chain = find_chain (self, same);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  guint node = self->first;
  char id[CEM_ID_BUFFER];
  Map map = { .n = 0 };

  for (guint i = chain != NULL ? chain->len : 0; i > 0; i--)
    {
      const CemPartitionEdge *edge = edge_at (self->cluster, g_array_index (chain, guint, i - 1));
      guint other = edge->a == node ? edge->b : edge->a;
      CemDatum step = write_step (self, edge, node, other);

      g_array_append_val (steps, step);
      node = other;
    }

  set (&map, "same", _cem_datum_bool (same));
  if (same)
    {
      _cem_id_format (self->thing ? 't' : 'c', nodes[self->first].head, id);
      set (&map, self->thing ? "noun" : "customer", text (self->arena, id));
    }
  set (&map, "first", key_of (self, self->first));
  set (&map, "second", key_of (self, self->second));
  set (&map, "text",
       text (self->arena, say_all (self, self->first == self->second, same, steps->len > 0)));
  set (&map, "steps", finish_list (self, steps));
  set (&map, "decisions", write_decisions (self));
  return finish (self, &map);
}

/* Of two things of which one stands in no evidence at all. */
static CemDatum
write_unconnected (Explanation *self,
                   CemEntityRow *const rows[2])
{
  gboolean same = rows[0] == rows[1];
  char id[CEM_ID_BUFFER];
  Map map = { .n = 0 };

  set (&map, "same", _cem_datum_bool (same));
  if (same)
    {
      _cem_id_format ('t', rows[0]->head != 0 ? rows[0]->head : rows[0]->id, id);
      set (&map, "noun", text (self->arena, id));
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *key = g_strconcat (rows[i]->type->name, ":", rows[i]->value, NULL);

      set (&map, i == 0 ? "first" : "second", text (self->arena, key));
    }
  set (&map, "text", text (self->arena, say_all (self, same, same, FALSE)));
  set (&map, "steps", _cem_datum_list (_cem_list_new (self->arena, NULL, 0)));
  set (&map, "decisions", _cem_datum_list (_cem_list_new (self->arena, NULL, 0)));
  return finish (self, &map);
}

/* A thing may be known without any evidence. */
static gboolean
get_end (CemIdentity *identity,
         gint64 entity,
         CemEntityRow **row,
         gboolean *known,
         GError **error)
{
  char id[CEM_ID_BUFFER];

  *known = FALSE;
  if (!_cem_identity_get_entity (identity, entity, row, error) ||
      (*row != NULL && !_cem_identity_is_known (identity, *row, known, error)))
    return FALSE;
  if (*known || (*row != NULL && _cem_entity_is_thing (*row)))
    return TRUE;

  _cem_id_format ('c', entity, id);
  _cem_set_error (error, CEM_ERROR_NOT_FOUND, "There is no customer with the fragment %s", id);
  return FALSE;
}

static gboolean
check_kinds (CemEntityRow *const rows[2],
             GError **error)
{
  gboolean things[2] = { _cem_entity_is_thing (rows[0]), _cem_entity_is_thing (rows[1]) };
  const CemEntityRow *thing = rows[things[0] ? 0 : 1];

  if (things[0] != things[1])
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "“%s:%s” is a thing, and things never link persons", thing->type->name,
                      thing->value);
      return FALSE;
    }
  if (things[0] && rows[0] != rows[1] &&
      (rows[0]->type->noun == CEM_NOUN_NONE || rows[0]->type->noun != rows[1]->type->noun))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "“%s:%s” and “%s:%s” are not things of one kind", rows[0]->type->name,
                      rows[0]->value, rows[1]->type->name, rows[1]->value);
      return FALSE;
    }

  return TRUE;
}

gboolean
_cem_identity_explain (CemDb *db,
                       CemIdentityConfig *config,
                       CemArena *arena,
                       gint64 first,
                       gint64 second,
                       const char *language,
                       CemDatum *explanation,
                       GError **error)
{
  static const CemIdentityOptions options = { .hot_bits = 1 };
  g_autoptr (CemIdentity) identity = NULL;
  g_autoptr (GPtrArray) seeds = g_ptr_array_new ();
  g_auto (CemCluster) cluster = { NULL };
  CemEntityRow *rows[2] = { NULL, NULL };
  gboolean known[2] = { FALSE, FALSE };
  Explanation self = { arena, config, &cluster, FALSE, FALSE, 0, 0 };
  guint8 secret[CEM_LOG_SECRET];

  G_STATIC_ASSERT (CEM_LOG_SECRET == CEM_IDENTITY_SECRET);

  if (!_cem_log_read_secret (db, secret, error))
    return FALSE;

  /* The writer's own code, on rows of its own that are never flushed. */
  identity = _cem_identity_open (db, config, secret, &options);
  if (!get_end (identity, first, &rows[0], &known[0], error) ||
      !get_end (identity, second, &rows[1], &known[1], error) || !check_kinds (rows, error))
    return FALSE;

  self.chinese = language != NULL && g_str_has_prefix (language, "zh");
  self.thing = _cem_entity_is_thing (rows[0]);
  if (!known[0] || !known[1])
    {
      *explanation = write_unconnected (&self, rows);
      return TRUE;
    }

  g_ptr_array_add (seeds, rows[0]);
  g_ptr_array_add (seeds, rows[1]);
  if (!_cem_identity_survey (identity, seeds, TRUE, &cluster, error))
    return FALSE;

  self.first = rows[0]->node;
  self.second = rows[1]->node;
  *explanation = write_explanation (&self);
  return TRUE;
}
