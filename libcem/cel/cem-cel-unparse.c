/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "cel/cem-cel-ast-private.h"

/* How tightly a node binds; a node inside a tighter place gets parentheses. */
enum
{
  TIGHT_CONDITIONAL,
  TIGHT_OR,
  TIGHT_AND,
  TIGHT_RELATION,
  TIGHT_SUM,
  TIGHT_PRODUCT,
  TIGHT_UNARY,
  TIGHT_MEMBER
};

static gboolean
is_negative (const CemDatum *value)
{
  return (value->kind == CEM_KIND_INT && value->v.i < 0) ||
         (value->kind == CEM_KIND_DOUBLE && value->v.u >> 63 != 0);
}

static guint
get_tightness (const CemCelNode *node)
{
  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_CONDITIONAL:
      return TIGHT_CONDITIONAL;
    case CEM_CEL_OR:
      return TIGHT_OR;
    case CEM_CEL_AND:
      return TIGHT_AND;
    case CEM_CEL_BINARY:
      if (node->op >= CEM_CEL_OP_EQUAL)
        return TIGHT_RELATION;
      return node->op <= CEM_CEL_OP_SUBTRACT ? TIGHT_SUM : TIGHT_PRODUCT;
    case CEM_CEL_UNARY:
      return TIGHT_UNARY;
    case CEM_CEL_LITERAL:
      return is_negative (&node->literal) ? TIGHT_UNARY : TIGHT_MEMBER;
    default:
      return TIGHT_MEMBER;
    }
}

static void
write_at (GString *out,
          const CemCelNode *node,
          guint tightness)
{
  gboolean parentheses = get_tightness (node) < tightness;

  if (parentheses)
    g_string_append_c (out, '(');
  _cem_cel_unparse (out, node);
  if (parentheses)
    g_string_append_c (out, ')');
}

static void
write_quoted (GString *out,
              const CemDatum *text)
{
  g_string_append (out, text->kind == CEM_KIND_BYTES ? "b'" : "'");

  for (gint32 i = 0; i < text->n; i++)
    {
      const guint8 c = (guint8) text->v.s[i];

      if (c == '\'' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c < 0x20 || c == 0x7f || (c >= 0x80 && text->kind == CEM_KIND_BYTES))
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_c (out, (char) c);
    }

  g_string_append_c (out, '\'');
}

static void
write_double (GString *out,
              double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 15; digits <= 17; digits++)
    {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (buffer, sizeof buffer, format, value);
      if (g_ascii_strtod (buffer, NULL) == value)
        break;
    }

  g_string_append (out, buffer);
  if (strpbrk (buffer, ".en") == NULL)
    g_string_append (out, ".0");
}

static void
write_literal (GString *out,
               const CemDatum *value)
{
  switch ((CemKind) value->kind)
    {
    case CEM_KIND_NULL:
      g_string_append (out, "null");
      return;
    case CEM_KIND_BOOL:
      g_string_append (out, value->v.i != 0 ? "true" : "false");
      return;
    case CEM_KIND_INT:
      g_string_append_printf (out, "%" G_GINT64_FORMAT, value->v.i);
      return;
    case CEM_KIND_UINT:
      g_string_append_printf (out, "%" G_GUINT64_FORMAT "u", value->v.u);
      return;
    case CEM_KIND_DOUBLE:
      write_double (out, value->v.d);
      return;
    case CEM_KIND_STRING:
    case CEM_KIND_BYTES:
      write_quoted (out, value);
      return;
    default:
      g_assert_not_reached ();
    }
}

static void
write_arguments (GString *out,
                 const CemCelNode *node,
                 guint first)
{
  g_string_append_c (out, '(');
  for (guint i = first; i < node->n_args; i++)
    {
      if (i > first)
        g_string_append (out, ", ");
      _cem_cel_unparse (out, node->args[i]);
    }
  g_string_append_c (out, ')');
}

static void
write_select (GString *out,
              const CemCelNode *node)
{
  if ((node->flags & CEM_CEL_TEST) != 0)
    g_string_append (out, "has(");

  write_at (out, node->args[0], TIGHT_MEMBER);
  g_string_append (out, (node->flags & CEM_CEL_OPTIONAL) != 0 ? ".?" : ".");
  if ((node->flags & CEM_CEL_QUOTED) != 0)
    g_string_append_printf (out, "`%s`", node->name);
  else
    g_string_append (out, node->name);

  if ((node->flags & CEM_CEL_TEST) != 0)
    g_string_append_c (out, ')');
}

static void
write_loop (GString *out,
            const CemCelNode *node)
{
  write_at (out, node->args[0], TIGHT_MEMBER);
  g_string_append_printf (out, ".%s(%s, ", _cem_cel_loop_get_name (node->op, node->var2 != NULL),
                          node->var);
  if (node->var2 != NULL)
    g_string_append_printf (out, "%s, ", node->var2);

  if (node->n_args == 3)
    {
      _cem_cel_unparse (out, node->args[2]);
      g_string_append (out, ", ");
    }

  _cem_cel_unparse (out, node->args[1]);
  g_string_append_c (out, ')');
}

