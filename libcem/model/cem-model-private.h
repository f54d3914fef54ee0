/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "db/cem-db-private.h"
#include "model/cem-vocabulary-private.h"

G_BEGIN_DECLS

/* The nouns: what events say of things, and of persons beside traits. A noun is the sorted *set* of the
 * facts that named it; its snapshot is folded from them when it is read. What is unbounded (readings,
 * being online, errors, engagement) is summed up by folds that know no order either. So late, shuffled
 * and repeated events give the same rows. Facts keep the fragment that they came with: link and unlink
 * touch nothing here. */

/* The version 1 tables noun, fact, relation, gauge, meter, reading, tally, notice. */
gboolean _cem_model_create (CemDb *db,
                            GError **error);

/* Version 3: what is new gathers in noun_recent and relation_recent, see cem-model-settle.c; the views
 * noun and relation show all. */
gboolean _cem_model_create_recent (CemDb *db,
                                   GError **error);
/* Version 4: nouns with several identifiers. */
gboolean _cem_model_create_joined (CemDb *db,
                                   GError **error);

/* --- the writer's side --------------------------------------------------------------------------*/

typedef struct _CemModel CemModel;

/* @db (the writer) stays the caller's and outlives this. Reads nothing. */
CemModel *_cem_model_open (CemDb *db,
                           const guint8 *secret) G_GNUC_WARN_UNUSED_RESULT;
void _cem_model_close (CemModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CemModel, _cem_model_close)

/* For measuring what folding costs: takes events and does nothing with them. */
void _cem_model_set_idle (CemModel *self,
                          gboolean idle);

/* Whom or what an event names. */
typedef struct
{
  gint64 entity;
  CemNounKind kind; /* NONE: a fragment, or a thing that is no noun */
  const char *type; /* identifier; both end in NUL */
  const char *value;
} CemModelSubject;

typedef struct
{
  const char *type;
  gsize type_length;
  gint64 time; /* of the event, or `at` when it has none */
  const char *source;
  const char *id;
  gsize source_length;
  gsize id_length;
  const CemModelSubject *subjects; /* fragments first, the one that facts belong to first of all */
  guint n_fragments;
  guint n_subjects;
  const CemDatum *data; /* (nullable) */
} CemModelEvent;

/* An event may be a noun of its own: a response that names no response_id. 0 when it is none; else the
 * event is to be entered into this entity's timeline, too. */
gint64 _cem_model_get_own_entity (CemModel *self,
                                  const CemModelEvent *event);

/* A thing is known by all of @members, the first of which gives it its id; by one: by nothing else. To be
 * written at the next flush. */
void _cem_model_join (CemModel *self,
                      const gint64 *members,
                      guint n_members);

/* Folds an event. With @only, only what it says of that entity: to fold a timeline again after
 * _cem_model_forget (). In memory; reads nothing. */
void _cem_model_fold (CemModel *self,
                      const CemModelEvent *event,
                      gint64 only);

/* Writes what the batch changed, sorted by key, into the open transaction. To be followed by either of
 * the next two, when the transaction's fate is known. */
gboolean _cem_model_flush (CemModel *self,
                           GError **error);
void _cem_model_committed (CemModel *self);
void _cem_model_rolled_back (CemModel *self);

/* Takes all away that is known of some entities, within a batch (writes at once). What remains of their
 * timelines is to be folded again, with @only. */
gboolean _cem_model_forget (CemModel *self,
                            const gint64 *entities,
                            gsize n_entities,
                            GError **error);

/* Takes what an event says of one thing back, within a batch that has been flushed (writes at once),
 * but not whom it is related to. @again: what is left cannot be told without the others (it was the
 * first event, or the latest of its kind): the thing is to be forgotten and folded again. */
gboolean _cem_model_take_back (CemModel *self,
                               const CemModelEvent *event,
                               gint64 entity,
                               gboolean *again,
                               GError **error);
/* No event that remains names both. */
gboolean _cem_model_unrelate (CemModel *self,
                              gint64 entity,
                              CemNounKind kind,
                              gint64 noun,
                              GError **error);

/* Takes the notices of an event back: the event is about to be erased. */
void _cem_model_retract (CemModel *self,
                         const CemModelEvent *event);

/* Drops all rows; the caller folds the inputs of the log again. */
gboolean _cem_model_reset (CemModel *self,
                           GError **error);

