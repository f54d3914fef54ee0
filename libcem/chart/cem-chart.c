/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/**
 * CemChart:
 *
 * The definition of a state machine: states, and what leads from one to another.
 *
 * A chart is written in the familiar statechart JSON (`initial`, `states`, `on`, `always`,
 * `after`, `guard`, `actions`, …) and behaves as W3C SCXML 1.0 says. Guards, assigned values and
 * delays are expressions. A chart is immutable and may be used from any thread; it runs in a
 * [class@ChartPool], or step by step with [method@Chart.start] and [method@Chart.step].
 *
 * ```c
 * g_autoptr (CemChart) chart =
 *   cem_chart_compile ("{\"id\": \"door\", \"initial\": \"closed\", \"states\": {"
 *                      "\"closed\": {\"on\": {\"OPEN\": \"open\"}},"
 *                      "\"open\": {\"on\": {\"CLOSE\": \"closed\"}, \"after\": {\"30s\": \"closed\"}}}}",
 *                      CEM_CHART_NONE, NULL, &error);
 * ```
 *
 * Since: 0.1
 */
G_DEFINE_FINAL_TYPE (CemChart, cem_chart, G_TYPE_OBJECT)

static const CemJsonLimits limits = {
  .max_depth = 100,
  .max_keys = 500000,
  .max_length = 16 * 1024 * 1024,
};

static void
cem_chart_finalize (GObject *object)
{
  CemChart *self = CEM_CHART (object);

  for (guint i = 0; i < self->n_states; i++)
    g_strfreev (self->states[i].tags);

  g_free (self->id);
  g_free (self->version);
  g_free (self->description);
  g_clear_object (&self->schema);
  g_clear_object (&self->declarations);
  g_ptr_array_unref (self->expressions);
  g_free (self->states);
  g_free (self->transitions);
  g_free (self->targets);
  g_free (self->actions);
  g_free (self->afters);
  g_hash_table_unref (self->state_names);
  g_hash_table_unref (self->events);
  g_hash_table_unref (self->classes);
  g_strfreev (self->event_keys);
  g_strfreev (self->action_names);
  g_strfreev (self->guard_names);
  g_clear_pointer (&self->arena, _cem_arena_free);

  G_OBJECT_CLASS (cem_chart_parent_class)->finalize (object);
}

static void
cem_chart_class_init (CemChartClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cem_chart_finalize;
}

static void
cem_chart_init (CemChart *self)
{
  self->expressions = g_ptr_array_new_with_free_func (g_object_unref);
  self->state_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->events = g_hash_table_new (g_str_hash, g_str_equal);
  self->classes = g_hash_table_new (g_str_hash, g_str_equal);
}

guint
_cem_chart_find_state (const CemChart *self,
                       const char *name,
                       gsize length)
{
  char buffer[128];
  g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup (name, length);
  guint index;

  if (copy == NULL)
    {
      memcpy (buffer, name, length);
      buffer[length] = '\0';
    }

  index = GPOINTER_TO_UINT (g_hash_table_lookup (self->state_names, copy != NULL ? copy : buffer));
  return index > 0 ? index - 1 : CEM_CHART_NO_STATE;
}

guint32
_cem_chart_find_class (const CemChart *self,
                       const char *name)
{
  g_autofree char *shorter = NULL;
  gpointer class_;
  char *dot;

  if (g_hash_table_lookup_extended (self->classes, name, NULL, &class_))
    return GPOINTER_TO_UINT (class_);

  shorter = g_strdup (name);
  while ((dot = strrchr (shorter, '.')) != NULL)
    {
      *dot = '\0';
      if (g_hash_table_lookup_extended (self->classes, shorter, NULL, &class_))
        return GPOINTER_TO_UINT (class_);
    }

  return 0;
}

const CemChartEvent *
_cem_chart_find_event (const CemChart *self,
                       const char *name)
{
  return g_hash_table_lookup (self->events, name);
}

