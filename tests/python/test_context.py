# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)


def evaluate(text, context):
    return Cem.Expression.compile(text, None, Cem.ExpressionFlags.UNCHECKED).evaluate(context)


class ContextTest(unittest.TestCase):
    def test_variables(self):
        context = Cem.Context.new()
        context.set_value('a', 1)
        self.assertTrue(context.set_json('b', {'x': [2]}))
        self.assertTrue(context.set_variables({'c': 3, 'd': None}))
        context.set_now(NOW)
        self.assertEqual(evaluate('[a, b.x[0], c, d, now]', context), [1, 2, 3, None, NOW])
        context.clear()
        with self.assertRaises(GLib.Error):
            evaluate('a', context)

    def test_record(self):
        schema = Cem.Schema.new()
        schema.add_field('event.amount', 'double')
        declarations = Cem.Declarations.new()
        declarations.add_schema(schema)
        record = Cem.Record.new(schema)
        record.set_double(0, 2.5)
        context = Cem.Context.new()
        context.set_record(record)
        expression = Cem.Expression.compile('event.amount * 2.0', declarations, Cem.ExpressionFlags.NONE)
        self.assertEqual(expression.evaluate(context), 5.0)

    def test_cost(self):
        context = Cem.Context.new()
        context.set_value('numbers', list(range(1000)))
        self.assertTrue(evaluate('numbers.all(x, x >= 0)', context))
        context.set_max_cost(100)
        with self.assertRaises(GLib.Error) as caught:
            evaluate('numbers.all(x, x >= 0)', context)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.LIMIT))

    def test_lookup(self):
        asked = []

        def look_up(name):
            asked.append(name)
            if name == 'broken':
                raise RuntimeError('no disk')
            return {'x': [2]} if name == 'b' else None

        context = Cem.Context.new()
        context.set_value('a', 1)
        context.set_lookup(look_up)
        self.assertEqual(evaluate('a + b.x[0]', context), 3)
        self.assertNotIn('a', asked)
        with self.assertRaises(GLib.Error) as caught:
            evaluate('broken', context)
        self.assertIn('no disk', caught.exception.message)


if __name__ == '__main__':
    unittest.main()
