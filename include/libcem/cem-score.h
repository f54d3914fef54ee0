/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-types.h>

G_BEGIN_DECLS

/**
 * CemScoreKind:
 * @CEM_SCORE_KIND_NPS: Net Promoter Score: whole numbers from 0 to 10; 9 and 10 promote, 0 to 6 detract.
 * @CEM_SCORE_KIND_CSAT: Customer satisfaction: whole numbers from 1 to the scale, 5 by default; satisfied
 *   are the highest of 3, the top 2 of 4 to 7, and the top 3 of 8 and more.
 * @CEM_SCORE_KIND_CES: Customer effort, as agreement that it was easy: whole numbers from 1 to the
 *   scale, 7 by default; 5 to 7 of 7 agree.
 *
 * What was asked.
 *
 * Since: 0.1
 */
typedef enum
{
  CEM_SCORE_KIND_NPS,
  CEM_SCORE_KIND_CSAT,
  CEM_SCORE_KIND_CES
} CemScoreKind;

#define CEM_TYPE_SCORE (cem_score_get_type ())

CEM_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (CemScore, cem_score, CEM, SCORE, GObject)

CEM_AVAILABLE_IN_ALL
CemScore *cem_score_new (CemScoreKind kind,
                         guint scale) G_GNUC_WARN_UNUSED_RESULT;
CEM_AVAILABLE_IN_ALL
gboolean cem_score_add (CemScore *self,
                        double answer);

CEM_AVAILABLE_IN_ALL
CemScoreKind cem_score_get_kind (CemScore *self);
CEM_AVAILABLE_IN_ALL
guint cem_score_get_scale (CemScore *self);
CEM_AVAILABLE_IN_ALL
guint cem_score_get_n_answers (CemScore *self);
CEM_AVAILABLE_IN_ALL
guint cem_score_get_n_high (CemScore *self);
CEM_AVAILABLE_IN_ALL
guint cem_score_get_n_low (CemScore *self);
CEM_AVAILABLE_IN_ALL
guint cem_score_get_n_invalid (CemScore *self);
CEM_AVAILABLE_IN_ALL
double cem_score_get_value (CemScore *self);
CEM_AVAILABLE_IN_ALL
double cem_score_get_lower (CemScore *self);
CEM_AVAILABLE_IN_ALL
double cem_score_get_upper (CemScore *self);
CEM_AVAILABLE_IN_ALL
double cem_score_get_mean (CemScore *self);

G_END_DECLS
