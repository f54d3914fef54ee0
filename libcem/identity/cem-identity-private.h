/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"
#include "identity/cem-identity-config-private.h"
#include "identity/cem-identity-partition-private.h"

G_BEGIN_DECLS

/* Identifiers -> fragment -> customer, and the identifiers of one thing -> that thing, in a store. Rows are a function of the set of events that were
 * applied: neither their order nor their number of copies matters. */

/* The version 1 tables entity, epoch, evidence, decision, member, refused, trait, and the view
 * customer. For the migrations of the engine. */
gboolean _cem_identity_create (CemDb *db,
                               GError **error);

/* --- the writer's side --------------------------------------------------------------------------*/

typedef struct _CemIdentity CemIdentity;

/* Sizes that tests make small; zero is the default. */
typedef struct
{
  guint hot_bits;     /* log2 of the slots for known entities, at least 2: 19; pairs have half */
  guint max_loaded;   /* rows kept between batches: 131072 */
} CemIdentityOptions;

/* @db (the writer) stays the caller's and outlives this. Reads nothing. */
CemIdentity *_cem_identity_open (CemDb *db,
                                 CemIdentityConfig *config,
                                 const guint8 secret[CEM_IDENTITY_SECRET],
                                 const CemIdentityOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void _cem_identity_close (CemIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemIdentity, _cem_identity_close)

CemIdentityConfig *_cem_identity_get_config (CemIdentity *self);

typedef enum
{
  CEM_IDENTITY_EVENT,      /* its identifiers are evidence */
  CEM_IDENTITY_IDENTIFIED, /* "customer.identified": the same, and data.traits (or data itself, where it
                              has no member "traits") are traits of the first fragment; null takes one back */
  CEM_IDENTITY_LINKED,     /* "identifiers.linked": data.first and data.second, keys as for find; a
                              TYPE:VALUE means the epoch of data.time, or of the event. Its `identifiers`
                              are no evidence */
  CEM_IDENTITY_UNLINKED,   /* "identifiers.unlinked" */
  CEM_IDENTITY_KEPT_APART  /* "identifiers.kept_apart"; data.lifted true takes it back */
} CemIdentityEventKind;

CemIdentityEventKind _cem_identity_event_kind (const char *type,
                                               gsize length);

typedef struct
{
  CemIdentityEventKind kind;
  gint64 time; /* of the event, or `at` when it has none */
  const char *source;
  const char *id;
  gsize source_length;
  gsize id_length;
  const CemIdentitySet *set;
  const CemDatum *data; /* needed for all but EVENT; may be NULL */
} CemIdentityEvent;

typedef enum
{
  CEM_IDENTITY_NEW_CUSTOMER, /* customer */
  CEM_IDENTITY_MERGED,       /* other became part of customer */
  CEM_IDENTITY_UNMERGED,     /* other came out of customer: a customer of its own now */
  CEM_IDENTITY_PROPOSED,     /* a and b were not joined because of reason */
  CEM_IDENTITY_TRAIT_CHANGED /* customer, field, old_value, new_value (JSON text; NULL: none) */
} CemIdentityChangeKind;

typedef struct
{
  CemIdentityChangeKind kind;
  gint64 customer; /* head */
  gint64 other;    /* head, before (MERGED) or now (UNMERGED) */
  gint64 a, b;     /* fragments */
  gboolean thing;  /* all of these are things: customer and other are nouns */
  CemEdgeStatus reason;
  const char *field;
  const char *old_value;
  const char *new_value;
} CemIdentityChange;

/* Lives until the next call on @self. Changes come in an order that the set of rows determines. */
typedef struct
{
  gint64 fragment; /* that the facts of the event belong to; 0: the event names none */
  gint64 customer; /* head of the fragment's customer after the event; 0: none */
  const gint64 *subjects; /* a decision's two fragments: to be entered into their timelines */
  guint n_subjects;
  const CemIdentityChange *changes;
  guint n_changes;
} CemIdentityResult;

/* Applies one event. All in memory; rows are read as they are needed.
 * CONFLICT (two identifiers with one entity id), INVALID_ARGUMENT, NOT_FOUND, TYPE and LIMIT are about
 * this event, which then has changed nothing: it belongs into the quarantine. Any other error is the
 * store's: roll the batch back. */
gboolean _cem_identity_apply (CemIdentity *self,
                              const CemIdentityEvent *event,
                              CemIdentityResult *result,
                              GError **error);

/* Whether a decision would change anything, for commands: FALSE with NOT_FOUND or INVALID_ARGUMENT for
 * keys that name nobody, REFUSED with what would be legal. Changes nothing. */
gboolean _cem_identity_check (CemIdentity *self,
                              const CemIdentityEvent *event,
                              GError **error);

/* The head of a fragment's customer with the batch's changes; 0: none. */
gboolean _cem_identity_get_customer (CemIdentity *self,
                                     gint64 fragment,
                                     gint64 *customer,
                                     GError **error);

/* The things whose head has changed since the last call, as groups: how many (1: it is known by nothing
 * else), the head, the others. Appends gint64. */
gboolean _cem_identity_take_regrouped (CemIdentity *self,
                                       GArray *groups,
                                       GError **error);

/* Writes what the batch changed, sorted by key, into the open transaction. To be followed by either
 * of the next two, when the transaction's fate is known. */
gboolean _cem_identity_flush (CemIdentity *self,
                              GError **error);
void _cem_identity_committed (CemIdentity *self);
void _cem_identity_rolled_back (CemIdentity *self);

/* Takes the rows of a customer's fragments away, within a batch (writes at once). @erased: the fragments
 * (gint64) that were the customer's: the caller erases the log pieces of their timelines.
 * @survivors (gint64): fragments of others that stood in events with them. What they owe to the erased
 * events goes as well: the caller, who has erased the pieces by then, calls _cem_identity_forget ()
 * with these and with the other fragments that erased events named, and then applies the events that
 * remain in their timelines again (results are of no interest). */
gboolean _cem_identity_erase (CemIdentity *self,
                              gint64 customer,
                              GArray *erased,
                              GArray *survivors,
                              GError **error);
gboolean _cem_identity_forget (CemIdentity *self,
                               const gint64 *fragments,
                               gsize n_fragments,
                               GError **error);
/* Whether the thing, one of the event's identifiers, owes it who it is: then it is forgotten and applied
 * again as fragments are. */
gboolean _cem_identity_is_joined_by (CemIdentity *self,
                                     const CemIdentityEvent *event,
                                     guint thing,
                                     gboolean *joined,
                                     GError **error);
/* For _cem_identity_take_regrouped () to name it. */
void _cem_identity_note_regrouped (CemIdentity *self,
                                   gint64 thing);
/* Things that no event names any more. */
gboolean _cem_identity_forget_thing (CemIdentity *self,
                                     gint64 thing,
                                     GError **error);

/* Drops all rows, for a new configuration (NULL: the same) or a rebuild; within a batch. The caller
 * applies the inputs of the log again. */
gboolean _cem_identity_reset (CemIdentity *self,
                              CemIdentityConfig *config,
                              GError **error);

/* --- reading, through any connection ------------------------------------------------------------*/

/* "TYPE:VALUE" at a time, in @arena. Pure. INVALID_ARGUMENT says what is wrong with it. */
gboolean _cem_identity_parse_key (CemIdentityConfig *config,
                                  const guint8 secret[CEM_IDENTITY_SECRET],
                                  CemArena *arena,
                                  const char *key,
                                  gsize length,
                                  gint64 time,
                                  CemIdentifier *identifier,
                                  GError **error);

/* Finds by key: "TYPE:VALUE" (latest epoch; the value is normalised), "c…" (a customer's id, or that of
 * any of its fragments) or "t…". NOT_FOUND says what is missing. */
typedef struct
{
  gint64 entity;
  gboolean thing;
  gint64 customer; /* head; 0 for things, and for fragments that only decisions have named */
} CemIdentityFound; /* what else a thing is known by, the nouns know */

gboolean _cem_identity_find (CemDb *db,
                             CemIdentityConfig *config,
                             const guint8 secret[CEM_IDENTITY_SECRET],
                             const char *key,
                             CemIdentityFound *found,
                             GError **error);

/* The portable key of an entity and, where its type has epochs, a time within its epoch: what a command
 * writes into the log, so that the fact does not depend on this store. @time: G_MININT64 without. */
gboolean _cem_identity_read_key (CemDb *db,
                                 CemIdentityConfig *config,
                                 gint64 entity,
                                 char **key,
                                 gint64 *time,
                                 GError **error);

typedef struct
{
  gint64 entity;
  const char *type;
  const char *value;
  gint64 epoch;
  gint64 first; /* time of the first event that named it; G_MININT64: only decisions did */
  gint64 customer; /* head; 0 for things */
} CemIdentityMember;

/* NOT_FOUND when there is no such entity. Text is the arena's. */
gboolean _cem_identity_read_entity (CemDb *db,
                                    CemArena *arena,
                                    gint64 entity,
                                    CemIdentityMember *member,
                                    GError **error);

/* The members of a customer, the head first, then by (rank, entity). Appends CemIdentityMember. */
gboolean _cem_identity_read_members (CemDb *db,
                                     CemIdentityConfig *config,
                                     CemArena *arena,
                                     gint64 customer,
                                     GArray *members,
                                     GError **error);

typedef struct
{
  gint64 customer;
  gint64 since; /* the first event of its members */
  guint n_members;
} CemIdentityCustomer;

/* Customers by (since, head). @after: the last of the page before, NULL: from the start; then @skip
 * rows, then up to @limit. Appends CemIdentityCustomer. */
gboolean _cem_identity_list_customers (CemDb *db,
                                       const CemIdentityCustomer *after,
                                       gint64 skip,
                                       guint limit,
                                       GArray *customers,
                                       GError **error);
/* The heads alone (gint64) in the same order, from the first on; @limit 0: all. Touches the index only. */
gboolean _cem_identity_list_heads (CemDb *db,
                                   guint limit,
                                   GArray *heads,
                                   GError **error);
gboolean _cem_identity_count_customers (CemDb *db,
                                        gint64 *n,
                                        GError **error);

/* Evidence that did not join: what a person may confirm (or keep apart). */
typedef struct
{
  gint64 a, b;
  CemEdgeKind kind;
  CemEdgeStatus reason;
  gint64 time;
  const char *source; /* NULL for a continuation */
  const char *id;
} CemIdentityProposal;

/* Of one customer (0: of all), oldest first, after @after; CONFLICT and LIMIT only, or with @all also
 * those that are kept apart. Appends CemIdentityProposal. */
gboolean _cem_identity_list_proposals (CemDb *db,
                                       CemArena *arena,
                                       gint64 customer,
                                       gboolean all,
                                       const CemIdentityProposal *after,
                                       guint limit,
                                       GArray *proposals,
                                       GError **error);

/* Decisions that stand (LINKED, UNLINKED, KEPT_APART) on the members of a customer (0: of all). Appends
 * CemIdentityStanding. */
typedef struct
{
  gint64 a, b;
  CemDecisionKind kind;
  gint64 time;
  const char *source;
  const char *id;
} CemIdentityStanding;

gboolean _cem_identity_list_decisions (CemDb *db,
                                       CemArena *arena,
                                       gint64 customer,
                                       GArray *decisions,
                                       GError **error);

/* Traits of a customer by field, the value that holds first, then the losers in order. A value that was
 * taken back is "null" and is listed as well. Appends CemIdentityTrait. */
typedef struct
{
  const char *field;
  const char *value; /* JSON */
  gboolean holds;
  gint64 fragment;
  gint64 time;
  const char *source;
  const char *id;
} CemIdentityTrait;

gboolean _cem_identity_read_traits (CemDb *db,
                                    CemIdentityConfig *config,
                                    CemArena *arena,
                                    gint64 customer,
                                    GArray *traits,
                                    GError **error);

/* Why two fragments are one customer, or two identifiers of things of one kind are one thing, or are not;
 * INVALID_ARGUMENT for others. A map in @arena:
 * { "same": bool, "customer" or "noun": id or absent, "first": key, "second": key, "text": sentence,
 *   "steps": [ { "from": key, "to": key, "kind": "link" "evidence" "rule" "continuation",
 *                "status": "taken" "kept_apart" "conflict" "limit" "crowded" "rule_only" "unlinked",
 *                "source", "id", "time" (timestamp), "rule": [types], "text": sentence } ],
 *   "decisions": [ { "kind": …, "source", "id", "time" } ] }
 * Steps are the shortest chain over edges that hold or, when the two are not one, over all; "decisions"
 * are those on the pair itself. @language: "zh…" for Chinese, else English. */
gboolean _cem_identity_explain (CemDb *db,
                                CemIdentityConfig *config,
                                CemArena *arena,
                                gint64 first,
                                gint64 second,
                                const char *language,
                                CemDatum *explanation,
                                GError **error);

const char *_cem_edge_kind_get_name (CemEdgeKind kind);
const char *_cem_edge_status_get_name (CemEdgeStatus status);
const char *_cem_decision_kind_get_name (CemDecisionKind kind);

G_END_DECLS
