#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every text that the library and the command show is in every language, and they speak it.

Usage: translations.py ROOT CEM
"""
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ROOT, CEM = pathlib.Path(sys.argv[1]), os.path.abspath(sys.argv[2])
PO = ROOT / 'libcem/po'
SKIP = 77


def run(*arguments):
    return subprocess.run([str(a) for a in arguments], cwd=ROOT, check=True, capture_output=True).stdout.decode()


def read_texts(text, translated):
    """The msgids of a file; with @translated only those that have a translation that is not fuzzy."""
    found = set()
    for block in text.split('\n\n'):
        joined = re.sub(r'"\n"', '', block)
        msgid = re.search(r'^msgid "(.*)"$', joined, re.M)
        msgstr = re.search(r'^msgstr(?:\[0\])? "(.*)"$', joined, re.M)
        if msgid and msgid[1] and (not translated or (msgstr and msgstr[1] and '#, fuzzy' not in block)):
            found.add(msgid[1])
    return found


LITERALS = re.compile(r'"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*')
MARKED = re.compile(r'(\b[NW]?_ ?\(|#include|ngettext \(("(?:[^"\\]|\\.)*",)?)$')


def read_code(path):
    """Without comments, in the same lines."""
    text = path.read_text(encoding='utf-8')
    return re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m[0]), text, flags=re.S).replace("'\"'", "'x'")


def find_literals(path, after):
    """Texts of two words or more that nobody can translate; @after finds those that matter."""
    code = read_code(path)
    found = []
    for literal in LITERALS.finditer(code):
        before = code[:literal.start()].rstrip()
        words = re.sub(r'%[-0-9.*]*[a-z]+', '', literal[0])
        if re.search('[a-z]{2,} +[a-z]{2,}', words) and not MARKED.search(before) and after.search(before[-400:]):
            line = code.count('\n', 0, literal.start()) + 1
            found.append(f'{path.relative_to(ROOT)}:{line}: {literal[0][:60]} cannot be translated')
    return found


# Rooms whose texts are all translated; what expressions and machines fail with at run time is English.
ROOMS = ('base', 'value', 'cel', 'chart', 'db', 'log', 'timer', 'model', 'intake', 'identity', 'engine')
ENGLISH = ('cem-cel-format.c', 'cem-cel-regex.c', 'cem-cel-regex-syntax.c')
TELLING = re.compile(r'(\b(g_set_error|g_set_error_literal|g_prefix_error|fail|complain|refuse|reject|_cem_json_scan_fail\w*|'
                     r'fail_expected|_cem_mapping_complain|_cem_chart_reader_complain\w*|_cem_diagnostics_add) \([^;{}]*|\b(message|problem) = )$')


def check_marks():
    found = []
    for path in sorted((ROOT / 'libcem/tool').glob('*.c')):
        found += find_literals(path, re.compile(''))
    for room in ROOMS:
        for path in sorted((ROOT / 'libcem' / room).glob('*.c')):
            found += find_literals(path, TELLING) if path.name not in ENGLISH else []
    return found


def check_languages(folder):
    listed = (PO / 'POTFILES').read_text().split()
    keywords = re.findall(r"'(--(?:keyword|flag)=[^']*)'", (PO / 'meson.build').read_text())
    run('xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', *keywords, '-o', f'{folder}/all.pot', *listed)
    wanted = read_texts((folder / 'all.pot').read_text(encoding='utf-8'), False)
    problems = [f'{path.relative_to(ROOT)} has texts and is not in POTFILES'
                for path in sorted((ROOT / 'libcem').glob('*/*.c'))
                if re.search(r'(\b[NW]?_ \(|\b_cem_(set_error|words_format) \([^"]*)"', read_code(path))
                and str(path.relative_to(ROOT)) not in listed]
    for language in (PO / 'LINGUAS').read_text().split():
        path = PO / f'{language}.po'
        have = read_texts(path.read_text(encoding='utf-8'), True)
        problems += [f'{path.name} lacks “{text}”' for text in sorted(wanted - have)]
        problems += [f'{path.name} has “{text}”, which nobody says' for text in sorted(have - wanted)]
        target = folder / language / 'LC_MESSAGES/libcem-1.mo'
        target.parent.mkdir(parents=True)
        run('msgfmt', '--check-format', '-o', target, path)
    if not wanted:
        problems.append('no texts were found')
    return problems


# Where the locale is that this test made, if it had to.
MADE = {}


def make_environment(folder, language):
    """The language counts also where the machine does not have the locale."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith('LC_') and k not in ('LANG', 'LANGUAGE')}
    return {**kept, **MADE, 'LANG': language, 'CEM_LOCALE_DIR': str(folder), 'TZ': 'UTC'}


