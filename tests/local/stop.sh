#!/usr/bin/env bash
# Stops what start.sh started in RUN_DIR, by recorded pid and start time, and waits for requests in
# flight. Exits 0 when nothing runs, and says so. `stop.sh NAME...` stops only those.
set -euo pipefail
# shellcheck source=tests/local/lib.sh
. "$(dirname "$0")/lib.sh"

stopped=0
gone() { ! pid_of "$1" >/dev/null; }

stop() {
    local name=$1 signal=$2 pid
    if pid=$(pid_of "$name"); then
        kill -s "$signal" "$pid" 2>/dev/null || true
        kill -s CONT "$pid" 2>/dev/null || true
        if ! wait_until 150 gone "$name"; then
            echo "$name (process $pid) did not end within 15 s of SIG$signal: killing it" >&2
            kill -s KILL "$pid" 2>/dev/null || true
            wait_until 50 gone "$name" || die "$name (process $pid) cannot be killed"
        fi
        echo "stopped $name"
        stopped=1
    fi
    rm -f "$RUN_DIR/$name.pid"
}

# The worker first, while it can still reach Baidu's side; nginx last, because the other two end
# when nginx has closed its kept connections.
named=$#
((named)) || set -- worker sandbox nginx
for name in "$@"; do
    if [[ $name == nginx ]]; then stop nginx QUIT; else stop "$name" TERM; fi
done
((stopped || named)) || echo "nothing runs in $RUN_DIR"
