# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio


class DiagnosticsTest(unittest.TestCase):
    def test_empty(self):
        diagnostics = Cem.Diagnostics.new()
        self.assertEqual(diagnostics.get_n_errors(), 0)
        self.assertEqual(diagnostics.get_n_warnings(), 0)
        self.assertEqual(diagnostics.to_string(), '')
        diagnostics.clear()
        self.assertEqual(len(diagnostics), 0)

    def test_list(self):
        diagnostics = Cem.Diagnostics()
        self.assertIsInstance(diagnostics, Gio.ListModel)
        self.assertEqual(diagnostics.get_item_type(), Cem.Diagnostic.__gtype__)
        self.assertEqual(list(diagnostics), [])
        self.assertEqual(diagnostics[:3], [])
        with self.assertRaises(IndexError):
            diagnostics[0]


if __name__ == '__main__':
    unittest.main()
