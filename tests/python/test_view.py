# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import unittest

from gi.repository import Gio, GLib

from fixture import Cem, filled_engine


class ViewTest(unittest.TestCase):
    def setUp(self):
        self.engine = filled_engine()
        self.view = self.engine.create_view('agent 12', 'service')

    def tearDown(self):
        self.engine.close()

    def test_who(self):
        self.assertEqual(self.view.get_engine(), self.engine)
        self.assertEqual(self.view.get_actor(), 'agent 12')
        self.assertEqual(self.view.get_purpose(), 'service')

    def test_find(self):
        customer = self.view.find_customer('email:li@EXAMPLE.org')
        self.assertEqual(customer.id, self.view.find_customer('user_id:u1').id)
        with self.assertRaises(GLib.Error) as caught:
            self.view.find_customer('user_id:nobody')
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))

    def test_explain(self):
        why = self.view.explain('email:li@example.org', 'anonymous_id:a1')
        self.assertTrue(why['same'])
        self.assertEqual(len(why['steps']), 2)
        self.assertFalse(self.view.explain('user_id:u1', 'user_id:u2')['same'])

    def test_stats(self):
        self.assertIsInstance(self.view.read_stats(), dict)

    def test_mapping(self):
        mapping = Cem.Mapping.new_from_json({'name': 'visits', 'source': '/shop', 'events': [{'type': 'visit'}]})
        intake = Cem.Intake.new(self.engine, Cem.IntakeMode.LIVE)
        intake.set_mapping(mapping)
        intake.run_stream(Gio.MemoryInputStream.new_from_bytes(GLib.Bytes.new(b'who\n7\n')))
        self.assertEqual(self.view.find_mapping('visits').to_json(), mapping.to_json())
        found = asyncio.run(self.find_async(mapping.digest))
        self.assertEqual(found.name, 'visits')
        with self.assertRaises(GLib.Error) as caught:
            self.view.find_mapping('calls')
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))

    async def find_async(self, digest):
        return await self.view.find_mapping_async(digest)

    def test_lists(self):
        self.assertEqual(len(self.view.list_customers()), 2)
        kinds = {entry.event_type for entry in self.view.list_timeline('user_id:u1')}
        self.assertEqual(kinds, {'app.login', 'customer.identified', 'cem.trait.changed'})
        self.assertEqual(len(self.view.list_log('app.login')), 2)
        self.assertEqual(len(self.view.list_quarantine()), 1)

    def test_await(self):
        async def main():
            customer = await self.view.find_customer_async('user_id:u1')
            why = await self.view.explain_async('user_id:u1', 'anonymous_id:a1')
            stats = await self.view.read_stats_async()
            return customer.id, why['same'], type(stats)

        self.assertEqual(asyncio.run(main()), (self.view.find_customer('user_id:u1').id, True, dict))


if __name__ == '__main__':
    unittest.main()
