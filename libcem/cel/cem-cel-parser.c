/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "base/cem-words-private.h"
#include "cel/cem-cel-ast-private.h"
#include "cel/cem-cel-lexer-private.h"

typedef struct
{
  CemCelLexer lexer;
  CemCelToken token; /* the next one */
  CemCelParseFlags flags;
  guint nesting;
  guint n_nodes;

  const char *message; /* of the first mistake */
  const char *code;
  guint32 at;
} Parser;

static CemCelNode *parse_expression (Parser *self);

/* Returns NULL, so that a parsing function can return it. */
static CemCelNode *
fail (Parser *self,
      guint32 at,
      const char *message)
{
  if (self->message == NULL)
    {
      self->message = message;
      self->code = "syntax";
      self->at = at;
    }

  return NULL;
}

static CemCelNode *
fail_limit (Parser *self,
            guint32 at,
            const char *message)
{
  fail (self, at, message);
  if (self->message == message)
    self->code = "limit";

  return NULL;
}

static void
advance (Parser *self)
{
  _cem_cel_lexer_next (&self->lexer, &self->token);
  if (self->token.kind == CEM_CEL_TOKEN_ERROR)
    fail (self, self->token.at, self->lexer.message);
}

static inline gboolean
at_punctuation (Parser *self,
                char c)
{
  return self->token.kind == CEM_CEL_TOKEN_PUNCTUATION && self->token.punctuation == c;
}

static gboolean
take (Parser *self,
      char c)
{
  if (!at_punctuation (self, c))
    return FALSE;

  advance (self);
  return TRUE;
}

static CemCelNode *
new_node (Parser *self,
          CemCelNodeKind kind,
          guint32 at,
          guint n_args)
{
  if (++self->n_nodes > CEM_CEL_MAX_NODES)
    return fail_limit (self, at, W_ ("the expression has more than 20000 parts; split it"));

  return _cem_cel_node_new (self->lexer.arena, kind, at, n_args);
}

/* Gives a node its arguments; NULL when one is missing or the tree gets too deep. */
static CemCelNode *
finish (Parser *self,
        CemCelNode *node)
{
  if (node == NULL)
    return NULL;

  for (guint i = 0; i < node->n_args; i++)
    {
      if (node->args[i] == NULL)
        return NULL;
    }

  _cem_cel_node_measure (node);
  if (node->depth > CEM_CEL_MAX_DEPTH)
    return fail_limit (self, node->at,
                       W_ ("the expression is nested more than 250 deep; split it"));

  return node;
}

static char *
copy_text (Parser *self,
           const CemDatum *text)
{
  return _cem_arena_strndup (self->lexer.arena, text->v.s, (gsize) text->n);
}

static CemCelNode *
parse_literal (Parser *self,
               gboolean negative)
{
  CemCelToken token = self->token;
  CemDatum value = token.value;
  CemCelNode *node = new_node (self, CEM_CEL_LITERAL, token.at, 0);

  if (node == NULL)
    return NULL;

  if (token.kind == CEM_CEL_TOKEN_TRUE || token.kind == CEM_CEL_TOKEN_FALSE)
    value = _cem_datum_bool (token.kind == CEM_CEL_TOKEN_TRUE);
  else if (token.kind == CEM_CEL_TOKEN_NULL)
    value = _cem_datum_null ();
  else if (token.kind == CEM_CEL_TOKEN_DOUBLE && negative)
    value.v.d = -value.v.d;
  else if (token.kind == CEM_CEL_TOKEN_INT)
    {
      if (value.v.u > (guint64) G_MAXINT64 + (negative ? 1 : 0))
        return fail (self, token.at,
                     W_ ("this number does not fit into an int; append “u” for a uint"));

      value = _cem_datum_int (negative ? (gint64) (0 - value.v.u) : (gint64) value.v.u);
    }

  node->literal = value;
  advance (self);
  return node;
}

typedef struct
{
  GPtrArray *nodes;
  GByteArray *optional;
} Items;

