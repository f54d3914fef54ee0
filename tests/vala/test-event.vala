// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_build () throws Error {
    var event = new Cem.Event ("/shop", "order.placed");

    assert_true (event.get_id () == null);
    event.set_id ("e1");
    event.set_source ("/app");
    event.set_event_type ("order.paid");
    event.set_subject ("o1");
    event.set_time (Fixture.start ());
    event.set_payload (Json.from_string ("[1]"));
    event.set_identifier ("user_id", "u1");
    event.add_identifier ("phone", "1");
    assert_cmpstr (event.get_id (), CompareOperator.EQ, "e1");
    assert_cmpstr (event.get_source (), CompareOperator.EQ, "/app");
    assert_cmpstr (event.get_event_type (), CompareOperator.EQ, "order.paid");
    assert_cmpstr (event.get_subject (), CompareOperator.EQ, "o1");
    assert_true (event.get_time ().equal (Fixture.start ()));
    assert_cmpint ((int) event.get_payload ().get_array ().get_int_element (0), CompareOperator.EQ, 1);
    assert_cmpstr (event.get_identifier ("user_id"), CompareOperator.EQ, "u1");
    assert_cmpint (event.list_identifiers ().length, CompareOperator.EQ, 2);
}

void test_json () throws Error {
    var text = Json.to_string (Fixture.event ("e1").to_json (), false);

    assert_cmpstr (new Cem.Event.from_text (text).get_id (), CompareOperator.EQ, "e1");
    assert_cmpstr (new Cem.Event.from_json (Json.from_string (text)).get_id (), CompareOperator.EQ, "e1");
    try {
        new Cem.Event.from_text ("{");
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.SYNTAX);
    }
}

void test_segment () throws Error {
    var call = Json.from_string ("{\"type\":\"page\",\"messageId\":\"m1\",\"userId\":\"7\"}");
    var event = new Cem.Event.from_segment (call, "segment:app");

    assert_cmpstr (event.get_source (), CompareOperator.EQ, "segment:app");
    assert_cmpstr (event.get_event_type (), CompareOperator.EQ, "page.viewed");
    assert_cmpstr (new Cem.Event.from_segment (call, null).get_source (), CompareOperator.EQ, "segment");
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/event/build", test_build);
    Harness.add ("/vala/event/json", test_json);
    Harness.add ("/vala/event/segment", test_segment);
    return Test.run ();
}
