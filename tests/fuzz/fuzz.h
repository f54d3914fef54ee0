/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stops in every build: a fuzzer calls it a crash. */
#define FUZZ_ASSERT(condition)                                                                     \
  G_STMT_START                                                                                     \
    {                                                                                              \
      if (!(condition))                                                                            \
        g_error ("%s:%d: not so: %s", __FILE__, __LINE__, #condition);                             \
    }                                                                                              \
  G_STMT_END

int LLVMFuzzerTestOneInput (const guint8 *data,
                            size_t size);

G_END_DECLS
