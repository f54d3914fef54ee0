/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-entry-private.h"
#include "chart/cem-chart-pool-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

/* An instance as JSON; doc/charts.md describes it. The format has a number, which goes up when a
 * reader of before could not read it. */

#define FORMAT 1
#define MAX_TIMERS 10000

typedef struct
{
  CemArena *arena;
  CemEntry *entries;
  guint n;
} Object;

static void
add (Object *self,
     const char *key,
     CemDatum value)
{
  self->entries[self->n++] = (CemEntry){ _cem_datum_string (key, strlen (key)), value };
}

static CemDatum
to_string (CemArena *arena,
           const char *text)
{
  const gsize length = strlen (text);

  return _cem_datum_string (_cem_arena_strndup (arena, text, length), length);
}

static Object
new_object (CemArena *arena,
            guint n)
{
  return (Object){ arena, _cem_arena_alloc (arena, n * sizeof (CemEntry)), 0 };
}

static CemDatum
finish_object (Object *self)
{
  return _cem_datum_map (_cem_map_new (self->arena, self->entries, self->n));
}

/* --- Writing --- */

static CemDatum
write_set (CemChartRun *run,
           const guint64 *set,
           gboolean atomic_only)
{
  const CemChart *chart = run->chart;
  g_autofree CemDatum *names = g_new (CemDatum, chart->n_states);
  guint n = 0;

  for (guint i = _cem_chart_next_bit (set, chart->n_words, 0); i != CEM_CHART_NO_STATE;
       i = _cem_chart_next_bit (set, chart->n_words, i + 1))
    {
      if (!atomic_only || _cem_chart_bit (chart->atomic, i))
        names[n++] = to_string (run->arena, chart->states[i].name);
    }

  return _cem_datum_list (_cem_list_new (run->arena, names, n));
}

static CemDatum
write_context (CemChartRun *run)
{
  const CemChart *chart = run->chart;
  Object object = new_object (run->arena, chart->n_variables);

  for (guint i = 0; i < chart->n_variables; i++)
    add (&object, chart->variables[i].name,
         _cem_chart_tag (run->arena, &run->slots[CEM_CHART_FIRST_SLOT + i]));

  return finish_object (&object);
}

static CemDatum
write_history (CemChartRun *run)
{
  const CemChart *chart = run->chart;
  Object object = new_object (run->arena, chart->n_histories);

  for (guint i = 0; i < chart->n_states; i++)
    {
      const guint64 *set = run->history + chart->states[i].history * chart->n_words;

      if (chart->states[i].kind == CEM_CHART_STATE_HISTORY &&
          _cem_chart_next_bit (set, chart->n_words, 0) != CEM_CHART_NO_STATE)
        add (&object, chart->states[i].name, write_set (run, set, FALSE));
    }

  return finish_object (&object);
}

static CemDatum
write_timer (CemChartPool *self,
             const CemChartTimer *timer)
{
  CemArena *arena = self->run.arena;
  Object object = new_object (arena, 5);
  char due[CEM_TIME_BUFFER];

  _cem_time_format_us (timer->due, due);
  add (&object, "due", to_string (arena, due));
  if (timer->after > 0)
    add (&object, "after", to_string (arena, self->chart->afters[timer->after - 1].event.name));
  else
    {
      add (&object, "event", _cem_datum_string (timer->event->text, timer->event->length));
      if (timer->id != NULL)
        add (&object, "id", _cem_datum_string (timer->id->text, timer->id->length));
      else
        add (&object, "number", _cem_datum_int (timer->number));
      if (timer->data != NULL)
        add (&object, "data", _cem_chart_tag (arena, _cem_value_get_datum (timer->data)));
    }

  return finish_object (&object);
}

static int
compare_timers (gconstpointer a,
                gconstpointer b)
{
  const CemChartTimer *first = *(const CemChartTimer *const *) a;
  const CemChartTimer *second = *(const CemChartTimer *const *) b;

  if (first->due != second->due)
    return first->due < second->due ? -1 : 1;

  return first->order < second->order ? -1 : 1;
}

