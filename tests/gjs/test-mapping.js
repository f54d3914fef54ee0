// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {ok, run, same, test, throws} from './harness.js';

const object = {
    name: 'orders', description: 'Shop orders', source: '/shop', files: ['*.csv'],
    id: 'number', time: 'placed', identifiers: {order_id: 'number'},
    events: [{type: 'order.placed', data: {amount: {column: 'amount', kind: 'double'}}}],
};
const csv = new GLib.Bytes(new TextEncoder().encode(
    'number,placed,amount\n7,2026-03-01T09:00:00Z,12.5\n8,2026-03-01,much\n'));

test('a mapping says what it is', () => {
    const mapping = Cem.Mapping.new_from_json(object, null);

    same([mapping.get_name(), mapping.get_source(), mapping.get_description()],
        ['orders', '/shop', 'Shop orders']);
    same(mapping.get_digest().length, 64);
    same(mapping.list_columns(), ['number', 'placed', 'amount']);
    same(mapping.to_json(), object);
    ok(mapping.accepts('a.csv') && !mapping.accepts('a.txt'), 'files');
});

test('rows become events', () => {
    const mapping = Cem.Mapping.new_from_text(JSON.stringify(object), null);
    const diagnostics = new Cem.Diagnostics();
    const {rows} = mapping.preview(csv, 0);

    same(rows[0].events[0].data, {amount: 12.5});
    same(rows[1].faults[0].reason, 'cell');
    ok(mapping.check_sample(csv, diagnostics), 'columns');
    same(diagnostics.get_n_warnings(), 1);
    throws(() => Cem.Mapping.new_from_json({}, null), Cem.Error, Cem.Error.SYNTAX);
});

test('a mapping is proposed', () => {
    same(Cem.Mapping.propose(csv, 'Orders').time, 'placed');
});

test('a mapping is loaded', async () => {
    const [file, stream] = Gio.File.new_tmp('cem-XXXXXX.json');

    stream.close(null);
    file.replace_contents(new TextEncoder().encode(JSON.stringify(object)), null, false,
        Gio.FileCreateFlags.NONE, null);
    same(Cem.Mapping.load(file, null, null).name, 'orders');
    same((await Cem.Mapping.load_async(file, null, null)).name, 'orders');
    same(await new Promise(resolve => {
        Cem.Mapping.load_async(file, null, null, (_source, result) => resolve(Cem.Mapping.load_finish(result).name));
    }), 'orders');
    file.delete(null);
});

run();
