// SPDX-FileCopyrightText: 2026 The libcem authors
// SPDX-License-Identifier: LGPL-2.1-or-later
import GLib from 'gi://GLib';
import System from 'system';

// A test: its name and a function, which may be async.
const tests = [];

export function test(name, run) {
    tests.push([name, run]);
}

export function same(got, expected, what = 'value') {
    const [a, b] = [got, expected].map(value => JSON.stringify(value) ?? String(value));
    if (a !== b)
        throw new Error(`${what}: expected ${b}, got ${a}`);
}

export function ok(value, what = 'value') {
    if (!value)
        throw new Error(`${what} is ${value}`);
}

export function throws(run, domain, code) {
    try {
        run();
    } catch (error) {
        if (!error.matches?.(domain, code))
            throw error;
        return error;
    }
    throw new Error('nothing was thrown');
}

export async function rejects(promise, domain, code) {
    try {
        await promise;
    } catch (error) {
        if (!error.matches?.(domain, code))
            throw error;
        return error;
    }
    throw new Error('nothing was thrown');
}

const folders = [];

// A new folder, which is removed at the end.
export function temporaryFolder() {
    folders.push(GLib.Dir.make_tmp('cem-XXXXXX'));
    return folders.at(-1);
}

// Runs the tests in order, as TAP; the last line of each file.
export function run() {
    const loop = GLib.MainLoop.new(null, false);
    let failed = 0;

    async function all() {
        print(`1..${tests.length}`);
        for (const [index, [name, body]] of tests.entries()) {
            try {
                await body();
                print(`ok ${index + 1} ${name}`);
            } catch (error) {
                failed++;
                print(`not ok ${index + 1} ${name}`);
                print(`# ${error}\n${error.stack ?? ''}`.replace(/\n(?=.)/g, '\n# '));
            }
        }
    }

    all().finally(() => loop.quit());
    loop.run();
    if (folders.length > 0)
        GLib.spawn_sync(null, ['rm', '-rf', ...folders], null, GLib.SpawnFlags.SEARCH_PATH, null);
    if (failed > 0)
        System.exit(1);
}
