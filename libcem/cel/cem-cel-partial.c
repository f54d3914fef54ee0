/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-time-private.h"
#include "cel/cem-context-private.h"
#include "cel/cem-expression-private.h"

#include <libcem/cem-error.h>

#include <math.h>

/* A value that is written into a text may hold this much. */
#define MAX_VALUE 1000

typedef struct _Scope Scope;

/* Variables of macros: of those around the part that is looked at, which are open, and of those
 * inside it, which are bound when it is evaluated. */
struct _Scope
{
  const char *name;
  gboolean inside;
  const Scope *outer;
};

typedef struct
{
  CemExpression *expression;
  CemContext *context;
  const CemCelEnv *env;
  CemCelInput input;
  CemArena *arena;
  gint64 *budget; /* what all evaluations together may cost */
} Partial;

static const Scope *
find_local (const Scope *scope,
            const char *name)
{
  while (scope != NULL && strcmp (scope->name, name) != 0)
    scope = scope->outer;

  return scope;
}

/* Whether the slot that a chain of fields reaches has a value; -1 when it reaches none. */
static int
slot_has_value (const Partial *self,
                const char *path)
{
  CemSchema *schema = _cem_expression_get_schema (self->expression);
  int field = schema != NULL ? cem_schema_find_field (schema, path) : -1;

  if (field < 0 || self->input.slots == NULL)
    return -1;

  return self->input.slots[field].kind != CEM_KIND_ERROR;
}

static gboolean
is_known_name (const Partial *self,
               const char *name)
{
  const CemCelField *field = _cem_cel_env_find_variable (self->env, name);

  if (field == NULL && strcmp (name, "now") == 0)
    return self->input.has_now;

  if (field == NULL && _cem_cel_env_find_type_value (name) != NULL)
    return TRUE;

  return _cem_context_knows (self->context, field != NULL ? field->name : name);
}

/* A name or a chain of fields. */
static gboolean
is_known_chain (const Partial *self,
                const CemCelNode *node,
                const Scope *scope)
{
  g_autofree char *name = _cem_cel_node_dup_qualified (node);
  const CemCelNode *root = node;
  const Scope *local;
  int slot;

  while (root->kind == CEM_CEL_SELECT)
    root = root->args[0];

  local = root->flags == 0 ? find_local (scope, root->name) : NULL;
  if (local != NULL)
    return local->inside;

  slot = slot_has_value (self, name);
  if (slot >= 0)
    return slot != 0;

  if (is_known_name (self, name))
    return TRUE;

  return node->kind == CEM_CEL_SELECT && is_known_chain (self, node->args[0], scope);
}

/* Whether everything that a part needs is there. */
static gboolean
is_known (const Partial *self,
          const CemCelNode *node,
          const Scope *scope)
{
  g_autofree char *name = _cem_cel_node_dup_qualified (node);
  const Scope first = { node->var, TRUE, scope };
  const Scope second = { node->var2, TRUE, &first };
  const Scope *inner = node->var2 != NULL ? &second : node->var != NULL ? &first : scope;

  if (name != NULL)
    return is_known_chain (self, node, scope);

  if (node->kind == CEM_CEL_CALL && strcmp (node->name, "in") == 0)
    return FALSE;

  for (guint i = 0; i < node->n_args; i++)
    {
      if (i == 0 && _cem_cel_env_is_space (self->env, node))
        continue;

      if (!is_known (self, node->args[i], i == 0 ? scope : inner))
        return FALSE;
    }

  return TRUE;
}

static CemCelNode *
call_node (const Partial *self,
           const char *name,
           guint32 at,
           CemDatum argument)
{
  CemCelNode *node = _cem_cel_node_new (self->arena, CEM_CEL_CALL, at, 1);

  node->name = name;
  node->args[0] = _cem_cel_node_literal (self->arena, at, argument);
  _cem_cel_node_measure (node);
  return node;
}

static CemCelNode *
text_call_node (const Partial *self,
                const char *name,
                guint32 at,
                const char *text)
{
  const gsize length = strlen (text);

  return call_node (self, name, at,
                    _cem_datum_string (_cem_arena_strndup (self->arena, text, length), length));
}

/* A duration as CEL writes it: "-1.5s". */
static CemCelNode *
duration_node (const Partial *self,
               guint32 at,
               const CemDatum *value)
{
  const gboolean negative = value->v.i < 0 || value->n < 0;
  g_autofree char *text = g_strdup_printf ("%s%" G_GINT64_FORMAT ".%09ds", negative ? "-" : "",
                                           ABS (value->v.i), ABS (value->n));

  return text_call_node (self, "duration", at, text);
}

