#!/bin/sh
# SPDX-FileCopyrightText: 2026 The libcem authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Takes a stream of events into a new store and shows what is known then: demo.sh CEM FOLDER EVENTS
set -eu

cem=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
folder=$2
events=$3
here=$(cd "$(dirname "$0")" && pwd)
python3=/usr/bin/python3
[ -x "$python3" ] || python3=python3

show() {
  printf '\n$ cem'
  printf ' %s' "$@"
  printf '\n'
  "$cem" "$@"
}

cd "$folder"
rm -f demo.cem demo.cem-wal demo.cem-shm
"$python3" "$here/generate-events.py" --events "$events" >events.jsonl
echo "$events events in $folder/events.jsonl; the first one:"
head -n 1 events.jsonl

show ingest demo.cem events.jsonl --history
show stats demo.cem
show quarantine demo.cem --limit 10
show show customer demo.cem user_id:u000007
show explain demo.cem anonymous_id:a000007 phone:013800000007
printf '\nThe store is %s/demo.cem; “%s --help” says what else there is.\n' "$folder" "$cem"
