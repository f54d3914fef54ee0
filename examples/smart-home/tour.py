#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Simulates a smart-home brand, takes what its systems wrote into a new store, and shows what is known then.

Usage: tour.py CEM FOLDER [--homes 2000] [--weeks 6] [--seed 1]

Speaks the language of the locale. In colour on a terminal, unless NO_COLOR is set.
"""
import argparse
import gettext
import json
import os
import pathlib
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TTY = sys.stdout.isatty() and 'NO_COLOR' not in os.environ and os.environ.get('TERM') != 'dumb'
_ = gettext.translation('libcem-1', os.environ.get('CEM_LOCALE_DIR'), fallback=True).gettext


def paint(code, text):
    return f'\033[{code}m{text}\033[0m' if TTY else text


def head(text):
    print('\n' + paint('1', text), flush=True)


def show(label, text, code=None):
    width = 22 - sum(ord(c) > 0x2e7f for c in label)
    print(f'  {label:{width}} {paint(code, text) if code else text}')


def count(n):
    return f'{n:,}'


class Tour:
    def __init__(self, options):
        self.cem, self.folder = str(options.cem.resolve()), options.folder
        self.options = options
        self.db = str(self.folder / 'smart-home.cem')
        self.files = self.folder / 'smart-home'
        self.failed = False

    def run_cem(self, *arguments):
        return subprocess.run([self.cem, *arguments], stdout=subprocess.PIPE, check=True).stdout.decode()

    def json(self, *arguments):
        return json.loads(self.run_cem(*arguments, '--json'))

    def check(self, right, label, text):
        self.failed = self.failed or not right
        show(label, text, '32' if right else '31')

    def run(self):
        self.simulate()
        self.take_in()
        self.show_quarantine()
        self.show_identity()
        stats = self.json('stats', self.db)
        self.show_nouns(stats)
        self.show_scores(stats)
        self.show_customer()
        print('\n' + _('The store is %s; “cem --help” says what else there is.') % self.db)
        return self.failed

    # -- the parts

    def simulate(self):
        head(_('A smart-home brand: %s homes, %d weeks') % (count(self.options.homes), self.options.weeks))
        start = time.monotonic()
        self.folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(HERE / 'simulate.py'), '--homes', str(self.options.homes), '--weeks',
                        str(self.options.weeks), '--seed', str(self.options.seed), '--out', str(self.files)],
                       stdout=subprocess.DEVNULL, check=True)
        self.expected = json.loads((self.files / 'expected.json').read_text())
        for name in self.expected['files']:
            size = (self.files / name).stat().st_size / 1e6
            show(name, _('%s lines, %.1f MB') % (count(self.expected['files'][name]['lines']), size))
        show(_('simulated in'), _('%.1f s') % (time.monotonic() - start))

    def take_in(self):
        head(_('Taking in what the systems wrote'))
        for suffix in ('', '-wal', '-shm'):
            pathlib.Path(self.db + suffix).unlink(missing_ok=True)
        files = [str(self.files / name) for name in self.expected['files']]
        mappings = [f'--mapping={path}' for path in sorted(self.files.glob('*.mapping.json'))]
        # All together, so that they are merged by time. How far it is, the tool shows on standard error.
        done, expected = self.json('ingest', self.db, *files, *mappings, '--history'), self.expected
        show(_('events'), _('%s in %.1f s: %s a second') % (count(done['read']), done['seconds'],
                                                          count(round(done['events_per_second']))), '1')
        for key, label in (('accepted', _('accepted')), ('duplicates', _('duplicates')), ('conflicts', _('conflicts')),
                           ('quarantined', _('quarantined'))):
            right = done[key] == expected[key]
            self.check(right, label, count(done[key]) + ('' if right else _(' (planned: %s)') % count(expected[key])))

    def show_quarantine(self):
        head(_('What could not be taken, and why'))
        items = self.json('quarantine', self.db, '--limit', '100000')['items']
        planned = {(name, w['line']) for name, file in self.expected['files'].items() for w in file['wrong']}
        found = {(os.path.basename(i['origin']), i['line']) for i in items}
        reasons = {}
        for item in items:
            reasons.setdefault(item['reason'], []).append(item)
        words = {'conflict': _('other content'), 'csv': _('no row'), 'refused': _('refused'), 'syntax': _('broken')}
        for reason, some in sorted(reasons.items()):
            item = some[0]
            show(f'{words.get(reason, reason)} × {count(len(some))}', f"{os.path.basename(item['origin'])}:{item['line']}: {item['message']}")
        self.check(found == planned, _('as planned'), _('exactly the broken lines') if found == planned else _('no'))

    def show_identity(self):
        head(_('Who is who'))
        figures = json.loads(subprocess.run(
            [sys.executable, str(HERE / 'score.py'), self.cem, self.db, str(self.files / 'truth.jsonl'), '--json'],
            stdout=subprocess.PIPE, check=True).stdout)
        show(_('identifiers'), _('%s of %s people') % (count(figures['identifiers']), count(figures['people'])))
        self.check(figures['precision'] >= 1.0, _('precision'), f"{figures['precision']:.4f}")
        self.check(figures['recall'] >= 0.98, _('recall'), f"{figures['recall']:.4f}")

    def show_nouns(self, stats):
        head(_('What is known'))
        names = {'customer': _('customers'), 'device': _('devices'), 'site': _('sites'), 'household': _('households'),
                 'contract': _('contracts'), 'lead': _('leads'), 'order': _('orders'), 'work_order': _('work orders'),
                 'appointment': _('appointments'), 'task': _('tasks'), 'staff': _('staff'), 'coupon': _('coupons'),
                 'campaign': _('campaigns'), 'survey': _('surveys'), 'invitation': _('invitations'),
                 'response': _('responses'), 'post': _('posts'), 'call': _('calls')}
        nouns = {'customer': stats['customers'], **stats.get('nouns', {})}
        for name, label in names.items():
            if name in nouns:
                show(label, count(nouns[name]))
        states = stats.get('work_orders', {}).get('by_state')
        if states:
            show(_('work orders by state'), ', '.join(f'{state} {count(n)}' for state, n in sorted(states.items())), '2')
        show(_('size of the store'), _('%.0f MB') % (stats['bytes'] / 1e6))

    def show_scores(self, stats):
        head(_('What customers answer'))
        for kind, label in (('nps', 'NPS'), ('csat', 'CSAT')):
            score = stats.get('responses', {}).get(kind)
            if score:
                show(label, _('%.1f, 95 %% interval %.1f to %.1f, %s answers') % (
                    score['score'], score['lower'], score['upper'], count(score['n'])), '1')

    def show_customer(self):
        plots = [json.loads(line) for line in (self.files / 'plots.jsonl').read_text(encoding='utf-8').splitlines()]
        person = next((p for p in plots if p['plot'] == 'unhappy_promoter'), None) or next(
            p for p in plots if 'user_id' in p)
        head(_('One customer: a promoter whose device broke twice'))
        print(paint('2', f'$ cem show customer {os.path.basename(self.db)} user_id:{person["user_id"]}'), flush=True)
        done = subprocess.run([self.cem, 'show', 'customer', self.db, f'user_id:{person["user_id"]}'])
        self.failed = self.failed or done.returncode != 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('cem', type=pathlib.Path)
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--homes', type=int, default=2000)
    parser.add_argument('--weeks', type=int, default=6)
    parser.add_argument('--seed', type=int, default=1)
    return Tour(parser.parse_args()).run()


if __name__ == '__main__':
    sys.exit(main())
