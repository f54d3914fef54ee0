// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

const NONE = Cem.ExpressionFlags.NONE;

test('names', () => {
    const declarations = Cem.Declarations.new();
    ok(declarations.add_field('Customer', 'tier', 'string'), 'the field');
    ok(declarations.add_variable('customer', 'Customer'), 'the variable');
    ok(declarations.add_variable('shop.open', 'bool'), 'the other variable');
    ok(declarations.set_container('shop'), 'the container');
    same(declarations.list_variables(), ['customer', 'shop.open']);
    same([declarations.dup_variable_type('shop.open'), declarations.dup_variable_type('x')], ['bool', null]);
    same(Cem.Expression.compile("open && customer.tier == 'gold'", declarations, NONE).get_result_type(), 'bool');
    throws(() => Cem.Expression.compile('customer.tire', declarations, NONE), Cem.Error, Cem.Error.TYPE);
});

test('a schema', () => {
    const schema = Cem.Schema.new();
    schema.add_field('event.type', 'string');
    const declarations = Cem.Declarations.new();
    ok(declarations.add_schema(schema), 'the schema');
    ok(Cem.Expression.compile("event.type == 'x'", declarations, NONE).list_names().length > 0, 'names');
});

test('functions', () => {
    const declarations = Cem.Declarations.new();
    declarations.add_function('string.shout(int) -> string', (text, n) => text.toUpperCase() + '!'.repeat(n));
    declarations.add_function('fail() -> int', () => {
        throw new Cem.Error({code: Cem.Error.EVALUATION, message: 'no luck'});
    });
    same(Cem.Expression.compile("'hey'.shout(2)", declarations, NONE).evaluate(), 'HEY!!');
    const error = throws(() => Cem.Expression.compile('fail()', declarations, NONE).evaluate(),
        Cem.Error, Cem.Error.EVALUATION);
    ok(error.message.includes('no luck'), 'the message');
});

run();
