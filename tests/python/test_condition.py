# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib


class ConditionTest(unittest.TestCase):
    tree = {'all': [{'field': 'event.data.rating', 'op': '<=', 'value': 2},
                    {'field': 'customer.tags', 'op': 'includes', 'value': 'vip'}]}
    text = "event.data.rating <= 2 && 'vip' in customer.tags"

    def test_both_ways(self):
        self.assertEqual(Cem.Condition.new_from_json(self.tree).to_text(), self.text)
        self.assertEqual(Cem.Condition.new_from_text(self.text).to_json(), self.tree)

    def test_mistakes(self):
        diagnostics = Cem.Diagnostics()
        with self.assertRaises(GLib.Error) as caught:
            Cem.Condition.new_from_json({'any': [{'field': 'x', 'op': '~'}, {}]}, diagnostics)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))
        self.assertEqual([item.pointer for item in diagnostics], ['/any/0/op', '/any/1'])

    def test_operators(self):
        self.assertIn('within_last', Cem.Condition.list_operators())


if __name__ == '__main__':
    unittest.main()
