/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-batch-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-event-keys-private.h"
#include "intake/cem-segment-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

#define FIRST_BLOCK (64 * 1024)

/* How much of a line that is too long is kept in the quarantine. */
#define CUT_TEXT (16 * 1024)

static const CemJsonLimits limits = {
  .max_depth = 64,
  .max_keys = 4096,
  .max_length = CEM_LINE_MAX,
};

struct _CemBatch
{
  CemArena *arena;
  GArray *items; /* CemIncoming */
  GString *scratch;
  CemLogSealer *sealer;
  CemIdentityConfig *config;
  guint8 secret[CEM_LOG_SECRET];
  char *origin;
  CemIntakeFormat format;
  char *segment_source;
  char *reading; /* (nullable): the two as one text */
  CemMappingsUsed *used;
};

static const char *const format_names[] = {
  [CEM_INTAKE_FORMAT_AUTO] = "auto",
  [CEM_INTAKE_FORMAT_CLOUD_EVENTS] = "cloudevents",
  [CEM_INTAKE_FORMAT_SEGMENT] = "segment",
};

CemBatch *
_cem_batch_new (const guint8 secret[CEM_LOG_SECRET],
                const char *origin)
{
  CemBatch *self = g_new0 (CemBatch, 1);

  self->arena = _cem_arena_new (FIRST_BLOCK);
  self->items = g_array_new (FALSE, TRUE, sizeof (CemIncoming));
  self->scratch = g_string_new (NULL);
  self->sealer = _cem_log_sealer_new ();
  memcpy (self->secret, secret, CEM_LOG_SECRET);
  self->origin = g_strdup (origin);
  self->segment_source = g_strdup (CEM_SEGMENT_SOURCE);
  return self;
}

void
_cem_batch_free (CemBatch *self)
{
  _cem_arena_free (self->arena);
  g_array_unref (self->items);
  g_string_free (self->scratch, TRUE);
  _cem_log_sealer_free (self->sealer);
  g_clear_pointer (&self->config, _cem_identity_config_unref);
  g_free (self->origin);
  g_free (self->segment_source);
  g_free (self->reading);
  g_free (self);
}

void
_cem_batch_set_reading (CemBatch *self,
                        CemIntakeFormat format,
                        const char *segment_source)
{
  const gboolean usual =
    format == CEM_INTAKE_FORMAT_AUTO && g_str_equal (segment_source, CEM_SEGMENT_SOURCE);

  self->format = format;
  g_free (self->segment_source);
  self->segment_source = g_strdup (segment_source);
  g_free (self->reading);
  self->reading =
    usual ? NULL : g_strdup_printf ("%s %s", format_names[format], segment_source);
}

/* Back to how a line was read when it was kept. */
static void
take_reading (CemBatch *self,
              const char *reading)
{
  const char *gap = reading != NULL ? strchr (reading, ' ') : NULL;
  CemIntakeFormat format = CEM_INTAKE_FORMAT_AUTO;

  for (guint i = 0; gap != NULL && i < G_N_ELEMENTS (format_names); i++)
    if (strlen (format_names[i]) == (gsize) (gap - reading) &&
        strncmp (format_names[i], reading, (gsize) (gap - reading)) == 0)
      format = (CemIntakeFormat) i;

  _cem_batch_set_reading (self, format, gap != NULL ? gap + 1 : CEM_SEGMENT_SOURCE);
}

void
_cem_batch_set_mappings_used (CemBatch *self,
                              CemMappingsUsed *used)
{
  self->used = used;
}

CemMappingsUsed *
_cem_batch_get_mappings_used (CemBatch *self)
{
  return self->used;
}

void
_cem_batch_reset (CemBatch *self,
                  CemIdentityConfig *config)
{
  CemIdentityConfig *previous = self->config;

  self->config = _cem_identity_config_ref (config);
  if (previous != NULL)
    _cem_identity_config_unref (previous);
  _cem_arena_reset (self->arena);
  g_array_set_size (self->items, 0);
}

static const char *
name_reason (const GError *error)
{
  if (g_error_matches (error, CEM_ERROR, CEM_ERROR_LIMIT))
    return "limit";
  if (g_error_matches (error, CEM_ERROR, CEM_ERROR_REFUSED))
    return "refused";
  if (g_error_matches (error, CEM_ERROR, CEM_ERROR_SYNTAX))
    return "syntax";

  return "identity";
}

void
_cem_batch_reject (CemBatch *self,
                   CemIncoming *item,
                   const GError *error)
{
  const char *words = _cem_error_get_words (error);

  item->reason = name_reason (error);
  item->message = _cem_arena_strndup (self->arena, words, strlen (words));
}

