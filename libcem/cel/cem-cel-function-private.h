/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* What the functions of the expression language share with the evaluator that calls them. */

typedef struct _CemCelFrame CemCelFrame;

/* One evaluation. Results that need memory are allocated in the arena. */
struct _CemCelFrame
{
  CemArena *arena;
  gint64 cost_left;
  gint64 now_seconds;
  gint32 now_nanos;
  CemError code; /* of the error that is on its way up */
  char *message; /* in the arena */
};

/* Arguments are of the overload's types and never errors or unknowns; for a member function the
 * receiver is the first. */
typedef CemDatum (*CemCelFunc) (CemCelFrame *frame,
                                const CemDatum *args,
                                guint n_args);

/* An overload in the notation of the CEL specification, parsed once at start:
 *   "string.charAt(int) -> string", "math.abs(double) -> double", "list(A).flatten() -> list(dyn)",
 *   "type(A) -> type", "optional.of(A) -> optional(A)". A single capital is a type parameter. */
typedef struct
{
  const char *signature;
  CemCelFunc call;
} CemCelOverload;

/* Tables that end with { NULL }. */
extern const CemCelOverload _cem_cel_standard_functions[];
extern const CemCelOverload _cem_cel_time_functions[];
extern const CemCelOverload _cem_cel_string_functions[];
extern const CemCelOverload _cem_cel_math_functions[];
extern const CemCelOverload _cem_cel_encoder_functions[];
extern const CemCelOverload _cem_cel_business_functions[];

/* Makes the error datum; the message says what, and the evaluator adds where. */
CemDatum _cem_cel_fail (CemCelFrame *frame,
                        CemError code,
                        const char *format,
                        ...) G_GNUC_PRINTF (3, 4);

/* Takes @cost from what is left (roughly: one unit a byte or item touched in bulk). FALSE, with the
 * error set, when the budget or the arena's limit is used up: return _cem_cel_failed () then. */
gboolean _cem_cel_charge (CemCelFrame *frame,
                          gsize cost);

static inline CemDatum
_cem_cel_failed (void)
{
  return (CemDatum){ .kind = CEM_KIND_ERROR };
}

G_END_DECLS
