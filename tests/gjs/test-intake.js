// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {makeEvent, openEngine} from './fixture.js';
import {ok, run, same, temporaryFolder, test, throws} from './harness.js';

const HISTORY = Cem.IntakeMode.HISTORY;

function lines(count) {
    const text = Array.from({length: count}, (_, n) => JSON.stringify(makeEvent(n).to_json()));
    return [...text, text[0], '{"specversion": "1.0"', ''].join('\n');
}

function stream(count) {
    return Gio.MemoryInputStream.new_from_bytes(new TextEncoder().encode(lines(count)));
}

function check(intake, accepted) {
    same([intake.get_n_read(), intake.get_n_accepted(), intake.get_n_duplicates(), intake.get_n_conflicts(),
        intake.get_n_quarantined()], [accepted + 2, accepted, 1, 0, 1]);
    ok(intake.get_bytes() > 0, 'bytes');
    ok(intake.get_rate() > 0, 'rate');
}

test('properties', () => {
    const engine = openEngine();
    const intake = Cem.Intake.new(engine, HISTORY);
    ok(intake.get_engine() === engine, 'the engine');
    same(intake.get_mode(), HISTORY);
    intake.set_origin('last year');
    intake.set_format(Cem.IntakeFormat.SEGMENT);
    intake.set_segment_source('segment:app');
    intake.set_actor('Ann');
    same(intake.get_actor(), 'Ann');
    same([intake.get_format(), intake.get_segment_source()], [Cem.IntakeFormat.SEGMENT, 'segment:app']);
    intake.set_rows_per_commit(50);
    intake.set_durable(true);
    same([intake.get_origin(), intake.get_rows_per_commit(), intake.get_durable()], ['last year', 50, true]);
    engine.close();
});

test('a file', async () => {
    const engine = openEngine();
    const path = GLib.build_filenamev([temporaryFolder(), 'x.jsonl']);
    const file = Gio.File.new_for_path(path);
    GLib.file_set_contents(path, lines(100));
    const intake = Cem.Intake.new(engine, HISTORY);
    ok(intake.run_file(file), 'done');
    check(intake, 100);
    same([intake.get_fraction(), intake.get_seconds_left()], [1, 0]);
    const again = Cem.Intake.new(engine, HISTORY);
    ok(await again.run_file_async(file), 'done');
    same(again.get_n_duplicates(), 101);
    engine.close();
});

test('a stream', async () => {
    const engine = openEngine();
    const intake = Cem.Intake.new(engine, HISTORY);
    ok(intake.run_stream(stream(10)), 'done');
    check(intake, 10);
    ok(await Cem.Intake.new(engine, HISTORY).run_stream_async(stream(10)), 'done');
    const cancellable = new Gio.Cancellable();
    cancellable.cancel();
    throws(() => Cem.Intake.new(engine, HISTORY).run_stream(stream(3), cancellable),
        Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED);
    engine.close();
});

test('rows of CSV', async () => {
    const engine = openEngine();
    const file = Gio.File.new_for_path(GLib.build_filenamev([temporaryFolder(), 'visits.csv']));
    const mapping = Cem.Mapping.new_from_json({
        name: 'visits', source: '/shop', time: 'at',
        events: [{type: 'visit', identifiers: {user_id: 'who'}, data: {rating: {column: 'rating', kind: 'int'}}}],
    }, null);
    const intake = Cem.Intake.new(engine, HISTORY);
    GLib.file_set_contents(file.get_path(), 'who,at,rating\n1,2026-01-02,5\n1,2026-01-01,good\n');
    intake.set_mapping(mapping);
    ok(intake.get_mapping() === mapping, 'the mapping');
    ok(intake.run_file(file), 'done');
    same([intake.n_accepted, intake.n_quarantined], [1, 1]);
    same(engine.create_view().list_quarantine().at(0).get_mapping(), 'visits');
    intake.add_file(file, mapping);
    ok(intake.run_files(), 'done');
    intake.add_file(file, mapping);
    ok(await intake.run_files_async(), 'done');
    same(intake.n_duplicates, 2);
    engine.close();
});

test('the quarantine', async () => {
    const engine = openEngine();
    Cem.Intake.new(engine, HISTORY).run_stream(stream(1));
    const again = Cem.Intake.new(engine, HISTORY);
    ok(again.run_quarantine(), 'done');
    same(again.get_n_quarantined(), 1);
    ok(await Cem.Intake.new(engine, HISTORY).run_quarantine_async(), 'done');
    engine.close();
});

run();
