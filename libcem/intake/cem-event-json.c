/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-event-private.h"

#include "base/cem-clock-private.h"
#include "base/cem-time-private.h"
#include "intake/cem-cloud-event-private.h"
#include "intake/cem-segment-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

static char *
dup_text (const CemDatum *datum)
{
  return datum->kind == CEM_KIND_STRING ? g_strndup (datum->v.s, datum->n) : NULL;
}

static void
take_identifiers (CemEvent *self,
                  const CemEntry *entry)
{
  gboolean many = entry->value.kind == CEM_KIND_LIST;
  const CemDatum *values = many ? entry->value.v.list->items : &entry->value;
  guint n = many ? entry->value.v.list->n : 1;

  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (self->identifiers, dup_text (&entry->key));
      g_ptr_array_add (self->identifiers, dup_text (&values[i]));
    }
}

static CemEvent *
event_new_from_cloud (const CemCloudEvent *cloud)
{
  CemEvent *self = g_object_new (CEM_TYPE_EVENT, NULL);

  self->id = dup_text (&cloud->id);
  self->source = dup_text (&cloud->source);
  self->type = dup_text (&cloud->type);
  self->subject = dup_text (&cloud->subject);
  if (cloud->has_time)
    self->time = _cem_date_time_from_us (cloud->time);
  if (cloud->has_data)
    self->payload = _cem_datum_to_json_node (&cloud->data);
  if (cloud->extensions.kind == CEM_KIND_MAP)
    self->extensions = _cem_datum_to_json_node (&cloud->extensions);
  for (guint i = 0; cloud->identifiers.kind == CEM_KIND_MAP && i < cloud->identifiers.v.map->n; i++)
    take_identifiers (self, &cloud->identifiers.v.map->entries[i]);

  return self;
}

static CemEvent *
event_new_from_datum (CemArena *arena,
                      const CemDatum *datum,
                      GError **error)
{
  CemCloudEvent cloud = { 0 };

  if (!_cem_cloud_event_read (arena, datum, &cloud, error))
    return NULL;

  return event_new_from_cloud (&cloud);
}

static CemDatum
text_datum (const char *text)
{
  return _cem_datum_string (text, strlen (text));
}

static void
add_text_entry (GArray *entries,
                const char *key,
                const char *value)
{
  CemEntry entry = { 0 };

  if (value == NULL)
    return;

  entry.key = text_datum (key);
  entry.value = text_datum (value);
  g_array_append_val (entries, entry);
}

/* The values of the type at @first, a list when there are several. */
static CemDatum
identifier_values (CemEvent *self,
                   CemArena *arena,
                   guint first)
{
  const char *type = self->identifiers->pdata[first];
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (CemDatum));

  for (guint i = first; i < self->identifiers->len; i += 2)
    if (g_str_equal (self->identifiers->pdata[i], type))
      {
        CemDatum value = text_datum (self->identifiers->pdata[i + 1]);

        g_array_append_val (values, value);
      }

  if (values->len == 1)
    return g_array_index (values, CemDatum, 0);

  return _cem_datum_list (_cem_list_new (arena, (CemDatum *) values->data, values->len));
}

static CemDatum
identifiers_to_datum (CemEvent *self,
                      CemArena *arena)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  for (guint i = 0; i < self->identifiers->len; i += 2)
    if (_cem_event_find_identifier (self, self->identifiers->pdata[i]) == i)
      {
        CemEntry entry = { text_datum (self->identifiers->pdata[i]),
                           identifier_values (self, arena, i) };

        g_array_append_val (entries, entry);
      }

  return _cem_datum_map (_cem_map_new (arena, (CemEntry *) entries->data, entries->len));
}

static gboolean
add_node_entries (CemArena *arena,
                  GArray *entries,
                  CemEvent *self,
                  GError **error)
{
  if (self->extensions != NULL)
    {
      CemDatum extensions = { 0 };

      if (!_cem_datum_from_json_node (arena, self->extensions, &extensions, error))
        return FALSE;
      g_array_append_vals (entries, extensions.v.map->entries, extensions.v.map->n);
    }

  if (self->payload != NULL)
    {
      CemEntry entry = { .key = text_datum ("data") };

      if (!_cem_datum_from_json_node (arena, self->payload, &entry.value, error))
        return FALSE;
      g_array_append_val (entries, entry);
    }

  return TRUE;
}

