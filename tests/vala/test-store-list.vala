// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

async void run_async (Cem.StoreList list) throws Error {
    assert_true (yield list.load_async (0, 10));
}

void test_list () throws Error {
    var engine = Fixture.filled ();
    var list = engine.create_view (null, null).list_customers ();

    assert_true (list.load (0, 10));
    assert_false (list.get_loading ());
    assert_true (list.get_error () == null);
    assert_cmpuint (list.get_n_items (), CompareOperator.EQ, 2);
    run_async.end (Harness.run ((done) => run_async.begin (list, (owned) done)));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/store-list/load", test_list);
    return Test.run ();
}
