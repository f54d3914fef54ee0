# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

from gi.repository import GLib

from fixture import Cem, START, filled_engine


class CommandTest(unittest.TestCase):
    def test_kinds(self):
        made = (
            Cem.Command.new_advance(START),
            Cem.Command.new_link('user_id:u1', 'user_id:u2'),
            Cem.Command.new_unlink('user_id:u1', 'user_id:u2'),
            Cem.Command.new_keep_apart('user_id:u1', 'user_id:u2'),
            Cem.Command.new_let_together('user_id:u1', 'user_id:u2'),
            Cem.Command.new_erase('user_id:u1'),
            Cem.Command.new_configure_identity({'region': 'DE'}),
        )
        types = [command.get_event_type() for command in made]
        self.assertEqual(types[1:3], ['identifiers.linked', 'identifiers.unlinked'])
        self.assertTrue(all('.' in kind for kind in types))

    def test_who_and_why(self):
        command = Cem.Command.new_link('user_id:u1', 'user_id:u2')
        self.assertIsNone(command.get_actor())
        command.set_actor('agent 12')
        command.set_reason('said so')
        self.assertEqual(command.get_actor(), 'agent 12')
        self.assertEqual(command.get_reason(), 'said so')
        self.assertEqual(command.to_json()['type'], 'identifiers.linked')
        self.assertEqual(command.to_json()['actor'], 'agent 12')

    def test_execute(self):
        with filled_engine() as engine:
            view = engine.create_view()
            self.assertNotEqual(view.find_customer('user_id:u1').id, view.find_customer('user_id:u2').id)
            outcome = engine.execute(Cem.Command.new_link('user_id:u1', 'user_id:u2'), Cem.IngestFlags.NONE)
            self.assertEqual(outcome.status, Cem.OutcomeStatus.ACCEPTED)
            self.assertEqual(view.find_customer('user_id:u1').id, view.find_customer('user_id:u2').id)
            engine.execute(Cem.Command.new_unlink('user_id:u1', 'user_id:u2'), Cem.IngestFlags.NONE)
            self.assertNotEqual(view.find_customer('user_id:u1').id, view.find_customer('user_id:u2').id)
            engine.execute(Cem.Command.new_keep_apart('user_id:u1', 'user_id:u2'), Cem.IngestFlags.NONE)
            with self.assertRaises(GLib.Error) as caught:
                engine.execute(Cem.Command.new_link('user_id:u1', 'user_id:u2'), Cem.IngestFlags.NONE)
            self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.REFUSED))

    def test_erase(self):
        with filled_engine() as engine:
            engine.execute(Cem.Command.new_erase('user_id:u1'), Cem.IngestFlags.DURABLE)
            with self.assertRaises(GLib.Error) as caught:
                engine.create_view().find_customer('email:li@example.org')
            self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.NOT_FOUND))

    def test_advance(self):
        with filled_engine() as engine:
            engine.clock.step(3600)
            later = START + datetime.timedelta(minutes=30)
            outcome = engine.execute(Cem.Command.new_advance(later), Cem.IngestFlags.NONE)
            self.assertEqual(outcome.status, Cem.OutcomeStatus.ACCEPTED)
            with self.assertRaises(GLib.Error) as caught:
                engine.execute(Cem.Command.new_advance(START - datetime.timedelta(days=1)), Cem.IngestFlags.NONE)
            self.assertTrue(caught.exception.matches(Cem.error_quark(), Cem.Error.REFUSED))


if __name__ == '__main__':
    unittest.main()
