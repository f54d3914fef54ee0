// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

Cem.Diagnostics find_mistakes (string text) {
    var diagnostics = new Cem.Diagnostics ();

    try {
        new Cem.Expression.compile (text, null, Cem.ExpressionFlags.NONE, diagnostics);
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is Cem.Error.TYPE);
    }
    return diagnostics;
}

void test_list () {
    var diagnostics = find_mistakes ("nobody == 1 && nothing.x");

    assert_cmpuint (diagnostics.get_n_errors (), CompareOperator.EQ, 2);
    assert_cmpuint (diagnostics.get_n_warnings (), CompareOperator.EQ, 0);
    assert_cmpuint (diagnostics.get_n_items (), CompareOperator.EQ, 2);
    assert_true (diagnostics.to_string ().contains ("nothing"));
    diagnostics.clear ();
    assert_cmpuint (diagnostics.get_n_items (), CompareOperator.EQ, 0);
}

void test_item () {
    var diagnostic = (Cem.Diagnostic) find_mistakes ("1 + nobody").get_item (0);

    assert_true (diagnostic.get_severity () == Cem.Severity.ERROR);
    assert_true (diagnostic.get_code () != "");
    assert_cmpuint (diagnostic.get_line (), CompareOperator.EQ, 1);
    assert_cmpuint (diagnostic.get_column (), CompareOperator.EQ, 5);
    assert_true (diagnostic.get_file () == null && diagnostic.get_pointer () == null);
    assert_true (diagnostic.get_message ().contains ("nobody"));
    assert_true (diagnostic.get_suggestion () == null || diagnostic.to_string ().contains (diagnostic.get_suggestion ()));
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/diagnostics/list", test_list);
    Test.add_func ("/vala/diagnostics/item", test_item);
    return Test.run ();
}
