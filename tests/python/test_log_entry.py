# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

from fixture import Cem, START, filled_engine


class LogEntryTest(unittest.TestCase):
    def test_entry(self):
        with filled_engine() as engine:
            engine.execute(self.erase_command(), Cem.IngestFlags.NONE)
            view = engine.create_view()
            entry, = [entry for entry in view.list_log('app.login') if entry.id == 'e3']
            self.assertFalse(entry.get_loading())
            self.assertGreater(int(entry.get_position()), 0)
            self.assertEqual(entry.get_origin(), Cem.LogEntryOrigin.INPUT)
            self.assertEqual(entry.get_id(), 'e3')
            self.assertEqual(entry.get_source(), '/app')
            self.assertEqual(entry.get_event_type(), 'app.login')
            self.assertEqual(entry.get_time(), START)
            self.assertEqual(entry.get_at(), START)
            self.assertIsNone(entry.get_actor())
            self.assertIsNone(entry.get_cause())
            self.assertFalse(entry.get_erased())
            self.assertEqual(entry.get_piece()['identifiers'], {'user_id': 'u2'})
            self.assertEqual(entry.to_json()['type'], 'app.login')

            erased, = [entry for entry in view.list_log('app.login') if entry.id == 'e1']
            self.assertTrue(erased.erased)
            self.assertIsNone(erased.piece)
            self.assertEqual(view.list_log('customer.erased')[0].actor, 'agent 12')

    @staticmethod
    def erase_command():
        command = Cem.Command.new_erase('user_id:u1')
        command.actor = 'agent 12'
        return command


if __name__ == '__main__':
    unittest.main()
