/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include "stats/cem-score-private.h"

#include <math.h>

/* The quantile of 95 %, two-sided, as the formulas are published with. */
#define Z 1.96

guint
_cem_score_default_scale (CemScoreKind kind)
{
  static const guint scales[] = { 10, 5, 7 };

  return scales[kind];
}

/* The answers that count as high: of 3 the highest, of 4 to 7 two, of 8 to 10 three; of ease, those
 * above the middle: 5 to 7 of 7. */
static guint
get_first_high (CemScoreKind kind,
                guint scale)
{
  if (kind == CEM_SCORE_KIND_CES)
    return scale / 2 + 2;
  if (scale <= 3)
    return scale;

  return scale <= 7 ? scale - 1 : scale - 2;
}

CemAnswer
_cem_score_classify (CemScoreKind kind,
                     guint scale,
                     double answer)
{
  guint top = scale != 0 ? scale : _cem_score_default_scale (kind);
  double least = kind == CEM_SCORE_KIND_NPS ? 0.0 : 1.0;

  if (kind == CEM_SCORE_KIND_NPS)
    top = 10;
  if (top < 2 || top > 100 || !(answer >= least && answer <= top) || answer != floor (answer))
    return CEM_ANSWER_INVALID;

  if (kind == CEM_SCORE_KIND_NPS)
    return answer >= 9.0 ? CEM_ANSWER_HIGH : answer >= 7.0 ? CEM_ANSWER_MIDDLE : CEM_ANSWER_LOW;

  return answer >= get_first_high (kind, top) ? CEM_ANSWER_HIGH : CEM_ANSWER_LOW;
}

CemAnswer
_cem_score_add (CemScoreSums *self,
                CemScoreKind kind,
                guint scale,
                double answer)
{
  CemAnswer class_ = _cem_score_classify (kind, scale, answer);

  if (class_ == CEM_ANSWER_INVALID)
    {
      self->invalid++;
      return class_;
    }

  self->n++;
  self->sum += answer;
  self->high += class_ == CEM_ANSWER_HIGH;
  self->middle += class_ == CEM_ANSWER_MIDDLE;
  self->low += class_ == CEM_ANSWER_LOW;
  return class_;
}

gboolean
_cem_score_read (const CemScoreSums *self,
                 CemScoreKind kind,
                 double *value,
                 double *lower,
                 double *upper)
{
  double n = (double) self->n;
  double high = n > 0.0 ? (double) self->high / n : 0.0;
  double low = n > 0.0 ? (double) self->low / n : 0.0;
  double error = 0.0;

  *value = *lower = *upper = 0.0;
  if (self->n == 0)
    return FALSE;

  if (kind == CEM_SCORE_KIND_NPS)
    {
      error = Z * sqrt (MAX (high + low - (high - low) * (high - low), 0.0) / n);
      *value = 100.0 * (high - low);
      *lower = MAX (100.0 * (high - low - error), -100.0);
      *upper = MIN (100.0 * (high - low + error), 100.0);
      return TRUE;
    }

  error = Z * sqrt (high * (1.0 - high) / n + Z * Z / (4.0 * n * n));
  *value = 100.0 * high;
  *lower = MAX (100.0 * (high + Z * Z / (2.0 * n) - error) / (1.0 + Z * Z / n), 0.0);
  *upper = MIN (100.0 * (high + Z * Z / (2.0 * n) + error) / (1.0 + Z * Z / n), 100.0);
  return TRUE;
}
