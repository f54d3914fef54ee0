/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* What the files of the room db share; no other room includes this. */

typedef struct _CemDbFile CemDbFile;

struct _CemDb
{
  sqlite3 *handle;
  char *path; /* NULL: in memory */
  CemDbFile *file;
  CemDbMode mode;
  int schema_version;
  guint busy_timeout_ms;
  gint64 busy_since; /* monotonic; 0: not waiting */
  GCancellable *cancellable;
  GHashTable *statements; /* address of the sql literal -> CemDbStatement, for those in the cache */
  GQueue recently_used;   /* of cached statements that are not lent, newest first */
  guint n_lent;
  guint depth;      /* of open transactions and savepoints */
  GRecMutex shared; /* only for a store in memory: held while a statement or transaction is open */
  guint64 steps;
};

struct _CemDbStatement
{
  sqlite3_stmt *stmt;
  const char *sql;
  CemDb *db;
  GList link;
  gboolean cached;
  gboolean lent;
  int bind_result;
};

/* Sets @error from the result code of SQLite. @doing is a phrase such as “open the store”. Returns
 * FALSE. */
gboolean _cem_db_set_error (CemDb *self,
                            int result,
                            const char *doing,
                            GError **error);

void _cem_db_lock_shared (CemDb *self);
void _cem_db_unlock_shared (CemDb *self);

/* What is in the WAL, or that nothing is, reaches the disk. */
gboolean _cem_db_sync_wal (CemDb *self,
                           GError **error);

void _cem_db_statements_init (CemDb *self);
void _cem_db_statements_clear (CemDb *self);

/* The file behind a connection, one object for each inode in the process: POSIX drops all of a
 * process's locks on a file when any descriptor of it is closed, SQLite's own included, so the
 * descriptor that carries the writer's lock may only be closed after the last connection. */
CemDbFile *_cem_db_file_open (const char *path,
                              CemDbMode mode,
                              GError **error);
void _cem_db_file_close (CemDbFile *self,
                         CemDbMode mode);

G_END_DECLS
