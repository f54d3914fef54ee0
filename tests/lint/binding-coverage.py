#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which public functions the binding tests really call.

Usage: binding-coverage.py GIR ALLOW LANGUAGE COMMAND... -- LANGUAGE COMMAND... --

Runs the tests of each language again while the dynamic linker reports which symbols it binds: bindings
look a function up when it is first called, and a Vala program binds what it calls. What an empty program
binds as well (the overrides do) counts only where the test's source names it.
ALLOW has lines `language symbol`, or `* *` while the API is being built; a line that is not needed fails.
"""
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

C = '{http://www.gtk.org/introspection/core/1.0}'
CTYPE = '{http://www.gtk.org/introspection/c/1.0}'
LANGUAGES = ('python', 'gjs', 'vala')
EMPTY = {
    'python': "import gi\ngi.require_version('Cem', '1')\nfrom gi.repository import Cem\nCem.Diagnostics\n",
    'gjs': "import Cem from 'gi://Cem?version=1';\nCem.Diagnostics;\n",
}


def public_functions(gir):
    """From symbol to name, of what a binding can call. It frees boxed values by itself."""
    found = {}
    namespace = ElementTree.parse(gir).getroot().find(C + 'namespace')
    frees = {m for record in namespace.findall(C + 'record') for m in record if m.get('name') == 'free'}
    for node in namespace.iter():
        if node in frees or node.tag not in (C + 'method', C + 'function', C + 'constructor'):
            continue
        if node.get('introspectable') == '0' or node.get('shadowed-by') or node.get('moved-to'):
            continue
        found[node.get(CTYPE + 'identifier')] = node.get('name')
    return found


def trace(command):
    """The symbols of libcem that the command binds."""
    with tempfile.TemporaryDirectory(prefix='cem-trace-') as folder:
        env = dict(os.environ, LD_DEBUG='bindings', LD_DEBUG_OUTPUT=os.path.join(folder, 'trace'))
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        if done.returncode not in (0, 77):
            sys.stdout.write(done.stdout.decode(errors='replace'))
            raise SystemExit(f'failed: {" ".join(command)}')
        symbols = set()
        for path in pathlib.Path(folder).iterdir():
            with open(path, encoding='utf-8', errors='replace') as file:
                for line in file:
                    match = re.search(r"symbol `(cem_\w+)'", line)
                    if match:
                        symbols.add(match.group(1))
        return symbols


def split_commands(words):
    commands, current = [], []
    for word in words:
        if word == '--':
            commands.append((current[0], current[1:]))
            current = []
        else:
            current.append(word)
    return commands


def read_source(command):
    scripts = [word for word in command if word.endswith(('.py', '.js'))]
    return '\n'.join(pathlib.Path(s).read_text(encoding='utf-8') for s in scripts)


def bound_when_empty(language, command):
    if language not in EMPTY:
        return set()
    suffix = {'python': '.py', 'gjs': '.js'}[language]
    with tempfile.NamedTemporaryFile('w', suffix=suffix) as file:
        file.write(EMPTY[language])
        file.flush()
        return trace([file.name if word.endswith(suffix) else word for word in command])


def called_symbols(commands, functions):
    called = collections.defaultdict(set)
    empty = {}
    for language, command in commands:
        if language not in empty:
            empty[language] = bound_when_empty(language, command)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for (language, command), symbols in zip(commands, pool.map(lambda c: trace(c[1]), commands)):
            source = read_source(command)
            for symbol in symbols & set(functions):
                if symbol not in empty[language] or re.search(rf'\.{functions[symbol]} ?\(', source):
                    called[language].add(symbol)
    return called


def main():
    gir, allow = sys.argv[1:3]
    commands = split_commands(sys.argv[3:])
    functions = public_functions(gir)
    lines = (line.split('#')[0].split() for line in open(allow, encoding='utf-8'))
    allowed = {tuple(line) for line in lines if line}
    called = called_symbols(commands, functions)

    missing = {(language, symbol) for language in LANGUAGES for symbol in functions
               if symbol not in called[language]}
    for language in LANGUAGES:
        share = 100 * len(called[language]) / len(functions)
        print(f'{language}: {len(called[language])} of {len(functions)} functions called, {share:.1f} %')
    for language, symbol in sorted(missing):
        print(f'not called: {language} {symbol}')
    if ('*', '*') in allowed:
        return 0
    for language, symbol in sorted(allowed - missing):
        print(f'allowed but called, or gone: {language} {symbol}')
    return bool(missing - allowed or allowed - missing)


if __name__ == '__main__':
    sys.exit(main())
