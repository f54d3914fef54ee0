/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stream as untidy as real ones, the same for the same seed: repeated lines, late ones, ones without
 * a time, ones that are no event, other content under a known id, decisions about who is who, traits. */
typedef struct
{
  GPtrArray *lines; /* char *, without their ends */
  GPtrArray *keys;  /* for each line "SOURCE ID" of the event that it must leave in the log, or NULL */
} CrashStream;

CrashStream *crash_stream_new (guint32 seed,
                               guint n_lines) G_GNUC_WARN_UNUSED_RESULT;
void crash_stream_free (CrashStream *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CrashStream, crash_stream_free)

/* Lines from @first to before @last, each with its end. */
char *crash_stream_dup_text (CrashStream *self,
                             guint first,
                             guint last) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
