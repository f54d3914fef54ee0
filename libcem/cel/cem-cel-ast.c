/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-ast-private.h"

CemCelNode *
_cem_cel_node_new (CemArena *arena,
                   CemCelNodeKind kind,
                   guint32 at,
                   guint n_args)
{
  CemCelNode *node = _cem_arena_alloc (arena, sizeof *node);

  memset (node, 0, sizeof *node);
  node->kind = (guint8) kind;
  node->at = at;
  node->depth = 1;
  node->n_args = n_args;
  if (n_args > 0)
    {
      node->args = _cem_arena_alloc (arena, n_args * sizeof (CemCelNode *));
      memset (node->args, 0, n_args * sizeof (CemCelNode *));
    }

  return node;
}

CemCelNode *
_cem_cel_node_literal (CemArena *arena,
                       guint32 at,
                       CemDatum value)
{
  CemCelNode *node = _cem_cel_node_new (arena, CEM_CEL_LITERAL, at, 0);

  node->literal = value;
  return node;
}

void
_cem_cel_node_measure (CemCelNode *node)
{
  guint16 depth = 0;

  for (guint i = 0; i < node->n_args; i++)
    depth = MAX (depth, node->args[i]->depth);

  node->depth = depth + 1;
}

char *
_cem_cel_node_dup_qualified (const CemCelNode *node)
{
  const CemCelNode *part = node;
  gsize length = 0;
  char *name;
  char *start;

  for (; part->kind == CEM_CEL_SELECT && part->flags == 0; part = part->args[0])
    length += strlen (part->name) + 1;

  if (part->kind != CEM_CEL_IDENT)
    return NULL;

  length += strlen (part->name) + ((part->flags & CEM_CEL_LEADING_DOT) != 0 ? 1 : 0);
  name = g_malloc (length + 1);
  name[length] = '\0';

  /* From the last name to the first. */
  start = name + length;
  for (part = node; part->kind == CEM_CEL_SELECT; part = part->args[0])
    {
      start -= strlen (part->name);
      memcpy (start, part->name, strlen (part->name));
      *--start = '.';
    }

  start -= strlen (part->name);
  memcpy (start, part->name, strlen (part->name));
  if ((part->flags & CEM_CEL_LEADING_DOT) != 0)
    *--start = '.';

  return name;
}

static gboolean
literal_equal (const CemDatum *a,
               const CemDatum *b)
{
  if (a->kind != b->kind)
    return FALSE;

  switch (a->kind)
    {
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
      return a->n == b->n && memcmp (a->v.s, b->v.s, (gsize) a->n) == 0;
    case CEM_KIND_NULL:
      return TRUE;
    default:
      return a->v.u == b->v.u && a->n == b->n;
    }
}

gboolean
_cem_cel_node_equal (const CemCelNode *a,
                     const CemCelNode *b)
{
  if (a->kind != b->kind || a->op != b->op || a->flags != b->flags || a->n_args != b->n_args)
    return FALSE;

  if (g_strcmp0 (a->name, b->name) != 0 || g_strcmp0 (a->var, b->var) != 0 ||
      g_strcmp0 (a->var2, b->var2) != 0)
    return FALSE;

  if (a->kind == CEM_CEL_LITERAL && !literal_equal (&a->literal, &b->literal))
    return FALSE;

  for (guint i = 0; i < a->n_args; i++)
    {
      gboolean optional_a = a->optional != NULL && a->optional[i] != 0;
      gboolean optional_b = b->optional != NULL && b->optional[i] != 0;

      if (optional_a != optional_b || !_cem_cel_node_equal (a->args[i], b->args[i]))
        return FALSE;
    }

  return TRUE;
}

const char *
_cem_cel_op_get_text (CemCelOp op)
{
  static const char *const texts[] = {
    "", "!", "-", "+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in"
  };

  return texts[op];
}

const char *
_cem_cel_loop_get_name (CemCelLoop loop,
                        gboolean two_variables)
{
  static const char *const names[] = {
    "all", "exists", "exists_one", "map", "filter",
    "transformList", "transformMap", "transformMapEntry"
  };

  if (loop == CEM_CEL_LOOP_EXISTS_ONE && two_variables)
    return "existsOne";

  return names[loop];
}

gboolean
_cem_cel_is_reserved (const char *word,
                      gsize length)
{
  static const char *const words[] = {
    "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
    "package", "namespace", "return", "var", "void", "while",
    "true", "false", "null", "in"
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strlen (words[i]) == length && memcmp (words[i], word, length) == 0)
        return TRUE;
    }

  return FALSE;
}

void
_cem_cel_locate (const char *text,
                 guint32 at,
                 guint *line,
                 guint *column)
{
  *line = 1;
  *column = 1;

  for (guint32 i = 0; i < at && text[i] != '\0'; i++)
    {
      if (text[i] == '\n')
        {
          (*line)++;
          *column = 1;
        }
      else if ((text[i] & 0xc0) != 0x80)
        (*column)++;
    }
}
