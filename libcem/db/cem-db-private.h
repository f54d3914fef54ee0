/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* The only room that knows <sqlite3.h>. A connection is used by one thread at a time. */
typedef struct _CemDb CemDb;
typedef struct _CemDbStatement CemDbStatement;
typedef struct _CemDbPool CemDbPool;

/* "CemD": what PRAGMA application_id says in each store. */
#define CEM_DB_APPLICATION_ID 0x43656d44

typedef enum
{
  CEM_DB_READ,   /* an existing file, for reading; the writer may be another process */
  CEM_DB_WRITE,  /* the one writer of an existing file; BUSY while there is another */
  CEM_DB_CREATE, /* as WRITE, and makes the file when there is none */
} CemDbMode;

/* One step of a room's schema. Several rooms may give steps of one version: they run in the order
 * of the list, which is sorted by version. */
typedef struct
{
  int version;
  gboolean (*apply) (CemDb *db,
                     GError **error);
} CemDbMigration;

/* Zero in any field stands for the default. */
typedef struct
{
  const CemDbMigration *migrations; /* ends with version 0 */
  guint cache_kib;                  /* 65536 for a writer, 8192 for a reader */
  guint wal_autocheckpoint;         /* 20000 pages */
  guint busy_timeout_ms;            /* 5000 */
  guint max_pages;                  /* none; a store that would grow past it fails with NO_SPACE */
} CemDbOptions;

/* Opens @path; NULL or ":memory:" is a store in memory (mode CREATE only), which its readers share
 * under a lock, see _cem_db_pool_new(). A writer climbs the migrations in one transaction; a reader
 * refuses an older file with READ_ONLY, everyone a newer one with NEWER_SCHEMA.
 * Errors: BUSY (another writer), NOT_A_STORE, NEWER_SCHEMA, CORRUPT, READ_ONLY, NO_SPACE, IO,
 * NOT_FOUND (there is no such file). */
