// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';

import {ok, run, same, test, throws} from './harness.js';

const NOW = new Date('2026-03-01T09:00:00Z');
const NONE = Cem.ChartFlags.NONE;
const DOOR = {
    id: 'door', version: '2', description: 'A door with a lock', initial: 'closed', context: {opened: 0},
    states: {
        closed: {
            tags: ['safe'], meta: {label: 'Closed'},
            on: {OPEN: {target: 'open', guard: 'may_open',
                actions: ['greet', {type: 'assign', var: 'opened', expr: 'opened + 1'}]}},
        },
        open: {on: {CLOSE: 'closed'}, after: {'30s': 'closed'}},
    },
};
const chart = Cem.Chart.compile_json(DOOR, NONE, null);

test('reading', () => {
    same([chart.get_id(), chart.get_version(), chart.get_description()], ['door', '2', 'A door with a lock']);
    same(chart.dup_json(), DOOR);
    same(chart.dup_initial_context(), {opened: 0});
    same(chart.list_states(), ['closed', 'open']);
    same(chart.list_events(), ['CLOSE', 'OPEN']);
    same(chart.list_actions(), ['greet']);
    same(chart.list_guards(), ['may_open']);
    same(chart.list_state_tags('closed'), ['safe']);
    same(chart.dup_state_meta('closed'), {label: 'Closed'});
    same(Cem.Chart.compile(JSON.stringify(DOOR), NONE, null).get_digest(), chart.get_digest());
    throws(() => Cem.Chart.compile('{"initial": 3, "states": {"a": {}}}', NONE, null), Cem.Error, Cem.Error.TYPE);
    throws(() => Cem.Chart.compile_resource('/org/example/door.json', NONE, null), Cem.Error, Cem.Error.NOT_FOUND);
});

test('files', async () => {
    const [file, stream] = Gio.File.new_tmp('door-XXXXXX.json');
    stream.get_output_stream().write_all(new TextEncoder().encode(JSON.stringify(DOOR)), null);
    stream.close(null);
    same(Cem.Chart.load(file, NONE, null, null).get_id(), 'door');
    same((await Cem.Chart.load_async(file, NONE, null)).get_id(), 'door');
    const other = await new Promise(resolve =>
        Cem.Chart.load_async(file, NONE, null, null, (_source, result) => resolve(Cem.Chart.load_finish(result))));
    same(other.get_id(), 'door');
    file.delete(null);
});

test('steps', () => {
    const asked = [];
    const answer = call => {
        asked.push([call.get_name(), call.dup_params(), call.get_event(), call.dup_data(), call.dup_context()]);
        return true;
    };
    const start = chart.start({opened: 4}, null, NOW, answer);
    same(start.list_entered(), ['door', 'closed']);
    const step = chart.step(start.dup_state(), 'OPEN', {by: 'hand'}, NOW, answer);
    same(asked, [['may_open', null, 'OPEN', {by: 'hand'}, {opened: 4}]]);
    same([step.list_left(), step.list_entered(), step.get_n_handled()], [['closed'], ['open'], 1]);
    const call = step.dup_call(0);
    same([step.get_n_calls(), call.get_name(), call.get_instance()], [1, 'greet', 0]);
    same(step.dup_state().context, {opened: 5});
    same(step.dup_changes().at(-1).timer_set, 'after.30s.open');
    same(step.list_errors(), []);
    ok(chart.step(start.dup_state(), 'OPEN', null, NOW, null).list_errors().length === 1, 'nobody answers');
});

run();
