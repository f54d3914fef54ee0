// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later

// Evaluates an expression on JSON, and shows every mistake in it: eval-expression [EXPRESSION [VARIABLES]]
int main (string[] args) {
    var text = args.length > 1 ? args[1] : "order.amount >= 100.0 && 'vip' in customer.tags";
    var json = args.length > 2 ? args[2] : "{\"order\": {\"amount\": 120.5}, \"customer\": {\"tags\": [\"vip\"]}}";
    var diagnostics = new Cem.Diagnostics ();

    try {
        var variables = Json.from_string (json);
        var expression = new Cem.Expression.compile (text, null, Cem.ExpressionFlags.UNCHECKED, diagnostics);
        var result = expression.evaluate_json (variables);

        print ("%s\n= %s\n", expression.get_canonical_text (), Json.to_string (result, false));
        return 0;
    } catch (Error error) {
        for (uint i = 0; i < diagnostics.get_n_items (); i++)
            printerr ("%s\n", ((Cem.Diagnostic) diagnostics.get_item (i)).to_string ());
        printerr ("%s\n", error.message);
        return 1;
    }
}
