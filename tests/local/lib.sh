# shellcheck shell=bash disable=SC2034
# What start.sh, stop.sh and walk.sh share: settings, and processes known by pid and start time.
# RUN_DIR/NAME.pid holds "PID START", START being field 22 of /proc/PID/stat: a process whose start
# time differs got the number later and is not ours.

# An ordinary user's PATH leaves out where Debian puts nginx.
PATH=$PATH:/usr/sbin:/sbin

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
check_port() { # NAME
    [[ ${!1} =~ ^[1-9][0-9]{0,4}$ ]] || die "$1=${!1} is no port"
    ((${!1} < 65536)) || die "$1=${!1} is no port"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${PORT:=8080}" "${RUN_DIR:=$root/run}" "${BUILD:=$root/build}"
check_port PORT
: "${SANDBOX_PORT:=$((PORT + 1))}"
check_port SANDBOX_PORT
RUN_DIR=$(realpath -m "$RUN_DIR")
base=http://127.0.0.1:$PORT
sandbox=http://127.0.0.1:$SANDBOX_PORT

# The start time of process $1; fails when there is none or only its zombie.
start_time() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -ra fields <<<"${stat##*) }" # after the name, which may hold spaces and brackets
    [[ ${fields[0]} != [ZX] ]] && echo "${fields[19]}"
}

# Prints the pid of what RUN_DIR/$1.pid names, if that is still running.
pid_of() {
    local pid started
    read -r pid started 2>/dev/null <"$RUN_DIR/$1.pid" || return 1
    [[ $pid && $(start_time "$pid") == "$started" ]] && echo "$pid"
}

# Writes RUN_DIR/$1.pid for the running process $2.
record() {
    local started
    started=$(start_time "$2") || return 1
    echo "$2 $started" >"$RUN_DIR/$1.pid"
}

# wait_until TENTHS COMMAND...: polls until the command succeeds; fails after that many tenths of a
# second.
wait_until() {
    local left=$1
    shift
    until "$@"; do
        ((left-- > 0)) || return 1
        sleep 0.1
    done
}
