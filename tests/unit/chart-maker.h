/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "chart/cem-chart-pool-private.h"

#include <libcem/cem.h>

G_BEGIN_DECLS

/* Charts and events out of bytes, and a run that checks what must hold of any of them. */

typedef struct
{
  const guint8 *bytes;
  gsize n_bytes;
  gsize next;
} ChartBytes;

guint chart_bytes_choose (ChartBytes *self,
                          guint n);

/* A definition as JSON. Most are good. */
char *chart_maker_make (ChartBytes *bytes);

/* Sends events that the bytes choose, and lets time pass. After each: the configuration is legal; an
 * instance that was saved and restored, and the pure step, did the same; a step that failed changed
 * nothing. Aborts with the definition when that is not so. */
void chart_maker_run (CemChart *chart,
                      const char *definition,
                      ChartBytes *bytes,
                      guint n_events);

G_END_DECLS
