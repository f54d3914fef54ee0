/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-batch-private.h"
#include "identity/cem-identity-private.h"
#include "log/cem-log-private.h"
#include "timer/cem-timer-private.h"

#include <libcem/cem-clock.h>
#include <libcem/cem-outcome.h>

G_BEGIN_DECLS

/* The one place where state changes: takes batches into the store, one transaction each. It belongs
 * to the writer thread. */
typedef struct _CemProcessor CemProcessor;

/* An event may be this far ahead of engine time, in microseconds; what is further goes to the
 * quarantine. */
#define CEM_PROCESSOR_FUTURE (10 * 60 * G_USEC_PER_SEC)

/* All rooms' tables, in the order of versions. */
extern const CemDbMigration _cem_store_migrations[];

/* @path NULL: in memory. With @secret, a new store that takes over the secret of another one. */
CemProcessor *_cem_processor_open (const char *path,
                                   CemClock *clock,
                                   const guint8 *secret,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _cem_processor_close (CemProcessor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemProcessor, _cem_processor_close)

CemDb *_cem_processor_get_db (CemProcessor *self);
CemIdentity *_cem_processor_get_identity (CemProcessor *self);
const guint8 *_cem_processor_get_secret (CemProcessor *self);

/* For measuring what nouns cost: they are not folded. */
void _cem_processor_set_nouns_idle (CemProcessor *self,
                                    gboolean idle);

/* The due time of the next timer, G_MAXINT64 without one. */
gint64 _cem_processor_get_next_due (CemProcessor *self);

typedef enum
{
  CEM_PROCESSING_LIVE = 0,
  CEM_PROCESSING_HISTORY = 1 << 0,
  CEM_PROCESSING_DURABLE = 1 << 1
} CemProcessingFlags;

typedef struct
{
  guint accepted;
  guint duplicates;
  guint conflicts;
  guint quarantined;
} CemTally;

/* Takes a batch: all of it is committed when this returns TRUE, none of it otherwise. Adds to @tally.
 * A command that is refused fails with REFUSED, NOT_FOUND or INVALID_ARGUMENT. With @outcome, which
 * goes with batches of one item, what became of it. */
gboolean _cem_processor_run (CemProcessor *self,
                             CemBatch *batch,
                             CemProcessingFlags flags,
                             CemTally *tally,
                             CemOutcome **outcome,
                             GCancellable *cancellable,
                             GError **error);

/* --- replay -------------------------------------------------------------------------------------*/

/* Told of each derived row that a replayed input causes. It is not appended: the log's own one is, by
 * _cem_processor_replay_derived (), so that both logs have the same places. */
typedef gboolean (*CemDerivedFunc) (const CemLogRow *row,
                                    gpointer data,
                                    GError **error);
void _cem_processor_set_derived_func (CemProcessor *self,
                                      CemDerivedFunc func,
                                      gpointer data);

/* A batch by hand; after a failed commit nothing of it is there. */
gboolean _cem_processor_begin (CemProcessor *self,
                               GError **error);
gboolean _cem_processor_commit (CemProcessor *self,
                                gboolean durable,
                                GError **error);
void _cem_processor_roll_back (CemProcessor *self);

/* Within a batch: takes over an input of another store as it is, and derives again what follows. */
gboolean _cem_processor_replay_input (CemProcessor *self,
                                      const CemLogRow *row,
                                      GError **error);

gboolean _cem_processor_replay_derived (CemProcessor *self,
                                        const CemLogRow *row,
                                        GError **error);

/* Customers that have been erased: from the first one on, the history of what was derived depends on
 * facts that are no longer there, and cannot be derived again. */
gboolean _cem_processor_count_erased (CemDb *db,
                                      gint64 *n,
                                      GError **error);

/* --- timers -------------------------------------------------------------------------------------*/

/* Called when a timer of @kind is due: may append derived rows and set timers. */
typedef gboolean (*CemTimerFunc) (CemProcessor *self,
                                  const CemTimer *timer,
                                  gpointer data,
                                  GError **error);
void _cem_processor_add_timer_kind (CemProcessor *self,
                                    const char *kind,
                                    CemTimerFunc func,
                                    gpointer data);

/* Within a batch. @now is the `at` of the row, or the due time of the timer, that is handled: what is due
 * before is due then, so that a timer always fires at its due time. */
gboolean _cem_processor_set_timer (CemProcessor *self,
                                   const CemTimer *timer,
                                   gint64 now,
                                   GError **error);

/* Told of each input that has been taken, live or replayed, within its batch: may append derived rows
 * and set timers. */
typedef gboolean (*CemInputFunc) (CemProcessor *self,
                                  const CemLogRow *row,
                                  gpointer data,
                                  GError **error);
void _cem_processor_set_input_func (CemProcessor *self,
                                    CemInputFunc func,
                                    gpointer data);

/* --- shared by the files of the processor -------------------------------------------------------*/

/* Appends a derived row. @cause names the row that it follows from, @maker what made it; @entities it
 * is entered for. */
typedef struct
{
  gint64 seq;
  const char *source; /* no NUL at the end: an input's text points into its line */
  const char *id;
  gsize source_length;
  gsize id_length;
  gint64 at;
  gboolean history;
  guint ordinal; /* of the next derived row; counted on */
} CemCause;

gboolean _cem_processor_derive (CemProcessor *self,
                                CemCause *cause,
                                const char *maker,
                                const char *type,
                                const CemDatum *data,
                                const gint64 *entities,
                                guint n_entities,
                                GError **error);

G_END_DECLS
