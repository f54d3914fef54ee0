// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_nps () {
    var score = new Cem.Score (Cem.ScoreKind.NPS, 0);

    for (var i = 0; i < 200; i++)
        score.add (i < 100 ? 10 : i < 160 ? 7 : 0);
    assert_false (score.add (8.5));
    assert_cmpfloat_with_epsilon (score.get_value (), 30.0, 1e-9);
    assert_cmpfloat_with_epsilon (score.get_lower (), 19.2, 0.05);
    assert_cmpfloat_with_epsilon (score.get_upper (), 40.8, 0.05);
    assert_cmpuint (score.get_n_answers (), CompareOperator.EQ, 200);
    assert_cmpuint (score.get_n_high (), CompareOperator.EQ, 100);
    assert_cmpuint (score.get_n_low (), CompareOperator.EQ, 40);
    assert_cmpuint (score.get_n_invalid (), CompareOperator.EQ, 1);
}

void test_csat () {
    var score = new Cem.Score (Cem.ScoreKind.CSAT, 0);

    score.add (4);
    assert_true (score.get_kind () == Cem.ScoreKind.CSAT);
    assert_cmpuint (score.get_scale (), CompareOperator.EQ, 5);
    assert_cmpfloat (score.get_mean (), CompareOperator.EQ, 4.0);
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/score/nps", test_nps);
    Test.add_func ("/vala/score/csat", test_csat);
    return Test.run ();
}
