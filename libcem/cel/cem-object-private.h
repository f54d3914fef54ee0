/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "value/cem-datum-private.h"

G_BEGIN_DECLS

/* A thing that computes its fields when an expression asks for them. Embed CemObject as the first
 * member and put the address into a datum of kind CEM_KIND_OBJECT; it must outlive the evaluation. */

typedef struct
{
  const char *name;

  /* FALSE when there is no such field, or it has no value now. What needs memory goes into @arena. */
  gboolean (*find) (const CemObject *object,
                    const char *name,
                    gsize length,
                    CemArena *arena,
                    CemDatum *value);
} CemObjectClass;

struct _CemObject
{
  const CemObjectClass *klass;
};

G_END_DECLS
