// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

const {NONE, UNCHECKED, UNKNOWN} = Cem.ExpressionFlags;
const NOW = new Date('2026-03-01T09:00:00Z');

function compile(text, flags = UNCHECKED) {
    return Cem.Expression.compile(text, null, flags);
}

test('what it says of itself', () => {
    const expression = compile("event.data.amount>2 && now - event.time > duration('1h')");
    same(expression.get_text(), "event.data.amount>2 && now - event.time > duration('1h')");
    ok(expression.get_canonical_text().startsWith('event.data.amount > 2 &&'), 'the canonical text');
    same([expression.get_result_type(), expression.get_flags()], ['dyn', UNCHECKED]);
    ok(expression.get_cost() > 0, 'the cost');
    same(expression.get_now_dependence(), Cem.NowDependence.INVERTIBLE);
    ok(expression.list_names().includes('event'), 'names');
    ok(expression.list_fields().includes('event.data.amount'), 'fields');
});

test('plain values', () => {
    const context = Cem.Context.new();
    context.set_value('a', 1);
    context.set_value('b', {x: [2.5]});
    same(compile('{"sum": a + 1, "list": [a, b]}').evaluate(context), {sum: 2, list: [1, {x: [2.5]}]});
    same(compile('a + 1').evaluate_json({a: 2}), 3);
    same(compile('1 + 1').evaluate(), 2);
});

test('conditions', () => {
    const expression = compile("rating <= 2 && 'vip' in tags");
    same(expression.test_json({rating: 1, tags: ['vip']}), Cem.Truth.TRUE);
    same(expression.test_json({rating: 3, tags: []}), Cem.Truth.FALSE);
    const context = Cem.Context.new();
    context.set_variables({rating: 1, tags: ['vip']});
    same(expression.test(context), Cem.Truth.TRUE);
    same(compile('a.b > 1', UNCHECKED | UNKNOWN).test_json({a: {}}), Cem.Truth.UNKNOWN);
});

test('results', () => {
    const context = Cem.Context.new();
    context.set_value('a', 1.5);
    same(compile('a * 2.0').evaluate_double(context), [true, 3]);
    same(compile("string(a) + 'x'").evaluate_string(context), '1.5x');
});

test('the next turn', () => {
    const context = Cem.Context.new();
    context.set_now(NOW);
    context.set_value('last', new Date(NOW.getTime() - 29 * 86400000));
    const turn = compile("now - last >= duration('720h')").find_next_turn(context);
    same(turn.to_unix(), NOW.getTime() / 1000 + 86400);
});

test('mistakes', () => {
    const diagnostics = Cem.Diagnostics.new();
    throws(() => Cem.Expression.compile('(1', null, NONE, diagnostics), Cem.Error, Cem.Error.SYNTAX);
    same(diagnostics.get_n_errors(), 1);
    throws(() => compile('1 / 0').evaluate(), Cem.Error, Cem.Error.EVALUATION);
});

run();
