/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-reader-private.h"

#include "base/cem-words-private.h"

static const char *const transition_keys[] = { "target", "guard", "actions", "reenter",
                                               "description", "meta", "order", "weight", NULL };
static const char *const initial_keys[] = { "target", "actions", NULL };

#define STATE(i) (&g_array_index (self->states, CemChartState, i))
#define TRANSITION(i) (&g_array_index (self->transitions, CemChartTransition, i))

/* What the transitions of one key share. */
typedef struct
{
  guint16 source;
  const char *event; /* NULL for eventless */
  gboolean exact;
  guint32 class_;
  guint n; /* so far in this state: the document order */
} Origin;

static gboolean
is_below (CemChartReader *self,
          guint state,
          guint ancestor)
{
  return state > ancestor && state <= STATE (ancestor)->last;
}

/* Where a target puts the machine: a history state stands for its parent. */
static guint
get_place (CemChartReader *self,
           guint target)
{
  return STATE (target)->kind == CEM_CHART_STATE_HISTORY ? STATE (target)->parent : target;
}

/* Whether both can be active: they lie in different regions of a parallel state. */
static gboolean
are_compatible (CemChartReader *self,
                guint a,
                guint b)
{
  guint ancestor = STATE (a)->parent;

  if (a == b || is_below (self, a, b) || is_below (self, b, a))
    return FALSE;

  while (!is_below (self, b, ancestor))
    ancestor = STATE (ancestor)->parent;

  return STATE (ancestor)->kind == CEM_CHART_STATE_PARALLEL;
}

static void
check_targets (CemChartReader *self,
               guint32 first)
{
  const guint16 *targets = (const guint16 *) (void *) self->targets->data;

  for (guint i = first; i < self->targets->len; i++)
    {
      for (guint j = first; j < i; j++)
        {
          guint a = get_place (self, targets[j]), b = get_place (self, targets[i]);

          if (are_compatible (self, a, b))
            continue;

          _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "illegal-targets", NULL,
                                      N_ ("“%s” and “%s” are never active together"),
                                      STATE (targets[j])->name, STATE (targets[i])->name);
          return;
        }
    }
}

/* Several targets of a state that may repeat. */
static void
read_targets (CemChartReader *self,
              guint source,
              gboolean inside,
              const CemDatum *json)
{
  const gboolean is_list = json->kind == CEM_KIND_LIST;
  const guint n = is_list ? json->v.list->n : 1;
  const guint32 first = self->targets->len;
  gsize mark = _cem_chart_reader_enter (self, "target", 6);
  gboolean good = TRUE;

  for (guint i = 0; i < n && i < CEM_CHART_MAX_STATES; i++)
    {
      gsize inner = self->pointer->len;
      guint16 target;
      gboolean known = FALSE;

      if (is_list)
        inner = _cem_chart_reader_enter_index (self, i);
      target = (guint16) _cem_chart_read_target (self, source, inside,
                                                 is_list ? &json->v.list->items[i] : json);
      for (guint j = first; j < self->targets->len; j++)
        known |= g_array_index (self->targets, guint16, j) == target;

      good &= target != CEM_CHART_NO_STATE;
      if (target != CEM_CHART_NO_STATE && !known)
        g_array_append_val (self->targets, target);
      _cem_chart_reader_leave (self, inner);
    }

  if (good)
    check_targets (self, first);
  _cem_chart_reader_leave (self, mark);
}

static gboolean
read_flag (CemChartReader *self,
           const CemMap *map,
           const char *key)
{
  const CemDatum *value = _cem_chart_reader_find (map, key);
  gsize mark;

  if (value == NULL || value->kind == CEM_KIND_BOOL)
    return value != NULL && value->v.i != 0;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("This is true or false, not %s"),
                              _cem_kind_get_name (value->kind));
  _cem_chart_reader_leave (self, mark);
  return FALSE;
}

static double
read_number (CemChartReader *self,
             const CemMap *map,
             const char *key,
             double fallback)
{
  const CemDatum *value = _cem_chart_reader_find (map, key);
  double number = -1.0;
  gsize mark;

  if (value == NULL)
    return fallback;

  if (value->kind == CEM_KIND_INT)
    number = (double) value->v.i;
  else if (value->kind == CEM_KIND_DOUBLE)
    number = value->v.d;
  if (number >= 0.0 && number <= 1e9)
    return number;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("This is a number from 0 to 1,000,000,000"));
  _cem_chart_reader_leave (self, mark);
  return fallback;
}

