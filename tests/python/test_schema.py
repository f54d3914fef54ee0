# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib


class SchemaTest(unittest.TestCase):
    def test_fields(self):
        schema = Cem.Schema.new()
        self.assertTrue(schema.add_field('event.type', 'string'))
        self.assertTrue(schema.add_field('event.amount', 'double?'))
        self.assertEqual(schema.get_n_fields(), 2)
        self.assertEqual(schema.find_field('event.amount'), 1)
        self.assertEqual(schema.find_field('event'), -1)
        self.assertEqual(schema.get_field_path(0), 'event.type')
        self.assertIsNone(schema.get_field_path(2))
        self.assertEqual(schema.dup_field_type(0), 'string')

    def test_mistakes(self):
        schema = Cem.Schema.new()
        schema.add_field('event.type', 'string')
        for path, kind, code in (('event', 'string', Cem.Error.CONFLICT),
                                 ('x', 'number of things', Cem.Error.INVALID_ARGUMENT)):
            with self.assertRaises(GLib.Error) as caught:
                schema.add_field(path, kind)
            self.assertTrue(caught.exception.matches(Cem.error_quark(), code))


if __name__ == '__main__':
    unittest.main()
