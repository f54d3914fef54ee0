// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

async void run_async (Cem.Engine engine) throws Error {
    var verification = new Cem.Verification (engine);

    verification.set_resume_after ("1");
    assert_cmpstr (verification.get_resume_after (), CompareOperator.EQ, "1");
    assert_true (yield verification.run_async ());
}

void test_verification () throws Error {
    var engine = Fixture.filled ();
    var verification = new Cem.Verification (engine);

    assert_true (verification.get_engine () == engine);
    verification.set_sample (1);
    assert_cmpuint (verification.get_sample (), CompareOperator.EQ, 1);
    assert_true (verification.run ());
    assert_true (verification.get_fraction () == 1);
    assert_cmpuint (verification.get_diagnostics ().get_n_errors (), CompareOperator.EQ, 0);
    assert_true (verification.to_json ().get_object () != null);
    run_async.end (Harness.run ((done) => run_async.begin (engine, (owned) done)));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/verification/run", test_verification);
    return Test.run ();
}
