#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks that the code in the documentation compiles.

Usage: snippets.py ROOT BUILD GIR CC...

Fenced blocks of README.md, doc/*.md and of the doc comments are checked by the language that they name:
c, python, js, vala, sh, json. A C or Vala block that defines no function is put into one; there, each
class has a variable of its name (CemLogEntry *log_entry), beside error and cancellable. Languages whose
tool is not installed are skipped, and named.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

C = '{http://www.gtk.org/introspection/core/1.0}'
CTYPE = '{http://www.gtk.org/introspection/c/1.0}'
OTHER = {'text', 'console', 'xml', 'mermaid', 'dot', 'sql', 'ini', 'meson', 'cel'}
PARSE_JS = '''const [, bytes] = imports.gi.GLib.file_get_contents(ARGV[0]);
Reflect.parse(new TextDecoder().decode(bytes), {target: 'module'});'''


def blocks_of(path, text):
    fence = re.compile(r'^```([\w-]*)[^\n]*\n(.*?)^```', re.M | re.S)
    for match in fence.finditer(text):
        yield path, text.count('\n', 0, match.start()) + 1, match.group(1), match.group(2)


def find_blocks(root):
    for path in [root / 'README.md', root / 'CONTRIBUTING.md', *sorted((root / 'doc').glob('*.md'))]:
        yield from blocks_of(path, path.read_text(encoding='utf-8'))
    for folder in ('include', 'libcem'):
        for path in sorted((root / folder).rglob('*.[ch]')):
            text = path.read_text(encoding='utf-8')
            # Doc comments only, each line where it was.
            docs = re.sub(r'/\*\*\n(.*?)\*/|[^\n]',
                          lambda m: re.sub(r'^ *\* ?', '', m.group(1), flags=re.M).join(('\n', ''))
                          if m.group(1) else '', text, flags=re.S)
            yield from blocks_of(path, docs)


class Checker:
    def __init__(self, build, gir, cc):
        self.build = build
        self.cc = cc
        namespace = ElementTree.parse(gir).getroot().find(C + 'namespace')
        self.classes = [(n.get(CTYPE + 'type'), n.get(CTYPE + 'symbol-prefix'), n.get('name'))
                        for n in namespace if n.tag in (C + 'class', C + 'record')
                        and n.get(CTYPE + 'symbol-prefix')]
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix='cem-snippets-'))
        self.skipped = set()

    def write(self, number, suffix, text):
        path = self.folder / f'snippet{number}{suffix}'
        path.write_text(text, encoding='utf-8')
        return str(path)

    def run(self, *command, cwd=None):
        done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=120, env=dict(os.environ, LC_ALL='C.UTF-8'))
        return done.stdout if done.returncode != 0 else None

    def check(self, number, language, text):
        tool = {'js': 'gjs', 'vala': 'valac'}.get(language)
        if tool and (not shutil.which(tool) or (language == 'vala' and not self.vapi().exists())):
            self.skipped.add(language)
            return None
        return getattr(self, 'check_' + language)(number, text)

    def vapi(self):
        return self.build / 'bindings' / 'libcem-1.vapi'

    def check_c(self, number, text):
        if not re.search(r'^\{', text, re.M):
            names = '\n'.join(f'{ctype} *{prefix} = NULL;' for ctype, prefix, _ in self.classes)
            includes = '\n'.join(line for line in text.split('\n') if line.startswith('#include'))
            body = '\n'.join(line for line in text.split('\n') if not line.startswith('#include'))
            text = (f'{includes}\n#include <libcem/cem.h>\nlong snippet (void);\nlong snippet (void)\n{{\n'
                    f'GError *error = NULL;\nGCancellable *cancellable = NULL;\n{names}\n'
                    f'{{\n{body}\n}}\nreturn 0;\n}}\n')
        return self.run(*self.cc, '-fsyntax-only', '-Werror=implicit-function-declaration',
                        '-Werror=incompatible-pointer-types', self.write(number, '.c', text))

    def check_python(self, number, text):
        try:
            compile(text, 'snippet', 'exec')
        except SyntaxError as error:
            return str(error)
        return None

    def check_js(self, number, text):
        return self.run('gjs', '-c', PARSE_JS, self.write(number, '.js', text))

    def check_vala(self, number, text):
        if not re.search(r'^\w.*\) *(throws [\w., ]+)?\{$|^\{', text, re.M):
            names = '\n'.join(f'Cem.{name} {prefix};' for _, prefix, name in self.classes)
            text = f'{names}\nCancellable? cancellable;\nasync void snippet () throws Error {{\n{text}\n}}\n'
        folder = self.folder / f'vala{number}'
        folder.mkdir()
        (folder / 'snippet.vala').write_text(text, encoding='utf-8')
        return self.run('valac', '-q', '-C', '--vapidir', str(self.vapi().parent), '--pkg', 'gio-2.0', '--pkg', 'json-glib-1.0',
                        '--pkg', 'libcem-1', 'snippet.vala', cwd=folder)

    def check_sh(self, number, text):
        return self.run('sh', '-n', self.write(number, '.sh', text))

    def check_json(self, number, text):
        try:
            try:
                json.loads(text)
            except ValueError:
                for line in text.strip().split('\n'):
                    json.loads(line)
        except ValueError as error:
            return str(error)
        return None


def main():
    root, build, gir = (pathlib.Path(a) for a in sys.argv[1:4])
    checker = Checker(build, gir, sys.argv[4:])
    blocks = list(find_blocks(root))
    failed = 0

    def check(item):
        number, (path, line, language, text) = item
        where = f'{path.relative_to(root)}:{line}'
        if language in OTHER:
            return None
        if not hasattr(checker, 'check_' + language):
            return f'{where}: the block names no language that is known here: “{language}”'
        message = checker.check(number, language, text)
        return f'{where}: {language}\n{message}' if message is not None else None

    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for message in pool.map(check, enumerate(blocks)):
                if message is not None:
                    failed += 1
                    print(message)
    finally:
        shutil.rmtree(checker.folder)
    for language in sorted(checker.skipped):
        print(f'skipped, its tool is missing: {language}')
    print(f'{len(blocks)} blocks, {failed} failed')
    return bool(failed or not blocks)


if __name__ == '__main__':
    sys.exit(main())
