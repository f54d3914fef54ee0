/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <libcem/cem-score.h>

#include "stats/cem-score-private.h"

/**
 * CemScore:
 *
 * Adds up answers to NPS, CSAT or CES, and says how sure the result is.
 *
 * Answers may come in any order. What is no answer of its kind, as an NPS of 8.5, is counted apart and
 * takes no part; 0 is an answer. The interval holds the true score with a probability of 95 %: it is that
 * of the standard error for NPS, and Wilson's for CSAT and CES. A score belongs to one thread at a time.
 *
 * ```c
 * g_autoptr (CemScore) score = cem_score_new (CEM_SCORE_KIND_NPS, 0);
 *
 * cem_score_add (score, 10);
 * cem_score_add (score, 3);
 * g_print ("%.1f of %u\n", cem_score_get_value (score), cem_score_get_n_answers (score));
 * ```
 *
 * Since: 0.1
 */
struct _CemScore
{
  GObject parent_instance;

  CemScoreKind kind;
  guint scale;
  CemScoreSums sums;
};

G_DEFINE_FINAL_TYPE (CemScore, cem_score, G_TYPE_OBJECT)

static void
cem_score_class_init (CemScoreClass *klass)
{
}

static void
cem_score_init (CemScore *self)
{
}

/**
 * cem_score_new:
 * @kind: what was asked
 * @scale: the best answer, 2 to 100; 0 for the default. NPS has 10 always
 *
 * Makes a score without answers.
 *
 * Returns: (transfer full): a score
 *
 * Since: 0.1
 */
CemScore *
cem_score_new (CemScoreKind kind,
               guint scale)
{
  CemScore *self = NULL;

  g_return_val_if_fail (kind <= CEM_SCORE_KIND_CES, NULL);
  g_return_val_if_fail (scale == 0 || (scale >= 2 && scale <= 100), NULL);

  self = g_object_new (CEM_TYPE_SCORE, NULL);
  self->kind = kind;
  self->scale = scale == 0 || kind == CEM_SCORE_KIND_NPS ? _cem_score_default_scale (kind) : scale;
  return self;
}

/**
 * cem_score_add:
 * @self: a score
 * @answer: an answer
 *
 * Adds an answer.
 *
 * Returns: `FALSE` when it is no answer of this kind, and takes no part
 *
 * Since: 0.1
 */
gboolean
cem_score_add (CemScore *self,
               double answer)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), FALSE);

  return _cem_score_add (&self->sums, self->kind, self->scale, answer) != CEM_ANSWER_INVALID;
}

/**
 * cem_score_get_kind:
 * @self: a score
 *
 * Gets what was asked.
 *
 * Returns: what was asked
 *
 * Since: 0.1
 */
CemScoreKind
cem_score_get_kind (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return self->kind;
}

/**
 * cem_score_get_scale:
 * @self: a score
 *
 * Gets the best answer there is.
 *
 * Returns: the best answer there is
 *
 * Since: 0.1
 */
guint
cem_score_get_scale (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return self->scale;
}

/**
 * cem_score_get_n_answers:
 * @self: a score
 *
 * Gets how many answers take part.
 *
 * Returns: how many answers take part
 *
 * Since: 0.1
 */
guint
cem_score_get_n_answers (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return (guint) MIN (self->sums.n, G_MAXUINT);
}

/**
 * cem_score_get_n_high:
 * @self: a score
 *
 * Gets how many answers are promoters, satisfied or easy.
 *
 * Returns: how many answers are high
 *
 * Since: 0.1
 */
guint
cem_score_get_n_high (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return (guint) MIN (self->sums.high, G_MAXUINT);
}

/**
 * cem_score_get_n_low:
 * @self: a score
 *
 * Gets how many answers are detractors, not satisfied or not easy.
 *
 * Returns: how many answers are low
 *
 * Since: 0.1
 */
guint
cem_score_get_n_low (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return (guint) MIN (self->sums.low, G_MAXUINT);
}

/**
 * cem_score_get_n_invalid:
 * @self: a score
 *
 * Gets how many were no answers and take no part.
 *
 * Returns: how many were no answers
 *
 * Since: 0.1
 */
guint
cem_score_get_n_invalid (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return (guint) MIN (self->sums.invalid, G_MAXUINT);
}

/**
 * cem_score_get_value:
 * @self: a score
 *
 * Gets the score.
 *
 * NPS is the percentage of promoters minus that of detractors, from -100 to 100. CSAT and CES are the
 * percentage of high answers. Without answers there is no score: ask for their number first.
 *
 * Returns: the score; 0 without answers
 *
 * Since: 0.1
 */
double
cem_score_get_value (CemScore *self)
{
  double value[3];

  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  _cem_score_read (&self->sums, self->kind, &value[0], &value[1], &value[2]);
  return value[0];
}

/**
 * cem_score_get_lower:
 * @self: a score
 *
 * Gets the lower end of the interval of 95 %.
 *
 * Returns: the lower end of the interval; 0 without answers
 *
 * Since: 0.1
 */
double
cem_score_get_lower (CemScore *self)
{
  double value[3];

  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  _cem_score_read (&self->sums, self->kind, &value[0], &value[1], &value[2]);
  return value[1];
}

/**
 * cem_score_get_upper:
 * @self: a score
 *
 * Gets the upper end of the interval of 95 %.
 *
 * Returns: the upper end of the interval; 0 without answers
 *
 * Since: 0.1
 */
double
cem_score_get_upper (CemScore *self)
{
  double value[3];

  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  _cem_score_read (&self->sums, self->kind, &value[0], &value[1], &value[2]);
  return value[2];
}

/**
 * cem_score_get_mean:
 * @self: a score
 *
 * Gets the mean of the answers.
 *
 * Returns: the mean; 0 without answers
 *
 * Since: 0.1
 */
double
cem_score_get_mean (CemScore *self)
{
  g_return_val_if_fail (CEM_IS_SCORE (self), 0);

  return self->sums.n > 0 ? self->sums.sum / (double) self->sums.n : 0.0;
}
