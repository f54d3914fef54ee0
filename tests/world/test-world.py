#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes a small simulated world in and holds the engine to what must be true of any stream.

Usage: test-world.py CEM SIMULATOR [UNITTEST ARGUMENTS]
"""
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

CEM, SIMULATOR = map(os.path.abspath, sys.argv[1:3])
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'G_DEBUG': 'fatal-warnings'}
SIZE = ('--homes', '25') if 'smart-home' in SIMULATOR else ('--cars', '25')
FIGURES = ('accepted', 'duplicates', 'conflicts', 'quarantined')
DATA = ('.jsonl', '.jsonl.gz')

sys.path.insert(0, str(ROOT / 'examples/smart-home'))
from score import e164, score  # noqa: E402


def cem(*arguments, stdin=None, code=0):
    done = subprocess.run([CEM, *map(str, arguments)], input=stdin, capture_output=True, env=ENVIRONMENT, timeout=120)
    if done.returncode != code:
        raise AssertionError(f'cem {" ".join(map(str, arguments))}: {done.returncode}\n{done.stderr.decode()}')
    return done.stdout.decode()


def cem_json(*arguments, **keywords):
    return json.loads(cem(*arguments, '--json', **keywords))


def read_lines(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith('.gz') else data).decode().splitlines()


class World:
    """The files of a simulation."""

    def __init__(self, *options):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='cem-world-'))
        subprocess.run([sys.executable, SIMULATOR, *SIZE, '--weeks', '4', '--out', str(self.folder / 'files'), *options],
                       check=True, stdout=subprocess.DEVNULL)
        self.files = sorted(p for p in (self.folder / 'files').iterdir()
                            if p.name.endswith(DATA) and p.name not in ('truth.jsonl', 'plots.jsonl'))
        self.truth = self.folder / 'files/truth.jsonl'
        self.expected = json.loads((self.folder / 'files/expected.json').read_text())
        self.n_stores = 0

    def store(self):
        self.n_stores += 1
        return self.folder / f'{self.n_stores}.cem'

    def take_in(self, store, files=None):
        return {path.name: cem_json('ingest', store, path, '--history') for path in files or self.files}

    def keys(self):
        found = set()
        for line in read_lines(self.truth):
            found |= {f'{i["type"]}:{e164(i["value"]) if i["type"] == "phone" else i["value"]}'
                      for i in json.loads(line)['identifiers']}
        return sorted(found)

    def things(self):
        """Every thing that an event names."""
        found = set()
        for path in self.files:
            for line in read_lines(path):
                found |= set(re.findall(r'"((?:serial|vin|order_id|work_order_id|site_id|household_id|contract_id|coupon_id)'
                                        r'":"[^"]+)"', line))
        return sorted(key.replace('":"', ':') for key in found)

    def knowledge(self, store):
        """What a store knows, in words that do not depend on its secret."""
        text = cem('find', store, '-', '--json', stdin='\n'.join(self.keys() + ['']).encode())
        customers = {}
        for line in text.splitlines():
            customer = json.loads(line)['customer']
            if customer:
                name = min((i['key'], i.get('epoch', 0)) for i in customer['identifiers'])
                customers[name] = (
                    sorted((i['key'], i.get('epoch'), i['first']) for i in customer['identifiers']),
                    {n: (t['value'], t['source'], t['time']) for n, t in customer['traits'].items()})
        return customers


class WorldTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.untidy = World()
        cls.tidy = World('--tidy', '--seed', '3')
        cls.store = cls.untidy.store()
        cls.done = cls.untidy.take_in(cls.store)
        cls.straight = cls.tidy.store()
        cls.tidy.take_in(cls.straight)

    @classmethod
    def tearDownClass(cls):
        for world in (cls.untidy, cls.tidy):
            shutil.rmtree(world.folder)

    def test_same_bytes(self):
        again = World()
        self.addCleanup(shutil.rmtree, again.folder)
        for path in (self.untidy.folder / 'files').iterdir():
            self.assertEqual(path.read_bytes(), (again.folder / 'files' / path.name).read_bytes(), path.name)

    def test_expected(self):
        for name, done in self.done.items():
            expected = self.untidy.expected['files'][name]
            self.assertEqual({f: done[f] for f in FIGURES}, {f: expected[f] for f in FIGURES}, name)

    def test_quarantine(self):
        listed = cem_json('quarantine', self.store, '--limit', 10000)
        found = sorted((i['origin'], i['line'], i['reason']) for i in listed['items'])
        self.assertEqual(found, sorted((str(self.untidy.folder / 'files' / name), w['line'], w['reason'])
                                       for name, file in self.untidy.expected['files'].items() for w in file['wrong']))

    def test_vocabulary(self):
        """Simulators speak the vocabulary only."""
        path = ROOT / 'libcem/model/vocabulary.json'
        if not path.exists():
            self.skipTest('there is no vocabulary')
        types = json.loads(path.read_text(encoding='utf-8'))['types']
        seen = set()
        for file in self.tidy.files:
            for line in read_lines(file):
                event = json.loads(line)
                if 'specversion' in event:
                    seen.add(event['type'])
                    members = types.get(event['type'], {}).get('data', {})
                    missing = [m for m, d in members.items() if d.get('required') and m not in event['data']]
                    self.assertEqual(missing, [], line)
        self.assertGreater(len(seen), 15)
        self.assertEqual(seen - set(types), set())

    def test_identity(self):
        figures, _, _ = score(CEM, str(self.store), self.untidy.truth)
        self.assertEqual(figures['precision'], 1.0, figures)
        self.assertGreaterEqual(figures['recall'], 0.98, figures)

    def test_again(self):
        """The same files once more change nothing."""
        store = self.untidy.store()
        shutil.copy(self.store, store)
        before = self.untidy.knowledge(store)
        for name, done in self.untidy.take_in(store).items():
            expected = self.untidy.expected['files'][name]
            self.assertEqual(done['accepted'], 0, name)
            self.assertEqual(done['duplicates'], expected['accepted'] + expected['duplicates'], name)
        self.assertEqual(self.untidy.knowledge(store), before)

    def test_replay(self):
        self.assertTrue(cem_json('replay', self.store, '--into', self.untidy.store())['same'])
        cem('verify', self.store)

    def test_shuffled(self):
        """Other orders, in other batches, give the same knowledge."""
        lines = [line for path in self.tidy.files for line in read_lines(path)]
        known = self.tidy.knowledge(self.straight)
        self.assertGreater(len(known), 25)
        for seed, rows in ((1, 10000), (2, 97)):
            store = self.tidy.store()
            random.Random(seed).shuffle(lines)
            cem('ingest', store, '-', '--history', '--rows-per-commit', rows, stdin='\n'.join(lines + ['']).encode())
            self.assertEqual(self.tidy.knowledge(store), known)

    def test_crash(self):
        """Killed at any moment and sent again: nothing is lost, nothing comes twice."""
        store = self.tidy.store()
        rng = random.Random(5)
        for path in self.tidy.files:
            running = subprocess.Popen([CEM, 'ingest', store, path, '--history', '--rows-per-commit', '200'],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
            time.sleep(0.02 + 0.1 * rng.random())
            running.send_signal(signal.SIGKILL)
            running.wait()
        done = self.tidy.take_in(store)
        self.assertEqual({n: d['accepted'] + d['duplicates'] for n, d in done.items()},
                         {n: f['accepted'] for n, f in self.tidy.expected['files'].items()})
        self.assertEqual(self.tidy.knowledge(store), self.tidy.knowledge(self.straight))
        cem('verify', store)

    def test_unlink(self):
        """Links that are taken back leave nothing behind."""
        store = self.tidy.store()
        shutil.copy(self.straight, store)
        before = self.tidy.knowledge(store)
        names = sorted(key for members, _ in before.values() for key, _, _ in members if key.startswith('user_id:'))
        pairs = list(zip(names[0::2], names[1::2]))[:6]
        for first, second in pairs:
            cem('link', store, first, second)
        self.assertLess(len(self.tidy.knowledge(store)), len(before))
        for first, second in pairs:
            cem('unlink', store, first, second)
        self.assertEqual(self.tidy.knowledge(store), before)
        self.assertTrue(cem_json('replay', store, '--into', self.tidy.store())['same'])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
