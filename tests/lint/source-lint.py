#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Holds the sources to what CONTRIBUTING.md says.

Usage: source-lint.py ROOT [ALLOW]

ALLOW has lines `rule path[:function]  # reason`, or `rule *` while something is being built. Exit status 1 when something is left.
"""
import os
import pathlib
import re
import sys

MAX_FILE = 800
MAX_FUNCTION = 80
MAX_NESTING = 4
FOLDERS = ('include', 'libcem', 'bindings', 'examples', 'tests', 'doc')
CODE = {'.c', '.h', '.py', '.js', '.vala', '.sh'}
ROOMS = ('base value cel chart calendar stats db log timer model blueprint intake identity profile '
         'journey rule service feedback outbox engine tool').split()
SPDX = ('SPDX-FileCopyrightText: 2026 The libcem authors', 'SPDX-License-Identifier: LGPL-2.1-or-later')
PROMISES = re.compile(r'\b(' + '|'.join(('TO' + 'DO', 'FIX' + 'ME', 'X' * 3, 'HA' + 'CK')) + r')\b')
SQL = re.compile(r'"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|ATTACH|PRAGMA|WITH)\b'
                 r'(?:[^"\\]|\\.)*%')
PRINTF = re.compile(r'\b(g_strdup_printf|g_strdup_vprintf|g_string_append_printf|g_string_printf|'
                    r'g_snprintf|snprintf|sqlite3_mprintf|sqlite3_snprintf)\s*\(')
TRANSACTION = re.compile(r'"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b')
TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'', re.S)


def blank(text, keep_strings=False):
    """The text without comments (and strings), each line where it was."""
    def replace(match):
        token = match.group(0)
        if token[0] == '/':
            return '\n' * token.count('\n')
        return token if keep_strings else token[0] * 2
    return TOKEN.sub(replace, text)


class Lint:
    def __init__(self, root):
        self.root = root
        self.found = []
        self.transaction_files = set()
        self.n_files = 0

    def add(self, rule, path, line, message, function=None):
        key = str(path) + (f':{function}' if function else '')
        self.found.append((rule, key, f'{path}:{line}: {message} [{rule}]'))

    def run(self):
        for folder in FOLDERS:
            for directory, names, files in os.walk(self.root / folder):
                names[:] = sorted(n for n in names if not n.startswith(('.', '__')))
                for name in sorted(files):
                    self.check_file((pathlib.Path(directory) / name).relative_to(self.root))
        if len(self.transaction_files) > 1:
            for path in sorted(self.transaction_files):
                self.add('transaction', path, 1, 'BEGIN, COMMIT and ROLLBACK belong in one file')
        self.check_umbrella()
        self.check_listed('libcem', '*.c', 'libcem/meson.build')
        self.check_listed('doc', '*.md', 'doc/meson.build')
        self.check_listed('tests/unit', 'test-*.c', 'tests/unit/meson.build')

    def check_file(self, path):
        if path.suffix not in CODE and path.name != 'meson.build':
            return
        self.n_files += 1
        text = (self.root / path).read_text(encoding='utf-8')
        lines = text.split('\n')
        head = '\n'.join(lines[:4])
        if not all(line in head for line in SPDX):
            self.add('spdx', path, 1, 'the two SPDX lines are missing at the top')
        if len(lines) - 1 > MAX_FILE:
            self.add('long-file', path, len(lines), f'{len(lines) - 1} lines, {MAX_FILE} are allowed')
        for number, line in enumerate(lines, 1):
            if PROMISES.search(line):
                self.add('promise', path, number, 'do it, or leave it out')
            if line.endswith((' ', '\t')) and path.suffix != '.md':
                self.add('blank', path, number, 'white space at the end of the line')
        if path.suffix in ('.c', '.h'):
            self.check_c(path, text)

    def check_c(self, path, text):
        bare = blank(text)
        for number, line in enumerate(bare.split('\n'), 1):
            if re.search(r'\bgoto\b', line):
                self.add('goto', path, number, 'goto')
        self.check_functions(path, bare)
        self.check_includes(path, blank(text, keep_strings=True))
        if path.parts[0] == 'libcem':
            self.check_sql(path, blank(text, keep_strings=True))

    def check_functions(self, path, bare):
        """A function's body stands between a { and a } in the first column."""
        start = name = None
        lines = bare.split('\n')
        depth = 0
        for number, line in enumerate(lines, 1):
            if start is None:
                if line == '{' and number > 1 and lines[number - 2].rstrip().endswith(')'):
                    start, depth = number, 0
                    name = self.name_before(lines, number - 1)
                continue
            if line == '}':
                # Comments are blank by now: class_init holds the documentation of its properties.
                length = sum(1 for text in lines[start:number - 1] if text.strip())
                if length > MAX_FUNCTION:
                    self.add('long-function', path, start,
                             f'{name} has {length} lines of code, {MAX_FUNCTION} are allowed', name)
                start = None
                continue
            # Braces of blocks stand alone on their line; braces of initialisers do not.
            if line.strip() == '{' and not lines[number - 2].rstrip().endswith(('=', ',', '{')):
                depth += 1
                if depth == MAX_NESTING + 1:
                    self.add('nesting', path, number, f'{name} nests deeper than {MAX_NESTING}', name)
            elif re.match(r'\s+\}(?!;|,|\))', line) and depth > 0:
                depth -= 1

    @staticmethod
    def name_before(lines, index):
        for line in reversed(lines[:index]):
            match = re.match(r'(\w+) ?\(', line)
            if match:
                return match.group(1)
        return '?'

    def check_includes(self, path, text):
        room = path.parts[1] if path.parts[0] == 'libcem' and len(path.parts) > 2 else None
        for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^">]+)[">]', text, re.M):
            number = text.count('\n', 0, match.start()) + 1
            target = match.group(1)
            if target == 'sqlite3.h' and path.parts[0] in ('libcem', 'include') and room != 'db':
                self.add('sqlite', path, number, 'only libcem/db includes sqlite3.h')
            if path.parts[0] == 'include' and target.endswith('-private.h'):
                self.add('private-header', path, number, 'a public header includes a private one')
            other = target.split('/')[0]
            if room in ROOMS and other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
                self.add('rooms', path, number, f'the room {room} must not know the room {other}')

    def check_sql(self, path, text):
        for match in PRINTF.finditer(text):
            end = text.find(';', match.end())
            if SQL.search(text[match.end():end]):
                self.add('sql-printf', path, text.count('\n', 0, match.start()) + 1,
                         'values are bound to SQL, not printed into it')
        if TRANSACTION.search(text) and path.parts[1] != 'cel':
            self.transaction_files.add(path)
        if TRANSACTION.search(text) and path.parts[1] != 'db':
            self.add('transaction', path, 1, 'transactions are begun and ended in libcem/db')

    def check_umbrella(self):
        folder = self.root / 'include/libcem'
        seen, queue = set(), ['cem.h']
        while queue:
            name = queue.pop()
            if name in seen or not (folder / name).exists():
                continue
            seen.add(name)
            queue += re.findall(r'#include <libcem/([\w-]+\.h)>', (folder / name).read_text())
        listed = (folder / 'meson.build').read_text()
        for header in sorted(folder.glob('*.h')):
            path = header.relative_to(self.root)
            if header.name not in seen:
                self.add('umbrella', path, 1, 'cem.h does not reach this header')
            if f"'{header.name}'" not in listed:
                self.add('unlisted', path, 1, 'include/libcem/meson.build does not list this header')

    def check_listed(self, folder, pattern, build_file):
        listed = (self.root / build_file).read_text()
        for found in sorted((self.root / folder).rglob(pattern)):
            path = found.relative_to(self.root)
            builds = [listed]
            if (found.parent / 'meson.build').exists():
                builds.append((found.parent / 'meson.build').read_text())
            if not any(found.name in text for text in builds):
                self.add('unlisted', path, 1, f'{build_file} does not list this file')


def read_allowed(path):
    if path is None:
        return set()
    lines = (line.split('#')[0].split() for line in open(path, encoding='utf-8'))
    return {tuple(line) for line in lines if line}


def main():
    lint = Lint(pathlib.Path(sys.argv[1]))
    lint.run()
    allowed = read_allowed(sys.argv[2] if len(sys.argv) > 2 else None)
    left = [text for rule, key, text in lint.found if not {(rule, key), (rule, '*')} & allowed]
    unused = {a for a in allowed if a[1] != '*'} - {(rule, key) for rule, key, _ in lint.found}
    for text in left:
        print(text)
    for entry in sorted(unused):
        print('allowed but not met:', *entry)
    print(f'{lint.n_files} files, {len(left)} findings')
    return bool(left or unused or lint.n_files == 0)


if __name__ == '__main__':
    sys.exit(main())
