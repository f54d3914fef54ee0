#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Weeks of a car brand and its owners, as the files of its systems.

Usage: simulate.py [--cars 200] [--weeks 12] [--seed 1] [--tidy] --out FOLDER

Trips and mileage (in miles where the car was imported), service visits, a batch of steering gears that fail beyond
20,000 km, complaints about the key, updates over the air, cars that change hands. The same arguments give the same
bytes; truth.jsonl, plots.jsonl and expected.json are as those of the smart-home world.
"""
import argparse
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from simulation import (DAY, HOUR, MINUTE, TIDY, SegmentSource, Source, Truth, Untidy, date, encode,  # noqa: E402
                        expect, stamp)

BEGIN = 20460 * DAY  # 2026-01-07
NAMES = (('王', 'wang'), ('李', 'li'), ('陈', 'chen'), ('Weber', 'weber'), ('Rossi', 'rossi'), ('Moreau', 'moreau'))
GIVEN = (('伟', '敏', '静', '强', '洋'), ('Anna', 'Paul', 'Eva', 'Luca', 'Nina'))
MODELS = (('Aurora', 168000), ('Aurora Tour', 189000), ('Comet', 129000))
BAD_BATCH = 'SG-2403'
KEYS = (('钥匙要按好几次才开门', 'I have to press the key several times'), ('无钥匙进入经常失灵', 'Keyless entry often fails'),
        ('钥匙电池三个月就没电', 'The key eats a battery in three months'))


class Person:
    def __init__(self, number, rng, lang):
        place = rng.randrange(3) + (0 if lang == 'zh' else 3)
        surname, roman = NAMES[place]
        given = rng.choice(GIVEN[lang != 'zh'])
        self.id, self.lang = f'P{number:05}', lang
        self.name = surname + given if lang == 'zh' else f'{given} {surname}'
        self.email = f'{roman}{number:05}@example.com'
        self.phone = f'136{number:08}' if lang == 'zh' else f'+49160{number:08}'
        self.customer_id = f'K{number:05}'
        self.user_id = f'app{number:05}' if rng.random() < 0.8 else None
        self.anonymous_id = f'{rng.getrandbits(64):016x}'
        self.identifiers = []

    def who(self, *kinds):
        found = {kind: getattr(self, kind) for kind in kinds if getattr(self, kind) is not None}
        for kind, value in found.items():
            entry = {'type': kind, 'value': value}
            if entry not in self.identifiers:
                self.identifiers.append(entry)
        return found

    def app(self):
        self.who('user_id', 'anonymous_id')
        return {'userId': self.user_id, 'anonymousId': self.anonymous_id}

    def say(self, zh, en):
        return zh if self.lang == 'zh' else en


class Car:
    def __init__(self, number, seed, begin):
        rng = self.rng = random.Random(f'{seed}:car:{number}')
        self.number = number
        self.lang = 'zh' if rng.random() < 0.6 else 'en'
        self.vin = f'LCEM{rng.randrange(10 ** 6):06}X{number:06}'
        self.unit = f'TU{number:07}'  # telematics, which knows no more of the car than its own serial number
        self.model, self.price = rng.choice(MODELS)
        self.batch = rng.choice(('SG-2401', 'SG-2402', BAD_BATCH, BAD_BATCH, 'SG-2404'))
        self.sold = begin - int((30 + rng.random() * 700) * DAY)
        self.daily = 12 + 60 * rng.random() ** 2  # km a day
        self.km = self.daily * (begin - self.sold) / DAY * (0.8 + 0.4 * rng.random())
        if self.batch == BAD_BATCH:
            self.km = 17500 + 4000 * rng.random()
        self.miles = self.lang == 'en' and rng.random() < 0.3
        self.owner = Person(number * 2, rng, self.lang)
        self.driver = Person(number * 2 + 1, rng, self.lang) if rng.random() < 0.3 else None
        if self.driver:
            self.driver.customer_id = None
        self.failed = False

    def ids(self):
        return {'vin': self.vin}

    def reading(self):
        """The odometer, in the unit that the car shows."""
        return round(self.km / 1.609344, 1) if self.miles else round(self.km, 1)


class World:
    def __init__(self, cars, weeks, seed, tidy):
        self.begin, self.end, self.seed = BEGIN, BEGIN + weeks * 7 * DAY, seed
        untidy = TIDY if tidy else Untidy(late=30, twice=10, broken=1, other=0.2)
        self.dms = Source('dms.jsonl', '/dms', seed, untidy)
        self.telematics = Source('telematics.jsonl.gz', '/telematics', seed, untidy)
        self.app = SegmentSource('app.jsonl', 'segment', seed, untidy)
        self.desk = Source('desk.jsonl', '/desk', seed, untidy)
        self.survey = Source('survey.jsonl', '/survey', seed, untidy)
        self.truth = Truth()
        self.cars = [Car(n, seed, self.begin) for n in range(cars)]
        self.n_work_orders = 0

    def some_time(self, rng):
        return self.begin + int(rng.random() * ((self.end - self.begin) // DAY)) * DAY + int((8 + 11 * rng.random()) * HOUR)

    def run(self):
        for number, name in enumerate(('赵师傅', 'Herr Lang', '马丽'), 1):
            self.dms.emit(self.begin - 800 * DAY, 'staff.added', {'staff_id': f'D{number}'}, {
                'name': name, 'role': 'technician' if number < 3 else 'advisor', 'active': True})
        self.telematics.emit(self.begin + 10 * DAY, 'firmware.released', {}, {'version': '7.1', 'notes': 'key fob, navigation'})
        for car in self.cars:
            self.sell(car)
            self.drive(car)
            self.update(car)
            self.use_app(car)
            self.care(car)
        bad = [c.vin for c in self.cars if c.batch == BAD_BATCH]
        self.truth.plot('bad_batch', batch=BAD_BATCH, component='steering_gear', beyond={'mileage': 20000, 'unit': 'km'},
                        vins=bad, failed=[c.vin for c in self.cars if c.failed])
        for car in self.cars:
            self.truth.people += [{'person': p.id, 'name': p.name, 'home': None, 'identifiers': p.identifiers}
                                  for p in (car.owner, car.driver) if p and p.identifiers]

    # -- the dealer

    def sell(self, car):
        owner, when = car.owner, car.sold
        self.dms.emit(when - 9 * DAY, 'customer.identified', owner.who('customer_id', 'email', 'phone'), {
            'traits': {'name': owner.name, 'language': car.lang}})
        order = {'order_id': f'B{car.number:06}'}
        self.dms.emit(when - 8 * DAY, 'order.placed', {**order, **owner.who('customer_id')}, {
            'amount': car.price, 'currency': 'CNY', 'channel': 'dealer',
            'items': [{'sku': car.model, 'name': car.model, 'quantity': 1, 'price': car.price}]})
        self.dms.emit(when, 'order.delivered', order)
        self.dms.emit(when, 'device.registered', {**car.ids(), 'serial': car.unit, **owner.who('customer_id')}, {
            'model': car.model, 'name': 'car', 'role': 'owner', 'sold': date(when), 'warranty_until': date(when + 1095 * DAY),
            'warranty_meter': {'meter': 'mileage', 'value': 100000, 'unit': 'km'}, 'meters': {'mileage': {'unit': 'km'}},
            'components': [{'name': 'steering_gear', 'serial': f'G{car.number:07}', 'batch': car.batch, 'part': 'SG-11'},
                           {'name': 'key', 'serial': f'Y{car.number:07}', 'part': 'KEY-2'}]})
        if car.driver and car.driver.user_id:
            self.dms.emit(when + DAY, 'device.registered', {**car.ids(), **car.driver.who('user_id')}, {'role': 'user'})
        if car.number % 50 == 7 and car.number > 7:
            buyer = self.cars[car.number - 3].owner
            at = self.some_time(car.rng)
            self.dms.emit(at, 'device.transferred', {**car.ids(), **buyer.who('customer_id')}, {'reason': 'sold'})
            self.truth.plot('resold_car', vin=car.vin, seller=car.owner.id, buyer=buyer.id, at=stamp(at))

    # -- the road

    def drive(self, car):
        rng, when = car.rng, self.begin + int(car.rng.random() * DAY)
        unit = {'mileage': 'mi' if car.miles else 'km'}
        while when < self.end:
            trip = car.daily * (0.3 + 1.4 * rng.random())
            car.km += trip
            self.telematics.emit(when, 'device.reading', {'serial': car.unit}, {
                'meters': {'mileage': car.reading()}, 'units': unit,
                'values': {'trip_km': round(trip, 1), 'minutes': int(trip * 1.4) + 3, 'fuel': round(rng.random(), 2)}})
            self.wear(car, when)
            when += int(DAY * (0.7 + 0.6 * rng.random()))

    def wear(self, car, when):
        """The bad batch does not live long beyond 20,000 km; the others fail now and then."""
        if car.failed:
            return
        risk = 0.05 if car.batch == BAD_BATCH and car.km > 20000 else 0.0002
        if car.rng.random() > risk:
            return
        car.failed = True
        self.telematics.emit(when + MINUTE, 'device.error', {'serial': car.unit}, {
            'code': 'C1513', 'component': 'steering_gear', 'severity': 'high', 'message': 'steering assistance lost'})
        self.visit(car, when + 2 * HOUR, 'repair', [('steering_gear', 'SG-11', 'failure')])

    def visit(self, car, when, kind, parts):
        """A work order of the dealer, with its appointment, parts and survey."""
        rng, owner = car.rng, car.owner
        self.n_work_orders += 1
        number = {'work_order_id': f'WO{car.number:05}{self.n_work_orders:05}'}
        at = when + int((1 + 3 * rng.random()) * DAY)
        self.dms.emit(when, 'work_order.opened', {**number, **car.ids(), **owner.who('customer_id', 'phone')}, {
            'kind': kind, 'title': owner.say('维修' if kind == 'repair' else '保养', kind), 'category': car.model,
            'priority': '1' if kind == 'repair' else '3', 'due': stamp(at + DAY)})
        self.dms.emit(when + HOUR, 'work_order.assigned', number, {'staff': rng.choice(('D1', 'D2'))})
        visit = {'appointment_id': f'AP{number["work_order_id"]}'}
        self.dms.emit(when + HOUR, 'appointment.booked', {**visit, **number, **owner.who('customer_id')}, {
            'kind': 'maintenance', 'at': stamp(at)})
        self.dms.emit(at, 'appointment.kept', visit)
        for component, part, reason in parts:
            self.dms.emit(at + HOUR, 'work_order.part_used', number, {'part': part, 'quantity': 1})
            self.dms.emit(at + HOUR, 'device.component_replaced', {**car.ids(), **number}, {
                'component': component, 'part': part, 'reason': reason, 'new_serial': f'N{self.n_work_orders:07}',
                'new_batch': 'SG-2409' if component == 'steering_gear' else 'F-1', 'work_order': number['work_order_id']})
        self.dms.emit(at + 3 * HOUR, 'work_order.closed', number, {
            'resolution': 'done', 'first_time_fixed': rng.random() < 0.9, 'made_sla': rng.random() < 0.9})
        if rng.random() < 0.5:
            self.survey.emit(at + 2 * DAY, 'response.received', {
                'response_id': f'RS{number["work_order_id"]}', **owner.who('email')}, {
                    'kind': 'csat', 'score': rng.choice((5, 5, 4, 3)) - (kind == 'repair'), 'scale': 5,
                    'about': f'work_order_id:{number["work_order_id"]}', 'market': car.lang})

    def care(self, car):
        rng, owner = car.rng, car.owner
        if rng.random() < 0.25:
            self.visit(car, self.some_time(rng), 'maintenance', [('oil_filter', 'OF-3', 'plan')])
        if rng.random() < 0.12:
            when, known = self.some_time(rng), owner.who('phone')
            call = {'call_id': f'call-{car.number}'}
            self.desk.emit(when, 'call.received', {**call, **known}, {'channel': 'phone', 'reason': 'complaint'})
            self.desk.emit(when + 9 * MINUTE, 'call.ended', call, {'duration_s': 400, 'waited_s': int(rng.random() * 90)})
            self.desk.emit(when + HOUR, 'work_order.opened', {
                'work_order_id': f'KEY{car.number:05}', **car.ids(), **known}, {
                    'kind': 'complaint', 'category': 'key', 'text': owner.say(*rng.choice(KEYS)), 'priority': '3'})
            self.truth.plot('key_complaint', vin=car.vin, person=owner.id)
        if rng.random() < 0.4:
            score = rng.choice((10, 10, 9, 9, 8, 7, 6, 4)) if not car.failed else rng.choice((0, 2, 5, 6))
            self.survey.emit(self.some_time(rng), 'response.received', {
                'response_id': f'NPS{car.number:05}', **owner.who('email')}, {'kind': 'nps', 'score': score, 'market': car.lang})

    # -- the air and the app

    def update(self, car):
        when = self.begin + 10 * DAY + int(car.rng.random() * 20 * DAY)
        if when + DAY >= self.end:
            return
        self.telematics.emit(when, 'firmware.offered', {'serial': car.unit}, {'version': '7.1'})
        kind = 'firmware.installed' if car.rng.random() < 0.9 else 'firmware.failed'
        self.telematics.emit(when + 5 * HOUR, kind, {**car.ids(), 'serial': car.unit}, {'version': '7.1'})

    def use_app(self, car):
        rng = car.rng
        for person in (car.owner, car.driver):
            if not person or not person.user_id:
                continue
            when = self.begin + int(rng.random() * 3 * DAY)
            traits = {'name': person.name, **person.who('email', *(('phone',) if rng.random() < 0.5 else ()))}
            self.app.call(when, 'identify', person.app(), traits=traits)
            rate = 0.5 + 3 * rng.random()
            while when < self.end:
                self.app.call(when + MINUTE, 'track', person.app(), event='Application Opened')
                self.app.call(when + 2 * MINUTE, 'track', person.app(), event='feature.used', properties={
                    'feature': rng.choice(('unlock', 'climate', 'charge', 'find_car', 'service_booking')), 'vin': car.vin})
                when += int((0.4 + 1.2 * rng.random()) * 7 * DAY / rate)

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        sources = (self.dms, self.telematics, self.app, self.desk, self.survey)
        for source in sources:
            source.write(folder)
        self.truth.write(folder)
        expected = expect(sources, cars=len(self.cars), people=len(self.truth.people))
        (folder / 'expected.json').write_text(encode(expected) + '\n', encoding='utf-8')
        return {key: value for key, value in expected.items() if key != 'files'}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--cars', type=int, default=200)
    parser.add_argument('--weeks', type=int, default=12)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--tidy', action='store_true', help='nothing late, repeated or broken')
    parser.add_argument('--out', type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.cars < 1 or options.weeks < 1:
        parser.error('--cars and --weeks are at least 1')
    world = World(options.cars, options.weeks, options.seed, options.tidy)
    world.run()
    print(json.dumps(world.write(options.out)))


if __name__ == '__main__':
    main()
