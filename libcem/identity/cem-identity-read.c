/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "identity/cem-identity-rows-internal.h"

#include "base/cem-words-private.h"

/* --- text ---------------------------------------------------------------------------------------*/

const char *
_cem_edge_kind_get_name (CemEdgeKind kind)
{
  static const char *const names[] = { "", "link", "evidence", "rule", "continuation" };

  return kind < G_N_ELEMENTS (names) ? names[kind] : "";
}

const char *
_cem_edge_status_get_name (CemEdgeStatus status)
{
  static const char *const names[] = { "taken",   "kept_apart", "conflict", "limit",
                                       "crowded", "rule_only",  "unlinked" };

  return status < G_N_ELEMENTS (names) ? names[status] : "";
}

const char *
_cem_decision_kind_get_name (CemDecisionKind kind)
{
  static const char *const names[] = { "", "linked", "unlinked", "kept_apart", "lifted" };

  return kind < G_N_ELEMENTS (names) ? names[kind] : "";
}

static const char *
copy_column (CemArena *arena,
             CemDbStatement *statement,
             int column)
{
  gsize length = 0;
  const char *text = _cem_db_column_text (statement, column, &length);

  return text != NULL ? _cem_arena_strndup (arena, text, length) : NULL;
}

static const char *
copy_text (CemArena *arena,
           CemDbStatement *statement,
           int column)
{
  gsize length = 0;
  const char *text = _cem_db_column_text_or_empty (statement, column, &length);

  return _cem_arena_strndup (arena, text, length);
}

/* --- finding ------------------------------------------------------------------------------------*/

static gboolean
is_thing (CemIdentityConfig *config,
          CemDbStatement *statement,
          int column)
{
  gsize length = 0;
  const char *name = _cem_db_column_text_or_empty (statement, column, &length);
  const CemIdentityType *type = _cem_identity_config_find_type (config, name, (gssize) length);

  return type != NULL && type->class_ == CEM_IDENTITY_THING;
}

static gboolean
find_by (CemIdentityConfig *config,
         CemDbStatement *statement,
         CemIdentityFound *found,
         gboolean *there,
         GError **error)
{
  CemDbStep step = _cem_db_step (statement, error);

  *there = step == CEM_DB_ROW;
  if (*there)
    {
      found->entity = _cem_db_column_int (statement, 0);
      found->thing = is_thing (config, statement, 2);
      found->customer = found->thing ? 0 : _cem_db_column_int (statement, 1);
    }

  return step != CEM_DB_ERROR;
}

static gboolean
find_id (CemDb *db,
         CemIdentityConfig *config,
         gint64 entity,
         CemIdentityFound *found,
         gboolean *there,
         GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (db, "SELECT id, head, type FROM entity WHERE id = ?1", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  return find_by (config, statement, found, there, error);
}

/* The latest epoch that belongs to a customer, else the latest. */
static gboolean
find_latest (CemDb *db,
             CemIdentityConfig *config,
             gint64 chain,
             CemIdentityFound *found,
             gboolean *there,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      db,
      "SELECT entity.id, entity.head, entity.type FROM epoch JOIN entity ON entity.id = epoch.entity "
      "WHERE epoch.chain = ?1 ORDER BY entity.head = 0, epoch.epoch DESC LIMIT 1",
      error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, chain);
  return find_by (config, statement, found, there, error);
}

gboolean
_cem_identity_find (CemDb *db,
                    CemIdentityConfig *config,
                    const guint8 secret[CEM_IDENTITY_SECRET],
                    const char *key,
                    CemIdentityFound *found,
                    GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  CemIdentifier identifier;
  gboolean there = FALSE;
  gint64 entity = 0;
  char kind = 0;

  memset (found, 0, sizeof *found);
  if (_cem_id_parse (key, -1, &kind, &entity))
    {
      if (!find_id (db, config, entity, found, &there, error))
        return FALSE;
      found->thing = found->thing || kind == 't';
    }
  else
    {
      arena = _cem_arena_new (1024);
      if (!_cem_identity_parse_key (config, secret, arena, key, strlen (key), 0, &identifier, error))
        return FALSE;
      if (identifier.type->valid > 0
              ? !find_latest (db, config,
                              _cem_identity_chain (secret, identifier.type, identifier.value,
                                                   identifier.length),
                              found, &there, error)
              : !find_id (db, config, identifier.entity, found, &there, error))
        return FALSE;
    }

  if (there)
    return TRUE;

  _cem_set_error (error, CEM_ERROR_NOT_FOUND, "Nothing is known by “%s”", key);
  return FALSE;
}

