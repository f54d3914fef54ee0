/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-private.h"

G_BEGIN_DECLS

/* The writer's rows in memory. A row that is not in memory is as the store has it; one that is, is
 * right, whether or not it has been written yet. */

#define CEM_NO_TIME G_MININT64

typedef struct _CemEntityRow CemEntityRow;
typedef struct _CemPairRow CemPairRow;
typedef struct _CemCustomerRow CemCustomerRow;
typedef struct _CemTraitRow CemTraitRow;

struct _CemTraitRow
{
  char *field;
  const char *source; /* pooled */
  char *value;
  char *id;
  gint64 time;
  gboolean dirty;
};

struct _CemEntityRow
{
  gint64 id;
  const CemIdentityType *type;
  char *value;
  gint64 epoch;
  gint64 first; /* CEM_NO_TIME: no event has named it; of things: together with another of its kind */
  gint64 head;  /* 0: belongs to no customer, or is a thing's only identifier */
  gint64 head_before; /* when the present event began, if stamp says so */
  guint64 stamp;
  guint64 born; /* stamp of the event that brought it */
  guint partners; /* but sessions, evidence not taken back */
  guint total;    /* of all classes */
  guint32 check;
  guint decided : 1; /* a decision names it */
  guint has_traits : 1;
  guint stored : 1;
  guint dirty : 1;
  guint pairs_loaded : 1;
  guint traits_loaded : 1;
  guint node; /* scratch of the cluster code */
  guint64 node_stamp;
  GPtrArray *pairs;  /* CemPairRow; all when pairs_loaded, else those that the store lacks */
  GPtrArray *traits; /* CemTraitRow */
};

/* Two fragments, or two identifiers of things of one kind, a < b. */
struct _CemPairRow
{
  gint64 a;
  gint64 b;
  gint64 time; /* of the smallest evidence */
  const char *source; /* pooled */
  char *id;           /* NULL: no evidence */
  GArray *decisions;  /* CemDecision, source pooled, id owned; NULL: none */
  guint n_decisions_stored;
  CemVerdict verdict;
  guint8 refused[5]; /* by CemEdgeKind: a CemEdgeStatus, 0 for none */
  guint8 refused_stored[5]; /* as the store has it */
  guint8 refused_old[5];    /* scratch of the cluster code */
  gint64 refused_time[5];
  const char *refused_source[5]; /* pooled, or NULL */
  char *refused_id[5];
  guint evidence_stored : 1;
  guint evidence_dirty : 1;
  guint whole : 1; /* decisions and refusals are known */
  guint queued : 1;
};

/* A thing with several identifiers is one, too; what tells them apart in the store is that since is NULL. */
struct _CemCustomerRow
{
  gint64 head;
  gboolean thing;
  gint64 since;
  guint n_members;
  gboolean contested; /* order matters: an edge was refused, a person decided, or rules apply */
  gboolean alive;
  gboolean alive_before; /* when the event of stamp began */
  guint64 stamp;
  gint64 stored_since;
  guint stored_members;
  gboolean stored_contested;
  guint stored : 1;
  guint dirty : 1;
  guint members_loaded : 1;
  GArray *members; /* gint64; all when members_loaded, else those that the store lacks */
  guint16 *counts; /* by type index; NULL: not counted */
};

typedef struct
{
  gint64 head;
  gint64 entity;
  guint order;
  gboolean insert;
} CemMemberChange;

typedef struct
{
  gint64 id; /* 0: empty */
  gint64 first;
  gint64 head;
  guint32 check;
  guint32 unused;
} CemHotEntity;

#define CEM_HOT_WAYS 4

typedef struct
{
  gint64 a;
  gint64 b;
  gint64 time;
} CemHotPair;

struct _CemIdentity
{
  CemDb *db;
  CemIdentityConfig *config;
  guint8 secret[CEM_IDENTITY_SECRET];
  CemHotEntity *hot;
  CemHotPair *hot_pairs;
  gsize hot_mask; /* of the hot entities; there are half as many pairs */
  guint32 absent; /* identifiers of the present event that the store does not have, as bits */
  guint max_loaded;
  GHashTable *entities;  /* CemEntityRow by id */
  GHashTable *pairs;     /* CemPairRow by (a, b) */
  GHashTable *customers; /* CemCustomerRow by head */
  GHashTable *texts;     /* pooled sources */
  GPtrArray *dirty_entities;
  GPtrArray *dirty_pairs;
  GPtrArray *dirty_customers;
  GPtrArray *dirty_traits_of; /* CemEntityRow */
  GArray *member_changes;     /* CemMemberChange */
  guint64 stamp; /* of the present event */
  guint64 node_stamp;
  GPtrArray *moved;             /* CemEntityRow whose head the event changed */
  GPtrArray *touched_customers; /* CemCustomerRow */
  GArray *changes;              /* CemIdentityChange */
  GPtrArray *change_texts;
  CemArena *arena; /* reset at each event */
  gint64 subjects[2];
  GHashTable *regrouped; /* gint64: things whose head changed, until somebody asks */
};

