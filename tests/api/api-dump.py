#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes down the public API, so that it cannot change unnoticed.

  api-dump.py symbols LIBRARY            the exported symbols
  api-dump.py gir GIR                    signatures, annotations and values: no docs, no line numbers
  api-dump.py hidden STATIC_LIBRARY      fails when a symbol begins neither with cem_ nor with _cem_
  api-dump.py check BASELINE KIND FILE   compares one of the first two with its baseline
"""
import difflib
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

# What says nothing about the API, and what only newer scanners write.
LEFT_OUT = {'doc', 'doc-deprecated', 'doc-version', 'docsection', 'function-inline', 'include',
            'method-inline', 'package', 'source-position'}
LEFT_OUT_ATTRIBUTES = {'shared-library', 'disguised', 'opaque', 'pointer', 'default-value',
                       'glib:async-func', 'glib:finish-func', 'glib:sync-func', 'final'}


def dump_symbols(library):
    out = subprocess.run(['nm', '-D', '--defined-only', library], check=True, stdout=subprocess.PIPE, text=True)
    return sorted(line.split()[-1].split('@')[0] for line in out.stdout.splitlines())


def local(name):
    """c:type for {http://…/c/1.0}type, type for one of the core."""
    space, _, tag = name.rpartition('}')
    short = {'c/1.0': 'c:', 'glib/1.0': 'glib:'}
    return next((prefix for end, prefix in short.items() if space.endswith(end)), '') + tag


def dump_node(node, depth, lines):
    tag = local(node.tag)
    if tag in LEFT_OUT:
        return
    attributes = ' '.join(f'{local(key)}={value}' for key, value in sorted(node.attrib.items())
                          if local(key) not in LEFT_OUT_ATTRIBUTES)
    lines.append('  ' * depth + f'{tag} {attributes}'.rstrip())
    for child in node:
        dump_node(child, depth + 1, lines)


def dump_gir(gir):
    lines = []
    for node in ElementTree.parse(gir).getroot():
        if local(node.tag) == 'namespace':
            dump_node(node, 0, lines)
    return lines


def check_hidden(library):
    out = subprocess.run(['nm', '-g', '--defined-only', library], check=True, stdout=subprocess.PIPE, text=True)
    names = [line.split()[-1] for line in out.stdout.splitlines() if len(line.split()) == 3]
    wrong = sorted(n for n in names if not n.startswith(('cem_', '_cem_', '__asan', '__odr_asan', '__gcov')))
    for name in wrong:
        print(f'{name} is shared between files: call it _cem_{name}, or make it static')
    return bool(wrong or not names)


def check(baseline, kind, path):
    with open(baseline, encoding='utf-8') as file:
        expected = file.read().splitlines()
    found = DUMPS[kind](path)
    difference = list(difflib.unified_diff(expected, found, baseline, path, lineterm='', n=2))
    if difference:
        print('\n'.join(difference))
        print('The public API changed. If that is meant: tests/api/update.sh BUILD, and commit the result.')
    return bool(difference)


DUMPS = {'symbols': dump_symbols, 'gir': dump_gir}


def main():
    action, *args = sys.argv[1:]
    if action == 'check':
        return check(*args)
    if action == 'hidden':
        return check_hidden(*args)
    print('\n'.join(DUMPS[action](*args)))
    return 0


if __name__ == '__main__':
    sys.exit(main())
