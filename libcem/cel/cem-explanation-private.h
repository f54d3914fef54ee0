/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "cel/cem-cel-ast-private.h"

#include <libcem/cem-explanation.h>

G_BEGIN_DECLS

/* What became of one node; the texts are the node's. Parts are added before anybody sees it. */
typedef struct
{
  char *text; /* taken */
  CemExplanationStatus status;
  CemValue *value; /* taken; or NULL */
  char *message;   /* taken; or NULL */
} CemExplained;

CemExplanation *_cem_explanation_new (const CemExplained *explained);
void _cem_explanation_add_part (CemExplanation *self,
                                CemExplanation *part);
void _cem_explanation_set_decides (CemExplanation *self);

/* Takes both sentences. */
void _cem_explanation_set_sentences (CemExplanation *self,
                                     char *english,
                                     char *chinese);

G_END_DECLS
