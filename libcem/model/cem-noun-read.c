/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "base/cem-id-private.h"
#include "base/cem-words-private.h"
#include "value/cem-json-private.h"

/* The noun that @entity is an identifier of: its own row, or that of the first. */
gboolean
_cem_noun_read (CemDb *db,
                gint64 entity,
                CemArena *arena,
                CemNounHead *noun,
                GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db,
                     "SELECT entity, kind, begun, key, head FROM noun WHERE entity = "
                     "ifnull ((SELECT nullif (head, 0) FROM noun WHERE entity = ?1), ?1)",
                     error);
  const char *key = NULL;
  gsize length = 0;
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  step = _cem_db_step (statement, error);
  if (step == CEM_DB_ERROR)
    return FALSE;
  if (step == CEM_DB_DONE)
    {
      char id[CEM_ID_BUFFER];

      _cem_id_format ('t', entity, id);
      _cem_set_error (error, CEM_ERROR_NOT_FOUND, "“%s” is no noun: no event has named it as one",
                      id);
      return FALSE;
    }

  key = _cem_db_column_text_or_empty (statement, 3, &length);
  *noun = (CemNounHead){
    .entity = _cem_db_column_int (statement, 0),
    .kind = (CemNounKind) _cem_db_column_int (statement, 1),
    .since = _cem_db_column_int (statement, 2),
    .key = _cem_arena_strndup (arena, key, length),
    .joined = _cem_db_column_int (statement, 4) != 0,
  };
  return TRUE;
}

static gboolean
append_entities (CemDbStatement *statement,
                 GArray *entities,
                 GError **error)
{
  CemDbStep step;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 entity = _cem_db_column_int (statement, 0);

      g_array_append_val (entities, entity);
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_list (CemDb *db,
                CemNounKind kind,
                guint limit,
                GArray *entities,
                GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db,
    "SELECT entity, begun FROM noun WHERE kind = ?1 AND head IN (0, entity) ORDER BY begun, entity LIMIT ?2",
    error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, kind);
  _cem_db_bind_int (statement, 2, limit > 0 ? (gint64) limit : -1);
  return append_entities (statement, entities, error);
}

gboolean
_cem_noun_count (CemDb *db,
                 CemNounKind kind,
                 gint64 *n,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (
      db,
      "SELECT (SELECT count(*) FROM noun_recent WHERE kind = ?1 AND head IN (0, entity)) + "
      "(SELECT count(*) FROM noun_settled WHERE kind = ?1 AND head IN (0, entity))",
      error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, kind);
  if (_cem_db_step (statement, error) != CEM_DB_ROW)
    return FALSE;

  *n = _cem_db_column_int (statement, 0);
  return TRUE;
}

/* --- relations ---*/

typedef struct
{
  gint64 entity;
  gint64 since;
} Related;

static int
compare_related (gconstpointer a,
                 gconstpointer b)
{
  const Related *one = a;
  const Related *other = b;

  if (one->since != other->since)
    return one->since < other->since ? -1 : 1;
  return one->entity < other->entity ? -1 : one->entity > other->entity;
}