gboolean
_cem_identity_read_entity (CemDb *db,
                           CemArena *arena,
                           gint64 entity,
                           CemIdentityMember *member,
                           GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      db, "SELECT type, value, epoch, first, head FROM entity WHERE id = ?1", error);
  CemDbStep step;

  memset (member, 0, sizeof *member);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_DONE)
    _cem_set_error (error, CEM_ERROR_NOT_FOUND, "There is no entity %lld", (long long) entity);
  if (step != CEM_DB_ROW)
    return FALSE;

  member->entity = entity;
  member->type = copy_text (arena, statement, 0);
  member->value = copy_text (arena, statement, 1);
  member->epoch = _cem_db_column_int (statement, 2);
  member->first =
      _cem_db_column_is_null (statement, 3) ? CEM_NO_TIME : _cem_db_column_int (statement, 3);
  member->customer = _cem_db_column_int (statement, 4);
  return TRUE;
}

gboolean
_cem_identity_read_key (CemDb *db,
                        CemIdentityConfig *config,
                        gint64 entity,
                        char **key,
                        gint64 *time,
                        GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  const CemIdentityType *type = NULL;
  CemIdentityMember member;

  *key = NULL;
  *time = CEM_NO_TIME;
  if (!_cem_identity_read_entity (db, arena, entity, &member, error))
    return FALSE;

  *key = g_strconcat (member.type, ":", member.value, NULL);
  type = _cem_identity_config_find_type (config, member.type, -1);
  if (type != NULL && type->valid > 0)
    *time = member.epoch * type->valid;
  return TRUE;
}

/* --- customers ----------------------------------------------------------------------------------*/

static gboolean
read_member_ids (CemDb *db,
                 gint64 customer,
                 GArray *ids,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement =
      _cem_db_prepare (db, "SELECT entity FROM member WHERE head = ?1", error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  g_array_append_val (ids, customer);
  _cem_db_bind_int (statement, 1, customer);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 entity = _cem_db_column_int (statement, 0);

      g_array_append_val (ids, entity);
    }

  return step == CEM_DB_DONE;
}

static guint
rank_of (CemIdentityConfig *config,
         const CemIdentityMember *member)
{
  const CemIdentityType *type = _cem_identity_config_find_type (config, member->type, -1);

  return type != NULL ? type->rank : G_MAXUINT;
}

static gint
compare_members (gconstpointer first,
                 gconstpointer second,
                 gpointer data)
{
  const CemIdentityMember *a = first;
  const CemIdentityMember *b = second;
  guint rank_a = rank_of (data, a);
  guint rank_b = rank_of (data, b);

  if (rank_a != rank_b)
    return rank_a < rank_b ? -1 : 1;

  return a->entity < b->entity ? -1 : a->entity > b->entity;
}

gboolean
_cem_identity_read_members (CemDb *db,
                            CemIdentityConfig *config,
                            CemArena *arena,
                            gint64 customer,
                            GArray *members,
                            GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!read_member_ids (db, customer, ids, error))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      CemIdentityMember member;

      if (!_cem_identity_read_entity (db, arena, g_array_index (ids, gint64, i), &member, error))
        return FALSE;
      g_array_append_val (members, member);
    }

  g_array_sort_with_data (members, compare_members, config);
  return TRUE;
}

static void
read_customer_row (CemDbStatement *statement,
                   CemIdentityCustomer *customer)
{
  customer->customer = _cem_db_column_int (statement, 0);
  customer->since = _cem_db_column_int (statement, 1);
  customer->n_members = (guint) _cem_db_column_int (statement, 2);
}

