/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* What kinds of nouns have beside fields and states. */

static void
copy_member (GArray *fields,
             const char *name,
             const CemFact *fact,
             const char *member,
             CemKind kind)
{
  const CemDatum *value = _cem_fact_get (fact, member, kind);

  if (value != NULL)
    _cem_fields_set (fields, name, *value);
}

static void
set_list (CemNounFold *fold,
          const char *name,
          GArray *items)
{
  _cem_fields_set (fold->fields, name,
                   _cem_datum_list (_cem_list_new (fold->arena, (const CemDatum *) items->data,
                                                   items->len)));
}

/* --- work orders ---*/

static CemDatum
get_part (CemNounFold *fold,
          const CemFact *fact)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  const CemDatum *quantity = _cem_fact_get (fact, "quantity", CEM_KIND_INT);

  if (quantity == NULL)
    quantity = _cem_fact_get (fact, "quantity", CEM_KIND_DOUBLE);
  copy_member (fields, "part", fact, "part", CEM_KIND_STRING);
  _cem_fields_set (fields, "quantity", quantity != NULL ? *quantity : _cem_datum_int (1));
  copy_member (fields, "serial", fact, "serial", CEM_KIND_STRING);
  _cem_fields_set (fields, "at", _cem_datum_from_us (fact->time));
  return _cem_fields_to_map (fold->arena, fields);
}

/* Each state that it was in, and from when on; a state that goes on is one. */
static void
set_states (CemNounFold *fold)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemDatum before = _cem_datum_null ();

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);
      const CemDatum *named = _cem_fact_get (fact, "state", CEM_KIND_STRING);
      CemDatum state = _cem_datum_null ();
      CemDatum item = { 0 };

      if (fact->type == NULL)
        continue;
      if (named != NULL && named->n > 0)
        state = *named;
      else if (fact->type->state != NULL)
        state = _cem_datum_from_text (fact->type->state);
      if (state.kind == CEM_KIND_NULL || _cem_datum_equal (&state, &before))
        continue;

      before = state;
      g_array_set_size (fields, 0);
      _cem_fields_set (fields, "state", state);
      _cem_fields_set (fields, "from", _cem_datum_from_us (fact->time));
      item = _cem_fields_to_map (fold->arena, fields);
      g_array_append_val (items, item);
    }

  set_list (fold, "states", items);
}

static gboolean
is_before (const CemDatum *a,
           const CemDatum *b)
{
  return a != NULL && b != NULL && _cem_datum_order (a, b) < 0;
}

/* Whether any fact says when it was closed, beside by being a closing. */
static gboolean
is_told (CemNounFold *fold,
         const char *name)
{
  for (guint i = 0; i < fold->facts->len; i++)
    if (_cem_fact_get (&g_array_index (fold->facts, CemFact, i), name, CEM_KIND_STRING) != NULL)
      return TRUE;

  return FALSE;
}

static void
fold_work_order (CemNounFold *fold)
{
  static const char *const ends[] = { "resolved_at", "closed_at" };
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (CemDatum));
  const CemDatum *told = _cem_fields_get (fold->fields, "reopen_count");
  gint64 reopened = 0;

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);
      CemDatum part = { 0 };

      reopened += _cem_fact_is (fact, "work_order.reopened");
      if (!_cem_fact_is (fact, "work_order.part_used"))
        continue;
      part = get_part (fold, fact);
      g_array_append_val (parts, part);
    }

  if (told != NULL && told->kind == CEM_KIND_INT)
    reopened = MAX (reopened, told->v.i);
  _cem_fields_set (fold->fields, "reopen_count", _cem_datum_int (reopened));
  set_list (fold, "parts", parts);
  if ((fold->flags & CEM_NOUN_BRIEF) == 0)
    set_states (fold);

  /* What was opened again has not ended yet. */
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (!is_told (fold, ends[i]) &&
        is_before (_cem_fields_get (fold->fields, ends[i]),
                   _cem_fields_get (fold->fields, "reopened_at")))
      _cem_fields_unset (fold->fields, ends[i]);
}

/* --- responses and orders ---*/

static gboolean
get_number (const CemMap *map,
            const char *name,
            double *number)
{
  const CemDatum *value = _cem_map_find_string (map, name, strlen (name));

  if (value == NULL || (value->kind != CEM_KIND_INT && value->kind != CEM_KIND_DOUBLE))
    return FALSE;

  *number = value->kind == CEM_KIND_INT ? (double) value->v.i : value->v.d;
  return TRUE;
}

