/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-processor-internal-private.h"

#include "base/cem-words-private.h"
#include "log/cem-definition-private.h"

static CemEntry
text_entry (const char *name,
            const char *text)
{
  return (CemEntry){ _cem_datum_string (name, strlen (name)),
                     _cem_datum_string (text, strlen (text)) };
}

/* The command is in a batch of its own, for it counts as nothing that was sent. */
static CemIncoming *
add_loaded (CemBatch *batch,
            CemMapping *mapping,
            const char *actor)
{
  CemEntry entries[] = { text_entry ("hash", mapping->digest), text_entry ("name", mapping->name),
                         text_entry ("source", mapping->source) };
  CemDatum data =
    _cem_datum_map (_cem_map_new (_cem_batch_get_arena (batch), entries, G_N_ELEMENTS (entries)));

  return _cem_batch_add_command (batch, "mapping.loaded", actor, &data);
}

static gboolean
append_loaded (CemProcessor *self,
               CemMapping *mapping,
               const char *actor,
               const CemLogRow *first,
               GError **error)
{
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (self), NULL);
  CemIncoming *item = add_loaded (batch, mapping, actor);
  CemLogRow row = {
    .origin = CEM_LOG_INPUT,
    .history = first->history,
    .at = first->at,
    .time = CEM_LOG_NO_TIME,
    .received = first->received,
    .ordinal = -1,
    .actor = actor,
    .actor_length = actor != NULL ? strlen (actor) : 0,
  };

  if (!_cem_batch_name_command (batch, item, _cem_log_get_last_seq (self->log) + 1, error) ||
      !_cem_batch_bind (batch, item, _cem_identity_get_config (self->identity), row.at, error))
    return FALSE;

  row.source = item->event.source.v.s;
  row.source_length = item->event.source.n;
  row.id = item->event.id.v.s;
  row.id_length = item->event.id.n;
  row.type = item->event.type.v.s;
  row.type_length = item->event.type.n;
  row.piece = item->piece;
  row.piece_length = item->piece_length;
  row.key = item->key;
  memcpy (row.salt, item->salt, CEM_LOG_SALT);
  memcpy (row.commitment, item->commitment, CEM_LOG_HASH);
  return _cem_processor_take (self, &row, &item->event.data, TRUE, &item->set, error);
}

gboolean
_cem_processor_keep_mapping (CemProcessor *self,
                             CemBatch *batch,
                             const CemIncoming *item,
                             GError **error)
{
  CemMappingsUsed *used = _cem_batch_get_mappings_used (batch);
  g_autofree char *text = NULL;

  if (item->mapping == NULL || g_hash_table_contains (used->kept, item->mapping))
    return TRUE;

  text = _cem_mapping_dup_text (item->mapping);
  g_hash_table_add (used->kept, item->mapping);
  return _cem_definition_keep (self->db, item->mapping->digest, text, strlen (text), error);
}

gboolean
_cem_processor_load_mapping (CemProcessor *self,
                             CemBatch *batch,
                             const CemIncoming *item,
                             const CemLogRow *first,
                             GError **error)
{
  CemMappingsUsed *used = _cem_batch_get_mappings_used (batch);
  g_autofree char *last = NULL;

  if (item->mapping == NULL || g_hash_table_contains (used->loaded, item->mapping))
    return TRUE;

  g_hash_table_add (used->loaded, item->mapping);
  if (!_cem_definition_find (self->db, CEM_DEFINITION_MAPPING, item->mapping->name, &last, error))
    return FALSE;
  if (g_strcmp0 (last, item->mapping->digest) == 0)
    return TRUE;

  return _cem_processor_keep_mapping (self, batch, item, error) &&
         append_loaded (self, item->mapping, used->actor, first, error);
}

gboolean
_cem_processor_name_mapping (CemProcessor *self,
                             const CemLogRow *row,
                             const CemDatum *data,
                             GError **error)
{
  const char *name = data != NULL ? _cem_processor_get_text (self, data, "name") : NULL;
  const char *hash = data != NULL ? _cem_processor_get_text (self, data, "hash") : NULL;

  if (name == NULL || hash == NULL)
    {
      _cem_set_error (error, CEM_ERROR_CORRUPT,
                      "Row %lld of the log names no mapping; restore the store from a copy",
                      (long long) row->seq);
      return FALSE;
    }

  return _cem_definition_name (self->db, row->seq, CEM_DEFINITION_MAPPING, name, hash, error);
}
