/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times as files write them: "iso", "unix", "unix_ms", or a pattern of strptime's letters. */
typedef struct _CemTimeFormat CemTimeFormat;

typedef struct
{
  gint64 seconds; /* since 1970, of the clock on the wall unless there is an offset */
  gint32 nanos;
  gboolean has_offset; /* the seconds are UTC already */
} CemWallTime;

/* Fails with CEM_ERROR_SYNTAX on a letter that is not known or a pattern that makes no date. */
CemTimeFormat *_cem_time_format_new (const char *pattern,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_time_format_free (CemTimeFormat *self);

/* FALSE when @text is not of the format or no date of the calendar. */
gboolean _cem_time_format_parse (const CemTimeFormat *self,
                                 const char *text,
                                 gsize length,
                                 CemWallTime *time);

/* A clock on a wall. Remembers what it was asked last; for one thread. */
typedef struct
{
  GTimeZone *zone;
  gint64 quarter; /* of an hour since 1970, plus 1; 0: nothing is remembered */
  gint32 offset;
} CemWallClock;

/* To UTC. Of an hour that comes twice the first is meant; a time that is left out is the one at
 * which the clock goes on. */
gint64 _cem_wall_clock_to_utc (CemWallClock *self,
                               gint64 seconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemTimeFormat, _cem_time_format_free)

G_END_DECLS
