/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

#include "base/cem-time-private.h"

#include <math.h>

/* Figures over all nouns of some kinds, in one pass over their snapshots. */

/* Durations that a median is taken from; of more, a part that depends on the nouns alone. */
#define MAX_DURATIONS (1u << 20)

/* Names that are counted, kinds of notices that are told. */
#define MAX_NAMES 400

/* Answers about one order that are looked at. */
#define MAX_ANSWERS 100

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
  if (counts->len == MAX_NAMES)
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

const CemDatum *
_cem_snapshot_get (const CemMap *snapshot,
                   const char *name,
                   CemKind kind)
{
  const CemDatum *value = _cem_map_find_string (snapshot, name, strlen (name));

  return value != NULL && value->kind == kind ? value : NULL;
}

gboolean
_cem_snapshot_get_us (const CemMap *snapshot,
                      const char *name,
                      gint64 *us)
{
  const CemDatum *value = _cem_snapshot_get (snapshot, name, CEM_KIND_TIMESTAMP);

  return value != NULL && _cem_member_read_time (value, us);
}

gboolean
_cem_noun_walk (CemDb *db,
                CemNounKind kind,
                CemSnapshotFunc func,
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
      if (!func (figures, snapshot.v.map, entity, error))
        return FALSE;
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

double
_cem_round_figure (double value)
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
                   _cem_datum_double (_cem_round_figure ((double) durations->sum / DAY / (double) durations->n)));
  if (median == NULL || items->len == 0)
    return;

  g_array_sort (items, compare_durations);
  _cem_fields_set (fields, median,
                   _cem_datum_double (_cem_round_figure (
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

static gboolean
take_work_order (gpointer data,
                 const CemMap *snapshot,
                 gint64 entity,
                 GError **error)
{
  WorkOrders *self = data;
  const CemDatum *state = _cem_snapshot_get (snapshot, "state", CEM_KIND_STRING);
  const CemDatum *reopened = _cem_snapshot_get (snapshot, "reopen_count", CEM_KIND_INT);
  const CemDatum *made_sla = _cem_snapshot_get (snapshot, "made_sla", CEM_KIND_BOOL);
  gint64 opened_at = 0;
  gint64 closed_at = 0;

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->reopened += reopened != NULL && reopened->v.i > 0;
  self->made_sla += made_sla != NULL && made_sla->v.b;
  self->missed_sla += made_sla != NULL && !made_sla->v.b;
  if (_cem_snapshot_get_us (snapshot, "opened_at", &opened_at) && _cem_snapshot_get_us (snapshot, "closed_at", &closed_at) &&
      closed_at >= opened_at)
    add_duration (&self->open_to_close, entity, closed_at - opened_at);
  return TRUE;
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

  if (!_cem_noun_walk (db, CEM_NOUN_WORK_ORDER, take_work_order, &self, cancellable, &n, error))
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

/* --- devices ---*/

typedef struct
{
  gint64 online;
  gint64 replaced; /* components */
  gint64 errors;
} Devices;

/* The sum of what each item of a map has under @name. */
static gint64
sum_items (const CemDatum *map,
           const char *name)
{
  gint64 sum = 0;

  for (guint i = 0; map != NULL && i < map->v.map->n; i++)
    {
      const CemDatum *item = &map->v.map->entries[i].value;
      const CemDatum *n = item->kind == CEM_KIND_MAP ? _cem_snapshot_get (item->v.map, name, CEM_KIND_INT) : NULL;

      sum += n != NULL ? n->v.i : 0;
    }

  return sum;
}

static gboolean
take_device (gpointer data,
             const CemMap *snapshot,
             gint64 entity,
             GError **error)
{
  Devices *self = data;
  const CemDatum *online = _cem_snapshot_get (snapshot, "online", CEM_KIND_BOOL);

  self->online += online != NULL && online->v.b;
  self->replaced += sum_items (_cem_snapshot_get (snapshot, "components", CEM_KIND_MAP), "replaced");
  self->errors += sum_items (_cem_snapshot_get (snapshot, "errors", CEM_KIND_MAP), "n");
  return TRUE;
}

static gboolean
read_devices (CemDb *db,
              CemArena *arena,
              GCancellable *cancellable,
              CemDatum *figures,
              GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  Devices self = { 0 };
  gint64 n = 0;

  if (!_cem_noun_walk (db, CEM_NOUN_DEVICE, take_device, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "online", _cem_datum_int (self.online));
  _cem_fields_set (fields, "components_replaced", _cem_datum_int (self.replaced));
  _cem_fields_set (fields, "errors", _cem_datum_int (self.errors));
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

/* --- orders and leads ---*/

typedef struct
{
  CemDb *db;
  CemArena *arena;
  CemArena *scratch;
  GArray *by_state;
  GArray *responses;
  Durations delivery;
  gint64 late;
  gint64 promised;   /* delivered, and known by when it should have been */
  CemScoreSums csat[2];  /* of those, on time and late */
} Orders;

/* What people answered about an order, by whether it was late. */
static gboolean
add_answers (Orders *self,
             gint64 order,
             gboolean late,
             GError **error)
{
  g_array_set_size (self->responses, 0);
  _cem_arena_reset (self->scratch);
  if (!_cem_noun_list_related (self->db, &order, 1, CEM_NOUN_RESPONSE, MAX_ANSWERS, self->responses,
                               error))
    return FALSE;

  for (guint i = 0; i < self->responses->len; i++)
    {
      CemDatum response = { 0 };
      CemScoreKind kind = CEM_SCORE_KIND_NPS;
      guint scale = 0;
      double answer = 0.0;

      if (!_cem_noun_read_snapshot (self->db, g_array_index (self->responses, gint64, i),
                                    CEM_NOUN_BRIEF, self->scratch, &response, error))
        return FALSE;
      if (_cem_response_read_score (response.v.map, &kind, &scale, &answer) && kind == CEM_SCORE_KIND_CSAT)
        _cem_score_add (&self->csat[late], kind, scale, answer);
    }

  return TRUE;
}

static gboolean
take_order (gpointer data,
            const CemMap *snapshot,
            gint64 entity,
            GError **error)
{
  Orders *self = data;
  const CemDatum *state = _cem_snapshot_get (snapshot, "state", CEM_KIND_STRING);
  const CemDatum *late = _cem_snapshot_get (snapshot, "late", CEM_KIND_BOOL);
  gint64 placed_at = 0;
  gint64 delivered_at = 0;

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->promised += late != NULL;
  self->late += late != NULL && late->v.b;
  if (_cem_snapshot_get_us (snapshot, "placed_at", &placed_at) && _cem_snapshot_get_us (snapshot, "delivered_at", &delivered_at) &&
      delivered_at >= placed_at)
    add_duration (&self->delivery, entity, delivered_at - placed_at);

  return late == NULL || add_answers (self, entity, late->v.b, error);
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
  g_autoptr (GArray) responses = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (CemArena) scratch = _cem_arena_new (16 * 1024);
  Orders self = {
    .db = db,
    .arena = arena,
    .scratch = scratch,
    .by_state = by_state,
    .responses = responses,
    .delivery = { durations },
  };
  gint64 n = 0;

  if (!_cem_noun_walk (db, CEM_NOUN_ORDER, take_order, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "by_state", counts_to_map (arena, by_state));
  _cem_fields_set (fields, "delivered", _cem_datum_int (self.delivery.n));
  set_durations (fields, &self.delivery, "delivery_mean_d", "delivery_median_d");
  if (self.promised > 0)
    {
      _cem_fields_set (fields, "late", _cem_datum_int (self.late));
      _cem_fields_set (fields, "late_share",
                       _cem_datum_double (_cem_round_figure ((double) self.late / (double) self.promised)));
    }
  if (self.csat[0].n > 0)
    _cem_fields_set (fields, "csat_on_time", _cem_score_describe (arena, &self.csat[0], CEM_SCORE_KIND_CSAT));
  if (self.csat[1].n > 0)
    _cem_fields_set (fields, "csat_late", _cem_score_describe (arena, &self.csat[1], CEM_SCORE_KIND_CSAT));
  *figures = _cem_fields_to_map (arena, fields);
  return TRUE;
}

static gboolean
take_lead (gpointer data,
           const CemMap *snapshot,
           gint64 entity,
           GError **error)
{
  Orders *self = data;
  const CemDatum *state = _cem_snapshot_get (snapshot, "state", CEM_KIND_STRING);

  if (state != NULL)
    count_name (self->arena, self->by_state, state);
  self->late += state != NULL && state->n == 9 && memcmp (state->v.s, "converted", 9) == 0;
  return TRUE;
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

  if (!_cem_noun_walk (db, CEM_NOUN_LEAD, take_lead, &self, cancellable, &n, error))
    return FALSE;

  _cem_fields_set (fields, "n", _cem_datum_int (n));
  _cem_fields_set (fields, "by_state", counts_to_map (arena, by_state));
  if (n > 0)
    _cem_fields_set (fields, "conversion",
                     _cem_datum_double (_cem_round_figure ((double) self.late / (double) n)));
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

  if (!_cem_notice_list (db, arena, MAX_NAMES, notices, error))
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
  CemDatum devices = { 0 };
  CemDatum orders = { 0 };
  CemDatum leads = { 0 };
  CemDatum responses = { 0 };
  CemDatum notices = { 0 };
  gint64 n_devices = 0;
  gint64 n_orders = 0;

  if (!_cem_noun_count (db, CEM_NOUN_DEVICE, &n_devices, error) ||
      !_cem_noun_count (db, CEM_NOUN_ORDER, &n_orders, error) ||
      !count_nouns (db, arena, &nouns, error) ||
      !read_devices (db, arena, cancellable, &devices, error) ||
      !read_orders (db, arena, cancellable, &orders, error) ||
      !read_work_orders (db, arena, cancellable, &work_orders, error) ||
      !read_leads (db, arena, cancellable, &leads, error) ||
      !_cem_responses_read_stats (db, arena, cancellable, &responses, error) ||
      !list_notices (db, arena, &notices, error))
    return FALSE;

  _cem_fields_set (fields, "devices", _cem_datum_int (n_devices));
  _cem_fields_set (fields, "device_figures", devices);
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
