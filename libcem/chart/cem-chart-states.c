/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-reader-private.h"

#include "base/cem-words-private.h"

static const char *const state_keys[] = {
  "id", "key", "type", "initial", "states", "on", "always", "after", "entry", "exit", "onDone",
  "tags", "description", "meta", "history", "target", "actions", "output", "order", NULL
};

static const char *const machine_keys[] = {
  "id", "key", "type", "initial", "states", "on", "always", "after", "entry", "exit", "onDone",
  "tags", "description", "meta", "output", "order", "context", "version", "$schema", NULL
};

static const char *const kind_names[] = { "atomic", "compound", "parallel", "final", "history",
                                          NULL };

#define STATE(i) (&g_array_index (self->states, CemChartState, i))

/* --- The tree --- */

static guint8
find_kind (CemChartReader *self,
           const CemMap *map,
           gboolean has_children,
           gboolean is_machine)
{
  const char *type = _cem_chart_reader_text (self, map, "type");
  g_autofree char *suggestion = NULL;
  gsize mark;

  if (type == NULL && _cem_chart_reader_find (map, "history") != NULL)
    return CEM_CHART_STATE_HISTORY;
  if (type == NULL)
    return has_children ? CEM_CHART_STATE_COMPOUND : CEM_CHART_STATE_ATOMIC;

  mark = _cem_chart_reader_enter (self, "type", 4);
  for (guint8 i = 0; kind_names[i] != NULL; i++)
    {
      if (strcmp (type, kind_names[i]) != 0)
        continue;

      if (is_machine && i >= CEM_CHART_STATE_FINAL)
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                    N_ ("The machine itself cannot be a %s state"), type);
      else if (has_children != (i == CEM_CHART_STATE_COMPOUND || i == CEM_CHART_STATE_PARALLEL))
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                    has_children
                                      ? N_ ("A state of type %s has no states inside")
                                      : N_ ("A state of type %s needs states inside"),
                                    type);
      _cem_chart_reader_leave (self, mark);
      return i;
    }

  suggestion = _cem_chart_reader_suggest (type, kind_names, g_strv_length ((char **) kind_names));
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", suggestion,
                              N_ ("“%s” is no type of states"), type);
  _cem_chart_reader_leave (self, mark);
  return has_children ? CEM_CHART_STATE_COMPOUND : CEM_CHART_STATE_ATOMIC;
}

static char **
read_tags (CemChartReader *self,
           const CemDatum *json)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const CemDatum *items = json;
  guint n = 1;
  gsize mark = _cem_chart_reader_enter (self, "tags", 4);

  if (json->kind == CEM_KIND_LIST)
    {
      items = json->v.list->items;
      n = json->v.list->n;
    }

  for (guint i = 0; i < n; i++)
    {
      if (items[i].kind == CEM_KIND_STRING)
        g_strv_builder_add (builder, _cem_chart_reader_dup (self, &items[i]));
      else
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                    N_ ("A tag is a text, not %s"),
                                    _cem_kind_get_name (items[i].kind));
    }

  _cem_chart_reader_leave (self, mark);
  return g_strv_builder_end (builder);
}

static void
read_history (CemChartReader *self,
              CemChartState *state,
              const CemMap *map)
{
  const char *history = _cem_chart_reader_text (self, map, "history");
  static const char *const forbidden[] = { "initial", "on", "always", "after", "entry", "exit",
                                           "onDone", "output", NULL };

  state->history = (guint16) self->chart->n_histories++;
  state->deep = g_strcmp0 (history, "deep") == 0;
  if (history != NULL && !state->deep && strcmp (history, "shallow") != 0)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                N_ ("A history is shallow or deep, not “%s”"), history);

  for (guint i = 0; forbidden[i] != NULL; i++)
    {
      if (_cem_chart_reader_find (map, forbidden[i]) != NULL)
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", NULL,
                                    N_ ("A history state has no “%s”"), forbidden[i]);
    }
}

static void
check_no_history (CemChartReader *self,
                  const CemMap *map)
{
  static const char *const forbidden[] = { "history", "target", "actions", NULL };

  for (guint i = 0; forbidden[i] != NULL; i++)
    {
      if (_cem_chart_reader_find (map, forbidden[i]) != NULL)
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", NULL,
                                    N_ ("Only a history state has a “%s”"), forbidden[i]);
    }
}

static void
check_final (CemChartReader *self,
             const CemMap *map)
{
  static const char *const forbidden[] = { "on", "always", "after", "onDone", NULL };

  for (guint i = 0; forbidden[i] != NULL; i++)
    {
      const CemDatum *value = _cem_chart_reader_find (map, forbidden[i]);

      if (value == NULL || (value->kind == CEM_KIND_MAP && value->v.map->n == 0) ||
          (value->kind == CEM_KIND_LIST && value->v.list->n == 0))
        continue;

      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", NULL,
                                  N_ ("A final state is never left, so it has no “%s”"),
                                  forbidden[i]);
    }
}

