// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {ok, run, same, test, throws} from './harness.js';

test('values pack and unpack', () => {
    for (const native of [null, true, 5, -2.5, 'ä', [1, [2, 'x'], {}], {a: 1, b: [null]}])
        same(Cem.Value.pack(native).unpack(), native);
    ok(Cem.Value.pack(2n ** 63n).unpack() === 2n ** 63n, 'a BigInt');
    same(Cem.Value.pack(new Map([[1, 'x']])).lookup_value(Cem.Value.pack(1)).unpack(), 'x');
    same([...Cem.Value.pack(new Uint8Array([1, 2])).unpack()], [1, 2]);
    same(Cem.Value.pack(new Date(5)).unpack().get_microsecond(), 5000);
});

test('each kind', () => {
    const kinds = Cem.ValueKind;
    const made = [
        [kinds.NULL, Cem.Value.new_null()],
        [kinds.BOOL, Cem.Value.new_bool(true)],
        [kinds.INT, Cem.Value.new_int(-7)],
        [kinds.UINT, Cem.Value.new_uint(7)],
        [kinds.DOUBLE, Cem.Value.new_double(0.5)],
        [kinds.STRING, Cem.Value.new_string('x')],
        [kinds.BYTES, Cem.Value.new_bytes(new GLib.Bytes('ab'))],
        [kinds.TIMESTAMP, Cem.Value.new_timestamp(new Date(0))],
        [kinds.DURATION, Cem.Value.new_duration(1500000)],
        [kinds.LIST, Cem.Value.new_list([Cem.Value.new_int(1)])],
        [kinds.MAP, Cem.Value.new_map([Cem.Value.new_string('k'), Cem.Value.new_int(1)])],
    ];
    for (const [kind, value] of made)
        same(value.get_kind(), kind);
    const by = Object.fromEntries(made);
    same(by[kinds.BOOL].get_bool(), [true, true]);
    same(by[kinds.INT].get_int(), [true, -7]);
    same(by[kinds.UINT].get_uint(), [true, 7]);
    same(by[kinds.DOUBLE].get_double(), [true, 0.5]);
    same(by[kinds.DURATION].get_duration(), [true, 1500000]);
    same(by[kinds.STRING].dup_string(), 'x');
    same(by[kinds.INT].dup_string(), null);
    same([...by[kinds.BYTES].dup_bytes().toArray()], [97, 98]);
    same(by[kinds.TIMESTAMP].dup_date_time().to_unix(), 0);
});

test('containers', () => {
    const value = Cem.Value.new_from_text('{"a": [1, 2.5], "b": null}');
    same(value.get_length(), 2);
    same(value.dup_key(0).unpack(), 'a');
    same(value.dup_item(0).unpack(), [1, 2.5]);
    same(value.lookup('a').dup_item(1).unpack(), 2.5);
    same(value.lookup('c'), null);
    same(value.lookup_value(Cem.Value.pack('a')).get_length(), 2);
    ok(value.copy().equal(value), 'the copy');
});

test('JSON', () => {
    const value = Cem.Value.new_from_json({a: [1, 2.5, 'x', null, true]});
    same(value.unpack(), {a: [1, 2.5, 'x', null, true]});
    same(value.to_json(), {a: [1, 2.5, 'x', null, true]});
    same(value.to_text(), '{"a":[1,2.5,"x",null,true]}');
    same(Cem.Value.pack('x').to_string(), 'x');
    throws(() => Cem.Value.new_from_text('{"a": 1, "a": 2}'), Cem.Error, Cem.Error.SYNTAX);
});

test('order', () => {
    const one = Cem.Value.pack(1);
    same(one.compare(Cem.Value.pack(2.5)), [true, -1]);
    same(one.compare(Cem.Value.pack('x'))[0], false);
    same(one.hash(), Cem.Value.new_double(1).hash());
});

run();
