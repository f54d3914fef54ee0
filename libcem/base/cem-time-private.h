/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 3339 times and ISO 8601 durations, as pure functions over seconds and nanoseconds. */

#define CEM_TIME_BUFFER 48

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z in seconds since 1970. */
#define CEM_TIME_MIN G_GINT64_CONSTANT (-62135596800)
#define CEM_TIME_MAX G_GINT64_CONSTANT (253402300799)

/* Strict RFC 3339: date, "T" or "t" (or one space), time, at most 9 digits of fraction, "Z"/"z" or
 * an offset. Second 60 is read as the next second's start. FALSE when malformed or out of range. */
gboolean _cem_time_parse (const char *text,
                          gsize length,
                          gint64 *seconds,
                          gint32 *nanos);

/* UTC with "Z", fraction of 0, 3, 6 or 9 digits as needed. Returns the length. */
gsize _cem_time_format (gint64 seconds,
                        gint32 nanos,
                        char buffer[CEM_TIME_BUFFER]);

/* The same over microseconds since 1970, the unit of the log. Parsing rounds down. */
gboolean _cem_time_parse_us (const char *text,
                             gsize length,
                             gint64 *us);
gsize _cem_time_format_us (gint64 us,
                           char buffer[CEM_TIME_BUFFER]);

/* Days since 1970-01-01 to year, month 1..12, day 1..31 of the proleptic Gregorian calendar. */
void _cem_date_from_days (gint64 days,
                          gint *year,
                          gint *month,
                          gint *day);
gint64 _cem_date_to_days (gint year,
                          gint month,
                          gint day);

/* ISO 8601 durations of weeks, days, hours, minutes and seconds (P1W, P30D, PT1H30M, PT0.5S, with a
 * leading "-" allowed). A day is 24 hours here; years and months have no fixed length and are
 * refused. FALSE when malformed or out of range. */
gboolean _cem_duration_parse_iso (const char *text,
                                  gsize length,
                                  gint64 *seconds,
                                  gint32 *nanos);
gsize _cem_duration_format_iso (gint64 seconds,
                                gint32 nanos,
                                char buffer[CEM_TIME_BUFFER]);

G_END_DECLS
