// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import {fill, makeEvent, openEngine} from './fixture.js';
import {ok, run, same, test} from './harness.js';

const engine = openEngine();
fill(engine, ...Array.from({length: 250}, (_, n) => makeEvent(n, 'app.login', {user_id: `u${n}`})));
const list = engine.create_view().list_customers();

test('it is like an array', () => {
    same(list.length, 250);
    const ids = [...list].map(customer => customer.get_id());
    same(new Set(ids).size, 250);
    same(list.at(7).get_id(), ids[7]);
    same(list.at(-1).get_id(), ids[249]);
    same(list.slice(10, 20).map(customer => customer.get_id()), ids.slice(10, 20));
    same(list.slice(300), []);
});

test('a page does not wait for the rest', () => {
    const fresh = engine.create_view().list_customers();
    same(fresh.slice(0, 10).length, 10);
    ok(fresh.get_loading(), 'the rest is not known');
    same(fresh.slice(-10).length, 10);
    same(fresh.get_loading(), false);
});

test('rows are loaded', async () => {
    ok(list.load(0, 10), 'done');
    same([list.get_loading(), list.get_error()], [false, null]);
    same(list.get_item(3).get_loading(), false);
    ok(await list.load_async(200, 10), 'done');
    same(list.get_item(205).get_loading(), false);
});

run();
