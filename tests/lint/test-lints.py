#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shows that the lints find what they are for."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
SPDX = '''/* SPDX-FileCopyrightText: 2026 The libcem authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */
'''
GIR = '''<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0"
  xmlns:c="http://www.gtk.org/introspection/c/1.0" xmlns:glib="http://www.gtk.org/introspection/glib/1.0">
  <namespace name="Cem" version="1" c:identifier-prefixes="Cem" c:symbol-prefixes="cem">%s</namespace></repository>'''
CLASS = '''<class name="Thing" c:type="CemThing" version="0.1"><doc>A thing, for one thread.
```c
```</doc>%s</class>'''
VOID = '<return-value transfer-ownership="none"><type name="none" c:type="void"/></return-value>'


def function(name='work', result=VOID, parameters='', tag='method', more=''):
    return (f'<{tag} name="{name}" c:identifier="cem_thing_{name}" version="0.1" {more}><doc>Works</doc>{result}'
            f'<parameters>{parameters}</parameters></{tag}>')


def parameter(name, type_name, ctype='', more=''):
    return f'<parameter name="{name}" {more}><doc>x</doc><type name="{type_name}" c:type="{ctype}"/></parameter>'


def value(type_name, more=''):
    return f'<return-value {more}><doc>x</doc><type name="{type_name}" c:type="x"/></return-value>'


class GirLintTest(unittest.TestCase):
    def lint(self, body, source=''):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            (root / 'libcem').mkdir()
            (root / 'libcem/x.c').write_text(source)
            (root / 'x.gir').write_text(GIR % (CLASS % body))
            done = subprocess.run([sys.executable, HERE / 'gir-lint.py', root / 'x.gir', root],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        found = {line.split(':')[0] for line in done.stdout.splitlines()[:-1]}
        self.assertEqual(done.returncode, 1 if found else 0, done.stdout)
        return found

    def test_good(self):
        self.assertEqual(self.lint(function()), set())

    def test_parameters(self):
        cases = {
            'pointer-to-scalar': parameter('n', 'gint', 'int*'),
            'varargs': '<parameter name="..."><varargs/></parameter>',
            'inout': parameter('n', 'gint', 'int*', 'direction="inout"'),
            'container': parameter('list', 'GLib.List', 'GList*'),
            'gvalue': parameter('v', 'GObject.Value', 'GValue*'),
            'gpointer': parameter('p', 'gpointer', 'gpointer'),
            'keyword': parameter('class', 'gint', 'int'),
            'many-outs': parameter('a', 'gint', 'int*', 'direction="out"') +
                         parameter('b', 'gint', 'int*', 'direction="out"'),
            'many-booleans': parameter('a', 'gboolean', 'gboolean') + parameter('b', 'gboolean', 'gboolean'),
            'callback-no-destroy': parameter('f', 'F', 'F', 'scope="notified" closure="1"'),
        }
        for hazard, parameters in cases.items():
            with self.subTest(hazard):
                self.assertEqual(self.lint(function(parameters=parameters)), {hazard})

    def test_results(self):
        self.assertEqual(self.lint(function(result=value('gint64'))), {'64-bit-return'})
        self.assertEqual(self.lint(function(result=value('GLib.PtrArray'))), {'container'})
        self.assertEqual(self.lint(function('delete')), {'keyword'})
        self.assertEqual(self.lint(function(more='introspectable="0"')), {'not-introspectable'})

    def test_nullable(self):
        body = 'char *\ncem_thing_work (int self)\n{\n  g_return_val_if_fail (self, NULL);\n\n%s}\n'
        nothing = body % '  return self->text;\n'
        null = body % '  if (self->x)\n    return NULL;\n\n  return self->text;\n'
        self.assertEqual(self.lint(function(result=value('utf8')), nothing), set())
        self.assertEqual(self.lint(function(result=value('utf8')), null), {'nullable'})
        self.assertEqual(self.lint(function(result=value('utf8', 'nullable="1"')), null), set())
        self.assertEqual(self.lint(function(result=value('utf8'), more='throws="1"'), null), set())

    def test_async(self):
        self.assertEqual(self.lint(function('work_async')), {'async-no-finish', 'async-no-sync'})

    def test_properties(self):
        item = '<property name="work" version="0.1" %s><doc>x</doc><type name="gint" c:type="int"/></property>'
        self.assertEqual(self.lint(item % '' + function('run')), {'property-no-getter'})
        self.assertEqual(self.lint(item % 'getter="get_work"' + function()), {'property-method-clash'})


class SourceLintTest(unittest.TestCase):
    def lint(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            files = {
                'include/libcem/cem.h': SPDX, 'include/libcem/meson.build': SPDX + "'cem.h'",
                'libcem/meson.build': SPDX + "'x.c'", 'tests/unit/meson.build': SPDX, 'doc/meson.build': SPDX,
                path: text,
            }
            for name, content in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(content)
            done = subprocess.run([sys.executable, HERE / 'source-lint.py', root],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        found = {line.rsplit('[', 1)[1].rstrip(']') for line in done.stdout.splitlines()[:-1]}
        self.assertEqual(done.returncode, 1 if found else 0, done.stdout)
        return found

    def body(self, text):
        return SPDX + 'void\nwork (void)\n{\n' + text + '}\n'

    def test_rules(self):
        path = 'libcem/value/x.c'
        cases = {
            'spdx': 'int x;\n',
            'goto': self.body('  go' + 'to out;\n'),
            'promise': self.body('  /* TO' + 'DO */\n'),
            'blank': self.body('  x ();  \n'),
            'long-function': self.body('  x ();\n' * 81),
            'long-file': SPDX + 'int x;\n' * 801,
            'nesting': self.body(''.join('  ' * (2 * i + 1) + 'if (x)\n' + '  ' * (2 * i + 2) + '{\n' for i in range(5)) +
                                 ''.join('  ' * (2 * i + 2) + '}\n' for i in reversed(range(5)))),
            'sqlite': SPDX + '#include <sqlite3.h>\n',
            'rooms': SPDX + '#include "engine/cem-engine-private.h"\n',
            'sql-printf': self.body('  g_strdup_printf ("SELECT %s", name);\n'),
            'transaction': self.body('  run ("BEGIN IMMEDIATE");\n'),
        }
        for rule, text in cases.items():
            with self.subTest(rule):
                self.assertEqual(self.lint(path, text), {rule})

    def test_good(self):
        self.assertEqual(self.lint('libcem/value/x.c', self.body('  x ("goto");\n' * 80)), set())
        self.assertEqual(self.lint('libcem/engine/x.c', SPDX + '#include "value/y.h"\n'), set())

    def test_headers(self):
        self.assertEqual(self.lint('include/libcem/cem-x.h', SPDX), {'umbrella', 'unlisted'})
        self.assertEqual(self.lint('include/libcem/cem.h', SPDX + '#include "x-private.h"\n'), {'private-header'})
        self.assertEqual(self.lint('libcem/value/y.c', SPDX), {'unlisted'})
        self.assertEqual(self.lint('doc/y.md', ''), {'unlisted'})


if __name__ == '__main__':
    unittest.main()
