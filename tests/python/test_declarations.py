# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest
import weakref

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NONE = Cem.ExpressionFlags.NONE


class DeclarationsTest(unittest.TestCase):
    def test_names(self):
        declarations = Cem.Declarations.new()
        self.assertTrue(declarations.add_field('Customer', 'tier', 'string'))
        self.assertTrue(declarations.add_variable('customer', 'Customer'))
        self.assertTrue(declarations.add_variable('shop.open', 'bool'))
        self.assertTrue(declarations.set_container('shop'))
        self.assertEqual(declarations.list_variables(), ['customer', 'shop.open'])
        self.assertEqual(declarations.dup_variable_type('shop.open'), 'bool')
        self.assertIsNone(declarations.dup_variable_type('closed'))
        expression = Cem.Expression.compile("open && customer.tier == 'gold'", declarations, NONE)
        self.assertEqual(expression.get_result_type(), 'bool')
        with self.assertRaises(GLib.Error) as caught:
            Cem.Expression.compile('customer.tire', declarations, NONE)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.TYPE))

    def test_schema(self):
        schema = Cem.Schema.new()
        schema.add_field('event.type', 'string')
        declarations = Cem.Declarations.new()
        self.assertTrue(declarations.add_schema(schema))
        self.assertIn('event', Cem.Expression.compile("event.type == 'x'", declarations, NONE).list_names()[0])

    def test_functions(self):
        declarations = Cem.Declarations.new()
        declarations.add_function('string.shout(int) -> string', lambda text, n: text.upper() + '!' * n)
        declarations.add_function('fail() -> int', lambda: 1 // 0)
        self.assertEqual(Cem.Expression.compile("'hey'.shout(2)", declarations, NONE).evaluate(), 'HEY!!')
        with self.assertRaises(GLib.Error) as caught:
            Cem.Expression.compile('fail()', declarations, NONE).evaluate()
        self.assertIn('division', caught.exception.message)

    def test_released(self):
        class Token:
            pass

        token = Token()
        reference = weakref.ref(token)
        declarations = Cem.Declarations.new()
        declarations.add_function('id(int) -> int', lambda n, token=token: n)
        expression = Cem.Expression.compile('id(7)', declarations, NONE)
        del token, declarations
        self.assertEqual(expression.evaluate(), 7)
        del expression
        self.assertIsNone(reference())


if __name__ == '__main__':
    unittest.main()
