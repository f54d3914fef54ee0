/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-checker-private.h"

#include "base/cem-words-private.h"

static const CemCelType *check (CemCelChecker *self,
                                CemCelNode *node);

static void
report (CemCelChecker *self,
        CemSeverity severity,
        guint32 at,
        const char *code,
        const char *suggestion,
        const char *message)
{
  CemPlace place = self->place;

  if (self->n_reported++ >= CEM_CEL_MAX_MISTAKES)
    return;

  _cem_cel_locate (self->text, at, &place.line, &place.column);
  _cem_diagnostics_add (self->diagnostics, severity, code, &place, suggestion, "%s", message);
}

const CemCelType *
_cem_cel_checker_fail (CemCelChecker *self,
                       guint32 at,
                       const char *code,
                       const char *suggestion,
                       const char *format,
                       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = _cem_words_new_valist (format, args);
  va_end (args);

  self->n_errors++;
  report (self, CEM_SEVERITY_ERROR, at, code, suggestion, message);
  return CEM_CEL_BASIC (ERROR);
}

char *
_cem_cel_checker_describe (CemCelChecker *self,
                           const CemCelType *type)
{
  GString *out = g_string_new (NULL);

  _cem_cel_type_append (out, _cem_cel_unifier_finish (&self->unifier, type));
  return g_string_free (out, FALSE);
}

static const CemCelScope *
find_local (CemCelChecker *self,
            const char *name)
{
  const CemCelScope *scope = self->scope;

  while (scope != NULL && strcmp (scope->name, name) != 0)
    scope = scope->outer;

  return scope;
}

static char *
suggest_from (CemCelChecker *self,
              const char *name,
              GHashTable *table)
{
  g_autofree gpointer *names = NULL;
  const char *meant;
  guint n;

  if (self->n_reported >= CEM_CEL_MAX_MISTAKES)
    return NULL;

  names = g_hash_table_get_keys_as_array (table, &n);
  meant = _cem_cel_suggest (name, (const char *const *) names, n);
  return meant != NULL ? _cem_words_new (N_ ("did you mean “%s”?"), meant) : NULL;
}

static void
warn_unknown (CemCelChecker *self,
              const CemCelNode *node,
              gboolean declared)
{
  g_autofree char *text = NULL;
  g_autofree char *message = NULL;
  g_autofree char *suggestion = NULL;

  if (!self->warn_unknown || self->n_reported >= CEM_CEL_MAX_MISTAKES ||
      (node->flags & (CEM_CEL_TEST | CEM_CEL_OPTIONAL)) != 0)
    return;

  text = _cem_cel_node_to_string (node);
  if (g_hash_table_contains (self->tested, text))
    return;

  message = _cem_words_new (N_ ("the condition is unknown when “%s” has no value"), text);
  suggestion = _cem_words_new (N_ ("test it with has(%s)"), text);
  report (self, declared ? CEM_SEVERITY_WARNING : CEM_SEVERITY_HINT, node->at,
          "may-be-unknown", suggestion, message);
}

static const CemCelType *
select_field (CemCelChecker *self,
              const CemCelNode *node,
              const CemCelType *type)
{
  g_autofree char *name = NULL;

  type = _cem_cel_unifier_resolve (&self->unifier, type);
  switch ((CemCelTypeKind) type->kind)
    {
    case CEM_CEL_TYPE_MAP:
      warn_unknown (self, node, FALSE);
      return type->args[1];
    case CEM_CEL_TYPE_ERROR:
      return type;
    case CEM_CEL_TYPE_DYN:
    case CEM_CEL_TYPE_PARAM:
      warn_unknown (self, node, FALSE);
      return CEM_CEL_BASIC (DYN);
    case CEM_CEL_TYPE_OBJECT:
      {
        const CemCelField *field = g_hash_table_lookup (type->fields, node->name);
        g_autofree char *suggestion = NULL;

        if (field != NULL)
          {
            if (field->optional)
              warn_unknown (self, node, TRUE);
            return field->type;
          }

        suggestion = suggest_from (self, node->name, type->fields);
        return _cem_cel_checker_fail (self, node->at, "unknown-field", suggestion,
                                      N_ ("%s has no field “%s”"),
                                      type->name != NULL ? type->name : "the object", node->name);
      }
    default:
      name = _cem_cel_checker_describe (self, type);
      return _cem_cel_checker_fail (self, node->at, "no-fields", NULL,
                                    N_ ("%s has no fields, so “.%s” cannot be read"), name,
                                    node->name);
    }
}

