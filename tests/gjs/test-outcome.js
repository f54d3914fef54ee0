// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {fill, makeEvent, openEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test('accepted', () => {
    const engine = openEngine();
    const [outcome] = fill(engine, makeEvent(1, 'app.login', {user_id: 'u1', serial: 'SN1'}));
    same(outcome.get_status(), Cem.OutcomeStatus.ACCEPTED);
    ok(outcome.get_customer_id().startsWith('c'), 'the customer');
    same(outcome.get_thing_ids().length, 1);
    same([outcome.get_reason(), outcome.get_message()], [null, null]);
    ok(outcome.get_derived().get_n_items() >= 0, 'derived events');
    same(outcome.to_json().customer, outcome.get_customer_id());
    engine.close();
});

test('quarantined', () => {
    const engine = openEngine();
    const [outcome] = fill(engine, makeEvent(1, 'cem.made.up'));
    same(outcome.get_status(), Cem.OutcomeStatus.QUARANTINED);
    ok(outcome.get_reason(), 'the reason');
    ok(outcome.get_message().includes('cem.'), 'the message');
    engine.close();
});

run();
