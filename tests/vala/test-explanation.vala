// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_tree () throws Error {
    bool value;
    var context = new Cem.Context ();
    var expression = new Cem.Expression.compile ("rating <= 2 && 'vip' in tags", null,
                                                 Cem.ExpressionFlags.UNCHECKED, null);

    context.set_variables (Json.from_string ("{\"rating\": 3, \"tags\": [\"vip\"]}"));
    var explanation = expression.explain (context);
    assert_true (explanation.get_text ().has_prefix ("rating <= 2"));
    assert_true (explanation.get_status () == Cem.ExplanationStatus.VALUE);
    assert_true (explanation.dup_value ().get_bool (out value) && !value);
    assert_true (explanation.get_message () == null);
    assert_true (((Cem.Explanation) explanation.get_parts ().get_item (0)).get_decides ());
    assert_true (explanation.dup_sentence ("en").contains ("rating"));
    assert_true (explanation.to_json ().get_object ().get_size () > 0);
}

void test_simplify () throws Error {
    var context = new Cem.Context ();
    var expression = new Cem.Expression.compile ("a > 1 && b > 2", null, Cem.ExpressionFlags.UNCHECKED, null);

    context.set_value ("a", new Cem.Value.int (5));
    assert_cmpint (expression.simplify (context).list_names ().length, CompareOperator.EQ, 1);
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/explanation/tree", test_tree);
    Harness.add ("/vala/explanation/simplify", test_simplify);
    return Test.run ();
}
