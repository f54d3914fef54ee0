/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-context.h>
#include <libcem/cem-declarations.h>
#include <libcem/cem-diagnostics.h>
#include <libcem/cem-explanation.h>

G_BEGIN_DECLS

/**
 * CemExpressionFlags:
 * @CEM_EXPRESSION_NONE: Plain CEL, checked.
 * @CEM_EXPRESSION_NUMBERS: An undeclared JSON number takes the kind of the other operand where that
 *   is exact, and a whole number that is written beside it counts as undeclared too.
 * @CEM_EXPRESSION_UNKNOWN: A condition that ends in “no such field” is unknown, which is no failure;
 *   where that can happen the compiler adds a warning or a hint to the diagnostics.
 * @CEM_EXPRESSION_UNCHECKED: Names and types are not checked, and wrong ones fail when the expression
 *   is evaluated.
 * @CEM_EXPRESSION_IN_STATE: `in("state")` asks whether a chart is in a state. Only charts give an
 *   answer.
 *
 * How an expression is read.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_EXPRESSION_NONE = 0,
  CEM_EXPRESSION_NUMBERS = 1 << 0,
  CEM_EXPRESSION_UNKNOWN = 1 << 1,
  CEM_EXPRESSION_UNCHECKED = 1 << 2,
  CEM_EXPRESSION_IN_STATE = 1 << 3
} CemExpressionFlags;

/**
 * CemTruth:
 * @CEM_TRUTH_FALSE: It does not hold.
 * @CEM_TRUTH_TRUE: It holds.
 * @CEM_TRUTH_UNKNOWN: A field without a value decides, so nobody knows.
 *
 * The outcome of a condition.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_TRUTH_FALSE,
  CEM_TRUTH_TRUE,
  CEM_TRUTH_UNKNOWN
} CemTruth;

/**
 * CemNowDependence:
 * @CEM_NOW_DEPENDENCE_NONE: The result does not change with time.
 * @CEM_NOW_DEPENDENCE_INVERTIBLE: It changes at instants that [method@Expression.find_next_turn]
 *   computes.
 * @CEM_NOW_DEPENDENCE_OTHER: It changes with time in another way; ask again now and then.
 *
 * Whether and how an expression depends on `now`.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_NOW_DEPENDENCE_NONE,
  CEM_NOW_DEPENDENCE_INVERTIBLE,
  CEM_NOW_DEPENDENCE_OTHER
} CemNowDependence;

#define CEM_TYPE_EXPRESSION (cem_expression_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemExpression, cem_expression, CEM, EXPRESSION, GObject)

CEM_AVAILABLE_IN_ALL
CemExpression *cem_expression_compile (const char *text,
                                       CemDeclarations *declarations,
                                       CemExpressionFlags flags,
                                       CemDiagnostics *diagnostics,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
const char *cem_expression_get_text (CemExpression *self);
CEM_AVAILABLE_IN_ALL
const char *cem_expression_get_canonical_text (CemExpression *self);
CEM_AVAILABLE_IN_ALL
const char *cem_expression_get_result_type (CemExpression *self);
CEM_AVAILABLE_IN_ALL
CemExpressionFlags cem_expression_get_flags (CemExpression *self);
CEM_AVAILABLE_IN_ALL
guint cem_expression_get_cost (CemExpression *self);
CEM_AVAILABLE_IN_ALL
CemNowDependence cem_expression_get_now_dependence (CemExpression *self);
CEM_AVAILABLE_IN_ALL
char **cem_expression_list_names (CemExpression *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
char **cem_expression_list_fields (CemExpression *self) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
CemTruth cem_expression_test (CemExpression *self,
                              CemContext *context,
                              GError **error);
CEM_AVAILABLE_IN_ALL
CemTruth cem_expression_test_record (CemExpression *self,
                                     CemRecord *record,
                                     GError **error);
CEM_AVAILABLE_IN_ALL
CemTruth cem_expression_test_json (CemExpression *self,
                                   JsonNode *variables,
                                   GError **error);

CEM_AVAILABLE_IN_ALL
CemValue *cem_expression_evaluate (CemExpression *self,
                                   CemContext *context,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemValue *cem_expression_evaluate_record (CemExpression *self,
                                          CemRecord *record,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_expression_evaluate_json (CemExpression *self,
                                        JsonNode *variables,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_expression_evaluate_double (CemExpression *self,
                                         CemContext *context,
                                         double *result,
                                         GError **error);
CEM_AVAILABLE_IN_ALL
char *cem_expression_evaluate_string (CemExpression *self,
                                      CemContext *context,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

CEM_AVAILABLE_IN_ALL
GDateTime *cem_expression_find_next_turn (CemExpression *self,
                                          CemContext *context,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemExpression *cem_expression_simplify (CemExpression *self,
                                        CemContext *context,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
CemExplanation *cem_expression_explain (CemExpression *self,
                                        CemContext *context,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
