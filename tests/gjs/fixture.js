// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

export const START = GLib.DateTime.new_utc(2026, 3, 1, 9, 0, 0);
export const NONE = Cem.IngestFlags.NONE;

// An engine in memory, whose clock stands still.
export function openEngine(path = null) {
    return Cem.Engine.open(path, Cem.ManualClock.new(START));
}

export function makeEvent(number, type = 'app.login', identifiers = {user_id: 'u1'}) {
    const event = Cem.Event.new('/app', type);
    event.set_id(`e${number}`);
    event.set_time(START);
    for (const [name, value] of Object.entries(identifiers))
        event.set_identifier(name, value);
    return event;
}

export function fill(engine, ...events) {
    return events.map(event => engine.ingest(event, NONE));
}

// One customer with three identifiers, another one, a duplicate and something in quarantine.
export function filledEngine() {
    const engine = openEngine();
    const login = makeEvent(1, 'app.login', {user_id: 'u1', anonymous_id: 'a1'});
    const told = makeEvent(2, 'customer.identified', {user_id: 'u1', email: 'li@Example.org'});
    told.set_payload({traits: {name: 'Li', city: 'Shenzhen'}});
    fill(engine, login, told, makeEvent(3, 'app.login', {user_id: 'u2'}), login,
        makeEvent(3, 'page.viewed', {user_id: 'u2'}));
    return engine;
}

// Type, identifiers, data.
const NOUNS = [
    ['customer.identified', {user_id: 'u1', email: 'li@example.org'}, {traits: {city: 'Shanghai'}}],
    ['customer.identified', {user_id: 'u2'}, {traits: {city: 'Lyon'}}],
    ['customer.owner_assigned', {user_id: 'u1'}, {staff: 'E7'}],
    ['consent.given', {user_id: 'u1'}, {purpose: 'marketing'}],
    ['site.added', {site_id: 'S1', user_id: 'u1'}, {city: 'Shanghai', rooms: 3, area_m2: 80.5}],
    ['household.joined', {household_id: 'H1', user_id: 'u1'}, {name: 'Li'}],
    ['contract.signed', {contract_id: 'K1', user_id: 'u1'}, {kind: 'care', amount: 120}],
    ['device.registered', {serial: 'SN1', user_id: 'u1'}, {model: 'A1', warranty_until: '2028-01-01', components: [{name: 'pump', batch: 'B1'}]}],
    ['device.reading', {serial: 'SN1'}, {consumables: {filter: 0.12}, meters: {runtime: 10}, units: {runtime: 'h'}}],
    ['device.registered', {serial: 'SN2', user_id: 'u2'}, {model: 'B7'}],
    ['order.placed', {order_id: 'O1', user_id: 'u1'}, {amount: 99.5, currency: 'CNY'}],
    ['order.placed', {order_id: 'O2', user_id: 'u2'}, {amount: 7}],
    ['work_order.opened', {work_order_id: 'W1', serial: 'SN1', user_id: 'u1'}, {title: 'Leaks'}],
    ['work_order.part_used', {work_order_id: 'W1'}, {part: 'P-1'}],
    ['work_order.closed', {work_order_id: 'W1'}, {resolution: 'sealed'}],
    ['task.opened', {task_id: 'T1', user_id: 'u1'}, {title: 'Call', staff: 'E7'}],
    ['staff.added', {staff_id: 'E7'}, {name: 'Wang', skills: ['pump']}],
    ['coupon.issued', {coupon_id: 'C1', user_id: 'u1'}, {value: 20}],
    ['appointment.booked', {appointment_id: 'A1', user_id: 'u1'}, {kind: 'installation'}],
    ['lead.created', {lead_id: 'L1', user_id: 'u1'}, {source: 'web'}],
    ['response.received', {user_id: 'u1', response_id: 'R1'}, {kind: 'nps', score: 9}],
    ['campaign.started', {campaign_id: 'M1'}, {name: 'Spring'}],
];

// A customer with something of everything, and another one; an event each minute until START.
export function nounEngine() {
    const engine = openEngine();
    NOUNS.forEach(([type, identifiers, data], n) => {
        const event = makeEvent(1000 + n, type, identifiers);
        event.set_time(START.add_minutes(n - NOUNS.length));
        event.set_payload(data);
        engine.ingest(event, Cem.IngestFlags.HISTORY);
    });
    return engine;
}
