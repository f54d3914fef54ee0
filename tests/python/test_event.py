# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

TIME = datetime.datetime(2026, 3, 1, 9, 30, 0, 123456, datetime.timezone.utc)
JSON = {'specversion': '1.0', 'id': 'e1', 'source': '/shop', 'type': 'order.placed', 'subject': 'o1',
        'time': '2026-03-01T09:30:00.123456Z', 'identifiers': {'user_id': 'u1'}, 'data': {'amount': 2.5}}


class EventTest(unittest.TestCase):
    def test_build(self):
        event = Cem.Event.new('/shop', 'order.placed')
        self.assertEqual(event.get_source(), '/shop')
        self.assertEqual(event.get_event_type(), 'order.placed')
        self.assertIsNone(event.get_id())
        event.set_id('e1')
        event.set_source('/app')
        event.set_event_type('order.paid')
        event.set_subject('o1')
        event.set_time(TIME)
        event.set_payload({'amount': 2.5, 'lines': [1, None]})
        event.set_identifier('user_id', 'u1')
        event.add_identifier('phone', '1')
        event.add_identifier('phone', '2')
        self.assertEqual(event.get_id(), 'e1')
        self.assertEqual(event.get_source(), '/app')
        self.assertEqual(event.get_event_type(), 'order.paid')
        self.assertEqual(event.get_subject(), 'o1')
        self.assertEqual(event.get_time(), TIME)
        self.assertEqual(event.get_payload(), {'amount': 2.5, 'lines': [1, None]})
        self.assertEqual(event.get_identifier('user_id'), 'u1')
        self.assertIn('phone', ' '.join(event.list_identifiers()))

    def test_attributes(self):
        event = Cem.Event(source='/shop', event_type='order.placed')
        event.id = 'e1'
        event.time = TIME
        event.payload = {'a': 1}
        self.assertEqual((event.source, event.event_type, event.id), ('/shop', 'order.placed', 'e1'))
        self.assertEqual((event.time, event.payload), (TIME, {'a': 1}))
        event.payload = None
        self.assertIsNone(event.payload)

    def test_json(self):
        for event in (Cem.Event.new_from_json(JSON), Cem.Event.new_from_text(str(JSON).replace("'", '"'))):
            self.assertEqual(event.time, TIME)
            self.assertEqual(event.to_json(), JSON)

    def test_segment(self):
        call = {'type': 'track', 'event': 'Signed In', 'messageId': 'm1', 'userId': '7'}
        event = Cem.Event.new_from_segment(call, 'segment:app')
        self.assertEqual((event.source, event.event_type, event.id), ('segment:app', 'app.login', 'm1'))
        self.assertEqual(Cem.Event.new_from_segment(call).source, 'segment')
        with self.assertRaises(GLib.Error) as caught:
            Cem.Event.new_from_segment({'type': 'track'}, None)
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))

    def test_errors(self):
        with self.assertRaises(GLib.Error) as caught:
            Cem.Event.new_from_json({'specversion': '1.0', 'id': 7})
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))
        with self.assertRaises(GLib.Error) as caught:
            Cem.Event.new_from_text('{')
        self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.SYNTAX))


if __name__ == '__main__':
    unittest.main()
