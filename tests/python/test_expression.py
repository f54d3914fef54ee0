# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NOW = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)


def compile_open(text, flags=Cem.ExpressionFlags.UNCHECKED, declarations=None, diagnostics=None):
    return Cem.Expression.compile(text, declarations, flags, diagnostics)


class ExpressionTest(unittest.TestCase):
    def test_about(self):
        expression = compile_open("event.data.amount>2 && now - event.time > duration('1h')")
        self.assertEqual(expression.get_text(), "event.data.amount>2 && now - event.time > duration('1h')")
        self.assertTrue(expression.get_canonical_text().startswith('event.data.amount > 2 &&'))
        self.assertEqual(expression.get_result_type(), 'dyn')
        self.assertEqual(expression.get_flags(), Cem.ExpressionFlags.UNCHECKED)
        self.assertGreater(expression.get_cost(), 0)
        self.assertEqual(expression.get_now_dependence(), Cem.NowDependence.INVERTIBLE)
        self.assertIn('event', expression.list_names())
        self.assertIn('event.data.amount', expression.list_fields())

    def test_native_values(self):
        expression = compile_open('{"sum": a + b, "list": [a, b, c]}')
        context = Cem.Context()
        for name, value in (('a', 1), ('b', 2), ('c', {'x': NOW})):
            context.set_value(name, value)
        self.assertEqual(expression.evaluate(context), {'sum': 3, 'list': [1, 2, {'x': NOW}]})
        self.assertEqual(compile_open("duration('90s')").evaluate(), datetime.timedelta(seconds=90))
        self.assertEqual(compile_open('a + 1').evaluate_json({'a': 2}), 3)

    def test_condition(self):
        expression = compile_open("rating <= 2 && 'vip' in tags")
        self.assertEqual(expression.test_json({'rating': 1, 'tags': ['vip']}), Cem.Truth.TRUE)
        self.assertEqual(expression.test_json({'rating': 3, 'tags': []}), Cem.Truth.FALSE)
        context = Cem.Context()
        context.set_variables({'rating': 1, 'tags': ['vip']})
        self.assertEqual(expression.test(context), Cem.Truth.TRUE)

    def test_unknown(self):
        expression = compile_open('a.b > 1', Cem.ExpressionFlags.UNCHECKED | Cem.ExpressionFlags.UNKNOWN)
        self.assertEqual(expression.test_json({'a': {}}), Cem.Truth.UNKNOWN)

    def test_results(self):
        context = Cem.Context()
        context.set_value('a', 1.5)
        self.assertEqual(compile_open('a * 2.0').evaluate_double(context), (True, 3.0))
        self.assertEqual(compile_open("string(a) + 'x'").evaluate_string(context), '1.5x')

    def test_next_turn(self):
        context = Cem.Context()
        context.set_now(NOW)
        context.set_value('last', NOW - datetime.timedelta(days=29))
        turn = compile_open("now - last >= duration('720h')").find_next_turn(context)
        self.assertEqual(turn, NOW + datetime.timedelta(days=1))

    def test_mistakes(self):
        diagnostics = Cem.Diagnostics()
        with self.assertRaises(GLib.Error) as caught:
            compile_open('(1', Cem.ExpressionFlags.NONE, None, diagnostics)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))
        self.assertEqual(diagnostics.get_n_errors(), 1)
        with self.assertRaises(GLib.Error) as caught:
            compile_open('1 / 0').evaluate()
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.EVALUATION))


if __name__ == '__main__':
    unittest.main()
