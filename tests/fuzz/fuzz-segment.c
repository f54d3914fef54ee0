/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "intake/cem-segment-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem.h>

/* One JSON document as a call. Whatever it says: an error has a text, and what is read is an event that
 * the reader of CloudEvents takes and that reads back as the same. */

static char *
write_piece (const CemCloudEvent *event,
             CemArena *arena)
{
  GString *piece = g_string_new (NULL);

  _cem_cloud_event_write_piece (event, arena, piece);
  return g_string_free (piece, FALSE);
}

static CemDatum
text (const char *name)
{
  return _cem_datum_string (name, strlen (name));
}

/* The event in the form in which CloudEvents are written. */
static CemDatum
to_datum (const CemCloudEvent *event,
          CemArena *arena)
{
  CemEntry entries[16] = { 0 };
  guint n = 0;

  entries[n++] = (CemEntry){ text ("specversion"), text ("1.0") };
  entries[n++] = (CemEntry){ text ("id"), event->id };
  entries[n++] = (CemEntry){ text ("source"), event->source };
  entries[n++] = (CemEntry){ text ("type"), event->type };
  if (event->identifiers.kind == CEM_KIND_MAP)
    entries[n++] = (CemEntry){ text ("identifiers"), event->identifiers };
  if (event->has_data)
    entries[n++] = (CemEntry){ text ("data"), event->data };
  for (guint i = 0; event->extensions.kind == CEM_KIND_MAP && i < event->extensions.v.map->n; i++)
    entries[n++] = event->extensions.v.map->entries[i];

  return _cem_datum_map (_cem_map_new (arena, entries, n));
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        size_t size)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GError) error = NULL;
  g_autofree char *piece = NULL;
  g_autofree char *again = NULL;
  CemCloudEvent event = { 0 };
  CemCloudEvent copy = { 0 };
  CemDatum datum = { 0 };

  if (!_cem_json_read (arena, (const char *) data, size, &_cem_json_default_limits, &datum, &error))
    return 0;
  if (!_cem_segment_read (arena, &datum, "segment", &event, &error))
    {
      FUZZ_ASSERT (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  FUZZ_ASSERT (error == NULL);
  piece = write_piece (&event, arena);
  datum = to_datum (&event, arena);
  if (!_cem_cloud_event_read (arena, &datum, &copy, &error))
    FUZZ_FAIL ("no CloudEvent: %s", error->message);
  again = write_piece (&copy, arena);
  FUZZ_ASSERT (g_str_equal (piece, again));
  return 0;
}
