/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "cel/cem-context-private.h"
#include "cel/cem-expression-private.h"
#include "value/cem-json-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-error.h>

/* A result that leaves may hold this many items and 64-byte pieces of text. */
#define MAX_RESULT 1000000

/* One evaluation from the arena to the result. */
typedef struct
{
  CemArena *arena;
  CemCelInput input;
  gint64 max_cost;
  CemDatum result;
} Evaluation;

static void
begin (Evaluation *evaluation)
{
  memset (evaluation, 0, sizeof *evaluation);
  evaluation->arena = _cem_cel_borrow_arena ();
  evaluation->max_cost = CEM_CEL_DEFAULT_COST;
}

static void
end (Evaluation *evaluation)
{
  _cem_cel_return_arena (evaluation->arena);
}

static gboolean
read_variables (Evaluation *evaluation,
                JsonNode *variables,
                GError **error)
{
  CemDatum datum;

  if (variables == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_OBJECT (variables))
    {
      _cem_set_error (error, CEM_ERROR_INVALID_ARGUMENT,
                      "Variables are given as an object, not as %s",
                      json_node_type_name (variables));
      return FALSE;
    }

  if (!_cem_datum_from_json_node (evaluation->arena, variables, &datum, error))
    return FALSE;

  _cem_cel_input_from_map (&evaluation->input, datum.v.map);
  return TRUE;
}

static gboolean
read_context (Evaluation *evaluation,
              CemExpression *expression,
              CemContext *context,
              GError **error)
{
  if (context == NULL)
    return TRUE;

  evaluation->max_cost = _cem_context_get_max_cost (context);
  return _cem_context_get_input (context, _cem_expression_get_schema (expression),
                                 &evaluation->input, error);
}

static gboolean
run (Evaluation *evaluation,
     CemExpression *expression,
     GError **error)
{
  g_autofree char *excerpt = NULL;

  if (!_cem_expression_run (expression, &evaluation->input, evaluation->arena,
                            evaluation->max_cost, &evaluation->result, error))
    return FALSE;

  if (_cem_cel_weigh (&evaluation->result, MAX_RESULT) <= MAX_RESULT)
    return TRUE;

  excerpt = _cem_expression_dup_excerpt (expression);
  _cem_set_error (error, CEM_ERROR_LIMIT, "The result is too large: “%s”", excerpt);
  return FALSE;
}

/**
 * cem_expression_test:
 * @self: an expression
 * @context: (nullable): what to evaluate on, or %NULL when there are no variables
 * @error: where to say why it failed
 *
 * Evaluates a condition.
 *
 * With %CEM_EXPRESSION_UNKNOWN, a condition that ends in “no such field” is unknown; otherwise that
 * is a failure like others.
 *
 * Fails with %CEM_ERROR_EVALUATION, %CEM_ERROR_NO_SUCH_FIELD or %CEM_ERROR_LIMIT, and with
 * %CEM_ERROR_TYPE when the result is no bool.
 *
 * Returns: the outcome; %CEM_TRUTH_UNKNOWN also when it failed
 *
 * Since: 0.1
 */
CemTruth
cem_expression_test (CemExpression *self,
                     CemContext *context,
                     GError **error)
{
  CemCelInput input = { NULL };
  gint64 max_cost = CEM_CEL_DEFAULT_COST;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), CEM_TRUTH_UNKNOWN);
  g_return_val_if_fail (context == NULL || CEM_IS_CONTEXT (context), CEM_TRUTH_UNKNOWN);

  if (context != NULL)
    {
      max_cost = _cem_context_get_max_cost (context);
      if (!_cem_context_get_input (context, _cem_expression_get_schema (self), &input, error))
        return CEM_TRUTH_UNKNOWN;
    }

  return _cem_expression_test_input (self, &input, max_cost, error);
}

/**
 * cem_expression_test_record:
 * @self: an expression
 * @record: a record of the schema with which it was compiled
 * @error: where to say why it failed
 *
 * Evaluates a condition on a record. This is the fast way: comparisons of fields with
 * constants cost a few nanoseconds each and allocate nothing.
 *
 * Fails as [method@Expression.test] does, and with %CEM_ERROR_INVALID_ARGUMENT when the record is
 * of another schema.
 *
 * Returns: the outcome; %CEM_TRUTH_UNKNOWN also when it failed
 *
 * Since: 0.1
 */
CemTruth
cem_expression_test_record (CemExpression *self,
                            CemRecord *record,
                            GError **error)
{
  CemCelInput input = { NULL };

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), CEM_TRUTH_UNKNOWN);
  g_return_val_if_fail (record != NULL, CEM_TRUTH_UNKNOWN);

  if (!_cem_cel_input_from_record (&input, record, _cem_expression_get_schema (self), error))
    return CEM_TRUTH_UNKNOWN;

  return _cem_expression_test_input (self, &input, CEM_CEL_DEFAULT_COST, error);
}

/**
 * cem_expression_test_json:
 * @self: an expression
 * @variables: (nullable): an object with a member for each variable, or %NULL
 * @error: where to say why it failed
 *
 * Evaluates a condition on JSON.
 *
 * Fails as [method@Expression.test] does, and with %CEM_ERROR_INVALID_ARGUMENT when @variables is
 * no object.
 *
 * Returns: the outcome; %CEM_TRUTH_UNKNOWN also when it failed
 *
 * Since: 0.1
 */
CemTruth
cem_expression_test_json (CemExpression *self,
                          JsonNode *variables,
                          GError **error)
{
  Evaluation evaluation;
  CemTruth result = CEM_TRUTH_UNKNOWN;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), CEM_TRUTH_UNKNOWN);

  begin (&evaluation);
  if (read_variables (&evaluation, variables, error))
    result = _cem_expression_test_input (self, &evaluation.input, evaluation.max_cost, error);
  end (&evaluation);
  return result;
}

