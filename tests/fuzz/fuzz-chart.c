/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include "../unit/chart-maker.h"

#include <string.h>

/* Text that begins with a brace is a definition, in which anything may stand; what compiles is run.
 * Anything else chooses a chart and its events. What must hold of a run stands in chart-maker.c. */

#define MAX_DEFINITION 20000
#define N_EVENTS 12

static void
run_definition (const guint8 *data,
                gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  static const guint8 choices[] = { 0, 3, 13, 5, 7, 15, 9, 1, 14, 2, 11, 12 };
  ChartBytes bytes = { choices, sizeof choices, 0 };
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CemChart) chart = NULL;
  g_autoptr (CemChart) lenient = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return;

  chart = cem_chart_compile (text, CEM_CHART_NONE, diagnostics, &error);
  FUZZ_ASSERT ((chart == NULL) == (error != NULL));
  FUZZ_ASSERT ((chart == NULL) == (cem_diagnostics_get_n_errors (diagnostics) > 0));
  lenient = cem_chart_compile (text, CEM_CHART_LENIENT, NULL, NULL);
  FUZZ_ASSERT (chart == NULL || lenient != NULL);
  if (lenient != NULL)
    chart_maker_run (lenient, text, &bytes, N_EVENTS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize size)
{
  ChartBytes bytes = { data, size, 0 };
  g_autofree char *definition = NULL;
  g_autoptr (CemChart) chart = NULL;

  if (size > MAX_DEFINITION)
    return 0;

  if (size > 0 && data[0] == '{')
    {
      run_definition (data, size);
      return 0;
    }

  definition = chart_maker_make (&bytes);
  chart = cem_chart_compile (definition, CEM_CHART_LENIENT, NULL, NULL);
  if (chart != NULL)
    chart_maker_run (chart, definition, &bytes, N_EVENTS);

  return 0;
}
