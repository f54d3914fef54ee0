/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* What came in and could not be taken: kept with its reason until somebody mends or drops it. */
typedef struct
{
  gint64 id;
  gint64 received;     /* microseconds since 1970: when it was seen first */
  gint64 last_seen;    /* … and last */
  guint seen;          /* how often it came */
  const char *origin;  /* the file's name, "-" for standard input, NULL for the API */
  gint64 line;         /* from 1; 0: unknown */
  const char *reading; /* how to read it, in words of the engine's; NULL: as usual */
  gboolean apart;      /* the same text with another reading is something else */
  const char *code;    /* a short word: syntax, limit, conflict, future, … */
  const char *message; /* a sentence */
  const char *text;    /* what came in, as it was (bytes; may be no UTF-8) */
  gsize text_length;
  guint tries;         /* retries that failed */
} CemQuarantineRow;

/* Inserts, or when the same text is there already counts it as seen again and takes over the newest
 * code and message. Within the caller's transaction. @id may be NULL. */
gboolean _cem_quarantine_add (CemDb *db,
                              const CemQuarantineRow *row,
                              gint64 *id,
                              GError **error);

/* A retry failed: counts it and takes over why. */
gboolean _cem_quarantine_failed_again (CemDb *db,
                                       gint64 id,
                                       const char *code,
                                       const char *message,
                                       GError **error);

gboolean _cem_quarantine_delete (CemDb *db,
                                 gint64 id,
                                 GError **error);

gboolean _cem_quarantine_count (CemDb *db,
                                gint64 *count,
                                GError **error);

/* The row's pointers live for the call. FALSE with @error set stops with it, without stops quietly.
 * @func must not change the table; collect ids first. */
typedef gboolean (*CemQuarantineFunc) (const CemQuarantineRow *row,
                                       gpointer data,
                                       GError **error);

/* Rows with an id greater than @after, by id; @limit 0: all. */
gboolean _cem_quarantine_list (CemDb *db,
                               gint64 after,
                               guint limit,
                               CemQuarantineFunc func,
                               gpointer data,
                               GError **error);

G_END_DECLS