static CemCelNode *
node_from_items (Parser *self,
                 CemCelNodeKind kind,
                 guint32 at,
                 const Items *items)
{
  CemCelNode *node = new_node (self, kind, at, items->nodes->len);

  if (node == NULL)
    return NULL;

  if (node->n_args > 0)
    memcpy (node->args, items->nodes->pdata, node->n_args * sizeof (gpointer));

  for (guint i = 0; i < items->optional->len; i++)
    {
      if (items->optional->data[i] == 0)
        continue;

      if (node->optional == NULL)
        {
          node->optional = _cem_arena_alloc (self->lexer.arena, items->optional->len);
          memset (node->optional, 0, items->optional->len);
        }
      node->optional[i] = 1;
    }

  return finish (self, node);
}

/* Items up to @closing, the opening one being taken; @map asks for "key: value" pairs, and @marks
 * allows "?" before an item. */
static gboolean
parse_items (Parser *self,
             Items *items,
             char closing,
             gboolean map,
             gboolean marks,
             gboolean trailing)
{
  while (!at_punctuation (self, closing))
    {
      guint8 optional = marks && take (self, '?') ? 1 : 0;
      CemCelNode *item = parse_expression (self);

      if (item == NULL)
        return FALSE;

      g_ptr_array_add (items->nodes, item);
      g_byte_array_append (items->optional, &optional, 1);
      if (map)
        {
          const guint8 none = 0;

          if (!take (self, ':'))
            return fail (self, self->token.at, W_ ("a map entry is “key: value”")) != NULL;

          item = parse_expression (self);
          if (item == NULL)
            return FALSE;

          g_ptr_array_add (items->nodes, item);
          g_byte_array_append (items->optional, &none, 1);
        }

      if (!take (self, ','))
        break;

      if (!trailing && at_punctuation (self, closing))
        return fail (self, self->token.at, W_ ("an argument is missing here")) != NULL;
    }

  if (take (self, closing))
    return TRUE;

  return fail (self, self->token.at,
               closing == ')' ? W_ ("“,” or “)” is expected here")
               : closing == ']' ? W_ ("“,” or “]” is expected here")
                                : W_ ("“,” or “}” is expected here")) != NULL;
}

static CemCelNode *
parse_aggregate (Parser *self,
                 gboolean map)
{
  const guint32 at = self->token.at;
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr (GByteArray) optional = g_byte_array_new ();
  Items items = { nodes, optional };

  advance (self);
  if (!parse_items (self, &items, map ? '}' : ']', map, TRUE, TRUE))
    return NULL;

  return node_from_items (self, map ? CEM_CEL_MAP : CEM_CEL_LIST, at, &items);
}