gboolean
_cem_identity_list_customers (CemDb *db,
                              const CemIdentityCustomer *after,
                              gint64 skip,
                              guint limit,
                              GArray *customers,
                              GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step;

  statement = _cem_db_prepare (db,
                               "SELECT id, since, members FROM entity "
                               "WHERE since IS NOT NULL AND (since, id) > (?1, ?2) "
                               "ORDER BY since, id LIMIT ?3 OFFSET ?4",
                               error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, after != NULL ? after->since : G_MININT64);
  _cem_db_bind_int (statement, 2, after != NULL ? after->customer : G_MININT64);
  _cem_db_bind_int (statement, 3, limit);
  _cem_db_bind_int (statement, 4, MAX (skip, 0));
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      CemIdentityCustomer customer;

      read_customer_row (statement, &customer);
      g_array_append_val (customers, customer);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_identity_list_heads (CemDb *db,
                          guint limit,
                          GArray *heads,
                          GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  CemDbStep step;

  statement =
    _cem_db_prepare (db, "SELECT head FROM customer ORDER BY since, head LIMIT ?1", error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, limit > 0 ? (gint64) limit : -1);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      const gint64 head = _cem_db_column_int (statement, 0);

      g_array_append_val (heads, head);
    }

  return step == CEM_DB_DONE;
}

gboolean
_cem_identity_count_customers (CemDb *db,
                               gint64 *n,
                               GError **error)
{
  return _cem_db_query_int (db, "SELECT count(*) FROM entity WHERE since IS NOT NULL", n, error);
}

/* --- proposals ----------------------------------------------------------------------------------*/

static gint
compare_proposals (gconstpointer first,
                   gconstpointer second)
{
  const CemIdentityProposal *a = first;
  const CemIdentityProposal *b = second;
  const gint64 x[] = { a->time, a->a, a->b, a->kind };
  const gint64 y[] = { b->time, b->a, b->b, b->kind };

  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    if (x[i] != y[i])
      return x[i] < y[i] ? -1 : 1;

  return 0;
}

static gboolean
step_proposals (CemDbStatement *statement,
                CemArena *arena,
                gboolean all,
                const CemIdentityProposal *after,
                GArray *proposals,
                GError **error)
{
  CemDbStep step;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      CemIdentityProposal proposal = {
        .a = _cem_db_column_int (statement, 0),
        .b = _cem_db_column_int (statement, 1),
        .kind = (CemEdgeKind) _cem_db_column_int (statement, 2),
        .reason = (CemEdgeStatus) _cem_db_column_int (statement, 3),
        .time = _cem_db_column_int (statement, 4),
      };

      if ((!all && proposal.reason == CEM_EDGE_KEPT_APART) ||
          (after != NULL && compare_proposals (&proposal, after) <= 0))
        continue;

      proposal.source = copy_column (arena, statement, 5);
      proposal.id = copy_column (arena, statement, 6);
      g_array_append_val (proposals, proposal);
    }

  return step == CEM_DB_DONE;
}

static gboolean
list_proposals_of (CemDb *db,
                   CemArena *arena,
                   gint64 customer,
                   gboolean all,
                   const CemIdentityProposal *after,
                   guint limit,
                   GArray *proposals,
                   GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemDbStatement) statement = NULL;
  guint start = proposals->len;
  guint kept;

  if (!read_member_ids (db, customer, ids, error))
    return FALSE;
  statement = _cem_db_prepare (db,
                               "SELECT a, b, kind, reason, time, source, id FROM refused WHERE a = ?1 "
                               "UNION SELECT a, b, kind, reason, time, source, id FROM refused "
                               "WHERE b = ?1",
                               error);
  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      _cem_db_bind_int (statement, 1, g_array_index (ids, gint64, i));
      if (!step_proposals (statement, arena, all, after, proposals, error))
        return FALSE;
    }

  /* A proposal between two members is found from both. */
  kept = start;
  if (proposals->len > start)
    qsort (&g_array_index (proposals, CemIdentityProposal, start), proposals->len - start,
           sizeof (CemIdentityProposal), compare_proposals);
  for (guint i = start; i < proposals->len && kept - start < limit; i++)
    {
      CemIdentityProposal proposal = g_array_index (proposals, CemIdentityProposal, i);

      if (kept == start ||
          compare_proposals (&g_array_index (proposals, CemIdentityProposal, kept - 1), &proposal) != 0)
        g_array_index (proposals, CemIdentityProposal, kept++) = proposal;
    }

  g_array_set_size (proposals, kept);
  return TRUE;
}

