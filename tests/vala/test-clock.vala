// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

class FixedClock : Cem.Clock {
    public override DateTime read_now () {
        return Fixture.start ();
    }
}

void test_system () {
    var now = new Cem.Clock ().read_now ();
    assert_true (now.difference (new DateTime.now_utc ()).abs () < TimeSpan.MINUTE);
}

void test_manual () {
    var clock = new Cem.ManualClock (Fixture.start ());

    assert_true (clock.get_now ().equal (Fixture.start ()));
    clock.step (90);
    assert_true (clock.get_now ().difference (Fixture.start ()) == 90 * TimeSpan.SECOND);
    clock.set_now (Fixture.start ());
    assert_true (clock.read_now ().equal (Fixture.start ()));
}

void test_own () throws Error {
    var engine = Cem.Engine.open (null, new FixedClock ());
    var outcome = Fixture.ingest (engine, Fixture.event ("e1"));

    assert_true (outcome.get_status () == Cem.OutcomeStatus.ACCEPTED);
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Test.add_func ("/vala/clock/system", test_system);
    Test.add_func ("/vala/clock/manual", test_manual);
    Harness.add ("/vala/clock/own", test_own);
    return Test.run ();
}
