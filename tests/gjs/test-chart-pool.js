// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test, throws} from './harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const chart = Cem.Chart.compile_json({
    initial: 'open', context: {n: 0},
    states: {
        open: {
            on: {CLOSE: {target: 'closed', guard: 'allowed'}, NOTE: {actions: {type: 'assign', var: 'n', expr: 'n + 1'}}},
            after: {PT1H: 'late'},
        },
        late: {},
        closed: {type: 'final', output: {notes: {expr: 'n'}}},
    },
}, Cem.ChartFlags.NONE, null);

function newPool() {
    const pool = Cem.ChartPool.new(chart, Cem.ChartPoolFlags.STATES);
    pool.advance(NOW);
    return pool;
}

function add(pool, context = null) {
    const [, instance] = pool.add(context, null);
    pool.start(instance);
    return instance;
}

test('life', () => {
    const pool = newPool();
    ok(pool.get_chart() === chart, 'the chart');
    same(pool.get_flags(), Cem.ChartPoolFlags.STATES);
    const first = add(pool, {n: 5});
    ok(pool.contains(first) && pool.get_n_instances() === 1 && pool.get_size() > 0, 'it is there');
    same([pool.list_active(first), pool.list_states(first), pool.is_in(first, 'open')], [['open'], ['open'], true]);
    same(pool.send(first, 'NOTE', {text: 'hm'}).get_n_handled(), 1);
    same(pool.dup_context(first), {n: 6});
    same(pool.can(first, 'CLOSE', null), false);
    pool.set_guard(call => call.get_name() === 'allowed');
    same(pool.can(first, 'CLOSE', null), true);
    pool.send(first, 'CLOSE', null);
    same([pool.is_done(first), pool.dup_output(first)], [true, {notes: 6}]);
    pool.remove(first);
    throws(() => pool.send(first, 'NOTE', null), Cem.Error, Cem.Error.NOT_FOUND);
});

test('time', () => {
    const pool = newPool();
    add(pool);
    same(pool.dup_now().to_unix(), NOW.getTime() / 1000);
    same(pool.dup_next_due().to_unix(), NOW.getTime() / 1000 + 3600);
    same(pool.advance(pool.dup_next_due()).list_entered(), ['late']);
});

test('batch', () => {
    const pool = newPool();
    const [, instance] = pool.add(null, null);
    same(pool.send_batch([instance, 0, instance, pool.intern_event('NOTE')]).get_n_handled(), 1);
});

test('saving', () => {
    const pool = newPool();
    const state = pool.dup_state(add(pool, {n: 7}));
    const [, second] = pool.restore(state);
    same(pool.dup_state(second), state);
});

run();
