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

# What is known of the data, in the figures of the stores that they were taken into.
FIGURES = {
    'incidents': {'work_orders.n': 9000, 'work_orders.made_sla': 3578, 'work_orders.reopened': 133,
                  'work_orders.open_to_close_mean_d': 17.2809, 'work_orders.open_to_close_median_d': 11.9545},
    'olist-orders': {'orders': 3584, 'order_figures.late_share': 0.0978, 'order_figures.csat_late.mean': 1.962,
                     'order_figures.csat_on_time.mean': 3.769, 'order_figures.delivery_mean_d': 14.51},
    'olist-deals': {'leads.n': 8000, 'leads.conversion': 0.10525},
    'azure-machines': {'devices': 100},
    'azure-errors': {'device_figures.errors': 3919},
    'azure-maintenance': {'device_figures.components_replaced': 3286},
    'nps-bank': {'responses.nps.score': 11.80, 'responses.nps.n': 5000,
                 'responses.nps_by_market.MEX.score': 17.10, 'responses.nps_by_market.UK.score': 8.49,
                 'responses.nps_by_market.US.score': 9.93, 'responses.nps_by_quarter.2021-Q1.score': 14.12,
                 'responses.nps_by_quarter.2021-Q2.score': 11.52, 'responses.nps_by_quarter.2021-Q3.score': 9.90,
                 'responses.nps_by_quarter.2021-Q4.score': 11.80},
    'cdnow': {'customers': 2357},
    'telco-churn': {'customers': 7043},
}

# Mappings whose rows go on where those of another ended.
AFTER = {'olist-deals': 'olist-leads'}

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


def check_figures(store, name):
    stats = cem('stats', store)
    for key, wanted in FIGURES.get(name, {}).items():
        found = stats
        for part in key.split('.'):
            found = found.get(part, {})
        digits = len(str(wanted).partition('.')[2])
        expect(f'{name}: {key}', round(found, digits) if isinstance(found, (int, float)) else found, wanted)


def take_in(folder, name, path, wanted):
    """All of it comes in with its known figures, and none of it again, whatever the file is called."""
    store, copy = f'{folder}/{AFTER.get(name, name)}.cem', f'{folder}/copy-{name}.csv'
    mapping = MAPPINGS / f'{name}.json'
    first = cem('ingest', store, path, '--mapping', mapping, '--history')
    expect(f'{name}: read and accepted', (first.get('read'), first.get('accepted')), (wanted, wanted))
    anyhow = json.loads(mapping.read_text(encoding='utf-8'))
    del anyhow['files']
    pathlib.Path(f'{folder}/any.json').write_text(json.dumps(anyhow), encoding='utf-8')
    os.symlink(path.resolve(), copy)
    again = cem('ingest', store, copy, '--mapping', f'{folder}/any.json', '--history')
    expect(f'{name}: accepted again', (again.get('accepted'), again.get('duplicates')), (0, wanted))
    check_figures(store, name)
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
