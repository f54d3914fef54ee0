# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import unittest

from fixture import Cem, fill, make_event, open_engine


class OutcomeTest(unittest.TestCase):
    def test_accepted(self):
        with open_engine() as engine:
            outcome, = fill(engine, make_event(1, user_id='u1', serial='SN1'))
            self.assertEqual(outcome.get_status(), Cem.OutcomeStatus.ACCEPTED)
            self.assertTrue(outcome.get_customer_id().startswith('c'))
            self.assertEqual(len(outcome.get_thing_ids()), 1)
            self.assertIsNone(outcome.get_reason())
            self.assertIsNone(outcome.get_message())
            self.assertEqual(len(outcome.get_derived()), outcome.get_derived().get_n_items())
            self.assertEqual(outcome.to_json()['customer'], outcome.customer_id)

    def test_quarantined(self):
        with open_engine() as engine:
            outcome, = fill(engine, make_event(1, 'cem.made.up'))
            self.assertEqual(outcome.status, Cem.OutcomeStatus.QUARANTINED)
            self.assertTrue(outcome.get_reason())
            self.assertIn('cem.', outcome.get_message())
            self.assertIsNone(outcome.customer_id)

    def test_merged(self):
        with open_engine() as engine:
            outcomes = fill(engine, make_event(1, user_id='u1'), make_event(2, anonymous_id='a1'),
                            make_event(3, user_id='u1', anonymous_id='a1'))
            types = [entry.event_type for entry in outcomes[-1].derived]
            self.assertIn('cem.customer.merged', types)


if __name__ == '__main__':
    unittest.main()
