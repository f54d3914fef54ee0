/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "engine/cem-view-read-private.h"

#include "base/cem-words-private.h"
#include "engine/cem-customer-private.h"
#include "engine/cem-engine-private.h"
#include "engine/cem-json-object-private.h"
#include "log/cem-log-private.h"
#include "log/cem-quarantine-private.h"
#include "model/cem-model-private.h"
#include "value/cem-json-private.h"

#include <glib/gstdio.h>

CemViewRequest *
_cem_view_request_new (CemEngine *engine,
                       const char *first,
                       const char *second)
{
  CemViewRequest *self = g_new0 (CemViewRequest, 1);

  self->engine = g_object_ref (engine);
  self->first = g_strdup (first);
  self->second = g_strdup (second);
  return self;
}

void
_cem_view_request_free (CemViewRequest *self)
{
  g_object_unref (self->engine);
  g_free (self->first);
  g_free (self->second);
  g_free (self);
}

/* --- a customer ---*/

gpointer
_cem_view_read_customer (CemDb *db,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  const CemViewRequest *request = data;
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (request->engine);
  CemIdentityFound found = { 0 };

  if (!_cem_identity_find (db, config, _cem_engine_get_secret (request->engine), request->first,
                           &found, error))
    return NULL;

  if (found.thing)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "“%s” is a thing, not a customer; its timeline tells what is known of it",
                      request->first);
      return NULL;
    }
  if (found.customer == 0)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND,
                      "“%s” has been named in a decision, but no event has come from it yet",
                      request->first);
      return NULL;
    }

  return _cem_customer_read (db, config, found.customer, error);
}

/* --- an explanation ---*/

static gboolean
find_fragment (CemDb *db,
               CemIdentityConfig *config,
               const CemViewRequest *request,
               const char *key,
               gint64 *fragment,
               GError **error)
{
  CemIdentityFound found = { 0 };

  if (!_cem_identity_find (db, config, _cem_engine_get_secret (request->engine), key, &found,
                           error))
    return FALSE;

  *fragment = found.entity;
  return TRUE;
}

/* Makes { "en": …, "zh_CN": … } of the two objects' member "text", in the first. */
static void
merge_text (JsonObject *object,
            JsonObject *chinese)
{
  JsonObject *text = NULL;

  if (!json_object_has_member (object, "text") || !json_object_has_member (chinese, "text"))
    return;

  text = json_object_new ();
  json_object_set_string_member (text, "en", json_object_get_string_member (object, "text"));
  json_object_set_string_member (text, "zh_CN", json_object_get_string_member (chinese, "text"));
  json_object_set_object_member (object, "text", text);
}

static void
merge_steps (JsonObject *object,
             JsonObject *chinese)
{
  JsonArray *steps = NULL;
  JsonArray *chinese_steps = NULL;

  if (!json_object_has_member (object, "steps") || !json_object_has_member (chinese, "steps"))
    return;

  steps = json_object_get_array_member (object, "steps");
  chinese_steps = json_object_get_array_member (chinese, "steps");
  for (guint i = 0; i < json_array_get_length (steps) && i < json_array_get_length (chinese_steps);
       i++)
    merge_text (json_array_get_object_element (steps, i),
                json_array_get_object_element (chinese_steps, i));
}

gpointer
_cem_view_read_explanation (CemDb *db,
                            gpointer data,
                            GCancellable *cancellable,
                            GError **error)
{
  static const char *const languages[] = { "en", "zh_CN" };
  const CemViewRequest *request = data;
  g_autoptr (CemIdentityConfig) config = _cem_engine_dup_identity_config (request->engine);
  g_autoptr (CemArena) arena = _cem_arena_new (8192);
  g_autoptr (JsonNode) english = NULL;
  g_autoptr (JsonNode) chinese = NULL;
  CemDatum explanations[G_N_ELEMENTS (languages)] = { 0 };
  gint64 first = 0;
  gint64 second = 0;

  if (!find_fragment (db, config, request, request->first, &first, error) ||
      !find_fragment (db, config, request, request->second, &second, error))
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (!_cem_identity_explain (db, config, arena, first, second, languages[i], &explanations[i],
                                error))
      return NULL;

  english = _cem_datum_to_json_node (&explanations[0]);
  chinese = _cem_datum_to_json_node (&explanations[1]);
  merge_text (json_node_get_object (english), json_node_get_object (chinese));
  merge_steps (json_node_get_object (english), json_node_get_object (chinese));
  json_object_set_int_member (json_node_get_object (english), "schema", 1);

  return g_steal_pointer (&english);
}

