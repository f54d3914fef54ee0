/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "model/cem-model-internal.h"

G_BEGIN_DECLS

/* What writing the series of meters and consumables and reading them share. */

typedef struct
{
  gint64 bucket;
  gint64 time;
  gint64 tie;
  double value;
  guint unit;
  gboolean reset;
} CemReading;

typedef struct
{
  gint64 entity;
  GArray *members; /* (nullable): gint64, all identifiers that it came under; then it is only read */
  const char *name;
  gint64 n;
  gint64 total; /* wraps, as sums in any order do */
  guint unit;
  double rollover; /* 0: does not turn over */
  gint64 since;    /* time of the first reading */
  gint64 time;
  gint64 tie;
} CemMeter;

/* The month that a time is in. */
gint64 _cem_series_get_bucket (gint64 time);
/* @end: the last bucket to look into. */
gboolean _cem_series_find_neighbour (CemDb *db,
                                     gint64 entity,
                                     CemGaugeKind kind,
                                     const char *name,
                                     const CemReading *from,
                                     gboolean backward,
                                     gint64 end,
                                     CemReading *found,
                                     gboolean *is_found,
                                     GError **error);
/* What the meter has gained from one reading to the next; NULL: from none. */
void _cem_meter_add_gain (CemMeter *meter,
                          const CemReading *from,
                          const CemReading *to,
                          gboolean take_back);
/* FALSE when it measures something else. */
gboolean _cem_meter_fits (const CemMeter *meter,
                          const CemReading *reading);
/* Sums the series anew, between the bounds that are there. */
gboolean _cem_meter_sum_again (CemDb *db,
                               CemMeter *meter,
                               GError **error);
/* n is 0 when the store does not have it. */
gboolean _cem_meter_load (CemDb *db,
                          gint64 entity,
                          const char *name,
                          CemMeter *meter,
                          GError **error);

G_END_DECLS
