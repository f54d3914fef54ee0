/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libcem/cem-score.h>

G_BEGIN_DECLS

/* NPS, CSAT and CES with their intervals, as pure sums: answers are added in any order. */

typedef enum
{
  CEM_ANSWER_INVALID, /* is no answer of this kind, and does not count */
  CEM_ANSWER_LOW,     /* detractor; not satisfied; not easy */
  CEM_ANSWER_MIDDLE,  /* passive */
  CEM_ANSWER_HIGH     /* promoter; satisfied; easy */
} CemAnswer;

typedef struct
{
  guint64 n; /* valid answers */
  guint64 high;
  guint64 middle;
  guint64 low;
  guint64 invalid;
  double sum; /* of whole numbers: exact */
} CemScoreSums;

/* NPS has the scale 10; 0 stands for the default, 5 for CSAT and 7 for CES. */
guint _cem_score_default_scale (CemScoreKind kind);

CemAnswer _cem_score_classify (CemScoreKind kind,
                               guint scale,
                               double answer);
CemAnswer _cem_score_add (CemScoreSums *self,
                          CemScoreKind kind,
                          guint scale,
                          double answer);

/* NPS: 100 (P - D) / n with the interval of 95 % by its standard error; CSAT and CES: the percentage
 * of high answers with Wilson's interval. FALSE without answers. */
gboolean _cem_score_read (const CemScoreSums *self,
                          CemScoreKind kind,
                          double *value,
                          double *lower,
                          double *upper);

G_END_DECLS
