/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-entry-private.h"
#include "chart/cem-chart-reader-private.h"

/* --- Classes of events ---
 *
 * A key of "on" matches the events whose names begin with it, whole parts between dots. All events
 * for which the same keys count are one class: that of the longest key that matches. Class 0 is what
 * only "*" matches. Each "after" is a class of its own, which no name belongs to. */

static char *
dup_without_wildcard (const char *key)
{
  gsize length = strlen (key);

  if (strcmp (key, "*") == 0)
    return g_strdup ("");
  if (length > 2 && strcmp (key + length - 2, ".*") == 0)
    return g_strndup (key, length - 2);
  if (length > 1 && key[length - 1] == '.')
    return g_strndup (key, length - 1);

  return g_strdup (key);
}

static guint32
add_class (CemChartReader *self,
           const char *key)
{
  GHashTable *classes = self->chart->classes;
  g_autofree char *name = dup_without_wildcard (key);
  gpointer known;

  if (g_hash_table_lookup_extended (classes, name, NULL, &known))
    return GPOINTER_TO_UINT (known);

  g_hash_table_insert (classes, _cem_arena_strndup (self->arena, name, strlen (name)),
                       GUINT_TO_POINTER (self->chart->n_classes));
  return self->chart->n_classes++;
}

static void
add_classes (CemChartReader *self)
{
  CemChart *chart = self->chart;

  add_class (self, "*");
  for (guint i = 0; i < chart->n_transitions; i++)
    {
      CemChartTransition *transition = &chart->transitions[i];

      if (transition->event != NULL && transition->class_ == 0)
        transition->class_ = add_class (self, transition->event);
    }

  for (guint i = 0; i < chart->n_transitions; i++)
    {
      CemChartTransition *transition = &chart->transitions[i];

      /* After: the number of its timer, plus one, became its class while the others were not known. */
      if (transition->event != NULL && transition->exact &&
          chart->states[transition->source].done != NULL &&
          transition->event == chart->states[transition->source].done->name)
        continue;
      if (transition->event != NULL && transition->exact)
        transition->class_ += chart->n_classes - 1;
    }

  for (guint i = 0; i < chart->n_afters; i++)
    chart->afters[i].class_ = chart->afters[i].event.class_ = chart->n_classes + i;

  chart->n_classes += chart->n_afters;
}

static void
settle_events (CemChart *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->events);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      CemChartEvent *event = value;
      CemDatum name = _cem_datum_string (event->name, event->length);

      event->class_ = _cem_chart_find_class (self, event->name);
      if (_cem_schema_find_symbol (self->schema, &name))
        event->symbol = name.symbol;
    }
}

/* Makes each key an event, so that sending it is a lookup of one name. */
static void
add_key_events (CemChartReader *self)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, self->event_keys);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      if (!g_str_has_suffix (key, "*"))
        _cem_chart_reader_add_event (self, key);
    }
}

/* --- Candidates --- */

typedef struct
{
  CemChartReader *reader;
  GArray *lists;       /* guint16 */
  const guint32 *parents; /* of classes: the class of the next shorter key */
  guint32 *own;        /* the transitions of a state, in order */
  guint n_own;
} Builder;

static guint32 *
find_class_parents (CemChart *self)
{
  guint32 *parents = g_new0 (guint32, self->n_classes);
  GHashTableIter iter;
  gpointer name, number;

  g_hash_table_iter_init (&iter, self->classes);
  while (g_hash_table_iter_next (&iter, &name, &number))
    {
      const char *dot = strrchr (name, '.');

      if (dot != NULL)
        {
          g_autofree char *shorter = g_strndup (name, (gsize) (dot - (const char *) name));

          parents[GPOINTER_TO_UINT (number)] = _cem_chart_find_class (self, shorter);
        }
    }

  return parents;
}

