// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {NONE, START, fill, makeEvent, openEngine} from './fixture.js';
import {ok, rejects, run, same, temporaryFolder, test, throws} from './harness.js';

const {ACCEPTED, CONFLICT, DUPLICATE} = Cem.OutcomeStatus;

test('open and close', () => {
    const path = GLib.build_filenamev([temporaryFolder(), 'x.cem']);
    const engine = Cem.Engine.open(path);
    same(engine.get_path(), path);
    ok(engine.get_clock() instanceof Cem.Clock, 'the clock');
    ok(engine.close(), 'closed');
    throws(() => engine.ingest(makeEvent(1), NONE), Cem.Error, Cem.Error.CLOSED);
});

test('a file that is no store', () => {
    const path = GLib.build_filenamev([temporaryFolder(), 'x.cem']);
    GLib.file_set_contents(path, 'this is no store'.repeat(100));
    throws(() => Cem.Engine.open(path), Cem.Error, Cem.Error.NOT_A_STORE);
});

test('ingest', () => {
    const engine = openEngine();
    const outcomes = fill(engine, makeEvent(1), makeEvent(1), makeEvent(1, 'page.viewed'));
    same(outcomes.map(outcome => outcome.status), [ACCEPTED, DUPLICATE, CONFLICT]);
    engine.close();
});

test('promises', async () => {
    const engine = await Cem.Engine.open_async(null, Cem.ManualClock.new(START));
    const outcome = await engine.ingest_async(makeEvent(1), NONE);
    same(outcome.status, ACCEPTED);
    same((await engine.execute_async(Cem.Command.new_advance(START), NONE)).status, ACCEPTED);
    ok(await engine.close_async(), 'closed');
    await rejects(engine.ingest_async(makeEvent(2), NONE), Cem.Error, Cem.Error.CLOSED);
});

test('callbacks', async () => {
    const engine = await new Promise(resolve => {
        Cem.Engine.open_async(null, null, null, (_source, result) => resolve(Cem.Engine.open_finish(result)));
    });
    const outcome = await new Promise(resolve => {
        engine.ingest_async(makeEvent(1), NONE, null, (_source, result) => resolve(engine.ingest_finish(result)));
    });
    same(outcome.status, ACCEPTED);
    const source = engine.create_source();
    source.attach(null);
    source.destroy();
    engine.close();
});

run();