static CemDatum
write_timers (CemChartPool *self,
              guint instance)
{
  g_autoptr (GPtrArray) timers = g_ptr_array_new ();
  CemDatum *items;
  guint32 next = self->chart->has_timers ? *_cem_chart_pool_first_timer (self, instance)
                                         : CEM_CHART_NO_TIMER;

  for (; next != CEM_CHART_NO_TIMER; next = _cem_chart_timers_get (&self->timers, next)->next)
    g_ptr_array_add (timers, _cem_chart_timers_get (&self->timers, next));

  g_ptr_array_sort (timers, compare_timers);
  items = _cem_arena_alloc (self->run.arena, timers->len * sizeof *items);
  for (guint i = 0; i < timers->len; i++)
    items[i] = write_timer (self, timers->pdata[i]);

  return _cem_datum_list (_cem_list_new (self->run.arena, items, timers->len));
}

static CemDatum
write_chart (CemChartPool *self)
{
  const CemChart *chart = self->chart;
  CemArena *arena = self->run.arena;
  Object object = new_object (arena, 3);

  if (chart->id != NULL)
    add (&object, "id", to_string (arena, chart->id));
  if (chart->version != NULL)
    add (&object, "version", to_string (arena, chart->version));
  add (&object, "digest", to_string (arena, chart->digest));
  return finish_object (&object);
}

JsonNode *
_cem_chart_pool_save (CemChartPool *self,
                      guint instance)
{
  CemChartRun *run = &self->run;
  CemValue *output = g_hash_table_lookup (self->store.outputs, GUINT_TO_POINTER (instance));
  CemArena *arena = run->arena;
  char text[CEM_TIME_BUFFER];
  Object object;
  CemDatum json;

  run->now = self->now;
  _cem_chart_run_reset (run);
  _cem_chart_store_load (&self->store, instance, run);
  object = new_object (arena, 10);
  add (&object, "format", _cem_datum_int (FORMAT));
  add (&object, "chart", write_chart (self));
  _cem_time_format_us (self->now, text);
  add (&object, "at", to_string (arena, text));
  if (run->has_key && self->chart->has_splits)
    {
      g_snprintf (text, sizeof text, "%016" G_GINT64_MODIFIER "x", run->key);
      add (&object, "key", to_string (arena, text));
    }
  add (&object, "started", _cem_datum_bool (run->started));
  add (&object, "active", write_set (run, run->active, TRUE));
  add (&object, "context", write_context (run));
  if (self->chart->n_histories > 0)
    add (&object, "history", write_history (run));
  add (&object, "timers", write_timers (self, instance));
  if (run->done)
    {
      CemDatum none = _cem_datum_null ();

      add (&object, "done", _cem_datum_bool (TRUE));
      if (output != NULL)
        add (&object, "output", _cem_chart_tag (arena, output != NULL ? _cem_value_get_datum (output)
                                                                      : &none));
    }

  json = finish_object (&object);
  return _cem_datum_to_json_node (&json);
}

/* --- Reading --- */

static gboolean
fail (GError **error,
      const char *format,
      ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error,
      const char *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = _cem_words_new_valist (format, args);
  va_end (args);
  _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT, "This is no state of the chart: %s", message);
  return FALSE;
}

static const CemDatum *
find (const CemDatum *map,
      const char *key)
{
  return map->kind == CEM_KIND_MAP ? _cem_map_find_string (map->v.map, key, strlen (key)) : NULL;
}

/* A copy with a NUL at its end; NULL when it is no text. */
static const char *
find_text (CemArena *arena,
           const CemDatum *map,
           const char *key)
{
  const CemDatum *value = find (map, key);

  if (value == NULL || value->kind != CEM_KIND_STRING ||
      memchr (value->v.s, 0, (gsize) value->n) != NULL)
    return NULL;

  return _cem_arena_strndup (arena, value->v.s, (gsize) value->n);
}

static gboolean
find_flag (const CemDatum *map,
           const char *key)
{
  const CemDatum *value = find (map, key);

  return value != NULL && value->kind == CEM_KIND_BOOL && value->v.i != 0;
}

static gboolean
check_chart (CemChartPool *self,
             const CemDatum *json,
             GError **error)
{
  const CemDatum *format = find (json, "format");
  const CemDatum *chart = find (json, "chart");
  const char *digest, *version;

  if (json->kind != CEM_KIND_MAP || format == NULL || format->kind != CEM_KIND_INT)
    return fail (error, N_ ("it has no “format”"));

  if (format->v.i != FORMAT)
    {
      _cem_set_error (error, CEM_ERROR_NEWER_SCHEMA,
                      "The state has the format %lld, and this libcem knows %d",
                      (long long) format->v.i, FORMAT);
      return FALSE;
    }

  digest = chart != NULL ? find_text (self->run.arena, chart, "digest") : NULL;
  if (digest == NULL || strcmp (digest, self->chart->digest) == 0)
    return TRUE;

  version = find_text (self->run.arena, chart, "version");
  _cem_set_error (error, CEM_ERROR_REFUSED,
                  "The state belongs to another definition (version %s, digest %s) than this "
                  "chart (version %s, digest %s); an instance keeps the definition with which it "
                  "began", version != NULL ? version : "none", digest,
                  self->chart->version != NULL ? self->chart->version : "none",
                  self->chart->digest);
  return FALSE;
}