/* --- rows ---------------------------------------------------------------------------------------*/

void _cem_identity_rows_init (CemIdentity *self);
void _cem_identity_rows_clear (CemIdentity *self);
void _cem_identity_rows_free (CemIdentity *self);
/* All that is in memory, to be read again. */
void _cem_identity_forget_rows (CemIdentity *self);

const char *_cem_identity_pool (CemIdentity *self,
                                const char *text,
                                gssize length);

/* *row is NULL when there is no such entity. */
gboolean _cem_identity_get_entity (CemIdentity *self,
                                   gint64 id,
                                   CemEntityRow **row,
                                   GError **error);
CemEntityRow *_cem_identity_add_entity (CemIdentity *self,
                                        const CemIdentifier *identifier);
void _cem_identity_touch_entity (CemIdentity *self,
                                 CemEntityRow *row);

/* Makes the row of a pair, or finds it, without asking the store: for entities whose pairs are loaded
 * or that are new. */
CemPairRow *_cem_identity_add_pair (CemIdentity *self,
                                    CemEntityRow *x,
                                    CemEntityRow *y);
/* The evidence of a pair (and its decisions, where both have some); a new row when there is none. */
gboolean _cem_identity_get_pair (CemIdentity *self,
                                 CemEntityRow *x,
                                 CemEntityRow *y,
                                 CemPairRow **row,
                                 GError **error);
void _cem_identity_touch_pair (CemIdentity *self,
                               CemPairRow *row);
gboolean _cem_identity_load_pairs (CemIdentity *self,
                                   CemEntityRow *row,
                                   GError **error);
gboolean _cem_identity_load_traits (CemIdentity *self,
                                    CemEntityRow *row,
                                    GError **error);

/* *row is NULL when there is no such customer. */
gboolean _cem_identity_get_customer_row (CemIdentity *self,
                                         gint64 head,
                                         CemCustomerRow **row,
                                         GError **error);
/* There is none, or it is dead. */
CemCustomerRow *_cem_identity_add_customer (CemIdentity *self,
                                            gint64 head);
void _cem_identity_touch_customer (CemIdentity *self,
                                   CemCustomerRow *row);
gboolean _cem_identity_load_members (CemIdentity *self,
                                     CemCustomerRow *row,
                                     GError **error);
/* How many of each type; by type index. */
gboolean _cem_identity_count_types (CemIdentity *self,
                                    CemCustomerRow *row,
                                    GError **error);
void _cem_identity_set_head (CemIdentity *self,
                             CemEntityRow *row,
                             gint64 head);

static inline gboolean
_cem_entity_is_crowded (CemIdentity *self,
                        const CemEntityRow *row)
{
  return (row->type->limit > 0 && row->partners > row->type->limit) ||
         row->total > _cem_identity_config_get_max_members (self->config);
}

static inline gboolean
_cem_entity_is_close (const CemEntityRow *row)
{
  return row->type->class_ != CEM_IDENTITY_SESSION;
}

static inline gboolean
_cem_entity_is_thing (const CemEntityRow *row)
{
  return row->type->class_ == CEM_IDENTITY_THING;
}

/* Counts a pair's evidence in (by 1) or out (by -1); TRUE when an end crossed its limit. */
gboolean _cem_identity_count_pair (CemIdentity *self,
                                   CemEntityRow *x,
                                   CemEntityRow *y,
                                   gint by);

/* What the epochs of one identifier have in common. */
static inline gint64
_cem_identity_chain (const guint8 secret[CEM_IDENTITY_SECRET],
                     const CemIdentityType *type,
                     const char *value,
                     gsize length)
{
  return _cem_identity_entity_id (secret, type->name, type->name_length, value, length, G_MININT64);
}

/* What the continuation of @row to epoch @epoch would be: *other is NULL when nobody knows it. */
gboolean _cem_identity_get_epoch (CemIdentity *self,
                                  CemEntityRow *row,
                                  gint64 epoch,
                                  CemEntityRow **other,
                                  GError **error);

