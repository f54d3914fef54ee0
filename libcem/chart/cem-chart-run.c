/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-entry-private.h"
#include "chart/cem-chart-run-private.h"

#include <libcem/cem-error.h>

/* The algorithm of W3C SCXML 1.0, appendix D, over sets of bits. */

static gboolean
is_in_state (gpointer user_data,
             const char *state,
             gsize length)
{
  const CemChartRun *self = user_data;
  const guint index = _cem_chart_find_state (self->chart, state, length);

  return index != CEM_CHART_NO_STATE && _cem_chart_bit (self->active, index);
}

void
_cem_chart_run_init (CemChartRun *self,
                     CemChart *chart)
{
  memset (self, 0, sizeof *self);
  self->chart = g_object_ref (chart);
  self->arena = _cem_arena_new (16 * 1024);
  self->arena->limit = CEM_CHART_RUN_MEMORY;
  self->active = g_new0 (guint64, chart->n_words);
  self->history = g_new0 (guint64, chart->n_words * chart->n_histories);
  self->leave = g_new0 (guint64, chart->n_words);
  self->enter = g_new0 (guint64, 3 * chart->n_words);
  self->slots = g_new0 (CemDatum, chart->n_slots);
  self->changed = g_new0 (gboolean, chart->n_slots);
  self->internal = g_array_new (FALSE, FALSE, sizeof (CemChartMessage));
  self->external = g_array_new (FALSE, FALSE, sizeof (CemChartMessage));
  self->timers = g_array_new (FALSE, FALSE, sizeof (CemChartTimerChange));
  self->enabled = g_array_new (FALSE, FALSE, sizeof (guint16));

  self->input.slots = self->slots;
  /* Not all texts that a run meets were looked up among the symbols. */
  self->input.n_symbols = 0;
  self->input.in_state = is_in_state;
  self->input.in_state_data = self;
  self->input.has_now = TRUE;
}

void
_cem_chart_run_clear (CemChartRun *self)
{
  g_clear_error (&self->failure);
  g_free (self->active);
  g_free (self->history);
  g_free (self->leave);
  g_free (self->enter);
  g_free (self->slots);
  g_free (self->changed);
  g_array_unref (self->internal);
  g_array_unref (self->external);
  g_array_unref (self->timers);
  g_array_unref (self->enabled);
  _cem_arena_free (self->arena);
  g_object_unref ((gpointer) self->chart);
}

void
_cem_chart_run_reset (CemChartRun *self)
{
  gint64 seconds = self->now / 1000000, rest = self->now % 1000000;

  if (rest < 0)
    {
      rest += 1000000;
      seconds--;
    }

  _cem_arena_reset (self->arena);
  g_array_set_size (self->internal, 0);
  g_array_set_size (self->external, 0);
  g_array_set_size (self->timers, 0);
  self->next_internal = self->next_external = 0;
  self->n_microsteps = 0;
  self->cost = CEM_CHART_RUN_COST;
  self->handled = self->reached_end = self->output_changed = FALSE;
  self->event = NULL;
  self->slots[CEM_CHART_SLOT_EVENT].kind = CEM_KIND_ERROR;
  self->slots[CEM_CHART_SLOT_DATA].kind = CEM_KIND_ERROR;
  self->input.now_seconds = seconds;
  self->input.now_nanos = (gint32) rest * 1000;
}

/* --- Which transitions --- */

static gboolean
is_enabled (CemChartRun *self,
            guint16 number)
{
  const CemChartTransition *transition = &self->chart->transitions[number];

  for (guint i = 0; i < self->enabled->len; i++)
    {
      if (g_array_index (self->enabled, guint16, i) == number)
        return TRUE;
    }

  if (transition->is_split)
    {
      guint64 hash = _cem_chart_hash (self->key ^ transition->split_salt, "", 0);
      double share = (double) (hash >> 11) * 0x1p-53;

      if (share < transition->split_from || share >= transition->split_to)
        return FALSE;
    }

  return _cem_chart_run_test (self, &transition->guard);
}

