/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-env-private.h"

#include <libcem/cem-declarations.h>

G_BEGIN_DECLS

/* Makes them unchangeable and returns what they declare. */
const CemCelEnv *_cem_declarations_seal (CemDeclarations *self);

/* NULL when there is none. */
CemSchema *_cem_declarations_get_schema (CemDeclarations *self);

G_END_DECLS
