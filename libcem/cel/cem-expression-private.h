/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-diagnostics-private.h"
#include "cel/cem-cel-program-private.h"
#include "cel/cem-schema-private.h"

#include <libcem/cem-expression.h>

G_BEGIN_DECLS

/* What the rooms that have expressions in their definitions use. */

/* As cem_expression_compile, for a text at @place (file, JSON Pointer) of a larger one. */
CemExpression *_cem_expression_compile_at (const char *text,
                                           CemDeclarations *declarations,
                                           CemExpressionFlags flags,
                                           const CemPlace *place,
                                           CemDiagnostics *diagnostics,
                                           GError **error);

/* Of the program, immutable. */
const CemCelNode *_cem_expression_get_tree (CemExpression *self);
const CemCelEnv *_cem_expression_get_env (CemExpression *self);
CemSchema *_cem_expression_get_schema (CemExpression *self);

/* Evaluates on any input. The result lives in @arena and the input. */
gboolean _cem_expression_run (CemExpression *self,
                              const CemCelInput *input,
                              CemArena *arena,
                              gint64 max_cost,
                              CemDatum *result,
                              GError **error);
CemTruth _cem_expression_test_input (CemExpression *self,
                                     const CemCelInput *input,
                                     gint64 max_cost,
                                     GError **error);

/* The same with a budget that several evaluations share: what one costs is taken from @cost. */
gboolean _cem_expression_run_within (CemExpression *self,
                                     const CemCelInput *input,
                                     CemArena *arena,
                                     gint64 *cost,
                                     CemDatum *result,
                                     GError **error);

/* 1 or 0 for a condition that comparisons of slots decide; -1 when it must be run. */
int _cem_expression_test_slots (CemExpression *self,
                                const CemCelInput *input);

/* The tree with which other programs than the expression's own are planned, in @arena. */
CemCelProgram *_cem_expression_plan (CemExpression *self,
                                     CemArena *arena,
                                     const CemCelNode *node,
                                     gboolean trace);

/* A new expression from a tree of another one (its text is the canonical one). */
CemExpression *_cem_expression_new_derived (CemExpression *self,
                                            const CemCelNode *root,
                                            GError **error);

/* The error of a failure, with its place in the text. */
void _cem_expression_set_error (CemExpression *self,
                                const CemCelFailure *failure,
                                GError **error);

/* The text, or its beginning, for a message. */
char *_cem_expression_dup_excerpt (CemExpression *self);

/* An arena of this thread for one evaluation; give it back. */
CemArena *_cem_cel_borrow_arena (void);
void _cem_cel_return_arena (CemArena *arena);

G_END_DECLS