static CemCelNode *value_node (const Partial *self,
                               guint32 at,
                               const CemDatum *value);

static CemCelNode *
list_node (const Partial *self,
           guint32 at,
           const CemList *list)
{
  CemCelNode *node = _cem_cel_node_new (self->arena, CEM_CEL_LIST, at, list->n);

  for (guint i = 0; i < list->n; i++)
    {
      node->args[i] = value_node (self, at, &list->items[i]);
      if (node->args[i] == NULL)
        return NULL;
    }

  _cem_cel_node_measure (node);
  return node;
}

static CemCelNode *
map_node (const Partial *self,
          guint32 at,
          const CemMap *map)
{
  CemCelNode *node = _cem_cel_node_new (self->arena, CEM_CEL_MAP, at, map->n * 2);

  for (guint i = 0; i < map->n; i++)
    {
      node->args[2 * i] = value_node (self, at, &map->entries[i].key);
      node->args[2 * i + 1] = value_node (self, at, &map->entries[i].value);
      if (node->args[2 * i] == NULL || node->args[2 * i + 1] == NULL)
        return NULL;
    }

  _cem_cel_node_measure (node);
  return node;
}

/* The text of a value, as a tree; NULL for what has none. */
static CemCelNode *
value_node (const Partial *self,
            guint32 at,
            const CemDatum *value)
{
  char buffer[CEM_TIME_BUFFER];

  switch ((CemKind) value->kind)
    {
    case CEM_KIND_NULL:
    case CEM_KIND_BOOL:
    case CEM_KIND_INT:
    case CEM_KIND_UINT:
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
      return _cem_cel_node_literal (self->arena, at, _cem_datum_copy (self->arena, value));
    case CEM_KIND_DOUBLE:
      if (isnan (value->v.d))
        return text_call_node (self, "double", at, "NaN");
      if (isinf (value->v.d))
        return text_call_node (self, "double", at, value->v.d > 0.0 ? "Infinity" : "-Infinity");
      return _cem_cel_node_literal (self->arena, at, *value);
    case CEM_KIND_TIMESTAMP:
      _cem_time_format (value->v.i, value->n, buffer);
      return text_call_node (self, "timestamp", at, buffer);
    case CEM_KIND_DURATION:
      return duration_node (self, at, value);
    case CEM_KIND_LIST:
      return list_node (self, at, value->v.list);
    case CEM_KIND_MAP:
      return map_node (self, at, value->v.map);
    default:
      return NULL;
    }
}

/* A whole number that is no undeclared one must not become a literal, which would be undeclared beside
 * an undeclared number. */
static gboolean
would_change_kind (const Partial *self,
                   const CemDatum *value)
{
  return (cem_expression_get_flags (self->expression) & CEM_EXPRESSION_NUMBERS) != 0 &&
         value->kind == CEM_KIND_INT && (value->flags & CEM_DATUM_NUMBER) == 0;
}

/* The value of a part that is known, as a tree; NULL when it fails or has no text. */
static CemCelNode *
evaluate (const Partial *self,
          const CemCelNode *node)
{
  CemArena *arena = _cem_cel_borrow_arena ();
  CemCelProgram *program = _cem_expression_plan (self->expression, arena, node, FALSE);
  CemCelFailure failure;
  CemCelNode *result = NULL;
  CemDatum value = _cem_cel_run (program, &self->input, arena, *self->budget, NULL, &failure);

  *self->budget = failure.cost_left;
  if (value.kind != CEM_KIND_ERROR && !would_change_kind (self, &value) &&
      _cem_cel_weigh (&value, MAX_VALUE) <= MAX_VALUE)
    result = value_node (self, node->at, &value);

  _cem_cel_return_arena (arena);
  return result;
}

static gboolean
is_bool_literal (const CemCelNode *node,
                 gboolean value)
{
  return node->kind == CEM_CEL_LITERAL && node->literal.kind == CEM_KIND_BOOL &&
         (node->literal.v.i != 0) == value;
}