/* The variable that an identifier or a chain of selects names in full, or NULL. */
static const CemCelField *
find_qualified (CemCelChecker *self,
                const CemCelNode *node)
{
  g_autofree char *name = _cem_cel_node_dup_qualified (node);
  const CemCelNode *root = node;

  if (name == NULL)
    return NULL;

  while (root->kind == CEM_CEL_SELECT)
    root = root->args[0];

  if (root->flags == 0 && find_local (self, root->name) != NULL)
    return NULL;

  return _cem_cel_env_find_variable (self->env, name);
}

static const CemCelType *
check_select (CemCelChecker *self,
              CemCelNode *node)
{
  const CemCelField *variable = find_qualified (self, node);
  g_autofree char *name = NULL;
  const CemCelType *operand;
  const CemCelType *type;
  gboolean optional;

  if (variable != NULL)
    return variable->type;

  name = _cem_cel_node_dup_qualified (node);
  if (name != NULL && _cem_cel_env_find_type_value (name) != NULL)
    return CEM_CEL_BASIC (TYPE);

  operand = _cem_cel_unifier_resolve (&self->unifier, check (self, node->args[0]));
  optional = operand->kind == CEM_CEL_TYPE_OPTIONAL;
  type = select_field (self, node, optional ? operand->args[0] : operand);
  if ((node->flags & CEM_CEL_TEST) != 0)
    return type->kind == CEM_CEL_TYPE_ERROR ? type : CEM_CEL_BASIC (BOOL);

  if (optional || (node->flags & CEM_CEL_OPTIONAL) != 0)
    return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_OPTIONAL, type, NULL);

  return type;
}

static const CemCelType *
check_ident (CemCelChecker *self,
             CemCelNode *node)
{
  const CemCelScope *local = node->flags == 0 ? find_local (self, node->name) : NULL;
  const CemCelField *variable;
  g_autofree char *suggestion = NULL;

  if (local != NULL)
    return local->type;

  variable = find_qualified (self, node);
  if (variable != NULL)
    return variable->type;

  if (_cem_cel_env_find_type_value (node->name) != NULL)
    return CEM_CEL_BASIC (TYPE);

  if (strcmp (node->name, "now") == 0)
    return CEM_CEL_BASIC (TIMESTAMP);

  suggestion = suggest_from (self, node->name, self->env->variables);
  return _cem_cel_checker_fail (self, node->at, "unknown-name", suggestion,
                                N_ ("there is no “%s” here"), node->name);
}

static const CemCelType *
index_type (CemCelChecker *self,
            const CemCelNode *node,
            const CemCelType *type,
            const CemCelType *key)
{
  g_autofree char *name = NULL;
  g_autofree char *key_name = NULL;

  type = _cem_cel_unifier_resolve (&self->unifier, type);
  switch ((CemCelTypeKind) type->kind)
    {
    case CEM_CEL_TYPE_ERROR:
      return type;
    case CEM_CEL_TYPE_DYN:
    case CEM_CEL_TYPE_PARAM:
      return CEM_CEL_BASIC (DYN);
    case CEM_CEL_TYPE_LIST:
      if (_cem_cel_unifier_assign (&self->unifier, CEM_CEL_BASIC (INT), key))
        return type->args[0];
      break;
    case CEM_CEL_TYPE_MAP:
      if (_cem_cel_unifier_assign (&self->unifier, type->args[0], key))
        return type->args[1];
      break;
    case CEM_CEL_TYPE_OBJECT:
      if (_cem_cel_unifier_assign (&self->unifier, CEM_CEL_BASIC (STRING), key))
        return CEM_CEL_BASIC (DYN);
      break;
    default:
      break;
    }

  name = _cem_cel_checker_describe (self, type);
  key_name = _cem_cel_checker_describe (self, key);
  return _cem_cel_checker_fail (self, node->at, "no-overload", NULL,
                                N_ ("%s cannot be indexed with %s"), name, key_name);
}

static const CemCelType *
check_index (CemCelChecker *self,
             CemCelNode *node)
{
  const CemCelType *operand = _cem_cel_unifier_resolve (&self->unifier, check (self, node->args[0]));
  const gboolean optional = operand->kind == CEM_CEL_TYPE_OPTIONAL;
  const CemCelType *type = index_type (self, node, optional ? operand->args[0] : operand,
                                       check (self, node->args[1]));

  if (optional || (node->flags & CEM_CEL_OPTIONAL) != 0)
    return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_OPTIONAL, type, NULL);

  return type;
}