/* --- figures ---*/

static gboolean
take_at (const CemLogRow *row,
         gpointer data,
         GError **error)
{
  *(gint64 *) data = row->at;
  return TRUE;
}

static gboolean
add_times (CemDb *db,
           JsonObject *object,
           GError **error)
{
  const CemLogQuery first_row = { .limit = 1 };
  const CemLogQuery last_row = { .limit = 1, .backward = TRUE };
  gint64 first = CEM_LOG_NO_TIME;
  gint64 last = CEM_LOG_NO_TIME;

  if (!_cem_log_read (db, &first_row, take_at, &first, error) ||
      !_cem_log_read (db, &last_row, take_at, &last, error))
    return FALSE;

  _cem_json_object_set_us (object, "first_at", first);
  _cem_json_object_set_us (object, "last_at", last);
  return TRUE;
}

static gboolean
add_counter (CemDb *db,
             JsonObject *object,
             const char *name,
             const char *key,
             GError **error)
{
  gint64 value = 0;

  if (!_cem_meta_get_int (db, key, 0, &value, error))
    return FALSE;

  json_object_set_int_member (object, name, value);
  return TRUE;
}

static void
add_size (CemDb *db,
          JsonObject *object)
{
  static const char *const suffixes[] = { "", "-wal" };
  const char *path = _cem_db_get_path (db);
  gint64 bytes = 0;

  if (path == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      GStatBuf status = { 0 };

      if (g_stat (name, &status) == 0)
        bytes += status.st_size;
    }

  json_object_set_int_member (object, "bytes", bytes);
}

static gboolean
add_figures (CemDb *db,
             JsonObject *object,
             GError **error)
{
  gint64 customers = 0;
  gint64 events = 0;
  gint64 quarantined = 0;

  if (!_cem_identity_count_customers (db, &customers, error) ||
      !_cem_db_query_int (db, "SELECT ifnull (max (seq), 0) FROM log", &events, error) ||
      !_cem_quarantine_count (db, &quarantined, error))
    return FALSE;

  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "customers", customers);
  json_object_set_int_member (object, "events", events);
  json_object_set_int_member (object, "quarantined", quarantined);
  if (!add_counter (db, object, "duplicates", "n_duplicates", error) ||
      !add_counter (db, object, "conflicts", "n_conflicts", error) ||
      !add_counter (db, object, "derived", "n_derived", error) ||
      !add_counter (db, object, "erasures", "n_erased", error) || !add_times (db, object, error))
    return FALSE;

  json_object_set_int_member (object, "inputs",
                              events - json_object_get_int_member (object, "derived"));
  add_size (db, object);
  return TRUE;
}

/* What the nouns say, beside what is counted already. */
static gboolean
add_nouns (CemDb *db,
           JsonObject *object,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (CemArena) arena = _cem_arena_new (16 * 1024);
  g_autoptr (JsonNode) node = NULL;
  CemDatum stats = { 0 };
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *member = NULL;

  if (!_cem_model_read_stats (db, arena, cancellable, &stats, error))
    return FALSE;

  node = _cem_datum_to_json_node (&stats);
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (object, name, json_node_copy (member));
  return TRUE;
}

gpointer
_cem_view_read_stats (CemDb *db,
                      gpointer data,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (!add_figures (db, object, error) || !add_nouns (db, object, cancellable, error))
    return NULL;

  return _cem_json_node_take (g_steal_pointer (&object));
}