/* Whether two transitions leave a state that both leave. */
static gboolean
conflict (const CemChartRun *self,
          guint a,
          guint b)
{
  const CemChartState *states = self->chart->states;

  if (a == CEM_CHART_NO_STATE || b == CEM_CHART_NO_STATE)
    return FALSE;

  return _cem_chart_any_in (self->active, MAX (a, b) + 1, MIN (states[a].last, states[b].last));
}

static guint
get_domain (const CemChartRun *self,
            const CemChartTransition *transition)
{
  return transition->fixed ? transition->domain
                           : _cem_chart_find_domain (self->chart, transition, self->history);
}

/* Of two in conflict the one with the inner source stays; among equals, the earlier one. */
static void
remove_conflicts (CemChartRun *self)
{
  const CemChartTransition *transitions = self->chart->transitions;
  guint16 *list = (guint16 *) (void *) self->enabled->data;
  guint n = 0;

  for (guint i = 0; i < self->enabled->len; i++)
    {
      const CemChartTransition *transition = &transitions[list[i]];
      const guint domain = get_domain (self, transition);
      gboolean preempted = FALSE;

      for (guint j = 0; j < n && !preempted; j++)
        {
          const CemChartTransition *other = &transitions[list[j]];

          preempted = conflict (self, domain, get_domain (self, other)) &&
                      !_cem_chart_is_below (self->chart, transition->source, other->source);
        }

      if (preempted)
        continue;

      for (guint j = 0; j < n;)
        {
          if (conflict (self, domain, get_domain (self, &transitions[list[j]])))
            {
              memmove (list + j, list + j + 1, (n - j - 1) * sizeof *list);
              n--;
            }
          else
            j++;
        }
      list[n++] = list[i];
    }

  g_array_set_size (self->enabled, n);
}

static gboolean
select_transitions (CemChartRun *self,
                    gboolean always,
                    guint32 class_)
{
  const CemChart *chart = self->chart;

  g_array_set_size (self->enabled, 0);
  for (guint i = 0; i < chart->n_words; i++)
    {
      guint64 word = self->active[i] & chart->atomic[i];

      if (always)
        word &= chart->with_always[i];
      for (; word != 0; word &= word - 1)
        {
          const guint state = i * 64 + (guint) __builtin_ctzll (word);
          const guint32 first = always ? chart->always[state]
                                       : chart->table[state * chart->n_classes + class_];
          const guint16 *list = chart->candidates + first;

          while (*list != CEM_CHART_NO_STATE && !is_enabled (self, *list))
            list++;
          if (*list == CEM_CHART_NO_STATE)
            continue;

          for (guint j = 0; j <= self->enabled->len; j++)
            {
              if (j == self->enabled->len)
                {
                  g_array_append_vals (self->enabled, list, 1);
                  break;
                }
              if (g_array_index (self->enabled, guint16, j) == *list)
                break;
            }
        }
    }

  if (self->enabled->len > 1)
    remove_conflicts (self);

  return self->enabled->len > 0;
}

gboolean
_cem_chart_has_candidates (const CemChart *self,
                           const guint64 *active,
                           guint32 class_)
{
  for (guint i = 0; i < self->n_words; i++)
    {
      guint64 word = active[i] & self->atomic[i];

      for (; word != 0; word &= word - 1)
        {
          const guint state = i * 64 + (guint) __builtin_ctzll (word);

          if (self->table[state * self->n_classes + class_] != 0)
            return TRUE;
        }
    }

  return FALSE;
}

/* --- Leaving --- */

static void
remember (CemChartRun *self,
          guint state)
{
  const CemChart *chart = self->chart;
  const CemChartState *states = chart->states;

  for (guint child = state + 1; child <= states[state].last; child = states[child].last + 1u)
    {
      guint64 *set;

      if (states[child].kind != CEM_CHART_STATE_HISTORY)
        continue;

      set = self->history + states[child].history * chart->n_words;
      memset (set, 0, chart->n_words * sizeof *set);
      for (guint i = _cem_chart_next_bit (self->active, chart->n_words, state + 1);
           i <= states[state].last; i = _cem_chart_next_bit (self->active, chart->n_words, i + 1))
        {
          if (states[child].deep ? _cem_chart_bit (chart->atomic, i) : states[i].parent == state)
            _cem_chart_set_bit (set, i);
        }
    }
}