static gboolean
read_set (CemChartRun *run,
          const CemDatum *names,
          guint64 *set,
          GError **error)
{
  if (names == NULL || names->kind != CEM_KIND_LIST)
    return fail (error, N_ ("names of states are a list"));

  for (guint i = 0; i < names->v.list->n; i++)
    {
      const CemDatum *name = &names->v.list->items[i];
      guint state;

      if (name->kind != CEM_KIND_STRING)
        return fail (error, N_ ("the name of a state is a text"));

      state = _cem_chart_find_state (run->chart, name->v.s, (gsize) name->n);
      if (state == CEM_CHART_NO_STATE || run->chart->states[state].kind == CEM_CHART_STATE_HISTORY)
        return fail (error, N_ ("there is no state “%.*s”"), MIN (name->n, 100), name->v.s);

      _cem_chart_set_bit (set, state);
    }

  return TRUE;
}

/* Exactly one child of each active compound state is active, and all regions of parallel ones. */
static gboolean
check_active (CemChartRun *run,
              GError **error)
{
  const CemChart *chart = run->chart;
  const CemChartState *states = chart->states;

  for (guint i = 0; i < chart->n_states; i++)
    {
      guint n = 0, n_regions = 0;

      if (!_cem_chart_bit (run->active, i))
        continue;

      for (guint child = i + 1; child <= states[i].last; child = states[child].last + 1u)
        {
          n_regions += states[child].kind != CEM_CHART_STATE_HISTORY;
          n += _cem_chart_bit (run->active, child);
        }

      if ((states[i].kind == CEM_CHART_STATE_COMPOUND && n != 1) ||
          (states[i].kind == CEM_CHART_STATE_PARALLEL && n != n_regions))
        return fail (error, N_ ("“%s” is active with %u of its states"), states[i].name, n);
    }

  return TRUE;
}

static gboolean
read_active (CemChartRun *run,
             const CemDatum *json,
             GError **error)
{
  const CemChart *chart = run->chart;

  if (!read_set (run, find (json, "active"), run->active, error))
    return FALSE;

  for (guint i = chart->n_states; i > 1; i--)
    {
      if (_cem_chart_bit (run->active, i - 1))
        _cem_chart_set_bit (run->active, chart->states[i - 1].parent);
    }

  if (run->started)
    _cem_chart_set_bit (run->active, 0);
  else if (_cem_chart_next_bit (run->active, chart->n_words, 0) != CEM_CHART_NO_STATE)
    return fail (error, N_ ("it has not started, and states are active"));

  return check_active (run, error);
}

/* A shallow history remembers children, a deep one atomic states inside, and both only what can be
 * active together. */
static gboolean
check_history (CemChartRun *run,
               guint index,
               const guint64 *set,
               GError **error)
{
  const CemChart *chart = run->chart;
  const CemChartState *history = &chart->states[index];
  g_autofree guint64 *all = g_new0 (guint64, chart->n_words);

  memcpy (all, set, chart->n_words * sizeof *all);
  for (guint i = _cem_chart_next_bit (set, chart->n_words, 0); i != CEM_CHART_NO_STATE;
       i = _cem_chart_next_bit (set, chart->n_words, i + 1))
    {
      if (!_cem_chart_is_below (chart, i, history->parent) ||
          (history->deep ? !_cem_chart_bit (chart->atomic, i)
                         : chart->states[i].parent != history->parent))
        return fail (error, N_ ("“%s” cannot remember “%s”"), history->name, chart->states[i].name);

      for (guint j = chart->states[i].parent; j != history->parent; j = chart->states[j].parent)
        _cem_chart_set_bit (all, j);
    }

  _cem_chart_set_bit (all, history->parent);
  for (guint i = history->parent; i <= chart->states[history->parent].last; i++)
    {
      guint n = 0;

      if (!_cem_chart_bit (all, i) || chart->states[i].kind != CEM_CHART_STATE_COMPOUND)
        continue;

      for (guint child = i + 1; child <= chart->states[i].last;
           child = chart->states[child].last + 1u)
        n += _cem_chart_bit (all, child);
      if (n > 1)
        return fail (error, N_ ("“%s” remembers states that exclude one another"), history->name);
    }

  return TRUE;
}