static gboolean
matches (const Builder *self,
         const CemChartTransition *transition,
         guint32 class_)
{
  const CemChart *chart = self->reader->chart;

  if (transition->exact || class_ >= chart->n_classes - chart->n_afters)
    return transition->class_ == class_;

  for (;;)
    {
      if (transition->class_ == class_)
        return TRUE;
      if (class_ == 0)
        return FALSE;

      class_ = self->parents[class_];
    }
}

static void
append_list (Builder *self,
             guint32 first)
{
  guint16 end = CEM_CHART_NO_STATE;

  for (; g_array_index (self->lists, guint16, first) != CEM_CHART_NO_STATE; first++)
    {
      guint16 inherited = g_array_index (self->lists, guint16, first);

      g_array_append_val (self->lists, inherited);
    }

  g_array_append_val (self->lists, end);
}

/* The list of a state for a class (or eventless): its own transitions, then its parent's list. */
static guint32
make_list (Builder *self,
           gboolean always,
           guint32 class_,
           guint32 inherited)
{
  const CemChartTransition *transitions = self->reader->chart->transitions;
  const guint32 start = self->lists->len;

  for (guint i = 0; i < self->n_own; i++)
    {
      const CemChartTransition *transition = &transitions[self->own[i]];
      guint16 number = (guint16) self->own[i];

      if ((transition->event == NULL) == always && (always || matches (self, transition, class_)))
        g_array_append_val (self->lists, number);
    }

  if (self->lists->len == start)
    return inherited;

  append_list (self, inherited);
  return start;
}

static int
compare_order (gconstpointer a,
               gconstpointer b,
               gpointer user_data)
{
  const CemChartTransition *transitions = user_data;
  const guint32 i = *(const guint32 *) a, j = *(const guint32 *) b;

  if (transitions[i].order != transitions[j].order)
    return transitions[i].order < transitions[j].order ? -1 : 1;

  return i < j ? -1 : 1;
}

/* Transitions come in the order of their states; the initial ones have no place in the lists. */
static void
take_own (Builder *self,
          guint state,
          guint *next)
{
  const CemChart *chart = self->reader->chart;

  self->n_own = 0;
  for (; *next < chart->n_transitions && chart->transitions[*next].source == state; ++*next)
    {
      if (*next != chart->states[state].initial)
        self->own[self->n_own++] = *next;
    }

  g_qsort_with_data (self->own, (int) self->n_own, sizeof (guint32), compare_order,
                     chart->transitions);
}

static gboolean
check_size (CemChartReader *self,
            guint64 cells)
{
  if (cells <= CEM_CHART_MAX_CELLS)
    return TRUE;

  _cem_chart_reader_complain_at (self, "", CEM_SEVERITY_ERROR, "limit", W_ ("split the chart"),
                                 N_ ("The chart has too many states, transitions and events "
                                     "together"));
  return FALSE;
}

static void
build_candidates (CemChartReader *self)
{
  CemChart *chart = self->chart;
  g_autofree guint32 *parents = find_class_parents (chart);
  g_autofree guint32 *own = g_new (guint32, MAX (chart->n_transitions, 1));
  const guint16 end = CEM_CHART_NO_STATE;
  Builder builder = { self, NULL, parents, own, 0 };
  guint32 *table, *always;
  guint16 *candidates;
  guint next = 0;

  if (!check_size (self, (guint64) (chart->n_states + chart->n_transitions) * chart->n_classes))
    return;

  builder.lists = g_array_new (FALSE, FALSE, sizeof (guint16));
  g_array_append_val (builder.lists, end);
  table = _cem_arena_alloc (self->arena, sizeof *table * chart->n_states * chart->n_classes);
  always = _cem_arena_alloc (self->arena, sizeof *always * chart->n_states);
  for (guint i = 0; i < chart->n_states && check_size (self, builder.lists->len); i++)
    {
      const guint16 parent = chart->states[i].parent;

      take_own (&builder, i, &next);
      always[i] = make_list (&builder, TRUE, 0, i > 0 ? always[parent] : 0);
      for (guint32 j = 0; j < chart->n_classes; j++)
        table[i * chart->n_classes + j] =
          make_list (&builder, FALSE, j, i > 0 ? table[parent * chart->n_classes + j] : 0);
    }

  candidates = _cem_arena_alloc (self->arena, builder.lists->len * sizeof *candidates);
  memcpy (candidates, builder.lists->data, builder.lists->len * sizeof *candidates);
  g_array_unref (builder.lists);
  chart->table = table;
  chart->always = always;
  chart->candidates = candidates;
}

