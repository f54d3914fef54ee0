// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

void test_open () throws Error {
    var path = Path.build_filename (DirUtils.make_tmp ("cem-XXXXXX"), "x.cem");
    var engine = Cem.Engine.open (path, null);

    assert_cmpstr (engine.get_path (), CompareOperator.EQ, path);
    assert_true (engine.get_clock () != null);
    assert_true (engine.close ());
    try {
        Fixture.ingest (engine, Fixture.event ("e1"));
        assert_not_reached ();
    } catch (Cem.Error error) {
        assert_true (error is Cem.Error.CLOSED);
    }
    foreach (var end in new string[] { "", "-wal", "-shm" })
        FileUtils.unlink (path + end);
    DirUtils.remove (Path.get_dirname (path));
}

void test_ingest () throws Error {
    var engine = Fixture.open ();

    assert_true (Fixture.ingest (engine, Fixture.event ("e1")).get_status () == Cem.OutcomeStatus.ACCEPTED);
    assert_true (Fixture.ingest (engine, Fixture.event ("e1")).get_status () == Cem.OutcomeStatus.DUPLICATE);
    var outcome = engine.execute (new Cem.Command.advance (Fixture.start ()), Cem.IngestFlags.DURABLE);
    assert_true (outcome.get_status () == Cem.OutcomeStatus.ACCEPTED);
    engine.close ();
}

async void run_async () throws Error {
    var engine = yield Cem.Engine.open_async (null, new Cem.ManualClock (Fixture.start ()));
    var outcome = yield engine.ingest_async (Fixture.event ("e1"), Fixture.NONE);

    assert_true (outcome.get_status () == Cem.OutcomeStatus.ACCEPTED);
    yield engine.execute_async (new Cem.Command.advance (Fixture.start ()), Fixture.NONE);
    assert_true (yield engine.close_async ());
}

void test_async () throws Error {
    run_async.end (Harness.run ((done) => run_async.begin ((owned) done)));
}

void test_source () throws Error {
    var engine = Fixture.open ();
    var source = engine.create_source ();

    source.attach (null);
    source.destroy ();
    engine.close ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/engine/open", test_open);
    Harness.add ("/vala/engine/ingest", test_ingest);
    Harness.add ("/vala/engine/async", test_async);
    Harness.add ("/vala/engine/source", test_source);
    return Test.run ();
}
