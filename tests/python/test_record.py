# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
FIELDS = ('flag', 'bool'), ('count', 'int'), ('amount', 'double'), ('name', 'string'), ('time', 'timestamp'), ('tags', 'list(string)')


class RecordTest(unittest.TestCase):
    def setUp(self):
        self.schema = Cem.Schema.new()
        for name, kind in FIELDS:
            self.schema.add_field(name, kind + '?')
        self.record = Cem.Record.new(self.schema)

    def test_fields(self):
        record = self.record
        self.assertEqual(record.get_schema(), self.schema)
        self.assertTrue(record.set_bool(0, True))
        self.assertTrue(record.set_int(1, -7))
        self.assertTrue(record.set_double(2, 2.5))
        self.assertTrue(record.set_string(3, 'Li'))
        self.assertTrue(record.set_time(4, NOW))
        self.assertTrue(record.set_value(5, ['vip']))
        self.assertEqual([record.dup_value(i) for i in range(6)], [True, -7, 2.5, 'Li', NOW, ['vip']])
        self.assertEqual(record.copy().dup_value(3), 'Li')
        record.unset(3)
        self.assertIsNone(record.dup_value(3))
        record.clear()
        self.assertIsNone(record.dup_value(0))
        with self.assertRaises(GLib.Error) as caught:
            record.set_bool(3, True)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.INVALID_ARGUMENT))

    def test_expressions(self):
        declarations = Cem.Declarations.new()
        declarations.add_schema(self.schema)
        self.assertTrue(self.record.set_json({'count': 3, 'tags': ['vip'], 'time': '2026-03-01T08:00:00Z'}))
        self.record.set_now(NOW)
        flags = Cem.ExpressionFlags.NONE
        test = Cem.Expression.compile("count > 2 && 'vip' in tags && now > time", declarations, flags)
        self.assertEqual(test.test_record(self.record), Cem.Truth.TRUE)
        self.assertEqual(Cem.Expression.compile('count + 1', declarations, flags).evaluate_record(self.record), 4)


if __name__ == '__main__':
    unittest.main()