static gboolean
collect_related (CemDb *db,
                 gint64 entity,
                 CemNounKind kind,
                 GHashTable *seen,
                 GArray *found,
                 GError **error)
{
  g_autoptr (CemDbStatement) statement =
    kind == CEM_NOUN_NONE
        ? _cem_db_prepare (db,
                           "SELECT r.noun, n.begun, n.head FROM relation AS r "
                           "JOIN noun AS n ON n.entity = r.noun WHERE r.entity = ?1",
                           error)
        : _cem_db_prepare (db,
                           "SELECT r.noun, n.begun, n.head FROM relation AS r "
                           "JOIN noun AS n ON n.entity = r.noun WHERE r.entity = ?1 AND r.kind = ?2",
                           error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  if (kind != CEM_NOUN_NONE)
    _cem_db_bind_int (statement, 2, kind);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      Related related = { _cem_db_column_int (statement, 0), _cem_db_column_int (statement, 1) };

      if (_cem_db_column_int (statement, 2) != 0)
        related.entity = _cem_db_column_int (statement, 2);
      if (!g_hash_table_contains (seen, &related.entity))
        {
          g_hash_table_add (seen, g_memdup2 (&related.entity, sizeof related.entity));
          g_array_append_val (found, related);
        }
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_list_related (CemDb *db,
                        const gint64 *entities,
                        gsize n_entities,
                        CemNounKind kind,
                        guint limit,
                        GArray *related,
                        GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Related));

  for (gsize i = 0; i < n_entities; i++)
    g_hash_table_add (seen, g_memdup2 (&entities[i], sizeof entities[i]));
  for (gsize i = 0; i < n_entities; i++)
    if (!collect_related (db, entities[i], kind, seen, found, error))
      return FALSE;

  g_array_sort (found, compare_related);
  for (guint i = 0; i < found->len && (limit == 0 || i < limit); i++)
    g_array_append_val (related, g_array_index (found, Related, i).entity);
  return TRUE;
}

/* Below so many, all are read and sorted. */
#define MANY_RELATED 256
/* How many of the newest nouns of a kind are looked at before all of somebody's are. */
#define MAX_LOOK_AT 4096

/* Counts no further than that. */
static gboolean
count_related (CemDb *db,
               const gint64 *entities,
               gsize n_entities,
               CemNounKind kind,
               gint64 *n_related,
               GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db,
    "SELECT count(*) FROM (SELECT 1 FROM relation WHERE entity = ?1 AND kind = ?2 LIMIT ?3)", error);

  if (statement == NULL)
    return FALSE;

  *n_related = 0;
  for (gsize i = 0; i < n_entities && *n_related < MANY_RELATED; i++)
    {
      _cem_db_bind_int (statement, 1, entities[i]);
      _cem_db_bind_int (statement, 2, kind);
      _cem_db_bind_int (statement, 3, MANY_RELATED);
      if (_cem_db_step (statement, error) != CEM_DB_ROW)
        return FALSE;
      *n_related += _cem_db_column_int (statement, 0);
      _cem_db_statement_reset (statement);
    }

  return TRUE;
}

static gboolean
is_related (CemDbStatement *statement,
            const gint64 *entities,
            gsize n_entities,
            CemNounKind kind,
            gint64 noun,
            gboolean *related,
            GError **error)
{
  CemDbStep step = CEM_DB_DONE;

  for (gsize i = 0; i < n_entities && step == CEM_DB_DONE; i++)
    {
      _cem_db_bind_int (statement, 1, entities[i]);
      _cem_db_bind_int (statement, 2, kind);
      _cem_db_bind_int (statement, 3, noun);
      step = _cem_db_step (statement, error);
      if (step == CEM_DB_ROW)
        _cem_db_statement_reset (statement);
    }

  *related = step == CEM_DB_ROW;
  return step != CEM_DB_ERROR;
}

/* Of the newest nouns of a kind those that belong to the entities, up to @limit. */
static gboolean
pick_newest (CemDb *db,
             const gint64 *entities,
             gsize n_entities,
             CemNounKind kind,
             guint limit,
             GArray *picked,
             GError **error)
{
  g_autoptr (CemDbStatement) newest = _cem_db_prepare (
    db,
    "SELECT entity, begun FROM noun WHERE kind = ?1 AND head IN (0, entity) "
    "ORDER BY begun DESC, entity DESC LIMIT ?2",
    error);
  g_autoptr (CemDbStatement) relation = _cem_db_prepare (
    db,
    "SELECT 1 FROM relation WHERE entity = ?1 AND kind = ?2 AND noun IN "
    "(SELECT ?3 UNION ALL SELECT entity FROM noun WHERE head = ?3 AND head != 0) LIMIT 1",
    error);
  CemDbStep step = CEM_DB_DONE;

  if (newest == NULL || relation == NULL)
    return FALSE;

  _cem_db_bind_int (newest, 1, kind);
  _cem_db_bind_int (newest, 2, MAX_LOOK_AT);
  while (picked->len < limit && (step = _cem_db_step (newest, error)) == CEM_DB_ROW)
    {
      gint64 noun = _cem_db_column_int (newest, 0);
      gboolean related = FALSE;

      if (!is_related (relation, entities, n_entities, kind, noun, &related, error))
        return FALSE;
      if (related)
        g_array_append_val (picked, noun);
    }

  return step != CEM_DB_ERROR;
}