gboolean
_cem_batch_bind (CemBatch *self,
                 CemIncoming *item,
                 CemIdentityConfig *config,
                 gint64 time,
                 GError **error)
{
  const CemCloudEvent *event = &item->event;

  return _cem_event_bind (config, self->secret, self->arena, event->type.v.s, event->type.n,
                          event->identifiers.kind == CEM_KIND_MAP ? &event->identifiers : NULL,
                          event->has_data ? &event->data : NULL, time, &item->set, error);
}

/* What is folded is what the log keeps, down to the order of members, so that a replay folds the
 * same. */
static gboolean
read_data_back (CemBatch *self,
                CemIncoming *item,
                GError **error)
{
  CemDatum piece = { 0 };

  if (!item->event.has_data)
    return TRUE;
  if (!_cem_json_read (self->arena, item->piece, item->piece_length, &_cem_json_default_limits,
                       &piece, error))
    return FALSE;

  item->event.data = *_cem_map_find_string (piece.v.map, "data", 4);
  return TRUE;
}

/* Seals the piece and hashes the key. */
static gboolean
seal (CemBatch *self,
      CemIncoming *item,
      GError **error)
{
  g_string_truncate (self->scratch, 0);
  _cem_cloud_event_write_piece (&item->event, self->arena, self->scratch);
  item->piece = _cem_arena_strndup (self->arena, self->scratch->str, self->scratch->len);
  item->piece_length = self->scratch->len;
  if (!read_data_back (self, item, error))
    return FALSE;

  _cem_log_seal_piece (self->sealer, item->piece, item->piece_length, item->salt,
                       item->commitment);
  item->key = _cem_log_key (self->secret, item->event.source.v.s, item->event.source.n,
                            item->event.id.v.s, item->event.id.n);
  return TRUE;
}

static gboolean
read_event (CemBatch *self,
            CemIncoming *item,
            const CemDatum *datum,
            GError **error)
{
  const char *source = NULL;

  if (self->format == CEM_INTAKE_FORMAT_CLOUD_EVENTS ||
      (self->format == CEM_INTAKE_FORMAT_AUTO && !_cem_segment_is_call (datum)))
    return _cem_cloud_event_read (self->arena, datum, &item->event, error);

  source = _cem_arena_strndup (self->arena, self->segment_source, strlen (self->segment_source));
  return _cem_segment_read (self->arena, datum, source, &item->event, error);
}

static gboolean
finish_event (CemBatch *self,
              CemIncoming *item,
              GError **error)
{
  if (!_cem_cloud_event_check (&item->event, error))
    return FALSE;

  if (item->event.has_time)
    {
      if (!_cem_batch_bind (self, item, self->config, item->event.time, error))
        return FALSE;
      item->bound = TRUE;
    }

  return seal (self, item, error);
}

static gboolean
prepare (CemBatch *self,
         CemIncoming *item,
         const CemDatum *datum,
         GError **error)
{
  return read_event (self, item, datum, error) && finish_event (self, item, error);
}

gboolean
_cem_batch_prepare_row (CemBatch *self,
                        CemIncoming *item,
                        const CemDatum *datum,
                        GError **error)
{
  return _cem_cloud_event_read (self->arena, datum, &item->event, error) &&
         finish_event (self, item, error);
}

CemIncoming *
_cem_batch_add_item (CemBatch *self)
{
  g_array_set_size (self->items, self->items->len + 1);
  return &g_array_index (self->items, CemIncoming, self->items->len - 1);
}

/* Reads the text of an item that has been copied into the arena. */
static void
read_text (CemBatch *self,
           CemIncoming *item)
{
  CemDatum datum = { 0 };
  g_autoptr (GError) error = NULL;

  if (!_cem_json_read (self->arena, item->text, item->text_length, &limits, &datum, &error) ||
      !prepare (self, item, &datum, &error))
    _cem_batch_reject (self, item, error);
}

static gboolean
is_blank (const CemLine *line)
{
  for (gsize i = 0; i < line->length; i++)
    if (!g_ascii_isspace (line->text[i]))
      return FALSE;

  return TRUE;
}

void
_cem_batch_add_line (CemBatch *self,
                     const CemLine *line)
{
  _cem_batch_add_line_of (self, line, NULL);
}

