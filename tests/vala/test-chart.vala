// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const string DOOR = """
{
  "id": "door", "version": "2", "description": "A door with a lock", "initial": "closed", "context": {"opened": 0},
  "states": {
    "closed": {
      "tags": ["safe"], "meta": {"label": "Closed"},
      "on": {"OPEN": {"target": "open", "guard": "may_open",
                      "actions": ["greet", {"type": "assign", "var": "opened", "expr": "opened + 1"}]}}
    },
    "open": {"on": {"CLOSE": "closed"}, "after": {"30s": "closed"}}
  }
}
""";

Cem.Chart make_chart () throws Error {
    return new Cem.Chart.compile (DOOR, Cem.ChartFlags.NONE, null);
}

void test_reading () throws Error {
    var chart = make_chart ();

    assert_cmpstr (chart.get_id (), CompareOperator.EQ, "door");
    assert_cmpstr (chart.get_version (), CompareOperator.EQ, "2");
    assert_true (chart.get_description ().has_prefix ("A door"));
    assert_true (chart.dup_json ().get_object ().has_member ("states"));
    assert_true (chart.dup_initial_context ().get_object ().get_int_member ("opened") == 0);
    assert_cmpstr (string.joinv (" ", chart.list_states ()), CompareOperator.EQ, "closed open");
    assert_cmpstr (string.joinv (" ", chart.list_events ()), CompareOperator.EQ, "CLOSE OPEN");
    assert_cmpstr (chart.list_actions ()[0], CompareOperator.EQ, "greet");
    assert_cmpstr (chart.list_guards ()[0], CompareOperator.EQ, "may_open");
    assert_cmpstr (chart.list_state_tags ("closed")[0], CompareOperator.EQ, "safe");
    assert_true (chart.dup_state_meta ("open") == null);
    var other = new Cem.Chart.compile_json (Json.from_string (DOOR), Cem.ChartFlags.NONE, null);
    assert_cmpstr (other.get_digest (), CompareOperator.EQ, chart.get_digest ());
    try {
        new Cem.Chart.compile_resource ("/org/example/door.json", Cem.ChartFlags.NONE, null);
        assert_not_reached ();
    } catch (Error e) {
        assert_error (e, Cem.Error.quark (), Cem.Error.NOT_FOUND);
    }
}

async void load (File file, MainLoop loop) throws Error {
    var chart = yield Cem.Chart.load_async (file, Cem.ChartFlags.NONE, null);

    assert_cmpstr (chart.get_id (), CompareOperator.EQ, "door");
    loop.quit ();
}

void test_files () throws Error {
    FileIOStream stream;
    var file = File.new_tmp ("door-XXXXXX.json", out stream);
    var loop = new MainLoop ();

    stream.output_stream.write_all (DOOR.data, null);
    stream.close ();
    var chart = Cem.Chart.load (file, Cem.ChartFlags.NONE, null);
    assert_cmpstr (chart.get_id (), CompareOperator.EQ, "door");
    load.begin (file, loop, (object, result) => {
        try {
            load.end (result);
        } catch (Error e) {
            error ("%s", e.message);
        }
    });
    loop.run ();
    file.delete ();
}

void test_steps () throws Error {
    var chart = make_chart ();
    var now = new DateTime.utc (2026, 3, 1, 9, 0, 0);
    var asked = 0;
    Cem.ChartGuard answer = (call) => {
        assert_cmpstr (call.get_name (), CompareOperator.EQ, "may_open");
        assert_cmpstr (call.get_event (), CompareOperator.EQ, "OPEN");
        assert_true (call.dup_params () == null && call.dup_data () == null);
        assert_true (call.dup_context ().get_object ().get_int_member ("opened") == 0);
        asked++;
        return true;
    };
    var start = chart.start (null, null, now, answer);
    assert_cmpstr (string.joinv (" ", start.list_entered ()), CompareOperator.EQ, "door closed");
    var step = chart.step (start.dup_state (), "OPEN", null, now, answer);
    assert_true (asked == 1 && step.get_n_handled () == 1 && step.get_n_calls () == 1);
    assert_cmpstr (step.list_left ()[0], CompareOperator.EQ, "closed");
    assert_cmpstr (step.dup_call (0).get_name (), CompareOperator.EQ, "greet");
    assert_true (step.dup_call (0).get_instance () == 0);
    assert_true (step.dup_changes ().get_array ().get_length () > 2);
    assert_true (step.list_errors ().length == 0);
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/chart/reading", test_reading);
    Harness.add ("/vala/chart/files", test_files);
    Harness.add ("/vala/chart/steps", test_steps);
    return Test.run ();
}
