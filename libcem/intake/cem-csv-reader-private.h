/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-arena-private.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Rows out of comma-separated values: RFC 4180 and what is usual beside it (other separators, LF, CR LF
 * or CR at the ends of lines, blank lines, quotes in the middle of a field that does not begin with
 * one). */

/* Longest row in bytes, with the line ends that its quotes hold. */
#define CEM_CSV_MAX_ROW (1024 * 1024)
#define CEM_CSV_MAX_FIELDS 4096

/* As a separator: one or more spaces or tabs; those around the row do not count. */
#define CEM_CSV_BLANKS '\0'

typedef struct
{
  char separator; /* one byte of ASCII, or CEM_CSV_BLANKS */
  char quote;     /* 0: none */
  char escape;    /* 0: only a quote that is written twice */
  char comment;   /* a line that begins with it is no row; 0: none */
  gboolean trim;  /* spaces and tabs around what is not quoted go */
  guint skip;     /* lines before the first row */
} CemCsvDialect;

typedef struct
{
  const char *text; /* no NUL at the end */
  gsize length;
} CemCsvField;

typedef struct
{
  const char *text; /* the row as it stands in the file, without its line end */
  gsize length;
  gint64 line;      /* where it begins, from 1 */
  guint64 offset;   /* … in bytes of UTF-8 without the byte order mark */
  guint64 next;     /* where the row behind it begins */
  guint n_fields;
  const CemCsvField *fields;
  const char *reason; /* a short word when it is no row: csv, limit, encoding; NULL otherwise */
  const char *message;
  gboolean cut; /* only the beginning of it is here */
} CemCsvRow;

typedef struct _CemCsvReader CemCsvReader;

/* @encoding: of the stream, or NULL for UTF-8. */
CemCsvReader *_cem_csv_reader_new (GInputStream *stream,
                                   const char *encoding,
                                   const CemCsvDialect *dialect,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One text, which must outlive the reader; @line is what its first line is called. Nothing is
 * skipped. */
CemCsvReader *_cem_csv_reader_new_for_text (const char *text,
                                            gsize length,
                                            gint64 line,
                                            const CemCsvDialect *dialect) G_GNUC_WARN_UNUSED_RESULT;
void _cem_csv_reader_free (CemCsvReader *self);

/* Gives it another text. */
void _cem_csv_reader_set_text (CemCsvReader *self,
                               const char *text,
                               gsize length,
                               gint64 line);

/* The row lives until the next one is read. FALSE with @error on failure, FALSE without at the end.
 * What is no row is handed out with a reason, and reading goes on behind it: where a quote is never
 * closed, behind the line in which it was opened. */
gboolean _cem_csv_reader_next (CemCsvReader *self,
                               CemCsvRow *row,
                               GCancellable *cancellable,
                               GError **error);

/* Bytes taken from the stream. */
guint64 _cem_csv_reader_get_bytes (CemCsvReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemCsvReader, _cem_csv_reader_free)

G_END_DECLS
