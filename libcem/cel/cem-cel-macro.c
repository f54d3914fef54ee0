/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-ast-private.h"

#include "base/cem-words-private.h"

typedef struct
{
  const char *name;
  CemCelLoop loop;
  guint n_args;    /* without the receiver */
  guint variables;
} LoopMacro;

static const LoopMacro loop_macros[] = {
  { "all", CEM_CEL_LOOP_ALL, 2, 1 },
  { "exists", CEM_CEL_LOOP_EXISTS, 2, 1 },
  { "exists_one", CEM_CEL_LOOP_EXISTS_ONE, 2, 1 },
  { "existsOne", CEM_CEL_LOOP_EXISTS_ONE, 2, 1 },
  { "map", CEM_CEL_LOOP_MAP, 2, 1 },
  { "map", CEM_CEL_LOOP_MAP, 3, 1 },
  { "filter", CEM_CEL_LOOP_FILTER, 2, 1 },
  { "all", CEM_CEL_LOOP_ALL, 3, 2 },
  { "exists", CEM_CEL_LOOP_EXISTS, 3, 2 },
  { "exists_one", CEM_CEL_LOOP_EXISTS_ONE, 3, 2 },
  { "existsOne", CEM_CEL_LOOP_EXISTS_ONE, 3, 2 },
  { "transformList", CEM_CEL_LOOP_LIST, 3, 2 },
  { "transformList", CEM_CEL_LOOP_LIST, 4, 2 },
  { "transformMap", CEM_CEL_LOOP_TRANSFORM, 3, 2 },
  { "transformMap", CEM_CEL_LOOP_TRANSFORM, 4, 2 },
  { "transformMapEntry", CEM_CEL_LOOP_ENTRY, 3, 2 },
  { "transformMapEntry", CEM_CEL_LOOP_ENTRY, 4, 2 },
};

static const LoopMacro *
find_loop_macro (const char *name,
                 guint n_args)
{
  for (guint i = 0; i < G_N_ELEMENTS (loop_macros); i++)
    {
      if (loop_macros[i].n_args == n_args && strcmp (loop_macros[i].name, name) == 0)
        return &loop_macros[i];
    }

  return NULL;
}

static const char *
variable_name (const CemCelNode *node)
{
  return node->kind == CEM_CEL_IDENT && node->flags == 0 ? node->name : NULL;
}

static gboolean
expand_loop (CemArena *arena,
             CemCelNode **call,
             const LoopMacro *macro,
             const char **message,
             guint32 *at)
{
  CemCelNode *old = *call;
  const gboolean filtered = macro->n_args > macro->variables + 1;
  CemCelNode *node = _cem_cel_node_new (arena, CEM_CEL_LOOP, old->at, filtered ? 3 : 2);
  const guint body = old->n_args - 1;

  node->op = (guint8) macro->loop;
  node->var = variable_name (old->args[1]);
  if (macro->variables == 2)
    node->var2 = variable_name (old->args[2]);

  if (node->var == NULL || (macro->variables == 2 && node->var2 == NULL))
    {
      *message = W_ ("the variable of a macro is a simple name");
      *at = old->args[node->var == NULL ? 1 : 2]->at;
      return FALSE;
    }

  if (macro->variables == 2 && strcmp (node->var, node->var2) == 0)
    {
      *message = W_ ("the two variables of a macro need different names");
      *at = old->args[2]->at;
      return FALSE;
    }

  node->args[0] = old->args[0];
  node->args[1] = old->args[body];
  if (filtered)
    node->args[2] = old->args[body - 1];

  *call = node;
  return TRUE;
}

static gboolean
expand_has (CemArena *arena,
            CemCelNode **call,
            const char **message,
            guint32 *at)
{
  CemCelNode *arg = (*call)->args[0];
  CemCelNode *node;

  if (arg->kind != CEM_CEL_SELECT || (arg->flags & (CEM_CEL_TEST | CEM_CEL_OPTIONAL)) != 0)
    {
      *message = W_ ("has() takes a field: has(a.b)");
      *at = arg->at;
      return FALSE;
    }

  node = _cem_cel_node_new (arena, CEM_CEL_SELECT, (*call)->at, 1);
  node->name = arg->name;
  node->flags = arg->flags | CEM_CEL_TEST;
  node->args[0] = arg->args[0];
  *call = node;
  return TRUE;
}

static gboolean
expand_variable (CemArena *arena,
                 CemCelNode **call,
                 CemCelNodeKind kind,
                 const CemCelNode *variable,
                 CemCelNode *value,
                 CemCelNode *body,
                 guint8 flags,
                 const char **message,
                 guint32 *at)
{
  CemCelNode *node = _cem_cel_node_new (arena, kind, (*call)->at, 2);

  node->var = variable_name (variable);
  node->flags = flags;
  node->args[0] = value;
  node->args[1] = body;
  if (node->var == NULL)
    {
      *message = W_ ("the variable of a macro is a simple name");
      *at = variable->at;
      return FALSE;
    }

  *call = node;
  return TRUE;
}

gboolean
_cem_cel_expand_macro (CemArena *arena,
                       CemCelNode **call,
                       const char **message,
                       guint32 *at)
{
  CemCelNode *old = *call;
  const LoopMacro *macro;

  if ((old->flags & CEM_CEL_MEMBER) == 0)
    {
      if (old->n_args == 1 && old->flags == 0 && strcmp (old->name, "has") == 0)
        return expand_has (arena, call, message, at);

      return TRUE;
    }

  macro = find_loop_macro (old->name, old->n_args - 1);
  if (macro != NULL)
    return expand_loop (arena, call, macro, message, at);

  if (old->n_args == 4 && strcmp (old->name, "bind") == 0 &&
      old->args[0]->kind == CEM_CEL_IDENT && strcmp (old->args[0]->name, "cel") == 0)
    return expand_variable (arena, call, CEM_CEL_BIND, old->args[1], old->args[2], old->args[3],
                            0, message, at);

  if (old->n_args == 3 && strcmp (old->name, "optMap") == 0)
    return expand_variable (arena, call, CEM_CEL_OPTIONAL_MAP, old->args[1], old->args[0],
                            old->args[2], 0, message, at);

  if (old->n_args == 3 && strcmp (old->name, "optFlatMap") == 0)
    return expand_variable (arena, call, CEM_CEL_OPTIONAL_MAP, old->args[1], old->args[0],
                            old->args[2], CEM_CEL_OPTIONAL, message, at);

  return TRUE;
}
