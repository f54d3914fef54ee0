/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes out of a stream, which may be compressed with gzip (told by its first bytes; members may
 * follow one another) and in another encoding than UTF-8. A byte order mark at the start is
 * dropped. */
typedef struct _CemByteSource CemByteSource;

/* Most bytes that one call gives. */
#define CEM_BYTE_SOURCE_CHUNK (256 * 1024)

/* @encoding: the name of one, or NULL for text that is handed out as it is. A byte that the encoding
 * does not have becomes 0xff, which no UTF-8 has, so that the row it stands in can be told. Fails
 * when the system does not know the encoding. */
CemByteSource *_cem_byte_source_new (GInputStream *stream,
                                     const char *encoding,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_byte_source_free (CemByteSource *self);

/* Reads until something comes; 0 bytes are the end. @room is at least CEM_BYTE_SOURCE_CHUNK. */
gboolean _cem_byte_source_read (CemByteSource *self,
                                char *into,
                                gsize *n_read,
                                GCancellable *cancellable,
                                GError **error);

/* Bytes taken from the stream, before decompression. */
guint64 _cem_byte_source_get_bytes (CemByteSource *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemByteSource, _cem_byte_source_free)

G_END_DECLS