guint64
_cem_chart_hash (guint64 seed,
                 const char *text,
                 gsize length)
{
  guint64 hash = seed ^ G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (gsize i = 0; i < length; i++)
    hash = (hash ^ (guint8) text[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  hash = (hash ^ (hash >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  hash = (hash ^ (hash >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return hash ^ (hash >> 31);
}

CemDatum
_cem_chart_settle (CemArena *arena,
                   const CemDatum *json)
{
  CemDatum copy = *json;

  copy.flags &= (guint8) ~CEM_DATUM_NUMBER;
  if (json->kind == CEM_KIND_LIST)
    {
      CemDatum *items = _cem_arena_alloc (arena, json->v.list->n * sizeof *items);

      for (guint i = 0; i < json->v.list->n; i++)
        items[i] = _cem_chart_settle (arena, &json->v.list->items[i]);
      copy.v.list = _cem_list_new (arena, items, json->v.list->n);
    }
  else if (json->kind == CEM_KIND_MAP)
    {
      CemEntry *entries = _cem_arena_alloc (arena, json->v.map->n * sizeof *entries);

      for (guint i = 0; i < json->v.map->n; i++)
        {
          entries[i].key = json->v.map->entries[i].key;
          entries[i].value = _cem_chart_settle (arena, &json->v.map->entries[i].value);
        }
      copy.v.map = _cem_map_new (arena, entries, json->v.map->n);
    }

  return copy;
}

/* --- From text --- */

static CemChart *
compile_text (const char *text,
              gsize length,
              const char *file,
              CemChartFlags flags,
              CemDiagnostics *diagnostics,
              GError **error)
{
  g_autoptr (CemDiagnostics) own = diagnostics == NULL ? cem_diagnostics_new () : NULL;
  g_autoptr (CemArena) arena = _cem_arena_new (16 * 1024);
  g_autoptr (GError) local_error = NULL;
  CemDatum json;

  if (diagnostics == NULL)
    diagnostics = own;

  if (!_cem_json_read (arena, _cem_arena_strndup (arena, text, MIN (length, limits.max_length + 1)),
                       length, &limits, &json, &local_error))
    {
      CemPlace place = { file, NULL, 0, 0 };

      _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, "syntax", &place, NULL, "%s",
                            local_error->message);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return _cem_chart_compile (g_steal_pointer (&arena), &json, file, flags, diagnostics, error);
}

/**
 * cem_chart_compile: (constructor)
 * @text: the definition as JSON
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @error: where to say why it failed
 *
 * Compiles a chart.
 *
 * All mistakes are found at once and put into @diagnostics, each with a JSON Pointer and, where
 * there is one, a suggestion; @error has the first. States that cannot be reached and eventless
 * transitions that never end are warnings. A wrong syntax of the JSON is reported alone.
 *
 * Fails with %CEM_ERROR_SYNTAX, %CEM_ERROR_TYPE or %CEM_ERROR_LIMIT.
 *
 * Returns: (transfer full): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_compile (const char *text,
                   CemChartFlags flags,
                   CemDiagnostics *diagnostics,
                   GError **error)
{
  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  return compile_text (text, strlen (text), NULL, flags, diagnostics, error);
}

/**
 * cem_chart_compile_json: (constructor)
 * @json: the definition
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @error: where to say why it failed
 *
 * Compiles a chart from a JSON tree. The tree may change afterwards.
 *
 * Fails as [ctor@Chart.compile] does.
 *
 * Returns: (transfer full): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_compile_json (JsonNode *json,
                        CemChartFlags flags,
                        CemDiagnostics *diagnostics,
                        GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  text = json_to_string (json, FALSE);
  length = strlen (text);
  return compile_text (text, length, NULL, flags, diagnostics, error);
}

/**
 * cem_chart_compile_resource: (constructor)
 * @path: where the definition lies among the program's resources, such as `/org/example/door.json`
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @error: where to say why it failed
 *
 * Compiles a chart from a resource of the program.
 *
 * Fails as [ctor@Chart.compile] does, and with %CEM_ERROR_NOT_FOUND when there is no such resource.
 *
 * Returns: (transfer full): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_compile_resource (const char *path,
                            CemChartFlags flags,
                            CemDiagnostics *diagnostics,
                            GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);

  bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, &local_error);
  if (bytes == NULL)
    {
      _cem_set_error (error, CEM_ERROR_NOT_FOUND, "There is no chart to read: %s",
                      local_error->message);
      return NULL;
    }

  return compile_text (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), path, flags,
                       diagnostics, error);
}

/* --- From files --- */

static void
set_io_error (GFile *file,
              const GError *reason,
              GError **error)
{
  g_autofree char *name = g_file_get_parse_name (file);

  if (reason->domain == G_IO_ERROR && reason->code == G_IO_ERROR_CANCELLED)
    g_propagate_error (error, g_error_copy (reason));
  else
    _cem_set_error (error,
                    reason->domain == G_IO_ERROR && reason->code == G_IO_ERROR_NOT_FOUND
                      ? CEM_ERROR_NOT_FOUND
                      : CEM_ERROR_IO,
                    "The chart in “%s” cannot be read: %s", name, reason->message);
}

static CemChart *
compile_file (GFile *file,
              const char *text,
              gsize length,
              CemChartFlags flags,
              CemDiagnostics *diagnostics,
              GError **error)
{
  g_autofree char *name = g_file_get_basename (file);

  return compile_text (text, length, name, flags, diagnostics, error);
}

/**
 * cem_chart_load:
 * @file: where the definition lies
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @cancellable: (nullable): to stop it
 * @error: where to say why it failed
 *
 * Reads and compiles a chart. This blocks; see [func@Chart.load_async].
 *
 * Fails as [ctor@Chart.compile] does, with %CEM_ERROR_NOT_FOUND or %CEM_ERROR_IO when the file
 * cannot be read, and with %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_load (GFile *file,
                CemChartFlags flags,
                CemDiagnostics *diagnostics,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (G_IS_FILE (file), NULL);
  g_return_val_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics), NULL);
  g_return_val_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable), NULL);

  if (!g_file_load_contents (file, cancellable, &text, &length, NULL, &local_error))
    {
      set_io_error (file, local_error, error);
      return NULL;
    }

  return compile_file (file, text, length, flags, diagnostics, error);
}

typedef struct
{
  CemChartFlags flags;
  CemDiagnostics *diagnostics;
} Loading;

static void
free_loading (gpointer data)
{
  Loading *self = data;

  g_clear_object (&self->diagnostics);
  g_free (self);
}

static void
loaded_cb (GObject *source,
           GAsyncResult *result,
           gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Loading *loading = g_task_get_task_data (task);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;
  gsize length;
  CemChart *chart;

  if (!g_file_load_contents_finish (G_FILE (source), result, &text, &length, NULL, &local_error))
    {
      set_io_error (G_FILE (source), local_error, &error);
      g_task_return_error (task, error);
      return;
    }

  chart = compile_file (G_FILE (source), text, length, loading->flags, loading->diagnostics, &error);
  if (chart != NULL)
    g_task_return_pointer (task, chart, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * cem_chart_load_async:
 * @file: where the definition lies
 * @flags: how it is read
 * @diagnostics: (nullable): where to put all mistakes and warnings
 * @cancellable: (nullable): to stop it
 * @callback: (nullable) (scope async) (closure user_data): what to call when it is done
 * @user_data: what to give it
 *
 * Reads and compiles a chart without blocking.
 *
 * Since: 0.1
 */
void
cem_chart_load_async (GFile *file,
                      CemChartFlags flags,
                      CemDiagnostics *diagnostics,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Loading *loading;

  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (diagnostics == NULL || CEM_IS_DIAGNOSTICS (diagnostics));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  loading = g_new0 (Loading, 1);
  loading->flags = flags;
  g_set_object (&loading->diagnostics, diagnostics);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, cem_chart_load_async);
  g_task_set_task_data (task, loading, free_loading);
  g_file_load_contents_async (file, cancellable, loaded_cb, g_steal_pointer (&task));
}

/**
 * cem_chart_load_finish:
 * @result: what the callback got
 * @error: where to say why it failed
 *
 * Finishes [func@Chart.load_async].
 *
 * Fails as [func@Chart.load] does.
 *
 * Returns: (transfer full): the chart
 *
 * Since: 0.1
 */
CemChart *
cem_chart_load_finish (GAsyncResult *result,
                       GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, cem_chart_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- What it says --- */

/**
 * cem_chart_get_id:
 * @self: a chart
 *
 * Gets the id of the machine.
 *
 * Returns: (transfer none) (nullable): the id, or %NULL when there is none
 *
 * Since: 0.1
 */
const char *
cem_chart_get_id (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return self->id;
}

/**
 * cem_chart_get_version:
 * @self: a chart
 *
 * Gets the version, as the definition has it.
 *
 * Returns: (transfer none) (nullable): the version, or %NULL when there is none
 *
 * Since: 0.1
 */
const char *
cem_chart_get_version (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return self->version;
}

/**
 * cem_chart_get_description:
 * @self: a chart
 *
 * Gets the description of the machine.
 *
 * Returns: (transfer none) (nullable): the description, or %NULL when there is none
 *
 * Since: 0.1
 */
const char *
cem_chart_get_description (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return self->description;
}

/**
 * cem_chart_get_digest:
 * @self: a chart
 *
 * Gets a text that is the same for charts with the same definition: 16 hexadecimal digits of its
 * SHA-256, taken over the JSON with sorted members. A saved state carries it.
 *
 * Returns: (transfer none): the digest
 *
 * Since: 0.1
 */
const char *
cem_chart_get_digest (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return self->digest;
}

/**
 * cem_chart_dup_json:
 * @self: a chart
 *
 * Gets the definition.
 *
 * Returns: (transfer full): the definition
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_dup_json (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return _cem_datum_to_json_node (&self->json);
}

/**
 * cem_chart_dup_initial_context:
 * @self: a chart
 *
 * Gets the context with which an instance begins.
 *
 * Returns: (transfer full): an object with a member for each variable
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_dup_initial_context (CemChart *self)
{
  JsonNode *node;
  JsonObject *object;

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  for (guint i = 0; i < self->n_variables; i++)
    json_object_set_member (object, self->variables[i].name,
                            _cem_datum_to_json_node (&self->variables[i].initial));

  json_node_take_object (node, object);
  return node;
}

/**
 * cem_chart_list_states:
 * @self: a chart
 *
 * Lists the names of the states in document order, without the machine itself and without history
 * states.
 *
 * The name of a state is its `id`, or its key where that is the only one, or else its path, such as
 * `payment.failed`.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 0.1
 */
char **
cem_chart_list_states (CemChart *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  for (guint i = 1; i < self->n_states; i++)
    {
      if (self->states[i].kind != CEM_CHART_STATE_HISTORY)
        g_strv_builder_add (builder, self->states[i].name);
    }

  return g_strv_builder_end (builder);
}

/**
 * cem_chart_list_events:
 * @self: a chart
 *
 * Lists the keys of all transitions by event, sorted: names, prefixes such as `error.*`, and `*`.
 *
 * Returns: (transfer full) (array zero-terminated=1): the keys
 *
 * Since: 0.1
 */
char **
cem_chart_list_events (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return g_strdupv (self->event_keys);
}

/**
 * cem_chart_list_actions:
 * @self: a chart
 *
 * Lists the actions that the program has to carry out, sorted.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 0.1
 */
char **
cem_chart_list_actions (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return g_strdupv (self->action_names);
}

/**
 * cem_chart_list_guards:
 * @self: a chart
 *
 * Lists the guards that the program has to answer, sorted.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names
 *
 * Since: 0.1
 */
char **
cem_chart_list_guards (CemChart *self)
{
  g_return_val_if_fail (CEM_IS_CHART (self), NULL);

  return g_strdupv (self->guard_names);
}

/**
 * cem_chart_list_state_tags:
 * @self: a chart
 * @state: the name of a state
 *
 * Lists the tags of a state.
 *
 * Returns: (transfer full) (array zero-terminated=1): the tags; none when there is no such state
 *
 * Since: 0.1
 */
char **
cem_chart_list_state_tags (CemChart *self,
                           const char *state)
{
  guint index;

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);
  g_return_val_if_fail (state != NULL, NULL);

  index = _cem_chart_find_state (self, state, strlen (state));
  if (index == CEM_CHART_NO_STATE || self->states[index].tags == NULL)
    return g_new0 (char *, 1);

  return g_strdupv (self->states[index].tags);
}

/**
 * cem_chart_dup_state_meta:
 * @self: a chart
 * @state: the name of a state
 *
 * Gets the `meta` of a state.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is none
 *
 * Since: 0.1
 */
JsonNode *
cem_chart_dup_state_meta (CemChart *self,
                          const char *state)
{
  guint index;

  g_return_val_if_fail (CEM_IS_CHART (self), NULL);
  g_return_val_if_fail (state != NULL, NULL);

  index = _cem_chart_find_state (self, state, strlen (state));
  if (index == CEM_CHART_NO_STATE || self->states[index].meta == NULL)
    return NULL;

  return _cem_datum_to_json_node (self->states[index].meta);
}
