/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "intake/cem-row-mapper-private.h"

#include "base/cem-words-private.h"
#include "intake/cem-cloud-event-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/* Rows with a fault that are told one by one. */
#define MAX_TOLD 20

/* A mapping at work on bytes in memory. */
typedef struct
{
  CemMapping *mapping;
  CemRowMapper *mapper;
  CemCsvReader *reader;
  CemArena *arena;
  CemCsvRow row;
  guint n_before;
} Sample;

static void
sample_clear (Sample *sample)
{
  g_clear_pointer (&sample->mapper, _cem_row_mapper_free);
  g_clear_pointer (&sample->reader, _cem_csv_reader_free);
  g_clear_pointer (&sample->arena, _cem_arena_free);
}

static gboolean
sample_open (Sample *sample,
             CemMapping *mapping,
             GBytes *bytes,
             CemDiagnostics *diagnostics,
             GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);

  *sample = (Sample){ .mapping = mapping };
  sample->reader = _cem_csv_reader_new (stream, mapping->encoding, &mapping->dialect, error);
  if (sample->reader == NULL)
    return FALSE;

  sample->mapper = _cem_row_mapper_new (mapping);
  sample->arena = _cem_arena_new (16 * 1024);
  return _cem_row_mapper_read_header (sample->mapper, sample->reader, NULL, diagnostics, NULL, error);
}

/* FALSE at the end. What cannot be decompressed ends the sample with @error. */
static gboolean
sample_next (Sample *sample,
             GError **error)
{
  if (!_cem_csv_reader_next (sample->reader, &sample->row, NULL, error))
    return FALSE;

  _cem_arena_reset (sample->arena);
  if (sample->mapping->counts)
    sample->n_before = _cem_row_mapper_count (sample->mapper, &sample->row);
  return TRUE;
}

/* Makes an event and checks it as the intake would. */
static gboolean
make_event (Sample *sample,
            guint number,
            CemDatum *datum,
            CemRowFault *fault)
{
  CemCloudEvent event = { 0 };
  g_autoptr (GError) error = NULL;
  const char *words = NULL;

  if (!_cem_row_mapper_build (sample->mapper, number, datum, fault))
    return FALSE;
  if (_cem_cloud_event_read (sample->arena, datum, &event, &error) &&
      _cem_cloud_event_check (&event, &error))
    return TRUE;

  fault->reason = "event";
  words = _cem_error_get_words (error);
  fault->message = _cem_arena_strndup (sample->arena, words, strlen (words));
  return FALSE;
}

/* --- checking ---*/

typedef struct
{
  CemDiagnostics *diagnostics;
  guint n_faults;
  guint *n_events; /* of each kind */
} Check;

static void
tell_fault (Check *check,
            const Sample *sample,
            const char *event,
            const CemRowFault *fault)
{
  CemPlace place = { .line = (guint) MIN (sample->row.line, G_MAXUINT) };

  if (++check->n_faults <= MAX_TOLD)
    _cem_diagnostics_add (check->diagnostics, CEM_SEVERITY_WARNING, "row", &place, NULL,
                          "%s%s%s", event != NULL ? event : "", event != NULL ? ": " : "",
                          fault->message);
}

static void
check_row (Check *check,
           Sample *sample)
{
  CemRowFault fault = { 0 };

  if (!_cem_row_mapper_begin (sample->mapper, &sample->row, sample->n_before, sample->arena, &fault))
    {
      tell_fault (check, sample, NULL, &fault);
      return;
    }

  for (guint i = 0; i < sample->mapping->events->len; i++)
    {
      const char *name = _cem_mapping_get_event (sample->mapping, i)->name;
      CemDatum datum = { 0 };
      gboolean happens = _cem_row_mapper_happens (sample->mapper, i, &fault);

      if (happens && make_event (sample, i, &datum, &fault))
        check->n_events[i]++;
      else if (fault.reason != NULL)
        tell_fault (check, sample, name, &fault);
    }
}

static void
tell_rest (Check *check,
           CemMapping *mapping,
           guint n_rows)
{
  CemPlace nowhere = { 0 };

  if (check->n_faults > MAX_TOLD)
    _cem_diagnostics_add (check->diagnostics, CEM_SEVERITY_WARNING, "row", &nowhere, NULL,
                          N_ ("… and %u more faults in %u rows"), check->n_faults - MAX_TOLD,
                          n_rows);

  for (guint i = 0; i < mapping->events->len && n_rows > 0; i++)
    {
      g_autofree char *pointer = g_strdup_printf ("/events/%u", i);
      CemPlace place = { .pointer = pointer };

      if (check->n_events[i] == 0)
        _cem_diagnostics_add (check->diagnostics, CEM_SEVERITY_WARNING, "never", &place, NULL,
                              N_ ("None of the %u rows becomes “%s”"), n_rows,
                              _cem_mapping_get_event (mapping, i)->name);
    }
}

