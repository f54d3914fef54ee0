#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Takes the public data that lie beside the sources in with the mappings of the examples.

Usage: test-mappings.py CEM MAPPINGS DATA
Each mapping is checked alone; what needs DATA is skipped where it is absent.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

CEM = os.path.abspath(sys.argv[1])
MAPPINGS, DATA = map(pathlib.Path, sys.argv[2:4])
SKIP = 77

# Mapping, file, events that come of it.
FILES = [
    ('incidents', 'incidents/incidents.csv', 58308),
    ('olist-orders', 'olist/olist_classified_public_dataset.csv', 3584 + 3584 + 3467 + 25 + 3584),
    ('olist-leads', 'olist/olist_marketing_qualified_leads_dataset.csv', 8000),
    ('olist-deals', 'olist/olist_closed_deals_dataset.csv', 3 * 842),
    ('helpdesk', 'helpdesk/Helpdesk.csv', 21348),
    ('azure-machines', 'azure_pdm/PdM_machines.csv', 100),
    ('azure-errors', 'azure_pdm/PdM_errors.csv', 3919),
    ('azure-failures', 'azure_pdm/PdM_failures.csv', 761),
    ('azure-maintenance', 'azure_pdm/PdM_maint.csv', 3286),
    ('cdnow', 'cdnow/CDNOW_sample.txt', 6919),
    ('nps-bank', 'nps_bank/NPStimeseries.csv', 5000),
    ('telco-churn', 'telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv', 7043),
    ('febrl', 'febrl/febrl_dataset1.csv', 1000),
]

problems = []


def cem(*arguments):
    done = subprocess.run([CEM, *map(str, arguments), '--json'], capture_output=True, check=False)
    try:
        return json.loads(done.stdout)
    except json.JSONDecodeError:
        problems.append(f'cem {" ".join(map(str, arguments))}: {done.stderr.decode()}')
        return {}


def expect(what, found, wanted):
    if found != wanted:
        problems.append(f'{what}: {found}, not {wanted}')


def check_mappings():
    try:
        import jsonschema
    except ImportError:
        jsonschema = None
        print('the schema is not looked at: python3-jsonschema is not installed')
    schema = json.loads((MAPPINGS / '../../libcem/intake/mapping.schema.json').read_text(encoding='utf-8'))
    for path in sorted(MAPPINGS.glob('*.json')):
        checked = cem('check', path)
        expect(f'{path.name}: mistakes', (checked.get('errors'), checked.get('warnings')), (0, 0))
        if jsonschema:
            for error in jsonschema.Draft202012Validator(schema).iter_errors(json.loads(path.read_text(encoding='utf-8'))):
                problems.append(f'{path.name}: {error.json_path}: {error.message}')
    expect('mappings without a line in this test', {p.stem for p in MAPPINGS.glob('*.json')} - {f[0] for f in FILES}, set())


def take_in(folder, name, path, wanted):
    """All of it comes in, and none of it again, whatever the file is called."""
    store, copy = f'{folder}/{name}.cem', f'{folder}/copy-{name}.csv'
    mapping = MAPPINGS / f'{name}.json'
    first = cem('ingest', store, path, '--mapping', mapping, '--history')
    expect(f'{name}: read and accepted', (first.get('read'), first.get('accepted')), (wanted, wanted))
    anyhow = json.loads(mapping.read_text(encoding='utf-8'))
    del anyhow['files']
    pathlib.Path(f'{folder}/any.json').write_text(json.dumps(anyhow), encoding='utf-8')
    os.symlink(path.resolve(), copy)
    again = cem('ingest', store, copy, '--mapping', f'{folder}/any.json', '--history')
    expect(f'{name}: accepted again', (again.get('accepted'), again.get('duplicates')), (0, wanted))
    for key in ('conflicts', 'quarantined'):
        expect(f'{name}: {key}', (first.get(key), again.get(key)), (0, 0))
    print(f'{name}: {wanted} events, {first.get("events_per_second", 0):.0f}/s')


def propose(folder, name, path):
    """What is proposed has no mistakes and takes every row in."""
    proposal = pathlib.Path(f'{folder}/{name}-proposed.json')
    proposal.write_text(json.dumps({k: v for k, v in cem('map', path).items() if k != 'schema'}), encoding='utf-8')
    checked = cem('check', proposal, path)
    expect(f'{name}: mistakes in what is proposed',
           [d['message'] for d in checked.get('diagnostics', [0]) if d['code'] != 'no-time'], [])
    done = cem('ingest', f'{folder}/{name}-proposed.cem', path, '--mapping', proposal, '--history')
    expect(f'{name}: quarantined by what is proposed', (done.get('conflicts'), done.get('quarantined')), (0, 0))


def main():
    check_mappings()
    if DATA.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            for name, path, wanted in FILES:
                take_in(folder, name, DATA / path, wanted)
                propose(folder, name, DATA / path)
    print('\n'.join(problems))
    if problems:
        return 1
    if not DATA.is_dir():
        print(f'skipped: there is no {DATA}')
        return SKIP
    return 0


if __name__ == '__main__':
    sys.exit(main())