static void
leave_state (CemChartRun *self,
             guint index)
{
  const CemChartState *state = &self->chart->states[index];

  _cem_chart_run_block (self, state->exit);
  for (guint32 i = 0; i < state->n_afters; i++)
    _cem_chart_run_cancel_after (self, state->first_after + i);

  if (self->log->states)
    _cem_chart_run_note (self, CEM_CHART_CHANGE_LEFT)->state = (guint16) index;
}

static void
leave_states (CemChartRun *self)
{
  const CemChart *chart = self->chart;
  gboolean busy = self->log->states;

  memset (self->leave, 0, chart->n_words * sizeof *self->leave);
  for (guint i = 0; i < self->enabled->len; i++)
    {
      const guint domain = get_domain (self, &chart->transitions[g_array_index (self->enabled,
                                                                                guint16, i)]);

      if (domain == CEM_CHART_NO_STATE)
        continue;

      for (guint j = 0; j < chart->n_words; j++)
        self->leave[j] |= self->active[j] &
                          _cem_chart_range_mask (j, domain + 1, chart->states[domain].last);
    }

  for (guint i = 0; i < chart->n_words; i++)
    busy |= (self->leave[i] & chart->busy_exit[i]) != 0;

  for (guint i = busy ? _cem_chart_last_bit (self->leave, chart->n_words * 64) : CEM_CHART_NO_STATE;
       i != CEM_CHART_NO_STATE; i = _cem_chart_last_bit (self->leave, i))
    {
      if (chart->states[i].has_history)
        remember (self, i);
    }

  for (guint i = busy ? _cem_chart_last_bit (self->leave, chart->n_words * 64) : CEM_CHART_NO_STATE;
       i != CEM_CHART_NO_STATE; i = _cem_chart_last_bit (self->leave, i))
    {
      leave_state (self, i);
      self->active[i / 64] &= ~(G_GUINT64_CONSTANT (1) << i % 64);
    }

  for (guint i = 0; i < chart->n_words; i++)
    self->active[i] &= ~self->leave[i];
}

/* --- Entering --- */

static gboolean
is_final (const CemChartRun *self,
          guint index)
{
  const CemChartState *states = self->chart->states;
  const gboolean all = states[index].kind == CEM_CHART_STATE_PARALLEL;

  if (!_cem_chart_bit (self->active, index))
    return FALSE;
  if (states[index].kind == CEM_CHART_STATE_FINAL)
    return TRUE;

  for (guint child = index + 1; child <= states[index].last; child = states[child].last + 1u)
    {
      if (states[child].kind == CEM_CHART_STATE_HISTORY)
        continue;

      if (all && !is_final (self, child))
        return FALSE;
      if (!all && states[child].kind == CEM_CHART_STATE_FINAL &&
          _cem_chart_bit (self->active, child))
        return TRUE;
    }

  return all && states[index].last > index;
}

static void
set_output (CemChartRun *self,
            const CemDatum *output)
{
  self->output = *output;
  self->output_changed = TRUE;
}

/* A final state makes its parent done, and perhaps the parallel state around that. */
static void
finish_parents (CemChartRun *self,
                guint index)
{
  const CemChartState *states = self->chart->states;
  const CemChartTemplate *output = states[index].output;
  CemDatum data = { .kind = CEM_KIND_ERROR };
  guint parent = states[index].parent;

  if (output != NULL)
    data = _cem_chart_run_template (self, output);

  if (states[parent].kind != CEM_CHART_STATE_PARALLEL)
    {
      if (parent == 0)
        {
          self->reached_end = TRUE;
          if (data.kind != CEM_KIND_ERROR)
            set_output (self, &data);
          return;
        }

      _cem_chart_run_raise (self, states[parent].done, &data);
      parent = states[parent].parent;
    }

  if (states[parent].kind != CEM_CHART_STATE_PARALLEL || !is_final (self, parent))
    return;

  if (parent == 0)
    self->reached_end = TRUE;
  else
    _cem_chart_run_raise (self, states[parent].done, NULL);
}