static void
read_object (CemChartReader *self,
             CemChartTransition *transition,
             const CemMap *map)
{
  const CemDatum *target = _cem_chart_reader_find (map, "target");
  const CemDatum *guard = _cem_chart_reader_find (map, "guard");
  const CemDatum *actions = _cem_chart_reader_find (map, "actions");
  gsize mark;

  _cem_chart_reader_check_keys (self, map, transition_keys);
  if (target != NULL && target->kind != CEM_KIND_NULL)
    read_targets (self, transition->source, FALSE, target);
  if (guard != NULL)
    {
      mark = _cem_chart_reader_enter (self, "guard", 5);
      _cem_chart_read_test (self, guard, &transition->guard);
      _cem_chart_reader_leave (self, mark);
    }
  if (actions != NULL)
    {
      mark = _cem_chart_reader_enter (self, "actions", 7);
      transition->actions = _cem_chart_read_actions (self, actions);
      _cem_chart_reader_leave (self, mark);
    }

  transition->internal = !read_flag (self, map, "reenter");
  transition->order = read_number (self, map, "order", transition->order);
  transition->weight = read_number (self, map, "weight", -1.0);
  transition->description = _cem_chart_reader_text (self, map, "description");
  transition->meta = _cem_chart_reader_find (map, "meta");
}

static void
read_transition (CemChartReader *self,
                 Origin *origin,
                 const CemDatum *json)
{
  CemChartTransition transition = {
    .source = origin->source,
    .event = origin->event,
    .exact = origin->exact,
    .class_ = origin->class_,
    .domain = CEM_CHART_NO_STATE,
    .internal = TRUE,
    .weight = -1.0,
    .order = origin->n++,
    .first_target = self->targets->len,
  };

  if (self->transitions->len >= CEM_CHART_MAX_TRANSITIONS)
    {
      if (!self->full)
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "limit", NULL,
                                    N_ ("A chart has at most %d transitions"),
                                    CEM_CHART_MAX_TRANSITIONS);
      self->full = TRUE;
      return;
    }

  transition.pointer = _cem_chart_reader_dup_pointer (self);
  if (json->kind == CEM_KIND_MAP)
    read_object (self, &transition, json->v.map);
  else if (json->kind == CEM_KIND_STRING)
    read_targets (self, origin->source, FALSE, json);
  else
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                                N_ ("A transition is a target or an object, not %s"),
                                _cem_kind_get_name (json->kind));

  transition.n_targets = self->targets->len - transition.first_target;
  g_array_append_val (self->transitions, transition);
}

/* --- Splits --- */

/* Transitions with weights that follow one another share the keys among them. */
static void
divide_split (CemChartReader *self,
              guint first,
              guint end)
{
  const CemChartState *state = STATE (TRANSITION (first)->source);
  guint64 salt;
  double total = 0.0, sum = 0.0;

  for (guint i = first; i < end; i++)
    total += TRANSITION (i)->weight;
  if (total <= 0.0)
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "bad-weight", NULL,
                                  N_ ("The weights of a split sum up to nothing"));
      return;
    }

  salt = _cem_chart_hash (0, self->chart->id != NULL ? self->chart->id : "",
                          self->chart->id != NULL ? strlen (self->chart->id) : 0);
  salt = _cem_chart_hash (salt, state->path, strlen (state->path));
  self->chart->has_splits = TRUE;
  for (guint i = first; i < end; i++)
    {
      CemChartTransition *transition = TRANSITION (i);

      transition->is_split = TRUE;
      transition->split_salt = salt;
      transition->split_from = sum / total;
      sum += transition->weight;
      transition->split_to = i + 1 == end ? 1.0 : sum / total;
    }
}

static void
find_splits (CemChartReader *self,
             guint first)
{
  guint start = first;

  for (guint i = first; i <= self->transitions->len; i++)
    {
      if (i < self->transitions->len && TRANSITION (i)->weight >= 0.0)
        continue;

      if (i > start)
        divide_split (self, start, i);
      start = i + 1;
    }
}

