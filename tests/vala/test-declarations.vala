// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_names () throws Error {
    var declarations = new Cem.Declarations ();

    assert_true (declarations.add_field ("Customer", "tier", "string"));
    assert_true (declarations.add_variable ("customer", "Customer"));
    assert_true (declarations.add_variable ("shop.open", "bool"));
    assert_true (declarations.set_container ("shop"));
    assert_cmpint (declarations.list_variables ().length, CompareOperator.EQ, 2);
    assert_cmpstr (declarations.dup_variable_type ("shop.open"), CompareOperator.EQ, "bool");
    var expression = new Cem.Expression.compile ("open && customer.tier == 'gold'", declarations,
                                                 Cem.ExpressionFlags.NONE, null);
    assert_cmpstr (expression.get_result_type (), CompareOperator.EQ, "bool");
}

void test_functions () throws Error {
    int64 result;
    var schema = new Cem.Schema ();
    var declarations = new Cem.Declarations ();

    schema.add_field ("event.count", "int");
    assert_true (declarations.add_schema (schema));
    declarations.add_function ("twice(int) -> int", (arguments) => {
        int64 number;
        arguments.dup_item (0).get_int (out number);
        return new Cem.Value.int (number * 2);
    });
    var expression = new Cem.Expression.compile ("twice(21)", declarations, Cem.ExpressionFlags.NONE, null);
    assert_true (expression.evaluate (null).get_int (out result) && result == 42);
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/declarations/names", test_names);
    Harness.add ("/vala/declarations/functions", test_functions);
    return Test.run ();
}
