/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-event-keys-private.h"
#include "engine/cem-log-entry-private.h"
#include "engine/cem-outcome-private.h"

/* --- derived rows ---*/

static void
write_data_piece (CemProcessor *self,
                  const CemDatum *data)
{
  CemEntry entry = { _cem_datum_string ("data", 4), *data };
  CemDatum piece = _cem_datum_map (_cem_map_new (self->arena, &entry, 1));

  g_string_truncate (self->scratch, 0);
  _cem_json_write (self->scratch, &piece, CEM_JSON_WRITE_SORTED);
}

gboolean
_cem_processor_derive (CemProcessor *self,
                       CemCause *cause,
                       const char *maker,
                       const char *type,
                       const CemDatum *data,
                       const gint64 *entities,
                       guint n_entities,
                       GError **error)
{
  char id[CEM_LOG_DERIVED_ID];
  CemLogRow row = {
    .origin = CEM_LOG_DERIVED,
    .history = cause->history,
    .at = cause->at,
    .time = cause->at,
    .received = CEM_LOG_NO_TIME,
    .cause = cause->seq,
    .ordinal = cause->ordinal,
    .source = "cem",
    .source_length = 3,
    .id = id,
    .id_length = CEM_LOG_DERIVED_ID - 1,
    .type = type,
    .type_length = strlen (type),
  };

  write_data_piece (self, data);
  row.piece = self->scratch->str;
  row.piece_length = self->scratch->len;
  _cem_log_derived_id (_cem_arena_strndup (self->arena, cause->source, cause->source_length),
                       _cem_arena_strndup (self->arena, cause->id, cause->id_length), maker,
                       cause->ordinal, id);
  _cem_log_seal_piece (self->sealer, row.piece, row.piece_length, row.salt, row.commitment);
  cause->ordinal++;
  self->n_derived++;

  if (self->on_derived != NULL)
    return self->on_derived (&row, self->on_derived_data, error);
  if (!_cem_log_append (self->log, &row, error))
    return FALSE;

  for (guint i = 0; i < n_entities; i++)
    _cem_log_enter (self->log, entities[i], row.time, row.seq);

  if (self->outcome != NULL)
    {
      g_autoptr (CemLogEntry) entry = _cem_log_entry_new (&row);

      _cem_outcome_add_derived (self->outcome, entry);
    }
  return TRUE;
}

/* --- what identity found ---*/

static CemDatum
text_datum (CemProcessor *self,
            const char *text)
{
  gsize length = strlen (text);

  return _cem_datum_string (_cem_arena_strndup (self->arena, text, length), length);
}

static CemDatum
id_datum (CemProcessor *self,
          const CemIdentityChange *change,
          gint64 entity)
{
  char id[CEM_ID_BUFFER];

  _cem_id_format (change->thing ? 't' : 'c', entity, id);
  return text_datum (self, id);
}

static void
add (CemEntry *entries,
     guint *n,
     const char *name,
     CemDatum value)
{
  entries[*n] = (CemEntry){ _cem_datum_string (name, strlen (name)), value };
  *n += 1;
}

/* A trait's value, which is JSON text, as a value. */
static gboolean
add_trait_value (CemProcessor *self,
                 CemEntry *entries,
                 guint *n,
                 const char *name,
                 const char *json,
                 GError **error)
{
  CemDatum value = { 0 };

  if (json == NULL)
    return TRUE;
  if (!_cem_json_read (self->arena, json, strlen (json), &_cem_json_default_limits, &value, error))
    return FALSE;

  add (entries, n, name, value);
  return TRUE;
}

static const char *
get_merge_type (const CemIdentityChange *change)
{
  if (change->thing)
    return change->kind == CEM_IDENTITY_MERGED ? "cem.noun.merged" : "cem.noun.unmerged";

  return change->kind == CEM_IDENTITY_MERGED ? "cem.customer.merged" : "cem.customer.unmerged";
}

