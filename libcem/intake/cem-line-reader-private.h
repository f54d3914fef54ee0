/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Lines out of a stream, which may be compressed with gzip (told by its first bytes; members may
 * follow one another). A byte order mark at the start is dropped, and a CR before the LF. */
typedef struct _CemLineReader CemLineReader;

/* Longest line in bytes. What is longer is cut there, marked, and read on behind its end. */
#define CEM_LINE_MAX (1024 * 1024)

typedef struct
{
  const char *text; /* no NUL at the end; lives until the next line is read */
  gsize length;
  gint64 number; /* from 1 */
  gboolean cut;
  guint64 offset; /* in the bytes behind gzip and the byte order mark */
} CemLine;

CemLineReader *_cem_line_reader_new (GInputStream *stream) G_GNUC_WARN_UNUSED_RESULT;
void _cem_line_reader_free (CemLineReader *self);

/* FALSE with @error on failure, FALSE without at the end. */
gboolean _cem_line_reader_next (CemLineReader *self,
                                CemLine *line,
                                GCancellable *cancellable,
                                GError **error);

/* Bytes taken from the stream, before decompression. */
guint64 _cem_line_reader_get_bytes (CemLineReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemLineReader, _cem_line_reader_free)

G_END_DECLS
