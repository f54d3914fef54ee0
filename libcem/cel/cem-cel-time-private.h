/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* Arithmetic with the ranges of the language: timestamps of the years 1 to 9999, durations of as
 * many nanoseconds as an int holds (some 292 years). FALSE when the result is out of range. */

gboolean _cem_cel_duration_to_nanos (const CemDatum *duration,
                                     gint64 *nanos);
CemDatum _cem_cel_duration_from_nanos (gint64 nanos);

gboolean _cem_cel_timestamp_add (const CemDatum *timestamp,
                                 const CemDatum *duration,
                                 CemDatum *result);
gboolean _cem_cel_timestamp_sub (const CemDatum *timestamp,
                                 const CemDatum *duration,
                                 CemDatum *result);
gboolean _cem_cel_timestamp_diff (const CemDatum *a,
                                  const CemDatum *b,
                                  CemDatum *result);
gboolean _cem_cel_duration_add (const CemDatum *a,
                                const CemDatum *b,
                                CemDatum *result);
gboolean _cem_cel_duration_sub (const CemDatum *a,
                                const CemDatum *b,
                                CemDatum *result);
gboolean _cem_cel_duration_negate (const CemDatum *a,
                                   CemDatum *result);

/* "1h30m", "-1.5s", "10ms", "0" as in Go, or ISO 8601 ("P30D"). FALSE when malformed or out of
 * range. */
gboolean _cem_cel_duration_parse (const char *text,
                                  gsize length,
                                  CemDatum *result);

/* The offset from UTC, in seconds, that a zone ("Asia/Shanghai", "+08:00", "UTC", "") has at a point
 * in time. FALSE for an unknown zone. */
gboolean _cem_cel_zone_get_offset (const char *zone,
                                   gsize length,
                                   gint64 seconds,
                                   gint32 *offset);

/* The same for a local time (seconds since 1970 as its clock shows them): the offset of the first
 * moment that has it, or, where the clock leaps over it, of the moment after the leap. */
gboolean _cem_cel_zone_get_local_offset (const char *zone,
                                         gsize length,
                                         gint64 local,
                                         gint32 *offset);

G_END_DECLS
