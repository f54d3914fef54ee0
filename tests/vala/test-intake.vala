// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

const Cem.IntakeMode HISTORY = Cem.IntakeMode.HISTORY;

void test_properties () throws Error {
    var engine = Fixture.open ();
    var intake = new Cem.Intake (engine, HISTORY);

    assert_true (intake.get_engine () == engine);
    assert_true (intake.get_mode () == HISTORY);
    intake.set_origin ("last year");
    intake.set_format (Cem.IntakeFormat.SEGMENT);
    intake.set_segment_source ("segment:app");
    intake.set_actor ("Ann");
    assert_cmpstr (intake.get_actor (), CompareOperator.EQ, "Ann");
    assert_true (intake.get_format () == Cem.IntakeFormat.SEGMENT);
    assert_cmpstr (intake.get_segment_source (), CompareOperator.EQ, "segment:app");
    intake.set_rows_per_commit (50);
    intake.set_durable (true);
    assert_cmpstr (intake.get_origin (), CompareOperator.EQ, "last year");
    assert_cmpuint (intake.get_rows_per_commit (), CompareOperator.EQ, 50);
    assert_true (intake.get_durable ());
    engine.close ();
}

void test_stream () throws Error {
    var engine = Fixture.open ();
    var intake = new Cem.Intake (engine, HISTORY);

    assert_true (intake.run_stream (Fixture.stream (10)));
    assert_cmpuint (intake.get_n_read (), CompareOperator.EQ, 11);
    assert_cmpuint (intake.get_n_accepted (), CompareOperator.EQ, 10);
    assert_cmpuint (intake.get_n_duplicates (), CompareOperator.EQ, 0);
    assert_cmpuint (intake.get_n_conflicts (), CompareOperator.EQ, 0);
    assert_cmpuint (intake.get_n_quarantined (), CompareOperator.EQ, 1);
    assert_true (intake.get_bytes () > 0 && intake.get_rate () > 0);
    assert_true (new Cem.Intake (engine, HISTORY).run_quarantine ());
    engine.close ();
}

void test_file () throws Error {
    FileIOStream io;
    var engine = Fixture.open ();
    var file = File.new_tmp ("cem-XXXXXX.jsonl", out io);
    var intake = new Cem.Intake (engine, HISTORY);

    io.output_stream.write_all (Fixture.lines (10).data, null);
    io.close ();
    assert_true (intake.run_file (file));
    assert_true (intake.get_fraction () == 1 && intake.get_seconds_left () == 0);
    file.@delete ();
    engine.close ();
}

async void run_async () throws Error {
    FileIOStream io;
    var engine = Fixture.open ();
    var file = File.new_tmp ("cem-XXXXXX.jsonl", out io);

    io.output_stream.write_all (Fixture.lines (10).data, null);
    io.close ();
    assert_true (yield new Cem.Intake (engine, HISTORY).run_file_async (file));
    assert_true (yield new Cem.Intake (engine, HISTORY).run_stream_async (Fixture.stream (10)));
    assert_true (yield new Cem.Intake (engine, HISTORY).run_quarantine_async ());
    file.@delete ();
    engine.close ();
}

void test_async () throws Error {
    run_async.end (Harness.run ((done) => run_async.begin ((owned) done)));
}

async bool run_files (Cem.Intake intake) throws Error {
    return yield intake.run_files_async ();
}

void test_csv () throws Error {
    FileIOStream stream;
    var engine = Fixture.open ();
    var file = File.new_tmp ("cem-XXXXXX.csv", out stream);
    var intake = new Cem.Intake (engine, HISTORY);
    var mapping = new Cem.Mapping.from_text ("""{"name": "visits", "source": "/shop", "time": "at",
        "events": [{"type": "visit", "data": {"rating": {"column": "rating", "kind": "int"}}}]}""", null);

    stream.close ();
    file.replace_contents ("at,rating\n2026-01-02,5\n2026-01-01,good\n".data, null, false, FileCreateFlags.NONE, null);
    intake.set_mapping (mapping);
    assert_true (intake.get_mapping () == mapping);
    assert_true (intake.run_file (file));
    assert_cmpuint (intake.get_n_accepted (), CompareOperator.EQ, 1);
    intake.add_file (file, mapping);
    assert_true (intake.run_files ());
    intake.add_file (file, mapping);
    assert_true (run_files.end (Harness.run ((done) => run_files.begin (intake, (owned) done))));
    assert_cmpuint (intake.get_n_duplicates (), CompareOperator.EQ, 2);

    var list = engine.create_view (null, null).list_quarantine ();
    list.load (0, 10);
    assert_cmpstr (((Cem.QuarantineItem) list.get_item (0)).get_mapping (), CompareOperator.EQ, "visits");
    engine.close ();
    file.delete ();
}

int main (string[] args) {
    Test.init (ref args);
    Harness.add ("/vala/intake/properties", test_properties);
    Harness.add ("/vala/intake/stream", test_stream);
    Harness.add ("/vala/intake/file", test_file);
    Harness.add ("/vala/intake/async", test_async);
    Harness.add ("/vala/intake/csv", test_csv);
    return Test.run ();
}
