// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const schema = Cem.Schema.new();
for (const [name, type] of Object.entries({
    flag: 'bool', count: 'int', amount: 'double', name: 'string', time: 'timestamp', tags: 'list(string)',
}))
    schema.add_field(name, `${type}?`);

test('fields', () => {
    const record = Cem.Record.new(schema);
    ok(record.get_schema() === schema, 'the schema');
    ok(record.set_bool(0, true), 'a bool');
    ok(record.set_int(1, -7), 'an int');
    ok(record.set_double(2, 2.5), 'a double');
    ok(record.set_string(3, 'Li'), 'a string');
    ok(record.set_time(4, NOW), 'a time');
    ok(record.set_value(5, ['vip']), 'a list');
    same([0, 1, 2, 3, 5].map(i => record.dup_value(i)), [true, -7, 2.5, 'Li', ['vip']]);
    same(record.dup_value(4).to_unix(), NOW.getTime() / 1000);
    same(record.copy().dup_value(3), 'Li');
    record.unset(3);
    same(record.dup_value(3), null);
    record.clear();
    same(record.dup_value(0), null);
    throws(() => record.set_bool(3, true), Cem.Error, Cem.Error.INVALID_ARGUMENT);
});

test('expressions', () => {
    const declarations = Cem.Declarations.new();
    declarations.add_schema(schema);
    const record = Cem.Record.new(schema);
    ok(record.set_json({count: 3, tags: ['vip'], time: '2026-03-01T08:00:00Z'}), 'JSON');
    record.set_now(NOW);
    const compile = text => Cem.Expression.compile(text, declarations, Cem.ExpressionFlags.NONE);
    same(compile("count > 2 && 'vip' in tags && now > time").test_record(record), Cem.Truth.TRUE);
    same(compile('count + 1').evaluate_record(record), 4);
});

run();
