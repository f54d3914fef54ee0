// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

function evaluate(text, context) {
    return Cem.Expression.compile(text, null, Cem.ExpressionFlags.UNCHECKED).evaluate(context);
}

test('variables', () => {
    const context = Cem.Context.new();
    context.set_value('a', 1);
    ok(context.set_json('b', {x: [2]}), 'b');
    ok(context.set_variables({c: 3, d: null}), 'c and d');
    context.set_now(new Date(5000));
    same(evaluate('[a, b.x[0], c, d, int(now)]', context), [1, 2, 3, null, 5]);
    context.clear();
    throws(() => evaluate('a', context), Cem.Error, Cem.Error.TYPE);
});

test('a record', () => {
    const schema = Cem.Schema.new();
    schema.add_field('event.amount', 'double');
    const declarations = Cem.Declarations.new();
    declarations.add_schema(schema);
    const record = Cem.Record.new(schema);
    record.set_double(0, 2.5);
    const context = Cem.Context.new();
    context.set_record(record);
    same(Cem.Expression.compile('event.amount * 2.0', declarations, Cem.ExpressionFlags.NONE).evaluate(context), 5);
});

test('what it may cost', () => {
    const context = Cem.Context.new();
    context.set_value('numbers', Array.from({length: 1000}, (_, i) => i));
    same(evaluate('numbers.all(x, x >= 0)', context), true);
    context.set_max_cost(100);
    throws(() => evaluate('numbers.all(x, x >= 0)', context), Cem.Error, Cem.Error.LIMIT);
});

test('a function that finds variables', () => {
    const context = Cem.Context.new();
    context.set_value('a', 1);
    context.set_lookup(name => name === 'b' ? {x: [2]} : null);
    same(evaluate('a + b.x[0]', context), 3);
    throws(() => evaluate('c', context), Cem.Error, Cem.Error.TYPE);
    context.set_lookup(() => {
        throw new Error('no disk');
    });
    throws(() => evaluate('c', context), Cem.Error, Cem.Error.EVALUATION);
});

run();
