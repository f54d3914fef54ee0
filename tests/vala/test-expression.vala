// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const Cem.ExpressionFlags UNCHECKED = Cem.ExpressionFlags.UNCHECKED;

Cem.Expression compile (string text) throws Error {
    return new Cem.Expression.compile (text, null, UNCHECKED, null);
}

void test_about () throws Error {
    var expression = compile ("event.data.amount>2 && now - event.time > duration('1h')");

    assert_true (expression.get_text ().has_prefix ("event.data.amount>2"));
    assert_true (expression.get_canonical_text ().has_prefix ("event.data.amount > 2"));
    assert_cmpstr (expression.get_result_type (), CompareOperator.EQ, "dyn");
    assert_true (expression.get_flags () == UNCHECKED);
    assert_cmpuint (expression.get_cost (), CompareOperator.GT, 0);
    assert_true (expression.get_now_dependence () == Cem.NowDependence.INVERTIBLE);
    assert_true ("event" in expression.list_names ());
    assert_true ("event.data.amount" in expression.list_fields ());
}

void test_results () throws Error {
    double number;
    int64 whole;
    var context = new Cem.Context ();

    context.set_value ("a", new Cem.Value.double (1.5));
    assert_true (compile ("a * 2.0").evaluate_double (context, out number) && number == 3);
    assert_cmpstr (compile ("string(a)").evaluate_string (context), CompareOperator.EQ, "1.5");
    assert_true (compile ("1 + 1").evaluate (null).get_int (out whole) && whole == 2);
    assert_true (compile ("a > 1.0").test (context) == Cem.Truth.TRUE);
}

void test_json () throws Error {
    var variables = Json.from_string ("{\"a\": 2}");

    assert_cmpint ((int) compile ("a + 1").evaluate_json (variables).get_int (), CompareOperator.EQ, 3);
    assert_true (compile ("a > 2").test_json (variables) == Cem.Truth.FALSE);
}

void test_next_turn () throws Error {
    var now = new DateTime.utc (2026, 3, 1, 9, 0, 0);
    var context = new Cem.Context ();

    context.set_now (now);
    context.set_value ("last", new Cem.Value.timestamp (now.add_days (-29)));
    assert_true (compile ("now - last >= duration('720h')").find_next_turn (context).equal (now.add_days (1)));
}

void test_mistakes () throws Error {
    try {
        compile ("(1");
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.SYNTAX);
    }
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/expression/about", test_about);
    Harness.add ("/vala/expression/results", test_results);
    Harness.add ("/vala/expression/json", test_json);
    Harness.add ("/vala/expression/next-turn", test_next_turn);
    Harness.add ("/vala/expression/mistakes", test_mistakes);
    return Test.run ();
}