static void
enter_state (CemChartRun *self,
             guint index)
{
  const CemChart *chart = self->chart;
  const CemChartState *state = &chart->states[index];

  if (self->log->states)
    _cem_chart_run_note (self, CEM_CHART_CHANGE_ENTERED)->state = (guint16) index;

  _cem_chart_run_block (self, state->entry);
  for (guint32 i = 0; i < state->n_afters && self->failure == NULL; i++)
    _cem_chart_run_set_after (self, state->first_after + i);
  if (_cem_chart_bit (self->enter + chart->n_words, index) && state->initial != G_MAXUINT32)
    _cem_chart_run_block (self, chart->transitions[state->initial].actions);
  for (guint i = index + 1; state->has_history && i <= state->last; i = chart->states[i].last + 1u)
    {
      if (_cem_chart_bit (self->enter + 2 * chart->n_words, i))
        _cem_chart_run_block (self, chart->transitions[chart->states[i].initial].actions);
    }
  if (state->kind == CEM_CHART_STATE_FINAL)
    finish_parents (self, index);
}

static void
enter_states (CemChartRun *self)
{
  const CemChart *chart = self->chart;

  for (guint i = 0; i < chart->n_words; i++)
    {
      guint64 word = self->enter[i];

      if (!self->log->states && (word & chart->busy_entry[i]) == 0)
        {
          self->active[i] |= word;
          continue;
        }

      for (; word != 0 && self->failure == NULL; word &= word - 1)
        {
          const guint state = i * 64 + (guint) __builtin_ctzll (word);

          _cem_chart_set_bit (self->active, state);
          if (self->log->states || _cem_chart_bit (chart->busy_entry, state))
            enter_state (self, state);
        }
    }
}

static void
find_entry (CemChartRun *self)
{
  const CemChart *chart = self->chart;
  CemChartEntry entry = { .chart = chart, .history = self->history, .enter = self->enter,
                          .defaults = self->enter + chart->n_words,
                          .contents = self->enter + 2 * chart->n_words };

  memset (self->enter, 0, 3 * chart->n_words * sizeof *self->enter);
  for (guint i = 0; i < self->enabled->len; i++)
    {
      const CemChartTransition *transition =
        &chart->transitions[g_array_index (self->enabled, guint16, i)];

      if (transition->n_targets == 0)
        continue;

      if (!transition->fixed)
        _cem_chart_entry_add (&entry, transition, get_domain (self, transition));
      else
        {
          for (guint j = 0; j < 3 * chart->n_words; j++)
            self->enter[j] |= transition->entry[j];
        }
    }
}

static void
microstep (CemChartRun *self)
{
  if (++self->n_microsteps > CEM_CHART_MAX_MICROSTEPS)
    {
      _cem_chart_run_abort (self, "it took 10,000 steps for one event; look for eventless "
                                  "transitions or raised events that go round");
      return;
    }

  leave_states (self);
  for (guint i = 0; i < self->enabled->len; i++)
    _cem_chart_run_block (self, self->chart->transitions[g_array_index (self->enabled, guint16, i)]
                                  .actions);
  if (self->failure != NULL)
    return;

  find_entry (self);
  enter_states (self);
}

/* --- The loop --- */

static void
set_event (CemChartRun *self,
           const CemChartMessage *message)
{
  CemDatum *type = &self->slots[CEM_CHART_SLOT_EVENT];

  self->event = message;
  *type = _cem_datum_string (message->name, message->length);
  type->symbol = message->symbol;
  type->flags = message->symbol != 0 ? CEM_DATUM_SYMBOL : 0;
  self->slots[CEM_CHART_SLOT_DATA] = message->data;
}