def say(folder, language, *arguments):
    done = subprocess.run([CEM, *map(str, arguments)], check=False, capture_output=True,
                          env=make_environment(folder, language))
    return done.stdout.decode() + done.stderr.decode()


def speaks_chinese(folder):
    """Newer C libraries speak no language without its locale; then it is made."""
    if CHINESE.search(say(folder, 'zh_CN.UTF-8', '--help')):
        return True
    locales = folder / 'locales'
    locales.mkdir()
    subprocess.run(['localedef', '-i', 'zh_CN', '-f', 'UTF-8', locales / 'zh_CN.UTF-8'], check=False, capture_output=True)
    MADE['LOCPATH'] = str(locales)
    return (locales / 'zh_CN.UTF-8').exists()


def check_command(folder):
    said = {language: say(folder, language, '--help') for language in ('zh_CN.UTF-8', 'en_GB.UTF-8', 'C')}
    wrong = [language for language, text in said.items() if ('用法' in text) != language.startswith('zh')]
    return [f'cem --help under LANG={language} begins “{said[language][:60]}”' for language in wrong]


EVENTS = """\
{"specversion": "1.0", "id": "1", "source": "/s", "type": "device.registered", "time": "2026-01-01T00:00:00Z", \
"identifiers": {"serial": "s1", "user_id": "u1"}, "data": {"model": "a1"}}
{"specversion": "1.0", "id": "2", "source": "/s", "type": "order.placed", "time": "2026-01-01T00:00:01Z", \
"identifiers": {"order_id": "o1", "user_id": "u1"}, "data": {"amount": 5}}
{"specversion": "1.0", "id": "3", "source": "/s", "type": "consent.given", "time": "2026-01-01T00:00:02Z", \
"identifiers": {"user_id": "u1"}, "data": {"purpose": "marketing"}}
"""


BAD = ['{"specversion":"1.0","id":', '[]', '{"specversion":"1.0","id":"e1","source":"/a","type":"cem.x"}',
       '{"specversion":"1.0","id":"e2","source":"/a","type":"t","time":"noon"}',
       '{"specversion":"1.0","id":"e4","source":"/a","type":"t","identifiers":{"user_id":""}}',
       '{"specversion":"1.0","id":"g1","source":"/a","type":"t","data":2}', '{"type":"track","messageId":"m"}']
GOOD = ['{"specversion":"1.0","id":"g1","source":"/a","type":"t","time":"2026-01-01T00:00:00Z","data":1,'
        '"identifiers":{"user_id":"7"}}']
CHINESE = re.compile('[\u4e00-\u9fff]')
# Words that stand in Chinese as they do in English: names, and what JSON looks like.
FOREIGN = re.compile(r'“[^”]*”|\{.*\}|/[A-Za-z/]*|\b(JSON|CloudEvent|NUL|RFC|int|identify|track|page|screen|group|alias|or|source|id)\b')


def read_tables(path):
    connection = sqlite3.connect(path)
    rows = connection.execute('SELECT reading, line, origin, code, message, seen, text FROM quarantine ORDER BY id').fetchall()
    log = connection.execute('SELECT count(*) FROM log').fetchall()
    connection.close()
    return rows, log


