/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  guint events;
  guint kept;
  double seconds;
  double last_tenth_seconds;
  guint last_tenth_events;
} PlainInsert;

/* What SQLite alone takes for the same rows: INSERT OR IGNORE into one table that is unique by
 * (source, id) and indexed by (subject, time), with the PRAGMAs of a libcem store. Reading and parsing
 * the file is outside of the measured time. */
gboolean plain_insert_run (const char *events,
                           const char *path,
                           guint rows_per_commit,
                           PlainInsert *result,
                           GError **error);

G_END_DECLS
