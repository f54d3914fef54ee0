/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-program-private.h"

#include <libcem/cem-context.h>

G_BEGIN_DECLS

/* Fills an input that is good until the context changes. A record of another schema than @schema is
 * an error. */
gboolean _cem_context_get_input (CemContext *self,
                                 CemSchema *schema,
                                 CemCelInput *input,
                                 GError **error);
gint64 _cem_context_get_max_cost (CemContext *self);

/* Whether a variable has a value in the context. */
gboolean _cem_context_knows (CemContext *self,
                             const char *name);

/* The same for a record alone, and for a map of variables. */
gboolean _cem_cel_input_from_record (CemCelInput *input,
                                     CemRecord *record,
                                     CemSchema *schema,
                                     GError **error);
void _cem_cel_input_from_map (CemCelInput *input,
                              const CemMap *map);

G_END_DECLS
