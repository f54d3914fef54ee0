# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import unittest

from gi.repository import Gio, GLib

from fixture import Cem, fill, make_event, open_engine


class StoreListTest(unittest.TestCase):
    def setUp(self):
        self.engine = open_engine()
        fill(self.engine, *(make_event(n, user_id=f'u{n:04}') for n in range(250)))
        self.list = self.engine.create_view().list_customers()

    def tearDown(self):
        self.engine.close()

    def test_like_a_list(self):
        self.assertIsInstance(self.list, Gio.ListModel)
        self.assertEqual(len(self.list), 250)
        ids = [customer.id for customer in self.list]
        self.assertEqual(len(set(ids)), 250)
        self.assertEqual(self.list[7].id, ids[7])
        self.assertEqual(self.list[-1].id, ids[-1])
        self.assertEqual([c.id for c in self.list[10:20]], ids[10:20])
        self.assertEqual([c.id for c in self.list[::-100]], ids[::-100])
        self.assertEqual(self.list[300:], [])
        with self.assertRaises(IndexError):
            self.list[250]

    def test_first_page(self):
        self.assertEqual(len(self.list[:10]), 10)
        self.assertTrue(self.list.get_loading())
        self.assertIsNotNone(self.list[3].id)
        self.assertTrue(self.list.get_loading())
        self.assertEqual(len(self.list[100:1000000]), 150)
        self.assertEqual(len(self.list[-10:]), 10)
        self.assertFalse(self.list.get_loading())

    def test_load(self):
        self.assertTrue(self.list.load(0, 10))
        self.assertTrue(self.list.get_loading())
        self.assertTrue(self.list.load(GLib.MAXUINT, 0))
        self.assertFalse(self.list.get_loading())
        self.assertEqual(self.list.get_n_items(), 250)
        self.assertIsNone(self.list.get_error())
        self.assertFalse(self.list.get_item(3).loading)

    def test_await(self):
        async def main():
            self.assertTrue(await self.list.load_async(200, 10))
            return self.list.get_item(205).loading

        self.assertFalse(asyncio.run(main()))

    def test_follows(self):
        changes = []
        self.list.load(GLib.MAXUINT, 0)
        self.list.connect('items-changed', lambda _, *change: changes.append(change))
        fill(self.engine, make_event(1000, user_id='later'))
        context = GLib.MainContext.default()
        for _ in range(500):
            if changes:
                break
            context.iteration(False)
            GLib.usleep(10000)
        self.assertEqual(self.list.get_n_items(), 251)
        self.assertEqual(sum(added - removed for _, removed, added in changes), 1)


if __name__ == '__main__':
    unittest.main()
