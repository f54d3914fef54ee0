#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes what type checkers and editors want to know of the Python bindings: generate-stubs.py GIR Cem.pyi

The types are those that the override Cem.py gives and takes: native values, awaitables, attributes.
"""
import keyword
import re
import sys
import textwrap
import xml.etree.ElementTree as ElementTree

C = '{http://www.gtk.org/introspection/core/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'

HEAD = '''\
"""Types of the libcem bindings, made from the GIR."""
import datetime
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Generic, TypeVar, overload

from gi.repository import Gio, GLib, GObject

_Item = TypeVar("_Item")

class _List(Gio.ListModel, Generic[_Item]):
    def get_item(self, position: int) -> _Item | None: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: int) -> _Item: ...
    @overload
    def __getitem__(self, key: slice) -> list[_Item]: ...
    def __iter__(self) -> Iterator[_Item]: ...
'''

PLAIN = {
    'none': 'None', 'gboolean': 'bool', 'utf8': 'str', 'filename': 'str', 'gdouble': 'float', 'gfloat': 'float',
    'gpointer': 'Any', 'gconstpointer': 'Any', 'GType': 'GObject.GType',
    'Json.Node': 'Any', 'GLib.DateTime': 'datetime.datetime', 'Function': 'Callable[..., Any]',
    'Lookup': 'Callable[[str], Any]', 'Gio.AsyncReadyCallback': 'Callable[..., None]',
    **dict.fromkeys(('gint', 'guint', 'gint8', 'guint8', 'gint16', 'guint16', 'gint32', 'guint32', 'gint64',
                     'guint64', 'glong', 'gulong', 'gsize', 'gssize', 'gunichar', 'GLib.TimeSpan',
                     'GLib.Quark'), 'int'),
}

# A list over the store says where it is made of what; others are of one class.
LISTS = {'Gio.ListModel': '_List', 'StoreList': 'StoreList'}
ITEM = re.compile(r'(?:list|ListModel\]) of \[class@(\w+)\]|plain (noun)s')

# What the override adds.
CLOSABLE = '''\
def __enter__(self) -> {name}: ...
def __exit__(self, *exception: object) -> None: ...
async def __aenter__(self) -> {name}: ...
async def __aexit__(self, *exception: object) -> None: ...'''
VALUE = '''\
@staticmethod
def pack(value: Any) -> Value: ...
def unpack(self) -> Any: ...'''


def python_name(name):
    name = name.replace('-', '_')
    return name + '_' if keyword.iskeyword(name) else name


def summary(node):
    """The first sentence of the documentation."""
    doc = node.find(C + 'doc')
    text = ' '.join((doc.text if doc is not None else '').strip().split('\n\n')[0].split())
    text = re.sub(r'\[\w+@([\w.:-]+)\]', r'\1', text)
    for c_name, name in (('NULL', 'None'), ('TRUE', 'True'), ('FALSE', 'False')):
        text = text.replace(f'`{c_name}`', name)
    return text.replace('\\', '\\\\').replace('"', "'")


def with_doc(head, node, comment=''):
    text = summary(node)
    return f'{head}{comment}\n    """{text}"""' if text else f'{head} ...{comment}'


def items_of(*nodes):
    """Of what a list is, by the documentation: GObject-Introspection cannot say it."""
    for node in nodes:
        doc = node.find(C + 'doc')
        found = ITEM.search(' '.join(doc.text.split())) if doc is not None else None
        if found:
            return found[1] or 'Noun'
    return 'Any'


def is_value_class(owner):
    return owner == 'Value'


def type_of(node, owner):
    array = node.find(C + 'array')
    if array is not None:
        item = array.find(C + 'type').get('name')
        return 'bytes' if item == 'guint8' else f'list[{type_of(array, owner)}]'
    name = node.find(C + 'type').get('name')
    if name == 'Value':
        return 'Value' if is_value_class(owner) else 'Any'
    return PLAIN.get(name, name)


def optional(text, node):
    return f'{text} | None' if node.get('nullable') == '1' and text not in ('Any', 'None') else text


def parameters_of(function):
    found = function.find(C + 'parameters')
    return [] if found is None else [p for p in found if p.tag == C + 'parameter']


def given_parameters(function):
    """What a caller gives: no lengths, no user data, nothing that comes out."""
    parameters = parameters_of(function)
    hidden = {int(p.get(key)) for p in parameters for key in ('closure', 'destroy') if p.get(key)}
    hidden |= {int(p.find(C + 'array').get('length', -1)) for p in parameters if p.find(C + 'array') is not None}
    return [p for i, p in enumerate(parameters)
            if p.get('direction', 'in') != 'out' and i not in hidden]


def returned_type(function, owner):
    result = function.find(C + 'return-value')
    parameters = parameters_of(function)
    lengths = {int(a.get('length', -1)) for n in [result, *parameters] for a in n.findall(C + 'array')}
    outs = [optional(type_of(p, owner), p) for i, p in enumerate(parameters)
            if p.get('direction') in ('out', 'inout') and i not in lengths]
    own = type_of(result, owner)
    if own in LISTS:
        own = f'{LISTS[own]}[{items_of(result, function)}]'
    own = optional(own, result)
    if not outs:
        return own
    if own != 'None':
        outs.insert(0, own)
    return outs[0] if len(outs) == 1 else f'tuple[{", ".join(outs)}]'


def arguments(parameters, owner):
    """Those at the end that may be None may be left out."""
    texts = []
    omittable = True
    for parameter in reversed(parameters):
        name = python_name(parameter.get('name'))
        omittable = omittable and parameter.get('nullable') == '1'
        text = f'{name}: {optional(type_of(parameter, owner), parameter)}'
        texts.append(f'{text} = ...' if omittable else text)
    return texts[::-1]


def write_function(function, owner, functions, inherited=()):
    name = function.get('name')
    comment = ''
    parameters = given_parameters(function)
    result = returned_type(function, owner)
    lines = []
    if name.endswith('_async') and name[:-len('async')] + 'finish' in functions:
        # A callback would make it return nothing; those who have one need no awaitable.
        parameters = [p for p in parameters if p.find(C + 'type') is None
                      or p.find(C + 'type').get('name') != 'Gio.AsyncReadyCallback']
        result = f'Awaitable[{returned_type(functions[name[:-len("async")] + "finish"], owner)}]'
    given = arguments(parameters, owner)
    if function.tag == C + 'method':
        given.insert(0, 'self')
    elif function.tag == C + 'constructor':
        lines.append('@classmethod')
        given.insert(0, 'cls')
        result = owner
        # A constructor is nobody's virtual function.
        comment = '  # type: ignore[override]' if name in inherited else ''
    elif owner is not None:
        lines.append('@staticmethod')
    lines.append(with_doc(f'def {python_name(name)}({", ".join(given)}) -> {result}:', function, comment))
    return '\n'.join(lines)


def write_property(node, owner):
    name = python_name(node.get('name'))
    # The getter knows whether there may be none.
    kind = type_of(node, owner)
    text = with_doc(f'@property\ndef {name}(self) -> {kind}:', node)
    if node.get('writable') == '1' and node.get('construct-only') != '1':
        text += f'\n@{name}.setter\ndef {name}(self, value: {kind}) -> None: ...'
    return text


def write_properties(node, functions, owner):
    texts = []
    for found in node.findall(C + 'property'):
        getter = functions.get(found.get('getter'))
        if getter is None:
            texts.append(write_property(found, owner))
            continue
        name = python_name(found.get('name'))
        kind = returned_type(getter, owner)
        text = with_doc(f'@property\ndef {name}(self) -> {kind}:', found)
        if found.get('setter') in functions:
            setter = given_parameters(functions[found.get('setter')])[0]
            text += f'\n@{name}.setter\ndef {name}(self, value: {optional(type_of(setter, owner), setter)}) -> None: ...'
        texts.append(text)
    return texts


def block(head, node, parts):
    body = [f'"""{summary(node)}"""'] if summary(node) else []
    body += parts
    return head + '\n' + textwrap.indent('\n'.join(body) if body else '...', '    ')


def introspectable(node, tags):
    return [f for f in node if f.tag in tags and f.get('introspectable') != '0']


def write_class(node, inherited):
    name = node.get('name')
    found = introspectable(node, (C + 'method', C + 'function', C + 'constructor'))
    functions = {f.get('name'): f for f in found}
    interfaces = [i.get('name') for i in node.findall(C + 'implements')]
    own = 'GObject.GInterface' if node.tag == C + 'interface' else 'GObject.GBoxed'
    listed = '_Item' if name == 'StoreList' else items_of(node)
    parents = [node.get('parent') or own, *(f'_List[{listed}]' if i == 'Gio.ListModel' else i for i in interfaces)]
    parts = write_properties(node, functions, name)
    parts += [write_function(f, name, functions, inherited) for f in found]
    for function in introspectable(node, (C + 'virtual-method',)):
        given = ', '.join(['self', *arguments(given_parameters(function), 'Value')])
        # Virtual functions are called by C: nothing is converted.
        result = 'GLib.DateTime' if function.find(C + 'return-value').find(C + 'type').get('name') == 'GLib.DateTime' \
            else returned_type(function, name)
        parts.append(with_doc(f'def do_{function.get("name")}({given}) -> {result}:', function))
    if 'close' in functions:
        parts.append(CLOSABLE.format(name=name))
    if name == 'Value':
        parts.append(VALUE)
    return block(f'class {name}({", ".join(parents)}):', node, parts)


def write_enumeration(node):
    name = node.get('name')
    parent = 'GObject.GFlags' if node.tag == C + 'bitfield' else 'GObject.GEnum'
    members = [f'{m.get("name").upper()}: {name}' for m in node.findall(C + 'member')]
    functions = introspectable(node, (C + 'function',))
    by_name = {f.get('name'): f for f in functions}
    return block(f'class {name}({parent}):', node, members + [write_function(f, name, by_name) for f in functions])


def in_order(classes):
    """Parents before their children."""
    names = {node.get('name') for node in classes}
    done = []
    while classes:
        known = {node.get('name') for node in done}
        ready = [n for n in classes if n.get('parent') not in names or n.get('parent') in known]
        done += ready
        classes = [n for n in classes if n not in ready]
    return done


def inherited_constructors(node, classes):
    by_name = {c.get('name'): c for c in classes}
    names = set()
    while (node := by_name.get(node.get('parent'))) is not None:
        names |= {f.get('name') for f in node.findall(C + 'constructor')}
    return names


def main():
    gir, output = sys.argv[1:]
    namespace = ElementTree.parse(gir).getroot().find(C + 'namespace')
    enumerations = [n for n in namespace if n.tag in (C + 'enumeration', C + 'bitfield')]
    classes = [n for n in namespace if n.tag in (C + 'class', C + 'interface')
               or n.tag == C + 'record' and n.get(GLIB + 'get-type')]
    callbacks = [f'{c.get("name")} = Callable[..., Any]' for c in introspectable(namespace, (C + 'callback',))
                 if c.get('name') not in PLAIN]
    functions = introspectable(namespace, (C + 'function',))
    by_name = {f.get('name'): f for f in functions}
    constants = [f'{c.get("name")}: {type_of(c, None)}' for c in namespace.findall(C + 'constant')]
    parts = [*constants, *callbacks, *map(write_enumeration, enumerations),
             *(write_class(c, inherited_constructors(c, classes)) for c in in_order(classes)),
             *(write_function(f, None, by_name) for f in functions)]
    with open(output, 'w', encoding='utf-8') as file:
        file.write(HEAD + '\n' + '\n\n'.join(parts) + '\n')


if __name__ == '__main__':
    main()
