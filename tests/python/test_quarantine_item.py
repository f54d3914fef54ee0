# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

from fixture import filled_engine


class QuarantineItemTest(unittest.TestCase):
    def test_item(self):
        with filled_engine() as engine:
            item, = engine.create_view().list_quarantine()
            self.assertFalse(item.get_loading())
            self.assertTrue(item.get_id().isdigit())
            self.assertIsNone(item.get_origin())
            self.assertEqual(item.get_line(), 0)
            self.assertEqual(item.get_reason(), 'conflict')
            self.assertTrue(item.get_message())
            self.assertIn('page.viewed', item.get_text())
            self.assertEqual(item.get_n_seen(), 1)
            self.assertEqual(item.get_n_tries(), 0)
            self.assertEqual(item.to_json()['reason'], 'conflict')


if __name__ == '__main__':
    unittest.main()
