#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Writes the baselines of the public API anew, from a build: tests/api/update.sh [BUILD]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=${1:-$here/../../_build/tests}
dump=$here/api-dump.py
/usr/bin/python3 "$dump" symbols "$build/libcem/libcem-1.so" >"$here/symbols.txt"
/usr/bin/python3 "$dump" gir "$build/libcem/Cem-1.gir" >"$here/Cem-1.gir.txt"
