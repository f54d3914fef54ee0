// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_fields () throws Error {
    var schema = new Cem.Schema ();

    assert_true (schema.add_field ("event.type", "string"));
    assert_true (schema.add_field ("event.amount", "double?"));
    assert_cmpuint (schema.get_n_fields (), CompareOperator.EQ, 2);
    assert_cmpint (schema.find_field ("event.amount"), CompareOperator.EQ, 1);
    assert_cmpstr (schema.get_field_path (0), CompareOperator.EQ, "event.type");
    assert_true (schema.get_field_path (2) == null);
    assert_cmpstr (schema.dup_field_type (0), CompareOperator.EQ, "string");
    try {
        schema.add_field ("event", "string");
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.CONFLICT);
    }
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/schema/fields", test_fields);
    return Test.run ();
}
