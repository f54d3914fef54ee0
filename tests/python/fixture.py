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


# Type, identifiers, data.
NOUNS = [
    ('customer.identified', {'user_id': 'u1', 'email': 'li@example.org'}, {'traits': {'city': 'Shanghai'}}),
    ('customer.identified', {'user_id': 'u2'}, {'traits': {'city': 'Lyon'}}),
    ('customer.owner_assigned', {'user_id': 'u1'}, {'staff': 'E7'}),
    ('consent.given', {'user_id': 'u1'}, {'purpose': 'marketing'}),
    ('site.added', {'site_id': 'S1', 'user_id': 'u1'}, {'city': 'Shanghai', 'rooms': 3, 'area_m2': 80.5}),
    ('household.joined', {'household_id': 'H1', 'user_id': 'u1'}, {'name': 'Li'}),
    ('contract.signed', {'contract_id': 'K1', 'user_id': 'u1'}, {'kind': 'care', 'amount': 120}),
    ('device.registered', {'serial': 'SN1', 'user_id': 'u1'},
     {'model': 'A1', 'warranty_until': '2028-01-01', 'components': [{'name': 'pump', 'batch': 'B1'}]}),
    ('device.reading', {'serial': 'SN1'},
     {'consumables': {'filter': 0.12}, 'meters': {'runtime': 10}, 'units': {'runtime': 'h'}}),
    ('device.registered', {'serial': 'SN2', 'user_id': 'u2'}, {'model': 'B7'}),
    ('order.placed', {'order_id': 'O1', 'user_id': 'u1'}, {'amount': 99.5, 'currency': 'CNY'}),
    ('order.placed', {'order_id': 'O2', 'user_id': 'u2'}, {'amount': 7}),
    ('work_order.opened', {'work_order_id': 'W1', 'serial': 'SN1', 'user_id': 'u1'}, {'title': 'Leaks'}),
    ('work_order.part_used', {'work_order_id': 'W1'}, {'part': 'P-1'}),
    ('work_order.closed', {'work_order_id': 'W1'}, {'resolution': 'sealed'}),
    ('task.opened', {'task_id': 'T1', 'user_id': 'u1'}, {'title': 'Call', 'staff': 'E7'}),
    ('staff.added', {'staff_id': 'E7'}, {'name': 'Wang', 'skills': ['pump']}),
    ('coupon.issued', {'coupon_id': 'C1', 'user_id': 'u1'}, {'value': 20}),
    ('appointment.booked', {'appointment_id': 'A1', 'user_id': 'u1'}, {'kind': 'installation'}),
    ('lead.created', {'lead_id': 'L1', 'user_id': 'u1'}, {'source': 'web'}),
    ('response.received', {'user_id': 'u1', 'response_id': 'R1'}, {'kind': 'nps', 'score': 9}),
    ('campaign.started', {'campaign_id': 'M1'}, {'name': 'Spring'}),
]


def noun_engine():
    """A customer with something of everything, and another one; an event each minute until START."""
    engine = open_engine()
    for n, (kind, identifiers, data) in enumerate(NOUNS):
        time = START - datetime.timedelta(minutes=len(NOUNS) - n)
        event = make_event(1000 + n, kind, time, **identifiers)
        event.payload = data
        engine.ingest(event, Cem.IngestFlags.HISTORY)
    return engine
