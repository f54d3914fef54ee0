#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes orders out of a CSV file into a store, and shows whose they are."""
import os
import tempfile

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio

CSV = '''\
Order;Customer;Mail;Placed;Delivered;Amount
1001;C7;li@example.org;28/02/2026 09:30;02/03/2026 14:00;129,90
1002;C8;?;28/02/2026 10:00;;12,50
1003;C7;li@example.org;01/03/2026 08:15;?;much
'''

MAPPING = {
    'name': 'orders',
    'source': '/shop/orders',
    'file': {'separator': ';', 'decimal': ','},
    'unknown': ['?'],
    'zone': 'Europe/Vienna',
    'columns': {
        'Placed': {'kind': 'timestamp', 'format': '%d/%m/%Y %H:%M'},
        'Delivered': {'kind': 'timestamp', 'format': '%d/%m/%Y %H:%M'},
        'Amount': {'kind': 'double'},
    },
    'id': 'Order',
    'identifiers': {'order_id': 'Order', 'customer_id': 'Customer', 'email': 'Mail'},
    'events': [
        {'type': 'order.placed', 'time': 'Placed',
         'data': {'amount': 'Amount', 'currency': {'value': 'EUR'}}},
        {'type': 'order.delivered', 'time': 'Delivered', 'when': 'has(row.Delivered)'},
    ],
}


def main():
    with tempfile.TemporaryDirectory() as folder, \
            Cem.Engine.open(os.path.join(folder, 'shop.cem'), None, None) as engine:
        path = os.path.join(folder, 'orders.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(CSV)

        intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
        intake.add_file(Gio.File.new_for_path(path), Cem.Mapping.new_from_json(MAPPING))
        intake.run_files()
        print(f'{intake.n_accepted} events, {intake.n_quarantined} in the quarantine')

        view = engine.create_view()
        for item in view.list_quarantine():
            print(f'{item.origin}:{item.line}: {item.message}')
        for key in ('customer_id:C7', 'customer_id:C8'):
            print(f'{key} is {len(view.list_timeline(key))} events: '
                  + ', '.join(entry.event_type for entry in view.list_timeline(key)))

        # The mapping is mended (the price of this order is not known), and the row is tried again.
        MAPPING['unknown'].append('much')
        again = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
        again.mapping = Cem.Mapping.new_from_json(MAPPING)
        again.run_quarantine()
        print(f'{again.n_accepted} more')
        assert (intake.n_accepted, intake.n_quarantined, again.n_accepted) == (3, 1, 1)


if __name__ == '__main__':
    main()
