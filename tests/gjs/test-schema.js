// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

test('fields', () => {
    const schema = Cem.Schema.new();
    ok(schema.add_field('event.type', 'string'), 'a field');
    ok(schema.add_field('event.amount', 'double?'), 'another field');
    same(schema.get_n_fields(), 2);
    same([schema.find_field('event.amount'), schema.find_field('event')], [1, -1]);
    same([schema.get_field_path(0), schema.get_field_path(2)], ['event.type', null]);
    same(schema.dup_field_type(0), 'string');
    throws(() => schema.add_field('event', 'string'), Cem.Error, Cem.Error.CONFLICT);
});

run();
