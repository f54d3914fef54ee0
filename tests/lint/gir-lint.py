#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finds what the GIR scanner lets pass and a language binding trips over.

Usage: gir-lint.py GIR SOURCE_ROOT [ALLOW]

ALLOW has lines `hazard symbol  # reason`; the line `unused *` lets the list be longer than needed. Exit status 1 when a hazard is left.
"""
import collections
import keyword
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

C = '{http://www.gtk.org/introspection/core/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'
CTYPE = '{http://www.gtk.org/introspection/c/1.0}'

VALA_WORDS = set('''abstract as base bool break case catch char class const construct continue default
delegate delete do double dynamic else ensures enum errordomain extern false finally float for foreach
get global if in inline int interface internal is lock long namespace new null out override owned params
private protected public ref requires return set short signal sizeof static string struct switch this
throw throws true try typeof unowned using var virtual void volatile weak while yield'''.split())
JS_WORDS = set('''arguments await break case catch class const constructor continue debugger default
delete do else enum eval export extends false finally for function if implements import in instanceof
interface let new null package private protected prototype public return static super switch this throw
toString true try typeof var void while with yield'''.split())
# What every GObject already has in one of the bindings.
OBJECT_WORDS = set('''bind_property block_signal_handler chain connect connect_after connect_object
disconnect disconnect_by_func emit emit_stop_by_name freeze_notify get_data get_property getv
handler_block handler_disconnect handler_is_connected handler_unblock list_properties notify props ref
ref_sink run_dispose set_data set_property stop_emission_by_name thaw_notify unref watch_closure weak_ref
weak_unref'''.split())
WORDS = VALA_WORDS | JS_WORDS | OBJECT_WORDS | set(keyword.kwlist)

SCALARS = {'gint', 'guint', 'gint8', 'guint8', 'gint16', 'guint16', 'gint32', 'guint32', 'gint64',
           'guint64', 'gboolean', 'gdouble', 'gfloat', 'gsize', 'gssize', 'glong', 'gulong', 'gchar'}
CONTAINERS = {'GLib.List', 'GLib.SList', 'GLib.PtrArray', 'GLib.Array', 'GLib.HashTable',
              'GLib.ByteArray', 'GLib.Queue', 'GLib.Tree'}
USER_DATA = {'user_data', 'data'}
CALLABLES = (C + 'method', C + 'function', C + 'constructor')


def symbol(node):
    return node.get(CTYPE + 'identifier') or node.get(CTYPE + 'type') or node.get('name')


def type_of(node):
    found = node.find(C + 'type')
    return (found.get('name') or '', found.get(CTYPE + 'type') or '') if found is not None else ('', '')


def parameters_of(node):
    found = node.find(C + 'parameters')
    return [] if found is None else [p for p in found if p.tag == C + 'parameter']


class Lint:
    def __init__(self, gir, root):
        self.namespace = ElementTree.parse(gir).getroot().find(C + 'namespace')
        self.bodies = self.read_bodies(pathlib.Path(root))
        # Those inside of a class structure are documented as virtual methods.
        self.named_callbacks = self.namespace.findall(C + 'callback')
        self.callbacks = {n.get('name') for n in self.named_callbacks}
        self.hazards = collections.defaultdict(set)
        self.n_callables = 0

    @staticmethod
    def read_bodies(root):
        """The text of each public function in the sources, by its name."""
        bodies = {}
        for path in sorted((root / 'libcem').rglob('*.c')):
            text = path.read_text(encoding='utf-8')
            for match in re.finditer(r'^(cem_\w+) \([^;{]*?\)\n\{\n(.*?)^\}', text, re.M | re.S):
                bodies[match.group(1)] = match.group(2)
        return bodies

    def add(self, hazard, node, detail=''):
        self.hazards[hazard].add(symbol(node) + detail)

    def run(self):
        for node in self.namespace.iter():
            if node.tag in CALLABLES:
                if node.get('moved-to') is None and node.get('shadowed-by') is None:
                    self.check_callable(node)
            elif node.tag in (C + 'class', C + 'interface'):
                self.check_class(node)
            elif node.tag in (C + 'enumeration', C + 'bitfield'):
                self.check_enum(node)
            elif node.tag in (C + 'record', C + 'union'):
                self.check_record(node)
            elif node.tag == C + 'constant' or node in self.named_callbacks:
                self.check_docs(node)
        self.check_error_domains()

    def check_docs(self, node, detail=''):
        if node.find(C + 'doc') is None:
            self.add('undocumented', node, detail)
        if node.get('version') is None:
            self.add('no-since', node, detail)

    def check_callable(self, node):
        self.n_callables += 1
        self.check_docs(node)
        if node.get('introspectable') == '0':
            self.add('not-introspectable', node)
        if node.get('name') in WORDS and node.tag != C + 'constructor':
            self.add('keyword', node)
        if node.get('name') in ('new_async', 'get', 'set'):
            self.add('name', node)
        self.check_parameters(node)
        self.check_return(node)

    def check_parameters(self, node):
        outs = booleans = functions = 0
        for parameter in parameters_of(node):
            name, ctype = type_of(parameter)
            detail = f'({parameter.get("name")})'
            direction = parameter.get('direction', 'in')
            array = parameter.find(C + 'array')
            if parameter.find(C + 'varargs') is not None:
                self.add('varargs', node)
            if direction == 'inout':
                self.add('inout', node, detail)
            outs += direction == 'out'
            booleans += name == 'gboolean' and direction == 'in'
            if direction == 'in' and name in SCALARS and ctype.rstrip().endswith('*'):
                self.add('pointer-to-scalar', node, detail)
            if name in CONTAINERS or (array is not None and array.get('name')):
                self.add('container', node, detail)
            if name == 'GObject.Value':
                self.add('gvalue', node, detail)
            if name == 'gpointer' and direction == 'in' and parameter.get('name') not in USER_DATA:
                self.add('gpointer', node, detail)
            if direction == 'in' and parameter.get('name') in set(keyword.kwlist) | JS_WORDS:
                self.add('keyword', node, detail)
            # The scanner gives the function that frees the user data a scope of its own.
            if name == 'GLib.DestroyNotify':
                continue
            if name in self.callbacks or parameter.get('scope') is not None:
                functions += 1
                self.check_callback(node, parameter)
        if outs > 1:
            self.add('many-outs', node)
        if outs and node.get('name').endswith('_finish'):
            self.add('finish-with-out', node)
        if booleans > 1:
            self.add('many-booleans', node)
        if functions > 1:
            self.add('many-callbacks', node)

    def check_callback(self, node, parameter):
        scope = parameter.get('scope')
        detail = f'({parameter.get("name")})'
        if scope is None:
            self.add('callback-no-scope', node, detail)
        elif scope == 'notified' and parameter.get('destroy') is None:
            self.add('callback-no-destroy', node, detail)
        elif scope == 'async' and type_of(parameter)[0] != 'Gio.AsyncReadyCallback':
            self.add('callback-async-scope', node, detail)
        if parameter.get('closure') is None:
            self.add('callback-no-closure', node, detail)

    def check_return(self, node):
        value = node.find(C + 'return-value')
        name, _ = type_of(value)
        array = value.find(C + 'array')
        if name in CONTAINERS or (array is not None and array.get('name')):
            self.add('container', node)
        if name in ('gint64', 'guint64', 'glong', 'gulong'):
            self.add('64-bit-return', node)
        if name == 'gpointer':
            self.add('gpointer', node)
        if name != 'none' and value.find(C + 'doc') is None:
            self.add('undocumented-return', node)
        self.check_nullable(node, value)

    def check_nullable(self, node, value):
        """A body that returns NULL for another reason than a failed precondition or an error."""
        body = self.bodies.get(symbol(node), '')
        if value.get('nullable') == '1' or node.get('throws') == '1':
            return
        body = re.sub(r'g_return_val_if_fail \(.*?\);|g_return_val_if_reached \(.*?\);', '', body,
                      flags=re.S)
        if re.search(r'\breturn NULL;|\breturn [^;]*\? NULL :|\breturn [^;]*: NULL;', body):
            self.add('nullable', node)

    def check_class(self, node):
        self.check_docs(node)
        doc = node.findtext(C + 'doc') or ''
        if '```' not in doc:
            self.add('class-without-example', node)
        if 'thread' not in doc:
            self.add('class-without-thread-rule', node)
        names = {n.get('name') for n in node if n.tag in CALLABLES}
        self.check_async(node, names)
        signals = {n.get('name').replace('-', '_') for n in node.findall(GLIB + 'signal')}
        for signal in node.findall(GLIB + 'signal'):
            self.check_docs(signal)
            if signal.get('name').replace('-', '_') in names:
                self.add('signal-method-clash', node, '::' + signal.get('name'))
        for item in node.findall(C + 'property'):
            self.check_property(node, item, names, signals)
        for field in node.findall(C + 'field'):
            if field.get('private') != '1' and not field.get('name').startswith('parent'):
                self.add('public-field', node, '.' + field.get('name'))
        for method in node.findall(C + 'virtual-method'):
            if any(type_of(p)[0].endswith('Callback') for p in parameters_of(method)):
                self.add('vfunc-with-callback', node, '.' + method.get('name'))

    def check_property(self, node, item, names, signals):
        detail = ':' + item.get('name')
        bare = item.get('name').replace('-', '_')
        self.check_docs(item, ' of ' + symbol(node))
        if item.get('getter') is None and item.get('readable') != '0':
            self.add('property-no-getter', node, detail)
        if item.get('writable') == '1' and item.get('construct-only') != '1' and item.get('setter') is None:
            self.add('property-no-setter', node, detail)
        if bare in names:
            self.add('property-method-clash', node, detail)
        if bare in signals:
            self.add('property-signal-clash', node, detail)
        if bare in set(keyword.kwlist) | OBJECT_WORDS:
            self.add('keyword', node, detail)
        if type_of(item)[0] in CONTAINERS:
            self.add('container', node, detail)

    def check_async(self, node, names):
        by_name = {n.get('name'): n for n in node if n.tag in CALLABLES}
        for name in sorted(n for n in names if n.endswith('_async')):
            stem = name[:-len('_async')]
            if stem + '_finish' not in names:
                self.add('async-no-finish', by_name[name])
            if stem not in names:
                self.add('async-no-sync', by_name[name])
                continue
            given = [p.get('name') for p in parameters_of(by_name[name])
                     if p.get('name') not in ('callback', 'user_data')]
            sync = [p.get('name') for p in parameters_of(by_name[stem])]
            if given != sync:
                self.add('async-other-parameters', by_name[name])
            if not given or given[-1] != 'cancellable':
                self.add('async-no-cancellable', by_name[name])

    def check_enum(self, node):
        self.check_docs(node)
        if node.get(GLIB + 'get-type') is None:
            self.add('enum-no-gtype', node)
        for member in node.findall(C + 'member'):
            name = member.get('name')
            if name == 'last' or name.startswith('n_') or name.endswith('_last'):
                self.add('enum-last', node, '.' + name)
            if member.find(C + 'doc') is None:
                self.add('undocumented', node, '.' + name)
        if node.tag == C + 'bitfield' and not any(m.get('value') == '0' for m in node.findall(C + 'member')):
            self.add('flags-no-none', node)

    def check_record(self, node):
        if node.get(GLIB + 'is-gtype-struct-for') is not None or node.get('introspectable') == '0':
            return
        self.check_docs(node)
        if node.get(GLIB + 'get-type') is None:
            self.add('record-no-boxed', node)
        if any(f.get('private') != '1' for f in node.findall(C + 'field')):
            self.add('public-field', node)

    def check_error_domains(self):
        domains = {n.get(GLIB + 'error-domain'): n for n in self.namespace.findall(C + 'enumeration')
                   if n.get(GLIB + 'error-domain') is not None}
        quarks = {n.get('name') for n in self.namespace.iter(C + 'function')
                  if n.get('name').endswith('quark')}
        for node in domains.values():
            stem = re.sub(r'(?<=[a-z])(?=[A-Z])', '_', node.get('name')).lower()
            found = stem + '_quark' in quarks or any(
                f.get(CTYPE + 'identifier') == f'cem_{stem}_quark' for f in node.findall(C + 'function'))
            if not found:
                self.add('error-without-quark', node)
        for node in self.namespace.findall(C + 'enumeration'):
            if node.get('name').endswith('Error') and node.get(GLIB + 'error-domain') is None:
                self.add('error-without-domain', node)


def read_allowed(path):
    if path is None:
        return set()
    lines = (line.split('#')[0].split() for line in open(path, encoding='utf-8'))
    return {tuple(line) for line in lines if line}


def main():
    lint = Lint(sys.argv[1], sys.argv[2])
    lint.run()
    allowed = read_allowed(sys.argv[3] if len(sys.argv) > 3 else None)
    left = [(h, s) for h in sorted(lint.hazards) for s in sorted(lint.hazards[h]) if (h, s) not in allowed]
    used = {(h, s) for h in lint.hazards for s in lint.hazards[h]}
    for hazard, name in left:
        print(f'{hazard}: {name}')
    unused = set() if ('unused', '*') in allowed else allowed - used
    for hazard, name in sorted(unused):
        print(f'allowed but not met: {hazard} {name}')
    if lint.n_callables == 0:
        print('the GIR has no functions')
    print(f'{lint.n_callables} callables, {len(left)} hazards')
    return bool(left or unused or lint.n_callables == 0)


if __name__ == '__main__':
    sys.exit(main())