static gboolean
read_history (CemChartRun *run,
              const CemDatum *json,
              GError **error)
{
  const CemDatum *history = find (json, "history");

  if (history == NULL)
    return TRUE;
  if (history->kind != CEM_KIND_MAP)
    return fail (error, N_ ("the history is an object"));

  for (guint i = 0; i < history->v.map->n; i++)
    {
      const CemEntry *entry = &history->v.map->entries[i];
      guint state = _cem_chart_find_state (run->chart, entry->key.v.s, (gsize) entry->key.n);
      guint64 *set;

      if (state == CEM_CHART_NO_STATE || run->chart->states[state].kind != CEM_CHART_STATE_HISTORY)
        return fail (error, N_ ("there is no history state “%.*s”"), MIN (entry->key.n, 100),
                     entry->key.v.s);

      set = run->history + run->chart->states[state].history * run->chart->n_words;
      if (!read_set (run, &entry->value, set, error) || !check_history (run, state, set, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
_cem_chart_run_read_context (CemChartRun *self,
                             const CemDatum *json,
                             gboolean tagged,
                             GError **error)
{
  const CemChart *chart = self->chart;
  guint n_found = 0;

  if (json == NULL)
    return TRUE;
  if (json->kind != CEM_KIND_MAP)
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "A context is an object with a member for each variable, not %s",
                      _cem_kind_get_name (json->kind));
      return FALSE;
    }

  for (guint i = 0; i < chart->n_variables; i++)
    {
      const CemChartVariable *variable = &chart->variables[i];
      const CemDatum *given = find (json, variable->name);
      CemDatum value;

      if (given == NULL)
        continue;

      n_found++;
      if (!tagged)
        value = *given;
      else if (!_cem_chart_untag (self->arena, given, &value))
        return fail (error, N_ ("the value of “%s” cannot be read"), variable->name);

      if (value.kind == CEM_KIND_INT && variable->kind == CEM_KIND_DOUBLE)
        value = _cem_datum_double ((double) value.v.i);
      if (variable->kind != CEM_KIND_NULL && value.kind != variable->kind)
        {
          _cem_set_error (error, CEM_ERROR_TYPE,
                          "The variable “%s” is %s, and the context gives it %s", variable->name,
                          _cem_kind_get_name (variable->kind), _cem_kind_get_name (value.kind));
          return FALSE;
        }

      self->slots[variable->slot] = _cem_chart_settle (self->arena, &value);
      self->changed[variable->slot] = TRUE;
    }

  for (guint i = 0; i < json->v.map->n && n_found < json->v.map->n; i++)
    {
      const CemDatum *key = &json->v.map->entries[i].key;
      gboolean known = FALSE;

      for (guint j = 0; j < chart->n_variables; j++)
        known |= strlen (chart->variables[j].name) == (gsize) key->n &&
                 memcmp (chart->variables[j].name, key->v.s, (gsize) key->n) == 0;
      if (known)
        continue;

      _cem_set_error (error, CEM_ERROR_NOT_FOUND, "The chart's context has no variable “%.*s”",
                      MIN (key->n, 100), key->v.s);
      return FALSE;
    }

  return TRUE;
}

/* --- Timers --- */

static guint32
find_after (const CemChart *chart,
            const char *name)
{
  for (guint32 i = 0; i < chart->n_afters; i++)
    {
      if (strcmp (chart->afters[i].event.name, name) == 0)
        return i + 1;
    }

  return 0;
}

static gboolean
read_timer (CemChartPool *self,
            guint instance,
            const CemDatum *json,
            GError **error)
{
  CemArena *arena = self->run.arena;
  const CemDatum *due = find (json, "due");
  const CemDatum *number = find (json, "number");
  const CemDatum *data = find (json, "data");
  const char *after_name = find_text (arena, json, "after");
  const char *event = find_text (arena, json, "event");
  const char *id = find_text (arena, json, "id");
  guint32 after = after_name != NULL ? find_after (self->chart, after_name) : 0;
  CemDatum value = _cem_datum_null ();
  CemChartTimer *timer;
  gint64 us;

  if (due == NULL || due->kind != CEM_KIND_STRING ||
      !_cem_time_parse_us (due->v.s, (gsize) due->n, &us))
    return fail (error, N_ ("a timer has no time “due”"));
  if (after_name != NULL && (after == 0 ||
                             !_cem_chart_bit (self->run.active,
                                              self->chart->afters[after - 1].state)))
    return fail (error, N_ ("no active state has the timer “%s”"), after_name);
  if (after_name == NULL && (event == NULL || event[0] == '\0'))
    return fail (error, N_ ("a timer has neither “after” nor “event”"));
  if (data != NULL && !_cem_chart_untag (arena, data, &value))
    return fail (error, N_ ("the data of a timer cannot be read"));

  timer = _cem_chart_timers_add (&self->timers, instance,
                                 _cem_chart_pool_first_timer (self, instance), us);
  timer->after = after;
  if (after > 0)
    return TRUE;

  timer->event = _cem_chart_text_new (NULL, event, strlen (event));
  if (id != NULL)
    timer->id = _cem_chart_text_new (NULL, id, strlen (id));
  else if (number != NULL && number->kind == CEM_KIND_INT && number->v.i > 0 &&
           number->v.i < G_MAXINT32)
    timer->number = (guint32) number->v.i;
  if (data != NULL)
    timer->data = _cem_value_new_from_datum (&value);
  return TRUE;
}

static gboolean
read_timers (CemChartPool *self,
             guint instance,
             const CemDatum *json,
             GError **error)
{
  const CemDatum *timers = find (json, "timers");

  if (timers == NULL || (timers->kind == CEM_KIND_LIST && timers->v.list->n == 0))
    return TRUE;
  if (timers->kind != CEM_KIND_LIST || !self->chart->has_timers ||
      timers->v.list->n > MAX_TIMERS || self->run.done)
    return fail (error, N_ ("these timers cannot be its own"));

  for (guint i = 0; i < timers->v.list->n; i++)
    {
      if (!read_timer (self, instance, &timers->v.list->items[i], error))
        return FALSE;
    }

  return TRUE;
}

/* --- All of it --- */

static gboolean
read_run (CemChartPool *self,
          const CemDatum *json,
          gint64 *at,
          GError **error)
{
  CemChartRun *run = &self->run;
  const char *key = find_text (run->arena, json, "key");
  const CemDatum *time = find (json, "at");
  const CemDatum *output = find (json, "output");

  if (!check_chart (self, json, error))
    return FALSE;

  *at = 0;
  if (time != NULL && (time->kind != CEM_KIND_STRING ||
                       !_cem_time_parse_us (time->v.s, (gsize) time->n, at)))
    return fail (error, N_ ("“at” is no time"));

  run->started = find_flag (json, "started");
  run->done = find_flag (json, "done");
  run->has_key = key != NULL;
  if (key != NULL && !g_ascii_string_to_unsigned (key, 16, 0, G_MAXUINT64, &run->key, NULL))
    return fail (error, N_ ("the key is no hexadecimal number"));
  if (self->chart->has_splits && key == NULL)
    return fail (error, N_ ("its splits need the “key”"));

  if (!read_active (run, json, error) || !read_history (run, json, error) ||
      !_cem_chart_run_read_context (run, find (json, "context"), TRUE, error))
    return FALSE;

  run->output_changed = run->done && output != NULL;
  if (run->output_changed && !_cem_chart_untag (run->arena, output, &run->output))
    return fail (error, N_ ("the output cannot be read"));

  return TRUE;
}

gboolean
_cem_chart_pool_restore (CemChartPool *self,
                         JsonNode *json,
                         gint64 *at,
                         guint *instance,
                         GError **error)
{
  CemDatum datum;

  self->run.now = self->now;
  _cem_chart_run_reset (&self->run);
  if (!_cem_datum_from_json_node (self->run.arena, json, &datum, error))
    return FALSE;

  *instance = _cem_chart_store_add (&self->store);
  _cem_chart_store_load (&self->store, *instance, &self->run);
  if (read_run (self, &datum, at, error) && read_timers (self, *instance, &datum, error))
    {
      _cem_chart_store_save (&self->store, *instance, &self->run);
      return TRUE;
    }

  _cem_chart_pool_drop_timers (self, *instance);
  _cem_chart_store_remove (&self->store, *instance);
  return FALSE;
}