static void
expect_bool (CemCelChecker *self,
             const CemCelNode *node,
             const char *what)
{
  g_autofree char *name = NULL;

  if (_cem_cel_unifier_assign (&self->unifier, CEM_CEL_BASIC (BOOL), node->type))
    return;

  name = _cem_cel_checker_describe (self, node->type);
  _cem_cel_checker_fail (self, node->at, "no-overload", NULL, N_ ("%s is %s, not bool"), what,
                         name);
}

static const CemCelType *
check_logic (CemCelChecker *self,
             CemCelNode *node)
{
  for (guint i = 0; i < node->n_args; i++)
    {
      check (self, node->args[i]);
      expect_bool (self, node->args[i],
                   node->kind == CEM_CEL_AND ? "an operand of “&&”" : "an operand of “||”");
    }

  return CEM_CEL_BASIC (BOOL);
}

static const CemCelType *
check_conditional (CemCelChecker *self,
                   CemCelNode *node)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;

  check (self, node->args[0]);
  expect_bool (self, node->args[0], "the condition before “?”");
  check (self, node->args[1]);
  check (self, node->args[2]);

  if (_cem_cel_unifier_assign (&self->unifier, node->args[1]->type, node->args[2]->type))
    return _cem_cel_unifier_join (&self->unifier, node->args[1]->type, node->args[2]->type);

  a = _cem_cel_checker_describe (self, node->args[1]->type);
  b = _cem_cel_checker_describe (self, node->args[2]->type);
  return _cem_cel_checker_fail (self, node->at, "no-overload",
                                W_ ("give both the same type, or wrap one in dyn()"),
                                N_ ("“?:” has values of two types, %s and %s"), a, b);
}

static const CemCelType *
unwrap_optional (CemCelChecker *self,
                 const CemCelNode *node)
{
  const CemCelType *type = _cem_cel_unifier_resolve (&self->unifier, node->type);
  g_autofree char *name = NULL;

  if (type->kind == CEM_CEL_TYPE_OPTIONAL)
    return type->args[0];

  if (type->kind <= CEM_CEL_TYPE_DYN || type->kind == CEM_CEL_TYPE_PARAM)
    return CEM_CEL_BASIC (DYN);

  name = _cem_cel_checker_describe (self, type);
  return _cem_cel_checker_fail (self, node->at, "no-overload", NULL,
                                N_ ("“?” needs an optional value, not %s"), name);
}

/* The joined type of every @step-th argument from @first; a free variable when there is none. */
static const CemCelType *
join_arguments (CemCelChecker *self,
                CemCelNode *node,
                guint first,
                guint step)
{
  const CemCelType *joined = NULL;

  for (guint i = first; i < node->n_args; i += step)
    {
      const gboolean optional = node->optional != NULL && node->optional[i - first] != 0 &&
                                (step == 1 || first == 1);
      const CemCelType *type = optional ? unwrap_optional (self, node->args[i])
                                        : node->args[i]->type;

      joined = joined == NULL ? type : _cem_cel_unifier_join (&self->unifier, joined, type);
    }

  return joined != NULL ? joined : _cem_cel_unifier_fresh (&self->unifier);
}

static const CemCelType *
check_aggregate (CemCelChecker *self,
                 CemCelNode *node)
{
  for (guint i = 0; i < node->n_args; i++)
    check (self, node->args[i]);

  if (node->kind == CEM_CEL_LIST)
    return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_LIST, join_arguments (self, node, 0, 1),
                              NULL);

  for (guint i = 0; i < node->n_args; i += 2)
    {
      const CemCelType *key = _cem_cel_unifier_resolve (&self->unifier, node->args[i]->type);
      g_autofree char *name = NULL;

      if (key->kind <= CEM_CEL_TYPE_DYN || key->kind == CEM_CEL_TYPE_PARAM ||
          (key->kind >= CEM_CEL_TYPE_BOOL && key->kind <= CEM_CEL_TYPE_UINT) ||
          key->kind == CEM_CEL_TYPE_STRING)
        continue;

      name = _cem_cel_checker_describe (self, key);
      _cem_cel_checker_fail (self, node->args[i]->at, "bad-key", NULL,
                             N_ ("a key is bool, int, uint or string, not %s"), name);
    }

  return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_MAP, join_arguments (self, node, 0, 2),
                            join_arguments (self, node, 1, 2));
}

