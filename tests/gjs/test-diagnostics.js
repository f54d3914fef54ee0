// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';

import {ok, run, same, test} from './harness.js';

test('a new list is empty', () => {
    const diagnostics = Cem.Diagnostics.new();
    same(diagnostics.get_n_errors(), 0);
    same(diagnostics.get_n_warnings(), 0);
    same(diagnostics.to_string(), '');
    diagnostics.clear();
    same(diagnostics.get_n_items(), 0);
});

test('it is a list', () => {
    const diagnostics = new Cem.Diagnostics();
    same(diagnostics.length, 0);
    same([...diagnostics], []);
    same(diagnostics.slice(0, 2), []);
    ok(diagnostics.at(0) === undefined, 'item 0');
});

run();