/* The arguments of a call, the opening parenthesis being the next token. */
static CemCelNode *
parse_call (Parser *self,
            const char *name,
            guint32 at,
            CemCelNode *receiver,
            guint8 flags)
{
  g_autoptr (GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr (GByteArray) optional = g_byte_array_new ();
  Items items = { nodes, optional };
  CemCelNode *node;
  const char *message = NULL;
  guint32 bad_at = at;

  advance (self);
  if (receiver != NULL)
    g_ptr_array_add (nodes, receiver);

  if (!parse_items (self, &items, ')', FALSE, FALSE, FALSE))
    return NULL;

  node = node_from_items (self, CEM_CEL_CALL, at, &items);
  if (node == NULL)
    return NULL;

  node->name = name;
  node->flags = flags | (receiver != NULL ? CEM_CEL_MEMBER : 0);
  if (!_cem_cel_expand_macro (self->lexer.arena, &node, &message, &bad_at))
    return fail (self, bad_at, message);

  return finish (self, node);
}

static CemCelNode *
parse_name (Parser *self,
            guint8 flags)
{
  const guint32 at = self->token.at;
  const char *name = copy_text (self, &self->token.value);
  CemCelNode *node;

  if (_cem_cel_is_reserved (name, (gsize) self->token.value.n))
    return fail (self, at, W_ ("this word is reserved and cannot be a name"));

  advance (self);
  if (at_punctuation (self, '('))
    return parse_call (self, name, at, NULL, flags);

  node = new_node (self, CEM_CEL_IDENT, at, 0);
  if (node == NULL)
    return NULL;

  node->name = name;
  node->flags = flags;
  return node;
}

static CemCelNode *
parse_primary (Parser *self,
               gboolean negative)
{
  CemCelNode *node;

  switch (self->token.kind)
    {
    case CEM_CEL_TOKEN_TRUE:
    case CEM_CEL_TOKEN_FALSE:
    case CEM_CEL_TOKEN_NULL:
    case CEM_CEL_TOKEN_INT:
    case CEM_CEL_TOKEN_UINT:
    case CEM_CEL_TOKEN_DOUBLE:
    case CEM_CEL_TOKEN_STRING:
    case CEM_CEL_TOKEN_BYTES:
      return parse_literal (self, negative);
    case CEM_CEL_TOKEN_IDENT:
      return parse_name (self, 0);
    case CEM_CEL_TOKEN_IN:
      if ((self->flags & CEM_CEL_PARSE_IN_STATE) != 0)
        {
          guint32 at = self->token.at;

          advance (self);
          if (at_punctuation (self, '('))
            return parse_call (self, "in", at, NULL, 0);

          return fail (self, at, W_ ("a value is missing before “in”"));
        }
      break;
    case CEM_CEL_TOKEN_PUNCTUATION:
      if (take (self, '('))
        {
          node = parse_expression (self);
          if (node != NULL && !take (self, ')'))
            return fail (self, self->token.at, W_ ("“)” is expected here"));

          return node;
        }

      if (at_punctuation (self, '[') || at_punctuation (self, '{'))
        return parse_aggregate (self, at_punctuation (self, '{'));

      if (take (self, '.'))
        {
          if (self->token.kind != CEM_CEL_TOKEN_IDENT)
            return fail (self, self->token.at, W_ ("a name is expected after the dot"));

          return parse_name (self, CEM_CEL_LEADING_DOT);
        }
      break;
    case CEM_CEL_TOKEN_END:
      return fail (self, self->token.at,
                   W_ ("the expression ends too early: a value is expected here"));
    default:
      break;
    }

  return fail (self, self->token.at, W_ ("a value is expected here"));
}

/* After a dot: a field, an optional field or a call. */
static CemCelNode *
parse_selection (Parser *self,
                 CemCelNode *operand)
{
  const guint32 dot = self->token.at;
  gboolean optional, quoted;
  const char *name;
  CemCelNode *node;
  guint32 at;

  advance (self);
  optional = take (self, '?');
  quoted = self->token.kind == CEM_CEL_TOKEN_QUOTED;
  at = self->token.at;
  if (self->token.kind != CEM_CEL_TOKEN_IDENT && !quoted)
    return fail (self, at, W_ ("a field or function is expected after the dot"));

  name = copy_text (self, &self->token.value);
  advance (self);
  if (at_punctuation (self, '(') && !optional && !quoted)
    return parse_call (self, name, at, operand, 0);

  node = new_node (self, CEM_CEL_SELECT, quoted ? dot : at, 1);
  if (node == NULL)
    return NULL;

  node->name = name;
  node->args[0] = operand;
  if (optional)
    node->flags |= CEM_CEL_OPTIONAL;
  if (quoted)
    node->flags |= CEM_CEL_QUOTED;

  return finish (self, node);
}

static CemCelNode *
parse_index (Parser *self,
             CemCelNode *operand)
{
  CemCelNode *node = new_node (self, CEM_CEL_INDEX, self->token.at, 2);

  if (node == NULL)
    return NULL;

  advance (self);
  if (take (self, '?'))
    node->flags |= CEM_CEL_OPTIONAL;

  node->args[0] = operand;
  node->args[1] = parse_expression (self);
  if (node->args[1] != NULL && !take (self, ']'))
    return fail (self, self->token.at, W_ ("“]” is expected here"));

  return finish (self, node);
}

static CemCelNode *
parse_member (Parser *self,
              gboolean negative)
{
  CemCelNode *node = parse_primary (self, negative);

  while (node != NULL && self->message == NULL)
    {
      if (at_punctuation (self, '.'))
        node = parse_selection (self, node);
      else if (at_punctuation (self, '['))
        node = parse_index (self, node);
      else if (at_punctuation (self, '{') &&
               (node->kind == CEM_CEL_IDENT || node->kind == CEM_CEL_SELECT))
        return fail (self, self->token.at,
                     W_ ("there are no messages to construct here; write a map"));
      else
        break;
    }

  return self->message == NULL ? node : NULL;
}

static CemCelNode *
parse_unary (Parser *self)
{
  const guint32 at = self->token.at;
  CemCelOp op = at_punctuation (self, '!') ? CEM_CEL_OP_NOT : CEM_CEL_OP_NEGATE;
  CemCelNode *node;

  if (!at_punctuation (self, '!') && !at_punctuation (self, '-'))
    return parse_member (self, FALSE);

  advance (self);
  if (op == CEM_CEL_OP_NEGATE &&
      (self->token.kind == CEM_CEL_TOKEN_INT || self->token.kind == CEM_CEL_TOKEN_DOUBLE))
    return parse_member (self, TRUE);

  if (++self->nesting > CEM_CEL_MAX_DEPTH)
    return fail_limit (self, at, W_ ("the expression is nested more than 250 deep; split it"));

  node = new_node (self, CEM_CEL_UNARY, at, 1);
  if (node == NULL)
    return NULL;

  node->op = (guint8) op;
  node->args[0] = parse_unary (self);
  self->nesting--;
  return finish (self, node);
}

/* The binary operator that the next token is, with its strength: relations 1, sums 2, products 3. */
static CemCelOp
next_operator (Parser *self,
               guint *strength)
{
  *strength = 1;

  switch (self->token.kind)
    {
    case CEM_CEL_TOKEN_EQUAL:
      return CEM_CEL_OP_EQUAL;
    case CEM_CEL_TOKEN_NOT_EQUAL:
      return CEM_CEL_OP_NOT_EQUAL;
    case CEM_CEL_TOKEN_LESS_EQUAL:
      return CEM_CEL_OP_LESS_EQUAL;
    case CEM_CEL_TOKEN_GREATER_EQUAL:
      return CEM_CEL_OP_GREATER_EQUAL;
    case CEM_CEL_TOKEN_IN:
      return CEM_CEL_OP_IN;
    case CEM_CEL_TOKEN_PUNCTUATION:
      break;
    default:
      return CEM_CEL_OP_NONE;
    }

  switch (self->token.punctuation)
    {
    case '<':
      return CEM_CEL_OP_LESS;
    case '>':
      return CEM_CEL_OP_GREATER;
    case '+':
      *strength = 2;
      return CEM_CEL_OP_ADD;
    case '-':
      *strength = 2;
      return CEM_CEL_OP_SUBTRACT;
    case '*':
      *strength = 3;
      return CEM_CEL_OP_MULTIPLY;
    case '/':
      *strength = 3;
      return CEM_CEL_OP_DIVIDE;
    case '%':
      *strength = 3;
      return CEM_CEL_OP_MODULO;
    default:
      return CEM_CEL_OP_NONE;
    }
}

/* Precedence climbing over the binary operators that are at least as strong as @least. */
static CemCelNode *
parse_binary (Parser *self,
              guint least)
{
  CemCelNode *left = parse_unary (self);

  while (left != NULL)
    {
      guint strength;
      CemCelOp op = next_operator (self, &strength);
      CemCelNode *node;

      if (op == CEM_CEL_OP_NONE || strength < least)
        return left;

      node = new_node (self, CEM_CEL_BINARY, self->token.at, 2);
      if (node == NULL)
        return NULL;

      advance (self);
      node->op = (guint8) op;
      node->args[0] = left;
      node->args[1] = parse_binary (self, strength + 1);
      left = finish (self, node);
    }

  return NULL;
}

static CemCelNode *
parse_logic (Parser *self,
             gboolean is_or)
{
  const CemCelTokenKind separator = is_or ? CEM_CEL_TOKEN_OR : CEM_CEL_TOKEN_AND;
  CemCelNode *first = is_or ? parse_logic (self, FALSE) : parse_binary (self, 1);
  g_autoptr (GPtrArray) nodes = NULL;
  g_autoptr (GByteArray) optional = NULL;
  Items items;
  guint32 at = self->token.at;

  if (first == NULL || self->token.kind != separator)
    return first;

  nodes = g_ptr_array_new ();
  optional = g_byte_array_new ();
  items = (Items) { nodes, optional };
  g_ptr_array_add (nodes, first);

  while (self->token.kind == separator)
    {
      CemCelNode *next;

      advance (self);
      next = is_or ? parse_logic (self, FALSE) : parse_binary (self, 1);
      if (next == NULL)
        return NULL;

      g_ptr_array_add (nodes, next);
    }

  return node_from_items (self, is_or ? CEM_CEL_OR : CEM_CEL_AND, at, &items);
}

static CemCelNode *
parse_conditional (Parser *self)
{
  CemCelNode *condition = parse_logic (self, TRUE);
  CemCelNode *node;

  if (condition == NULL || !at_punctuation (self, '?'))
    return condition;

  node = new_node (self, CEM_CEL_CONDITIONAL, self->token.at, 3);
  if (node == NULL)
    return NULL;

  advance (self);
  node->args[0] = condition;
  node->args[1] = parse_logic (self, TRUE);
  if (node->args[1] != NULL && !take (self, ':'))
    return fail (self, self->token.at, W_ ("“:” is expected here, and the other value after it"));

  node->args[2] = parse_expression (self);
  return finish (self, node);
}

static CemCelNode *
parse_expression (Parser *self)
{
  CemCelNode *node;

  if (self->message != NULL)
    return NULL;

  if (++self->nesting > CEM_CEL_MAX_DEPTH)
    return fail_limit (self, self->token.at,
                       W_ ("the expression is nested more than 250 deep; split it"));

  node = parse_conditional (self);
  self->nesting--;
  return self->message == NULL ? node : NULL;
}

CemCelNode *
_cem_cel_parse (CemArena *arena,
                const char *text,
                gsize length,
                CemCelParseFlags flags,
                const CemPlace *place,
                CemDiagnostics *diagnostics)
{
  Parser parser = { .flags = flags };
  CemPlace where = { NULL };
  const char *end = NULL;
  CemCelNode *node = NULL;

  parser.lexer.arena = arena;
  parser.lexer.text = text;
  parser.lexer.length = (guint32) MIN (length, CEM_CEL_MAX_LENGTH);

  if (length > CEM_CEL_MAX_LENGTH)
    fail_limit (&parser, 0, W_ ("the expression is longer than 100000 bytes; split it"));
  else if (!g_utf8_validate_len (text, length, &end))
    fail (&parser, (guint32) (end - text), W_ ("the text is not valid UTF-8 here"));
  else
    {
      advance (&parser);
      node = parse_expression (&parser);
      if (node != NULL && parser.token.kind != CEM_CEL_TOKEN_END)
        fail (&parser, parser.token.at, W_ ("an operator or the end is expected here"));
    }

  if (parser.message == NULL)
    return node;

  if (place != NULL)
    where = *place;

  _cem_cel_locate (text, parser.at, &where.line, &where.column);
  _cem_diagnostics_add (diagnostics, CEM_SEVERITY_ERROR, parser.code, &where, NULL,
                        "%s", parser.message);
  return NULL;
}
