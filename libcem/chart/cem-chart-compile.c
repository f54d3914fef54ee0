/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-reader-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

#include <stdarg.h>

gsize
_cem_chart_reader_enter (CemChartReader *self,
                         const char *key,
                         gsize length)
{
  gsize mark = self->pointer->len;

  g_string_append_c (self->pointer, '/');
  for (gsize i = 0; i < length; i++)
    {
      if (key[i] == '~')
        g_string_append (self->pointer, "~0");
      else if (key[i] == '/')
        g_string_append (self->pointer, "~1");
      else
        g_string_append_c (self->pointer, key[i]);
    }

  return mark;
}

gsize
_cem_chart_reader_enter_index (CemChartReader *self,
                               guint index)
{
  gsize mark = self->pointer->len;

  g_string_append_printf (self->pointer, "/%u", index);
  return mark;
}

void
_cem_chart_reader_leave (CemChartReader *self,
                         gsize mark)
{
  g_string_truncate (self->pointer, mark);
}

static void
complain (CemChartReader *self,
          const char *pointer,
          CemSeverity severity,
          const char *code,
          const char *suggestion,
          const char *format,
          va_list args)
{
  g_autofree char *message = _cem_words_new_valist (format, args);
  g_autofree char *where = g_strdup (pointer);
  CemPlace place = { self->file, where, 0, 0 };

  _cem_diagnostics_add (self->diagnostics, severity, code, &place, suggestion, "%s", message);
  self->failed |= severity == CEM_SEVERITY_ERROR;
}

void
_cem_chart_reader_complain (CemChartReader *self,
                            CemSeverity severity,
                            const char *code,
                            const char *suggestion,
                            const char *format,
                            ...)
{
  va_list args;

  va_start (args, format);
  complain (self, self->pointer->str, severity, code, suggestion, format, args);
  va_end (args);
}

void
_cem_chart_reader_complain_at (CemChartReader *self,
                               const char *pointer,
                               CemSeverity severity,
                               const char *code,
                               const char *suggestion,
                               const char *format,
                               ...)
{
  va_list args;

  va_start (args, format);
  complain (self, pointer, severity, code, suggestion, format, args);
  va_end (args);
}

char *
_cem_chart_reader_suggest (const char *name,
                           const char *const *names,
                           gsize n_names)
{
  const char *meant = _cem_cel_suggest (name, names, n_names);

  return meant != NULL ? _cem_words_new (N_ ("did you mean “%s”?"), meant) : NULL;
}

/* What other engines have and libcem has not, with what to do. */
static const char *const foreign_keys[][2] = {
  { "cond", W_ ("write guard") },
  { "internal", W_ ("write reenter, which is the opposite") },
  { "invoke", W_ ("charts start no other programs; write an entry action, and send the chart an "
                  "event when what it started has ended") },
  { "choice", W_ ("write a state with always") },
  { "route", W_ ("write a transition of the machine") },
  { "timeout", W_ ("write after") },
  { "onTimeout", W_ ("write after") },
  { "onError", W_ ("write a transition on error.execution") },
  { "onEntry", W_ ("write entry") },
  { "onExit", W_ ("write exit") },
  { "activities", W_ ("write entry and exit actions") },
  { "to", W_ ("write target") },
  { "input", W_ ("write the context") },
};

void
_cem_chart_reader_check_keys (CemChartReader *self,
                              const CemMap *map,
                              const char *const *known)
{
  for (guint i = 0; i < map->n; i++)
    {
      const char *key = _cem_chart_reader_dup (self, &map->entries[i].key);
      g_autofree char *suggestion = NULL;
      gsize mark;

      if (g_strv_contains (known, key))
        continue;

      for (guint j = 0; j < G_N_ELEMENTS (foreign_keys) && suggestion == NULL; j++)
        {
          if (strcmp (key, foreign_keys[j][0]) == 0)
            suggestion = g_strdup (foreign_keys[j][1]);
        }

      if (suggestion == NULL)
        suggestion = _cem_chart_reader_suggest (key, known, g_strv_length ((char **) known));
      mark = _cem_chart_reader_enter (self, key, strlen (key));
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", suggestion,
                                  N_ ("“%s” has no meaning here"), key);
      _cem_chart_reader_leave (self, mark);
    }
}

const CemDatum *
_cem_chart_reader_find (const CemMap *map,
                        const char *key)
{
  return _cem_map_find_string (map, key, strlen (key));
}

const char *
_cem_chart_reader_dup (CemChartReader *self,
                       const CemDatum *string)
{
  return _cem_arena_strndup (self->arena, string->v.s, (gsize) string->n);
}

const char *
_cem_chart_reader_dup_pointer (CemChartReader *self)
{
  return _cem_arena_strndup (self->arena, self->pointer->str, self->pointer->len);
}