static const CemCelType *
check_call (CemCelChecker *self,
            CemCelNode *node)
{
  const gboolean member = (node->flags & CEM_CEL_MEMBER) != 0;
  g_autofree char *space = member ? _cem_cel_node_dup_qualified (node->args[0]) : NULL;
  g_autofree char *name = NULL;
  gboolean wrong = FALSE;

  /* "math.abs (x)" is a function of the space "math", unless "math" is a variable. */
  if (space != NULL && find_qualified (self, node->args[0]) == NULL)
    {
      const CemCelOverloads *library;
      CemCelOverloads own;

      name = g_strconcat (space, ".", node->name, NULL);
      _cem_cel_env_find_functions (self->env, name, &library, &own);
      if (library == NULL && own.n == 0)
        g_clear_pointer (&name, g_free);
    }

  for (guint i = name != NULL ? 1 : 0; i < node->n_args; i++)
    wrong = check (self, node->args[i])->kind == CEM_CEL_TYPE_ERROR || wrong;

  if (wrong)
    return CEM_CEL_BASIC (ERROR);

  if (name != NULL)
    return _cem_cel_checker_call (self, node, name, FALSE, 1);

  /* Only the parser's option lets in ("state") through. */
  if (!member && strcmp (node->name, "in") == 0 && node->n_args == 1)
    return CEM_CEL_BASIC (BOOL);

  if (!member && (node->flags & CEM_CEL_LEADING_DOT) != 0)
    name = g_strconcat (".", node->name, NULL);

  return _cem_cel_checker_call (self, node, name != NULL ? name : node->name, member, 0);
}

/* The types of a comprehension's variables from that of its range. */
static gboolean
range_types (CemCelChecker *self,
             const CemCelNode *node,
             const CemCelType **first,
             const CemCelType **second)
{
  const CemCelType *range = _cem_cel_unifier_resolve (&self->unifier, node->args[0]->type);
  g_autofree char *name = NULL;

  *first = CEM_CEL_BASIC (DYN);
  *second = CEM_CEL_BASIC (DYN);

  if (range->kind == CEM_CEL_TYPE_LIST)
    {
      *first = node->var2 != NULL ? CEM_CEL_BASIC (INT) : range->args[0];
      *second = range->args[0];
    }
  else if (range->kind == CEM_CEL_TYPE_MAP)
    {
      *first = range->args[0];
      *second = range->args[1];
    }
  else if (range->kind > CEM_CEL_TYPE_DYN && range->kind != CEM_CEL_TYPE_PARAM)
    {
      name = _cem_cel_checker_describe (self, range);
      _cem_cel_checker_fail (self, node->at, "no-overload", NULL,
                             N_ ("%s() runs over a list or a map, not %s"),
                             _cem_cel_loop_get_name (node->op, node->var2 != NULL), name);
      return FALSE;
    }

  return TRUE;
}

static const CemCelType *
loop_result (CemCelChecker *self,
             CemCelNode *node,
             const CemCelType *first,
             const CemCelType *second)
{
  const CemCelType *range = _cem_cel_unifier_resolve (&self->unifier, node->args[0]->type);
  const CemCelType *body = _cem_cel_unifier_resolve (&self->unifier, node->args[1]->type);

  switch ((CemCelLoop) node->op)
    {
    case CEM_CEL_LOOP_ALL:
    case CEM_CEL_LOOP_EXISTS:
    case CEM_CEL_LOOP_EXISTS_ONE:
      expect_bool (self, node->args[1], "the condition of the macro");
      return CEM_CEL_BASIC (BOOL);
    case CEM_CEL_LOOP_FILTER:
      expect_bool (self, node->args[1], "the condition of the macro");
      return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_LIST, first, NULL);
    case CEM_CEL_LOOP_MAP:
    case CEM_CEL_LOOP_LIST:
      return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_LIST, body, NULL);
    case CEM_CEL_LOOP_TRANSFORM:
      return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_MAP,
                                range->kind == CEM_CEL_TYPE_LIST ? CEM_CEL_BASIC (INT) : first,
                                body);
    case CEM_CEL_LOOP_ENTRY:
      if (body->kind == CEM_CEL_TYPE_MAP || body->kind <= CEM_CEL_TYPE_DYN ||
          body->kind == CEM_CEL_TYPE_PARAM)
        return body;
      return _cem_cel_checker_fail (self, node->args[1]->at, "no-overload", NULL,
                                    N_ ("transformMapEntry() needs a map such as {key: value}"));
    }

  return second;
}

