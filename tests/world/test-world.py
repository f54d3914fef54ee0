#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes a small simulated world in and holds the engine to what must be true of any stream.

Usage: test-world.py CEM SIMULATOR [UNITTEST ARGUMENTS]
"""
import contextlib
import gzip
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

CEM, SIMULATOR = map(os.path.abspath, sys.argv[1:3])
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ENVIRONMENT = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'G_DEBUG': 'fatal-warnings'}
SIZE = ('--homes', '25') if 'smart-home' in SIMULATOR else ('--cars', '25')
HISTORY = re.compile('meta|configuration|name|log.*|chain|quarantine|timer|dedup.*|timeline.*|sqlite.*')
FIGURES = ('accepted', 'duplicates', 'conflicts', 'quarantined')
DATA = ('.jsonl', '.jsonl.gz', '.csv')
# What a decision leaves behind that has been taken back.
DECIDED = ('decision', 'entity.decided', 'entity.contested')

sys.path.insert(0, str(ROOT / 'examples/smart-home'))
from score import score  # noqa: E402


def cem(*arguments, stdin=None, code=0):
    done = subprocess.run([CEM, *map(str, arguments)], input=stdin, capture_output=True, env=ENVIRONMENT, timeout=120)
    if done.returncode != code:
        raise AssertionError(f'cem {" ".join(map(str, arguments))}: {done.returncode}\n{done.stderr.decode()}')
    return done.stdout.decode()


def cem_json(*arguments, **keywords):
    return json.loads(cem(*arguments, '--json', **keywords))


def read_lines(path):
    data = path.read_bytes()
    return (gzip.decompress(data) if path.name.endswith('.gz') else data).decode('utf-8-sig').splitlines()


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
        """A new store. All of them have one secret, so that the same knowledge makes the same rows."""
        empty = self.folder / 'empty.cem'
        if not empty.exists():
            cem('ingest', empty, '-', '--history', stdin=b'')
        self.n_stores += 1
        shutil.copy(empty, self.folder / f'{self.n_stores}.cem')
        return self.folder / f'{self.n_stores}.cem'

    def copy(self, store):
        self.n_stores += 1
        return pathlib.Path(shutil.copy(store, self.folder / f'{self.n_stores}.cem'))

    def ingest(self, store, path, *options):
        mapping = self.folder / 'files' / (path.name.rsplit('.', 1)[0] + '.mapping.json')
        through = ('--mapping', mapping) if path.name.endswith('.csv') else ()
        return cem_json('ingest', store, path, '--history', *through, *options)

    def take_in(self, store):
        return {path.name: self.ingest(store, path) for path in self.files}

    def shuffle(self, seed):
        """The same lines in files of another order."""
        rng = random.Random(seed)
        lines = [line for path in self.files if not path.name.endswith('.csv') for line in read_lines(path)]
        rng.shuffle(lines)
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        (folder / 'all.jsonl').write_text('\n'.join(lines + ['']))
        for path in self.files:
            if path.name.endswith('.csv'):
                head, *rows = read_lines(path)
                rng.shuffle(rows)
                (folder / path.name).write_text('\n'.join([head, *rows, '']))
        files = sorted(folder.iterdir())
        rng.shuffle(files)
        return files


def knowledge(store, leave_out=()):
    """What a store knows: the rows of all tables but the log's and the history's."""
    with contextlib.closing(sqlite3.connect(f'file:{store}?mode=ro', uri=True)) as db:
        names = [n for n, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'") if not HISTORY.fullmatch(n)]
        known = {}
        for name in set(names) - set(leave_out):
            rows = db.execute(f'SELECT * FROM "{name}"')
            columns = [c[0] for c in rows.description]
            keep = [i for i, c in enumerate(columns) if f'{name}.{c}' not in leave_out]
            known[name] = sorted([tuple(row[i] for i in keep) for row in rows], key=repr)
    return known


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
        for mapping in (self.tidy.folder / 'files').glob('*.mapping.json'):
            seen |= {event['type'] for event in json.loads(mapping.read_text(encoding='utf-8'))['events']}
        for file in self.tidy.files:
            for line in read_lines(file) if not file.name.endswith('.csv') else ():
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

    def assertSame(self, store, other, leave_out=()):
        """Table by table, for a difference is hard to read otherwise."""
        known, expected = knowledge(store, leave_out), knowledge(other, leave_out)
        self.assertEqual(set(known), set(expected))
        self.assertGreater(len(known), 8)
        for name, rows in expected.items():
            more, less = [r for r in known[name] if r not in rows][:3], [r for r in rows if r not in known[name]][:3]
            self.assertEqual((known[name] == rows, more, less), (True, [], []), name)

    def test_nouns(self):
        """Every thing that the world names is there once."""
        nouns = cem_json('stats', self.store).get('nouns')
        if nouns is None:
            self.skipTest('cem stats counts no nouns')
        expected = {kind: n for kind, n in self.untidy.expected['nouns'].items() if n}
        self.assertEqual({kind: nouns.get(kind) for kind in expected}, expected)

    def test_again(self):
        """The same files once more change nothing."""
        store = self.untidy.copy(self.store)
        for name, done in self.untidy.take_in(store).items():
            expected = self.untidy.expected['files'][name]
            self.assertEqual(done['accepted'], 0, name)
            self.assertEqual(done['duplicates'], expected['accepted'] + expected['duplicates'], name)
        self.assertSame(store, self.store)

    def test_replay(self):
        self.assertTrue(cem_json('replay', self.store, '--into', self.untidy.folder / 'replayed.cem')['same'])
        cem('verify', self.store)

    def test_together(self):
        """All files at once, merged by time."""
        store = self.untidy.store()
        mappings = [o for m in (self.untidy.folder / 'files').glob('*.mapping.json') for o in ('--mapping', m)]
        done = cem_json('ingest', store, *self.untidy.files, *mappings, '--history')
        self.assertEqual({f: done[f] for f in FIGURES}, {f: self.untidy.expected[f] for f in FIGURES})
        self.assertSame(store, self.store)

    def test_shuffled(self):
        """Other orders, in other batches, give the same knowledge."""
        for seed, rows in ((1, 10000), (2, 97)):
            store = self.tidy.store()
            for path in self.tidy.shuffle(seed):
                self.tidy.ingest(store, path, '--rows-per-commit', str(rows))
            self.assertSame(store, self.straight)

    def test_crash(self):
        """Killed at any moment and sent again: nothing is lost, nothing comes twice."""
        store = self.tidy.store()
        rng = random.Random(5)
        for path in self.tidy.files:
            if not path.name.endswith('.csv'):
                running = subprocess.Popen([CEM, 'ingest', store, path, '--history', '--rows-per-commit', '200'],
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
                time.sleep(0.02 + 0.1 * rng.random())
                running.send_signal(signal.SIGKILL)
                running.wait()
        done = self.tidy.take_in(store)
        self.assertEqual({n: d['accepted'] + d['duplicates'] for n, d in done.items()},
                         {n: f['accepted'] for n, f in self.tidy.expected['files'].items()})
        self.assertSame(store, self.straight)
        cem('verify', store)

    def test_unlink(self):
        """Links that are taken back leave nothing behind."""
        store = self.tidy.copy(self.straight)
        with open(self.tidy.truth, encoding='utf-8') as file:
            found = [i for line in file for i in json.loads(line)['identifiers'] if i['type'] == 'user_id']
        names = sorted(f'user_id:{i["value"]}' for i in found)
        pairs = list(zip(names[0::2], names[1::2]))[:6]
        for first, second in pairs:
            cem('link', store, first, second)
        self.assertNotEqual(knowledge(store)['member'], knowledge(self.straight)['member'])
        for first, second in pairs:
            cem('unlink', store, first, second)
        self.assertSame(store, self.straight, DECIDED)
        self.assertTrue(cem_json('replay', store, '--into', self.tidy.folder / 'unlinked.cem')['same'])


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]])
