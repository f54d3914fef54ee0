#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Installs what is missing of the packages that libcem needs on Debian and Ubuntu. Needs no terminal.
#   tests/install-deps.sh build   a compiler and the libraries
#   tests/install-deps.sh all     also the bindings, the documentation and the checks (the default)
set -eu

build='gcc libc6-dev gettext meson ninja-build pkg-config libglib2.0-dev libjson-glib-dev libsqlite3-dev
  libsodium-dev libpcre2-dev python3 tzdata'
all="$build gobject-introspection libgirepository1.0-dev valac gjs python3-gi python3-jsonschema gi-docgen
  locales universal-ctags valgrind graphviz libgtk-4-dev gir1.2-gtk-4.0 xvfb"

case "${1:-all}" in
  build) wanted=$build ;;
  all) wanted=$all ;;
  *) echo "usage: $0 [build|all]" >&2; exit 2 ;;
esac

is_installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "This is no Debian or Ubuntu: going on with what is installed. libcem needs:" $wanted >&2
  exit 0
fi

missing=
for package in $wanted; do
  is_installed "$package" || missing="$missing $package"
done
# Zones such as US/Central, which the tests know, are a package of their own in newer releases.
legacy=
[ "$wanted" = "$build" ] || [ -e /usr/share/zoneinfo/US/Central ] || legacy=tzdata-legacy
[ -n "$missing$legacy" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=env
elif command -v sudo >/dev/null; then
  # Without a terminal sudo could not ask for a password; it must fail instead of waiting.
  as_root='sudo env'
  [ -t 0 ] || as_root='sudo -n env'
else
  [ -n "$missing" ] || exit 0
  echo "These packages are missing, and only root can install them:" >&2
  echo "  apt-get install$missing" >&2
  exit 1
fi

as_root="$as_root DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -q -y"
$as_root update </dev/null >/dev/null || echo "apt-get update failed; going on with the lists that are there" >&2
[ -z "$legacy" ] || ! apt-cache show "$legacy" >/dev/null 2>&1 || missing="$missing $legacy"
[ -n "$missing" ] || exit 0
echo "Installing:$missing"
# shellcheck disable=SC2086
$as_root install --no-install-recommends $missing </dev/null