gboolean
_cem_noun_list_newest_related (CemDb *db,
                               const gint64 *entities,
                               gsize n_entities,
                               CemNounKind kind,
                               guint limit,
                               GArray *related,
                               GError **error)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 n_related = 0;
  gboolean many = FALSE;

  if (limit > 0 && !count_related (db, entities, n_entities, kind, &n_related, error))
    return FALSE;
  if (limit > 0 && n_related == 0)
    return TRUE;

  many = n_related >= MANY_RELATED;
  if (many && !pick_newest (db, entities, n_entities, kind, limit, found, error))
    return FALSE;
  if (many && found->len == limit)
    {
      g_array_append_vals (related, found->data, found->len);
      return TRUE;
    }

  g_array_set_size (found, 0);
  if (!_cem_noun_list_related (db, entities, n_entities, kind, 0, found, error))
    return FALSE;

  for (guint i = found->len; i > 0; i--)
    g_array_append_val (related, g_array_index (found, gint64, i - 1));
  return TRUE;
}

/* --- facts ---*/

gboolean
_cem_fact_read_data (CemDbStatement *statement,
                     int column,
                     CemArena *arena,
                     CemDatum *data,
                     GError **error)
{
  gsize length = 0;
  const char *text = _cem_db_column_text_or_empty (statement, column, &length);

  text = _cem_arena_strndup (arena, text, length);
  return _cem_json_read (arena, text, length, &_cem_json_default_limits, data, error);
}

static gboolean
append_facts (CemDbStatement *statement,
              CemArena *arena,
              GArray *facts,
              GError **error)
{
  CemDbStep step;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      CemFact fact = { .time = _cem_db_column_int (statement, 0),
                       .fragment = _cem_db_column_int (statement, 4) };
      gsize length = 0;
      const char *text = _cem_db_column_text_or_empty (statement, 1, &length);

      fact.source = _cem_arena_strndup (arena, text, length);
      text = _cem_db_column_text_or_empty (statement, 2, &length);
      fact.id = _cem_arena_strndup (arena, text, length);
      text = _cem_db_column_text_or_empty (statement, 3, &length);
      fact.type = _cem_vocabulary_find (text, length);
      fact.type_name = fact.type != NULL ? fact.type->name : _cem_arena_strndup (arena, text, length);
      if (!_cem_fact_read_data (statement, 5, arena, &fact.data, error))
        return FALSE;
      g_array_append_val (facts, fact);
    }

  return step != CEM_DB_ERROR;
}

static gboolean
count_facts (CemDb *db,
             gint64 entity,
             gint64 *n,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT count(*) FROM fact WHERE entity = ?1", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  if (_cem_db_step (statement, error) != CEM_DB_ROW)
    return FALSE;

  *n = _cem_db_column_int (statement, 0);
  return TRUE;
}

/* The newest, in the order of time. */
static gboolean
append_newest (CemDb *db,
               gint64 entity,
               CemArena *arena,
               GArray *facts,
               GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db,
    "SELECT time, source, id, type, fragment, data FROM fact WHERE entity = ?1 "
    "ORDER BY time DESC, source DESC, id DESC LIMIT ?2",
    error);
  guint before = facts->len;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  _cem_db_bind_int (statement, 2, CEM_FACTS_NEWEST);
  if (!append_facts (statement, arena, facts, error))
    return FALSE;

  for (guint i = before, j = facts->len - 1; i < j; i++, j--)
    {
      CemFact fact = g_array_index (facts, CemFact, i);

      g_array_index (facts, CemFact, i) = g_array_index (facts, CemFact, j);
      g_array_index (facts, CemFact, j) = fact;
    }
  return TRUE;
}