def check_store(folder):
    """Reasons are in the language of whom they are shown to, and the store is the same in any."""
    problems = []
    events = folder / 'events.jsonl'
    events.write_text('\n'.join(GOOD + BAD) + '\n', encoding='utf-8')
    table = folder / 'rows.csv'
    table.write_text('who,at,n\n1,2026-01-01,5\n2,2026-01-02,x\n3\n"4,2026-01-03,5\n', encoding='utf-8')
    mapping = folder / 'rows.json'
    mapping.write_text(json.dumps({
        'name': 'rows', 'source': '/rows', 'time': 'at', 'identifiers': {'user_id': 'who'},
        'events': [{'type': 'row', 'data': {'n': {'column': 'n', 'kind': 'int'}}}]}))
    stores = {language: folder / f'{language}.db' for language in ('zh_CN.UTF-8', 'C')}
    for language, store in stores.items():
        for options in ([events], [table, '--mapping', mapping]):
            say(folder, language, 'ingest', store, '--history', '--origin', 'here', *options)
    if read_tables(stores['zh_CN.UTF-8']) != read_tables(stores['C']):
        problems.append('the quarantine of a store depends on the language that it was written in')
    for language in stores:
        # Also what the other one wrote.
        for store in stores.values():
            items = json.loads(say(folder, language, 'quarantine', store, '--json'))['items']
            if len(items) != len(BAD) + 3:
                problems.append(f'only {len(items)} bad lines are in the quarantine')
            for item in items:
                message = FOREIGN.sub('', item['message'])
                if bool(CHINESE.search(message)) != language.startswith('zh') or \
                   (language.startswith('zh') and re.search('[a-z]{3,}', message)):
                    problems.append(f'under LANG={language} a reason is “{item["message"]}”')
    return problems + check_mistakes(folder, stores['C'], events)


def check_mistakes(folder, store, events):
    """What is wrong, and what to do about it, for each kind of thing that people write."""
    problems = []
    chart = folder / 'chart.json'
    chart.write_text('{"initial": "a", "cond": 1, "states": {"a": {"on": {"GO": "bb", "UP": {"target": "a", "guard": "1 +"}}}}}')
    identity = folder / 'identity.json'
    identity.write_text('{"types": {"x": {"class": "nobody"}}, "rules": 5}')
    for arguments in (['find', store, 'user_id:99'], ['find', store, 'nonsense'],
                      ['link', store, 'user_id:7', 'user_id:7'], ['advance', store, '2001-01-01'],
                      ['show', 'device', store, 'user_id:7'], ['stats', events], ['check', events],
                      ['configure', 'identity', store, identity], ['chart', chart, '--check'], ['chart', chart],
                      ['eval', '1 +'], ['eval', 'nobody + 1'], ['list', 'devices', store, '--where', 'device.modell == 1'],
                      ['list', 'devices', store, '--sort', 'a b'], ['ingset'], ['list'], ['log', store, '--limit', '-1']):
        said = say(folder, 'zh_CN.UTF-8', *arguments)
        if not said or not all(CHINESE.search(line) for line in said.splitlines()):
            problems.append(f'cem {" ".join(map(str, arguments))} says in Chinese: “{said.strip()}”')
    return problems


def check_pages(folder):
    """Titles are in capitals; what the events say here is not."""
    events, store = folder / 'page.jsonl', folder / 'page.cem'
    events.write_text(EVENTS, encoding='utf-8')
    problems = []
    for arguments in (('ingest', store, events, '--history'), ('show', 'customer', store, 'user_id:u1'),
                      ('show', 'device', store, 'serial:s1'), ('list', 'orders', store)):
        text = say(folder, 'zh_CN.UTF-8', *arguments)
        if not CHINESE.search(text):
            problems.append(f'cem {arguments[0]} {arguments[1]} says nothing in Chinese: “{text[:60]}”')
        problems += [f'cem {arguments[0]} {arguments[1]} has “{title}” in Chinese'
                     for title in re.findall(r'\b(?:[A-Z]{4,}|Device|Order)\b', text)]
    return problems


def main():
    if not shutil.which('xgettext') or not shutil.which('msgfmt'):
        print('skipped: gettext is not installed')
        return SKIP
    folder = pathlib.Path(tempfile.mkdtemp(prefix='cem-po-'))
    try:
        problems = check_marks() + check_languages(folder)
        heard = speaks_chinese(folder)
        if heard:
            problems += check_command(folder) + check_pages(folder) + check_store(folder)
    finally:
        shutil.rmtree(folder)
    if problems:
        print('\n'.join(problems))
        return 1
    print('all texts are translated' if heard else
          'skipped: there is no locale zh_CN.UTF-8 here, and it cannot be made (the package locales)')
    return 0 if heard else SKIP


if __name__ == '__main__':
    sys.exit(main())
