/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-type-private.h"

G_BEGIN_DECLS

/* Type variables of one check: numbers from 256, each bound to a type or free. */
typedef struct
{
  CemArena *arena;
  GPtrArray *bound;
} CemCelUnifier;

const CemCelType *_cem_cel_unifier_fresh (CemCelUnifier *self);

/* Follows bound variables at the top. */
const CemCelType *_cem_cel_unifier_resolve (const CemCelUnifier *self,
                                            const CemCelType *type);

/* Replaces all bound variables, and free ones by dyn. */
const CemCelType *_cem_cel_unifier_finish (const CemCelUnifier *self,
                                           const CemCelType *type);

/* Whether a value of type @from fits where @to is expected; binds variables. */
gboolean _cem_cel_unifier_assign (CemCelUnifier *self,
                                  const CemCelType *to,
                                  const CemCelType *from);

/* The type of what is either @a or @b: dyn when they differ. */
const CemCelType *_cem_cel_unifier_join (CemCelUnifier *self,
                                         const CemCelType *a,
                                         const CemCelType *b);

/* A copy of a signature's type with fresh variables for its letters. @letters has 26 entries. */
const CemCelType *_cem_cel_unifier_instantiate (CemCelUnifier *self,
                                                const CemCelType *type,
                                                const CemCelType **letters);

G_END_DECLS
