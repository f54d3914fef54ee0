// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {filledEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test('the store is whole', async () => {
    const engine = filledEngine();
    const verification = Cem.Verification.new(engine);
    ok(verification.get_engine() === engine, 'the engine');
    verification.set_sample(1);
    same([verification.get_sample(), verification.get_resume_after()], [1, null]);
    ok(verification.run(), 'done');
    same([verification.get_fraction(), verification.get_diagnostics().get_n_errors()], [1, 0]);
    same(typeof verification.to_json(), 'object');
    const again = Cem.Verification.new(engine);
    again.set_resume_after('1');
    ok(await again.run_async(), 'done');
    engine.close();
});

run();
