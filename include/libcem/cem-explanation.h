/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-value.h>

G_BEGIN_DECLS

/**
 * CemExplanationStatus:
 * @CEM_EXPLANATION_STATUS_VALUE: It has a value.
 * @CEM_EXPLANATION_STATUS_SKIPPED: It was not needed, or its value differs from round to round.
 * @CEM_EXPLANATION_STATUS_UNKNOWN: A field without a value stands in the way.
 * @CEM_EXPLANATION_STATUS_FAILED: It could not be evaluated.
 *
 * What became of a part of an expression.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_EXPLANATION_STATUS_VALUE,
  CEM_EXPLANATION_STATUS_SKIPPED,
  CEM_EXPLANATION_STATUS_UNKNOWN,
  CEM_EXPLANATION_STATUS_FAILED
} CemExplanationStatus;

#define CEM_TYPE_EXPLANATION (cem_explanation_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemExplanation, cem_explanation, CEM, EXPLANATION, GObject)

CEM_AVAILABLE_IN_ALL
const char *cem_explanation_get_text (CemExplanation *self);
CEM_AVAILABLE_IN_ALL
CemExplanationStatus cem_explanation_get_status (CemExplanation *self);
CEM_AVAILABLE_IN_ALL
CemValue *cem_explanation_dup_value (CemExplanation *self) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
const char *cem_explanation_get_message (CemExplanation *self);
CEM_AVAILABLE_IN_ALL
gboolean cem_explanation_get_decides (CemExplanation *self);
CEM_AVAILABLE_IN_ALL
GListModel *cem_explanation_get_parts (CemExplanation *self);
CEM_AVAILABLE_IN_ALL
char *cem_explanation_dup_sentence (CemExplanation *self,
                                    const char *language) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
JsonNode *cem_explanation_to_json (CemExplanation *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
