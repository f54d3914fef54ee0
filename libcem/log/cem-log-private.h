/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"

G_BEGIN_DECLS

/* The log: what happened, in order, once. See doc/storage.md for the format. */

#define CEM_LOG_SECRET 16
#define CEM_LOG_SALT 16
#define CEM_LOG_HASH 32

/* A time, `received` that is not there. */
#define CEM_LOG_NO_TIME G_MININT64

typedef enum
{
  CEM_LOG_INPUT = 1,
  CEM_LOG_DERIVED = 2
} CemLogOrigin;

/* A row, when written and when read. Pointers are borrowed from whoever filled it in. Source, type and
 * actor are terminated and hold no NUL. */
typedef struct
{
  gint64 seq; /* set by append */
  CemLogOrigin origin;
  gboolean history;
  gint64 at;       /* microseconds since 1970, as all times here */
  gint64 time;     /* or CEM_LOG_NO_TIME */
  gint64 received; /* or CEM_LOG_NO_TIME */
  gint64 cause;    /* 0: none */
  gint ordinal;    /* -1: none */
  const char *source;
  const char *id;
  const char *type;
  const char *actor; /* or NULL */
  gsize source_length;
  gsize id_length;
  gsize type_length;
  gsize actor_length;
  const char *piece; /* canonical JSON; NULL when erased */
  gsize piece_length;
  guint8 salt[CEM_LOG_SALT]; /* zeros when erased */
  guint8 commitment[CEM_LOG_HASH];
  guint64 key; /* inputs, for find and append: _cem_log_key (); reading leaves it 0 */
} CemLogRow;

/* --- pure functions, for any thread -------------------------------------------------------------*/

/* The keyed hash of (source, id) that dedup goes by. */
guint64 _cem_log_key (const guint8 secret[CEM_LOG_SECRET],
                      const char *source,
                      gsize source_length,
                      const char *id,
                      gsize id_length);

/* Salts from the system's random source, drawn by the buffer, and the hash state that goes with them.
 * One for each thread. */
typedef struct _CemLogSealer CemLogSealer;

CemLogSealer *_cem_log_sealer_new (void) G_GNUC_WARN_UNUSED_RESULT;
void _cem_log_sealer_free (CemLogSealer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemLogSealer, _cem_log_sealer_free)

/* Draws @salt and makes @commitment = SHA-256 (salt ‖ piece). */
void _cem_log_seal_piece (CemLogSealer *self,
                          const char *piece,
                          gsize piece_length,
                          guint8 salt[CEM_LOG_SALT],
                          guint8 commitment[CEM_LOG_HASH]);

/* The commitment under a salt that is known: for replay, which copies salts, and for checks. */
void _cem_log_commitment (CemLogSealer *self,
                          const guint8 salt[CEM_LOG_SALT],
                          const char *piece,
                          gsize piece_length,
                          guint8 commitment[CEM_LOG_HASH]);

/* The id of a derived row: 26 characters (and NUL) of lower-case Crockford base32 of SHA-256 over
 * the cause's source and id, what made it, and its ordinal. */
#define CEM_LOG_DERIVED_ID 27
void _cem_log_derived_id (const char *cause_source,
                          const char *cause_id,
                          const char *maker,
                          guint ordinal,
                          char id[CEM_LOG_DERIVED_ID]);

/* --- schema -------------------------------------------------------------------------------------*/

/* Version 1 of the tables meta, name, log, log_type, chain, dedup_*, timeline*, quarantine; the secret is made
 * here. For the migrations of the engine. */
gboolean _cem_log_create (CemDb *db,
                          GError **error);

gboolean _cem_log_read_secret (CemDb *db,
                               guint8 secret[CEM_LOG_SECRET],
                               GError **error);
/* Only while the log is empty: a replay takes over the secret of the store it replays. */
gboolean _cem_log_write_secret (CemDb *db,
                                const guint8 secret[CEM_LOG_SECRET],
                                GError **error);

/* --- the writer's side --------------------------------------------------------------------------*/

typedef struct _CemLog CemLog;

/* Sizes that tests make small; zero is the default. */
typedef struct
{
  guint recent;          /* keys in memory before they go to level 1: 131072 */
  guint level_bits;      /* log2 of the blocks of level 1: 12; each further level has 8 times as many */
  guint timeline_shift;  /* bucket = seq >> this: 18 */
  guint64 key_mask;      /* ANDed to each key, to force collisions: all ones */
} CemLogOptions;

