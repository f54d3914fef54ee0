// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {START} from './fixture.js';
import {ok, run, same, test, throws} from './harness.js';

const EVENT = {
    specversion: '1.0', id: 'e1', source: '/shop', type: 'order.placed', subject: 'o1',
    time: '2026-03-01T09:00:00Z', identifiers: {user_id: 'u1'}, data: {amount: 2.5},
};

test('an event is built', () => {
    const event = Cem.Event.new('/shop', 'order.placed');
    same(event.get_id(), null);
    event.set_id('e1');
    event.set_source('/app');
    event.set_event_type('order.paid');
    event.set_subject('o1');
    event.set_time(START);
    event.set_payload({amount: 2.5, lines: [1, null]});
    event.set_identifier('user_id', 'u1');
    event.add_identifier('phone', '1');
    event.add_identifier('phone', '2');
    same(event.get_id(), 'e1');
    same(event.get_source(), '/app');
    same(event.get_event_type(), 'order.paid');
    same(event.get_subject(), 'o1');
    ok(event.get_time().equal(START), 'the time');
    same(event.get_payload(), {amount: 2.5, lines: [1, null]});
    same(event.get_identifier('user_id'), 'u1');
    ok(event.list_identifiers().join(' ').includes('phone'), 'phone');
});

test('its properties are plain values', () => {
    const event = new Cem.Event({source: '/shop', event_type: 'order.placed', id: 'e1'});
    event.payload = {a: [1]};
    same(event.payload, {a: [1]});
    event.payload = null;
    same(event.payload, null);
    event.set_time(new Date(1000));
    same(event.get_time().to_unix(), 1);
});

test('it is read and written', () => {
    same(Cem.Event.new_from_json(EVENT).to_json(), EVENT);
    same(Cem.Event.new_from_text(JSON.stringify(EVENT)).to_json(), EVENT);
    throws(() => Cem.Event.new_from_json({specversion: '1.0', id: 7}), Cem.Error, Cem.Error.SYNTAX);
    throws(() => Cem.Event.new_from_text('{'), Cem.Error, Cem.Error.SYNTAX);
});

test('it is made of a Segment call', () => {
    const call = {type: 'page', name: 'Home', messageId: 'm1', userId: '7'};
    const event = Cem.Event.new_from_segment(call, 'segment:app');
    same([event.source, event.event_type, event.payload.title], ['segment:app', 'page.viewed', 'Home']);
    same(Cem.Event.new_from_segment(call, null).source, 'segment');
    throws(() => Cem.Event.new_from_segment({type: 'page'}, null), Cem.Error, Cem.Error.SYNTAX);
});

run();
