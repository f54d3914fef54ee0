#!/usr/bin/gjs -m
// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Evaluates an expression that calls a function of this program: eval-expression.js [EXPRESSION [VARIABLES]]
import Cem from 'gi://Cem?version=1';

const text = ARGV[0] ?? 'discount(customer.tier) * order.amount > 10.0';
const variables = JSON.parse(ARGV[1] ?? '{"customer": {"tier": "gold"}, "order": {"amount": 120.5}}');

const discounts = {gold: 0.2, silver: 0.1};
const declarations = Cem.Declarations.new();
declarations.add_function('discount(string) -> double', tier => discounts[tier] ?? Cem.Value.new_double(0));
for (const name of Object.keys(variables))
    declarations.add_variable(name, 'dyn');

const diagnostics = Cem.Diagnostics.new();
try {
    const expression = Cem.Expression.compile(text, declarations, Cem.ExpressionFlags.NONE, diagnostics);
    print(expression.get_canonical_text());
    print(`= ${JSON.stringify(expression.evaluate_json(variables))}`);
} catch (error) {
    for (const diagnostic of diagnostics)
        printerr(diagnostic.to_string());
    throw error;
}
