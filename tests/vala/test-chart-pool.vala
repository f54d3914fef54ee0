// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const string TICKET = """
{
  "initial": "open", "context": {"n": 0},
  "states": {
    "open": {
      "on": {"CLOSE": {"target": "closed", "guard": "allowed"},
             "NOTE": {"actions": {"type": "assign", "var": "n", "expr": "n + 1"}}},
      "after": {"PT1H": "late"}
    },
    "late": {},
    "closed": {"type": "final", "output": {"notes": {"expr": "n"}}}
  }
}
""";

Cem.ChartPool make_pool () throws Error {
    var chart = new Cem.Chart.compile (TICKET, Cem.ChartFlags.NONE, null);
    var pool = new Cem.ChartPool (chart, Cem.ChartPoolFlags.STATES);

    pool.advance (new DateTime.utc (2026, 3, 1, 9, 0, 0));
    return pool;
}

uint add (Cem.ChartPool pool) throws Error {
    uint instance;

    pool.add (null, null, out instance);
    pool.start (instance);
    return instance;
}

void test_life () throws Error {
    var pool = make_pool ();
    var first = add (pool);

    assert_true (pool.get_chart () != null && pool.get_flags () == Cem.ChartPoolFlags.STATES);
    assert_true (pool.contains (first) && pool.get_n_instances () == 1 && pool.get_size () > 0);
    assert_cmpstr (pool.list_active (first)[0], CompareOperator.EQ, "open");
    assert_cmpstr (pool.list_states (first)[0], CompareOperator.EQ, "open");
    assert_true (pool.is_in (first, "open"));
    assert_true (pool.send (first, "NOTE", null).get_n_handled () == 1);
    assert_true (pool.dup_context (first).get_object ().get_int_member ("n") == 1);
    assert_false (pool.can (first, "CLOSE", null));
    pool.set_guard ((call) => { return call.get_name () == "allowed"; });
    assert_true (pool.can (first, "CLOSE", null));
    pool.send (first, "CLOSE", null);
    assert_true (pool.is_done (first));
    assert_true (pool.dup_output (first).get_object ().get_int_member ("notes") == 1);
    pool.remove (first);
    assert_false (pool.contains (first));
}

void test_time () throws Error {
    var pool = make_pool ();

    add (pool);
    assert_true (pool.dup_next_due ().difference (pool.dup_now ()) == TimeSpan.HOUR);
    assert_cmpstr (pool.advance (pool.dup_next_due ()).list_entered ()[0], CompareOperator.EQ, "late");
}

void test_batch () throws Error {
    uint instance, second;
    var pool = make_pool ();

    pool.add (null, null, out instance);
    var outcome = pool.send_batch ({ instance, 0, instance, pool.intern_event ("NOTE") });
    assert_true (outcome.get_n_handled () == 1);
    var state = pool.dup_state (instance);
    pool.restore (state, out second);
    assert_true (pool.dup_state (second).equal (state));
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/chart-pool/life", test_life);
    Harness.add ("/vala/chart-pool/time", test_time);
    Harness.add ("/vala/chart-pool/batch", test_batch);
    return Test.run ();
}
