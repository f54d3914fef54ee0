/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "fuzz.h"

#include <signal.h>

/* With libFuzzer: a warning is a finding, and what GLib ends with a trap ends with a signal that keeps
 * the input. */

int LLVMFuzzerInitialize (int *argc,
                          char ***argv);

static void
trap_cb (int number)
{
  abort ();
}

int
LLVMFuzzerInitialize (int *argc,
                      char ***argv)
{
  signal (SIGTRAP, trap_cb);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  return 0;
}
