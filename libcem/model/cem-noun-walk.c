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
  return _cem_facts_read (fold->db, entity, fold->arena, fold->facts, &fold->n_facts, error) &&
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

/* Columns: time, type, fragment, data, entity. The type tells what kind of noun the fact is of. */
static gboolean
take_fact (Walk *self,
           CemDbStatement *statement,
           GError **error)
{
  CemNounFold *fold = &self->fold;
  gint64 entity = _cem_db_column_int (statement, 4);
  CemFact fact = { .source = "", .id = "" };
  gsize length = 0;
  const char *type = _cem_db_column_text_or_empty (statement, 1, &length);

  fact.type = _cem_vocabulary_find (type, length);
  if (fact.type == NULL || (self->kinds & 1u << fact.type->noun) == 0)
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
  Walk self = { .kinds = kinds, .func = func, .data = data };
  CemDbStep step = CEM_DB_ERROR;
  gboolean done = statement != NULL;

  _cem_noun_fold_init (&self.fold, db, arena, CEM_NOUN_BRIEF | CEM_NOUN_STANDARD);
  for (guint i = 0; done && (step = _cem_db_step (statement, error)) == CEM_DB_ROW; i++)
    done = (i % CHECK_EVERY != 0 || !g_cancellable_set_error_if_cancelled (cancellable, error)) &&
           take_fact (&self, statement, error);
  done = done && step == CEM_DB_DONE && end_noun (&self, error);
  _cem_noun_fold_clear (&self.fold);
  return done;
}
