#!/usr/bin/env bash
# Baidu's side for the bench (upstream.conf.in), an nginx of its own.
#   upstream.sh start RUN PORT   stops what it started in RUN before, then starts it on
#                                https://127.0.0.1:PORT; its authority is RUN/upstream-ca.pem
#   upstream.sh stop RUN         stops it, by recorded pid and start time
# In server.json: "upstream_base": "https://127.0.0.1:PORT", "upstream_ca_file": the authority.
# Needs libnginx-mod-http-echo.
set -euo pipefail
umask 077

usage() {
    echo 'usage: upstream.sh start RUN PORT, or upstream.sh stop RUN' >&2
    exit 64
}
[[ ${1-} == start && $# == 3 || ${1-} == stop && $# == 2 ]] || usage
RUN_DIR=$2 PORT=${3-8443}
# shellcheck source=tests/local/lib.sh
. "$(dirname "$0")/../local/lib.sh"

# An authority, and a certificate for 127.0.0.1 by it.
make_certificates() (
    cd "$RUN_DIR"
    key=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    exec 2>upstream-openssl.log
    openssl req -x509 -days 30 "${key[@]}" -subj '/CN=swan-fcgi bench' \
        -keyout upstream-ca.key -out upstream-ca.pem
    openssl req "${key[@]}" -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
        -keyout upstream.key -out upstream.csr
    openssl x509 -req -copy_extensions copy -days 30 -in upstream.csr \
        -CA upstream-ca.pem -CAkey upstream-ca.key -CAcreateserial -out upstream.pem
)

gone() { ! pid_of upstream >/dev/null; }

stop() {
    local pid
    if pid=$(pid_of upstream); then
        kill -s TERM "$pid" 2>/dev/null || true
        wait_until 50 gone || die "the upstream (process $pid) does not end"
    fi
    rm -f "$RUN_DIR/upstream.pid"
}

nginx_pid() {
    [[ -s $RUN_DIR/upstream.nginx.pid ]] && record upstream "$(cat "$RUN_DIR/upstream.nginx.pid")"
}

start() {
    local user_line=''
    ((EUID)) || user_line='user root;'
    mkdir -p "$RUN_DIR/tmp"
    stop
    make_certificates
    sed -e "s|@USER_LINE@|$user_line|; s|@PORT@|$PORT|" \
        "$(dirname "$0")/upstream.conf.in" >"$RUN_DIR/upstream.conf"
    rm -f "$RUN_DIR/upstream.nginx.pid"
    nginx -p "$RUN_DIR/" -c "$RUN_DIR/upstream.conf" -e upstream-error.log -q ||
        die "nginx did not start, see above and $RUN_DIR/upstream-error.log"
    wait_until 100 nginx_pid || die "nginx wrote no pid file, see $RUN_DIR/upstream-error.log"
}

"$1"