gboolean
_cem_batch_find_time (CemArena *arena,
                      CemIntakeFormat format,
                      const char *text,
                      gsize length,
                      gint64 *time)
{
  CemDatum datum = { 0 };
  CemCloudEvent event = { 0 };
  gboolean read = FALSE;

  if (!_cem_json_read (arena, text, length, &limits, &datum, NULL))
    return FALSE;
  if (format == CEM_INTAKE_FORMAT_SEGMENT ||
      (format == CEM_INTAKE_FORMAT_AUTO && _cem_segment_is_call (&datum)))
    read = _cem_segment_read (arena, &datum, CEM_SEGMENT_SOURCE, &event, NULL);
  else
    read = _cem_cloud_event_read (arena, &datum, &event, NULL);

  *time = read && event.has_time ? event.time : *time;
  return read && event.has_time;
}

void
_cem_batch_add_line_of (CemBatch *self,
                        const CemLine *line,
                        const char *origin)
{
  CemIncoming *item = NULL;

  if (is_blank (line))
    return;

  item = _cem_batch_add_item (self);
  item->line = line->number;
  item->origin = origin;
  item->text_length = line->cut ? CUT_TEXT : line->length;
  item->text = _cem_arena_strndup (self->arena, line->text, item->text_length);

  if (line->cut)
    {
      item->reason = "limit";
      item->message = W_ ("The line is longer than 1 MiB; only its beginning is kept here");
      return;
    }

  read_text (self, item);
}

void
_cem_batch_add_quarantined (CemBatch *self,
                            const CemQuarantineRow *row)
{
  CemIncoming *item = _cem_batch_add_item (self);

  item->quarantined = row->id;
  item->text = _cem_arena_strndup (self->arena, row->text, row->text_length);
  item->text_length = row->text_length;
  take_reading (self, row->reading);
  read_text (self, item);
}

CemIncoming *
_cem_batch_add_event (CemBatch *self,
                      const CemDatum *datum)
{
  CemIncoming *item = _cem_batch_add_item (self);
  CemDatum copy = _cem_datum_copy (self->arena, datum);
  g_autoptr (GError) error = NULL;

  g_string_truncate (self->scratch, 0);
  _cem_json_write (self->scratch, datum, CEM_JSON_WRITE_COMPACT);
  item->text = _cem_arena_strndup (self->arena, self->scratch->str, self->scratch->len);
  item->text_length = self->scratch->len;

  if (!prepare (self, item, &copy, &error))
    _cem_batch_reject (self, item, error);
  return item;
}

CemIncoming *
_cem_batch_add_command (CemBatch *self,
                        const char *type,
                        const char *actor,
                        const CemDatum *data)
{
  CemIncoming *item = _cem_batch_add_item (self);
  gsize length = strlen (type);

  item->command = TRUE;
  item->actor = actor != NULL ? _cem_arena_strndup (self->arena, actor, strlen (actor)) : NULL;
  item->event.source = _cem_datum_string ("cem:command", 11);
  /* The command may be gone when its turn comes. */
  item->event.type = _cem_datum_string (_cem_arena_strndup (self->arena, type, length), length);
  item->event.has_data = TRUE;
  item->event.data = _cem_datum_copy (self->arena, data);
  return item;
}

gboolean
_cem_batch_name_command (CemBatch *self,
                         CemIncoming *item,
                         gint64 seq,
                         GError **error)
{
  char id[24];
  /* Padded, for equal times are ordered by the bytes of the id. */
  int length = g_snprintf (id, sizeof id, "%016" G_GINT64_MODIFIER "d", seq);

  item->event.id = _cem_datum_string (_cem_arena_strndup (self->arena, id, length), length);
  return seal (self, item, error);
}

guint
_cem_batch_get_n_items (CemBatch *self)
{
  return self->items->len;
}

CemIncoming *
_cem_batch_get_item (CemBatch *self,
                     guint index)
{
  return &g_array_index (self->items, CemIncoming, index);
}

CemArena *
_cem_batch_get_arena (CemBatch *self)
{
  return self->arena;
}

CemIdentityConfig *
_cem_batch_get_config (CemBatch *self)
{
  return self->config;
}

const char *
_cem_batch_get_origin (CemBatch *self)
{
  return self->origin;
}

char *
_cem_batch_dup_reading (CemBatch *self,
                        const CemIncoming *item)
{
  GString *text = NULL;

  if (item->row_context == NULL)
    return g_strdup (self->reading);

  text = g_string_new ("csv {");
  g_string_append (text, item->row_context);
  if (item->row_before > 0)
    g_string_append_printf (text, ",\"before\":%u", item->row_before);
  if (item->row_event != NULL)
    {
      CemDatum name = _cem_datum_string (item->row_event, strlen (item->row_event));

      g_string_append (text, ",\"event\":");
      _cem_json_write (text, &name, CEM_JSON_WRITE_COMPACT);
    }
  g_string_append (text, item->row_cut ? ",\"cut\":true}" : "}");
  return g_string_free (text, FALSE);
}