gboolean
_cem_event_to_datum (CemEvent *self,
                     CemArena *arena,
                     CemDatum *datum,
                     GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (CemEntry));

  add_text_entry (entries, "specversion", "1.0");
  add_text_entry (entries, "id", self->id);
  add_text_entry (entries, "source", self->source);
  add_text_entry (entries, "type", self->type);
  add_text_entry (entries, "subject", self->subject);
  if (self->time != NULL)
    {
      char buffer[CEM_TIME_BUFFER];
      gsize length = _cem_time_format_us (_cem_date_time_to_us (self->time), buffer);

      add_text_entry (entries, "time", _cem_arena_strndup (arena, buffer, length));
    }

  if (self->identifiers->len > 0)
    {
      CemEntry entry = { .key = text_datum ("identifiers") };

      entry.value = identifiers_to_datum (self, arena);
      g_array_append_val (entries, entry);
    }

  if (!add_node_entries (arena, entries, self, error))
    return FALSE;

  *datum = _cem_datum_map (_cem_map_new (arena, (CemEntry *) entries->data, entries->len));
  return TRUE;
}

/**
 * cem_event_new_from_json:
 * @json: the event as CloudEvents 1.0 has it in structured mode
 * @error: return location for an error
 *
 * Makes an event from JSON.
 *
 * Fails with `CEM_ERROR_SYNTAX` when @json is not an event; the message says which member is
 * wrong.
 *
 * Returns: (transfer full): an event
 *
 * Since: 0.1
 */
CemEvent *
cem_event_new_from_json (JsonNode *json,
                         GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemDatum datum = { 0 };

  g_return_val_if_fail (json != NULL, NULL);

  if (!_cem_datum_from_json_node (arena, json, &datum, error))
    return NULL;

  return event_new_from_datum (arena, &datum, error);
}

/**
 * cem_event_new_from_text:
 * @text: the event as JSON text
 * @error: return location for an error
 *
 * Makes an event from the text of [ctor@Event.new_from_json].
 *
 * Fails with `CEM_ERROR_SYNTAX` or `CEM_ERROR_LIMIT`.
 *
 * Returns: (transfer full): an event
 *
 * Since: 0.1
 */
CemEvent *
cem_event_new_from_text (const char *text,
                         GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemDatum datum = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  if (!_cem_json_read (arena, text, strlen (text), &_cem_json_default_limits, &datum, error))
    return NULL;

  return event_new_from_datum (arena, &datum, error);
}

/**
 * cem_event_new_from_segment:
 * @call: a call of Segment's: identify, track, page, screen, group or alias
 * @source: (nullable): the source of the event, `segment` when `NULL`; calls name none themselves
 * @error: return location for an error
 *
 * Makes an event from a call of Segment's.
 *
 * What becomes what is in [the page on Segment](segment.html). Fails with `CEM_ERROR_SYNTAX` or
 * `CEM_ERROR_LIMIT` when @call is not such a call; the message says which member is wrong.
 *
 * Returns: (transfer full): an event
 *
 * Since: 0.1
 */
CemEvent *
cem_event_new_from_segment (JsonNode *call,
                            const char *source,
                            GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (1024);
  CemCloudEvent cloud = { 0 };
  CemDatum datum = { 0 };

  g_return_val_if_fail (call != NULL, NULL);

  if (!_cem_datum_from_json_node (arena, call, &datum, error) ||
      !_cem_segment_read (arena, &datum, source != NULL ? source : CEM_SEGMENT_SOURCE, &cloud,
                          error))
    return NULL;

  return event_new_from_cloud (&cloud);
}

/**
 * cem_event_to_json:
 * @self: an event
 *
 * Writes the event as CloudEvents 1.0 has it in structured mode, with the identifiers as an
 * extension.
 *
 * Returns: (transfer full): a JSON object
 *
 * Since: 0.1
 */
JsonNode *
cem_event_to_json (CemEvent *self)
{
  g_autoptr (CemArena) arena = NULL;
  CemDatum datum = { 0 };

  g_return_val_if_fail (CEM_IS_EVENT (self), NULL);

  arena = _cem_arena_new (1024);
  if (!_cem_event_to_datum (self, arena, &datum, NULL))
    return json_node_new (JSON_NODE_NULL);

  return _cem_datum_to_json_node (&datum);
}
