#!/usr/bin/env bash
# test.sh PROGRAM...: runs the GoogleTest programs of BUILD; the last line is "N passed, N failed"
# for all of them together. Fails when a test failed, a program ended early, or nothing ran.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
: "${BUILD:=build}"

passed=0 failed=0
for program in "$@"; do
    result=$BUILD/$program.json
    rm -f "$result"
    "$BUILD/$program" --gtest_brief=1 --gtest_output="json:$result"
    status=$?
    # GoogleTest writes the file at its end: without it the program died on the way.
    if read -r ran bad < <(jq -r '"\(.tests - .disabled) \(.failures + .errors)"' "$result"); then
        ((status == 0 || bad > 0)) || bad=1
        ((passed += ran - bad, failed += bad))
    else
        echo "$program ended with status $status before its last test"
        ((failed += 1))
    fi
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
