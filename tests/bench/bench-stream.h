/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Writes the same CloudEvents for the same arguments, one a line: about 390 bytes each, 1.6 identifiers,
 * times that rise but for 5 % that come up to three days late, 2 % lines that repeat a recent one; a few
 * customers are very busy. Ids are random, as UUIDs are. */
gboolean bench_stream_write (const char *path,
                             guint n_events,
                             guint n_customers,
                             guint32 seed,
                             GError **error);

/* One event of it, without its line's end. @number sets its time. */
char *bench_stream_dup_event (GRand *random,
                              guint number,
                              guint n_customers) G_GNUC_WARN_UNUSED_RESULT;

/* One of the user "one-in-@share", who is not among the others. */
char *bench_stream_dup_event_of (GRand *random,
                                 guint number,
                                 guint share) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
