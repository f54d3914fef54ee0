#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Weeks of a smart-home brand, as the files of its systems.

Usage: simulate.py [--homes 100] [--weeks 6] [--seed 1] [--tidy] --out FOLDER

The same arguments give the same bytes. The folder gets one file for each system (CRM, shop, app, IoT platform,
service desk, surveys, social media, firmware), and beside them

  truth.jsonl    who is who: each person's identifiers, with the periods in which they were theirs
  plots.jsonl    what is hidden in the data: people who go quiet, filters near their end, a bad batch …
  expected.json  how many lines of each file are accepted, repeated, in conflict or broken, and which

The weeks lie around 2025-12-18, where the validity of phone numbers turns over. With --tidy nothing is late,
repeated or broken.
"""
import argparse
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import systems  # noqa: E402
from people import BAD_BATCH, TURN, Home  # noqa: E402
from simulation import DAY, HOUR, TIDY, Truth, Untidy, encode, expect, stamp  # noqa: E402

STAFF = [(f'E{n:02}', name, role, region) for n, (name, role, region) in enumerate((
    ('林峰', 'engineer', 'CN'), ('何雪', 'engineer', 'CN'), ('Jonas Weber', 'engineer', 'EU'),
    ('郑浩', 'agent', 'CN'), ('Lea Martin', 'agent', 'EU'), ('孙悦', 'account_manager', 'CN'),
    ('Nils Berg', 'account_manager', 'EU')), 1)]
VERSIONS = ('2.4.0', '2.5.0')


class World:
    def __init__(self, homes, weeks, seed, tidy):
        self.seed, self.weeks = seed, weeks
        self.begin = TURN - weeks // 2 * 7 * DAY
        self.end = self.begin + weeks * 7 * DAY
        self.rng = random.Random(f'{seed}:world')
        self.truth = Truth()
        self.sources = systems.open_all(seed, TIDY if tidy else Untidy(late=20, twice=15, broken=1, other=0.2))
        self.homes = [Home(n, seed) for n in range(homes)]
        self.outage_city = '深圳'
        self.outage = self.begin + (weeks * 7 // 3) * DAY + 14 * HOUR
        self.n_orders = self.n_work_orders = self.n_responses = 0

    def __getattr__(self, name):
        # A source by its name: world.crm.emit (...)
        return self.__dict__['sources'][name]

    def some_time(self, rng, begin=None, until=None):
        """A moment in the waking hours of some day."""
        begin, until = begin or self.begin, until or self.end
        day = begin // DAY + int(rng.random() * max((until - begin) // DAY, 1))
        return min(max(day * DAY + int((7 + 15 * rng.random() ** 0.8) * HOUR), begin), until - 1)

    def staff(self, role, home):
        region = 'CN' if home.lang == 'zh' else 'EU'
        return home.rng.choice([s for s in STAFF if s[2] == role and s[3] == region])[0]

    def run(self):
        self.set_up()
        self.choose_plots()
        for home in self.homes:
            systems.live(self, home)
            if home.number % 50 == 0 and sys.stderr.isatty():
                print(f'\r\033[K{home.number:,} / {len(self.homes):,}', end='', file=sys.stderr, flush=True)
        if sys.stderr.isatty():
            print('\r\033[K', end='', file=sys.stderr, flush=True)
        systems.mistaken_link(self)
        for home in self.homes:
            self.truth.people += [p.truth() for p in home.people if p.identifiers]

    def set_up(self):
        """What was there before anything else: staff, campaigns, surveys, firmware."""
        start = self.begin - 400 * DAY
        for staff, name, role, region in STAFF:
            self.desk.emit(start, 'staff.added', {'staff_id': staff}, {
                'name': name, 'role': role, 'region': region, 'team': f'{region} {role}', 'active': True,
                'skills': ['gateway', 'purifier', 'vacuum'] if role == 'engineer' else []})
        self.crm.emit(self.begin + 2 * DAY, 'campaign.started', {'campaign_id': 'winter'},
                      {'name': '冬季换芯 / Winter filters', 'kind': 'service'})
        for n, version in enumerate(VERSIONS):
            self.firmware.emit(self.begin + (n * 20 - 40) * DAY, 'firmware.released', {},
                               {'version': version, 'model': 'HG-1', 'notes': '更稳定 / more stable'}, f'release-{version}')

    def choose_plots(self):
        homes = self.homes
        pick = random.Random(f'{self.seed}:plots')
        for home in homes:
            for person in home.people:
                if person.user_id and pick.random() < 0.06 and person.activity >= 1:
                    person.quiet_from = self.begin + int((self.end - self.begin) * 0.4)
                    self.truth.plot('quiet', person=person.id, user_id=person.user_id, **{'from': stamp(person.quiet_from)})
        self.recycle_numbers(pick)
        self.share_tablets(pick)
        self.bad = [d for h in homes for d in h.devices if d.batch == BAD_BATCH]
        for device in self.bad:
            device.total = 180 + 220 * pick.random()
        if self.bad:
            self.truth.plot('bad_batch', batch=BAD_BATCH, component='motor', beyond={'runtime': 300, 'unit': 'h'},
                            serials=[d.serial for d in self.bad])
        self.unhappy = {h.people[0].id for h in homes if h.people[0].user_id and pick.random() < 0.03}
        self.resold = {h.id: pick.choice(homes) for h in homes if len(h.devices) > 1 and pick.random() < 0.02}

    def recycle_numbers(self, pick):
        """The number of somebody who gave it up goes to a stranger after the turn."""
        known = [h.people[0] for h in self.homes
                 if h.lang == 'zh' and h.people[0].user_id and not h.people[0].family_number]
        for old, new in zip(known[0::40], known[20::40]):
            number = old.phone
            self.truth.plot('recycled_phone', phone=number, first=old.id, then=new.id)
            old.gave_up, old.phone = number, number.replace('138', '139', 1)
            new.taken_over, new.phone = number, new.phone.replace('138', '137', 1)
            old.is_('phone', number, until=stamp(TURN))
            new.is_('phone', number, begin=stamp(TURN))

    def share_tablets(self, pick):
        """A tablet on the wall, in which two people log in."""
        for home in self.homes:
            users = [p for p in home.people if p.user_id]
            if len(users) > 1 and pick.random() < 0.25:
                home.tablet = home.anonymous(pick)
                for person in users[:2]:
                    person.is_('anonymous_id', home.tablet, shared=True)
                self.truth.plot('shared_tablet', anonymous_id=home.tablet, people=[p.id for p in users[:2]])

    def write(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        for source in self.sources.values():
            source.write(folder)
        self.truth.write(folder)
        expected = expect(self.sources.values(), homes=len(self.homes), people=len(self.truth.people))
        (folder / 'expected.json').write_text(encode(expected) + '\n', encoding='utf-8')
        return {key: value for key, value in expected.items() if key != 'files'}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--homes', type=int, default=100)
    parser.add_argument('--weeks', type=int, default=6)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--tidy', action='store_true', help='nothing late, repeated or broken')
    parser.add_argument('--out', type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.homes < 1 or options.weeks < 1:
        parser.error('--homes and --weeks are at least 1')
    world = World(options.homes, options.weeks, options.seed, options.tidy)
    world.run()
    print(json.dumps(world.write(options.out)))


if __name__ == '__main__':
    main()