static gboolean
derive_change (CemProcessor *self,
               CemCause *cause,
               const CemIdentityChange *change,
               gboolean correction,
               GError **error)
{
  CemEntry entries[6] = { 0 };
  gint64 entities[2] = { change->customer, change->other };
  guint n = 0;
  guint n_entities = 1;
  const char *type = NULL;
  CemDatum data = { 0 };

  if (change->kind == CEM_IDENTITY_NEW_CUSTOMER)
    return TRUE;

  if (correction)
    add (entries, &n, "cause", _cem_datum_string ("correction", 10));
  if (change->kind != CEM_IDENTITY_PROPOSED)
    add (entries, &n, change->thing ? "noun" : "customer",
         id_datum (self, change, change->customer));

  switch (change->kind)
    {
    case CEM_IDENTITY_MERGED:
    case CEM_IDENTITY_UNMERGED:
      type = get_merge_type (change);
      add (entries, &n, "other", id_datum (self, change, change->other));
      n_entities = 2;
      break;
    case CEM_IDENTITY_PROPOSED:
      type = "cem.identity.proposed";
      add (entries, &n, "first", id_datum (self, change, change->a));
      add (entries, &n, "second", id_datum (self, change, change->b));
      add (entries, &n, "reason", text_datum (self, _cem_edge_status_get_name (change->reason)));
      entities[0] = change->a;
      entities[1] = change->b;
      n_entities = 2;
      break;
    case CEM_IDENTITY_TRAIT_CHANGED:
      type = "cem.trait.changed";
      add (entries, &n, "name", text_datum (self, change->field));
      /* Not the old value: it may be another person's, who has it erased one day. */
      if (!add_trait_value (self, entries, &n, "new", change->new_value, error))
        return FALSE;
      break;
    case CEM_IDENTITY_NEW_CUSTOMER:
    default:
      g_assert_not_reached ();
    }

  data = _cem_datum_map (_cem_map_new (self->arena, entries, n));
  return _cem_processor_derive (self, cause, "identity", type, &data, entities, n_entities, error);
}

/* --- folding ---*/

static void
enter_all (CemProcessor *self,
           const CemLogRow *row,
           const CemIdentitySet *set,
           const CemIdentityResult *result)
{
  gint64 time = row->time != CEM_LOG_NO_TIME ? row->time : row->at;

  for (guint i = 0; i < set->n_fragments + set->n_things; i++)
    _cem_log_enter (self->log, set->identifiers[i].entity, time, row->seq);
  for (guint i = 0; i < result->n_subjects; i++)
    _cem_log_enter (self->log, result->subjects[i], time, row->seq);
}

gboolean
_cem_processor_is_joined_by (CemProcessor *self,
                             const CemLogRow *row,
                             const CemIdentitySet *set,
                             guint thing,
                             gboolean *joined,
                             GError **error)
{
  CemIdentityEvent event = {
    .time = row->time != CEM_LOG_NO_TIME ? row->time : row->at,
    .source = row->source,
    .source_length = row->source_length,
    .id = row->id,
    .id_length = row->id_length,
    .set = set,
  };

  return _cem_identity_is_joined_by (self->identity, &event, thing, joined, error);
}

static gboolean
apply_identity (CemProcessor *self,
                const CemLogRow *row,
                const CemDatum *data,
                const CemIdentitySet *set,
                CemIdentityResult *result,
                GError **error)
{
  CemIdentityEvent event = {
    .kind = _cem_identity_event_kind (row->type, row->type_length),
    .time = row->time != CEM_LOG_NO_TIME ? row->time : row->at,
    .source = row->source,
    .source_length = row->source_length,
    .id = row->id,
    .id_length = row->id_length,
    .set = set,
    .data = data,
  };

  return _cem_identity_apply (self->identity, &event, result, error);
}

/* Each noun once, by the id that it has now. */
static gboolean
note_outcome (CemProcessor *self,
              const CemIdentitySet *set,
              const CemIdentityResult *result,
              GError **error)
{
  g_autoptr (GStrvBuilder) things = g_strv_builder_new ();
  g_auto (GStrv) ids = NULL;
  gint64 nouns[CEM_IDENTITY_MAX_IDENTIFIERS];
  guint n = 0;
  char id[CEM_ID_BUFFER];

  for (guint i = set->n_fragments; i < set->n_fragments + set->n_things; i++)
    {
      gint64 noun = 0;
      gboolean twice = FALSE;

      if (!_cem_identity_get_customer (self->identity, set->identifiers[i].entity, &noun, error))
        return FALSE;
      if (noun == 0)
        noun = set->identifiers[i].entity;
      for (guint j = 0; j < n; j++)
        twice = twice || nouns[j] == noun;
      if (twice)
        continue;

      nouns[n++] = noun;
      _cem_id_format ('t', noun, id);
      g_strv_builder_add (things, id);
    }

  ids = g_strv_builder_end (things);
  _cem_id_format ('c', result->customer, id);
  _cem_outcome_set_subjects (self->outcome, result->customer != 0 ? id : NULL,
                             (const char *const *) ids);
  return TRUE;
}