/**
 * cem_expression_evaluate:
 * @self: an expression
 * @context: (nullable): what to evaluate on, or %NULL when there are no variables
 * @error: where to say why it failed
 *
 * Evaluates the expression.
 *
 * Fails with %CEM_ERROR_EVALUATION, %CEM_ERROR_NO_SUCH_FIELD or %CEM_ERROR_LIMIT.
 *
 * Returns: (transfer full): the result
 *
 * Since: 0.1
 */
CemValue *
cem_expression_evaluate (CemExpression *self,
                         CemContext *context,
                         GError **error)
{
  Evaluation evaluation;
  CemValue *result = NULL;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (context == NULL || CEM_IS_CONTEXT (context), NULL);

  begin (&evaluation);
  if (read_context (&evaluation, self, context, error) && run (&evaluation, self, error))
    result = _cem_value_new_from_datum (&evaluation.result);
  end (&evaluation);
  return result;
}

/**
 * cem_expression_evaluate_record:
 * @self: an expression
 * @record: a record of the schema with which it was compiled
 * @error: where to say why it failed
 *
 * Evaluates the expression on a record.
 *
 * Fails as [method@Expression.evaluate] does, and with %CEM_ERROR_INVALID_ARGUMENT when the record
 * is of another schema.
 *
 * Returns: (transfer full): the result
 *
 * Since: 0.1
 */
CemValue *
cem_expression_evaluate_record (CemExpression *self,
                                CemRecord *record,
                                GError **error)
{
  Evaluation evaluation;
  CemValue *result = NULL;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  begin (&evaluation);
  if (_cem_cel_input_from_record (&evaluation.input, record, _cem_expression_get_schema (self),
                                  error) &&
      run (&evaluation, self, error))
    result = _cem_value_new_from_datum (&evaluation.result);
  end (&evaluation);
  return result;
}

/**
 * cem_expression_evaluate_json:
 * @self: an expression
 * @variables: (nullable): an object with a member for each variable, or %NULL
 * @error: where to say why it failed
 *
 * Evaluates the expression on JSON.
 *
 * Fails as [method@Expression.evaluate] does, and with %CEM_ERROR_INVALID_ARGUMENT when @variables
 * is no object.
 *
 * Returns: (transfer full): the result; what JSON has no type for is a string
 *
 * Since: 0.1
 */
JsonNode *
cem_expression_evaluate_json (CemExpression *self,
                              JsonNode *variables,
                              GError **error)
{
  Evaluation evaluation;
  JsonNode *result = NULL;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);

  begin (&evaluation);
  if (read_variables (&evaluation, variables, error) && run (&evaluation, self, error))
    result = _cem_datum_to_json_node (&evaluation.result);
  end (&evaluation);
  return result;
}

static gboolean
get_double (const CemDatum *datum,
            double *result)
{
  switch ((CemKind) datum->kind)
    {
    case CEM_KIND_INT:
      *result = (double) datum->v.i;
      return TRUE;
    case CEM_KIND_UINT:
      *result = (double) datum->v.u;
      return TRUE;
    case CEM_KIND_DOUBLE:
      *result = datum->v.d;
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * cem_expression_evaluate_double:
 * @self: an expression
 * @context: (nullable): what to evaluate on, or %NULL when there are no variables
 * @result: (out): where to put the number
 * @error: where to say why it failed
 *
 * Evaluates an expression that gives a number.
 *
 * Fails as [method@Expression.evaluate] does, and with %CEM_ERROR_TYPE when the result is no number.
 *
 * Returns: %TRUE if there is a result
 *
 * Since: 0.1
 */
gboolean
cem_expression_evaluate_double (CemExpression *self,
                                CemContext *context,
                                double *result,
                                GError **error)
{
  Evaluation evaluation;
  gboolean done = FALSE;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), FALSE);
  g_return_val_if_fail (context == NULL || CEM_IS_CONTEXT (context), FALSE);
  g_return_val_if_fail (result != NULL, FALSE);

  *result = 0.0;
  begin (&evaluation);
  if (read_context (&evaluation, self, context, error) && run (&evaluation, self, error))
    {
      g_autofree char *excerpt = _cem_expression_dup_excerpt (self);

      done = get_double (&evaluation.result, result);
      if (!done)
        _cem_set_error (error, CEM_ERROR_TYPE, "The expression gives %s, which is no number: “%s”",
                        _cem_kind_get_name (evaluation.result.kind), excerpt);
    }
  end (&evaluation);
  return done;
}

/**
 * cem_expression_evaluate_string:
 * @self: an expression
 * @context: (nullable): what to evaluate on, or %NULL when there are no variables
 * @error: where to say why it failed
 *
 * Evaluates an expression to text: a string as it is, another value as JSON.
 *
 * Fails as [method@Expression.evaluate] does.
 *
 * Returns: (transfer full): the text
 *
 * Since: 0.1
 */
char *
cem_expression_evaluate_string (CemExpression *self,
                                CemContext *context,
                                GError **error)
{
  Evaluation evaluation;
  char *result = NULL;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (context == NULL || CEM_IS_CONTEXT (context), NULL);

  begin (&evaluation);
  if (read_context (&evaluation, self, context, error) && run (&evaluation, self, error))
    {
      if (evaluation.result.kind == CEM_KIND_STRING)
        result = g_strndup (evaluation.result.v.s, (gsize) evaluation.result.n);
      else
        {
          GString *text = g_string_new (NULL);

          _cem_json_write (text, &evaluation.result, CEM_JSON_WRITE_COMPACT);
          result = g_string_free (text, FALSE);
        }
    }
  end (&evaluation);
  return result;
}