static const CemCelType *
check_loop (CemCelChecker *self,
            CemCelNode *node)
{
  const CemCelScope *outer = self->scope;
  CemCelScope first = { node->var, NULL, outer };
  CemCelScope second = { node->var2, NULL, &first };
  const CemCelType *result;

  check (self, node->args[0]);
  range_types (self, node, &first.type, &second.type);
  self->scope = node->var2 != NULL ? &second : &first;

  check (self, node->args[1]);
  if (node->n_args == 3)
    {
      check (self, node->args[2]);
      expect_bool (self, node->args[2], "the filter of the macro");
    }

  result = loop_result (self, node, first.type, second.type);
  self->scope = outer;
  return result;
}

static const CemCelType *
check_variable_macro (CemCelChecker *self,
                      CemCelNode *node)
{
  CemCelScope scope = { node->var, check (self, node->args[0]), self->scope };
  const CemCelType *type;

  if (node->kind == CEM_CEL_OPTIONAL_MAP)
    scope.type = unwrap_optional (self, node->args[0]);

  self->scope = &scope;
  type = check (self, node->args[1]);
  self->scope = scope.outer;

  if (node->kind == CEM_CEL_BIND)
    return type;

  if ((node->flags & CEM_CEL_OPTIONAL) == 0)
    return _cem_cel_type_new (self->arena, CEM_CEL_TYPE_OPTIONAL, type, NULL);

  unwrap_optional (self, node->args[1]);
  return type;
}

static const CemCelType *
check_kind (CemCelChecker *self,
            CemCelNode *node)
{
  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_LITERAL:
      return _cem_cel_type_of_datum (&node->literal);
    case CEM_CEL_IDENT:
      return check_ident (self, node);
    case CEM_CEL_SELECT:
      return check_select (self, node);
    case CEM_CEL_INDEX:
      return check_index (self, node);
    case CEM_CEL_UNARY:
      check (self, node->args[0]);
      return _cem_cel_checker_unary (self, node);
    case CEM_CEL_BINARY:
      check (self, node->args[0]);
      check (self, node->args[1]);
      return _cem_cel_checker_binary (self, node);
    case CEM_CEL_AND:
    case CEM_CEL_OR:
      return check_logic (self, node);
    case CEM_CEL_CONDITIONAL:
      return check_conditional (self, node);
    case CEM_CEL_CALL:
      return check_call (self, node);
    case CEM_CEL_LIST:
    case CEM_CEL_MAP:
      return check_aggregate (self, node);
    case CEM_CEL_LOOP:
      return check_loop (self, node);
    case CEM_CEL_BIND:
    case CEM_CEL_OPTIONAL_MAP:
      return check_variable_macro (self, node);
    }

  return CEM_CEL_BASIC (DYN);
}

static const CemCelType *
check (CemCelChecker *self,
       CemCelNode *node)
{
  node->type = check_kind (self, node);
  return node->type;
}

/* Notes which fields the expression asks has() for. */
static void
collect_tested (CemCelChecker *self,
                const CemCelNode *node)
{
  if (node->kind == CEM_CEL_SELECT && (node->flags & CEM_CEL_TEST) != 0)
    {
      GString *text = g_string_new (NULL);

      _cem_cel_unparse (text, node->args[0]);
      g_string_append_printf (text, ".%s", node->name);
      g_hash_table_add (self->tested, g_string_free (text, FALSE));
    }

  for (guint i = 0; i < node->n_args; i++)
    collect_tested (self, node->args[i]);
}

static void
finish_types (CemCelChecker *self,
              CemCelNode *node)
{
  if (node->type != NULL)
    node->type = _cem_cel_unifier_finish (&self->unifier, node->type);

  for (guint i = 0; i < node->n_args; i++)
    finish_types (self, node->args[i]);
}

const CemCelType *
_cem_cel_check (CemArena *arena,
                const CemCelEnv *env,
                const char *text,
                CemCelNode *root,
                CemCelCheckFlags flags,
                const CemPlace *place,
                CemDiagnostics *diagnostics)
{
  g_autoptr (GPtrArray) bound = g_ptr_array_new ();
  g_autoptr (GHashTable) tested = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CemCelChecker checker = { .unifier = { arena, bound }, .arena = arena, .env = env, .text = text };

  checker.diagnostics = diagnostics;
  checker.tested = tested;
  checker.warn_unknown = (flags & CEM_CEL_CHECK_WARN_UNKNOWN) != 0;
  if (place != NULL)
    checker.place = *place;

  if (checker.warn_unknown)
    collect_tested (&checker, root);

  check (&checker, root);
  finish_types (&checker, root);
  return checker.n_errors == 0 ? root->type : NULL;
}
