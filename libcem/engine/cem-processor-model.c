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
        .kind = i < set->n_fragments ? CEM_NOUN_NONE
                                     : _cem_noun_kind_of_identifier (identifier->type->name,
                                                                     identifier->type->name_length),
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

  if (row->origin != CEM_LOG_INPUT || is_decision (row))
    return;

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
