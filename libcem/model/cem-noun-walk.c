/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

/* Over all nouns of some kinds, in the order in which their facts lie in the store. */

/* Facts between two looks at whether somebody has cancelled it. */
#define CHECK_EVERY 1024

#define MOST_FACTS (CEM_FACTS_OLDEST + CEM_FACTS_NEWEST)

typedef struct
{
  CemNounFold fold;
  guint kinds;
  CemNounFunc func;
  gpointer data;
  CemDbStatement *joined; /* identifiers of nouns with several, by entity; what adds up by itself is not */
  gint64 next_joined;
  gboolean has_next;
} Walk;

static gboolean
fold_noun (CemNounFold *fold,
           GError **error)
{
  if (fold->noun.kind == CEM_NOUN_DEVICE)
    return TRUE;

  _cem_noun_fold_facts (fold);
  return _cem_noun_fold_special (fold, error);
}

gboolean
_cem_noun_fold_one (CemNounFold *fold,
                    gint64 entity,
                    CemNounKind kind,
                    GError **error)
{
  _cem_noun_fold_begin (fold, entity, kind);
  return _cem_facts_read (fold->db, &entity, 1, fold->arena, fold->facts, &fold->n_facts, error) &&
         fold_noun (fold, error);
}

/* Of one with very many facts, only the oldest and the newest are folded. */
static gboolean
end_noun (Walk *self,
          GError **error)
{
  CemNounFold *fold = &self->fold;
  gboolean folded = FALSE;

  if (fold->facts->len == 0)
    return TRUE;

  folded = fold->facts->len > MOST_FACTS
               ? _cem_noun_fold_one (fold, fold->noun.entity, fold->noun.kind, error)
               : fold_noun (fold, error);
  return folded && self->func (fold, self->data, error);
}

/* --- with several identifiers: each noun once, after the others ---*/

static gboolean
step_joined (Walk *self,
             GError **error)
{
  CemDbStep step = _cem_db_step (self->joined, error);

  self->has_next = step == CEM_DB_ROW;
  if (self->has_next)
    self->next_joined = _cem_db_column_int (self->joined, 0);
  return step != CEM_DB_ERROR;
}

/* Entities come in their order. */
static gboolean
is_joined (Walk *self,
           gint64 entity,
           gboolean *joined,
           GError **error)
{
  while (self->has_next && self->next_joined < entity)
    if (!step_joined (self, error))
      return FALSE;

  *joined = self->has_next && self->next_joined == entity;
  return TRUE;
}

static gboolean
take_joined (Walk *self,
             GError **error)
{
  CemNounFold *fold = &self->fold;
  g_autoptr (CemDbStatement) heads = _cem_db_prepare (
    fold->db, "SELECT entity, kind FROM noun WHERE head != 0 AND head = entity AND kind != 1 ORDER BY entity",
    error);
  CemDbStep step = CEM_DB_ERROR;

  if (heads == NULL)
    return FALSE;

  while ((step = _cem_db_step (heads, error)) == CEM_DB_ROW)
    {
      gint64 entity = _cem_db_column_int (heads, 0);
      guint kind = (guint) _cem_db_column_int (heads, 1);

      if (kind >= CEM_NOUN_N_KINDS || (self->kinds & 1u << kind) == 0)
        continue;
      _cem_arena_reset (fold->arena);
      _cem_noun_fold_begin (fold, entity, (CemNounKind) kind);
      g_array_set_size (fold->members, 0);
      if (!_cem_noun_list_entities (fold->db, entity, fold->members, error) ||
          !_cem_facts_read (fold->db, (const gint64 *) fold->members->data, fold->members->len,
                            fold->arena, fold->facts, &fold->n_facts, error) ||
          (fold->facts->len > 0 && (!fold_noun (fold, error) || !self->func (fold, self->data, error))))
        return FALSE;
    }

  return step == CEM_DB_DONE;
}

/* Columns: time, type, fragment, data, entity. The type tells what kind of noun the fact is of. */
static gboolean
take_fact (Walk *self,
           CemDbStatement *statement,
           GError **error)
{
  CemNounFold *fold = &self->fold;
  gint64 entity = _cem_db_column_int (statement, 4);
  CemFact fact = { .source = "", .id = "" };
  gboolean joined = FALSE;
  gsize length = 0;
  const char *type = _cem_db_column_text_or_empty (statement, 1, &length);

  fact.type = _cem_vocabulary_find (type, length);
  if (fact.type == NULL || (self->kinds & 1u << fact.type->noun) == 0)
    return TRUE;
  if (!is_joined (self, entity, &joined, error))
    return FALSE;
  if (joined)
    return TRUE;

  if (entity != fold->noun.entity)
    {
      if (!end_noun (self, error))
        return FALSE;
      _cem_arena_reset (fold->arena);
      _cem_noun_fold_begin (fold, entity, fact.type->noun);
    }
  if (fold->facts->len > MOST_FACTS)
    return TRUE;

  fact.type_name = fact.type->name;
  fact.time = _cem_db_column_int (statement, 0);
  fact.fragment = _cem_db_column_int (statement, 2);
  if (!_cem_fact_read_data (statement, 3, fold->arena, &fact.data, error))
    return FALSE;
  g_array_append_val (fold->facts, fact);
  return TRUE;
}

gboolean
_cem_noun_walk (CemDb *db,
                guint kinds,
                CemNounFunc func,
                gpointer data,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (64 * 1024);
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
      db, "SELECT time, type, fragment, data, entity FROM fact ORDER BY entity, time, source, id",
      error);
  g_autoptr (CemDbStatement) joined = _cem_db_prepare (
    db, "SELECT entity FROM noun WHERE head != 0 AND kind != 1 ORDER BY entity", error);
  Walk self = { .kinds = kinds, .func = func, .data = data, .joined = joined };
  CemDbStep step = CEM_DB_ERROR;
  gboolean done = statement != NULL && joined != NULL && step_joined (&self, error);

  _cem_noun_fold_init (&self.fold, db, arena, CEM_NOUN_BRIEF | CEM_NOUN_STANDARD);
  for (guint i = 0; done && (step = _cem_db_step (statement, error)) == CEM_DB_ROW; i++)
    done = (i % CHECK_EVERY != 0 || !g_cancellable_set_error_if_cancelled (cancellable, error)) &&
           take_fact (&self, statement, error);
  done = done && step == CEM_DB_DONE && end_noun (&self, error) && take_joined (&self, error);
  _cem_noun_fold_clear (&self.fold);
  return done;
}