gboolean
_cem_identity_list_proposals (CemDb *db,
                              CemArena *arena,
                              gint64 customer,
                              gboolean all,
                              const CemIdentityProposal *after,
                              guint limit,
                              GArray *proposals,
                              GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (customer != 0)
    return list_proposals_of (db, arena, customer, all, after, limit, proposals, error);

  statement = _cem_db_prepare (db,
                               "SELECT a, b, kind, reason, time, source, id FROM refused "
                               "WHERE (time, a, b, kind) > (?1, ?2, ?3, ?4) AND (?5 OR reason != ?6) "
                               "ORDER BY time, a, b, kind LIMIT ?7",
                               error);
  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, after != NULL ? after->time : G_MININT64);
  _cem_db_bind_int (statement, 2, after != NULL ? after->a : G_MININT64);
  _cem_db_bind_int (statement, 3, after != NULL ? after->b : G_MININT64);
  _cem_db_bind_int (statement, 4, after != NULL ? (gint64) after->kind : 0);
  _cem_db_bind_int (statement, 5, all ? 1 : 0);
  _cem_db_bind_int (statement, 6, CEM_EDGE_KEPT_APART);
  _cem_db_bind_int (statement, 7, limit);
  return step_proposals (statement, arena, TRUE, NULL, proposals, error);
}

/* --- decisions ----------------------------------------------------------------------------------*/

static void
add_standing (GArray *standing,
              gint64 a,
              gint64 b,
              GArray *decisions)
{
  CemIdentityStanding row = { .a = a, .b = b };
  const CemDecision *last = NULL;
  CemVerdict verdict;

  if (decisions->len == 0)
    return;

  _cem_decisions_fold ((CemDecision *) (void *) decisions->data, decisions->len, &verdict);
  for (guint i = 0; i < decisions->len; i++)
    if (g_array_index (decisions, CemDecision, i).kind == CEM_DECISION_UNLINKED)
      last = &g_array_index (decisions, CemDecision, i);

  for (guint i = 0; i < 3; i++)
    {
      const CemDecision *from = i == 0 ? verdict.link
                                : i == 1 ? verdict.unlinked ? last : NULL
                                         : verdict.apart;

      if (from == NULL)
        continue;
      row.kind = from->kind;
      row.time = from->time;
      row.source = from->source;
      row.id = from->id;
      g_array_append_val (standing, row);
    }
  g_array_set_size (decisions, 0);
}

/* Rows come pair by pair. */
static gboolean
step_decisions (CemDbStatement *statement,
                CemArena *arena,
                GArray *standing,
                GError **error)
{
  g_autoptr (GArray) decisions = g_array_new (FALSE, FALSE, sizeof (CemDecision));
  gint64 a = 0;
  gint64 b = 0;
  CemDbStep step;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      CemDecision decision = {
        .kind = (CemDecisionKind) _cem_db_column_int (statement, 5),
        .time = _cem_db_column_int (statement, 2),
        .source = copy_text (arena, statement, 3),
        .id = copy_text (arena, statement, 4),
      };

      if (a != _cem_db_column_int (statement, 0) || b != _cem_db_column_int (statement, 1))
        add_standing (standing, a, b, decisions);
      a = _cem_db_column_int (statement, 0);
      b = _cem_db_column_int (statement, 1);
      g_array_append_val (decisions, decision);
    }

  add_standing (standing, a, b, decisions);
  return step == CEM_DB_DONE;
}

