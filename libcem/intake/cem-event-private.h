/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

#include <libcem/cem-event.h>

G_BEGIN_DECLS

struct _CemEvent
{
  GObject parent_instance;

  char *id;
  char *source;
  char *type;
  char *subject;
  GDateTime *time;
  JsonNode *payload;
  GPtrArray *identifiers; /* type and value by turns, in the order they were set */
  JsonNode *extensions;   /* (nullable): an object with the other attributes */
};

/* The place of the first value of a type, or their number. */
guint _cem_event_find_identifier (CemEvent *self,
                                  const char *type);

/* The event as the map that its JSON text would be read into. */
gboolean _cem_event_to_datum (CemEvent *self,
                              CemArena *arena,
                              CemDatum *datum,
                              GError **error);

G_END_DECLS
