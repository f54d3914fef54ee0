/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <stdlib.h>

G_BEGIN_DECLS

/* Stops in every build, by the signal that a fuzzer keeps the input for. */
#define FUZZ_FAIL(...)                                                                             \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_printerr (__VA_ARGS__);                                                                    \
      g_printerr (" (%s:%d)\n", __FILE__, __LINE__);                                               \
      abort ();                                                                                    \
    }                                                                                              \
  G_STMT_END

#define FUZZ_ASSERT(condition)                                                                     \
  G_STMT_START                                                                                     \
    {                                                                                              \
      if (!(condition))                                                                            \
        FUZZ_FAIL ("not so: %s", #condition);                                                      \
    }                                                                                              \
  G_STMT_END

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t size);

G_END_DECLS
