// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test} from './harness.js';

function findMistakes(text) {
    const diagnostics = Cem.Diagnostics.new();
    try {
        Cem.Expression.compile(text, null, Cem.ExpressionFlags.NONE, diagnostics);
    } catch (error) {
        if (!error.matches?.(Cem.Error, Cem.Error.TYPE))
            throw error;
    }
    return diagnostics;
}

test('a new list is empty', () => {
    const diagnostics = new Cem.Diagnostics();
    same([diagnostics.get_n_errors(), diagnostics.get_n_warnings()], [0, 0]);
    same([diagnostics.to_string(), diagnostics.length, [...diagnostics]], ['', 0, []]);
    ok(diagnostics.at(0) === undefined, 'item 0');
});

test('all mistakes are found', () => {
    const diagnostics = findMistakes('nobody == 1 &&\n nothing.x');
    same(diagnostics.get_n_errors(), 2);
    same([...diagnostics].map(diagnostic => diagnostic.line), [1, 2]);
    same(diagnostics.slice(1, 2).length, 1);
    ok(diagnostics.at(-1).message.includes('nothing'), 'the message');
    diagnostics.clear();
    same(diagnostics.length, 0);
});

test('a mistake has a place', () => {
    const diagnostic = findMistakes('1 + nobody').at(0);
    same(diagnostic.get_severity(), Cem.Severity.ERROR);
    ok(diagnostic.get_code().length > 0, 'the code');
    same([diagnostic.get_line(), diagnostic.get_column()], [1, 5]);
    same([diagnostic.get_file(), diagnostic.get_pointer()], [null, null]);
    ok(diagnostic.get_message().includes('nobody'), 'the message');
    ok(diagnostic.to_string().includes(diagnostic.get_suggestion() ?? ''), 'the suggestion');
});

run();
