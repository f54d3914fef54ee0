#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Lists customers by a condition, shows the page of one, and follows it while events arrive."""
import datetime

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

NINE = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
EVENTS = (
    ('customer.identified', {'user_id': 'u7', 'phone': '+8613800138000'}, {'traits': {'name': 'Li', 'city': 'Shanghai'}}),
    ('customer.identified', {'user_id': 'u8'}, {'traits': {'name': 'Wu', 'city': 'Beijing'}}),
    ('device.registered', {'user_id': 'u7', 'serial': 'SN1'}, {'model': 'Purifier A1', 'warranty_until': '2028-03-01'}),
    ('device.reading', {'serial': 'SN1'}, {'consumables': {'filter': 0.12}}),
    ('order.placed', {'user_id': 'u7', 'order_id': 'O1'}, {'amount': 99.5, 'currency': 'CNY'}),
    ('response.received', {'user_id': 'u7'}, {'kind': 'nps', 'score': 9, 'text': 'Quiet'}),
)


def take_in(engine, number, kind, identifiers, data):
    event = Cem.Event.new('/example', kind)
    event.id = str(number)
    event.time = NINE + datetime.timedelta(minutes=number)
    event.payload = data
    for name, value in identifiers.items():
        event.set_identifier(name, value)
    engine.ingest(event, Cem.IngestFlags.HISTORY)


def show(page):
    print(f'{page.customer.get_trait("name")}, {page.customer.get_trait("city")}')
    for device in page.get_nouns('device'):
        low = ', filter low' if device.get_consumable('filter') < 0.15 else ''
        print(f'  {device.model} ({device.key}){low}')
    for order in page.get_nouns('order'):
        print(f'  {order.key} {order.state}: {order.amount} {order.currency}')
    for response in page.get_nouns('response'):
        print(f'  {response.response_kind} {response.score:.0f}: {response.text}')
    for touchpoint in page.touchpoints:
        print(f'  {touchpoint.time:%H:%M} {touchpoint.get_stage_label("en")}: {touchpoint.event_type}')


def follow(engine, page):
    """Runs a main loop until the page has seen what comes in meanwhile."""
    loop = GLib.MainLoop()
    changes = []

    def changed(orders, *_):
        changes.append(orders[0].state)
        print(f'now {orders[0].key} is {orders[0].state}')
        loop.quit()

    page.get_nouns('order').connect('items-changed', changed)
    page.live = True
    GLib.idle_add(take_in, engine, 20, 'order.delivered', {'order_id': 'O1'}, {})
    GLib.timeout_add_seconds(30, loop.quit)
    loop.run()
    assert changes == ['delivered'], changes


with Cem.Engine.open(None) as engine:
    for number, event in enumerate(EVENTS):
        take_in(engine, number, *event)

    view = engine.create_view('clerk', 'example')
    for customer in view.filter_customers("customer.traits.city == 'Shanghai' && customer.n_devices > 0", 'since'):
        print(f'{customer.identifiers[0]} is in Shanghai')
    for device in view.list_nouns('device', 'device.consumables.filter.life < 0.15', None):
        print(f'{device.key} needs a filter')

    page = view.open_customer('phone:138 0013 8000')
    show(page)
    follow(engine, page)
