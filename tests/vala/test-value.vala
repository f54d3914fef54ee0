// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_kinds () {
    bool truth;
    int64 signed;
    uint64 unsigned;
    double number;
    TimeSpan span;

    assert_true (new Cem.Value.null ().get_kind () == Cem.ValueKind.NULL);
    assert_true (new Cem.Value.bool (true).get_bool (out truth) && truth);
    assert_true (new Cem.Value.int (-7).get_int (out signed) && signed == -7);
    assert_true (new Cem.Value.uint (7).get_uint (out unsigned) && unsigned == 7);
    assert_true (new Cem.Value.double (0.5).get_double (out number) && number == 0.5);
    assert_true (new Cem.Value.duration (1500000).get_duration (out span) && span == 1500000);
    assert_cmpstr (new Cem.Value.string ("x").dup_string (), CompareOperator.EQ, "x");
    assert_true (new Cem.Value.int (1).dup_string () == null);
    assert_cmpuint ((uint) new Cem.Value.bytes (new Bytes ({ 1, 2 })).dup_bytes ().get_size (),
                    CompareOperator.EQ, 2);
    var time = new DateTime.utc (2026, 1, 1, 0, 0, 0);
    assert_true (new Cem.Value.timestamp (time).dup_date_time ().equal (time));
}

void test_containers () {
    try {
        Cem.Value[] entries = { new Cem.Value.string ("k"), new Cem.Value.list ({ new Cem.Value.int (1) }) };
        var map = new Cem.Value.map (entries);

        assert_cmpuint (map.get_length (), CompareOperator.EQ, 1);
        assert_cmpstr (map.dup_key (0).to_string (), CompareOperator.EQ, "k");
        assert_cmpuint (map.dup_item (0).get_length (), CompareOperator.EQ, 1);
        assert_cmpuint (map.lookup ("k").get_length (), CompareOperator.EQ, 1);
        assert_true (map.lookup ("other") == null);
        assert_true (map.lookup_value (new Cem.Value.string ("k")) != null);
        assert_true (map.copy ().equal (map));
    } catch (Error error) {
        assert_not_reached ();
    }
}

void test_json () {
    try {
        var value = new Cem.Value.from_json (Json.from_string ("{\"a\": [1, 2.5]}"));
        assert_cmpstr (value.to_text (), CompareOperator.EQ, "{\"a\":[1,2.5]}");
        assert_cmpstr (Json.to_string (value.to_json (), false), CompareOperator.EQ, "{\"a\":[1,2.5]}");
        assert_true (value.equal (new Cem.Value.from_text ("{\"a\": [1.0, 2.5]}")));
    } catch (Error error) {
        assert_not_reached ();
    }

    try {
        new Cem.Value.from_text ("{\"a\": 1, \"a\": 2}");
        assert_not_reached ();
    } catch (Error error) {
        assert_true (error is Cem.Error.SYNTAX);
    }
}

void test_order () {
    int order;
    var one = new Cem.Value.int (1);

    assert_true (one.compare (new Cem.Value.double (2.5), out order) && order == -1);
    assert_false (one.compare (new Cem.Value.string ("x"), out order));
    assert_cmpuint (one.hash (), CompareOperator.EQ, new Cem.Value.double (1).hash ());
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/value/kinds", test_kinds);
    Test.add_func ("/vala/value/containers", test_containers);
    Test.add_func ("/vala/value/json", test_json);
    Test.add_func ("/vala/value/order", test_order);
    return Test.run ();
}
