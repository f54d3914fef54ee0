// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_item () throws Error {
    var engine = Fixture.filled ();
    var list = engine.create_view (null, null).list_quarantine ();

    list.load (0, 10);
    var item = (Cem.QuarantineItem) list.get_item (0);
    assert_false (item.get_loading ());
    assert_true (item.get_id () != null);
    assert_true (item.get_origin () == null);
    assert_cmpuint (item.get_line (), CompareOperator.EQ, 0);
    assert_cmpstr (item.get_reason (), CompareOperator.EQ, "conflict");
    assert_true (item.get_message () != null);
    assert_true (item.get_text ().contains ("page.viewed"));
    assert_cmpuint (item.get_n_seen (), CompareOperator.EQ, 1);
    assert_cmpuint (item.get_n_tries (), CompareOperator.EQ, 0);
    assert_true (item.to_json ().get_object ().has_member ("reason"));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/quarantine-item/row", test_item);
    return Test.run ();
}
