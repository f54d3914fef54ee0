// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

string path;

void test_replay () throws Error {
    var engine = Fixture.filled ();
    var replay = new Cem.Replay (engine, path);

    assert_true (replay.get_engine () == engine);
    assert_cmpstr (replay.get_path (), CompareOperator.EQ, path);
    assert_true (replay.run ());
    assert_true (replay.get_fraction () == 1);
    assert_cmpuint (replay.get_diagnostics ().get_n_errors (), CompareOperator.EQ, 0);
    engine.close ();
}

async void run_async () throws Error {
    assert_true (yield new Cem.Replay (Fixture.filled (), path).run_async ());
}

void test_async () throws Error {
    run_async.end (Harness.run ((done) => run_async.begin ((owned) done)));
}

void clean () {
    foreach (var end in new string[] { "", "-wal", "-shm" })
        FileUtils.unlink (path + end);
}

int main (string[] args) {
    Test.init (ref args);
    path = Path.build_filename (Environment.get_tmp_dir (), "cem-replay-%s.cem".printf (Uuid.string_random ()));
    Harness.add ("/vala/replay/run", () => { test_replay (); clean (); });
    Harness.add ("/vala/replay/async", () => { test_async (); clean (); });
    return Test.run ();
}
