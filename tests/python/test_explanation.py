# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem


class ExplanationTest(unittest.TestCase):
    def setUp(self):
        expression = Cem.Expression.compile("rating <= 2 && 'vip' in tags", None, Cem.ExpressionFlags.UNCHECKED)
        self.context = Cem.Context()
        self.context.set_variables({'rating': 3, 'tags': ['vip']})
        self.explanation = expression.explain(self.context)

    def test_tree(self):
        explanation = self.explanation
        self.assertTrue(explanation.get_text().startswith('rating <= 2'))
        self.assertEqual(explanation.get_status(), Cem.ExplanationStatus.VALUE)
        self.assertIs(explanation.dup_value(), False)
        self.assertIsNone(explanation.get_message())
        first = explanation.get_parts()[0]
        self.assertIs(first.dup_value(), False)
        self.assertTrue(first.get_decides())
        self.assertEqual(first.get_parts()[0].dup_value(), 3)

    def test_sentence(self):
        self.assertIn('rating', self.explanation.dup_sentence('en'))
        self.assertNotEqual(self.explanation.dup_sentence('zh'), self.explanation.dup_sentence('en'))
        self.assertIsInstance(self.explanation.to_json(), dict)

    def test_simplify(self):
        expression = Cem.Expression.compile('a > 1 && b > 2', None, Cem.ExpressionFlags.UNCHECKED)
        context = Cem.Context()
        context.set_value('a', 5)
        self.assertEqual(expression.simplify(context).list_names(), ['b'])


if __name__ == '__main__':
    unittest.main()