CemDb *_cem_db_open (const char *path,
                     CemDbMode mode,
                     const CemDbOptions *options,
                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Finalises all statements (none may be lent), rolls back what is open, closes. */
void _cem_db_close (CemDb *self);

const char *_cem_db_get_path (CemDb *self); /* NULL for a store in memory */
gboolean _cem_db_is_memory (CemDb *self);
gboolean _cem_db_is_writer (CemDb *self);
int _cem_db_get_schema_version (CemDb *self);

/* Statements run on behalf of @cancellable until it is replaced: a cancelled one ends them with
 * G_IO_ERROR_CANCELLED. NULL: nobody. Borrowed. */
void _cem_db_set_cancellable (CemDb *self,
                              GCancellable *cancellable);

void _cem_db_set_max_pages (CemDb *self,
                            guint max_pages);

/* Copies the WAL into the database file. With @truncate it waits for readers and leaves an empty
 * WAL, so that nothing erased lingers there: BUSY when a reader does not end. */
gboolean _cem_db_checkpoint (CemDb *self,
                             gboolean truncate,
                             GError **error);

/* Looks at the whole file: its pages, that indexes match their tables, foreign keys. Slow (it reads
 * everything); cancellable. CORRUPT with what was found first. */
gboolean _cem_db_check_integrity (CemDb *self,
                                  GError **error);

/* --- statements ---------------------------------------------------------------------------------
 * A statement is lent by the cache and goes back with _cem_db_statement_release (), also through
 * g_autoptr (CemDbStatement). The cache goes by the address of the SQL text, which therefore must be a
 * literal; one that is lent already is prepared afresh. Values are bound, never written in. */
CemDbStatement *_cem_db_prepare (CemDb *self,
                                 const char *sql,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_db_statement_release (CemDbStatement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemDbStatement, _cem_db_statement_release)

/* Parameters count from 1. Text and blobs are not copied: they must live until the statement is
 * reset. A length of -1 is strlen (). NULL text or blob binds NULL. What goes wrong here is reported
 * by the next step. */
void _cem_db_bind_int (CemDbStatement *self,
                       int index,
                       gint64 value);
void _cem_db_bind_double (CemDbStatement *self,
                          int index,
                          double value);
void _cem_db_bind_text (CemDbStatement *self,
                        int index,
                        const char *text,
                        gssize length);
void _cem_db_bind_blob (CemDbStatement *self,
                        int index,
                        const void *data,
                        gsize length);
void _cem_db_bind_null (CemDbStatement *self,
                        int index);

typedef enum
{
  CEM_DB_ERROR = -1,
  CEM_DB_DONE = 0,
  CEM_DB_ROW = 1
} CemDbStep;

/* After DONE and ERROR the statement is reset already (bindings stay) and can be bound again. */
CemDbStep _cem_db_step (CemDbStatement *self,
                        GError **error);

/* Steps until DONE. */
gboolean _cem_db_run (CemDbStatement *self,
                      GError **error);

/* Resets before the end of the rows, so that it can be bound again. */
void _cem_db_statement_reset (CemDbStatement *self);

/* Columns count from 0. Pointers live until the next step or reset. */
gboolean _cem_db_column_is_null (CemDbStatement *self,
                                 int index);
gint64 _cem_db_column_int (CemDbStatement *self,
                           int index);
double _cem_db_column_double (CemDbStatement *self,
                              int index);
/* NULL also for what is not UTF-8, which only a damaged file holds. */
const char *_cem_db_column_text (CemDbStatement *self,
                                 int index,
                                 gsize *length);
/* Of a column that is never NULL: what a damaged file holds instead of text reads as empty. */
const char *_cem_db_column_text_or_empty (CemDbStatement *self,
                                          int index,
                                          gsize *length);
const void *_cem_db_column_blob (CemDbStatement *self,
                                 int index,
                                 gsize *length);

/* Whether the rows that two statements, maybe of two stores, stand on are the same, and a row as text
 * for people. */
gboolean _cem_db_row_equal (CemDbStatement *a,
                            CemDbStatement *b);
char *_cem_db_row_to_text (CemDbStatement *self) G_GNUC_WARN_UNUSED_RESULT;

/* Runs a literal of one or more statements without parameters: schema, PRAGMAs. */
gboolean _cem_db_exec (CemDb *self,
                       const char *sql,
                       GError **error);

/* The first column of the only row of a literal without parameters; NOT_FOUND without a row. */
gboolean _cem_db_query_int (CemDb *self,
                            const char *sql,
                            gint64 *value,
                            GError **error);

gint64 _cem_db_last_rowid (CemDb *self);
int _cem_db_changes (CemDb *self);

/* How many statements have been stepped, for tests that count work instead of seconds. */
guint64 _cem_db_get_steps (CemDb *self);

/* --- transactions -------------------------------------------------------------------------------
 * Nesting is allowed: an inner pair is a savepoint. Nobody else writes BEGIN, COMMIT, ROLLBACK. */
typedef gboolean (*CemDbWork) (CemDb *db,
                               gpointer data,
                               GError **error);

/* BEGIN IMMEDIATE, @work, COMMIT; a rollback when @work or the commit fails. */
gboolean _cem_db_transaction (CemDb *self,
                              CemDbWork work,
                              gpointer data,
                              GError **error);

/* One read snapshot around @work. */
gboolean _cem_db_snapshot (CemDb *self,
                           CemDbWork work,
                           gpointer data,
                           GError **error);

/* The split form, for a batch that outlives one function. After a failed commit the transaction has
 * been rolled back. @durable: the WAL is synced to the disk before this returns, with all that was
 * committed before; outermost transaction only. */
gboolean _cem_db_begin (CemDb *self,
                        GError **error);
gboolean _cem_db_begin_read (CemDb *self,
                             GError **error);
gboolean _cem_db_commit (CemDb *self,
                         gboolean durable,
                         GError **error);
void _cem_db_rollback (CemDb *self);
gboolean _cem_db_in_transaction (CemDb *self);

/* --- readers ------------------------------------------------------------------------------------
 * Lends reading connections to many threads. For a file they are opened as needed and at most @max
 * at a time, a further caller waits. For a store in memory (@writer) the one connection is lent under
 * its lock; writer and reader then exclude each other, and take and give are in one thread. */
CemDbPool *_cem_db_pool_new (CemDb *writer,
                             const char *path,
                             guint max,
                             const CemDbOptions *options) G_GNUC_WARN_UNUSED_RESULT;
/* Opens the first connection, so that whoever reads first does not wait for it. */
gboolean _cem_db_pool_warm (CemDbPool *self,
                            GError **error);
CemDb *_cem_db_pool_take (CemDbPool *self,
                          GCancellable *cancellable,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_db_pool_give (CemDbPool *self,
                        CemDb *db);
/* Waits until all are back. */
void _cem_db_pool_free (CemDbPool *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemDb, _cem_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemDbPool, _cem_db_pool_free)

G_END_DECLS
