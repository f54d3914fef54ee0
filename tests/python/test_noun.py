# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
import asyncio
import datetime
import math
import unittest

from gi.repository import GLib

from fixture import START, Cem, noun_engine

# Of each noun: a key, and what its attributes are. All other attributes must be there, too.
NOUNS = {
    'device': ('serial:SN1', {'model': 'A1', 'online': False, 'firmware': None}),
    'order': ('order_id:O1', {'amount': 99.5, 'currency': 'CNY', 'paid_at': None}),
    'work_order': ('work_order_id:W1', {'title': 'Leaks', 'n_reopened': 0, 'state': 'closed'}),
    'site': ('site_id:S1', {'city': 'Shanghai', 'area': 80.5}),
    'contract': ('contract_id:K1', {'contract_kind': 'care', 'amount': 120.0}),
    'household': ('household_id:H1', {'name': 'Li'}),
    'lead': ('lead_id:L1', {'source': 'web', 'lost': False}),
    'appointment': ('appointment_id:A1', {'appointment_kind': 'installation'}),
    'task': ('task_id:T1', {'title': 'Call'}),
    'staff': ('staff_id:E7', {'name': 'Wang'}),
    'coupon': ('coupon_id:C1', {'value': 20.0}),
    'response': ('response_id:R1', {'response_kind': 'nps', 'score': 9.0}),
    'campaign': ('campaign_id:M1', {'state': 'running'}),
}
PAGE_NOUNS = ('site', 'household', 'contract', 'device', 'order', 'work_order', 'task', 'coupon', 'appointment',
              'lead', 'response')


class NounTest(unittest.TestCase):
    def setUp(self):
        self.engine = noun_engine()
        self.view = self.engine.create_view()

    def tearDown(self):
        self.engine.close()

    def test_attributes(self):
        for noun, (key, attributes) in NOUNS.items():
            found = self.view.find_noun(key)
            self.assertEqual((found.noun, found.key), (noun, key))
            self.assertTrue(found.id.startswith('t'))
            self.assertGreater(int(found.position), 0)
            self.assertIsInstance(found.since, datetime.datetime)
            self.assertIsInstance(found.updated, datetime.datetime)
            for name, value in attributes.items():
                self.assertEqual(getattr(found, name), value, f'{noun}.{name}')
            for info in type(found).__info__.get_properties():
                getattr(found, info.get_name().replace('-', '_'))
            self.assertEqual(found.to_json()['key'], key)

    def test_fields(self):
        device = self.view.find_noun('serial:SN1')
        self.assertEqual(device.dup_field('consumables.filter.life'), 0.12)
        self.assertEqual(device.dup_field('components')['pump']['batch'], 'B1')
        self.assertIsNone(device.dup_field('colour'))
        self.assertIn('model', device.list_fields())
        self.assertEqual(device.list_keys(), ['serial:SN1'])

    def test_device(self):
        device = self.view.find_noun('serial:SN1')
        self.assertEqual(device.list_meters(), ['runtime'])
        self.assertEqual(device.list_consumables(), ['filter'])
        self.assertEqual(device.list_components(), ['pump'])
        self.assertFalse(math.isnan(device.get_meter('runtime')))
        self.assertEqual(device.dup_meter_unit('runtime'), 'h')
        self.assertEqual(device.get_consumable('filter'), 0.12)
        self.assertTrue(math.isnan(device.get_consumable('bag')))
        self.assertEqual(device.dup_component('pump')['batch'], 'B1')
        self.assertTrue(device.is_in_warranty(START))
        self.assertFalse(device.is_in_warranty(START.replace(year=2029)))
        self.assertEqual(device.find_owner(START), self.view.find_customer('user_id:u1').id)
        self.assertEqual(device.owner, device.find_owner(START))

    def test_others(self):
        self.assertFalse(self.view.find_noun('order_id:O1').is_late())
        work_order = self.view.find_noun('work_order_id:W1')
        closed, span = work_order.get_open_to_close()
        self.assertTrue(closed)
        self.assertEqual(span, 2 * 60 * 1000000)
        self.assertEqual(work_order.list_parts(), ['P-1'])
        self.assertEqual(self.view.find_noun('household_id:H1').get_n_members(), 1)
        self.assertEqual(self.view.find_noun('staff_id:E7').list_skills(), ['pump'])

    def test_lists(self):
        devices = self.view.list_nouns('device')
        self.assertEqual([device.key for device in devices], ['serial:SN2', 'serial:SN1'])
        low = self.view.list_nouns('device', 'device.consumables.filter.life < 0.15', '-since')
        self.assertEqual([device.model for device in low], ['A1'])
        customers = self.view.filter_customers("customer.traits.city == 'Lyon'", None)
        self.assertEqual(len(customers), 1)
        with self.assertRaises(GLib.Error) as caught:
            self.view.list_nouns('device', 'device.modell == 1')
        self.assertIn('modell', caught.exception.message)

    def test_customer_page(self):
        page = self.view.open_customer('user_id:u1')
        self.assertEqual(page.customer.get_trait('city'), 'Shanghai')
        self.assertEqual((page.key, page.view, page.error), ('user_id:u1', self.view, None))
        self.assertGreater(int(page.position), 0)
        for noun in PAGE_NOUNS:
            self.assertEqual([row.noun for row in page.get_nouns(noun)], [noun])
        self.assertIsNone(page.get_nouns('staff'))
        self.assertEqual(len(page.identifiers), 2)
        self.assertEqual([trait.id for trait in page.traits], ['city'])
        self.assertEqual(page.traits[0].dup_field('value'), 'Shanghai')
        self.assertEqual([consent.state for consent in page.consents], ['given'])
        self.assertEqual([fact.noun for fact in page.facts], ['owner'])
        self.assertEqual(page.get_nouns('order')[0].amount, 99.5)
        self.assertEqual(page.timeline[0].event_type, 'response.received')
        self.assertEqual(page.to_json()['orders']['total'], 1)

    def test_touchpoint(self):
        touchpoint = self.view.open_customer('user_id:u1').touchpoints[-1]
        self.assertEqual((touchpoint.event_type, touchpoint.source), ('customer.owner_assigned', '/app'))
        self.assertEqual((touchpoint.stage, touchpoint.channel), ('service', None))
        self.assertEqual(touchpoint.get_stage_label('zh_CN'), '服务')
        self.assertLess(touchpoint.time, START)

    def test_noun_page(self):
        page = self.view.open_noun('serial:SN1')
        self.assertEqual(page.noun.model, 'A1')
        self.assertEqual([customer.id for customer in page.customers], [page.noun.owner])
        self.assertEqual([noun for noun in PAGE_NOUNS if len(page.get_nouns(noun)) > 0], ['work_order'])

    def test_live(self):
        page = self.view.open_customer('user_id:u1')
        self.assertFalse(page.live)
        page.live = True
        self.assertTrue(page.get_live())
        page.set_live(False)
        self.assertTrue(page.renew())

    def test_await(self):
        async def main():
            device = await self.view.find_noun_async('serial:SN1')
            customer = await self.view.open_customer_async('user_id:u1')
            record = await self.view.open_noun_async('serial:SN1')
            self.assertTrue(await record.renew_async())
            return device.model, len(customer.get_nouns('device')), record.noun.model

        self.assertEqual(asyncio.run(main()), ('A1', 1, 'A1'))


if __name__ == '__main__':
    unittest.main()
