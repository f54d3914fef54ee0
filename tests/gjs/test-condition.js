// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

const tree = {field: 'event.data.rating', op: '<=', value: 2};
const text = 'event.data.rating <= 2';

test('a condition becomes text and a tree', () => {
    same(Cem.Condition.new_from_json(tree, null).to_text(), text);
    same(Cem.Condition.new_from_text(text).to_json(), tree);
});

test('mistakes and operators', () => {
    throws(() => Cem.Condition.new_from_text('x + 1'), Cem.Error, Cem.Error.NOT_FOUND);
    ok(Cem.Condition.list_operators().includes('between'), 'between');
});

run();