static void
note_key (CemChartReader *self,
          const char *key,
          guint index)
{
  gpointer known = g_hash_table_lookup (self->keys, key);

  g_hash_table_insert (self->keys, (gpointer) key,
                       GUINT_TO_POINTER (known == NULL ? index + 1 : G_MAXUINT));
}

static void read_state (CemChartReader *self,
                        const char *key,
                        const CemDatum *json,
                        guint16 parent);

static void
read_children (CemChartReader *self,
               const CemDatum *states,
               guint16 parent)
{
  gsize mark = _cem_chart_reader_enter (self, "states", 6);

  for (guint i = 0; i < states->v.map->n && !self->full; i++)
    {
      const CemEntry *entry = &states->v.map->entries[i];
      const char *key = _cem_chart_reader_dup (self, &entry->key);
      gsize inner = _cem_chart_reader_enter (self, key, strlen (key));

      if (key[0] == '\0' || (gsize) entry->key.n != strlen (key))
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-name", NULL,
                                    N_ ("A state needs a name"));
      else
        read_state (self, key, &entry->value, parent);
      _cem_chart_reader_leave (self, inner);
    }

  _cem_chart_reader_leave (self, mark);
}

static const CemDatum *
find_children (CemChartReader *self,
               const CemMap *map)
{
  const CemDatum *states = _cem_chart_reader_find (map, "states");

  if (states == NULL || (states->kind == CEM_KIND_MAP && states->v.map->n == 0))
    return NULL;

  if (states->kind == CEM_KIND_MAP)
    return states;

  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("The states are an object, not %s"),
                              _cem_kind_get_name (states->kind));
  return NULL;
}

static void
fill_state (CemChartReader *self,
            CemChartState *state,
            const CemMap *map)
{
  const CemDatum *tags = _cem_chart_reader_find (map, "tags");

  state->id = _cem_chart_reader_text (self, map, "id");
  state->description = _cem_chart_reader_text (self, map, "description");
  state->meta = _cem_chart_reader_find (map, "meta");
  if (tags != NULL)
    state->tags = read_tags (self, tags);

  if (state->kind == CEM_CHART_STATE_HISTORY)
    read_history (self, state, map);
  else
    check_no_history (self, map);
  if (state->kind == CEM_CHART_STATE_FINAL)
    check_final (self, map);
  if (state->id != NULL && state->id[0] == '\0')
    state->id = NULL;
}

static void
read_state (CemChartReader *self,
            const char *key,
            const CemDatum *json,
            guint16 parent)
{
  const gboolean is_machine = parent == CEM_CHART_NO_STATE;
  CemChartState state = { .json = json, .key = key, .parent = parent, .initial = G_MAXUINT32 };
  const guint index = self->states->len;
  const CemDatum *children;

  if (json->kind != CEM_KIND_MAP)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                  N_ ("A state is an object, not %s"),
                                  _cem_kind_get_name (json->kind));
      return;
    }

  if (index >= CEM_CHART_MAX_STATES)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "limit", NULL,
                                  N_ ("A chart has at most %d states"), CEM_CHART_MAX_STATES);
      self->full = TRUE;
      return;
    }

  children = find_children (self, json->v.map);
  state.kind = find_kind (self, json->v.map, children != NULL, is_machine);
  state.pointer = _cem_chart_reader_dup_pointer (self);
  _cem_chart_reader_check_keys (self, json->v.map, is_machine ? machine_keys : state_keys);
  fill_state (self, &state, json->v.map);
  if (!is_machine && parent != 0)
    {
      g_autofree char *path = g_strconcat (STATE (parent)->path, ".", key, NULL);

      state.path = _cem_arena_strndup (self->arena, path, strlen (path));
    }
  else
    state.path = key;

  g_array_append_val (self->states, state);
  if (!is_machine)
    {
      note_key (self, key, index);
      STATE (parent)->has_history |= state.kind == CEM_CHART_STATE_HISTORY;
    }

  if (children != NULL)
    read_children (self, children, (guint16) index);
  STATE (index)->last = (guint16) (self->states->len - 1);
}

void
_cem_chart_read_states (CemChartReader *self,
                        const CemDatum *json)
{
  read_state (self, self->chart->id != NULL ? self->chart->id : "machine", json,
              CEM_CHART_NO_STATE);
}

/* --- Names --- */

static void
add_name (CemChartReader *self,
          const char *name,
          guint index)
{
  if (!g_hash_table_contains (self->chart->state_names, name))
    g_hash_table_insert (self->chart->state_names, (gpointer) name, GUINT_TO_POINTER (index + 1));
}

