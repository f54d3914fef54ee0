#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Builds a small foreign project against libcem:
#   run.sh installed SOURCE BUILD    by pkg-config, from an installation into a temporary folder
#   run.sh subproject SOURCE BUILD   as a Meson subproject
set -eu

way=$1
source=$(cd "$2" && pwd)
build=$(cd "$3" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
meson=/usr/bin/meson
[ -x "$meson" ] || meson=meson

mkdir "$work/foreign"
cp "$source/tests/foreign/foreign.c" "$work/foreign/"
cp "$source/tests/foreign/meson.build.in" "$work/foreign/meson.build"

case "$way" in
  installed)
    DESTDIR="$work/stage" "$meson" install -C "$build" --no-rebuild --quiet
    pc=$(find "$work/stage" -name libcem-1.pc)
    prefix=$(sed -n 's/^prefix=//p' "$pc")
    sed -i "s|^prefix=.*|prefix=$work/stage$prefix|" "$pc"
    PKG_CONFIG_PATH=$(dirname "$pc")
    LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH")
    export PKG_CONFIG_PATH LD_LIBRARY_PATH
    expected=pkgconfig

    # What an installation has to bring beside the library.
    for file in Cem-1.gir Cem-1.typelib libcem-1.vapi libcem-1.deps Cem.py Cem.js cem-enum-types.h; do
      [ -n "$(find "$work/stage" -name "$file")" ] || { echo "not installed: $file"; exit 1; }
    done
    # shellcheck disable=SC2046
    cc "$work/foreign/foreign.c" -o "$work/by-hand" $(pkg-config --cflags --libs libcem-1)
    "$work/by-hand"
    ;;
  subproject)
    mkdir "$work/foreign/subprojects"
    ln -s "$source" "$work/foreign/subprojects/libcem"
    set -- --force-fallback-for=libcem-1,libcem
    # Somebody's own python3 that does not work, first on the PATH, must not matter where Debian's is there.
    if [ -x /usr/bin/meson ] && [ -x /usr/bin/python3 ]; then
      mkdir "$work/bin"
      printf '#!/bin/sh\nexit 1\n' >"$work/bin/python3"
      chmod +x "$work/bin/python3"
      PATH=$work/bin:$PATH
    fi
    expected=internal
    ;;
esac
[ "$way" = subproject ] || set --

"$meson" setup "$work/build" "$work/foreign" -Dbuildtype=plain "$@" >"$work/log" || { cat "$work/log"; exit 1; }
grep -q "libcem comes from *: $expected" "$work/log" || { cat "$work/log"; exit 1; }
"$meson" compile -C "$work/build" >"$work/log" || { cat "$work/log"; exit 1; }
"$meson" test -C "$work/build" --no-rebuild >"$work/log" || { cat "$work/log"; exit 1; }
echo "the foreign project works, libcem comes from: $expected"
