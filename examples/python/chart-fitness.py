#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Replays a log of tickets through a chart and says how well the chart explains it.

Usage: chart-fitness.py [--json] [--at-least CASES PRECISION] helpdesk|incidents LOG.csv

An event is explained when the chart has a transition for it at that time; one that is not is left out, and
the case goes on. A case fits when all its events are explained and it has ended. Precision is the share of
what the chart allows that has really happened: after each beginning of a case that occurs in the log, how
many of the events that are possible come next in some case with the same beginning, weighted by how often
it occurs. A chart that allows everything explains everything and has a low precision, which is told beside.
"""
import argparse
import collections
import csv
import datetime
import json
import pathlib
import sys

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, Gio

CHARTS = pathlib.Path(__file__).parent.parent / 'charts'
UTC = datetime.timezone.utc
Event = collections.namedtuple('Event', 'time case name data')


def to_name(text):
    return text.strip().lower().replace(' ', '_')


def read_helpdesk(rows):
    for row in rows:
        yield Event(datetime.datetime.fromisoformat(row['time:timestamp']), row['case:concept:name'],
                    to_name(row['Activity']), None)


def read_incidents(rows):
    before = {}
    for row in rows:
        case, state = row['number'], to_name(row['ident_state'])
        time = datetime.datetime.strptime(row['sys_updated_at'], '%d/%m/%Y %H:%M').replace(tzinfo=UTC)
        yield Event(time, case, 'updated' if before.get(case) == state else state,
                    {'reopened': int(row['reopen_count']) if row['reopen_count'].isdigit() else 0})
        before[case] = state


READERS = {'helpdesk': read_helpdesk, 'incidents': read_incidents}
COLUMNS = {'helpdesk': {'time:timestamp', 'case:concept:name', 'Activity'},
           'incidents': {'number', 'ident_state', 'sys_updated_at', 'reopen_count'}}


class Beginning:
    """What cases had in common so far: a node in the tree of all of them."""

    def __init__(self):
        self.count = 0
        self.following = {}
        self.possible = set()


class Replay:
    def __init__(self, chart):
        self.pool = Cem.ChartPool.new(chart, Cem.ChartPoolFlags.NONE)
        self.instances = {}
        self.paths = {}
        self.misfits = set()
        self.deviations = collections.Counter()
        self.root = Beginning()
        self.n_events = self.n_explained = 0
        self.names = set(chart.list_events())

    def state(self, instance):
        return '+'.join(self.pool.list_active(instance))

    def instance_of(self, case):
        if case not in self.instances:
            _, self.instances[case] = self.pool.add(None, case)
            self.pool.start(self.instances[case])
            self.paths[case] = self.root
        return self.instances[case]

    def handle(self, event):
        if event.time > self.pool.dup_now():
            self.pool.advance(event.time)
        instance = self.instance_of(event.case)
        path = self.paths[event.case]
        path.count += 1
        path.possible |= {name for name in self.names if self.pool.can(instance, name, event.data)}
        self.n_events += 1
        if self.pool.send(instance, event.name, event.data).get_n_handled() == 0:
            self.misfits.add(event.case)
            self.deviations[f'{self.state(instance)}: {event.name}'] += 1
            return
        self.n_explained += 1
        self.paths[event.case] = path.following.setdefault(event.name, Beginning())

    def finish(self):
        """Cases that have not ended do not fit."""
        for case, instance in self.instances.items():
            if not self.pool.is_done(instance):
                self.misfits.add(case)
                self.deviations[f'{self.state(instance)}: ends here'] += 1

    def count_precision(self):
        seen = possible = everything = 0
        beginnings = [self.root]
        while beginnings:
            path = beginnings.pop()
            beginnings += path.following.values()
            seen += path.count * len(path.following)
            possible += path.count * len(path.possible)
            everything += path.count * len(self.names)
        return seen / possible, seen / everything

    def report(self):
        precision, flower = self.count_precision()
        return {
            'cases': len(self.instances), 'events': self.n_events,
            'cases_explained': 1 - len(self.misfits) / len(self.instances),
            'events_explained': self.n_explained / self.n_events,
            'precision': precision, 'precision_of_anything_goes': flower,
            'deviations': dict(self.deviations.most_common(12))}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('flow', choices=READERS)
    parser.add_argument('log')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--at-least', nargs=2, type=float, metavar=('CASES', 'PRECISION'), default=(0.0, 0.0),
                        help='fail when less is reached')
    arguments = parser.parse_args()
    if not pathlib.Path(arguments.log).exists():
        print(f'SKIP: there is no {arguments.log}')
        sys.exit(77)

    chart = Cem.Chart.load(Gio.File.new_for_path(str(CHARTS / f'{arguments.flow}.json')), Cem.ChartFlags.NONE)
    with open(arguments.log, encoding='utf-8', newline='') as file:
        rows = csv.DictReader(file)
        missing = COLUMNS[arguments.flow] - set(rows.fieldnames or ())
        if missing:
            sys.exit(f'{arguments.log} is no log of {arguments.flow}: it has no column {", ".join(sorted(missing))}')
        events = sorted(READERS[arguments.flow](rows), key=lambda event: event.time)
    if not events:
        sys.exit(f'{arguments.log} has no events')
    replay = Replay(chart)
    for event in events:
        replay.handle(event)
    replay.finish()

    report = replay.report()
    if arguments.json:
        print(json.dumps(report))
    else:
        show(report)
    if report['cases_explained'] < arguments.at_least[0] or report['precision'] < arguments.at_least[1]:
        sys.exit('The chart explains less than it should')


def show(report):
    print(f'{report["cases"]:,} cases, {report["events"]:,} events')
    for key in ('cases_explained', 'events_explained', 'precision', 'precision_of_anything_goes'):
        print(f'{report[key]:8.2%} {key.replace("_", " ")}')
    print('Where cases leave the chart:')
    for place, count in report['deviations'].items():
        print(f'{count:8,} {place}')


if __name__ == '__main__':
    main()