static void
write_variable_macro (GString *out,
                      const CemCelNode *node)
{
  if (node->kind == CEM_CEL_BIND)
    {
      g_string_append_printf (out, "cel.bind(%s, ", node->var);
      _cem_cel_unparse (out, node->args[0]);
      g_string_append (out, ", ");
    }
  else
    {
      write_at (out, node->args[0], TIGHT_MEMBER);
      g_string_append_printf (out, ".%s(%s, ",
                              (node->flags & CEM_CEL_OPTIONAL) != 0 ? "optFlatMap" : "optMap",
                              node->var);
    }

  _cem_cel_unparse (out, node->args[1]);
  g_string_append_c (out, ')');
}

static void
write_aggregate (GString *out,
                 const CemCelNode *node)
{
  const gboolean map = node->kind == CEM_CEL_MAP;

  g_string_append_c (out, map ? '{' : '[');
  for (guint i = 0; i < node->n_args; i += map ? 2 : 1)
    {
      if (i > 0)
        g_string_append (out, ", ");
      if (node->optional != NULL && node->optional[i] != 0)
        g_string_append_c (out, '?');

      _cem_cel_unparse (out, node->args[i]);
      if (map)
        {
          g_string_append (out, ": ");
          _cem_cel_unparse (out, node->args[i + 1]);
        }
    }
  g_string_append_c (out, map ? '}' : ']');
}

static void
write_logic (GString *out,
             const CemCelNode *node)
{
  for (guint i = 0; i < node->n_args; i++)
    {
      if (i > 0)
        g_string_append (out, node->kind == CEM_CEL_OR ? " || " : " && ");
      write_at (out, node->args[i], get_tightness (node) + 1);
    }
}

/* "-1" would be read as a literal, and "-1.f()" as a call on it. */
static void
write_unary (GString *out,
             const CemCelNode *node)
{
  gsize start;

  g_string_append (out, _cem_cel_op_get_text (node->op));
  start = out->len;
  write_at (out, node->args[0], TIGHT_UNARY);

  if (node->op == CEM_CEL_OP_NEGATE && g_ascii_isdigit (out->str[start]))
    {
      g_string_insert_c (out, (gssize) start, '(');
      g_string_append_c (out, ')');
    }
}

void
_cem_cel_unparse (GString *out,
                  const CemCelNode *node)
{
  switch ((CemCelNodeKind) node->kind)
    {
    case CEM_CEL_LITERAL:
      write_literal (out, &node->literal);
      break;
    case CEM_CEL_IDENT:
      if ((node->flags & CEM_CEL_LEADING_DOT) != 0)
        g_string_append_c (out, '.');
      g_string_append (out, node->name);
      break;
    case CEM_CEL_SELECT:
      write_select (out, node);
      break;
    case CEM_CEL_INDEX:
      write_at (out, node->args[0], TIGHT_MEMBER);
      g_string_append (out, (node->flags & CEM_CEL_OPTIONAL) != 0 ? "[?" : "[");
      _cem_cel_unparse (out, node->args[1]);
      g_string_append_c (out, ']');
      break;
    case CEM_CEL_UNARY:
      write_unary (out, node);
      break;
    case CEM_CEL_BINARY:
      write_at (out, node->args[0], get_tightness (node));
      g_string_append_printf (out, " %s ", _cem_cel_op_get_text (node->op));
      write_at (out, node->args[1], get_tightness (node) + 1);
      break;
    case CEM_CEL_AND:
    case CEM_CEL_OR:
      write_logic (out, node);
      break;
    case CEM_CEL_CONDITIONAL:
      write_at (out, node->args[0], TIGHT_OR);
      g_string_append (out, " ? ");
      write_at (out, node->args[1], TIGHT_OR);
      g_string_append (out, " : ");
      write_at (out, node->args[2], TIGHT_CONDITIONAL);
      break;
    case CEM_CEL_CALL:
      if ((node->flags & CEM_CEL_LEADING_DOT) != 0)
        g_string_append_c (out, '.');
      if ((node->flags & CEM_CEL_MEMBER) != 0)
        {
          write_at (out, node->args[0], TIGHT_MEMBER);
          g_string_append_c (out, '.');
        }
      g_string_append (out, node->name);
      write_arguments (out, node, (node->flags & CEM_CEL_MEMBER) != 0 ? 1 : 0);
      break;
    case CEM_CEL_LIST:
    case CEM_CEL_MAP:
      write_aggregate (out, node);
      break;
    case CEM_CEL_LOOP:
      write_loop (out, node);
      break;
    case CEM_CEL_BIND:
    case CEM_CEL_OPTIONAL_MAP:
      write_variable_macro (out, node);
      break;
    }
}

char *
_cem_cel_node_to_string (const CemCelNode *node)
{
  GString *out = g_string_new (NULL);

  _cem_cel_unparse (out, node);
  return g_string_free (out, FALSE);
}
