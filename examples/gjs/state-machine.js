#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// A parcel in a locker, as a state machine: without a store, and without waiting for three days.
import Cem from 'gi://Cem?version=1';

const CHART = {
    id: 'parcel', initial: 'waiting', context: {reminders: 0},
    states: {
        waiting: {
            on: {OPEN: {
                target: 'collected', guard: 'codeFits',
                meta: {label: 'Open the locker', parameter: 'map'},
            }},
            after: {P1D: [
                {target: 'returned', guard: 'reminders >= 2'},
                {
                    target: 'waiting', reenter: true,
                    actions: [
                        {type: 'assign', var: 'reminders', expr: 'reminders + 1'},
                        {type: 'remind', params: {by: 'sms'}},
                    ],
                },
            ]},
        },
        collected: {type: 'final'},
        returned: {type: 'final'},
    },
};

const clock = Cem.ManualClock.new(new Date('2026-03-01T09:00:00Z'));
const machine = Cem.StateMachine.new(Cem.Chart.compile_json(CHART, Cem.ChartFlags.NONE), clock);
machine.connect_guard('codeFits', call => call.dup_data()?.code === '4711');
machine.connect_action('remind', call => print('remind by', call.dup_params().by));
machine.connect('notify::state', () => print('now', machine.state));

machine.start();
for (const event of machine.list_events())
    print(`${event.name}: “${event.label}”, enabled: ${event.enabled}`);

clock.step(25 * 3600);
machine.advance();
machine.send('OPEN', {code: '0000'});
print('still', machine.state, JSON.stringify(machine.context));

// It can go on in another process.
const saved = machine.save();
machine.stop();
machine.restore(saved);
machine.send('OPEN', {code: '4711'});
if (!machine.done)
    throw new Error('The parcel is still there');
