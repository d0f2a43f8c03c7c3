#!/usr/bin/env bash
# test.sh PROGRAM...: runs the GoogleTest programs of BUILD; the last line is "N passed, N failed"
# for all of them together. Fails when a test failed, a program ended early, or nothing ran.
# End-to-end tests mostly wait: three parts of them run side by side.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
: "${BUILD:=build}"

run() { # PROGRAM PART PARTS: its status goes beside its result
    local result=$BUILD/$1.$2.json
    rm -f "$result"
    GTEST_SHARD_INDEX=$2 GTEST_TOTAL_SHARDS=$3 \
        "$BUILD/$1" --gtest_brief=1 --gtest_output="json:$result"
    echo $? >"$result.status"
}

passed=0 failed=0
count() { # PROGRAM PART
    local result=$BUILD/$1.$2.json ran bad status
    status=$(<"$result.status")
    # GoogleTest writes the file at its end: without it the program died on the way.
    if read -r ran bad < <(jq -r '"\(.tests - .disabled) \(.failures + .errors)"' "$result"); then
        ((status == 0 || bad > 0)) || bad=1
        ((passed += ran - bad, failed += bad))
    else
        echo "$1 ended with status $status before its last test"
        ((failed += 1))
    fi
}

for program in "$@"; do
    parts=1
    [[ $program == e2e-tests ]] && parts=3
    for ((part = 0; part < parts; part++)); do run "$program" "$part" "$parts" & done
    wait
    for ((part = 0; part < parts; part++)); do count "$program" "$part"; done
done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
