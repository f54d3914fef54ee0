#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what is missing, builds libcem, takes in a stream of events and shows what is known then.
#   examples/quickstart.sh [EVENTS]     50000 by default
# The build is made in _build/quickstart, or in $CEM_BUILD_DIR; the store stays there, to play with.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=${CEM_BUILD_DIR:-$root/_build/quickstart}
export LC_ALL=C.UTF-8

"$root/tests/install-deps.sh" build

# Debian's Meson brings its own Python, whatever comes first on the PATH.
meson=/usr/bin/meson
[ -x "$meson" ] || meson=meson

[ -f "$build/build.ninja" ] || "$meson" setup "$build" "$root" --buildtype=release \
  -Dintrospection=disabled -Dvapi=disabled -Ddocumentation=disabled -Dtests=false
"$meson" compile -C "$build"
"$root/examples/demo.sh" "$build/libcem/tool/cem" "$build" "${1:-50000}"
