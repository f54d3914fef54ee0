# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
TICKET = {
    'initial': 'open', 'context': {'n': 0},
    'states': {
        'open': {'on': {'CLOSE': {'target': 'closed', 'guard': 'allowed'},
                        'NOTE': {'actions': {'type': 'assign', 'var': 'n', 'expr': 'n + 1'}}},
                 'after': {'PT1H': 'late'}},
        'late': {'on': {'CLOSE': 'closed'}},
        'closed': {'type': 'final', 'output': {'notes': {'expr': 'n'}}},
    },
}


class ChartPoolTest(unittest.TestCase):
    def setUp(self):
        self.chart = Cem.Chart.compile_json(TICKET, Cem.ChartFlags.NONE)
        self.pool = Cem.ChartPool.new(self.chart, Cem.ChartPoolFlags.STATES)
        self.pool.advance(NOW)

    def add(self, context=None):
        instance = self.pool.add(context, None)[1]
        self.pool.start(instance)
        return instance

    def test_life(self):
        pool = self.pool
        self.assertEqual((pool.get_chart(), pool.get_flags()), (self.chart, Cem.ChartPoolFlags.STATES))
        first = self.add({'n': 5})
        self.assertTrue(pool.contains(first) and pool.get_n_instances() == 1 and pool.get_size() > 0)
        self.assertEqual(pool.list_active(first), ['open'])
        self.assertEqual(pool.list_states(first), ['open'])
        self.assertTrue(pool.is_in(first, 'open'))
        self.assertEqual(pool.send(first, 'NOTE', {'text': 'hm'}).get_n_handled(), 1)
        self.assertEqual(pool.dup_context(first), {'n': 6})
        self.assertFalse(pool.can(first, 'CLOSE', None))
        pool.set_guard(lambda call: call.get_name() == 'allowed')
        self.assertTrue(pool.can(first, 'CLOSE', None))
        pool.send(first, 'CLOSE', None)
        self.assertTrue(pool.is_done(first))
        self.assertEqual(pool.dup_output(first), {'notes': 6})
        pool.remove(first)
        self.assertFalse(pool.contains(first))
        with self.assertRaises(GLib.Error) as caught:
            pool.send(first, 'NOTE', None)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))

    def test_time(self):
        first = self.add()
        due = self.pool.dup_next_due()
        self.assertEqual((self.pool.dup_now(), due), (NOW, NOW + datetime.timedelta(hours=1)))
        self.assertEqual(self.pool.advance(due).list_entered(), ['late'])
        self.assertEqual(self.pool.list_active(first), ['late'])

    def test_batch(self):
        instances = [self.pool.add(None, None)[1] for _ in range(3)]
        note = self.pool.intern_event('NOTE')
        self.pool.send_batch([x for i in instances for x in (i, 0)])
        outcome = self.pool.send_batch([x for i in instances for x in (i, note)])
        self.assertEqual(outcome.get_n_handled(), 3)

    def test_saving(self):
        first = self.add({'n': 7})
        state = self.pool.dup_state(first)
        second = self.pool.restore(state)[1]
        self.assertEqual(self.pool.dup_state(second), state)


if __name__ == '__main__':
    unittest.main()
