/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "model/cem-model-internal.h"

/* The writer's unit of work: rows that a batch makes, in memory until it is flushed. */

#define N_HOT_SETS ((gsize) 1 << CEM_MODEL_HOT_BITS)

void
_cem_model_init_rows (CemModel *self)
{
  _cem_model_forget_recent (self);
  self->arena = _cem_arena_new (256 * 1024);
  self->scratch = g_string_new (NULL);
  self->nouns = g_hash_table_new (g_int64_hash, g_int64_equal);
  self->dirty_nouns = g_ptr_array_new ();
  self->relations = g_array_new (FALSE, FALSE, sizeof (CemRelationRow));
  self->facts = g_array_new (FALSE, FALSE, sizeof (CemFactRow));
  self->gauges = g_array_new (FALSE, FALSE, sizeof (CemGaugeRow));
  self->readings = g_array_new (FALSE, FALSE, sizeof (CemReadingRow));
  self->tallies = g_array_new (FALSE, FALSE, sizeof (CemTallyRow));
  self->stale = g_array_new (FALSE, FALSE, sizeof (CemStaleMeter));
  self->joins = g_array_new (FALSE, FALSE, sizeof (gint64));
}

void
_cem_model_clear_rows (CemModel *self)
{
  g_hash_table_remove_all (self->nouns);
  g_ptr_array_set_size (self->dirty_nouns, 0);
  g_hash_table_remove_all (self->notices);
  g_array_set_size (self->relations, 0);
  g_array_set_size (self->facts, 0);
  g_array_set_size (self->gauges, 0);
  g_array_set_size (self->readings, 0);
  g_array_set_size (self->tallies, 0);
  g_array_set_size (self->stale, 0);
  g_array_set_size (self->joins, 0);
  _cem_arena_reset (self->arena);
}

void
_cem_model_clear_hot (CemModel *self)
{
  g_clear_pointer (&self->hot_nouns, g_free);
  g_clear_pointer (&self->hot_relations, g_free);
  _cem_model_forget_recent (self);
}

const char *
_cem_model_intern (CemModel *self,
                   const char *text,
                   gsize length)
{
  return _cem_arena_strndup (self->arena, text, length);
}

/* --- what is known to be there ---*/

/* The place of an entity, and of a noun unless that is 0; of others when it is not there. Entities are
 * hashes: their bits are as good as random. */
static CemHot *
find_hot (CemHot **hot,
          gint64 entity,
          gint64 noun)
{
  guint64 hash = (guint64) entity ^ (guint64) noun >> 7;
  CemHot *set = NULL;

  if (*hot == NULL)
    *hot = g_new0 (CemHot, N_HOT_SETS * CEM_MODEL_HOT_WAYS);

  set = *hot + (hash & (N_HOT_SETS - 1)) * CEM_MODEL_HOT_WAYS;
  for (guint i = 0; i < CEM_MODEL_HOT_WAYS; i++)
    if (set[i].entity == 0 ||
        (set[i].entity == entity && (noun == 0 || set[i].since_or_noun == noun)))
      return &set[i];

  return &set[(hash >> CEM_MODEL_HOT_BITS) % CEM_MODEL_HOT_WAYS];
}

/* --- nouns ---*/

static CemNounRow *
add_row (CemModel *self,
         gint64 entity,
         CemNounKind kind,
         gint64 since)
{
  CemNounRow *row = _cem_arena_alloc (self->arena, sizeof *row);

  *row = (CemNounRow){ .entity = entity, .kind = kind, .since = since };
  g_hash_table_insert (self->nouns, &row->entity, row);
  g_ptr_array_add (self->dirty_nouns, row);
  return row;
}

static const char *
make_key (CemModel *self,
          const CemModelSubject *subject)
{
  gsize length = strlen (subject->type) + strlen (subject->value) + 2;
  char *key = _cem_arena_alloc (self->arena, length);

  g_snprintf (key, length, "%s%s%s", subject->type, subject->type[0] != '\0' ? ":" : "",
              subject->value);
  return key;
}

