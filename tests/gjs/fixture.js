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
