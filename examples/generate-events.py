#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes a stream of CloudEvents, one JSON document a line: what a company might hear of its customers.

Usage: generate-events.py [--events 50000] [--customers 2000] [--seed 1] > events.jsonl

The same arguments give the same bytes. The stream is as untidy as real ones: of 1,000 lines about 20
repeat an earlier line, 50 come up to three days late, and three cannot be accepted: cut off, without an
id, with a time that is none, with a type that is the engine's own, or with the source and id of another
event. A customer is seen under a browser's anonymous_id first, logs in (which names both), and some tell
their e-mail address and phone number; a few people are linked by hand.
"""
import argparse
import datetime
import json
import random
import sys

START = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
TYPES = (['app.login'] * 3 + ['page.viewed'] * 6 + ['feature.used'] * 5 + ['device.reading'] * 8 +
         ['device.online', 'device.offline', 'order.placed', 'order.paid', 'call.received',
          'response.received', 'customer.identified'])
GIVEN = ('Wei', 'Anna', 'Li', 'Jan', 'Mei', 'Olga', 'Jun', 'Marie', 'Chen', 'Sara')
FAMILY = ('Wang', 'Schmidt', 'Zhang', 'Novak', 'Liu', 'Petrova', 'Yang', 'Dubois', 'Zhao', 'Costa')


class Stream:
    def __init__(self, seed, customers):
        self.random = random.Random(seed).random
        self.customers = customers
        self.seconds = 0.0
        self.recent = []

    def below(self, n):
        return int(self.random() * n)

    def one_of(self, items):
        return items[self.below(len(items))]

    def next_time(self):
        self.seconds += self.random() * 120
        late = self.random() * 259200 if self.random() < 0.05 else 0
        when = START + datetime.timedelta(seconds=round(max(self.seconds - late, 0), 3))
        return when.isoformat(timespec='milliseconds').replace('+00:00', 'Z')

    def event(self):
        # The square makes a few customers very busy.
        customer = int(self.customers * self.random() ** 2)
        kind = self.one_of(TYPES)
        return {
            'specversion': '1.0',
            'id': ''.join(self.one_of('0123456789abcdef') for _ in range(24)),
            'source': f'/app/{customer % 5}',
            'type': kind,
            'time': self.next_time(),
            'identifiers': self.identifiers(kind, customer),
            'data': self.data(kind, customer),
        }

    def identifiers(self, kind, customer):
        user, browser = f'u{customer:06}', f'a{customer:06}'
        if kind == 'app.login':
            return {'user_id': user, 'anonymous_id': browser}
        if kind == 'page.viewed':
            return {'anonymous_id': browser}
        if kind == 'customer.identified':
            return {'user_id': user, 'email': f'{user}@example.com', 'phone': f'+86 138 {customer:08}'}
        if kind == 'call.received':
            return {'phone': f'0138{customer:08}'}
        if kind.startswith('device.'):
            return {'user_id': user, 'serial': f'sn{customer * 2 + self.below(2):07}'}
        return {'user_id': user}

    def data(self, kind, customer):
        if kind == 'customer.identified':
            return {'traits': {'name': f'{GIVEN[customer % 10]} {FAMILY[customer // 10 % 10]}',
                               'city': self.one_of(('Shenzhen', 'Berlin', 'Lyon', 'Porto'))}}
        if kind.startswith('order.'):
            return {'order': f'O{self.below(10 ** 6):06}', 'amount': self.below(100000) / 100}
        if kind == 'response.received':
            return {'survey': 'nps', 'rating': self.below(11)}
        if kind == 'device.reading':
            return {'filter': {'life': self.below(1001) / 1000}, 'temperature': 18 + self.below(100) / 10}
        return {'feature': f'scene_{self.below(40):02}', 'version': f'4.{self.below(10)}.{self.below(100)}'}

    def link(self):
        """A person on the staff found that two are one."""
        first, second = self.below(self.customers), self.below(self.customers)
        return {
            'specversion': '1.0', 'id': f'link-{first}-{second}', 'source': '/desk',
            'type': 'identifiers.linked', 'time': self.next_time(),
            'data': {'first': f'anonymous_id:a{first:06}', 'second': f'user_id:u{first:06}',
                     'reason': 'the customer said so on the phone'},
        }

    def bad_line(self):
        event = self.event()
        line = json.dumps(event)
        kind = self.below(5)
        if kind == 0:
            return line[:len(line) // 2]
        if kind == 1:
            del event['id']
        elif kind == 2:
            event['time'] = 'yesterday'
        elif kind == 3:
            event['type'] = 'cem.customer.merged'
        elif self.recent:
            event['data'] = {'other': 'content'}
            event.update({key: json.loads(self.recent[0])[key] for key in ('source', 'id')})
        return json.dumps(event)

    def line(self):
        dice = self.random()
        if dice < 0.003:
            return self.bad_line()
        if dice < 0.023 and self.recent:
            return self.one_of(self.recent)
        line = json.dumps(self.link() if dice < 0.024 else self.event())
        self.recent.append(line)
        del self.recent[:-5000]
        return line


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--events', type=int, default=50000)
    parser.add_argument('--customers', type=int, default=2000)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    stream = Stream(options.seed, options.customers)
    for _ in range(options.events):
        sys.stdout.write(stream.line() + '\n')


if __name__ == '__main__':
    main()
