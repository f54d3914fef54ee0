/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-clock-private.h"
#include "base/cem-time-private.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Small helps for the objects that views hand out. */

static inline JsonNode *
_cem_json_node_take (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return node;
}

/* Leaves the member out for G_MININT64, which stands for no time. */
static inline void
_cem_json_object_set_us (JsonObject *object,
                         const char *name,
                         gint64 us)
{
  char buffer[CEM_TIME_BUFFER];

  if (us == G_MININT64)
    return;

  _cem_time_format_us (us, buffer);
  json_object_set_string_member (object, name, buffer);
}

static inline void
_cem_json_object_set_time (JsonObject *object,
                           const char *name,
                           GDateTime *time)
{
  if (time != NULL)
    _cem_json_object_set_us (object, name, _cem_date_time_to_us (time));
}

/* Leaves the member out for NULL. */
static inline void
_cem_json_object_set_text (JsonObject *object,
                           const char *name,
                           const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, name, text);
}

G_END_DECLS
