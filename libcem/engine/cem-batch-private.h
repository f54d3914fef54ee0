/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-config-private.h"
#include "intake/cem-cloud-event-private.h"
#include "intake/cem-line-reader-private.h"
#include "intake/cem-row-mapper-private.h"
#include "log/cem-log-private.h"
#include "log/cem-quarantine-private.h"

#include <libcem/cem-intake.h>
#include <libcem/cem-outcome.h>

G_BEGIN_DECLS

/* What comes in, prepared in whatever thread reads it so that the writer thread only has to write:
 * parsed, checked, sealed, hashed, bound to entities. */

typedef struct
{
  gint64 line;        /* from 1; 0: unknown */
  gint64 quarantined; /* the row of the quarantine that is tried again, or 0 */
  const char *origin; /* the file's name when it is not the batch's, or NULL */
  const char *text;   /* as it came in, for the quarantine */
  gsize text_length;

  CemMapping *mapping;     /* of a row of CSV, or NULL */
  const char *row_context; /* of a row of CSV: what it is read by, see the row mapper */
  const char *row_event;   /* … which of its events this is, or NULL: the row as a whole */
  const char *row_reading; /* … what the quarantine keeps of it already, or NULL */
  guint row_before;        /* … how many equal ones came before */
  gboolean row_cut;        /* … only its beginning is here */
  gboolean nothing;        /* nothing comes out of it; it only leaves the quarantine */

  const char *reason; /* a short word when it cannot be taken, NULL otherwise */
  const char *message; /* words */
  CemOutcomeStatus status; /* set by the processor */

  CemCloudEvent event;
  const char *actor; /* of a command, or NULL */
  gboolean command;  /* checked against the present state; refused, never quarantined */
  CemIdentitySet set;
  gboolean bound; /* the set is there; FALSE for an event without a time */
  const char *piece;
  gsize piece_length;
  guint8 salt[CEM_LOG_SALT];
  guint8 commitment[CEM_LOG_HASH];
  guint64 key;
} CemIncoming;

typedef struct _CemBatch CemBatch;

/* What the writer knows of the mappings that a run of an intake goes by. */
typedef struct
{
  char *actor;        /* who sends the rows, or NULL */
  GHashTable *kept;   /* CemMapping, unowned: its definition is in the store */
  GHashTable *loaded; /* … it is what was loaded last under its name, when it came first */
} CemMappingsUsed;

/* @origin: the file's name, "-", or NULL for the API. */
CemBatch *_cem_batch_new (const guint8 secret[CEM_LOG_SECRET],
                          const char *origin) G_GNUC_WARN_UNUSED_RESULT;
void _cem_batch_free (CemBatch *self);

/* How lines are read from now on: AUTO by default, with CEM_SEGMENT_SOURCE. What is kept of a bad line
 * says so, for later tries. */
void _cem_batch_set_reading (CemBatch *self,
                             CemIntakeFormat format,
                             const char *segment_source);

/* A batch with rows of CSV needs this; it must outlive the batch. */
void _cem_batch_set_mappings_used (CemBatch *self,
                                   CemMappingsUsed *used);
CemMappingsUsed *_cem_batch_get_mappings_used (CemBatch *self);

/* Empties it for the next round. Identifiers are bound by @config from now on. */
void _cem_batch_reset (CemBatch *self,
                       CemIdentityConfig *config);

/* Each copies what it is given. What is wrong with it is kept in the item. */
void _cem_batch_add_line (CemBatch *self,
                          const CemLine *line);

/* @origin: the file's name, which must outlive the batch's round. */
void _cem_batch_add_line_of (CemBatch *self,
                             const CemLine *line,
                             const char *origin);

/* When the event happened that a line of @format is. FALSE when the line does not say it. */
gboolean _cem_batch_find_time (CemArena *arena,
                               CemIntakeFormat format,
                               const char *text,
                               gsize length,
                               gint64 *time);
void _cem_batch_add_quarantined (CemBatch *self,
                                 const CemQuarantineRow *row);

/* A row of CSV, of which any number of events may come. @only: the number of the one event that is
 * wanted, or -1. @origin and the mapper must outlive the batch's round. */
void _cem_batch_add_row (CemBatch *self,
                         CemRowMapper *mapper,
                         const CemCsvRow *row,
                         guint n_before,
                         int only,
                         const char *origin);

/* Which mapping a row of the quarantine came by. FALSE when it is no row of CSV. */
gboolean _cem_batch_find_mapping (const CemQuarantineRow *row,
                                  char **name,
                                  char **digest);

/* A row of the quarantine that is a row of CSV; FALSE when it is none, or @mapping is not the one it
 * came by. @mappers: where the mappers for the columns of several files are kept. */
gboolean _cem_batch_add_quarantined_row (CemBatch *self,
                                         CemMapping *mapping,
                                         GHashTable *mappers,
                                         const CemQuarantineRow *row);
CemIncoming *_cem_batch_add_event (CemBatch *self,
                                   const CemDatum *datum);

/* A command as the event that it becomes; it is sealed once it has been checked. */
CemIncoming *_cem_batch_add_command (CemBatch *self,
                                     const char *type,
                                     const char *actor,
                                     const CemDatum *data);

/* Gives a command that has been checked its id, the place it will have in the log, and seals it. */
gboolean _cem_batch_name_command (CemBatch *self,
                                  CemIncoming *item,
                                  gint64 seq,
                                  GError **error);

/* Marks an item as bad. */
void _cem_batch_reject (CemBatch *self,
                        CemIncoming *item,
                        const GError *error);

/* Binds the item's identifiers as of @time; @config may differ from the batch's. */
gboolean _cem_batch_bind (CemBatch *self,
                          CemIncoming *item,
                          CemIdentityConfig *config,
                          gint64 time,
                          GError **error);

guint _cem_batch_get_n_items (CemBatch *self);
CemIncoming *_cem_batch_get_item (CemBatch *self,
                                  guint index);
CemArena *_cem_batch_get_arena (CemBatch *self);
CemIdentityConfig *_cem_batch_get_config (CemBatch *self);
const char *_cem_batch_get_origin (CemBatch *self);
/* For the quarantine; NULL: as usual. */
char *_cem_batch_dup_reading (CemBatch *self,
                              const CemIncoming *item);

/* What cem-batch-row.c needs of the batch. */
CemIncoming *_cem_batch_add_item (CemBatch *self);
gboolean _cem_batch_prepare_row (CemBatch *self,
                                 CemIncoming *item,
                                 const CemDatum *datum,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemBatch, _cem_batch_free)

G_END_DECLS
