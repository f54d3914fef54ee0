/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-context-private.h"
#include "cel/cem-explanation-private.h"
#include "cel/cem-expression-private.h"
#include "value/cem-json-private.h"
#include "value/cem-value-private.h"

#include <libcem/cem-error.h>

#define MAX_VALUE 10000 /* items of a value that is kept */
#define MAX_FACTS 3     /* fields that a sentence names */
#define MAX_FACT 60     /* characters of each */

typedef struct
{
  CemExpression *expression;
  GHashTable *trace;       /* node -> CemDatum */
  const CemCelNode *decider;
  CemCelFailure failure;
} Explainer;

static const CemDatum *
get_value (const Explainer *self,
           const CemCelNode *node)
{
  return node->kind == CEM_CEL_LITERAL ? &node->literal : g_hash_table_lookup (self->trace, node);
}

static gboolean
is_bool (const CemDatum *value,
         gboolean wanted)
{
  return value != NULL && value->kind == CEM_KIND_BOOL && (value->v.i != 0) == wanted;
}

static gboolean
is_failure (const CemDatum *value)
{
  return value != NULL && value->kind == CEM_KIND_ERROR;
}

/* The first argument that has, or that lacks, a value like the whole's. */
static const CemCelNode *
find_argument (const Explainer *self,
               const CemCelNode *node,
               const CemDatum *whole)
{
  for (guint i = 0; i < node->n_args; i++)
    {
      const CemDatum *value = get_value (self, node->args[i]);

      if (is_failure (whole) ? is_failure (value) : is_bool (value, whole->v.i != 0))
        return node->args[i];
    }

  return NULL;
}

/* Goes down to the clause that made @node what it is. */
static const CemCelNode *
find_decider (const Explainer *self,
              const CemCelNode *node)
{
  const CemDatum *value = get_value (self, node);
  const CemCelNode *next = NULL;

  if (value == NULL)
    return node;

  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_AND:
    case CEM_CEL_OR:
      if (is_failure (value) || is_bool (value, node->kind == CEM_CEL_OR))
        next = find_argument (self, node, value);
      break;
    case CEM_CEL_UNARY:
      if (node->op == CEM_CEL_OP_NOT)
        next = node->args[0];
      break;
    case CEM_CEL_CONDITIONAL:
      if (is_failure (get_value (self, node->args[0])))
        next = node->args[0];
      else
        next = node->args[is_bool (get_value (self, node->args[0]), TRUE) ? 1 : 2];
      break;
    case CEM_CEL_BIND:
      next = node->args[1];
      break;
    default:
      break;
    }

  return next != NULL ? find_decider (self, next) : node;
}

static char *
describe_value (const CemDatum *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (_cem_cel_weigh (value, MAX_VALUE) > MAX_VALUE)
    return g_strdup ("…");

  _cem_json_write (text, value, CEM_JSON_WRITE_COMPACT);
  if (g_utf8_strlen (text->str, -1) > MAX_FACT)
    {
      g_autofree char *start = g_utf8_substring (text->str, 0, MAX_FACT);

      return g_strconcat (start, "…", NULL);
    }

  return g_strdup (text->str);
}

static gboolean
is_field (const CemCelNode *node)
{
  while (node->kind == CEM_CEL_SELECT && (node->flags & CEM_CEL_TEST) == 0)
    node = node->args[0];

  return node->kind == CEM_CEL_IDENT;
}

/* "event.rating is 4", for the fields of a clause. */
static void
add_facts (const Explainer *self,
           const CemCelNode *node,
           gboolean chinese,
           GString *out,
           guint *n)
{
  const CemDatum *value = get_value (self, node);

  if (*n >= MAX_FACTS || node->kind == CEM_CEL_LITERAL)
    return;

  if (is_field (node) && value != NULL && value->kind != CEM_KIND_TYPE)
    {
      g_autofree char *name = _cem_cel_node_to_string (node);
      g_autofree char *text = NULL;

      if (*n > 0)
        g_string_append (out, chinese ? "，" : ", ");

      (*n)++;
      if (is_failure (value))
        {
          g_string_append_printf (out, chinese ? "%s 没有值" : "%s has no value", name);
          return;
        }

      text = describe_value (value);
      g_string_append_printf (out, chinese ? "%s 是 %s" : "%s is %s", name, text);
      return;
    }

  /* In a loop the value of the last round says little. */
  for (guint i = 0; i < node->n_args && (node->kind != CEM_CEL_LOOP || i == 0); i++)
    add_facts (self, node->args[i], chinese, out, n);
}

static char *
describe_facts (const Explainer *self,
                const CemCelNode *node,
                gboolean chinese)
{
  GString *facts = g_string_new (NULL);
  guint n = 0;

  add_facts (self, node, chinese, facts, &n);
  return g_string_free (facts, FALSE);
}

/* "all of its 3 clauses hold" and "none does". */
static char *
describe_all (const CemCelNode *node,
              gboolean chinese)
{
  if (node->kind == CEM_CEL_AND)
    return g_strdup_printf (chinese ? "%u 个子条件都成立" : "all %u clauses hold", node->n_args);

  return g_strdup_printf (chinese ? "%u 个子条件都不成立" : "none of %u clauses holds",
                          node->n_args);
}

