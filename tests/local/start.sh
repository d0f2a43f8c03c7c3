#!/usr/bin/env bash
# Starts a local system in RUN_DIR: the sandbox and the worker through spawn-fcgi, and nginx with
# the bundled configuration in front. What start.sh started there before is stopped first; data,
# keys and configuration stay.
#   PORT=8080 SANDBOX_PORT=PORT+1 RUN_DIR=run BUILD=build API=2.0; for tests besides SWAN_LOOPS,
#   KEY_BITS, TIME_SCALE, SERVER_JSON_EXTRA and SANDBOX_JSON_EXTRA (config.sh).
set -euo pipefail
umask 077 # keys, secrets and sockets are for this user alone
# shellcheck source=tests/local/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/local/config.sh
. "$(dirname "$0")/config.sh"

# "PROGRAM (process PID)" listening on TCP port $1, or nothing. The nginx that runs in RUN_DIR does
# not count: it is stopped before another is started.
listener() {
    local hex inode pids ours
    hex=$(printf ':%04X' "$1")
    ours=$(pid_of nginx || true)
    while read -r inode; do
        pids=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" 2>/dev/null | cut -d / -f 3 || true)
        if [[ $ours ]] && grep -qx "$ours" <<<"$pids"; then continue; fi
        if [[ $pids ]]; then
            echo "$(cat "/proc/${pids%%$'\n'*}/comm") (process ${pids%%$'\n'*})"
        else
            echo "a program that is not ours to see"
        fi
        return
    done < <(awk -v port="$hex" '$2 ~ port "$" && $4 == "0A" { print $10 }' \
        /proc/net/tcp /proc/net/tcp6 2>/dev/null)
}

check_path() { # the longest socket in RUN_DIR
    # nginx's and sed's own characters
    [[ $RUN_DIR != *[\"\;\{\}\$\&\|\\]* ]] || die "RUN_DIR has characters that nginx cannot take"
    (($(printf %s "$RUN_DIR/$1" | wc -c) <= 107)) ||
        die "$RUN_DIR/$1 is over the 107 bytes of a socket path: set RUN_DIR to a shorter one"
}

check_ports() {
    local name who
    ((PORT != SANDBOX_PORT)) || die "PORT and SANDBOX_PORT are both $PORT"
    for name in PORT SANDBOX_PORT; do
        who=$(listener "${!name}")
        [[ -z $who ]] ||
            die "port ${!name} is in use by $who: stop it, or choose another port with $name=..."
    done
}

# Runs a command with no open file but 0, 1 and 2: what outlives us must not hold a pipe of our
# caller, who may wait for its end.
alone() {
    (
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            ((fd <= 2)) || eval "exec $fd>&-"
        done
        exec "$@"
    )
}

# spawn NAME SOCKET COMMAND...
spawn() {
    local name=$1 socket=$RUN_DIR/$2
    shift 2
    rm -f "$RUN_DIR/tmp/$name.pid"
    alone spawn-fcgi -s "$socket" -M 0600 -b 4096 -d "$RUN_DIR" -P "$RUN_DIR/tmp/$name.pid" -- "$@" \
        >"$RUN_DIR/tmp/$name.out" 2>&1 || die "$(cat "$RUN_DIR/tmp/$name.out")"
    record "$name" "$(cat "$RUN_DIR/tmp/$name.pid")" || died "$name"
}

died() {
    die "$1 ended at once; the last lines of its log:
$(tail -n 5 "$RUN_DIR/logs/${2:-$1}.log" 2>&1)"
}

nginx_pid() { [[ -s $RUN_DIR/tmp/nginx.pid ]] && record nginx "$(cat "$RUN_DIR/tmp/nginx.pid")"; }

nginx=(nginx -p "$RUN_DIR/" -c "$RUN_DIR/nginx.conf" -e logs/nginx-error.log)

# The paths of further mini-programs, by the names of their folders.
render_apps() {
    local names
    rm -f "$RUN_DIR/swan-apps.conf"
    names=$(find "$RUN_DIR/conf/apps" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null |
        paste -sd '|' || true)
    [[ $names ]] || return 0
    render swan-apps.conf swan-apps.conf
    sed -i "s/(shop|club)/($names)/" "$RUN_DIR/swan-apps.conf"
}

# Also finds a port that this user may not open; one in use passes.
check_nginx() {
    render swan-upstream.conf swan-upstream.conf
    render swan-server.conf swan-server.conf
    render_apps
    render local.conf.in nginx.conf
    "${nginx[@]}" -t -q || die "nginx cannot run like this, see above"
}

start_nginx() {
    rm -f "$RUN_DIR/tmp/nginx.pid"
    alone "${nginx[@]}" -q || die "nginx did not start, see above and $RUN_DIR/logs/nginx-error.log"
    wait_until 100 nginx_pid || die "nginx wrote no pid file, see $RUN_DIR/logs/nginx-error.log"
}

# The answer of the worker itself, not nginx's 503, to a path that it does not have.
worker_answers() {
    pid_of worker >/dev/null || died worker swan
    [[ $(status_of "$base/auth/") == 404 ]]
}
sandbox_answers() {
    pid_of sandbox >/dev/null || died sandbox
    [[ $(status_of "$sandbox/sandbox/state") == 200 ]]
}
status_of() { curl -q -s -o /dev/null -m 2 --noproxy '*' -w '%{http_code}' "$1" || true; }

unset "${!SWAN_SECRET_KEY_FILE@}" # a real secret has no place here
[[ -x $BUILD/swan-fcgi && -x $BUILD/swan-sandbox ]] || die "no programs in $BUILD: run make first"
BUILD=$(realpath "$BUILD")

# A wrong configuration or port does not take down what runs.
check_path sandbox.sock
check_ports
write_configuration
"$BUILD/swan-fcgi" --check --conf "$RUN_DIR/conf" >/dev/null || exit
write_sandbox_configuration
check_nginx
"$(dirname "$0")/stop.sh" >/dev/null
spawn sandbox sandbox.sock "$BUILD/swan-sandbox" --config "$RUN_DIR/sandbox.json"
start_nginx
wait_until 300 sandbox_answers || die "the sandbox does not answer, see $RUN_DIR/logs"
# It asks Baidu's side about unpaid orders as soon as it runs.
spawn worker swan.sock "$BUILD/swan-fcgi" --conf "$RUN_DIR/conf"
wait_until 300 worker_answers || die "the worker does not answer, see $RUN_DIR/logs"
