/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "chart/cem-chart-entry-private.h"
#include "chart/cem-chart-reader-private.h"

static gboolean
has_guard (const CemChartTransition *transition)
{
  return transition->guard.expression != NULL || transition->guard.name != NULL ||
         transition->is_split;
}

/* --- States that nothing leads to --- */

static gboolean
merge (guint64 *set,
       const guint64 *more,
       guint n_words)
{
  gboolean grown = FALSE;

  for (guint i = 0; i < n_words; i++)
    {
      grown |= (more[i] & ~set[i]) != 0;
      set[i] |= more[i];
    }

  return grown;
}

static void
find_unreachable (CemChartReader *self)
{
  CemChart *chart = self->chart;
  g_autofree guint64 *reached = g_new0 (guint64, 3 * chart->n_words);
  CemChartEntry entry = { .chart = chart, .enter = reached, .defaults = reached + chart->n_words,
                          .contents = reached + 2 * chart->n_words };
  gboolean grown = TRUE;

  _cem_chart_entry_add_machine (&entry);
  while (grown)
    {
      grown = FALSE;
      for (guint i = 0; i < chart->n_transitions; i++)
        {
          const CemChartTransition *transition = &chart->transitions[i];

          if (_cem_chart_bit (reached, transition->source))
            grown |= merge (reached, transition->entry, chart->n_words);
        }
    }

  for (guint i = 1; i < chart->n_states; i++)
    {
      const CemChartState *state = &chart->states[i];

      if (_cem_chart_bit (reached, i) || state->kind == CEM_CHART_STATE_HISTORY ||
          !_cem_chart_bit (reached, state->parent))
        continue;

      _cem_chart_reader_complain_at (self, state->pointer, CEM_SEVERITY_WARNING, "unreachable",
                                     NULL, N_ ("Nothing leads to the state “%s”"), state->name);
    }
}

/* --- Eventless transitions that lead back to where they began --- */

static guint
follow (const CemChart *self,
        const CemChartTransition *transition,
        guint state)
{
  guint next = transition->n_targets > 0
                 ? _cem_chart_next_bit (transition->entry, self->n_words, 0) : state;

  while (next != CEM_CHART_NO_STATE && !_cem_chart_bit (self->atomic, next))
    next = _cem_chart_next_bit (transition->entry, self->n_words, next + 1);

  return next;
}

static void
find_loops (CemChartReader *self)
{
  CemChart *chart = self->chart;
  g_autofree guint *seen = g_new0 (guint, chart->n_states);

  for (guint i = 0; i < chart->n_states; i++)
    {
      guint state = i;

      if (!_cem_chart_bit (chart->atomic, i) || seen[i] != 0)
        continue;

      while (state != CEM_CHART_NO_STATE && seen[state] == 0 && chart->always[state] != 0)
        {
          const CemChartTransition *transition =
            &chart->transitions[chart->candidates[chart->always[state]]];

          seen[state] = i + 1;
          if (has_guard (transition))
            break;

          state = follow (chart, transition, state);
          if (state == CEM_CHART_NO_STATE || seen[state] != i + 1)
            continue;

          _cem_chart_reader_complain_at (self, transition->pointer, CEM_SEVERITY_WARNING,
                                         "eventless-loop", W_ ("give it a guard, or an event"),
                                         N_ ("This eventless transition leads back to “%s” "
                                             "without end"), chart->states[state].name);
        }
    }
}

void
_cem_chart_find_warnings (CemChartReader *self)
{
  find_unreachable (self);
  find_loops (self);
}
