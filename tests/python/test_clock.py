# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import datetime
import unittest

from gi.repository import GLib

from fixture import Cem, START, make_event, open_engine


class FixedClock(Cem.Clock):
    __gtype_name__ = 'FixedClock'

    def do_read_now(self):
        return GLib.DateTime.new_utc(2026, 3, 1, 9, 0, 0)


class ClockTest(unittest.TestCase):
    def test_system(self):
        now = Cem.Clock.new().read_now()
        self.assertLess(abs(datetime.datetime.now(datetime.timezone.utc) - now), datetime.timedelta(minutes=1))

    def test_manual(self):
        clock = Cem.ManualClock.new(START)
        self.assertEqual(clock.get_now(), START)
        self.assertEqual(clock.read_now(), START)
        clock.step(90)
        self.assertEqual(clock.now - START, datetime.timedelta(seconds=90))
        clock.set_now(START)
        self.assertEqual(clock.now, START)

    def test_notify(self):
        seen = []
        clock = Cem.ManualClock.new(START)
        clock.connect('notify::now', lambda clock, _: seen.append(clock.now))
        clock.step(1)
        self.assertEqual(seen, [START + datetime.timedelta(seconds=1)])

    def test_own_clock(self):
        clock = FixedClock()
        self.assertEqual(clock.read_now(), START)
        with Cem.Engine.open(None, clock) as engine:
            self.assertEqual(engine.get_clock(), clock)
            outcome = engine.ingest(make_event(), Cem.IngestFlags.NONE)
            self.assertEqual(outcome.status, Cem.OutcomeStatus.ACCEPTED)
            log = engine.create_view().list_log()
            self.assertEqual(log[-1].at, START)


if __name__ == '__main__':
    unittest.main()