/* Whether the store has the noun is found out when it is written, sorted. */
void
_cem_model_touch (CemModel *self,
                  gint64 entity,
                  CemNounKind kind,
                  const CemModelSubject *subject,
                  gint64 time)
{
  CemHot *hot = find_hot (&self->hot_nouns, entity, 0);
  CemNounRow *row = NULL;

  if (hot->entity == entity && time >= hot->since_or_noun)
    return;

  row = g_hash_table_lookup (self->nouns, &entity);
  if (row == NULL)
    {
      row = add_row (self, entity, kind, time);
      row->key = make_key (self, subject);
    }

  row->since = MIN (row->since, time);
  *hot = (CemHot){ entity, row->since };
}

void
_cem_model_relate (CemModel *self,
                   gint64 entity,
                   CemNounKind kind,
                   gint64 noun)
{
  CemRelationRow row = { entity, noun, kind };
  CemHot *hot = find_hot (&self->hot_relations, entity, noun);

  if (hot->entity == entity && hot->since_or_noun == noun)
    return;

  *hot = (CemHot){ entity, noun };
  g_array_append_val (self->relations, row);
}

/* --- writing ---*/

static int
compare_facts (gconstpointer a,
               gconstpointer b)
{
  const CemFactRow *one = a;
  const CemFactRow *other = b;

  if (one->entity != other->entity)
    return one->entity < other->entity ? -1 : 1;
  return one->time < other->time ? -1 : one->time > other->time;
}

static int
compare_gauges (gconstpointer a,
                gconstpointer b)
{
  const CemGaugeRow *one = a;
  const CemGaugeRow *other = b;
  int names;

  if (one->entity != other->entity)
    return one->entity < other->entity ? -1 : 1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  names = strcmp (one->name, other->name);
  if (names != 0)
    return names;
  if (one->time != other->time)
    return one->time < other->time ? -1 : 1;
  return one->tie < other->tie ? -1 : one->tie > other->tie;
}

static int
compare_tallies (gconstpointer a,
                 gconstpointer b)
{
  const CemTallyRow *one = a;
  const CemTallyRow *other = b;

  if (one->entity != other->entity)
    return one->entity < other->entity ? -1 : 1;
  return strcmp (one->name, other->name);
}

static gboolean
flush_facts (CemModel *self,
             GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (self->facts->len == 0)
    return TRUE;

  statement = _cem_db_prepare (self->db,
                               "INSERT OR IGNORE INTO fact (entity, time, source, id, type, fragment, data) "
                               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                               error);
  if (statement == NULL)
    return FALSE;

  g_array_sort (self->facts, compare_facts);
  for (guint i = 0; i < self->facts->len; i++)
    {
      const CemFactRow *row = &g_array_index (self->facts, CemFactRow, i);

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_int (statement, 2, row->time);
      _cem_db_bind_text (statement, 3, row->source, -1);
      _cem_db_bind_text (statement, 4, row->id, -1);
      _cem_db_bind_text (statement, 5, row->type, -1);
      _cem_db_bind_int (statement, 6, row->fragment);
      _cem_db_bind_text (statement, 7, row->data, -1);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }
  g_array_set_size (self->facts, 0);
  return TRUE;
}

static gboolean
flush_gauges (CemModel *self,
              GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;

  if (self->gauges->len == 0)
    return TRUE;

  statement = _cem_db_prepare (
    self->db,
    "INSERT INTO gauge (entity, kind, name, time, tie, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
    "ON CONFLICT DO UPDATE SET time = excluded.time, tie = excluded.tie, value = excluded.value "
    "WHERE (excluded.time, excluded.tie) > (gauge.time, gauge.tie)",
    error);
  if (statement == NULL)
    return FALSE;

  g_array_sort (self->gauges, compare_gauges);
  for (guint i = 0; i < self->gauges->len; i++)
    {
      const CemGaugeRow *row = &g_array_index (self->gauges, CemGaugeRow, i);

      /* Of several of one name, the last counts. */
      if (i + 1 < self->gauges->len && row[1].entity == row->entity && row[1].kind == row->kind &&
          strcmp (row[1].name, row->name) == 0)
        continue;

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_int (statement, 2, row->kind);
      _cem_db_bind_text (statement, 3, row->name, -1);
      _cem_db_bind_int (statement, 4, row->time);
      _cem_db_bind_int (statement, 5, row->tie);
      _cem_db_bind_text (statement, 6, row->value, -1);
      if (!_cem_db_run (statement, error))
        return FALSE;
    }
  g_array_set_size (self->gauges, 0);
  return TRUE;
}

