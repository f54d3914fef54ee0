# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

from fixture import filled_engine


class CustomerTest(unittest.TestCase):
    def test_customer(self):
        with filled_engine() as engine:
            customer = engine.create_view().find_customer('user_id:u1')
            self.assertTrue(customer.get_id().startswith('c'))
            self.assertFalse(customer.get_loading())
            self.assertGreater(int(customer.get_position()), 0)
            self.assertEqual(set(customer.get_identifiers()),
                             {'user_id:u1', 'anonymous_id:a1', 'email:li@example.org'})
            self.assertEqual(customer.get_trait('city'), 'Shenzhen')
            self.assertIsNone(customer.get_trait('shoe size'))
            page = customer.to_json()
            self.assertEqual(page['id'], customer.id)
            self.assertEqual(page['traits']['name']['value'], 'Li')


if __name__ == '__main__':
    unittest.main()
