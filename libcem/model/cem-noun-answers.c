/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

#include "base/cem-time-private.h"

/* What people answered: of all answers, and about orders by whether they were late. */

/* Orders whose answers are looked for at a time, and answers that are read: 4 MB each. */
#define MAX_PENDING (1u << 18)

/* Of them, between two looks at whether somebody has cancelled it. */
#define CHECK_EVERY 1024

/* --- all answers ---*/

gboolean
_cem_noun_fold_read_score (const CemNounFold *response,
                           CemScoreKind *kind,
                           guint *scale,
                           double *answer)
{
  CemMap map = { .n = response->fields->len, .entries = (const CemEntry *) response->fields->data };

  return _cem_response_read_score (&map, kind, scale, answer);
}

static void
add_to_group (GArray *groups,
              const char *name,
              gsize length,
              double answer)
{
  CemGroup *group = _cem_groups_find (groups, name, length);

  if (group != NULL)
    _cem_score_add (&group->score, CEM_SCORE_KIND_NPS, 0, answer);
}

static void
add_to_quarter (GArray *quarters,
                gint64 us,
                double answer)
{
  gint64 day = G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;
  gint64 days = us / day - (us % day < 0 ? 1 : 0);
  char name[24];
  gint year = 0;
  gint month = 0;
  gint date = 0;

  _cem_date_from_days (days, &year, &month, &date);
  g_snprintf (name, sizeof name, "%04d-Q%d", year, (month - 1) / 3 + 1);
  add_to_group (quarters, name, strlen (name), answer);
}

void
_cem_answers_add (CemAnswers *self,
                  const CemNounFold *response)
{
  const CemDatum *market = _cem_fields_get (response->fields, "market");
  const CemDatum *received = _cem_fields_get (response->fields, "received_at");
  CemScoreKind kind = CEM_SCORE_KIND_NPS;
  guint scale = 0;
  double answer = 0.0;
  gint64 us = 0;

  if (!_cem_noun_fold_read_score (response, &kind, &scale, &answer))
    return;

  _cem_score_add (&self->scores[kind], kind, scale, answer);
  if (kind != CEM_SCORE_KIND_NPS)
    return;
  if (market != NULL && market->kind == CEM_KIND_STRING)
    add_to_group (self->markets, market->v.s, (gsize) market->n, answer);
  if (received != NULL && received->kind == CEM_KIND_TIMESTAMP &&
      _cem_member_read_time (received, &us))
    add_to_quarter (self->quarters, us, answer);
}

CemDatum
_cem_score_describe (CemArena *arena,
                     const CemScoreSums *score,
                     CemScoreKind kind)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  double value = 0.0;
  double lower = 0.0;
  double upper = 0.0;

  _cem_fields_set (fields, "n", _cem_datum_int ((gint64) score->n));
  if (_cem_score_read (score, kind, &value, &lower, &upper))
    {
      _cem_fields_set (fields, "score", _cem_datum_double (_cem_round_figure (value)));
      _cem_fields_set (fields, "lower", _cem_datum_double (_cem_round_figure (lower)));
      _cem_fields_set (fields, "upper", _cem_datum_double (_cem_round_figure (upper)));
      _cem_fields_set (fields, "mean",
                       _cem_datum_double (_cem_round_figure (score->sum / (double) score->n)));
    }
  if (kind == CEM_SCORE_KIND_NPS)
    {
      _cem_fields_set (fields, "promoters", _cem_datum_int ((gint64) score->high));
      _cem_fields_set (fields, "passives", _cem_datum_int ((gint64) score->middle));
      _cem_fields_set (fields, "detractors", _cem_datum_int ((gint64) score->low));
    }
  if (score->invalid > 0)
    _cem_fields_set (fields, "invalid", _cem_datum_int ((gint64) score->invalid));
  return _cem_fields_to_map (arena, fields);
}

static CemDatum
describe_groups (CemArena *arena,
                 GArray *groups)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < groups->len; i++)
    {
      const CemGroup *group = &g_array_index (groups, CemGroup, i);
      gsize length = strlen (group->name);

      _cem_fields_set_n (fields, _cem_arena_strndup (arena, group->name, length), length,
                         _cem_score_describe (arena, &group->score, CEM_SCORE_KIND_NPS));
    }

  return _cem_fields_to_map (arena, fields);
}

CemDatum
_cem_answers_tell (CemAnswers *self,
                   gint64 nouns,
                   CemArena *arena)
{
  static const char *const names[] = { "nps", "csat", "ces" };
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  _cem_fields_set (fields, "n", _cem_datum_int (nouns));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (self->scores[i].n + self->scores[i].invalid > 0)
      _cem_fields_set (fields, names[i],
                       _cem_score_describe (arena, &self->scores[i], (CemScoreKind) i));
  if (self->markets->len > 0)
    _cem_fields_set (fields, "nps_by_market", describe_groups (arena, self->markets));
  if (self->quarters->len > 0)
    _cem_fields_set (fields, "nps_by_quarter", describe_groups (arena, self->quarters));
  return _cem_fields_to_map (arena, fields);
}

