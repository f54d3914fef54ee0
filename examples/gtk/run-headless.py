#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a program with a screen in memory: run-headless.py COMMAND…

Skips (exit code 77) when what it needs is not installed: run-headless.py --missing WHAT says so.
"""
import os
import shutil
import subprocess
import sys
import tempfile

SKIP = 77


def main():
    if sys.argv[1] == '--missing':
        print(f'SKIP: {sys.argv[2]} is not installed')
        return SKIP
    if shutil.which('Xvfb') is None:
        print('SKIP: Xvfb is not installed (the package xvfb)')
        return SKIP

    reading, writing = os.pipe()
    with tempfile.TemporaryDirectory(prefix='cem-gtk-') as home:
        server = subprocess.Popen(['Xvfb', '-displayfd', str(writing), '-screen', '0', '800x600x24',
                                   '-nolisten', 'tcp'], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        try:
            with os.fdopen(reading) as file:
                display = file.readline().strip()
            if not display:
                print('SKIP: Xvfb does not start here')
                return SKIP
            env = dict(os.environ, DISPLAY=f':{display}', GDK_BACKEND='x11', GSK_RENDERER='cairo', HOME=home,
                       GTK_A11Y='none', GSETTINGS_BACKEND='memory', XDG_RUNTIME_DIR=home, NO_AT_BRIDGE='1')
            env.pop('WAYLAND_DISPLAY', None)
            return subprocess.run(sys.argv[1:], env=env, timeout=100).returncode
        finally:
            server.terminate()
            server.wait()


if __name__ == '__main__':
    sys.exit(main())
