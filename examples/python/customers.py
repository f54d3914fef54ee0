#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Opens a store, takes in three events, and asks who the customer is: customers.py [STORE]"""
import datetime
import sys

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem

NINE = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
EVENTS = (
    ('1', '/web', 'page.viewed', {'anonymous_id': 'a1'}, None),
    ('2', '/web', 'app.login', {'anonymous_id': 'a1', 'user_id': 'u7'}, None),
    ('3', '/crm', 'customer.identified', {'user_id': 'u7', 'email': 'li@example.org'}, {'traits': {'name': 'Li'}}),
)


def take_in(engine, identity, source, kind, identifiers, data):
    event = Cem.Event.new(source, kind)
    event.id = identity
    event.time = NINE + datetime.timedelta(minutes=int(identity))
    event.payload = data
    for name, value in identifiers.items():
        event.set_identifier(name, value)
    outcome = engine.ingest(event, Cem.IngestFlags.HISTORY)
    if outcome.message is not None:
        print(f'{identity}: {outcome.message}', file=sys.stderr)


with Cem.Engine.open(sys.argv[1] if len(sys.argv) > 1 else None) as engine:
    for event in EVENTS:
        take_in(engine, *event)

    view = engine.create_view('clerk', 'example')
    customer = view.find_customer('email:li@example.org')
    print(f'customer {customer.id}, {customer.get_trait("name")}')
    for identifier in customer.identifiers:
        print(f'  {identifier}')
    for entry in view.list_timeline(customer.id):
        print(f'  {entry.time:%H:%M} {entry.event_type}')