/**
 * cem_mapping_check_sample:
 * @self: a mapping
 * @sample: a file that it is for, or the beginning of one that ends with a whole row
 * @diagnostics: where to put what is found
 * @error: where to say why it failed
 *
 * Tries a mapping on the rows of a file.
 *
 * A column that the file does not have is an error among the diagnostics, with a suggestion; a row
 * that would go to the quarantine is a warning with its line, and so is an event that no row becomes.
 *
 * Fails with `CEM_ERROR_TYPE` when columns are missing, and when the sample cannot be read at all.
 *
 * Returns: `TRUE` when the file has all the columns
 *
 * Since: 0.1
 */
gboolean
cem_mapping_check_sample (CemMapping *self,
                          GBytes *sample,
                          CemDiagnostics *diagnostics,
                          GError **error)
{
  Sample rows = { 0 };
  Check check = { 0 };
  guint n_rows = 0;
  gboolean opened = FALSE;
  GError *failure = NULL;

  g_return_val_if_fail (CEM_IS_MAPPING (self), FALSE);
  g_return_val_if_fail (sample != NULL, FALSE);
  g_return_val_if_fail (CEM_IS_DIAGNOSTICS (diagnostics), FALSE);

  opened = sample_open (&rows, self, sample, diagnostics, error);
  if (opened && _cem_row_mapper_has_header (rows.mapper))
    {
      check.diagnostics = diagnostics;
      check.n_events = g_new0 (guint, self->events->len);
      for (; sample_next (&rows, &failure); n_rows++)
        check_row (&check, &rows);
      tell_rest (&check, self, n_rows);
      g_free (check.n_events);
    }

  sample_clear (&rows);
  if (failure == NULL)
    return opened;

  g_propagate_error (error, failure);
  return FALSE;
}

/* --- previewing ---*/

static void
set_text (JsonObject *object,
          const char *name,
          const char *text,
          gsize length)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);

  json_object_set_string_member (object, name, valid);
}

static void
add_fault (JsonArray *faults,
           const char *event,
           const CemRowFault *fault)
{
  JsonObject *object = json_object_new ();
  g_autofree char *message = _cem_words_say (fault->message);

  if (event != NULL)
    json_object_set_string_member (object, "event", event);
  json_object_set_string_member (object, "reason", fault->reason);
  json_object_set_string_member (object, "message", message);
  json_array_add_object_element (faults, object);
}

static JsonObject *
preview_row (Sample *sample)
{
  JsonObject *object = json_object_new ();
  JsonArray *events = json_array_new ();
  JsonArray *faults = json_array_new ();
  CemRowFault fault = { 0 };
  gboolean begun =
    _cem_row_mapper_begin (sample->mapper, &sample->row, sample->n_before, sample->arena, &fault);

  if (!begun)
    add_fault (faults, NULL, &fault);
  for (guint i = 0; begun && i < sample->mapping->events->len; i++)
    {
      CemDatum datum = { 0 };
      gboolean happens = _cem_row_mapper_happens (sample->mapper, i, &fault);

      if (happens && make_event (sample, i, &datum, &fault))
        json_array_add_element (events, _cem_datum_to_json_node (&datum));
      else if (fault.reason != NULL)
        add_fault (faults, _cem_mapping_get_event (sample->mapping, i)->name, &fault);
    }

  json_object_set_int_member (object, "line", sample->row.line);
  set_text (object, "text", sample->row.text, sample->row.length);
  json_object_set_array_member (object, "events", events);
  json_object_set_array_member (object, "faults", faults);
  return object;
}

/**
 * cem_mapping_preview:
 * @self: a mapping
 * @sample: a file that it is for, or the beginning of one
 * @n_rows: how many rows to show, or 0 for all
 * @error: where to say why it failed
 *
 * Shows what the first rows of a file would become, without taking them in.
 *
 * The result is an object: `mapping` (its name) and `rows`, a list of objects with `line`, `text`,
 * `events` (as CloudEvents) and `faults` (`event`, `reason`, `message`), which would go to the
 * quarantine.
 *
 * Fails with `CEM_ERROR_TYPE` when the file has not all the columns that the mapping speaks of.
 *
 * Returns: (transfer full): an object
 *
 * Since: 0.1
 */
JsonNode *
cem_mapping_preview (CemMapping *self,
                     GBytes *sample,
                     guint n_rows,
                     GError **error)
{
  Sample rows = { 0 };
  g_autoptr (JsonObject) object = NULL;
  JsonArray *list = NULL;
  JsonNode *node = NULL;
  GError *failure = NULL;

  g_return_val_if_fail (CEM_IS_MAPPING (self), NULL);
  g_return_val_if_fail (sample != NULL, NULL);

  if (!sample_open (&rows, self, sample, NULL, error))
    {
      sample_clear (&rows);
      return NULL;
    }

  list = json_array_new ();
  while (_cem_row_mapper_has_header (rows.mapper) &&
         (n_rows == 0 || json_array_get_length (list) < n_rows) && sample_next (&rows, &failure))
    json_array_add_object_element (list, preview_row (&rows));
  sample_clear (&rows);

  object = json_object_new ();
  json_object_set_string_member (object, "mapping", self->name);
  json_object_set_array_member (object, "rows", list);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  return node;
}