void
_cem_chart_name_states (CemChartReader *self)
{
  for (guint i = 0; i < self->states->len; i++)
    {
      CemChartState *state = STATE (i);
      guint other;

      if (state->id == NULL)
        continue;

      other = _cem_chart_find_state (self->chart, state->id, strlen (state->id));
      if (other != CEM_CHART_NO_STATE)
        _cem_chart_reader_complain_at (self, state->pointer, CEM_SEVERITY_ERROR, "duplicate-id",
                                       NULL, N_ ("The id “%s” is also that of %s"), state->id,
                                       other == 0 ? W_ ("the machine") : STATE (other)->pointer);
      add_name (self, state->id, i);
    }

  for (guint i = 1; i < self->states->len; i++)
    {
      CemChartState *state = STATE (i);
      guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->keys, state->key));
      guint taken = _cem_chart_find_state (self->chart, state->key, strlen (state->key));

      state->name = state->id;
      if (state->name == NULL)
        state->name = known == i + 1 && (taken == CEM_CHART_NO_STATE || taken == i) ? state->key
                                                                                    : state->path;
      if (known == i + 1)
        add_name (self, state->key, i);
    }

  STATE (0)->name = STATE (0)->key;
  for (guint i = 1; i < self->states->len; i++)
    add_name (self, STATE (i)->path, i);
  add_name (self, STATE (0)->name, 0);
}

/* --- Targets --- */

/* The child with this key, or below it: "a.b" is a key, or b inside a. */
static guint
find_below (CemChartReader *self,
            guint parent,
            const char *path)
{
  for (guint i = parent + 1; i <= STATE (parent)->last; i = STATE (i)->last + 1u)
    {
      const char *key = STATE (i)->key;
      gsize length = strlen (key);
      guint found;

      if (strcmp (key, path) == 0)
        return i;
      if (strncmp (key, path, length) != 0 || path[length] != '.')
        continue;

      found = find_below (self, i, path + length + 1);
      if (found != CEM_CHART_NO_STATE)
        return found;
    }

  return CEM_CHART_NO_STATE;
}

/* "#id", "#id.child", and "#machine.child" for ids that nobody wrote. */
static guint
find_absolute (CemChartReader *self,
               const char *id)
{
  guint found = _cem_chart_find_state (self->chart, id, strlen (id));

  for (const char *dot = strrchr (id, '.'); dot != NULL && found == CEM_CHART_NO_STATE;
       dot = g_strrstr_len (id, dot - id, "."))
    {
      guint start = _cem_chart_find_state (self->chart, id, (gsize) (dot - id));

      if (start == CEM_CHART_NO_STATE && strlen (STATE (0)->key) == (gsize) (dot - id) &&
          strncmp (STATE (0)->key, id, (gsize) (dot - id)) == 0)
        start = 0;
      if (start != CEM_CHART_NO_STATE)
        found = find_below (self, start, dot + 1);
    }

  return found;
}

static char *
suggest_target (CemChartReader *self,
                guint parent,
                const char *target)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const char *name = target[0] == '#' || target[0] == '.' ? target + 1 : target;
  g_autofree char *suggestion = NULL;
  guint elsewhere;

  for (guint i = parent + 1; i <= STATE (parent)->last; i = STATE (i)->last + 1u)
    g_ptr_array_add (names, (gpointer) STATE (i)->key);
  if (target[0] == '#')
    {
      for (guint i = 1; i < self->states->len; i++)
        g_ptr_array_add (names, (gpointer) STATE (i)->name);
    }

  suggestion = _cem_chart_reader_suggest (name, (const char *const *) names->pdata, names->len);
  if (suggestion != NULL)
    return g_steal_pointer (&suggestion);

  elsewhere = _cem_chart_find_state (self->chart, name, strlen (name));
  if (elsewhere != CEM_CHART_NO_STATE && elsewhere != 0)
    return g_strdup_printf ("“#%s” names the state at %s", STATE (elsewhere)->name,
                            STATE (elsewhere)->pointer);

  return NULL;
}

guint
_cem_chart_read_target (CemChartReader *self,
                        guint source,
                        gboolean inside,
                        const CemDatum *json)
{
  g_autofree char *suggestion = NULL;
  const char *target;
  guint parent, found;

  if (json->kind != CEM_KIND_STRING)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                  N_ ("A target is the name of a state, not %s"),
                                  _cem_kind_get_name (json->kind));
      return CEM_CHART_NO_STATE;
    }

  target = _cem_chart_reader_dup (self, json);
  parent = inside || target[0] == '.' || source == 0 ? source : STATE (source)->parent;
  if (target[0] == '#')
    found = find_absolute (self, target + 1);
  else
    found = find_below (self, parent, target[0] == '.' ? target + 1 : target);

  if (found != CEM_CHART_NO_STATE && found != 0)
    return found;

  suggestion = found == 0 ? g_strdup (W_ ("name one of its states"))
                          : suggest_target (self, parent, target);
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "dangling-target", suggestion,
                              found == 0
                                ? N_ ("The machine itself is no target: “%s”")
                                : N_ ("There is no state “%s”"),
                              target);
  return CEM_CHART_NO_STATE;
}
