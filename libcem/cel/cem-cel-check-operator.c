/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-checker-private.h"

#include "base/cem-words-private.h"

typedef struct
{
  guint8 op;
  guint8 left;
  guint8 right;
  guint8 result;
} OperatorOverload;

#define ROW(op, left, right, result) \
  { CEM_CEL_OP_##op, CEM_CEL_TYPE_##left, CEM_CEL_TYPE_##right, CEM_CEL_TYPE_##result }

static const OperatorOverload overloads[] = {
  ROW (ADD, INT, INT, INT),
  ROW (ADD, UINT, UINT, UINT),
  ROW (ADD, DOUBLE, DOUBLE, DOUBLE),
  ROW (ADD, STRING, STRING, STRING),
  ROW (ADD, BYTES, BYTES, BYTES),
  ROW (ADD, TIMESTAMP, DURATION, TIMESTAMP),
  ROW (ADD, DURATION, TIMESTAMP, TIMESTAMP),
  ROW (ADD, DURATION, DURATION, DURATION),
  ROW (SUBTRACT, INT, INT, INT),
  ROW (SUBTRACT, UINT, UINT, UINT),
  ROW (SUBTRACT, DOUBLE, DOUBLE, DOUBLE),
  ROW (SUBTRACT, TIMESTAMP, TIMESTAMP, DURATION),
  ROW (SUBTRACT, TIMESTAMP, DURATION, TIMESTAMP),
  ROW (SUBTRACT, DURATION, DURATION, DURATION),
  ROW (MULTIPLY, INT, INT, INT),
  ROW (MULTIPLY, UINT, UINT, UINT),
  ROW (MULTIPLY, DOUBLE, DOUBLE, DOUBLE),
  ROW (DIVIDE, INT, INT, INT),
  ROW (DIVIDE, UINT, UINT, UINT),
  ROW (DIVIDE, DOUBLE, DOUBLE, DOUBLE),
  ROW (MODULO, INT, INT, INT),
  ROW (MODULO, UINT, UINT, UINT),
};

static const CemCelType *
unwrap (CemCelChecker *self,
        const CemCelType *type)
{
  type = _cem_cel_unifier_resolve (&self->unifier, type);
  if (type->kind == CEM_CEL_TYPE_WRAPPER)
    return _cem_cel_unifier_resolve (&self->unifier, type->args[0]);

  return type->kind == CEM_CEL_TYPE_PARAM ? CEM_CEL_BASIC (DYN) : type;
}

static inline gboolean
is_open (const CemCelType *type)
{
  return type->kind <= CEM_CEL_TYPE_DYN;
}

static inline gboolean
is_numeric (const CemCelType *type)
{
  return type->kind >= CEM_CEL_TYPE_INT && type->kind <= CEM_CEL_TYPE_DOUBLE;
}

/* What to write instead when two kinds of numbers meet. */
static char *
suggest_conversion (const CemCelNode *node,
                    const CemCelType *left,
                    const CemCelType *right)
{
  const CemCelType *types[2] = { left, right };

  if (!is_numeric (left) || !is_numeric (right))
    return NULL;

  for (guint i = 0; i < 2; i++)
    {
      const CemCelNode *arg = node->args[i];
      const guint other = types[1 - i]->kind;

      if (arg->kind != CEM_CEL_LITERAL || arg->literal.kind != CEM_KIND_INT)
        continue;

      if (other == CEM_CEL_TYPE_DOUBLE)
        return _cem_words_new (N_ ("write %lld.0"), (long long) arg->literal.v.i);
      if (other == CEM_CEL_TYPE_UINT && arg->literal.v.i >= 0)
        return _cem_words_new (N_ ("write %lldu"), (long long) arg->literal.v.i);
    }

  if (left->kind == CEM_CEL_TYPE_DOUBLE || right->kind == CEM_CEL_TYPE_DOUBLE)
    return g_strdup ("convert the other number with double()");

  return g_strdup ("convert one of them with int() or uint()");
}

static const CemCelType *
fail_operands (CemCelChecker *self,
               const CemCelNode *node,
               const CemCelType *left,
               const CemCelType *right)
{
  g_autofree char *a = _cem_cel_checker_describe (self, left);
  g_autofree char *b = _cem_cel_checker_describe (self, right);
  g_autofree char *suggestion = suggest_conversion (node, left, right);

  return _cem_cel_checker_fail (self, node->at, "no-overload", suggestion,
                                N_ ("“%s” does not take %s and %s"),
                                _cem_cel_op_get_text (node->op), a, b);
}

static const CemCelType *
check_arithmetic (CemCelChecker *self,
                  const CemCelNode *node,
                  const CemCelType *left,
                  const CemCelType *right)
{
  const CemCelType *result = NULL;
  const gboolean add_lists = node->op == CEM_CEL_OP_ADD &&
                             (left->kind == CEM_CEL_TYPE_LIST || is_open (left)) &&
                             (right->kind == CEM_CEL_TYPE_LIST || is_open (right));

  for (guint i = 0; i < G_N_ELEMENTS (overloads); i++)
    {
      const OperatorOverload *row = &overloads[i];
      const CemCelType *type = &_cem_cel_type_basic[row->result];

      if (row->op != node->op || (!is_open (left) && row->left != left->kind) ||
          (!is_open (right) && row->right != right->kind))
        continue;

      if (result != NULL && result != type)
        return CEM_CEL_BASIC (DYN);

      result = type;
    }

  if (!add_lists)
    return result != NULL ? result : fail_operands (self, node, left, right);

  if (result != NULL || is_open (left) || is_open (right))
    return CEM_CEL_BASIC (DYN);

  if (!_cem_cel_unifier_assign (&self->unifier, left, right))
    return fail_operands (self, node, left, right);

  return left;
}

static const CemCelType *
check_order (CemCelChecker *self,
             const CemCelNode *node,
             const CemCelType *left,
             const CemCelType *right)
{
  const gboolean fits = left->kind == right->kind || is_open (left) || is_open (right) ||
                        (is_numeric (left) && is_numeric (right));
  const CemCelType *known = is_open (left) ? right : left;

  if (!fits || (!is_open (known) && (known->kind < CEM_CEL_TYPE_BOOL ||
                                     known->kind > CEM_CEL_TYPE_DURATION)))
    return fail_operands (self, node, left, right);

  return CEM_CEL_BASIC (BOOL);
}

static const CemCelType *
check_membership (CemCelChecker *self,
                  const CemCelNode *node,
                  const CemCelType *left,
                  const CemCelType *right)
{
  if (is_open (right))
    return CEM_CEL_BASIC (BOOL);

  if ((right->kind != CEM_CEL_TYPE_LIST && right->kind != CEM_CEL_TYPE_MAP) ||
      !_cem_cel_unifier_assign (&self->unifier, right->args[0], left))
    return fail_operands (self, node, left, right);

  return CEM_CEL_BASIC (BOOL);
}

const CemCelType *
_cem_cel_checker_binary (CemCelChecker *self,
                         const CemCelNode *node)
{
  const CemCelType *left = node->args[0]->type;
  const CemCelType *right = node->args[1]->type;

  if (node->op == CEM_CEL_OP_EQUAL || node->op == CEM_CEL_OP_NOT_EQUAL)
    {
      if (!_cem_cel_unifier_assign (&self->unifier, left, right))
        return fail_operands (self, node, unwrap (self, left), unwrap (self, right));

      return CEM_CEL_BASIC (BOOL);
    }

  left = unwrap (self, left);
  right = unwrap (self, right);
  if (node->op == CEM_CEL_OP_IN)
    return check_membership (self, node, left, right);

  if (node->op > CEM_CEL_OP_NOT_EQUAL)
    return check_order (self, node, left, right);

  return check_arithmetic (self, node, left, right);
}

const CemCelType *
_cem_cel_checker_unary (CemCelChecker *self,
                        const CemCelNode *node)
{
  const CemCelType *type = unwrap (self, node->args[0]->type);
  g_autofree char *name = NULL;

  if (node->op == CEM_CEL_OP_NOT)
    {
      if (is_open (type) || type->kind == CEM_CEL_TYPE_BOOL)
        return CEM_CEL_BASIC (BOOL);
    }
  else if (is_open (type) || type->kind == CEM_CEL_TYPE_INT || type->kind == CEM_CEL_TYPE_DOUBLE)
    return is_open (type) ? CEM_CEL_BASIC (DYN) : type;

  name = _cem_cel_checker_describe (self, type);
  return _cem_cel_checker_fail (self, node->at, "no-overload", NULL, N_ ("“%s” does not take %s"),
                                _cem_cel_op_get_text (node->op), name);
}

static gboolean
try_overload (CemCelChecker *self,
              const CemCelNode *node,
              guint first,
              const CemCelOverloadInfo *info,
              const CemCelType **result)
{
  const CemCelType *letters[26] = { NULL };
  const guint before = self->unifier.bound->len;
  g_autofree gpointer *saved = g_memdup2 (self->unifier.bound->pdata, before * sizeof (gpointer));

  for (guint i = 0; i < info->n_args; i++)
    {
      const CemCelType *type = _cem_cel_unifier_instantiate (&self->unifier, info->args[i], letters);

      if (!_cem_cel_unifier_assign (&self->unifier, type, node->args[first + i]->type))
        {
          if (before > 0)
            memcpy (self->unifier.bound->pdata, saved, before * sizeof (gpointer));
          return FALSE;
        }
    }

  *result = _cem_cel_unifier_instantiate (&self->unifier, info->result, letters);
  return TRUE;
}

typedef struct
{
  const CemCelType *result;
  const CemCelOverloadInfo *info;
  guint n_fits;
  guint n_arity; /* of the right form, with as many arguments */
} Match;

static void
match_overloads (CemCelChecker *self,
                 const CemCelNode *node,
                 gboolean member,
                 guint first,
                 const CemCelOverloads *set,
                 Match *match)
{
  for (guint i = 0; set != NULL && i < set->n; i++)
    {
      const CemCelOverloadInfo *info = &set->items[i];
      const CemCelType *result = NULL;

      if (info->member != member || info->n_args != node->n_args - first)
        continue;

      match->n_arity++;
      if (!try_overload (self, node, first, info, &result))
        continue;

      match->info = match->n_fits++ == 0 ? info : NULL;
      if (match->result != NULL &&
          !_cem_cel_type_equal (_cem_cel_unifier_finish (&self->unifier, match->result),
                                _cem_cel_unifier_finish (&self->unifier, result)))
        match->result = CEM_CEL_BASIC (DYN);
      else
        match->result = result;
    }
}

static const CemCelType *
fail_unknown_function (CemCelChecker *self,
                       const CemCelNode *node,
                       const char *name)
{
  const char *const *names = _cem_cel_library_list_names ();
  const char *meant = self->n_reported < CEM_CEL_MAX_MISTAKES
                        ? _cem_cel_suggest (name, names, g_strv_length ((char **) names))
                        : NULL;
  g_autofree char *suggestion =
    meant != NULL ? _cem_words_new (N_ ("did you mean “%s”?"), meant) : NULL;

  return _cem_cel_checker_fail (self, node->at, "unknown-function", suggestion,
                                N_ ("there is no function “%s”"), name);
}

/* Numbers of any kind, three or more. */
static const CemCelType *
check_many_numbers (CemCelChecker *self,
                    const CemCelNode *node,
                    const char *name,
                    guint first)
{
  const CemCelType *result = NULL;

  for (guint i = first; i < node->n_args; i++)
    {
      const CemCelType *type = unwrap (self, node->args[i]->type);

      if (!is_open (type) && !is_numeric (type))
        {
          g_autofree char *text = _cem_cel_checker_describe (self, type);

          return _cem_cel_checker_fail (self, node->args[i]->at, "no-overload", NULL,
                                        N_ ("the function “%s” takes numbers, not %s"), name, text);
        }

      result = result == NULL || result == type ? type : CEM_CEL_BASIC (DYN);
    }

  return result;
}

/* Checks a call of @name with the arguments from @first on. */
const CemCelType *
_cem_cel_checker_call (CemCelChecker *self,
                       CemCelNode *node,
                       const char *name,
                       gboolean member,
                       guint first)
{
  const CemCelOverloads *library;
  CemCelOverloads own;
  Match match = { NULL };
  g_autoptr (GString) types = NULL;

  _cem_cel_env_find_functions (self->env, name, &library, &own);
  if (library == NULL && own.n == 0)
    return fail_unknown_function (self, node, name);

  if (!member && _cem_cel_takes_list (name, node->n_args - first))
    return check_many_numbers (self, node, name, first);

  match_overloads (self, node, member, first, &own, &match);
  if (match.n_fits == 0)
    match_overloads (self, node, member, first, library, &match);

  if (match.n_fits > 0)
    return match.result;

  types = g_string_new (NULL);
  for (guint i = first + (member ? 1 : 0); i < node->n_args; i++)
    {
      if (types->len > 0)
        g_string_append (types, ", ");
      _cem_cel_type_append (types, _cem_cel_unifier_finish (&self->unifier, node->args[i]->type));
    }

  if (member)
    {
      g_autofree char *receiver = _cem_cel_checker_describe (self, node->args[first]->type);

      return _cem_cel_checker_fail (self, node->at, "no-overload", NULL,
                                    N_ ("%s has no function %s(%s)"), receiver, name, types->str);
    }

  return _cem_cel_checker_fail (self, node->at, "no-overload", NULL,
                                N_ ("the function “%s” does not take (%s)"), name, types->str);
}