static void
read_list (CemChartReader *self,
           Origin *origin,
           const CemDatum *json)
{
  const guint first = self->transitions->len;

  if (json->kind != CEM_KIND_LIST)
    {
      read_transition (self, origin, json);
      find_splits (self, first);
      return;
    }

  for (guint i = 0; i < json->v.list->n && !self->full; i++)
    {
      gsize mark = _cem_chart_reader_enter_index (self, i);

      read_transition (self, origin, &json->v.list->items[i]);
      _cem_chart_reader_leave (self, mark);
    }

  find_splits (self, first);
}

/* --- The keys of a state --- */

static gboolean
check_map (CemChartReader *self,
           const CemDatum *json,
           const char *what)
{
  if (json->kind == CEM_KIND_MAP)
    return TRUE;

  _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-type", NULL,
                              N_ ("This is an object with %s, not %s"), what,
                              _cem_kind_get_name (json->kind));
  return FALSE;
}

static void
read_on (CemChartReader *self,
         Origin *origin,
         const CemDatum *json)
{
  if (!check_map (self, json, "the transitions by event"))
    return;

  for (guint i = 0; i < json->v.map->n && !self->full; i++)
    {
      const CemEntry *entry = &json->v.map->entries[i];
      const char *key = _cem_chart_reader_dup (self, &entry->key);
      gsize mark = _cem_chart_reader_enter (self, key, strlen (key));

      origin->event = key;
      if (key[0] == '\0')
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "wrong-name", W_ ("write always"),
                                    N_ ("An event has a name"));
      else
        {
          g_hash_table_add (self->event_keys, (gpointer) key);
          read_list (self, origin, &entry->value);
        }
      _cem_chart_reader_leave (self, mark);
    }
}

static void
read_after (CemChartReader *self,
            Origin *origin,
            const CemDatum *json)
{
  CemChartState *state = STATE (origin->source);

  if (!check_map (self, json, "the transitions by delay"))
    return;

  state->first_after = self->afters->len;
  for (guint i = 0; i < json->v.map->n && !self->full; i++)
    {
      const CemEntry *entry = &json->v.map->entries[i];
      const char *key = _cem_chart_reader_dup (self, &entry->key);
      gsize mark = _cem_chart_reader_enter (self, key, strlen (key));
      CemChartAfter after = { .state = origin->source };
      g_autofree char *name = g_strdup_printf ("after.%s.%s", key, STATE (origin->source)->name);

      after.event.length = (guint32) strlen (name);
      after.event.name = _cem_arena_strndup (self->arena, name, after.event.length);
      after.pointer = _cem_chart_reader_dup_pointer (self);
      if (_cem_chart_read_delay (self, &entry->key, &after.delay))
        {
          origin->event = after.event.name;
          origin->exact = TRUE;
          origin->class_ = self->afters->len + 1;
          g_array_append_val (self->afters, after);
          read_list (self, origin, &entry->value);
        }
      _cem_chart_reader_leave (self, mark);
    }

  state->n_afters = self->afters->len - state->first_after;
  self->chart->has_timers = TRUE;
}

static void
read_done (CemChartReader *self,
           Origin *origin,
           const CemDatum *json)
{
  CemChartState *state = STATE (origin->source);

  if (origin->source == 0 ||
      (state->kind != CEM_CHART_STATE_COMPOUND && state->kind != CEM_CHART_STATE_PARALLEL))
    {
      _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", NULL,
                                  origin->source == 0
                                    ? N_ ("When the machine is done, no transition can follow")
                                    : N_ ("Only a state with states inside can be done"));
      return;
    }

  origin->event = state->done->name;
  origin->exact = TRUE;
  read_list (self, origin, json);
}

typedef void (*ReadKey) (CemChartReader *self,
                         Origin *origin,
                         const CemDatum *json);

