#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every text that the command shows is in every language, and the command speaks it.

Usage: translations.py ROOT CEM
"""
import os
import pathlib
import re
import shutil
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
MARKED = re.compile(r'(\bN?_ ?\(|#include|ngettext \(("(?:[^"\\]|\\.)*",)?)$')


def check_marks():
    """Texts of two words or more that nobody can translate."""
    found = []
    for path in sorted((ROOT / 'libcem/tool').glob('*.c')):
        text = path.read_text(encoding='utf-8')
        code = re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m[0]), text, flags=re.S).replace("'\"'", "'x'")
        for literal in LITERALS.finditer(code):
            words = re.sub(r'%[-0-9.*]*[a-z]+', '', literal[0])
            if re.search('[a-z]{2,} +[a-z]{2,}', words) and not MARKED.search(code[:literal.start()].rstrip()):
                line = code.count('\n', 0, literal.start()) + 1
                found.append(f'{path.name}:{line}: {literal[0][:60]} stands outside of _ ()')
    return found


def check_languages(folder):
    listed = (PO / 'POTFILES').read_text().split()
    run('xgettext', '--from-code=UTF-8', '--keyword=_', '--keyword=N_', '-o', f'{folder}/all.pot', *listed)
    wanted = read_texts((folder / 'all.pot').read_text(encoding='utf-8'), False)
    problems = [f'{path.relative_to(ROOT)} has texts and is not in POTFILES'
                for path in sorted((ROOT / 'libcem/tool').glob('*.c'))
                if re.search(r'\bN?_ \("', path.read_text()) and str(path.relative_to(ROOT)) not in listed]
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


def check_command(folder):
    """The language counts also where the machine does not have the locale."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith('LC_') and k not in ('LANG', 'LANGUAGE')}
    said = {language: subprocess.run([CEM, '--help'], check=True, capture_output=True, env={
        **environment, 'LANG': language, 'CEM_LOCALE_DIR': str(folder)}).stdout.decode()
            for language in ('zh_CN.UTF-8', 'en_GB.UTF-8', 'C')}
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


def check_pages(folder):
    """Titles are in capitals; what the events say here is not."""
    environment = {**os.environ, 'LANG': 'zh_CN.UTF-8', 'LC_ALL': 'zh_CN.UTF-8', 'CEM_LOCALE_DIR': str(folder)}
    environment.pop('LANGUAGE', None)
    events, store = folder / 'events.jsonl', folder / 'store.cem'
    events.write_text(EVENTS, encoding='utf-8')
    problems = []
    for arguments in (('ingest', store, events, '--history'), ('show', 'customer', store, 'user_id:u1'),
                      ('show', 'device', store, 'serial:s1'), ('list', 'orders', store)):
        said = subprocess.run([CEM, *map(str, arguments)], check=True, capture_output=True, env=environment)
        text = said.stdout.decode()
        if not re.search('[\u4e00-\u9fff]', text):
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
        problems = check_marks() + check_languages(folder) + check_command(folder) + check_pages(folder)
    finally:
        shutil.rmtree(folder)
    print('\n'.join(problems) or 'all texts are translated')
    return bool(problems)


if __name__ == '__main__':
    sys.exit(main())
