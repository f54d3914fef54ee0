# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest
import weakref

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib, GObject

START = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
CHART = {
    'id': 'lock', 'initial': 'idle', 'context': {'failures': 0},
    'states': {
        'idle': {'on': {'PAIR': {'target': 'waiting', 'meta': {
            'label': {'en': 'Pair', 'zh_CN': '配对'}, 'description': 'Begin', 'parameter': 'string'}}}},
        'waiting': {'tags': ['busy'], 'entry': {'type': 'search', 'params': {'radius': 5}},
                    'on': {'PAIRED': {'target': 'paired', 'guard': 'isNear'}},
                    'after': {'30s': {'target': 'idle', 'actions': {
                        'type': 'assign', 'var': 'failures', 'expr': 'failures + 1'}}}},
        'paired': {'type': 'final'}},
    'output': {'failures': {'expr': 'failures'}}}


class Token:
    pass


class StateMachineTest(unittest.TestCase):
    def setUp(self):
        self.clock = Cem.ManualClock.new(START)
        self.chart = Cem.Chart.compile_json(CHART, Cem.ChartFlags.NONE)
        self.machine = Cem.StateMachine.new(self.chart, self.clock)
        self.near = True
        self.heard = []
        self.machine.connect_guard('isNear', lambda call: self.near and 'failures' in call.dup_context())
        for signal in ('entered', 'left', 'finished', 'failed'):
            self.machine.connect(signal, lambda _, *args, signal=signal: self.heard.append((signal, *args)))
        self.machine.connect('effect', lambda _, call: self.heard.append((call.get_name(), call.dup_params())))

    def test_run(self):
        machine = self.machine
        self.assertIsNone(machine.state)
        self.assertIsNone(machine.get_state())
        self.assertTrue(machine.start({'failures': 1}))
        self.assertEqual((machine.state, machine.active_states, machine.get_active_states()),
                         ('idle', ['idle'], ['idle']))
        self.assertEqual((machine.context, machine.get_context()), ({'failures': 1}, {'failures': 1}))
        machine.send('PAIR')
        self.assertEqual(self.heard, [('entered', 'idle'), ('left', 'idle'), ('entered', 'waiting'),
                                      ('search', {'radius': 5})])
        self.assertTrue(machine.is_in('waiting') and machine.has_tag('busy'))
        self.assertEqual(machine.dup_next_due(), START + datetime.timedelta(seconds=30))
        self.clock.step(30)
        machine.advance()
        self.assertEqual((machine.state, machine.context), ('idle', {'failures': 2}))
        machine.send('PAIR', 'data')
        machine.advance(START + datetime.timedelta(seconds=59))
        self.assertEqual(machine.state, 'waiting')
        self.assertTrue(machine.can('PAIRED'))
        machine.send('PAIRED', {'any': ['data']})
        self.assertTrue(machine.done and machine.get_done())
        self.assertEqual(self.heard[-1], ('finished',))
        self.assertIsInstance(machine.dup_output(), dict)
        with self.assertRaises(GLib.Error) as caught:
            machine.start()
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.REFUSED))
        machine.stop()
        self.assertIsNone(machine.save())

    def test_functions(self):
        token = Token()
        reference = weakref.ref(token)
        calls = []
        self.machine.connect_action('search', lambda call, token=token: calls.append(self.machine.context))
        del token
        self.machine.start()
        self.machine.send('PAIR')
        self.assertEqual(calls, [{'failures': 0}])
        self.near = False
        self.assertFalse(self.machine.can('PAIRED', {'x': 1}))
        self.machine.connect_action('search', None)
        self.assertIsNone(reference())
        with self.assertRaises(GLib.Error) as caught:
            self.machine.connect_action('serach', lambda call: None)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))

    def test_events(self):
        machine = self.machine
        machine.language = 'zh_CN'
        self.assertEqual((machine.get_language(), machine.language), ('zh_CN', 'zh_CN'))
        machine.set_language('zh_CN')
        machine.start()
        pair, paired = machine.list_events()
        self.assertEqual((pair.name, pair.label, pair.description, pair.enabled, pair.action_name),
                         ('PAIR', '配对', 'Begin', True, 'PAIR'))
        self.assertEqual((pair.get_name(), pair.get_label(), pair.get_description(), pair.get_enabled(),
                          pair.get_action_name(), pair.get_parameter_type().dup_string()),
                         ('PAIR', '配对', 'Begin', True, 'PAIR', 's'))
        self.assertFalse(paired.enabled)
        self.assertTrue(machine.get_action_enabled('PAIR'))
        machine.activate_action('PAIR', GLib.Variant('s', 'x'))
        self.assertEqual(machine.state, 'waiting')
        self.assertTrue(paired.enabled)
        self.near = False
        machine.refresh()
        self.assertFalse(paired.enabled)

    def test_save(self):
        self.machine.start()
        self.machine.send('PAIR')
        other = Cem.StateMachine.new(self.chart, None)
        other.connect_guard('isNear', lambda call: True)
        other.key = 'u7'
        other.set_key('u7')
        self.assertEqual((other.key, other.get_key()), ('u7', 'u7'))
        other.restore(self.machine.save())
        self.assertTrue(other.is_in('waiting'))
        self.assertEqual((other.chart, other.get_chart()), (self.chart, self.chart))
        self.assertEqual(self.machine.get_clock(), self.clock)
        self.assertIsInstance(other.clock, Cem.Clock)

    def test_binding(self):
        """As to a GtkStack."""
        class Stack(GObject.Object):
            child = GObject.Property(type=str)
        stack = Stack()
        self.machine.bind_property('state', stack, 'child', GObject.BindingFlags.SYNC_CREATE)
        self.machine.start()
        self.assertEqual(stack.child, 'idle')

    def test_picture(self):
        self.assertIn('PAIRED [isNear]', self.chart.render(Cem.ChartPicture.DOT))
        self.assertTrue(self.chart.render(Cem.ChartPicture.MERMAID).startswith('stateDiagram-v2\n'))


if __name__ == '__main__':
    unittest.main()
