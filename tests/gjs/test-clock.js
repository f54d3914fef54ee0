// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import Cem from 'gi://Cem?version=1';
import GLib from 'gi://GLib';

import {START} from './fixture.js';
import {ok, run, same, test} from './harness.js';

test("the system's clock", () => {
    const now = Cem.Clock.new().read_now();
    ok(Math.abs(now.difference(GLib.DateTime.new_now_utc())) < 60e6, 'the time');
});

test('a clock that is set', () => {
    const clock = Cem.ManualClock.new(START);
    ok(clock.get_now().equal(START), 'the start');
    let seen = 0;
    clock.connect('notify::now', () => seen++);
    clock.step(90);
    same(clock.read_now().difference(START), 90e6);
    clock.set_now(START);
    ok(clock.get_now().equal(START), 'the start again');
    same(seen, 2);
});

run();
