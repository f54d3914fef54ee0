// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {START, filledEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test('a row of the log', () => {
    const engine = filledEngine();
    const entry = [...engine.create_view().list_log('app.login')].find(row => row.id === 'e3');
    same(entry.get_loading(), false);
    ok(Number(entry.get_position()) > 0, 'the position');
    same(entry.get_origin(), Cem.LogEntryOrigin.INPUT);
    same([entry.get_id(), entry.get_source(), entry.get_event_type()], ['e3', '/app', 'app.login']);
    ok(entry.get_time().equal(START) && entry.get_at().equal(START), 'the times');
    same([entry.get_actor(), entry.get_cause(), entry.get_erased()], [null, null, false]);
    same(entry.get_piece().identifiers, {user_id: 'u2'});
    same(entry.to_json().type, 'app.login');
    engine.close();
});

run();
