// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_entry () throws Error {
    var engine = Fixture.filled ();
    var list = engine.create_view (null, null).list_log ("customer.identified");

    list.load (0, 10);
    var entry = (Cem.LogEntry) list.get_item (0);
    assert_false (entry.get_loading ());
    assert_true (entry.get_position () != null);
    assert_true (entry.get_origin () == Cem.LogEntryOrigin.INPUT);
    assert_cmpstr (entry.get_id (), CompareOperator.EQ, "e2");
    assert_cmpstr (entry.get_source (), CompareOperator.EQ, "/app");
    assert_cmpstr (entry.get_event_type (), CompareOperator.EQ, "customer.identified");
    assert_true (entry.get_time ().equal (Fixture.start ()) && entry.get_at ().equal (Fixture.start ()));
    assert_true (entry.get_actor () == null && entry.get_cause () == null && !entry.get_erased ());
    assert_true (entry.get_piece ().get_object ().has_member ("identifiers"));
    assert_true (entry.to_json ().get_object ().has_member ("at"));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/log-entry/row", test_entry);
    return Test.run ();
}
