#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes a CSV file into a store through a mapping, and lists customers by a condition.

Usage: import-csv.py MAPPING CSV CONDITION
for instance: import-csv.py orders.mapping.json orders.csv 'customer.n_orders > 1'
"""
import sys

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio, GLib


def load_mapping(path):
    diagnostics = Cem.Diagnostics.new()
    try:
        return Cem.Mapping.load(Gio.File.new_for_path(path), diagnostics)
    except GLib.Error as error:
        sys.exit(diagnostics.to_string().rstrip() or error.message)


def main(mapping, csv, condition):
    with Cem.Engine.open(None) as engine:
        intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY)
        intake.mapping = load_mapping(mapping)
        intake.run_file(Gio.File.new_for_path(csv))
        print(f'{intake.n_accepted} events, {intake.n_quarantined} in the quarantine')

        view = engine.create_view()
        for item in view.list_quarantine():
            print(f'{item.origin}:{item.line}: {item.message}')
        for customer in view.filter_customers(condition, 'since'):
            print(f'{customer.identifiers[0]}: {customer.get_trait("city")}')


if __name__ == '__main__':
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
