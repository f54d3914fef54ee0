/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart/cem-chart-entry-private.h"

static void add_descendants (CemChartEntry *self,
                             guint state);

/* The children that are no history states and of which nothing is entered yet. */
static void
add_regions (CemChartEntry *self,
             guint state)
{
  const CemChartState *states = self->chart->states;

  for (guint child = state + 1; child <= states[state].last; child = states[child].last + 1u)
    {
      if (states[child].kind != CEM_CHART_STATE_HISTORY &&
          !_cem_chart_any_in (self->enter, child + 1, states[child].last))
        add_descendants (self, child);
    }
}

/* Those between @state and @ancestor, which may be CEM_CHART_NO_STATE for all of them. */
static void
add_ancestors (CemChartEntry *self,
               guint state,
               guint ancestor)
{
  const CemChartState *states = self->chart->states;

  if (state == ancestor || (ancestor != CEM_CHART_NO_STATE &&
                            _cem_chart_is_below (self->chart, ancestor, state)))
    return;

  for (guint i = states[state].parent; i != ancestor && i != CEM_CHART_NO_STATE;
       i = states[i].parent)
    {
      _cem_chart_set_bit (self->enter, i);
      if (states[i].kind == CEM_CHART_STATE_PARALLEL)
        add_regions (self, i);
    }
}

static void
add_targets (CemChartEntry *self,
             const CemChartTransition *transition,
             guint ancestor)
{
  const guint16 *targets = self->chart->targets + transition->first_target;

  for (guint i = 0; i < transition->n_targets; i++)
    add_descendants (self, targets[i]);
  for (guint i = 0; i < transition->n_targets; i++)
    add_ancestors (self, targets[i], ancestor);
}

static void
add_history (CemChartEntry *self,
             guint index)
{
  const CemChartState *state = &self->chart->states[index];
  const guint n_words = self->chart->n_words;
  const guint64 *set = self->history != NULL ? self->history + state->history * n_words : NULL;
  guint first = set != NULL ? _cem_chart_next_bit (set, n_words, 0) : CEM_CHART_NO_STATE;

  self->met_history = TRUE;
  if (first == CEM_CHART_NO_STATE)
    {
      _cem_chart_set_bit (self->contents, index);
      add_targets (self, &self->chart->transitions[state->initial], state->parent);
      return;
    }

  for (guint i = first; i != CEM_CHART_NO_STATE; i = _cem_chart_next_bit (set, n_words, i + 1))
    add_descendants (self, i);
  for (guint i = first; i != CEM_CHART_NO_STATE; i = _cem_chart_next_bit (set, n_words, i + 1))
    add_ancestors (self, i, state->parent);
}

static void
add_descendants (CemChartEntry *self,
                 guint index)
{
  const CemChartState *state = &self->chart->states[index];

  /* A path down has each state and each history state once at most. */
  if (self->depth > 2 * self->chart->n_states + 2 || self->endless)
    {
      self->endless = TRUE;
      return;
    }

  self->depth++;
  if (state->kind == CEM_CHART_STATE_HISTORY)
    add_history (self, index);
  else
    {
      _cem_chart_set_bit (self->enter, index);
      if (state->kind == CEM_CHART_STATE_COMPOUND)
        {
          _cem_chart_set_bit (self->defaults, index);
          add_targets (self, &self->chart->transitions[state->initial], index);
        }
      else if (state->kind == CEM_CHART_STATE_PARALLEL)
        add_regions (self, index);
    }
  self->depth--;
}

/* For history states among the targets counts what they stand for. */
static gboolean
all_below (const CemChart *self,
           const CemChartTransition *transition,
           const guint64 *history,
           guint ancestor)
{
  for (guint i = 0; i < transition->n_targets; i++)
    {
      const guint target = self->targets[transition->first_target + i];
      const CemChartState *state = &self->states[target];
      const guint64 *set = NULL;

      if (state->kind != CEM_CHART_STATE_HISTORY)
        {
          if (!_cem_chart_is_below (self, target, ancestor))
            return FALSE;
          continue;
        }

      if (history != NULL)
        set = history + state->history * self->n_words;
      if (set != NULL && _cem_chart_next_bit (set, self->n_words, 0) != CEM_CHART_NO_STATE)
        {
          for (guint j = _cem_chart_next_bit (set, self->n_words, 0); j != CEM_CHART_NO_STATE;
               j = _cem_chart_next_bit (set, self->n_words, j + 1))
            {
              if (!_cem_chart_is_below (self, j, ancestor))
                return FALSE;
            }
        }
      else if (!all_below (self, &self->transitions[state->initial], history, ancestor))
        return FALSE;
    }

  return TRUE;
}

guint
_cem_chart_find_domain (const CemChart *self,
                        const CemChartTransition *transition,
                        const guint64 *history)
{
  const CemChartState *states = self->states;

  if (transition->n_targets == 0)
    return CEM_CHART_NO_STATE;

  if (transition->internal && states[transition->source].kind == CEM_CHART_STATE_COMPOUND &&
      all_below (self, transition, history, transition->source))
    return transition->source;

  for (guint i = states[transition->source].parent; i != CEM_CHART_NO_STATE; i = states[i].parent)
    {
      if ((i == 0 || states[i].kind == CEM_CHART_STATE_COMPOUND) &&
          all_below (self, transition, history, i))
        return i;
    }

  return 0;
}

void
_cem_chart_entry_add (CemChartEntry *self,
                      const CemChartTransition *transition,
                      guint domain)
{
  add_targets (self, transition, domain);

  /* SCXML knows no parallel machine, so there nothing enters the regions that were left with it. */
  if (domain == 0 && transition->n_targets > 0 &&
      self->chart->states[0].kind == CEM_CHART_STATE_PARALLEL)
    add_regions (self, 0);
}

void
_cem_chart_entry_add_machine (CemChartEntry *self)
{
  add_descendants (self, 0);
}