static gboolean
flush_tallies (CemModel *self,
               GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  gint64 n = 0;
  gint64 first = G_MAXINT64;
  gint64 last = G_MININT64;

  if (self->tallies->len == 0)
    return TRUE;

  statement = _cem_db_prepare (
    self->db,
    "INSERT INTO tally (entity, name, n, first, last) VALUES (?1, ?2, ?3, ?4, ?5) "
    "ON CONFLICT DO UPDATE SET n = n + excluded.n, first = min (first, excluded.first), "
    "last = max (last, excluded.last)",
    error);
  if (statement == NULL)
    return FALSE;

  g_array_sort (self->tallies, compare_tallies);
  for (guint i = 0; i < self->tallies->len; i++)
    {
      const CemTallyRow *row = &g_array_index (self->tallies, CemTallyRow, i);

      n++;
      first = MIN (first, row->time);
      last = MAX (last, row->time);
      if (i + 1 < self->tallies->len && compare_tallies (row, row + 1) == 0)
        continue;

      _cem_db_bind_int (statement, 1, row->entity);
      _cem_db_bind_text (statement, 2, row->name, -1);
      _cem_db_bind_int (statement, 3, n);
      _cem_db_bind_int (statement, 4, first);
      _cem_db_bind_int (statement, 5, last);
      if (!_cem_db_run (statement, error))
        return FALSE;
      n = 0;
      first = G_MAXINT64;
      last = G_MININT64;
    }
  g_array_set_size (self->tallies, 0);
  return TRUE;
}

/* Order does not matter: each is one row. */
static gboolean
flush_notices (CemModel *self,
               GError **error)
{
  g_autoptr (CemDbStatement) statement = NULL;
  GHashTableIter iter;
  gpointer value = NULL;
  gboolean taken_back = FALSE;

  if (g_hash_table_size (self->notices) == 0)
    return TRUE;

  statement = _cem_db_prepare (self->db,
                               "INSERT INTO notice (type, code, member, n) VALUES (?1, ?2, ?3, ?4) "
                               "ON CONFLICT DO UPDATE SET n = n + excluded.n",
                               error);
  if (statement == NULL)
    return FALSE;

  g_hash_table_iter_init (&iter, self->notices);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      const CemNoticeRow *row = value;

      _cem_db_bind_text (statement, 1, row->type, -1);
      _cem_db_bind_text (statement, 2, row->code, -1);
      _cem_db_bind_text (statement, 3, row->member, -1);
      _cem_db_bind_int (statement, 4, row->n);
      if (!_cem_db_run (statement, error))
        return FALSE;
      taken_back = taken_back || row->n <= 0;
    }
  g_hash_table_remove_all (self->notices);
  return !taken_back || _cem_db_exec (self->db, "DELETE FROM notice WHERE n <= 0", error);
}

gboolean
_cem_model_flush (CemModel *self,
                  GError **error)
{
  if (!_cem_model_flush_nouns (self, error) || !_cem_model_flush_joins (self, error) ||
      !_cem_model_flush_relations (self, error) || !flush_facts (self, error) ||
      !flush_gauges (self, error) || !flush_tallies (self, error) ||
      !_cem_model_flush_readings (self, error) || !flush_notices (self, error))
    return FALSE;

  _cem_arena_reset (self->arena);
  return TRUE;
}
