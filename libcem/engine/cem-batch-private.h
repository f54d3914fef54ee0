/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-config-private.h"
#include "intake/cem-cloud-event-private.h"
#include "intake/cem-line-reader-private.h"
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
  const char *text;   /* as it came in, for the quarantine */
  gsize text_length;

  const char *reason; /* a short word when it cannot be taken, NULL otherwise */
  const char *message;
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

/* @origin: the file's name, "-", or NULL for the API. */
CemBatch *_cem_batch_new (const guint8 secret[CEM_LOG_SECRET],
                          const char *origin) G_GNUC_WARN_UNUSED_RESULT;
void _cem_batch_free (CemBatch *self);

/* How lines are read from now on: AUTO by default, with CEM_SEGMENT_SOURCE. What is kept of a bad line
 * says so, for later tries. */
void _cem_batch_set_reading (CemBatch *self,
                             CemIntakeFormat format,
                             const char *segment_source);

/* Empties it for the next round. Identifiers are bound by @config from now on. */
void _cem_batch_reset (CemBatch *self,
                       CemIdentityConfig *config);

/* Each copies what it is given. What is wrong with it is kept in the item. */
void _cem_batch_add_line (CemBatch *self,
                          const CemLine *line);
void _cem_batch_add_quarantined (CemBatch *self,
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
const char *_cem_batch_get_reading (CemBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemBatch, _cem_batch_free)

G_END_DECLS
