/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-env-private.h"
#include "cel/cem-cel-unify-private.h"

G_BEGIN_DECLS

/* So many mistakes and warnings are reported; a text with more is no text. */
#define CEM_CEL_MAX_MISTAKES 100

typedef struct _CemCelScope CemCelScope;
typedef struct _CemCelChecker CemCelChecker;

/* A variable of a macro, innermost first. */
struct _CemCelScope
{
  const char *name;
  const CemCelType *type;
  const CemCelScope *outer;
};

struct _CemCelChecker
{
  CemCelUnifier unifier;
  CemArena *arena;
  const CemCelEnv *env;
  const char *text;
  CemPlace place;
  CemDiagnostics *diagnostics;
  const CemCelScope *scope;
  GHashTable *tested; /* texts of the fields that has() asks for */
  gboolean warn_unknown;
  guint n_errors;
  guint n_reported;
};

/* Adds an error and returns the error type. */
const CemCelType *_cem_cel_checker_fail (CemCelChecker *self,
                                         guint32 at,
                                         const char *code,
                                         const char *suggestion,
                                         const char *format,
                                         ...) G_GNUC_PRINTF (5, 6);

char *_cem_cel_checker_describe (CemCelChecker *self,
                                 const CemCelType *type);

/* The type of a node whose arguments have been checked. */
const CemCelType *_cem_cel_checker_unary (CemCelChecker *self,
                                          const CemCelNode *node);
const CemCelType *_cem_cel_checker_binary (CemCelChecker *self,
                                           const CemCelNode *node);
const CemCelType *_cem_cel_checker_call (CemCelChecker *self,
                                         CemCelNode *node,
                                         const char *name,
                                         gboolean member,
                                         guint first);

G_END_DECLS
