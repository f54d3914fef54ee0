#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes what follows from vocabulary.json.

Usage: generate-vocabulary.py VOCABULARY --c FILE        the table that the library is built with
       generate-vocabulary.py VOCABULARY --schemas DIR   one JSON Schema for each type
       generate-vocabulary.py VOCABULARY --doc FILE      writes the tables of doc/events.md anew
       generate-vocabulary.py VOCABULARY --check FILE    fails when they are not current
"""
import json
import pathlib
import re
import sys

KINDS = {'string', 'int', 'number', 'bool', 'timestamp', 'date', 'list', 'map', 'key'}
STAGES = {'', 'awareness', 'purchase', 'use', 'service', 'loyalty'}
BEGIN, END = '<!-- begin of what is generated from vocabulary.json -->', '<!-- end -->'


def load(path):
    vocabulary = json.loads(pathlib.Path(path).read_text(encoding='utf-8'))
    for name, kind in vocabulary['types'].items():
        if not re.fullmatch(r'[a-z][a-z_]*\.[a-z_]+', name):
            raise SystemExit(f'{name}: a type is NAMESPACE.WORD')
        if kind.get('noun', '') not in [''] + list(vocabulary['nouns']):
            raise SystemExit(f'{name}: no noun “{kind["noun"]}”')
        if kind.get('stage', '') not in STAGES:
            raise SystemExit(f'{name}: no stage “{kind["stage"]}”')
        for member, what in kind.get('data', {}).items():
            if what['kind'] not in KINDS or ('of' in what and what['kind'] != 'key'):
                raise SystemExit(f'{name}: {member} has no kind')
    return vocabulary


# --- the table in C

def text(value):
    return json.dumps(value, ensure_ascii=False) if value else 'NULL'


def write_c(vocabulary, out):
    lines = ['/* Made from vocabulary.json. */', '#include "config.h"', '',
             '#include "model/cem-vocabulary-private.h"', '']
    types = sorted(vocabulary['types'].items(), key=lambda item: item[0].encode())
    for name, kind in types:
        if 'data' not in kind:
            continue
        lines.append(f'static const CemVocabularyMember {name.replace(".", "_")}[] = {{')
        for member, what in kind['data'].items():
            lines.append('  {{ {}, {}, CEM_MEMBER_{}, {}, {}, {}, {} }},'.format(
                text(member), len(member), what['kind'].upper(), 'TRUE' if what.get('required') else 'FALSE',
                text(what.get('field', member)), text(what.get('of')), text(what.get('unit'))))
        lines += ['};', '']
    lines.append('const CemVocabularyType _cem_vocabulary_types[] = {')
    for name, kind in types:
        noun = kind.get('noun', '')
        lines.append('  {{ {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {} }},'.format(
            text(name), len(name), 'CEM_NOUN_' + (noun.upper() or 'NONE'), text(kind.get('state')),
            kind.get('rank', 0), text(kind.get('stamp')), 'TRUE' if kind.get('first') else 'FALSE',
            'TRUE' if kind.get('fold') == 'summary' else 'FALSE', 'TRUE' if kind.get('loose') else 'FALSE',
            text(kind.get('stage')),
            text(kind.get('channel')), name.replace('.', '_') if 'data' in kind else 'NULL', len(kind.get('data', {}))))
    lines += ['};', f'const guint _cem_vocabulary_n_types = {len(types)};', '',
              'const CemVocabularyNoun _cem_vocabulary_nouns[] = {']
    identifiers = []
    for name, noun in sorted(vocabulary['nouns'].items(), key=lambda item: item[1]['number']):
        lines.append(f'  {{ {text(name)}, CEM_NOUN_{name.upper()}, '
                     f'{text((noun["identifiers"] or [None])[0])}, {text(noun["en"])}, {text(noun["zh_CN"])} }},')
        identifiers += [(identifier, name) for identifier in noun['identifiers']]
    lines += ['};', f'const guint _cem_vocabulary_n_nouns = {len(vocabulary["nouns"])};', '',
              'const CemVocabularyIdentifier _cem_vocabulary_identifiers[] = {']
    lines += [f'  {{ {text(i)}, {len(i)}, CEM_NOUN_{n.upper()} }},' for i, n in sorted(identifiers)]
    lines += ['};', f'const guint _cem_vocabulary_n_identifiers = {len(identifiers)};', '']
    pathlib.Path(out).write_text('\n'.join(lines), encoding='utf-8')


# --- schemas

def member_schema(what):
    schema = {'string': {'type': 'string'}, 'int': {'type': 'integer'}, 'number': {'type': 'number'},
              'bool': {'type': 'boolean'}, 'timestamp': {'type': 'string', 'format': 'date-time'},
              'date': {'type': 'string', 'format': 'date'}, 'list': {'type': 'array'},
              'map': {'type': 'object'}, 'key': {'type': ['string', 'integer']}}[what['kind']].copy()
    schema['description'] = what['doc'] + (f' ({what["unit"]})' if 'unit' in what else '')
    return schema


def write_schemas(vocabulary, folder):
    pathlib.Path(folder).mkdir(exist_ok=True)
    for name, kind in vocabulary['types'].items():
        data = kind.get('data', {})
        schema = {'$schema': 'https://json-schema.org/draft/2020-12/schema', 'title': name,
                  'description': kind['en'], 'type': 'object',
                  'properties': {member: member_schema(what) for member, what in data.items()}}
        required = [member for member, what in data.items() if what.get('required')]
        if required:
            schema['required'] = required
        path = pathlib.Path(folder) / f'{name}.json'
        path.write_text(json.dumps(schema, ensure_ascii=False, indent=2) + '\n', encoding='utf-8')


# --- the page

def describe_member(name, what):
    kind = f'key of {what["of"]}' if 'of' in what else what['kind']
    unit = f', {what["unit"]}' if 'unit' in what else ''
    field = f'; field `{what["field"]}`' if what.get('field', name) not in ('', name) else ''
    must = ', required' if what.get('required') else ''
    return f'| `{name}` | {kind}{unit}{must} | {what["doc"]}{field} |'


def tables(vocabulary):
    lines = ['## Nouns and their identifiers', '', '| noun | 名词 | identifiers | |', '|---|---|---|---|']
    for name, noun in vocabulary['nouns'].items():
        identifiers = ', '.join(f'`{i}`' for i in noun['identifiers']) or 'of the person'
        lines.append(f'| `{name}` | {noun["zh_CN"]} | {identifiers} | {noun["en"]} |')
    lines += ['', '## Types', '']
    for name, kind in vocabulary['types'].items():
        facts = []
        if 'noun' in kind:
            facts.append(f'noun `{kind["noun"]}`')
        if 'state' in kind:
            facts.append(f'state `{kind["state"]}`')
        if 'stamp' in kind:
            facts.append(f'time in `{kind["stamp"]}`')
        if 'stage' in kind:
            facts.append(f'stage {kind["stage"]}')
        if 'channel' in kind:
            facts.append(f'channel {kind["channel"]}')
        lines += [f'### {name}', '', f'{kind["en"]} · {kind["zh_CN"]}' + (f' ({", ".join(facts)})' if facts else ''), '']
        if 'data' in kind:
            lines += ['| member | kind | |', '|---|---|---|']
            lines += [describe_member(member, what) for member, what in kind['data'].items()]
            lines.append('')
    return '\n'.join(lines)


def make_page(vocabulary, page):
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f'{before}{BEGIN}\n\n{tables(vocabulary)}\n{END}{after}'


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    vocabulary = load(sys.argv[1])
    what, out = sys.argv[2:]
    if what == '--c':
        write_c(vocabulary, out)
    elif what == '--schemas':
        write_schemas(vocabulary, out)
    elif what in ('--doc', '--check'):
        path = pathlib.Path(out)
        page = path.read_text(encoding='utf-8')
        made = make_page(vocabulary, page)
        if what == '--doc':
            path.write_text(made, encoding='utf-8')
        elif made != page:
            raise SystemExit(f'{out} is not current: run {sys.argv[0]} {sys.argv[1]} --doc {out}')
    else:
        raise SystemExit(__doc__)


main()