const char *
_cem_chart_reader_text (CemChartReader *self,
                        const CemMap *map,
                        const char *key)
{
  const CemDatum *value = _cem_chart_reader_find (map, key);
  gsize mark;

  if (value == NULL)
    return NULL;

  if (value->kind == CEM_KIND_STRING && memchr (value->v.s, 0, (gsize) value->n) == NULL)
    return _cem_chart_reader_dup (self, value);

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("This is a text, not %s"),
                              value->kind == CEM_KIND_STRING
                                ? W_ ("a text with a NUL in it")
                                : _cem_kind_get_name (value->kind));
  _cem_chart_reader_leave (self, mark);
  return NULL;
}

static void
read_machine (CemChartReader *self)
{
  CemChart *chart = self->chart;
  const CemMap *map = chart->json.v.map;
  const CemDatum *version = _cem_chart_reader_find (map, "version");

  chart->id = g_strdup (_cem_chart_reader_text (self, map, "id"));
  chart->description = g_strdup (_cem_chart_reader_text (self, map, "description"));
  if (version != NULL && version->kind == CEM_KIND_INT)
    chart->version = g_strdup_printf ("%" G_GINT64_FORMAT, version->v.i);
  else
    chart->version = g_strdup (_cem_chart_reader_text (self, map, "version"));

  _cem_chart_read_states (self, &chart->json);
  if (self->full)
    return;

  _cem_chart_name_states (self);
  _cem_chart_read_context (self, _cem_chart_reader_find (map, "context"));
  _cem_chart_read_transitions (self);
}

static void
make_digest (CemChart *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *sum = NULL;

  _cem_json_write (text, &self->json, CEM_JSON_WRITE_SORTED);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text->str, text->len);
  g_strlcpy (self->digest, sum, sizeof self->digest);
}

static char **
take_names (GHashTable *names)
{
  g_autofree gpointer *keys = NULL;
  guint n;
  char **list;

  keys = g_hash_table_get_keys_as_array (names, &n);
  list = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    list[i] = g_strdup (keys[i]);

  return list;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
take_sorted (GHashTable *names)
{
  char **list = take_names (names);

  qsort (list, g_strv_length (list), sizeof *list, compare_names);
  return list;
}

static void
init_reader (CemChartReader *self,
             CemChart *chart)
{
  self->chart = chart;
  self->arena = chart->arena;
  self->pointer = g_string_new (NULL);
  self->states = g_array_new (FALSE, TRUE, sizeof (CemChartState));
  self->transitions = g_array_new (FALSE, TRUE, sizeof (CemChartTransition));
  self->targets = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->actions = g_array_new (FALSE, TRUE, sizeof (CemChartAction));
  self->afters = g_array_new (FALSE, TRUE, sizeof (CemChartAfter));
  self->keys = g_hash_table_new (g_str_hash, g_str_equal);
  self->event_keys = g_hash_table_new (g_str_hash, g_str_equal);
  self->action_names = g_hash_table_new (g_str_hash, g_str_equal);
  self->guard_names = g_hash_table_new (g_str_hash, g_str_equal);
}

/* The arrays become the chart's. */
static void
finish_reader (CemChartReader *self)
{
  CemChart *chart = self->chart;

  chart->n_states = self->states->len;
  chart->n_transitions = self->transitions->len;
  chart->n_afters = self->afters->len;
  chart->states = (CemChartState *) (void *) g_array_free (self->states, FALSE);
  chart->transitions = (CemChartTransition *) (void *) g_array_free (self->transitions, FALSE);
  chart->targets = (guint16 *) (void *) g_array_free (self->targets, FALSE);
  chart->actions = (CemChartAction *) (void *) g_array_free (self->actions, FALSE);
  chart->afters = (CemChartAfter *) (void *) g_array_free (self->afters, FALSE);
}

static void
clear_reader (CemChartReader *self)
{
  g_string_free (self->pointer, TRUE);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->event_keys);
  g_hash_table_unref (self->action_names);
  g_hash_table_unref (self->guard_names);
}

CemChart *
_cem_chart_compile (CemArena *arena,
                    const CemDatum *json,
                    const char *file,
                    CemChartFlags flags,
                    CemDiagnostics *diagnostics,
                    GError **error)
{
  g_autoptr (CemChart) chart = g_object_new (CEM_TYPE_CHART, NULL);
  CemChartReader reader = { .diagnostics = diagnostics, .file = file };
  gboolean failed;

  chart->arena = arena;
  chart->json = *json;
  chart->flags = flags;
  init_reader (&reader, chart);
  if (json->kind == CEM_KIND_MAP)
    read_machine (&reader);
  else
    _cem_chart_reader_complain (&reader, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                N_ ("A chart is a JSON object, not %s"),
                                _cem_kind_get_name (json->kind));

  finish_reader (&reader);
  if (!reader.failed)
    _cem_chart_build_tables (&reader);
  if (!reader.failed)
    _cem_chart_find_warnings (&reader);

  chart->event_keys = take_sorted (reader.event_keys);
  chart->action_names = take_sorted (reader.action_names);
  chart->guard_names = take_sorted (reader.guard_names);
  failed = reader.failed;
  clear_reader (&reader);
  if (failed)
    {
      _cem_diagnostics_check (diagnostics, CEM_ERROR_TYPE, error);
      return NULL;
    }

  make_digest (chart);
  return g_steal_pointer (&chart);
}
