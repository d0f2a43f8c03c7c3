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
check_tidy() {
    find src -name '*.cpp' -print0 |
        xargs -0 -n 1 -P "$(nproc)" sh -c 'clang-tidy --quiet "$1" -- -std=c++20 -Isrc 2>/dev/null || {
            echo "clang-tidy: $1"; exit 1; }' tidy
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
