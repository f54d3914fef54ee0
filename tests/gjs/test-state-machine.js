// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {ok, run, same, test, throws} from './harness.js';

const CHART = {
    id: 'lock', initial: 'idle', context: {failures: 0},
    states: {
        idle: {on: {PAIR: {target: 'waiting', meta: {
            label: {en: 'Pair', zh_CN: '配对'}, description: 'Begin', parameter: 'string'}}}},
        waiting: {
            tags: ['busy'], entry: {type: 'search', params: {radius: 5}},
            on: {PAIRED: {target: 'paired', guard: 'isNear'}},
            after: {'30s': {target: 'idle', actions: {type: 'assign', var: 'failures', expr: 'failures + 1'}}},
        },
        paired: {type: 'final'},
    },
};

function make(isNear = () => true) {
    const clock = Cem.ManualClock.new(new Date('2026-03-01T09:00:00Z'));
    const machine = Cem.StateMachine.new(Cem.Chart.compile_json(CHART, Cem.ChartFlags.NONE), clock);
    machine.connect_guard('isNear', isNear);
    return {clock, machine};
}

test('a run', () => {
    const {clock, machine} = make();
    const heard = [];
    machine.connect('entered', (_, state) => heard.push(`+${state}`));
    machine.connect('left', (_, state) => heard.push(`-${state}`));
    machine.connect('effect', (_, call) => heard.push([call.get_name(), call.dup_params()]));
    machine.connect('finished', () => heard.push('done'));
    same(machine.state, null);
    ok(machine.start({failures: 1}), 'started');
    same([machine.state, machine.get_state(), machine.active_states, machine.get_active_states()],
        ['idle', 'idle', ['idle'], ['idle']]);
    same([machine.context, machine.get_context()], [{failures: 1}, {failures: 1}]);
    machine.send('PAIR');
    same(heard, ['+idle', '-idle', '+waiting', ['search', {radius: 5}]]);
    ok(machine.is_in('waiting') && machine.has_tag('busy'), 'where it is');
    same(machine.dup_next_due().format_iso8601(), '2026-03-01T09:00:30Z');
    clock.step(30);
    machine.advance();
    same([machine.state, machine.context.failures], ['idle', 2]);
    machine.send('PAIR', {any: ['data']});
    machine.advance(new Date('2026-03-01T09:00:59Z'));
    ok(machine.can('PAIRED'), 'can');
    machine.send('PAIRED');
    ok(machine.done && machine.get_done(), 'done');
    same(heard.at(-1), 'done');
    same(machine.dup_output(), null);
    throws(() => machine.start(), Cem.Error, Cem.Error.REFUSED);
    machine.stop();
    same(machine.save(), null);
});

test('functions', () => {
    let near = false;
    const {machine} = make(call => near && call.dup_context().failures === 0);
    const calls = [];
    machine.connect_action('search', call => calls.push(machine.context));
    throws(() => machine.connect_action('serach', () => {}), Cem.Error, Cem.Error.NOT_FOUND);
    machine.start();
    machine.send('PAIR');
    same(calls, [{failures: 0}]);
    const paired = machine.list_events().get_item(1);
    ok(!paired.enabled, 'disabled');
    near = true;
    machine.refresh();
    ok(paired.enabled, 'enabled');
});

test('events', () => {
    const {machine} = make();
    machine.language = 'zh_CN';
    machine.set_language('zh_CN');
    same([machine.language, machine.get_language()], ['zh_CN', 'zh_CN']);
    machine.start();
    const pair = machine.list_events().get_item(0);
    same([pair.name, pair.label, pair.description, pair.enabled, pair.action_name],
        ['PAIR', '配对', 'Begin', true, 'PAIR']);
    same([pair.get_name(), pair.get_label(), pair.get_description(), pair.get_enabled(), pair.get_action_name(),
        pair.get_parameter_type().dup_string()], ['PAIR', '配对', 'Begin', true, 'PAIR', 's']);
    ok(machine.get_action_enabled('PAIR'), 'the action');
    machine.activate_action('PAIR', GLib.Variant.new_string('x'));
    same(machine.state, 'waiting');
});

test('saving', () => {
    const {clock, machine} = make();
    const other = make().machine;
    other.key = 'u7';
    other.set_key('u7');
    same([other.key, other.get_key()], ['u7', 'u7']);
    machine.start();
    machine.send('PAIR');
    other.restore(machine.save());
    ok(other.is_in('waiting'), 'restored');
    ok(machine.get_clock() === clock, 'the clock');
    ok(machine.get_chart() === machine.chart, 'the chart');
});

test('pictures', () => {
    const {machine} = make();
    ok(machine.chart.render(Cem.ChartPicture.DOT).includes('PAIRED [isNear]'), 'dot');
    ok(machine.chart.render(Cem.ChartPicture.MERMAID).startsWith('stateDiagram-v2\n'), 'mermaid');
});

run();