void
_cem_answers_init (CemAnswers *self)
{
  *self = (CemAnswers){ .markets = _cem_groups_new (), .quarters = _cem_groups_new () };
}

void
_cem_answers_clear (CemAnswers *self)
{
  g_array_unref (self->markets);
  g_array_unref (self->quarters);
}

/* --- about orders ---*/

typedef struct
{
  gint64 entity; /* an identifier of an order, or what was answered about it */
  gint64 order;
  gboolean late;
} Pending;

static int
compare_pending (gconstpointer a,
                 gconstpointer b)
{
  gint64 x = ((const Pending *) a)->entity;
  gint64 y = ((const Pending *) b)->entity;

  if (x != y)
    return x < y ? -1 : 1;
  x = ((const Pending *) a)->order;
  y = ((const Pending *) b)->order;
  return x < y ? -1 : x > y;
}

static gboolean
check_cancelled (CemOrderAnswers *self,
                 guint i,
                 GError **error)
{
  return i % CHECK_EVERY == 0 && g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

static gboolean
add_answers (CemOrderAnswers *self,
             GError **error)
{
  g_array_sort (self->found, compare_pending);
  for (guint i = 0; i < self->found->len; i++)
    {
      const Pending *found = &g_array_index (self->found, Pending, i);
      CemScoreKind kind = CEM_SCORE_KIND_NPS;
      guint scale = 0;
      double answer = 0.0;

      if (check_cancelled (self, i, error))
        return FALSE;
      /* Found by two identifiers of the order. */
      if (i > 0 && compare_pending (found - 1, found) == 0)
        continue;
      _cem_arena_reset (self->arena);
      if (!_cem_noun_fold_one (&self->fold, found->entity, CEM_NOUN_RESPONSE, error))
        return FALSE;
      if (_cem_noun_fold_read_score (&self->fold, &kind, &scale, &answer) &&
          kind == CEM_SCORE_KIND_CSAT)
        _cem_score_add (&self->csat[found->late], kind, scale, answer);
    }

  g_array_set_size (self->found, 0);
  return TRUE;
}

static gboolean
find_answers (CemOrderAnswers *self,
              CemDbStatement *statement,
              const Pending *order,
              GError **error)
{
  CemDbStep step;

  _cem_db_bind_int (statement, 1, order->entity);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      Pending found = { _cem_db_column_int (statement, 0), order->order, order->late };

      g_array_append_val (self->found, found);
      if (self->found->len == MAX_PENDING && !add_answers (self, error))
        return FALSE;
    }

  return step == CEM_DB_DONE;
}

/* Rows of relations lie by their first entity, so orders that come by theirs are found one after
 * another. */
gboolean
_cem_order_answers_flush (CemOrderAnswers *self,
                          GError **error)
{
  g_autoptr (CemDbStatement) statement = _cem_db_prepare (
    self->fold.db, "SELECT noun FROM relation WHERE entity = ?1 AND kind = ?2", error);

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 2, CEM_NOUN_RESPONSE);
  for (guint i = 0; i < self->pending->len; i++)
    if (check_cancelled (self, i, error) ||
        !find_answers (self, statement, &g_array_index (self->pending, Pending, i), error))
      return FALSE;

  g_array_set_size (self->pending, 0);
  return add_answers (self, error);
}

gboolean
_cem_order_answers_add (CemOrderAnswers *self,
                        const CemNounFold *order,
                        GError **error)
{
  const CemDatum *late = _cem_fields_get (order->fields, "late");
  Pending pending = { .order = order->noun.entity };

  if (late == NULL || late->kind != CEM_KIND_BOOL)
    return TRUE;

  pending.late = late->v.b;
  for (guint i = 0; i < order->members->len; i++)
    {
      pending.entity = g_array_index (order->members, gint64, i);
      g_array_append_val (self->pending, pending);
    }
  return self->pending->len < MAX_PENDING || _cem_order_answers_flush (self, error);
}

void
_cem_order_answers_init (CemOrderAnswers *self,
                         CemDb *db,
                         GCancellable *cancellable)
{
  *self = (CemOrderAnswers){
    .cancellable = cancellable,
    .arena = _cem_arena_new (16 * 1024),
    .pending = g_array_new (FALSE, FALSE, sizeof (Pending)),
    .found = g_array_new (FALSE, FALSE, sizeof (Pending)),
  };
  _cem_noun_fold_init (&self->fold, db, self->arena, CEM_NOUN_BRIEF | CEM_NOUN_STANDARD);
}

void
_cem_order_answers_clear (CemOrderAnswers *self)
{
  _cem_noun_fold_clear (&self->fold);
  _cem_arena_free (self->arena);
  g_array_unref (self->pending);
  g_array_unref (self->found);
}
