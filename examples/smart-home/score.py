#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""How well a store knows who is who, measured against the truth of a simulator.

Usage: score.py CEM DB TRUTH [--json] [--differences N]

Two identifiers of one person are a *pair*. Precision is the share of the store's pairs that are true; recall is
the share of the true pairs that the store has. Counted are identifiers that the store has seen and that are one
person's: a tablet that two people share, or a number that a couple gives, belongs to none of the two. A phone
number counts once for each of its periods of validity, and belongs to who had it then.
"""
import argparse
import collections
import datetime
import itertools
import json
import subprocess
import sys

EPOCH = 365 * 86400  # how long a phone number is valid, see doc/identity.md


def seconds(text):
    return datetime.datetime.fromisoformat(text.replace('Z', '+00:00')).timestamp()


def e164(number):
    digits = ''.join(c for c in number if c.isdigit() or c == '+')
    return digits if digits.startswith('+') else '+86' + digits


def read_truth(path):
    """For each identifier its owners: (person, from, until)."""
    owners = collections.defaultdict(list)
    shared = set()
    with open(path, encoding='utf-8') as file:
        lines = file.read().splitlines()
    for person in map(json.loads, lines):
        for entry in person['identifiers']:
            value = e164(entry['value']) if entry['type'] == 'phone' else entry['value']
            key = (entry['type'], value)
            if entry.get('shared'):
                shared.add(key)
            owners[key].append((person['person'], seconds(entry['from']) if 'from' in entry else 0,
                                seconds(entry['until']) if 'until' in entry else 1e18))
    return owners, shared


def read_store(cem, store, keys):
    """For each (type, value, epoch) of the store its customer."""
    text = ''.join(f'{kind}:{value}\n' for kind, value in keys)
    done = subprocess.run([cem, 'find', store, '-', '--json'], input=text.encode(), stdout=subprocess.PIPE, check=True)
    known = {}
    for line in done.stdout.splitlines():
        customer = json.loads(line)['customer']
        for entry in customer['identifiers'] if customer else ():
            known[(entry['type'], entry['value'], entry.get('epoch'))] = customer['id']
    return known


def owner(owners, kind, value, epoch):
    """Whose it was, or None for an identifier that the truth does not know."""
    entries = owners.get((kind, value), ())
    if epoch is not None:
        entries = [e for e in entries if e[1] < (epoch + 1) * EPOCH and e[2] > epoch * EPOCH]
    return entries[0][0] if len({e[0] for e in entries}) == 1 else None


def pairs(groups):
    return sum(n * (n - 1) // 2 for n in map(len, groups.values()))


def score(cem, store, truth):
    owners, shared = read_truth(truth)
    known = read_store(cem, store, owners)
    people, customers, both = (collections.defaultdict(list) for _ in range(3))
    for (kind, value, epoch), customer in known.items():
        person = owner(owners, kind, value, epoch)
        if person is None or (kind, value) in shared:
            continue
        key = f'{kind}:{value}' + (f'@{epoch}' if epoch is not None else '')
        people[person].append(key)
        customers[customer].append((key, person))
        both[person, customer].append(key)
    have, true, right = pairs(customers), pairs(people), pairs(both)
    return {'identifiers': sum(map(len, people.values())), 'people': len(people), 'customers': len(customers),
            'pairs_known': have, 'pairs_true': true, 'precision': right / have if have else 1.0,
            'recall': right / true if true else 1.0}, people, customers


def print_differences(people, customers, limit):
    wrong = [c for c in customers.items() if len({p for _, p in c[1]}) > 1]
    for customer, members in wrong[:limit]:
        print(f'{customer} is several people: {sorted(members, key=lambda m: m[1])}')
    at = {key: customer for customer, members in customers.items() for key, _ in members}
    split = [p for p in people.items() if len({at[k] for k in p[1]}) > 1]
    for person, keys in split[:limit]:
        print(f'{person} is several customers:')
        for customer, members in itertools.groupby(sorted(keys, key=at.get), key=at.get):
            print(f'  {customer}: {", ".join(members)}')


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('cem')
    parser.add_argument('db')
    parser.add_argument('truth')
    parser.add_argument('--json', action='store_true')
    parser.add_argument('--differences', type=int, default=0, metavar='N', help='show up to N of each kind')
    options = parser.parse_args()
    figures, people, customers = score(options.cem, options.db, options.truth)
    if options.json:
        print(json.dumps(figures))
    else:
        print(f"precision {figures['precision']:.4f}  recall {figures['recall']:.4f}  "
              f"({figures['identifiers']} identifiers of {figures['people']} people, {figures['customers']} customers)")
    print_differences(people, customers, options.differences)
    return 0


if __name__ == '__main__':
    sys.exit(main())
