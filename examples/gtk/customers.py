#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Customers in a list, and the page of the chosen one beside it, which follows the store.

customers.py [STORE]  a few customers in memory without STORE
customers.py --walk   goes through it by itself
"""
import datetime
import sys

import gi

gi.require_version('Cem', '1')
gi.require_version('Gtk', '4.0')
from gi.repository import Cem, GLib, Gtk

START = datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.timezone.utc)
NAMES = ('Li Na', 'Wang Wei', 'Zhang Min', 'Liu Yang', 'Chen Jie', 'Yang Fan')
CITIES = ('Shanghai', 'Beijing', 'Lyon')


def take_in(engine, number, kind, data=None, **identifiers):
    event = Cem.Event.new('/example', kind)
    event.id = f'{kind} {number}'
    event.time = START + datetime.timedelta(minutes=number)
    event.payload = data or {}
    for name, value in identifiers.items():
        event.set_identifier(name, value)
    engine.ingest(event, Cem.IngestFlags.HISTORY)


def fill(engine):
    for n, name in enumerate(NAMES):
        user = f'u{n}'
        take_in(engine, n, 'customer.identified', {'traits': {'name': name, 'city': CITIES[n % 3]}}, user_id=user)
        take_in(engine, 10 + n, 'device.registered', {'model': f'Purifier A{n % 2 + 1}'}, user_id=user, serial=f'SN{n}')
        take_in(engine, 20 + n, 'device.reading', {'consumables': {'filter': 0.9 - n / 8}}, serial=f'SN{n}')
        take_in(engine, 30 + n, 'order.placed', {'amount': 20 + 7 * n, 'currency': 'CNY'}, user_id=user, order_id=f'O{n}')
        take_in(engine, 40 + n, 'app.login', user_id=user)


def describe_customer(customer):
    return customer.get_trait('name') or (customer.identifiers or ['…'])[0]


def describe_device(device):
    return f'{device.model}  {device.key}  filter {100 * device.get_consumable("filter"):.0f} %'


def describe_order(order):
    return f'{order.key}  {order.state}  {order.amount:g} {order.currency or ""}'


def describe_touchpoint(touchpoint):
    return f'{touchpoint.time:%H:%M}  {touchpoint.get_stage_label("en")}  {touchpoint.event_type}'


def list_view(model, describe):
    """A list over the store: a row that is still loading shows a mark, and fills when it notifies."""
    def bind(_, row):
        item = row.get_item()

        def show(*_):
            row.get_child().set_label('…' if item.get_loading() else describe(item))

        row.watch = (item, item.connect('notify::loading', show))
        show()

    factory = Gtk.SignalListItemFactory()
    factory.connect('setup', lambda _, row: row.set_child(Gtk.Label(xalign=0, margin_start=6, margin_end=6)))
    factory.connect('bind', bind)
    factory.connect('unbind', lambda _, row: row.watch[0].disconnect(row.watch[1]))
    return Gtk.ListView(model=model, factory=factory)


def scrolled(child, **properties):
    return Gtk.ScrolledWindow(child=child, vexpand=True, **properties)


class Window(Gtk.ApplicationWindow):
    def __init__(self, application, engine):
        super().__init__(application=application, title='Customers', default_width=760, default_height=520)
        self.view = engine.create_view('clerk', 'example')
        self.customers = self.view.list_customers()
        self.selection = Gtk.SingleSelection(model=self.customers)
        self.selection.connect('notify::selected-item', lambda *_: self.choose())
        self.page = None
        self.paned = Gtk.Paned(position=220, shrink_start_child=False)
        self.paned.set_start_child(scrolled(list_view(self.selection, describe_customer)))
        self.set_child(self.paned)

    def choose(self):
        customer = self.selection.get_selected_item()
        if customer is not None and customer.get_loading():
            customer.connect('notify::loading', lambda *_: self.choose())
        elif customer is not None:
            self.view.open_customer_async(customer.id, None, self.opened)

    def opened(self, view, result):
        try:
            self.page = view.open_customer_finish(result)
        except GLib.Error as error:
            self.paned.set_end_child(Gtk.Label(label=error.message))
            return
        self.page.live = True
        self.page.connect('notify::customer', lambda *_: self.show_head())
        self.head = Gtk.Label(xalign=0, css_classes=['title-2'])
        box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6, margin_top=12, margin_bottom=12,
                      margin_start=12, margin_end=12)
        box.append(self.head)
        for title, model, describe in (('Devices', self.page.get_nouns('device'), describe_device),
                                       ('Orders', self.page.get_nouns('order'), describe_order),
                                       ('Journey', self.page.touchpoints, describe_touchpoint)):
            box.append(Gtk.Label(label=title, xalign=0, css_classes=['heading']))
            box.append(scrolled(list_view(Gtk.NoSelection(model=model), describe)))
        self.show_head()
        self.paned.set_end_child(box)

    def show_head(self):
        customer = self.page.customer
        self.head.set_label('erased' if customer is None else
                            f'{describe_customer(customer)}, {customer.get_trait("city")}')


# -- by itself ----------------------------------------------------------------------------------------

def wait_until(what, condition):
    context = GLib.MainContext.default()
    for _ in range(2000):
        if condition():
            return
        if not context.iteration(False):
            GLib.usleep(10000)
    raise SystemExit(f'{what} did not happen')


def walk(window, engine):
    window.present()
    wait_until('the page', lambda: window.page is not None)
    window.selection.set_selected(4)
    wait_until('another page', lambda: window.page.customer.get_trait('name') == 'Chen Jie')
    take_in(engine, 60, 'order.delivered', order_id='O4')
    wait_until('the delivery', lambda: window.page.get_nouns('order').get_item(0).state == 'delivered')
    take_in(engine, 61, 'customer.identified', {'traits': {'city': 'Suzhou'}}, user_id='u4')
    wait_until('the new city', lambda: 'Suzhou' in window.head.get_label())
    print('the page followed the store')


def main(arguments):
    by_itself = arguments[:1] == ['--walk']
    with Cem.Engine.open(None if by_itself or not arguments else arguments[0]) as engine:
        if by_itself or not arguments:
            fill(engine)
        application = Gtk.Application()

        def activate(application):
            window = Window(application, engine)
            if not by_itself:
                window.present()
                return
            walk(window, engine)
            application.quit()

        application.connect('activate', activate)
        return application.run([])


sys.exit(main(sys.argv[1:]))