/* --- Sets --- */

static guint64 *
new_set (CemChartReader *self,
         guint n)
{
  const gsize size = sizeof (guint64) * self->chart->n_words * n;
  guint64 *set = _cem_arena_alloc (self->arena, size);

  memset (set, 0, size);
  return set;
}

static void
build_entry (CemChartReader *self,
             CemChartTransition *transition)
{
  CemChart *chart = self->chart;
  guint64 *enter = new_set (self, 3);
  CemChartEntry entry = { .chart = chart, .enter = enter, .defaults = enter + chart->n_words,
                          .contents = enter + 2 * chart->n_words };

  _cem_chart_entry_add (&entry, transition, transition->domain);
  transition->entry = enter;
  transition->fixed = !entry.met_history;
  if (entry.endless)
    _cem_chart_reader_complain_at (self, transition->pointer, CEM_SEVERITY_ERROR, "endless-initial",
                                   W_ ("give the history state a target"),
                                   N_ ("Initial and history states lead to one another without "
                                       "end"));
}

static void
build_sets (CemChartReader *self)
{
  CemChart *chart = self->chart;
  guint64 *atomic = new_set (self, 4);
  guint64 *with_always = atomic + chart->n_words;
  guint64 *busy_exit = with_always + chart->n_words;
  guint64 *busy_entry = busy_exit + chart->n_words;

  for (guint i = 0; i < chart->n_states; i++)
    {
      const CemChartState *state = &chart->states[i];
      const gboolean starts = state->kind == CEM_CHART_STATE_COMPOUND &&
                              chart->transitions[state->initial].actions.n > 0;

      if (state->kind == CEM_CHART_STATE_ATOMIC || state->kind == CEM_CHART_STATE_FINAL)
        _cem_chart_set_bit (atomic, i);
      if (chart->always[i] != 0)
        _cem_chart_set_bit (with_always, i);
      if (state->exit.n > 0 || state->n_afters > 0 || state->has_history)
        _cem_chart_set_bit (busy_exit, i);
      if (state->entry.n > 0 || state->n_afters > 0 || state->kind == CEM_CHART_STATE_FINAL ||
          state->has_history || starts)
        _cem_chart_set_bit (busy_entry, i);
    }

  chart->atomic = atomic;
  chart->with_always = with_always;
  chart->busy_exit = busy_exit;
  chart->busy_entry = busy_entry;
}

/* Those of initial and history states first: what follows them would not come to an end when these
 * are wrong. */
static void
build_entries (CemChartReader *self,
               gboolean initial)
{
  CemChart *chart = self->chart;

  for (guint i = 0; i < chart->n_transitions && !self->failed; i++)
    {
      CemChartTransition *transition = &chart->transitions[i];

      if ((i == chart->states[transition->source].initial) != initial)
        continue;

      if (!initial)
        transition->domain = (guint16) _cem_chart_find_domain (chart, transition, NULL);
      build_entry (self, transition);
    }
}

void
_cem_chart_build_tables (CemChartReader *self)
{
  CemChart *chart = self->chart;

  chart->n_words = (chart->n_states + 63) / 64;
  add_classes (self);
  add_key_events (self);
  settle_events (chart);
  build_candidates (self);
  if (self->failed)
    return;

  if (!check_size (self, (guint64) chart->n_transitions * chart->n_words * 3))
    return;

  build_sets (self);
  build_entries (self, TRUE);
  build_entries (self, FALSE);
}
