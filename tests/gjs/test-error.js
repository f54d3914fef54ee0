// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {ok, run, same, test} from './harness.js';

test('errors match the domain', () => {
    same(GLib.quark_to_string(Cem.error_quark()), 'cem-error-quark');
    const error = new Cem.Error({code: Cem.Error.NOT_FOUND, message: 'not there'});
    ok(error.matches(Cem.Error, Cem.Error.NOT_FOUND), 'match');
    ok(!error.matches(Cem.Error, Cem.Error.BUSY), 'no match');
});

test('the version is there', () => {
    same([Cem.MAJOR_VERSION, Cem.MINOR_VERSION, Cem.MICRO_VERSION].join('.'), Cem.VERSION_S);
});

run();
