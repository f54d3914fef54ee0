/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-program-private.h"

#include <libcem/cem-expression.h>

G_BEGIN_DECLS

/* What can be read off a tree without evaluating it. */

typedef struct
{
  GHashTable *names;  /* of variables */
  GHashTable *fields; /* the longest paths: "event.data.amount" */
  guint64 cost;       /* of one evaluation, with ten rounds for each loop */
} CemCelReferences;

void _cem_cel_collect_references (const CemCelNode *root,
                                  const CemCelEnv *env,
                                  CemCelReferences *references);

/* A comparison that turns at an instant: both sides, and how their difference moves with now. */
typedef struct
{
  CemCelProgram *left;
  CemCelProgram *right;
  CemCelOp op;
  int direction; /* of left - right: 1 or -1 */
} CemCelTurn;

/* Adds the turns of a tree to an array of CemCelTurn; planned in @arena. */
CemNowDependence _cem_cel_find_turns (CemArena *arena,
                                      const CemCelNode *root,
                                      const CemCelPlanOptions *options,
                                      GArray *turns);

/* The first instant after @now at which the comparison may turn, in microseconds since 1970. FALSE
 * when there is none. */
gboolean _cem_cel_turn_get_next (const CemCelTurn *turn,
                                 const CemCelInput *input,
                                 CemArena *arena,
                                 gint64 *next_us);

G_END_DECLS
