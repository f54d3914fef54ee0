// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_empty () {
    var diagnostics = new Cem.Diagnostics ();

    assert_cmpuint (diagnostics.get_n_errors (), CompareOperator.EQ, 0);
    assert_cmpuint (diagnostics.get_n_warnings (), CompareOperator.EQ, 0);
    assert_cmpstr (diagnostics.to_string (), CompareOperator.EQ, "");
    diagnostics.clear ();
    assert_cmpuint (diagnostics.get_n_items (), CompareOperator.EQ, 0);
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/diagnostics/empty", test_empty);
    return Test.run ();
}
