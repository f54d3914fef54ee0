/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-program-private.h"

G_BEGIN_DECLS

typedef struct _CemCelPlanScope CemCelPlanScope;
typedef struct _CemCelPlanner CemCelPlanner;

/* A variable of a macro, innermost first. */
struct _CemCelPlanScope
{
  const char *name;
  guint16 index;
  const CemCelPlanScope *outer;
};

struct _CemCelPlanner
{
  CemArena *arena;
  const CemCelPlanOptions *options;
  const CemCelPlanScope *scope;
  guint n_locals;   /* in use now */
  guint max_locals;
  gint64 fold_budget; /* what computing all constants may cost */
  GArray *variables; /* CemCelVariable */
};

CemCelStep *_cem_cel_planner_step (CemCelPlanner *self,
                                   const CemCelNode *node,
                                   CemCelRun run,
                                   guint n_args);

/* Works out what follows from the arguments, and computes what is constant. @own says whether the
 * step itself gives the same in every evaluation. */
CemCelStep *_cem_cel_planner_finish (CemCelPlanner *self,
                                     CemCelStep *step,
                                     gboolean own);

CemCelStep *_cem_cel_planner_plan (CemCelPlanner *self,
                                   const CemCelNode *node);

/* Identifiers and fields; and calls. */
CemCelStep *_cem_cel_planner_name (CemCelPlanner *self,
                                   const CemCelNode *node);
CemCelStep *_cem_cel_planner_call (CemCelPlanner *self,
                                   const CemCelNode *node);

/* The variable of the program that a node names in full, or NULL. */
const CemCelField *_cem_cel_planner_find_variable (CemCelPlanner *self,
                                                   const CemCelNode *node);

G_END_DECLS