static void
read_key (CemChartReader *self,
          Origin *origin,
          const char *key,
          ReadKey read)
{
  const CemDatum *json = _cem_chart_reader_find (STATE (origin->source)->json->v.map, key);
  gsize mark;

  if (json == NULL || self->full)
    return;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  origin->event = NULL;
  origin->exact = FALSE;
  origin->class_ = 0;
  read (self, origin, json);
  _cem_chart_reader_leave (self, mark);
}

static CemChartBlock
read_block (CemChartReader *self,
            guint index,
            const char *key)
{
  const CemDatum *json = _cem_chart_reader_find (STATE (index)->json->v.map, key);
  CemChartBlock block = { 0, 0 };
  gsize mark;

  if (json == NULL)
    return block;

  mark = _cem_chart_reader_enter (self, key, strlen (key));
  block = _cem_chart_read_actions (self, json);
  _cem_chart_reader_leave (self, mark);
  return block;
}

/* --- Where a state begins --- */

/* Every target of an initial or history state's transition lies inside. */
static void
check_inside (CemChartReader *self,
              const CemChartTransition *transition,
              guint parent)
{
  for (guint i = 0; i < transition->n_targets; i++)
    {
      guint target = g_array_index (self->targets, guint16, transition->first_target + i);

      if (!is_below (self, target, parent))
        _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "illegal-targets", NULL,
                                    N_ ("“%s” is not inside “%s”"), STATE (target)->name,
                                    STATE (parent)->name);
    }
}

static gboolean
add_first_child (CemChartReader *self,
                 guint index)
{
  for (guint i = index + 1u; i <= STATE (index)->last; i = STATE (i)->last + 1u)
    {
      guint16 target = (guint16) i;

      if (STATE (i)->kind == CEM_CHART_STATE_HISTORY)
        continue;

      g_array_append_val (self->targets, target);
      return TRUE;
    }

  return FALSE;
}

/* History states alone can never be active. */
static void
check_children (CemChartReader *self,
                guint index)
{
  const guint32 n_targets = self->targets->len;

  if (!add_first_child (self, index))
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "missing-key", NULL,
                                N_ ("A state with states inside needs one that is no history "
                                    "state"));
  g_array_set_size (self->targets, n_targets);
}

static void
read_initial (CemChartReader *self,
              guint index)
{
  const CemDatum *json = _cem_chart_reader_find (STATE (index)->json->v.map, "initial");
  CemChartTransition transition = { .source = (guint16) index,
                                    .domain = (guint16) index,
                                    .first_target = self->targets->len };
  const CemDatum *target = json, *actions = NULL;
  gsize mark = _cem_chart_reader_enter (self, "initial", 7);

  transition.pointer = _cem_chart_reader_dup_pointer (self);
  if (json != NULL && json->kind == CEM_KIND_MAP)
    {
      _cem_chart_reader_check_keys (self, json->v.map, initial_keys);
      target = _cem_chart_reader_find (json->v.map, "target");
      actions = _cem_chart_reader_find (json->v.map, "actions");
    }

  if (target != NULL)
    read_targets (self, index, TRUE, target);
  else
    add_first_child (self, index);
  if (actions != NULL)
    {
      gsize inner = _cem_chart_reader_enter (self, "actions", 7);

      transition.actions = _cem_chart_read_actions (self, actions);
      _cem_chart_reader_leave (self, inner);
    }

  transition.n_targets = self->targets->len - transition.first_target;
  check_inside (self, &transition, index);
  STATE (index)->initial = self->transitions->len;
  g_array_append_val (self->transitions, transition);
  _cem_chart_reader_leave (self, mark);
}

/* The states with which a state starts. */
static void
add_start (CemChartReader *self,
           guint index)
{
  if (STATE (index)->kind == CEM_CHART_STATE_COMPOUND && STATE (index)->initial != G_MAXUINT32)
    {
      const CemChartTransition initial = *TRANSITION (STATE (index)->initial);

      for (guint i = 0; i < initial.n_targets; i++)
        {
          guint16 target = g_array_index (self->targets, guint16, initial.first_target + i);

          g_array_append_val (self->targets, target);
        }
      return;
    }

  for (guint i = index + 1u; i <= STATE (index)->last; i = STATE (i)->last + 1u)
    {
      guint16 target = (guint16) i;

      if (STATE (i)->kind != CEM_CHART_STATE_HISTORY)
        g_array_append_val (self->targets, target);
    }
}