/* The message outlives the queue, which may move while it is handled. */
static void
take (CemChartRun *self,
      GArray *queue,
      guint *next)
{
  CemChartMessage *message = _cem_arena_alloc (self->arena, sizeof *message);

  *message = g_array_index (queue, CemChartMessage, *next);
  if (++*next == queue->len)
    {
      g_array_set_size (queue, 0);
      *next = 0;
    }

  set_event (self, message);
}

static gboolean
has_always (const CemChartRun *self)
{
  for (guint i = 0; i < self->chart->n_words; i++)
    {
      if ((self->active[i] & self->chart->with_always[i]) != 0)
        return TRUE;
    }

  return FALSE;
}

/* A guard that fails raises error.execution, after which it is evaluated again: it must not raise
 * that once more, or there would be no end of it. */
static gboolean
select_eventless (CemChartRun *self)
{
  gboolean found;

  if (!has_always (self))
    return FALSE;

  self->quiet = self->event != NULL && self->event->name == self->chart->error_event->name;
  found = select_transitions (self, TRUE, 0);
  self->quiet = FALSE;
  return found;
}

static void
run_macrostep (CemChartRun *self)
{
  while (self->failure == NULL && !self->reached_end)
    {
      if (select_eventless (self))
        {
          microstep (self);
          continue;
        }

      if (self->next_internal == self->internal->len)
        return;

      take (self, self->internal, &self->next_internal);
      if (select_transitions (self, FALSE, self->event->class_))
        microstep (self);
    }
}

/* The end of the machine: exit actions are done, but its last states stay known. */
static void
finish (CemChartRun *self)
{
  const CemChart *chart = self->chart;
  const CemChartTemplate *output = chart->states[0].output;
  CemChartChange *change;

  for (guint i = _cem_chart_last_bit (self->active, chart->n_words * 64); i != CEM_CHART_NO_STATE;
       i = _cem_chart_last_bit (self->active, i))
    _cem_chart_run_block (self, chart->states[i].exit);

  if (output != NULL)
    {
      CemDatum data = _cem_chart_run_template (self, output);

      if (data.kind != CEM_KIND_ERROR)
        set_output (self, &data);
    }

  self->done = TRUE;
  change = _cem_chart_run_note (self, CEM_CHART_CHANGE_DONE);
  if (self->output_changed)
    change->params = _cem_datum_copy (self->log->arena, &self->output);
}

static gboolean
run_to_completion (CemChartRun *self,
                   GError **error)
{
  run_macrostep (self);
  while (self->failure == NULL && !self->reached_end &&
         self->next_external < self->external->len)
    {
      take (self, self->external, &self->next_external);
      if (select_transitions (self, FALSE, self->event->class_))
        microstep (self);
      run_macrostep (self);
    }

  if (self->reached_end && self->failure == NULL)
    finish (self);

  if (self->failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->failure));
  return FALSE;
}

gboolean
_cem_chart_run_start (CemChartRun *self,
                      GError **error)
{
  const CemChart *chart = self->chart;
  CemChartEntry entry = { .chart = chart, .enter = self->enter,
                          .defaults = self->enter + chart->n_words,
                          .contents = self->enter + 2 * chart->n_words };

  memset (self->enter, 0, 3 * chart->n_words * sizeof *self->enter);
  _cem_chart_entry_add_machine (&entry);
  self->started = TRUE;
  enter_states (self);
  return run_to_completion (self, error);
}

gboolean
_cem_chart_run_send (CemChartRun *self,
                     const CemChartMessage *message,
                     GError **error)
{
  set_event (self, message);
  if (select_transitions (self, FALSE, message->class_))
    {
      self->handled = TRUE;
      microstep (self);
    }
  else if (self->internal->len == 0 && self->failure == NULL && !has_always (self))
    return TRUE;

  return run_to_completion (self, error);
}

gboolean
_cem_chart_run_can (CemChartRun *self,
                    const CemChartMessage *message)
{
  gboolean result;

  set_event (self, message);
  result = select_transitions (self, FALSE, message->class_) && self->failure == NULL;
  g_clear_error (&self->failure);
  return result;
}
