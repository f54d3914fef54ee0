// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {filledEngine} from './fixture.js';
import {ok, run, same, temporaryFolder, test} from './harness.js';

test('the same inputs give the same', async () => {
    const engine = filledEngine();
    const path = GLib.build_filenamev([temporaryFolder(), 'again.cem']);
    const replay = Cem.Replay.new(engine, path);
    ok(replay.get_engine() === engine, 'the engine');
    same(replay.get_path(), path);
    ok(replay.run(), 'done');
    same([replay.get_fraction(), replay.get_diagnostics().get_n_errors()], [1, 0]);
    ok(await Cem.Replay.new(engine, `${path}2`).run_async(), 'done');
    engine.close();
});

run();