static char *
describe_reason (const Explainer *self,
                 gboolean chinese)
{
  const CemCelNode *node = self->decider;
  const CemDatum *value = get_value (self, node);
  g_autofree char *text = _cem_cel_node_to_string (node);
  g_autofree char *facts = describe_facts (self, node, chinese);
  const gboolean holds = is_bool (value, TRUE);

  if (node->kind == CEM_CEL_AND || node->kind == CEM_CEL_OR)
    return describe_all (node, chinese);

  if (chinese)
    return g_strdup_printf ("“%s”为%s%s%s", text, holds ? "真" : "假", facts[0] != '\0' ? "：" : "",
                            facts);

  return g_strdup_printf ("“%s” is %s%s%s", text, holds ? "true" : "false",
                          facts[0] != '\0' ? ": " : "", facts);
}

static char *
make_sentence (const Explainer *self,
               const CemDatum *result,
               gboolean chinese)
{
  g_autofree char *text = NULL;

  if (result->kind == CEM_KIND_BOOL)
    {
      g_autofree char *reason = describe_reason (self, chinese);
      const gboolean holds = result->v.i != 0;

      if (chinese)
        return g_strdup_printf ("%s，因为%s。", holds ? "条件成立" : "条件不成立", reason);

      return g_strdup_printf ("It %s because %s.", holds ? "holds" : "does not hold", reason);
    }

  if (result->kind != CEM_KIND_ERROR)
    {
      text = describe_value (result);
      return g_strdup_printf (chinese ? "结果是 %s。" : "The result is %s.", text);
    }

  if (self->failure.code == CEM_ERROR_NO_SUCH_FIELD)
    {
      const CemCelStep *step = self->failure.step;

      text = _cem_cel_node_to_string (step != NULL && step->node != NULL ? step->node
                                                                         : self->decider);
      return g_strdup_printf (chinese ? "条件未知，因为“%s”没有值。"
                                      : "It is unknown because “%s” has no value.",
                              text);
    }

  text = _cem_cel_failure_dup_message (&self->failure);
  return g_strdup_printf (chinese ? "无法求值：%s。" : "It could not be evaluated: %s.", text);
}

static CemExplanation *
explain_node (const Explainer *self,
              const CemCelNode *node)
{
  const CemDatum *value = get_value (self, node);
  CemExplained explained = { _cem_cel_node_to_string (node), CEM_EXPLANATION_STATUS_SKIPPED };
  CemExplanation *explanation;

  if (is_failure (value))
    {
      const gboolean unknown = value->v.i == CEM_ERROR_NO_SUCH_FIELD;

      explained.status = unknown ? CEM_EXPLANATION_STATUS_UNKNOWN : CEM_EXPLANATION_STATUS_FAILED;
      explained.message = node == self->decider ? _cem_cel_failure_dup_message (&self->failure)
                                                : g_strdup (unknown ? "a value is missing"
                                                                    : "it could not be evaluated");
    }
  else if (value != NULL)
    {
      explained.status = CEM_EXPLANATION_STATUS_VALUE;
      if (_cem_cel_weigh (value, MAX_VALUE) <= MAX_VALUE)
        explained.value = _cem_value_new_from_datum (value);
    }

  explanation = _cem_explanation_new (&explained);
  if (node == self->decider)
    _cem_explanation_set_decides (explanation);

  for (guint i = 0; i < node->n_args && !is_field (node); i++)
    {
      g_autoptr (CemExplanation) part = NULL;

      if (node->args[i]->kind == CEM_CEL_LITERAL || (node->kind == CEM_CEL_LOOP && i > 0))
        continue;

      /* "math" of "math.abs (x)" is no part. */
      if (i == 0 && _cem_cel_env_is_space (_cem_expression_get_env (self->expression), node))
        continue;

      part = explain_node (self, node->args[i]);
      _cem_explanation_add_part (explanation, part);
    }

  return explanation;
}

/**
 * cem_expression_explain:
 * @self: an expression
 * @context: (nullable): what to evaluate on, or %NULL when there are no variables
 * @error: where to say why it failed
 *
 * Evaluates the expression and keeps the value of each part.
 *
 * An evaluation that fails is explained too; this function fails only with
 * %CEM_ERROR_INVALID_ARGUMENT, when the context has a record of another schema.
 *
 * Returns: (transfer full): the explanation
 *
 * Since: 0.1
 */
CemExplanation *
cem_expression_explain (CemExpression *self,
                        CemContext *context,
                        GError **error)
{
  g_autoptr (GHashTable) trace = NULL;
  g_autoptr (CemArena) plan_arena = NULL;
  Explainer explainer = { self };
  CemCelInput input = { NULL };
  gint64 max_cost = CEM_CEL_DEFAULT_COST;
  const CemCelNode *root;
  CemExplanation *explanation;
  CemCelProgram *program;
  CemArena *arena;
  CemDatum result;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (context == NULL || CEM_IS_CONTEXT (context), NULL);

  if (context != NULL)
    {
      max_cost = _cem_context_get_max_cost (context);
      if (!_cem_context_get_input (context, _cem_expression_get_schema (self), &input, error))
        return NULL;
    }

  trace = g_hash_table_new (NULL, NULL);
  plan_arena = _cem_arena_new (4096);
  root = _cem_expression_get_tree (self);
  program = _cem_expression_plan (self, plan_arena, root, TRUE);
  arena = _cem_cel_borrow_arena ();
  explainer.trace = trace;
  result = _cem_cel_run (program, &input, arena, max_cost, trace, &explainer.failure);
  explainer.decider = find_decider (&explainer, root);

  explanation = explain_node (&explainer, root);
  _cem_explanation_set_sentences (explanation, make_sentence (&explainer, &result, FALSE),
                                  make_sentence (&explainer, &result, TRUE));
  _cem_cel_return_arena (arena);
  return explanation;
}
