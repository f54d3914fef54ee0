/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libcem/cem.h>

int
main (void)
{
  g_autoptr (CemDiagnostics) diagnostics = cem_diagnostics_new ();

  g_print ("libcem %s, %u errors, %s\n", CEM_VERSION_S,
           cem_diagnostics_get_n_errors (diagnostics),
           g_quark_to_string (CEM_ERROR));

  return cem_diagnostics_get_n_errors (diagnostics) == 0 ? 0 : 1;
}
