#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what is missing, builds libcem, simulates a smart-home brand, takes in what its systems wrote, and shows
# what is known then, in English or Chinese by the locale.
#   examples/quickstart.sh [HOMES]     2000 by default
# The build is made in _build/quickstart, or in $CEM_BUILD_DIR; the store stays there, to play with.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=${CEM_BUILD_DIR:-$root/_build/quickstart}

LC_ALL=C.UTF-8 "$root/tests/install-deps.sh" build

# Debian's Meson brings its own Python, whatever comes first on the PATH.
meson=/usr/bin/meson
[ -x "$meson" ] || meson=meson
python3=/usr/bin/python3
[ -x "$python3" ] || python3=python3

[ -f "$build/build.ninja" ] || LC_ALL=C.UTF-8 "$meson" setup "$build" "$root" --buildtype=release \
  -Dintrospection=disabled -Dvapi=disabled -Ddocumentation=disabled -Dtests=false
LC_ALL=C.UTF-8 "$meson" compile -C "$build"

export CEM_LOCALE_DIR="$build/libcem/po" PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
exec "$python3" "$root/examples/smart-home/tour.py" "$build/libcem/tool/cem" "$build/tour" --homes "${1:-2000}"