gboolean
_cem_processor_take (CemProcessor *self,
                     CemLogRow *row,
                     const CemDatum *data,
                     gboolean has_data,
                     const CemIdentitySet *set,
                     GError **error)
{
  CemIdentityResult result = { 0 };
  CemCause cause = {
    .source = row->source,
    .id = row->id,
    .source_length = row->source_length,
    .id_length = row->id_length,
    .at = row->at,
    .history = row->history,
  };
  gboolean correction = FALSE;

  if (!apply_identity (self, row, has_data ? data : NULL, set, &result, error) ||
      !_cem_log_append (self->log, row, error))
    return FALSE;

  enter_all (self, row, set, &result);
  _cem_processor_fold_nouns (self, row, has_data ? data : NULL, set, 0);
  if (self->outcome != NULL && !note_outcome (self, set, &result, error))
    return FALSE;

  cause.seq = row->seq;
  correction = result.n_subjects > 0;
  for (guint i = 0; i < result.n_changes; i++)
    if (!derive_change (self, &cause, &result.changes[i], correction, error))
      return FALSE;

  return _cem_processor_correct (self, row, has_data ? data : NULL, &cause, error) &&
         (self->on_input == NULL || self->on_input (self, row, self->on_input_data, error));
}

/* --- rows that are in the log already ---*/

gboolean
_cem_processor_read_piece (CemProcessor *self,
                           const CemLogRow *row,
                           CemDatum *data,
                           CemIdentitySet *set,
                           GError **error)
{
  const char *copy = _cem_arena_strndup (self->arena, row->piece, row->piece_length);
  const CemDatum *member = NULL;
  CemDatum piece = { 0 };
  gint64 time = row->time != CEM_LOG_NO_TIME ? row->time : row->at;

  if (!_cem_json_read (self->arena, copy, row->piece_length, &_cem_json_default_limits, &piece,
                       error))
    return FALSE;
  if (piece.kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT, "Row %lld of the log has no object as its piece",
                      (long long) row->seq);
      return FALSE;
    }

  member = _cem_map_find_string (piece.v.map, "data", 4);
  *data = member != NULL ? *member : _cem_datum_null ();
  return _cem_event_bind (_cem_identity_get_config (self->identity),
                          _cem_log_get_secret (self->log), self->arena, row->type,
                          row->type_length, _cem_map_find_string (piece.v.map, "identifiers", 11),
                          data, time, set, error);
}

/* --- the same again ---*/

typedef struct
{
  CemProcessor *self;
  const CemLogRow *row;
  gboolean same;
} Comparison;

static gboolean
is_text_of (const CemDatum *key,
            const char *const *words,
            guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    if (strlen (words[i]) == (gsize) key->n && memcmp (words[i], key->v.s, key->n) == 0)
      return TRUE;

  return FALSE;
}

/* A piece without the clocks of its way here, NULL when it cannot be read. */
static char *
write_without_clocks (CemProcessor *self,
                      const CemLogRow *row)
{
  static const char *const clocks[] = { "receivedat", "sentat" };
  const char *copy = _cem_arena_strndup (self->arena, row->piece, row->piece_length);
  GString *text = NULL;
  CemDatum piece = { 0 };

  if (!_cem_json_read (self->arena, copy, row->piece_length, &_cem_json_default_limits, &piece,
                       NULL) ||
      piece.kind != CEM_KIND_MAP)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < piece.v.map->n; i++)
    {
      const CemEntry *member = &piece.v.map->entries[i];
      const gboolean is_map = member->value.kind == CEM_KIND_MAP;
      CemEntry *entries = NULL;
      CemDatum value = member->value;
      guint n = 0;

      if (is_map && member->key.n == 10 && memcmp (member->key.v.s, "extensions", 10) == 0)
        {
          entries = _cem_arena_alloc (self->arena, value.v.map->n * sizeof (CemEntry));
          for (guint j = 0; j < value.v.map->n; j++)
            if (!is_text_of (&value.v.map->entries[j].key, clocks, G_N_ELEMENTS (clocks)))
              entries[n++] = value.v.map->entries[j];
          value = _cem_datum_map (_cem_map_new (self->arena, entries, n));
        }
      _cem_json_write (text, &member->key, CEM_JSON_WRITE_COMPACT);
      _cem_json_write (text, &value, CEM_JSON_WRITE_SORTED);
    }

  return g_string_free (text, FALSE);
}

