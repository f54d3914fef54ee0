# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib


class ErrorTest(unittest.TestCase):
    def test_domain(self):
        self.assertEqual(GLib.quark_to_string(Cem.error_quark()), 'cem-error-quark')
        error = GLib.Error.new_literal(Cem.error_quark(), 'not there', Cem.Error.NOT_FOUND)
        self.assertTrue(error.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))
        self.assertFalse(error.matches(Cem.error_quark(), Cem.Error.BUSY))

    def test_version(self):
        numbers = (Cem.MAJOR_VERSION, Cem.MINOR_VERSION, Cem.MICRO_VERSION)
        self.assertEqual('.'.join(map(str, numbers)), Cem.VERSION_S)


if __name__ == '__main__':
    unittest.main()
