/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-reference-private.h"

typedef struct _Local Local;

struct _Local
{
  const char *name;
  const Local *outer;
};

static gboolean
is_local (const Local *scope,
          const char *name)
{
  for (; scope != NULL; scope = scope->outer)
    {
      if (strcmp (scope->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The path of a chain of fields (".a", ".?a", "['a']") on a variable, or NULL. */
static char *
dup_path (const CemCelNode *node,
          const Local *scope)
{
  g_autofree char *inner = NULL;

  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_IDENT:
      if (node->flags == 0 && is_local (scope, node->name))
        return NULL;
      return g_strdup (node->name);
    case CEM_CEL_SELECT:
      inner = dup_path (node->args[0], scope);
      return inner != NULL ? g_strconcat (inner, ".", node->name, NULL) : NULL;
    case CEM_CEL_INDEX:
      if (node->args[1]->kind != CEM_CEL_LITERAL || node->args[1]->literal.kind != CEM_KIND_STRING)
        return NULL;
      inner = dup_path (node->args[0], scope);
      return inner != NULL ? g_strdup_printf ("%s.%.*s", inner, node->args[1]->literal.n,
                                              node->args[1]->literal.v.s)
                           : NULL;
    default:
      return NULL;
    }
}

static const char *
get_root_name (const CemCelNode *node)
{
  while (node->kind != CEM_CEL_IDENT)
    node = node->args[0];

  return node->name;
}

/* The name of the variable at the start of a chain: the longest that is declared. */
static char *
dup_variable (const CemCelNode *node,
              const CemCelEnv *env)
{
  for (; node->kind != CEM_CEL_IDENT; node = node->args[0])
    {
      g_autofree char *name = _cem_cel_node_dup_qualified (node);
      const CemCelField *field = name != NULL ? _cem_cel_env_find_variable (env, name) : NULL;

      if (field != NULL)
        return g_strdup (field->name);
    }

  return g_strdup (node->name);
}

static void
collect (const CemCelNode *node,
         const CemCelEnv *env,
         const Local *scope,
         guint64 weight,
         CemCelReferences *references)
{
  g_autofree char *path = dup_path (node, scope);
  Local first = { node->var, scope };
  Local second = { node->var2, &first };
  const Local *inner = scope;
  guint start = 0;

  references->cost = MIN (references->cost + weight, G_MAXUINT32);
  if (path != NULL && _cem_cel_env_find_type_value (path) == NULL)
    {
      g_hash_table_add (references->names, dup_variable (node, env));
      g_hash_table_add (references->fields, g_strdup (path));
    }

  if (path != NULL || node->kind == CEM_CEL_IDENT)
    return;

  /* A chain on an index that is computed: the path goes up to it. */
  if (_cem_cel_env_is_space (env, node) && !is_local (scope, get_root_name (node->args[0])))
    start = 1;

  if (node->var != NULL)
    inner = node->var2 != NULL ? &second : &first;

  for (guint i = start; i < node->n_args; i++)
    {
      const gboolean round = node->kind == CEM_CEL_LOOP && i > 0;

      collect (node->args[i], env, i == 0 ? scope : inner, round ? MIN (weight, 1000000) * 10 : weight,
               references);
    }
}

void
_cem_cel_collect_references (const CemCelNode *root,
                             const CemCelEnv *env,
                             CemCelReferences *references)
{
  collect (root, env, NULL, 1, references);
}
