#!/usr/bin/env bash
# All lints, quick ones first; fails when any found something.
# shellcheck disable=SC2016 # $1 in quotes is for the inner shell
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

failed=()
run() { # NAME COMMAND...
    local name=$1
    shift
    "$@" || failed+=("$name")
}
sources() { find src tests \( -name '*.cpp' -o -name '*.h' \) -print0; }
scripts() { git ls-files -z --cached --others --exclude-standard | xargs -0 grep -lZE '^#!.*sh$|shellcheck shell=' --; }

check_shell() { scripts | xargs -0 shellcheck -x -P .; }
check_format() { sources | xargs -0 clang-format --dry-run -Werror; }
# clang-tidy mostly reads system headers, so it is given ten sources as one, far apart in the list
# because neighbours share names. A batch that it minds is judged file by file.
tidy() { clang-tidy --quiet --config-file=.clang-tidy "$@" -- -std=c++20 -Isrc -I. 2>/dev/null; }
check_batch() { # BATCH: a file with names of sources
    sed 's|.*|#include "&" // NOLINT(bugprone-suspicious-include)|' "$1" >"$1.cpp"
    tidy "$1.cpp" >/dev/null && return
    local source status=0
    while read -r source; do
        tidy "$source" || {
            echo "clang-tidy: $source"
            status=1
        }
    done <"$1"
    return $status
}
check_tidy() {
    local batches status=0
    batches=$(mktemp -d)
    find src -name '*.cpp' | sort >"$batches/all"
    split -n "r/$((1 + $(wc -l <"$batches/all") / 10))" "$batches/all" "$batches/batch."
    export -f tidy check_batch
    find "$batches" -name 'batch.*' -print0 |
        xargs -0 -n 1 -P "$(nproc)" bash -c 'check_batch "$1"' tidy || status=1
    rm -rf "$batches"
    return $status
}

run selftest tests/lint/selftest.sh
run rules perl tests/lint/rules.pl
run shellcheck check_shell
run clang-format check_format
run clang-tidy check_tidy

if ((${#failed[@]})); then
    echo "lint failed: ${failed[*]}"
    exit 1
fi
echo "lint: nothing to complain about"