/* --- reading, through any connection ------------------------------------------------------------
 *
 * A noun is found by an entity: that of a thing (_cem_identity_find () with a key), one out of a list, or
 * one that a relation names. Lists of the public API go by gint64 keys, which these functions give:
 *
 *   g_autoptr (GArray) nouns = g_array_new (FALSE, FALSE, sizeof (gint64));
 *   g_autoptr (CemArena) arena = _cem_arena_new (16 * 1024);
 *   CemDatum snapshot;
 *
 *   _cem_noun_list (db, CEM_NOUN_ORDER, 0, nouns, error);
 *   _cem_noun_read_snapshot (db, g_array_index (nouns, gint64, 0), CEM_NOUN_ALL, arena, &snapshot, error);
 *
 * A customer's orders: the fragments are those of _cem_identity_read_members ():
 *
 *   _cem_noun_list_related (db, fragments, n_fragments, CEM_NOUN_ORDER, 0, nouns, error);
 *
 * All calls of one page belong into one read transaction. */

typedef struct
{
  gint64 entity;
  CemNounKind kind;
  gint64 since;    /* the first event that named it */
  const char *key; /* "order_id:77"; empty for an event that is a noun of its own. The arena's */
  gboolean joined; /* it has other identifiers beside this one */
} CemNounHead;

/* By any of its identifiers. NOT_FOUND when there is no such noun. */
gboolean _cem_noun_read (CemDb *db,
                         gint64 entity,
                         CemArena *arena,
                         CemNounHead *noun,
                         GError **error);

/* The entities (gint64) of all identifiers of a noun, the one that gives it its id first; @entity alone
 * when there is no such noun. */
gboolean _cem_noun_list_entities (CemDb *db,
                                 gint64 entity,
                                 GArray *members,
                                 GError **error);

typedef enum
{
  CEM_NOUN_ALL = 0,
  CEM_NOUN_BRIEF = 1 << 0,   /* without its history: what lists and figures need */
  CEM_NOUN_STANDARD = 1 << 1 /* without `custom`, what the vocabulary does not know: for figures */
} CemNounFlags;

/* The snapshot as a map in @arena, as doc/nouns.md describes it: times are timestamps, so that it can
 * be written as JSON and looked at by expressions. NOT_FOUND when there is no such noun. */
gboolean _cem_noun_read_snapshot (CemDb *db,
                                  gint64 entity,
                                  CemNounFlags flags,
                                  CemArena *arena,
                                  CemDatum *snapshot,
                                  GError **error);

/* Entities (gint64) of a kind by (since, entity), from the first on; @limit 0: all. Touches the index
 * only. */
gboolean _cem_noun_list (CemDb *db,
                         CemNounKind kind,
                         guint limit,
                         GArray *entities,
                         GError **error);
gboolean _cem_noun_count (CemDb *db,
                          CemNounKind kind,
                          gint64 *n,
                          GError **error);

/* Entities (gint64) of a kind that any of @entities was named together with, each once, by (since,
 * entity); @limit 0: all. @kind NONE: all kinds but persons. What has several identifiers is the first of
 * them, and is not related to itself. */
gboolean _cem_noun_list_related (CemDb *db,
                                 const gint64 *entities,
                                 gsize n_entities,
                                 CemNounKind kind,
                                 guint limit,
                                 GArray *related,
                                 GError **error);

/* The same, the newest first, and with @limit either so many or, if that is not dearer, all: the first page
 * of somebody who has thousands does not look at all of them. */
gboolean _cem_noun_list_newest_related (CemDb *db,
                                        const gint64 *entities,
                                        gsize n_entities,
                                        CemNounKind kind,
                                        guint limit,
                                        GArray *related,
                                        GError **error);

/* What is known of a person beside traits, over all fragments of a customer: consents, owner on the
 * staff, who referred it. A map in @arena; see doc/nouns.md. */
gboolean _cem_person_read_snapshot (CemDb *db,
                                    const gint64 *fragments,
                                    gsize n_fragments,
                                    CemArena *arena,
                                    CemDatum *snapshot,
                                    GError **error);

/* The fragment that owned a device at a time, out of its snapshot; 0: nobody known. */
gint64 _cem_device_find_owner (const CemDatum *snapshot,
                               gint64 us);

/* Figures over all nouns, as doc/nouns.md describes them: a map in @arena. Reads all facts once, in the
 * order in which they lie in the store, and keeps little of them, however many there are. */
gboolean _cem_model_read_stats (CemDb *db,
                                CemArena *arena,
                                GCancellable *cancellable,
                                CemDatum *stats,
                                GError **error);

/* What was wrong with events that were taken. Appends CemNotice, by (type, code, member). */
typedef struct
{
  const char *type;
  const char *code;       /* unknown-type, missing-identifier, missing-member, wrong-kind, unknown-unit, wrong-score */
  const char *member;     /* of data, or an identifier type; empty for none */
  const char *suggestion; /* (nullable): the type that may be meant */
  gint64 n;
} CemNotice;

gboolean _cem_notice_list (CemDb *db,
                           CemArena *arena,
                           guint limit,
                           GArray *notices,
                           GError **error);

G_END_DECLS
