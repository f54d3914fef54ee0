// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A parcel in a locker, as a state machine: without a store, and without waiting for three days.
const string CHART = """{
  "id": "parcel", "initial": "waiting", "context": {"reminders": 0},
  "states": {
    "waiting": {
      "on": {"OPEN": {"target": "collected", "guard": "codeFits",
                      "meta": {"label": "Open the locker", "parameter": "map"}}},
      "after": {"P1D": [
        {"target": "returned", "guard": "reminders >= 2"},
        {"target": "waiting", "reenter": true,
         "actions": [{"type": "assign", "var": "reminders", "expr": "reminders + 1"},
                     {"type": "remind", "params": {"by": "sms"}}]}]}},
    "collected": {"type": "final"},
    "returned": {"type": "final"}}}""";

string? member (Json.Node? node, string name) {
    return node != null ? node.get_object ().get_string_member (name) : null;
}

void run () throws Error {
    var clock = new Cem.ManualClock (new DateTime.utc (2026, 3, 1, 9, 0, 0));
    var chart = new Cem.Chart.compile (CHART, Cem.ChartFlags.NONE, null);
    var machine = new Cem.StateMachine (chart, clock);

    machine.connect_guard ("codeFits", (call) => member (call.dup_data (), "code") == "4711");
    machine.connect_action ("remind", (call) => print ("remind by %s\n", member (call.dup_params (), "by")));
    machine.notify["state"].connect (() => print ("now %s\n", machine.state));

    machine.start (null);
    var events = machine.list_events ();
    for (uint i = 0; i < events.get_n_items (); i++) {
        var event = (Cem.MachineEvent) events.get_item (i);
        print ("%s: “%s”, enabled: %s\n", event.name, event.label, event.enabled.to_string ());
    }

    clock.step (25 * 3600);
    machine.advance (null);
    machine.send ("OPEN", Json.from_string ("{\"code\": \"0000\"}"));
    print ("still %s %s\n", machine.state, Json.to_string (machine.context, false));

    // It can go on in another process.
    var saved = machine.save ();
    machine.stop ();
    machine.restore (saved);
    machine.send ("OPEN", Json.from_string ("{\"code\": \"4711\"}"));
    assert (machine.done);
}

int main () {
    try {
        run ();
        return 0;
    } catch (Error error) {
        printerr ("%s\n", error.message);
        return 1;
    }
}
