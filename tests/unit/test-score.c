/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
/* NPS, CSAT and CES against values worked out by hand. */
#include "stats/cem-score-private.h"

static void
add_many (CemScoreSums *score,
          CemScoreKind kind,
          guint scale,
          double answer,
          guint n)
{
  for (guint i = 0; i < n; i++)
    _cem_score_add (score, kind, scale, answer);
}

static void
assert_score (const CemScoreSums *score,
              CemScoreKind kind,
              double value,
              double lower,
              double upper)
{
  double found[3];

  g_assert_true (_cem_score_read (score, kind, &found[0], &found[1], &found[2]));
  g_assert_cmpfloat_with_epsilon (found[0], value, 0.05);
  g_assert_cmpfloat_with_epsilon (found[1], lower, 0.05);
  g_assert_cmpfloat_with_epsilon (found[2], upper, 0.05);
}

static void
test_nps (void)
{
  CemScoreSums score = { 0 };

  g_test_summary ("Of 200 half promote and a fifth detract: 30.0 ± 10.8");

  add_many (&score, CEM_SCORE_KIND_NPS, 0, 10, 60);
  add_many (&score, CEM_SCORE_KIND_NPS, 0, 9, 40);
  add_many (&score, CEM_SCORE_KIND_NPS, 0, 7, 30);
  add_many (&score, CEM_SCORE_KIND_NPS, 0, 8, 30);
  add_many (&score, CEM_SCORE_KIND_NPS, 0, 0, 20);
  add_many (&score, CEM_SCORE_KIND_NPS, 0, 6, 20);
  assert_score (&score, CEM_SCORE_KIND_NPS, 30.0, 19.2, 40.8);
  g_assert_cmpuint (score.n, ==, 200);
}

static void
test_nps_answers (void)
{
  g_test_summary ("Zero is an answer; 8.5, 11 and what is no number are none");

  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 0.0), ==, CEM_ANSWER_LOW);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 6.0), ==, CEM_ANSWER_LOW);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 7.0), ==, CEM_ANSWER_MIDDLE);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 8.0), ==, CEM_ANSWER_MIDDLE);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 9.0), ==, CEM_ANSWER_HIGH);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 8.5), ==, CEM_ANSWER_INVALID);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 11.0), ==, CEM_ANSWER_INVALID);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, -1.0), ==, CEM_ANSWER_INVALID);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_NPS, 0, 0.0 / 0.0), ==, CEM_ANSWER_INVALID);
}

static void
test_csat (void)
{
  CemScoreSums score = { 0 };

  g_test_summary ("42 of 50 are satisfied: 84 % [71.5, 91.7]");

  add_many (&score, CEM_SCORE_KIND_CSAT, 5, 5, 30);
  add_many (&score, CEM_SCORE_KIND_CSAT, 5, 4, 12);
  add_many (&score, CEM_SCORE_KIND_CSAT, 5, 3, 8);
  add_many (&score, CEM_SCORE_KIND_CSAT, 5, 6, 3);
  assert_score (&score, CEM_SCORE_KIND_CSAT, 84.0, 71.5, 91.7);
  g_assert_cmpuint (score.n, ==, 50);
  g_assert_cmpuint (score.invalid, ==, 3);
  g_assert_cmpfloat (score.sum, ==, 30 * 5 + 12 * 4 + 8 * 3);
}

static void
test_top_boxes (void)
{
  static const struct
  {
    guint scale;
    guint first; /* that is satisfied */
  } cases[] = { { 3, 3 }, { 4, 3 }, { 5, 4 }, { 6, 5 }, { 7, 6 }, { 10, 8 } };

  g_test_summary ("The boxes of a scale are parted in two, by its length");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint answer = 1; answer <= cases[i].scale; answer++)
      g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_CSAT, cases[i].scale, answer), ==,
                       answer >= cases[i].first ? CEM_ANSWER_HIGH : CEM_ANSWER_LOW);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_CES, 0, 5), ==, CEM_ANSWER_HIGH);
  g_assert_cmpint (_cem_score_classify (CEM_SCORE_KIND_CES, 0, 4), ==, CEM_ANSWER_LOW);
}

static void
test_few (void)
{
  CemScoreSums score = { 0 };
  double value[3];

  g_test_summary ("Without answers there is no score, and few answers stay within the range");

  g_assert_false (_cem_score_read (&score, CEM_SCORE_KIND_NPS, &value[0], &value[1], &value[2]));
  _cem_score_add (&score, CEM_SCORE_KIND_NPS, 0, 10);
  assert_score (&score, CEM_SCORE_KIND_NPS, 100.0, 100.0, 100.0);
  _cem_score_add (&score, CEM_SCORE_KIND_NPS, 0, 9);
  _cem_score_add (&score, CEM_SCORE_KIND_NPS, 0, 3);
  assert_score (&score, CEM_SCORE_KIND_NPS, 33.3, -73.36, 100.0);
}

int
main (int argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/score/nps", test_nps);
  g_test_add_func ("/score/nps-answers", test_nps_answers);
  g_test_add_func ("/score/csat", test_csat);
  g_test_add_func ("/score/top-boxes", test_top_boxes);
  g_test_add_func ("/score/few", test_few);

  return g_test_run ();
}
