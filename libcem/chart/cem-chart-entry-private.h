/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-private.h"

G_BEGIN_DECLS

/* The set of states that transitions enter, as W3C SCXML 1.0 computes it (appendix D,
 * addDescendantStatesToEnter and addAncestorStatesToEnter). */
typedef struct
{
  const CemChart *chart;
  const guint64 *history; /* for each history state a set, empty when nothing is remembered */
  guint64 *enter;         /* the states */
  guint64 *defaults;      /* those among them that start with their initial transition */
  guint64 *contents;      /* history states without memory, whose own actions are done */
  gboolean met_history;
  gboolean endless;       /* initial and history states that lead to one another */
  guint depth;
} CemChartEntry;

void _cem_chart_entry_add (CemChartEntry *self,
                           const CemChartTransition *transition,
                           guint domain);

/* The machine itself, when it starts. */
void _cem_chart_entry_add_machine (CemChartEntry *self);

/* What is below the domain is left. CEM_CHART_NO_STATE when there are no targets. */
guint _cem_chart_find_domain (const CemChart *self,
                              const CemChartTransition *transition,
                              const guint64 *history);

/* Sets of states. */

/* The bits of word @word that belong to first..last. */
static inline guint64
_cem_chart_range_mask (guint word,
                       guint first,
                       guint last)
{
  guint64 mask = ~G_GUINT64_CONSTANT (0);

  if (first > last || word < first / 64 || word > last / 64)
    return 0;
  if (word == first / 64)
    mask &= ~G_GUINT64_CONSTANT (0) << first % 64;
  if (word == last / 64)
    mask &= ~G_GUINT64_CONSTANT (0) >> (63 - last % 64);

  return mask;
}

static inline gboolean
_cem_chart_any_in (const guint64 *set,
                   guint first,
                   guint last)
{
  if (first > last)
    return FALSE;

  for (guint i = first / 64; i <= last / 64; i++)
    {
      if ((set[i] & _cem_chart_range_mask (i, first, last)) != 0)
        return TRUE;
    }

  return FALSE;
}

/* The first member at or after @from, or CEM_CHART_NO_STATE. */
static inline guint
_cem_chart_next_bit (const guint64 *set,
                     guint n_words,
                     guint from)
{
  for (guint i = from / 64; i < n_words; i++)
    {
      guint64 word = set[i];

      if (i == from / 64)
        word &= ~G_GUINT64_CONSTANT (0) << from % 64;
      if (word != 0)
        return i * 64 + (guint) __builtin_ctzll (word);
    }

  return CEM_CHART_NO_STATE;
}

/* The last member before @end, or CEM_CHART_NO_STATE. */
static inline guint
_cem_chart_last_bit (const guint64 *set,
                     guint end)
{
  for (guint i = (end + 63) / 64; i > 0; i--)
    {
      guint64 word = set[i - 1];

      if (i == (end + 63) / 64 && end % 64 != 0)
        word &= ~(~G_GUINT64_CONSTANT (0) << end % 64);
      if (word != 0)
        return (i - 1) * 64 + 63 - (guint) __builtin_clzll (word);
    }

  return CEM_CHART_NO_STATE;
}

G_END_DECLS
