#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what is missing, builds libcem with warnings as errors and runs its tests.
#   tests/run.sh [OPTIONS OF meson test]     for instance: tests/run.sh --suite unit
# The build is made in _build/tests, or in $CEM_BUILD_DIR. At the end stands why tests were
# skipped, and in the last line
#   N passed, N failed, N skipped
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=${CEM_BUILD_DIR:-$root/_build/tests}
export LC_ALL=C.UTF-8

"$root/tests/install-deps.sh" all

# Debian's Meson brings its own Python, whatever comes first on the PATH.
meson=/usr/bin/meson
[ -x "$meson" ] || meson=meson
python3=/usr/bin/python3
[ -x "$python3" ] || python3=python3

[ -f "$build/build.ninja" ] || "$meson" setup "$build" "$root" -Dwerror=true
"$meson" compile -C "$build"

results="$build/meson-logs/testlog.json"
rm -f "$results"
status=0
"$meson" test -C "$build" --no-rebuild --print-errorlogs "$@" || status=$?

if [ ! -f "$results" ]; then
  echo "No test has run." >&2
  [ "$status" != 0 ] || status=1
  exit "$status"
fi

"$python3" "$root/tests/summary.py" "$results" || [ "$status" != 0 ] || status=1
exit "$status"
