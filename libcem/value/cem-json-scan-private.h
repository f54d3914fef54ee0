/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* The reader's lower half: strings and numbers. Each function begins at p and leaves it behind what
 * it read; on FALSE, code, place and message say what is wrong. */
typedef struct
{
  CemArena *arena;
  const char *p;
  const char *end;

  CemError code;
  const char *place;
  char message[256]; /* words */
} CemJsonScanner;

gboolean _cem_json_scan_fail (CemJsonScanner *self,
                              CemError code,
                              const char *place,
                              const char *format,
                              ...) G_GNUC_PRINTF (4, 5);

/* Blames what stands at p. */
gboolean _cem_json_scan_fail_expected (CemJsonScanner *self,
                                       const char *expected);

/* p is past the opening quote. */
gboolean _cem_json_scan_string (CemJsonScanner *self,
                                CemDatum *datum);

gboolean _cem_json_scan_number (CemJsonScanner *self,
                                CemDatum *datum);

static inline void
_cem_json_skip_space (CemJsonScanner *self)
{
  const char *p = self->p;

  while (p < self->end && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t'))
    p++;
  self->p = p;
}

G_END_DECLS
