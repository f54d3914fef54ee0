// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

bool test (string text, Cem.Context context) throws Error {
    return new Cem.Expression.compile (text, null, Cem.ExpressionFlags.UNCHECKED, null).test (context) == Cem.Truth.TRUE;
}

void test_context () throws Error {
    var context = new Cem.Context ();

    context.set_value ("a", new Cem.Value.int (1));
    assert_true (context.set_json ("b", Json.from_string ("{\"x\": [2]}")));
    assert_true (context.set_variables (Json.from_string ("{\"c\": 3}")));
    context.set_now (new DateTime.from_unix_utc (5));
    assert_true (test ("a == 1 && b.x[0] == 2 && c == 3 && int(now) == 5", context));
    context.set_max_cost (100);
    context.clear ();
    try {
        test ("a == 1", context);
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.TYPE);
    }
}

void test_record () throws Error {
    var schema = new Cem.Schema ();
    var declarations = new Cem.Declarations ();
    var context = new Cem.Context ();

    schema.add_field ("amount", "double");
    declarations.add_schema (schema);
    var record = new Cem.Record (schema);
    record.set_double (0, 2.5);
    context.set_record (record);
    var expression = new Cem.Expression.compile ("amount > 2.0", declarations, Cem.ExpressionFlags.NONE, null);
    assert_true (expression.test (context) == Cem.Truth.TRUE);
}

void test_lookup () throws Error {
    var context = new Cem.Context ();

    context.set_lookup ((name) => name == "b" ? new Cem.Value.int (2) : null);
    assert_true (test ("b == 2", context));
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/context/variables", test_context);
    Harness.add ("/vala/context/record", test_record);
    Harness.add ("/vala/context/lookup", test_lookup);
    return Test.run ();
}
