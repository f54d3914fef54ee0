#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Opens a store, takes in three events, and asks who the customer is: customers.js [STORE]
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

const EVENTS = [
    {id: '1', source: '/web', type: 'page.viewed', identifiers: {anonymous_id: 'a1'}},
    {id: '2', source: '/web', type: 'app.login', identifiers: {anonymous_id: 'a1', user_id: 'u7'}},
    {
        id: '3', source: '/crm', type: 'customer.identified',
        identifiers: {user_id: 'u7', email: 'li@example.org'}, data: {traits: {name: 'Li'}},
    },
];

async function main() {
    const engine = await Cem.Engine.open_async(ARGV[0] ?? null);

    for (const event of EVENTS) {
        const json = {specversion: '1.0', time: `2026-03-01T09:0${event.id}:00Z`, ...event};
        const outcome = await engine.ingest_async(Cem.Event.new_from_json(json), Cem.IngestFlags.HISTORY);
        if (outcome.message !== null)
            printerr(`${event.id}: ${outcome.message}`);
    }

    const view = engine.create_view('clerk', 'example');
    const customer = await view.find_customer_async('email:li@example.org');
    print(`customer ${customer.id}, ${customer.get_trait('name')}`);
    for (const identifier of customer.identifiers)
        print(`  ${identifier}`);
    for (const entry of view.list_timeline(customer.id))
        print(`  ${entry.time.format('%H:%M')} ${entry.event_type}`);
    await engine.close_async();
}

const loop = GLib.MainLoop.new(null, false);
let failure = null;
main().catch(error => {
    failure = error;
}).finally(() => loop.quit());
loop.run();
if (failure !== null)
    throw failure;
