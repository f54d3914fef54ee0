#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Whether doc/functions.md describes each function of expressions, and no other.

Usage: functions.py SOURCE-ROOT
"""
import pathlib
import re
import sys

VARIADIC = {'math.greatest', 'math.least'}


def name_of(call):
    return call[:call.rindex('(')] if call.count('(') == 1 else None


def defined(root):
    found = set()
    for path in sorted((root / 'libcem/cel').glob('*.c')):
        text = path.read_text(encoding='utf-8')
        found.update(match.group(1) for match in re.finditer(r'\{ "([^"]+\)) -> [^"]+",', text))
        for name in re.findall(r'PART_OVERLOADS \("(\w+)"', text):
            found.update({f'timestamp.{name}()', f'timestamp.{name}(string)'})
        found.update(f'{name}(…)' for name in re.findall(r'PICK_OVERLOADS \("([\w.]+)"', text))
    return {call for call in found if name_of(call) not in VARIADIC or '…' in call}


def described(root):
    text = (root / 'doc/functions.md').read_text(encoding='utf-8')
    rows = [line.split('|')[1] for line in text.splitlines() if line.startswith('| `')]
    return {call for row in rows for call in re.findall(r'`([^`]+)`', row)}


def main():
    root = pathlib.Path(sys.argv[1])
    functions, documented = defined(root), described(root)
    for call in sorted(functions - documented):
        print(f'doc/functions.md does not describe {call}')
    for call in sorted(documented - functions):
        print(f'doc/functions.md describes {call}, which does not exist')
    print(f'{len(functions)} functions')
    return int(functions != documented or len(functions) < 100)


if __name__ == '__main__':
    sys.exit(main())
