// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const string TEXT = "event.data.rating <= 2";

void test_both_ways () {
    try {
        var condition = new Cem.Condition.from_text (TEXT);
        var again = new Cem.Condition.from_json (condition.to_json (), null);

        assert_cmpstr (again.to_text (), CompareOperator.EQ, TEXT);
    } catch (Error e) {
        assert_not_reached ();
    }
}

void test_operators () {
    assert_true ("between" in Cem.Condition.list_operators ());

    try {
        new Cem.Condition.from_text ("x + 1");
        assert_not_reached ();
    } catch (Error e) {
        assert_true (e is Cem.Error.NOT_FOUND);
    }
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/condition/both-ways", test_both_ways);
    Test.add_func ("/vala/condition/operators", test_operators);
    return Test.run ();
}
