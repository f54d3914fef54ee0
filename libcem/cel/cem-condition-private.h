/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-ast-private.h"

#include <libcem/cem-condition.h>

G_BEGIN_DECLS

/* What form an operator has as an expression. */
typedef enum
{
  CEM_CONDITION_COMPARE,     /* field op value */
  CEM_CONDITION_IN,          /* field in [value, …] */
  CEM_CONDITION_INCLUDES,    /* value in field */
  CEM_CONDITION_CALL,        /* field.f(value) */
  CEM_CONDITION_BETWEEN,     /* field >= low && field <= high */
  CEM_CONDITION_EXISTS,      /* has(field) */
  CEM_CONDITION_TRUE,        /* field */
  CEM_CONDITION_AGE,         /* now - timestamp(field) op duration(value) */
  CEM_CONDITION_TIME         /* timestamp(field) op timestamp(value) */
} CemConditionForm;

typedef struct
{
  const char *name;
  CemConditionForm form;
  CemCelOp op;
  const char *function;
  gboolean negated;
} CemConditionOperator;

/* Ends with a NULL name. An operator comes before its negation. */
extern const CemConditionOperator _cem_condition_operators[];

/* The tree of the condition in @json, which is found at @pointer of @place; NULL with diagnostics
 * when it has mistakes. */
CemCelNode *_cem_condition_read (CemArena *arena,
                                 const CemDatum *json,
                                 const CemPlace *place,
                                 CemDiagnostics *diagnostics);

/* The condition that the tree is; NULL when it has no such form. */
JsonNode *_cem_condition_from_node (const CemCelNode *node);

G_END_DECLS
