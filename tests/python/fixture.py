# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests share: an engine in memory, whose clock stands still, and some events."""
import datetime

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem

UTC = datetime.timezone.utc
START = datetime.datetime(2026, 3, 1, 9, tzinfo=UTC)


def open_engine(path=None):
    return Cem.Engine.open(path, Cem.ManualClock.new(START))


def make_event(number=1, kind='app.login', time=START, **identifiers):
    event = Cem.Event.new('/app', kind)
    event.id = f'e{number}'
    event.time = time
    for name, value in (identifiers or {'user_id': 'u1'}).items():
        event.set_identifier(name, value)
    return event


def fill(engine, *events):
    return [engine.ingest(event, Cem.IngestFlags.NONE) for event in events]


def filled_engine():
    """One customer with two identifiers, another one, a duplicate and something in quarantine."""
    engine = open_engine()
    login = make_event(1, user_id='u1', anonymous_id='a1')
    told = make_event(2, 'customer.identified', user_id='u1', email='li@Example.org')
    told.payload = {'traits': {'name': 'Li', 'city': 'Shenzhen'}}
    other = make_event(3, user_id='u2')
    conflict = make_event(3, 'page.viewed', user_id='u2')
    fill(engine, login, told, other, login, conflict)
    return engine