/* Up to so many oldest and newest of one identifier. */
static gboolean
read_facts (CemDb *db,
            gint64 entity,
            CemArena *arena,
            GArray *facts,
            gint64 *n_facts,
            GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db,
    "SELECT time, source, id, type, fragment, data FROM fact WHERE entity = ?1 "
    "ORDER BY time, source, id LIMIT ?2",
    error);
  guint before = facts->len;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, entity);
  _cem_db_bind_int (statement, 2, CEM_FACTS_OLDEST + CEM_FACTS_NEWEST + 1);
  if (!append_facts (statement, arena, facts, error))
    return FALSE;

  *n_facts = facts->len - before;
  if (*n_facts <= CEM_FACTS_OLDEST + CEM_FACTS_NEWEST)
    return TRUE;

  g_array_set_size (facts, before + CEM_FACTS_OLDEST);
  return count_facts (db, entity, n_facts, error) && append_newest (db, entity, arena, facts, error);
}

static int
compare_facts (gconstpointer a,
               gconstpointer b)
{
  const CemFact *one = a;
  const CemFact *other = b;
  int text;

  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  text = strcmp (one->source, other->source);
  return text != 0 ? text : strcmp (one->id, other->id);
}

/* What an event about several identifiers said to each is one fact. */
static gint64
merge_facts (GArray *facts,
             guint before)
{
  CemFact *items = (CemFact *) (void *) facts->data;
  guint n = before;
  guint twice = 0;

  if (facts->len == before)
    return 0;

  qsort (items + before, facts->len - before, sizeof *items, compare_facts);
  for (guint i = before; i < facts->len; i++)
    if (n == before || compare_facts (&items[n - 1], &items[i]) != 0)
      items[n++] = items[i];

  twice = facts->len - n;
  g_array_set_size (facts, n);
  if (n - before > CEM_FACTS_OLDEST + CEM_FACTS_NEWEST)
    g_array_remove_range (facts, before + CEM_FACTS_OLDEST,
                          n - before - CEM_FACTS_OLDEST - CEM_FACTS_NEWEST);
  return twice;
}

gboolean
_cem_facts_read (CemDb *db,
                 const gint64 *entities,
                 guint n_entities,
                 CemArena *arena,
                 GArray *facts,
                 gint64 *n_facts,
                 GError **error)
{
  guint before = facts->len;

  *n_facts = 0;
  for (guint i = 0; i < n_entities; i++)
    {
      gint64 n = 0;

      if (!read_facts (db, entities[i], arena, facts, &n, error))
        return FALSE;
      *n_facts += n;
    }
  if (n_entities > 1)
    *n_facts -= merge_facts (facts, before);

  return TRUE;
}

/* --- notices ---*/

static const char *
copy_column (CemDbStatement *statement,
             int column,
             CemArena *arena)
{
  gsize length = 0;
  const char *text = _cem_db_column_text_or_empty (statement, column, &length);

  return _cem_arena_strndup (arena, text, length);
}

gboolean
_cem_notice_list (CemDb *db,
                  CemArena *arena,
                  guint limit,
                  GArray *notices,
                  GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    db, "SELECT type, code, member, n FROM notice ORDER BY type, code, member LIMIT ?1", error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, limit > 0 ? (gint64) limit : -1);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      CemNotice notice = { copy_column (statement, 0, arena), copy_column (statement, 1, arena),
                           copy_column (statement, 2, arena), NULL,
                           _cem_db_column_int (statement, 3) };

      if (strcmp (notice.code, "unknown-type") == 0)
        notice.suggestion = _cem_vocabulary_suggest (notice.type);
      g_array_append_val (notices, notice);
    }

  return step != CEM_DB_ERROR;
}
