/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "identity/cem-identity-config-private.h"

G_BEGIN_DECLS

/* Who is one customer, as a pure function of a set of fragments, the evidence and the decisions
 * between them. The order of the input does not matter. */

typedef enum
{
  CEM_EDGE_LINK = 1,     /* a person's word: identifiers.linked, standing */
  CEM_EDGE_EVIDENCE,     /* one event named both */
  CEM_EDGE_RULE,         /* a match rule found them to share all its identifiers */
  CEM_EDGE_CONTINUATION  /* the same weak identifier in two epochs that follow each other */
} CemEdgeKind;

typedef enum
{
  CEM_EDGE_TAKEN,     /* joined two components, or found them joined */
  CEM_EDGE_KEPT_APART, /* would join two that a person keeps apart */
  CEM_EDGE_CONFLICT,  /* would join two strong identifiers of one type: a proposal */
  CEM_EDGE_LIMIT,     /* would exceed per_customer or max_members: a proposal */
  CEM_EDGE_CROWDED,   /* an end has more partners than its limit and joins nobody */
  CEM_EDGE_RULE_ONLY, /* an end's type joins only within a match rule, and belongs to more than one */
  CEM_EDGE_UNLINKED   /* a person took this evidence back */
} CemEdgeStatus;

typedef struct
{
  gint64 id;
  const CemIdentityType *type;
  gint64 chain; /* the same for all epochs of one identifier; only read of types with epochs */
  gint64 epoch;
  gboolean crowded; /* set by the caller, who knows the partners outside of the cluster as well */
  /* out */
  guint root;   /* any number that the component's members have in common */
  gint64 head;
} CemPartitionNode;

typedef struct
{
  guint a, b; /* nodes */
  CemEdgeKind kind;
  guint rule; /* of RULE, from 0 */
  gboolean unlinked; /* in: evidence that was taken back */
  gint64 time;
  const char *source;
  const char *id;
  /* out */
  CemEdgeStatus status;
  gboolean tree; /* this edge joined two components */
} CemPartitionEdge;

typedef struct
{
  guint a, b;
} CemPartitionApart;

/* Sets head and root of each node and status of each edge; sorts @edges, and adds the edges that
 * match rules and continuations make (their source and id are those of the evidence that completed
 * them, or NULL). @edges holds CemPartitionEdge, LINK and EVIDENCE only. */
void _cem_partition_run (CemIdentityConfig *config,
                         CemPartitionNode *nodes,
                         guint n_nodes,
                         GArray *edges,
                         const CemPartitionApart *aparts,
                         guint n_aparts);

/* --- decisions ----------------------------------------------------------------------------------*/

typedef enum
{
  CEM_DECISION_LINKED = 1,
  CEM_DECISION_UNLINKED,
  CEM_DECISION_KEPT_APART,
  CEM_DECISION_LIFTED
} CemDecisionKind;

typedef struct
{
  CemDecisionKind kind;
  gint64 time;
  const char *source;
  const char *id;
} CemDecision;

/* What the decisions on one pair come to, by (time, source, id). A link stands until the next
 * unlinked, which then undoes just that link; an unlinked with no link standing takes the evidence
 * between the two back, for good: what events say of the pair later does not join it again, only a
 * person does. kept_apart holds until it is lifted. */
typedef struct
{
  const CemDecision *link; /* the first of the links that stand, or NULL */
  gboolean unlinked;
  const CemDecision *apart; /* or NULL */
} CemVerdict;

/* Sorts @decisions. */
void _cem_decisions_fold (CemDecision *decisions,
                          guint n_decisions,
                          CemVerdict *verdict);

G_END_DECLS