/* What a history state stands for when nothing is remembered: its target, or its parent's start. */
static void
read_history (CemChartReader *self,
              guint index)
{
  const CemMap *map = STATE (index)->json->v.map;
  const CemDatum *target = _cem_chart_reader_find (map, "target");
  const CemDatum *actions = _cem_chart_reader_find (map, "actions");
  const guint16 parent = STATE (index)->parent;
  CemChartTransition transition = { .source = (guint16) index,
                                    .domain = parent,
                                    .first_target = self->targets->len };

  transition.pointer = _cem_chart_reader_dup_pointer (self);
  if (target != NULL && target->kind != CEM_KIND_NULL)
    {
      read_targets (self, index, FALSE, target);
      transition.n_targets = self->targets->len - transition.first_target;
      check_inside (self, &transition, parent);
    }
  else
    {
      add_start (self, parent);
      transition.n_targets = self->targets->len - transition.first_target;
    }

  if (actions != NULL)
    {
      gsize mark = _cem_chart_reader_enter (self, "actions", 7);

      transition.actions = _cem_chart_read_actions (self, actions);
      _cem_chart_reader_leave (self, mark);
    }

  STATE (index)->initial = self->transitions->len;
  g_array_append_val (self->transitions, transition);
}

/* --- All of it --- */

static void
read_output (CemChartReader *self,
             guint index)
{
  const CemDatum *json = _cem_chart_reader_find (STATE (index)->json->v.map, "output");
  gsize mark;

  if (json == NULL)
    return;

  mark = _cem_chart_reader_enter (self, "output", 6);
  if (index != 0 && STATE (index)->kind != CEM_CHART_STATE_FINAL)
    _cem_chart_reader_complain (self, CEM_SEVERITY_ERROR, "unknown-key", NULL,
                                N_ ("Only final states and the machine have an output"));
  STATE (index)->output = _cem_chart_read_template (self, json);
  _cem_chart_reader_leave (self, mark);
}

static void
read_state (CemChartReader *self,
            guint index)
{
  Origin origin = { .source = (guint16) index };
  const char *pointer = STATE (index)->pointer;
  const guint8 kind = STATE (index)->kind;
  CemChartBlock block;

  g_string_assign (self->pointer, pointer);
  if (kind == CEM_CHART_STATE_HISTORY)
    {
      read_history (self, index);
      return;
    }

  if (kind == CEM_CHART_STATE_COMPOUND || kind == CEM_CHART_STATE_PARALLEL)
    check_children (self, index);
  if (kind == CEM_CHART_STATE_COMPOUND)
    read_initial (self, index);
  else if (_cem_chart_reader_find (STATE (index)->json->v.map, "initial") != NULL)
    _cem_chart_reader_complain (self, CEM_SEVERITY_WARNING, "unused-key", NULL,
                                N_ ("Only a compound state has an “initial”"));

  block = read_block (self, index, "entry");
  STATE (index)->entry = block;
  block = read_block (self, index, "exit");
  STATE (index)->exit = block;
  read_output (self, index);
  if (kind == CEM_CHART_STATE_FINAL)
    return;

  read_key (self, &origin, "always", read_list);
  read_key (self, &origin, "on", read_on);
  read_key (self, &origin, "onDone", read_done);
  read_key (self, &origin, "after", read_after);
}

void
_cem_chart_read_transitions (CemChartReader *self)
{
  for (guint i = 1; i < self->states->len; i++)
    {
      CemChartState *state = STATE (i);
      g_autofree char *name = g_strconcat ("done.state.", state->name, NULL);

      if (state->kind == CEM_CHART_STATE_COMPOUND || state->kind == CEM_CHART_STATE_PARALLEL)
        state->done = _cem_chart_reader_add_event (self, name);
      self->chart->has_parallel |= state->kind == CEM_CHART_STATE_PARALLEL;
    }

  self->chart->error_event = _cem_chart_reader_add_event (self, "error.execution");
  self->chart->has_parallel |= STATE (0)->kind == CEM_CHART_STATE_PARALLEL;
  for (guint i = 0; i < self->states->len && !self->full; i++)
    read_state (self, i);
}
