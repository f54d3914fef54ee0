/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-time-private.h"
#include "engine/cem-processor-private.h"
#include "identity/cem-identity-private.h"
#include "model/cem-model-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem.h>

/* A store in memory that takes events and shows nouns. */
typedef struct
{
  CemProcessor *processor;
  guint n; /* events */
} Model;

static inline void
model_open (Model *self,
            const guint8 *secret)
{
  g_autoptr (CemClock) clock = cem_clock_new ();
  g_autoptr (GError) error = NULL;

  self->processor = _cem_processor_open (NULL, clock, secret, &error);
  g_assert_no_error (error);
}

static inline void
model_set_up (Model *self,
              gconstpointer data)
{
  model_open (self, NULL);
}

static inline void
model_tear_down (Model *self,
                 gconstpointer data)
{
  _cem_processor_close (self->processor);
}

/* Takes lines without "specversion", each a JSON object; all in one batch. */
static inline void
model_take_lines (Model *self,
                  const char *const *lines,
                  gsize n)
{
  g_autoptr (CemBatch) batch = _cem_batch_new (_cem_processor_get_secret (self->processor), NULL);
  g_autoptr (GError) error = NULL;
  CemTally tally = { 0 };

  _cem_batch_reset (batch, _cem_identity_get_config (_cem_processor_get_identity (self->processor)));
  for (gsize i = 0; i < n; i++)
    {
      CemLine line = { lines[i], strlen (lines[i]), i + 1, FALSE };

      _cem_batch_add_line (batch, &line);
    }
  _cem_processor_run (self->processor, batch, CEM_PROCESSING_HISTORY, &tally, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (tally.accepted + tally.duplicates, ==, n);
}

static inline char *
model_make_line (guint n,
                 const char *type,
                 const char *time,
                 const char *identifiers,
                 const char *data)
{
  return g_strdup_printf ("{\"specversion\":\"1.0\",\"id\":\"%06u\",\"source\":\"/s\",\"type\":\"%s\","
                          "\"time\":\"%s\",\"identifiers\":{%s},\"data\":{%s}}",
                          n, type, time, identifiers, data);
}

/* One event; ids are 000001, 000002 … */
static inline void
model_take (Model *self,
            const char *type,
            const char *time,
            const char *identifiers,
            const char *data)
{
  g_autofree char *line = model_make_line (++self->n, type, time, identifiers, data);

  model_take_lines (self, (const char *const *) &line, 1);
}

static inline CemDb *
model_get_db (Model *self)
{
  return _cem_processor_get_db (self->processor);
}

static inline gint64
model_find (Model *self,
            const char *key)
{
  g_autoptr (GError) error = NULL;
  CemIdentityFound found = { 0 };

  _cem_identity_find (model_get_db (self),
                      _cem_identity_get_config (_cem_processor_get_identity (self->processor)),
                      _cem_processor_get_secret (self->processor), key, &found, &error);
  g_assert_no_error (error);
  return found.entity;
}

/* The snapshot of a noun, as JSON. */
static inline JsonObject *
model_read_entity (Model *self,
                   gint64 entity)
{
  g_autoptr (CemArena) arena = _cem_arena_new (4096);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  CemDatum snapshot = { 0 };

  _cem_noun_read_snapshot (model_get_db (self), entity, CEM_NOUN_ALL, arena, &snapshot, &error);
  g_assert_no_error (error);
  _cem_json_write (text, &snapshot, CEM_JSON_WRITE_COMPACT);
  g_test_message ("%.2000s", text->str);
  node = json_from_string (text->str, &error);
  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static inline JsonObject *
model_read (Model *self,
            const char *key)
{
  return model_read_entity (self, model_find (self, key));
}

/* A member, through objects by dots and lists by numbers, as text; "" when there is none. */
static inline char *
model_get (JsonObject *object,
           const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);

  for (guint i = 0; steps[i] != NULL; i++)
    {
      JsonNode *next = NULL;

      if (JSON_NODE_HOLDS_ARRAY (node))
        {
          JsonArray *array = json_node_get_array (node);
          guint at = (guint) atoi (steps[i]);

          next = at < json_array_get_length (array) ? json_array_get_element (array, at) : NULL;
        }
      else if (JSON_NODE_HOLDS_OBJECT (node))
        next = json_object_get_member (json_node_get_object (node), steps[i]);
      if (next == NULL)
        return g_strdup ("");
      next = json_node_copy (next);
      json_node_unref (node);
      node = next;
    }

  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  return json_to_string (node, FALSE);
}

static inline void
model_assert (JsonObject *object,
              const char *path,
              const char *expected)
{
  g_autofree char *found = model_get (object, path);

  if (strcmp (found, expected) != 0)
    g_error ("%s is “%s”, not “%s”", path, found, expected);
}
