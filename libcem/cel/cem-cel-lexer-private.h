/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

G_BEGIN_DECLS

typedef enum
{
  CEM_CEL_TOKEN_END,
  CEM_CEL_TOKEN_ERROR,
  CEM_CEL_TOKEN_IDENT,
  CEM_CEL_TOKEN_QUOTED, /* a field in back quotes */
  CEM_CEL_TOKEN_TRUE,
  CEM_CEL_TOKEN_FALSE,
  CEM_CEL_TOKEN_NULL,
  CEM_CEL_TOKEN_IN,
  CEM_CEL_TOKEN_INT, /* digits only: the sign is not known yet */
  CEM_CEL_TOKEN_UINT,
  CEM_CEL_TOKEN_DOUBLE,
  CEM_CEL_TOKEN_STRING,
  CEM_CEL_TOKEN_BYTES,
  CEM_CEL_TOKEN_AND,
  CEM_CEL_TOKEN_OR,
  CEM_CEL_TOKEN_EQUAL,
  CEM_CEL_TOKEN_NOT_EQUAL,
  CEM_CEL_TOKEN_LESS_EQUAL,
  CEM_CEL_TOKEN_GREATER_EQUAL,
  CEM_CEL_TOKEN_PUNCTUATION /* one character, in the token's punctuation */
} CemCelTokenKind;

typedef struct
{
  CemCelTokenKind kind;
  char punctuation;
  guint32 at;
  guint32 length;
  CemDatum value; /* strings and bytes: unescaped in the arena; INT: the digits' value as a uint */
} CemCelToken;

typedef struct
{
  CemArena *arena;
  const char *text;
  guint32 length;
  guint32 position;
  const char *message; /* of a CEM_CEL_TOKEN_ERROR */
} CemCelLexer;

void _cem_cel_lexer_next (CemCelLexer *self,
                          CemCelToken *token);

G_END_DECLS
