/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-noun-stats-internal.h"

/* Figures over all nouns of some kinds, in one pass over their facts. */

/* Kinds of notices that are told. */
#define MAX_NOTICES 400

static const CemFigure order_figures[] = {
  { "by_state", CEM_FIGURE_NAMES, "state", NULL, NULL, NULL },
  { "delivered", CEM_FIGURE_DAYS, "placed_at", "delivered_at", "delivery_mean_d",
    "delivery_median_d" },
  { "late", CEM_FIGURE_SHARE, "late", NULL, "late_share", NULL },
};

static const CemFigure work_order_figures[] = {
  { "by_state", CEM_FIGURE_NAMES, "state", NULL, NULL, NULL },
  { "reopened", CEM_FIGURE_POSITIVE, "reopen_count", NULL, NULL, NULL },
  { "made_sla", CEM_FIGURE_TRUE, "made_sla", NULL, NULL, NULL },
  { "missed_sla", CEM_FIGURE_FALSE, "made_sla", NULL, NULL, NULL },
  { "closed", CEM_FIGURE_DAYS, "opened_at", "closed_at", "open_to_close_mean_d",
    "open_to_close_median_d" },
};

static const CemFigure lead_figures[] = {
  { "by_state", CEM_FIGURE_NAMES, "state", NULL, NULL, NULL },
  { "conversion", CEM_FIGURE_PART, "state", "converted", NULL, NULL },
};

typedef enum
{
  ORDERS,
  WORK_ORDERS,
  LEADS,
  N_TABLES
} Table;

static const struct
{
  CemNounKind kind;
  const CemFigure *figures;
  guint n;
} tables[N_TABLES] = {
  [ORDERS] = { CEM_NOUN_ORDER, order_figures, G_N_ELEMENTS (order_figures) },
  [WORK_ORDERS] = { CEM_NOUN_WORK_ORDER, work_order_figures, G_N_ELEMENTS (work_order_figures) },
  [LEADS] = { CEM_NOUN_LEAD, lead_figures, G_N_ELEMENTS (lead_figures) },
};

typedef struct
{
  CemDb *db;
  CemArena *arena;
  gint64 nouns[CEM_NOUN_N_KINDS]; /* how many of each kind */
  CemFigureSum *sums[N_TABLES];
  CemOrderAnswers about_orders;
  CemAnswers answers;
  gint64 replaced; /* components of devices */
} Stats;

static void
stats_init (Stats *self,
            CemDb *db,
            CemArena *arena,
            GCancellable *cancellable)
{
  *self = (Stats){ .db = db, .arena = arena };
  for (guint i = 0; i < N_TABLES; i++)
    self->sums[i] = _cem_figures_new (tables[i].figures, tables[i].n);
  _cem_order_answers_init (&self->about_orders, db, cancellable);
  _cem_answers_init (&self->answers);
}

static void
stats_clear (Stats *self)
{
  for (guint i = 0; i < N_TABLES; i++)
    _cem_figures_free (self->sums[i], tables[i].n);
  _cem_order_answers_clear (&self->about_orders);
  _cem_answers_clear (&self->answers);
}

/* --- one pass ---*/

static gint64
count_replaced (const CemNounFold *device)
{
  gint64 n = 0;

  for (guint i = 0; i < device->facts->len; i++)
    {
      const CemFact *fact = &g_array_index (device->facts, CemFact, i);

      n += _cem_fact_is (fact, "device.component_replaced") &&
           _cem_fact_get (fact, "component", CEM_KIND_STRING) != NULL;
    }

  return n;
}

static gboolean
take_noun (const CemNounFold *noun,
           gpointer data,
           GError **error)
{
  Stats *self = data;

  for (guint i = 0; i < N_TABLES; i++)
    if (tables[i].kind == noun->noun.kind)
      _cem_figures_add (self->sums[i], tables[i].figures, tables[i].n, noun);

  switch (noun->noun.kind)
    {
    case CEM_NOUN_DEVICE:
      self->replaced += count_replaced (noun);
      return TRUE;
    case CEM_NOUN_RESPONSE:
      _cem_answers_add (&self->answers, noun);
      return TRUE;
    case CEM_NOUN_ORDER:
      return _cem_order_answers_add (&self->about_orders, noun, error);
    default:
      return TRUE;
    }
}

static gboolean
walk (Stats *self,
      GCancellable *cancellable,
      GError **error)
{
  guint kinds = 1u << CEM_NOUN_DEVICE | 1u << CEM_NOUN_RESPONSE;

  for (guint i = 0; i < N_TABLES; i++)
    kinds |= 1u << tables[i].kind;
  return _cem_noun_walk (self->db, kinds, take_noun, self, cancellable, error) &&
         _cem_order_answers_flush (&self->about_orders, error);
}

static gboolean
count_nouns (Stats *self,
             GError **error)
{
  g_autoptr (CemDbStatement) statement =
    _cem_db_prepare (self->db,
                     "SELECT kind, count(*) FROM noun_recent WHERE head IN (0, entity) GROUP BY kind "
                     "UNION ALL "
                     "SELECT kind, count(*) FROM noun_settled WHERE head IN (0, entity) GROUP BY kind",
                     error);
  CemDbStep step;

  if (statement == NULL)
    return FALSE;

  while ((step = _cem_db_step (statement, error)) == CEM_DB_ROW)
    {
      gint64 kind = _cem_db_column_int (statement, 0);

      if (kind > 0 && kind < CEM_NOUN_N_KINDS)
        self->nouns[kind] += _cem_db_column_int (statement, 1);
    }

  return step == CEM_DB_DONE;
}

