#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A parcel in a locker, as a state machine: without a store, and without waiting for three days."""
import datetime

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem

CHART = {
    'id': 'parcel', 'initial': 'waiting', 'context': {'reminders': 0},
    'states': {
        'waiting': {
            'on': {'OPEN': {'target': 'collected', 'guard': 'codeFits',
                            'meta': {'label': 'Open the locker', 'parameter': 'map'}}},
            'after': {'P1D': [{'target': 'returned', 'guard': 'reminders >= 2'},
                              {'target': 'waiting', 'reenter': True,
                               'actions': [{'type': 'assign', 'var': 'reminders', 'expr': 'reminders + 1'},
                                           {'type': 'remind', 'params': {'by': 'sms'}}]}]}},
        'collected': {'type': 'final'},
        'returned': {'type': 'final'}}}

clock = Cem.ManualClock.new(datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc))
machine = Cem.StateMachine.new(Cem.Chart.compile_json(CHART, Cem.ChartFlags.NONE), clock)
machine.connect_guard('codeFits', lambda call: call.dup_data() == {'code': '4711'})
machine.connect_action('remind', lambda call: print('remind by', call.dup_params()['by']))
machine.connect('notify::state', lambda *_: print('now', machine.state))

machine.start()
for event in machine.list_events():
    print(f'{event.name}: “{event.label}”, enabled: {event.enabled}')

clock.step(25 * 3600)
machine.advance()
machine.send('OPEN', {'code': '0000'})
print('still', machine.state, machine.context)

# It can go on in another process.
saved = machine.save()
machine.stop()
machine.restore(saved)
machine.send('OPEN', {'code': '4711'})
assert machine.done
