// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_kinds () throws Error {
    Cem.Command[] made = {
        new Cem.Command.advance (Fixture.start ()),
        new Cem.Command.link ("user_id:u1", "user_id:u2"),
        new Cem.Command.unlink ("user_id:u1", "user_id:u2"),
        new Cem.Command.keep_apart ("user_id:u1", "user_id:u2"),
        new Cem.Command.let_together ("user_id:u1", "user_id:u2"),
        new Cem.Command.erase ("user_id:u1"),
        new Cem.Command.configure_identity (Json.from_string ("{\"region\": \"DE\"}"))
    };

    foreach (var command in made)
        assert_true (command.get_event_type ().contains ("."));
}

void test_who () {
    var command = new Cem.Command.link ("user_id:u1", "user_id:u2");

    command.set_actor ("agent 12");
    command.set_reason ("said so");
    assert_cmpstr (command.get_actor (), CompareOperator.EQ, "agent 12");
    assert_cmpstr (command.get_reason (), CompareOperator.EQ, "said so");
    assert_cmpstr (command.to_json ().get_object ().get_string_member ("type"), CompareOperator.EQ,
                   "identifiers.linked");
}

void test_execute () throws Error {
    var engine = Fixture.filled ();
    var view = engine.create_view (null, null);

    engine.execute (new Cem.Command.link ("user_id:u1", "user_id:u2"), Fixture.NONE);
    assert_cmpstr (view.find_customer ("user_id:u1").get_id (), CompareOperator.EQ,
                   view.find_customer ("user_id:u2").get_id ());
    engine.execute (new Cem.Command.keep_apart ("user_id:u1", "user_id:u2"), Fixture.NONE);
    try {
        engine.execute (new Cem.Command.link ("user_id:u1", "user_id:u2"), Fixture.NONE);
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.REFUSED);
    }
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/command/kinds", test_kinds);
    Test.add_func ("/vala/command/who", test_who);
    Harness.add ("/vala/command/execute", test_execute);
    return Test.run ();
}
