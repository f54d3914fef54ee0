/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-erasure-private.h"

/* What commands do to what is there: customer.erased and identity.configured. */

/* Rows folded between two times that their timeline entries are written. */
#define ENTRIES_IN_MEMORY 50000

static gboolean
fold_row (const CemLogRow *row,
          gpointer data,
          GError **error)
{
  CemProcessor *self = data;

  if (!_cem_processor_fold_again (self, row, 0, error))
    return FALSE;
  if (row->seq % ENTRIES_IN_MEMORY == 0 &&
      (!_cem_log_write_timeline (self->log, error) || !_cem_model_flush (self->model, error)))
    return FALSE;
  _cem_arena_reset (self->arena);
  return TRUE;
}

/* Drops what is known about who is who, and folds the whole log again under @config. */
static gboolean
fold_log (CemProcessor *self,
          CemIdentityConfig *config,
          GError **error)
{
  CemLogQuery all = { 0 };

  return _cem_identity_reset (self->identity, config, error) &&
         _cem_model_reset (self->model, error) && _cem_log_clear_timeline (self->log, error) &&
         _cem_log_read (self->db, &all, fold_row, self, error);
}

static gboolean
configure_identity (CemProcessor *self,
                    const CemDatum *data,
                    GError **error)
{
  const CemDatum *member = _cem_map_find_string (data->v.map, "configuration", 13);
  g_autoptr (CemIdentityConfig) config = _cem_identity_config_new (member, NULL, error);

  return config != NULL &&
         _cem_meta_set_text (self->db, CEM_META_IDENTITY, _cem_identity_config_get_text (config),
                             error) &&
         fold_log (self, config, error);
}

gboolean
_cem_processor_correct (CemProcessor *self,
                        const CemLogRow *row,
                        const CemDatum *data,
                        CemCause *cause,
                        GError **error)
{
  if (row->type_length == 15 && memcmp (row->type, "customer.erased", 15) == 0)
    return _cem_processor_erase_customer (self, _cem_processor_get_text (self, data, "customer"),
                                          error);
  if (row->type_length == 19 && memcmp (row->type, "identity.configured", 19) == 0)
    return configure_identity (self, data, error);
  if (row->type_length == 14 && memcmp (row->type, "mapping.loaded", 14) == 0)
    return _cem_processor_name_mapping (self, row, data, error);

  return TRUE;
}
