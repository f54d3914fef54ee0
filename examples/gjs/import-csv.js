#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Takes a CSV file into a store through a mapping, and lists customers by a condition:
//   import-csv.js orders.mapping.json orders.csv 'customer.n_orders > 1'
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';
import System from 'system';

async function loadMapping(path) {
    const diagnostics = new Cem.Diagnostics();
    try {
        return await Cem.Mapping.load_async(Gio.File.new_for_path(path), diagnostics);
    } catch (error) {
        printerr(diagnostics.to_string().trimEnd() || error.message);
        System.exit(1);
    }
}

async function main(mapping, csv, condition) {
    const engine = await Cem.Engine.open_async(null);
    const intake = Cem.Intake.new(engine, Cem.IntakeMode.HISTORY);

    intake.mapping = await loadMapping(mapping);
    await intake.run_file_async(Gio.File.new_for_path(csv));
    print(`${intake.n_accepted} events, ${intake.n_quarantined} in the quarantine`);

    const view = engine.create_view();
    for (const item of view.list_quarantine())
        print(`${item.origin}:${item.line}: ${item.message}`);
    for (const customer of view.filter_customers(condition, 'since'))
        print(`${customer.identifiers[0]}: ${customer.get_trait('city')}`);
    await engine.close_async();
}

if (ARGV.length !== 3) {
    printerr('Usage: import-csv.js MAPPING CSV CONDITION');
    System.exit(2);
}
await main(...ARGV);
