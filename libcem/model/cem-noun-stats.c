/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

#include "base/cem-time-private.h"

#include <math.h>

/* Figures over all nouns of some kinds, in one pass over their snapshots. */

/* Durations that a median is taken from; of more, a part that depends on the nouns alone. */
#define MAX_DURATIONS (1u << 20)

/* Groups that scores are told for. */
#define MAX_GROUPS 400

#define DAY 86400e6

/* A century: what lasts longer is a mistake. */
#define MAX_DURATION (G_GINT64_CONSTANT (36525) * 86400 * G_USEC_PER_SEC)

/* --- counting by name ---*/

typedef struct
{
  const char *name;
  gint64 n;
} NameCount;

static void
count_name (CemArena *arena,
            GArray *counts,
            const CemDatum *name)
{
  NameCount fresh = { NULL, 1 };

  for (guint i = 0; i < counts->len; i++)
    {
      NameCount *count = &g_array_index (counts, NameCount, i);

      if (strlen (count->name) == (gsize) name->n && memcmp (count->name, name->v.s, name->n) == 0)
        {
          count->n++;
          return;
        }
    }
  if (counts->len == MAX_GROUPS)
    return;

  fresh.name = _cem_arena_strndup (arena, name->v.s, (gsize) name->n);
  g_array_append_val (counts, fresh);
}

static int
compare_counts (gconstpointer a,
                gconstpointer b)
{
  return strcmp (((const NameCount *) a)->name, ((const NameCount *) b)->name);
}

static CemDatum
counts_to_map (CemArena *arena,
               GArray *counts)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  g_array_sort (counts, compare_counts);
  for (guint i = 0; i < counts->len; i++)
    {
      const NameCount *count = &g_array_index (counts, NameCount, i);

      _cem_fields_set (fields, count->name, _cem_datum_int (count->n));
    }

  return _cem_fields_to_map (arena, fields);
}

/* --- walking over the nouns of a kind ---*/

typedef void (*SnapshotFunc) (gpointer figures,
                              const CemMap *snapshot,
                              gint64 entity);

static const CemDatum *
get (const CemMap *snapshot,
     const char *name,
     CemKind kind)
{
  const CemDatum *value = _cem_map_find_string (snapshot, name, strlen (name));

  return value != NULL && value->kind == kind ? value : NULL;
}

static gboolean
get_us (const CemMap *snapshot,
        const char *name,
        gint64 *us)
{
  const CemDatum *value = get (snapshot, name, CEM_KIND_TIMESTAMP);

  return value != NULL && _cem_member_read_time (value, us);
}

