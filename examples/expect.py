#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs an example and compares what it prints with a file.

Usage: expect.py FILE COMMAND [ARGUMENTS]
"""
import difflib
import os
import pathlib
import subprocess
import sys

expected = pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')
done = subprocess.run(sys.argv[2:], stdout=subprocess.PIPE, check=False,
                      env={**os.environ, 'LC_ALL': 'C.UTF-8'})
printed = done.stdout.decode()
sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), printed.splitlines(True), 'expected', 'printed'))
sys.exit(done.returncode or printed != expected)
