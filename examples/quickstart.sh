#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what is missing, builds libcem, takes in a stream of events and shows what is known then.
#   examples/quickstart.sh [EVENTS]     50000 by default
# The build is made in _build/quickstart, or in $CEM_BUILD_DIR; the store stays there, to play with.
set -eu

events=${1:-50000}
root=$(cd "$(dirname "$0")/.." && pwd)
build=${CEM_BUILD_DIR:-$root/_build/quickstart}
export LC_ALL=C.UTF-8

"$root/tests/install-deps.sh" build

meson=/usr/bin/meson
[ -x "$meson" ] || meson=meson
python3=/usr/bin/python3
[ -x "$python3" ] || python3=python3

[ -f "$build/build.ninja" ] || "$meson" setup "$build" "$root" --buildtype=release \
  -Dintrospection=disabled -Dvapi=disabled -Ddocumentation=disabled -Dtests=false
"$meson" compile -C "$build"

cem=$build/libcem/tool/cem
stream=$build/events.jsonl
store=$build/quickstart.db

show() {
  printf '\n$ cem'
  printf ' %s' "$@"
  printf '\n'
  "$cem" "$@"
}

rm -f "$store" "$store-wal" "$store-shm"
"$python3" "$root/examples/generate-events.py" --events "$events" >"$stream"
echo "$events events in $stream; the first one:"
head -n 1 "$stream"

cd "$build"
show ingest quickstart.db events.jsonl --history
show stats quickstart.db
show quarantine quickstart.db --limit 10
show show customer quickstart.db user_id:u000007
printf '\nThe store is %s; %s --help says what else there is.\n' "$store" "$cem"
