#!/usr/bin/env bash
# Walks the whole main job once against the running system of RUN_DIR and shows each request, as a
# curl line to copy, and its answer. Fails at the first answer that is not right.
# shellcheck disable=SC2016 # $name in quotes is a variable of jq
set -euo pipefail
# shellcheck source=tests/local/lib.sh
. "$(dirname "$0")/lib.sh"

bold='' plain=''
if [[ -t 1 ]]; then bold=$'\e[1m' plain=$'\e[0m'; fi

step=0 heading=''
heading() { # ENGLISH CHINESE
    heading=$1
    printf '\n%s%d. %s  %s%s\n' "$bold" $((step += 1)) "$1" "$2" "$plain"
}
wrong() {
    printf '\nStep %d (%s) failed: %s\nLogs: %s\n' "$step" "$heading" "$*" "$RUN_DIR/logs" >&2
    exit 1
}

# A word as it is typed in a shell.
typed() {
    if [[ $1 =~ ^[A-Za-z0-9_./:=@%+-]+$ ]]; then
        printf ' %s' "$1"
    else
        printf " '%s'" "${1//\'/\'\\\'\'}"
    fi
}

# call ARGUMENT...: shows and runs curl with them; the answer is left in $answer.
call() {
    printf '$ curl -s'
    for word in "$@"; do typed "$word"; done
    echo
    answer=$(curl -q -sS -m 15 --noproxy '*' "$@" 2>&1) || wrong "no answer: $answer"
    show
}
# Long strings are cut for the eye only.
show() {
    jq 'walk(if type == "string" and length > 96 then .[:80] + "... (\(length))" else . end)' \
        <<<"$answer" 2>/dev/null || echo "$answer"
}
# expect WHAT FILTER [--arg NAME VALUE...]: the jq filter holds for the answer.
expect() {
    jq -e "${@:3}" "$2" <<<"$answer" >/dev/null 2>&1 || wrong "$1$(reason)"
}
# Why, in the answer's own words: ours, the cashier's or the sandbox's.
reason() {
    jq -r '[.err_msg, .errMsg, .error] | map(strings) | first // empty | ": \(.)"' \
        <<<"$answer" 2>/dev/null || true
}
value() { jq -r "$1" <<<"$answer"; }

# The callback of one kind for our order, in the sandbox's list: the last that was answered.
callback() {
    answer=$(curl -q -sS -m 15 --noproxy '*' "$sandbox/sandbox/state" | jq --arg kind "$1" \
        --arg order "$order" '[.callbacks[] | select(.kind == $kind and .tpOrderId == $order
                                                     and .status == 200)] | last // empty') &&
        [[ $answer ]]
}
# show_callback KIND FILTER: waits for it, and the filter holds for the merchant's answer.
show_callback() {
    printf '$ curl -s%s   # kind %s\n' "$(typed "$sandbox/sandbox/state")" "$1"
    wait_until 300 callback "$1" || wrong "the sandbox lists no answered callback of kind $1"
    show
    expect "the worker's answer to the callback is not $2" \
        ".answer | if type == \"string\" then fromjson else . end | $2"
}

heading 'Login: the phone asks Baidu for a code, our server exchanges it' '登录'
call "$sandbox/sandbox/login" -d ''
expect 'the sandbox gave no code' '(.code | length > 0) and (.open_id | length > 0)'
code=$(value .code) open_id=$(value .open_id)
call "$base/auth/login" -d "code=$code"
expect 'the open_id is not the one that logged in' '.code == 0 and .data.open_id == $id' --arg id "$open_id"

heading 'User info: decrypt what swan.getUserInfo gave' '用户信息解密'
call "$sandbox/sandbox/getUserInfo" --data-urlencode "open_id=$open_id"
data=$(value .data) iv=$(value .iv)
call "$base/auth/userinfo" --data-urlencode "open_id=$open_id" --data-urlencode "iv=$iv" \
    --data-urlencode "data=$data"
expect 'the decrypted user is another one' '.code == 0 and .data.openid == $id and (.data | has("nickname"))' \
    --arg id "$open_id"

heading 'Phone number: decrypt what swan.getPhoneNumber gave' '手机号解密'
call "$sandbox/sandbox/getPhoneNumber" --data-urlencode "open_id=$open_id" -d mobile=15000000000
data=$(value .encryptedData) iv=$(value .iv)
call "$base/auth/phone" --data-urlencode "open_id=$open_id" --data-urlencode "iv=$iv" \
    --data-urlencode "data=$data"
expect 'the phone number is not 15000000000' '.code == 0 and .data.mobile == "15000000000"'

goods=$(jq -r '.[0].id // empty' "$RUN_DIR/conf/goods.json" 2>/dev/null || true)
heading 'Order: our server signs the orderInfo' '生成支付订单'
call "$base/pay/gen" --data-urlencode "open_id=$open_id" ${goods:+--data-urlencode "goods_id=$goods"}
expect 'the orderInfo is not complete' '.code == 0 and (.data | (.rsaSign | length > 100) and
    .signFieldsRange == "1" and (.tpOrderId | test("^[0-9]{32}$")) and (.bizInfo | fromjson | type == "object"))'
order=$(value .data.tpOrderId) amount=$(value .data.totalAmount) order_info=$(jq -c .data <<<"$answer")

heading 'Pay: the cashier checks the signature and charges' '支付'
call "$sandbox/sandbox/requestPolymerPayment?open_id=$open_id" -d "$order_info"
expect 'the cashier did not take the order' '.errMsg == "requestPolymerPayment:ok"'

heading 'Callback: Baidu has told our server' '支付结果通知'
show_callback succ '.errno == 0 and .data.isConsumed == 2'

heading 'Status: paid' '查询订单:已支付'
call "$base/pay/status?tp_order_id=$order"
expect 'the order is not paid' '.code == 0 and .data.payStatus.statusNum == 1'

heading 'Refund' '申请退款'
call "$base/pay/refund" -d "tp_order_id=$order"
expect 'the refund was not accepted' '.code == 0 and (.data.refundBatchId | length > 0) and
    .data.refundPayMoney == $amount' --arg amount "$amount"

heading 'Refund callback: Baidu has told our server' '退款结果通知'
show_callback refund '.errno == 0'

heading 'Status: refunded' '查询订单:已退款'
call "$base/pay/status?tp_order_id=$order"
expect 'the order is not refunded' '.code == 0 and .data.payStatus.statusNum == 1 and
    .data.refundStatus.statusNum == 2'

stop='make stop' where=run/
if [[ $RUN_DIR != "$root/run" ]]; then stop+=$(typed "RUN_DIR=$RUN_DIR") where=$RUN_DIR; fi
cat <<END

${bold}All $step steps were right. 全部步骤通过。${plain}
swan-fcgi runs at $base, the simulated Baidu at $sandbox; logs and data are in $where.
To stop it: $stop
END
