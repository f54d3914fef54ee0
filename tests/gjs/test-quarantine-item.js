// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import {filledEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test('what was not accepted', () => {
    const engine = filledEngine();
    const item = engine.create_view().list_quarantine().at(0);
    same(item.get_loading(), false);
    ok(/^[0-9]+$/.test(item.get_id()), 'the id');
    same([item.get_origin(), item.get_line(), item.get_reason()], [null, 0, 'conflict']);
    ok(item.get_message().length > 0, 'the message');
    ok(item.get_text().includes('page.viewed'), 'the text');
    same([item.get_n_seen(), item.get_n_tries()], [1, 0]);
    same(item.to_json().reason, 'conflict');
    engine.close();
});

run();
