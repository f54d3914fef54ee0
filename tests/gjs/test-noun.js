// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {nounEngine, START} from './fixture.js';
import {ok, run, same, test, throws} from './harness.js';

// Of each noun: a key, and what its getters give.
const NOUNS = {
    device: ['serial:SN1', {model: 'A1', online: false, name: null, batch: null, site: null,
        firmware: null, sold: null}],
    order: ['order_id:O1', {amount: 99.5, currency: 'CNY', channel: null, paid_at: null,
        shipped_at: null, delivered_at: null, promised: null}],
    work_order: ['work_order_id:W1', {title: 'Leaks', work_order_kind: null, assignee: null, team: null,
        priority: null, category: null, due: null, resolved_at: null, n_reopened: 0, made_sla: false,
        first_time_fixed: false}],
    site: ['site_id:S1', {city: 'Shanghai', area: 80.5, name: null, site_kind: null, address: null,
        region: null, latitude: NaN, longitude: NaN}],
    contract: ['contract_id:K1', {contract_kind: 'care', amount: 120, currency: null, starts: null,
        ends: null, renewed_at: null, ended_at: null}],
    household: ['household_id:H1', {name: 'Li', n_members: 1}],
    lead: ['lead_id:L1', {source: 'web', campaign: null, segment: null, amount: NaN, lost: false,
        converted_at: null}],
    appointment: ['appointment_id:A1', {appointment_kind: 'installation', at: null, until: null,
        place: null, staff: null}],
    task: ['task_id:T1', {title: 'Call', task_kind: null, due: null, priority: null, result: null,
        done_at: null}],
    staff: ['staff_id:E7', {name: 'Wang', role: null, region: null, team: null, active: false}],
    coupon: ['coupon_id:C1', {value: 20, template: null, currency: null, order: null, expires: null,
        redeemed_at: null}],
    response: ['response_id:R1', {response_kind: 'nps', score: 9, scale: 0, text: null, survey: null,
        question: null, about: null}],
    campaign: ['campaign_id:M1', {state: 'running'}],
};
const LISTED = ['site', 'household', 'contract', 'device', 'order', 'work_order', 'task', 'coupon',
    'appointment', 'lead', 'response'];

const engine = nounEngine();
const view = engine.create_view();

function rows(list) {
    return Array.from({length: list.get_n_items()}, (_, n) => list.get_item(n));
}

test('each noun has its getters', () => {
    for (const [noun, [key, expected]] of Object.entries(NOUNS)) {
        const found = view.find_noun(key);
        same([found.get_noun(), found.get_key()], [noun, key]);
        ok(found.get_id().startsWith('t'), 'the id');
        ok(Number(found.get_position()) > 0, 'the position');
        ok(found.get_since().compare(START) < 0, 'since');
        ok(found.get_updated().compare(START) < 0, 'updated');
        for (const [name, value] of Object.entries(expected))
            same(found[`get_${name}`](), value, `${noun}.${name}`);
        same(found.to_json().key, key);
    }
});

test('times', () => {
    const [order, workOrder] = [view.find_noun('order_id:O1'), view.find_noun('work_order_id:W1')];
    for (const time of [order.get_placed_at(), workOrder.get_opened_at(), workOrder.get_closed_at(),
        view.find_noun('contract_id:K1').get_signed_at(), view.find_noun('lead_id:L1').get_created_at(),
        view.find_noun('task_id:T1').get_opened_at(), view.find_noun('coupon_id:C1').get_issued_at(),
        view.find_noun('response_id:R1').get_received_at()])
        ok(time.compare(START) < 0, 'a time');
    same(view.find_noun('task_id:T1').get_assignee().includes('E7'), true);
    same(order.is_late(), false);
    same(workOrder.get_open_to_close(), [true, 120000000]);
    same(workOrder.list_parts(), ['P-1']);
    same(workOrder.get_state(), 'closed');
    same(view.find_noun('staff_id:E7').list_skills(), ['pump']);
});

