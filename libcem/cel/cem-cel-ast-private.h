/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/cem-diagnostics-private.h"
#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* The tree of an expression. Nodes live in an arena and are immutable once the parser is done, but
 * for what the checker notes in them (type, resolved). */

#define CEM_CEL_MAX_LENGTH 100000 /* bytes of source */
#define CEM_CEL_MAX_DEPTH 250     /* of the tree */
#define CEM_CEL_MAX_NODES 20000

typedef enum
{
  CEM_CEL_LITERAL,
  CEM_CEL_IDENT,
  CEM_CEL_SELECT,      /* args: operand */
  CEM_CEL_INDEX,       /* args: operand, index */
  CEM_CEL_UNARY,
  CEM_CEL_BINARY,
  CEM_CEL_AND,         /* two or more args */
  CEM_CEL_OR,
  CEM_CEL_CONDITIONAL,
  CEM_CEL_CALL,        /* a member call has its receiver as args[0] */
  CEM_CEL_LIST,
  CEM_CEL_MAP,         /* args: key, value, key, value … */
  CEM_CEL_LOOP,        /* a comprehension macro; args: range, body, and a filter or nothing */
  CEM_CEL_BIND,        /* cel.bind (var, args[0], args[1]) */
  CEM_CEL_OPTIONAL_MAP /* args[0].optMap (var, args[1]) and optFlatMap */
} CemCelNodeKind;

typedef enum
{
  CEM_CEL_OP_NONE,
  CEM_CEL_OP_NOT,
  CEM_CEL_OP_NEGATE,
  CEM_CEL_OP_ADD,
  CEM_CEL_OP_SUBTRACT,
  CEM_CEL_OP_MULTIPLY,
  CEM_CEL_OP_DIVIDE,
  CEM_CEL_OP_MODULO,
  CEM_CEL_OP_EQUAL,
  CEM_CEL_OP_NOT_EQUAL,
  CEM_CEL_OP_LESS,
  CEM_CEL_OP_LESS_EQUAL,
  CEM_CEL_OP_GREATER,
  CEM_CEL_OP_GREATER_EQUAL,
  CEM_CEL_OP_IN
} CemCelOp;

typedef enum
{
  CEM_CEL_LOOP_ALL,
  CEM_CEL_LOOP_EXISTS,
  CEM_CEL_LOOP_EXISTS_ONE,
  CEM_CEL_LOOP_MAP,
  CEM_CEL_LOOP_FILTER,
  CEM_CEL_LOOP_LIST, /* transformList */
  CEM_CEL_LOOP_TRANSFORM,
  CEM_CEL_LOOP_ENTRY
} CemCelLoop;

typedef enum
{
  CEM_CEL_LEADING_DOT = 1 << 0,
  CEM_CEL_OPTIONAL = 1 << 1, /* .? and [?]; optFlatMap */
  CEM_CEL_TEST = 1 << 2,     /* a select inside has () */
  CEM_CEL_MEMBER = 1 << 3,   /* a call with a receiver */
  CEM_CEL_QUOTED = 1 << 4    /* a field in back quotes */
} CemCelNodeFlags;

typedef struct _CemCelNode CemCelNode;
typedef struct _CemCelType CemCelType;

struct _CemCelNode
{
  guint8 kind;
  guint8 op; /* CemCelOp, or CemCelLoop */
  guint8 flags;
  guint16 depth;
  guint32 at; /* byte offset of the operator or the first token */
  guint32 n_args;
  CemCelNode **args;
  const char *name; /* ident, field, function; NUL-terminated */
  const char *var;  /* loop and bind */
  const char *var2; /* loop, or NULL */
  CemDatum literal;
  guint8 *optional; /* list: for each item; map: for each entry; or NULL */

  /* The checker's notes. */
  const CemCelType *type;
  const char *resolved; /* the full name of a variable, function or type that the text names */
  const void *overload; /* the only overload that fits, or NULL */
};

typedef enum
{
  CEM_CEL_PARSE_NONE,
  CEM_CEL_PARSE_IN_STATE = 1 << 0 /* in ("state") is a call */
} CemCelParseFlags;

/* NULL with a diagnostic of code "syntax" or "limit". @place gives file and pointer of the
 * diagnostics, or is NULL. */
CemCelNode *_cem_cel_parse (CemArena *arena,
                            const char *text,
                            gsize length,
                            CemCelParseFlags flags,
                            const CemPlace *place,
                            CemDiagnostics *diagnostics);

/* What the parser and the macros build trees with. */
CemCelNode *_cem_cel_node_new (CemArena *arena,
                               CemCelNodeKind kind,
                               guint32 at,
                               guint n_args);
CemCelNode *_cem_cel_node_literal (CemArena *arena,
                                   guint32 at,
                                   CemDatum value);

/* Sets the depth from the arguments. */
void _cem_cel_node_measure (CemCelNode *node);

/* "a.b.c" of a chain of plain selects on an identifier, or NULL. */
char *_cem_cel_node_dup_qualified (const CemCelNode *node);

/* Whether both trees are the same but for places and checker's notes. */
gboolean _cem_cel_node_equal (const CemCelNode *a,
                              const CemCelNode *b);

/* Turns a call into a macro's node when it is one. FALSE when the macro is used wrongly: @message
 * says how and @at where. */
gboolean _cem_cel_expand_macro (CemArena *arena,
                                CemCelNode **call,
                                const char **message,
                                guint32 *at);

const char *_cem_cel_op_get_text (CemCelOp op);
const char *_cem_cel_loop_get_name (CemCelLoop loop,
                                    gboolean two_variables);
gboolean _cem_cel_is_reserved (const char *word,
                               gsize length);

/* The canonical text, which parses back to an equal tree. */
void _cem_cel_unparse (GString *out,
                       const CemCelNode *node);
char *_cem_cel_node_to_string (const CemCelNode *node);

/* Line and column, counted from 1, of a byte offset. */
void _cem_cel_locate (const char *text,
                      guint32 at,
                      guint *line,
                      guint *column);

G_END_DECLS
