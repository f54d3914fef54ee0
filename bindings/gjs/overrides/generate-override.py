#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes into the GJS override what it has to know of the API: generate-override.py GIR Cem.js.in Cem.js"""
import json
import sys
import xml.etree.ElementTree as ElementTree

C = '{http://www.gtk.org/introspection/core/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'
KINDS = {'Json.Node': 'j', 'GLib.DateTime': 't', 'Value': 'v', 'Function': 'f', 'Lookup': 'l'}


def type_name(node):
    found = node.find(C + 'type')
    return found.get('name') if found is not None else None


def kind_of(node):
    kind = KINDS.get(type_name(node), '-')
    # Where NULL is not allowed, null is JSON's.
    return 'n' if kind == 'j' and node.tag == C + 'parameter' and node.get('nullable') != '1' else kind


def given_parameters(function):
    """What a caller in JavaScript gives: no callback of an async function, no lengths, no user data."""
    parameters = function.find(C + 'parameters')
    parameters = [] if parameters is None else [p for p in parameters if p.tag == C + 'parameter']
    hidden = {int(p.get(key)) for p in parameters for key in ('closure', 'destroy') if p.get(key)}
    hidden |= {int(p.find(C + 'array').get('length', -1)) for p in parameters if p.find(C + 'array') is not None}
    return [p for i, p in enumerate(parameters) if p.get('direction', 'in') == 'in' and i not in hidden
            and type_name(p) != 'Gio.AsyncReadyCallback']


def count_optional(parameters):
    """How many at the end may be left out."""
    optional = 0
    for parameter in reversed(parameters):
        if parameter.get('nullable') != '1':
            break
        optional += 1
    return optional


def about_function(function, names, owner):
    name = function.get('name')
    parameters = given_parameters(function)
    about = {'kinds': ''.join(map(kind_of, parameters)), 'result': kind_of(function.find(C + 'return-value'))}
    if owner == 'Value':
        # Those who call the methods of Cem.Value want it as it is.
        about = {key: text.replace('v', '-') for key, text in about.items()}
    about['optional'] = count_optional(parameters)
    if function.tag != C + 'method':
        about['isStatic'] = True
    if name.endswith('_async') and name[:-len('async')] + 'finish' in names:
        about['finish'] = name[:-len('async')] + 'finish'
    needed = about['result'] in 'jv' or set(about['kinds']) & set('jntvf') or about['optional'] or 'finish' in about
    return about if needed else None


def about_class(node):
    functions = [f for f in node if f.tag in (C + 'method', C + 'function', C + 'constructor')
                 and f.get('introspectable') != '0']
    names = {f.get('name') for f in functions}
    found = {f.get('name'): about_function(f, names, node.get('name')) for f in functions}
    properties = {p.get('name'): {'getter': p.get('getter'), 'setter': p.get('setter')}
                  for p in node.findall(C + 'property') if kind_of(p) == 'j' and p.get('getter')}
    return {
        'functions': {name: about for name, about in found.items() if about is not None},
        'properties': properties,
        'isList': any(i.get('name') == 'Gio.ListModel' for i in node.findall(C + 'implements')),
    }


def main():
    gir, template, output = sys.argv[1:]
    namespace = ElementTree.parse(gir).getroot().find(C + 'namespace')
    classes = {node.get('name'): about_class(node) for node in namespace
               if node.tag == C + 'class' or node.tag == C + 'record' and node.get(GLIB + 'get-type')}
    with open(template, encoding='utf-8') as file:
        text = file.read()
    with open(output, 'w', encoding='utf-8') as file:
        file.write(text.replace('@CLASSES@', json.dumps(classes, indent=4)))


if __name__ == '__main__':
    main()
