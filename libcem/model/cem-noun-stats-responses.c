/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

#include "base/cem-time-private.h"

/* What people answered. */

/* Groups that scores are told for. */
#define MAX_GROUPS 400

typedef struct
{
  const char *name;
  CemScoreSums score;
} Group;

typedef struct
{
  CemDb *db;
  CemArena *arena;
  CemScoreSums scores[3];
  GArray *markets;  /* Group, of NPS */
  GArray *quarters; /* the same */
} Responses;

static void
add_to_group (CemArena *arena,
              GArray *groups,
              const char *name,
              gsize length,
              CemScoreKind kind,
              guint scale,
              double answer)
{
  Group fresh = { 0 };

  for (guint i = 0; i < groups->len; i++)
    {
      Group *group = &g_array_index (groups, Group, i);

      if (strlen (group->name) == length && memcmp (group->name, name, length) == 0)
        {
          _cem_score_add (&group->score, kind, scale, answer);
          return;
        }
    }
  if (groups->len == MAX_GROUPS)
    return;

  fresh.name = _cem_arena_strndup (arena, name, length);
  _cem_score_add (&fresh.score, kind, scale, answer);
  g_array_append_val (groups, fresh);
}

static void
add_to_quarter (Responses *self,
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
  add_to_group (self->arena, self->quarters, name, strlen (name), CEM_SCORE_KIND_NPS, 0, answer);
}

static gboolean
take_response (gpointer data,
               const CemMap *snapshot,
               gint64 entity,
               GError **error)
{
  Responses *self = data;
  const CemDatum *market = _cem_snapshot_get (snapshot, "market", CEM_KIND_STRING);
  CemScoreKind kind = CEM_SCORE_KIND_NPS;
  guint scale = 0;
  double answer = 0.0;
  gint64 us = 0;

  if (!_cem_response_read_score (snapshot, &kind, &scale, &answer))
    return TRUE;

  _cem_score_add (&self->scores[kind], kind, scale, answer);
  if (kind != CEM_SCORE_KIND_NPS)
    return TRUE;
  if (market != NULL)
    add_to_group (self->arena, self->markets, market->v.s, (gsize) market->n, kind, scale, answer);
  if (_cem_snapshot_get_us (snapshot, "received_at", &us))
    add_to_quarter (self, us, answer);
  return TRUE;
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

static int
compare_groups (gconstpointer a,
                gconstpointer b)
{
  return strcmp (((const Group *) a)->name, ((const Group *) b)->name);
}

static CemDatum
describe_groups (CemArena *arena,
                 GArray *groups)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  g_array_sort (groups, compare_groups);
  for (guint i = 0; i < groups->len; i++)
    {
      const Group *group = &g_array_index (groups, Group, i);

      _cem_fields_set (fields, group->name, _cem_score_describe (arena, &group->score, CEM_SCORE_KIND_NPS));
    }
  return _cem_fields_to_map (arena, fields);
}

gboolean
_cem_responses_read_stats (CemDb *db,
                           CemArena *arena,
                           GCancellable *cancellable,
                           CemDatum *figures,
                           GError **error)
{
  static const char *const names[] = { "nps", "csat", "ces" };
  g_autoptr (GArray) markets = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autoptr (GArray) quarters = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Responses self = { .db = db, .arena = arena, .markets = markets, .quarters = quarters };
  gint64 n = 0;

  if (!_cem_noun_walk (db, CEM_NOUN_RESPONSE, take_response, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "n", _cem_datum_int (n));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (self.scores[i].n + self.scores[i].invalid > 0)
      _cem_fields_set (fields, names[i], _cem_score_describe (arena, &self.scores[i], (CemScoreKind) i));
  if (markets->len > 0)
    _cem_fields_set (fields, "nps_by_market", describe_groups (arena, markets));
  if (quarters->len > 0)
    _cem_fields_set (fields, "nps_by_quarter", describe_groups (arena, quarters));
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}
