#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Sums up Meson's log of tests: why tests were skipped, which failed, and in the last line how many there were.

Usage: summary.py TESTLOG.json
"""
import json
import sys

GOOD = ('OK', 'EXPECTEDFAIL')


def describe(test):
    """The last line of what the test printed."""
    lines = [line for line in (test.get('stdout') or '').splitlines() if line.strip()]
    return lines[-1].strip() if lines else 'it does not say why'


def main(path):
    # One line of JSON for each test.
    with open(path, encoding='utf-8') as log:
        tests = [json.loads(line) for line in log]
    skipped = [test for test in tests if test['result'] == 'SKIP']
    failed = [test for test in tests if test['result'] not in GOOD and test not in skipped]

    for test in skipped:
        print(f'skipped: {test["name"]}: {describe(test)}')
    for test in tests:
        for line in (test.get('stdout') or '').splitlines():
            if '# SKIP' in line and test not in skipped:
                print(f'skipped in part: {test["name"]}: {line.strip()}')
    for test in failed:
        print(f'failed: {test["name"]}: {test["result"]}')
    print(f'{len(tests) - len(skipped) - len(failed)} passed, {len(failed)} failed, {len(skipped)} skipped')
    return bool(failed) or not tests


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
