// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_customer () throws Error {
    var engine = Fixture.filled ();
    var customer = engine.create_view (null, null).find_customer ("user_id:u1");

    assert_true (customer.get_id ().has_prefix ("c"));
    assert_false (customer.get_loading ());
    assert_true (customer.get_position () != null);
    assert_cmpint (customer.get_identifiers ().length, CompareOperator.EQ, 3);
    assert_cmpstr (customer.get_trait ("city").get_string (), CompareOperator.EQ, "Shenzhen");
    assert_true (customer.get_trait ("shoe size") == null);
    assert_true (customer.to_json ().get_object ().has_member ("traits"));
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/customer/page", test_customer);
    return Test.run ();
}
