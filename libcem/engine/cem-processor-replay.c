/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

void
_cem_processor_set_derived_func (CemProcessor *self,
                                 CemDerivedFunc func,
                                 gpointer data)
{
  self->on_derived = func;
  self->on_derived_data = data;
}

gboolean
_cem_processor_replay_input (CemProcessor *self,
                             const CemLogRow *row,
                             GError **error)
{
  CemLogRow copy = *row;
  CemDatum data = { 0 };
  CemIdentitySet set = { 0 };
  gboolean taken = FALSE;

  if (!_cem_processor_fire_due (self, row->at, error))
    return FALSE;

  copy.key = _cem_log_key (_cem_log_get_secret (self->log), row->source, row->source_length,
                           row->id, row->id_length);
  if (row->piece == NULL)
    return _cem_log_append (self->log, &copy, error);

  taken = _cem_processor_read_piece (self, row, &data, &set, error) &&
          _cem_processor_take (self, &copy, &data, data.kind != CEM_KIND_NULL, &set, error);
  _cem_arena_reset (self->arena);
  return taken;
}

gboolean
_cem_processor_replay_derived (CemProcessor *self,
                               const CemLogRow *row,
                               GError **error)
{
  CemLogRow copy = *row;
  gboolean taken =
    _cem_log_append (self->log, &copy, error) && _cem_processor_fold_again (self, &copy, 0, error);

  self->n_derived++;
  _cem_arena_reset (self->arena);
  return taken;
}
