// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

import {filledEngine} from './fixture.js';
import {ok, rejects, run, same, test, throws} from './harness.js';

const engine = filledEngine();
const view = engine.create_view('agent 12', 'service');

test('who looks', () => {
    ok(view.get_engine() === engine, 'the engine');
    same([view.get_actor(), view.get_purpose()], ['agent 12', 'service']);
});

test('find', async () => {
    same(view.find_customer('email:li@EXAMPLE.org').get_id(), view.find_customer('user_id:u1').get_id());
    same((await view.find_customer_async('user_id:u1')).get_id(), view.find_customer('user_id:u1').get_id());
    throws(() => view.find_customer('user_id:nobody'), Cem.Error, Cem.Error.NOT_FOUND);
    await rejects(view.find_customer_async('user_id:nobody'), Cem.Error, Cem.Error.NOT_FOUND);
});

test('explain', async () => {
    const why = view.explain('email:li@example.org', 'anonymous_id:a1');
    same([why.same, why.steps.length], [true, 2]);
    same((await view.explain_async('user_id:u1', 'user_id:u2')).same, false);
});

test('mapping', async () => {
    const mapping = Cem.Mapping.new_from_json({name: 'visits', source: '/shop', events: [{type: 'visit'}]}, null);
    const intake = Cem.Intake.new(engine, Cem.IntakeMode.LIVE);

    intake.set_mapping(mapping);
    intake.run_stream(Gio.MemoryInputStream.new_from_bytes(new GLib.Bytes(new TextEncoder().encode('who\n7\n'))), null);
    same(view.find_mapping('visits').get_digest(), mapping.get_digest());
    same((await view.find_mapping_async(mapping.get_digest())).get_name(), 'visits');
    const name = await new Promise(resolve => {
        view.find_mapping_async('visits', null, (_, result) => resolve(view.find_mapping_finish(result).get_name()));
    });
    same(name, 'visits');
    throws(() => view.find_mapping('calls'), Cem.Error, Cem.Error.NOT_FOUND);
});

test('stats', async () => {
    same(typeof view.read_stats(), 'object');
    same(await view.read_stats_async(), view.read_stats());
});

test('callbacks', async () => {
    const why = await new Promise(resolve => {
        view.explain_async('user_id:u1', 'anonymous_id:a1', null, (_, result) => resolve(view.explain_finish(result)));
    });
    const stats = await new Promise(resolve => {
        view.read_stats_async(null, (_, result) => resolve(view.read_stats_finish(result)));
    });
    same([why.same, typeof stats], [true, 'object']);
});

test('lists', () => {
    same(view.list_customers().length, 2);
    const types = new Set([...view.list_timeline('user_id:u1')].map(entry => entry.event_type));
    same([...types].sort(), ['app.login', 'cem.trait.changed', 'customer.identified']);
    same(view.list_log('app.login').length, 2);
    same(view.list_quarantine().length, 1);
});

run();
