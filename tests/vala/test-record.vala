// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

Cem.Schema make_schema () throws Error {
    var schema = new Cem.Schema ();

    schema.add_field ("flag", "bool?");
    schema.add_field ("count", "int?");
    schema.add_field ("amount", "double?");
    schema.add_field ("name", "string?");
    schema.add_field ("time", "timestamp?");
    schema.add_field ("tags", "list(string)?");
    return schema;
}

void test_fields () throws Error {
    var schema = make_schema ();
    var record = new Cem.Record (schema);

    assert_true (record.get_schema () == schema);
    assert_true (record.set_bool (0, true));
    assert_true (record.set_int (1, -7));
    assert_true (record.set_double (2, 2.5));
    assert_true (record.set_string (3, "Li"));
    assert_true (record.set_time (4, new DateTime.from_unix_utc (5)));
    assert_true (record.set_value (5, new Cem.Value.list ({ new Cem.Value.string ("vip") })));
    assert_cmpstr (record.copy ().dup_value (3).to_string (), CompareOperator.EQ, "Li");
    record.unset (3);
    assert_true (record.dup_value (3) == null);
    record.clear ();
    assert_true (record.dup_value (0) == null);
}

void test_expressions () throws Error {
    int64 count;
    var schema = make_schema ();
    var declarations = new Cem.Declarations ();
    var record = new Cem.Record (schema);

    declarations.add_schema (schema);
    record.set_json (Json.from_string ("{\"count\": 3, \"time\": \"2026-03-01T08:00:00Z\"}"));
    record.set_now (new DateTime.utc (2026, 3, 1, 9, 0, 0));
    var test = new Cem.Expression.compile ("count > 2 && now > time", declarations, Cem.ExpressionFlags.NONE, null);
    assert_true (test.test_record (record) == Cem.Truth.TRUE);
    var sum = new Cem.Expression.compile ("count + 1", declarations, Cem.ExpressionFlags.NONE, null);
    assert_true (sum.evaluate_record (record).get_int (out count) && count == 4);
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/record/fields", test_fields);
    Harness.add ("/vala/record/expressions", test_expressions);
    return Test.run ();
}
