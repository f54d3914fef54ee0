#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Lists customers by a condition, shows the page of one, and follows it while events arrive.
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

const EVENTS = [
    ['customer.identified', {user_id: 'u7', phone: '+8613800138000'}, {traits: {name: 'Li', city: 'Shanghai'}}],
    ['customer.identified', {user_id: 'u8'}, {traits: {name: 'Wu', city: 'Beijing'}}],
    ['device.registered', {user_id: 'u7', serial: 'SN1'}, {model: 'Purifier A1'}],
    ['device.reading', {serial: 'SN1'}, {consumables: {filter: 0.12}}],
    ['order.placed', {user_id: 'u7', order_id: 'O1'}, {amount: 99.5, currency: 'CNY'}],
];

async function takeIn(engine, number, [type, identifiers, data]) {
    const json = {
        specversion: '1.0', id: `${number}`, source: '/example', type, identifiers, data,
        time: `2026-03-01T09:${10 + number}:00Z`,
    };
    await engine.ingest_async(Cem.Event.new_from_json(json), Cem.IngestFlags.HISTORY);
}

function show(page) {
    print(`${page.customer.get_trait('name')}, ${page.customer.get_trait('city')}`);
    for (const device of page.get_nouns('device'))
        print(`  ${device.model} (${device.key}), filter at ${100 * device.get_consumable('filter')} %`);
    for (const order of page.get_nouns('order'))
        print(`  ${order.key} ${order.state}: ${order.amount} ${order.currency}`);
    for (const touchpoint of page.get_touchpoints())
        print(`  ${touchpoint.get_stage_label('en')}: ${touchpoint.event_type}`);
}

// Resolves when the page has seen a change of its orders.
function nextChange(page) {
    return new Promise((resolve, reject) => {
        const timeout = GLib.timeout_add_seconds(GLib.PRIORITY_DEFAULT, 30, () => {
            reject(new Error('nothing happened'));
            return GLib.SOURCE_REMOVE;
        });
        const handler = page.get_nouns('order').connect('items-changed', orders => {
            GLib.source_remove(timeout);
            orders.disconnect(handler);
            resolve(orders.get_item(0));
        });
    });
}

async function main() {
    const engine = await Cem.Engine.open_async(null);

    for (const [number, event] of EVENTS.entries())
        await takeIn(engine, number, event);

    const view = engine.create_view('clerk', 'example');
    const near = view.filter_customers("customer.traits.city == 'Shanghai'", 'since');
    for (const customer of near)
        print(`${customer.identifiers[0]} is in Shanghai`);

    const page = await view.open_customer_async('phone:138 0013 8000');
    show(page);

    page.set_live(true);
    const change = nextChange(page);
    await takeIn(engine, 20, ['order.delivered', {order_id: 'O1'}, {}]);
    const order = await change;
    print(`now ${order.key} is ${order.state}`);
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
