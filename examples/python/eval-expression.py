#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Evaluates an expression that calls a function of this program: eval-expression.py [EXPRESSION [VARIABLES]]"""
import json
import sys

import gi

gi.require_version('Cem', '1')
from gi.repository import Cem, GLib

text = sys.argv[1] if len(sys.argv) > 1 else "discount(customer.tier) * order.amount > 10.0"
variables = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {
    'customer': {'tier': 'gold'}, 'order': {'amount': 120.5}}

declarations = Cem.Declarations()
declarations.add_function('discount(string) -> double', lambda tier: {'gold': 0.2, 'silver': 0.1}.get(tier, 0.0))
for name in variables:
    declarations.add_variable(name, 'dyn')

diagnostics = Cem.Diagnostics()
try:
    expression = Cem.Expression.compile(text, declarations, Cem.ExpressionFlags.NONE, diagnostics)
    print(expression.get_canonical_text())
    print('=', expression.evaluate_json(variables))
except GLib.Error as error:
    for diagnostic in diagnostics:
        print(diagnostic.to_string(), file=sys.stderr)
    sys.exit(error.message)
