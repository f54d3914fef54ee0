/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "crash-stream.h"

#include <libcem/cem.h>

G_BEGIN_DECLS

/* What the tests do that disturb an intake: send parts of a stream, and look at what is left. */

/* Lines from @first to before @last, as history. Returns how many were new. */
guint crash_store_send (CemEngine *engine,
                        CrashStream *stream,
                        guint first,
                        guint last,
                        guint rows_per_commit,
                        gboolean durable,
                        GError **error);

/* A single line. FALSE without an error: it is no event. */
gboolean crash_store_send_one (CemEngine *engine,
                               CrashStream *stream,
                               guint number,
                               gboolean durable,
                               GError **error);

void crash_store_remove (const char *path);

/* That each event of the first lines is in the log, and none twice; not by the way that the engine finds
 * what it knows. */
void crash_store_check_events (const char *path,
                               CrashStream *stream,
                               guint acknowledged);

void crash_store_verify (const char *path);

/* That the store, after the whole stream, is what one becomes that nobody disturbed. */
void crash_store_compare (const char *path,
                          CrashStream *stream);

G_END_DECLS
