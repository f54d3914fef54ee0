// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_outcome () throws Error {
    var engine = Fixture.open ();
    var outcome = Fixture.ingest (engine, Fixture.event ("e1"));
    var bad = Fixture.ingest (engine, Fixture.event ("e2", "cem.made.up"));

    assert_true (outcome.get_status () == Cem.OutcomeStatus.ACCEPTED);
    assert_true (outcome.get_customer_id ().has_prefix ("c"));
    assert_cmpint (outcome.get_thing_ids ().length, CompareOperator.EQ, 0);
    assert_true (outcome.get_derived ().get_item_type () == typeof (Cem.LogEntry));
    assert_true (outcome.to_json ().get_object ().has_member ("customer"));
    assert_true (outcome.get_reason () == null && outcome.get_message () == null);
    assert_true (bad.get_status () == Cem.OutcomeStatus.QUARANTINED);
    assert_true (bad.get_reason () != null && bad.get_message () != null);
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/outcome/both", test_outcome);
    return Test.run ();
}
