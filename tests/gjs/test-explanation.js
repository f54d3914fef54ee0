// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test} from './harness.js';

const expression = Cem.Expression.compile("rating <= 2 && 'vip' in tags", null, Cem.ExpressionFlags.UNCHECKED);
const context = Cem.Context.new();
context.set_variables({rating: 3, tags: ['vip']});
const explanation = expression.explain(context);

test('the tree', () => {
    ok(explanation.get_text().startsWith('rating <= 2'), 'the text');
    same(explanation.get_status(), Cem.ExplanationStatus.VALUE);
    same([explanation.dup_value(), explanation.get_message()], [false, null]);
    const first = explanation.get_parts().get_item(0);
    same([first.dup_value(), first.get_decides()], [false, true]);
});

test('the sentence', () => {
    ok(explanation.dup_sentence('en').includes('rating'), 'English');
    ok(explanation.dup_sentence('zh') !== explanation.dup_sentence('en'), 'Chinese');
    same(typeof explanation.to_json(), 'object');
});

test('simplify', () => {
    const known = Cem.Context.new();
    known.set_value('a', 5);
    const both = Cem.Expression.compile('a > 1 && b > 2', null, Cem.ExpressionFlags.UNCHECKED);
    same(both.simplify(known).list_names(), ['b']);
});

run();