/* --- telling ---*/

static CemDatum
tell_nouns (Stats *self)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < _cem_vocabulary_n_nouns; i++)
    {
      const CemVocabularyNoun *noun = &_cem_vocabulary_nouns[i];

      if (self->nouns[noun->kind] > 0)
        _cem_fields_set (fields, noun->name, _cem_datum_int (self->nouns[noun->kind]));
    }

  return _cem_fields_to_map (self->arena, fields);
}

/* @count: says how many there are, too. */
static CemDatum
tell_table (Stats *self,
            Table table,
            gboolean count)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  gint64 nouns = self->nouns[tables[table].kind];

  if (count)
    _cem_fields_set (fields, "n", _cem_datum_int (nouns));
  _cem_figures_tell (self->sums[table], tables[table].figures, tables[table].n, nouns, self->arena,
                     fields);
  if (table == ORDERS && self->about_orders.csat[FALSE].n > 0)
    _cem_fields_set (
        fields, "csat_on_time",
        _cem_score_describe (self->arena, &self->about_orders.csat[FALSE], CEM_SCORE_KIND_CSAT));
  if (table == ORDERS && self->about_orders.csat[TRUE].n > 0)
    _cem_fields_set (
        fields, "csat_late",
        _cem_score_describe (self->arena, &self->about_orders.csat[TRUE], CEM_SCORE_KIND_CSAT));
  return _cem_fields_to_map (self->arena, fields);
}

/* Of a device with several identifiers, what the last of them said counts. 1 is being online, and of a
 * device alone. */
static gboolean
count_online (Stats *self,
              gint64 *online,
              GError **error)
{
  g_autoptr (CemDbStatement) joined =
    _cem_db_prepare (self->db,
                     "SELECT n.head, g.value = 'true' FROM noun AS n JOIN gauge AS g "
                     "ON g.entity = n.entity AND g.kind = 1 WHERE n.head != 0 "
                     "ORDER BY n.head, g.time, g.tie",
                     error);
  gint64 head = 0;
  gint64 last = 0;
  CemDbStep step;

  if (joined == NULL ||
      !_cem_db_query_int (self->db, "SELECT count(*) FROM gauge WHERE kind = 1 AND value = 'true'",
                          online, error))
    return FALSE;

  while ((step = _cem_db_step (joined, error)) == CEM_DB_ROW)
    {
      if (_cem_db_column_int (joined, 0) == head)
        *online -= last;
      head = _cem_db_column_int (joined, 0);
      last = _cem_db_column_int (joined, 1);
    }

  return step == CEM_DB_DONE;
}

static gboolean
tell_devices (Stats *self,
              CemDatum *figures,
              GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  gint64 online = 0;
  gint64 errors = 0;

  if (!count_online (self, &online, error) ||
      !_cem_db_query_int (self->db,
                          "SELECT ifnull (sum (n), 0) FROM tally AS t WHERE "
                          "EXISTS (SELECT 1 FROM noun_settled WHERE entity = t.entity AND kind = 1) OR "
                          "EXISTS (SELECT 1 FROM noun_recent WHERE entity = t.entity AND kind = 1)",
                          &errors, error))
    return FALSE;

  _cem_fields_set (fields, "online", _cem_datum_int (online));
  _cem_fields_set (fields, "components_replaced", _cem_datum_int (self->replaced));
  _cem_fields_set (fields, "errors", _cem_datum_int (errors));
  *figures = _cem_fields_to_map (self->arena, fields);
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

  if (!_cem_notice_list (db, arena, MAX_NOTICES, notices, error))
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

static gboolean
tell_all (Stats *self,
          CemDatum *stats,
          GError **error)
{
  g_autoptr (GArray) fields = g_array_new (FALSE, FALSE, sizeof (CemEntry));
  CemDatum devices = { 0 };
  CemDatum notices = { 0 };

  if (!tell_devices (self, &devices, error) ||
      !list_notices (self->db, self->arena, &notices, error))
    return FALSE;

  _cem_fields_set (fields, "devices", _cem_datum_int (self->nouns[CEM_NOUN_DEVICE]));
  _cem_fields_set (fields, "device_figures", devices);
  _cem_fields_set (fields, "orders", _cem_datum_int (self->nouns[CEM_NOUN_ORDER]));
  _cem_fields_set (fields, "order_figures", tell_table (self, ORDERS, FALSE));
  _cem_fields_set (fields, "work_orders", tell_table (self, WORK_ORDERS, TRUE));
  _cem_fields_set (fields, "leads", tell_table (self, LEADS, TRUE));
  _cem_fields_set (fields, "responses",
                   _cem_answers_tell (&self->answers, self->nouns[CEM_NOUN_RESPONSE], self->arena));
  _cem_fields_set (fields, "nouns", tell_nouns (self));
  _cem_fields_set (fields, "notices", notices);
  *stats = _cem_fields_to_map (self->arena, fields);
  return TRUE;
}

gboolean
_cem_model_read_stats (CemDb *db,
                       CemArena *arena,
                       GCancellable *cancellable,
                       CemDatum *stats,
                       GError **error)
{
  Stats self;
  gboolean done = FALSE;

  stats_init (&self, db, arena, cancellable);
  done = count_nouns (&self, error) && walk (&self, cancellable, error) &&
         tell_all (&self, stats, error);
  stats_clear (&self);
  return done;
}