/* Seen in an event, or linked by a person. Links need loaded pairs when @row is decided. */
gboolean _cem_identity_is_known (CemIdentity *self,
                                 CemEntityRow *row,
                                 gboolean *known,
                                 GError **error);

/* The slots of an entity, two cache lines. */
static inline CemHotEntity *
_cem_identity_hot_bucket (CemIdentity *self,
                          gint64 id)
{
  return &self->hot[((guint64) id & self->hot_mask) & ~(guint64) (CEM_HOT_WAYS - 1)];
}

static inline CemHotEntity *
_cem_identity_find_hot (CemIdentity *self,
                        gint64 id)
{
  CemHotEntity *bucket = _cem_identity_hot_bucket (self, id);

  for (guint i = 0; i < CEM_HOT_WAYS; i++)
    if (bucket[i].id == id)
      return &bucket[i];

  return NULL;
}

/* Takes the place of the one that came in longest ago. */
static inline CemHotEntity *
_cem_identity_add_hot (CemIdentity *self,
                       gint64 id)
{
  CemHotEntity *bucket = _cem_identity_hot_bucket (self, id);
  CemHotEntity *found = _cem_identity_find_hot (self, id);

  if (found != NULL)
    return found;

  memmove (bucket + 1, bucket, (CEM_HOT_WAYS - 1) * sizeof (CemHotEntity));
  return bucket;
}

static inline CemHotPair *
_cem_identity_hot_pair (CemIdentity *self,
                        gint64 a,
                        gint64 b)
{
  return &self->hot_pairs[((guint64) a ^ ((guint64) b >> 7)) & self->hot_mask / 2];
}

/* (time, source, id) */
gint _cem_identity_compare_keys (gint64 time_a,
                                 const char *source_a,
                                 const char *id_a,
                                 gint64 time_b,
                                 const char *source_b,
                                 const char *id_b);

/* --- clusters -----------------------------------------------------------------------------------*/

typedef struct
{
  CemIdentity *self;
  gboolean curious; /* fragments that join nobody come in as well, to be shown */
  GPtrArray *rows;  /* CemEntityRow, by node */
  GPtrArray *out;   /* seeds that nobody knows any more */
  GArray *nodes;    /* CemPartitionNode */
  GArray *edges;    /* CemPartitionEdge */
  GArray *aparts;   /* CemPartitionApart */
} CemCluster;

void _cem_cluster_clear (CemCluster *cluster);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CemCluster, _cem_cluster_clear)

/* Whatever is connected to the seeds, and its partition. Changes nothing that is written. */
gboolean _cem_identity_survey (CemIdentity *self,
                               GPtrArray *seeds,
                               gboolean curious,
                               CemCluster *cluster,
                               GError **error);

/* A fragment whose edges may have come or gone, with the other epochs and, where its limit was crossed,
 * with all that it stands in evidence with: what it held together falls apart. */
gboolean _cem_identity_seed (CemIdentity *self,
                             CemEntityRow *row,
                             gboolean crossed,
                             GPtrArray *seeds,
                             GError **error);
/* Recomputes whatever is connected to the seeds (CemEntityRow). */
gboolean _cem_identity_recompute (CemIdentity *self,
                                  GPtrArray *seeds,
                                  GError **error);
/* Joins the customers of two fragments where order cannot matter. *joined is FALSE when it may.
 * @leaf: @x is new and all it stands in evidence with belongs to the customer of @y. */
gboolean _cem_identity_join (CemIdentity *self,
                             CemEntityRow *x,
                             CemEntityRow *y,
                             gboolean leaf,
                             gboolean *joined,
                             GError **error);
/* A fragment that was seen for the first time becomes a customer of its own. */
void _cem_identity_found (CemIdentity *self,
                          CemEntityRow *row);
void _cem_identity_collect_changes (CemIdentity *self);

/* --- the other parts of an event ------------------------------------------------------------------*/

gboolean _cem_identity_decide (CemIdentity *self,
                               const CemIdentityEvent *event,
                               GError **error);
gboolean _cem_identity_check_traits (const CemIdentityEvent *event,
                                     GError **error);
gboolean _cem_identity_apply_traits (CemIdentity *self,
                                     const CemIdentityEvent *event,
                                     CemEntityRow *row,
                                     GError **error);
gint _cem_trait_compare (CemIdentityConfig *config,
                         const char *source_a,
                         gint64 time_a,
                         const char *id_a,
                         const char *source_b,
                         gint64 time_b,
                         const char *id_b);
void _cem_trait_row_free (gpointer data);

G_END_DECLS