gboolean
_cem_response_read_score (const CemMap *map,
                          CemScoreKind *kind,
                          guint *scale,
                          double *answer)
{
  static const char *const names[] = { "nps", "csat", "ces" };
  const CemDatum *name = _cem_map_find_string (map, "kind", 4);
  double top = 0.0;
  guint i = 0;

  if (name == NULL || name->kind != CEM_KIND_STRING || !get_number (map, "score", answer))
    return FALSE;
  while (i < G_N_ELEMENTS (names) &&
         (strlen (names[i]) != (gsize) name->n || memcmp (names[i], name->v.s, name->n) != 0))
    i++;
  if (i == G_N_ELEMENTS (names))
    return FALSE;

  *kind = (CemScoreKind) i;
  *scale = 0;
  if (get_number (map, "scale", &top) && *kind != CEM_SCORE_KIND_NPS)
    *scale = top >= 2.0 && top <= 100.0 ? (guint) top : G_MAXUINT;
  return TRUE;
}

static void
fold_response (CemNounFold *fold)
{
  static const char *const answers[3][3] = { { "detractor", "passive", "promoter" },
                                             { "unsatisfied", NULL, "satisfied" },
                                             { "hard", NULL, "easy" } };
  CemDatum map = _cem_fields_to_map (fold->arena, fold->fields);
  CemScoreKind kind = CEM_SCORE_KIND_NPS;
  CemAnswer answer = CEM_ANSWER_INVALID;
  guint scale = 0;
  double score = 0.0;

  if (_cem_response_read_score (map.v.map, &kind, &scale, &score))
    answer = _cem_score_classify (kind, scale, score);
  if (answer != CEM_ANSWER_INVALID)
    _cem_fields_set (fold->fields, "answer",
                     _cem_datum_from_text (answers[kind][answer - CEM_ANSWER_LOW]));
}

static void
fold_order (CemNounFold *fold)
{
  const CemDatum *promised = _cem_fields_get (fold->fields, "promised");
  const CemDatum *delivered = _cem_fields_get (fold->fields, "delivered_at");

  if (promised != NULL && delivered != NULL)
    _cem_fields_set (fold->fields, "late", _cem_datum_bool (is_before (promised, delivered)));
}

/* --- others ---*/

static void
fold_lead (CemNounFold *fold)
{
  const CemDatum *lost = _cem_fields_get (fold->fields, "lost");

  if (fold->state != NULL && strcmp (fold->state, "converted") == 0 && lost != NULL && lost->v.b)
    fold->state = "lost";
}

static const char *
get_role (CemNounFold *fold,
          const CemFact *fact)
{
  const CemDatum *role = _cem_fact_get (fact, "role", CEM_KIND_STRING);

  return role != NULL ? _cem_arena_strndup (fold->arena, role->v.s, (gsize) role->n) : "member";
}

static void
end_membership (GArray *periods,
                const CemFact *fact)
{
  for (guint i = 0; i < periods->len; i++)
    {
      CemPeriod *period = &g_array_index (periods, CemPeriod, i);

      if (period->fragment == fact->fragment && period->until == CEM_MODEL_NO_TIME)
        period->until = fact->time;
    }
}

static void
fold_household (CemNounFold *fold)
{
  g_autoptr (GArray) periods = g_array_new (FALSE, FALSE, sizeof (CemPeriod));

  for (guint i = 0; i < fold->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (fold->facts, CemFact, i);
      CemPeriod period = { fact->fragment, fact->time, CEM_MODEL_NO_TIME, NULL };

      if (fact->fragment == 0)
        continue;
      end_membership (periods, fact);
      if (!_cem_fact_is (fact, "household.joined"))
        continue;
      period.role = get_role (fold, fact);
      g_array_append_val (periods, period);
    }

  _cem_fields_set (fold->fields, "members", _cem_periods_to_list (fold->arena, periods, NULL));
}

static gboolean
set_tallies (CemNounFold *fold,
             const char *name,
             GError **error)
{
  CemDatum map = { 0 };

  if (!_cem_noun_read_tallies (fold, &map, error))
    return FALSE;

  if (map.kind == CEM_KIND_MAP)
    _cem_fields_set (fold->fields, name, map);
  return TRUE;
}

gboolean
_cem_noun_fold_special (CemNounFold *fold,
                        GError **error)
{
  switch (fold->noun.kind)
    {
    case CEM_NOUN_WORK_ORDER:
      fold_work_order (fold);
      return TRUE;
    case CEM_NOUN_ORDER:
      fold_order (fold);
      return TRUE;
    case CEM_NOUN_RESPONSE:
      fold_response (fold);
      return TRUE;
    case CEM_NOUN_LEAD:
      fold_lead (fold);
      return TRUE;
    case CEM_NOUN_HOUSEHOLD:
      fold_household (fold);
      return TRUE;
    case CEM_NOUN_CAMPAIGN:
      return set_tallies (fold, "people", error);
    case CEM_NOUN_POST:
      return set_tallies (fold, "engagement", error);
    default:
      return TRUE;
    }
}
