# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio, GLib


def find_mistakes(text):
    diagnostics = Cem.Diagnostics.new()
    try:
        Cem.Expression.compile(text, None, Cem.ExpressionFlags.NONE, diagnostics)
    except GLib.Error:
        pass
    return diagnostics


class DiagnosticsTest(unittest.TestCase):
    def test_empty(self):
        diagnostics = Cem.Diagnostics.new()
        self.assertIsInstance(diagnostics, Gio.ListModel)
        self.assertEqual(diagnostics.get_n_errors(), 0)
        self.assertEqual(diagnostics.get_n_warnings(), 0)
        self.assertEqual(diagnostics.to_string(), '')
        self.assertEqual((len(diagnostics), list(diagnostics), diagnostics[:3]), (0, [], []))
        with self.assertRaises(IndexError):
            diagnostics[0]

    def test_mistakes(self):
        diagnostics = find_mistakes('nobody == 1 &&\n nothing.x')
        self.assertEqual(diagnostics.get_n_errors(), 2)
        self.assertEqual(len(diagnostics), 2)
        self.assertEqual([d.line for d in diagnostics], [1, 2])
        self.assertIn('nothing', diagnostics[-1].message)
        diagnostics.clear()
        self.assertEqual(len(diagnostics), 0)

    def test_diagnostic(self):
        diagnostic = find_mistakes('1 + nobody')[0]
        self.assertEqual(diagnostic.get_severity(), Cem.Severity.ERROR)
        self.assertTrue(diagnostic.get_code())
        self.assertEqual((diagnostic.get_line(), diagnostic.get_column()), (1, 5))
        self.assertIn('nobody', diagnostic.get_message())
        self.assertIsNone(diagnostic.get_file())
        self.assertIsNone(diagnostic.get_pointer())
        self.assertIn(str(diagnostic.get_suggestion() or ''), diagnostic.to_string())
        self.assertIn('1:5: error:', diagnostic.to_string())


if __name__ == '__main__':
    unittest.main()