/* Reads position, last link and recent keys. @db stays the caller's and outlives the log. */
CemLog *_cem_log_open (CemDb *db,
                       const CemLogOptions *options,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_log_close (CemLog *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemLog, _cem_log_close)

const guint8 *_cem_log_get_secret (CemLog *self);
gint64 _cem_log_get_last_seq (CemLog *self); /* with the batch's own rows; 0: empty */
gint64 _cem_log_get_last_at (CemLog *self);  /* G_MININT64: empty */

/* A batch is one transaction and one chain link. All between begin and commit happens in it, also
 * what other rooms write through the same connection. After a failed commit, and after rollback, the
 * log is as it was before begin. */
gboolean _cem_log_begin (CemLog *self,
                         GError **error);
gboolean _cem_log_commit (CemLog *self,
                          gboolean durable,
                          GError **error);
void _cem_log_rollback (CemLog *self);

/* Looks up the keys of a batch together (any order; sorted inside), so that the finds that follow
 * touch no table unless there is a match. A find for a key that was not prefetched works too. */
gboolean _cem_log_prefetch (CemLog *self,
                            const guint64 *keys,
                            gsize n_keys,
                            GError **error);

typedef enum
{
  CEM_LOG_NEW,       /* no such (source, id) */
  CEM_LOG_DUPLICATE, /* same type and piece, or the piece has been erased */
  CEM_LOG_CONFLICT   /* other content under the same (source, id) */
} CemLogVerdict;

/* Whether (source, id) is in the log, rows appended earlier in this batch included, and with the same
 * type and piece as @row. @seq: the row that is there, or 0. */
gboolean _cem_log_find (CemLog *self,
                        const CemLogRow *row,
                        CemLogVerdict *verdict,
                        gint64 *seq,
                        GError **error);

/* Appends @row and sets its seq (the one before plus 1). */
gboolean _cem_log_append (CemLog *self,
                          CemLogRow *row,
                          GError **error);

/* Enters a row of this batch into the timeline of an entity; @time is the event's time, or its `at`
 * when it has none. Written at commit. Entering the same triple twice is harmless. */
void _cem_log_enter (CemLog *self,
                     gint64 entity,
                     gint64 time,
                     gint64 seq);

/* Erases salt and piece of a row, within a batch. The key, the row and the chain stay. Erasing an
 * erased row is harmless. After the commit the caller runs _cem_db_checkpoint (db, TRUE). */
gboolean _cem_log_erase (CemLog *self,
                         gint64 seq,
                         GError **error);
/* Takes an entity's entries out of the timeline, within a batch. */
gboolean _cem_log_forget (CemLog *self,
                          gint64 entity,
                          GError **error);

/* Takes rows out of all timelines, within a batch. Looks at the whole of each bucket that has any of
 * them: for rare rows, all together. Sorts @seqs. */
gboolean _cem_log_leave_all (CemLog *self,
                             gint64 *seqs,
                             gsize n_seqs,
                             GError **error);

/* Writes what has been entered until now, before the commit does: for batches that read the timeline,
 * or enter very many. */
gboolean _cem_log_write_timeline (CemLog *self,
                                  GError **error);

/* Whether a row is in the timeline of an entity, within a batch. */
gboolean _cem_log_is_in (CemLog *self,
                         gint64 entity,
                         gint64 time,
                         gint64 seq,
                         gboolean *found,
                         GError **error);

/* Takes one entry out of the timeline, within a batch. */
gboolean _cem_log_leave (CemLog *self,
                         gint64 entity,
                         gint64 time,
                         gint64 seq,
                         GError **error);

/* Drops the dedup index and makes it again from the log's inputs, in transactions of its own; an
 * interrupted rebuild goes on when the log is opened again. (The timeline is made again by whoever
 * knows the entities: within a batch, clear, then enter.) */
gboolean _cem_log_rebuild_dedup (CemLog *self,
                                 GCancellable *cancellable,
                                 GError **error);
gboolean _cem_log_clear_timeline (CemLog *self,
                                  GError **error);

/* --- reading, through any connection ------------------------------------------------------------*/

/* Called for each row; the row's pointers live for the call. FALSE with @error set stops with that
 * error, FALSE without stops quietly. */
typedef gboolean (*CemLogRowFunc) (const CemLogRow *row,
                                   gpointer data,
                                   GError **error);

typedef struct
{
  gint64 first;      /* 0: from the start */
  gint64 last;       /* 0: to the end */
  gboolean backward; /* newest first */
  guint limit;       /* 0: all */
  CemLogOrigin origin; /* 0: both */
} CemLogQuery;

gboolean _cem_log_read (CemDb *db,
                        const CemLogQuery *query,
                        CemLogRowFunc func,
                        gpointer data,
                        GError **error);

/* Appends the places of all rows of a type from @first on, newest first, up to @limit (0: all). */
gboolean _cem_log_read_type (CemDb *db,
                             const char *type,
                             gint64 first,
                             guint limit,
                             GArray *seqs,
                             GError **error);

/* The id of a name, such as a type; 0 when there is none. */
gboolean _cem_log_find_name (CemDb *db,
                             const char *text,
                             gint64 *id,
                             GError **error);

/* One row; NOT_FOUND when there is none. */
gboolean _cem_log_read_row (CemDb *db,
                            gint64 seq,
                            CemLogRowFunc func,
                            gpointer data,
                            GError **error);

/* The seq of a row by its (source, id), 0 when there is none: what CemView asks. Uses the dedup
 * index without a writer. */
gboolean _cem_log_lookup (CemDb *db,
                          const char *source,
                          const char *id,
                          gint64 *seq,
                          GError **error);

/* --- timeline -----------------------------------------------------------------------------------*/

typedef struct
{
  gint64 time;
  gint64 seq;
} CemLogMoment;

/* Reads up to @limit moments of a set of entities, newest first by (time, seq), each event once.
 * @before is the last moment of the page before, NULL for the first page. Appends to @moments
 * (CemLogMoment). */
gboolean _cem_log_read_timeline (CemDb *db,
                                 const gint64 *entities,
                                 gsize n_entities,
                                 const CemLogMoment *before,
                                 guint limit,
                                 GArray *moments,
                                 GError **error);

/* Tells the type of each of these rows, and reads nothing else of them. FALSE of @func stops. NOT_FOUND when
 * there is no such row. */
typedef gboolean (*CemLogTypeFunc) (gint64 seq,
                                    const char *type,
                                    gsize length,
                                    gpointer data);

gboolean _cem_log_read_types (CemDb *db,
                              const CemLogMoment *moments,
                              gsize n_moments,
                              CemLogTypeFunc func,
                              gpointer data,
                              GError **error);

/* --- verify -------------------------------------------------------------------------------------*/

typedef struct
{
  gint64 next;      /* in: where to begin (0: the start), out: where to go on; 0: at the end */
  guint64 rows;     /* added to: rows checked */
  guint64 links;    /* added to: chain links checked */
  guint64 erased;   /* added to: rows whose piece has been erased */
  gboolean whole;   /* out: it has begun at the start; and for the index of types, which is checked then: */
  gint64 types_end;
  guint64 n_types;
  guint64 types_sum;
} CemLogVerify;

/* Checks whole chain links from the one that covers self->next on, until at least @max_rows rows are
 * done (0: to the end): that the link holds, each commitment matches its piece, sequence and `at` have
 * no gap or step back. CORRUPT names the row or link. Resumable through @state. */
gboolean _cem_log_verify (CemDb *db,
                          CemLogVerify *state,
                          guint64 max_rows,
                          GError **error);

/* Checks that each input is found by the dedup index, and only these; @next as in CemLogVerify. */
gboolean _cem_log_verify_dedup (CemDb *db,
                                CemLogVerify *state,
                                guint64 max_rows,
                                GError **error);

/* --- meta: single values of the store -----------------------------------------------------------*/

gboolean _cem_meta_get_int (CemDb *db,
                            const char *key,
                            gint64 fallback,
                            gint64 *value,
                            GError **error);
gboolean _cem_meta_set_int (CemDb *db,
                            const char *key,
                            gint64 value,
                            GError **error);
/* NULL without error when there is none. */
gboolean _cem_meta_get_text (CemDb *db,
                             const char *key,
                             char **value,
                             GError **error);
gboolean _cem_meta_set_text (CemDb *db,
                             const char *key,
                             const char *value,
                             GError **error);

G_END_DECLS