static gboolean
compare_with (const CemLogRow *row,
              gpointer data,
              GError **error)
{
  Comparison *comparison = data;
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;

  if (row->piece == NULL || row->type_length != comparison->row->type_length ||
      memcmp (row->type, comparison->row->type, row->type_length) != 0)
    return TRUE;

  there = write_without_clocks (comparison->self, row);
  here = write_without_clocks (comparison->self, comparison->row);
  comparison->same = there != NULL && g_strcmp0 (there, here) == 0;
  return TRUE;
}

gboolean
_cem_processor_is_same_call (CemProcessor *self,
                             gint64 seq,
                             const CemLogRow *row,
                             gboolean *same,
                             GError **error)
{
  Comparison comparison = { .self = self, .row = row };
  const gboolean done = _cem_log_read_row (self->db, seq, compare_with, &comparison, error);

  *same = comparison.same;
  return done;
}

const char *
_cem_processor_get_text (CemProcessor *self,
                         const CemDatum *map,
                         const char *name)
{
  const CemDatum *member = NULL;

  if (map->kind == CEM_KIND_MAP)
    member = _cem_map_find_string (map->v.map, name, strlen (name));
  if (member == NULL || member->kind != CEM_KIND_STRING)
    return NULL;

  return _cem_arena_strndup (self->arena, member->v.s, member->n);
}

guint
_cem_processor_get_derived_entities (CemProcessor *self,
                                     const CemDatum *data,
                                     gint64 entities[CEM_DERIVED_ENTITIES])
{
  static const char *const names[CEM_DERIVED_ENTITIES] = { "customer", "noun", "other", "first",
                                                           "second" };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *id = _cem_processor_get_text (self, data, names[i]);
      char kind = 0;

      if (id != NULL && _cem_id_parse (id, -1, &kind, &entities[n]))
        n++;
    }

  return n;
}

gboolean
_cem_processor_is_event_error (const GError *error)
{
  return g_error_matches (error, CEM_ERROR, CEM_ERROR_CONFLICT) ||
         g_error_matches (error, CEM_ERROR, CEM_ERROR_INVALID_ARGUMENT) ||
         g_error_matches (error, CEM_ERROR, CEM_ERROR_NOT_FOUND) ||
         g_error_matches (error, CEM_ERROR, CEM_ERROR_TYPE) ||
         g_error_matches (error, CEM_ERROR, CEM_ERROR_LIMIT);
}

gboolean
_cem_processor_fold_again (CemProcessor *self,
                           const CemLogRow *row,
                           gint64 only,
                           GError **error)
{
  CemDatum data = { 0 };
  CemIdentitySet set = { 0 };
  CemIdentityResult result = { 0 };
  g_autoptr (GError) local = NULL;

  if (row->piece == NULL)
    return TRUE;
  if (!_cem_processor_read_piece (self, row, &data, &set, error))
    return FALSE;

  if (row->origin == CEM_LOG_DERIVED)
    {
      gint64 entities[CEM_DERIVED_ENTITIES];
      guint n = _cem_processor_get_derived_entities (self, &data, entities);

      for (guint i = 0; i < n; i++)
        _cem_log_enter (self->log, entities[i], row->time, row->seq);
      return TRUE;
    }

  /* Under another configuration an old fact may say nothing about who is who. */
  if (!apply_identity (self, row, &data, &set, &result, &local) &&
      !_cem_processor_is_event_error (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  enter_all (self, row, &set, &result);
  _cem_processor_fold_nouns (self, row, &data, &set, only);
  return TRUE;
}