test('a device', () => {
    const device = view.find_noun('serial:SN1');
    same([device.list_meters(), device.list_consumables(), device.list_components()],
        [['runtime'], ['filter'], ['pump']]);
    ok(!isNaN(device.get_meter('runtime')), 'the meter');
    same(device.dup_meter_unit('runtime'), 'h');
    same(device.get_consumable('filter'), 0.12);
    same(device.dup_component('pump').batch, 'B1');
    same(device.dup_field('consumables.filter.life'), 0.12);
    ok(device.list_fields().includes('model'), 'the fields');
    same(device.list_keys(), ['serial:SN1']);
    same(device.is_in_warranty(START), true);
    ok(device.get_warranty_until().compare(START) > 0, 'the warranty');
    same(device.find_owner(START), view.find_customer('user_id:u1').get_id());
    same(device.get_owner(), device.find_owner(START));
});

test('lists', () => {
    const devices = view.list_nouns('device', null, null);
    same([...devices].map(device => device.get_key()), ['serial:SN2', 'serial:SN1']);
    const low = view.list_nouns('device', 'device.consumables.filter.life < 0.15', '-since');
    same([...low].map(device => device.get_model()), ['A1']);
    same(view.filter_customers("customer.traits.city == 'Lyon'", null).length, 1);
    throws(() => view.list_nouns('device', 'device.modell == 1', null), Cem.Error, Cem.Error.TYPE);
});

test("a customer's page", () => {
    const page = view.open_customer('user_id:u1');
    same(page.get_customer().get_trait('city'), 'Shanghai');
    same([page.get_key(), page.get_error(), page.get_view() === view], ['user_id:u1', null, true]);
    ok(Number(page.get_position()) > 0, 'the position');
    for (const noun of LISTED)
        same(rows(page.get_nouns(noun)).map(row => row.get_noun()), [noun]);
    same(page.get_nouns('staff'), null);
    same(page.get_identifiers().get_n_items(), 2);
    same(rows(page.get_traits()).map(trait => trait.dup_field('value')), ['Shanghai']);
    same(rows(page.get_consents()).map(consent => consent.get_state()), ['given']);
    same(rows(page.get_facts()).map(fact => fact.get_noun()), ['owner']);
    same(page.get_nouns('order').get_item(0).get_amount(), 99.5);
    same(page.get_timeline().get_item(0).get_event_type(), 'response.received');
    same(page.to_json().orders.total, 1);
});

test('a touchpoint', () => {
    const touchpoints = view.open_customer('user_id:u1').get_touchpoints();
    const touchpoint = touchpoints.get_item(touchpoints.get_n_items() - 1);
    same([touchpoint.get_event_type(), touchpoint.get_source(), touchpoint.get_stage(),
        touchpoint.get_channel()], ['customer.owner_assigned', '/app', 'service', null]);
    same(touchpoint.get_stage_label('zh_CN'), '服务');
    ok(touchpoint.get_time().compare(START) < 0, 'the time');
});

test("a device's page", () => {
    const page = view.open_noun('serial:SN1');
    same(page.get_noun().get_model(), 'A1');
    same(rows(page.get_customers()).map(customer => customer.get_id()), [page.get_noun().get_owner()]);
    same(LISTED.filter(noun => page.get_nouns(noun).get_n_items() > 0), ['work_order']);
});

test('a page that lives', () => {
    const page = view.open_customer('user_id:u1');
    same(page.get_live(), false);
    page.set_live(true);
    same(page.get_live(), true);
    page.set_live(false);
    ok(page.renew(), 'done');
});

test('without blocking', async () => {
    same((await view.find_noun_async('serial:SN1')).get_model(), 'A1');
    same((await view.open_customer_async('user_id:u1')).get_nouns('device').get_n_items(), 1);
    const page = await view.open_noun_async('serial:SN1');
    ok(await page.renew_async(), 'done');
    engine.close();
});

run();
