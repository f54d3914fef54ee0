// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const string CHART = """{
  "id": "lock", "initial": "idle", "context": {"failures": 0},
  "states": {
    "idle": {"on": {"PAIR": {"target": "waiting", "meta": {
      "label": {"en": "Pair", "zh_CN": "配对"}, "description": "Begin", "parameter": "string"}}}},
    "waiting": {"tags": ["busy"], "entry": {"type": "search", "params": {"radius": 5}},
      "on": {"PAIRED": {"target": "paired", "guard": "isNear"}}, "after": {"30s": "idle"}},
    "paired": {"type": "final"}}}""";

Cem.ManualClock test_clock;
bool near;

Cem.StateMachine make () throws Error {
    test_clock = new Cem.ManualClock (new DateTime.utc (2026, 3, 1, 9, 0, 0));
    near = true;
    var machine = new Cem.StateMachine (new Cem.Chart.compile (CHART, Cem.ChartFlags.NONE, null), test_clock);
    machine.connect_guard ("isNear", (call) => near);
    return machine;
}

void test_run () throws Error {
    var machine = make ();
    var heard = new StringBuilder ();

    machine.entered.connect ((state) => heard.append ("+" + state));
    machine.left.connect ((state) => heard.append ("-" + state));
    machine.effect.connect ((call) => heard.append ("!" + call.get_name ()));
    machine.finished.connect (() => heard.append (" done"));
    machine.failed.connect ((error) => heard.append (error.message));
    assert_null (machine.get_state ());
    assert_true (machine.start (Json.from_string ("{\"failures\": 1}")));
    assert_cmpstr (machine.state, CompareOperator.EQ, "idle");
    assert_cmpstr (machine.get_active_states ()[0], CompareOperator.EQ, "idle");
    assert_true (machine.get_context ().get_object ().get_int_member ("failures") == 1);
    machine.send ("PAIR", null);
    assert_cmpstr (heard.str, CompareOperator.EQ, "+idle-idle+waiting!search");
    assert_true (machine.is_in ("waiting") && machine.has_tag ("busy"));
    assert_cmpstr (machine.dup_next_due ().format_iso8601 (), CompareOperator.EQ, "2026-03-01T09:00:30Z");
    test_clock.step (30.0);
    machine.advance (null);
    assert_cmpstr (machine.state, CompareOperator.EQ, "idle");
    machine.send ("PAIR", null);
    assert_true (machine.can ("PAIRED", null));
    machine.send ("PAIRED", null);
    assert_true (machine.done && machine.get_done ());
    assert_true (heard.str.has_suffix (" done"));
    assert_null (machine.dup_output ());
    machine.stop ();
    assert_null (machine.save ());
}

void test_functions () throws Error {
    var machine = make ();
    var radius = 0;

    machine.connect_action ("search", (call) => {
        radius = (int) call.dup_params ().get_object ().get_int_member ("radius");
    });
    machine.start (null);
    machine.send ("PAIR", null);
    assert_cmpint (radius, CompareOperator.EQ, 5);
    var paired = (Cem.MachineEvent) machine.list_events ().get_item (1);
    assert_true (paired.enabled);
    near = false;
    machine.refresh ();
    assert_false (paired.get_enabled ());
}

void test_events () throws Error {
    var machine = make ();

    machine.set_language ("zh_CN");
    assert_cmpstr (machine.get_language (), CompareOperator.EQ, "zh_CN");
    machine.start (null);
    var pair = (Cem.MachineEvent) machine.list_events ().get_item (0);
    assert_cmpstr (pair.get_name (), CompareOperator.EQ, "PAIR");
    assert_cmpstr (pair.get_action_name (), CompareOperator.EQ, "PAIR");
    assert_cmpstr (pair.get_label (), CompareOperator.EQ, "配对");
    assert_cmpstr (pair.get_description (), CompareOperator.EQ, "Begin");
    assert_true (pair.get_parameter_type ().equal (VariantType.STRING));
    assert_true (machine.get_action_enabled ("PAIR"));
    machine.activate_action ("PAIR", new Variant.string ("x"));
    assert_cmpstr (machine.state, CompareOperator.EQ, "waiting");
}

void test_save () throws Error {
    var machine = make ();
    var other = make ();

    other.set_key ("u7");
    assert_cmpstr (other.get_key (), CompareOperator.EQ, "u7");
    machine.start (null);
    machine.send ("PAIR", null);
    assert_true (other.restore (machine.save ()));
    assert_cmpstr (other.state, CompareOperator.EQ, "waiting");
    assert_true (other.get_clock () == test_clock);
    assert_true (other.get_chart ().render (Cem.ChartPicture.DOT).contains ("PAIRED [isNear]"));
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/state-machine/run", test_run);
    Harness.add ("/vala/state-machine/functions", test_functions);
    Harness.add ("/vala/state-machine/events", test_events);
    Harness.add ("/vala/state-machine/save", test_save);
    return Test.run ();
}
