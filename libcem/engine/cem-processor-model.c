/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

/* What the nouns are told of a row. */
static void
describe (const CemLogRow *row,
          const CemDatum *data,
          const CemIdentitySet *set,
          CemModelSubject subjects[CEM_IDENTITY_MAX_IDENTIFIERS],
          CemModelEvent *event)
{
  guint n = set->n_fragments + set->n_things;

  for (guint i = 0; i < n; i++)
    {
      const CemIdentifier *identifier = &set->identifiers[i];

      subjects[i] = (CemModelSubject){
        .entity = identifier->entity,
        .kind = identifier->type->noun,
        .type = identifier->type->name,
        .value = identifier->value,
      };
    }

  *event = (CemModelEvent){
    .type = row->type,
    .type_length = row->type_length,
    .time = row->time != CEM_LOG_NO_TIME ? row->time : row->at,
    .source = row->source,
    .source_length = row->source_length,
    .id = row->id,
    .id_length = row->id_length,
    .subjects = subjects,
    .n_fragments = set->n_fragments,
    .n_subjects = n,
    .data = data,
  };
}

/* Decisions are about identity alone. */
static gboolean
is_decision (const CemLogRow *row)
{
  return _cem_identity_event_kind (row->type, row->type_length) >= CEM_IDENTITY_LINKED;
}

/* A decision about things names them, so that they are known; its data are keys. */
static guint
read_decided (CemProcessor *self,
              const CemLogRow *row,
              const CemDatum *data,
              CemIdentifier identifiers[2])
{
  static const char *const names[] = { "first", "second" };
  CemIdentityConfig *config = _cem_identity_get_config (self->identity);
  guint n = 0;

  if (data == NULL)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *key = _cem_processor_get_text (self, data, names[i]);

      if (key != NULL &&
          _cem_identity_parse_key (config, _cem_log_get_secret (self->log), self->arena, key,
                                   strlen (key), row->time, &identifiers[n], NULL) &&
          identifiers[n].type->noun != CEM_NOUN_NONE)
        n++;
    }

  return n;
}

static void
fold_decision (CemProcessor *self,
               const CemLogRow *row,
               const CemDatum *data,
               gint64 only)
{
  CemIdentifier identifiers[2];
  CemIdentitySet set = { .identifiers = identifiers };
  CemModelSubject subjects[CEM_IDENTITY_MAX_IDENTIFIERS];
  CemModelEvent event;

  set.n_things = read_decided (self, row, data, identifiers);
  if (set.n_things < 2)
    return;

  describe (row, NULL, &set, subjects, &event);
  _cem_model_fold (self->model, &event, only);
}

gboolean
_cem_processor_join_nouns (CemProcessor *self,
                           GError **error)
{
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!_cem_identity_take_regrouped (self->identity, groups, error))
    return FALSE;

  for (guint i = 0; i < groups->len;)
    {
      gint64 n = g_array_index (groups, gint64, i);

      _cem_model_join (self->model, &g_array_index (groups, gint64, i + 1), (guint) n);
      i += 1 + (guint) n;
    }

  return TRUE;
}

void
_cem_processor_fold_nouns (CemProcessor *self,
                           const CemLogRow *row,
                           const CemDatum *data,
                           const CemIdentitySet *set,
                           gint64 only)
{
  CemModelSubject subjects[CEM_IDENTITY_MAX_IDENTIFIERS];
  CemModelEvent event;
  gint64 own = 0;

  if (row->origin != CEM_LOG_INPUT)
    return;
  if (is_decision (row))
    {
      fold_decision (self, row, data, only);
      return;
    }

  describe (row, data, set, subjects, &event);
  own = _cem_model_get_own_entity (self->model, &event);
  if (own != 0)
    _cem_log_enter (self->log, own, event.time, row->seq);
  _cem_model_fold (self->model, &event, only);
}

gint64
_cem_processor_retract_nouns (CemProcessor *self,
                              const CemLogRow *row,
                              const CemDatum *data,
                              const CemIdentitySet *set)
{
  CemModelSubject subjects[CEM_IDENTITY_MAX_IDENTIFIERS];
  CemModelEvent event;

  if (row->origin != CEM_LOG_INPUT || is_decision (row))
    return 0;

  describe (row, data, set, subjects, &event);
  _cem_model_retract (self->model, &event);
  return _cem_model_get_own_entity (self->model, &event);
}

gboolean
_cem_processor_take_back_nouns (CemProcessor *self,
                                const CemLogRow *row,
                                const CemDatum *data,
                                const CemIdentitySet *set,
                                gint64 only,
                                gboolean *again,
                                GError **error)
{
  CemModelSubject subjects[CEM_IDENTITY_MAX_IDENTIFIERS];
  CemModelEvent event;

  *again = FALSE;
  if (row->origin != CEM_LOG_INPUT || is_decision (row))
    return TRUE;

  describe (row, data, set, subjects, &event);
  return _cem_model_take_back (self->model, &event, only, again, error);
}