static gboolean
walk (CemDb *db,
      CemNounKind kind,
      SnapshotFunc func,
      gpointer figures,
      GCancellable *cancellable,
      gint64 *n,
      GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (64 * 1024);
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (db, "SELECT entity FROM noun WHERE kind = ?1 ORDER BY since, entity", error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  _cem_db_bind_int (statement, 1, kind);
  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 entity = _cem_db_column_int (statement, 0);
      CemDatum snapshot = { 0 };

      if (*n % 256 == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (!_cem_noun_read_snapshot (db, entity, CEM_NOUN_BRIEF, arena, &snapshot, error))
        return FALSE;
      func (figures, snapshot.v.map, entity);
      _cem_arena_reset (arena);
      *n += 1;
    }

  return step != CEM_DB_ERROR;
}

/* --- durations ---*/

typedef struct
{
  double days;
  gint64 entity;
} Duration;

typedef struct
{
  GArray *items; /* Duration */
  guint shift;   /* those whose entity has so many zeros at its end are kept */
  gint64 n;
  gint64 sum; /* microseconds: exact */
} Durations;

static gboolean
is_kept (const Durations *self,
         gint64 entity)
{
  return ((guint64) entity & (((guint64) 1 << self->shift) - 1)) == 0;
}

static void
add_duration (Durations *self,
              gint64 entity,
              gint64 us)
{
  Duration item = { (double) us / DAY, entity };

  if (us > MAX_DURATION)
    return;

  self->n++;
  self->sum += us;
  if (is_kept (self, entity))
    g_array_append_val (self->items, item);
  if (self->items->len < MAX_DURATIONS)
    return;

  self->shift++;
  for (guint i = self->items->len; i > 0; i--)
    if (!is_kept (self, g_array_index (self->items, Duration, i - 1).entity))
      g_array_remove_index_fast (self->items, i - 1);
}

static int
compare_durations (gconstpointer a,
                   gconstpointer b)
{
  double x = ((const Duration *) a)->days;
  double y = ((const Duration *) b)->days;

  return x < y ? -1 : x > y;
}

static double
round_figure (double value)
{
  return round (value * 1e6) / 1e6;
}

static void
set_durations (GArray *fields,
               Durations *durations,
               const char *mean,
               const char *median)
{
  GArray *items = durations->items;

  if (durations->n == 0)
    return;

  _cem_fields_set (fields, mean,
                   _cem_datum_double (round_figure ((double) durations->sum / DAY / (double) durations->n)));
  if (median == NULL || items->len == 0)
    return;

  g_array_sort (items, compare_durations);
  _cem_fields_set (fields, median,
                   _cem_datum_double (round_figure (
                     (g_array_index (items, Duration, (items->len - 1) / 2).days +
                      g_array_index (items, Duration, items->len / 2).days) / 2.0)));
}

/* --- work orders ---*/

typedef struct
{
  CemArena *arena;
  GArray *by_state;
  Durations open_to_close;
  gint64 reopened;
  gint64 made_sla;
  gint64 missed_sla;
} WorkOrders;

static void
take_work_order (gpointer data,
                 const CemMap *snapshot,
                 gint64 entity)
{
  WorkOrders *self = data;
  const CemDatum *state = get (snapshot, "state", CEM_KIND_STRING);
  const CemDatum *reopened = get (snapshot, "reopen_count", CEM_KIND_INT);
  const CemDatum *made_sla = get (snapshot, "made_sla", CEM_KIND_BOOL);
  gint64 opened_at = 0;
  gint64 closed_at = 0;

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->reopened += reopened != NULL && reopened->v.i > 0;
  self->made_sla += made_sla != NULL && made_sla->v.b;
  self->missed_sla += made_sla != NULL && !made_sla->v.b;
  if (get_us (snapshot, "opened_at", &opened_at) && get_us (snapshot, "closed_at", &closed_at) &&
      closed_at >= opened_at)
    add_duration (&self->open_to_close, entity, closed_at - opened_at);
}

static gboolean
read_work_orders (CemDb *db,
                  CemArena *arena,
                  GCancellable *cancellable,
                  CemDatum *figures,
                  GError **error)
{
  g_autoptr (GArray) by_state = g_array_new (FALSE, FALSE, sizeof (NameCount));
  g_autoptr (GArray) durations = g_array_new (FALSE, FALSE, sizeof (Duration));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  WorkOrders self = { .arena = arena, .by_state = by_state, .open_to_close = { durations } };
  gint64 n = 0;

  if (!walk (db, CEM_NOUN_WORK_ORDER, take_work_order, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "n", _cem_datum_int (n));
  _cem_fields_set (fields, "by_state", counts_to_map (arena, by_state));
  _cem_fields_set (fields, "reopened", _cem_datum_int (self.reopened));
  _cem_fields_set (fields, "made_sla", _cem_datum_int (self.made_sla));
  _cem_fields_set (fields, "missed_sla", _cem_datum_int (self.missed_sla));
  _cem_fields_set (fields, "closed", _cem_datum_int (self.open_to_close.n));
  set_durations (fields, &self.open_to_close, "open_to_close_mean_d", "open_to_close_median_d");
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

/* --- orders and leads ---*/

typedef struct
{
  CemArena *arena;
  GArray *by_state;
  Durations delivery;
  gint64 late;
  gint64 promised; /* delivered, and known by when it should have been */
} Orders;

static void
take_order (gpointer data,
            const CemMap *snapshot,
            gint64 entity)
{
  Orders *self = data;
  const CemDatum *state = get (snapshot, "state", CEM_KIND_STRING);
  const CemDatum *late = get (snapshot, "late", CEM_KIND_BOOL);
  gint64 placed_at = 0;
  gint64 delivered_at = 0;

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->promised += late != NULL;
  self->late += late != NULL && late->v.b;
  if (get_us (snapshot, "placed_at", &placed_at) && get_us (snapshot, "delivered_at", &delivered_at) &&
      delivered_at >= placed_at)
    add_duration (&self->delivery, entity, delivered_at - placed_at);
}

static gboolean
read_orders (CemDb *db,
             CemArena *arena,
             GCancellable *cancellable,
             CemDatum *figures,
             GError **error)
{
  g_autoptr (GArray) by_state = g_array_new (FALSE, FALSE, sizeof (NameCount));
  g_autoptr (GArray) durations = g_array_new (FALSE, FALSE, sizeof (Duration));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Orders self = { .arena = arena, .by_state = by_state, .delivery = { durations } };
  gint64 n = 0;

  if (!walk (db, CEM_NOUN_ORDER, take_order, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "by_state", counts_to_map (arena, by_state));
  _cem_fields_set (fields, "delivered", _cem_datum_int (self.delivery.n));
  set_durations (fields, &self.delivery, "delivery_mean_d", "delivery_median_d");
  if (self.promised > 0)
    {
      _cem_fields_set (fields, "late", _cem_datum_int (self.late));
      _cem_fields_set (fields, "late_share",
                       _cem_datum_double (round_figure ((double) self.late / (double) self.promised)));
    }
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

static void
take_lead (gpointer data,
           const CemMap *snapshot,
           gint64 entity)
{
  Orders *self = data;
  const CemDatum *state = get (snapshot, "state", CEM_KIND_STRING);

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->late += state != NULL && state->n == 9 && memcmp (state->v.s, "converted", 9) == 0;
}

static gboolean
read_leads (CemDb *db,
            CemArena *arena,
            GCancellable *cancellable,
            CemDatum *figures,
            GError **error)
{
  g_autoptr (GArray) by_state = g_array_new (FALSE, FALSE, sizeof (NameCount));
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Orders self = { .arena = arena, .by_state = by_state };
  gint64 n = 0;

  if (!walk (db, CEM_NOUN_LEAD, take_lead, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "n", _cem_datum_int (n));
  _cem_fields_set (fields, "by_state", counts_to_map (arena, by_state));
  if (n > 0)
    _cem_fields_set (fields, "conversion",
                     _cem_datum_double (round_figure ((double) self.late / (double) n)));
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

/* --- responses ---*/

typedef struct
{
  const char *name;
  CemScore score;
} Group;

typedef struct
{
  CemDb *db;
  CemArena *arena;
  CemScore scores[3];
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
  add_to_group (self->arena, self->quarters, name, strlen (name), CEM_SCORE_NPS, 0, answer);
}

static void
take_response (gpointer data,
               const CemMap *snapshot,
               gint64 entity)
{
  Responses *self = data;
  const CemDatum *market = get (snapshot, "market", CEM_KIND_STRING);
  CemScoreKind kind = CEM_SCORE_NPS;
  guint scale = 0;
  double answer = 0.0;
  gint64 us = 0;

  if (!_cem_response_read_score (snapshot, &kind, &scale, &answer))
    return;

  _cem_score_add (&self->scores[kind], kind, scale, answer);
  if (kind != CEM_SCORE_NPS)
    return;
  if (market != NULL)
    add_to_group (self->arena, self->markets, market->v.s, (gsize) market->n, kind, scale, answer);
  if (get_us (snapshot, "received_at", &us))
    add_to_quarter (self, us, answer);
}

static CemDatum
describe_score (CemArena *arena,
                const CemScore *score,
                CemScoreKind kind)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  double value = 0.0;
  double lower = 0.0;
  double upper = 0.0;

  _cem_fields_set (fields, "n", _cem_datum_int ((gint64) score->n));
  if (_cem_score_read (score, kind, &value, &lower, &upper))
    {
      _cem_fields_set (fields, "score", _cem_datum_double (round_figure (value)));
      _cem_fields_set (fields, "lower", _cem_datum_double (round_figure (lower)));
      _cem_fields_set (fields, "upper", _cem_datum_double (round_figure (upper)));
      _cem_fields_set (fields, "mean",
                       _cem_datum_double (round_figure (score->sum / (double) score->n)));
    }
  if (kind == CEM_SCORE_NPS)
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

      _cem_fields_set (fields, group->name, describe_score (arena, &group->score, CEM_SCORE_NPS));
    }
  return _cem_fields_to_map (arena, fields);
}

static gboolean
read_responses (CemDb *db,
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

  if (!walk (db, CEM_NOUN_RESPONSE, take_response, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "n", _cem_datum_int (n));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (self.scores[i].n + self.scores[i].invalid > 0)
      _cem_fields_set (fields, names[i], describe_score (arena, &self.scores[i], (CemScoreKind) i));
  if (markets->len > 0)
    _cem_fields_set (fields, "nps_by_market", describe_groups (arena, markets));
  if (quarters->len > 0)
    _cem_fields_set (fields, "nps_by_quarter", describe_groups (arena, quarters));
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

/* --- all of it ---*/

static gboolean
count_nouns (CemDb *db,
             CemArena *arena,
             CemDatum *figures,
             GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < _cem_vocabulary_n_nouns; i++)
    {
      gint64 n = 0;

      if (!_cem_noun_count (db, _cem_vocabulary_nouns[i].kind, &n, error))
        return FALSE;
      if (n > 0)
        _cem_fields_set (fields, _cem_vocabulary_nouns[i].name, _cem_datum_int (n));
    }

  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

static gboolean
list_notices (CemDb *db,
              CemArena *arena,
              CemDatum *figures,
              GError **error)
{
  g_autoptr (GArray) notices = g_array_new (FALSE, FALSE, sizeof (CemNotice));
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (CemDatum));

  if (!_cem_notice_list (db, arena, MAX_GROUPS, notices, error))
    return FALSE;

  for (guint i = 0; i < notices->len; i++)
    {
      const CemNotice *notice = &g_array_index (notices, CemNotice, i);
      g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
      CemDatum item = { 0 };

      _cem_fields_set (fields, "type", _cem_datum_from_text (notice->type));
      _cem_fields_set (fields, "code", _cem_datum_from_text (notice->code));
      if (notice->member[0] != '\0')
        _cem_fields_set (fields, "member", _cem_datum_from_text (notice->member));
      _cem_fields_set (fields, "n", _cem_datum_int (notice->n));
      if (notice->suggestion != NULL)
        _cem_fields_set (fields, "suggestion", _cem_datum_from_text (notice->suggestion));
      item = _cem_fields_to_map (arena, fields);
      g_array_append_val (items, item);
    }

  *figures = _cem_datum_list (_cem_list_new (arena, (const CemDatum *) items->data, items->len));
  return TRUE;
}

gboolean
_cem_model_read_stats (CemDb *db,
                       CemArena *arena,
                       GCancellable *cancellable,
                       CemDatum *stats,
                       GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemDatum nouns = { 0 };
  CemDatum work_orders = { 0 };
  CemDatum orders = { 0 };
  CemDatum leads = { 0 };
  CemDatum responses = { 0 };
  CemDatum notices = { 0 };
  gint64 n_devices = 0;
  gint64 n_orders = 0;

  if (!_cem_noun_count (db, CEM_NOUN_DEVICE, &n_devices, error) ||
      !_cem_noun_count (db, CEM_NOUN_ORDER, &n_orders, error) ||
      !count_nouns (db, arena, &nouns, error) ||
      !read_orders (db, arena, cancellable, &orders, error) ||
      !read_work_orders (db, arena, cancellable, &work_orders, error) ||
      !read_leads (db, arena, cancellable, &leads, error) ||
      !read_responses (db, arena, cancellable, &responses, error) ||
      !list_notices (db, arena, &notices, error))
    return FALSE;

  _cem_fields_set (fields, "devices", _cem_datum_int (n_devices));
  _cem_fields_set (fields, "orders", _cem_datum_int (n_orders));
  _cem_fields_set (fields, "order_figures", orders);
  _cem_fields_set (fields, "work_orders", work_orders);
  _cem_fields_set (fields, "leads", leads);
  _cem_fields_set (fields, "responses", responses);
  _cem_fields_set (fields, "nouns", nouns);
  _cem_fields_set (fields, "notices", notices);
  *stats = _cem_fields_to_map (arena, fields);
  return TRUE;
}