static gint
compare_standing (gconstpointer first,
                  gconstpointer second)
{
  const CemIdentityStanding *a = first;
  const CemIdentityStanding *b = second;
  const gint64 x[] = { a->a, a->b, a->kind };
  const gint64 y[] = { b->a, b->b, b->kind };

  for (guint i = 0; i < G_N_ELEMENTS (x); i++)
    if (x[i] != y[i])
      return x[i] < y[i] ? -1 : 1;

  return 0;
}

gboolean
_cem_identity_list_decisions (CemDb *db,
                              CemArena *arena,
                              gint64 customer,
                              GArray *decisions,
                              GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemDbStatement) statement = NULL;
  guint kept = 0;

  if (customer == 0)
    {
      statement = _cem_db_prepare (db,
                                   "SELECT a, b, time, source, id, kind FROM decision "
                                   "ORDER BY a, b",
                                   error);
      return statement != NULL && step_decisions (statement, arena, decisions, error);
    }

  if (!read_member_ids (db, customer, ids, error))
    return FALSE;
  statement = _cem_db_prepare (db,
                               "SELECT a, b, time, source, id, kind FROM decision WHERE a = ?1 "
                               "UNION ALL SELECT a, b, time, source, id, kind FROM decision "
                               "WHERE b = ?1 ORDER BY 1, 2",
                               error);
  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      _cem_db_bind_int (statement, 1, g_array_index (ids, gint64, i));
      if (!step_decisions (statement, arena, decisions, error))
        return FALSE;
    }

  g_array_sort (decisions, compare_standing);
  for (guint i = 0; i < decisions->len; i++)
    {
      CemIdentityStanding row = g_array_index (decisions, CemIdentityStanding, i);

      if (kept == 0 ||
          compare_standing (&g_array_index (decisions, CemIdentityStanding, kept - 1), &row) != 0)
        g_array_index (decisions, CemIdentityStanding, kept++) = row;
    }
  g_array_set_size (decisions, kept);
  return TRUE;
}

/* --- traits -------------------------------------------------------------------------------------*/

static gint
compare_traits (gconstpointer first,
                gconstpointer second,
                gpointer data)
{
  const CemIdentityTrait *a = first;
  const CemIdentityTrait *b = second;
  gint field = strcmp (a->field, b->field);
  gboolean null_a = strcmp (a->value, "null") == 0;
  gboolean null_b = strcmp (b->value, "null") == 0;

  if (field != 0)
    return field;
  if (null_a != null_b)
    return null_a ? 1 : -1;
  field = _cem_trait_compare (data, a->source, a->time, a->id, b->source, b->time, b->id);

  return field != 0 ? field : a->fragment < b->fragment ? -1 : a->fragment > b->fragment;
}

gboolean
_cem_identity_read_traits (CemDb *db,
                           CemIdentityConfig *config,
                           CemArena *arena,
                           gint64 customer,
                           GArray *traits,
                           GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemDbStatement) statement = NULL;

  if (!read_member_ids (db, customer, ids, error))
    return FALSE;
  statement = _cem_db_prepare (
      db, "SELECT field, source, value, time, id FROM trait WHERE entity = ?1", error);
  if (statement == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      CemIdentityTrait trait = { .fragment = g_array_index (ids, gint64, i) };
      CemDbStep step;

      _cem_db_bind_int (statement, 1, trait.fragment);
      while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
        {
          trait.field = copy_text (arena, statement, 0);
          trait.source = copy_text (arena, statement, 1);
          trait.value = copy_text (arena, statement, 2);
          trait.time = _cem_db_column_int (statement, 3);
          trait.id = copy_text (arena, statement, 4);
          g_array_append_val (traits, trait);
        }
      if (step == CEM_DB_ERROR)
        return FALSE;
    }

  g_array_sort_with_data (traits, compare_traits, config);
  for (guint i = 0; i < traits->len; i++)
    {
      CemIdentityTrait *trait = &g_array_index (traits, CemIdentityTrait, i);

      trait->holds = strcmp (trait->value, "null") != 0 &&
                     (i == 0 || strcmp (trait[-1].field, trait->field) != 0);
    }

  return TRUE;
}
