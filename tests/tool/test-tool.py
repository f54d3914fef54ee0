#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the command cem on small streams.

Usage: test-tool.py CEM COMPLETION MANPAGE [UNITTEST ARGUMENTS]
"""
import datetime
import gzip
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ElementTree

CEM, COMPLETION, MANPAGE = map(os.path.abspath, sys.argv[1:4])
ENVIRONMENT = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'G_DEBUG': 'fatal-warnings'}


def event(number, kind='order.placed', when='2026-01-01T00:00:00Z', source='/shop', data=None, **identifiers):
    return {'specversion': '1.0', 'id': f'e{number}', 'source': source, 'type': kind, 'time': when,
            'identifiers': identifiers, **({'data': data} if data is not None else {})}


def minute(n):
    return f'2026-01-01T00:{n:02}:00Z'


STREAM = [
    event(1, 'page.viewed', minute(1), anonymous_id='a1'),
    event(2, 'app.login', minute(2), anonymous_id='a1', user_id='7'),
    event(3, 'order.placed', minute(3), data={'amount': 12.5}, user_id='7', serial='sn 1'),
    event(4, 'customer.identified', minute(4), '/crm', {'traits': {'city': 'Lyon', 'name': 'Li'}},
          user_id='7', email='Li@Example.org'),
    event(5, 'customer.identified', minute(5), '/app', {'traits': {'city': 'Porto'}}, user_id='7'),
    event(6, 'app.login', minute(6), anonymous_id='a2', user_id='8'),
    event(7, 'call.received', minute(7), phone='+86 138 0013 8000'),
]


class ToolTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='cem-tool-'))
        self.addCleanup(shutil.rmtree, self.folder)
        self.db = str(self.folder / 'store.db')

    def run_cem(self, *arguments, code=0, stdin=None):
        done = subprocess.run([CEM, *map(str, arguments)], input=stdin, capture_output=True, env=ENVIRONMENT,
                              cwd=self.folder, timeout=60)
        output, errors = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, f'cem {" ".join(map(str, arguments))}\n{output}\n{errors}')
        if code == 0:
            self.assertEqual(errors, '')
        return output if code == 0 else errors

    def json(self, *arguments, **keywords):
        parsed = json.loads(self.run_cem(*arguments, '--json', **keywords))
        self.assertEqual(parsed['schema'], 1)
        return parsed

    def write(self, events, name='events.jsonl', lines=()):
        path = self.folder / name
        text = ''.join(json.dumps(e) + '\n' for e in events) + ''.join(line + '\n' for line in lines)
        path.write_bytes(gzip.compress(text.encode()) if name.endswith('.gz') else text.encode())
        return path

    def ingest(self, events=STREAM, *options, lines=(), name='events.jsonl'):
        return self.json('ingest', self.db, self.write(events, name, lines), '--history', *options)

    # --- usage

    def test_help(self):
        text = self.run_cem('--help')
        for command in ('ingest', 'show customer', 'show thing', 'show NOUN', 'list NOUNS', 'find', 'log', 'quarantine', 'link', 'unlink',
                        'keep-apart', 'let-together', 'erase', 'explain', 'advance', 'replay', 'verify', 'stats',
                        'configure identity', 'chart', 'eval'):
            self.assertIn(f'  {command} ', text)
            words = command.replace('NOUNS', 'devices').replace('NOUN', 'device').split()
            self.assertIn('Usage:', self.run_cem(*words, '--help'))
        self.assertRegex(self.run_cem('--version'), r'^cem \d')
        self.assertIn('Usage:', self.run_cem(code=2))
        self.assertEqual(self.run_cem('help'), self.run_cem('--help'))
        self.assertEqual(self.run_cem('help', 'log'), self.run_cem('log', '--help'))
        self.assertEqual(self.run_cem('help', 'show', 'device'), self.run_cem('show', 'device', '-h'))
        # Help counts beside what is wrong.
        self.assertIn('Usage:', self.run_cem('log', '--frob', '--help'))

    def test_words(self):
        """Commands of two words, and words that are none."""
        for command, word, wrong in (('show', 'customer', 'custmer'), ('list', 'work-orders', 'work-order'),
                                     ('configure', 'identity', 'identiti')):
            text = self.run_cem(command, '--help')
            self.assertEqual(text, self.run_cem('help', command))
            self.assertIn(f'  {command} ', text)
            self.assertIn(word, text)
            self.assertIn(f'cem {command} --help', self.run_cem(command, code=2))
            self.assertIn(f'cem {command} --help', self.run_cem(command, '--json', code=2))
            self.assertIn(f'Did you mean “cem {command} {word}”?', self.run_cem(command, wrong, code=2))
        for wrong, meant in (('ingst', 'ingest'), ('quarantene', 'quarantine'), ('hlep', 'help'), ('shwo', 'show')):
            self.assertIn(f'Did you mean “cem {meant}”?', self.run_cem(wrong, code=2))
        for wrong in ('frobnicate', 'x', '', '--frob', 'e' * 5000):
            message = self.run_cem(wrong, code=2)
            self.assertIn('cem --help', message)
            self.assertNotIn('Did you mean', message)
        self.assertIn('show nobody', self.run_cem('show', 'nobody', code=2))
        self.assertIn('“nonsense”', self.run_cem('help', 'nonsense', code=2))
        error = self.json('list', 'device', code=2)
        self.assertEqual((error['error'], error['exit_code']), ('usage', 2))
        self.assertIn('list devices', error['hint'])

    def test_usage(self):
        self.assertIn('--help', self.run_cem('log', code=2))
        self.assertIn('--help', self.run_cem('log', self.db, 'more', code=2))
        self.assertIn('Unknown option', self.run_cem('log', self.db, '--frob', code=2))
        error = self.json('log', code=2)
        self.assertEqual((error['error'], error['exit_code']), ('usage', 2))
        self.run_cem('ingest', self.db, self.write(STREAM), '--live', '--history', code=2)
        self.run_cem('replay', self.db, code=2)
        self.assertIn('--limit', self.run_cem('log', self.db, '--limit', '-1', code=2))
        self.assertIn('--limit', self.run_cem('list', 'devices', self.db, '--limit', 'many', code=2))
        self.assertIn('--retry', self.run_cem('quarantine', self.db, '--history', code=2))
        self.assertIn('en or zh', self.run_cem('eval', '1', '--language', 'fr', code=2))
        self.assertFalse(os.path.exists(self.db))

    def test_no_store(self):
        for command in ('log', 'stats', 'verify', 'quarantine'):
            self.assertIn('cem ingest', self.run_cem(command, self.db, code=3))
        self.assertFalse(os.path.exists(self.db))
        (self.folder / 'text').write_text('This is no store, it is a text of more than a hundred bytes. ' * 30)
        self.assertEqual(self.json('stats', 'text', code=1)['error'], 'not-a-store')
        for command in (['ingest', self.db, 'nowhere', '--live'], ['ingest', self.db, 'nowhere', '--mapping', 'none'],
                        ['check', 'nowhere'], ['map', 'nowhere'], ['chart', 'nowhere'], ['eval', '1', '--with', 'none'],
                        ['configure', 'identity', self.db, 'nowhere']):
            error = self.json(*command, code=3)
            self.assertEqual(error['error'], 'not-found')
            self.assertIn('Check its name', error['hint'])
            self.assertRegex(error['message'], 'nowhere|none')

    # --- intake

    def test_ingest(self):
        lines = ['{"specversion":"1.0","id":', json.dumps(event(2, 'app.login', user_id='9'))]
        done = self.ingest([*STREAM, STREAM[0]], lines=lines)
        self.assertEqual({k: done[k] for k in ('read', 'accepted', 'duplicates', 'conflicts', 'quarantined')},
                         {'read': 10, 'accepted': 7, 'duplicates': 1, 'conflicts': 1, 'quarantined': 1})
        self.assertEqual(done['mode'], 'history')
        again = self.ingest()
        self.assertEqual((again['accepted'], again['duplicates']), (0, 7))
        text = self.run_cem('ingest', self.db, self.write(STREAM), '--history')
        self.assertRegex(text, r'^7 read, 0 accepted, 7 duplicates, 0 conflicts, 0 quarantined \(')
        stats = self.json('stats', self.db)
        self.assertEqual(stats['customers'], 3)
        self.assertEqual((stats['duplicates'], stats['conflicts'], stats['quarantined']), (15, 1, 2))
        self.assertGreater(stats['bytes'], 4096)
        self.assertEqual(stats['first_at'], minute(1))
        self.assertIn('customers', self.run_cem('stats', self.db))

    # --- CSV

    def mapping(self, file_name='visits.json', **changes):
        path = self.folder / file_name
        path.write_text(json.dumps({
            'name': 'visits', 'source': '/shop', 'time': 'at', 'identifiers': {'user_id': 'who'},
            'events': [{'type': 'visit', 'data': {'rating': {'column': 'rating', 'kind': 'int'}}}], **changes}))
        return path

    def csv(self, text='who,at,rating\n1,2026-01-02,5\n1,2026-01-02,5\n2,2026-01-01,"4,0"\n', name='visits.csv'):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_csv(self):
        path = self.csv()
        done = self.json('ingest', self.db, path, '--mapping', self.mapping(), '--history')
        self.assertEqual((done['accepted'], done['quarantined']), (2, 1))
        copy = self.csv(name='copy.csv')
        done = self.json('ingest', self.db, copy, '--mapping', self.mapping(), '--history')
        self.assertEqual((done['accepted'], done['duplicates'], done['quarantined']), (0, 2, 1))
        item, = self.json('quarantine', self.db)['items']
        self.assertEqual((item['mapping'], item['line'], item['seen']), ('visits', 4, 2))

        loaded, = (e for e in self.json('log', self.db)['entries'] if e['type'] == 'mapping.loaded')
        self.assertEqual((loaded['data']['name'], loaded['data']['source']), ('visits', '/shop'))
        self.assertEqual(loaded['at'], '2026-01-02T00:00:00Z')
        self.assertTrue(loaded['actor'])
        self.assertIn('mapping.loaded', self.run_cem('log', self.db))

        # With the mapping as the store has it, and with the mended one.
        done = self.json('quarantine', self.db, '--retry', '--history')
        self.assertEqual((done['accepted'], done['quarantined']), (0, 1))
        mended = self.mapping(file={'decimal': ','})
        done = self.json('quarantine', self.db, '--retry', '--mapping', mended, '--history')
        self.assertEqual((done['accepted'], done['quarantined']), (1, 0))
        self.assertEqual(self.json('quarantine', self.db)['total'], 0)
        self.assertEqual(self.run_cem('log', self.db).count('mapping.loaded'), 2)

        stored = json.loads(self.run_cem('map', self.db, '--stored', 'visits'))
        self.assertEqual(stored, json.loads(mended.read_text()))
        first = json.loads(self.run_cem('map', self.db, '--stored', loaded['data']['hash']))
        self.assertNotIn('file', first)
        self.assertIn('mapping.loaded', self.run_cem('map', self.db, '--stored', 'calls', code=3))
        self.run_cem('verify', self.db)

    def test_csv_modes(self):
        path = self.csv()
        message = self.run_cem('ingest', self.db, path, '-m', self.mapping(), code=2)
        self.assertIn('--history', message)
        self.assertIn('--mapping', self.run_cem('ingest', self.db, path, '--history', code=2))
        self.run_cem('ingest', self.db, path, '-', '--history', '-m', self.mapping(), code=2)
        done = self.json('ingest', self.db, '-', '--history', '-m', self.mapping(), stdin=path.read_bytes())
        self.assertEqual(done['accepted'], 2)

    def test_merge(self):
        late = self.mapping('late.json', name='late', files=['late*'], source='/late')
        self.json('ingest', self.db, '--history', '-m', late, '-m', self.mapping(), self.csv(),
                  self.csv('who,at,rating\n9,2025-12-31,1\n', 'late-1.csv'),
                  self.write([event(1, when='2026-01-01T12:00:00Z', user_id='7')]))
        entries = self.json('log', self.db)['entries']
        self.assertEqual([e['type'] for e in reversed(entries)], ['mapping.loaded', 'visit', 'order.placed', 'mapping.loaded', 'visit', 'visit'])
        self.assertEqual(entries[-2]['source'], '/late')
        self.assertEqual([e['at'] for e in entries], sorted((e['at'] for e in entries), reverse=True))

    def test_dry_run(self):
        options = ('ingest', self.db, self.csv(), '-m', self.mapping(), '--dry-run')
        rows = self.json(*options)['rows']
        self.assertEqual([len(row['events']) for row in rows], [1, 1, 0])
        self.assertEqual(rows[2]['faults'][0]['reason'], 'cell')
        self.assertEqual(len(self.json(*options, '-n', '1')['rows']), 1)
        self.assertIn('"rating": 5', self.run_cem(*options))
        self.assertFalse(os.path.exists(self.db))

    def test_map(self):
        path = self.csv(name='Visits 2.csv')
        proposed = json.loads(self.run_cem('map', path))
        self.assertEqual((proposed['name'], proposed['time']), ('visits_2', 'at'))
        mapping = self.folder / 'proposed.json'
        mapping.write_text(json.dumps(proposed))
        self.assertEqual(self.json('check', mapping, path)['warnings'], 0)
        self.assertEqual(self.json('ingest', self.db, path, '-m', mapping, '--history')['accepted'], 3)
        self.run_cem('map', self.csv('', 'empty.csv'), code=1)

    def test_check(self):
        self.assertIn('No mistakes', self.run_cem('check', self.mapping()))
        checked = self.json('check', self.mapping(), self.csv())
        self.assertEqual((checked['errors'], checked['warnings']), (0, 1))
        self.assertEqual(checked['diagnostics'][0]['line'], 4)
        bad = self.mapping('bad.json', zone='Mars', evnets=[])
        done = subprocess.run([CEM, 'check', bad, '--json'], capture_output=True, env=ENVIRONMENT, check=False)
        self.assertEqual(done.returncode, 1)
        found = json.loads(done.stdout)['diagnostics']
        self.assertEqual([(d['pointer'], d.get('suggestion')) for d in found], [('/evnets', 'did you mean “events”?'), ('/zone', None)])
        self.assertIn('/evnets', self.run_cem('ingest', self.db, self.csv(), '-m', bad, code=1))

    def test_guess(self):
        path = self.write(STREAM)
        message = self.run_cem('ingest', self.db, path, code=2)
        self.assertIn('--history', message)
        self.assertIn('--live', message)
        self.run_cem('ingest', self.db, '-', code=2, stdin=path.read_bytes())
        self.run_cem('ingest', self.db, self.write(STREAM, 'events.jsonl.gz'), code=2)
        self.assertFalse(os.path.exists(self.db))
        now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        done = self.json('ingest', self.db, self.write([event(1, when=now, user_id='7')], 'now.jsonl'))
        self.assertEqual((done['mode'], done['accepted']), ('live', 1))
        self.assertEqual(self.json('ingest', self.db, path, '--live')['accepted'], 6)

    def test_streams(self):
        text = self.write(STREAM).read_bytes()
        self.assertEqual(self.json('ingest', self.db, '-', '--history', stdin=text)['accepted'], 7)
        self.assertEqual(self.ingest(name='events.jsonl.gz')['duplicates'], 7)
        packed = (self.folder / 'events.jsonl.gz').read_bytes()
        self.assertEqual(self.json('ingest', self.db, '-', '--history', stdin=packed)['duplicates'], 7)
        self.assertEqual(self.json('ingest', self.db, '-', '--live', stdin=b'')['read'], 0)
        done = self.ingest(STREAM, '--durable', '--rows-per-commit', '2', '--origin', 'the shop')
        self.assertEqual((done['duplicates'], done['origin']), (7, 'the shop'))

    def test_segment(self):
        calls = [{'type': 'identify', 'messageId': 'm1', 'userId': '7', 'anonymousId': 'a1',
                  'traits': {'email': 'li@example.org'}, 'timestamp': minute(1)},
                 {'type': 'track', 'event': 'Order Completed', 'messageId': 'm2', 'userId': '7',
                  'properties': {'order_id': 'O1', 'total': 9.5}, 'originalTimestamp': minute(3),
                  'sentAt': minute(4), 'receivedAt': minute(2)},
                 {'type': 'track', 'event': 'Order Completed', 'userId': '7'}]
        path = self.write([*calls, STREAM[0]], 'calls.jsonl')
        self.assertIn('--history', self.run_cem('ingest', self.db, path, code=2))
        done = self.json('ingest', self.db, path, '--history')
        self.assertEqual((done['accepted'], done['quarantined']), (3, 1))
        self.assertIn('/messageId', self.json('quarantine', self.db)['items'][0]['message'])
        order = self.json('show', 'thing', self.db, 'order_id:O1')['timeline'][0]
        self.assertEqual((order['type'], order['source'], order['time']), ('order.placed', 'segment', minute(1)))
        self.assertEqual(self.json('find', self.db, 'email:li@example.org')['id'],
                         self.json('find', self.db, 'user_id:7')['id'])
        done = self.json('ingest', self.db, path, '--history', '--format', 'segment', '--segment-source', 'other')
        self.assertEqual((done['accepted'], done['quarantined']), (2, 2))
        done = self.json('ingest', self.db, path, '--history', '--format', 'cloudevents')
        self.assertEqual((done['accepted'], done['duplicates'], done['quarantined']), (0, 1, 3))
        self.run_cem('ingest', self.db, path, '--history', '--format', 'csw', code=2)
        self.run_cem('ingest', self.db, path, '--history', '--segment-source', '', code=2)

    def test_live_pipe(self):
        now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        running = subprocess.Popen([CEM, 'ingest', self.db, '-', '--json'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, env=ENVIRONMENT)
        running.stdin.write(json.dumps(event(1, when=now, user_id='7')).encode() + b'\n')
        running.stdin.flush()
        deadline = time.monotonic() + 30
        while not os.path.exists(self.db) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(os.path.exists(self.db), 'it waits for more than a line')
        output, _ = running.communicate(timeout=60)
        self.assertEqual(json.loads(output)['accepted'], 1)

    def test_quarantine(self):
        self.ingest(STREAM[:1])
        self.assertIn('empty', self.run_cem('quarantine', self.db))
        self.assertEqual(self.json('quarantine', self.db)['items'], [])
        self.ingest(STREAM[:1], '--origin', 'shop.jsonl', lines=['{"id": \x1b[31m', '{}'])
        listed = self.json('quarantine', self.db)
        self.assertEqual(listed['total'], 2)
        self.assertEqual([(i['origin'], i['line'], i['seen']) for i in listed['items']],
                         [('shop.jsonl', 2, 1), ('shop.jsonl', 3, 1)])
        self.assertTrue(all(i['reason'] and i['message'] for i in listed['items']))
        text = self.run_cem('quarantine', self.db)
        self.assertIn('shop.jsonl:2', text)
        self.assertNotIn('\x1b', text)
        self.assertEqual(len(self.json('quarantine', self.db, '--limit', 1)['items']), 1)
        again = self.json('quarantine', self.db, '--retry')
        self.assertEqual(again['accepted'], 0)
        self.assertEqual(self.json('quarantine', self.db)['items'][0]['tries'], 1)

    # --- reading

    def test_find(self):
        self.ingest()
        found = self.json('find', self.db, 'user_id:7')
        self.assertRegex(found['id'], r'^c[0-9a-z]{13}$')
        self.assertEqual({i['key'] for i in found['identifiers']},
                         {'user_id:7', 'anonymous_id:a1', 'email:Li@example.org'})
        for key in (found['id'], 'anonymous_id:a1', 'email:Li@EXAMPLE.org'):
            self.assertEqual(self.json('find', self.db, key)['id'], found['id'])
        self.assertNotEqual(self.json('find', self.db, 'user_id:8')['id'], found['id'])
        self.assertEqual(self.json('find', self.db, 'phone:13800138000')['identifiers'][0]['value'],
                         '+8613800138000')
        self.assertIn(found['id'], self.run_cem('find', self.db, 'user_id:7'))
        self.assertEqual(self.json('find', self.db, 'user_id:99', code=3)['error'], 'not-found')
        self.run_cem('find', self.db, 'serial:SN 1', code=3)
        self.run_cem('find', self.db, 'nonsense', code=2)
        keys = b'user_id:7\nuser_id:99\n'
        lines = self.run_cem('find', self.db, '-', '--json', stdin=keys).splitlines()
        self.assertEqual([json.loads(line)['key'] for line in lines], ['user_id:7', 'user_id:99'])
        self.assertEqual([(json.loads(line)['customer'] or {}).get('id') for line in lines], [found['id'], None])
        self.assertEqual(self.run_cem('find', self.db, '-', stdin=keys), f'user_id:7\t{found["id"]}\nuser_id:99\t\n')
        self.run_cem('find', self.db, '-', stdin=b'nonsense\n', code=2)

    def test_customer(self):
        self.ingest()
        page = self.json('show', 'customer', self.db, 'user_id:7')
        city = page['customer']['traits']['city']
        self.assertEqual((city['value'], city['source']), ('Porto', '/app'))
        self.assertEqual([(o['value'], o['source']) for o in city['others']], [('Lyon', '/crm')])
        self.assertEqual(page['customer']['traits']['name']['identifier'], 'user_id:7')
        self.assertEqual([e['id'] for e in page['timeline'] if e['origin'] == 'input'], ['e5', 'e4', 'e3', 'e2', 'e1'])
        self.assertEqual(page['timeline'][-1]['time'], minute(1))
        text = self.run_cem('show', 'customer', self.db, 'user_id:7', '-n', 2)
        for word in ('Porto', 'Lyon', 'Li@example.org', 'customer.identified'):
            self.assertIn(word, text)
        self.assertNotIn('page.viewed', text)
        self.run_cem('show', 'customer', self.db, 'user_id:99', code=3)

    def test_thing(self):
        self.ingest()
        page = self.json('show', 'thing', self.db, 'serial:sn 1')
        self.assertEqual([e['id'] for e in page['timeline']], ['e3'])
        self.assertIn('order.placed', self.run_cem('show', 'thing', self.db, 'serial:sn 1'))
        self.run_cem('show', 'thing', self.db, 'serial:sn2', code=3)

    NOUNS = [
        event(101, 'device.registered', minute(10), user_id='7', serial='SN1', data={'model': 'A1'}),
        event(102, 'device.reading', minute(11), serial='SN1', data={'consumables': {'filter': 0.1}}),
        event(103, 'device.registered', minute(12), serial='SN2', data={'model': 'B7'}),
        event(104, 'work_order.opened', minute(13), work_order_id='W1', serial='SN1', user_id='7',
              data={'title': 'Leaks\x1b[31m', 'priority': 'high'}),
        event(105, 'consent.given', minute(14), user_id='7', data={'purpose': 'marketing'}),
        event(106, 'order.placed', minute(15), order_id='O1', user_id='7', data={'amount': 99.5}),
    ]

    def test_page(self):
        self.ingest([*STREAM, *self.NOUNS])
        page = self.json('show', 'customer', self.db, 'user_id:7')
        self.assertEqual([d['key'] for d in page['devices']['items']], ['serial:SN1', 'serial:SN 1'])
        self.assertEqual((page['orders']['total'], page['consents']['items'][0]['state']), (1, 'given'))
        text = self.run_cem('show', 'customer', self.db, 'user_id:7')
        for word in ('DEVICES', 'serial:SN1', 'WORK ORDERS', 'Leaks', 'ORDERS', 'marketing', 'order.placed'):
            self.assertIn(word, text)
        self.assertNotIn('\x1b', text)

    def test_noun(self):
        self.ingest([*STREAM, *self.NOUNS])
        page = self.json('show', 'device', self.db, 'serial:SN1')
        self.assertEqual((page['noun']['model'], page['work_orders']['total']), ('A1', 1))
        text = self.run_cem('show', 'device', self.db, 'serial:SN1', '-n', 1)
        for word in ('Device serial:SN1', 'registered', 'A1', 'work_order_id:W1', 'CUSTOMERS', '1 of '):
            self.assertIn(word, text)
        self.assertIn('Work order work_order_id:W1', self.run_cem('show', 'work-order', self.db, 'work_order_id:W1'))
        self.assertIn('show device', self.run_cem('show', 'order', self.db, 'serial:SN1', code=3))
        self.run_cem('show', 'device', self.db, 'serial:SN9', code=3)
        self.run_cem('show', 'device', self.db, 'user_id:7', code=3)
        self.run_cem('show', 'device', self.db, 'nonsense', code=2)

    def test_list(self):
        self.ingest([*STREAM, *self.NOUNS])
        listed = self.json('list', 'devices', self.db, '--where', 'device.consumables.filter.life < 0.15')
        self.assertEqual((listed['total'], listed['items'][0]['key']), (1, 'serial:SN1'))
        keys = [d['key'] for d in self.json('list', 'devices', self.db, '--sort', '-since', '-n', 2)['items']]
        self.assertEqual(keys, ['serial:SN2', 'serial:SN1'])
        self.assertIn('2 of 3', self.run_cem('list', 'devices', self.db, '--limit', 2))
        found = self.json('list', 'customers', self.db, '--where', "customer.traits.city == 'Porto'")
        self.assertEqual(found['items'][0]['traits']['city']['value'], 'Porto')
        self.assertIn('user_id:7', self.run_cem('list', 'customers', self.db, '-w', 'customer.n_orders == 1'))
        self.assertIn('modell', self.run_cem('list', 'devices', self.db, '--where', 'device.modell == 1', code=2))
        self.assertIn('sorted', self.run_cem('list', 'devices', self.db, '--sort', 'a b', code=2))
        self.assertIn('list things', self.run_cem('list', 'things', self.db, code=2))

    def test_log(self):
        self.ingest()
        listed = self.json('log', self.db, '-n', 100)
        positions = [e['position'] for e in listed['entries']]
        self.assertEqual(positions, list(range(listed['total'], 0, -1)))
        inputs = [e for e in listed['entries'] if e['origin'] == 'input']
        self.assertEqual([e['id'] for e in inputs], ['e7', 'e6', 'e5', 'e4', 'e3', 'e2', 'e1'])
        self.assertEqual(inputs[4]['data'], {'amount': 12.5})
        self.assertEqual(len(self.json('log', self.db, '--limit', 3)['entries']), 3)
        logins = self.json('log', self.db, '--type', 'app.login')
        self.assertEqual([e['id'] for e in logins['entries']], ['e6', 'e2'])
        self.assertEqual(self.json('log', self.db, '--type', 'no.such')['total'], 0)
        self.assertIn('app.login', self.run_cem('log', self.db))

    def test_explain(self):
        self.ingest()
        why = self.json('explain', self.db, 'anonymous_id:a1', 'email:Li@example.org')
        self.assertTrue(why['same'])
        self.assertEqual([s['id'] for s in why['steps']], ['e2', 'e4'])
        self.assertTrue(why['text']['en'] and why['text']['zh_CN'] and why['text']['en'] != why['text']['zh_CN'])
        self.assertIn(why['text']['en'], self.run_cem('explain', self.db, 'anonymous_id:a1', 'email:Li@example.org'))
        self.assertIn(why['text']['zh_CN'],
                      self.run_cem('explain', self.db, 'anonymous_id:a1', 'email:Li@example.org', '--language', 'zh'))
        self.assertFalse(self.json('explain', self.db, 'user_id:7', 'user_id:8')['same'])
        self.run_cem('explain', self.db, 'user_id:7', 'user_id:99', code=3)
        self.assertIn('en or zh', self.run_cem('explain', self.db, 'user_id:7', 'user_id:8', '--language', 'fr', code=2))
        self.run_cem('explain', self.db, 'user_id:7', 'serial:sn 1', code=2)

    # --- commands

    def test_decisions(self):
        self.ingest()
        before = self.json('find', self.db, 'user_id:7')['id']
        self.assertEqual(self.json('link', self.db, 'user_id:7', 'user_id:8', '--actor', 'ann',
                                   '--reason', 'a call')['status'], 'accepted')
        self.assertEqual(self.json('find', self.db, 'user_id:8')['id'], self.json('find', self.db, 'user_id:7')['id'])
        row = self.json('log', self.db, '--type', 'identifiers.linked')['entries'][0]
        self.assertEqual(row['actor'], 'ann')
        self.assertIn('a call', json.dumps(row))
        self.json('unlink', self.db, 'user_id:7', 'user_id:8')
        self.assertNotEqual(self.json('find', self.db, 'user_id:8')['id'], before)
        self.json('keep-apart', self.db, 'user_id:7', 'user_id:8')
        self.assertEqual(self.json('link', self.db, 'user_id:7', 'user_id:8', code=1)['error'], 'refused')
        self.json('let-together', self.db, 'user_id:7', 'user_id:8')
        self.run_cem('link', self.db, 'user_id:7', 'user_id:8')
        self.run_cem('link', self.db, 'user_id:7', 'nonsense', code=2)

    def test_erase(self):
        self.ingest()
        self.json('erase', self.db, 'user_id:7', '--actor', 'ann', '--reason', 'asked for it')
        self.run_cem('find', self.db, 'user_id:7', code=3)
        erased = [e for e in self.json('log', self.db, '-n', 100)['entries'] if e['erased']]
        self.assertTrue({'e1', 'e2', 'e3', 'e4', 'e5'} <= {e['id'] for e in erased})
        self.assertTrue(all('identifiers' not in e and 'data' not in e for e in erased))
        self.assertEqual(self.json('find', self.db, 'user_id:8')['identifiers'][0]['key'], 'user_id:8')
        self.json('verify', self.db)
        self.assertEqual(self.json('stats', self.db)['erasures'], 1)
        self.assertEqual(self.ingest()['accepted'], 0)

    def test_advance(self):
        self.ingest()
        self.json('advance', self.db, '2026-03-01T09:00:00+08:00')
        self.assertEqual(self.json('stats', self.db)['last_at'], '2026-03-01T01:00:00Z')
        self.run_cem('advance', self.db, '2026-03-02')
        self.run_cem('advance', self.db, 'tomorrow', code=2)

    def test_configure(self):
        self.ingest()
        path = self.folder / 'identity.json'
        path.write_text('{"types": {"anonymous_id": {"class": "thing"}}}')
        self.json('configure', 'identity', self.db, path)
        self.assertEqual({i['key'] for i in self.json('find', self.db, 'user_id:7')['identifiers']},
                         {'user_id:7', 'email:Li@example.org'})
        self.run_cem('find', self.db, 'anonymous_id:a1', code=3)
        path.write_text('{"types": {"anonymous_id": {"class": "nonsense"}}}')
        self.assertNotEqual(self.run_cem('configure', 'identity', self.db, path, code=2), '')
        path.write_text('{"types": ')
        self.run_cem('configure', 'identity', self.db, path, code=1)

    # --- checks

    def test_replay(self):
        self.ingest()
        self.json('link', self.db, 'user_id:7', 'user_id:8')
        done = self.json('replay', self.db, '--into', 'new.db')
        self.assertEqual((done['same'], done['differences']), (True, []))
        self.assertEqual(self.json('find', 'new.db', 'user_id:8'), self.json('find', self.db, 'user_id:8'))
        self.run_cem('replay', self.db, '--into', 'new.db', code=2)

    def test_verify(self):
        self.ingest()
        self.json('verify', self.db)
        self.assertIn('should be', self.run_cem('verify', self.db))
        self.assertEqual(self.json('verify', self.db, '--sample', 2)['differences'], [])
        import sqlite3
        connection = sqlite3.connect(self.db)
        connection.execute("UPDATE log SET piece = replace (piece, '12.5', '99.5') WHERE piece LIKE '%12.5%'")
        connection.commit()
        connection.close()
        text = self.run_cem('verify', self.db, code=4)
        self.assertIn('error: ', text)
        self.assertNotIn('error: error:', text)
        self.assertNotIn('cem: error:', text)

    # --- expressions

    def test_eval(self):
        self.assertEqual(self.run_cem('eval', '1 + 2'), '3\n')
        self.assertEqual(self.json('eval', '"a" + "b"')['value'], 'ab')
        path = self.folder / 'facts.json'
        path.write_text('{"event": {"data": {"rating": 2, "text": "slow"}}, "vip": false}')
        condition = 'event.data.rating <= 2.5 && (vip || event.data.text == "slow")'
        done = self.json('eval', condition, '--with', path, '--explain')
        self.assertIs(done['value'], True)
        self.assertIn('event.data.rating', done['fields'])
        self.assertTrue(done['explanation']['parts'])
        text = self.run_cem('eval', condition, '--with', path, '--explain')
        self.assertTrue(text.startswith('true\n'))
        self.assertIn('event.data.rating <= 2.5  = true', text)
        self.assertEqual(self.run_cem('eval', 'vip', '--with', '-', stdin=b'{"vip": true}'), 'true\n')
        self.assertEqual(self.run_cem('eval', "now < timestamp('2026-01-01T00:00:00Z')",
                                      '--now', '2025-12-31T23:59:59Z'), 'true\n')
        for wrong, word in (('1 +', 'syntax'), ('nobody', 'type'), ('[1][5]', 'evaluation')):
            self.assertEqual(self.json('eval', wrong, code=1)['error'], word)
        path.write_text('{"a": 1, "a": 2}')
        self.assertIn('facts.json', self.run_cem('eval', 'a', '--with', path, code=1))
        self.run_cem('eval', '1', '--now', 'noon', code=2)
        self.assertIn("eval -- '-1", self.run_cem('eval', '-1 + 2', code=2))
        self.assertIn("eval -- '-1", self.run_cem('eval', '--help'))
        self.assertEqual(self.run_cem('eval', '--', '-1 + 2'), '1\n')

    # --- around

    def wait_until_it_works(self, process):
        """It holds the store, and catches signals."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            status = pathlib.Path(f'/proc/{process.pid}/status').read_text()
            caught = int(re.search(r'^SigCgt:\s*([0-9a-f]+)$', status, re.MULTILINE)[1], 16)
            if caught >> (signal.SIGINT - 1) & 1:
                return
            time.sleep(0.02)
        self.fail('it does not begin to work')

    def write_chart(self, **machine):
        path = self.folder / 'chart.json'
        path.write_text(json.dumps({'id': 'c', 'initial': 'a', 'states': {'a': {}}, **machine}))
        return path

    def test_chart(self):
        path = self.write_chart(version='2', context={'n': 0}, states={
            'a': {'on': {'GO': {'target': 'b', 'guard': 'isOpen', 'actions': 'greet'}}, 'after': {'5s': 'b'}},
            'b': {'type': 'final'}})
        shown = self.json('chart', path)
        self.assertEqual([shown[key] for key in ('id', 'version', 'states', 'events', 'guards', 'actions')],
                         ['c', '2', ['a', 'b'], ['GO'], ['isOpen'], ['greet']])
        self.assertIn('greet', self.run_cem('chart', path))
        self.assertEqual(self.run_cem('chart', path, '--check'), 'No mistakes\n')
        dot = self.run_cem('chart', path, '--format', 'dot')
        self.assertIn('[label=" GO [isOpen] / greet"', dot)
        self.assertIn('[label=" after 5s"', dot)
        self.assertIn('s1 --> s2 : after 5s', self.run_cem('chart', path, '--format', 'mermaid'))
        self.assertIn('svg', self.run_cem('chart', path, '--format', 'png', code=2))
        self.run_cem('chart', path, '--format', 'dot', '--check', code=2)
        self.assertEqual(self.json('chart', self.folder / 'none.json', code=3)['error'], 'not-found')

    def test_chart_mistakes(self):
        path = self.write_chart(states={'a': {'on': {'GO': 'bb', 'STAY': {'guard': '1 +'}}}, 'b': {}})
        done = subprocess.run([CEM, 'chart', str(path), '--check', '--json'], capture_output=True, env=ENVIRONMENT)
        self.assertEqual(done.returncode, 1)
        found = json.loads(done.stdout)
        self.assertEqual(found['errors'], 2)
        self.assertEqual([d['pointer'] for d in found['diagnostics'] if d['severity'] == 'error'],
                         ['/states/a/on/GO/target', '/states/a/on/STAY/guard'])
        self.assertIn('--check', self.run_cem('chart', path, code=1))
        path.write_text('{"states"')
        self.assertEqual(self.json('chart', path, code=1)['error'], 'chart')

    def test_chart_hostile(self):
        """Names that try to break out of their quotes change nothing of a picture's structure."""
        hostile = '"]; s0 -> s0; <script>&amp;\\N "} %% -->\n[*] --> s9;#x{\u2028}\x1b[31m'
        states = {hostile: {'on': {hostile: {'target': 'b', 'guard': {'type': hostile}}}, 'entry': hostile,
                            'description': hostile}, 'b': {}}
        path = self.write_chart(initial=hostile, states=states)
        tame = self.folder / 'tame.json'
        tame.write_text(path.read_text().replace(json.dumps(hostile), '"x"'))

        def shape(text):
            return re.sub(r'"(\\.|[^"\\])*"', '""', text)
        dots = [self.run_cem('chart', p, '--format', 'dot') for p in (path, tame)]
        self.assertEqual(*map(shape, dots))
        mermaids = [self.run_cem('chart', p, '--format', 'mermaid') for p in (path, tame)]
        self.assertEqual(*([re.sub(r' : .*|".*"', '', line) for line in m.splitlines()] for m in mermaids))
        self.assertNotIn('<', mermaids[0])
        if not shutil.which('dot'):
            self.skipTest('Graphviz is not installed')
        svg = self.run_cem('chart', path, '--format', 'svg')
        titles = [[e.tag.rsplit('}')[-1] for e in ElementTree.fromstring(s).iter()]
                  for s in (svg, self.run_cem('chart', tame, '--format', 'svg'))]
        self.assertEqual(titles[0].count('path'), titles[1].count('path'))
        self.assertNotIn('script', titles[0])
        texts = ''.join(ElementTree.fromstring(svg).itertext())
        self.assertIn('<script>&amp;\\N "}', texts)

    def test_chart_without_graphviz(self):
        path = self.write_chart()
        done = subprocess.run([CEM, 'chart', str(path), '--format', 'svg'], capture_output=True,
                              env={**ENVIRONMENT, 'PATH': str(self.folder)})
        self.assertEqual(done.returncode, 1)
        self.assertIn('package graphviz', done.stderr.decode())

    def test_busy(self):
        holder = subprocess.Popen([CEM, 'ingest', self.db, '-', '--live'], stdin=subprocess.PIPE,
                                  stdout=subprocess.DEVNULL, env=ENVIRONMENT)
        try:
            holder.stdin.write(json.dumps(STREAM[0]).encode() + b'\n')
            holder.stdin.flush()
            self.wait_until_it_works(holder)
            self.assertEqual(self.json('advance', self.db, '2099-01-01', code=5)['error'], 'busy')
        finally:
            holder.stdin.close()
            self.assertEqual(holder.wait(30), 0)

    def test_interrupt(self):
        holder = subprocess.Popen([CEM, 'ingest', self.db, '-', '--history'], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT)
        holder.stdin.write(self.write(STREAM).read_bytes())
        holder.stdin.flush()
        self.wait_until_it_works(holder)
        holder.send_signal(signal.SIGINT)
        # Its input stays open: at the end of it there would be nothing to interrupt.
        holder.wait(timeout=60)
        _, errors = holder.communicate()
        self.assertEqual(holder.returncode, 130, errors)
        self.assertIn(b'run again', errors)
        done = self.ingest()
        self.assertEqual(done['accepted'] + done['duplicates'], 7)

    def test_terminal(self):
        self.ingest()
        try:
            controller, terminal = pty.openpty()
        except OSError as error:
            self.skipTest(f'no terminal can be made here: {error}')
        done = subprocess.run([CEM, 'log', self.db], stdout=terminal, stderr=terminal,
                              env={**ENVIRONMENT, 'TERM': 'xterm'}, timeout=60)
        os.close(terminal)
        text = os.read(controller, 65536).decode(errors='replace')
        os.close(controller)
        self.assertEqual(done.returncode, 0)
        self.assertIn('\x1b[1m', text)
        self.assertNotIn('\x1b', self.run_cem('log', self.db))

    def test_progress(self):
        try:
            controller, terminal = pty.openpty()
        except OSError as error:
            self.skipTest(f'no terminal can be made here: {error}')
        running = subprocess.Popen([CEM, 'ingest', self.db, '-', '--history', '--json'], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=terminal, env=ENVIRONMENT)
        os.close(terminal)
        shown = b''
        while b'lines' not in shown:
            shown += os.read(controller, 65536)
        output, _ = running.communicate(self.write(STREAM).read_bytes(), timeout=60)
        try:
            while chunk := os.read(controller, 65536):
                shown += chunk
        except OSError:
            pass  # the other side is closed
        os.close(controller)
        self.assertEqual(running.returncode, 0)
        self.assertEqual(json.loads(output)['accepted'], 7)
        self.assertRegex(shown.decode(), r'\r\x1b\[K[0-9,]+ lines, .*/s')
        self.assertTrue(shown.endswith(b'\r\x1b[K'))

    def test_completion(self):
        def complete(*words):
            script = (f'. {COMPLETION}; COMP_WORDS=({" ".join(repr(w) for w in words)}); '
                      f'COMP_CWORD={len(words) - 1}; _cem; echo "${{COMPREPLY[@]}}"')
            return subprocess.run(['bash', '-c', script], capture_output=True, check=True).stdout.decode().split()
        if not shutil.which('bash'):
            self.skipTest('there is no bash')
        self.assertEqual(complete('cem', 'in'), ['ingest'])
        self.assertEqual(complete('cem', 'show', 't'), ['task', 'thing'])
        self.assertEqual(complete('cem', 'list', 'cu'), ['customers'])
        self.assertIn('--history', complete('cem', 'ingest', 'x.db', '--'))
        listed = set(complete('cem', ''))
        self.assertEqual(listed - {'--help', '--version', 'help'}, set(self.list_commands()))
        for command, words in self.list_commands().items():
            self.assertEqual(sorted(complete('cem', command, '')) if words else [], sorted(words))
            for word in words or [None]:
                call = [w for w in (command, word) if w]
                self.assertEqual(set(complete('cem', *call, '--')), self.list_options(*call), call)
        self.assertEqual(set(complete('cem', 'help', '')), listed - {'--help', '--version'})

    def list_commands(self):
        """What the command says itself: its commands, each with the second words that it takes."""
        names = re.findall(r'^  ([a-z-]+) ', self.run_cem('--help'), re.M)
        groups = {}
        for name in names:
            found = re.search(r'is one of: (.*)\.$', self.run_cem('help', name), re.M)
            groups[name] = found[1].split(', ') if found else []
        return groups

    def list_options(self, *call):
        return set(re.findall(r' (--[a-z-]+)', self.run_cem(*call, '--help').split('Options:')[1]))

    def test_manual(self):
        """The manual page has the same commands with the same options."""
        manual = pathlib.Path(MANPAGE).read_text().replace('\\-', '-')
        synopsis = re.search(r'^\.SH SYNOPSIS\n(.*?)^\.SH', manual, re.M | re.S)[1]
        plain = [re.sub(r'\\f.', '', re.sub(r'^\.[A-Z]+ ', '', text, flags=re.M)) for text in synopsis.split('.br\n')]
        shown = {}
        for text in plain:
            name = re.match(r'cem (\S+(?: customer| thing| identity)?)', text)[1]
            for one in name.split('|'):
                shown[one] = set(re.findall(r'--[a-z-]+', text))
        wanted = {}
        for command, words in self.list_commands().items():
            for word in words or [None]:
                name = command if word is None or word not in ('customer', 'thing', 'identity') else f'{command} {word}'
                wanted[name] = self.list_options(*(w for w in (command, word) if w)) - {'--json', '--help'}
                if command == 'show' and word:
                    self.assertIn(word, manual)
        self.assertEqual(shown, wanted)
        described = re.findall(r'--[a-z-]+', manual.split('.SH COMMANDS')[1])
        self.assertEqual(set().union(*wanted.values()) - set(described), set())


if __name__ == '__main__':
    unittest.main(argv=[sys.argv[0], *sys.argv[4:]])
