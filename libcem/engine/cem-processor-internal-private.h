/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/cem-processor-private.h"
#include "model/cem-model-private.h"
#include "value/cem-json-private.h"

#include <libcem/cem-error.h>

G_BEGIN_DECLS

/* For the files of the processor only. */

/* Names in the table meta. */
#define CEM_META_IDENTITY "identity.configuration"
#define CEM_META_DUPLICATES "n_duplicates"
#define CEM_META_CONFLICTS "n_conflicts"
#define CEM_META_ERASED "n_erased"
#define CEM_META_DERIVED "n_derived"

struct _CemProcessor
{
  CemDb *db;
  CemLog *log;
  CemIdentity *identity;
  CemModel *model;
  CemClock *clock;
  CemArena *arena;  /* of one item */
  GString *scratch; /* the piece of a derived row */
  CemLogSealer *sealer;
  GHashTable *timer_kinds;
  gint64 next_due;
  gboolean erased; /* something has been, in this batch */
  gint64 clean_wal_at; /* monotonic; 0: nothing erased is in the WAL */
  guint n_derived; /* rows, in this batch */

  CemOutcome *outcome; /* (nullable): of a batch of one item, to be filled in */

  CemInputFunc on_input; /* (nullable) */
  gpointer on_input_data;
  CemDerivedFunc on_derived; /* (nullable): of a replay, which takes derived rows over */
  gpointer on_derived_data;
};

/* Fires what is due at or before @until. */
gboolean _cem_processor_fire_due (CemProcessor *self,
                                  gint64 until,
                                  GError **error);

/* Takes a new input: identity first, which may refuse it with nothing changed; then the log, the
 * timelines, and what follows from it. */
gboolean _cem_processor_take (CemProcessor *self,
                              CemLogRow *row,
                              const CemDatum *data,
                              gboolean has_data,
                              const CemIdentitySet *set,
                              GError **error);

/* About one event, as against the store: the event belongs into the quarantine. */
gboolean _cem_processor_is_event_error (const GError *error);

/* Folds a row that is in the log already into identity and timelines, and into the nouns: all of them
 * or @only one. */
gboolean _cem_processor_fold_again (CemProcessor *self,
                                    const CemLogRow *row,
                                    gint64 only,
                                    GError **error);

/* Tells the nouns of an input. With @only, what it says of that entity alone, see _cem_model_fold (). */
void _cem_processor_fold_nouns (CemProcessor *self,
                                const CemLogRow *row,
                                const CemDatum *data,
                                const CemIdentitySet *set,
                                gint64 only);

/* Tells the nouns which things have become one, or several, since the last time. */
gboolean _cem_processor_join_nouns (CemProcessor *self,
                                    GError **error);

/* Whether a thing, one of the identifiers in @set, became one with others by this row: by the first that
 * named both. */
gboolean _cem_processor_is_joined_by (CemProcessor *self,
                                      const CemLogRow *row,
                                      const CemIdentitySet *set,
                                      guint thing,
                                      gboolean *joined,
                                      GError **error);

/* An input is about to be erased. Returns the entity that is the event itself, 0 for none. */
gint64 _cem_processor_retract_nouns (CemProcessor *self,
                                     const CemLogRow *row,
                                     const CemDatum *data,
                                     const CemIdentitySet *set);

/* Takes back what an input says of one thing, see _cem_model_take_back (). */
gboolean _cem_processor_take_back_nouns (CemProcessor *self,
                                         const CemLogRow *row,
                                         const CemDatum *data,
                                         const CemIdentitySet *set,
                                         gint64 only,
                                         gboolean *again,
                                         GError **error);

/* Reads the piece of a row back: data (null without) and the identifiers, bound as of the row's time.
 * All memory is the processor's arena's. */
gboolean _cem_processor_read_piece (CemProcessor *self,
                                    const CemLogRow *row,
                                    CemDatum *data,
                                    CemIdentitySet *set,
                                    GError **error);

/* Whether the row at @seq differs from @row in the clocks of its way here only (the extensions sentat and
 * receivedat): libraries that send a call again stamp it again. */
gboolean _cem_processor_is_same_call (CemProcessor *self,
                                      gint64 seq,
                                      const CemLogRow *row,
                                      gboolean *same,
                                      GError **error);

/* The entities whose timelines a derived row is in: those that its data name. */
#define CEM_DERIVED_ENTITIES 5
guint _cem_processor_get_derived_entities (CemProcessor *self,
                                           const CemDatum *data,
                                           gint64 entities[CEM_DERIVED_ENTITIES]);

/* --- commands ---*/

gboolean _cem_command_is_advance (const CemIncoming *item,
                                  gint64 *to);

/* Whether the command is legal now, and what its data say in the log. @at: when it happens. */
gboolean _cem_command_check (CemProcessor *self,
                             CemBatch *batch,
                             CemIncoming *item,
                             gint64 *at,
                             GError **error);

/* --- corrections ---*/

/* What customer.erased, identity.configured and mapping.loaded do to what is there. Other types do nothing. */
gboolean _cem_processor_correct (CemProcessor *self,
                                 const CemLogRow *row,
                                 const CemDatum *data,
                                 CemCause *cause,
                                 GError **error);

/* --- mappings ---*/

/* Stores the definition of the mapping that a row came by, if it did. */
gboolean _cem_processor_keep_mapping (CemProcessor *self,
                                      CemBatch *batch,
                                      const CemIncoming *item,
                                      GError **error);

/* … and says so in the log, unless it is what was loaded under that name last. @first is the row of the
 * event for which it is; it is not in the log yet. */
gboolean _cem_processor_load_mapping (CemProcessor *self,
                                      CemBatch *batch,
                                      const CemIncoming *item,
                                      const CemLogRow *first,
                                      GError **error);

/* What mapping.loaded does to what is there. */
gboolean _cem_processor_name_mapping (CemProcessor *self,
                                      const CemLogRow *row,
                                      const CemDatum *data,
                                      GError **error);

/* A member of a map that is text, or NULL; NUL-terminated in the arena. */
const char *_cem_processor_get_text (CemProcessor *self,
                                     const CemDatum *map,
                                     const char *name);

G_END_DECLS