/* Whether a part gives a bool whenever it gives anything. */
static gboolean
gives_bool (const CemCelNode *node)
{
  return (node->type != NULL && node->type->kind == CEM_CEL_TYPE_BOOL) ||
         (node->kind == CEM_CEL_BINARY && node->op >= CEM_CEL_OP_EQUAL) ||
         node->kind == CEM_CEL_AND || node->kind == CEM_CEL_OR ||
         (node->kind == CEM_CEL_UNARY && node->op == CEM_CEL_OP_NOT) ||
         (node->kind == CEM_CEL_SELECT && (node->flags & CEM_CEL_TEST) != 0);
}

/* Leaves out what cannot decide. */
static CemCelNode *
simplify_logic (CemCelNode *node)
{
  const gboolean is_or = node->kind == CEM_CEL_OR;
  CemCelNode *neutral = NULL;
  guint n = 0;

  for (guint i = 0; i < node->n_args; i++)
    {
      if (is_bool_literal (node->args[i], is_or))
        return node->args[i];
    }

  for (guint i = 0; i < node->n_args; i++)
    {
      if (is_bool_literal (node->args[i], !is_or))
        neutral = node->args[i];
      else
        node->args[n++] = node->args[i];
    }

  if (n == 0)
    return neutral;

  if (n == 1 && gives_bool (node->args[0]))
    return node->args[0];

  /* What may be no bool keeps company, so that it fails as before. */
  if (n == 1)
    node->args[n++] = neutral;

  node->n_args = n;
  return node;
}

static CemCelNode *
simplify (const Partial *self,
          const CemCelNode *node,
          const Scope *scope)
{
  const Scope first = { node->var, FALSE, scope };
  const Scope second = { node->var2, FALSE, &first };
  const Scope *inner = node->var2 != NULL ? &second : node->var != NULL ? &first : scope;
  g_autofree char *name = _cem_cel_node_dup_qualified (node);
  CemCelNode *copy;

  if (node->kind != CEM_CEL_LITERAL && is_known (self, node, scope))
    {
      CemCelNode *value = evaluate (self, node);

      if (value != NULL)
        return value;
    }

  copy = _cem_arena_alloc (self->arena, sizeof *copy);
  *copy = *node;
  if (node->n_args == 0 || name != NULL)
    return copy;

  copy->args = _cem_arena_alloc (self->arena, node->n_args * sizeof (gpointer));
  for (guint i = 0; i < node->n_args; i++)
    copy->args[i] = i == 0 && _cem_cel_env_is_space (self->env, node)
                      ? node->args[0]
                      : simplify (self, node->args[i], i == 0 ? scope : inner);

  if (copy->kind == CEM_CEL_AND || copy->kind == CEM_CEL_OR)
    copy = simplify_logic (copy);
  else if (copy->kind == CEM_CEL_CONDITIONAL && is_bool_literal (copy->args[0], TRUE))
    copy = copy->args[1];
  else if (copy->kind == CEM_CEL_CONDITIONAL && is_bool_literal (copy->args[0], FALSE))
    copy = copy->args[2];

  if (copy->n_args > 0)
    _cem_cel_node_measure (copy);

  return copy;
}

/**
 * cem_expression_simplify:
 * @self: an expression
 * @context: what is known already: variables, a record, `now`
 * @error: where to say why it failed
 *
 * Evaluates what can be evaluated now, and gives the rest as a smaller expression.
 *
 * In `customer.tier == 'vip' && event.data.amount > 100.0` with a known customer, what is left is
 * `event.data.amount > 100.0` or `false`. Variables without a value in @context and fields without a
 * value in its record stay open. What would fail stays too, and fails when the new expression is
 * evaluated.
 *
 * Fails with %CEM_ERROR_INVALID_ARGUMENT when the record is of another schema.
 *
 * Returns: (transfer full): the smaller expression
 *
 * Since: 0.1
 */
CemExpression *
cem_expression_simplify (CemExpression *self,
                         CemContext *context,
                         GError **error)
{
  g_autoptr (CemArena) arena = NULL;
  Partial partial = { self, context };
  gint64 budget = CEM_CEL_DEFAULT_COST / 10;
  const CemCelNode *root;

  g_return_val_if_fail (CEM_IS_EXPRESSION (self), NULL);
  g_return_val_if_fail (CEM_IS_CONTEXT (context), NULL);

  if (!_cem_context_get_input (context, _cem_expression_get_schema (self), &partial.input, error))
    return NULL;

  arena = _cem_arena_new (4096);
  partial.arena = arena;
  partial.budget = &budget;
  partial.env = _cem_expression_get_env (self);
  root = simplify (&partial, _cem_expression_get_tree (self), NULL);
  return _cem_expression_new_derived (self, root, error);
}
