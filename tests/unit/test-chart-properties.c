/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "chart-maker.h"

#define N_CHARTS 300
#define N_BYTES 600
#define N_EVENTS 25

static void
test_random (void)
{
  const char *chosen = g_getenv ("CEM_TEST_SEED");
  const guint32 first = chosen != NULL ? (guint32) g_ascii_strtoull (chosen, NULL, 10) : 1;
  guint n_run = 0, n_refused = 0;

  for (guint32 seed = first; seed < first + N_CHARTS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree guint8 *random = g_malloc (N_BYTES);
      ChartBytes bytes = { random, N_BYTES, 0 };
      g_autofree char *definition = NULL;
      g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();
      g_autoptr (CemChart) chart = NULL;
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < N_BYTES; i++)
        random[i] = (guint8) g_rand_int (rand);

      definition = chart_maker_make (&bytes);
      chart = cem_chart_compile (definition, CEM_CHART_LENIENT, diagnostics, &error);
      if (chart == NULL)
        {
          g_assert_cmpuint (cem_diagnostics_get_n_errors (diagnostics), >, 0);
          n_refused++;
          continue;
        }

      chart_maker_run (chart, definition, &bytes, N_EVENTS);
      n_run++;
    }

  g_test_message ("%u charts ran, %u were refused", n_run, n_refused);
  g_assert_cmpuint (n_run, >, N_CHARTS / 4);
}

int
main (int argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_summary ("Random charts and events: legal configurations, and pool, restored instance and "
                  "pure step agree");
  g_test_add_func ("/chart/random", test_random);
  return g_test_run ();
}
